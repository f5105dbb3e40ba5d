package mapping

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// links are the relationships of a branch as they come: lists side by side, as query.Level
// describes them. A list that does not come is nil.
type links struct {
	owners, far, types, outgoing, ids, maps []any
	edges                                   []linksOfEdge
}

// linksOfEdge is what an edge of a branch needs.
type linksOfEdge struct {
	edge    *schema.Edge
	fields  []*GraphField     // by the place of their owner; nil for one that is not to be filled
	plan    *RelationshipPlan // of its struct; nil for none, and where properties come as maps
	columns [][]any           // by schema.Property.Position
	row     []any             // of one relationship
}

// relationships fills the fields of a branch.
func (r *Reader) relationships(branch Branch, column any) error {
	owners := r.levels[branch.Owner]
	l, err := r.links(branch, column)
	if err != nil {
		return err
	}
	for i := range l.edges {
		edge := &l.edges[i]
		edge.fields = make([]*GraphField, len(owners))
		for at, owner := range owners {
			edge.fields[at] = r.begin(edge.edge, branch, owner)
		}
	}
	if l.ids != nil && branch.Edges[0].Props {
		r.met = withRoom(r.met, len(l.owners))
	}
	usual := (len(l.owners) + len(owners)) / max(1, len(owners))
	for i := range l.owners {
		if err := r.relationship(branch, &l, i, usual); err != nil {
			return err
		}
	}
	return nil
}

// links takes a column of relationships apart.
func (r *Reader) links(branch Branch, column any) (l links, err error) {
	lists, _ := column.([]any)
	next := func() (list []any) {
		if len(lists) > 0 {
			list, _ = lists[0].([]any)
			lists = lists[1:]
		}
		if l.owners != nil && len(list) != len(l.owners) {
			err = fmt.Errorf("ogm: the server answered the relationships of %s as something else than lists of one length", branch.Edges[0].Field)
		}
		return list
	}
	l.owners = next()
	l.far = next()
	if len(branch.Edges) > 1 {
		l.types = next()
	}
	if branch.Edges[0].Direction == schema.Undirected {
		l.outgoing = next()
	}
	if branch.IDs {
		l.ids = next()
	}
	if branch.Maps {
		l.maps = next()
	}
	l.edges = make([]linksOfEdge, len(branch.Edges))
	for i, edge := range branch.Edges {
		l.edges[i].edge = edge
		if !edge.Props || branch.Maps {
			continue
		}
		plan, mistake := r.planOf(edge.Target)
		if mistake != nil {
			return l, mistake
		}
		l.edges[i].plan = plan
		l.edges[i].columns = make([][]any, len(plan.fields))
		for k := range plan.fields {
			l.edges[i].columns[k] = next()
		}
	}
	return l, err
}

// of gives the edge of a relationship by its type.
func (l *links) of(i int) *linksOfEdge {
	if l.types == nil {
		return &l.edges[0]
	}
	for k := range l.edges {
		if l.edges[k].edge.Label == l.types[i] {
			return &l.edges[k]
		}
	}
	return nil
}

// stored gives the properties of a relationship by schema.Property.Position.
func (e *linksOfEdge) stored(i int, keep bool) []any {
	if e.row == nil || keep {
		e.row = make([]any, len(e.columns))
	}
	for k, column := range e.columns {
		e.row[k] = column[i]
	}
	return e.row
}

// relationship adds one to the field of its owner.
func (r *Reader) relationship(branch Branch, l *links, i, usual int) error {
	edge := l.of(i)
	if edge == nil {
		return fmt.Errorf("ogm: %s: the server answered a relationship %v, which was not asked for", branch.Edges[0].Field, l.types[i])
	}
	at, ok := l.owners[i].(int64)
	if !ok || at < 0 || at >= int64(len(edge.fields)) {
		return fmt.Errorf("ogm: %s: the server answered a relationship without its owner", edge.edge.Field)
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
	if element.far = r.find(far, branch.Target); element.far == nil {
		return fmt.Errorf("ogm: %s: the server answered a relationship without its nodes", edge.edge.Field)
	}
	element.Far, element.FarObject = element.far.node, element.far.object
	if field.Edge.Props {
		if err := r.between(&element, l, edge, i, r.levels[branch.Owner][at], field.Edge.Target); err != nil {
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
		if before, met := r.met[id]; met {
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
		r.met[id] = *element
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
