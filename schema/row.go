package schema

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/internal/tag"
)

// RowField is one field of a struct that receives the columns of a result row.
type RowField struct {
	Column string // from the tag; "" when the field's own name is to be matched
	Field  string // in Go
	Index  []int
	Type   reflect.Type

	OmitEmpty bool // a null leaves the field at zero, whatever its type
}

// unreadable are the options that change how a value is read, which a row does not
// do. The others are let pass, so that one struct may serve as a node and as a row.
var unreadable = []string{"codec", "inline", "json"}

// RowFields lists the exported fields of a struct that is a row, not a node. Of a
// tag the name counts; "-" leaves the field out.
func RowFields(t reflect.Type) ([]RowField, error) {
	var fields []RowField
	for _, field := range reflect.VisibleFields(t) {
		text, tagged := field.Tag.Lookup(tag.Key)
		if !field.IsExported() || field.Anonymous && !tagged {
			continue
		}
		parsed, err := tag.Parse(text)
		if err != nil {
			return nil, &TagError{Type: t, Field: field.Name, Tag: text, Problem: err.Error()}
		}
		if parsed.Skip {
			continue
		}
		for _, option := range parsed.Options {
			if slices.Contains(unreadable, option.Name) || !slices.Contains(words(), option.Name) {
				return nil, &TagError{Type: t, Field: field.Name, Tag: text, Problem: fmt.Sprintf("a row's field takes no option %q; read the column into a type that knows its form", option.Name), Meant: tag.Nearest(option.Name, words())}
			}
		}
		if viaHiddenPointer(t, field.Index) {
			return nil, &TagError{Type: t, Field: field.Name, Tag: text, Problem: "the field is reached through an embedded pointer to an unexported struct, which cannot be made; embed the struct itself"}
		}
		fields = append(fields, RowField{Column: parsed.Name, Field: field.Name, Index: field.Index, Type: field.Type, OmitEmpty: has(parsed, "omitempty")})
	}
	return fields, nil
}

// viaHiddenPointer tells a field that is promoted through an embedded pointer which
// may be nil and, having no exported name, cannot be set.
func viaHiddenPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		field := t.Field(i)
		if t = field.Type; t.Kind() == reflect.Pointer && !field.IsExported() {
			return true
		}
	}
	return false
}
