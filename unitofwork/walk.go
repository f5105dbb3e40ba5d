package unitofwork

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// walk finds what a commit has to do: it looks at the objects of a unit, follows their
// relationship fields, and goes on with what these lead to. It keeps a list instead of
// recursing: a chain may be as long as the memory allows. It changes nothing but the
// marks by which it knows what it has seen.
type walk struct {
	unit     *Unit
	queue    []*entry            // what is not in the unit's own list
	touched  []*entry            // of those that are met, which may have a change of their own; in a unit that tracks
	deletes  []*entry            // likewise, those that somebody deletes
	prunes   []*entry            // likewise, those whose fields are to be made equal
	reached  map[identity]*entry // that the unit does not know
	links    []link              // to be stored
	relinks  []link              // stored, with properties that changed
	removals []removal
	updates  []fieldUpdate
	added    map[stemID]*stem // of links, in a unit that tracks
	newly    map[stemID]place // stored ones that another field holds for the first time
	dropped  map[stemID]place // of removals
	claimed  map[*entry]bool  // what somebody owns by a new relationship
	lost     map[*entry]bool  // nodes whose owner has dropped them
	going    map[*entry]bool  // nodes that this commit deletes, with those that an owner takes along
	met      map[uintptr]link // structs of relationships, by their address
	open     []opened
	within   []*field // the lists that isSameList is in
	same     sameness
}

// fieldUpdate is what a relationship field has once the commit is done.
type fieldUpdate struct {
	entry *entry
	edge  *schema.Edge
	field *field
	fresh int // the first element that it did not hold before
}

// removal is a stored relationship that a field does not hold any more.
type removal struct {
	stem  *stem
	place place
	owned *entry // the other node, where the field owns it
}

// opened is a relationship's struct that was met from a side which does not tell the
// other node; the other side must.
type opened struct {
	address uintptr
	held    *held // learns which relationship it is
	err     error
}

// place is an element of a relationship field; its text is made where it is needed.
type place struct {
	node  *schema.NodeType
	edge  *schema.Edge
	index int
}

func (p place) String() string {
	if !p.edge.Many {
		return p.node.Name + "." + p.edge.Field
	}
	return fmt.Sprintf("%s.%s[%d]", p.node.Name, p.edge.Field, p.index)
}

// link is a relationship in memory.
type link struct {
	pattern    query.Pattern
	start, end *entry
	owner      *entry        // the one of them whose field was met
	object     reflect.Value // the relationship's struct; not valid where there is none
	place      place
	stem       *stem // in a unit that tracks
}

func (u *Unit) newWalk() *walk {
	return &walk{unit: u, reached: map[identity]*entry{}, met: map[uintptr]link{}}
}

// walk looks at all that the unit knows, then at what that reaches. Where this shows that
// more nodes go than was known, it looks again without what these say, be it a mistake.
func (u *Unit) walk() (*walk, error) {
	var going map[*entry]bool
	for {
		w, err := u.walkWithout(going)
		if err != nil {
			w.meetDeletes() // one behind the mistake may take along who has made it
		}
		if !w.owners() {
			return w, err
		}
		going = w.going
	}
}

// walkWithout is one walk.
func (u *Unit) walkWithout(going map[*entry]bool) (*walk, error) {
	w := u.newWalk()
	w.going = going
	defer func() { w.same = sameness{} }() // who was met keeps the walk, and is not to keep what another leads to
	var checked *schema.NodeType           // mostly the next is of the same type
	for e := range w.all {
		if e.node != checked {
			if err := u.engine.config.Registry.Reach(e.node); err != nil {
				return w, err
			}
			checked = e.node
		}
		if err := w.meet(e); err != nil {
			return w, err
		}
	}
	for _, o := range w.open {
		other, met := w.met[o.address]
		if !met {
			return w, o.err
		}
		if o.held != nil {
			o.held.link = other.stem
		}
	}
	w.moves()
	for _, r := range w.removals {
		if other, held := w.newly[r.stem.id]; held {
			return w, fmt.Errorf("ogm: %s.%s has dropped a %s that %s has taken up; make both sides say the same", r.place.node.Name, r.place.edge.Field, r.stem.id.label, other)
		}
	}
	if len(w.dropped) > 0 { // what goes is not written, though the other side holds it yet
		isDropped := func(l link) bool {
			_, dropped := w.dropped[l.stem.id]
			return dropped && l.stem.live
		}
		w.relinks, w.links = slices.DeleteFunc(w.relinks, isDropped), slices.DeleteFunc(w.links, isDropped)
	}
	return w, w.checkMirrors()
}

