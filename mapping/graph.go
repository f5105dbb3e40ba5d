package mapping

import (
	"fmt"
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
	branches []Branch
	met      map[reflect.Type]map[string]*met // nodes by what they are read as, and their element ids
	kinds    map[*schema.NodeType]*kind
	links    map[identity]*GraphLink // by their element ids, of relationships that may come again
	taken    map[uintptr]bool        // structs of relationships that were there before
	families map[reflect.Type]*RowPlan
	levels   []level // of the answer that comes in pieces
	isOpen   bool    // its last piece has not come
	graph    Graph
	order    []*GraphField
	renewed  []func() // give structs that were there before what was read of them
}

// kind is a type of nodes in the answer.
type kind struct {
	plan   *NodePlan
	met    map[string]*met // by their element ids
	values *ValuesDecoder  // of nodes that come as lists of values; nil where they are few
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

// NewReader makes a reader of an answer that has these branches. With a memory, it also takes down
// what is new.
func (m *Mapper) NewReader(memory Memory, branches []Branch) *Reader {
	return &Reader{
		mapper: m, memory: memory, tracks: memory.Known != nil, branches: branches,
		met: map[reflect.Type]map[string]*met{}, kinds: map[*schema.NodeType]*kind{}, links: map[identity]*GraphLink{},
	}
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

// Finish fills the fields and gives what was read. Until then no struct has changed that was there
// before: the answer may break off, and be asked for again.
func (r *Reader) Finish() *Graph {
	for _, renew := range r.renewed {
		renew()
	}
	var copying []*GraphField
	for _, field := range r.order {
		if field.copies() {
			copying = append(copying, field)
			continue
		}
		field.fill()
	}
	for _, field := range copying {
		field.fillInner()
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

// metAs are the nodes that were read as a type; there may be so many of them.
func (r *Reader) metAs(t reflect.Type, size int) map[string]*met {
	if r.met[t] == nil {
		r.met[t] = make(map[string]*met, min(size, mostRoom))
	}
	return r.met[t]
}

func (r *Reader) kindOf(node *schema.NodeType, size int) *kind {
	found := r.kinds[node]
	if found == nil {
		found = &kind{plan: r.mapper.Node(node), met: r.metAs(node.Type, size)}
		r.kinds[node] = found
	}
	if found.values == nil && size >= worthwhile && found.plan.IsFlat() {
		found.values = found.plan.NewValuesDecoder()
	}
	return found
}

// node reads a node of a level, or finds the object that stands for it.
func (r *Reader) node(level *level, elementID string, value any, byValue bool) (*met, error) {
	kind := level.kind
	if kind == nil {
		node, err := r.resolve(value, level.branch.Target)
		if err != nil {
			return nil, err
		}
		kind = r.kindOf(node, 0)
	}
	found := kind.met[elementID]
	if found != nil && elementID != "" {
		if found.place >= 0 {
			r.graph.Nodes[found.place].ByValue = r.graph.Nodes[found.place].ByValue && byValue
		}
	} else {
		found = level.newMet()
		found.node, found.place = kind.plan.Node, -1
		if err := r.object(found, kind, value, byValue); err != nil {
			return nil, err
		}
		kind.met[elementID] = found
	}
	if level.kind == nil { // another struct of the same node may implement the interface, too
		level.met[elementID] = found
	}
	return found, nil
}

// object makes the struct of a node that was not met before.
func (r *Reader) object(found *met, kind *kind, value any, byValue bool) error {
	plan := kind.plan
	var key []any
	if r.tracks {
		key = plan.StoredKey(value)
		if known := r.memory.Known(found.node, key); known.IsValid() {
			found.object, found.known = known, true
			if r.memory.Renew == nil || !r.memory.Renew(found.node, known) {
				return nil
			}
		}
	}
	object := reflect.New(found.node.Type)
	if found.known {
		r.renewed = append(r.renewed, func() { plan.renew(found.object.Elem(), object.Elem()) })
	} else {
		found.object = object
	}
	if err := kind.decode(value, object.Elem()); err != nil {
		return err
	}
	if !r.tracks || !isWhole(key) {
		return nil // it cannot be told apart from others, so nobody can keep it
	}
	snapshot, err := plan.Loaded(object.Elem(), value)
	if err != nil {
		return err
	}
	found.place = len(r.graph.Nodes)
	r.graph.Nodes = append(r.graph.Nodes, GraphNode{Node: found.node, Object: found.object, Key: key, Snapshot: snapshot, ByValue: byValue})
	return nil
}

// decode reads what a node is.
func (k *kind) decode(value any, into reflect.Value) error {
	if values, isList := value.([]any); isList && k.values != nil {
		return k.values.Decode(values, into)
	}
	return k.plan.DecodeValue(value, into)
}

func isWhole(key []any) bool {
	for _, value := range key {
		if value == nil {
			return false
		}
	}
	return len(key) > 0
}

// renew gives a struct all properties that another has, and takes out those that it has not.
func (p *EntityPlan) renew(object, read reflect.Value) {
	for i := range p.fields {
		renewField(object, read, p.fields[i].property.Index)
	}
	for i := range p.maps {
		renewField(object, read, p.maps[i].Index)
	}
}

// renewField takes over one field. A pointer to an inner struct of which nothing was read is nil again,
// unless there is something else in it.
func renewField(object, read reflect.Value, index []int) {
	if value := reach(read, index, false); value.IsValid() {
		reach(object, index, true).Set(value)
		return
	}
	place := reach(object, index, false)
	if !place.IsValid() {
		return
	}
	place.SetZero()
	for i := len(index) - 1; i > 0; i-- {
		inner := reach(object, index[:i], false)
		if inner.Kind() != reflect.Pointer {
			continue
		}
		if its := reach(read, index[:i], false); its.IsValid() && !its.IsNil() || !inner.Elem().IsZero() {
			return
		}
		inner.SetZero()
	}
}

// renew does so for what a node is besides, too.
func (p *NodePlan) renew(object, read reflect.Value) {
	p.EntityPlan.renew(object, read)
	for _, field := range []*schema.SystemField{p.Node.ElementID, p.Node.RuntimeLabels} {
		if field != nil {
			renewField(object, read, field.Index)
		}
	}
}

// renew does so for a relationship's element id and its ends, as far as they were read.
func (p *RelationshipPlan) renew(object, read reflect.Value) {
	p.EntityPlan.renew(object, read)
	if field := p.Relationship.ElementID; field != nil {
		renewField(object, read, field.Index)
	}
	for _, end := range []*schema.End{p.Relationship.Start, p.Relationship.End} {
		if end == nil {
			continue
		}
		if value := reach(read, end.Index, false); value.IsValid() && !value.IsNil() {
			reach(object, end.Index, true).Set(value)
		}
	}
}
