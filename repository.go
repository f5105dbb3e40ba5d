package ogm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
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
	db      *DB
	node    *schema.NodeType
	plan    *mapping.NodePlan
	getOne  string // the text that loads by key; "" for a type without one
	getMany string
}

// NewRepository compiles the mapping of T, once per DB and type, without I/O. A
// mistake in a tag fails here, as *schema.TagError.
func NewRepository[T any](db *DB) (*Repository[T], error) {
	if db == nil || db.registry == nil {
		return nil, errNoDB
	}
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return nil, &schema.TagError{Type: t, Problem: fmt.Sprintf("a repository is for a struct type, not for a %s", t.Kind())}
	}
	node, err := db.registry.Node(t)
	if err != nil {
		return nil, err
	}
	r := &Repository[T]{db: db, node: node, plan: db.mapper.Node(node)}
	if len(node.Key) == 0 {
		return r, nil
	}
	if r.getOne, err = query.Get(node); err != nil {
		return nil, fmt.Errorf("ogm: %s: %w", node.Name, err)
	}
	if r.getMany, err = query.GetMany(node); err != nil {
		return nil, fmt.Errorf("ogm: %s: %w", node.Name, err)
	}
	return r, nil
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

func (r *Repository[T]) commit(ctx context.Context, objects []*T, record func(*unitofwork.Unit, *schema.NodeType, reflect.Value) error) error {
	unit := r.db.engine.NewUnit()
	for _, object := range objects {
		if err := record(unit, r.node, reflect.ValueOf(object)); err != nil {
			return err
		}
	}
	return unit.Commit(ctx)
}

// Get loads one node by its key: one round trip. A key of several properties is a
// Key. Errors: ErrNotFound, ErrNotUnique where no constraint protects the key,
// *mapping.DecodeError, *mapping.EncodeError for a key of the wrong type.
func (r *Repository[T]) Get(ctx context.Context, key any) (*T, error) {
	values, err := r.key(key)
	if err != nil {
		return nil, err
	}
	found, err := r.load(ctx, cypher.Statement{Text: r.getOne, Params: cypher.Numbered(values)})
	if err != nil {
		return nil, err
	}
	return r.single(found, values)
}

// GetMany loads nodes by their keys, in the order asked, one round trip for each
// batch of keys. A key asked for twice gives one pointer twice. Keys that
// are not there are left out and named by a *NotFoundError, which comes together
// with the nodes that were found.
func (r *Repository[T]) GetMany(ctx context.Context, keys ...any) ([]*T, error) {
	asked := make([][]any, len(keys))
	for i, key := range keys {
		values, err := r.key(key)
		if err != nil {
			return nil, err
		}
		asked[i] = values
	}
	byKey, err := r.loadKeys(ctx, asked)
	if err != nil {
		return nil, err
	}
	found := make([]*T, 0, len(keys))
	missing := &NotFoundError{}
	for _, values := range asked {
		if object := byKey[unitofwork.KeyText(values)]; object != nil {
			found = append(found, object)
		} else {
			missing.Objects = append(missing.Objects, unitofwork.Missing{Label: r.node.Label(), Key: values})
		}
	}
	if len(missing.Objects) > 0 {
		return found, missing
	}
	return found, nil
}

// loadKeys loads the nodes of distinct keys in batches; a key that is not there
// has no node in the answer.
func (r *Repository[T]) loadKeys(ctx context.Context, asked [][]any) (map[string]*T, error) {
	byKey := make(map[string]*T, len(asked))
	var distinct []any
	for _, values := range asked {
		text := unitofwork.KeyText(values)
		if _, seen := byKey[text]; !seen {
			byKey[text] = nil
			distinct = append(distinct, values)
		}
	}
	for keys := range slices.Chunk(distinct, r.db.engine.BatchSize()) {
		params := map[string]any{"b": map[string]any{"keys": keys}}
		found, err := r.load(ctx, cypher.Statement{Text: r.getMany, Params: params})
		if err != nil {
			return nil, err
		}
		for _, object := range found {
			values, err := r.plan.Key(reflect.ValueOf(object).Elem())
			if err != nil {
				return nil, err
			}
			text := unitofwork.KeyText(values)
			if byKey[text] != nil {
				return nil, &NotUniqueError{Label: r.node.Label(), Keys: 1, Nodes: 2}
			}
			byKey[text] = object
		}
	}
	return byKey, nil
}

// key checks a key that the caller gives and encodes its values.
func (r *Repository[T]) key(key any) ([]any, error) {
	parts, composite := key.(Key)
	if !composite {
		parts = Key{key}
	}
	switch {
	case len(r.node.Key) == 0:
		return nil, fmt.Errorf("ogm: %s has no key to get it by; tag a field with key, or use Match", r.node.Name)
	case len(parts) != len(r.node.Key):
		return nil, fmt.Errorf("ogm: the key of %s has %d properties, and %d values were given; pass ogm.Key{…} with one for each", r.node.Name, len(r.node.Key), len(parts))
	}
	values := make([]any, len(parts))
	for i, property := range r.node.Key {
		value, err := r.plan.EncodeValue(property, parts[i])
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

// load runs a read that returns nodes.
func (r *Repository[T]) load(ctx context.Context, stmt cypher.Statement) ([]*T, error) {
	var answer *nodes[T]
	err := r.db.client.Read(ctx, stmt, func() session.Receiver {
		answer = &nodes[T]{plan: r.plan}
		return answer
	})
	if err != nil {
		return nil, err
	}
	return answer.objects, nil
}

// single is the one object of an answer to a question that has one; key is nil
// when the question was not about a key.
func (r *Repository[T]) single(found []*T, key []any) (*T, error) {
	switch len(found) {
	case 0:
		return nil, &NotFoundError{Objects: []unitofwork.Missing{{Label: r.node.Label(), Key: key}}}
	case 1:
		return found[0], nil
	}
	return nil, &NotUniqueError{Label: r.node.Label(), Keys: 1, Nodes: len(found)}
}

// nodes receives records of one column that holds a node, or a list of nodes or
// of their properties' values. Nodes that lack a label of the type are left out: a
// load by key does not ask for more than the first.
type nodes[T any] struct {
	plan    *mapping.NodePlan
	values  *mapping.ValuesDecoder // made when the first list of values comes
	objects []*T
}

func (n *nodes[T]) Columns([]string) error { return nil }

func (n *nodes[T]) Record(values []any) error {
	chunk, ok := values[0].([]any)
	if !ok {
		return n.add(values[0])
	}
	n.objects = slices.Grow(n.objects, len(chunk))
	for _, value := range chunk {
		if err := n.add(value); err != nil {
			return err
		}
	}
	return nil
}

func (n *nodes[T]) add(value any) error {
	object := new(T)
	into := reflect.ValueOf(object).Elem()
	var err error
	switch list, isList := value.([]any); {
	case isList:
		if n.values == nil {
			n.values = n.plan.NewValuesDecoder()
		}
		err = n.values.Decode(list, into)
	case n.plan.Fits(value):
		err = n.plan.DecodeValue(value, into)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	n.objects = append(n.objects, object)
	return nil
}

func (n *nodes[T]) Complete(session.Summary) error { return nil }
