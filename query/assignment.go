package query

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/go-ogm/ogm/schema"
)

// Assignment is what an update does with one property of nodes of type T. The methods of
// Property make it.
type Assignment[T any] struct {
	assignment assignment
}

type assignment struct {
	field *field
	verb  verb
	value any
}

// Assignments are assignments without their type.
type Assignments []assignment

// AssignmentsOf takes the type off assignments.
func AssignmentsOf[T any](assignments []Assignment[T]) Assignments {
	list := make(Assignments, len(assignments))
	for i, a := range assignments {
		list[i] = a.assignment
	}
	return list
}

// verb is what an assignment does, called as its method.
type verb string

const (
	verbSet    verb = "Set"
	verbRemove verb = "Remove"
	verbAdd    verb = "Add"
)

// Set gives the property a value, also where it is zero and the tag says omitempty.
func (p Property[T, V]) Set(v V) Assignment[T] { return Assignment[T]{assignment{p.field, verbSet, v}} }

// Remove takes the property away.
func (p Property[T, V]) Remove() Assignment[T] {
	return Assignment[T]{assignment{p.field, verbRemove, nil}}
}

// Add adds a number to the property, which counts as 0 where it is missing. Of several
// updates at once none is lost. It is for numbers; on others the update fails before it
// is sent.
func (p Property[T, V]) Add(v V) Assignment[T] { return Assignment[T]{assignment{p.field, verbAdd, v}} }

// Update gives the statement that changes the nodes and returns how many they were. Their
// versions are raised, and now is when they were updated.
func (f Choice) Update(setting Setting, now time.Time, assignments Assignments) (Statement, error) {
	return f.update(setting, changes{now: now, assignments: assignments})
}

// UpdateLater is Update for a statement that is kept: Bind asks the clock what time it is.
func (f Choice) UpdateLater(setting Setting, clock func() time.Time, assignments Assignments) (Statement, error) {
	return f.update(setting, changes{clock: clock, assignments: assignments})
}

func (f Choice) update(setting Setting, what changes) (Statement, error) {
	s := f.matchLimited(setting)
	s.put(what.clause(), returnCount(variable))
	stmt, err := s.statement()
	return stmt.Writing(), err
}

// changes are all that an update does. They are written as one, since none may change what
// another does.
type changes struct {
	now         time.Time
	clock       func() time.Time // in place of now, of a statement that is kept
	assignments Assignments
}

// clause is the SET of an update.
func (e changes) clause() clause { return clause{word: "SET", of: item{value: e}} }

func (e changes) write(s *scope) {
	if len(e.assignments) == 0 {
		s.Fail(fmt.Errorf("ogm: nothing is to be changed of %s; make assignments by the methods of a property, such as Set", s.typeName()))
		return
	}
	node := s.setting.Node
	if node.Version != nil {
		raise(s, variable, node.Version)
		s.Text(", ")
	}
	if node.Updated != nil {
		s.Property(variable, node.Updated.Name)
		s.Text(" = ")
		e.stamp(s, node.Updated, s.setting.Values)
		s.Text(", ")
	}
	e.writeMembers(s)
	var changed []string
	for i, a := range e.assignments {
		s.comma(i)
		changed = append(changed, a.write(s, changed))
	}
}

// raise adds one to a version. Because the new value is made from the old one, the
// server takes the lock before it reads: of several writers each sees what the one
// before it left.
func raise(w *scope, variable string, version *schema.Property) {
	w.Property(variable, version.Name)
	w.Text(" = ")
	writeRaised(w, variable, version)
}

func writeRaised(w *scope, variable string, version *schema.Property) {
	w.Text("coalesce(")
	w.Property(variable, version.Name)
	w.Text(", 0) + 1")
}

// writeMembers raises versions, and sets when nodes were updated, where only some of those that are
// matched have that. Each property is written once, whichever types have it.
func (e changes) writeMembers(s *scope) {
	version := func(n *schema.NodeType) *schema.Property { return n.Version }
	updated := func(n *schema.NodeType) *schema.Property { return n.Updated }
	s.setting.eachOfMembers(version, func(property *schema.Property, of []Member) {
		s.onlyOf(of, property, func() { writeRaised(s, variable, property) })
	})
	s.setting.eachOfMembers(updated, func(property *schema.Property, of []Member) {
		s.onlyOf(of, property, func() { e.stamp(s, property, of[0].Values) })
	})
}

// eachOfMembers gives the properties of a kind that some members have, and which; but not one that
// all nodes have.
func (s *Setting) eachOfMembers(kind func(*schema.NodeType) *schema.Property, do func(*schema.Property, []Member)) {
	for i, member := range s.Members {
		property := kind(member.Node)
		hasIt := func(node *schema.NodeType) bool {
			its := kind(node)
			return its != nil && its.Name == property.Name
		}
		switch {
		case property == nil || hasIt(s.Node):
		case slices.ContainsFunc(s.Members[:i], func(m Member) bool { return hasIt(m.Node) }):
		default:
			do(property, slices.DeleteFunc(slices.Clone(s.Members), func(m Member) bool { return !hasIt(m.Node) }))
		}
	}
}

// onlyOf writes a property of nodes of some types, and leaves it as it is on others.
func (s *scope) onlyOf(members []Member, property *schema.Property, write func()) {
	s.Property(variable, property.Name)
	s.Text(" = CASE WHEN ")
	for i, member := range members {
		s.Text([]string{"", " OR "}[min(i, 1)], variable)
		s.Labels(member.Node.Labels)
	}
	s.Text(" THEN ")
	write()
	s.Text(" ELSE ")
	s.Property(variable, property.Name)
	s.Text(" END, ")
}

