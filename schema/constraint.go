package schema

import (
	"slices"
	"strconv"
	"strings"
)

// EntityType says whether a constraint or an index is about nodes or about relationships.
type EntityType int

// The two of them. The zero value is nodes.
const (
	NodeEntity EntityType = iota
	RelationshipEntity
)

// ConstraintKind is what a constraint demands.
type ConstraintKind int

// The kinds of constraints. The zero value is one that the library does not know: it is
// read from a database, and left alone.
const (
	// KeyConstraint is the key. In a database it is NODE KEY or RELATIONSHIP KEY: unique
	// together, and present; Enterprise Edition only. In the descriptor of a node's type it is
	// what the option key declares, which Declared makes a uniqueness constraint of
	// unless it is told otherwise.
	KeyConstraint      ConstraintKind = iota + 1
	UniqueConstraint                  // unique, alone or together
	RequiredConstraint                // exists; Enterprise Edition only
	TypedConstraint                   // has a property type; Enterprise Edition only
)

// Constraint is one rule: of a type's tags, or of a database.
type Constraint struct {
	Kind         ConstraintKind `json:"kind"`
	Name         string         `json:"name"` // as given in the tag, "" for a derived one; always there when it comes from a database
	EntityType   EntityType     `json:"entity"`
	Label        string         `json:"label"` // or the relationship's type
	Properties   []string       `json:"properties"`
	PropertyType string         `json:"propertyType,omitempty"` // of a TypedConstraint, in the words of Cypher: LIST<STRING NOT NULL>
}

var constraintWords = map[ConstraintKind]string{
	KeyConstraint:      "key",
	UniqueConstraint:   "unique",
	RequiredConstraint: "required",
	TypedConstraint:    "typed",
}

// EffectiveName gives the name in the database: that of the tag, or one derived from what
// the constraint is on, such as Person_email_unique. It is the same for the same constraint,
// whatever other types there are.
func (c Constraint) EffectiveName() string {
	if c.Name != "" {
		return c.Name
	}
	return derivedName([]string{c.Label}, c.Properties, constraintWords[c.Kind])
}

// String describes the constraint for messages:
//
//	uniqueness constraint full_name on (:Person {first, last})
func (c Constraint) String() string {
	text := constraintNames[c.Kind] + " " + shown(c.EffectiveName()) + " on " + pattern(c.EntityType, []string{c.Label}, c.Properties)
	if c.Kind == TypedConstraint {
		text += ": " + c.PropertyType
	}
	return text
}

var constraintNames = map[ConstraintKind]string{
	0:                  "constraint",
	KeyConstraint:      "key constraint",
	UniqueConstraint:   "uniqueness constraint",
	RequiredConstraint: "existence constraint",
	TypedConstraint:    "property type constraint",
}

// ToolOwned tells what a migration tool keeps for itself. It is never compared with what
// types declare.
func (c Constraint) ToolOwned() bool { return toolOwned(c.Name, []string{c.Label}) }

// unique tells the constraints that an index of their own comes with.
func (c Constraint) unique() bool { return c.Kind == KeyConstraint || c.Kind == UniqueConstraint }

func derivedName(labels, properties []string, word string) string {
	return strings.Join(slices.Concat(labels, properties, []string{word}), "_")
}

// pattern writes what a constraint or an index is on, for readers; it is no Cypher, since
// nothing in it is quoted.
func pattern(entity EntityType, labels, properties []string) string {
	inner := ":" + strings.Join(each(labels), "|") + " {" + strings.Join(each(properties), ", ") + "}"
	if entity == RelationshipEntity {
		return "()-[" + inner + "]-()"
	}
	return "(" + inner + ")"
}

// shown quotes a name that would break the line it stands in, or not be seen there.
func shown(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

func each(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = shown(name)
	}
	return list
}

// toolMarks begin the labels of neo4j-migrations and of package migrate, and stand in the
// names of their constraints and indexes.
var toolMarks = []string{"__Neo4jMigration", "__OgmMigration"}

func toolOwned(name string, labels []string) bool {
	return slices.ContainsFunc(toolMarks, func(mark string) bool {
		return strings.Contains(name, mark) || slices.ContainsFunc(labels, func(label string) bool {
			return strings.HasPrefix(label, mark)
		})
	})
}
