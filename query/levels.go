package query

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

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

// writeLevels writes the subqueries of a plan and the RETURN; the list l0 has the nodes
// that were asked for.
func writeLevels(s *scope, branches []fetch) []Level {
	l := &levels{scope: s}
	if err := l.write(branches, s.setting.Node, 0); err != nil {
		s.Fail(err)
		return nil
	}
	s.Text(" RETURN l0")
	for i := range l.list {
		s.Text(", e")
		s.Int(i + 1)
		s.Text(", l")
		s.Int(i + 1)
	}
	return l.list
}

func (l *levels) write(branches []fetch, owner *schema.NodeType, from int) error {
	steps, err := l.steps(branches, owner)
	if err != nil {
		return err
	}
	for _, step := range steps {
		branch := step.branch
		l.list = append(l.list, Level{Edges: step.edges, Owner: from, Target: step.target.Type, Partial: branch.limited || len(branch.conditions) > 0})
		number := len(l.list)
		l.level(step, from, number)
		if len(branch.nested) == 0 {
			continue
		}
		if step.target.Node == nil {
			return fmt.Errorf("ogm: %s.%s leads to an interface, whose fields are not known; the plan ends there", owner.Name, step.edges[0].Field)
		}
		if err := l.write(branch.nested, step.target.Node, number); err != nil {
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
		steps = append(steps, step{branch, []*schema.Edge{edge}, target})
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
		return slices.Equal(a.field.index, b.field.index) && a.field.owner == b.field.owner && a.target == b.target && a.isLike(&b)
	})
}

func (f *fetch) isPlain() bool {
	return len(f.conditions) == 0 && len(f.order) == 0 && !f.limited && f.into == nil && !f.deep
}

// level writes the subquery of one step. The owner is o in it, the relationship e, and the
// node at the other end n, which conditions and orders are about.
func (l *levels) level(step step, from, number int) {
	branch, target, direction := step.branch, step.target, step.edges[0].Direction
	l.Text(" ", l.Dialect().Subquery("l"+strconv.Itoa(from)))
	l.Text("UNWIND l")
	l.Int(from)
	l.Text(" AS o ")
	if branch.limited {
		l.Text(l.Dialect().Subquery("o"))
	}
	pattern := hop{from: node{variable: "o"}, to: node{variable: variable}, link: "e", direction: direction}
	for _, edge := range step.edges {
		pattern.types = append(pattern.types, edge.Label)
	}
	if target.Node != nil {
		pattern.to.labels = target.Node.Labels
	}
	l.Text("MATCH ")
	pattern.write(&l.Writer)
	inner := l.beyond(target, "e", variable)
	if len(branch.conditions) > 0 {
		l.Text(" WHERE ")
		inner.join(branch.conditions, " AND ")
	}
	if len(branch.order) > 0 || branch.limited {
		l.Text(" WITH o, e, n")
		inner.sort(branch.order)
	}
	if branch.limited {
		l.Text(" LIMIT ")
		l.Param(branch.limit)
		l.Text(" RETURN e, n }")
	}
	what := "e"
	if direction == schema.Undirected { // which of its two ends had the field, it does not say itself
		what = "[e, startNode(e) = o]"
	}
	l.Text(" RETURN collect(", what, ") AS e")
	l.Int(number)
	l.Text(", collect(DISTINCT n) AS l")
	l.Int(number)
	l.Text(" }")
}
