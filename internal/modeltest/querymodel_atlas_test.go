package modeltest_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// atlas is a graph in memory, which the queries of the model are about.
type atlas struct {
	places []*place
	routes []*route
}

// place is a node, route a relationship.
type (
	place struct {
		number int
		labels []string
		facts  facts
		routes []*route // that touch it, each once
	}
	route struct {
		number   int
		kind     string
		from, to *place
		facts    facts
	}
	// facts are properties as Cypher has them; one that is missing is not there.
	facts map[string]any
)

func (p *place) id() string { return p.facts["id"].(string) }

func (p *place) has(labels ...string) bool {
	return !slices.ContainsFunc(labels, func(label string) bool { return !slices.Contains(p.labels, label) })
}

// placeKinds are the labels of nodes, with how many there are of them at the most.
var placeKinds = []struct {
	labels string
	most   int
}{{"Isle", 16}, {"Isle:Far", 4}, {"Pier", 6}, {"Noble", 5}, {"Noble:Knave", 4}, {"Beast", 3}, {"Ship", 2}, {"Ship:Sloop", 3}, {"Ship:Galley", 3}, {"Ship:Sloop:Prize", 2}}

// routeKinds say from where to where relationships lead, and how they may not be repeated.
var routeKinds = []struct {
	kind, from, to string
	one            string // "pair": one between two nodes, whatever its direction; "to", "from": one for that node; "": any number
}{
	{"NEAR", "Isle", "Isle", "pair"},
	{"HOLDS", "Isle", "Isle", "to"},
	{"FERRY", "Isle", "Isle", ""},
	{"FERRY", "Isle", "Isle", ""},
	{"BRIDGE", "Isle", "Isle", "pair"},
	{"PIER", "Isle", "Pier", "pair"},
	{"RULES", "Noble", "Isle", "to"},
	{"HOSTS", "Isle", "Noble", "pair"},
	{"HOSTS", "Isle", "Beast", "pair"},
	{"VISITS", "Noble", "Isle", "pair"},
	{"VISITS", "Beast", "Isle", "pair"},
	{"KEPT_BY", "Pier", "Noble", "from"},
	{"CALLS", "Ship", "Isle", "pair"},
	{"CALLS", "Ship", "Isle", "pair"},
	{"OWNED_BY", "Ship", "Noble", "from"},
	{"SAILS_WITH", "Ship", "Ship", "pair"},
	{"CARRIES", "Ship", "Isle", "pair"},
	{"ESCORTED_BY", "Galley", "Ship", "from"},
}

var (
	someWords = []string{"", "Abe", "abe", "ABBA", "bo", "Bob", "cab"}
	someTimes = []time.Time{time.Unix(0, 0), time.Unix(1e9, 5), time.Unix(1e9, 6), time.Unix(-1e8, 0)}
	someMarks = [][]string{{}, {"a"}, {"a", "b"}, {"b"}}
)

// drawAtlas draws nodes with ties and nulls, and relationships with rings and loops.
func drawAtlas(t *rapid.T) *atlas {
	g := &atlas{}
	for _, kind := range placeKinds {
		for range rapid.IntRange(0, kind.most).Draw(t, kind.labels) {
			p := &place{number: len(g.places), labels: strings.Split(kind.labels, ":")}
			p.facts = facts{"id": fmt.Sprintf("%c%d", 'z'-p.number%7, p.number), "number": int64(p.number)}
			drawFacts(t, p.facts, p.labels[len(p.labels)-1])
			g.places = append(g.places, p)
		}
	}
	for range rapid.IntRange(0, 3*len(g.places)).Draw(t, "routes") {
		g.drawRoute(t)
	}
	return g
}

// drawFacts leaves out about one property of four.
func drawFacts(t *rapid.T, f facts, label string) {
	maybe := func(name string, draw func() any) {
		if rapid.IntRange(0, 3).Draw(t, name) > 0 {
			f[name] = draw()
		}
	}
	switch label {
	case "Isle", "Far":
		maybe("rank", func() any { return drawn(t, int64(0), 1, 2, 3) })
		maybe("title", func() any { return drawn(t, someWords...) })
		maybe("nick", func() any { return drawn(t, someWords...) })
		maybe("wet", func() any { return drawn(t, false, true) })
		maybe("size", func() any { return drawn(t, -1, 0, 0.5, 1e9) })
		maybe("found", func() any { return drawn(t, someTimes...) })
		maybe("marks", func() any { return drawn(t, someMarks...) })
		maybe("x.hue", func() any { return drawn(t, someWords...) })
		maybe("x.num", func() any { return drawn[any](t, int64(1), 1.5, int64(2), 2.0) })
	case "Pier":
		maybe("depth", func() any { return drawn(t, 0, 1.5, 2) })
		maybe("open", func() any { return drawn(t, false, true) })
	case "Noble":
		maybe("name", func() any { return drawn(t, someWords...) })
		maybe("gold", func() any { return drawn(t, int64(0), 1, 2) })
	case "Knave":
		maybe("debts", func() any { return drawn(t, int64(1), 2) })
		maybe("gold", func() any { return drawn(t, int64(0), 1, 2) })
	case "Beast":
		maybe("legs", func() any { return drawn(t, int64(2), 4) })
	case "Ship", "Sloop", "Galley", "Prize":
		for _, name := range []string{"crew", "masts", "oars", "worth"} { // more than some of the structs know
			maybe(name, func() any { return drawn(t, int64(0), 1, 2) })
		}
	}
}

