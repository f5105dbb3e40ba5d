package mapping

import (
	"fmt"
	"reflect"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

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
	field := from.field(own.Field)
	if field == nil || field.has(link.ElementId) {
		return nil // what is there stays
	}
	element := GraphElement{Far: to.node, FarObject: to.object, Outgoing: outgoing, id: link.ElementId, far: to}
	if field.Edge.Props {
		if err := r.properties(&element, link, from, to, field.Edge.Target); err != nil {
			return err
		}
	}
	if field.Elements == nil {
		field.Elements = make([]GraphElement, 0, r.usual)
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
		element.Relationship, element.Object, element.Snapshot, element.Own = before.Relationship, before.Object, before.Snapshot, before.Own
		return nil
	}
	plan, err := r.planOf(t)
	if err != nil {
		return err
	}
	relationship := plan.Relationship
	start, end := from, to
	if !element.Outgoing {
		start, end = to, from
	}
	own := plan.storedKey(link.Props)
	object, renew := r.known(Link{
		Relationship: relationship, Start: start.node, End: end.node, StartAt: start.object, EndAt: end.object, Owner: from.object, Own: own,
	})
	element.Relationship, element.Object, element.Own = relationship, object, own
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

// planOf gives the plan of a relationship's struct: mostly that of the one before.
func (r *Reader) planOf(t reflect.Type) (*RelationshipPlan, error) {
	if r.between != nil && r.between.Relationship.Type == t {
		return r.between, nil
	}
	relationship, err := r.mapper.registry.Relationship(t)
	if err != nil {
		return nil, err
	}
	r.between = r.mapper.Relationship(relationship)
	return r.between, nil
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
