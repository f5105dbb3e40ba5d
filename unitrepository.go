package ogm

import (
	"context"
	"reflect"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/unitofwork"
)

// UnitRepository is a Repository within a unit of work: what it loads is tracked, and what
// it saves is sent by the unit's commit. Like its unit, it is for one goroutine.
type UnitRepository[T any] struct {
	reader reader
	unit   *unitofwork.Unit
}

// In gives the repository within a unit of work or a transaction function. It does no I/O.
func (r *Repository[T]) In(scope Scope) *UnitRepository[T] {
	inner := r.reader
	inner.in = within(scope, r.reader.db)
	return &UnitRepository[T]{reader: inner, unit: inner.in.unit}
}

// Save records that objects are to be upserted by their keys, whole. One that the unit
// tracks needs no Save: what changed is sent in any case. Like the other recording methods
// it does no I/O; mistakes are reported by the commit.
func (r *UnitRepository[T]) Save(objects ...*T) {
	for _, object := range objects {
		r.unit.Save(r.reader.node, reflect.ValueOf(object))
	}
}

// Create records that objects are to be stored as new nodes.
func (r *UnitRepository[T]) Create(objects ...*T) {
	for _, object := range objects {
		r.unit.Create(r.reader.node, reflect.ValueOf(object))
	}
}

// Delete records that the objects' nodes are to be deleted with their relationships. What
// was to be created by the same unit is forgotten instead.
func (r *UnitRepository[T]) Delete(objects ...*T) {
	for _, object := range objects {
		r.unit.Delete(r.reader.node, reflect.ValueOf(object))
	}
}

// Get is Repository.Get. A node that the unit has already is given as the same pointer,
// with the changes that the program has made; plans add to what was loaded.
func (r *UnitRepository[T]) Get(ctx context.Context, key any, plans ...query.Plan[T]) (*T, error) {
	return as[*T](r.reader.get(ctx, key, branches(plans)))
}

// GetMany is Repository.GetMany, as Get is.
func (r *UnitRepository[T]) GetMany(ctx context.Context, keys ...any) ([]*T, error) {
	return listOf[*T](r.reader.getMany(ctx, keys))
}

// Match is Repository.Match; what its verbs load is tracked.
func (r *UnitRepository[T]) Match(conditions ...query.Condition[T]) Selection[T, *T] {
	return Selection[T, *T]{selection{reader: &r.reader}}.Where(conditions...)
}

func branches[T any](plans []query.Plan[T]) query.Branches {
	var all query.Plan[T]
	for _, plan := range plans {
		all = all.And(plan)
	}
	return all.Untyped()
}
