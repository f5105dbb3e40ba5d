package mapping

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// Branch is a step of a fetch plan in an answer: which fields it fills, of the nodes of
// which level. Each of the edges has a type of relationships of its own.
type Branch struct {
	Edges   []*schema.Edge
	Owner   int // a level; 0 has the nodes that were asked for
	Partial bool
}

// Memory is what a reader keeps of earlier answers. The zero value keeps nothing.
type Memory struct {
	// Known gives the object that stands for a node already, as a pointer; not valid when
	// there is none.
	Known func(node *schema.NodeType, key []any) reflect.Value
	// Open tells whether a relationship field of such an object may be filled.
	Open func(node *schema.NodeType, object reflect.Value, edge *schema.Edge, partial bool) bool
	// Renew tells whether the properties of such an object are to be read again.
	Renew func(node *schema.NodeType, object reflect.Value) bool
	// Link gives the struct that stands for a relationship already, as a pointer, and whether
	// it is to be read again; not valid when there is none.
	Link func(of Link) (object reflect.Value, renew bool)
}

// Link says which relationship is met, and in the field of which object.
type Link struct {
	Relationship   *schema.RelationshipType
	Start, End     *schema.NodeType
	StartAt, EndAt reflect.Value // pointers to the structs of its nodes
	Owner          reflect.Value // the one of them whose field is read
	Own            []any         // its own key, as stored
}

// Graph is what an answer held: the nodes that were asked for, and what is new of it.
type Graph struct {
	Roots  []reflect.Value // pointers
	Nodes  []GraphNode     // new or renewed; only where there is a Memory
	Fields []GraphField    // that were filled; likewise
}

// GraphNode is a node of a Graph.
type GraphNode struct {
	Node     *schema.NodeType
	Object   reflect.Value // a pointer to its struct
	Key      []any         // as stored
	Snapshot *Snapshot
	ByValue  bool // it stands in a slice of structs alone
}

// GraphField is a relationship field of a Graph.
type GraphField struct {
	Node     *schema.NodeType
	Object   reflect.Value // a pointer to the owner's struct
	Edge     *schema.Edge
	Partial  bool
	Elements []GraphElement // in the order of the field

	again map[string]bool // element ids of its relationships, once a second branch fills it
}

// GraphElement is a relationship of a GraphField.
type GraphElement struct {
	Far          *schema.NodeType
	FarObject    reflect.Value            // a pointer to the struct at the other end
	Outgoing     bool                     // it leads from the owner to the other end
	Relationship *schema.RelationshipType // nil where it has no struct
	Object       reflect.Value            // a pointer to that
	Snapshot     *Snapshot

	id string // of the relationship in the answer
}

// Reader puts the nodes and relationships of one answer together again: a node that comes
// twice is one pointer, and so is a relationship. It is for one attempt.
type Reader struct {
	mapper   *Mapper
	memory   Memory
	tracks   bool
	nodes    map[identity]*met
	links    map[identity]GraphElement
	taken    map[uintptr]bool // structs of relationships that were there before
	families map[reflect.Type]*RowPlan
	graph    Graph
	open     map[*met]map[string]*GraphField // by the names of fields
	order    []*GraphField
}

// met is a node of the answer.
type met struct {
	node   *schema.NodeType
	object reflect.Value // a pointer
	known  bool          // it was there before the answer
	place  int           // in Graph.Nodes; -1
}

// NewReader makes a reader. With a memory, it also takes down what is new.
func (m *Mapper) NewReader(memory Memory) *Reader {
	return &Reader{
		mapper: m, memory: memory, tracks: memory.Known != nil,
		nodes: map[identity]*met{}, links: map[identity]GraphElement{}, open: map[*met]map[string]*GraphField{},
	}
}

// Root reads a node that was asked for, as a type: a node's struct, or an interface.
func (r *Reader) Root(value any, target reflect.Type) (reflect.Value, error) {
	found, err := r.node(value, target, false)
	if err != nil {
		return reflect.Value{}, err
	}
	r.graph.Roots = append(r.graph.Roots, found.object)
	return found.object, nil
}

