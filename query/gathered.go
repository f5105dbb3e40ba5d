package query

import (
	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// Gathering says how the rows of a Link travel.
type Gathering int

// Many rows are gathered by the node that more of them share, their near one. Each node is
// looked up once then and not once a row, and where the near one has no relationship
// of the type yet, they need not be looked for either.
const (
	OneByOne Gathering = iota
	ByStart            // the near node is the one at which relationships start
	ByEnd
)

// Gathered is the form in which rows travel that are gathered. Far has the keys of the far
// nodes, Near a list for each near one: its key, then a list of its rows. The first value of a
// row is the place of its far node; the others of both keys are null.
const (
	GatheredFar  = "f"
	GatheredNear = "n"
)

// NewGatheredGroup is NewLinkGroup for a Link whose rows are gathered.
func NewGatheredGroup(pattern Pattern, gathering Gathering) (*Group, error) {
	g, err := NewLinkGroup(pattern, Link)
	if err != nil {
		return nil, err
	}
	g.Gathering = gathering
	var w writers
	parts := &gathered{
		far:  w.write(g.writeFar),
		near: w.write(g.writeNear),
		some: w.write(g.writeSome),
	}
	parts.merge = w.write(func(w *scope) { g.rewrite(w, " MERGE ", " ON CREATE SET ") })
	parts.create = w.write(func(w *scope) { g.rewrite(w, " CREATE ", " SET ") })
	parts.answer = g.answer
	if !g.Echoes && !g.writesProperties() { // rows of two near nodes may be alike
		parts.answer = " RETURN count(DISTINCT [a, b, r])"
	}
	g.gathered = parts
	return g, w.err
}

// gathered are the parts of the text of a Link whose rows are gathered.
type gathered struct {
	far    string // looks the far nodes up
	near   string // looks a near node up
	some   string // whether a near node has a relationship of the type
	merge  string // looks whether a relationship is there, and stores it where not
	create string // stores a relationship
	answer string
}

// nearAndFar gives the two ends with their variables.
func (g *Group) nearAndFar() (near, far string, nearNode, farNode *schema.NodeType) {
	if g.Gathering == ByEnd {
		return "b", "a", g.Pattern.End, g.Pattern.Start
	}
	return "a", "b", g.Pattern.Start, g.Pattern.End
}

func (g *Group) writeFar(w *scope) {
	_, far, _, node := g.nearAndFar()
	w.Text("UNWIND g.", GatheredFar, " AS k OPTIONAL MATCH (", far)
	w.Labels(node.Labels[:1])
	w.Text(" {")
	keyColumns(w, node, "k", 0)
	w.Text("}) RETURN collect([", far, "]) AS fs")
}

func (g *Group) writeNear(w *scope) {
	near, _, node, _ := g.nearAndFar()
	w.Text("UNWIND g.", GatheredNear, " AS q MATCH (", near)
	w.Labels(node.Labels[:1])
	w.Text(" {")
	keyColumns(w, node, "q[0]", 0)
	w.Text("})")
}

func (g *Group) writeSome(w *scope) {
	near, _, _, _ := g.nearAndFar()
	direction := schema.Outgoing
	switch {
	case g.Pattern.Undirected:
		direction = schema.Undirected
	case g.Gathering == ByEnd:
		direction = schema.Incoming
	}
	w.Text("EXISTS { MATCH ")
	hop{from: node{variable: near}, label: g.Pattern.Label, direction: direction}.write(w)
	w.Text(" }")
}

// rewrite writes what a Link does to one row by another clause. onCreate is the word before
// what only a new relationship gets.
func (g *Group) rewrite(w *scope, clause, onCreate string) {
	other := *g
	other.Columns, other.Echo, other.onCreate = nil, nil, onCreate
	w.Text(clause)
	if other.Entity != nil {
		other.Columns = append(other.Columns, other.Entity.Key...)
	}
	if clause == " CREATE " { // which takes a direction in any case
		pattern := *g.Pattern
		pattern.Undirected = false
		other.Pattern = &pattern
	}
	other.writePattern(w, "r")
	if other.Entity != nil {
		other.upsert(w, nil)
	}
}

// write writes the group as the n-th of a statement. The near nodes are locked first, by a
// SET that changes nothing: who finds none of their relationships can tell then that
// nobody else is storing one. Which have some is found out before the first is stored, since
// one that has no direction is a relationship of both its nodes.
func (p *gathered) write(text []byte, g *Group, name string, dialect cypher.Dialect) []byte {
	near, far, _, _ := g.nearAndFar()
	rows := "WITH fs, x[0] AS " + near + ", x[1] AS rows UNWIND rows AS r WITH " + near + ", r, fs[r[0]][0] AS " + far + " WHERE " + far + " IS NOT NULL"
	add := func(parts ...string) {
		for _, part := range parts {
			text = append(text, part...)
		}
	}
	add("WITH $b.", name, " AS g ", dialect.Subquery("g"), p.far, " } ")
	add(dialect.Subquery("g"), p.near, " SET ", near, " += {} WITH ", near, ", q WHERE ", p.some, " RETURN collect([", near, ", q[1]]) AS some } ")
	add(dialect.Subquery("g"), p.near, " WHERE NOT ", p.some, " RETURN collect([", near, ", q[1]]) AS new } ")
	add(dialect.Subquery("fs, some"), "UNWIND some AS x ", rows, p.merge)
	if dialect.DynamicProperties() {
		add(g.removal)
	}
	add(p.answer, " AS one } ")
	add(dialect.Subquery("fs, new"), "UNWIND new AS x ", rows, p.create, p.answer, " AS two } ")
	add("RETURN one + two")
	return text
}

// GatheredRows gives the keys of the far nodes and the rows by near ones, which come in the
// order of rows. Each row is a list of values as the group's rows are.
func (g *Group) GatheredRows(rows []any, text func(key []any) string) map[string]any {
	starts := len(g.Pattern.Start.Key)
	nearKey := func(row []any) []any { return row[:starts] }
	farKey := func(row []any) []any { return row[starts:g.Lead] }
	if g.Gathering == ByEnd {
		nearKey, farKey = farKey, nearKey
	}
	far, near := []any{}, []any{}
	places, groups := map[string]int{}, map[string]int{}
	for _, value := range rows {
		row := value.([]any)
		nearID, farID := text(nearKey(row)), text(farKey(row))
		place, known := places[farID]
		if !known {
			place = len(far)
			places[farID] = place
			far = append(far, farKey(row))
		}
		at, known := groups[nearID]
		if !known {
			at = len(near)
			groups[nearID] = at
			near = append(near, []any{nearKey(row), []any{}})
		}
		sent := append(make([]any, g.Lead, len(row)), row[g.Lead:]...)
		sent[0] = int64(place)
		pair := near[at].([]any)
		pair[1] = append(pair[1].([]any), sent)
	}
	return map[string]any{GatheredFar: far, GatheredNear: near}
}
