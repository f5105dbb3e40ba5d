package schema

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Kind is what a Go type is stored as.
type Kind int

// The kinds of values that a property can hold.
const (
	Bool     Kind = iota + 1 // bool: BOOLEAN
	Int                      // int, int8 … int64: INTEGER
	Uint                     // uint, uint8 … uint64: INTEGER
	Float                    // float32, float64: FLOAT
	String                   // string: STRING
	Bytes                    // []byte, [N]byte: BYTES
	Time                     // time.Time: ZONED DATETIME
	Duration                 // time.Duration: DURATION
	List                     // a slice or array of any of the others but Bytes: LIST
	Pointer                  // a pointer to any of the others; nil is null
	Native                   // a value type of the driver, such as a date or a point, stored as it is
	Text                     // encoding.TextMarshaler and TextUnmarshaler: STRING
	SQL                      // driver.Valuer and sql.Scanner: what Value gives
	JSON                     // the option json: STRING
	Custom                   // a codec: what its Encode gives
	Optional                 // sql.Null[T]: as T; one that is not valid is null
)

// Value classifies a Go type. Named types without methods of their own count as
// what they stand on.
type Value struct {
	Kind  Kind
	Type  reflect.Type
	Elem  *Value // of List, Pointer and Optional
	Codec *Codec // of Custom
}

// Codec stores a Go type in a form of the program's choosing.
type Codec struct {
	Type   reflect.Type                  // what Encode takes and Decode gives
	Encode func(value any) (any, error)  // to a value that a parameter may have; nil for null
	Decode func(stored any) (any, error) // from what the driver gives; never called with nil
}

// Types says how Go types are stored, beyond what their kinds say. It is
// immutable once a Registry has it.
type Types struct {
	Native []reflect.Type          // value types that are stored as they are
	Codecs map[reflect.Type]*Codec // for a type wherever it stands
	Named  map[string]*Codec       // for the option codec=NAME
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()

	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	sqlValuer       = reflect.TypeFor[driver.Valuer]()
	sqlScanner      = reflect.TypeFor[sql.Scanner]()
)

// isTime tells whether t is time.Time or a named type over it.
func isTime(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.ConvertibleTo(timeType)
}

// maxNesting ends the walk through a type that consists of itself, such as
// `type P *P`.
const maxNesting = 16

// ValueOf classifies a property's Go type, or says why it cannot be one.
func (types *Types) ValueOf(t reflect.Type) (*Value, error) {
	return types.valueOf(t, 0)
}

func (types *Types) valueOf(t reflect.Type, depth int) (*Value, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("%s is nested too deeply to be a property", t)
	}
	if codec := types.Codecs[t]; codec != nil {
		return &Value{Kind: Custom, Type: t, Codec: codec}, nil
	}
	if slices.Contains(types.Native, t) {
		return &Value{Kind: Native, Type: t}, nil
	}
	if isOptional(t) {
		elem, err := types.valueOf(t.Field(0).Type, depth+1)
		if err != nil {
			return nil, err
		}
		return &Value{Kind: Optional, Type: t, Elem: elem}, nil
	}
	kind, err := kindByMethods(t)
	if err != nil {
		return nil, err
	}
	if kind == 0 {
		kind = kindByForm(t)
	}
	if kind != 0 {
		return &Value{Kind: kind, Type: t}, nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		elem, err := types.valueOf(t.Elem(), depth+1)
		if err != nil {
			return nil, err
		}
		return &Value{Kind: Pointer, Type: t, Elem: elem}, nil
	case reflect.Slice, reflect.Array:
		elem, err := types.valueOf(t.Elem(), depth+1)
		if err != nil {
			return nil, err
		}
		if elem.Kind == Uint && elem.Type.Kind() == reflect.Uint8 {
			return &Value{Kind: Bytes, Type: t}, nil
		}
		if base := elem.Base(); base.Kind == List || base.Kind == Bytes {
			return nil, fmt.Errorf("%s is a list of lists, which a Neo4j property cannot hold; the option json stores it as text", t)
		}
		return &Value{Kind: List, Type: t, Elem: elem}, nil
	}
	if IsNode(t) || IsRelationship(t) {
		return nil, fmt.Errorf("%s stands for a node or a relationship and cannot be a property; an arrow as in `neo4j:\"-[:HAS]->\"` leads to it, an embedded struct without a tag shares its fields, and `neo4j:\"-\"` leaves the field out", t)
	}
	return nil, fmt.Errorf("%s cannot be a property; use a type of the table in the README, the option json, a codec, or leave the field out with `neo4j:\"-\"`", t)
}

// kindByMethods looks at what a type can do. The pointer's methods count, since
// fields are addressable.
func kindByMethods(t reflect.Type) (Kind, error) {
	if t == timeType || t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		return 0, nil
	}
	pointer := reflect.PointerTo(t)
	marshals, unmarshals := pointer.Implements(textMarshaler), pointer.Implements(textUnmarshaler)
	switch {
	case marshals && unmarshals:
		return Text, nil
	case pointer.Implements(sqlValuer) && pointer.Implements(sqlScanner):
		return SQL, nil
	case marshals:
		return 0, fmt.Errorf("%s has MarshalText and no UnmarshalText, so it cannot be read back; add it, or use the option json or a codec", t)
	}
	return 0, nil
}

func kindByForm(t reflect.Type) Kind {
	if t == durationType {
		return Duration
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

// asDuration makes named types over int64 durations: nothing else tells those that
// stand on time.Duration from others.
func (v *Value) asDuration() *Value {
	switch {
	case v.Elem != nil:
		changed := *v
		changed.Elem = v.Elem.asDuration()
		return &changed
	case v.Kind == Int && v.Type.Kind() == reflect.Int64 && v.Type.PkgPath() != "":
		return &Value{Kind: Duration, Type: v.Type}
	}
	return v
}

// Own gives how a type is stored for which a codec or its own methods say so, however
// it would be stored otherwise; nil where they do not.
func (types *Types) Own(t reflect.Type) *Value {
	if types.Codecs[t] == nil && t.PkgPath() == "" { // no name of its own, so no methods
		return nil
	}
	value, err := types.ValueOf(t)
	if err != nil || !slices.Contains([]Kind{Custom, Text, SQL, Optional}, value.Kind) {
		return nil
	}
	return value
}

// isOptional tells a sql.Null of whatever type: its value, then whether it is valid.
func isOptional(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null[")
}

// Base is the value behind any pointers and behind sql.Null.
func (v *Value) Base() *Value {
	for v.Kind == Pointer || v.Kind == Optional {
		v = v.Elem
	}
	return v
}
