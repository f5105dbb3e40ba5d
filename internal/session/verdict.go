package session

import (
	"context"
	"strings"
)

// verdict follows the messages of a transaction's attempts, as the driver logs them, to
// know whether there is a COMMIT without an answer. The driver's error does not tell: a
// connection or a context may end while a COMMIT is under way, or at the BEGIN of the next
// attempt, after the server has refused the COMMIT of the one before.
type verdict struct {
	open    bool // COMMIT is about to be sent, or it was and nothing came back
	waiting bool // COMMIT is what was sent last
}

// committing notes that the driver will send COMMIT next, unless the context has ended:
// then it is certain that nothing is stored.
func (v *verdict) committing(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.open = true
	return nil
}

// LogClientMessage implements log.BoltLogger.
func (v *verdict) LogClientMessage(_, message string, _ ...any) {
	v.waiting = message == "COMMIT"
	switch {
	case v.waiting:
		v.open = true
	case strings.HasPrefix(message, "BEGIN"):
		v.open = false
	}
}

// LogServerMessage implements log.BoltLogger. What comes after another message than COMMIT,
// such as the RESET of a connection that spoke nonsense, is no answer to it.
func (v *verdict) LogServerMessage(_, _ string, _ ...any) {
	if v.waiting {
		v.open, v.waiting = false, false
	}
}
