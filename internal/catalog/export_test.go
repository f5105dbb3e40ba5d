package catalog

import (
	"context"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/schema"
)

// Looking bounds the look before the first change.
func (o EnsureOptions) Looking(limit int64) EnsureOptions {
	o.looksBefore = limit
	return o
}

// Violations looks without an Ensure.
func Violations(ctx context.Context, client *session.Client, constraint schema.Constraint, key []string) (*ViolationError, error) {
	return violations(ctx, client, constraint, key, looksBefore)
}
