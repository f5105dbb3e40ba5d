package query

import "github.com/go-ogm/ogm/schema"

// What was matched may be deleted by others before its values are read. The server then answers
// nulls, which look like a node without properties; where it is to send the node itself, it refuses,
// by a transient error that says so, and the read is repeated. So each record has the nodes and
// relationships that are gone: none, or the server does not send it. A node that has lost its label
// alone is sent, and is what was matched: who reads an answer need not look.

// goneNodes are those of a list that have the label no more.
type goneNodes struct {
	of   expression
	node *schema.NodeType
}

func (e goneNodes) write(s *scope) {
	s.Text("[", variable, " IN ")
	e.of.write(s)
	e.end(s)
}

// end writes what stands behind the list.
func (e goneNodes) end(s *scope) {
	s.Text(" WHERE NOT ", variable)
	s.Labels(e.node.Labels[:1])
	s.Text(" | ", variable, "]")
}

// goneNode is a node that has the label no more, or null.
type goneNode struct {
	node *schema.NodeType
}

func (e goneNode) write(s *scope) {
	s.Text("CASE WHEN NOT ", variable)
	s.Labels(e.node.Labels[:1])
	s.Text(" THEN ", variable, " END")
}

// gone is the column of what is gone.
const gone = word("gone")

// writeGone writes what is gone of a piece.
func (l *levels) writeGone(s *scope) {
	s.Text(", ")
	first := true
	plus := func() {
		if !first {
			s.Text(" + ")
		}
		first = false
	}
	for i := range l.list {
		if step := l.links[i].of; step != nil && (step.maps || len(step.properties) > 0 || len(step.edges) > 1) {
			plus()
			l.links[i].writeGone(s)
		}
		if l.list[i].Flat {
			plus()
			s.Text("[", variable, " IN ")
			levelNodes(i).write(s)
			s.piece()
			goneNodes{node: l.nodes[i]}.end(s)
		}
	}
	if first {
		s.Text("[]")
	}
	s.Text(" AS gone")
}

// writeGone writes the relationships of a piece that are gone.
func (e linkLists) writeGone(s *scope) {
	s.Text("[e IN ")
	e.piece(s, e.of.linksAt())
	s.Text(" WHERE type(e) IS NULL | e]")
}
