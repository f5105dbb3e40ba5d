package unitofwork

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// reach gives the entry of the node at the other end. A struct that is no more than the
// key of a node that the unit knows stands for that node.
func (w *walk) reach(object reflect.Value, at place, byValue bool, was *before) (*entry, error) {
	registry := w.unit.engine.config.Registry
	node, err := registry.Node(object.Type())
	if err != nil {
		return nil, fmt.Errorf("ogm: %s holds no node: %w", at, err)
	}
	id := identityOf(node, object)
	if known := w.unit.byObject[id]; known != nil && !byValue {
		return known, nil
	}
	if known := w.reached[id]; known != nil {
		return known, nil
	}
	if known := w.unit.detached[id]; known != nil && !byValue {
		return known, nil
	}
	if err := registry.Reach(node); err != nil { // an interface may hold what no field has named
		return nil, err
	}
	if len(node.Key) == 0 {
		return nil, fmt.Errorf("ogm: %s is a %s, which has no key, so no relationship can lead to it; tag a field of it with key", at, node.Name)
	}
	if w.unit.tracking {
		known, err := w.standsFor(node, object, at, byValue, was)
		if known != nil || err != nil {
			return known, err
		}
	}
	e := &entry{node: node, object: object, operation: query.Ensure, byValue: byValue, place: at}
	w.unit.number(e)
	w.reached[id] = e
	w.enqueue(e)
	return e, nil
}

// standsFor finds the tracked node that a struct has the key of.
func (w *walk) standsFor(node *schema.NodeType, object reflect.Value, at place, byValue bool, was *before) (*entry, error) {
	plan := w.unit.engine.config.Mapper.Node(node)
	if plan.KeyIsZero(object) {
		return nil, nil // its key is made, or its row says that it lacks one
	}
	key, err := plan.Key(object)
	if err != nil {
		return nil, err
	}
	known := w.unit.byKey[keyed{node, KeyText(key)}]
	switch {
	case known == nil:
		return nil, nil
	case known.operation == query.Delete && known.byValue && byValue:
		return known, nil // the slice keeps what goes
	case known.operation == query.Delete && !plan.IsStub(object), !known.byValue && !plan.KeyIsSame(known.object, known.stored.snapshot):
		return nil, nil // the key is free for another
	case known.byValue:
		known.object = object
		w.enqueue(known)
	case !plan.IsStub(object) && !plan.IsSame(object, known.stored.snapshot) && !was.isCopy(known, object, plan):
		return nil, fmt.Errorf("ogm: %s is another struct of a %s that the unit tracks, and has other values; use the one that was loaded or saved", at, node.Name)
	}
	return known, nil
}

// pointee gives the struct that a relationship field, or an end, leads to.
func pointee(value reflect.Value) (reflect.Value, bool) {
	for value.Kind() == reflect.Interface || value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	return value, value.Kind() == reflect.Struct && value.CanAddr()
}

// unusable says why there is no such struct.
func unusable(value reflect.Value, place, remedy string) error {
	for value.Kind() == reflect.Interface || value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if !value.IsValid() {
		return fmt.Errorf("ogm: %s is nil, and a relationship needs a node at each end; %s", place, remedy)
	}
	return fmt.Errorf("ogm: %s holds a %s; a relationship leads to a pointer to a struct", place, value.Type())
}
