package ogm

import (
	"context"
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// PolymorphicRepository saves, loads and finds nodes of several struct types that
// implement an interface I. T is a struct with what they have in common, which is what
// conditions and keys are about: its first label and its key. What is loaded is a
// pointer to the registered type that implements I and fits the node's labels best;
// see WithTypes. It is safe for concurrent use.
type PolymorphicRepository[I, T any] struct {
	reader reader
}

// NewPolymorphicRepository compiles the mapping of T, without I/O. The types that
// implement I are those of WithTypes and of repositories that were made before; each of
// them that has the first label of T has the same key as T. Errors: *schema.TagError for
// a mistake in a tag, or one that says which of this does not hold.
func NewPolymorphicRepository[I, T any](db *DB) (*PolymorphicRepository[I, T], error) {
	base, err := newSource(db, reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	base.target = reflect.TypeFor[I]()
	base.flat = false // values without labels would not tell what they are
	base.texts = db.textsOf(reads{base.node, base.target})
	if _, err := db.mapper.Family(reflect.TypeFor[I](), base.node); err != nil {
		return nil, err
	}
	return &PolymorphicRepository[I, T]{reader{source: base, begin: base.decodeFamily}}, nil
}

// Save is Repository.Save for objects of any of the types.
func (r *PolymorphicRepository[I, T]) Save(ctx context.Context, objects ...I) error {
	return r.commit(ctx, objects, (*unitofwork.Unit).Save)
}

// Create is Repository.Create for objects of any of the types.
func (r *PolymorphicRepository[I, T]) Create(ctx context.Context, objects ...I) error {
	return r.commit(ctx, objects, (*unitofwork.Unit).Create)
}

// Delete is Repository.Delete for objects of any of the types.
func (r *PolymorphicRepository[I, T]) Delete(ctx context.Context, objects ...I) error {
	return r.commit(ctx, objects, (*unitofwork.Unit).Delete)
}

// In gives the repository within a unit of work or a transaction function. It does no I/O.
func (r *PolymorphicRepository[I, T]) In(scope Scope) *PolymorphicUnitRepository[I, T] {
	inner := r.reader
	inner.in = within(scope, r.reader.db)
	return &PolymorphicUnitRepository[I, T]{in: &PolymorphicRepository[I, T]{inner}, unit: inner.in.unit}
}

// PolymorphicUnitRepository is a PolymorphicRepository within a unit of work, as
// UnitRepository is a Repository.
type PolymorphicUnitRepository[I, T any] struct {
	in   *PolymorphicRepository[I, T]
	unit *unitofwork.Unit
}

// Save is UnitRepository.Save for objects of any of the types.
func (r *PolymorphicUnitRepository[I, T]) Save(objects ...I) {
	r.record(objects, (*unitofwork.Unit).Save)
}

// Create is UnitRepository.Create for objects of any of the types.
func (r *PolymorphicUnitRepository[I, T]) Create(objects ...I) {
	r.record(objects, (*unitofwork.Unit).Create)
}

// Delete is UnitRepository.Delete for objects of any of the types.
func (r *PolymorphicUnitRepository[I, T]) Delete(objects ...I) {
	r.record(objects, (*unitofwork.Unit).Delete)
}

func (r *PolymorphicUnitRepository[I, T]) record(objects []I, record recording) {
	if err := r.in.record(r.unit, objects, record); err != nil {
		r.unit.Reject(err)
	}
}

// Get is UnitRepository.Get, for the errors of PolymorphicRepository.Get.
func (r *PolymorphicUnitRepository[I, T]) Get(ctx context.Context, key any, plans ...query.Plan[T]) (I, error) {
	return r.in.Get(ctx, key, plans...)
}

// GetMany is UnitRepository.GetMany.
func (r *PolymorphicUnitRepository[I, T]) GetMany(ctx context.Context, keys ...any) ([]I, error) {
	return r.in.GetMany(ctx, keys...)
}

// Match is PolymorphicRepository.Match; what its verbs load is tracked.
func (r *PolymorphicUnitRepository[I, T]) Match(conditions ...query.Condition[T]) Selection[T, I] {
	return r.in.Match(conditions...)
}

// Get is Repository.Get. A node that none of the types fits, or two equally well, is a
// *mapping.DecodeError above a *mapping.NoTypeError or *mapping.AmbiguousTypeError.
func (r *PolymorphicRepository[I, T]) Get(ctx context.Context, key any, plans ...query.Plan[T]) (I, error) {
	return as[I](r.reader.get(ctx, key, branches(plans)))
}

// WithDefault is Repository.WithDefault.
func (r *PolymorphicRepository[I, T]) WithDefault(edges ...query.Fetch[T]) *PolymorphicRepository[I, T] {
	return &PolymorphicRepository[I, T]{r.reader.withDefault(query.With(edges...).Untyped())}
}

// GetMany is Repository.GetMany.
func (r *PolymorphicRepository[I, T]) GetMany(ctx context.Context, keys ...any) ([]I, error) {
	return listOf[I](r.reader.getMany(ctx, keys))
}

// Match selects the nodes for which all conditions hold, which are about properties of T.
func (r *PolymorphicRepository[I, T]) Match(conditions ...query.Condition[T]) Selection[T, I] {
	return Selection[T, I]{selection{reader: &r.reader}}.Where(conditions...)
}

func (r *PolymorphicRepository[I, T]) commit(ctx context.Context, objects []I, record recording) error {
	unit := r.reader.db.engine.Once()
	if err := r.record(unit, objects, record); err != nil {
		return err
	}
	_, err := unit.Commit(ctx)
	return err
}

func (r *PolymorphicRepository[I, T]) record(unit *unitofwork.Unit, objects []I, record recording) error {
	for i, object := range objects {
		value := reflect.ValueOf(object)
		node, err := r.nodeOf(value, i)
		if err != nil {
			return err
		}
		record(unit, node, value)
	}
	return nil
}

func (r *PolymorphicRepository[I, T]) nodeOf(object reflect.Value, i int) (*schema.NodeType, error) {
	switch {
	case !object.IsValid():
		return nil, fmt.Errorf("ogm: the %s is nil (object %d); leave it out", reflect.TypeFor[I](), i)
	case object.Kind() != reflect.Pointer || object.Type().Elem().Kind() != reflect.Struct:
		return nil, fmt.Errorf("ogm: object %d is a %s; pass a pointer to a struct", i, object.Type())
	}
	node, err := r.reader.db.registry.Node(object.Type())
	if err == nil {
		err = mapping.CheckMember(node, r.reader.node)
	}
	return node, err
}

// decodeFamily gives a function that makes of each node the type that fits it.
func (s *source) decodeFamily() func(any) (any, error) {
	var plan *mapping.RowPlan // made when the first node comes
	return func(value any) (any, error) {
		if plan == nil {
			var err error
			if plan, err = s.db.mapper.Row(s.target, []string{s.node.Name}); err != nil {
				return nil, err
			}
		}
		plan.Forget() // a stream is not to keep what it has given
		object := reflect.New(s.target).Elem()
		err := plan.Decode([]any{value}, object)
		return object.Interface(), err
	}
}
