package ogm

import (
	"context"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

// Selection is a choice of nodes of type T: conditions, order, limit. It is a value:
// each step gives a changed copy, and nothing is sent before a verb that takes a
// context. Mistakes in conditions are reported by that verb, together. What the verbs
// give is of type O: *T from a Repository[T].
type Selection[T, O any] struct {
	reader *reader[O]
	find   query.Find[T]
	plan   query.Plan[T]
}

// Where adds conditions; all must hold.
func (s Selection[T, O]) Where(conditions ...query.Condition[T]) Selection[T, O] {
	s.find = s.find.Where(conditions...)
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
// all of it in one statement, each node once.
func (s Selection[T, O]) With(edges ...query.Fetch[T]) Selection[T, O] {
	s.plan = s.plan.And(query.With(edges...))
	return s
}

// All loads the nodes: one round trip. The nodes travel in lists of a thousand, and
// all are in memory at the end.
func (s Selection[T, O]) All(ctx context.Context) ([]O, error) {
	if branches := s.plan.Untyped(); s.reader.needsGraph(branches) {
		objects, _, err := s.reader.loadGraph(ctx, branches, s.find.AllWith)
		return objects, err
	}
	stmt, err := s.build(ctx, query.Find[T].All)
	if err != nil {
		return nil, err
	}
	answer, err := s.reader.load(ctx, cypher.Statement{Text: stmt.Text, Params: stmt.Params})
	if err != nil {
		return nil, err
	}
	return answer.objects, nil
}

// One loads the node when there is exactly one: ErrNotFound when there is none,
// ErrNotUnique when there are more. One round trip.
func (s Selection[T, O]) One(ctx context.Context) (O, error) {
	var none O
	if branches := s.plan.Untyped(); s.reader.needsGraph(branches) {
		objects, _, err := s.reader.loadGraph(ctx, branches, s.find.OneWith)
		if err != nil {
			return none, err
		}
		return s.reader.single(objects, nil)
	}
	stmt, err := s.build(ctx, query.Find[T].One)
	if err != nil {
		return none, err
	}
	answer, err := s.reader.load(ctx, cypher.Statement{Text: stmt.Text, Params: stmt.Params})
	if err != nil {
		return none, err
	}
	return s.reader.single(answer.objects, nil)
}

// Count counts the nodes: one round trip.
func (s Selection[T, O]) Count(ctx context.Context) (int64, error) {
	return answer[int64](ctx, s, query.Find[T].Count)
}

// Exists tells whether there is such a node: one round trip.
func (s Selection[T, O]) Exists(ctx context.Context) (bool, error) {
	return answer[bool](ctx, s, query.Find[T].Exists)
}

// Delete deletes the nodes with their relationships, whatever their versions, and
// tells how many they were. It is one transaction and two round trips; a selection
// of millions is the server's memory to bear.
func (s Selection[T, O]) Delete(ctx context.Context) (int64, error) {
	return answer[int64](ctx, s, query.Find[T].Delete)
}

// answer runs a statement that returns one value.
func answer[V, T, O any](ctx context.Context, s Selection[T, O], statement func(query.Find[T], query.Setting) (query.Statement, error)) (V, error) {
	var value V
	stmt, err := s.build(ctx, statement)
	if err != nil {
		return value, err
	}
	result, err := Query[V](ctx, s.reader.querier(), stmt)
	if err != nil {
		return value, err
	}
	return result.Records[0], nil
}

// build makes a statement in the server's dialect.
func (s Selection[T, O]) build(ctx context.Context, statement func(query.Find[T], query.Setting) (query.Statement, error)) (query.Statement, error) {
	setting, err := s.setting(ctx)
	if err != nil {
		return query.Statement{}, err
	}
	return statement(s.find, setting)
}

// setting is what a statement needs to know of the server and of the type.
func (s Selection[T, O]) setting(ctx context.Context) (query.Setting, error) {
	server, err := s.reader.db.client.Server(ctx)
	if err != nil {
		return query.Setting{}, err
	}
	setting := s.reader.db.setting(server.Dialect, s.reader.node)
	setting.Flat = s.reader.flat
	return setting, nil
}
