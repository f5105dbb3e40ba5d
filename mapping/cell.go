package mapping

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

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
	if value, err := p.mapper.registry.ValueOf(t); err == nil {
		return valueCell(value), nil
	}
	switch {
	case t.Kind() == reflect.Interface:
		return p.interfaceCell(t)
	case t.Kind() == reflect.Struct:
		return p.structCell(t, path, depth)
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		return p.structPointerCell(t.Elem(), path, depth)
	case t.Kind() == reflect.Slice:
		return p.listCell(t, path, depth)
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		return p.mapCell(t, path, depth)
	}
	return nil, fmt.Errorf("ogm: %s: a column cannot be read into %s; use a property type, a struct, a slice or a map of these, or any", path, t)
}

func decodeAny(value any, into reflect.Value) *DecodeError {
	if value == nil {
		into.SetZero()
		return nil
	}
	into.Set(reflect.ValueOf(value))
	return nil
}

func valueCell(v *schema.Value) cell {
	decode := decoderOf(v)
	nullable := slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface}, v.Type.Kind()) || v.Kind == schema.SQL || v.Kind == schema.Optional
	return func(value any, into reflect.Value) *DecodeError {
		if value != nil {
			return decode(value, into)
		}
		if !nullable {
			return misfit(nil, v.Type, "the type cannot hold null; use *"+v.Type.String()+", or the option omitempty for zero")
		}
		into.SetZero()
		return nil
	}
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
		if met, isPath := value.(dbtype.Path); isPath {
			list, ok = pathElements(met, t.Elem()), true
		}
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

// mapCell reads a map whose keys are strings, each entry like a column.
func (p *RowPlan) mapCell(t reflect.Type, path string, depth int) (cell, error) {
	inner, err := p.cellOf(t.Elem(), path+"[]", depth+1)
	if err != nil {
		return nil, err
	}
	return func(value any, into reflect.Value) *DecodeError {
		if value == nil {
			into.SetZero()
			return nil
		}
		entries, ok := value.(map[string]any)
		if !ok {
			return misfit(value, t, "want MAP")
		}
		out := reflect.MakeMapWithSize(t, len(entries))
		var first *DecodeError
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			place := reflect.New(t.Elem()).Elem()
			if err := inner(entries[key], place); err != nil {
				err.Path = "[" + key + "]" + err.Path
				first = first.and(err)
				continue
			}
			out.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), place)
		}
		if first == nil {
			into.Set(out)
		}
		return first
	}, nil
}
