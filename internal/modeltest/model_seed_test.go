package modeltest_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// arcTypes are the types of relationships of the model.
var arcTypes = []string{"ALLY", "TEACHES", "VISITS", "LIVES_IN", "WORKS_FOR", "SWORN_TO", "HAS_VAULT", "INSIDE", "KEPT_BY"}

// seed empties the database and puts a random graph into it, by one plain statement.
func (m *model) seed(t *rapid.T) {
	lists := map[string][]map[string]any{"Knight": {}, "Castle": {}, "Guild": {}, "Vault": {}}
	add := func(label string, values props) {
		n := m.fresh()
		values["serial"] = n
		switch label {
		case "Guild":
			values["name"], values["year"] = "g", n
		default:
			values["id"] = fmt.Sprint(strings.ToLower(label[:1]), n)
		}
		if _, named := values["nick"]; named {
			values["nick"] = fmt.Sprint("nick", n)
		}
		m.want.nodes[n] = &vertex{label: label, props: values}
		lists[label] = append(lists[label], values)
	}
	for range 4 {
		values := props{"name": word(t), "version": int64(1), "foreign": int64(1)}
		if rapid.Bool().Draw(t, "nick") {
			values["nick"] = ""
		}
		add("Knight", values)
	}
	for range 2 {
		add("Castle", props{"name": word(t), "x.a": int64(1)})
	}
	for range 2 {
		add("Guild", props{"motto": word(t)})
	}
	for _, size := range []int64{0, 2, 1, 3} {
		add("Vault", props{"size": size})
	}
	for range choose(t, 15, "relationships") {
		m.seedArc(t)
	}
	arcs := []map[string]any{}
	for a, values := range m.want.arcs {
		arcs = append(arcs, map[string]any{"type": a.typ, "from": a.from, "to": a.to, "props": map[string]any(values)})
	}
	m.rows(seedText(), map[string]any{"n": map[string]any{"knights": lists["Knight"], "castles": lists["Castle"], "guilds": lists["Guild"], "vaults": lists["Vault"], "arcs": arcs}})
	for serial := range m.want.nodes {
		m.known[serial] = true
	}
}

// seedArc adds a relationship, where there is room for it.
func (m *model) seedArc(t *rapid.T) {
	from := func(label string) int64 { serial, _ := pick(t, m.want.serials(label), "end"); return serial }
	a, values := arc{typ: rapid.SampledFrom(arcTypes).Draw(t, "type")}, props{}
	switch a.typ {
	case "ALLY":
		a.from, a.to = from("Knight"), from("Knight")
		if a.from > a.to {
			a.from, a.to = a.to, a.from
		}
	case "TEACHES":
		a.from, a.to = from("Knight"), from("Knight")
	case "VISITS", "LIVES_IN":
		a.from, a.to = from("Knight"), from("Castle")
	case "WORKS_FOR":
		a.from, a.to = from("Knight"), from("Guild")
		values = props{"pay": int64(1), "version": int64(1), "foreign": int64(1)}
	case "SWORN_TO":
		a.from, a.to, a.own = from("Knight"), from("Knight"), fmt.Sprint("o", m.fresh())
		values = props{"id": a.own, "sum": int64(1), "foreign": int64(1)}
	case "HAS_VAULT":
		a.from, a.to = from("Guild"), 9+int64(choose(t, 2, "vault"))
	case "INSIDE":
		a.from, a.to = 9+int64(choose(t, 2, "outer")), 11+int64(choose(t, 2, "inner"))
	default:
		a.from, a.to = from("Vault"), from("Knight")
	}
	for other := range m.want.arcs {
		single := other.typ == a.typ && (a.typ == "LIVES_IN" || a.typ == "KEPT_BY") && other.from == a.from ||
			other.typ == a.typ && (a.typ == "TEACHES" || a.owned()) && other.to == a.to
		if single {
			return
		}
	}
	m.want.arcs[a] = values
}

func seedText() string {
	var text strings.Builder
	text.WriteString("OPTIONAL MATCH (n) DETACH DELETE n WITH count(*) AS gone ")
	for _, label := range []string{"Knight", "Castle", "Guild", "Vault"} {
		fmt.Fprintf(&text, "FOREACH (p IN $n.%ss | CREATE (n:%s) SET n = p) ", strings.ToLower(label), label)
	}
	text.WriteString("WITH gone UNWIND $n.arcs AS a MATCH (x {serial: a.from}) MATCH (y {serial: a.to}) ")
	for _, typ := range arcTypes {
		fmt.Fprintf(&text, "FOREACH (one IN CASE a.type WHEN '%s' THEN [1] ELSE [] END | CREATE (x)-[e:%s]->(y) SET e = a.props) ", typ, typ)
	}
	return text.String()
}
