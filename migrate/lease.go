package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-ogm/ogm/internal/session"
)

// ErrLocked is in the error of a call that waited for the lock until its timeout: another
// process migrates. errors.As gives a *LockedError, which says who.
var ErrLocked = errors.New("ogm: migrate: another process holds the lock")

// ErrLockLost is in the error of a run whose lock was taken by another, because this process
// was stopped for longer than its lease, could not reach the database in time, or Unlock
// was called. Nothing of the statement that met it is stored. Run again; it goes on where the log ends.
var ErrLockLost = errors.New("ogm: migrate: the lock was lost; run again, it goes on where the log ends")

// LockedError says who holds the lock. It is ErrLocked.
type LockedError struct {
	// Owner is user, host and process of the holder.
	Owner string
	// Left is how long its lease lasted yet when it was last seen; the holder renews it as long as it lives.
	Left time.Duration
}

func (e *LockedError) Error() string {
	if e.Left <= 0 {
		return fmt.Sprintf("%v: %s; run again later", ErrLocked, e.Owner)
	}
	return fmt.Sprintf("%v: %s, whose lease ends in %s unless it is renewed; run again later, or unlock it if its holder hangs", ErrLocked, e.Owner, e.Left.Round(time.Second))
}

func (e *LockedError) Unwrap() error { return ErrLocked }

// The lock of a database is two nodes. The lease says who holds it and until when, by the
// database's clock; each new holder has a higher token. The fence has the holder's token, too, and is
// touched by each transaction that writes. Were they one node, a long transaction would keep its own holder from
// renewing the lease.
const (
	lockConstraint  = "CREATE CONSTRAINT __OgmMigrationLock_name IF NOT EXISTS FOR (n:__OgmMigrationLock) REQUIRE n.name IS UNIQUE"
	fenceConstraint = "CREATE CONSTRAINT __OgmMigrationFence_name IF NOT EXISTS FOR (n:__OgmMigrationFence) REQUIRE n.name IS UNIQUE"

	// The write lock is taken by one statement and the values are read by the next, so that
	// what is read is what the holder before has committed.
	touchLease = "MERGE (l:__OgmMigrationLock {name: 'lock'}) ON CREATE SET l.token = 0, l.expires = 0 SET l.asked = timestamp()"
	seeLease   = "MATCH (l:__OgmMigrationLock {name: 'lock'}) RETURN l.owner AS owner, l.expires - timestamp() AS left, l.token AS token"
	takeLease  = "MATCH (l:__OgmMigrationLock {name: 'lock'}) WHERE l.expires <= timestamp() " +
		"SET l.token = l.token + 1, l.owner = $owner, l.since = timestamp(), l.expires = timestamp() + $lease RETURN l.token AS token"
	renewLease   = "MATCH (l:__OgmMigrationLock {name: 'lock'}) WHERE l.token = $token AND l.expires > timestamp() SET l.expires = timestamp() + $lease RETURN l.token AS token"
	releaseLease = "MATCH (l:__OgmMigrationLock {name: 'lock'}) WHERE l.token = $token SET l.expires = 0, l.owner = null"
	breakLease   = "MATCH (l:__OgmMigrationLock {name: 'lock'}) SET l.token = l.token + 1, l.expires = 0, l.owner = null RETURN l.token AS token"
	setFence     = "MERGE (f:__OgmMigrationFence {name: 'fence'}) SET f.token = $token"
)

// lease is the lock of one database, held.
type lease struct {
	place *place
	token int64
}

// leaseTerms are how a lock is asked for.
type leaseTerms struct {
	owner   string
	lease   time.Duration
	waiting func(*LockedError)                  // is told whose lease is waited for
	idle    func(context.Context) (bool, error) // tells, after that, whether there is nothing left to do under the lock; nil if there is always
}

// errIdle is that of who has waited for a lock, and has no use for it any more.
var errIdle = errors.New("ogm: migrate: others have done what there was to do")

func (t leaseTerms) params(token int64) map[string]any {
	return map[string]any{"owner": t.owner, "lease": t.lease.Milliseconds(), "token": token}
}

// onLease runs a statement with the lease's node locked. That is short, so that the server may end it soon if this
// process is stopped meanwhile; a later holder ends it at once, if it is of one.
func (l *lease) onLease(ctx context.Context, text string, params map[string]any) (answer []row, err error) {
	config := session.TxConfig{Writing: true, Timeout: shortTimeout}
	if l.token > 0 {
		config.Metadata = map[string]any{tokenKey: l.token}
	}
	err = l.place.client.TransactWith(ctx, config, func(ctx context.Context, tx session.Tx) error {
		if _, err := ask(ctx, tx, touchLease, nil); err != nil {
			return err
		}
		answer, err = ask(ctx, tx, text, params)
		return err
	})
	return answer, err
}

const shortTimeout = 5 * time.Second

// The pauses between two looks at a lock that another holds.
const (
	firstPause = 20 * time.Millisecond
	lastPause  = 500 * time.Millisecond
)

