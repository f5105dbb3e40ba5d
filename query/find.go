package query

import (
	"errors"
	"fmt"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// chunk is how many nodes travel in one record. A record has a fixed price at
// both ends, and a list of nodes pays it once.
const chunk = 1000

// Find describes which nodes of type T are wanted, in which order and how many.
// It is a value: each step gives a changed copy, so that one stem can carry two
// branches. Mistakes wait until a statement is made, and are reported together.
type Find[T any] struct {
	choice Choice
}

// From takes the nodes from an index, the best first behind the other sort keys.
func (f Find[T]) From(from Origin[T]) Find[T] { return Find[T]{f.choice.From(OriginOf(from))} }

// Where adds conditions; all must hold.
func (f Find[T]) Where(conditions ...Condition[T]) Find[T] {
	return Find[T]{f.choice.Where(ConditionsOf(conditions))}
}

// OrderBy adds sort keys behind those that are there.
func (f Find[T]) OrderBy(orders ...Order[T]) Find[T] {
	return Find[T]{f.choice.OrderBy(OrdersOf(orders))}
}

// Limit keeps the first n; the last call counts.
func (f Find[T]) Limit(n int) Find[T] { return Find[T]{f.choice.Limit(n)} }

// Untyped gives the choice without its type, which makes the statements.
func (f Find[T]) Untyped() Choice { return f.choice }

// Choice is a Find without its type. That what it does is not generic spares the compiler
// a copy of it for each type of a program.
type Choice struct {
	conditions []expression
	order      []sortKey
	limit      int
	limited    bool
	origin     origin // nil: all nodes of the type
}

// Conditions are conditions without their type.
type Conditions []expression

// ConditionsOf takes the type off conditions.
func ConditionsOf[T any](conditions []Condition[T]) Conditions { return expressions(conditions) }

// Where adds conditions; all must hold.
func (f Choice) Where(conditions Conditions) Choice {
	f.conditions = append(f.conditions[:len(f.conditions):len(f.conditions)], conditions...)
	return f
}

// OrderBy adds sort keys behind those that are there.
func (f Choice) OrderBy(orders Orders) Choice {
	f.order = append(f.order[:len(f.order):len(f.order)], orders...)
	return f
}

// UntypedOrigin is an Origin without its type.
type UntypedOrigin struct{ origin origin }

// OriginOf takes the type off an origin.
func OriginOf[T any](from Origin[T]) UntypedOrigin { return UntypedOrigin(from) }

// From takes the nodes from an index, the best first behind the other sort keys.
func (f Choice) From(from UntypedOrigin) Choice {
	f.origin = from.origin
	if from.origin == nil {
		f.origin = mistake{errors.New("ogm: the origin of a selection is empty; make it by query.Search or Property.Nearest")}
	}
	return f
}

// Limit keeps the first n; the last call counts.
func (f Choice) Limit(n int) Choice {
	f.limit, f.limited = n, true
	return f
}

// First keeps the first node, if there is any.
func (f Choice) First() Choice {
	if f.limited && f.limit < 1 {
		return f
	}
	return f.Limit(1)
}

// All gives the statement that returns the nodes in order, as lists in one column:
// of nodes, or of lists with their properties' values where these are all there is
// to know.
func (f Choice) All(setting Setting) (Statement, error) {
	s := f.match(setting)
	f.shorten(s)
	returnChunks(&s.Writer, setting.Node, setting.Flat)
	return f.finish(s)
}

// returnChunks ends a statement that has matched n: a record for each thousand. The
// server keeps a reference to each node; values are read when their chunk is sent.
func returnChunks(w *cypher.Writer, node *schema.NodeType, flat bool) {
	w.Text(" WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, ")
	w.Int(chunk)
	w.Text(") AS i RETURN ")
	if flat {
		w.Text("[n IN ")
	}
	w.Text("ns[i..i + ")
	w.Int(chunk)
	w.Text("]")
	if flat {
		w.Text(" | ")
		writeValues(w, node)
		w.Text("]")
	}
	w.Text(" AS ns")
}

// writeValues writes the list of n's properties' values.
func writeValues(w *cypher.Writer, node *schema.NodeType) {
	for i, property := range node.Properties {
		w.Text([]string{"[", ", "}[min(i, 1)])
		w.Property(variable, property.Name)
	}
	w.Text("]")
}

// One gives the statement that returns up to two nodes: the second one tells that
// the answer is not unique.
func (f Choice) One(setting Setting) (Statement, error) {
	s := f.match(setting)
	if f.limited {
		f.shorten(s)
		s.Text(" RETURN n LIMIT 2")
		return f.finish(s)
	}
	s.Text(" RETURN n")
	s.sort(f.sortKeys())
	s.Text(" LIMIT 2")
	return f.finish(s)
}

// AllWith is All with what a fetch plan names; see Level for the columns. A record has a
// thousand of the nodes, with what belongs to them.
func (f Choice) AllWith(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	f.shorten(s)
	s.Text(" WITH collect(n) AS ns UNWIND range(0, size(ns) - 1, ")
	s.Int(chunk)
	s.Text(") AS i WITH ns[i..i + ")
	s.Int(chunk)
	s.Text("] AS l0")
	return f.finishWith(s, branches)
}

// Scored is AllWith with one column more: the scores of the nodes in the first.
func (f Choice) Scored(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	if f.origin == nil {
		s.Fail(errors.New("ogm: nodes have a score where an index has found them; say by From which"))
	}
	f.shorten(s)
	s.Text(" WITH collect(n) AS ns, collect(score) AS scores UNWIND range(0, size(ns) - 1, ")
	s.Int(chunk)
	s.Text(") AS i WITH ns[i..i + ")
	s.Int(chunk)
	s.Text("] AS l0, scores[i..i + ")
	s.Int(chunk)
	s.Text("] AS scores")
	list := writeLevels(s, branches.fetches)
	s.Text(", scores")
	stmt, err := f.finish(s)
	return stmt, list, err
}

// Stream gives the statement that returns the nodes one by one: as nodes, or as lists of
// their properties' values.
func (f Choice) Stream(setting Setting) (Statement, error) {
	s := f.match(setting)
	f.shorten(s)
	s.Text(" RETURN ")
	if setting.Flat {
		writeValues(&s.Writer, setting.Node)
		s.Text(" AS n")
	} else {
		s.Text("n")
	}
	return f.finish(s)
}

// StreamWith is Stream with what a fetch plan names: a record has one of the nodes, with
// what belongs to it.
func (f Choice) StreamWith(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	f.shorten(s)
	s.Text(" WITH [n] AS l0")
	return f.finishWith(s, branches)
}

// OneWith is One with what a fetch plan names.
func (f Choice) OneWith(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	if f.limited {
		f.shorten(s)
		s.Text(" WITH n LIMIT 2")
	} else {
		s.Text(f.carried())
		s.sort(f.sortKeys())
		s.Text(" LIMIT 2")
	}
	s.Text(" WITH collect(n) AS l0")
	return f.finishWith(s, branches)
}

func (f Choice) finishWith(s *scope, branches Branches) (Statement, []Level, error) {
	list := writeLevels(s, branches.fetches)
	stmt, err := f.finish(s)
	return stmt, list, err
}

// Count gives the statement that returns the number of nodes.
func (f Choice) Count(setting Setting) (Statement, error) {
	s := f.match(setting)
	if f.limited {
		f.shorten(s)
	}
	s.Text(" RETURN count(n) AS count")
	return f.finish(s)
}

// Exists gives the statement that returns whether there is any such node.
func (f Choice) Exists(setting Setting) (Statement, error) {
	s := f.match(setting)
	if f.limited {
		f.shorten(s)
	}
	s.Text(" WITH n LIMIT 1 RETURN count(n) > 0 AS exists")
	return f.finish(s)
}

// Delete gives the statement that deletes the nodes with their relationships and
// returns how many they were.
func (f Choice) Delete(setting Setting) (Statement, error) {
	s := f.match(setting)
	if f.limited {
		f.shorten(s)
	}
	s.Text(" DETACH DELETE n RETURN count(*) AS count")
	stmt, err := f.finish(s)
	return stmt.Writing(), err
}

func (f Choice) match(setting Setting) *scope {
	s := newScope(setting)
	conditions := f.conditions
	if f.origin == nil {
		var first *lead
		if first, conditions = s.leadOf(conditions); first != nil {
			first.write(s)
		} else {
			s.Text("MATCH ")
			node{variable, setting.Node.Labels}.write(&s.Writer)
		}
	} else {
		f.origin.write(s)
		s.Text(" WHERE ", variable)
		s.Labels(setting.Node.Labels)
	}
	if len(conditions) > 0 {
		s.Text([]string{" AND ", " WHERE "}[rankOf(f.origin == nil)])
		s.join(conditions, " AND ")
	}
	if f.limited && f.limit < 0 {
		s.Fail(fmt.Errorf("ogm: a limit of %d is negative", f.limit))
	}
	return s
}

// shorten orders and limits what follows.
func (f Choice) shorten(s *scope) {
	if len(f.order) == 0 && !f.limited && f.origin == nil {
		return
	}
	s.Text(f.carried())
	s.sort(f.sortKeys())
	if f.limited {
		s.Text(" LIMIT ")
		s.Param(f.limit)
	}
}

// carried is the WITH that hands on what was matched.
func (f Choice) carried() string {
	if f.origin != nil {
		return " WITH n, score"
	}
	return " WITH n"
}

// sortKeys is the order: what an index has found is sorted by its score in the end.
func (f Choice) sortKeys() []sortKey {
	if f.origin == nil {
		return f.order
	}
	return append(f.order[:len(f.order):len(f.order)], sortKey{value: score{}, descending: true})
}

func (f Choice) finish(s *scope) (Statement, error) {
	return s.statement()
}