// Level reads the relationships of one branch and the nodes at their other ends, as a
// type; owners are the types of the level before.
func (r *Reader) Level(branch Branch, owners, relationships, nodes any, owner, target reflect.Type) error {
	byValue := branch.Edges[0].Elem.Kind() == reflect.Struct && !branch.Edges[0].Props
	list, _ := nodes.([]any)
	for _, value := range list {
		if _, err := r.node(value, target, byValue); err != nil {
			return err
		}
	}
	list, _ = owners.([]any)
	for _, value := range list {
		for _, edge := range branch.Edges {
			if err := r.begin(edge, branch.Partial, value, owner); err != nil {
				return err
			}
		}
	}
	list, _ = relationships.([]any)
	for _, value := range list {
		if err := r.relationship(branch, value, owner, target); err != nil {
			return err
		}
	}
	return nil
}

// Finish fills the fields and gives what was read.
func (r *Reader) Finish() *Graph {
	var copying []*GraphField
	for _, field := range r.order {
		if field.copies() {
			copying = append(copying, field)
			continue
		}
		field.fill()
	}
	for _, field := range slices.Backward(copying) { // a struct that is copied into a list has its own lists by then
		field.fill()
	}
	if r.tracks {
		for _, field := range r.order {
			if field.Edge.Alias == nil {
				r.graph.Fields = append(r.graph.Fields, *field)
			}
		}
	}
	return &r.graph
}

// resolve finds the node type that a value becomes.
func (r *Reader) resolve(value any, target reflect.Type) (*schema.NodeType, error) {
	if target.Kind() != reflect.Interface {
		return r.mapper.registry.Node(target)
	}
	found, ok := value.(dbtype.Node)
	if !ok {
		err := misfit(value, target, "want NODE")
		err.Path = target.Name()
		return nil, err
	}
	family := r.families[target]
	if family == nil {
		var err error
		if family, err = r.mapper.Row(target, []string{target.Name()}); err != nil {
			return nil, err
		}
		if r.families == nil {
			r.families = map[reflect.Type]*RowPlan{}
		}
		r.families[target] = family
	}
	nodes, _, err := family.candidates(target)
	if err != nil {
		return nil, err
	}
	best := mostSpecific(nodes, found.Labels)
	if len(best) != 1 {
		err := undecided(value, target, found.Labels, best)
		err.Path = target.Name()
		return nil, err
	}
	return r.mapper.registry.Node(best[0].target)
}

// node reads a node, or finds the object that stands for it.
func (r *Reader) node(value any, target reflect.Type, byValue bool) (*met, error) {
	node, err := r.resolve(value, target)
	if err != nil {
		return nil, err
	}
	id := identity{elementID(value), node.Type}
	found := r.nodes[id]
	if found != nil && id.elementID != "" {
		if found.place >= 0 {
			r.graph.Nodes[found.place].ByValue = r.graph.Nodes[found.place].ByValue && byValue
		}
	} else {
		found = &met{node: node, place: -1}
		if err := r.object(found, value, byValue); err != nil {
			return nil, err
		}
		r.nodes[id] = found
	}
	if target != node.Type { // an interface: another struct of the same node may implement it too
		r.nodes[identity{id.elementID, target}] = found
	}
	return found, nil
}

// object makes the struct of a node that was not met before.
func (r *Reader) object(found *met, value any, byValue bool) error {
	plan := r.mapper.Node(found.node)
	var key []any
	if r.tracks {
		key = plan.StoredKey(value)
		if known := r.memory.Known(found.node, key); known.IsValid() {
			found.object, found.known = known, true
			if r.memory.Renew == nil || !r.memory.Renew(found.node, known) {
				return nil
			}
			plan.reset(known.Elem())
		}
	}
	if !found.known {
		found.object = reflect.New(found.node.Type)
	}
	if err := plan.DecodeValue(value, found.object.Elem()); err != nil {
		return err
	}
	if !r.tracks || !isWhole(key) {
		return nil // it cannot be told apart from others, so nobody can keep it
	}
	snapshot, err := plan.Loaded(found.object.Elem(), value)
	if err != nil {
		return err
	}
	found.place = len(r.graph.Nodes)
	r.graph.Nodes = append(r.graph.Nodes, GraphNode{Node: found.node, Object: found.object, Key: key, Snapshot: snapshot, ByValue: byValue})
	return nil
}

func isWhole(key []any) bool {
	for _, value := range key {
		if value == nil {
			return false
		}
	}
	return len(key) > 0
}

