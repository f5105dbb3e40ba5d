package query

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/schema"
)

// Level is a step of a fetch plan in an answer: a column with relationships, and one with
// the nodes that they lead to, each once. The first column of such an answer has the nodes
// that were asked for, which are level 0.
type Level struct {
	Edges   []*schema.Edge // of one owner; each has a type of relationships of its own
	Owner   int            // the level whose nodes have the fields
	Target  reflect.Type   // of the nodes: a struct, or an interface
	Partial bool           // there may be more than what was loaded
}

// levels turns nodes that were matched as n into an answer with all that a plan names: one
// subquery for each step, which is fed with the nodes of the level before, so that the
// cost is that of what is there, and not of the paths through it. Edges that lead to one
// type of nodes, and from there to the same, are one step.
type levels struct {
	*scope
	list []Level
}

// levelNodes is the list of the nodes of a level, levelLinks that of the relationships which
// lead to them: a bare number, which is handed on without a piece of memory of its own.
type (
	levelNodes int
	levelLinks int
)

func (e levelNodes) write(s *scope) {
	s.Text("l")
	s.Int(int(e))
}

func (e levelLinks) write(s *scope) {
	s.Text("e")
	s.Int(int(e))
}

// follow ends a statement by the subqueries of a plan, and the RETURN with what the statement
// has besides; the list l0 has the nodes that were asked for.
func (s *scope) follow(branches Branches, more ...item) (Statement, []Level, error) {
	l := &levels{scope: s, list: make([]Level, 0, len(branches.fetches))}
	if err := l.follow(branches.fetches, s.setting.Node, 0); err != nil {
		s.Fail(err)
	}
	columns := make([]item, 0, 2*len(l.list)+len(more))
	for i := range l.list {
		columns = append(columns, item{value: levelLinks(i + 1)}, item{value: levelNodes(i + 1)})
	}
	s.put(clause{word: "RETURN", of: item{value: levelNodes(0)}, more: append(columns, more...)})
	stmt, err := s.statement()
	return stmt, l.list, err
}

func (l *levels) follow(branches []fetch, owner *schema.NodeType, from int) error {
	steps, err := l.steps(branches, owner)
	if err != nil {
		return err
	}
	for i := range steps {
		step := &steps[i]
		branch := step.branch
		l.list = append(l.list, Level{Edges: step.edges, Owner: from, Target: step.target.Type, Partial: branch.limited || len(branch.conditions) > 0})
		number := len(l.list)
		l.put(l.stepClause(step, from, number))
		if len(branch.nested) == 0 {
			continue
		}
		if step.target.Node == nil {
			return fmt.Errorf("ogm: %s.%s leads to an interface, whose fields are not known; the plan ends there", owner.Name, step.edges[0].Field)
		}
		if err := l.follow(branch.nested, step.target.Node, number); err != nil {
			return err
		}
	}
	return nil
}

// step is a subquery to be written.
type step struct {
	branch *fetch
	edges  []*schema.Edge
	target Setting
	about  topic // of the subquery
}

func (l *levels) steps(branches []fetch, owner *schema.NodeType) ([]step, error) {
	steps := make([]step, 0, len(branches))
	for i := range branches {
		branch := &branches[i]
		edge, err := branch.edgeAt(owner)
		if err == nil && branch.deep {
			branch, err = branch.unrolled()
		}
		if err != nil {
			return nil, err
		}
		target, err := l.setting.Around.Target(owner, edge, branch.target)
		if err != nil {
			return nil, err
		}
		if branch.limited && branch.limit < 0 {
			return nil, fmt.Errorf("ogm: a limit of %d is negative", branch.limit)
		}
		at := slices.IndexFunc(steps, func(s step) bool { return s.takes(branch, edge, target) })
		if at >= 0 {
			steps[at].edges = append(steps[at].edges, edge)
			continue
		}
		steps = append(steps, step{branch: branch, edges: []*schema.Edge{edge}, target: target})
	}
	return steps, nil
}

// takes tells whether another edge can share the subquery.
func (s step) takes(branch *fetch, edge *schema.Edge, target Setting) bool {
	first := s.edges[0]
	inStructs := (first.Elem.Kind() == reflect.Struct) == (edge.Elem.Kind() == reflect.Struct)
	return first.Direction == edge.Direction && inStructs && s.target.Type == target.Type && s.branch.isLike(branch) &&
		!slices.ContainsFunc(s.edges, func(e *schema.Edge) bool { return e.Label == edge.Label })
}

// isLike tells whether two edges are followed alike: all that is there, and from there the same.
func (f *fetch) isLike(other *fetch) bool {
	return f.isPlain() && other.isPlain() && slices.EqualFunc(f.nested, other.nested, func(a, b fetch) bool {
		return a.field.is(b.field) && a.target == b.target && a.isLike(&b)
	})
}

func (f *fetch) isPlain() bool {
	return len(f.conditions) == 0 && len(f.order) == 0 && !f.limited && f.into == nil && !f.deep
}

// clause is the subquery of one step. The owner is o in it, the relationship e, and the
// node at the other end n, which conditions and orders are about.
func (s *step) clause(from, number int) clause {
	unwind := clause{word: "UNWIND", of: item{levelNodes(from), word("o")}}
	links := collected.links
	if s.edges[0].Direction == schema.Undirected {
		links = collected.sides
	}
	answer := clause{word: "RETURN", of: item{links, levelLinks(number)}, more: []item{{collected.nodes, levelNodes(number)}}}
	each := []clause{unwind, s.match(), answer}
	switch branch := s.branch; {
	case branch.limited:
		with := s.with()
		with.limit = parameter{branch.limit}
		some := []clause{s.match(), with, {word: "RETURN", of: with.more[0], more: with.more[1:]}}
		each[1] = clause{word: "CALL", of: item{value: word("o")}, block: some}
	case len(branch.order) > 0:
		each = []clause{unwind, s.match(), s.with(), answer}
	}
	s.about = topic{setting: &s.target, variable: variable, link: "e"}
	return clause{word: "CALL", of: item{value: levelNodes(from)}, block: each, about: &s.about}
}

// collected are what a step gives of each e and n. Which of its two ends had the field, a
// relationship without a direction does not say itself.
var collected = struct{ links, sides, nodes expression }{ //nolint:gochecknoglobals // constants of a type that cannot be one
	links: function{name: "collect", of: word("e")},
	sides: function{name: "collect", of: list{word("e"), operation{function{name: "startNode", of: word("e")}, " = ", word("o")}}},
	nodes: function{name: "collect", distinct: true, of: word(variable)},
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

// with hands all three on, in order.
func (s *step) with() clause {
	return clause{word: "WITH", of: item{value: word("o")}, more: []item{{value: word("e")}, {value: word(variable)}}, order: s.branch.order}
}
