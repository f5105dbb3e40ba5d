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

// Key is a key of several properties, in the order of the struct's fields:
//
//	repo.Get(ctx, ogm.Key{"Ann", 1984})
type Key []any

// Repository saves, loads and finds the nodes of one struct type. It keeps
// nothing of what it loads, so Save writes what it is handed. It is safe for concurrent use.
type Repository[T any] struct {
	reader reader
}

// NewRepository compiles the mapping of T, once per DB and type, without I/O. A
// mistake in a tag fails here, as *schema.TagError.
func NewRepository[T any](db *DB) (*Repository[T], error) {
	source, err := newSource(db, reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	return &Repository[T]{reader{source: source, begin: source.decodeNodes}}, nil
}

// Save upserts objects by their keys, in one transaction and, up to the batch
// size, one statement: two round trips. Every mapped property is written whole: nil
// removes it, a zero value is stored, omitempty leaves out. A zero key is made where
// the tag says how. A version is checked and raised. The structs are touched only
// after the commit. Errors: *StaleError, *ConstraintError, *mapping.EncodeError,
// ErrOutcomeUnknown, or the driver's; nothing is stored in part.
func (r *Repository[T]) Save(ctx context.Context, objects ...*T) error {
	return r.commit(ctx, objects, (*unitofwork.Unit).Save)
}

// Create stores objects as new nodes. A key that is there already is a
// *ConstraintError, which takes the key's uniqueness constraint: Schema.Ensure
// creates it. Otherwise it is like Save.
func (r *Repository[T]) Create(ctx context.Context, objects ...*T) error {
	return r.commit(ctx, objects, (*unitofwork.Unit).Create)
}

// Delete deletes the objects' nodes with their relationships. It is all or
// nothing: a node that is not there is a *NotFoundError, one whose version differs a
// *StaleError, which a node with a version that is not there is too. The structs stay
// as they are.
func (r *Repository[T]) Delete(ctx context.Context, objects ...*T) error {
	return r.commit(ctx, objects, (*unitofwork.Unit).Delete)
}

// Replace makes the stored relationships of an object equal to the fields that are named:
// it adds and removes, in one statement. The object's node must be there, ErrNotFound
// otherwise, and is not written itself; what the fields reach is created where it is
// missing, as by Save. An empty list removes all, and so does a nil pointer; a nil list is
// an error, since it was not loaded. Of a field that owns what it leads to, the nodes go
// too. Conditions, order and limit of the handles are not looked at.
func (r *Repository[T]) Replace(ctx context.Context, object *T, edges ...query.Fetch[T]) error {
	source := r.reader.source
	fields, err := query.Edges(source.node, edges)
	if err != nil {
		return err
	}
	if len(fields) == 0 {
		return fmt.Errorf("ogm: Replace needs the relationships of %s that are to be replaced", source.node.Name)
	}
	unit := source.db.engine.Once()
	unit.Replace(source.node, reflect.ValueOf(object), fields)
	_, err = unit.Commit(ctx)
	return err
}

func (r *Repository[T]) commit(ctx context.Context, objects []*T, record recording) error {
	source := r.reader.source
	unit := source.db.engine.Once()
	for _, object := range objects {
		record(unit, source.node, reflect.ValueOf(object))
	}
	_, err := unit.Commit(ctx)
	return err
}

// recording is a method of a unit that notes what is to be done with an object.
type recording func(*unitofwork.Unit, *schema.NodeType, reflect.Value)

// Get loads one node by its key: one round trip, whatever the plans name. A key of
// several properties is a Key. Without a plan, no relationship is followed. Errors: ErrNotFound, ErrNotUnique where no constraint protects the key,
// *mapping.DecodeError, *mapping.EncodeError for a key of the wrong type.
func (r *Repository[T]) Get(ctx context.Context, key any, plans ...query.Plan[T]) (*T, error) {
	return as[*T](r.reader.get(ctx, key, branches(plans)))
}

// WithDefault gives a repository that loads the relationships which are named, and what
// they lead to, whenever it loads nodes: by Get, GetMany and Match. Plans that are given
// there add to it.
func (r *Repository[T]) WithDefault(edges ...query.Fetch[T]) *Repository[T] {
	return &Repository[T]{reader: r.reader.withDefault(query.With(edges...).Untyped())}
}

// GetMany loads nodes by their keys, in the order asked, one round trip for each
// batch of keys. A key asked for twice gives one pointer twice. Keys that
// are not there are left out and named by a *NotFoundError, which comes together
// with the nodes that were found. What is to be loaded with them says WithDefault.
//
//	list, err := people.WithDefault(Friends).GetMany(ctx, "ann", "bob")
func (r *Repository[T]) GetMany(ctx context.Context, keys ...any) ([]*T, error) {
	return listOf[*T](r.reader.getMany(ctx, keys))
}

// Match selects the nodes for which all conditions hold; without conditions, all.
func (r *Repository[T]) Match(conditions ...query.Condition[T]) Selection[T, *T] {
	return Selection[T, *T]{selection{reader: &r.reader}}.Where(conditions...)
}

// decodeNodes gives a function that makes structs of nodes, and of lists of values.
func (s *source) decodeNodes() func(any) (any, error) {
	var values *mapping.ValuesDecoder // made when the first list comes: a load by key has none
	return func(value any) (any, error) {
		object := reflect.New(s.node.Type)
		list, isList := value.([]any)
		if !isList {
			return object.Interface(), s.plan.DecodeValue(value, object.Elem())
		}
		if values == nil {
			values = s.plan.NewValuesDecoder()
		}
		return object.Interface(), values.Decode(list, object.Elem())
	}
}
