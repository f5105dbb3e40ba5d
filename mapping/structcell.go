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
	switch {
	case isRaw(t):
		return rawCell(t), nil
	case isPath(t):
		return p.pathCell(t, path, depth)
	case schema.IsNode(t):
		return p.nodeCell(t)
	case schema.IsRelationship(t):
		return p.relationshipCell(t)
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
		var asEntity cell
		var err error
		switch value.(type) { // only now: not every struct of a row is meant to be a node type
		case dbtype.Node:
			asEntity, err = p.nodeCell(t)
		case dbtype.Relationship:
			asEntity, err = p.relationshipCell(t)
		default:
			return asMap(value, into)
		}
		if err != nil {
			return rejected(value, t, "the type cannot be one", err)
		}
		return asEntity(value, into)
	}
	return *made, nil
}

// isRaw tells the driver's own types for what a node, relationship or path is.
func isRaw(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[dbtype.Node](), reflect.TypeFor[dbtype.Relationship](), reflect.TypeFor[dbtype.Path]():
		return true
	}
	return false
}

func rawCell(t reflect.Type) cell {
	return func(value any, into reflect.Value) *DecodeError {
		if value == nil {
			return misfit(nil, t, "the type cannot hold null; use *"+t.String())
		}
		return decodeNative(value, into)
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

// structPointerCell reads a null as nil, and a node or relationship that came before as
// the same pointer.
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
		key := identity{elementID(value), t}
		if known, ok := p.seen[key]; ok && key.elementID != "" {
			into.Set(known)
			return nil
		}
		target, waiting := reflect.New(t), len(p.pending)
		if err := inner(value, target.Elem()); err != nil {
			return err
		}
		for i := range p.pending[waiting:] {
			p.pending[waiting+i].stays = true
		}
		if key.elementID != "" {
			p.seen[key] = target
		}
		into.Set(target)
		return nil
	}, nil
}

// elementID is that of a node or relationship, "" of other values.
func elementID(value any) string {
	switch met := value.(type) {
	case dbtype.Node:
		return met.ElementId
	case dbtype.Relationship:
		return met.ElementId
	}
	return ""
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
		if cells[i], err = p.fieldCell(field, path+"."+field.Field, depth+1); err != nil {
			return nil, err
		}
	}
	return func(value any, into reflect.Value) *DecodeError {
		entries, ok := value.(map[string]any)
		if !ok {
			problem := "want MAP, NODE or RELATIONSHIP"
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
		var first *DecodeError
		for i, field := range fields {
			var entry any
			if n := columnOf(field, names); n >= 0 {
				entry = entries[names[n]]
			}
			if err := cells[i](entry, reach(into, field.Index, true)); err != nil {
				err.Path = "." + field.Field + err.Path
				first = first.and(err)
			}
		}
		return first
	}, nil
}
