package schema

import (
	"strings"

	"github.com/iancoleman/strcase"
)

// Naming derives the names that tags leave out. A nil function means the default
// of DefaultNaming. The functions must be pure: the same text for the same name,
// from any goroutine.
type Naming struct {
	Label            func(typeName string) string  // of a node's struct without a label tag
	RelationshipType func(typeName string) string  // of a relationship's struct without a tag
	Property         func(fieldName string) string // of a field without a name in its tag
}

// DefaultNaming makes labels PascalCase, relationship types SCREAMING_SNAKE_CASE and
// properties lowerCamelCase, as the naming rules of the Cypher manual recommend:
// HTTPServer becomes HttpServer, ActedIn ACTED_IN and UserID userId.
func DefaultNaming() Naming {
	return Naming{
		Label:            func(name string) string { return strcase.ToCamel(strcase.ToSnake(name)) },
		RelationshipType: strcase.ToScreamingSnake,
		Property:         func(name string) string { return strcase.ToLowerCamel(strcase.ToSnake(name)) },
	}
}

func (n Naming) withDefaults() Naming {
	defaults := DefaultNaming()
	if n.Label == nil {
		n.Label = defaults.Label
	}
	if n.RelationshipType == nil {
		n.RelationshipType = defaults.RelationshipType
	}
	if n.Property == nil {
		n.Property = defaults.Property
	}
	return n
}

// bareTypeName drops the type arguments of a generic type, which are no part of a label.
func bareTypeName(name string) string {
	bare, _, _ := strings.Cut(name, "[")
	return bare
}
