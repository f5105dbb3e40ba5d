package inspect

import (
	"slices"

	"github.com/go-ogm/ogm/cmd/ogm/internal/diagram"
	"github.com/go-ogm/ogm/internal/survey"
	"github.com/go-ogm/ogm/schema"
)

// Diagram makes a drawing's model of what was seen, with the properties that constraints
// make unique, or with all of them. It is the same model that structs are made of, and has
// relationships of nodes without a key besides.
func Diagram(graph survey.Graph, all bool) (diagram.Model, error) {
	if len(graph.Labels) == 0 {
		return diagram.Model{}, ErrEmpty
	}
	m := newModel(graph, Options{keyless: true})
	var drawn diagram.Model
	place := map[*node]int{}
	for i, n := range m.nodes {
		place[n] = i
		drawn.Nodes = append(drawn.Nodes, diagram.Node{Labels: n.shownLabels(), Properties: m.drawn(&n.entity, n.key, all)})
	}
	for _, n := range m.nodes {
		for _, e := range n.edges {
			arrow := diagram.Arrow{From: place[n], To: place[e.far], Type: e.typ, Starts: count(e.manyBack), Ends: count(e.many)}
			if e.via != nil && all {
				arrow.Properties = m.drawn(&e.via.entity, nil, true)
			}
			drawn.Arrows = append(drawn.Arrows, arrow)
		}
	}
	return drawn, nil
}

// shownLabels puts a label of its own first, by which readers know the node.
func (n *node) shownLabels() []string {
	return append([]string{n.own[0]}, slices.DeleteFunc(slices.Clone(n.labels), func(label string) bool { return label == n.own[0] })...)
}

func count(many bool) diagram.Count {
	if many {
		return diagram.Many
	}
	return diagram.One
}

// drawn are properties as a drawing has them.
func (m *model) drawn(e *entity, key []string, all bool) []diagram.Property {
	var list []diagram.Property
	for _, f := range e.fields {
		p := diagram.Property{Name: f.Property.Name, Type: listed(f.Types, " | ")}
		switch {
		case slices.Contains(key, f.Property.Name):
			p.Note = "key"
		case m.isUnique(e, f.Property.Name):
			p.Note = "unique"
		case !all:
			continue
		case f.optional:
			p.Note = "optional"
		}
		list = append(list, p)
	}
	return list
}

// isUnique tells a property that a constraint makes unique, alone or with others.
func (m *model) isUnique(e *entity, property string) bool {
	return slices.ContainsFunc(m.graph.Catalog.Constraints, func(c schema.Constraint) bool {
		return isUnique(c) && c.EntityType == e.kind && c.Label == e.label && slices.Contains(c.Properties, property)
	})
}
