package schema

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/internal/tag"
)

// RelationshipType describes a struct type that is mapped to a relationship. Like its
// Entity, it is immutable.
type RelationshipType struct {
	Entity

	Label string // the relationship's type in the graph, such as ACTED_IN; "" of a struct without marker, which reads any
	Start *End   // nil: no field holds the node that it begins at
	End   *End   // nil: no field holds the node that it leads to
}

// End is a field of a relationship struct that holds one of its two nodes.
type End struct {
	Field string // in Go
	Index []int
	Type  reflect.Type // a pointer to a node struct, or an interface
}

// compileRelationship is pure, as compileNode is.
func compileRelationship(t reflect.Type, options Options) (*RelationshipType, error) {
	relationship := &RelationshipType{Entity: Entity{Type: t, Name: typeName(t)}}
	c := newCompiler(&relationship.Entity, options)
	c.relationship = relationship
	c.walk(place{}, t, []reflect.Type{t})
	c.collisions()
	if relationship.Label == "" && len(c.mistakes) == 0 && IsRelationship(t) {
		relationship.Label = c.nameFrom(options.Naming.RelationshipType, `ogm.Relationship with a tag such as `+"`neo4j:\"ACTED_IN\"`")
	}
	return relationship, c.finish(relationship.Label)
}

// relationshipMarker reads the tag of an embedded Relationship: the type's name.
func (c *compiler) relationshipMarker(name, text string) {
	if c.relationship == nil {
		c.fail(name, text, "the struct is a relationship, and a node is needed here; embed ogm.Node, or name the relationship in a node's field by an arrow", "")
		return
	}
	names, problem := markerNames(text, true)
	if problem != "" {
		c.fail(name, text, problem, "")
		return
	}
	c.relationship.Label = names[0]
}

// end compiles a field of start or end.
func (c *compiler) end(at place, t reflect.Type, text string, parsed tag.Tag) {
	word := parsed.Options[0].Name
	if c.relationship == nil {
		c.fail(at.path, text, fmt.Sprintf("the option %q is for the structs of relationships, which embed ogm.Relationship", word), "")
		return
	}
	role := &c.relationship.Start
	if word == "end" {
		role = &c.relationship.End
	}
	switch {
	case parsed.Name != "" || len(parsed.Options) > 1 || at.prefix != "":
		c.fail(at.path, text, fmt.Sprintf("the field is no property, so it has no name and no other option; write `neo4j:\",%s\"`", word), "")
	case !isEnd(t):
		c.fail(at.path, text, fmt.Sprintf("the option %q needs a pointer to a node's struct, or an interface, not %s", word, t), "")
	case *role != nil:
		c.fail(at.path, text, fmt.Sprintf("the field %s has the option %q already, and a relationship has one", (*role).Field, word), "")
	default:
		*role = &End{Field: at.path, Index: at.index, Type: t}
	}
}

// isEnd tells the types that can hold a node. Whether the struct can be a node is
// looked at when a node is met: the struct may well hold this relationship itself.
func isEnd(t reflect.Type) bool {
	return t.Kind() == reflect.Interface || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && !isTime(t.Elem())
}
