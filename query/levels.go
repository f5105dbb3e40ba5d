package query

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// Level is one edge of a fetch plan in an answer: a column with the relationships, and
// one with the nodes that they lead to, each once. The first column of such an answer has
// the nodes that were asked for, which are level 0.
type Level struct {
	Edge    *schema.Edge
	Owner   int          // the level whose nodes have the field
	Target  reflect.Type // of the nodes: a struct, or an interface
	Partial bool         // there may be more than what was loaded
}

// Levels turns nodes that were matched as n into an answer with all that a plan names: one
// subquery for each edge, which is fed with the nodes of the level before, so that the
// cost is that of what is there, and not of the paths through it.
type levels struct {
	*scope
	list []Level
}

// writeLevels collects n and writes the subqueries and the RETURN.
func writeLevels(s *scope, branches []fetch) ([]Level, error) {
	l := &levels{scope: s}
	s.Text(" WITH collect(DISTINCT n) AS l0")
	if err := l.write(branches, s.setting.Node, 0); err != nil {
		return nil, err
	}
	s.Text(" RETURN l0")
	for i := range l.list {
		s.Text(", e")
		s.Int(i + 1)
		s.Text(", l")
		s.Int(i + 1)
	}
	return l.list, nil
}

func (l *levels) write(branches []fetch, owner *schema.NodeType, from int) error {
	for _, branch := range branches {
		edge, err := branch.edgeAt(owner)
		if err != nil {
			return err
		}
		target, err := l.setting.Target(owner, edge, branch.target)
		if err != nil {
			return err
		}
		if branch.limited && branch.limit < 0 {
			return fmt.Errorf("ogm: a limit of %d is negative", branch.limit)
		}
		l.list = append(l.list, Level{Edge: edge, Owner: from, Target: target.Type, Partial: branch.limited || len(branch.conditions) > 0})
		number := len(l.list)
		l.level(branch, edge, target, from, number)
		if len(branch.nested) == 0 {
			continue
		}
		if target.Node == nil {
			return fmt.Errorf("ogm: %s.%s leads to an interface, whose fields are not known; the plan ends there", owner.Name, edge.Field)
		}
		if err := l.write(branch.nested, target.Node, number); err != nil {
			return err
		}
	}
	return nil
}

// level writes the subquery of one edge. The owner is o in it, the relationship e, and the
// node at the other end n, which conditions and orders are about.
func (l *levels) level(branch fetch, edge *schema.Edge, target Setting, from, number int) {
	l.Text(" ", l.Dialect().Subquery(fmt.Sprintf("l%d", from)))
	l.Text("UNWIND l")
	l.Int(from)
	l.Text(" AS o ")
	if branch.limited {
		l.Text(l.Dialect().Subquery("o"))
	}
	l.Text("MATCH (o)", []string{"-[e", "<-[e"}[rankOf(edge.Direction == schema.Incoming)])
	l.Labels([]string{edge.Label})
	l.Text([]string{"]-(n", "]->(n"}[rankOf(edge.Direction == schema.Outgoing)])
	if target.Node != nil {
		l.Labels(target.Node.Labels)
	}
	l.Text(")")
	inner := &scope{Writer: l.Writer, setting: target}
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
	if edge.Direction == schema.Undirected { // which of its two ends had the field, it does not say itself
		what = "[e, startNode(e) = o]"
	}
	l.Text(" RETURN collect(", what, ") AS e")
	l.Int(number)
	l.Text(", collect(DISTINCT n) AS l")
	l.Int(number)
	l.Text(" }")
}
