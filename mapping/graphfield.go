package mapping

import (
	"reflect"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/schema"
)

// GraphField is a relationship field of a Graph.
type GraphField struct {
	Node     *schema.NodeType
	Object   reflect.Value // a pointer to the owner's struct
	Edge     *schema.Edge
	Partial  bool
	Elements []GraphElement // in the order of the field

	isFilled bool            // or is about to be, of one that copies
	again    map[string]bool // element ids of its relationships, once a second branch fills it
}

// GraphElement is a relationship of a GraphField.
type GraphElement struct {
	Link     *GraphLink // nil where it has no struct
	Outgoing bool       // it leads from the owner to the other end

	id  string // of the relationship in the answer
	far *met
}

// GraphLink is a relationship that has a struct.
type GraphLink struct {
	Relationship *schema.RelationshipType
	Object       reflect.Value // a pointer to its struct
	Snapshot     *Snapshot     // nil where the struct was there before, and stays
	Own          []any         // the values of its own key that are stored; its struct may have others by now
}

// Far gives the type of the node at the other end.
func (e *GraphElement) Far() *schema.NodeType { return e.far.node }

// FarObject gives a pointer to the struct at the other end.
func (e *GraphElement) FarObject() reflect.Value { return e.far.object }

// open opens the field of an owner, so that one without relationships has an empty list. It is
// nil where nothing is to be filled.
func (r *Reader) open(edge *schema.Edge, branch Branch, owner *met) *GraphField {
	if owner == nil {
		return nil
	}
	edge = edgeOf(owner.node, edge)
	if edge == nil {
		return nil // a type of the family without such a field
	}
	if field := owner.field(edge.Field); field != nil {
		if !branch.IDs {
			return nil // only a record before can have come this way, and has brought the same
		}
		field.reopen(branch.Partial)
		return field
	}
	if owner.known && edge.Alias == nil && r.memory.Open != nil && !r.memory.Open(owner.node, owner.object, edge, branch.Partial) {
		return nil
	}
	field := &GraphField{Node: owner.node, Object: owner.object, Edge: edge, Partial: branch.Partial}
	owner.open = append(owner.open, field)
	r.order = append(r.order, field)
	return field
}

// reopen lets a second branch add to a field what the first has not brought: the plan names
// the edge twice, or comes back to a node by a ring.
func (f *GraphField) reopen(partial bool) {
	if f.Partial && !partial && f.Edge.Alias == nil {
		f.Elements, f.again = nil, map[string]bool{} // all come again, in the order of this branch
	}
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
	namesake, promoted := fieldLike(node, edge)
	for _, own := range node.Edges {
		isMeant := own.Field == edge.Field || promoted && slices.Equal(own.Index, namesake.Index)
		if isMeant && own.Label == edge.Label && own.Direction == edge.Direction && holdsLike(own, edge) {
			return own
		}
	}
	return nil
}

// holdsLike tells whether a field can hold what another one leads to. Structs of relationships may
// differ, and which interface a node fits is known when it is met.
func holdsLike(own, edge *schema.Edge) bool {
	switch {
	case own.Props != edge.Props:
		return false
	case own.Props, own.Target.Kind() == reflect.Interface, edge.Target.Kind() == reflect.Interface:
		return true
	}
	return own.Target == edge.Target
}

// fieldLike finds the field that has an edge's name in Go: that of an embedded struct is the
// embedder's, too.
func fieldLike(node *schema.NodeType, edge *schema.Edge) (reflect.StructField, bool) {
	return node.Type.FieldByName(edge.Field[strings.LastIndexByte(edge.Field, '.')+1:])
}

// aliasOf finds the field of another type of the family that has the name and the form of
// the one that a plan fills.
func aliasOf(node *schema.NodeType, edge *schema.Edge) *schema.Edge {
	if edge.Alias == node.Type {
		return edge
	}
	field, ok := fieldLike(node, edge)
	if !ok || !field.IsExported() || field.Type != reflect.SliceOf(edge.Elem) {
		return nil
	}
	other := *edge
	other.Index, other.Alias = field.Index, node.Type
	return &other
}

// fill writes a field. Of what is stored more often than a single pointer can hold, the
// first is kept.
func (f *GraphField) fill() {
	if !f.Edge.Props {
		f.Elements = slices.DeleteFunc(f.Elements, f.isAgain)
	}
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
	for i := range f.Elements {
		list.Index(i).Set(f.Elements[i].in(f.Edge))
	}
	place.Set(list)
}

// fillInner fills a field that copies structs once those have their own lists; a ring of them ends
// where it began.
func (f *GraphField) fillInner() {
	if f.isFilled {
		return
	}
	f.isFilled = true
	for i := range f.Elements {
		if f.Edge.Props {
			break // what is copied is the relationship's struct, which has pointers
		}
		for _, inner := range f.Elements[i].far.open {
			if inner.copies() {
				inner.fillInner()
			}
		}
	}
	f.fill()
}

// isAgain tells an element whose node another one leads to already. Without a struct to tell
// parallel relationships apart, a field says to which nodes there are any.
func (f *GraphField) isAgain(e GraphElement) bool {
	again := e.far.last == f
	e.far.last = f
	return again
}

// copies tells whether the field holds structs, and not pointers to them.
func (f *GraphField) copies() bool { return f.Edge.Elem.Kind() == reflect.Struct }

// in gives the element as the field holds it.
func (e *GraphElement) in(edge *schema.Edge) reflect.Value {
	object := e.far.object
	if e.Link != nil {
		object = e.Link.Object
	}
	if edge.Elem.Kind() == reflect.Struct {
		return object.Elem()
	}
	return object
}
