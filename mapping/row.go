package mapping

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/schema"
)

// RowPlan turns the records of one result into values of one Go type. It is made
// when the columns are known and belongs to that result: a node that comes twice
// becomes one pointer.
type RowPlan struct {
	mapper  *Mapper
	decode  func(values []any, into reflect.Value) *DecodeError
	seen    map[identity]reflect.Value
	structs map[reflect.Type]*cell // of structs that are read from maps, by type
}

// identity is a node as one Go type, within one result.
type identity struct {
	elementID string
	target    reflect.Type
}

// cell decodes one column's value, null included.
type cell func(value any, into reflect.Value) *DecodeError

// Row resolves the columns of a result for rows of type t: a struct takes them
// by tag, by field name, then by name without case; a map takes all; a node struct
// and every other type take the one column there is.
func (m *Mapper) Row(t reflect.Type, columns []string) (*RowPlan, error) {
	plan := &RowPlan{mapper: m, seen: map[identity]reflect.Value{}, structs: map[reflect.Type]*cell{}}
	var err error
	switch {
	case t == reflect.TypeFor[map[string]any]():
		plan.decode = decodeRecordMap(columns)
	case t.Kind() == reflect.Pointer && plan.isRowStruct(t.Elem()):
		plan.decode, err = plan.pointerRow(t.Elem(), columns)
	case plan.isRowStruct(t):
		plan.decode, err = plan.structRow(t, columns)
	default:
		plan.decode, err = plan.singleColumn(t, columns)
	}
	if err != nil {
		return nil, err
	}
	return plan, nil
}

// Decode writes one record into an addressable value of the plan's type.
func (p *RowPlan) Decode(values []any, into reflect.Value) error {
	if err := p.decode(values, into); err != nil {
		return err
	}
	return nil
}

// isRowStruct tells a struct whose fields are columns from one that is a value.
func (p *RowPlan) isRowStruct(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || schema.IsNode(t) {
		return false
	}
	_, err := p.mapper.registry.ValueOf(t)
	return err != nil
}

func decodeRecordMap(columns []string) func([]any, reflect.Value) *DecodeError {
	return func(values []any, into reflect.Value) *DecodeError {
		record := make(map[string]any, len(columns))
		for i, column := range columns {
			record[column] = values[i]
		}
		into.Set(reflect.ValueOf(record))
		return nil
	}
}

func (p *RowPlan) pointerRow(t reflect.Type, columns []string) (func([]any, reflect.Value) *DecodeError, error) {
	inner, err := p.structRow(t, columns)
	if err != nil {
		return nil, err
	}
	return func(values []any, into reflect.Value) *DecodeError {
		row := reflect.New(t)
		if err := inner(values, row.Elem()); err != nil {
			return err
		}
		into.Set(row)
		return nil
	}, nil
}

func (p *RowPlan) structRow(t reflect.Type, columns []string) (func([]any, reflect.Value) *DecodeError, error) {
	fields, err := schema.RowFields(t)
	if err != nil {
		return nil, err
	}
	type binding struct {
		column int
		index  []int
		path   string
		decode cell
	}
	bindings := make([]binding, 0, len(fields))
	for _, field := range fields {
		path := rowName(t) + "." + field.Field
		column := columnOf(field, columns)
		if column < 0 {
			return nil, fmt.Errorf("ogm: %s: the result has no column for the field; its columns are %s; name one in the tag, or skip the field with `neo4j:\"-\"`", path, strings.Join(columns, ", "))
		}
		decode, err := p.cellOf(field.Type, path, 0)
		if err != nil {
			return nil, err
		}
		bindings = append(bindings, binding{column, field.Index, path, decode})
	}
	return func(values []any, into reflect.Value) *DecodeError {
		for i := range bindings {
			b := &bindings[i]
			if err := b.decode(values[b.column], reach(into, b.index, true)); err != nil {
				err.Path = b.path + err.Path
				return err
			}
		}
		return nil
	}, nil
}

func columnOf(field schema.RowField, columns []string) int {
	if field.Column != "" {
		return slices.Index(columns, field.Column)
	}
	if i := slices.Index(columns, field.Field); i >= 0 {
		return i
	}
	return slices.IndexFunc(columns, func(column string) bool { return strings.EqualFold(column, field.Field) })
}

func (p *RowPlan) singleColumn(t reflect.Type, columns []string) (func([]any, reflect.Value) *DecodeError, error) {
	if len(columns) != 1 {
		return nil, fmt.Errorf("ogm: rows of type %s take a result of one column, and this has %d: %s; use a struct with a field for each", t, len(columns), strings.Join(columns, ", "))
	}
	decode, err := p.cellOf(t, columns[0], 0)
	if err != nil {
		return nil, err
	}
	return func(values []any, into reflect.Value) *DecodeError {
		if err := decode(values[0], into); err != nil {
			err.Path = columns[0] + err.Path
			return err
		}
		return nil
	}, nil
}

func rowName(t reflect.Type) string {
	if t.Name() != "" {
		return t.Name()
	}
	return "row"
}
