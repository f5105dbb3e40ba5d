package mapping

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// RowPlan turns the records of one result into values of one Go type. It is made
// when the columns are known and belongs to that result: a node that comes twice
// becomes one pointer.
type RowPlan struct {
	mapper *Mapper
	decode func(values []any, into reflect.Value) *DecodeError
	seen   map[identity]reflect.Value
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
	plan := &RowPlan{mapper: m, seen: map[identity]reflect.Value{}}
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
	_, err := schema.ValueOf(t, native)
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
			if err := b.decode(values[b.column], into.FieldByIndex(b.index)); err != nil {
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

// maxNesting bounds lists of lists, so that a type such as `type L []L` ends in
// an error.
const maxNesting = 16

// cellOf picks the function for a column or for an element of one, which stands so
// many lists deep.
func (p *RowPlan) cellOf(t reflect.Type, path string, depth int) (cell, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("ogm: %s: the type is nested too deeply to be read", path)
	}
	if t.Kind() == reflect.Interface && t.NumMethod() == 0 {
		return decodeAny, nil
	}
	if value, err := schema.ValueOf(t, native); err == nil {
		return valueCell(value), nil
	}
	switch {
	case t.Kind() == reflect.Struct:
		return p.nodeCell(t)
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		return p.nodePointerCell(t.Elem())
	case t.Kind() == reflect.Slice:
		return p.listCell(t, path, depth)
	case t == reflect.TypeFor[map[string]any]():
		return decodeMap, nil
	}
	return nil, fmt.Errorf("ogm: %s: a column cannot be read into %s; use a property type, a node struct, a slice of these, map[string]any or any", path, t)
}

func decodeAny(value any, into reflect.Value) *DecodeError {
	if value == nil {
		into.SetZero()
		return nil
	}
	into.Set(reflect.ValueOf(value))
	return nil
}

func decodeMap(value any, into reflect.Value) *DecodeError {
	switch m := value.(type) {
	case nil:
		into.SetZero()
	case map[string]any:
		into.Set(reflect.ValueOf(m))
	default:
		return misfit(value, into.Type(), "want MAP")
	}
	return nil
}

func valueCell(v *schema.Value) cell {
	decode := decoderOf(v)
	nullable := v.Kind == schema.Pointer || v.Kind == schema.List || v.Kind == schema.Bytes
	return func(value any, into reflect.Value) *DecodeError {
		if value != nil {
			return decode(value, into)
		}
		if !nullable {
			return misfit(nil, v.Type, "the type cannot hold null; use *"+v.Type.String())
		}
		into.SetZero()
		return nil
	}
}

func (p *RowPlan) nodeCell(t reflect.Type) (cell, error) {
	node, err := p.mapper.registry.Node(t)
	if err != nil {
		return nil, err
	}
	plan := p.mapper.Node(node)
	return func(value any, into reflect.Value) *DecodeError {
		met, ok := value.(dbtype.Node)
		if !ok {
			problem := "want NODE"
			if value == nil {
				problem += "; use *" + t.String() + " for a column that may be null"
			}
			return misfit(value, t, problem)
		}
		return plan.decode(met, into)
	}, nil
}

func (p *RowPlan) nodePointerCell(t reflect.Type) (cell, error) {
	inner, err := p.nodeCell(t)
	if err != nil {
		return nil, err
	}
	return func(value any, into reflect.Value) *DecodeError {
		if value == nil {
			into.SetZero()
			return nil
		}
		met, isNode := value.(dbtype.Node)
		key := identity{met.ElementId, t}
		if known, ok := p.seen[key]; ok && isNode {
			into.Set(known)
			return nil
		}
		target := reflect.New(t)
		if err := inner(value, target.Elem()); err != nil {
			return err
		}
		p.seen[key] = target
		into.Set(target)
		return nil
	}, nil
}

func (p *RowPlan) listCell(t reflect.Type, path string, depth int) (cell, error) {
	inner, err := p.cellOf(t.Elem(), path+"[]", depth+1)
	if err != nil {
		return nil, err
	}
	return func(value any, into reflect.Value) *DecodeError {
		if value == nil {
			into.SetZero()
			return nil
		}
		list, ok := value.([]any)
		if !ok {
			return misfit(value, t, "want LIST")
		}
		out := reflect.MakeSlice(t, len(list), len(list))
		for i, element := range list {
			if err := inner(element, out.Index(i)); err != nil {
				return at(i, err)
			}
		}
		into.Set(out)
		return nil
	}, nil
}

func rowName(t reflect.Type) string {
	if t.Name() != "" {
		return t.Name()
	}
	return "row"
}
