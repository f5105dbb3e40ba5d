package ogm

import (
	"context"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Selection is a choice of nodes of type T: conditions, order, limit. It is a value:
// each step gives a changed copy, and nothing is sent before a verb that takes a
// context. Mistakes in conditions are reported by that verb, together. What the verbs
// give is of type O: *T from a Repository[T].
type Selection[T, O any] struct {
	reader *reader[O]
	find   query.Find[T]
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

// All loads the nodes: one round trip. The nodes travel in lists of a thousand, and
// all are in memory at the end.
func (s Selection[T, O]) All(ctx context.Context) ([]O, error) {
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
	result, err := Query[V](ctx, s.reader.db, stmt)
	if err != nil {
		return value, err
	}
	return result.Records[0], nil
}

// build makes a statement in the server's dialect.
func (s Selection[T, O]) build(ctx context.Context, statement func(query.Find[T], query.Setting) (query.Statement, error)) (query.Statement, error) {
	server, err := s.reader.db.client.Server(ctx)
	if err != nil {
		return query.Statement{}, err
	}
	return statement(s.find, query.Setting{
		Dialect: server.Dialect,
		Node:    s.reader.node,
		Flat:    s.reader.flat,
		Encode: func(property *schema.Property, value any) (any, error) {
			return s.reader.plan.EncodeValue(property, value)
		},
	})
}
