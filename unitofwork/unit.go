package unitofwork

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Unit collects changes and commits them together. What was loaded or saved in it is
// tracked: a commit sends how it differs from then. It is for one goroutine, and says so
// when two meet in it.
type Unit struct {
	engine    *Engine
	replacing bool // there are fields to be made equal
	tracking  bool // objects stay known after a commit
	guard     guard
	entries   []*entry // in the order in which they came
	count     int      // of entries that were numbered
	leaving   bool     // some of the entries are gone
	round     int      // of looks at fields
	byObject  map[identity]*entry
	byKey     map[keyed]*entry // of those that are known to be stored
	links     map[stemID]*stem // relationships that are known to be stored
	detached  map[identity]*entry
	made      map[madeID]madeKey // parts of keys that are not in their structs yet
	mistakes  []error
	last      *mapping.NodePlan // that was asked for
	flushed   *plan             // what was sent within a transaction that is open
}

// NewUnit makes an empty unit that tracks what it meets. It costs nothing to drop one.
func (e *Engine) NewUnit() *Unit {
	return &Unit{
		engine: e, tracking: true,
		byObject: map[identity]*entry{}, byKey: map[keyed]*entry{}, links: map[stemID]*stem{},
	}
}

// Once makes a unit for one commit, after which it knows nothing.
func (e *Engine) Once() *Unit { return &Unit{engine: e, byObject: map[identity]*entry{}} }

// Save records that an object is to be upserted by its key, whole; one that is tracked
// is sent as far as it changed in any case. Like the other recording methods it does no
// I/O; object is a pointer to the node's struct. Commit reports mistakes.
func (u *Unit) Save(node *schema.NodeType, object reflect.Value) {
	u.record(node, query.Save, object)
}

// Create records that an object is to be stored as a new node.
func (u *Unit) Create(node *schema.NodeType, object reflect.Value) {
	u.record(node, query.Create, object)
}

// Delete records that an object's node is to be deleted with its relationships. What
// was to be created is forgotten instead.
func (u *Unit) Delete(node *schema.NodeType, object reflect.Value) {
	u.record(node, query.Delete, object)
}

// Replace records that the stored relationships of some fields are to be as the fields
// say. The node itself must be there and is not written. It is for a unit of one commit.
func (u *Unit) Replace(node *schema.NodeType, object reflect.Value, edges []*schema.Edge) {
	u.record(node, query.Prune, object)
	if known := u.known(node, object); known != nil {
		known.replace, u.replacing = edges, true
	}
}

// Reject records a mistake, which Commit reports until the unit is cleared.
func (u *Unit) Reject(err error) {
	if u.guard.enterUntold() {
		defer u.guard.leave()
		u.mistakes = append(u.mistakes, err)
	}
}

func (u *Unit) record(node *schema.NodeType, operation query.Operation, object reflect.Value) {
	if !u.guard.enterUntold() {
		return
	}
	defer u.guard.leave()
	if err := u.recordAlone(node, operation, object); err != nil {
		u.mistakes = append(u.mistakes, err)
	}
}

func (u *Unit) recordAlone(node *schema.NodeType, operation query.Operation, object reflect.Value) error {
	if object.IsNil() {
		return fmt.Errorf("ogm: the %s is nil (object %d); leave it out", node.Name, len(u.entries))
	}
	if len(node.Key) == 0 && operation != query.Create {
		return fmt.Errorf("ogm: %s has no key, so its nodes cannot be told apart; tag a field with key, or use Create", node.Name)
	}
	known := u.byObject[identityOf(node, object.Elem())]
	if known == nil && operation == query.Delete {
		known = u.inSlice(node, object.Elem())
	}
	switch {
	case known == nil:
		e := &entry{node: node, object: object.Elem(), operation: operation}
		u.attach(e)
		u.add(e)
	case known.stored == nil && known.operation == query.Create && operation == query.Delete:
		u.forget(known)
		u.sweep()
	case known.stored == nil && known.operation == query.Create && operation == query.Save: // it must be new still
	case known.stored == nil || operation == query.Delete:
		known.operation = operation
	case operation == query.Create:
		return fmt.Errorf("ogm: the %s that is to be created is stored already, as the unit knows; use Save", node.Name)
	default:
		known.operation = query.Nothing // it is tracked: what changed is sent
	}
	return nil
}

// inSlice gives the node of a struct that stands in a slice of structs. It is found by its key
// while that can be read: what the slice has at its address when the unit is committed may be
// another, moved there since.
func (u *Unit) inSlice(node *schema.NodeType, object reflect.Value) *entry {
	key, err := u.engine.config.Mapper.Node(node).Key(object)
	if err != nil {
		return nil // its row will say so
	}
	if known := u.byKey[keyed{node, KeyText(key)}]; known != nil && known.byValue {
		return known
	}
	return nil
}

func (u *Unit) add(e *entry) {
	if e.number == 0 {
		u.number(e)
	}
	e.listed = len(u.entries)
	u.entries = append(u.entries, e)
	if !e.byValue {
		u.byObject[identityOf(e.node, e.object)] = e
	}
	if e.stored != nil {
		u.byKey[keyed{e.node, KeyText(e.stored.key)}] = e
	}
}

