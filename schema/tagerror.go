package schema

import (
	"fmt"
	"reflect"
	"strings"
)

// TagError is a mistake in a mapped type, found when the type is first used and
// not before a tag of it is changed. A type with several mistakes reports
// them joined; errors.As finds the first.
type TagError struct {
	Type    reflect.Type // the struct
	Field   string       // the Go field, with its path through embedded structs; "" for the struct itself
	Tag     string       // the tag as written
	Problem string       // what was met and what to do about it
	Meant   string       // the word that was probably meant; "" when nothing is near
}

func (e *TagError) Error() string {
	var text strings.Builder
	text.WriteString("ogm: ")
	text.WriteString(typeName(e.Type))
	if e.Field != "" {
		text.WriteString("." + e.Field)
	}
	if e.Tag != "" {
		fmt.Fprintf(&text, ": tag %q", e.Tag)
	}
	text.WriteString(": " + e.Problem)
	if e.Meant != "" {
		fmt.Fprintf(&text, " (did you mean %q?)", e.Meant)
	}
	return text.String()
}

// typeName is a type's name without its package path, or its literal form.
func typeName(t reflect.Type) string {
	if t == nil {
		return "nil"
	}
	if t.Name() != "" {
		return t.Name()
	}
	return t.String()
}
