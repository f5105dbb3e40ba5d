package handles

import (
	"go/types"
	"slices"
)

// pointee is what a pointer leads to, or the type itself.
func pointee(t types.Type) types.Type {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		return pointer.Elem()
	}
	return t
}

// short writes a type as its own package would.
func short(t types.Type) string {
	return types.TypeString(t, func(*types.Package) string { return "" })
}

// maxNesting ends the walk through a type that consists of itself.
const maxNesting = 16

// parts calls see with each type that stands in another as it is written: in *[]T, T. It
// stops where see gives false.
func parts(t types.Type, see func(types.Type) bool) bool { return partsTo(t, see, 0) }

func partsTo(t types.Type, see func(types.Type) bool, depth int) bool {
	if !see(t) {
		return false
	}
	var inner []types.Type
	switch t := t.(type) {
	case *types.Named:
		inner = slices.Collect(t.TypeArgs().Types())
	case *types.Alias:
		inner = slices.Collect(t.TypeArgs().Types())
	case *types.Map:
		inner = []types.Type{t.Key(), t.Elem()}
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		inner = []types.Type{t.Elem()}
	case *types.Struct:
		for field := range t.Fields() {
			inner = append(inner, field.Type())
		}
	}
	for _, t := range inner {
		if depth < maxNesting && !partsTo(t, see, depth+1) {
			return false
		}
	}
	return true
}

// unknown tells a type that the compiler could not make out.
func unknown(t types.Type) bool {
	return !parts(t, func(t types.Type) bool { return types.Unalias(t) != types.Typ[types.Invalid] })
}

// unnameable gives what in a type the file of handles cannot write; "" where it can.
func (r *reader) unnameable(t types.Type) string {
	hidden := ""
	sees := func(object types.Object) bool {
		if object.Pkg() != nil && !object.Exported() && (object.Pkg() != r.pkg.Types || !r.to.inside) {
			hidden = object.Name()
		}
		return hidden == ""
	}
	parts(t, func(t types.Type) bool {
		switch t := t.(type) {
		case *types.Named:
			return sees(t.Obj())
		case *types.Alias:
			return sees(t.Obj())
		case *types.Struct:
			for field := range t.Fields() {
				if !sees(field) {
					return false
				}
			}
		}
		return true
	})
	return hidden
}

// embeddable tells a struct whose fields are mapped from one that is a value: schema's
// rule, on sources. What codecs a program registers is not known here.
func embeddable(t types.Type) bool {
	t = pointee(t)
	_, isStruct := t.Underlying().(*types.Struct)
	return isStruct && !isValue(t)
}

// isValue tells the structs that are stored as one value.
func isValue(t types.Type) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		switch path, name := named.Obj().Pkg().Path(), named.Obj().Name(); {
		case path == "time" && name == "Time", path == "database/sql" && name == "Null":
			return true
		case path == "github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype":
			return true
		}
	}
	return isTime(t) ||
		has(t, "MarshalText", 0, 2) && has(t, "UnmarshalText", 1, 1) ||
		has(t, "Value", 0, 2) && has(t, "Scan", 1, 1)
}

// isTime tells named types over time.Time: what time.Time consists of is its own.
func isTime(t types.Type) bool {
	fields, ok := t.Underlying().(*types.Struct)
	return ok && fields.NumFields() > 0 && !fields.Field(0).Exported() && fields.Field(0).Pkg() != nil && fields.Field(0).Pkg().Path() == "time"
}

// has tells a method, of the type or of a pointer to it, by its name and how much it
// takes and gives.
func has(t types.Type, name string, params, results int) bool {
	found, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	method, ok := found.(*types.Func)
	return ok && method.Signature().Params().Len() == params && method.Signature().Results().Len() == results
}