func drawn[V any](t *rapid.T, values ...V) V {
	return values[rapid.IntRange(0, len(values)-1).Draw(t, "value")]
}

func (g *atlas) labelled(label string) []*place {
	var list []*place
	for _, p := range g.places {
		if p.has(label) {
			list = append(list, p)
		}
	}
	return list
}

// drawRoute adds a relationship, where there is room for it.
func (g *atlas) drawRoute(t *rapid.T) {
	kind := drawn(t, routeKinds...)
	from, to := g.labelled(kind.from), g.labelled(kind.to)
	if len(from) == 0 || len(to) == 0 {
		return
	}
	r := &route{number: len(g.routes), kind: kind.kind, from: drawn(t, from...), to: drawn(t, to...)}
	for _, other := range g.routes {
		same := r.from == other.from && r.to == other.to || r.from == other.to && r.to == other.from
		if r.kind == other.kind && (kind.one == "pair" && same || kind.one == "to" && r.to == other.to || kind.one == "from" && r.from == other.from) {
			return
		}
	}
	r.facts = drawRouteFacts(t, r)
	g.routes = append(g.routes, r)
	r.from.routes = append(r.from.routes, r)
	if r.to != r.from {
		r.to.routes = append(r.to.routes, r)
	}
}

func drawRouteFacts(t *rapid.T, r *route) facts {
	f := facts{"number": int64(r.number)}
	name := map[string]string{"FERRY": "fare", "BRIDGE": "toll", "RULES": "since", "VISITS": "days", "CARRIES": "tons"}[r.kind]
	if name != "" && rapid.IntRange(0, 3).Draw(t, name) > 0 {
		f[name] = drawn(t, int64(0), 1, 2)
	}
	if r.kind == "FERRY" {
		f["id"] = fmt.Sprint("f", r.number)
		if rapid.Bool().Draw(t, "line") {
			f["line"] = drawn(t, someWords...)
		}
	}
	return f
}

// store empties the database and puts the atlas into it, by one plain statement.
func (g *atlas) store(w *world) {
	groups := map[string]any{}
	for _, kind := range placeKinds {
		groups[strings.ReplaceAll(kind.labels, ":", "")] = []any{}
	}
	for _, p := range g.places {
		name := strings.Join(p.labels, "")
		groups[name] = append(groups[name].([]any), p.facts.sent())
	}
	routes := []any{}
	for _, r := range g.routes {
		routes = append(routes, map[string]any{"kind": r.kind, "from": r.from.number, "to": r.to.number, "facts": r.facts.sent()})
	}
	groups["routes"] = routes
	w.rows(storeText(), map[string]any{"g": groups})
}

func (f facts) sent() map[string]any {
	sent := map[string]any{}
	for name, value := range f {
		if moment, ok := value.(time.Time); ok {
			value = moment.In(time.FixedZone("Offset", 0)) // as a plain session reads it
		}
		sent[name] = value
	}
	return sent
}

func storeText() string {
	var text strings.Builder
	text.WriteString("OPTIONAL MATCH (n) DETACH DELETE n WITH count(*) AS gone ")
	for _, kind := range placeKinds {
		fmt.Fprintf(&text, "FOREACH (f IN $g.%s | CREATE (n:%s) SET n = f) ", strings.ReplaceAll(kind.labels, ":", ""), kind.labels)
	}
	text.WriteString("WITH gone UNWIND $g.routes AS r MATCH (a {number: r.from}) MATCH (b {number: r.to}) ")
	kinds := map[string]bool{}
	for _, kind := range routeKinds {
		if !kinds[kind.kind] {
			kinds[kind.kind] = true
			fmt.Fprintf(&text, "FOREACH (one IN CASE r.kind WHEN '%s' THEN [1] ELSE [] END | CREATE (a)-[e:%s]->(b) SET e = r.facts) ", kind.kind, kind.kind)
		}
	}
	return text.String()
}

// String shows the atlas, one line for each node and relationship.
func (g *atlas) String() string {
	var lines []string
	for _, p := range g.places {
		lines = append(lines, fmt.Sprint(p.id(), " ", p.labels, " ", map[string]any(p.facts)))
	}
	for _, r := range g.routes {
		lines = append(lines, fmt.Sprint("(", r.from.id(), ")-[", r.kind, "]->(", r.to.id(), ") ", map[string]any(r.facts)))
	}
	return strings.Join(lines, "\n")
}
