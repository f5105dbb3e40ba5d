package query

import (
	"strconv"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// Operation is what a group does with its nodes.
type Operation int

// The operations, in the order in which a commit runs them: a unique value is
// free before another node takes it.
const (
	Delete Operation = iota // by key, with relationships; a missing node comes back missing
	Save                    // upsert by key
	Create                  // must be new
)

// Group is one unit subquery of a commit: one operation on one node type, over any
// number of rows. A row is a list: the values of Columns in order, then, when
// Echoes, the row's own number. It is immutable.
type Group struct {
	Node      *schema.NodeType
	Operation Operation
	Columns   []*schema.Property // what each row carries
	Echo      []*schema.Property // what comes back of each row, behind its number
	Echoes    bool               // the answer is a list of [number, echo …]; else it is a count
	body      string             // from the first clause to the returned expression
}

// NewGroup writes the text of an operation on a node type. It fails where a name
// cannot be written.
func NewGroup(node *schema.NodeType, operation Operation) (*Group, error) {
	g := &Group{Node: node, Operation: operation}
	w := cypher.NewWriter(cypher.Newest)
	switch operation {
	case Delete:
		g.writeDelete(w)
	case Save:
		g.writeSave(w)
	case Create:
		g.writeCreate(w)
	}
	stmt, err := w.Statement()
	g.body = stmt.Text
	return g, err
}

// Text gives the statement that runs groups one after another. All rows travel in
// one map parameter b, as b.g0, b.g1 …, and the one record that comes back has the
// columns r0, r1 …: the server plans a map once, whatever the sizes of the lists in it.
func Text(groups []*Group, dialect cypher.Dialect) string {
	text := make([]byte, 0, 128+256*len(groups))
	for i, group := range groups {
		text = append(text, dialect.UnitSubquery()...)
		text = append(text, "UNWIND $b."+GroupName(i)+" AS r "...)
		text = append(text, group.body...)
		text = append(text, " AS r"+strconv.Itoa(i)+" } "...)
	}
	text = append(text, "RETURN "...)
	for i := range groups {
		if i > 0 {
			text = append(text, ", "...)
		}
		text = append(text, "r"+strconv.Itoa(i)...)
	}
	return string(text)
}

// GroupName is the entry of parameter b that holds the rows of the n-th group.
func GroupName(n int) string { return "g" + strconv.Itoa(n) }

func (g *Group) writeDelete(w *cypher.Writer) {
	g.Columns, g.Echoes = g.Node.Key, true
	g.matchKey(w, "MATCH")
	if version := g.Node.Version; version != nil {
		g.Echo = []*schema.Property{version}
		w.Text(" SET ")
		raise(w, version)
		w.Text(" WITH n, r, ")
		w.Property("n", version.Name)
		w.Text(" AS version DETACH DELETE n RETURN collect([r[")
		w.Int(len(g.Columns))
		w.Text("], version])")
		return
	}
	w.Text(" DETACH DELETE n RETURN collect([r[")
	w.Int(len(g.Columns))
	w.Text("]])")
}

// writeSave merges on the first label and the key alone, which the key's
// constraint turns into one locked index look-up; further labels are added.
func (g *Group) writeSave(w *cypher.Writer) {
	g.Columns = append(g.Columns, g.Node.Key...)
	g.matchKey(w, "MERGE")
	if created := g.Node.Created; created != nil {
		w.Text(" ON CREATE SET ")
		g.assign(w, created)
		g.Echo = append(g.Echo, created)
	}
	next := " SET "
	for _, label := range g.Node.Labels[1:] {
		w.Text(next, "n")
		w.Labels([]string{label})
		next = ", "
	}
	for _, property := range g.Node.Properties {
		switch {
		case property.Key || property.ReadOnly || property == g.Node.Created:
			continue
		case property == g.Node.Version:
			w.Text(next)
			raise(w, property)
			g.Echo = append(g.Echo, property)
		default:
			w.Text(next)
			g.assign(w, property)
		}
		next = ", "
	}
	g.Echoes = len(g.Echo) > 0
	g.writeAnswer(w)
}

func (g *Group) writeCreate(w *cypher.Writer) {
	w.Text("CREATE (n")
	w.Labels(g.Node.Labels)
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
	w.Text("})")
	g.writeAnswer(w)
}

func (g *Group) matchKey(w *cypher.Writer, clause string) {
	w.Text(clause, " (n")
	w.Labels(g.Node.Labels[:1])
	w.Text(" {")
	keyColumns(w, g.Node, "r")
	w.Text("})")
}

// assign sets a property to its column. What omitempty leaves out arrives as null
// and must not erase.
func (g *Group) assign(w *cypher.Writer, property *schema.Property) {
	w.Property("n", property.Name)
	w.Text(" = ")
	if !property.OmitEmpty {
		g.column(w, property)
		return
	}
	w.Text("coalesce(")
	g.column(w, property)
	w.Text(", ")
	w.Property("n", property.Name)
	w.Text(")")
}

// column adds a column to the row and writes the place where its value stands.
func (g *Group) column(w *cypher.Writer, property *schema.Property) {
	w.Text("r[")
	w.Int(len(g.Columns))
	w.Text("]")
	g.Columns = append(g.Columns, property)
}

// raise adds one to a version. Because the new value is made from the old one, the
// server takes the node's lock before it reads: of several writers each sees what
// the one before it left, and the version that comes back tells who came first.
func raise(w *cypher.Writer, version *schema.Property) {
	w.Property("n", version.Name)
	w.Text(" = coalesce(")
	w.Property("n", version.Name)
	w.Text(", 0) + 1")
}

func (g *Group) writeAnswer(w *cypher.Writer) {
	if !g.Echoes {
		w.Text(" RETURN count(n)")
		return
	}
	w.Text(" RETURN collect([r[")
	w.Int(len(g.Columns))
	w.Text("]")
	for _, property := range g.Echo {
		w.Text(", ")
		w.Property("n", property.Name)
	}
	w.Text("])")
}
