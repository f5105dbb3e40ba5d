package unitofwork

import (
	"context"
	"errors"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// Commit sends what was recorded and what has changed in one transaction, and then
// updates the structs: generated keys, versions, timestamps. Nothing to do: no message is
// sent. After an error structs and unit are as they were. Errors: *StaleError,
// *ConstraintError, *NotFoundError, session.ErrOutcomeUnknown, *mapping.EncodeError,
// ErrConcurrentUse, or the driver's.
func (u *Unit) Commit(ctx context.Context) (CommitResult, error) {
	if !u.guard.enter() {
		return CommitResult{}, ErrConcurrentUse
	}
	defer u.guard.leave()
	p, err := u.plan() // first: what cannot be stored is refused before anything is sent
	if err != nil || len(p.batches) == 0 {
		if err == nil {
			u.apply(p, nil)
		}
		return CommitResult{}, err
	}
	server, err := u.engine.config.Runner.Server(ctx)
	if err != nil {
		return CommitResult{}, err
	}
	if err := u.prepare(ctx, p, server.Dialect, u.engine.config.Runner.Read); err != nil {
		return CommitResult{}, err
	}
	stmts, cuts := u.statements(p, server.Dialect)
	var last *attempt
	err = u.engine.config.Runner.Write(ctx, stmts, func() session.Attempt {
		last = newAttempt(p, cuts)
		return last.receiver
	})
	if errors.Is(err, ErrNotFound) {
		return CommitResult{}, u.nameMissing(ctx, p, last, err, u.engine.config.Runner.Read)
	}
	if err != nil {
		return CommitResult{}, p.atFault(Dress(err, p.nodes()...))
	}
	u.apply(p, last.result)
	return last.done, nil
}

// read is how a unit asks the database: in auto-commit, or in its transaction.
type read func(ctx context.Context, stmt cypher.Statement, begin func() session.Receiver) error

// prepare does what must be known before a plan runs.
func (u *Unit) prepare(ctx context.Context, p *plan, dialect cypher.Dialect, ask read) error {
	if err := u.checkKeys(ctx, p); err != nil {
		return err
	}
	if dialect.DynamicProperties() {
		return nil
	}
	return u.addRemovals(ctx, p, ask)
}

// Flush is Commit within a transaction that is open: it sends, and gives the function
// that updates the structs, to be called once the transaction is committed.
func (u *Unit) Flush(ctx context.Context, tx session.Tx) (apply func(), err error) {
	if !u.guard.enter() {
		return nil, ErrConcurrentUse
	}
	defer u.guard.leave()
	p, err := u.plan()
	if err != nil {
		return nil, err
	}
	if len(p.batches) == 0 {
		return func() { u.apply(p, nil) }, nil
	}
	server, err := u.engine.config.Runner.Server(ctx)
	if err != nil {
		return nil, err
	}
	inTx := func(ctx context.Context, stmt cypher.Statement, begin func() session.Receiver) error {
		return tx.Run(ctx, stmt, begin())
	}
	if err := u.prepare(ctx, p, server.Dialect, inTx); err != nil {
		return nil, err
	}
	stmts, cuts := u.statements(p, server.Dialect)
	a := newAttempt(p, cuts)
	u.flushed = p
	for n, stmt := range stmts {
		err := tx.Run(ctx, stmt, a.receiver(n))
		if errors.Is(err, ErrNotFound) {
			return nil, u.nameMissing(ctx, p, a, err, inTx)
		}
		if err != nil {
			return nil, err // as it came: the driver looks at it to decide about another attempt
		}
	}
	return func() { u.apply(p, a.result) }, nil
}

// Dress says what the server's refusal of a transaction means in which the unit was
// flushed, if it was.
func (u *Unit) Dress(err error) error {
	if u.flushed == nil {
		return Dress(err)
	}
	return u.flushed.atFault(Dress(err, u.flushed.nodes()...))
}
