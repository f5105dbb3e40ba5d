package modeltest_test

import (
	"context"
	"fmt"

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
type askedFamily struct {
	repo *ogm.PolymorphicRepository[Dweller, Noble]
}

func (r askedFamily) Match(conditions ...query.Condition[Noble]) ogm.Selection[Noble, Dweller] {
	return r.repo.Match(conditions...)
}

func (r askedFamily) Get(ctx context.Context, key any, plan query.Plan[Noble]) (Dweller, error) {
	return r.repo.Get(ctx, key, plan)
}

// GetMany has no plan, since there is no default for an interface.
func (r askedFamily) GetMany(ctx context.Context, keys []any, _ []query.Fetch[Noble]) ([]Dweller, error) {
	return r.repo.GetMany(ctx, keys...)
}

func (r askedFamily) In(scope ogm.Scope) asked[Noble, Dweller] { return askedFamilyInUnit{r, scope} }

type askedFamilyInUnit struct {
	askedFamily
	scope ogm.Scope
}

func (r askedFamilyInUnit) Match(conditions ...query.Condition[Noble]) ogm.Selection[Noble, Dweller] {
	return r.repo.In(r.scope).Match(conditions...)
}

func (r askedFamilyInUnit) Get(ctx context.Context, key any, plan query.Plan[Noble]) (Dweller, error) {
	return r.repo.In(r.scope).Get(ctx, key, plan)
}

func (r askedFamilyInUnit) GetMany(ctx context.Context, keys []any, _ []query.Fetch[Noble]) ([]Dweller, error) {
	return r.repo.In(r.scope).GetMany(ctx, keys...)
}

// idOf gives the key of a struct.
func idOf(object any) string {
	switch object := object.(type) {
	case *Isle:
		return object.ID
	case *Pier:
		return object.ID
	case *Noble:
		return object.ID
	case *Knave:
		return object.ID
	case *Beast:
		return object.ID
	}
	return fmt.Sprintf("%T", object)
}
