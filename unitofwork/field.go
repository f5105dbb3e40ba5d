package unitofwork

import (
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// field is what a relationship field had when it was loaded or last committed.
type field struct {
	partial bool // it was loaded in part, so nothing is taken away
	whole   bool // there was no more in the database
	held    []held
	pins    []any // structs whose addresses stand in held and that nothing else keeps
}

// held is an element of a relationship field, as it was.
type held struct {
	element uintptr // the struct that the element leads to: of a node, or of a relationship
	far     uintptr // the node at the other end
	link    *stem
	kept    bool              // the unit has the structs at both addresses anyway
	copied  *mapping.Snapshot // what a struct in a slice said, where another struct stands for its node
}

// heldList is a list of elements that is made when it is needed.
type heldList []held

// leading tells how many elements at the beginning of a list are what the field had, where it is of pointers to nodes:
// of many thousand these are mostly all, and there is nothing to look at but their addresses.
func (f *field) leading(edge *schema.Edge, list reflect.Value) int {
	if f == nil || edge.Props || !edge.Many || edge.Elem.Kind() != reflect.Pointer {
		return 0
	}
	n := min(list.Len(), len(f.held))
	for i := range n {
		if h := &f.held[i]; h.link == nil || list.Index(i).Pointer() != h.element {
			return i
		}
	}
	return n
}

// orHeld gives the list, or one that begins with the first n elements of a field, with
// room for as many as it will have.
func (l heldList) orHeld(known *field, n, size int) heldList {
	if l != nil {
		return l
	}
	l = make(heldList, n, size)
	if n > 0 {
		copy(l, known.held)
	}
	return l
}

// before finds the elements that a field had. Its maps are made when elements have changed
// their places, or are new.
type before struct {
	field    *field
	elements map[uintptr]int // places in field.held
	links    map[stemID]*stem
	gone     []held // that are old
	searched bool   // for these
}

// before gives a look-up of a field, nil for one that was not loaded.
func (f *field) before() *before {
	if f == nil {
		return nil
	}
	return &before{field: f}
}

// seek finds an element among those that were held: mostly it is the next one. It gives
// -1 for one that is new, or that stands in a slice of structs and has no address to keep.
func (b *before) seek(element reflect.Value, next int) int {
	if element.Kind() == reflect.Interface {
		element = element.Elem()
	}
	if b == nil || element.Kind() != reflect.Pointer {
		return -1
	}
	return b.place(element.Pointer(), next)
}

func (b *before) place(address uintptr, next int) int {
	list := b.field.held
	if next < len(list) && list[next].element == address {
		return next
	}
	if b.elements == nil {
		b.elements = make(map[uintptr]int, len(list))
		for i, h := range list {
			b.elements[h.element] = i
		}
	}
	if at, ok := b.elements[address]; ok {
		return at
	}
	return -1
}

// at finds the relationship that a struct stood for when the field was last looked at,
// as long as it is between the same nodes: its own key may have changed since.
func (b *before) at(element uintptr, made link) *stem {
	if b == nil || !made.object.IsValid() {
		return nil
	}
	at := b.place(element, 0)
	if at < 0 {
		return nil
	}
	if s := b.field.held[at].link; s != nil && s.id.start == made.start && s.id.end == made.end {
		return s
	}
	return nil
}

func (b *before) byID(id stemID) *stem {
	if b == nil {
		return nil
	}
	if b.links == nil {
		b.links = make(map[stemID]*stem, len(b.field.held))
		for _, h := range b.field.held {
			if h.link != nil {
				b.links[h.link.id] = h.link
			}
		}
	}
	return b.links[id]
}

// held gives what a struct was in the field, if it leads to where it led.
func (b *before) held(element, far uintptr) (held, bool) {
	if b == nil {
		return held{}, false
	}
	at := b.place(element, 0)
	if at < 0 || b.field.held[at].link == nil {
		return held{}, false
	}
	h := b.field.held[at]
	return h, h.far == far
}

// goneBy gives the elements whose relationships were taken away while the field held them: it is
// asked for each struct of a slice, and looks once.
func (b *before) goneBy(w *walk) []held {
	if b == nil {
		return nil
	}
	if b.searched {
		return b.gone
	}
	b.searched = true
	for _, h := range b.field.held {
		if h.link != nil && w.isOld(h) {
			b.gone = append(b.gone, h)
		}
	}
	return b.gone
}

// isCopy tells whether a struct in a slice says what it said when another struct of its node
// was there already.
func (b *before) isCopy(of *entry, object reflect.Value, plan *mapping.NodePlan) bool {
	if b == nil {
		return false
	}
	return slices.ContainsFunc(b.field.held, func(h held) bool {
		return h.copied != nil && h.link != nil && (h.link.id.start == of || h.link.id.end == of) && plan.IsSame(object, h.copied)
	})
}

// marks has room for a mark at each element that a field had.
func (f *field) marks() []bool {
	if f == nil {
		return nil
	}
	return make([]bool, len(f.held))
}

// drop notes the relationships that a field had and has no more: those that are not marked
// as being there yet, that this round has not met elsewhere, and that no marked element stands
// for. Of a field that was loaded in part, nobody knows whether it was meant.
func (w *walk) drop(from *entry, edge *schema.Edge, known *field, inPlace []bool) {
	if known.partial {
		return
	}
	var gone []removal
	for i, h := range known.held {
		if inPlace[i] || h.link == nil || h.link.round == w.unit.round {
			continue
		}
		live := w.unit.links[h.link.id]
		if live == nil || live.round == w.unit.round {
			continue
		}
		if _, again := w.dropped[live.id]; again {
			continue
		}
		gone = append(gone, removal{stem: live, place: place{from.node, edge, i}})
	}
	if len(gone) == 0 {
		return
	}
	held := known.marked(gone, inPlace)
	for _, r := range gone {
		if _, again := w.dropped[r.stem.id]; again || held[r.stem] || held[known.held[r.place.index].link] {
			continue
		}
		if w.dropped == nil {
			w.dropped = map[stemID]place{}
		}
		w.dropped[r.stem.id] = r.place
		if edge.Owned {
			r.owned = r.stem.id.end
			if r.stem.id.end == from {
				r.owned = r.stem.id.start
			}
		}
		w.removals = append(w.removals, r)
	}
}

// marked gives the relationships of some removals that marked elements of a field stand for, too.
// It compares addresses and does not look at the relationships of what stays: a field may have
// many thousand.
func (f *field) marked(gone []removal, inPlace []bool) map[*stem]bool {
	asked := make(map[*stem]bool, len(gone))
	var sieve addresses
	for _, r := range gone {
		for _, s := range []*stem{r.stem, f.held[r.place.index].link} {
			asked[s] = false
			sieve.add(s)
		}
	}
	for i := range f.held {
		link := f.held[i].link
		if !inPlace[i] || !sieve.mayHave(link) {
			continue
		}
		if _, ok := asked[link]; ok {
			asked[link] = true
		}
	}
	return asked
}

// addresses are those of some relationships, each a bit: who is not among them
// is told so without a look into a map, which is most.
type addresses [64]uint64

func (a *addresses) bit(s *stem) (word *uint64, mask uint64) {
	hash := uint64(reflect.ValueOf(s).Pointer()) * 0x9e3779b97f4a7c15 // spreads what lies side by side
	return &a[hash>>58], 1 << (hash >> 52 & 63)
}

func (a *addresses) add(s *stem) {
	word, mask := a.bit(s)
	*word |= mask
}

func (a *addresses) mayHave(s *stem) bool {
	word, mask := a.bit(s)
	return *word&mask != 0
}

// isSame tells whether a field holds what it held, without a look at any map: most
// fields of most commits do. Of structs of relationships it looks at the properties, too.
func (w *walk) isSame(from *entry, edge *schema.Edge, value reflect.Value, known *field) bool {
	if !edge.Many {
		return len(known.held) == 1 && w.elementIsSame(from, edge, value, known.held[0], 0)
	}
	if edge.Elem.Kind() == reflect.Struct || value.Len() != len(known.held) {
		return false
	}
	for i := known.leading(edge, value); i < len(known.held); i++ {
		if !w.elementIsSame(from, edge, value.Index(i), known.held[i], i) {
			return false
		}
	}
	return true
}

// isSameList tells whether a slice of structs has those that it had, where it had them, and says the
// same. It is for a walk of its own. A list that is in itself was not loaded so.
func (w *walk) isSameList(from *entry, edge *schema.Edge, list reflect.Value, known *field) bool {
	if slices.Contains(w.within, known) || list.Len() != len(known.held) {
		return false
	}
	w.within = append(w.within, known)
	defer func() { w.within = w.within[:len(w.within)-1] }()
	for i, h := range known.held {
		object := list.Index(i)
		if !w.elementIsSame(from, edge, object.Addr(), h, i) || !edge.Props && !w.saysSame(h.link.other(from), object, h) {
			return false
		}
	}
	return !w.meetsChange()
}

// saysSame tells whether the struct of a node in a slice says what was loaded of it, and holds what was
// loaded with it.
func (w *walk) saysSame(far *entry, object reflect.Value, h held) bool {
	if far.node.Type != object.Type() || far.stored == nil {
		return false
	}
	was := h.copied
	if was == nil {
		if w.unit.inSlice(far.node, object) != far {
			return false
		}
		was = far.stored.snapshot
	}
	if !w.unit.planOf(far.node).IsSame(object, was) {
		return false
	}
	return !slices.ContainsFunc(far.node.Edges, func(edge *schema.Edge) bool {
		return !w.holdsSame(far, edge, mapping.Field(object, edge.Index))
	})
}

// holdsSame tells whether a field of a struct holds what was loaded.
func (w *walk) holdsSame(from *entry, edge *schema.Edge, value reflect.Value) bool {
	known := from.field(edge)
	switch {
	case !value.IsValid() || value.IsNil():
		return known == nil || !edge.Many && len(known.held) == 0 // a list that is nil was not loaded so
	case known == nil:
		return false
	case edge.Elem.Kind() == reflect.Struct:
		return w.isSameList(from, edge, value, known)
	}
	return w.isSame(from, edge, value, known)
}

func (w *walk) elementIsSame(from *entry, edge *schema.Edge, value reflect.Value, h held, i int) bool {
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	if h.link == nil || value.Kind() != reflect.Pointer || value.Pointer() != h.element {
		return false
	}
	s := h.link
	if !isRelationship(edge, value.Type().Elem()) {
		return true
	}
	relationship, err := w.unit.engine.config.Registry.Relationship(value.Type().Elem())
	if err != nil {
		return false
	}
	if s = s.as(relationship); s.snapshot == nil {
		return false
	}
	object := value.Elem()
	if !s.hasEnds(from, object, h.far) {
		return false
	}
	if w.isOld(h) || w.goes(s.id.start) || w.goes(s.id.end) {
		return true // it went, or goes with a node: what its struct says is of no use
	}
	return w.compare(link{
		pattern: s.pattern, start: s.id.start, end: s.id.end, owner: from, object: object, place: place{from.node, edge, i}, stem: s,
	}) == nil
}

// isRelationship tells the struct of a relationship from that of a node. Only behind an
// interface may it be either.
func isRelationship(edge *schema.Edge, t reflect.Type) bool {
	if edge.Target.Kind() != reflect.Interface {
		return edge.Props
	}
	return schema.IsRelationship(t)
}

// hasEnds tells whether a relationship's struct still leads to the node it led to, and
// on the near side to its owner or to nobody.
func (s *stem) hasEnds(from *entry, object reflect.Value, far uintptr) bool {
	near, other := s.pattern.Relationship.Start, s.pattern.Relationship.End
	if s.id.start != from {
		near, other = other, near
	}
	return other != nil && pointerAt(object, other) == far && (near == nil || from.byValue || pointerAt(object, near) == 0 || pointerAt(object, near) == from.address())
}

// pointerAt is where an end leads to, 0 for nowhere.
func pointerAt(object reflect.Value, end *schema.End) uintptr {
	value := mapping.Field(object, end.Index)
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	if value.Kind() != reflect.Pointer {
		return 0
	}
	return value.Pointer()
}
