package query

import (
	"fmt"

	"github.com/go-ogm/ogm/schema"
)

// Any holds where the edge leads to a node for which all conditions hold, besides those of
// the handle itself; without conditions, where it leads anywhere. Order, limit and what is
// nested do not count.
//
//	people.Match(Friends.Any(Name.Eq("Bob")))
//	people.Match(Roles.WhereRelationship(Pay.Gt(100)).Any(Title.Eq("Alien")))
func (e EdgeField[T, N]) Any(conditions ...Condition[N]) Condition[T] {
	return Condition[T]{exists{pathOf(e.fetch, conditions)}}
}

// None holds where the edge leads to no such node.
func (e EdgeField[T, N]) None(conditions ...Condition[N]) Condition[T] {
	return Condition[T]{negation{exists{pathOf(e.fetch, conditions)}}}
}

// All holds where the conditions hold for every node that the edge leads to, as far as the
// handle's own hold for it; where it leads nowhere, All holds. What is unknown, because a
// property is missing, does not hold.
func (e EdgeField[T, N]) All(conditions ...Condition[N]) Condition[T] {
	if len(conditions) == 0 {
		return Condition[T]{mistake{fmt.Errorf("ogm: All of %s needs at least one condition", e.fetch.field)}}
	}
	return Condition[T]{every{pathOf[N](e.fetch, nil), expressions(conditions)}}
}

// Single holds where the edge leads to exactly one such node.
func (e EdgeField[T, N]) Single(conditions ...Condition[N]) Condition[T] {
	return e.Count(conditions...).Eq(1)
}

// Count is how many relationships lead to such nodes: to be compared, or to sort by.
//
//	people.Match(Friends.Count().Gt(3)).OrderBy(Friends.Count().Desc())
func (e EdgeField[T, N]) Count(conditions ...Condition[N]) Counted[T] {
	return Counted[T]{count{pathOf(e.fetch, conditions)}}
}

// Counted is a number of relationships of a node of type T.
type Counted[T any] struct {
	count count
}

// Eq holds where the number is n.
func (c Counted[T]) Eq(n int) Condition[T] { return c.compare(" = ", n) }

// Ne holds where the number is not n.
func (c Counted[T]) Ne(n int) Condition[T] { return c.compare(notEqual, n) }

// Gt holds where the number is greater than n.
func (c Counted[T]) Gt(n int) Condition[T] { return c.compare(" > ", n) }

// Ge holds where the number is n or greater.
func (c Counted[T]) Ge(n int) Condition[T] { return c.compare(" >= ", n) }

// Lt holds where the number is less than n.
func (c Counted[T]) Lt(n int) Condition[T] { return c.compare(" < ", n) }

// Le holds where the number is n or less.
func (c Counted[T]) Le(n int) Condition[T] { return c.compare(" <= ", n) }

// Asc sorts by the number, smallest first.
func (c Counted[T]) Asc() Order[T] { return Order[T]{sortKey{value: c.count}} }

// Desc sorts by the number, greatest first.
func (c Counted[T]) Desc() Order[T] { return Order[T]{sortKey{value: c.count, descending: true}} }

func (c Counted[T]) compare(operator string, n int) Condition[T] {
	return Condition[T]{measured(c.count, operator, n)}
}

// measured compares an expression with a number of the program's own.
func measured(of expression, operator string, value any) operation {
	return operation{of, operator, parameter{value}}
}

// path is an edge that a condition looks along, to the nodes for which all conditions hold.
type path struct {
	edge  fetch
	where []expression
}

// pathOf is the path of a handle: its own conditions come first, and what else it says to a fetch
// plan is left out.
func pathOf[N any](f fetch, conditions []Condition[N]) path {
	edge := fetch{field: f.field, target: f.target, into: f.into}
	return path{edge: edge, where: f.conditions}.and(expressions(conditions)...)
}

func (p path) and(conditions ...expression) path {
	p.where = append(p.where[:len(p.where):len(p.where)], conditions...)
	return p
}

// way is what a path is in one place of a statement.
type way struct {
	edge *schema.Edge
	end  topic // the node at its end
}

// resolve finds the relationship that a path goes along; nil after a mistake.
func (p path) resolve(s *scope) *way {
	if s.setting.Node == nil {
		s.Fail(fmt.Errorf("ogm: %s is an interface, whose relationships are not known; ask for nodes of one type", s.setting.Type))
		return nil
	}
	edge, err := p.edge.edgeAt(s.setting.Node)
	if err != nil {
		s.Fail(err)
		return nil
	}
	target, err := s.setting.Around.Target(s.setting.Node, edge, p.edge.target)
	if err != nil {
		s.Fail(err)
		return nil
	}
	link, far := s.fresh()
	return &way{edge, topic{setting: &target, variable: far, link: link}}
}

// put writes the path as a clause, or without a word as a part of an expression.
func (p path) put(s *scope, word string) {
	if w := p.resolve(s); w != nil {
		s.put(p.clause(word, w, node{variable: s.variable}))
	}
}

// clause is a path that is resolved: the pattern, and what is to hold at its end.
func (p path) clause(word string, w *way, from node) clause {
	to := node{variable: w.end.variable}
	if target := w.end.setting.Node; target != nil {
		to.labels = target.Labels
	}
	pattern := hop{from: from, to: to, link: w.end.link, label: w.edge.Label, direction: w.edge.Direction}
	return clause{word: word, of: item{value: pattern}, where: p.where, about: &w.end}
}

// exists tells whether there is a path.
type exists struct {
	path path
}

func (e exists) write(s *scope) {
	s.Text("EXISTS { ")
	e.path.put(s, "MATCH")
	s.Text(" }")
}

// count is the number of paths.
type count struct {
	path path
}

func (e count) write(s *scope) {
	if s.Dialect().CountSubqueries() {
		s.Text("COUNT { ")
		e.path.put(s, "")
		s.Text(" }")
		return
	}
	s.Text("size([")
	e.path.put(s, "")
	s.Text(" | 1])")
}

// every tells whether all conditions hold wherever a path leads.
type every struct {
	path       path
	conditions []expression
}

// write asks whether there is a path for which they do not hold. What is unknown must not
// pass, and 4.4 has no word for that which it allows around EXISTS; so there it counts.
func (e every) write(s *scope) {
	if s.Dialect().PredicatesEverywhere() {
		negation{exists{e.path.and(refutation{e.conditions})}}.write(s)
		return
	}
	count{e.path}.write(s)
	s.Text(" = ")
	count{e.path.and(e.conditions...)}.write(s)
}

// refutation holds where not all conditions do, or where that is unknown.
type refutation struct {
	conditions []expression
}

func (e refutation) write(s *scope) {
	s.Text("NOT coalesce(")
	s.join(e.conditions, " AND ")
	s.Text(", false)")
}
