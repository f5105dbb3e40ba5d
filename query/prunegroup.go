package query

import (
	"github.com/go-ogm/ogm/schema"
)

// Pruning says which relationships of a node a Prune looks at. Two that are equal by ==
// are the same.
type Pruning struct {
	Owner, Other *schema.NodeType
	Edge         *schema.Edge
	Relationship *schema.RelationshipType // nil: relationships without properties
}

// NewPruneGroup writes the text that deletes the relationships of a node which a row does
// not list. A row is the owner's key, then a list with a list for each that stays: the
// other node's key, then the relationship's own. Where the edge owns what it leads to, the
// other nodes go too; owned is what these own in turn.
func NewPruneGroup(pruning Pruning, owned *schema.Ownership) (*Group, error) {
	g := newNodeGroup(pruning.Owner, Prune)
	g.Pruning, g.Echoes, g.Listed = &pruning, true, true
	var w writers
	g.body = w.write(func(w *scope) { g.writePrune(w, pruning, owned) })
	g.answer = w.write(func(w *scope) {
		w.Text(" RETURN collect(DISTINCT [r[")
		w.Int(g.number())
		w.Text("]])")
	})
	return g, w.err
}

func (g *Group) writePrune(w *scope, pruning Pruning, owned *schema.Ownership) {
	g.Columns = pruning.Owner.Key
	g.matchKey(w, "MATCH")
	w.Text(" OPTIONAL MATCH ")
	hop{from: node{variable: "n"}, to: node{variable: "b", labels: pruning.Other.Labels}, link: "e", label: pruning.Edge.Label, direction: pruning.Edge.Direction}.write(w)
	w.Text(" WHERE NOT [")
	for i, property := range pruning.Other.Key {
		w.Text([]string{"", ", "}[min(i, 1)])
		w.Property("b", property.Name)
	}
	if pruning.Relationship != nil {
		for _, property := range pruning.Relationship.Key {
			w.Text(", ")
			w.Property("e", property.Name)
		}
	}
	w.Text("] IN r[")
	w.Int(g.Changes())
	w.Text("] DELETE e")
	if !pruning.Edge.Owned {
		return
	}
	if owned != nil {
		w.Text(" WITH r, b")
		writeOwned(w, owned, "b", "r, b")
	}
	w.Text(" DETACH DELETE b")
}
