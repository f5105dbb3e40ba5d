package query

import (
	"fmt"
	"slices"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// NewGroup writes the text of an operation on a node type; labels are those that
// the nodes get beyond the type's own. It fails where a name cannot be written.
func NewGroup(node *schema.NodeType, operation Operation, labels []string) (*Group, error) {
	g := &Group{Node: node, Entity: &node.Entity, Operation: operation, variable: "n"}
	var w writers
	switch operation {
	case Delete:
		g.body = w.write(g.writeDelete)
		g.answer = w.write(g.writeDeleted)
	case Save:
		g.body = w.write(func(w *cypher.Writer) { g.writeSave(w, labels) })
		g.removal = w.write(g.writeRemoval)
		g.answer = w.write(g.writeNodeAnswer)
	case Create:
		g.body = w.write(func(w *cypher.Writer) { g.writeCreate(w, labels) })
		g.answer = w.write(g.writeNodeAnswer)
	case Ensure:
		g.body = w.write(func(w *cypher.Writer) { g.writeEnsure(w, labels) })
		g.answer = w.write(g.writeNodeAnswer)
	default:
		return nil, fmt.Errorf("ogm: operation %d is not for nodes", operation)
	}
	return g, w.err
}

func (g *Group) writeDelete(w *cypher.Writer) {
	g.Columns, g.Echoes = g.Node.Key, true
	g.matchKey(w, "MATCH")
	version := g.Node.Version
	if version == nil {
		w.Text(" DETACH DELETE n")
		return
	}
	g.Echo = []*schema.Property{version}
	w.Text(" SET ")
	g.raise(w)
	w.Text(" WITH n, r, ")
	w.Property("n", version.Name)
	w.Text(" AS version DETACH DELETE n")
}

// writeDeleted cannot ask a deleted node for its version.
func (g *Group) writeDeleted(w *cypher.Writer) {
	w.Text(" RETURN collect([r[")
	w.Int(g.number())
	w.Text("]")
	if len(g.Echo) > 0 {
		w.Text(", version")
	}
	w.Text("])")
}

// writeSave merges on the first label and the key alone, which the key's
// constraint turns into one locked index look-up; further labels are added.
func (g *Group) writeSave(w *cypher.Writer, labels []string) {
	g.Columns = append(g.Columns, g.Node.Key...)
	g.matchKey(w, "MERGE")
	g.upsert(w, slices.Concat(g.Node.Labels[1:], labels))
}

// writeEnsure gives everything to a node that it makes, and nothing to one that is
// there. Which of the two it was must be known where the struct is to learn its version:
// a new node's is 0 until it has been looked at.
func (g *Group) writeEnsure(w *cypher.Writer, labels []string) {
	g.Columns = append(g.Columns, g.Node.Key...)
	g.matchKey(w, "MERGE")
	next := " ON CREATE SET "
	if more := slices.Concat(g.Node.Labels[1:], labels); len(more) > 0 {
		w.Text(next, "n")
		w.Labels(more)
		next = ", "
	}
	for _, property := range g.Node.Properties {
		if property.Key || property.ReadOnly {
			continue
		}
		w.Text(next)
		w.Property("n", property.Name)
		if property == g.Node.Version {
			w.Text(" = 0")
		} else {
			w.Text(" = ")
			g.column(w, property)
		}
		next = ", "
	}
	g.writeMaps(w, next)
	g.writeFresh(w)
}

func (g *Group) writeFresh(w *cypher.Writer) {
	mark, version := g.Node.Created, g.Node.Version
	if mark == nil {
		mark = g.Node.Updated
	}
	if mark == nil && version == nil {
		return
	}
	g.Echoes, g.Fresh = true, true
	w.Text(" WITH n, r, ")
	if version == nil {
		w.Property("n", mark.Name)
		w.Text(" = r[")
		w.Int(slices.Index(g.Columns, mark))
		w.Text("] AS fresh")
		return
	}
	w.Property("n", version.Name)
	w.Text(" = 0 AS fresh FOREACH (one IN CASE WHEN fresh THEN [1] ELSE [] END | SET ")
	w.Property("n", version.Name)
	w.Text(" = one)")
}

func (g *Group) writeCreate(w *cypher.Writer, labels []string) {
	w.Text("CREATE (n")
	w.Labels(slices.Concat(g.Node.Labels, labels))
	next := " {"
	for _, property := range g.Node.Properties {
		if property.ReadOnly {
			continue
		}
		w.Text(next)
		w.Name(property.Name)
		if property == g.Node.Version {
			w.Text(": 1")
		} else {
			w.Text(": ")
			g.column(w, property)
		}
		next = ", "
	}
	if next == ", " {
		w.Text("}")
	}
	w.Text(")")
	g.writeMaps(w, " SET ")
}

func (g *Group) writeNodeAnswer(w *cypher.Writer) {
	if g.Echoes {
		g.writeAnswer(w)
		return
	}
	w.Text(" RETURN count(n)")
}

func (g *Group) matchKey(w *cypher.Writer, clause string) {
	w.Text(clause, " (n")
	w.Labels(g.Node.Labels[:1])
	w.Text(" {")
	keyColumns(w, g.Node, "r", 0)
	w.Text("})")
}