func (u *Unit) number(e *entry) {
	u.count++
	e.number = u.count
}

// keep puts a relationship among those that are known to be stored.
func (u *Unit) keep(s *stem) {
	s.live = true
	u.links[s.id] = s
}

func (u *Unit) drop(s *stem) {
	s.live = false
	delete(u.links, s.id)
}

// forget lets an object go; the numbers of the others stay in order.
func (u *Unit) forget(e *entry) {
	if !e.byValue {
		delete(u.byObject, identityOf(e.node, e.object))
	}
	if e.stored != nil {
		u.forgetKey(e)
	}
	e.operation, u.leaving = gone, true
}

// forgetKey takes a key away from a node, if it is not another's by now.
func (u *Unit) forgetKey(e *entry) {
	if id := (keyed{e.node, KeyText(e.stored.key)}); u.byKey[id] == e {
		delete(u.byKey, id)
	}
}

// gone marks an entry that its unit has let go.
const gone query.Operation = -1

// Clear forgets everything: objects, changes that were not committed, and mistakes.
func (u *Unit) Clear() {
	if !u.guard.enterUntold() {
		return
	}
	defer u.guard.leave()
	u.entries, u.made, u.mistakes = nil, nil, nil
	u.guard.misused.Store(false)
	clear(u.byObject)
	clear(u.byKey)
	clear(u.links)
	clear(u.detached)
}

// Detach forgets one object and what was recorded for it.
func (u *Unit) Detach(node *schema.NodeType, object reflect.Value) {
	if !u.guard.enterUntold() {
		return
	}
	defer u.guard.leave()
	if known := u.known(node, object); known != nil {
		u.forget(known)
		u.sweep()
		if known.stored != nil { // relationships that lead to it stay known, and so must it
			if u.detached == nil {
				u.detached = map[identity]*entry{}
			}
			u.detached[identityOf(node, known.object)] = known
		}
	}
}

// attach lets an entry stand for an object that was detached.
func (u *Unit) attach(e *entry) {
	id := identityOf(e.node, e.object)
	before := u.detached[id]
	if before == nil {
		return
	}
	delete(u.detached, id)
	e.number = before.number
	for id, s := range u.links {
		if id.start != before && id.end != before {
			continue
		}
		delete(u.links, id)
		if s.id.start == before {
			s.id.start = e
		}
		if s.id.end == before {
			s.id.end = e
		}
		u.links[s.id] = s
	}
}

// Contains tells whether the unit knows an object.
func (u *Unit) Contains(node *schema.NodeType, object reflect.Value) bool {
	if !u.guard.enter() {
		return false
	}
	defer u.guard.leave()
	return u.known(node, object) != nil
}

func (u *Unit) known(node *schema.NodeType, object reflect.Value) *entry {
	if object.Kind() != reflect.Pointer || object.IsNil() {
		return nil
	}
	return u.byObject[identityOf(node, object.Elem())]
}

// Known gives the object that the unit has of a node, as a pointer; not valid when it
// has none.
func (u *Unit) Known(node *schema.NodeType, key []any) reflect.Value {
	if known := u.byKey[keyed{node, KeyText(key)}]; known != nil {
		return known.object.Addr()
	}
	return reflect.Value{}
}

// sweep takes entries that were let go out of the list.
func (u *Unit) sweep() {
	if !u.leaving {
		return
	}
	u.leaving = false
	kept := u.entries[:0]
	for _, e := range u.entries {
		if e.operation != gone {
			e.listed = len(kept)
			kept = append(kept, e)
		}
	}
	clear(u.entries[len(kept):])
	u.entries = kept
}

// IsDirty tells whether a commit would send anything of an object: of its properties
// and labels, or of its relationship fields.
func (u *Unit) IsDirty(node *schema.NodeType, object reflect.Value) bool {
	if !u.guard.enterUntold() {
		return true
	}
	defer u.guard.leave()
	known := u.known(node, object)
	if known == nil {
		return false
	}
	if known.operation != query.Nothing {
		return true
	}
	w := u.newWalk()
	return !u.isSame(known) || w.visit(known) != nil || w.meetsChange()
}

// isSame tells whether a stored node's properties and labels are as they were.
func (u *Unit) isSame(e *entry) bool {
	plan := u.planOf(e.node)
	return plan.IsSame(e.object, e.stored.snapshot) && plan.LabelsAreSame(e.object, e.stored.snapshot)
}

// planOf gives the plan of a node type, which mostly is that of the one before.
func (u *Unit) planOf(node *schema.NodeType) *mapping.NodePlan {
	if u.last == nil || u.last.Node != node {
		u.last = u.engine.config.Mapper.Node(node)
	}
	return u.last
}

// mistake gives what was wrong with the recording, if anything.
func (u *Unit) mistake() error {
	if err := u.guard.misuse(); err != nil {
		return err
	}
	return errors.Join(u.mistakes...)
}
