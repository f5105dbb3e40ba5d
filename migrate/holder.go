package migrate

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// holder has the locks of all databases of a run. The first is where the history is.
type holder struct {
	terms leaseTerms

	mu     sync.Mutex
	leases []*lease
}

// underLocks runs work with the locks of some databases, and renews them from the first on: others may be waited for.
// They are taken in one order everywhere, so that two runs wait for each other in one direction. When one is
// lost, the context of work ends with ErrLockLost as its cause. In the end they are released, also of a context that
// has ended.
func underLocks(ctx context.Context, places []*place, terms leaseTerms, timeout time.Duration, work func(context.Context, *holder) error) error {
	h := &holder{terms: terms}
	working, stop := context.WithCancelCause(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		h.keep(working, stop)
	}()
	err := h.takeAll(working, places, timeout)
	if err == nil {
		err = work(working, h)
	}
	lost := context.Cause(working)
	stop(nil)
	<-renewed
	if err != nil && errors.Is(lost, ErrLockLost) && !errors.Is(err, ErrLockLost) {
		err = errors.Join(ErrLockLost, err)
	}
	h.release(ctx)
	return err
}

// takeAll waits for others no longer than the timeout, for all locks together.
func (h *holder) takeAll(ctx context.Context, places []*place, timeout time.Duration) error {
	patience, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for _, p := range places {
		if p.name == systemDatabase {
			continue // it takes no nodes; the lock of the history is its, too
		}
		l, err := acquire(ctx, patience, p, h.terms)
		if err != nil {
			return err
		}
		h.mu.Lock()
		h.leases = append(h.leases, l)
		h.mu.Unlock()
		if err := l.raiseFence(ctx, h.terms); err != nil {
			return err
		}
	}
	return nil
}

func (h *holder) held() []*lease {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.leases)
}

// keep renews the leases three times in their duration, until the context ends.
func (h *holder) keep(ctx context.Context, stop context.CancelCauseFunc) {
	for session.Pause(ctx, h.terms.lease/3) == nil {
		for _, l := range h.held() {
			// An error may pass until the next time. If it does not, the lease ends, and the next
			// transaction says so.
			if held, err := l.renew(ctx, h.terms); err == nil && !held {
				stop(ErrLockLost)
				return
			}
		}
	}
}

// releaseTimeout is how long the end of a run may take where its context has ended.
const releaseTimeout = 10 * time.Second

// release ends the leases. Where that fails nobody can be told; they end by themselves.
func (h *holder) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	for _, l := range h.leases {
		_ = l.release(ctx)
	}
}

const (
	touchFence = "MATCH (f:__OgmMigrationFence {name: 'fence'}) SET f.touched = timestamp() " +
		"WITH f MATCH (l:__OgmMigrationLock {name: 'lock'}) RETURN f.token = $token AND l.token = $token AND l.expires > timestamp() AS held"
	checkFence = "MATCH (f:__OgmMigrationFence {name: 'fence'}) MATCH (l:__OgmMigrationLock {name: 'lock'}) " +
		"RETURN f.token = $token AND l.token = $token AND l.expires > timestamp() AS held"
)

// leaseOf is the lock that counts for a database.
func (h *holder) leaseOf(p *place) *lease {
	for _, l := range h.leases {
		if l.place == p {
			return l
		}
	}
	return h.leases[0]
}

func (l *lease) config() session.TxConfig {
	return session.TxConfig{Writing: true, Metadata: map[string]any{tokenKey: l.token}}
}

// touch writes the fence and is an error unless the lock is held. What it reads may be from before another let go
// of the fence; check, at the end, reads what that one has committed.
func (l *lease) touch(ctx context.Context, tx session.Tx) error { return l.held(ctx, tx, touchFence) }

// check is an error unless the lock is held.
func (l *lease) check(ctx context.Context, tx session.Tx) error { return l.held(ctx, tx, checkFence) }

func (l *lease) held(ctx context.Context, tx session.Tx, text string) error {
	seen, err := ask(ctx, tx, text, map[string]any{"token": l.token})
	if err == nil && (len(seen) != 1 || !seen[0].truth("held")) {
		return ErrLockLost
	}
	return err
}

// write runs work in one transaction that changes data. The fence is touched in it, so that who
// takes the lock meanwhile waits for its end; at its end the lock is still held.
func (h *holder) write(ctx context.Context, p *place, work func(context.Context, session.Tx) error) error {
	l := h.leaseOf(p)
	return h.orLost(ctx, p.client.TransactWith(ctx, l.config(), func(ctx context.Context, tx session.Tx) error {
		if err := l.touch(ctx, tx); err != nil {
			return err
		}
		if err := work(ctx, tx); err != nil {
			return err
		}
		return l.check(ctx, tx)
	}))
}

// change runs work in one transaction that changes the schema, which may only look at the fence:
// who takes the lock ends it by its token.
func (h *holder) change(ctx context.Context, p *place, work func(context.Context, session.Tx) error) error {
	l := h.leaseOf(p)
	config := l.config()
	config.Metadata[schemaKey] = true
	if p.name == systemDatabase {
		if err := h.verify(ctx); err != nil {
			return err
		}
		return h.orLost(ctx, p.client.TransactWith(ctx, config, work))
	}
	return h.orLost(ctx, p.client.TransactWith(ctx, config, func(ctx context.Context, tx session.Tx) error {
		if err := l.check(ctx, tx); err != nil {
			return err
		}
		if err := work(ctx, tx); err != nil {
			return err
		}
		return l.check(ctx, tx)
	}))
}

// autocommit runs one statement in transactions that it makes itself. The lock can be looked at
// before, not within. Its rows come one by one where somebody is told of them.
func (h *holder) autocommit(ctx context.Context, p *place, text string, told func(row)) error {
	if err := h.verify(ctx); err != nil {
		return err
	}
	config, answer := h.leaseOf(p).config(), session.Receiver(nothing{})
	if told != nil {
		config.OneByOne, answer = true, &rows{each: told}
	}
	return h.orLost(ctx, p.client.Autocommit(ctx, config, cypher.Statement{Text: text}, answer))
}

// orLost says so of an error whose reason is that another has taken the lock, and ended what was open.
func (h *holder) orLost(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, ErrLockLost) || !errors.Is(h.verify(ctx), ErrLockLost) {
		return err
	}
	return errors.Join(ErrLockLost, err)
}

// verify looks at all locks.
func (h *holder) verify(ctx context.Context) error {
	for _, l := range h.leases {
		seen, err := l.place.read(ctx, checkFence, map[string]any{"token": l.token})
		if err != nil {
			return err
		}
		if len(seen) != 1 || !seen[0].truth("held") {
			return ErrLockLost
		}
	}
	return nil
}
