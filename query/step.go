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
	each = append(each, clause{word: "RETURN", of: item{collected{s}, levelLinks(number)}, more: []item{{distinctNodes, levelNodes(number)}}})
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

// collected are the relationships that a step has met, as lists side by side: where their owners
// stand, the nodes at their other ends, and what linkLists needs besides.
type collected struct {
	of *step
}

func (e collected) write(s *scope) {
	s.Text("[collect(o0), collect(", variable, ")")
	if e.of.isUndirected() {
		s.Text(", collect(startNode(e) = o)")
	}
	if e.of.needsLinks() {
		s.Text(", collect(e)")
	}
	s.Text("]")
}

// needsLinks tells whether something is read of the relationships themselves.
func (s *step) needsLinks() bool {
	return len(s.edges) > 1 || s.ids || s.maps || len(s.properties) > 0
}

// linksAt is where the relationships themselves stand among what is collected.
func (s *step) linksAt() int {
	if s.isUndirected() {
		return 3
	}
	return 2
}

// linkLists are the relationships that a step has collected, as Level says. A value that a
// relationship does not have has its place in them, which collect alone would not leave.
type linkLists struct {
	of    *step
	lists levelLinks
}

func (e linkLists) write(s *scope) {
	s.Text("[")
	e.piece(s, 0)
	s.Text(", [", variable, " IN ")
	e.piece(s, 1)
	s.Text(" | ")
	s.ElementID(variable)
	s.Text("]")
	links := e.of.linksAt()
	if len(e.of.edges) > 1 {
		e.each(s, links)
		s.Text("type(e)]")
	}
	if e.of.isUndirected() {
		s.Text(", ")
		e.piece(s, 2)
	}
	if e.of.ids {
		e.each(s, links)
		s.ElementID("e")
		s.Text("]")
	}
	if e.of.maps {
		e.each(s, links)
		s.Text("properties(e)]]")
		return
	}
	for _, property := range e.of.properties {
		e.each(s, links)
		s.Property("e", property.Name)
		s.Text("]")
	}
	s.Text("]")
}

// each begins a list of something of each relationship.
func (e linkLists) each(s *scope, links int) {
	s.Text(", [e IN ")
	e.piece(s, links)
	s.Text(" | ")
}

// piece writes the part of a list that a record has.
func (e linkLists) piece(s *scope, list int) {
	e.lists.write(s)
	s.Text("[")
	s.Int(list)
	s.Text("]")
	s.piece()
}
