package migrate

import (
	"context"
	"errors"
	"fmt"
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
	return fmt.Sprintf("%v: %s, whose lease ends in %s unless it is renewed; wait, or Unlock if it is known to be dead", ErrLocked, e.Owner, e.Left.Round(time.Second))
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
	owner string
	lease time.Duration
}

func (t leaseTerms) params(token int64) map[string]any {
	return map[string]any{"owner": t.owner, "lease": t.lease.Milliseconds(), "token": token}
}

// onLease runs a statement with the lease's node locked.
func onLease(ctx context.Context, p *place, text string, params map[string]any) (answer []row, err error) {
	err = p.client.Transact(ctx, true, func(ctx context.Context, tx session.Tx) error {
		if _, err := ask(ctx, tx, touchLease, nil); err != nil {
			return err
		}
		answer, err = ask(ctx, tx, text, params)
		return err
	})
	return answer, err
}

// The pauses between two looks at a lock that another holds.
const (
	firstPause = 20 * time.Millisecond
	lastPause  = 500 * time.Millisecond
)

// acquire waits for the lock of a database until the context ends.
func acquire(ctx context.Context, p *place, terms leaseTerms) (*lease, error) {
	var held LockedError
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		seen, err := p.read(ctx, seeLease, nil)
		if err != nil {
			return nil, whileWaiting(ctx, &held, err)
		}
		if len(seen) == 0 || seen[0].number("left") <= 0 {
			taken, err := onLease(ctx, p, takeLease, terms.params(0))
			if err != nil {
				return nil, whileWaiting(ctx, &held, err)
			}
			if len(taken) == 1 {
				l := &lease{p, taken[0].number("token")}
				return l, l.raiseFence(ctx, terms)
			}
			continue
		}
		held = LockedError{Owner: seen[0].text("owner"), Left: time.Duration(seen[0].number("left")) * time.Millisecond}
		if err := wait(ctx, pause); err != nil {
			return nil, whileWaiting(ctx, &held, err)
		}
	}
}

// whileWaiting tells a lock's timeout from other errors.
func whileWaiting(ctx context.Context, held *LockedError, err error) error {
	if held.Owner != "" && errors.Is(context.Cause(ctx), errLockTimeout) {
		return held
	}
	return err
}

var errLockTimeout = errors.New("ogm: migrate: the lock timeout has passed")

// raiseFence keeps the holder before out: what it has open is ended, and the fence gets our token.
// A transaction that it begins from now on finds another token.
func (l *lease) raiseFence(ctx context.Context, terms leaseTerms) error {
	for {
		err := l.endOlder(ctx)
		if err == nil {
			// Whoever touched the fence between the two keeps us waiting, though not forever.
			err = l.place.client.TransactWith(ctx, session.TxConfig{Writing: true, Timeout: fenceTimeout}, func(ctx context.Context, tx session.Tx) error {
				_, err := ask(ctx, tx, setFence, terms.params(l.token))
				return err
			})
		}
		if err == nil {
			return l.endOlder(ctx)
		}
		if renewed, renewing := onLease(ctx, l.place, renewLease, terms.params(l.token)); renewing != nil || len(renewed) == 0 {
			return err
		}
	}
}

const fenceTimeout = 5 * time.Second

// tokenKey marks our transactions, so that a later holder can end those of an earlier one.
const tokenKey = "ogmMigration"

const (
	showOlder = "SHOW TRANSACTIONS YIELD transactionId, database, metaData WHERE database = $database AND metaData.ogmMigration < $token RETURN transactionId"
	endOlder  = "TERMINATE TRANSACTIONS $ids"
)

// endOlder ends the transactions of earlier holders, and returns when none is left. They
// are of those who were stopped or cut off: one that changes the schema touches no fence, since
// Neo4j lets it change no data.
func (l *lease) endOlder(ctx context.Context) error {
	server, err := l.place.client.Server(ctx)
	if err != nil {
		return err
	}
	for {
		open, err := l.place.read(ctx, showOlder, map[string]any{"database": server.Database, "token": l.token})
		if err != nil || len(open) == 0 {
			return err
		}
		ids := make([]any, len(open))
		for i, r := range open {
			ids[i] = r["transactionId"]
		}
		if _, err := l.place.read(ctx, endOlder, map[string]any{"ids": ids}); err != nil {
			return err
		}
		if err := wait(ctx, firstPause); err != nil {
			return err
		}
	}
}

// renew gives false where the lock is another's.
func (l *lease) renew(ctx context.Context, terms leaseTerms) (bool, error) {
	renewed, err := onLease(ctx, l.place, renewLease, terms.params(l.token))
	return len(renewed) == 1, err
}

func (l *lease) release(ctx context.Context) error {
	_, err := onLease(ctx, l.place, releaseLease, map[string]any{"token": l.token})
	return err
}

// wait ends with the context.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
