package query

import (
	"fmt"

	"github.com/go-ogm/ogm/schema"
)

// Pattern is what relationships that one group can carry have in common. Two patterns
// that are equal by == are the same.
type Pattern struct {
	Start, End   *schema.NodeType
	Label        string                   // the relationship's type in the graph
	Undirected   bool                     // either direction is as good as the other
	Relationship *schema.RelationshipType // nil: relationships without properties
}

// NewLinkGroup writes the text of an operation on relationships: Link, Relink or Unlink.
// Link stores one between nodes which are there; one that is stored already keeps its
// place and gets the properties of the row.
func NewLinkGroup(pattern Pattern, operation Operation) (*Group, error) {
	g := &Group{Pattern: &pattern, Operation: operation, variable: "e", Lead: len(pattern.Start.Key) + len(pattern.End.Key)}
	if pattern.Relationship != nil {
		g.Entity = &pattern.Relationship.Entity
	}
	var w writers
	switch operation {
	case Link:
		g.body = w.write(g.writeLink)
		g.removal = w.write(g.writeRemoval)
		g.answer = w.write(g.writeLinkAnswer)
	case Relink:
		g.body = w.write(g.writeRelink)
		g.answer = w.write(g.writeAnswer)
	case Unlink:
		g.body = w.write(g.writeUnlink)
		g.answer = w.write(g.writeUnlinked)
	default:
		return nil, fmt.Errorf("ogm: operation %d is not for relationships", operation)
	}
	return g, w.err
}

func (g *Group) writeLink(w *scope) {
	g.matchEnds(w, "r")
	w.Text(" MERGE ")
	if g.Entity != nil {
		g.Columns = append(g.Columns, g.Entity.Key...)
	}
	g.writePattern(w, "r")
	if g.Entity != nil {
		g.upsert(w, nil)
	}
}

// matchOne finds a stored relationship between two nodes. Both are looked up and made
// distinct before, so that the planner walks from one to the other, whatever their degrees.
func (g *Group) matchOne(w *scope) {
	if g.Entity != nil {
		g.Columns = g.Entity.Key
	}
	g.matchEnds(w, "r")
	w.Text(" WITH DISTINCT a, b, r MATCH ")
	g.writePattern(w, "r")
}

func (g *Group) writeRelink(w *scope) {
	g.matchOne(w)
	g.change(w)
}

func (g *Group) writeUnlink(w *scope) {
	g.matchOne(w)
	if g.Entity == nil || g.Entity.Version == nil {
		g.Lenient = true
		w.Text(" DELETE e")
		return
	}
	g.Echoes, g.Echo = true, []*schema.Property{g.Entity.Version}
	w.Text(" SET ")
	g.raise(w)
	w.Text(" WITH r, e, ")
	w.Property("e", g.Entity.Version.Name)
	w.Text(" AS version DELETE e")
}

func (g *Group) writeUnlinked(w *scope) {
	if g.Lenient {
		w.Text(" RETURN count(*)")
		return
	}
	g.writeGone(w)
}

// matchEnds looks both nodes up by their keys.
func (g *Group) matchEnds(w *scope, row string) {
	for _, end := range []struct {
		variable string
		node     *schema.NodeType
		first    int
	}{{"a", g.Pattern.Start, 0}, {"b", g.Pattern.End, len(g.Pattern.Start.Key)}} {
		if end.first > 0 {
			w.Text(" ")
		}
		w.Text("MATCH (", end.variable)
		w.Labels(end.node.Labels[:1])
		w.Text(" {")
		keyColumns(w, end.node, row, end.first)
		w.Text("})")
	}
}

// writePattern writes the relationship between the two nodes, with its own key.
func (g *Group) writePattern(w *scope, row string) {
	w.Text("(a)-[e")
	w.Labels([]string{g.Pattern.Label})
	if g.Entity != nil && len(g.Entity.Key) > 0 {
		for i, property := range g.Entity.Key {
			w.Text([]string{" {", ", "}[min(i, 1)])
			w.Name(property.Name)
			w.Text(": ", row, "[")
			w.Int(g.Lead + i)
			w.Text("]")
		}
		w.Text("}")
	}
	if g.Pattern.Undirected {
		w.Text("]-(b)")
	} else {
		w.Text("]->(b)")
	}
}

// writeLinkAnswer counts the rows that found both nodes. Where there is something to
// write, a row that met several relationships must not pass: it has written to all.
func (g *Group) writeLinkAnswer(w *scope) {
	switch {
	case g.Echoes:
		g.writeAnswer(w)
	case g.writesProperties():
		w.Text(" RETURN count(e)")
	default:
		w.Text(" RETURN count(DISTINCT r)")
	}
}

// writesProperties tells whether rows have more to write than which relationship is meant.
func (g *Group) writesProperties() bool {
	return g.Entity != nil && (len(g.Columns) > len(g.Entity.Key) || len(g.Maps) > 0)
}

// PropertyNames gives the text that reads which properties the nodes or relationships
// of a group have. Its one parameter b is a map whose entry keys is a list of lists: the
// values of the key, of relationships the nodes' keys before their own, then a number
// that comes back beside the names.
func (g *Group) PropertyNames() (string, error) {
	if g.Node != nil {
		return PropertyNames(g.Node)
	}
	w := newScope(Setting{})
	w.Text("UNWIND $b.keys AS k ")
	g.matchEnds(w, "k")
	w.Text(" MATCH ")
	g.writePattern(w, "k")
	w.Text(" RETURN k[")
	w.Int(g.Lead + len(g.Entity.Key))
	w.Text("] AS number, keys(e) AS names")
	stmt, err := w.statement()
	return stmt.Text, err
}
