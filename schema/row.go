package schema

import (
	"reflect"

	"github.com/go-ogm/ogm/internal/tag"
)

// RowField is one field of a struct that receives the columns of a result row.
type RowField struct {
	Column string // from the tag; "" when the field's own name is to be matched
	Field  string // in Go
	Index  []int
	Type   reflect.Type
}

// RowFields lists the exported fields of a struct that is a row, not a node.
// Only the name of a tag counts here; "-" leaves the field out.
func RowFields(t reflect.Type) ([]RowField, error) {
	var fields []RowField
	for _, field := range reflect.VisibleFields(t) {
		text, tagged := field.Tag.Lookup(tag.Key)
		if !field.IsExported() || field.Anonymous && !tagged || viaPointer(t, field.Index) {
			continue
		}
		parsed, err := tag.Parse(text)
		if err != nil {
			return nil, &TagError{Type: t, Field: field.Name, Tag: text, Problem: err.Error()}
		}
		if parsed.Skip {
			continue
		}
		fields = append(fields, RowField{Column: parsed.Name, Field: field.Name, Index: field.Index, Type: field.Type})
	}
	return fields, nil
}

// viaPointer tells a field that is promoted through an embedded pointer, which may be nil.
func viaPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		t = t.Field(i).Type
		if t.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}
