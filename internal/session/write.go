package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/log"

	"github.com/go-ogm/ogm/internal/cypher"
)

// ErrOutcomeUnknown says that the connection was lost while the commit was on its
// way: the server may have stored everything or nothing. It is never retried
// here, since a second run could store everything twice; read back and decide.
var ErrOutcomeUnknown = errors.New("ogm: the connection was lost during the commit, its outcome is unknown")

// Write implements Runner. One statement goes through ExecuteQuery, which pipelines
// BEGIN and costs two round trips; more go one by one through one transaction
// function, two round trips and one for each.
func (c *Client) Write(ctx context.Context, stmts []cypher.Statement, begin func() Attempt) error {
	server, err := c.Server(ctx)
	if err != nil {
		return err
	}
	if len(stmts) == 1 {
		return c.writeOne(ctx, server.Database, stmts[0], begin)
	}
	return c.writeMany(ctx, server.Database, stmts, begin)
}

func (c *Client) writeOne(ctx context.Context, database string, stmt cypher.Statement, begin func() Attempt) error {
	ctx, end := c.observe(ctx, stmt)
	var outcome Outcome
	var last *transformer
	var verdict verdict
	ctx, cancel := prompt(ctx)
	defer cancel()
	summary, err := neo4j.ExecuteQuery(ctx, c.config.Driver, stmt.Text, stmt.Params,
		func() neo4j.ResultTransformer[neo4j.ResultSummary] {
			outcome.Attempts++
			outcome.RoundTrips += 1 + last.commits()
			last = &transformer{receiver: begin()(0), committing: func() error { return verdict.committing(ctx) }}
			return last
		},
		neo4j.ExecuteQueryWithDatabase(database), neo4j.ExecuteQueryWithBoltLogger(&verdict))
	if last != nil {
		outcome.Rows = last.rows
	}
	outcome.RoundTrips += last.commits()
	outcome.Summary = summary
	outcome.Err = dressCommit(ctx, err, verdict.open)
	end(outcome)
	return outcome.Err
}

// transformer passes the driver's callbacks on to a receiver.
type transformer struct {
	receiver   Receiver
	committing func() error
	rows       int
	complete   bool // the answer was accepted: what comes next is the commit
}

// commits is how often an attempt, if there was one, sent COMMIT.
func (t *transformer) commits() int {
	if t == nil || !t.complete {
		return 0
	}
	return 1
}

func (t *transformer) Accept(record *neo4j.Record) error {
	if t.rows == 0 {
		if err := t.receiver.Columns(record.Keys); err != nil {
			return err
		}
	}
	t.rows++
	return t.receiver.Record(record.Values)
}

func (t *transformer) Complete(keys []string, summary neo4j.ResultSummary) (neo4j.ResultSummary, error) {
	if t.rows == 0 {
		if err := t.receiver.Columns(keys); err != nil {
			return nil, err
		}
	}
	if err := t.receiver.Complete(summary); err != nil {
		return nil, err
	}
	if err := t.committing(); err != nil {
		return nil, err
	}
	t.complete = true
	return summary, nil
}

