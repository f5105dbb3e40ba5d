package mapping

import (
	"bytes"
	"database/sql/driver"
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

// encodeTextOf picks the function for a type. A struct that is a driver.Valuer as well says
// by a nil that it holds nothing, for which its text would be a word such as "null".
func encodeTextOf(t reflect.Type) encoder {
	if t.Kind() != reflect.Struct || !reflect.PointerTo(t).Implements(reflect.TypeFor[driver.Valuer]()) {
		return encodeText
	}
	return func(v reflect.Value) (any, *EncodeError) {
		if value, err := methodsOf(v).(driver.Valuer).Value(); value == nil && err == nil {
			return nil, nil
		}
		return encodeText(v)
	}
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
	if replaces(text) {
		return nil, unfit(v.Type(), "a text in the value is not valid UTF-8, which JSON cannot hold")
	}
	return string(text), nil
}

// replaces tells JSON in which bytes that are not UTF-8 were replaced. The encoder
// writes its replacement as an escape, and a character that was there as it is.
func replaces(text []byte) bool {
	for {
		at := bytes.Index(text, []byte(`\ufffd`))
		if at < 0 {
			return false
		}
		before := len(text[:at]) - len(bytes.TrimRight(text[:at], `\`))
		if before%2 == 0 {
			return true
		}
		text = text[at+1:]
	}
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
