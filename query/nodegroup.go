package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/schema"
)

// NewGroup writes the text of an operation on a node type; labels are those that
// the nodes get beyond the type's own. It fails where a name cannot be written.
func NewGroup(node *schema.NodeType, operation Operation, labels []string) (*Group, error) {
	g := newNodeGroup(node, operation)
	g.Labels = labels
	var w writers
	switch operation {
	case Delete:
		return NewDeleteGroup(node, nil)
	case Rekey:
		g.body = w.write(g.writeRekey)
		g.answer = w.write(g.writeAnswer)
	case Update:
		g.body = w.write(func(w *scope) { g.writeUpdate(w, labels, nil) })
		g.answer = w.write(g.writeAnswer)
	case Save:
		g.body = w.write(func(w *scope) { g.writeSave(w, labels) })
		g.removal = w.write(g.writeRemoval)
		g.answer = w.write(g.writeNodeAnswer)
	case Create:
		g.body = w.write(func(w *scope) { g.writeCreate(w, labels) })
		g.answer = w.write(g.writeNodeAnswer)
	case Ensure:
		g.body = w.write(func(w *scope) { g.writeEnsure(w, labels) })
		g.answer = w.write(g.writeNodeAnswer)
	default:
		return nil, fmt.Errorf("ogm: operation %d is not for nodes", operation)
	}
	return g, w.err
}

func newNodeGroup(node *schema.NodeType, operation Operation) *Group {
	return &Group{Node: node, Entity: &node.Entity, Operation: operation, variable: "n"}
}

// NewDeleteGroup writes the text that deletes nodes by key with their relationships,
// and all that they own; owned is nil for a type that owns nothing.
func NewDeleteGroup(node *schema.NodeType, owned *schema.Ownership) (*Group, error) {
	g := newNodeGroup(node, Delete)
	g.Depth = owned.Depth(node.Label())
	var w writers
	g.body = w.write(func(w *scope) { g.writeDelete(w, owned) })
	g.answer = w.write(g.writeGone)
	return g, w.err
}

// NewRelabelGroup writes the text of an Update that also gives labels and takes some away.
func NewRelabelGroup(node *schema.NodeType, added, removed []string) (*Group, error) {
	g := newNodeGroup(node, Update)
	g.Labels, g.Unlabels = added, removed
	var w writers
	g.body = w.write(func(w *scope) { g.writeUpdate(w, added, removed) })
	g.answer = w.write(g.writeAnswer)
	return g, w.err
}

// NewClearGroup writes the text that takes a property away, which frees its value.
func NewClearGroup(node *schema.NodeType, property *schema.Property) (*Group, error) {
	g := newNodeGroup(node, Clear)
	g.Property, g.Lenient = property, true
	var w writers
	g.body = w.write(func(w *scope) {
		g.Columns = node.Key
		g.matchKey(w, "MATCH")
		w.Text(" SET ")
		w.Property("n", property.Name)
		w.Text(" = null")
	})
	g.answer = w.write(func(w *scope) { w.Text(" RETURN count(*)") })
	return g, w.err
}

func (g *Group) writeDelete(w *scope, owned *schema.Ownership) {
	g.Columns, g.Echoes = g.Node.Key, true
	g.matchKey(w, "MATCH")
	version := g.Node.Version
	kept := []string{"n", "r"}
	if version != nil {
		g.Echo = []*schema.Property{version}
		w.Text(" SET ")
		g.raise(w)
		w.Text(" WITH n, r, ")
		w.Property("n", version.Name)
		w.Text(" AS version")
		kept = append(kept, "version")
	}
	writeOwned(w, owned, "n", strings.Join(kept, ", "))
	w.Text(" DETACH DELETE n")
}

func rankOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// writeRekey takes all keys away before it gives the new ones, so that nodes may swap
// them. A row has the old key, then the new one.
func (g *Group) writeRekey(w *scope) {
	key := g.Node.Key
	g.Columns, g.Echoes = append(slices.Clone(key), key...), true
	g.matchKey(w, "MATCH")
	w.Text(" WITH collect(n) AS ns, collect(r) AS rs FOREACH (o IN ns | SET ")
	for i, property := range key {
		w.Text([]string{"", ", "}[min(i, 1)])
		w.Property("o", property.Name)
		w.Text(" = null")
	}
	w.Text(") WITH ns, rs UNWIND range(0, size(ns) - 1) AS i WITH ns[i] AS n, rs[i] AS r SET ")
	for i, property := range key {
		w.Text([]string{"", ", "}[min(i, 1)])
		w.Property("n", property.Name)
		w.Text(" = r[")
		w.Int(len(key) + i)
		w.Text("]")
	}
}

// writeUpdate writes the properties that changed and no others.
func (g *Group) writeUpdate(w *scope, added, removed []string) {
	g.Columns = g.Node.Key
	g.matchKey(w, "MATCH")
	g.change(w)
	if len(added) > 0 {
		w.Text(", n")
		w.Labels(added)
	}
	if len(removed) > 0 {
		w.Text(" REMOVE n")
		w.Labels(removed)
	}
}

// writeSave merges on the first label and the key alone, which the key's
// constraint turns into one locked index look-up; further labels are added.
func (g *Group) writeSave(w *scope, labels []string) {
	g.Columns = append(g.Columns, g.Node.Key...)
	g.matchKey(w, "MERGE")
	g.upsert(w, slices.Concat(g.Node.Labels[1:], labels))
}

// writeEnsure gives everything to a node that it makes, and nothing to one that is
// there. Which of the two it was must be known where the struct is to learn its version:
// a new node's is 0 until it has been looked at.
func (g *Group) writeEnsure(w *scope, labels []string) {
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

func (g *Group) writeFresh(w *scope) {
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

func (g *Group) writeCreate(w *scope, labels []string) {
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

func (g *Group) writeNodeAnswer(w *scope) {
	if g.Echoes {
		g.writeAnswer(w)
		return
	}
	w.Text(" RETURN count(n)")
}

func (g *Group) matchKey(w *scope, clause string) {
	w.Text(clause, " (n")
	w.Labels(g.Node.Labels[:1])
	w.Text(" {")
	keyColumns(w, g.Node, "r", 0)
	w.Text("})")
}
