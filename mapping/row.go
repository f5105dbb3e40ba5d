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
	pending []pendingEnd
	structs map[reflect.Type]*cell // of structs that are read from maps, by type
}

// identity is a node or relationship as one Go type, within one result. Which of the
// two it is, the type tells; their element ids may be the same.
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

// Forget lets nodes that come again become new structs, so that a long result holds no
// more than its present record.
func (p *RowPlan) Forget() { clear(p.seen) }

// Decode writes one record into an addressable value of the plan's type.
func (p *RowPlan) Decode(values []any, into reflect.Value) error {
	if err := p.decode(values, into); err != nil {
		return err
	}
	if len(p.pending) > 0 {
		p.settle()
	}
	return nil
}

// isRowStruct tells a struct whose fields are columns from one that is a value.
func (p *RowPlan) isRowStruct(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || schema.IsNode(t) || schema.IsRelationship(t) || isPath(t) || isRaw(t) {
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
	taken := make([]bool, len(columns))
	for _, field := range fields {
		path := rowName(t) + "." + field.Field
		column := columnOf(field, columns)
		if column < 0 {
			return nil, fmt.Errorf("ogm: %s: the result has no column for the field; its columns are %s; name one in the tag, or skip the field with `neo4j:\"-\"`", path, strings.Join(columns, ", "))
		}
		taken[column] = true
		decode, err := p.fieldCell(field, path, 0)
		if err != nil {
			return nil, err
		}
		bindings = append(bindings, binding{column, field.Index, path, decode})
	}
	if err := p.leftOver(t, columns, taken); err != nil {
		return nil, err
	}
	return func(values []any, into reflect.Value) *DecodeError {
		var first *DecodeError
		for i := range bindings {
			b := &bindings[i]
			if err := b.decode(values[b.column], reach(into, b.index, true)); err != nil {
				err.Path = b.path + err.Path
				first = first.and(err)
			}
		}
		return first
	}, nil
}

// leftOver refuses columns that no field takes, where rows are strict.
func (p *RowPlan) leftOver(t reflect.Type, columns []string, taken []bool) error {
	var rest []string
	for i, column := range columns {
		if !taken[i] {
			rest = append(rest, column)
		}
	}
	if len(rest) == 0 || !p.mapper.StrictRows {
		return nil
	}
	return fmt.Errorf("ogm: %s has no field for the columns %s, and rows are strict; add fields, or leave the columns out of the result", rowName(t), strings.Join(rest, ", "))
}

// fieldCell is cellOf for a field of a row, whose tag may ask for zero in place of null.
func (p *RowPlan) fieldCell(field schema.RowField, path string, depth int) (cell, error) {
	inner, err := p.cellOf(field.Type, path, depth)
	if err != nil || !field.OmitEmpty {
		return inner, err
	}
	return func(value any, into reflect.Value) *DecodeError {
		if value == nil {
			into.SetZero()
			return nil
		}
		return inner(value, into)
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
