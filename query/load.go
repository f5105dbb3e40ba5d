package query

import (
	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// Get gives the text that loads one node by its key; its parameters are p0, p1 …
// in the order of the key's properties. Up to two nodes come back: the second one
// tells that the key is not unique. Only the first label stands in the text: with
// more of them, a planner whose statistics are old may scan instead of seek. Who
// reads the answer looks at the others.
func Get(node *schema.NodeType) (string, error) {
	w := cypher.NewWriter(cypher.Newest)
	w.Text("MATCH (n")
	w.Labels(node.Labels[:1])
	w.Text(" {")
	for i, property := range node.Key {
		if i > 0 {
			w.Text(", ")
		}
		w.Name(property.Name)
		w.Text(": ")
		w.Param(nil)
	}
	w.Text("}) RETURN n LIMIT 2")
	stmt, err := w.Statement()
	return stmt.Text, err
}

// GetMany gives the text that loads nodes by their keys. Its one parameter b is a
// map whose entry keys is a list with a list of values per key; the nodes come as
// lists, in no promised order, and a key that is not there gives none. As with Get,
// further labels are for the reader to look at.
func GetMany(node *schema.NodeType) (string, error) {
	w := cypher.NewWriter(cypher.Newest)
	w.Text("UNWIND $b.keys AS k MATCH (n")
	w.Labels(node.Labels[:1])
	w.Text(" {")
	keyColumns(w, node, "k", 0)
	w.Text("})")
	returnChunks(w, node, false)
	stmt, err := w.Statement()
	return stmt.Text, err
}

// GetManyWith is GetMany with what a fetch plan names; see Level for the columns.
func GetManyWith(setting Setting, keys []any, branches Branches) (Statement, []Level, error) {
	s := newScope(setting)
	s.Text("UNWIND $b.keys AS k MATCH (n")
	s.Labels(setting.Node.Labels[:1])
	s.Text(" {")
	keyColumns(&s.Writer, setting.Node, "k", 0)
	s.Text("})")
	s.Text(" WITH collect(DISTINCT n) AS l0")
	list := writeLevels(s, branches.fetches)
	stmt, err := s.statement()
	if stmt.Params == nil {
		stmt.Params = map[string]any{}
	}
	stmt.Params["b"] = map[string]any{"keys": keys}
	return stmt, list, err
}

// PropertyNames gives the text that reads which properties nodes have. Its one
// parameter b is a map whose entry keys is a list with a list per node: the values of
// its key, then a number that comes back beside the names.
func PropertyNames(node *schema.NodeType) (string, error) {
	w := cypher.NewWriter(cypher.Newest)
	w.Text("UNWIND $b.keys AS k MATCH (n")
	w.Labels(node.Labels[:1])
	w.Text(" {")
	keyColumns(w, node, "k", 0)
	w.Text("}) RETURN k[")
	w.Int(len(node.Key))
	w.Text("] AS number, keys(n) AS names")
	stmt, err := w.Statement()
	return stmt.Text, err
}

// keyColumns writes id: r[0], … for the properties of a key, which stand one after
// another in every row.
func keyColumns(w *cypher.Writer, node *schema.NodeType, row string, first int) {
	for i, property := range node.Key {
		if i > 0 {
			w.Text(", ")
		}
		w.Name(property.Name)
		w.Text(": ", row, "[")
		w.Int(first + i)
		w.Text("]")
	}
}
