package ogm

import (
	"context"

	"github.com/go-ogm/ogm/query"
)

// Selection is a choice of nodes of type T: conditions, order, limit. It is a value:
// each step gives a changed copy, and nothing is sent before a verb that takes a
// context. Mistakes in conditions are reported by that verb, together. What the verbs
// give is of type O: *T from a Repository[T].
type Selection[T, O any] struct {
	reader   *reader[O]
	find     query.Find[T]
	plan     query.Plan[T]
	prepared *prepared  // of a Compiled
	args     query.Args // likewise
}

// Where adds conditions; all must hold.
func (s Selection[T, O]) Where(conditions ...query.Condition[T]) Selection[T, O] {
	s.find = s.find.Where(conditions...)
	return s
}

// From takes the nodes from where an index finds them, in place of all nodes of the type:
// query.Search for text, Property.Nearest for vectors. The best come first, behind the
// order that OrderBy gives.
//
//	people.Match(Born.Gt(1960)).From(query.Search[Person]("names", "ann~"))
func (s Selection[T, O]) From(origin query.Origin[T]) Selection[T, O] {
	s.find = s.find.From(origin)
	return s
}

// OrderBy adds sort keys behind those that are there.
func (s Selection[T, O]) OrderBy(orders ...query.Order[T]) Selection[T, O] {
	s.find = s.find.OrderBy(orders...)
	return s
}

// Limit keeps the first n nodes.
func (s Selection[T, O]) Limit(n int) Selection[T, O] {
	s.find = s.find.Limit(n)
	return s
}

// With loads the relationships that are named, and what they lead to, with the nodes:
// all of it in one statement, each node once for each thousand nodes that were selected.
func (s Selection[T, O]) With(edges ...query.Fetch[T]) Selection[T, O] {
	s.plan = s.plan.And(query.With(edges...))
	return s
}

// All loads the nodes: one round trip. The nodes travel in lists of a thousand, each with
// what a fetch plan names, and all are in memory at the end. The server keeps a reference
// to each node until the last is sent, and the part of one list: a million nodes are some
// 50 MB there. For more, or to keep less here, there are Stream and Page.
func (s Selection[T, O]) All(ctx context.Context) ([]O, error) {
	return s.load(ctx, "all", query.Find[T].All, query.Find[T].AllWith)
}

// One loads the node when there is exactly one: ErrNotFound when there is none,
// ErrNotUnique when there are more. One round trip.
func (s Selection[T, O]) One(ctx context.Context) (O, error) {
	return s.single(s.load(ctx, "one", query.Find[T].One, query.Find[T].OneWith))
}

// First loads the first node in the order, ErrNotFound when there is none. One round trip.
func (s Selection[T, O]) First(ctx context.Context) (O, error) {
	s.find = s.find.First()
	return s.single(s.load(ctx, "first", query.Find[T].All, query.Find[T].AllWith))
}

func (s Selection[T, O]) single(objects []O, err error) (O, error) {
	if err != nil {
		var none O
		return none, err
	}
	return s.reader.single(objects, nil)
}

// Count counts the nodes: one round trip.
func (s Selection[T, O]) Count(ctx context.Context) (int64, error) {
	return answer[int64](ctx, s, "count", query.Find[T].Count)
}

// Exists tells whether there is such a node: one round trip.
func (s Selection[T, O]) Exists(ctx context.Context) (bool, error) {
	return answer[bool](ctx, s, "exists", query.Find[T].Exists)
}

// Delete deletes the nodes with their relationships, whatever their versions, and
// tells how many they were. It is one transaction and two round trips; a selection
// of millions is the server's memory to bear.
func (s Selection[T, O]) Delete(ctx context.Context) (int64, error) {
	return answer[int64](ctx, s, "delete", query.Find[T].Delete)
}

// answer runs a statement that returns one value.
func answer[V, T, O any](ctx context.Context, s Selection[T, O], verb string, write statementOf[T]) (V, error) {
	var value V
	stmt, err := s.build(ctx, verb, write)
	if err != nil {
		return value, err
	}
	result, err := Query[V](ctx, s.reader.querier(), stmt)
	if err != nil {
		return value, err
	}
	return result.Records[0], nil
}

// load runs a statement that returns nodes: written by plain, or by graph where there is a
// fetch plan or a unit.
func (s Selection[T, O]) load(ctx context.Context, verb string, plain statementOf[T], graph graphOf[T]) ([]O, error) {
	if s.reader.needsGraph(s.branches()) {
		answer, err := s.reader.loadGraph(ctx, s.graph(verb, graph))
		return answer.objects, err
	}
	stmt, err := s.build(ctx, verb, plain)
	if err != nil {
		return nil, err
	}
	answer, err := s.reader.load(ctx, stmt)
	if err != nil {
		return nil, err
	}
	return answer.objects, nil
}

// branches is the fetch plan, with what the repository always loads.
func (s Selection[T, O]) branches() query.Branches { return s.reader.defaults.And(s.plan.Untyped()) }

// statementOf is a method of query.Find that gives a statement, graphOf one that gives a
// statement with a fetch plan.
type (
	statementOf[T any] func(query.Find[T], query.Setting) (query.Statement, error)
	graphOf[T any]     func(query.Find[T], query.Setting, query.Branches) (query.Statement, []query.Level, error)
)

// build makes a statement in the server's dialect.
func (s Selection[T, O]) build(ctx context.Context, verb string, write statementOf[T]) (query.Statement, error) {
	server, err := s.reader.db.client.Server(ctx)
	if err != nil {
		return query.Statement{}, err
	}
	stmt, _, err := s.text(verb, server.Dialect, func() (query.Statement, []query.Level, error) {
		setting := s.reader.db.setting(server.Dialect, s.reader.node)
		setting.Flat = s.reader.flat
		stmt, err := write(s.find, setting)
		return stmt, nil, err
	})
	return stmt, err
}

// graph is build for a statement with a fetch plan.
func (s Selection[T, O]) graph(verb string, write graphOf[T]) graphStatement {
	return func(dialect query.Dialect) (query.Statement, []query.Level, error) {
		return s.text(verb+" with", dialect, func() (query.Statement, []query.Level, error) {
			return write(s.find, s.reader.db.setting(dialect, s.reader.node), s.branches())
		})
	}
}

// text gives a statement, written now or when the selection was compiled, with the values
// of its placeholders.
func (s Selection[T, O]) text(verb string, dialect query.Dialect, write func() (query.Statement, []query.Level, error)) (query.Statement, []query.Level, error) {
	stmt, levels, err := s.prepared.text(verb, dialect, write)
	if err != nil {
		return stmt, nil, err
	}
	switch {
	case s.prepared != nil:
		stmt, err = stmt.Bind(s.args, s.prepared.whole)
	case stmt.IsOpen():
		stmt, err = stmt.Bind(nil)
	}
	return stmt, levels, err
}