// moves marks the new relationships whose structs stood for others that go.
func (w *walk) moves() {
	var before map[uintptr]bool
	for _, r := range w.removals {
		if r.stem.object.IsValid() {
			if before == nil {
				before = map[uintptr]bool{}
			}
			before[r.stem.object.Addr().Pointer()] = true
		}
	}
	if before == nil {
		return
	}
	for _, l := range w.links {
		if l.object.IsValid() && l.stem != nil {
			l.stem.moved = before[l.object.Addr().Pointer()]
		}
	}
}

// all goes through the unit's list and then through what is met besides, also while more is met.
func (w *walk) all(yield func(*entry) bool) {
	for _, e := range w.unit.entries {
		if !e.waits() && !yield(e) {
			return
		}
	}
	for i := 0; i < len(w.queue); i++ {
		if !yield(w.queue[i]) {
			return
		}
	}
}

// waits tells an entry of the list whose slice may be another by now: it is met there.
func (e *entry) waits() bool { return e.byValue && e.operation != query.Delete }

// enqueue adds an entry to those that are gone through, once.
func (w *walk) enqueue(e *entry) {
	if e.seen == w || w.unit.isListed(e) && !e.waits() {
		return
	}
	e.seen = w
	w.queue = append(w.queue, e)
}

// meetDeletes finds those that somebody deletes where a walk has not come to its end.
func (w *walk) meetDeletes() {
	w.deletes = w.deletes[:0]
	for e := range w.all {
		if e.operation == query.Delete {
			w.deletes = append(w.deletes, e)
		}
	}
}

// meet looks at one node.
func (w *walk) meet(e *entry) error {
	switch e.operation {
	case query.Delete:
		w.deletes = append(w.deletes, e)
	case query.Prune:
		w.prunes = append(w.prunes, e)
	}
	if w.unit.tracking && w.mayChange(e) {
		w.touched = append(w.touched, e)
	}
	if w.goes(e) {
		return nil
	}
	return w.visit(e)
}

// mayChange tells the nodes that have something to send from those that are as they were. It is
// asked while a node is at hand anyway: of many thousand nodes, going through them once more
// costs as much as to compare them. The struct of one by value may yet be another.
func (w *walk) mayChange(e *entry) bool {
	return e.stored == nil || e.operation == query.Delete || e.byValue || !w.same.isSame(w.unit, e)
}

// meetsChange tells whether there is anything to do with relationships.
func (w *walk) meetsChange() bool { return len(w.links)+len(w.relinks)+len(w.removals) > 0 }

// visit follows the relationship fields of one node.
func (w *walk) visit(from *entry) error {
	edges := from.node.Edges
	if from.operation == query.Prune {
		edges = from.replace
	}
	for _, edge := range edges {
		value := mapping.Field(from.object, edge.Index)
		known := from.field(edge)
		if from.operation == query.Prune && edge.Many && (!value.IsValid() || value.IsNil()) {
			return fmt.Errorf("ogm: %s.%s is nil, which says nothing of what is to be there; make it an empty list to remove all", from.node.Name, edge.Field)
		}
		if !value.IsValid() || value.IsNil() {
			// a nil slice was not loaded, or is no wish to remove; of a pointer there is no other way to wish it
			if known != nil && !edge.Many && value.IsValid() {
				w.unit.round++
				w.drop(from, edge, known, known.marks())
				w.updates = append(w.updates, fieldUpdate{entry: from, edge: edge, field: &field{partial: known.partial, whole: known.whole}})
			}
			continue
		}
		if known != nil && w.isSame(from, edge, value, known) {
			continue
		}
		if err := w.follow(from, edge, value, known); err != nil {
			return err
		}
	}
	return nil
}

// follow takes the elements of one field and compares them with what it had.
func (w *walk) follow(from *entry, edge *schema.Edge, value reflect.Value, known *field) error {
	size := 1
	if edge.Many {
		size = value.Len()
	}
	var now heldList // made where the field differs from what it was
	was := known.before()
	w.unit.round++
	inPlace := known.marks()
	next := known.leading(edge, value)
	for i := range next {
		inPlace[i] = true
	}
	fresh := size
	for i := next; i < size; i++ {
		element := value
		if edge.Many {
			element = value.Index(i)
		}
		if at := was.seek(element, next); at >= 0 && w.elementIsSame(from, edge, element, known.held[at], i) {
			inPlace[at] = true
			next = at + 1
			if now != nil || at != i {
				now = append(now.orHeld(known, i, size), known.held[at])
			}
			continue
		}
		fresh = min(fresh, i)
		opened := len(w.open)
		h, err := w.element(from, element, place{from.node, edge, i}, was)
		if err != nil {
			return err
		}
		if w.unit.tracking {
			now = append(now.orHeld(known, i, size), h)
			if len(w.open) > opened {
				w.open[opened].held = &now[i]
			}
		}
		if h.link != nil {
			h.link.round = w.unit.round
		}
	}
	if !w.unit.tracking {
		return nil
	}
	if known != nil {
		w.drop(from, edge, known, inPlace)
	}
	if now == nil && size > 0 { // it has become shorter, and that is all
		now = known.held[:size:size]
	}
	w.updates = append(w.updates, fieldUpdate{entry: from, edge: edge, fresh: fresh, field: &field{
		partial: known != nil && known.partial,
		whole:   known != nil && known.whole || from.operation == query.Create,
		held:    now,
	}})
	return nil
}

