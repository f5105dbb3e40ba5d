package unitofwork

import (
	"fmt"
	"reflect"

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
	queue    []*entry
	reached  map[identity]*entry // that the unit does not know
	links    []link              // to be stored
	relinks  []link              // stored, with properties that changed
	removals []removal
	updates  []fieldUpdate
	added    map[stemID]*stem // of links, in a unit that tracks
	newly    map[stemID]place // stored ones that another field holds for the first time
	dropped  map[stemID]place // of removals
	claimed  map[*entry]bool  // what somebody owns by a new relationship
	met      map[uintptr]link // structs of relationships, by their address
	open     []opened
}

// fieldUpdate is what a relationship field has once the commit is done.
type fieldUpdate struct {
	entry *entry
	edge  *schema.Edge
	field *field
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

// walk looks at all that the unit knows, then at what that reaches.
func (u *Unit) walk() (*walk, error) {
	w := u.newWalk()
	w.queue = make([]*entry, 0, len(u.entries))
	var checked *schema.NodeType // mostly the next is of the same type
	for _, e := range u.entries {
		if e.byValue { // its slice may be another by now: it is met there
			continue
		}
		if e.node != checked {
			if err := u.engine.config.Registry.Reach(e.node); err != nil {
				return nil, err
			}
			checked = e.node
		}
		w.enqueue(e)
	}
	for i := 0; i < len(w.queue); i++ {
		if w.queue[i].operation == query.Delete {
			continue
		}
		if err := w.visit(w.queue[i]); err != nil {
			return nil, err
		}
	}
	for _, o := range w.open {
		other, met := w.met[o.address]
		if !met {
			return nil, o.err
		}
		if o.held != nil {
			o.held.link = other.stem
		}
	}
	w.moves()
	for _, r := range w.removals {
		if other, held := w.newly[r.stem.id]; held {
			return nil, fmt.Errorf("ogm: %s.%s has dropped a %s that %s has taken up; make both sides say the same", r.place.node.Name, r.place.edge.Field, r.stem.id.label, other)
		}
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

func (w *walk) enqueue(e *entry) {
	if e.seen != w {
		e.seen = w
		w.queue = append(w.queue, e)
	}
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
				w.drop(from, edge, known)
				w.updates = append(w.updates, fieldUpdate{from, edge, &field{partial: known.partial, whole: known.whole}})
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
	next := 0
	for i := range size {
		element := value
		if edge.Many {
			element = value.Index(i)
		}
		if at := was.seek(element, next); at >= 0 && w.elementIsSame(from, edge, element, known.held[at], i) {
			known.held[at].link.round = w.unit.round
			next = at + 1
			if now != nil || at != i {
				now = append(now.orHeld(known, i, size), known.held[at])
			}
			continue
		}
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
		w.drop(from, edge, known)
	}
	if now == nil && size > 0 { // it has become shorter, and that is all
		now = known.held[:size:size]
	}
	w.updates = append(w.updates, fieldUpdate{from, edge, &field{
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
	node, err := w.reach(object, at, byValue, was)
	if err != nil {
		return held{}, err
	}
	made := at.link(from, node, nil, at.edge.Direction == schema.Incoming)
	taken, err := w.take(made, from, node, address, address, was)
	if byValue && !node.byValue && w.unit.tracking && err == nil {
		taken.copied, err = w.unit.engine.config.Mapper.Node(node.node).Snapshot(object)
	}
	return taken, err
}

// isOld tells an element whose relationship was taken away while the field held it.
func (w *walk) isOld(h held) bool { return h.link.gone && w.unit.links[h.link.id] == nil }

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
	taken, err := w.take(made, from, node, address, other.Addr().Pointer(), was)
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

// take decides what a relationship in memory asks for.
func (w *walk) take(made link, from, other *entry, element, far uintptr, was *before) (held, error) {
	if !w.unit.tracking {
		w.links = append(w.links, made)
		return held{}, nil
	}
	if other.operation == query.Delete || from.operation == query.Delete {
		if made.stem = w.unit.links[w.unit.idOf(made)]; made.stem == nil {
			return held{}, fmt.Errorf("ogm: %s leads to a %s that this commit deletes; remove it from the field", made.place, other.node.Name)
		}
		return held{element: element, far: far, link: made.stem}, nil // it goes with the node
	}
	before := was.at(element, made)
	if before == nil {
		before = was.byID(w.unit.idOf(made))
	}
	if before != nil && before.gone && w.unit.links[before.id] == nil {
		return held{element: element, far: far, link: before}, nil // the other side took it away: what this one says is old
	}
	if made.stem = before; before == nil || before.gone {
		made.stem = w.unit.links[w.unit.idOf(made)]
	}
	if made.stem == nil {
		w.addLink(&made)
		return held{element: element, far: far, link: made.stem}, nil
	}
	if before == nil {
		if w.newly == nil {
			w.newly = map[stemID]place{}
		}
		w.newly[made.stem.id] = made.place
	}
	return held{element: element, far: far, link: made.stem}, w.compare(made)
}

// addLink notes a relationship that is not stored, once, however many fields hold it.
func (w *walk) addLink(made *link) {
	id := w.unit.idOf(*made)
	if w.added == nil {
		w.added = map[stemID]*stem{}
	}
	w.claim(*made)
	if made.stem = w.added[id]; made.stem == nil {
		made.stem = &stem{id: id, pattern: made.pattern}
		w.added[id] = made.stem
	} else if !made.object.IsValid() || made.stem.object.IsValid() && made.stem.object.Addr().Pointer() == made.object.Addr().Pointer() {
		return // both sides hold it
	}
	if made.object.IsValid() {
		made.stem.object, made.stem.pattern = made.object, made.pattern
	}
	w.links = append(w.links, *made)
}

// claim notes what a new relationship lets somebody own, whichever side it was met from.
func (w *walk) claim(made link) {
	for _, end := range []struct {
		owner, owned *entry
		direction    schema.Direction
	}{{made.start, made.end, schema.Outgoing}, {made.end, made.start, schema.Incoming}} {
		for _, edge := range end.owner.node.Edges {
			if !edge.Owned || edge.Label != made.pattern.Label || edge.Direction != end.direction {
				continue
			}
			if w.claimed == nil {
				w.claimed = map[*entry]bool{}
			}
			w.claimed[end.owned] = true
		}
	}
}

// compare looks at the properties of a relationship that is stored.
func (w *walk) compare(made link) error {
	if !made.object.IsValid() {
		return nil
	}
	s := made.stem.as(made.pattern.Relationship)
	made.stem = s
	if s.snapshot == nil { // it was known from a side without its struct
		if s.compared != w {
			s.compared = w
			w.links = append(w.links, made)
		}
		return nil
	}
	address := made.object.Addr().Pointer()
	plan := w.unit.engine.config.Mapper.Relationship(made.pattern.Relationship)
	if before, ok := s.former[address]; ok && plan.IsSame(made.object, before.snapshot) {
		return nil // another struct has taken its place since, and this one did not change
	}
	again := s.compared == w
	if !again {
		s.compared, s.met = w, made
	}
	switch same := again && s.met.object.Addr().Pointer() == address; {
	case same:
		return nil
	case again && s.met.owner == made.owner && s.met.place.edge == made.place.edge:
		return s.met.isTwice(made)
	case plan.IsSame(made.object, s.snapshot):
		return nil
	case again && !plan.IsSame(s.met.object, s.snapshot):
		return s.met.isTwice(made)
	}
	w.relinks = append(w.relinks, made)
	if again {
		s.met = made
	}
	return nil
}

// isTwice is the error of two structs of one relationship that say different things.
func (l link) isTwice(other link) error {
	name := other.pattern.Relationship.Name
	return fmt.Errorf("ogm: %s and %s are two %s between the same two nodes; keep one of them, or give %s a key, which tells them apart", l.place, other.place, name, name)
}

// idOf says which relationship it is. The key that one without a direction has does not
// depend on the side it was met from; one whose own key is not made yet is known by its struct.
func (u *Unit) idOf(made link) stemID {
	id := stemID{label: made.pattern.Label, start: made.start, end: made.end}
	if made.pattern.Undirected && id.start.number > id.end.number {
		id.start, id.end = id.end, id.start
	}
	if !made.object.IsValid() || len(made.pattern.Relationship.Key) == 0 {
		return id
	}
	plan := u.engine.config.Mapper.Relationship(made.pattern.Relationship)
	key, err := plan.Key(made.object)
	if err != nil || plan.KeyIsZero(made.object) {
		id.own = fmt.Sprintf("@%x", made.object.Addr().Pointer())
	} else {
		id.own = KeyText(key)
	}
	return id
}

// drop notes the relationships that a field had and has no more: those that this round has
// not met. Of a field that was loaded in part, nobody knows whether it was meant.
func (w *walk) drop(from *entry, edge *schema.Edge, known *field) {
	if known.partial {
		return
	}
	for i, h := range known.held {
		if h.link == nil || h.link.round == w.unit.round {
			continue
		}
		live := w.unit.links[h.link.id]
		if live == nil || live.round == w.unit.round {
			continue
		}
		if _, again := w.dropped[live.id]; again {
			continue
		}
		if w.dropped == nil {
			w.dropped = map[stemID]place{}
		}
		at := place{from.node, edge, i}
		w.dropped[live.id] = at
		gone := removal{stem: live, place: at}
		if edge.Owned {
			gone.owned = live.id.end
			if live.id.end == from {
				gone.owned = live.id.start
			}
		}
		w.removals = append(w.removals, gone)
	}
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
	for i, h := range known.held {
		if !w.elementIsSame(from, edge, value.Index(i), h, i) {
			return false
		}
	}
	return true
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

// reach gives the entry of the node at the other end. A struct that is no more than the
// key of a node that the unit knows stands for that node.
func (w *walk) reach(object reflect.Value, at place, byValue bool, was *before) (*entry, error) {
	registry := w.unit.engine.config.Registry
	node, err := registry.Node(object.Type())
	if err != nil {
		return nil, fmt.Errorf("ogm: %s holds no node: %w", at, err)
	}
	id := identityOf(node, object)
	if known := w.unit.byObject[id]; known != nil && !byValue {
		return known, nil
	}
	if known := w.reached[id]; known != nil {
		return known, nil
	}
	if known := w.unit.detached[id]; known != nil && !byValue {
		return known, nil
	}
	if err := registry.Reach(node); err != nil { // an interface may hold what no field has named
		return nil, err
	}
	if len(node.Key) == 0 {
		return nil, fmt.Errorf("ogm: %s is a %s, which has no key, so no relationship can lead to it; tag a field of it with key", at, node.Name)
	}
	if w.unit.tracking {
		known, err := w.standsFor(node, object, at, was)
		if known != nil || err != nil {
			return known, err
		}
	}
	e := &entry{node: node, object: object, operation: query.Ensure, byValue: byValue, place: at}
	w.unit.number(e)
	w.reached[id] = e
	w.enqueue(e)
	return e, nil
}

// standsFor finds the tracked node that a struct has the key of.
func (w *walk) standsFor(node *schema.NodeType, object reflect.Value, at place, was *before) (*entry, error) {
	plan := w.unit.engine.config.Mapper.Node(node)
	if plan.KeyIsZero(object) {
		return nil, nil // its key is made, or its row says that it lacks one
	}
	key, err := plan.Key(object)
	if err != nil {
		return nil, err
	}
	known := w.unit.byKey[keyed{node, KeyText(key)}]
	switch {
	case known == nil:
		return nil, nil
	case known.operation == query.Delete && !plan.IsStub(object), !known.byValue && !plan.KeyIsSame(known.object, known.stored.snapshot):
		return nil, nil // the key is free for another
	case known.byValue:
		known.object = object
		w.enqueue(known)
	case !plan.IsStub(object) && !plan.IsSame(object, known.stored.snapshot) && !was.isCopy(known, object, plan):
		return nil, fmt.Errorf("ogm: %s is another struct of a %s that the unit tracks, and has other values; use the one that was loaded or saved", at, node.Name)
	}
	return known, nil
}

// pointee gives the struct that a relationship field, or an end, leads to.
func pointee(value reflect.Value) (reflect.Value, bool) {
	for value.Kind() == reflect.Interface || value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	return value, value.Kind() == reflect.Struct && value.CanAddr()
}

// unusable says why there is no such struct.
func unusable(value reflect.Value, place, remedy string) error {
	for value.Kind() == reflect.Interface || value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if !value.IsValid() {
		return fmt.Errorf("ogm: %s is nil, and a relationship needs a node at each end; %s", place, remedy)
	}
	return fmt.Errorf("ogm: %s holds a %s; a relationship leads to a pointer to a struct", place, value.Type())
}
