package unitofwork

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// walk follows the relationship fields of the objects that were recorded, and of all
// that these lead to. It keeps a list instead of recursing: a chain may be as long as
// the memory allows.
type walk struct {
	unit  *Unit
	nodes []change
	links []link
	seen  map[identity]query.Operation
	met   map[uintptr]link // structs of relationships, by their address
	open  []opened
}

// opened is a relationship's struct that was met from a side which does not tell the
// other node; the other side must.
type opened struct {
	address uintptr
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

// identity is one struct in memory. The type belongs to it because a struct and its
// first field begin at one address.
type identity struct {
	address uintptr
	node    *schema.NodeType
}

func identityOf(node *schema.NodeType, object reflect.Value) identity {
	return identity{object.Addr().Pointer(), node}
}

// link is a relationship in memory.
type link struct {
	pattern    query.Pattern
	start, end reflect.Value // the nodes' structs
	object     reflect.Value // the relationship's struct; not valid where there is none
	place      place
}

// walk gives the recorded changes, then what they reach: nodes that are to be created
// where they are missing, and the relationships.
func (u *Unit) walk() (*walk, error) {
	w := &walk{unit: u, nodes: make([]change, 0, len(u.changes)), seen: make(map[identity]query.Operation, len(u.changes)), met: map[uintptr]link{}}
	for _, c := range u.changes {
		id := identityOf(c.node, c.object)
		if before, seen := w.seen[id]; seen && before == c.operation {
			continue // one object is one row, also where its key is yet to be made
		}
		if err := u.engine.config.Registry.Reach(c.node); err != nil {
			return nil, err
		}
		w.seen[id] = c.operation
		w.nodes = append(w.nodes, c)
	}
	for i := 0; i < len(w.nodes); i++ {
		if w.nodes[i].operation == query.Delete {
			continue
		}
		for _, edge := range w.nodes[i].node.Edges {
			if err := w.follow(w.nodes[i], edge); err != nil {
				return nil, err
			}
		}
	}
	for _, o := range w.open {
		if _, met := w.met[o.address]; !met {
			return nil, o.err
		}
	}
	return w, nil
}

// follow takes the elements of one field. A nil field was not loaded: it says nothing.
func (w *walk) follow(from change, edge *schema.Edge) error {
	field := mapping.Field(from.object, edge.Index)
	if !field.IsValid() || field.IsNil() {
		return nil
	}
	if !edge.Many {
		return w.element(from, field, place{from.node, edge, 0})
	}
	for i := range field.Len() {
		if err := w.element(from, field.Index(i), place{from.node, edge, i}); err != nil {
			return err
		}
	}
	return nil
}

// element is one relationship: the struct of one, or the node at its other end.
func (w *walk) element(from change, value reflect.Value, at place) error {
	object, ok := pointee(value)
	if !ok {
		return unusable(value, at.String(), "leave it out")
	}
	if schema.IsRelationship(object.Type()) {
		return w.relationship(from, object, at)
	}
	node, err := w.reach(object, at)
	if err != nil {
		return err
	}
	w.add(link{place: at}, from, node, object, at.edge.Direction == schema.Incoming)
	return nil
}

// relationship is an element with properties of its own.
func (w *walk) relationship(from change, object reflect.Value, at place) error {
	relationship, err := w.unit.engine.config.Registry.Relationship(object.Type())
	if err != nil {
		return err
	}
	ends := ends{relationship, object, at}
	if err := ends.check(); err != nil {
		return err
	}
	far, incoming, err := ends.far(from.object)
	if err != nil {
		return err
	}
	value := mapping.Field(object, far.Index)
	other, ok := pointee(value)
	if !ok {
		w.open = append(w.open, opened{object.Addr().Pointer(), unusable(value, at.String()+"."+far.Field, "set it")})
		return nil
	}
	node, err := w.reach(other, at)
	if err != nil {
		return err
	}
	made := w.add(link{object: object, place: at, pattern: query.Pattern{Relationship: relationship}}, from, node, other, incoming)
	return w.once(made)
}

// once makes sure that a relationship's struct stands for one relationship.
func (w *walk) once(made link) error {
	address := made.object.Addr().Pointer()
	before, met := w.met[address]
	if !met {
		w.met[address] = made
		return nil
	}
	if before.start.Addr().Pointer() == made.start.Addr().Pointer() && before.end.Addr().Pointer() == made.end.Addr().Pointer() {
		return nil
	}
	return fmt.Errorf("ogm: %s and %s hold one %s between other nodes; make it two", before.place, made.place, made.pattern.Relationship.Name)
}

func (w *walk) add(made link, from change, node *schema.NodeType, other reflect.Value, incoming bool) link {
	made.pattern.Label = made.place.edge.Label
	// the struct of a relationship says itself where it starts and ends
	made.pattern.Undirected = made.place.edge.Direction == schema.Undirected && made.pattern.Relationship == nil
	made.pattern.Start, made.start, made.pattern.End, made.end = from.node, from.object, node, other
	if incoming {
		made.pattern.Start, made.start, made.pattern.End, made.end = node, other, from.node, from.object
	}
	w.links = append(w.links, made)
	return made
}

// reach notes the node at the other end, once.
func (w *walk) reach(object reflect.Value, at place) (*schema.NodeType, error) {
	registry := w.unit.engine.config.Registry
	node, err := registry.Node(object.Type())
	if err != nil {
		return nil, fmt.Errorf("ogm: %s holds no node: %w", at, err)
	}
	id := identityOf(node, object)
	if _, seen := w.seen[id]; seen {
		return node, nil
	}
	if err := registry.Reach(node); err != nil { // an interface may hold what no field has named
		return nil, err
	}
	if len(node.Key) == 0 {
		return nil, fmt.Errorf("ogm: %s is a %s, which has no key, so no relationship can lead to it; tag a field of it with key", at, node.Name)
	}
	w.seen[id] = query.Ensure
	w.nodes = append(w.nodes, change{node: node, operation: query.Ensure, object: object})
	return node, nil
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

// ends are the two nodes of a relationship's struct, seen from the field that holds it.
type ends struct {
	relationship *schema.RelationshipType
	object       reflect.Value
	place
}

// check is for structs that an interface holds; of others the compiler has made sure.
func (e ends) check() error {
	direction := e.edge.Direction
	switch {
	case e.relationship.Label != e.edge.Label:
		return fmt.Errorf("ogm: %s is a %s of type %s, and the field's arrow says %s", e.place, e.relationship.Name, e.relationship.Label, e.edge.Label)
	case e.relationship.Start == nil && direction != schema.Outgoing, e.relationship.End == nil && direction != schema.Incoming:
		return fmt.Errorf("ogm: %s is a %s, which does not say which node it leads to; tag its fields with start and end", e.place, e.relationship.Name)
	}
	return nil
}

// far finds the end that is not the owner's, and whether the relationship comes from
// it. The near end may be nil, since the owner is known; it may not be somebody else.
func (e ends) far(owner reflect.Value) (far *schema.End, incoming bool, err error) {
	near, far := e.relationship.Start, e.relationship.End
	incoming = e.edge.Direction == schema.Incoming
	if e.edge.Direction == schema.Undirected && !e.holds(near, owner) {
		incoming = e.holds(far, owner) || e.isNil(far) && !e.isNil(near)
	}
	if incoming {
		near, far = far, near
	}
	if near != nil && !e.isNil(near) && !e.holds(near, owner) {
		return nil, false, fmt.Errorf("ogm: %s.%s is another node than the one that holds the relationship; make it that one, or nil", e.place, near.Field)
	}
	return far, incoming, nil
}

func (e ends) isNil(end *schema.End) bool {
	value := mapping.Field(e.object, end.Index)
	return !value.IsValid() || value.IsNil()
}

func (e ends) holds(end *schema.End, owner reflect.Value) bool {
	if end == nil {
		return false
	}
	value := mapping.Field(e.object, end.Index)
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	return value.Kind() == reflect.Pointer && value.Pointer() == owner.Addr().Pointer()
}
