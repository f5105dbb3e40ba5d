package modeltest_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/go-ogm/ogm/query"
)

// track says which relationships a field stands for, and in which form it has them.
type track struct {
	field          string
	kind           string // of relationships
	incoming, both bool
	many           bool
	structs        bool   // a slice of structs
	between        string // the struct of the relationships; "" for none
}

// hop is a relationship seen from one of its nodes.
type hop struct {
	route *route
	far   *place
}

// hops gives the relationships of a node that a field stands for.
func (t track) hops(p *place, labels []string) []hop {
	var list []hop
	for _, r := range p.routes {
		if r.kind != t.kind {
			continue
		}
		far := r.to
		switch {
		case t.both && r.to == p, t.incoming && r.to == p:
			far = r.from
		case t.incoming || r.from != p:
			continue
		}
		if far.has(labels...) {
			list = append(list, hop{r, far})
		}
	}
	return list
}

// road is a way that leads to nodes of type N.
type road[T, N any] struct {
	track
	edge           query.EdgeField[T, N]
	far            func() kind[N]
	link           func(query.EdgeField[T, N]) between[T, N] // nil without a struct
	deep           bool                                      // it leads to nodes of the same type
	family, others bool                                      // the field holds an interface, of which N is what some types have in common; and others too
	into           func(query.EdgeField[T, N]) query.EdgeField[T, N]
	other          string // the field that into fills
}

// between is what can be asked of the relationships' struct.
type between[T, N any] interface {
	Where(a *asking) (query.EdgeField[T, N], string, func(*route) truth)
	Order(a *asking, total bool) (query.EdgeField[T, N], string, []sortKey)
}

type viaStruct[T, R, N any] struct {
	edge query.ViaField[T, R, N]
	kind kind[R]
}

func via[T, R, N any](of kind[R]) func(query.EdgeField[T, N]) between[T, N] {
	return func(e query.EdgeField[T, N]) between[T, N] {
		return viaStruct[T, R, N]{query.ViaField[T, R, N]{EdgeField: e}, of}
	}
}

func (v viaStruct[T, R, N]) Where(a *asking) (query.EdgeField[T, N], string, func(*route) truth) {
	claims := v.kind.claims(a, 1+a.below(2, "on relationships")/2, 0)
	return v.edge.WhereRelationship(askedOf(claims)...).EdgeField, ".WhereRelationship(" + textOf(claims) + ")", func(r *route) truth { return allHold(claims, r) }
}

func (v viaStruct[T, R, N]) Order(a *asking, total bool) (query.EdgeField[T, N], string, []sortKey) {
	key := v.kind.traits[a.below(len(v.kind.traits), "relationships by")]
	if total {
		key = *v.kind.total
	}
	by := key.sorting(a)
	return v.edge.OrderByRelationship(by.asked).EdgeField, ".OrderByRelationship(" + by.text + ")", []sortKey{by.key}
}

// handle is an edge with conditions of its own, as it is asked for and as it is evaluated.
type handle[T, N any] struct {
	edge  query.EdgeField[T, N]
	text  string
	holds func(hop) truth
}

// restricted draws conditions for the edge itself.
func (r road[T, N]) restricted(a *asking, across int) handle[T, N] {
	h := handle[T, N]{r.edge, r.field, func(hop) truth { return yes }}
	if a.below(3, "on its nodes") == 0 {
		claims := r.far().claims(a, 1+a.below(2, "conditions"), across)
		h.edge, h.text = h.edge.Where(askedOf(claims)...), h.text+".Where("+textOf(claims)+")"
		h.holds = func(p hop) truth { return allHold(claims, p.far) }
	}
	if r.link != nil && a.below(3, "on its relationships") == 0 {
		edge, text, holds := r.link(h.edge).Where(a)
		before := h.holds
		h.edge, h.text = edge, h.text+text
		h.holds = func(p hop) truth { return min(before(p), holds(p.route)) }
	}
	return h
}

// count is how many relationships there are for which all holds.
func (r road[T, N]) count(h handle[T, N], claims []claim[N], of subject) int {
	n := 0
	for _, p := range r.hops(of.(*place), r.far().labels) {
		if min(h.holds(p), allHold(claims, p.far)) == yes {
			n++
		}
	}
	return n
}

func (r road[T, N]) Claim(a *asking, across int) claim[T] {
	h := r.restricted(a, across)
	claims := r.far().claims(a, a.below(3, "beyond"), across)
	asked := askedOf(claims)
	text := func(verb string) string { return h.text + "." + verb + "(" + textOf(claims) + ")" }
	count := func(s subject) int { return r.count(h, claims, s) }
	switch a.below(5, "verb") {
	case 0:
		return claim[T]{text("Any"), h.edge.Any(asked...), func(s subject) truth { return truthOf(count(s) > 0) }}
	case 1:
		return claim[T]{text("None"), h.edge.None(asked...), func(s subject) truth { return truthOf(count(s) == 0) }}
	case 2:
		return claim[T]{text("Single"), h.edge.Single(asked...), func(s subject) truth { return truthOf(count(s) == 1) }}
	case 3:
		if len(claims) > 0 {
			return claim[T]{text("All"), h.edge.All(asked...), func(s subject) truth { return truthOf(count(s) == r.count(h, nil, s)) }}
		}
	}
	return r.counted(a, text("Count"), h.edge.Count(asked...), count)
}

