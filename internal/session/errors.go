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
	err = withCause(ctx, err)
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

// Refusal gives the server's code and message when the server itself refused.
func Refusal(err error) (code, message string, ok bool) {
	var refused *neo4j.Neo4jError
	if !errors.As(err, &refused) {
		return "", "", false
	}
	return refused.Code, refused.Msg, true
}
