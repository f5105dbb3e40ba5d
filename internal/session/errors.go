package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// dress makes an error of the driver readable once its transaction is over. The
// driver's own error stays reachable by errors.As, and the context's by errors.Is.
func dress(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	err = withCause(ctx, discreet(unlimited(err)))
	if strings.HasPrefix(err.Error(), "ogm: ") {
		return err
	}
	return fmt.Errorf("ogm: %w", err)
}

// outspoken are the server's errors whose messages are about names, text and state.
// The messages of all others may quote parameters or stored values.
var outspoken = []string{
	"Neo.TransientError.",
	"Neo.ClientError.Cluster.",
	"Neo.ClientError.Database.",
	"Neo.ClientError.Procedure.ProcedureNotFound",
	"Neo.ClientError.Schema.ConstraintAlreadyExists",
	"Neo.ClientError.Schema.ConstraintWithNameAlreadyExists",
	"Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
	"Neo.ClientError.Schema.IndexAlreadyExists",
	"Neo.ClientError.Schema.IndexWithNameAlreadyExists",
	"Neo.ClientError.Security.",
	"Neo.ClientError.Statement.AccessMode",
	"Neo.ClientError.Statement.ParameterMissing",
	"Neo.ClientError.Transaction.",
	"Neo.DatabaseError.Transaction.TransactionStartFailed", // such as CALL … IN TRANSACTIONS, which begins its own
}

// discreet keeps values out of the text of an error; its code stays.
func discreet(err error) error {
	code, message, refused := Refusal(err)
	if !refused || pointsAtText(code, message) || slices.ContainsFunc(outspoken, func(prefix string) bool { return strings.HasPrefix(code, prefix) }) {
		return err
	}
	return &discreetError{code, plainly(message), err}
}

// causes are mistakes that messages name beside the values which they are about, and what can be
// said of them without these; seen on 4.4, 5.26 and 2026.
var causes = []struct{ mark, about string }{
	{"There is no such fulltext schema index", "there is no full-text index of that name"},
	{"There is no such vector schema index", "there is no vector index of that name"},
	{"lucene.queryparser", `Lucene cannot read what is searched for; a \ before ( [ " * and the like makes them text`},
	{"Index query vector has", "the vector has another number of dimensions than the index"},
	{"has a configured dimensionality of", "the vector has another number of dimensions than the index"},
	{"Vector must only contain finite values", "the vector has no direction: its numbers are not all finite, or all are zero"},
	{"Invalid Regex", "the pattern is no regular expression of Java's"},
}

// plainly says what a message is about, without values; "" where that is not known.
func plainly(message string) string {
	for _, cause := range causes {
		if strings.Contains(message, cause.mark) {
			return cause.about
		}
	}
	return ""
}

// pointsAtText tells a mistake in the statement's text, of which the message quotes
// a line, from a constant that the planner could not compute: its message quotes a
// value, under the same code.
func pointsAtText(code, message string) bool {
	return code == "Neo.ClientError.Statement.SyntaxError" && strings.Contains(message, "(line ")
}

type discreetError struct {
	code  string
	about string // what the message says, but for values; "" where that is not known
	err   error
}

// WithheldRemedy is what an error whose message is withheld tells programs to do.
const WithheldRemedy = "errors.As gives it as *neo4j.Neo4jError"

func (e *discreetError) Error() string {
	if e.about != "" {
		return e.code + ": " + e.about + " (the server's message may quote values and is withheld; " + WithheldRemedy + ")"
	}
	return e.code + ": the server's message may quote values and is withheld; " + WithheldRemedy
}

// Withheld gives the server's message where the text of the error leaves it out: for who was asked to show it.
func Withheld(err error) (message string, withheld bool) {
	var discreet *discreetError
	if !errors.As(err, &discreet) {
		return "", false
	}
	_, message, _ = Refusal(discreet)
	return message, true
}

func (e *discreetError) Unwrap() error { return e.err }

// withCause adds the context's error, which the driver does not always keep.
func withCause(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

// unlimited makes the last error reachable of those that the driver retried until
// its limit; the driver's own type hides it.
func unlimited(err error) error {
	var limit *neo4j.TransactionExecutionLimit
	if !errors.As(err, &limit) || len(limit.Errors) == 0 {
		return err
	}
	return &retriedError{error: err, last: limit.Errors[len(limit.Errors)-1]}
}

type retriedError struct {
	error
	last error // its text is in that of the other
}

func (e *retriedError) Unwrap() []error { return []error{e.error, e.last} }

// Refusal gives the server's code and message when the server itself refused.
func Refusal(err error) (code, message string, ok bool) {
	var refused *neo4j.Neo4jError
	if !errors.As(err, &refused) {
		return "", "", false
	}
	return refused.Code, refused.Msg, true
}

// IsThereAlready tells the server's answer to the second of two who create the same constraint or index, if
// both asked for it IF NOT EXISTS.
func IsThereAlready(err error) bool {
	code, _, refused := Refusal(err)
	return refused && (code == "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists" || code == "Neo.ClientError.Schema.ConstraintAlreadyExists")
}
