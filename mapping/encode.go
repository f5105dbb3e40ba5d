package mapping

import (
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// encoder gives a field's value in a form that the driver sends as it is, nil
// for null. What it gives does not change when the struct does, but for the
// contents of slices and byte strings, which are shared.
type encoder func(v reflect.Value) (any, *EncodeError)

// encoderOf picks the function for a property's type.
func encoderOf(v *schema.Value) encoder {
	switch v.Kind {
	case schema.Bool:
		return func(v reflect.Value) (any, *EncodeError) { return v.Bool(), nil }
	case schema.Int:
		return func(v reflect.Value) (any, *EncodeError) { return v.Int(), nil }
	case schema.Uint:
		return encodeUint
	case schema.Float:
		return func(v reflect.Value) (any, *EncodeError) { return v.Float(), nil }
	case schema.String:
		return encodeString
	case schema.Bytes:
		return encodeBytes
	case schema.Time:
		return encodeTime
	case schema.Pointer:
		return encodePointer(v)
	case schema.List:
		return encodeList(v)
	case schema.Duration:
		return encodeDuration
	case schema.Text:
		return encodeTextOf(v.Type)
	case schema.SQL:
		return encodeSQL
	case schema.JSON:
		return encodeJSON
	case schema.Custom:
		return encodeCustom(v.Codec)
	case schema.Optional:
		return encodeOptional(v)
	}
	return encodeNative
}

func encodeUint(v reflect.Value) (any, *EncodeError) {
	u := v.Uint()
	if u > math.MaxInt64 {
		return nil, unfit(v.Type(), "the number is above the largest INTEGER, 9223372036854775807; store it as a string")
	}
	return int64(u), nil
}

// encodeString refuses what the server would silently replace.
func encodeString(v reflect.Value) (any, *EncodeError) {
	s := v.String()
	if !utf8.ValidString(s) {
		return nil, unfit(v.Type(), "the text is not valid UTF-8; store it as []byte")
	}
	return s, nil
}

func encodeBytes(v reflect.Value) (any, *EncodeError) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return nil, nil
	}
	return bytesParam(v), nil
}

func encodeTime(v reflect.Value) (any, *EncodeError) {
	moment, problem := sendable(timeIn(v))
	if problem != "" {
		return nil, unfit(v.Type(), problem)
	}
	return moment, nil
}

// timeIn reads a time, in place where that is possible: an interface would have to be allocated.
func timeIn(v reflect.Value) time.Time {
	if v.Type() != timeType {
		return v.Convert(timeType).Interface().(time.Time)
	}
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}

func encodePointer(v *schema.Value) encoder {
	inner := encoderOf(v.Elem)
	return func(v reflect.Value) (any, *EncodeError) {
		if v.IsNil() {
			return nil, nil
		}
		return inner(v.Elem())
	}
}

// encodeList hands over the slices that the driver sends without reflection; the
// rest become lists of encoded elements. A nil slice is null, an empty one is empty.
func encodeList(v *schema.Value) encoder {
	switch v.Type {
	case reflect.TypeFor[[]int64](), reflect.TypeFor[[]int](), reflect.TypeFor[[]float64]():
		return func(v reflect.Value) (any, *EncodeError) {
			if v.IsNil() {
				return nil, nil
			}
			return v.Interface(), nil
		}
	case reflect.TypeFor[[]string]():
		return encodeStrings
	}
	inner := encoderOf(v.Elem)
	mixes := mayMix(v.Elem.Base())
	return func(v reflect.Value) (any, *EncodeError) {
		if v.Kind() == reflect.Slice && v.IsNil() {
			return nil, nil
		}
		list := make([]any, v.Len())
		for i := range list {
			element, err := inner(v.Index(i))
			if err == nil && element == nil {
				err = unfit(v.Type().Elem(), "a list in the graph cannot hold null; remove the nil element")
			}
			if err != nil {
				err.Path = "[" + strconv.Itoa(i) + "]" + err.Path
				return nil, err
			}
			list[i] = element
		}
		if mixes {
			if err := storable(list); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
}

// mayMix tells elements of one Go type that need not be of one Cypher type: those whose
// form a method or a codec decides, and points, which have a spatial reference each.
func mayMix(elem *schema.Value) bool {
	switch elem.Kind {
	case schema.SQL, schema.Custom:
		return true
	case schema.Native:
		return elem.Type == reflect.TypeFor[dbtype.Point2D]() || elem.Type == reflect.TypeFor[dbtype.Point3D]()
	}
	return false
}

func encodeStrings(v reflect.Value) (any, *EncodeError) {
	if v.IsNil() {
		return nil, nil
	}
	boxed := v.Interface()
	for i, s := range boxed.([]string) {
		if !utf8.ValidString(s) {
			err := unfit(v.Type().Elem(), "the text is not valid UTF-8; encode it, as base64 for instance")
			err.Path = "[" + strconv.Itoa(i) + "]"
			return nil, err
		}
	}
	return boxed, nil
}

// isEmpty is the zero test of omitempty: the zero value, a list or map without elements,
// or a struct whose own IsZero says so, such as a time.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		if v.IsZero() {
			return true
		}
		judge, ok := methodsOf(v).(interface{ IsZero() bool })
		return ok && judge.IsZero()
	}
	return v.IsZero()
}
