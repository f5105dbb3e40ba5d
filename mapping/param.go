package mapping

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// maxDepth bounds nested parameters, so that a map which contains itself ends in
// an error instead of a full stack.
const maxDepth = 100

// ownForm says how a type is stored for which a codec or its own methods say so.
type ownForm func(reflect.Type) *schema.Value

// byMethods is the ownForm of what comes out of a codec or method, where no other codec counts.
func byMethods(t reflect.Type) *schema.Value { return (&schema.Types{Native: native}).Own(t) }

// Params checks and converts the parameters of a hand-written statement. A type with
// a codec or with methods for its form is sent as a property of that type would be, so
// that it finds what was stored. The driver must never meet a value it cannot send: it would
// notice halfway through the message and lose the connection. The map given is not changed.
// The error is an *EncodeError whose path starts with the parameter's name, the first by name.
func (m *Mapper) Params(params map[string]any) (map[string]any, error) {
	if params == nil {
		return nil, nil
	}
	converted := make(map[string]any, len(params))
	var first *EncodeError
	for _, name := range slices.Sorted(maps.Keys(params)) {
		sent, err := param(params[name], m.registry.Own, 0)
		switch {
		case err == nil:
			converted[name] = sent
		case first != nil:
			first.More++
		default:
			first = err
			first.Path = "$" + name + err.Path
		}
	}
	if first != nil {
		return nil, first
	}
	return converted, nil
}

func param(value any, own ownForm, depth int) (any, *EncodeError) {
	if depth > maxDepth {
		return nil, unfit(reflect.TypeOf(value), "the value is nested more than 100 levels deep; does it contain itself?")
	}
	switch v := value.(type) {
	case nil, bool, int, int64, float64:
		return value, nil
	case dbtype.Date, dbtype.Time, dbtype.LocalTime, dbtype.LocalDateTime, dbtype.Duration, dbtype.Point2D, dbtype.Point3D:
		sent, problem := sendableNative(value)
		if problem != "" {
			return nil, unfit(reflect.TypeOf(value), problem)
		}
		return sent, nil
	case string:
		if !utf8.ValidString(v) {
			return nil, unfit(reflect.TypeOf(value), "the text is not valid UTF-8; send it as []byte")
		}
		return value, nil
	case time.Duration:
		return durationOf(int64(v)), nil
	case time.Time:
		moment, problem := sendable(v)
		if problem != "" {
			return nil, unfit(reflect.TypeOf(value), problem)
		}
		return moment, nil
	}
	v := reflect.ValueOf(value)
	if stored := own(v.Type()); stored != nil {
		return encoderOf(stored)(v)
	}
	return reflectedParam(v, own, depth)
}

func reflectedParam(v reflect.Value, own ownForm, depth int) (any, *EncodeError) {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, unfit(v.Type(), "the number is above the largest INTEGER, 9223372036854775807; send it as a string")
		}
		return int64(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.String:
		return param(v.String(), own, depth)
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		return param(v.Elem().Interface(), own, depth+1)
	case reflect.Slice, reflect.Array:
		return listParam(v, own, depth)
	case reflect.Map:
		return mapParam(v, own, depth)
	case reflect.Struct:
		if v.Type().ConvertibleTo(reflect.TypeFor[time.Time]()) {
			return param(v.Convert(reflect.TypeFor[time.Time]()).Interface(), own, depth)
		}
		return nil, unfit(v.Type(), "a struct cannot be a parameter; pass the fields that are needed, or a map")
	}
	return nil, unfit(v.Type(), "a "+v.Kind().String()+" cannot be a parameter")
}

func listParam(v reflect.Value, own ownForm, depth int) (any, *EncodeError) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return nil, nil
	}
	if elem := v.Type().Elem(); elem.Kind() == reflect.Uint8 && own(elem) == nil {
		return bytesParam(v), nil
	}
	list := make([]any, v.Len())
	for i := range list {
		element, err := param(v.Index(i).Interface(), own, depth+1)
		if err != nil {
			err.Path = "[" + strconv.Itoa(i) + "]" + err.Path
			return nil, err
		}
		list[i] = element
	}
	return list, nil
}

// bytesParam makes arrays of bytes, such as checksums and UUIDs, what slices of bytes are.
func bytesParam(v reflect.Value) []byte {
	if v.Kind() == reflect.Slice {
		return v.Bytes()
	}
	b := make([]byte, v.Len())
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

func mapParam(v reflect.Value, own ownForm, depth int) (any, *EncodeError) {
	if v.Type().Key().Kind() != reflect.String {
		return nil, unfit(v.Type(), "the keys of a map must be strings")
	}
	if v.IsNil() {
		return nil, nil
	}
	converted := make(map[string]any, v.Len())
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys { // in order, so that of several mistakes the same is named each time
		name := key.String()
		if !utf8.ValidString(name) {
			return nil, unfit(v.Type(), "a key of the map is not valid UTF-8")
		}
		element, err := param(v.MapIndex(key).Interface(), own, depth+1)
		if err != nil {
			err.Path = "." + name + err.Path
			return nil, err
		}
		converted[name] = element
	}
	return converted, nil
}