func (c *Client) writeMany(ctx context.Context, database string, stmts []cypher.Statement, begin func() Attempt) error {
	return c.transact(ctx, TxConfig{Writing: true}, database, func(ctx context.Context, tx Tx) error {
		receivers := begin()
		for n, stmt := range stmts {
			if err := tx.Run(ctx, stmt, receivers(n)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Transact runs work in one transaction, which the driver repeats after errors that may
// pass: work begins anew then, with a transaction of its own. An error of work rolls
// back, and so does one of the driver that work does not give back. The driver looks at it
// to decide about another attempt.
func (c *Client) Transact(ctx context.Context, writing bool, work func(context.Context, Tx) error) error {
	return c.TransactWith(ctx, TxConfig{Writing: writing}, work)
}

// TxConfig is how a transaction is to be. The zero value reads.
type TxConfig struct {
	Writing bool
	// Metadata is what SHOW TRANSACTIONS tells of it while it is open. Nil for nothing.
	Metadata map[string]any
	// Timeout is when the server ends it; 0 for the server's own limit.
	Timeout time.Duration
	// OneByOne asks for each record of Autocommit by itself, a round trip each: the server then hands it over when it is there,
	// and else keeps those of a statement that takes long until there are many.
	OneByOne bool
}

func (config TxConfig) driver() []func(*neo4j.TransactionConfig) {
	var all []func(*neo4j.TransactionConfig)
	if config.Metadata != nil {
		all = append(all, neo4j.WithTxMetadata(config.Metadata))
	}
	if config.Timeout > 0 {
		all = append(all, neo4j.WithTxTimeout(config.Timeout))
	}
	return all
}

// TransactWith is Transact for a transaction that others are to know, or that is to end in time.
func (c *Client) TransactWith(ctx context.Context, config TxConfig, work func(context.Context, Tx) error) error {
	server, err := c.Server(ctx)
	if err != nil {
		return err
	}
	return c.transact(ctx, config, server.Database, work)
}

// Autocommit runs one statement that makes transactions of its own, such as CALL { … } IN
// TRANSACTIONS. It is sent once: after any error a part of it may be stored, and ErrOutcomeUnknown says
// that no answer came.
func (c *Client) Autocommit(ctx context.Context, config TxConfig, stmt cypher.Statement, receiver Receiver) error {
	server, err := c.Server(ctx)
	if err != nil {
		return err
	}
	ctx, end := c.observe(ctx, stmt)
	outcome := Outcome{Attempts: 1, RoundTrips: 1}
	outcome.Rows, outcome.Summary, err = c.autocommit(ctx, config, server.Database, stmt, receiver)
	if config.OneByOne {
		outcome.RoundTrips = max(outcome.Rows, 1)
	}
	_, _, refused := Refusal(err)
	outcome.Err = dressCommit(ctx, err, !refused)
	end(outcome)
	return outcome.Err
}

func (c *Client) autocommit(ctx context.Context, config TxConfig, database string, stmt cypher.Statement, receiver Receiver) (rows int, summary neo4j.ResultSummary, err error) {
	ctx, cancel := prompt(ctx)
	defer cancel()
	fetch := neo4j.FetchAll
	if config.OneByOne {
		fetch = 1
	}
	session := c.session(ctx, neo4j.AccessModeWrite, database, fetch, nil)
	defer func() {
		if closing := session.Close(ctx); err == nil {
			err = closing
		}
	}()
	result, err := session.Run(ctx, stmt.Text, stmt.Params, config.driver()...)
	if err != nil {
		return 0, nil, err
	}
	return receive(ctx, result, receiver)
}

func (c *Client) transact(ctx context.Context, config TxConfig, database string, work func(context.Context, Tx) error) (err error) {
	ctx, cancel := prompt(ctx)
	defer cancel()
	var verdict verdict
	var messages log.BoltLogger
	mode := neo4j.AccessModeRead
	if config.Writing {
		mode, messages = neo4j.AccessModeWrite, &verdict
	}
	session := c.session(ctx, mode, database, neo4j.FetchAll, messages)
	defer func() {
		if closing := session.Close(ctx); err == nil {
			err = closing
		}
	}()
	var own error // of work, which no driver has to understand
	managed := func(tx neo4j.ManagedTransaction) (any, error) {
		own = nil
		t := &transaction{client: c, tx: tx}
		if err := work(ctx, t); err != nil {
			if t.failed == nil || !errors.Is(err, t.failed) {
				own = err
			}
			return nil, t.asItCame(err)
		}
		if t.broken != nil { // and work has kept it to itself
			return nil, t.broken
		}
		if config.Writing {
			return nil, verdict.committing(ctx)
		}
		return nil, nil
	}
	if mode == neo4j.AccessModeRead {
		_, err = session.ExecuteRead(ctx, managed, config.driver()...)
	} else {
		_, err = session.ExecuteWrite(ctx, managed, config.driver()...)
	}
	if own != nil && err == own { //nolint:errorlint // the very error that work gave, not one above it
		return err
	}
	return dressCommit(ctx, err, verdict.open)
}

// transaction is the Tx of one attempt.
type transaction struct {
	client *Client
	tx     neo4j.ManagedTransaction
	failed error // the last error of a statement
	broken error // the first that the driver gave: nothing can be committed any more
}

// Run implements Tx.
func (t *transaction) Run(ctx context.Context, stmt cypher.Statement, receiver Receiver) error {
	ctx, end := t.client.observe(ctx, stmt)
	outcome := Outcome{Attempts: 1, RoundTrips: 1}
	result, err := t.tx.Run(ctx, stmt.Text, stmt.Params)
	refused := false
	if err == nil {
		outcome.Rows, outcome.Summary, err = receive(ctx, result, receiver)
		refused = result.Err() == nil // by the receiver
	}
	if err != nil && !refused && t.broken == nil {
		t.broken = err
	}
	outcome.Err, t.failed = err, err
	end(outcome)
	return err
}

// asItCame undoes what a program has wrapped around an error of the driver, which would
// not know it again: a lost connection it tells by the type alone. What came after a first
// error says no more than that there was one.
func (t *transaction) asItCame(err error) error {
	if t.failed != nil && errors.Is(err, t.failed) && neo4j.IsRetryable(t.broken) {
		return t.broken
	}
	return err
}

// dressCommit names the one error that must not be mistaken for a failure: no
// answer to the commit came that can be understood, because the connection went
// away, the context ended or something else than the server spoke.
func dressCommit(ctx context.Context, err error, open bool) error {
	if err == nil || !open {
		return dress(ctx, err)
	}
	return fmt.Errorf("%w: %w", ErrOutcomeUnknown, withCause(ctx, err))
}
