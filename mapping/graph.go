package mapping

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// Branch is a part of an answer, as query.Level describes it: the nodes that were asked for, or a
// step of a fetch plan.
type Branch struct {
	Edges   []*schema.Edge // whose fields it fills; each has a type of relationships of its own
	Owner   int            // the level whose nodes have the fields; 0 has those that were asked for
	Target  reflect.Type   // of its nodes: a struct, or an interface
	Partial bool
	Flat    bool // nodes come as element ids and lists of values
	IDs     bool // relationships come with their element ids
	Maps    bool // and with maps of their properties
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

// Reader puts the nodes and relationships of one answer together again: a node that comes
// twice is one pointer, and so is a relationship. It is for one attempt.
type Reader struct {
	mapper   *Mapper
	memory   Memory
	tracks   bool
	nodes    map[identity]*met
	elements map[identity]GraphElement // of relationships that may come again
	taken    map[uintptr]bool          // structs of relationships that were there before
	families map[reflect.Type]*RowPlan
	levels   [][]*met // the nodes of the record that is read, by level; nil stands for one that was left out
	graph    Graph
	order    []*GraphField
}

// met is a node of the answer.
type met struct {
	node   *schema.NodeType
	object reflect.Value // a pointer
	known  bool          // it was there before the answer
	place  int           // in Graph.Nodes; -1
	last   *GraphField   // that was filled and leads to it
	open   []*GraphField // that are to be filled
}

// field gives a field by its name, nil for one that is not to be filled.
func (m *met) field(name string) *GraphField {
	for _, field := range m.open {
		if field.Edge.Field == name {
			return field
		}
	}
	return nil
}

// NewReader makes a reader. With a memory, it also takes down what is new.
func (m *Mapper) NewReader(memory Memory) *Reader {
	return &Reader{
		mapper: m, memory: memory, tracks: memory.Known != nil,
		nodes: map[identity]*met{}, elements: map[identity]GraphElement{},
	}
}

// Roots begins a record with the nodes that were asked for: ids and values have what
// Branch.Nodes gave. A value that is nil stands for a node that was left out.
func (r *Reader) Roots(branch Branch, ids, values []any) error {
	r.levels = r.levels[:0]
	if err := r.level(branch, ids, values, false); err != nil {
		return err
	}
	for _, root := range r.levels[0] {
		if root != nil {
			r.graph.Roots = append(r.graph.Roots, root.object)
		}
	}
	return nil
}

// Level reads the relationships of the next branch and the nodes at their other ends.
func (r *Reader) Level(branch Branch, relationships, nodes any) error {
	ids, values, err := branch.Nodes(nodes)
	if err != nil {
		return err
	}
	r.nodes = withRoom(r.nodes, len(values))
	byValue := branch.Edges[0].Elem.Kind() == reflect.Struct && !branch.Edges[0].Props
	if err := r.level(branch, ids, values, byValue); err != nil {
		return err
	}
	return r.relationships(branch, relationships)
}

// Nodes takes a column of nodes apart: into their element ids, which are nil of whole nodes,
// and the nodes or the lists of their values.
func (b Branch) Nodes(column any) (ids, values []any, err error) {
	values, ok := column.([]any)
	if b.Flat && ok {
		if ok = len(values) == 2; ok {
			ids, _ = values[0].([]any)
			values, ok = values[1].([]any)
			ok = ok && len(ids) == len(values) && !slices.Contains(values, nil)
		}
	}
	if !ok {
		return nil, nil, fmt.Errorf("ogm: the server answered nodes of %s as something else than lists of what was asked for", b.Target)
	}
	return ids, values, nil
}

// level reads nodes, as a type.
func (r *Reader) level(branch Branch, ids, values []any, byValue bool) error {
	nodes := make([]*met, len(values))
	for i, value := range values {
		if value == nil {
			continue
		}
		id := elementID(value)
		if ids != nil {
			id, _ = ids[i].(string)
		}
		var err error
		if nodes[i], err = r.node(id, value, branch.Target, byValue); err != nil {
			return err
		}
	}
	r.levels = append(r.levels, nodes)
	return nil
}

// withRoom gives a map with room for so many more. One that is large already grows by itself.
func withRoom[K comparable, V any](m map[K]V, more int) map[K]V {
	if more <= len(m) {
		return m
	}
	roomy := make(map[K]V, len(m)+more)
	maps.Copy(roomy, m)
	return roomy
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
func (r *Reader) node(elementID string, value any, target reflect.Type, byValue bool) (*met, error) {
	node, err := r.resolve(value, target)
	if err != nil {
		return nil, err
	}
	id := identity{elementID, node.Type}
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