// acquire takes the lock of a database. While another holds it, it waits for as long as patience lasts, which limits nothing
// else. It keeps others out, and those before it from the time on at which its fence is raised.
func acquire(ctx, patience context.Context, p *place, terms leaseTerms) (*lease, error) {
	waited := false
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		seen, err := p.read(ctx, seeLease, nil)
		if err != nil {
			return nil, err
		}
		free := len(seen) == 0 || seen[0].number("left") <= 0
		if free && waited && terms.idle != nil {
			if idle, err := terms.idle(ctx); idle || err != nil {
				return nil, cmp.Or(err, errIdle)
			}
		}
		waited = true
		held := &LockedError{Owner: "a process that is about to take it"}
		if free {
			l, err := take(ctx, p, seen, terms)
			if l != nil || err != nil && !mayPass(err) {
				return l, err
			}
		} else {
			held = &LockedError{Owner: seen[0].text("owner"), Left: time.Duration(seen[0].number("left")) * time.Millisecond}
		}
		terms.waiting(held)
		if err := held.wait(ctx, patience, pause); err != nil {
			return nil, err
		}
	}
}

// wait is the error itself when patience has ended.
func (e *LockedError) wait(ctx, patience context.Context, pause time.Duration) error {
	if session.Pause(patience, pause) == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return e
}

// take takes a lease that has ended, unless another was faster.
func take(ctx context.Context, p *place, seen []row, terms leaseTerms) (*lease, error) {
	if err := endOfEnded(ctx, p, seen); err != nil {
		return nil, err
	}
	taken, err := (&lease{place: p}).onLease(ctx, takeLease, terms.params(0))
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	return &lease{p, taken[0].number("token")}, nil
}

// endOfEnded ends what the holder of a lease has open that has ended: it may have been stopped, while it renewed the lease, too.
func endOfEnded(ctx context.Context, p *place, seen []row) error {
	if len(seen) == 0 || seen[0].number("left") > 0 {
		return nil
	}
	return (&lease{p, seen[0].number("token") + 1}).endOlder(ctx)
}

// mayPass tells the errors of who waited for a node, or was ended while it did.
func mayPass(err error) bool {
	code, _, _ := session.Refusal(err)
	return strings.HasPrefix(code, "Neo.TransientError.") || strings.HasPrefix(code, "Neo.ClientError.Transaction.T")
}

// raiseFence keeps the holder before out: what it has open is ended, and the fence gets our token.
// A transaction that it begins from now on finds another token.
func (l *lease) raiseFence(ctx context.Context, terms leaseTerms) error {
	for {
		err := l.endOlder(ctx)
		if err == nil {
			// Whoever touched the fence between the two keeps us waiting, though not forever.
			err = l.place.client.TransactWith(ctx, session.TxConfig{Writing: true, Timeout: shortTimeout}, func(ctx context.Context, tx session.Tx) error {
				_, err := ask(ctx, tx, setFence, terms.params(l.token))
				return err
			})
		}
		if err == nil {
			return l.endOlder(ctx)
		}
		if renewed, renewing := l.renew(ctx, terms); renewing != nil || !renewed {
			return err
		}
	}
}

// tokenKey marks our transactions, so that a later holder can end those of an earlier one; schemaKey those that
// change the schema.
const (
	tokenKey  = "ogmMigration"
	schemaKey = "ogmMigrationSchema"
)

const (
	showOlder = "SHOW TRANSACTIONS YIELD transactionId, connectionId, database, metaData, status WHERE database IN $databases AND metaData.ogmMigration < $token " +
		"RETURN transactionId AS id, connectionId AS connection, status STARTS WITH 'Terminated' AS ended, coalesce(metaData.ogmMigrationSchema, false) AS schema"
	endOlder = "TERMINATE TRANSACTIONS $ids"
	cutOlder = "CALL dbms.killConnections($ids)"
)

// endOlder ends the transactions of earlier holders, and returns when none is left that could
// commit. They are of those who were stopped or cut off: one that changes the schema touches no fence, since
// Neo4j lets it change no data.
//
// One that is terminated has let go of its locks and is shown until its client looks at it, which may be never; that of a
// schema then still has the index of a constraint that never came to be, and goes with its connection.
func (l *lease) endOlder(ctx context.Context) error {
	server, err := l.place.client.Server(ctx)
	if err != nil {
		return err
	}
	databases := []any{server.Database}
	if l.place.name == "" {
		databases = append(databases, systemDatabase) // which has no lock of its own
	}
	for mayCut := true; ; {
		open, err := l.place.read(ctx, showOlder, map[string]any{"databases": databases, "token": l.token})
		if err != nil {
			return err
		}
		var running, stuck []any
		for _, r := range open {
			switch {
			case !r.truth("ended"):
				running = append(running, r["id"])
			case r.truth("schema") && mayCut:
				stuck = append(stuck, r["connection"])
			}
		}
		switch {
		case len(running) > 0:
			if _, err := l.place.read(ctx, endOlder, map[string]any{"ids": running}); err != nil {
				return err
			}
		case len(stuck) > 0:
			// Who may not do it meets a refusal of the server later, if at all.
			_, err := l.place.read(ctx, cutOlder, map[string]any{"ids": stuck})
			mayCut = err == nil
		default:
			return nil
		}
		if err := session.Pause(ctx, firstPause); err != nil {
			return err
		}
	}
}

// renew gives false where the lock is another's.
func (l *lease) renew(ctx context.Context, terms leaseTerms) (bool, error) {
	renewed, err := l.onLease(ctx, renewLease, terms.params(l.token))
	return len(renewed) == 1, err
}

func (l *lease) release(ctx context.Context) error {
	_, err := l.onLease(ctx, releaseLease, map[string]any{"token": l.token})
	return err
}
