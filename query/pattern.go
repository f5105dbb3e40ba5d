package query

import "github.com/go-ogm/ogm/schema"

// node is a node of a pattern: a variable, with labels and properties where they are to be
// tested.
type node struct {
	variable   string
	labels     []string
	properties entries
}

func (n node) write(s *scope) {
	s.Text("(", n.variable)
	s.Labels(n.labels)
	if len(n.properties) > 0 {
		s.Text(" ")
		n.properties.write(s)
	}
	s.Text(")")
}

// hop is a pattern of two nodes and the relationship between them.
type hop struct {
	from, to  node
	link      string           // variable of the relationship; "" for none
	label     string           // the type of the relationship; "" for any
	others    []string         // which it may have instead
	direction schema.Direction // seen from the first node
}

func (h hop) write(s *scope) {
	h.from.write(s)
	s.Text([]string{"-[", "<-["}[rankOf(h.direction == schema.Incoming)], h.link)
	if h.label != "" {
		s.Text(":")
		s.Name(h.label)
	}
	for _, label := range h.others {
		s.Text("|")
		s.Name(label)
	}
	s.Text([]string{"]-", "]->"}[rankOf(h.direction == schema.Outgoing)])
	h.to.write(s)
}