// reset takes all properties out of a struct.
func (p *EntityPlan) reset(object reflect.Value) {
	for i := range p.fields {
		if place := p.fields[i].of(object); place.IsValid() {
			place.SetZero()
		}
	}
	for i := range p.maps {
		if place := reach(object, p.maps[i].Index, false); place.IsValid() {
			place.SetZero()
		}
	}
}

// begin opens the field of an owner, so that one without relationships has an empty list.
func (r *Reader) begin(edge *schema.Edge, partial bool, value any, owner reflect.Type) error {
	found, err := r.node(value, owner, true) // it was met before, and stays what it was
	if err != nil {
		return err
	}
	edge = edgeOf(found.node, edge)
	if edge == nil {
		return nil
	}
	if field := r.open[found][edge.Field]; field != nil {
		field.reopen(partial)
		return nil
	}
	if found.known && edge.Alias == nil && r.memory.Open != nil && !r.memory.Open(found.node, found.object, edge, partial) {
		return nil
	}
	if r.open[found] == nil {
		r.open[found] = map[string]*GraphField{}
	}
	field := &GraphField{Node: found.node, Object: found.object, Edge: edge, Partial: partial}
	r.open[found][edge.Field] = field
	r.order = append(r.order, field)
	return nil
}

// reopen lets a second branch add to a field what the first has not brought: the plan names
// the edge twice, or comes back to a node by a ring.
func (f *GraphField) reopen(partial bool) {
	f.Partial = f.Partial && partial
	if f.again == nil {
		f.again = make(map[string]bool, len(f.Elements))
		for _, element := range f.Elements {
			f.again[element.id] = true
		}
	}
}

// has tells whether an earlier branch has brought a relationship.
func (f *GraphField) has(id string) bool {
	if f.again == nil {
		return false
	}
	before := f.again[id]
	f.again[id] = true
	return before
}

// edgeOf finds the field of another type of the family that is meant by an edge.
func edgeOf(node *schema.NodeType, edge *schema.Edge) *schema.Edge {
	if edge.Alias != nil {
		return aliasOf(node, edge)
	}
	for _, own := range node.Edges {
		if own == edge {
			return own
		}
	}
	for _, own := range node.Edges {
		if own.Field == edge.Field && own.Label == edge.Label && own.Direction == edge.Direction {
			return own
		}
	}
	return nil
}

// aliasOf finds the field of another type of the family that has the name and the form of
// the one that a plan fills.
func aliasOf(node *schema.NodeType, edge *schema.Edge) *schema.Edge {
	if edge.Alias == node.Type {
		return edge
	}
	field, ok := node.Type.FieldByName(edge.Field)
	if !ok || !field.IsExported() || field.Type != reflect.SliceOf(edge.Elem) {
		return nil
	}
	other := *edge
	other.Index, other.Alias = field.Index, node.Type
	return &other
}

// relationship adds one to the field of its owner.
func (r *Reader) relationship(branch Branch, value any, owner, target reflect.Type) error {
	outgoing := branch.Edges[0].Direction == schema.Outgoing
	if pair, ok := value.([]any); ok && len(pair) == 2 {
		value = pair[0]
		outgoing, _ = pair[1].(bool)
	}
	link, ok := value.(dbtype.Relationship)
	if !ok {
		return fmt.Errorf("ogm: %s.%s: the server answered a %s, not a RELATIONSHIP", owner.Name(), branch.Edges[0].Field, kindOf(value))
	}
	edge := branch.edgeOf(link.Type)
	if edge == nil {
		return fmt.Errorf("ogm: %s.%s: the server answered a relationship %s, which was not asked for", owner.Name(), branch.Edges[0].Field, link.Type)
	}
	near, far := link.EndElementId, link.StartElementId
	if outgoing {
		near, far = far, near
	}
	from, to := r.find(near, owner), r.find(far, target)
	if from == nil {
		return nil // a node that was left out, because it lacks a label of its type
	}
	if to == nil {
		return fmt.Errorf("ogm: %s.%s: the server answered a relationship without its nodes", owner.Name(), edge.Field)
	}
	own := edgeOf(from.node, edge)
	if own == nil {
		return nil // a type of the family without such a field
	}
	field := r.open[from][own.Field]
	if field == nil || field.has(link.ElementId) {
		return nil // what is there stays
	}
	element := GraphElement{Far: to.node, FarObject: to.object, Outgoing: outgoing, id: link.ElementId}
	if field.Edge.Props {
		if err := r.properties(&element, link, from, to, field.Edge.Target); err != nil {
			return err
		}
	}
	field.Elements = append(field.Elements, element)
	return nil
}

