package session

import (
	"context"
	"time"
)

// Pause waits for a time, or until the context ends, whose error it gives then.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
