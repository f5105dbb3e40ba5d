package mapping

import (
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// decoder writes one value that is not null into an addressable place. The type
// it was made for is the type of the place.
type decoder func(value any, into reflect.Value) *DecodeError

// decoderOf picks the function for a property's type.
func decoderOf(v *schema.Value) decoder {
	switch v.Kind {
	case schema.Bool:
		return decodeBool
	case schema.Int:
		return decodeInt
	case schema.Uint:
		return decodeUint
	case schema.Float:
		return decodeFloat
	case schema.String:
		return decodeString
	case schema.Bytes:
		return decodeBytes
	case schema.Time:
		return decodeTime(v.Type)
	case schema.Pointer:
		return decodePointer(v)
	case schema.List:
		return decodeList(v)
	case schema.Duration:
		return decodeDuration
	case schema.Text:
		return decodeText
	case schema.SQL:
		return decodeSQL
	case schema.JSON:
		return decodeJSON
	case schema.Custom:
		return decodeCustom(v.Codec)
	case schema.Optional:
		return decodeOptional(v)
	}
	return decodeNative
}

func decodeBool(value any, into reflect.Value) *DecodeError {
	b, ok := value.(bool)
	if !ok {
		return misfit(value, into.Type(), "want BOOLEAN")
	}
	into.SetBool(b)
	return nil
}

func decodeInt(value any, into reflect.Value) *DecodeError {
	i, ok := value.(int64)
	if !ok {
		return misfit(value, into.Type(), "want INTEGER")
	}
	if into.OverflowInt(i) {
		return misfit(value, into.Type(), "the number is out of range; use a wider type")
	}
	into.SetInt(i)
	return nil
}

func decodeUint(value any, into reflect.Value) *DecodeError {
	i, ok := value.(int64)
	if !ok {
		return misfit(value, into.Type(), "want INTEGER")
	}
	if i < 0 || into.OverflowUint(uint64(i)) {
		return misfit(value, into.Type(), "the number is out of range; use a wider or signed type")
	}
	into.SetUint(uint64(i))
	return nil
}

func decodeFloat(value any, into reflect.Value) *DecodeError {
	var f float64
	switch number := value.(type) {
	case float64:
		f = number
	case int64:
		if f = float64(number); f >= math.MaxInt64 || int64(f) != number {
			return misfit(value, into.Type(), "the integer has no exact float")
		}
		if into.Kind() == reflect.Float32 && float64(float32(f)) != f {
			return misfit(value, into.Type(), "the integer has no exact float; use float64")
		}
	default:
		return misfit(value, into.Type(), "want FLOAT")
	}
	if into.OverflowFloat(f) {
		return misfit(value, into.Type(), "the number is out of range; use float64")
	}
	into.SetFloat(f)
	return nil
}

func decodeString(value any, into reflect.Value) *DecodeError {
	s, ok := value.(string)
	if !ok {
		return misfit(value, into.Type(), "want STRING")
	}
	into.SetString(s)
	return nil
}

func decodeBytes(value any, into reflect.Value) *DecodeError {
	b, ok := value.([]byte)
	if !ok {
		return misfit(value, into.Type(), "want BYTES")
	}
	if into.Kind() == reflect.Array {
		if len(b) != into.Len() {
			return misfit(value, into.Type(), "the number of bytes differs")
		}
		reflect.Copy(into, reflect.ValueOf(b))
		return nil
	}
	into.SetBytes(b)
	return nil
}

var timeType = reflect.TypeFor[time.Time]()

func decodeTime(t reflect.Type) decoder {
	if t == timeType {
		return func(value any, into reflect.Value) *DecodeError {
			moment, ok := value.(time.Time)
			if !ok {
				return misfit(value, into.Type(), "want ZONED DATETIME")
			}
			*into.Addr().Interface().(*time.Time) = arrived(moment)
			return nil
		}
	}
	return func(value any, into reflect.Value) *DecodeError {
		moment, ok := value.(time.Time)
		if !ok {
			return misfit(value, into.Type(), "want ZONED DATETIME")
		}
		into.Set(reflect.ValueOf(arrived(moment)).Convert(t))
		return nil
	}
}

func decodeNative(value any, into reflect.Value) *DecodeError {
	met := reflect.ValueOf(value)
	if met.Type() != into.Type() {
		return misfit(value, into.Type(), "want "+kindOf(into.Interface())+dimensions(into.Interface()))
	}
	into.Set(met)
	return nil
}

// dimensions tells the two kinds of points apart, which have one Cypher type.
func dimensions(value any) string {
	switch value.(type) {
	case dbtype.Point2D:
		return " of two dimensions"
	case dbtype.Point3D:
		return " of three dimensions"
	}
	return ""
}

func decodePointer(v *schema.Value) decoder {
	inner, elem := decoderOf(v.Elem), v.Elem.Type
	return func(value any, into reflect.Value) *DecodeError {
		target := reflect.New(elem)
		if err := inner(value, target.Elem()); err != nil {
			return err
		}
		into.Set(target)
		return nil
	}
}

// decodeList has a shorter way for the slices that are common: one allocation
// and no reflection per element.
func decodeList(v *schema.Value) decoder {
	switch v.Type {
	case reflect.TypeFor[[]string]():
		return decodeStrings
	case reflect.TypeFor[[]int64]():
		return decodeSliceOf[int64]
	case reflect.TypeFor[[]float64]():
		return decodeSliceOf[float64]
	case reflect.TypeFor[[]float32]():
		return decodeFloat32s
	}
	inner := decoderOf(v.Elem)
	nullable := v.Elem.Kind == schema.Pointer || v.Elem.Kind == schema.Optional
	return func(value any, into reflect.Value) *DecodeError {
		list, ok := value.([]any)
		if !ok {
			return misfit(value, into.Type(), "want LIST")
		}
		out := reflect.New(v.Type).Elem()
		if out.Kind() == reflect.Array {
			if len(list) != out.Len() {
				return misfit(value, into.Type(), "the number of elements differs")
			}
		} else {
			out.Set(reflect.MakeSlice(v.Type, len(list), len(list)))
		}
		for i, element := range list {
			if element == nil {
				if nullable {
					continue
				}
				return at(i, misfit(nil, v.Elem.Type, "the list has a null; use a slice of pointers"))
			}
			if err := inner(element, out.Index(i)); err != nil {
				return at(i, err)
			}
		}
		into.Set(out)
		return nil
	}
}

func decodeStrings(value any, into reflect.Value) *DecodeError {
	list, ok := value.([]any)
	if !ok {
		return misfit(value, into.Type(), "want LIST")
	}
	out := make([]string, len(list))
	for i, element := range list {
		if out[i], ok = element.(string); !ok {
			return at(i, misfitElement(element, into.Type().Elem(), "want STRING"))
		}
	}
	*into.Addr().Interface().(*[]string) = out
	return nil
}

func decodeSliceOf[E any](value any, into reflect.Value) *DecodeError {
	list, ok := value.([]any)
	if !ok {
		return misfit(value, into.Type(), "want LIST")
	}
	out := make([]E, len(list))
	for i, element := range list {
		if out[i], ok = element.(E); ok {
			continue
		}
		// the slow way knows the exceptions, such as a whole number for a float, and the right error
		if element == nil {
			return at(i, misfit(nil, into.Type().Elem(), "the list has a null; use a slice of pointers"))
		}
		v, _ := (&schema.Types{}).ValueOf(into.Type().Elem())
		if err := decoderOf(v)(element, reflect.ValueOf(&out[i]).Elem()); err != nil {
			return at(i, err)
		}
	}
	*into.Addr().Interface().(*[]E) = out
	return nil
}

func decodeFloat32s(value any, into reflect.Value) *DecodeError {
	list, ok := value.([]any)
	if !ok {
		return misfit(value, into.Type(), "want LIST")
	}
	out := make([]float32, len(list))
	for i, element := range list {
		if element == nil {
			return at(i, misfit(nil, into.Type().Elem(), "the list has a null; use a slice of pointers"))
		}
		if err := decodeFloat(element, reflect.ValueOf(&out[i]).Elem()); err != nil {
			return at(i, err)
		}
	}
	*into.Addr().Interface().(*[]float32) = out
	return nil
}

// misfitElement tells a null, for which there is a remedy, from other misfits.
func misfitElement(element any, into reflect.Type, problem string) *DecodeError {
	if element == nil {
		problem = "the list has a null; use a slice of pointers"
	}
	return misfit(element, into, problem)
}

func at(i int, err *DecodeError) *DecodeError {
	err.Path = "[" + strconv.Itoa(i) + "]" + err.Path
	return err
}
