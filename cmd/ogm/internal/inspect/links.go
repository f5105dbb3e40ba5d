package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/survey"
	"github.com/go-ogm/ogm/schema"
)

// links makes the fields of relationships, and the structs of those with properties.
func (m *model) links() {
	for _, typ := range m.graph.Types {
		m.linksOf(typ)
	}
}

// pair is from which struct to which a relationship leads.
type pair struct{ start, end *node }

func (m *model) linksOf(typ survey.Type) {
	if _, ok := arrowTag(typ.Name, false); !ok {
		m.leave("relationships of the type %s: a tag cannot say its name", shown(typ.Name))
		return
	}
	var starts, ends [][]string
	for _, pattern := range typ.Patterns {
		starts, ends = append(starts, pattern.Start), append(ends, pattern.End)
	}
	startOf, endOf := m.cover(starts), m.cover(ends)
	var pairs []pair
	for _, pattern := range typ.Patterns {
		p := pair{startOf(pattern.Start), endOf(pattern.End)}
		if p.start == nil || p.end == nil {
			m.leave("relationships (%s)-[:%s]->(%s): %s", written(pattern.Start), shown(typ.Name), written(pattern.End), m.without(pattern, p))
			continue
		}
		if !slices.Contains(pairs, p) {
			pairs = append(pairs, p)
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return strings.Compare(a.start.name+"\x00"+a.end.name, b.start.name+"\x00"+b.end.name)
	})
	hasStruct := slices.ContainsFunc(typ.Patterns, func(p survey.Pattern) bool { return len(p.Properties) > 0 })
	for _, p := range pairs {
		m.link(typ, p, pairs, hasStruct)
	}
}

// written is a set of labels as in a pattern.
func written(labels []string) string {
	if len(labels) == 0 {
		return ""
	}
	return ":" + listed(labels, ":")
}

// without says why a relationship has no field.
func (m *model) without(pattern survey.Pattern, p pair) string {
	labels := pattern.Start
	if p.start != nil {
		labels = pattern.End
	}
	if len(labels) == 0 {
		return "a node without a label has no struct"
	}
	return plural(labels, "", "") + " has no key"
}

// cover chooses structs for nodes of some sets of labels: as few as can be, of these those
// that say most about their nodes. It gives the struct of each set, nil where no struct
// with a key fits.
func (m *model) cover(sets [][]string) func(labels []string) *node {
	var chosen []*node
	of := func(labels []string) *node {
		for _, n := range chosen {
			if n.fits(labels) {
				return n
			}
		}
		return nil
	}
	for {
		var best *node
		most := 0
		for _, n := range m.nodes {
			if len(n.key) == 0 && !m.options.keyless {
				continue
			}
			covers := 0
			for _, labels := range sets {
				if of(labels) == nil && n.fits(labels) {
					covers++
				}
			}
			if covers > most || covers == most && covers > 0 && len(n.labels) > len(best.labels) {
				best, most = n, covers
			}
		}
		if best == nil {
			return of
		}
		chosen = append(chosen, best)
	}
}

// fits tells whether nodes with these labels are nodes of the struct.
func (n *node) fits(labels []string) bool {
	return !slices.ContainsFunc(n.labels, func(label string) bool { return !slices.Contains(labels, label) })
}

// link makes the field, or the two, of one pair.
func (m *model) link(typ survey.Type, p pair, pairs []pair, hasStruct bool) {
	all := patternsOf(typ, p)
	toOthers := slices.ContainsFunc(pairs, func(other pair) bool { return other.start == p.start && other.end != p.end })
	fromOthers := slices.ContainsFunc(pairs, func(other pair) bool { return other.end == p.end && other.start != p.start })
	var via *relationship
	if hasStruct {
		via = m.between(typ, p, pairs, all)
	}
	// Of one relationship alone nobody knows whether there might be more.
	manyEnds, manyStarts := all.MaxOut > 1 || all.Starts < 2, all.MaxIn > 1 || all.Ends < 2
	out := &edge{typ: typ.Name, far: p.end, via: via, many: manyEnds, manyBack: manyStarts}
	name := exported(typ.Name)
	out.name = p.start.names.take(names(name, p.end.name, toOthers)...)
	if all.Parallel && via != nil {
		out.doc = "several may lead to one node, which can be read and not be saved: nothing tells them apart"
	}
	p.start.edges = append(p.start.edges, out)
	if !m.options.BothSides {
		return
	}
	in := &edge{typ: typ.Name, incoming: true, far: p.start, via: via, many: manyStarts, manyBack: manyEnds, doc: out.doc}
	in.name = p.end.names.take(names(name+"By", p.start.name, fromOthers)...)
	p.end.edges = append(p.end.edges, in)
}

// names are those that a field may have: with the other end where there are several.
func names(name, other string, several bool) []string {
	if several {
		return []string{name + other}
	}
	return []string{name, name + other}
}

// patternsOf joins what was seen of all relationships that a field of the pair meets.
func patternsOf(typ survey.Type, p pair) survey.Pattern {
	var all survey.Pattern
	byName := map[string]*survey.Property{}
	var order []string
	for _, pattern := range typ.Patterns {
		if !p.start.fits(pattern.Start) || !p.end.fits(pattern.End) {
			continue
		}
		all.Met += pattern.Met
		all.Starts, all.Ends = all.Starts+pattern.Starts, all.Ends+pattern.Ends
		all.MaxOut, all.MaxIn = max(all.MaxOut, pattern.MaxOut), max(all.MaxIn, pattern.MaxIn)
		all.Parallel = all.Parallel || pattern.Parallel
		for _, property := range pattern.Properties {
			known := byName[property.Name]
			if known == nil {
				known = &survey.Property{Name: property.Name}
				byName[property.Name] = known
				order = append(order, property.Name)
			}
			known.Met += property.Met
			known.Types = append(known.Types, property.Types...)
			known.Zero, known.Repeats = known.Zero || property.Zero, known.Repeats || property.Repeats
		}
	}
	slices.Sort(order)
	for _, name := range order {
		property := byName[name]
		slices.Sort(property.Types)
		property.Types = slices.Compact(property.Types)
		all.Properties = append(all.Properties, *property)
	}
	return all
}

// between makes the struct of a relationship with properties.
func (m *model) between(typ survey.Type, p pair, pairs []pair, all survey.Pattern) *relationship {
	name := exported(typ.Name)
	if slices.ContainsFunc(pairs, func(other pair) bool { return other.start != p.start }) {
		name = p.start.name + name
	}
	if slices.ContainsFunc(pairs, func(other pair) bool { return other.end != p.end }) {
		name += p.end.name
	}
	r := &relationship{start: p.start, end: p.end}
	r.kind, r.label, r.names = schema.RelationshipEntity, typ.Name, taken{"Relationship": true}
	r.name = m.types.take(name, name+"Relationship")
	r.doc = []string{fmt.Sprintf("%s is a relationship of the type %s from %s to %s; of the type, %s.", r.name, shown(typ.Name), r.start.name, r.end.name, lookedAt(typ.Sampled, typ.Count))}
	r.fields = m.fieldsOf(&r.entity, all.Properties, all.Met)
	r.startName, r.endName = r.names.take("Start", "StartNode"), r.names.take("End", "EndNode")
	m.relationships = append(m.relationships, r)
	return r
}
