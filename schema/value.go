package schema

import (
	"fmt"
	"reflect"
	"slices"
	"time"
)

// Kind is what a Go type is stored as.
type Kind int

// The kinds of values that a property can hold.
const (
	Bool    Kind = iota + 1 // bool: BOOLEAN
	Int                     // int, int8 … int64: INTEGER
	Uint                    // uint, uint8 … uint64: INTEGER
	Float                   // float32, float64: FLOAT
	String                  // string: STRING
	Bytes                   // []byte: BYTES
	Time                    // time.Time: ZONED DATETIME
	List                    // a slice of any scalar but Bytes: LIST
	Pointer                 // a pointer to any of the above; nil is null
	Native                  // a value type of the driver, such as a date or a point, stored as it is
)

// Value classifies a Go type. Named types count as what they stand on.
type Value struct {
	Kind Kind
	Type reflect.Type
	Elem *Value // of List and Pointer
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

// isTime tells whether t is time.Time or a named type over it.
func isTime(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.ConvertibleTo(timeType)
}

// ValueOf classifies a property's Go type, or says why it cannot be one. native
// lists the driver's own value types, some of which stand on time.Time.
func ValueOf(t reflect.Type, native []reflect.Type) (*Value, error) {
	return valueOf(t, native, 0)
}

// maxNesting ends the walk through a type that consists of itself, such as
// `type P *P`.
const maxNesting = 16

func valueOf(t reflect.Type, native []reflect.Type, depth int) (*Value, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("%s is nested too deeply to be a property", t)
	}
	if slices.Contains(native, t) {
		return &Value{Kind: Native, Type: t}, nil
	}
	if kind := scalarKind(t); kind != 0 {
		return &Value{Kind: kind, Type: t}, nil
	}
	switch {
	case t == durationType:
		return nil, fmt.Errorf("%s has no default form in the graph; store a number in a unit of your choice", t)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return &Value{Kind: Bytes, Type: t}, nil
	case t.Kind() == reflect.Pointer:
		elem, err := valueOf(t.Elem(), native, depth+1)
		if err != nil {
			return nil, err
		}
		return &Value{Kind: Pointer, Type: t, Elem: elem}, nil
	case t.Kind() == reflect.Slice:
		elem, err := valueOf(t.Elem(), native, depth+1)
		if err != nil {
			return nil, err
		}
		if base := elem.Base(); base.Kind == List || base.Kind == Bytes {
			return nil, fmt.Errorf("%s is a list of lists, which a Neo4j property cannot hold", t)
		}
		return &Value{Kind: List, Type: t, Elem: elem}, nil
	}
	return nil, fmt.Errorf("%s cannot be a property; use a bool, number, string, []byte, time.Time, a pointer to or a slice of these, or leave the field out with `neo4j:\"-\"`", t)
}

func scalarKind(t reflect.Type) Kind {
	if t == durationType {
		return 0
	}
	switch t.Kind() {
	case reflect.Bool:
		return Bool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Int
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Uint
	case reflect.Float32, reflect.Float64:
		return Float
	case reflect.String:
		return String
	}
	if isTime(t) {
		return Time
	}
	return 0
}

// Base is the value behind any pointers.
func (v *Value) Base() *Value {
	for v.Kind == Pointer {
		v = v.Elem
	}
	return v
}
