package unitofwork

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// ConstraintError says that the database refused a write because of a constraint. Its text
// withholds the value; the driver's error, which Unwrap gives, has it.
type ConstraintError struct {
	Label      string   // the label, or the relationship type
	Properties []string // what the constraint is about, as far as it is known
	Constraint string   // the constraint's name where the type's tags give one
	Object     any      // the object of the commit that is at fault, as a pointer; nil where it is not known
	err        error
}

func (e *ConstraintError) Error() string {
	text := "ogm: a constraint refuses the write"
	if e.Label != "" {
		text += fmt.Sprintf(": another %s has the same %s", e.Label, strings.Join(e.Properties, ", "))
	}
	if e.Constraint != "" {
		text += fmt.Sprintf(" (constraint %s)", e.Constraint)
	}
	return text
}

// Unwrap gives the driver's error.
func (e *ConstraintError) Unwrap() error { return e.err }

// Dress turns a server's refusal into the typed error that says what it means;
// other errors pass. nodes are the types that were written, as far as they are known.
func Dress(err error, nodes ...*schema.NodeType) error {
	code, message, refused := session.Refusal(err)
	if !refused || code != "Neo.ClientError.Schema.ConstraintValidationFailed" {
		return err
	}
	violation := &ConstraintError{err: err}
	for _, node := range nodes {
		for _, constraint := range node.Constraints {
			if names(message, constraint) {
				violation.Label = constraint.Label
				violation.Properties = slices.Clone(constraint.Properties)
				violation.Constraint = constraint.Name
				return violation
			}
		}
	}
	violation.Label, violation.Properties = parseViolation(message)
	return violation
}

// names tells whether the server's message is about a constraint. The message
// holds values too, so it is compared from the front, where the names stand.
func names(message string, constraint schema.Constraint) bool {
	_, rest, ok := strings.Cut(message, "with label `"+constraint.Label+"` and ")
	if !ok {
		return false
	}
	first := "property `"
	if len(constraint.Properties) > 1 {
		first = "properties `"
	}
	if !strings.HasPrefix(rest, first+constraint.Properties[0]+"` = ") {
		return false
	}
	for _, property := range constraint.Properties[1:] {
		if !strings.Contains(rest, ", `"+property+"` = ") {
			return false
		}
	}
	return true
}

var violationPattern = regexp.MustCompile("with (?:label|type) `([^`]+)` and propert(?:y|ies) `([^`]+)` = ")

// parseViolation reads what it can where no type is known: the label and the
// first property.
func parseViolation(message string) (label string, properties []string) {
	found := violationPattern.FindStringSubmatch(message)
	if found == nil {
		return "", nil
	}
	return found[1], found[2:]
}

// atFault finds the object whose row the server refused: the one that has the values
// which the message quotes, or the only one there is.
func (p *plan) atFault(err error) error {
	var violation *ConstraintError
	if !errors.As(err, &violation) || violation.Label == "" {
		return err
	}
	_, message, _ := session.Refusal(err)
	var found, only *row
	rows := 0
	for _, b := range p.batches {
		if b.group.Node == nil || b.group.Operation < query.Rekey || b.group.Label() != violation.Label {
			continue
		}
		for i := range b.rows {
			r := &b.rows[i]
			rows, only = rows+1, r
			if b.isQuoted(r, violation.Properties, message) {
				found = r
			}
		}
	}
	if found == nil && rows == 1 {
		found = only
	}
	if found != nil {
		violation.Object = found.object.Addr().Interface()
	}
	return err
}

// isQuoted tells whether a message has the values that a row gives to properties.
func (b *batch) isQuoted(r *row, properties []string, message string) bool {
	for _, name := range properties {
		property := b.group.Entity.ByName(name)
		if property == nil {
			return false
		}
		value, err := b.mapper.Encode(r.object, property)
		if err != nil {
			return false
		}
		if text, ok := value.(string); ok {
			value = "'" + text + "'"
		}
		if !strings.Contains(message, fmt.Sprintf("`%s` = %v", name, value)) {
			return false
		}
	}
	return len(properties) > 0
}
