package bolttest

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// pack appends value in PackStream form. Integers take their smallest form, as
// a real server sends them.
func pack(buf []byte, value any) ([]byte, error) {
	if value == nil {
		return append(buf, 0xc0), nil
	}
	if s, ok := structOf(value); ok {
		return packStruct(buf, s)
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(buf, 0xc3), nil
		}
		return append(buf, 0xc2), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return packInt(buf, v.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return buf, fmt.Errorf("%d does not fit the 64-bit integers of neo4j", v.Uint())
		}
		return packInt(buf, int64(v.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return binary.BigEndian.AppendUint64(append(buf, 0xc1), math.Float64bits(v.Float())), nil
	case reflect.String:
		return append(packSize(buf, v.Len(), 0x80, 0xd0), v.String()...), nil
	case reflect.Slice:
		return packSlice(buf, v)
	case reflect.Map:
		return packMap(buf, v)
	}
	return buf, fmt.Errorf("a %T has no packstream form", value)
}

func packInt(buf []byte, i int64) []byte {
	switch {
	case -0x10 <= i && i <= math.MaxInt8:
		return append(buf, byte(i))
	case math.MinInt8 <= i && i < -0x10:
		return append(buf, 0xc8, byte(i))
	case math.MinInt16 <= i && i <= math.MaxInt16:
		return binary.BigEndian.AppendUint16(append(buf, 0xc9), uint16(i))
	case math.MinInt32 <= i && i <= math.MaxInt32:
		return binary.BigEndian.AppendUint32(append(buf, 0xca), uint32(i))
	}
	return binary.BigEndian.AppendUint64(append(buf, 0xcb), uint64(i))
}

// packSize writes a length: within the marker when it is below 16 and the kind
// has such a form (bytes do not, their small is 0), else behind it.
func packSize(buf []byte, n int, small, sized byte) []byte {
	switch {
	case n < 0x10 && small != 0:
		return append(buf, small+byte(n))
	case n <= math.MaxUint8:
		return append(buf, sized, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(buf, sized+1), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(buf, sized+2), uint32(n))
}

func packSlice(buf []byte, v reflect.Value) ([]byte, error) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return append(packSize(buf, v.Len(), 0, 0xcc), v.Bytes()...), nil
	}
	buf = packSize(buf, v.Len(), 0x90, 0xd4)
	var err error
	for i := range v.Len() {
		if buf, err = pack(buf, v.Index(i).Interface()); err != nil {
			return buf, err
		}
	}
	return buf, nil
}

// packMap writes the keys in order, so that two equal answers are equal bytes.
func packMap(buf []byte, v reflect.Value) ([]byte, error) {
	if v.Type().Key().Kind() != reflect.String {
		return buf, fmt.Errorf("a %s has no packstream form: keys must be strings", v.Type())
	}
	buf = packSize(buf, v.Len(), 0xa0, 0xd8)
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		return strings.Compare(a.String(), b.String())
	})
	var err error
	for _, key := range keys {
		if buf, err = pack(buf, key.String()); err != nil {
			return buf, err
		}
		if buf, err = pack(buf, v.MapIndex(key).Interface()); err != nil {
			return buf, err
		}
	}
	return buf, nil
}

func packStruct(buf []byte, s Struct) ([]byte, error) {
	if len(s.Fields) > 0x0f {
		return buf, fmt.Errorf("a packstream structure holds 15 fields, not %d", len(s.Fields))
	}
	buf = append(buf, 0xb0+byte(len(s.Fields)), s.Tag)
	var err error
	for _, field := range s.Fields {
		if buf, err = pack(buf, field); err != nil {
			return buf, err
		}
	}
	return buf, nil
}
