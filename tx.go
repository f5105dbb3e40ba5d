package ogm

import (
	"context"
	"errors"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/unitofwork"
)

// Tx is one attempt at a transaction function, with a unit of work of its own. It is good
// until the function returns.
type Tx struct {
	db   *DB
	unit *unitofwork.Unit
	tx   session.Tx
	done bool
}

var errTxDone = errors.New("ogm: the transaction function has returned, and its Tx is used; use it inside the function only")

func (tx *Tx) inside() inside { return inside{tx.db, tx.unit, tx, tx.read, tx.readAlong} }

func (tx *Tx) read(ctx context.Context, stmt cypher.Statement, begin func() session.Receiver) error {
	if tx.done {
		return errTxDone
	}
	return tx.tx.Run(ctx, stmt, begin())
}

// readAlong is read for records that are taken one by one. A loop that was left is no
// error of the transaction.
func (tx *Tx) readAlong(ctx context.Context, stmt cypher.Statement, receiver session.Receiver) error {
	return tx.read(ctx, stmt, func() session.Receiver { return receiver })
}

// Write runs a function in one transaction that is committed when the function gives nil,
// and rolled back when it gives an error, which comes back as it is. What the function
// loads by repositories' In(tx) is tracked, and what it has changed or saved is sent before
// the commit. The driver runs the function again, with a fresh unit, after errors that may
// pass, such as a deadlock: what it does outside of the transaction, it may do twice. Round trips: two
// for the transaction, one for each statement, one for the changes. Errors: those of
// Unit.Commit.
func (db *DB) Write(ctx context.Context, do func(ctx context.Context, tx *Tx) error) error {
	return db.transact(ctx, true, do)
}

// Read runs a function in one read transaction, which may go to a follower and sees one state of
// the database as far as Neo4j gives it. A function that changes or saves anything fails.
func (db *DB) Read(ctx context.Context, do func(ctx context.Context, tx *Tx) error) error {
	return db.transact(ctx, false, do)
}

var errReadOnly = errors.New("ogm: the function has changed or saved objects, and db.Read does not write; use db.Write")

func (db *DB) transact(ctx context.Context, writing bool, do func(ctx context.Context, tx *Tx) error) error {
	if db == nil || db.client == nil {
		return errNoDB
	}
	if do == nil {
		return errors.New("ogm: the transaction function is nil")
	}
	var apply func()
	var unit *unitofwork.Unit // of the last attempt
	err := db.client.Transact(ctx, writing, func(ctx context.Context, running session.Tx) error {
		unit, apply = db.engine.NewUnit(), nil
		tx := &Tx{db: db, unit: unit, tx: running}
		defer func() { tx.done = true }()
		if err := do(ctx, tx); err != nil {
			return err
		}
		var err error
		if !writing {
			if plan := unit.Plan(); plan.Err != nil || len(plan.Statements) > 0 {
				return errors.Join(errReadOnly, plan.Err)
			}
			return nil
		}
		apply, err = unit.Flush(ctx, running)
		return err
	})
	switch {
	case err != nil && unit != nil:
		return unit.Dress(err)
	case err != nil:
		return err
	}
	if apply != nil {
		apply()
	}
	return nil
}

// Querier is what Query and Exec run in: a *DB, or the *Tx of a transaction function.
type Querier interface {
	// send runs a hand-written statement.
	send(ctx context.Context, stmt query.Statement, begin func() session.Receiver) error
	// stream is send for rows that are taken one by one.
	stream(ctx context.Context, stmt query.Statement, receiver session.Receiver) error
	// database says how rows are read.
	database() *DB
}

func (db *DB) database() *DB { return db }

func (tx *Tx) database() *DB { return tx.db }

// send runs a statement in the transaction; whether it writes, the transaction decides.
func (tx *Tx) send(ctx context.Context, stmt query.Statement, begin func() session.Receiver) error {
	ready, err := tx.db.prepared(stmt)
	if err != nil {
		return err
	}
	return tx.read(ctx, ready, begin)
}
