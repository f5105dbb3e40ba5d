package mapping

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// linksOfEdge is what an edge of a branch needs.
type linksOfEdge struct {
	edge   *schema.Edge
	fields []*GraphField     // by the place of their owner; nil for one that is not to be filled
	plan   *RelationshipPlan // of its struct; nil for none, and where properties come as maps
	values *ValuesDecoder    // of that; nil where they are few
	row    []any             // of one relationship
	few    []GraphLink       // memory of relationships that are to come
}

// newLink gives the memory of a relationship.
func (e *linksOfEdge) newLink() *GraphLink {
	if len(e.few) == cap(e.few) {
		e.few = make([]GraphLink, 0, min(max(2*cap(e.few), 8), 512))
	}
	e.few = append(e.few, GraphLink{})
	return &e.few[len(e.few)-1]
}

// edges prepares the edges of a level.
func (r *Reader) edges(level *level) error {
	level.links.edges = make([]linksOfEdge, len(level.branch.Edges))
	for i, edge := range level.branch.Edges {
		of := &level.links.edges[i]
		of.edge = edge
		of.fields = make([]*GraphField, 0, min(level.owners.size, mostRoom))
		if !edge.Props || level.branch.Maps {
			continue
		}
		var err error
		if of.plan, err = r.planOf(edge.Target); err != nil {
			return err
		}
		if level.links.size >= worthwhile {
			of.values = of.plan.NewValuesDecoder()
		}
	}
	return nil
}

// linkAll lets the relationships lead to their nodes that have come. Where two levels may fill one
// field, the order in it is that of the first, unless that has a part and the second all: the second
// waits until the first has come whole.
func (r *Reader) linkAll() error {
	isWaiting := false
	for i := range r.levels[1:] {
		level := &r.levels[1+i]
		if level.branch.IDs && isWaiting {
			continue
		}
		if err := r.link(level); err != nil {
			return err
		}
		isWaiting = isWaiting || level.branch.IDs && !level.isLinked()
	}
	return nil
}

// link fills the fields of a level, in the order in which their relationships come, up to one whose
// nodes have not come.
func (r *Reader) link(level *level) error {
	l := &level.links
	for i := range l.edges {
		edge := &l.edges[i]
		for _, owner := range level.owners.nodes[len(edge.fields):] {
			edge.fields = append(edge.fields, r.open(edge.edge, level.branch, owner))
		}
	}
	for len(l.come) > 0 {
		come := &l.come[0]
		for ; l.next < len(come.owners); l.next++ {
			if ok, err := r.relationship(level, come, l.next); !ok || err != nil {
				return err
			}
			l.done++
		}
		l.come, l.next = l.come[1:], 0
	}
	return nil
}

// usual is how many relationships an owner has on average.
func (l *level) usual() int {
	return min(l.links.size/max(1, l.owners.size)+1, mostRoom)
}

// relationship adds one to the field of its owner; ok is false where a node has not come yet.
func (r *Reader) relationship(level *level, come *columns, i int) (ok bool, err error) {
	kind := come.edge(i, level.links.edges)
	if kind < 0 {
		return false, fmt.Errorf("ogm: %s: the server answered a relationship %v, which was not asked for", level.name(level.branch.Edges[0]), come.types[i])
	}
	edge := &level.links.edges[kind]
	at, isPlace := come.owners[i].(int64)
	switch known := int64(len(edge.fields)); {
	case isPlace && 0 <= at && at < known:
	case isPlace && at >= known && !level.owners.isWhole():
		return false, nil
	default:
		return false, fmt.Errorf("ogm: %s: the server answered a relationship without its owner", level.name(edge.edge))
	}
	field := edge.fields[at]
	if field == nil {
		return true, nil // what is there stays
	}
	element := GraphElement{Outgoing: edge.edge.Direction == schema.Outgoing}
	far, _ := come.far[i].(string)
	if element.far = level.met[far]; element.far == nil {
		if !level.isWhole() {
			return false, nil
		}
		return false, fmt.Errorf("ogm: %s: the server answered a relationship without its nodes", level.name(edge.edge))
	}
	if come.ids != nil {
		if element.id, _ = come.ids[i].(string); field.has(element.id) {
			return true, nil
		}
	}
	if come.outgoing != nil {
		element.Outgoing, _ = come.outgoing[i].(bool)
	}
	if field.Edge.Props {
		props := properties{edge: edge, come: come, kind: kind, at: i}
		if element.Link, err = r.between(&element, props, level.owners.nodes[at], field.Edge.Target); err != nil {
			return false, err
		}
	}
	if field.Elements == nil {
		field.Elements = make([]GraphElement, 0, level.usual())
	}
	field.Elements = append(field.Elements, element)
	return true, nil
}

