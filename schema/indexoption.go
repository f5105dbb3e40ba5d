package schema

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// sameOption compares settings of indexes: numbers by value whatever their Go types, texts
// without case, since servers give back COSINE for cosine.
func sameOption(a, b any) bool {
	if a, b := reflect.ValueOf(a), reflect.ValueOf(b); isList(a) && isList(b) {
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameOption(a.Index(i).Interface(), b.Index(i).Interface()) {
				return false
			}
		}
		return true
	}
	if textA, ok := a.(string); ok {
		textB, ok := b.(string)
		return ok && strings.EqualFold(textA, textB)
	}
	numberA, okA := number(a)
	numberB, okB := number(b)
	if okA || okB {
		return okA && okB && numberA == numberB
	}
	return reflect.DeepEqual(a, b)
}

func isList(v reflect.Value) bool {
	return v.Kind() == reflect.Slice || v.Kind() == reflect.Array
}

// number reads any of Go's numbers.
func number(value any) (float64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
