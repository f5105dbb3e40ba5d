package migrate

import (
	"context"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// WithObserver is told of each statement before it is sent, and what it gives is called when its answer
// is there.
func WithObserver(observe func(text string) func(error)) Option {
	return func(s *settings) error {
		s.observe = func(ctx context.Context, stmt cypher.Statement) (context.Context, func(session.Outcome)) {
			answered := observe(stmt.Text)
			return ctx, func(outcome session.Outcome) { answered(outcome.Err) }
		}
		return nil
	}
}
