package session

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// dress makes an error of the driver readable once its transaction is over. The
// driver's own error stays reachable by errors.As, and the context's by errors.Is.
func dress(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	err = withCause(ctx, unlimited(err))
	if strings.HasPrefix(err.Error(), "ogm: ") {
		return err
	}
	return fmt.Errorf("ogm: %w", err)
}

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
