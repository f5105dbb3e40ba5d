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
	core selection
}

// Where adds conditions; all must hold.
func (s Selection[T, O]) Where(conditions ...query.Condition[T]) Selection[T, O] {
	s.core.find = s.core.find.Where(query.ConditionsOf(conditions))
	return s
}

// From takes the nodes from where an index finds them, in place of all nodes of the type:
// query.Search for text, Property.Nearest for vectors. The best come first, behind the
// order that OrderBy gives.
//
//	people.Match(Born.Gt(1960)).From(query.Search[Person]("names", "ann~"))
func (s Selection[T, O]) From(origin query.Origin[T]) Selection[T, O] {
	s.core.find = s.core.find.From(query.OriginOf(origin))
	return s
}

// OrderBy adds sort keys behind those that are there.
func (s Selection[T, O]) OrderBy(orders ...query.Order[T]) Selection[T, O] {
	s.core.find = s.core.find.OrderBy(query.OrdersOf(orders))
	return s
}

// Limit keeps the first n nodes.
func (s Selection[T, O]) Limit(n int) Selection[T, O] {
	s.core.find = s.core.find.Limit(n)
	return s
}

// With loads the relationships that are named, and what they lead to, with the nodes:
// all of it in one statement, each node once for each thousand nodes that were selected.
func (s Selection[T, O]) With(edges ...query.Fetch[T]) Selection[T, O] {
	s.core.plan = s.core.plan.And(query.With(edges...).Untyped())
	return s
}

// All loads the nodes: one round trip. The nodes travel in lists of a thousand, each with
// what a fetch plan names, and all are in memory at the end. The server keeps a reference
// to each node until the last is sent, and the part of one list: a million nodes are some
// 50 MB there. For more, or to keep less here, there are Stream and Page.
func (s Selection[T, O]) All(ctx context.Context) ([]O, error) {
	return listOf[O](s.core.all(ctx))
}

// One loads the node when there is exactly one: ErrNotFound when there is none,
// ErrNotUnique when there are more. One round trip.
func (s Selection[T, O]) One(ctx context.Context) (O, error) {
	return as[O](s.core.one(ctx))
}

// First loads the first node in the order, ErrNotFound when there is none. One round trip.
func (s Selection[T, O]) First(ctx context.Context) (O, error) {
	return as[O](s.core.first(ctx))
}

// Count counts the nodes: one round trip.
func (s Selection[T, O]) Count(ctx context.Context) (int64, error) {
	return s.core.count(ctx)
}

// Exists tells whether there is such a node: one round trip.
func (s Selection[T, O]) Exists(ctx context.Context) (bool, error) {
	return s.core.exists(ctx)
}

// Delete deletes the nodes with their relationships and what they own, whatever their
// versions, and tells how many they were, without what they own. It is one transaction and
// two round trips; a selection of millions is the server's memory to bear.
func (s Selection[T, O]) Delete(ctx context.Context) (int64, error) {
	return s.core.delete(ctx)
}
