package modeltest_test

import (
	"maps"
	"reflect"
	"slices"
)

// memory is what a unit knows: what it has loaded or committed, and how that was then.
type memory struct {
	tracked map[piece]*belief
	saved   map[piece]bool // by Save; true: by Create
	deleted map[piece]bool
	stored  map[arc]*strand // relationships that are known to be in the database
}

// belief is what a unit takes a node in the database for.
type belief struct {
	look
	unread bool                // it was linked and there already: what the struct says was never stored
	fields map[string]*content // of those that were loaded or committed
}

// content is what a field had.
type content struct {
	partial bool
	whole   bool // there was no more in the database
	things  []any
	arcs    []arc
}

// strand is what a unit takes a relationship in the database for.
type strand struct {
	object any // its struct; nil for none
	props  props
}

func newMemory() *memory {
	return &memory{map[piece]*belief{}, map[piece]bool{}, map[piece]bool{}, map[arc]*strand{}}
}

// forecast is what a commit must do, by the rules of the documentation. It is made of sets:
// what a field says is the difference of what it had and has.
type forecast struct {
	m        *model
	live     []piece         // that the commit looks at, in no order that matters
	role     map[piece]role  // of those
	fields   map[piece][]now // what their fields say
	added    map[arc]held
	removed  map[arc]bool
	renamed  map[arc]arc
	gone     map[int64]bool // nodes that the unit knows to go
	cutOff   map[int64]bool // nodes that go, also those that the unit does not know of
	was      *graph
	after    *graph
	versions map[*int64]int64 // that structs have after the commit
	ties     map[arc]*bond    // relationships that are written with their structs
	sends    bool
	mistake  string // contradictions and errors but those of versions
	stale    string
}

type role int

const (
	tracked role = iota
	saved
	created
	reached
)

// now is what one field says.
type now struct {
	side
	arcs []arc // beside side.held
}

func (m *model) forecast() *forecast {
	f := &forecast{m: m, was: m.want, gone: map[int64]bool{}}
	for known := -1; known < len(f.gone); { // what goes says nothing, so there may be more to go
		known = len(f.gone)
		f.mistake = ""
		f.gather()
		f.compare()
		f.goes()
	}
	f.after = m.want.clone()
	f.versions, f.ties = map[*int64]int64{}, map[arc]*bond{}
	f.cut()
	f.write()
	f.bind()
	f.unique()
	return f
}

func (f *forecast) wrong(text string) {
	if f.mistake == "" {
		f.mistake = text
	}
}

// gather finds the structs that say something: those of the unit, and those that their
// fields lead to. A field that is as it was says nothing new.
func (f *forecast) gather() {
	mem := f.m.mem
	f.live, f.role, f.fields = nil, map[piece]role{}, map[piece][]now{}
	add := func(p piece, r role) {
		if _, known := f.role[p]; !known && !mem.deleted[p] && !f.gone[f.m.ids[p]] {
			f.role[p] = r
			f.live = append(f.live, p)
		}
	}
	for p := range mem.tracked {
		add(p, tracked)
	}
	for p, create := range mem.saved {
		add(p, map[bool]role{false: saved, true: created}[create])
	}
	for i := 0; i < len(f.live); i++ {
		p := f.live[i]
		for _, s := range p.look().sides {
			n := now{side: s}
			for _, h := range s.held {
				n.arcs = append(n.arcs, arcOf(s, f.m.ids[p], f.m.ids[h.far], h))
			}
			f.fields[p] = append(f.fields[p], n)
			if known := f.known(p, s.name); known != nil && slices.Equal(known.things, things(s)) && reflect.DeepEqual(known.arcs, n.arcs) {
				continue
			}
			for _, h := range s.held {
				if f.m.standIn(h.far) == nil {
					add(h.far, reached)
				}
			}
		}
	}
}

func (f *forecast) known(p piece, field string) *content {
	if b := f.m.mem.tracked[p]; b != nil {
		return b.fields[field]
	}
	return nil
}

func things(s side) []any {
	var all []any
	for _, h := range s.held {
		all = append(all, h.thing())
	}
	return all
}

// standIn gives the struct that the unit has of a node, where another stands in a field.
func (m *model) standIn(p piece) piece {
	if m.mem.tracked[p] != nil {
		return nil
	}
	if _, passed := m.mem.saved[p]; passed {
		return nil
	}
	for other := range m.mem.tracked {
		if m.ids[other] == m.ids[p] {
			return other
		}
	}
	for other := range m.mem.saved {
		if m.ids[other] == m.ids[p] {
			return other
		}
	}
	return nil
}

