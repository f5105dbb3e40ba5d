package modeltest_test

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
)

// graph is what the database must hold: nodes by their serial, relationships by what
// tells them apart.
type graph struct {
	nodes map[int64]*vertex
	arcs  map[arc]props
}

type vertex struct {
	label string
	kinds []string // further labels, sorted
	props props
}

// arc says which relationship it is. One without a direction begins at the smaller serial.
type arc struct {
	typ      string
	from, to int64
	own      string
}

// pending is a key that the library makes.
type pending struct{ object any }

// arcOf says which relationship an element of a field is, seen from its owner.
func arcOf(s side, owner, far int64, h held) arc {
	a := arc{typ: s.typ, from: owner, to: far}
	if s.incoming || s.both && a.from > a.to {
		a.from, a.to = a.to, a.from
	}
	if h.bond != nil {
		if a.own = h.bond.own; s.typ == "SWORN_TO" && a.own == "" {
			a.own = fmt.Sprintf("@%p", h.bond.object)
		}
	}
	return a
}

// touches tells whether a relationship fills a field of a node.
func (a arc) touches(s side, owner int64) bool {
	switch {
	case a.typ != s.typ:
		return false
	case s.both:
		return a.from == owner || a.to == owner
	case s.incoming:
		return a.to == owner
	}
	return a.from == owner
}

// far is the node at the other end.
func (a arc) far(owner int64) int64 {
	if a.from == owner {
		return a.to
	}
	return a.from
}

func compareArcs(a, b arc) int {
	return cmp.Or(cmp.Compare(a.typ, b.typ), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.own, b.own))
}

func newGraph() *graph { return &graph{nodes: map[int64]*vertex{}, arcs: map[arc]props{}} }

func (g *graph) clone() *graph {
	copied := newGraph()
	for serial, v := range g.nodes {
		copied.nodes[serial] = &vertex{v.label, slices.Clone(v.kinds), maps.Clone(v.props)}
	}
	for a, p := range g.arcs {
		copied.arcs[a] = maps.Clone(p)
	}
	return copied
}

// of gives the relationships of a node that a field stands for, in order.
func (g *graph) of(s side, owner int64) []arc {
	var all []arc
	for a := range g.arcs {
		if a.touches(s, owner) {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, compareArcs)
	return all
}

// serials of the nodes with a label, in order.
func (g *graph) serials(label string) []int64 {
	var all []int64
	for serial, v := range g.nodes {
		if v.label == label {
			all = append(all, serial)
		}
	}
	slices.Sort(all)
	return all
}

func (v *vertex) key() string {
	if v.label == "Guild" {
		return fmt.Sprint(v.props["name"], "/", v.props["year"])
	}
	key, _ := v.props["id"].(string)
	return key
}

// remove deletes a node with its relationships.
func (g *graph) remove(serial int64) {
	delete(g.nodes, serial)
	maps.DeleteFunc(g.arcs, func(a arc, _ props) bool { return a.from == serial || a.to == serial })
}

// owned tells the relationships whose end goes with its start.
func (a arc) owned() bool { return a.typ == "HAS_VAULT" || a.typ == "INSIDE" }

const everything = `MATCH (n) WITH collect([labels(n), properties(n)]) AS nodes
OPTIONAL MATCH (a)-[e]->(b) RETURN nodes, collect([type(e), a.serial, b.serial, properties(e)])`

// graph reads what the database holds, by plain Cypher.
func (w *world) graph() *graph {
	g := newGraph()
	for _, row := range w.rows(everything, nil) {
		for _, n := range row[0].([]any) {
			labels, values := n.([]any)[0].([]any), plain(n.([]any)[1])
			v := &vertex{props: values}
			for _, label := range labels {
				switch name := label.(string); name {
				case "Knight", "Castle", "Guild", "Vault":
					v.label = name
				default:
					v.kinds = append(v.kinds, name)
				}
			}
			slices.Sort(v.kinds)
			serial, _ := values["serial"].(int64)
			require.NotContains(w, g.nodes, serial, "two nodes with one serial")
			g.nodes[serial] = v
		}
		for _, e := range row[1].([]any) {
			w.addArc(g, e.([]any))
		}
	}
	return g
}

func (w *world) addArc(g *graph, e []any) {
	typ, exists := e[0].(string)
	if !exists {
		return // no relationship at all
	}
	a := arc{typ: typ, from: e[1].(int64), to: e[2].(int64)}
	if typ == "ALLY" && a.from > a.to {
		a.from, a.to = a.to, a.from
	}
	values := plain(e[3])
	if typ == "SWORN_TO" {
		a.own, _ = values["id"].(string)
	}
	require.NotContains(w, g.arcs, a, "stored twice")
	g.arcs[a] = values
}

// plain gives values that can be compared.
func plain(values any) props {
	p := props{}
	for name, value := range values.(map[string]any) {
		if t, isTime := value.(time.Time); isTime {
			value = t.UnixNano()
		}
		p[name] = value
	}
	return p
}

// text shows a graph, one line for each node and relationship.
func (g *graph) text() []string {
	var lines []string
	for serial, v := range g.nodes {
		lines = append(lines, fmt.Sprint("node ", serial, " ", v.label, v.kinds, " ", map[string]any(v.props)))
	}
	for a, p := range g.arcs {
		lines = append(lines, fmt.Sprint("arc ", a, " ", map[string]any(p)))
	}
	slices.Sort(lines)
	return lines
}

func (g *graph) equals(other *graph) bool { return reflect.DeepEqual(g, other) }