// properties are those of one relationship that has come.
type properties struct {
	edge     *linksOfEdge
	come     *columns
	kind, at int // its place among the edges, and in the columns
}

// between reads the struct of a relationship, once, and lets it lead to both nodes.
func (r *Reader) between(element *GraphElement, of properties, owner *met, t reflect.Type) (*GraphLink, error) {
	id := identity{element.id, t}
	if of.come.ids != nil {
		if before := r.links[id]; before != nil {
			return before, nil
		}
	}
	plan, props, stored, err := r.stored(of, t)
	if err != nil {
		return nil, err
	}
	link := of.edge.newLink()
	if err := r.structOf(link, element, of.edge.values, plan, stored, props, owner); err != nil {
		return nil, err
	}
	if of.come.ids != nil {
		r.links[id] = link
	}
	return link, nil
}

// stored gives the properties of a relationship by schema.Property.Position and, where they come
// so, by name; and the plan of the struct that they are for. Who tracks may keep the list; for others
// it is good until the next.
func (r *Reader) stored(of properties, t reflect.Type) (plan *RelationshipPlan, props map[string]any, stored []any, err error) {
	edge := of.edge
	if edge.plan == nil {
		if plan, err = r.planOf(t); err != nil {
			return nil, nil, nil, err
		}
		props, _ = of.come.maps[of.at].(map[string]any)
		return plan, props, plan.storedValues(props), nil
	}
	lists := of.come.properties[of.kind]
	if edge.row == nil || r.tracks {
		edge.row = make([]any, len(lists))
	}
	for k, list := range lists {
		edge.row[k] = list[of.at]
	}
	return edge.plan, nil, edge.row, nil
}

// structOf reads the struct of a relationship out of its properties, which come by
// schema.Property.Position and, where it has inline maps, by name, too.
func (r *Reader) structOf(link *GraphLink, element *GraphElement, values *ValuesDecoder, plan *RelationshipPlan, stored []any, props map[string]any, owner *met) error {
	relationship := plan.Relationship
	start, end := owner, element.far
	if !element.Outgoing {
		start, end = end, start
	}
	link.Relationship = relationship
	isNew := true
	if r.tracks {
		link.Own = plan.keyOf(stored)
		var renew bool
		link.Object, renew = r.known(Link{
			Relationship: relationship, Start: start.node, End: end.node, StartAt: start.object, EndAt: end.object, Owner: owner.object, Own: link.Own,
		})
		if isNew = !link.Object.IsValid(); !isNew && !renew {
			return nil
		}
	}
	read := reflect.New(relationship.Type)
	if isNew {
		link.Object = read
	} else {
		r.renewed = append(r.renewed, func() { plan.renew(link.Object.Elem(), read.Elem()) })
	}
	object := read.Elem()
	if values != nil {
		if err := values.Decode(stored, object); err != nil {
			return err
		}
	} else if err := plan.decodeValues(stored, object).and(plan.decodeMaps(props, object)); err != nil {
		err.Path = relationship.Name + err.Path
		return err
	}
	if field := relationship.ElementID; field != nil {
		reach(object, field.Index, true).SetString(element.id)
	}
	lead(relationship.Start, object, start)
	lead(relationship.End, object, end)
	if r.tracks {
		var err error
		if link.Snapshot, err = plan.loaded(object, stored); err != nil {
			return err
		}
	}
	return nil
}

// planOf gives the plan of a relationship's struct.
func (r *Reader) planOf(t reflect.Type) (*RelationshipPlan, error) {
	relationship, err := r.mapper.registry.Relationship(t)
	if err != nil {
		return nil, err
	}
	return r.mapper.Relationship(relationship), nil
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

// lead sets an end, where its type can hold the node.
func lead(end *schema.End, object reflect.Value, node *met) {
	if end != nil && node.object.Type().AssignableTo(end.Type) {
		reach(object, end.Index, true).Set(node.object)
	}
}
