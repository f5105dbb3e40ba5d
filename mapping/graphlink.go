package mapping

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// relationships fills the fields of a branch.
func (r *Reader) relationships(branch Branch, column any) error {
	l, err := r.links(branch, column)
	if err != nil {
		return err
	}
	for i := range l.edges {
		edge := &l.edges[i]
		edge.fields = make([]*GraphField, len(l.from))
		for at, owner := range l.from {
			edge.fields[at] = r.begin(edge.edge, branch, owner)
		}
	}
	if l.ids != nil && branch.Edges[0].Props {
		r.elements = withRoom(r.elements, len(l.owners))
	}
	usual := l.usual()
	for i := range l.owners {
		if err := r.relationship(l, i, usual); err != nil {
			return err
		}
	}
	return nil
}

// relationship adds one to the field of its owner.
func (r *Reader) relationship(l *links, i, usual int) error {
	edge := l.of(i)
	if edge == nil {
		return fmt.Errorf("ogm: %s: the server answered a relationship %v, which was not asked for", l.name(l.branch.Edges[0]), l.types[i])
	}
	at, ok := l.owner(i)
	if !ok {
		return fmt.Errorf("ogm: %s: the server answered a relationship without its owner", l.name(edge.edge))
	}
	field := edge.fields[at]
	if field == nil {
		return nil // what is there stays
	}
	element := GraphElement{Outgoing: edge.edge.Direction == schema.Outgoing}
	if l.ids != nil {
		if element.id, _ = l.ids[i].(string); field.has(element.id) {
			return nil
		}
	}
	if l.outgoing != nil {
		element.Outgoing, _ = l.outgoing[i].(bool)
	}
	far, _ := l.far[i].(string)
	if element.far = r.find(far, l.branch.Target); element.far == nil {
		return fmt.Errorf("ogm: %s: the server answered a relationship without its nodes", l.name(edge.edge))
	}
	element.Far, element.FarObject = element.far.node, element.far.object
	if field.Edge.Props {
		if err := r.between(&element, l, edge, i, l.from[at], field.Edge.Target); err != nil {
			return err
		}
	}
	if field.Elements == nil {
		field.Elements = make([]GraphElement, 0, usual)
	}
	field.Elements = append(field.Elements, element)
	return nil
}

// find gives a node of the answer by its element id and the type it was read as.
func (r *Reader) find(elementID string, target reflect.Type) *met {
	if target.Kind() == reflect.Pointer {
		target = target.Elem()
	}
	return r.nodes[identity{elementID, target}]
}

// between reads the struct of a relationship, once, and lets it lead to both nodes.
func (r *Reader) between(element *GraphElement, l *links, edge *linksOfEdge, i int, owner *met, t reflect.Type) error {
	id := identity{element.id, t}
	if l.ids != nil {
		if before, again := r.elements[id]; again {
			element.Relationship, element.Object, element.Snapshot, element.Own = before.Relationship, before.Object, before.Snapshot, before.Own
			return nil
		}
	}
	plan, props, stored, err := r.propertiesOf(l, edge, i, t)
	if err == nil {
		err = r.structOf(element, plan, stored, props, owner)
	}
	if err != nil {
		return err
	}
	if l.ids != nil {
		r.elements[id] = *element
	}
	return nil
}

// propertiesOf gives the properties of a relationship by schema.Property.Position and, where they
// come so, by name; and the plan of the struct that they are for.
func (r *Reader) propertiesOf(l *links, edge *linksOfEdge, i int, t reflect.Type) (plan *RelationshipPlan, props map[string]any, stored []any, err error) {
	if edge.plan != nil {
		return edge.plan, nil, edge.stored(i, r.tracks), nil
	}
	if plan, err = r.planOf(t); err != nil {
		return nil, nil, nil, err
	}
	props, _ = l.maps[i].(map[string]any)
	return plan, props, plan.storedValues(props), nil
}

// structOf reads the struct of a relationship out of its properties, which come by
// schema.Property.Position and, where it has inline maps, by name, too.
func (r *Reader) structOf(element *GraphElement, plan *RelationshipPlan, stored []any, props map[string]any, owner *met) error {
	relationship := plan.Relationship
	start, end := owner, element.far
	if !element.Outgoing {
		start, end = end, start
	}
	own := plan.keyOf(stored)
	object, renew := r.known(Link{
		Relationship: relationship, Start: start.node, End: end.node, StartAt: start.object, EndAt: end.object, Owner: owner.object, Own: own,
	})
	element.Relationship, element.Object, element.Own = relationship, object, own
	switch {
	case !object.IsValid():
		object = reflect.New(relationship.Type)
		element.Object = object
	case !renew:
		return nil
	default:
		plan.reset(object.Elem())
	}
	if err := plan.decodeValues(stored, object.Elem()).and(plan.decodeMaps(props, object.Elem())); err != nil {
		err.Path = relationship.Name + err.Path
		return err
	}
	if field := relationship.ElementID; field != nil {
		reach(object.Elem(), field.Index, true).SetString(element.id)
	}
	lead(relationship.Start, object.Elem(), start)
	lead(relationship.End, object.Elem(), end)
	if r.tracks {
		var err error
		if element.Snapshot, err = plan.loaded(object.Elem(), stored); err != nil {
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
