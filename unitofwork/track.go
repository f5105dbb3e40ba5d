package unitofwork

import (
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Memory tells a reader what the unit has already: a node that is tracked keeps its
// object and what the program has changed in it. Of those to renew, everything that was
// loaded is read again, whatever was changed. all lists them as pointers.
func (u *Unit) Memory(renew ...reflect.Value) mapping.Memory {
	again := make(map[uintptr]bool, len(renew))
	for _, object := range renew {
		again[object.Pointer()] = true
	}
	return mapping.Memory{
		Known: u.Known,
		Open: func(node *schema.NodeType, object reflect.Value, edge *schema.Edge, partial bool) bool {
			return again[object.Pointer()] || u.isOpen(node, object, edge, partial)
		},
		Renew: func(node *schema.NodeType, object reflect.Value) bool {
			return again[object.Pointer()] || u.isUnread(node, object)
		},
		Link: func(of mapping.Link) (reflect.Value, bool) {
			known, renew := u.knownLink(of), again[of.Owner.Pointer()]
			if known == nil || !renew && u.hasMoved(known) {
				return reflect.Value{}, false
			}
			return known.object.Addr(), renew
		},
	}
}

// isUnread tells an object that was linked without being read, and not changed since.
func (u *Unit) isUnread(node *schema.NodeType, object reflect.Value) bool {
	e := u.known(node, object)
	return e != nil && e.stored != nil && e.stored.unread && e.operation == query.Nothing && u.isSame(e)
}

// knownLink gives a relationship that has a struct, nil where the unit knows none.
func (u *Unit) knownLink(of mapping.Link) *stem {
	id := stemID{label: of.Relationship.Label, start: u.known(of.Start, of.StartAt), end: u.known(of.End, of.EndAt)}
	if id.start == nil || id.end == nil {
		return nil
	}
	if len(of.Own) > 0 {
		id.own = KeyText(of.Own)
	}
	if s := u.links[id]; s != nil {
		if s = s.as(of.Relationship); s.snapshot != nil {
			return s
		}
	}
	return nil
}

// hasMoved tells a relationship whose struct leads to other nodes by now. What is stored needs another
// struct until the commit: this one says what is to be.
func (u *Unit) hasMoved(s *stem) bool {
	relationship := s.pattern.Relationship
	return u.leavesNode(s.object, relationship.Start, s.id.start) || u.leavesNode(s.object, relationship.End, s.id.end)
}

// leavesNode tells whether an end of a relationship's struct leads to another node than the one it has.
// One that is nil says nothing.
func (u *Unit) leavesNode(object reflect.Value, end *schema.End, node *entry) bool {
	if end == nil {
		return false
	}
	now, ok := pointee(mapping.Field(object, end.Index))
	return ok && now.Addr().Pointer() != node.address() && (now.Type() != node.node.Type || u.entryOf(node.node, now.Addr()) != node)
}

// isOpen tells whether a field of a tracked object may be filled: what was loaded stays,
// and so does what the program has put there.
func (u *Unit) isOpen(node *schema.NodeType, object reflect.Value, edge *schema.Edge, partial bool) bool {
	e := u.entryOf(node, object)
	if e == nil {
		return true
	}
	value := mapping.Field(e.object, edge.Index)
	known := e.field(edge)
	switch {
	case known == nil:
		return !value.IsValid() || value.IsNil()
	case partial || known.whole:
		return false
	}
	return u.newWalk().holdsSame(e, edge, value)
}

// Alone runs a function that reads with the unit's Memory, or tracks what was read, while
// nobody else uses the unit. The error is its own, or ErrConcurrentUse.
func (u *Unit) Alone(do func() error) error {
	if !u.guard.enter() {
		return ErrConcurrentUse
	}
	defer u.guard.leave()
	return do()
}

// Track takes over what was read. Like the methods below, it is for a function given to Alone.
func (u *Unit) Track(graph *mapping.Graph) {
	for _, n := range graph.Nodes {
		if known := u.known(n.Node, n.Object); known != nil && known.stored != nil {
			known.stored.snapshot, known.stored.unread, known.operation = n.Snapshot, false, query.Nothing
			continue
		}
		u.add(&entry{node: n.Node, object: n.Object.Elem(), byValue: n.ByValue, stored: &stored{key: n.Key, snapshot: n.Snapshot}})
	}
	for _, f := range graph.Fields {
		u.trackField(f)
	}
}

func (u *Unit) trackField(f mapping.GraphField) {
	e := u.entryOf(f.Node, f.Object)
	if e == nil || e.stored == nil {
		return
	}
	taken := &field{partial: f.Partial, whole: !f.Partial, held: make([]held, 0, len(f.Elements))}
	value := mapping.Field(e.object, f.Edge.Index)
	for i := range f.Elements {
		element := &f.Elements[i]
		h := held{far: element.FarObject().Pointer(), link: u.stemOf(e, f.Edge, element)}
		place := value
		if f.Edge.Many {
			place = value.Index(i)
		}
		if object, ok := pointee(place); ok {
			h.element = object.Addr().Pointer()
			u.noteCopy(&h, f.Edge, element, object)
		}
		taken.held = append(taken.held, h)
	}
	taken.pin(value, f.Edge)
	if before := e.field(f.Edge); before != nil && taken.whole {
		u.loseMissing(before, taken)
	}
	e.setField(f.Edge, taken)
}

// loseMissing lets relationships go that a field had, and that are not there any more.
func (u *Unit) loseMissing(before, now *field) {
	still := make(map[*stem]struct{}, len(now.held))
	for _, h := range now.held {
		still[h.link] = struct{}{}
	}
	for _, h := range before.held {
		if _, is := still[h.link]; !is && h.link != nil && u.links[h.link.id] == h.link {
			h.link.gone = true
			u.drop(h.link)
		}
	}
}

// stemOf gives the relationship that an element stands for, which another field may hold.
func (u *Unit) stemOf(owner *entry, edge *schema.Edge, element *mapping.GraphElement) *stem {
	far := u.entryOf(element.Far(), element.FarObject())
	if far == nil {
		return nil
	}
	at := place{node: owner.node, edge: edge}
	var link mapping.GraphLink
	if element.Link != nil {
		link = *element.Link
	}
	made := at.link(owner, far, link.Relationship, !element.Outgoing)
	if link.Relationship != nil {
		made.object = link.Object.Elem()
	}
	id := u.idOf(made)
	if len(link.Own) > 0 {
		id.own = KeyText(link.Own)
	}
	known := u.links[id]
	if known == nil {
		known = &stem{id: id, pattern: made.pattern}
		u.keep(known)
	}
	if link.Snapshot != nil {
		view := known.as(link.Relationship)
		if view.snapshot != nil && view.object.Addr().Pointer() != link.Object.Pointer() && u.hasMoved(view) {
			view.addTwin(link.Object.Elem(), link.Snapshot)
			return known
		}
		view.object, view.snapshot, view.pattern = made.object, link.Snapshot, made.pattern
		view.own = make([]any, len(link.Relationship.Key))
		for i, property := range link.Relationship.Key {
			view.own[i] = link.Snapshot.Value(property)
		}
	}
	return known
}

// noteCopy remembers what a struct in a slice says, where another struct stands for its node.
func (u *Unit) noteCopy(h *held, edge *schema.Edge, element *mapping.GraphElement, object reflect.Value) {
	if edge.Elem.Kind() != reflect.Struct || edge.Props {
		return
	}
	if far := u.entryOf(element.Far(), element.FarObject()); far != nil && !far.byValue {
		h.copied, _ = u.engine.config.Mapper.Node(element.Far()).Snapshot(object)
	}
}

// entryOf is known, and finds nodes that stand in slices of structs by their keys.
func (u *Unit) entryOf(node *schema.NodeType, object reflect.Value) *entry {
	if known := u.known(node, object); known != nil {
		return known
	}
	key, err := u.engine.config.Mapper.Node(node).Key(object.Elem())
	if err != nil {
		return nil
	}
	return u.byKey[keyed{node, KeyText(key)}]
}

// Loaded gives the relationship fields of an object that were loaded or committed, for
// who reads it again.
func (u *Unit) Loaded(node *schema.NodeType, object reflect.Value) ([]*schema.Edge, bool) {
	known := u.known(node, object)
	if known == nil || known.stored == nil {
		return nil, false
	}
	var edges []*schema.Edge
	for _, edge := range node.Edges {
		if known.field(edge) != nil {
			edges = append(edges, edge)
		}
	}
	return edges, true
}

// Unload empties the relationship fields of an object that were not loaded.
func (u *Unit) Unload(node *schema.NodeType, object reflect.Value) {
	known := u.known(node, object)
	for _, edge := range node.Edges {
		if value := mapping.Field(known.object, edge.Index); value.IsValid() && known.field(edge) == nil {
			value.SetZero()
		}
	}
}

// StoredKey gives the key that an object's node has in the database, as far as the unit
// knows.
func (u *Unit) StoredKey(node *schema.NodeType, object reflect.Value) []any {
	if known := u.known(node, object); known != nil && known.stored != nil {
		return known.stored.key
	}
	return nil
}