// compare takes the difference of every field.
func (f *forecast) compare() {
	f.added, f.removed, f.renamed = map[arc]held{}, map[arc]bool{}, map[arc]arc{}
	mem := f.m.mem
	for _, p := range f.live {
		for _, n := range f.fields[p] {
			known := f.known(p, n.name)
			if n.absent && (n.many || known == nil) {
				continue
			}
			kept := map[arc]bool{}
			for i, h := range n.held {
				a := n.arcs[i]
				switch before := f.before(known, a, h); {
				case before != nil && *before != a:
					f.renamed[*before] = a
					kept[*before] = true
				case before != nil:
					kept[a] = true
				case f.isDeleted(h.far) && mem.stored[a] == nil:
					f.wrong("a field leads to a node that is deleted")
				default:
					if other, twice := f.added[a]; !twice || other.bond == nil {
						f.added[a] = h
					}
				}
			}
			if known == nil || known.partial {
				continue
			}
			for _, a := range known.arcs {
				if !kept[a] && mem.stored[a] != nil {
					f.removed[a] = true
				}
			}
		}
	}
	for a := range f.removed {
		if _, both := f.added[a]; both {
			f.wrong("two sides contradict each other")
		}
	}
}

func (f *forecast) isDeleted(p piece) bool {
	for d := range f.m.mem.deleted {
		if f.m.ids[d] == f.m.ids[p] {
			return true
		}
	}
	return false
}

// before finds the relationship that an element was, if it is the same.
func (f *forecast) before(known *content, a arc, h held) *arc {
	if known == nil {
		return nil
	}
	for i := range known.arcs {
		if known.arcs[i] == a {
			return &known.arcs[i]
		}
	}
	for i, thing := range known.things { // its own key has changed
		if was := known.arcs[i]; h.bond != nil && thing == h.thing() && was.from == a.from && was.to == a.to && f.m.mem.stored[was] != nil {
			return &known.arcs[i]
		}
	}
	return nil
}

// goes finds the nodes that go: what is deleted, what an owner has dropped and no other
// has taken up, and what those own in turn, as far as the unit knows.
func (f *forecast) goes() {
	claimed := f.claimed()
	for p := range f.m.mem.deleted {
		f.gone[f.m.ids[p]] = true
	}
	for a := range f.removed {
		if a.owned() && !claimed[a.to] {
			f.gone[a.to] = true
		}
	}
	for more := true; more; {
		more = false
		for a := range f.m.mem.stored {
			if a.owned() && f.gone[a.from] && !f.gone[a.to] && !claimed[a.to] && !f.removed[a] {
				f.gone[a.to], more = true, true
			}
		}
	}
}

// claimed are the nodes that an owner takes up.
func (f *forecast) claimed() map[int64]bool {
	claimed := map[int64]bool{}
	for a := range f.added {
		if a.owned() && !f.gone[a.from] {
			claimed[a.to] = true
		}
	}
	return claimed
}

// cut takes away relationships, then nodes.
func (f *forecast) cut() {
	claimed := f.claimed()
	for a := range f.removed {
		f.sends = true
		version, _ := f.m.mem.stored[a].props["version"].(int64)
		f.check(version, f.after.arcs[a], a.typ == "WORKS_FOR")
		delete(f.after.arcs, a)
	}
	for a := range f.after.arcs {
		if a.owned() && f.gone[a.from] && claimed[a.to] && f.m.mem.stored[a] != nil {
			delete(f.after.arcs, a)
		}
	}
	for p := range f.m.mem.deleted {
		f.sends = true
		stored := f.after.nodes[f.m.ids[p]]
		switch l := p.look(); {
		case l.version != nil:
			f.checkNode(*l.version, stored)
		case stored == nil:
			f.wrong("the node to delete is not there")
		}
	}
	gone := maps.Clone(f.gone)
	for more := true; more; { // also what the unit does not know of
		more = false
		for a := range f.after.arcs {
			if a.owned() && gone[a.from] && !gone[a.to] {
				gone[a.to], more = true, true
			}
		}
	}
	for serial := range gone {
		f.after.remove(serial)
	}
	f.cutOff = gone
}

// check compares a version with the one in the database.
func (f *forecast) check(expected int64, stored props, hasVersion bool) {
	if !hasVersion {
		return
	}
	if version, _ := stored["version"].(int64); stored == nil || version != expected {
		f.stale = "a relationship"
	}
}

func (f *forecast) checkNode(expected int64, stored *vertex) {
	if stored == nil || stored.props["version"] != expected {
		f.stale = "a node"
	}
}
