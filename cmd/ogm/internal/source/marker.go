package source

import (
	"go/types"
	"slices"
)

// HasModels tells whether a package has a struct that is mapped.
func HasModels(pkg *types.Package) bool {
	scope := pkg.Scope()
	return slices.ContainsFunc(scope.Names(), func(name string) bool { return IsModel(scope.Lookup(name)) })
}

// IsModel tells a struct type that is mapped.
func IsModel(object types.Object) bool {
	name, ok := object.(*types.TypeName)
	return ok && !name.IsAlias() && (Marks(name.Type(), "Node") || Marks(name.Type(), "Relationship"))
}

// schemaPath is where the markers are declared; package ogm has aliases of them.
const schemaPath = "github.com/go-ogm/ogm/schema"

// Marks tells a struct that embeds the marker, by whatever alias.
func Marks(t types.Type, marker string) bool {
	fields, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range fields.Fields() {
		if field.Embedded() && IsMarker(field.Type(), marker) {
			return true
		}
	}
	return false
}

// IsMarker tells the marker itself, by whatever alias.
func IsMarker(t types.Type, marker string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == marker && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == schemaPath
}
