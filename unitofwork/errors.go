package unitofwork

import (
	"errors"
	"fmt"
	"strings"
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
	// Relationship is the type of a new relationship that leads to it, because of which it was
	// looked for; "" where it was itself to be found. Take it out of the field, or Create it.
	Relationship string
}

func (e *NotFoundError) Error() string {
	return "ogm: not found: " + list(e.Objects, func(m Missing) string {
		if m.Relationship != "" {
			return fmt.Sprintf("%s, at an end of a new %s", m.Label, m.Relationship)
		}
		return m.Label
	})
}

// Is makes the error an ErrNotFound.
func (e *NotFoundError) Is(target error) bool { return target == ErrNotFound }

// NotUniqueError says that a key, or a search for one, met several nodes. It is
// ErrNotUnique. For a key the uniqueness constraint is missing.
type NotUniqueError struct {
	Label string // or the relationship's type
	Keys  int    // how many nodes were meant
	Nodes int    // how many were met, at least
	// Selected tells that they were found by conditions, as One does, and not by a key.
	Selected bool

	relationship bool
}

func (e *NotUniqueError) Error() string {
	if e.relationship {
		return fmt.Sprintf("ogm: not unique: %d relationships %s were sent, and %d are stored between their nodes; give the relationship's struct a key, which tells them apart", e.Keys, e.Label, e.Nodes)
	}
	if e.Selected {
		return fmt.Sprintf("ogm: not unique: the conditions hold for more than one %s; use First or All, or narrow them", e.Label)
	}
	return fmt.Sprintf("ogm: not unique: %d %s expected, %d met; does a constraint protect the key?", e.Keys, e.Label, e.Nodes)
}

// Is makes the error an ErrNotUnique.
func (e *NotUniqueError) Is(target error) bool { return target == ErrNotUnique }

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
