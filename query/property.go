package query

import (
	"fmt"
	"reflect"
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
	if target := ask(address, probe); target != nil {
		if found, ok := locate(reflect.ValueOf(probe).Elem(), reflect.ValueOf(target), nil, ""); ok {
			found.owner = owner
			return found
		}
	}
	panic(fmt.Sprintf("%s: the function gives no address of an exported field of %s; %s", maker, owner, remedy))
}

// ask calls the function. One that goes through a pointer in the struct meets nil
// there; the panic that follows would tell neither the type nor the remedy.
func ask[T, F any](address func(*T) *F, probe *T) (target *F) {
	defer func() {
		if recover() != nil {
			target = nil
		}
	}()
	return address(probe)
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
		if description.Type.Kind() == reflect.Struct && (description.IsExported() || description.Anonymous) {
			if found, ok := locate(value, target, at, name+"."); ok {
				return found, true
			}
		}
	}
	return field{}, false
}