func (r road[T, N]) counted(a *asking, text string, counted query.Counted[T], count func(subject) int) claim[T] {
	type number = query.Counted[T]
	asks := []struct {
		name string
		ask  func(number, int) query.Condition[T]
		test func(n, other int) bool
	}{
		{"=", number.Eq, func(n, other int) bool { return n == other }},
		{"<>", number.Ne, func(n, other int) bool { return n != other }},
		{">", number.Gt, func(n, other int) bool { return n > other }},
		{">=", number.Ge, func(n, other int) bool { return n >= other }},
		{"<", number.Lt, func(n, other int) bool { return n < other }},
		{"<=", number.Le, func(n, other int) bool { return n <= other }},
	}
	by, other := asks[a.below(len(asks), "comparison")], a.below(4, "number")
	return claim[T]{fmt.Sprint(text, " ", by.name, " ", other), by.ask(counted, other), func(s subject) truth { return truthOf(by.test(count(s), other)) }}
}

// Sorting is an order by how many there are.
func (r road[T, N]) Sorting(a *asking) sorting[T] {
	h := r.restricted(a, 0)
	count := func(s subject) any { return r.count(h, nil, s) }
	if rapid.Bool().Draw(a.T, "descending") {
		return sorting[T]{h.text + ".Count() desc", h.edge.Count().Desc(), sortKey{count, true}}
	}
	return sorting[T]{h.text + ".Count()", h.edge.Count().Asc(), sortKey{count, false}}
}

// step is a step of a fetch plan, as it is evaluated.
type step struct {
	track
	text   string
	labels []string // of the nodes that it leads to
	target string   // the struct that they become; "" of an interface
	holds  func(hop) truth
	filter bool
	order  []hopKey
	total  bool // the order leaves no ties
	limit  int  // negative for none
	nested []*step
	first  int // from which step on conditions and limit count
	last   int
	alias  bool // it fills another field
	others bool // the field may hold others
}

// hopKey sorts by the node, or by the relationship.
type hopKey struct {
	sortKey
	onRoute bool
}

func (k hopKey) compare(a, b hop) int {
	if k.onRoute {
		return k.sortKey.compare(a.route, b.route)
	}
	return k.sortKey.compare(a.far, b.far)
}

// Step draws a step of a fetch plan, with at most so many behind it.
func (r road[T, N]) Step(a *asking, depth int) (query.Fetch[T], *step) {
	h := r.restricted(a, 1)
	far := r.far()
	s := &step{track: r.track, labels: far.labels, target: far.name, holds: h.holds, filter: h.text != r.field, limit: -1, first: 1, last: 1, others: r.others}
	if r.family {
		s.target = ""
	}
	edge, text := h.edge, h.text
	if a.below(2, "ordered") == 0 {
		edge, text = r.ordered(a, s, edge, text)
	}
	if s.total && a.below(2, "limited") == 0 {
		s.limit = a.below(4, "limit")
		edge, text = edge.Limit(s.limit), fmt.Sprint(text, ".Limit(", s.limit, ")")
	}
	if depth > 0 {
		fetches, nested := drawSteps(a, far, depth-1)
		s.nested = nested
		edge, text = edge.With(fetches...), text+withText(nested)
	}
	if r.into != nil && a.below(3, "into") == 0 {
		s.field, s.alias = r.other, true
		edge, text = r.into(edge), text+".Into("+r.other+")"
	}
	if r.deep && a.below(4, "deep") == 0 {
		s.first = 1 + a.below(2, "first")
		s.last = s.first + a.below(2, "last")
		edge, text = edge.Depth(s.first, s.last), fmt.Sprint(text, ".Depth(", s.first, ", ", s.last, ")")
	}
	s.text = text
	return edge, s
}

// ordered draws an order. That of relationships between one pair takes their key.
func (r road[T, N]) ordered(a *asking, s *step, edge query.EdgeField[T, N], text string) (query.EdgeField[T, N], string) {
	byRoute := func(total bool) {
		more, about, keys := r.link(edge).Order(a, total)
		edge, text = more, text+about
		for _, key := range keys {
			s.order = append(s.order, hopKey{key, true})
		}
	}
	if r.link != nil && rapid.Bool().Draw(a.T, "by relationship") {
		byRoute(false)
	}
	far := r.far()
	for _, by := range far.sortings(a) {
		edge, text = edge.OrderBy(by.asked), text+".OrderBy("+by.text+")"
		s.order = append(s.order, hopKey{by.key, false})
	}
	s.total = far.total != nil
	if r.kind == "FERRY" {
		byRoute(true)
	}
	return edge, text
}

// drawSteps draws up to three edges of a plan.
func drawSteps[T any](a *asking, of kind[T], depth int) ([]query.Fetch[T], []*step) {
	var fetches []query.Fetch[T]
	var steps []*step
	if len(of.ways) == 0 {
		return nil, nil
	}
	for range a.below(3, "edges") {
		fetch, s := of.ways[a.below(len(of.ways), "edge")].Step(a, depth)
		fetches, steps = append(fetches, fetch), append(steps, s)
	}
	return fetches, steps
}

func withText(steps []*step) string {
	if len(steps) == 0 {
		return ""
	}
	var texts []string
	for _, s := range steps {
		texts = append(texts, s.text)
	}
	return ".With(" + strings.Join(texts, ", ") + ")"
}
