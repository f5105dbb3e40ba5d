package mapping

import (
	"fmt"

	"github.com/go-ogm/ogm/schema"
)

// links are the relationships of a branch as they come: lists side by side, as query.Level
// describes them. A list that does not come is nil.
type links struct {
	branch                                  Branch
	from                                    []*met // the nodes of the level that owns them
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

// links takes a column of relationships apart.
func (r *Reader) links(branch Branch, column any) (*links, error) {
	l := &links{branch: branch, from: r.levels[branch.Owner], edges: make([]linksOfEdge, len(branch.Edges))}
	lists := []*[]any{&l.owners, &l.far}
	if len(branch.Edges) > 1 {
		lists = append(lists, &l.types)
	}
	if branch.Edges[0].Direction == schema.Undirected {
		lists = append(lists, &l.outgoing)
	}
	if branch.IDs {
		lists = append(lists, &l.ids)
	}
	if branch.Maps {
		lists = append(lists, &l.maps)
	}
	for i, edge := range branch.Edges {
		of := &l.edges[i]
		of.edge = edge
		if !edge.Props || branch.Maps {
			continue
		}
		var err error
		if of.plan, err = r.planOf(edge.Target); err != nil {
			return nil, err
		}
		of.columns = make([][]any, len(of.plan.fields))
		for k := range of.columns {
			lists = append(lists, &of.columns[k])
		}
	}
	return l, l.fill(lists, column)
}

// fill gives the lists that come to who wants them.
func (l *links) fill(lists []*[]any, column any) error {
	come, _ := column.([]any)
	isWhole := len(come) == len(lists)
	for i := 0; isWhole && i < len(lists); i++ {
		*lists[i], isWhole = come[i].([]any)
		isWhole = isWhole && len(*lists[i]) == len(l.owners)
	}
	if !isWhole {
		return fmt.Errorf("ogm: the server answered the relationships of %s as something else than %d lists of one length", l.name(l.branch.Edges[0]), len(lists))
	}
	return nil
}

// name is that of an edge in messages.
func (l *links) name(edge *schema.Edge) string {
	for _, owner := range l.from {
		if owner != nil {
			return owner.node.Name + "." + edge.Field
		}
	}
	return edge.Field
}

// of gives the edge of a relationship by its type; nil for none.
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

// usual is how many relationships an owner has on average.
func (l *links) usual() int { return (len(l.owners) + len(l.from) - 1) / max(1, len(l.from)) }

// owner gives where the owner of a relationship stands; ok is false of a place that there is not.
func (l *links) owner(i int) (at int, ok bool) {
	place, ok := l.owners[i].(int64)
	return int(place), ok && 0 <= place && place < int64(len(l.from))
}

// stored gives the properties of a relationship by schema.Property.Position, as a list that may be
// kept or that is good until the next.
func (e *linksOfEdge) stored(i int, keep bool) []any {
	if e.row == nil || keep {
		e.row = make([]any, len(e.columns))
	}
	for k, column := range e.columns {
		e.row[k] = column[i]
	}
	return e.row
}
