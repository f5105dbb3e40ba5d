package query

import (
	"cmp"
	"errors"
	"strconv"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// Group is one unit subquery of a commit: one operation on one type of nodes or
// relationships, over any number of rows. A row is a list: for relationships the keys
// of both nodes, then the values of Columns in order, then for each of Maps its entries
// and its prefix, then, when Sparse, a map of properties that are to change, then, when
// Echoes, the row's own number. It is immutable.
type Group struct {
	Node      *schema.NodeType // nil of a group of relationships
	Pattern   *Pattern         // nil of a group of nodes
	Pruning   *Pruning         // of a Prune
	Entity    *schema.Entity   // what has the properties; nil of relationships without a struct
	Property  *schema.Property // that a Clear takes away
	Operation Operation
	Labels    []string           // that the nodes get beyond the type's own
	Unlabels  []string           // that an Update takes away
	Depth     int                // of a Delete: see schema.Ownership.Depth
	Lead      int                // how many values stand before the columns
	Columns   []*schema.Property // what each row carries
	Maps      []schema.MapField  // whose entries each row carries too
	Echo      []*schema.Property // what comes back of each row, behind its number
	Listed    bool               // behind the columns stands the list of what a Prune leaves
	Sparse    bool               // what each row changes is in a map
	Fresh     bool               // whether it was made comes back too, behind Echo
	Lenient   bool               // rows that meet nothing are fine
	Echoes    bool               // the answer is a list of [number, echo …]; else it is a count
	Gathering Gathering          // of a Link: how its rows travel
	gathered  *gathered          // where they are gathered
	onCreate  string             // the word before what only a new relationship or node gets
	variable  string
	body      string // from the first clause to the last that changes something
	removal   string // of the entries that a map no longer has, where the server can
	answer    string // the returned expression
}

// Width is how many values a row has.
func (g *Group) Width() int {
	width := g.number()
	if g.Echoes {
		width++
	}
	return width
}

// EchoWidth is how many values come back of each row, behind its number.
func (g *Group) EchoWidth() int {
	if g.Fresh {
		return len(g.Echo) + 1
	}
	return len(g.Echo)
}

// number is the place of the row's own number.
func (g *Group) number() int {
	if g.Sparse || g.Listed {
		return g.Changes() + 1
	}
	return g.Changes()
}

// Changes is the place of the map with what is to change, of a group that is Sparse, or
// of the list, of one that is Listed.
func (g *Group) Changes() int { return g.Entries(len(g.Maps)) }

// Entries is the place of an inline map's entries, its prefix stands behind.
func (g *Group) Entries(position int) int { return g.Lead + len(g.Columns) + 2*position }

// KeyWidth is how many values at the head of a row say which node or relationship is
// meant; of a node that is created, 0.
func (g *Group) KeyWidth() int {
	switch {
	case g.Operation == Create:
		return 0
	case g.Entity == nil:
		return g.Lead
	}
	return g.Lead + len(g.Entity.Key)
}

// Label is the label or type that names what a group writes.
func (g *Group) Label() string {
	if g.Node != nil {
		return g.Node.Label()
	}
	return g.Pattern.Label
}

// Name is the struct's name, for messages; a relationship without one has its type.
func (g *Group) Name() string {
	if g.Entity != nil {
		return g.Entity.Name
	}
	return g.Pattern.Label
}

// Text gives the statement that runs groups one after another. All rows travel in
// one map parameter b, as b.g0, b.g1 …, and the one record that comes back has the
// columns r0, r1 …: the server plans a map once, whatever the sizes of the lists in it.
func Text(groups []*Group, dialect cypher.Dialect) string {
	text := make([]byte, 0, 128+256*len(groups))
	for i, group := range groups {
		text = append(text, dialect.UnitSubquery()...)
		text = group.write(text, GroupName(i), dialect)
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

// write writes what stands in the subquery of a group.
func (g *Group) write(text []byte, name string, dialect cypher.Dialect) []byte {
	if g.gathered != nil {
		return g.gathered.write(text, g, name, dialect)
	}
	text = append(text, "UNWIND $b."+name+" AS r "...)
	text = append(text, g.body...)
	if dialect.DynamicProperties() {
		text = append(text, g.removal...)
	}
	return append(text, g.answer...)
}

// GroupName is the entry of parameter b that holds the rows of the n-th group.
func GroupName(n int) string { return "g" + strconv.Itoa(n) }

// writers collects the parts of a group's text and what is wrong with them.
type writers struct{ err error }

func (w *writers) write(part func(*scope)) string {
	s := newScope(Setting{})
	part(s)
	stmt, err := s.statement()
	w.err = errors.Join(w.err, err)
	return stmt.Text
}

// assign sets a property to its column. What omitempty leaves out arrives as null
// and must not erase.
func (g *Group) assign(w *scope, property *schema.Property) {
	w.Property(g.variable, property.Name)
	w.Text(" = ")
	if !property.OmitEmpty {
		g.column(w, property)
		return
	}
	w.Text("coalesce(")
	g.column(w, property)
	w.Text(", ")
	w.Property(g.variable, property.Name)
	w.Text(")")
}

// column adds a column to the row and writes the place where its value stands.
func (g *Group) column(w *scope, property *schema.Property) {
	w.Text("r[")
	w.Int(g.Lead + len(g.Columns))
	w.Text("]")
	g.Columns = append(g.Columns, property)
}

// upsert writes what follows a MERGE: ON CREATE SET for what only a new one gets, then
// SET for the rest. labels are a node's beyond the one that was merged.
func (g *Group) upsert(w *scope, labels []string) {
	entity := g.Entity
	if created := entity.Created; created != nil {
		w.Text(cmp.Or(g.onCreate, " ON CREATE SET "))
		g.assign(w, created)
		g.Echo = append(g.Echo, created)
	}
	next := " SET "
	if len(labels) > 0 {
		w.Text(next, g.variable)
		w.Labels(labels)
		next = ", "
	}
	for _, property := range entity.Properties {
		switch {
		case property.Key || property.ReadOnly || property == entity.Created:
			continue
		case property == entity.Version:
			w.Text(next)
			g.raise(w)
			g.Echo = append(g.Echo, property)
		default:
			w.Text(next)
			g.assign(w, property)
		}
		next = ", "
	}
	g.writeMaps(w, next)
	g.Echoes = len(g.Echo) > 0
}

// writeMaps sets the entries of inline maps; next is the word before the first.
func (g *Group) writeMaps(w *scope, next string) {
	g.Maps = g.Entity.Maps
	for i := range g.Maps {
		w.Text(next, g.variable, " += r[")
		w.Int(g.Entries(i))
		w.Text("]")
		next = ", "
	}
}

// writeRemoval takes away the properties that carry a map's prefix and are not in
// the map. The name of a property can be computed from 5.24 on.
func (g *Group) writeRemoval(w *scope) {
	for i := range g.Maps {
		entries := strconv.Itoa(g.Entries(i))
		prefix := strconv.Itoa(g.Entries(i) + 1)
		w.Text(" FOREACH (k IN [k IN keys(", g.variable, ") WHERE k STARTS WITH r[", prefix, "] AND r[", entries, "][k] IS NULL] | SET ", g.variable, "[k] = null)")
	}
}

// raise adds one to the version; the version that comes back tells who came first.
func (g *Group) raise(w *scope) { raise(w, g.variable, g.Entity.Version) }

// change writes what an update does: the version rises, and the map is taken over.
func (g *Group) change(w *scope) {
	g.Sparse, g.Echoes = true, true
	w.Text(" SET ")
	if version := g.Entity.Version; version != nil {
		g.raise(w)
		w.Text(", ")
		g.Echo = []*schema.Property{version}
	}
	w.Text(g.variable, " += r[")
	w.Int(g.Changes())
	w.Text("]")
}

// writeGone writes the answer of a group whose nodes or relationships are deleted and
// cannot be asked any more: version was taken down before.
func (g *Group) writeGone(w *scope) {
	w.Text(" RETURN collect([r[")
	w.Int(g.number())
	w.Text("]")
	if len(g.Echo) > 0 {
		w.Text(", version")
	}
	w.Text("])")
}

// writeAnswer writes the list of what comes back of each row, behind its number.
func (g *Group) writeAnswer(w *scope) {
	w.Text(" RETURN collect([r[")
	w.Int(g.number())
	w.Text("]")
	for _, property := range g.Echo {
		w.Text(", ")
		w.Property(g.variable, property.Name)
	}
	if g.Fresh {
		w.Text(", coalesce(fresh, false)")
	}
	w.Text("])")
}
