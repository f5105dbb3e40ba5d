package mapping

import (
	"fmt"

	"github.com/go-ogm/ogm/schema"
)

// columns are the relationships of a piece as they come: lists side by side, as query.Level
// describes them. A list that does not come is nil.
type columns struct {
	owners, far, types, outgoing, ids, maps []any
	properties                              [][][]any // of each edge, by schema.Property.Position
}

// columns takes a column of relationships apart.
func (l *level) columns(column any) (columns, error) {
	c := columns{properties: make([][][]any, len(l.links.edges))}
	lists := append(make([]*[]any, 0, 8), &c.owners, &c.far)
	if len(l.branch.Edges) > 1 {
		lists = append(lists, &c.types)
	}
	if l.branch.Edges[0].Direction == schema.Undirected {
		lists = append(lists, &c.outgoing)
	}
	if l.branch.IDs {
		lists = append(lists, &c.ids)
	}
	if l.branch.Maps {
		lists = append(lists, &c.maps)
	}
	for i := range l.links.edges {
		plan := l.links.edges[i].plan
		if plan == nil {
			continue
		}
		c.properties[i] = make([][]any, len(plan.fields))
		for k := range c.properties[i] {
			lists = append(lists, &c.properties[i][k])
		}
	}
	if !c.fill(lists, column) {
		return c, fmt.Errorf("ogm: the server answered the relationships of %s as something else than %d lists of one length", l.name(l.branch.Edges[0]), len(lists))
	}
	return c, nil
}

// fill gives the lists that come to who wants them.
func (c *columns) fill(lists []*[]any, column any) (ok bool) {
	come, _ := column.([]any)
	ok = len(come) == len(lists)
	for i := 0; ok && i < len(lists); i++ {
		*lists[i], ok = come[i].([]any)
		ok = ok && len(*lists[i]) == len(c.owners)
	}
	return ok
}

// edge gives which of several edges a relationship is of, by its type; -1 for none.
func (c *columns) edge(i int, edges []linksOfEdge) int {
	if c.types == nil {
		return 0
	}
	for k := range edges {
		if edges[k].edge.Label == c.types[i] {
			return k
		}
	}
	return -1
}

// name is that of an edge in messages.
func (l *level) name(edge *schema.Edge) string {
	for _, owner := range l.owners.nodes {
		if owner != nil {
			return owner.node.Name + "." + edge.Field
		}
	}
	return edge.Field
}
