package modeltest_test

import (
	"slices"
)

// face is a node as one of the structs that it can become: within an answer, one pointer.
type face struct {
	place *place
	name  string // of the struct
}

// faceOf says what a node becomes where a struct, or an interface, is asked for.
func faceOf(p *place, target string) face {
	if target == "" {
		target = p.labels[len(p.labels)-1]
	}
	return face{p, target}
}

// filled is what a field must hold.
type filled struct {
	track
	target  string
	hops    []hop // each relationship once
	ordered bool  // the list has this order
	partial bool  // there may be more than was loaded
	earlier bool  // an earlier answer has filled it
}

// reading is what structs must hold after a plan was followed: of each node, the fields that
// were filled. A field that two branches reach has what either of them brings.
type reading struct {
	fields map[face]map[string]*filled
}

func newReading() *reading { return &reading{map[face]map[string]*filled{}} }

// load follows a plan from nodes.
func (r *reading) load(roots []face, plan []*step) {
	for _, s := range plan {
		r.follow(s, roots)
	}
}

func (r *reading) follow(s *step, owners []face) {
	for n := 1; n <= s.last; n++ {
		fars := r.fill(s, owners, n >= s.first)
		for _, nested := range s.nested {
			r.follow(nested, fars)
		}
		owners = fars
	}
}

// fill fills the field of each owner, and gives the nodes that were reached.
func (r *reading) fill(s *step, owners []face, restricted bool) []face {
	var reached []face
	for _, owner := range owners {
		hops := s.inOrder(s.hops(owner.place, s.labels))
		if restricted {
			hops = s.restrict(hops)
		}
		for _, p := range hops {
			if far := faceOf(p.far, s.target); !slices.Contains(reached, far) {
				reached = append(reached, far)
			}
		}
		r.add(owner, s, hops, restricted)
	}
	return reached
}

// inOrder sorts relationships as the step says.
func (s *step) inOrder(hops []hop) []hop {
	return slices.SortedStableFunc(slices.Values(hops), func(a, b hop) int {
		for _, key := range s.order {
			if order := key.compare(a, b); order != 0 {
				return order
			}
		}
		return 0
	})
}

// restrict takes what the conditions of the step hold for, and of these as many as its limit says.
func (s *step) restrict(hops []hop) []hop {
	hops = slices.DeleteFunc(hops, func(p hop) bool { return s.holds(p) != yes })
	if s.limit >= 0 {
		hops = hops[:min(s.limit, len(hops))]
	}
	return hops
}

func (r *reading) add(owner face, s *step, hops []hop, restricted bool) {
	fields := r.fields[owner]
	if fields == nil {
		fields = map[string]*filled{}
		r.fields[owner] = fields
	}
	partial := s.others || restricted && (s.filter || s.limit >= 0)
	field := fields[s.field]
	switch {
	case field == nil:
		fields[s.field] = &filled{s.track, s.target, hops, s.total, partial, false}
		return
	case field.earlier && !s.alias && (partial || !field.partial):
		return // what was loaded stays
	case field.earlier:
		fields[s.field] = &filled{s.track, s.target, hops, s.total, partial, false}
		return
	}
	field.partial = field.partial && partial
	for _, p := range hops {
		if !slices.ContainsFunc(field.hops, func(known hop) bool { return known.route == p.route }) {
			field.hops = append(slices.Clone(field.hops), p)
			field.ordered = field.ordered && len(field.hops) == 1
		}
	}
}

// done ends an answer.
func (r *reading) done() {
	for _, fields := range r.fields {
		for _, field := range fields {
			field.earlier = true
		}
	}
}
