package query

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-ogm/ogm/schema"
)

// Condition is something that is true or false of a node of type T. Conditions
// are made by the methods of Property and joined by And, Or and Not.
type Condition[T any] struct {
	expression expression
}

// Eq holds where the property equals v. A missing property equals nothing; see IsNull.
// One moment in two time zones is two values for Neo4j, also in UTC and at the offset
// Z that Cypher's datetime() gives.
func (p Property[T, V]) Eq(v V) Condition[T] { return p.compare(" = ", v) }

// Ne holds where the property is there and differs from v.
func (p Property[T, V]) Ne(v V) Condition[T] { return p.compare(notEqual, v) }

// Gt holds where the property is greater than v, in the form in which it is stored:
// what is stored as text, such as an enumeration, an address or a big number, is
// compared as text. Durations and points have no order, and the query fails before
// it is sent. Ge, Lt, Le and Between are the same.
func (p Property[T, V]) Gt(v V) Condition[T] { return p.compare(" > ", v) }

// Ge holds where the property is greater than or equal to v.
func (p Property[T, V]) Ge(v V) Condition[T] { return p.compare(" >= ", v) }

// Lt holds where the property is less than v.
func (p Property[T, V]) Lt(v V) Condition[T] { return p.compare(" < ", v) }

// Le holds where the property is less than or equal to v.
func (p Property[T, V]) Le(v V) Condition[T] { return p.compare(" <= ", v) }

// In holds where the property equals one of the values; of none, it never holds.
func (p Property[T, V]) In(values ...V) Condition[T] {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return Condition[T]{membership{p.field, list}}
}

// Between holds where the property is at least low and at most high.
func (p Property[T, V]) Between(low, high V) Condition[T] {
	return Condition[T]{interval{p.field, low, high}}
}

// StartsWith holds where the text begins with prefix. Like the next three it is for
// properties of text; on others the query fails before it is sent.
func (p Property[T, V]) StartsWith(prefix string) Condition[T] {
	return p.text(" STARTS WITH ", "StartsWith", prefix)
}

// EndsWith holds where the text ends with suffix.
func (p Property[T, V]) EndsWith(suffix string) Condition[T] {
	return p.text(" ENDS WITH ", "EndsWith", suffix)
}

// Contains holds where the text contains part.
func (p Property[T, V]) Contains(part string) Condition[T] {
	return p.text(" CONTAINS ", "Contains", part)
}

// Matches holds where the whole text matches the regular expression, in Java's syntax.
func (p Property[T, V]) Matches(pattern string) Condition[T] {
	return p.text(" =~ ", "Matches", pattern)
}

// IsNull holds where the property is missing.
func (p Property[T, V]) IsNull() Condition[T] { return Condition[T]{nullTest{p.field, " IS NULL"}} }

// IsNotNull holds where the property is there.
func (p Property[T, V]) IsNotNull() Condition[T] {
	return Condition[T]{nullTest{p.field, " IS NOT NULL"}}
}

// And holds where all conditions do. It needs at least one.
func And[T any](conditions ...Condition[T]) Condition[T] {
	return Condition[T]{junction{" AND ", "And", expressions(conditions)}}
}

// Or holds where any of the conditions does. It needs at least one.
func Or[T any](conditions ...Condition[T]) Condition[T] {
	return Condition[T]{junction{" OR ", "Or", expressions(conditions)}}
}

// Not holds where the condition does not; where it is unknown, because a property
// is missing, Not is unknown too and the node is left out.
func Not[T any](condition Condition[T]) Condition[T] {
	return Condition[T]{negation{condition.expression}}
}

func (p Property[T, V]) compare(operator string, v V) Condition[T] {
	return Condition[T]{comparison{p.field, operator, v}}
}

func (p Property[T, V]) text(operator, method, v string) Condition[T] {
	if p.field.owner == nil {
		return Condition[T]{comparison{p.field, operator, v}} // whose writing reports it
	}
	base := reflect.TypeFor[V]()
	for base.Kind() == reflect.Pointer {
		base = base.Elem()
	}
	if base.Kind() != reflect.String {
		return Condition[T]{mistake{fmt.Errorf("ogm: %s.%s is %s, and %s is for text", p.field.owner.Name(), p.field.name, base, method)}}
	}
	return Condition[T]{comparison{p.field, operator, reflect.ValueOf(v).Convert(base).Interface()}}
}

func expressions[T any](conditions []Condition[T]) []expression {
	list := make([]expression, len(conditions))
	for i, condition := range conditions {
		list[i] = condition.expression
	}
	return list
}

// expression is a node of the tree that becomes text.
type expression interface {
	write(s *scope)
}

const notEqual = " <> "

// ordered refuses to ask which of two values is greater where Neo4j does not know: it
// would answer null, and no node would ever be found.
func (s *scope) ordered(property *schema.Property) {
	if property == nil {
		return
	}
	var remedy string
	switch base := property.Value.Base(); {
	case base.Kind == schema.Duration, base.Kind == schema.Native && base.Type.Name() == "Duration":
		remedy = "a month has no fixed length; store a number to compare by, or sort by the property"
	case base.Kind == schema.Native && strings.HasPrefix(base.Type.Name(), "Point"):
		remedy = "use query.Raw with point.distance or point.withinBBox"
	default:
		return
	}
	s.Fail(fmt.Errorf("ogm: %s.%s is %s, of which Neo4j calls none greater than another; %s", s.setting.Node.Name, property.Field, property.Value.Base().Type, remedy))
}

type comparison struct {
	field    field
	operator string
	value    any
}

func (e comparison) write(s *scope) {
	property := s.property(e.field)
	if strings.ContainsAny(e.operator, "<>") && e.operator != notEqual {
		s.ordered(property)
	}
	s.Text(e.operator)
	s.value(property, e.value)
}

type membership struct {
	field  field
	values []any
}

func (e membership) write(s *scope) {
	property := s.property(e.field)
	s.Text(" IN ")
	s.list(property, e.values)
}

type interval struct {
	field     field
	low, high any
}

func (e interval) write(s *scope) {
	property := s.property(e.field)
	if property == nil {
		return // reported once is enough
	}
	s.ordered(property)
	s.Text(" >= ")
	s.value(property, e.low)
	s.Text(" AND ")
	s.property(e.field)
	s.Text(" <= ")
	s.value(property, e.high)
}

type nullTest struct {
	field field
	test  string
}

func (e nullTest) write(s *scope) {
	s.property(e.field)
	s.Text(e.test)
}

type junction struct {
	operator, name string
	terms          []expression
}

func (e junction) write(s *scope) {
	if len(e.terms) == 0 {
		s.Fail(fmt.Errorf("ogm: query.%s needs at least one condition", e.name))
		return
	}
	s.Text("(")
	s.join(e.terms, e.operator)
	s.Text(")")
}

type negation struct {
	term expression
}

func (e negation) write(s *scope) {
	s.Text("NOT (")
	s.term(e.term)
	s.Text(")")
}

type mistake struct {
	err error
}

func (e mistake) write(s *scope) { s.Fail(e.err) }

var errEmptyCondition = errors.New("ogm: a condition is empty; make conditions by the methods of a property")
