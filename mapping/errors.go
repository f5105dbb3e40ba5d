package mapping

import (
	"fmt"
	"reflect"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
)

// DecodeError is a value of the database that does not fit the Go type it is
// read into. It never holds the value itself.
type DecodeError struct {
	Path    string       // where, such as Person.Friends[3].Born
	Type    reflect.Type // the Go type of that place
	Kind    string       // the Cypher type of the value met, such as INTEGER
	Problem string       // what was expected and what to do
	More    int          // how many further fields of the same object or row did not fit
	err     error        // of a method or codec of the type; its text may hold the value
}

// and counts an error behind the first one, which is nil at the first.
func (e *DecodeError) and(next *DecodeError) *DecodeError {
	if e == nil {
		return next
	}
	if next != nil {
		e.More += 1 + next.More
	}
	return e
}

// Unwrap gives the error of the type's own method or codec, if it was one.
func (e *DecodeError) Unwrap() error { return e.err }

func (e *DecodeError) Error() string {
	return fmt.Sprintf("ogm: %s: %s does not fit %s: %s", e.Path, e.Kind, e.Type, e.Problem) + more(e.More)
}

// EncodeError is a Go value that cannot be stored or sent as a parameter. It is
// found before anything is sent, and never holds the value itself.
type EncodeError struct {
	Path    string       // where, such as Person.Plot[3] or $rows[0].name
	Type    reflect.Type // the Go type of that place
	Problem string       // what is wrong and what to do
	More    int          // how many further fields of the same object, or parameters, cannot be sent either
	err     error        // of a method or codec of the type; its text may hold the value
}

// Unwrap gives the error of the type's own method or codec, if it was one.
func (e *EncodeError) Unwrap() error { return e.err }

func (e *EncodeError) Error() string {
	return fmt.Sprintf("ogm: %s: %s: %s", e.Path, e.Type, e.Problem) + more(e.More)
}

func more(count int) string {
	if count == 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", count)
}

// misfit is the error of a decode function, which does not know where it stands;
// the callers put the path in front.
func misfit(value any, into reflect.Type, problem string) *DecodeError {
	if _, unreadable := value.(*dbtype.InvalidValue); unreadable {
		problem = "the driver cannot read it; is its time zone missing here? import _ \"time/tzdata\""
	}
	return &DecodeError{Type: into, Kind: kindOf(value), Problem: problem}
}

// unfit is the same for encode functions.
func unfit(t reflect.Type, problem string) *EncodeError {
	return &EncodeError{Type: t, Problem: problem}
}

// rejected is a misfit that the type's own method or codec found.
func rejected(value any, into reflect.Type, problem string, err error) *DecodeError {
	found := misfit(value, into, problem)
	found.err = err
	return found
}

// refused is the same for encode functions.
func refused(t reflect.Type, problem string, err error) *EncodeError {
	found := unfit(t, problem)
	found.err = err
	return found
}

// kindOf names a driver value's Cypher type.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "NULL"
	case bool:
		return "BOOLEAN"
	case int64:
		return "INTEGER"
	case float64:
		return "FLOAT"
	case string:
		return "STRING"
	case []byte:
		return "BYTES"
	case []any:
		return "LIST"
	case map[string]any:
		return "MAP"
	case time.Time:
		return "ZONED DATETIME"
	case dbtype.Date:
		return "DATE"
	case dbtype.Time:
		return "ZONED TIME"
	case dbtype.LocalTime:
		return "LOCAL TIME"
	case dbtype.LocalDateTime:
		return "LOCAL DATETIME"
	case dbtype.Duration:
		return "DURATION"
	case dbtype.Point2D, dbtype.Point3D:
		return "POINT"
	case dbtype.Node:
		return "NODE"
	case dbtype.Relationship:
		return "RELATIONSHIP"
	case dbtype.Path:
		return "PATH"
	case *dbtype.InvalidValue:
		return "VALUE"
	}
	return fmt.Sprintf("%T", value)
}
