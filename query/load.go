package query

import "github.com/go-ogm/ogm/schema"

// Get gives the text that loads one node by its key; its parameters are p0, p1 …
// in the order of the key's properties. Up to two nodes come back: the second one
// tells that the key is not unique. Only the first label stands in the text: with
// more of them, a planner whose statistics are old may scan instead of seek. Who
// reads the answer looks at the others.
func Get(of *schema.NodeType) (string, error) {
	s := newScope(Setting{})
	s.put(
		clause{word: "MATCH", of: item{value: keyed(of, func(int) expression { return parameter{} })}},
		clause{word: "RETURN", of: item{value: word(variable)}, limit: number(2)},
	)
	stmt, err := s.statement()
	return stmt.Text, err
}

// GetMany gives the text that loads nodes by their keys. Its one parameter b is a
// map whose entry keys is a list with a list of values per key; the nodes come as
// lists, in no promised order, and a key that is not there gives none. As with Get,
// further labels are for the reader to look at.
func GetMany(of *schema.NodeType) (string, error) {
	s := newScope(Setting{})
	s.matchKeys(of)
	s.returnChunks()
	stmt, err := s.statement()
	return stmt.Text, err
}

// GetManyWith is GetMany with what a fetch plan names; see Level for the columns. It is a Verb that
// looks at no choice, and leaves the parameter b to who sends the statement.
func GetManyWith(_ Choice, setting Setting, branches Branches) (Statement, []Level, error) {
	setting.Flat = setting.Flat && len(setting.Node.Labels) == 1 // of values alone nobody could tell whether there are the others
	s := newScope(setting)
	s.matchKeys(setting.Node)
	s.put(clause{word: "WITH", of: item{distinctNodes, levelNodes(0)}})
	return s.follow(branches)
}

// PropertyNames gives the text that reads which properties nodes have. Its one
// parameter b is a map whose entry keys is a list with a list per node: the values of
// its key, then a number that comes back beside the names.
func PropertyNames(of *schema.NodeType) (string, error) {
	s := newScope(Setting{})
	s.matchKeys(of)
	s.put(clause{
		word: "RETURN",
		of:   item{element{word("k"), number(len(of.Key))}, word("number")},
		more: []item{{function{name: "keys", of: word(variable)}, word("names")}},
	})
	stmt, err := s.statement()
	return stmt.Text, err
}

// matchKeys begins a statement: it finds the nodes whose keys are sent.
func (s *scope) matchKeys(of *schema.NodeType) {
	s.put(
		clause{word: "UNWIND", of: item{word("$b.keys"), word("k")}},
		clause{word: "MATCH", of: item{value: keyed(of, func(i int) expression { return element{word("k"), number(i)} })}},
	)
}

// keyed is a node by its first label and its key, whose values are given by their places.
func keyed(of *schema.NodeType, value func(i int) expression) node {
	n := node{variable: variable, labels: of.Labels[:1]}
	for i, property := range of.Key {
		n.properties = append(n.properties, entry{property.Name, value(i)})
	}
	return n
}

// keyColumns writes id: r[0], … for the properties of a key, which stand one after
// another in every row.
func keyColumns(w *scope, node *schema.NodeType, row string, first int) {
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