// element is one relationship: the struct of one, or the node at its other end.
func (w *walk) element(from *entry, value reflect.Value, at place, was *before) (held, error) {
	object, ok := pointee(value)
	if !ok {
		return held{}, unusable(value, at.String(), "leave it out")
	}
	if isRelationship(at.edge, object.Type()) {
		return w.relationship(from, object, at, was)
	}
	byValue, address := at.edge.Elem.Kind() == reflect.Struct, object.Addr().Pointer()
	if before, same := was.held(address, address); same && !byValue && w.isOld(before) {
		if w.unit.lacks(object) {
			return before, nil // its node was deleted
		}
	}
	if byValue {
		if before, went := w.hasGone(from, object, was); went {
			return before, nil
		}
	}
	node, err := w.reach(object, at, byValue, was)
	if err != nil {
		return held{}, err
	}
	made := at.link(from, node, nil, at.edge.Direction == schema.Incoming)
	taken, err := w.take(made, node, address, address, was)
	if byValue && !node.byValue && w.unit.tracking && err == nil {
		taken.copied, err = w.unit.engine.config.Mapper.Node(node.node).Snapshot(object)
	}
	return taken, err
}

// isOld tells an element whose relationship was taken away while the field held it.
func (w *walk) isOld(h held) bool { return h.link.gone && w.unit.links[h.link.id] == nil }

// hasGone tells a struct in a slice whose node was deleted while the field held it. It has no
// address to be known by, so that its key must say which it was.
func (w *walk) hasGone(from *entry, object reflect.Value, was *before) (held, bool) {
	for _, h := range was.goneBy(w) {
		far := h.link.other(from)
		if far.node.Type != object.Type() || far.stored == nil {
			continue
		}
		if key, err := w.unit.engine.config.Mapper.Node(far.node).Key(object); err == nil && compareKeys(key, far.stored.key) == 0 {
			return h, true
		}
	}
	return held{}, false
}

// relationship is an element with properties of its own.
func (w *walk) relationship(from *entry, object reflect.Value, at place, was *before) (held, error) {
	relationship, err := w.unit.engine.config.Registry.Relationship(object.Type())
	if err != nil {
		return held{}, err
	}
	ends := ends{relationship, object, at}
	if err := ends.check(); err != nil {
		return held{}, err
	}
	far, incoming, err := ends.far(from.object, from.byValue)
	if err != nil {
		return held{}, err
	}
	address := object.Addr().Pointer()
	value := mapping.Field(object, far.Index)
	other, ok := pointee(value)
	if before, same := was.held(address, pointerAt(object, far)); same && (!ok || w.isOld(before) && w.unit.lacks(other)) {
		if w.isOld(before) {
			return before, nil // it went with its node, or the other side took it away
		}
		s := before.link
		return before, w.compare(link{pattern: s.pattern, start: s.id.start, end: s.id.end, owner: from, object: object, place: at, stem: s})
	}
	if !ok {
		w.open = append(w.open, opened{address: address, err: unusable(value, at.String()+"."+far.Field, "set it")})
		return held{element: address}, nil
	}
	node, err := w.reach(other, at, false, was)
	if err != nil {
		return held{}, err
	}
	made := at.link(from, node, relationship, incoming)
	made.object = object
	before, met := w.met[address]
	if met && (before.start != made.start || before.end != made.end) {
		return held{}, fmt.Errorf("ogm: %s and %s hold one %s between other nodes; make it two", before.place, made.place, relationship.Name)
	}
	taken, err := w.take(made, node, address, other.Addr().Pointer(), was)
	if !met {
		made.stem = taken.link
		w.met[address] = made
	}
	return taken, err
}

// lacks tells that the unit does not know a node's struct.
func (u *Unit) lacks(object reflect.Value) bool {
	node, err := u.engine.config.Registry.Node(object.Type())
	return err == nil && u.byObject[identityOf(node, object)] == nil
}

// link is a relationship between the field's owner and another node.
func (p place) link(from, other *entry, relationship *schema.RelationshipType, incoming bool) link {
	made := link{place: p, start: from, end: other, owner: from}
	if incoming {
		made.start, made.end = other, from
	}
	made.pattern = query.Pattern{
		Label: p.edge.Label, Start: made.start.node, End: made.end.node, Relationship: relationship,
		// the struct of a relationship says itself where it starts and ends
		Undirected: p.edge.Direction == schema.Undirected && relationship == nil,
	}
	return made
}
