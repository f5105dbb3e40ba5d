package query

import (
	"fmt"
	"reflect"
	"slices"
)

// Property is a field of the node struct T whose values have type V: the typed
// handle from which conditions and orders are made. It is a value; copies are
// free, and it is safe for concurrent use.
type Property[T, V any] struct {
	field field
}

// Prop makes a Property from a function that gives the address of the field:
//
//	var Born = query.Prop(func(p *Person) *int { return &p.Born })
//
// It is meant for package-level variables, so a function that does not give
// the address of an exported field of its argument panics; the message names the
// type and the remedy.
func Prop[T, V any](address func(*T) *V) Property[T, V] {
	return Property[T, V]{field: fieldAt("query.Prop", address)}
}

// Nullable is Prop for a field that is a pointer: conditions then take the value
// itself.
//
//	var Email = query.Nullable(func(p *Person) **string { return &p.Email })
//	people.Match(Email.Eq("ann@example.org"))
func Nullable[T, V any](address func(*T) **V) Property[T, V] {
	return Property[T, V]{field: fieldAt("query.Nullable", address)}
}

// field is a place in a struct type.
type field struct {
	owner reflect.Type
	index []int
	name  string
}

// fieldAt finds the field whose address a function gives, by asking it about a
// struct made for the purpose. maker is the function to blame in a panic.
func fieldAt[T, F any](maker string, address func(*T) *F) field {
	owner := reflect.TypeFor[T]()
	if owner.Kind() != reflect.Struct {
		panic(fmt.Sprintf("%s: %s is not a struct; the function must take a pointer to a node struct", maker, owner))
	}
	remedy := fmt.Sprintf("write func(x *%s) %s { return &x.Field }", owner.Name(), reflect.TypeFor[*F]())
	if address == nil {
		panic(fmt.Sprintf("%s: the function is nil; %s", maker, remedy))
	}
	probe := new(T)
	target := ask(address, probe)
	if target == nil {
		fill(reflect.ValueOf(probe).Elem(), []reflect.Type{owner})
		target = ask(address, probe)
	}
	if target != nil {
		if found, ok := locate(reflect.ValueOf(probe).Elem(), reflect.ValueOf(target), nil, ""); ok {
			found.owner = owner
			return found
		}
	}
	panic(fmt.Sprintf("%s: the function gives no address of an exported field of %s; %s", maker, owner, remedy))
}

// ask calls the function. One that goes through a nil pointer in the struct panics,
// which would tell neither the type nor the remedy.
func ask[T, F any](address func(*T) *F, probe *T) (target *F) {
	defer func() {
		if recover() != nil {
			target = nil
		}
	}()
	return address(probe)
}

// fill makes the structs that pointers in the struct lead to, for a function that goes
// through one of them: to a field of an embedded or inline struct.
func fill(object reflect.Value, within []reflect.Type) {
	for i := range object.NumField() {
		value := object.Field(i)
		if value.Kind() == reflect.Struct {
			fill(value, within)
			continue
		}
		if value.Kind() != reflect.Pointer || value.Type().Elem().Kind() != reflect.Struct || !value.CanSet() {
			continue
		}
		if inner := value.Type().Elem(); !slices.Contains(within, inner) {
			value.Set(reflect.New(inner))
			fill(value.Elem(), append(slices.Clone(within), inner))
		}
	}
}

func locate(object, target reflect.Value, index []int, path string) (field, bool) {
	for i := range object.NumField() {
		description := object.Type().Field(i)
		value := object.Field(i)
		at := append(append([]int(nil), index...), i)
		name := path + description.Name
		if description.IsExported() && value.Addr().Type() == target.Type() && value.Addr().Pointer() == target.Pointer() {
			return field{index: at, name: name}, true
		}
		if value.Kind() == reflect.Pointer && !value.IsNil() {
			value = value.Elem()
		}
		if value.Kind() == reflect.Struct && (description.IsExported() || description.Anonymous) {
			if found, ok := locate(value, target, at, name+"."); ok {
				return found, true
			}
		}
	}
	return field{}, false
}
