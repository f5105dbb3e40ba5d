package query

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-ogm/ogm/schema"
)

// expression is a part of a statement that has a value. It is written in a scope, which
// says what it is about, so that one expression can stand in several statements.
type expression interface {
	write(s *scope)
}

const notEqual = " <> "

// comparison compares a property with a value. With fold, case does not count.
type comparison struct {
	field    *field
	operator string
	value    any
	fold     bool
}

func (e comparison) write(s *scope) {
	if e.fold {
		s.Text("toLower(")
	}
	o, ok := s.operand(e.field)
	if !ok {
		return
	}
	if strings.ContainsAny(e.operator, "<>") && e.operator != notEqual {
		s.ordered(o)
	}
	if !e.fold {
		s.Text(e.operator)
		s.value(o, e.value)
		return
	}
	s.Text(")", e.operator, "toLower(")
	s.value(o, e.value)
	s.Text(")")
}

// ordered refuses to ask which of two values is greater where Neo4j does not know: it
// would answer null, and no node would ever be found.
func (s *scope) ordered(o operand) {
	remedy := unordered(o.property)
	if remedy == "" {
		return
	}
	s.Fail(fmt.Errorf("ogm: %s.%s is %s, of which Neo4j calls none greater than another; %s", o.of.entity.Name, o.property.Field, o.property.Value.Base().Type, remedy))
}

// unordered says what to do where no value of a property is greater than another; "" where
// they have an order.
func unordered(property *schema.Property) string {
	if property.Value == nil {
		return "" // an entry of a map, which may be anything
	}
	switch base := property.Value.Base(); {
	case base.Kind == schema.Duration, base.Kind == schema.Native && base.Type.Name() == "Duration":
		return "a month has no fixed length; store a number to compare by, or sort by the property"
	case isPoint(property):
		return "ask by query.Distance or query.InBox"
	}
	return ""
}

func isPoint(property *schema.Property) bool {
	base := property.Value.Base()
	return base.Kind == schema.Native && strings.HasPrefix(base.Type.Name(), "Point")
}

// membership tells whether a property is one of several values.
type membership struct {
	field  *field
	values []any
	later  any // in place of values, which come later
}

func (e membership) write(s *scope) {
	o, ok := s.operand(e.field)
	if !ok {
		return
	}
	s.Text(" IN ")
	if e.later != nil {
		setting := s.setting
		s.place(e.later, func(values any) (any, error) { return o.encodeAll(setting, values) })
		return
	}
	s.list(o, e.values)
}

type interval struct {
	field     *field
	low, high any
}

func (e interval) write(s *scope) {
	o, ok := s.operand(e.field)
	if !ok {
		return // reported once is enough
	}
	s.ordered(o)
	s.Text(" >= ")
	s.value(o, e.low)
	s.Text(" AND ")
	s.Property(o.of.variable, o.property.Name)
	s.Text(" <= ")
	s.value(o, e.high)
}

type nullTest struct {
	field *field
	test  string
}

func (e nullTest) write(s *scope) {
	if _, ok := s.operand(e.field); ok {
		s.Text(e.test)
	}
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

// onLink is an expression about the relationship by which a node was met.
type onLink struct {
	term expression
}

func (e onLink) write(s *scope) { s.between(e.term) }

// onLinks makes conditions on relationships part of the conditions on what they lead to.
func onLinks[R any](conditions []Condition[R]) []expression {
	list := expressions(conditions)
	for i, term := range list {
		list[i] = onLink{term}
	}
	return list
}

// mistake is an expression that cannot be written.
type mistake struct {
	err error
}

func (e mistake) write(s *scope) { s.Fail(e.err) }

var errEmptyCondition = errors.New("ogm: a condition is empty; make conditions by the methods of a property")

func expressions[T any](conditions []Condition[T]) []expression {
	list := make([]expression, len(conditions))
	for i, condition := range conditions {
		list[i] = condition.expression
	}
	return list
}

// textual makes a comparison of text, of a property that is text.
func textual[V any](f *field, operator, method, v string, fold bool) expression {
	if f == nil {
		return comparison{field: f, operator: operator, value: v} // whose writing reports it
	}
	base := reflect.TypeFor[V]()
	for base.Kind() == reflect.Pointer {
		base = base.Elem()
	}
	switch {
	case base == reflect.TypeFor[string](), base.Kind() == reflect.Interface && f.isEntry:
		return comparison{f, operator, v, fold}
	case base.Kind() != reflect.String:
		return mistake{fmt.Errorf("ogm: %s.%s is %s, and %s is for text", f.owner.Name(), f.name, base, method)}
	}
	return comparison{f, operator, reflect.ValueOf(v).Convert(base).Interface(), fold}
}
