package modeltest_test

import (
	"context"
	"reflect"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// askedRepository is a Repository as the model asks it.
type askedRepository[T any] struct{ repo *ogm.Repository[T] }

func (r askedRepository[T]) Match(conditions ...query.Condition[T]) ogm.Selection[T, *T] {
	return r.repo.Match(conditions...)
}

func (r askedRepository[T]) Get(ctx context.Context, key any, plan query.Plan[T]) (*T, error) {
	return r.repo.Get(ctx, key, plan)
}

func (r askedRepository[T]) GetMany(ctx context.Context, keys []any, fetches []query.Fetch[T]) ([]*T, error) {
	return r.repo.WithDefault(fetches...).GetMany(ctx, keys...)
}

func (r askedRepository[T]) In(scope ogm.Scope) asked[T, *T] {
	return askedInUnit[T]{r.repo, scope}
}

// askedInUnit is a UnitRepository as the model asks it.
type askedInUnit[T any] struct {
	repo  *ogm.Repository[T]
	scope ogm.Scope
}

func (r askedInUnit[T]) Match(conditions ...query.Condition[T]) ogm.Selection[T, *T] {
	return r.repo.In(r.scope).Match(conditions...)
}

func (r askedInUnit[T]) Get(ctx context.Context, key any, plan query.Plan[T]) (*T, error) {
	return r.repo.In(r.scope).Get(ctx, key, plan)
}

func (r askedInUnit[T]) GetMany(ctx context.Context, keys []any, fetches []query.Fetch[T]) ([]*T, error) {
	return r.repo.WithDefault(fetches...).In(r.scope).GetMany(ctx, keys...)
}

func (r askedInUnit[T]) In(scope ogm.Scope) asked[T, *T] { return askedInUnit[T]{r.repo, scope} }

// askedFamily is a PolymorphicRepository as the model asks it.
type askedFamily[I, T any] struct {
	repo *ogm.PolymorphicRepository[I, T]
}

func (r askedFamily[I, T]) Match(conditions ...query.Condition[T]) ogm.Selection[T, I] {
	return r.repo.Match(conditions...)
}

func (r askedFamily[I, T]) Get(ctx context.Context, key any, plan query.Plan[T]) (I, error) {
	return r.repo.Get(ctx, key, plan)
}

func (r askedFamily[I, T]) GetMany(ctx context.Context, keys []any, fetches []query.Fetch[T]) ([]I, error) {
	return r.repo.WithDefault(fetches...).GetMany(ctx, keys...)
}

func (r askedFamily[I, T]) In(scope ogm.Scope) asked[T, I] {
	return askedFamilyInUnit[I, T]{r.repo, scope}
}

type askedFamilyInUnit[I, T any] struct {
	repo  *ogm.PolymorphicRepository[I, T]
	scope ogm.Scope
}

func (r askedFamilyInUnit[I, T]) Match(conditions ...query.Condition[T]) ogm.Selection[T, I] {
	return r.repo.In(r.scope).Match(conditions...)
}

func (r askedFamilyInUnit[I, T]) Get(ctx context.Context, key any, plan query.Plan[T]) (I, error) {
	return r.repo.In(r.scope).Get(ctx, key, plan)
}

func (r askedFamilyInUnit[I, T]) GetMany(ctx context.Context, keys []any, fetches []query.Fetch[T]) ([]I, error) {
	return r.repo.WithDefault(fetches...).In(r.scope).GetMany(ctx, keys...)
}

func (r askedFamilyInUnit[I, T]) In(scope ogm.Scope) asked[T, I] {
	return askedFamilyInUnit[I, T]{r.repo, scope}
}

// idOf gives the key of a struct.
func idOf(object any) string { return reflect.ValueOf(object).Elem().FieldByName("ID").String() }
