package query

import (
	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// node is a node of a pattern: a variable, with labels where they are to be tested.
type node struct {
	variable string
	labels   []string
}

func (n node) write(w *cypher.Writer) {
	w.Text("(", n.variable)
	w.Labels(n.labels)
	w.Text(")")
}

// hop is a pattern of two nodes and the relationship between them.
type hop struct {
	from, to  node
	link      string // variable of the relationship; "" for none
	types     []string
	direction schema.Direction // seen from the first node
}

func (h hop) write(w *cypher.Writer) {
	h.from.write(w)
	w.Text([]string{"-[", "<-["}[rankOf(h.direction == schema.Incoming)], h.link)
	for i, label := range h.types {
		w.Text([]string{":", "|"}[min(i, 1)])
		w.Name(label)
	}
	w.Text([]string{"]-", "]->"}[rankOf(h.direction == schema.Outgoing)])
	h.to.write(w)
}
