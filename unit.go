package ogm

import (
	"context"
	"errors"
	"reflect"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// Unit collects changes and commits them in one transaction function. What was loaded or
// saved in it is tracked: a commit sends how it differs from then, and nothing else. It is
// for one goroutine, and says so by ErrConcurrentUse when two meet in it.
type Unit struct {
	db   *DB
	unit *unitofwork.Unit
}

// NewUnit makes an empty unit of work. It costs nothing to drop one.
func (db *DB) NewUnit() *Unit { return &Unit{db: db, unit: db.engine.NewUnit()} }

func (u *Unit) inside() inside {
	return inside{u.db, u.unit, u.db, u.db.client.Read, u.db.client.Stream}
}

// CommitResult says what a commit did; see unitofwork.CommitResult.
type CommitResult = unitofwork.CommitResult

// Commit sends what was recorded and what has changed: one statement and two round trips
// up to the batch size, more statements of the same transaction above, and no message at
// all where nothing has changed. Structs are written after the commit. After an error
// structs and unit are as they were, ready for another try or for a look. Errors:
// *StaleError, *NotFoundError, *ConstraintError, *mapping.EncodeError, ErrOutcomeUnknown,
// ErrConcurrentUse, mistakes of the recording methods, or the driver's.
func (u *Unit) Commit(ctx context.Context) (CommitResult, error) {
	if u == nil {
		return CommitResult{}, errNoUnit
	}
	return u.unit.Commit(ctx)
}

// Plan gives the statements that a commit would send now. It does no I/O.
func (u *Unit) Plan() Plan {
	if u == nil {
		return Plan{Err: errNoUnit}
	}
	return u.unit.Plan()
}

// Plan is what a commit would send; see unitofwork.Preview.
type Plan = unitofwork.Preview

// Clear forgets everything: objects, changes that were not committed, and mistakes.
func (u *Unit) Clear() {
	if u != nil {
		u.unit.Clear()
	}
}

// Detach forgets objects, given as pointers, and what was recorded for them.
func (u *Unit) Detach(objects ...any) {
	u.any(objects, func(node *schema.NodeType, object reflect.Value) bool {
		u.unit.Detach(node, object)
		return false
	})
}

// Contains tells whether the unit knows an object, given as a pointer.
func (u *Unit) Contains(object any) bool {
	return u.any([]any{object}, func(node *schema.NodeType, value reflect.Value) bool { return u.unit.Contains(node, value) })
}

// IsDirty tells whether a commit would send anything of one of the objects, given as
// pointers: of its properties and labels, or of its relationship fields. Without objects,
// it tells so of the whole unit.
func (u *Unit) IsDirty(objects ...any) bool {
	if len(objects) == 0 {
		plan := u.Plan()
		return plan.Err != nil || len(plan.Statements) > 0
	}
	return u.any(objects, func(node *schema.NodeType, value reflect.Value) bool { return u.unit.IsDirty(node, value) })
}

// any tells whether something is true of one of the objects. Values that are no nodes are
// what no unit knows.
func (u *Unit) any(objects []any, is func(*schema.NodeType, reflect.Value) bool) bool {
	for _, object := range objects {
		value := reflect.ValueOf(object)
		if u == nil || value.Kind() != reflect.Pointer || value.IsNil() {
			continue
		}
		if node, err := u.db.registry.Node(value.Type()); err == nil && is(node, value) {
			return true
		}
	}
	return false
}

// Refresh reads objects again, given as pointers, with the relationships that were loaded:
// what the program has changed and not committed is gone. One round trip for each object.
// Errors: *NotFoundError for nodes that are not there any more, and those of Get.
func (u *Unit) Refresh(ctx context.Context, objects ...any) error {
	for _, object := range objects {
		if err := u.refresh(ctx, object); err != nil {
			return err
		}
	}
	return nil
}

func (u *Unit) refresh(ctx context.Context, object any) error {
	if u == nil {
		return errNoUnit
	}
	value := reflect.ValueOf(object)
	if value.Kind() != reflect.Pointer || value.IsNil() {
		return errors.New("ogm: Refresh takes pointers to objects that the unit tracks")
	}
	node, err := u.db.registry.Node(value.Type())
	if err != nil {
		return err
	}
	return u.unit.Alone(func() error { return u.refreshAlone(ctx, node, value) })
}

func (u *Unit) refreshAlone(ctx context.Context, node *schema.NodeType, value reflect.Value) error {
	edges, tracked := u.unit.Loaded(node, value)
	if !tracked {
		return errors.New("ogm: Refresh takes pointers to objects that the unit tracks; this one was not loaded or committed in it")
	}
	source := &source{db: u.db, node: node, plan: u.db.mapper.Node(node), target: node.Type}
	in := u.inside()
	r := &reader[any]{source: source, in: &in}
	key := u.unit.StoredKey(node, value)
	answer, err := r.readGraph(ctx, r.byKeys([]any{key}, query.Loaded(node, edges)), u.unit.Memory(value))
	switch {
	case err != nil:
		return err
	case len(answer.objects) == 0:
		return &NotFoundError{Objects: []unitofwork.Missing{{Label: node.Label(), Key: key}}}
	}
	u.unit.Unload(node, value)
	return nil
}
