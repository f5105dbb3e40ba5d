package query

import (
	"errors"
	"slices"
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
// number of rows. A row is a list: the values of Columns in order, then for each
// of Maps its entries and its prefix, then, when Echoes, the row's own number. It
// is immutable.
type Group struct {
	Node      *schema.NodeType
	Operation Operation
	Columns   []*schema.Property // what each row carries
	Maps      []schema.MapField  // whose entries each row carries too
	Echo      []*schema.Property // what comes back of each row, behind its number
	Echoes    bool               // the answer is a list of [number, echo …]; else it is a count
	body      string             // from the first clause to the last that changes something
	removal   string             // of the entries that a map no longer has, where the server can
	answer    string             // the returned expression
}

// NewGroup writes the text of an operation on a node type; labels are those that
// the nodes get beyond the type's own. It fails where a name cannot be written.
func NewGroup(node *schema.NodeType, operation Operation, labels []string) (*Group, error) {
	g := &Group{Node: node, Operation: operation}
	var err error
	write := func(part func(*cypher.Writer)) string {
		w := cypher.NewWriter(cypher.Newest)
		part(w)
		stmt, problem := w.Statement()
		err = errors.Join(err, problem)
		return stmt.Text
	}
	switch operation {
	case Delete:
		g.body = write(g.writeDelete)
		g.answer = write(g.writeDeleted)
	case Save:
		g.body = write(func(w *cypher.Writer) { g.writeSave(w, labels) })
		g.removal = write(g.writeRemoval)
		g.answer = write(g.writeAnswer)
	case Create:
		g.body = write(func(w *cypher.Writer) { g.writeCreate(w, labels) })
		g.answer = write(g.writeAnswer)
	}
	return g, err
}

// Width is how many values a row has.
func (g *Group) Width() int {
	width := g.number()
	if g.Echoes {
		width++
	}
	return width
}

// number is the place of the row's own number.
func (g *Group) number() int { return len(g.Columns) + 2*len(g.Maps) }

// Text gives the statement that runs groups one after another. All rows travel in
// one map parameter b, as b.g0, b.g1 …, and the one record that comes back has the
// columns r0, r1 …: the server plans a map once, whatever the sizes of the lists in it.
func Text(groups []*Group, dialect cypher.Dialect) string {
	text := make([]byte, 0, 128+256*len(groups))
	for i, group := range groups {
		text = append(text, dialect.UnitSubquery()...)
		text = append(text, "UNWIND $b."+GroupName(i)+" AS r "...)
		text = append(text, group.body...)
		if dialect.DynamicProperties() {
			text = append(text, group.removal...)
		}
		text = append(text, group.answer...)
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
	version := g.Node.Version
	if version == nil {
		w.Text(" DETACH DELETE n")
		return
	}
	g.Echo = []*schema.Property{version}
	w.Text(" SET ")
	raise(w, version)
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
	if created := g.Node.Created; created != nil {
		w.Text(" ON CREATE SET ")
		g.assign(w, created)
		g.Echo = append(g.Echo, created)
	}
	next := " SET "
	if more := slices.Concat(g.Node.Labels[1:], labels); len(more) > 0 {
		w.Text(next, "n")
		w.Labels(more)
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
	g.Maps = g.Node.Maps
	for i := range g.Maps {
		w.Text(next, "n += r[")
		w.Int(g.entries(i))
		w.Text("]")
		next = ", "
	}
	g.Echoes = len(g.Echo) > 0
}

// entries is the place of an inline map's entries, its prefix stands behind.
func (g *Group) entries(position int) int { return len(g.Columns) + 2*position }

// writeRemoval takes away the properties that carry a map's prefix and are not in
// the map. The name of a property can be computed from 5.24 on.
func (g *Group) writeRemoval(w *cypher.Writer) {
	for i := range g.Maps {
		entries := strconv.Itoa(g.entries(i))
		prefix := strconv.Itoa(g.entries(i) + 1)
		w.Text(" FOREACH (k IN [k IN keys(n) WHERE k STARTS WITH r[", prefix, "] AND r[", entries, "][k] IS NULL] | SET n[k] = null)")
	}
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
	g.Maps = g.Node.Maps
	for i := range g.Maps {
		w.Text(" SET n += r[")
		w.Int(g.entries(i))
		w.Text("]")
	}
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
	w.Int(g.number())
	w.Text("]")
	for _, property := range g.Echo {
		w.Text(", ")
		w.Property("n", property.Name)
	}
	w.Text("])")
}
