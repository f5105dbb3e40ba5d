package schema

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/internal/tag"
)

// Role is what a field of a mapped struct is, as far as its tag says.
type Role int

// The roles of a field.
const (
	PropertyRole Role = iota + 1 // one property
	SkipRole                     // "-": the program's own
	EdgeRole                     // an arrow: a relationship
	InlineRole                   // a struct or a map, whose fields or entries are properties
	StartRole                    // the node that a relationship begins at
	EndRole                      // the node that it leads to
	SystemRole                   // what a node is, not what it has: its labels, its element id
)

// roleOf reads the role off a tag that was parsed. Of several words the first in this list
// decides, and what stands beside it is refused there.
func roleOf(parsed tag.Tag) Role {
	switch {
	case parsed.Skip:
		return SkipRole
	case parsed.Arrow != nil:
		return EdgeRole
	case has(parsed, "inline"):
		return InlineRole
	case has(parsed, "start"):
		return StartRole
	case has(parsed, "end"):
		return EndRole
	case has(parsed, "elementId"), has(parsed, "labels"):
		return SystemRole
	}
	return PropertyRole
}

// FieldTag is what the tag of a field says without the field's Go type.
type FieldTag struct {
	Text      string // as written; "" where there is none
	Tagged    bool   // there is one
	Role      Role
	Name      string    // of the property, or the prefix of what is inline; "" when left out
	Direction Direction // of EdgeRole
}

// ReadTag reads the whole tag of an exported field, as a Go source has it, for who has the
// source of a type and not the type. It finds mistakes in the words; whether they fit the field is found when
// the type is first used. The error is one or more *TagError, whose type and field the caller knows.
func ReadTag(field string) (FieldTag, error) {
	text, tagged := reflect.StructTag(field).Lookup(tag.Key)
	read := FieldTag{Text: text, Tagged: tagged}
	parsed, err := tag.Parse(text)
	if err != nil {
		return read, &TagError{Tag: text, Problem: err.Error()}
	}
	read.Role, read.Name = roleOf(parsed), parsed.Name
	check := optionProblem
	if parsed.Arrow != nil {
		read.Direction = parsed.Arrow.Direction
		check = edgeOptionProblem
	}
	var mistakes []error
	for _, option := range parsed.Options {
		if problem, meant := check(option); problem != "" {
			mistakes = append(mistakes, &TagError{Tag: text, Problem: problem, Meant: meant})
		}
	}
	return read, errors.Join(mistakes...)
}

// ReadMarker is ReadTag for an embedded Node or Relationship: it gives the labels, or the
// one type; none where there is no tag.
func ReadMarker(field string, relationship bool) ([]string, error) {
	text, tagged := reflect.StructTag(field).Lookup(tag.Key)
	if !tagged {
		return nil, nil
	}
	names, problem := markerNames(text, relationship)
	if problem != "" {
		return nil, &TagError{Tag: text, Problem: problem}
	}
	return names, nil
}

// markerNames reads the tag of a marker, or says what is wrong with it.
func markerNames(text string, relationship bool) (names []string, problem string) {
	names, err := tag.Labels(text)
	if err != nil {
		return nil, err.Error()
	}
	if relationship && len(names) != 1 {
		return nil, fmt.Sprintf("a relationship has one type, not %d; quote a name that contains a colon: 'a:b'", len(names))
	}
	for _, name := range names {
		if problem := nameProblem(name); problem != "" {
			return nil, problem
		}
	}
	return names, ""
}
