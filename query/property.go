package query

import (
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
)

// Property is a field of the struct T of a node or a relationship whose values have type V: the typed
// handle from which conditions and orders are made. It is a value; copies are
// free, and it is safe for concurrent use.
type Property[T, V any] struct {
	field *field
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

// Entry makes a Property from an inline map: the property that its entry of a key is.
//
//	var Color = query.Entry(func(p *Person) *map[string]any { return &p.Extra }, "color")
//
// Values are compared in the form in which raw Cypher would send them.
func Entry[T, V any, K ~string](address func(*T) *map[K]V, key K) Property[T, V] {
	f := fieldAt("query.Entry", address)
	f.entry, f.isEntry = string(key), true
	return Property[T, V]{field: f}
}

// field is a place in a struct type, or an entry of the map that is there. Handles point to one,
// which nobody changes, and nil is that of an empty handle.
type field struct {
	number  uint64 // that no other handle has, from 1; 0 where it was not made as a handle
	owner   reflect.Type
	index   []int
	name    string
	entry   string
	isEntry bool
}

// handles is how many were made.
var handles atomic.Uint64 //nolint:gochecknoglobals // a number that is unique has one place to come from

// String names the field with its struct, for messages.
func (f *field) String() string {
	if f == nil {
		return "an empty handle"
	}
	return f.owner.Name() + "." + f.name
}

// fieldAt is findField for variables of a package. maker is the function to blame.
func fieldAt[T, F any](maker string, address func(*T) *F) *field {
	found, err := findField(maker, address)
	if err != nil {
		panic(err.Error())
	}
	return found
}

// findField finds the field whose address a function gives, by asking it about a
// struct made for the purpose.
func findField[T, F any](maker string, address func(*T) *F) (*field, error) {
	owner := reflect.TypeFor[T]()
	if owner.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s: %s is not a struct; the function must take a pointer to a node struct", maker, owner)
	}
	remedy := fmt.Sprintf("write func(x *%s) %s { return &x.Field }", owner.Name(), reflect.TypeFor[*F]())
	if address == nil {
		return nil, fmt.Errorf("%s: the function is nil; %s", maker, remedy)
	}
	probe := new(T)
	target := ask(address, probe)
	if target == nil {
		fill(reflect.ValueOf(probe).Elem(), []reflect.Type{owner})
		target = ask(address, probe)
	}
	if target != nil {
		if found, ok := locate(reflect.ValueOf(probe).Elem(), reflect.ValueOf(target), nil, ""); ok {
			found.owner, found.number = owner, handles.Add(1)
			return found, nil
		}
	}
	return nil, fmt.Errorf("%s: the function gives no address of an exported field of %s; %s", maker, owner, remedy)
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

func locate(object, target reflect.Value, index []int, path string) (*field, bool) {
	for i := range object.NumField() {
		description := object.Type().Field(i)
		value := object.Field(i)
		at := append(append([]int(nil), index...), i)
		name := path + description.Name
		if description.IsExported() && value.Addr().Type() == target.Type() && value.Addr().Pointer() == target.Pointer() {
			return &field{index: at, name: name}, true
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
	return nil, false
}
