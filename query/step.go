package query

import "github.com/go-ogm/ogm/schema"

// clause is the subquery of one step. In it the owner is o and stands at o0 in its level, the
// relationship is e, and the node at the other end n, which conditions and orders are about.
func (s *step) clause(from, number int) clause {
	each := make([]clause, 0, 5)
	each = append(each,
		clause{word: "UNWIND", of: item{positions{levelNodes(from)}, place}},
		clause{word: "WITH", of: item{value: place}, more: []item{{element{levelNodes(from), place}, word("o")}}},
	)
	switch branch := s.branch; {
	case branch.limit.isGiven():
		sorted := s.sorted(word("o"))
		sorted.limit = branch.limit.value()
		some := []clause{s.match(), sorted, {word: "RETURN", of: sorted.more[0], more: sorted.more[1:]}}
		each = append(each, clause{word: "CALL", of: item{value: word("o")}, block: some})
	case len(branch.order) > 0:
		each = append(each, s.match(), s.sorted(place))
	default:
		each = append(each, s.match())
	}
	each = append(each, clause{word: "RETURN", of: item{linkLists{s}, levelLinks(number)}, more: []item{{distinctNodes, levelNodes(number)}}})
	s.about = topic{setting: &s.target, variable: variable, link: "e"}
	return clause{word: "CALL", of: item{value: levelNodes(from)}, block: each, about: &s.about}
}

// match finds e and n from o.
func (s *step) match() clause {
	pattern := hop{from: node{variable: "o"}, to: node{variable: variable}, link: "e", label: s.edges[0].Label, direction: s.edges[0].Direction}
	for _, edge := range s.edges[1:] {
		pattern.others = append(pattern.others, edge.Label)
	}
	if s.target.Node != nil {
		pattern.to.labels = s.target.Node.Labels
	}
	return clause{word: "MATCH", of: item{value: pattern}, where: s.branch.conditions}
}

// sorted hands on e and n in their order, with what stands for their owner.
func (s *step) sorted(owner word) clause {
	more := []item{{value: word("e")}, {value: word(variable)}}
	if s.isUndirected() && owner != "o" {
		more = append(more, item{value: word("o")})
	}
	return clause{word: "WITH", of: item{value: owner}, more: more, order: s.branch.order}
}

func (s *step) isUndirected() bool { return s.edges[0].Direction == schema.Undirected }

// place is where the owner stands.
const place = word("o0")

// positions are those of the elements of a list, from 0 on.
type positions struct {
	of expression
}

func (e positions) write(s *scope) {
	s.Text("range(0, size(")
	e.of.write(s)
	s.Text(") - 1)")
}

// distinctNodes are the nodes that a step leads to.
var distinctNodes expression = function{name: "collect", distinct: true, of: word(variable)} //nolint:gochecknoglobals // a constant of a type that cannot be one

// linkLists are the relationships of a step as lists side by side, as Level says. A value that a
// relationship does not have has its place in them, which collect alone would not leave.
type linkLists struct {
	of *step
}

func (e linkLists) write(s *scope) {
	s.Text("[collect(o0), collect(")
	s.ElementID(variable)
	s.Text(")")
	if len(e.of.edges) > 1 {
		s.Text(", collect(type(e))")
	}
	if e.of.isUndirected() {
		s.Text(", collect(startNode(e) = o)")
	}
	if e.of.ids {
		s.Text(", collect(")
		s.ElementID("e")
		s.Text(")")
	}
	if e.of.maps {
		s.Text(", collect(properties(e))]")
		return
	}
	for _, property := range e.of.properties {
		s.Text(", [e IN collect(e) | ")
		s.Property("e", property.Name)
		s.Text("]")
	}
	s.Text("]")
}