// stamp writes the time of an update.
func (e changes) stamp(s *scope, updated *schema.Property, values Values) {
	if e.clock != nil {
		s.bindings = append(s.bindings, binding{param: s.Reserve(), clock: true, encode: func(any) (any, error) {
			return values.EncodeValue(updated, e.clock())
		}})
		return
	}
	encoded, err := values.EncodeValue(updated, e.now)
	if err != nil {
		s.Fail(err)
	}
	s.Param(encoded)
}

// write writes n.name = …; changed are the properties that have been written, and the
// answer is this one.
func (a assignment) write(s *scope, changed []string) (name string) {
	if a.verb == "" {
		s.Fail(errors.New("ogm: an assignment is empty; make it by the methods of a property, such as Set"))
		return ""
	}
	o, ok := s.operand(a.field)
	if !ok {
		return ""
	}
	name = o.property.Name
	switch reason := o.fixed(); {
	case reason != "":
		s.Fail(fmt.Errorf("ogm: %s.%s %s", o.of.entity.Name, o.property.Field, reason))
	case slices.Contains(changed, name):
		s.Fail(fmt.Errorf("ogm: %s.%s is changed twice in one update; say it once", o.of.entity.Name, o.property.Field))
	}
	s.Text(" = ")
	a.writeValue(s, o)
	return name
}

// fixed says why an update leaves a property alone; "" where it does not.
func (o operand) fixed() string {
	entity := o.of.entity
	switch property := o.property; {
	case property.Key:
		return "is the key, by which others know the node; change it in a unit of work"
	case property == entity.Version:
		return "is the version, which an update raises by itself"
	case property == entity.Created:
		return "says when the node was created, which an update does not change"
	case property == entity.Updated:
		return "says when the node was updated, and is set by the update itself"
	case property.ReadOnly:
		return "is readonly, and is not written"
	}
	return ""
}

func (a assignment) writeValue(s *scope, o operand) {
	if a.verb == verbRemove {
		s.Text("null")
		return
	}
	if a.verb == verbAdd {
		if value := o.property.Value; value != nil && !isNumber(value.Base()) {
			s.Fail(fmt.Errorf("ogm: %s.%s is %s, and Add is for numbers", o.of.entity.Name, o.property.Field, value.Base().Type))
			return
		}
		s.Text("coalesce(")
		s.Property(variable, o.property.Name)
		s.Text(", 0) + ")
	}
	setting := s.setting
	if isLater(a.value) {
		s.place(a.value, func(value any) (any, error) { return a.encode(setting, o, value) })
		return
	}
	encoded, err := a.encode(setting, o, a.value)
	if err != nil {
		s.Fail(err)
		return
	}
	s.Param(encoded)
}

// encode gives the form in which a value is assigned, or says why it cannot be.
func (a assignment) encode(setting *Setting, o operand, value any) (any, error) {
	encoded, err := o.send(setting, value)
	if err != nil {
		return nil, err
	}
	if problem := a.unfit(o, encoded); problem != "" {
		return nil, fmt.Errorf("ogm: %s.%s %s", o.of.entity.Name, o.property.Field, problem)
	}
	return encoded, nil
}

// unfit says why an encoded value cannot be assigned; "" where it can. Of an entry, which may be
// anything, the value that is added decides whether there is something to add.
func (a assignment) unfit(o operand, encoded any) string {
	switch encoded.(type) {
	case nil:
		return "is set to nil; use Remove"
	case map[string]any:
		return "is set to a map, which cannot be a property"
	}
	if added := reflect.ValueOf(encoded); a.verb == verbAdd && o.property.Value == nil && !added.CanInt() && !added.CanFloat() {
		return fmt.Sprintf("is given %T, and Add is for numbers", encoded)
	}
	return ""
}

// Next gives the statement that updates the next n nodes in the order of their keys,
// and returns how many they were and the key of the last; last is that of the
// node before, nil at the beginning. Nodes without a key are left alone.
func (f Choice) Next(setting Setting, n int, last []any, now time.Time, assignments Assignments) (Statement, error) {
	key := setting.Node.Key
	keyset, err := f.Keyset(setting)
	if err != nil {
		return Statement{}, err
	}
	f.conditions = append(f.conditions[:len(f.conditions):len(f.conditions)], behind{keyset, last})
	s := f.match(setting)
	next := clause{word: "WITH", of: item{value: word(variable)}, limit: parameter{n}}
	for _, property := range key {
		next.order = append(next.order, sortKey{value: attribute{variable, property}})
	}
	answer := returnCount(variable)
	answer.more = []item{{function{name: "max", of: attributes{variable, key}}, word("last")}}
	s.put(next, changes{now: now, assignments: assignments}.clause(), answer)
	stmt, err := s.statement()
	return stmt.Writing(), err
}

// Batch tells whether the nodes can be changed in several transactions, by key or just as
// they are met, and how many they are at the most; -1 for all.
func (f Choice) Batch(byKey bool) (most int64, err error) {
	switch {
	case f.origin != nil:
		return 0, errors.New("ogm: what an index finds may be other nodes in each transaction; leave out From, or InTransactions")
	case byKey && len(f.order) > 0:
		return 0, errors.New("ogm: an update in several transactions goes by the key; leave out OrderBy, or InTransactions")
	case f.limit.isGiven():
		return int64(f.limit.number()), f.limit.mistake()
	}
	return -1, nil
}
