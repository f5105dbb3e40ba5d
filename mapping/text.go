package mapping

import (
	"encoding"
	"encoding/json"
	"reflect"
	"unicode/utf8"
)

// methodsOf gives a value in a form whose methods can be called, those of its
// pointer included.
func methodsOf(v reflect.Value) any {
	if v.CanAddr() {
		return v.Addr().Interface()
	}
	pointer := reflect.New(v.Type())
	pointer.Elem().Set(v)
	return pointer.Interface()
}

func encodeText(v reflect.Value) (any, *EncodeError) {
	text, err := methodsOf(v).(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return nil, refused(v.Type(), "MarshalText refuses the value", err)
	}
	if !utf8.Valid(text) {
		return nil, unfit(v.Type(), "MarshalText gives text that is not valid UTF-8")
	}
	return string(text), nil
}

func decodeText(value any, into reflect.Value) *DecodeError {
	text, ok := value.(string)
	if !ok {
		return misfit(value, into.Type(), "want STRING")
	}
	if err := into.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		return rejected(value, into.Type(), "UnmarshalText refuses the text", err)
	}
	return nil
}

// encodeJSON stores any value as text. What has no value in Go, a nil pointer, map,
// slice or interface, has no property.
func encodeJSON(v reflect.Value) (any, *EncodeError) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, refused(v.Type(), "the value has no JSON form", err)
	}
	return string(text), nil
}

func decodeJSON(value any, into reflect.Value) *DecodeError {
	text, ok := value.(string)
	if !ok {
		return misfit(value, into.Type(), "want STRING with JSON")
	}
	if err := json.Unmarshal([]byte(text), into.Addr().Interface()); err != nil {
		return rejected(value, into.Type(), "the JSON does not fit", err)
	}
	return nil
}
