package unitofwork

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/schema"
)

// The facts that errors.Is asks for.
var (
	ErrStale     = errors.New("ogm: the object has changed in the database since it was read")
	ErrNotFound  = errors.New("ogm: not found")
	ErrNotUnique = errors.New("ogm: more than one node matches")
)

// StaleError says that objects with a version were changed or deleted by someone
// else. It is ErrStale; nothing of the commit was stored. Read the objects again,
// repeat the change and save.
type StaleError struct {
	Objects []Stale // all that were stale, in the order they were sent
}

// Stale is one object of a StaleError.
type Stale struct {
	Label    string
	Key      []any // the values of the key's properties, as stored
	Expected int64 // the version that the struct had
	Stored   int64 // the version in the database; 0 when there is no such node
}

func (e *StaleError) Error() string {
	return "ogm: stale: " + list(e.Objects, func(s Stale) string {
		if s.Stored == 0 {
			return fmt.Sprintf("%s has version %d and is not in the database", s.Label, s.Expected)
		}
		return fmt.Sprintf("%s has version %d, the database %d", s.Label, s.Expected, s.Stored)
	}) + "; nothing was stored"
}

// Is makes the error an ErrStale.
func (e *StaleError) Is(target error) bool { return target == ErrStale }

// NotFoundError names the nodes that are not in the database. It is ErrNotFound.
// Its text leaves the keys out, since they may be confidential.
type NotFoundError struct {
	Objects []Missing // in the order asked for
}

// Missing is one object of a NotFoundError.
type Missing struct {
	Label string
	Key   []any // the values of the key's properties; nil when the search was by conditions
}

func (e *NotFoundError) Error() string {
	return "ogm: not found: " + list(e.Objects, func(m Missing) string { return m.Label })
}

// Is makes the error an ErrNotFound.
func (e *NotFoundError) Is(target error) bool { return target == ErrNotFound }

// NotUniqueError says that a key, or a search for one, met several nodes. It is
// ErrNotUnique. For a key the uniqueness constraint is missing.
type NotUniqueError struct {
	Label string // or the relationship's type
	Keys  int    // how many nodes were meant
	Nodes int    // how many were met, at least

	relationship bool
}

func (e *NotUniqueError) Error() string {
	if e.relationship {
		return fmt.Sprintf("ogm: not unique: %d relationships %s were sent, and %d are stored between their nodes; give the relationship's struct a key, which tells them apart", e.Keys, e.Label, e.Nodes)
	}
	return fmt.Sprintf("ogm: not unique: %d %s expected, %d met; does a constraint protect the key?", e.Keys, e.Label, e.Nodes)
}

// Is makes the error an ErrNotUnique.
func (e *NotUniqueError) Is(target error) bool { return target == ErrNotUnique }

// ConstraintError says that the database refused a write because of a constraint,
// or a constraint because of what is stored. Its text withholds the value; the driver's error, which Unwrap gives, has it.
type ConstraintError struct {
	Label      string   // the label, or the relationship type
	Properties []string // what the constraint is about, as far as it is known
	Constraint string   // the constraint's name where the type's tags give one
	stored     bool     // the violation was there before the constraint
	err        error
}

func (e *ConstraintError) Error() string {
	text := "ogm: a constraint refuses the write"
	switch {
	case e.stored:
		text = fmt.Sprintf("ogm: the uniqueness constraint on %s %v was not created: nodes that are stored have the same", e.Label, e.Properties)
	case e.Label != "":
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

// DressCreation says of a uniqueness constraint why it was not created.
func DressCreation(err error, constraint schema.Constraint) error {
	if code, _, _ := session.Refusal(err); code != "Neo.DatabaseError.Schema.ConstraintCreationFailed" {
		return fmt.Errorf("ogm: the uniqueness constraint on %s %v: %w", constraint.Label, constraint.Properties, err)
	}
	return &ConstraintError{
		Label: constraint.Label, Properties: slices.Clone(constraint.Properties), Constraint: constraint.Name,
		stored: true, err: err,
	}
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

// list joins the texts of up to five things and counts the rest.
func list[E any](things []E, text func(E) string) string {
	const most = 5
	var parts []string
	for _, thing := range things[:min(len(things), most)] {
		parts = append(parts, text(thing))
	}
	if rest := len(things) - most; rest > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(parts, ", ")
}
