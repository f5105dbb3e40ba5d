package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

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
	ctx, cancel := prompt(ctx)
	defer cancel()
	summary, err := neo4j.ExecuteQuery(ctx, c.config.Driver, stmt.Text, stmt.Params,
		func() neo4j.ResultTransformer[neo4j.ResultSummary] {
			outcome.Attempts++
			outcome.RoundTrips += 1 + last.commits()
			last = &transformer{receiver: begin()(0)}
			return last
		},
		neo4j.ExecuteQueryWithDatabase(database))
	if last != nil {
		outcome.Rows = last.rows
	}
	outcome.RoundTrips += last.commits()
	outcome.Summary = summary
	outcome.Err = dressCommit(ctx, err, last.commits() > 0)
	end(outcome)
	return outcome.Err
}

// transformer passes the driver's callbacks on to a receiver.
type transformer struct {
	receiver Receiver
	rows     int
	complete bool // the answer was accepted: what comes next is the commit
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
	t.complete = true
	return summary, nil
}

func (c *Client) writeMany(ctx context.Context, database string, stmts []cypher.Statement, begin func() Attempt) (err error) {
	ctx, cancel := prompt(ctx)
	defer cancel()
	session := c.session(ctx, neo4j.AccessModeWrite, database)
	defer func() {
		if closing := session.Close(ctx); err == nil {
			err = closing
		}
	}()
	committing := false
	_, err = session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		committing = false
		receivers := begin()
		for n, stmt := range stmts {
			if err := c.runOne(ctx, tx, stmt, receivers(n)); err != nil {
				return nil, err
			}
		}
		committing = true
		return nil, nil
	})
	return dressCommit(ctx, err, committing)
}

func (c *Client) runOne(ctx context.Context, tx neo4j.ManagedTransaction, stmt cypher.Statement, receiver Receiver) error {
	ctx, end := c.observe(ctx, stmt)
	outcome := Outcome{Attempts: 1, RoundTrips: 1}
	result, err := tx.Run(ctx, stmt.Text, stmt.Params)
	if err == nil {
		outcome.Rows, outcome.Summary, err = receive(ctx, result, receiver)
	}
	outcome.Err = err
	end(outcome)
	return err // as it came: the driver looks at it to decide about another attempt
}

// dressCommit names the one error that must not be mistaken for a failure: no
// answer to the commit came that can be understood, because the connection went
// away, the context ended or something else than the server spoke. A refusal that
// the server did send is a failure like any other, and so is the driver's limit: it
// retries nothing but refusals once a commit was sent.
func dressCommit(ctx context.Context, err error, committing bool) error {
	var refused *neo4j.Neo4jError
	var limit *neo4j.TransactionExecutionLimit
	if err == nil || !committing || errors.As(err, &refused) || errors.As(err, &limit) {
		return dress(ctx, err)
	}
	return fmt.Errorf("%w: %w", ErrOutcomeUnknown, withCause(ctx, err))
}
