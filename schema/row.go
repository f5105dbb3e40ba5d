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
// tag the name counts; "-" leaves the field out. Embedded structs are read in place, but for
// those of nodes and relationships, which are columns.
func RowFields(t reflect.Type) ([]RowField, error) {
	r := rowReader{row: t}
	if err := r.walk(t, nil, []reflect.Type{t}); err != nil {
		return nil, err
	}
	return r.fields, nil
}

type rowReader struct {
	row    reflect.Type
	fields []RowField
}

func (r *rowReader) walk(t reflect.Type, at []int, within []reflect.Type) error {
	for i := range t.NumField() {
		field := t.Field(i)
		index := append(slices.Clone(at), i)
		text, tagged := field.Tag.Lookup(tag.Key)
		if tag.IsCut(string(field.Tag)) {
			return &TagError{Type: r.row, Field: field.Name, Tag: string(field.Tag), Problem: cutTag}
		}
		if inner := embeddedRow(field); inner != nil && !tagged {
			if slices.Contains(within, inner) { // Go itself looks no deeper
				continue
			}
			if err := r.walk(inner, index, append(slices.Clone(within), inner)); err != nil {
				return err
			}
			continue
		}
		visible, single := r.row.FieldByName(field.Name)
		if !field.IsExported() || field.Type == nodeMarker || field.Type == relationshipMarker || single && len(visible.Index) < len(index) {
			continue
		}
		if err := r.field(field, index, text, single); err != nil {
			return err
		}
	}
	return nil
}

// embeddedRow gives the struct that an embedded field stands for, or leads to; nil of other fields.
func embeddedRow(field reflect.StructField) reflect.Type {
	t := field.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !field.Anonymous || t.Kind() != reflect.Struct || t == nodeMarker || t == relationshipMarker || IsNode(t) || IsRelationship(t) {
		return nil
	}
	return t
}

func (r *rowReader) field(field reflect.StructField, index []int, text string, single bool) error {
	fail := func(problem, meant string) error {
		return &TagError{Type: r.row, Field: field.Name, Tag: text, Problem: problem, Meant: meant}
	}
	parsed, err := tag.Parse(text)
	if err != nil {
		return fail(err.Error(), "")
	}
	if parsed.Skip {
		return nil
	}
	for _, option := range parsed.Options {
		if slices.Contains(unreadable, option.Name) || !slices.Contains(words(), option.Name) {
			return fail(fmt.Sprintf("a row's field takes no option %q; read the column into a type that knows its form", option.Name), tag.Nearest(option.Name, words()))
		}
	}
	if viaHiddenPointer(r.row, index) {
		return fail("the field is reached through an embedded pointer to an unexported struct, which cannot be made; embed the struct itself", "")
	}
	if !single && parsed.Name == "" {
		return fail("two embedded structs have a field of this name, so Go gives neither; name the columns of both in their tags", "")
	}
	r.fields = append(r.fields, RowField{Column: parsed.Name, Field: field.Name, Index: index, Type: field.Type, OmitEmpty: has(parsed, "omitempty")})
	return nil
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
