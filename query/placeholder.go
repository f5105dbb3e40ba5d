package query

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Placeholder is a value that a condition or an assignment is given later, when a query that
// was compiled is run: its methods are those of the Property that it was made of.
type Placeholder[T, V any] struct {
	property Property[T, V]
	name     string
}

// Given makes conditions whose value has a name and comes when the query is run:
//
//	born, err := people.Match(Born.Given("since").Ge()).Compile()
//	list, err := born.All(ctx, query.Args{"since": 1960})
func (p Property[T, V]) Given(name string) Placeholder[T, V] { return Placeholder[T, V]{p, name} }

// Args are the values of placeholders, by name. Each is checked as the property is that it is
// compared with.
type Args map[string]any

// Eq is Property.Eq.
func (p Placeholder[T, V]) Eq() Condition[T] { return p.compare(" = ") }

// Ne is Property.Ne.
func (p Placeholder[T, V]) Ne() Condition[T] { return p.compare(notEqual) }

// Gt is Property.Gt.
func (p Placeholder[T, V]) Gt() Condition[T] { return p.compare(" > ") }

// Ge is Property.Ge.
func (p Placeholder[T, V]) Ge() Condition[T] { return p.compare(" >= ") }

// Lt is Property.Lt.
func (p Placeholder[T, V]) Lt() Condition[T] { return p.compare(" < ") }

// Le is Property.Le.
func (p Placeholder[T, V]) Le() Condition[T] { return p.compare(" <= ") }

// StartsWith is Property.StartsWith.
func (p Placeholder[T, V]) StartsWith() Condition[T] { return p.text(" STARTS WITH ", "StartsWith") }

// EndsWith is Property.EndsWith.
func (p Placeholder[T, V]) EndsWith() Condition[T] { return p.text(" ENDS WITH ", "EndsWith") }

// Contains is Property.Contains.
func (p Placeholder[T, V]) Contains() Condition[T] { return p.text(" CONTAINS ", "Contains") }

// In is Property.In; its value is a slice, such as a []string for a property of text.
func (p Placeholder[T, V]) In() Condition[T] {
	return Condition[T]{membership{field: p.property.field, later: placeholder(p.name)}}
}

// Set is Property.Set.
func (p Placeholder[T, V]) Set() Assignment[T] { return p.assign(verbSet) }

// Add is Property.Add.
func (p Placeholder[T, V]) Add() Assignment[T] { return p.assign(verbAdd) }

func (p Placeholder[T, V]) assign(verb verb) Assignment[T] {
	return Assignment[T]{assignment{p.property.field, verb, placeholder(p.name)}}
}

func (p Placeholder[T, V]) compare(operator string) Condition[T] {
	return Condition[T]{comparison{field: p.property.field, operator: operator, value: placeholder(p.name)}}
}

func (p Placeholder[T, V]) text(operator, method string) Condition[T] {
	made := textual[V](p.property.field, operator, method, "", false)
	if compared, ok := made.(comparison); ok {
		compared.value = placeholder(p.name)
		made = compared
	}
	return Condition[T]{made}
}

// placeholder is the name of a value that is not there yet.
type placeholder string

// isLater tells a value that is not there yet.
func isLater(value any) bool {
	switch value.(type) {
	case placeholder, slot:
		return true
	}
	return false
}

// binding is a parameter whose value is not there yet.
type binding struct {
	param  string
	name   string // of a placeholder
	slot   slot   // of a value of a shape
	clock  bool   // the value is the time of the run, and nobody gives it
	encode func(value any) (any, error)
}

// place writes the parameter of a value that is not there yet.
func (s *scope) place(later any, encode func(value any) (any, error)) {
	b := binding{param: s.Reserve(), encode: encode}
	switch later := later.(type) {
	case placeholder:
		if later == "" {
			s.Fail(errors.New("ogm: the name that Given gives to a placeholder is empty"))
		}
		b.name = string(later)
	case slot:
		b.slot = later
	}
	s.bindings = append(s.bindings, b)
}

// encodeAll is encode for each element of a slice.
func (o operand) encodeAll(setting *Setting, values any) (any, error) {
	all, isList := values.([]any)
	if !isList {
		slice := reflect.ValueOf(values)
		if slice.Kind() != reflect.Slice {
			return nil, fmt.Errorf("ogm: %s.%s is asked to be In a %T; give a slice of its values", o.of.entity.Name, o.property.Field, values)
		}
		all = make([]any, slice.Len())
		for i := range all {
			all[i] = slice.Index(i).Interface()
		}
	}
	list := make([]any, len(all))
	for i, value := range all {
		encoded, err := o.encode(setting, value)
		if err != nil {
			return nil, err
		}
		list[i] = encoded
	}
	return list, nil
}

// IsOpen tells a statement with placeholders that have no values yet.
func (s Statement) IsOpen() bool { return len(s.bindings) > 0 }

// Bind gives the placeholders of a statement their values. One without a value is an
// error, and so is a value whose placeholder stands neither in the statement nor in one of
// the others: those of a selection do not all have its order and its fetch plan.
func (s Statement) Bind(args Args, others ...Statement) (Statement, error) {
	bound, err := s.bind(func(b *binding) (any, error) {
		value, given := args[b.name]
		if !given && !b.clock {
			return nil, fmt.Errorf("ogm: the placeholder %q has no value; give it by query.Args", b.name)
		}
		return value, nil
	})
	if err != nil {
		return s, err
	}
	for name := range args {
		has := func(stmt Statement) bool { return stmt.hasPlaceholder(name) }
		if !has(s) && !slices.ContainsFunc(others, has) {
			return s, fmt.Errorf("ogm: the query has no placeholder %q", name)
		}
	}
	return bound, nil
}

// fill gives the slots of a statement their values.
func (s Statement) fill(values []any) (Statement, error) {
	return s.bind(func(b *binding) (any, error) { return values[b.slot], nil })
}

// bind gives a statement the values that were not there.
func (s Statement) bind(value func(*binding) (any, error)) (Statement, error) {
	var params Params
	if s.Params != nil {
		params = make(Params, len(s.Params))
	}
	if len(s.Params) > len(s.bindings) {
		maps.Copy(params, s.Params)
	}
	for i := range s.bindings {
		b := &s.bindings[i]
		given, err := value(b)
		if err != nil {
			return s, err
		}
		if params[b.param], err = b.encode(given); err != nil {
			return s, err
		}
	}
	s.Params, s.bindings = params, nil
	return s, nil
}

func (s Statement) hasPlaceholder(name string) bool {
	return slices.ContainsFunc(s.bindings, func(b binding) bool { return b.name == name && !b.clock })
}
