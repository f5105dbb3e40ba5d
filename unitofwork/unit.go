package unitofwork

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Unit collects changes and commits them together. It is for one goroutine.
type Unit struct {
	engine  *Engine
	changes []change
}

// change is one object with what is to be done with it.
type change struct {
	node      *schema.NodeType
	operation query.Operation
	object    reflect.Value // the struct, addressable
	labels    []string      // beyond the type's own, sorted; read when the commit is planned
}

// NewUnit makes an empty unit. It costs nothing to drop one.
func (e *Engine) NewUnit() *Unit { return &Unit{engine: e} }

// Save records that an object is to be upserted by its key, whole. Like the other
// recording methods it does no I/O; object is a pointer to the node's struct.
func (u *Unit) Save(node *schema.NodeType, object reflect.Value) error {
	return u.record(node, query.Save, object)
}

// Create records that an object is to be stored as a new node.
func (u *Unit) Create(node *schema.NodeType, object reflect.Value) error {
	return u.record(node, query.Create, object)
}

// Delete records that an object's node is to be deleted with its relationships.
func (u *Unit) Delete(node *schema.NodeType, object reflect.Value) error {
	return u.record(node, query.Delete, object)
}

func (u *Unit) record(node *schema.NodeType, operation query.Operation, object reflect.Value) error {
	if object.IsNil() {
		return fmt.Errorf("ogm: the %s is nil (object %d); leave it out", node.Name, len(u.changes))
	}
	if len(node.Key) == 0 && operation != query.Create {
		return fmt.Errorf("ogm: %s has no key, so its nodes cannot be told apart; tag a field with key, or use Create", node.Name)
	}
	u.changes = append(u.changes, change{node: node, operation: operation, object: object.Elem()})
	return nil
}

// Commit sends what was recorded in one transaction and then updates the structs:
// generated keys, versions, timestamps. Nothing recorded: no message is sent. After
// an error the structs are as they were. Errors: *StaleError, *ConstraintError,
// *NotFoundError, session.ErrOutcomeUnknown, *mapping.EncodeError, or the driver's.
func (u *Unit) Commit(ctx context.Context) error {
	if len(u.changes) == 0 {
		return nil
	}
	plan, err := u.plan() // first: what cannot be stored is refused before anything is sent
	if err != nil {
		return err
	}
	server, err := u.engine.config.Runner.Server(ctx)
	if err != nil {
		return err
	}
	if err := u.checkKeys(ctx, plan); err != nil {
		return err
	}
	if !server.Dialect.DynamicProperties() {
		if err := u.addRemovals(ctx, plan); err != nil {
			return err
		}
	}
	result, err := u.run(ctx, plan, server.Dialect)
	if err != nil {
		return dress(err, plan.nodes())
	}
	u.apply(plan, result)
	return nil
}

// sorted gives the changes grouped as they are sent: by operation, label and type,
// the same in every process, so that two commits take their locks in one order.
func (u *Unit) sorted(changes []change) []change {
	for i := range changes {
		if c := &changes[i]; c.node.RuntimeLabels != nil && c.operation != query.Delete {
			c.labels = u.engine.config.Mapper.Node(c.node).Labels(c.object)
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int {
		if a.together(b) {
			return 0
		}
		return cmp.Or(
			cmp.Compare(a.operation, b.operation),
			cmp.Compare(a.node.Label(), b.node.Label()),
			cmp.Compare(a.node.Type.String(), b.node.Type.String()),
			slices.Compare(a.labels, b.labels),
		)
	})
	return changes
}

// together tells changes that one group can carry.
func (c change) together(other change) bool {
	return c.node == other.node && c.operation == other.operation && slices.Equal(c.labels, other.labels)
}
