package mapping

import (
	"reflect"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// structCell reads a node, and a map where the struct is not marked as a node. A
// type that contains itself finds the cell that is being made.
func (p *RowPlan) structCell(t reflect.Type, path string, depth int) (cell, error) {
	if schema.IsNode(t) {
		return p.nodeCell(t)
	}
	if made := p.structs[t]; made != nil {
		return func(value any, into reflect.Value) *DecodeError { return (*made)(value, into) }, nil
	}
	made := new(cell)
	p.structs[t] = made
	asMap, err := p.mapStructCell(t, path, depth)
	if err != nil {
		return nil, err
	}
	*made = func(value any, into reflect.Value) *DecodeError {
		if _, isNode := value.(dbtype.Node); !isNode {
			return asMap(value, into)
		}
		asNode, err := p.nodeCell(t) // only now: not every struct of a row is meant to be a node type
		if err != nil {
			return rejected(value, t, "the type is no node", err)
		}
		return asNode(value, into)
	}
	return *made, nil
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

// structPointerCell reads a null as nil, and a node that came before as the same pointer.
func (p *RowPlan) structPointerCell(t reflect.Type, path string, depth int) (cell, error) {
	inner, err := p.structCell(t, path, depth)
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
		if isNode {
			p.seen[key] = target
		}
		into.Set(target)
		return nil
	}, nil
}

// mapStructCell reads the entries of a map into fields, as a row reads columns, but
// for entries that are missing: they are null.
func (p *RowPlan) mapStructCell(t reflect.Type, path string, depth int) (cell, error) {
	fields, err := schema.RowFields(t)
	if err != nil {
		return nil, err
	}
	cells := make([]cell, len(fields))
	for i, field := range fields {
		if cells[i], err = p.cellOf(field.Type, path+"."+field.Field, depth+1); err != nil {
			return nil, err
		}
	}
	return func(value any, into reflect.Value) *DecodeError {
		entries, ok := value.(map[string]any)
		if !ok {
			problem := "want MAP or NODE"
			if value == nil {
				problem += "; use *" + t.String() + " where it may be null"
			}
			return misfit(value, t, problem)
		}
		names := make([]string, 0, len(entries))
		for name := range entries {
			names = append(names, name)
		}
		slices.Sort(names) // two names that differ in case only must not take turns
		for i, field := range fields {
			var entry any
			if n := columnOf(field, names); n >= 0 {
				entry = entries[names[n]]
			}
			if err := cells[i](entry, reach(into, field.Index, true)); err != nil {
				err.Path = "." + field.Field + err.Path
				return err
			}
		}
		return nil
	}, nil
}