func (b Branch) edgeOf(label string) *schema.Edge {
	for _, edge := range b.Edges {
		if edge.Label == label {
			return edge
		}
	}
	return nil
}

// find gives a node of the answer by its element id and the type it was read as.
func (r *Reader) find(elementID string, target reflect.Type) *met {
	if target.Kind() == reflect.Pointer {
		target = target.Elem()
	}
	return r.nodes[identity{elementID, target}]
}

// properties reads the struct of a relationship, once, and lets it lead to both nodes.
func (r *Reader) properties(element *GraphElement, link dbtype.Relationship, from, to *met, t reflect.Type) error {
	id := identity{link.ElementId, t}
	if before, met := r.links[id]; met {
		element.Relationship, element.Object, element.Snapshot = before.Relationship, before.Object, before.Snapshot
		return nil
	}
	relationship, err := r.mapper.registry.Relationship(t)
	if err != nil {
		return err
	}
	start, end := from, to
	if !element.Outgoing {
		start, end = to, from
	}
	plan := r.mapper.Relationship(relationship)
	object, renew := r.known(Link{
		Relationship: relationship, Start: start.node, End: end.node, StartAt: start.object, EndAt: end.object, Owner: from.object,
		Own: plan.storedKey(link.Props),
	})
	element.Relationship, element.Object = relationship, object
	switch {
	case !object.IsValid():
		object = reflect.New(t)
		element.Object = object
	case !renew:
		r.links[id] = *element
		return nil
	default:
		plan.reset(object.Elem())
	}
	if err := plan.decodeProperties(link.Props, object.Elem()); err != nil {
		err.Path = relationship.Name + err.Path
		return err
	}
	if field := relationship.ElementID; field != nil {
		reach(object.Elem(), field.Index, true).SetString(link.ElementId)
	}
	lead(relationship.Start, object.Elem(), start)
	lead(relationship.End, object.Elem(), end)
	if r.tracks {
		if element.Snapshot, err = plan.Loaded(object.Elem(), link); err != nil {
			return err
		}
	}
	r.links[id] = *element
	return nil
}

// known gives the struct that stands for a relationship already. Where there are several
// between two nodes that nothing tells apart, it stands for one of them.
func (r *Reader) known(link Link) (reflect.Value, bool) {
	if r.memory.Link == nil {
		return reflect.Value{}, false
	}
	object, renew := r.memory.Link(link)
	if !object.IsValid() || r.taken[object.Pointer()] {
		return reflect.Value{}, false
	}
	if r.taken == nil {
		r.taken = map[uintptr]bool{}
	}
	r.taken[object.Pointer()] = true
	return object, renew
}

// storedKey picks the key out of properties.
func (p *EntityPlan) storedKey(props map[string]any) []any {
	key := make([]any, len(p.entity.Key))
	for i, property := range p.entity.Key {
		key[i] = props[property.Name]
	}
	return key
}

// lead sets an end, where its type can hold the node.
func lead(end *schema.End, object reflect.Value, node *met) {
	if end != nil && node.object.Type().AssignableTo(end.Type) {
		reach(object, end.Index, true).Set(node.object)
	}
}

// fill writes a field. Of what is stored more often than a single pointer can hold, the
// first is kept.
func (f *GraphField) fill() {
	place := reach(f.Object.Elem(), f.Edge.Index, true)
	if !f.Edge.Many {
		place.SetZero()
		if len(f.Elements) > 0 {
			place.Set(f.Elements[0].in(f.Edge))
			f.Partial = f.Partial || len(f.Elements) > 1
			f.Elements = f.Elements[:1]
		}
		return
	}
	list := reflect.MakeSlice(place.Type(), len(f.Elements), len(f.Elements))
	for i, element := range f.Elements {
		list.Index(i).Set(element.in(f.Edge))
	}
	place.Set(list)
}

// copies tells whether the field holds structs, and not pointers to them.
func (f *GraphField) copies() bool { return f.Edge.Elem.Kind() == reflect.Struct }

// in gives the element as the field holds it.
func (e GraphElement) in(edge *schema.Edge) reflect.Value {
	object := e.FarObject
	if e.Relationship != nil {
		object = e.Object
	}
	if edge.Elem.Kind() == reflect.Struct {
		return object.Elem()
	}
	return object
}
