package session

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/log"

	"github.com/go-ogm/ogm/internal/cypher"
)

// ErrClosed is returned by every call on a client that was closed.
var ErrClosed = errors.New("ogm: the database handle is closed")

// ErrNilContext is returned by every call that is given no context.
var ErrNilContext = errors.New("ogm: the context is nil; pass context.Background() or the request's")

// Runner sends statements. Every attempt at a statement gets receivers of its
// own, so that nothing of a failed one is left over.
type Runner interface {
	// Server tells what is on the other side; it asks once.
	Server(ctx context.Context) (Server, error)
	// Read runs one statement with a bounded answer in auto-commit: one round trip.
	Read(ctx context.Context, stmt cypher.Statement, begin func() Receiver) error
	// Write runs statements in one transaction that the driver retries. An error of
	// a receiver rolls it back and is returned as it is.
	Write(ctx context.Context, stmts []cypher.Statement, begin func() Attempt) error
	// Known is Server without I/O: what was learned already, if anything.
	Known() (Server, bool)
}

// Tx is one attempt at a transaction that is open.
type Tx interface {
	// Run sends one statement and hands its whole answer to a receiver: one round trip.
	// The error is the driver's or the receiver's, as it came.
	Run(ctx context.Context, stmt cypher.Statement, receiver Receiver) error
}

// Summary is what the server tells of a finished statement.
type Summary = neo4j.ResultSummary

// ProfiledPlan is a step of the plan of a statement that was profiled.
type ProfiledPlan = neo4j.ProfiledPlan

// Receiver takes the answer to one statement in one attempt, in this order:
// Columns once, Record for each row, Complete once.
type Receiver interface {
	Columns(names []string) error
	Record(values []any) error
	Complete(summary Summary) error
}

// Attempt gives the receiver of the n-th statement of one attempt.
type Attempt func(n int) Receiver

// Config is what a Client is made of.
type Config struct {
	Driver   neo4j.DriverWithContext
	Database string // "" for the user's home database, which is asked for once

	// Observe is told of every statement; what it returns is called when the answer
	// is complete. Nil for none.
	Observe func(ctx context.Context, stmt cypher.Statement) (context.Context, func(Outcome))
	// Sleep waits between two attempts at a read, with some random share more or less.
	Sleep func(ctx context.Context, d time.Duration) error
	// RetryTime is how long reads are retried in all.
	RetryTime time.Duration
}

// Outcome is how a statement ended.
type Outcome struct {
	Rows       int
	Attempts   int
	RoundTrips int                 // of all attempts, without the connection's set-up, and the BEGIN and COMMIT of several statements
	Summary    neo4j.ResultSummary // nil after an error
	Err        error
}

// Client is the Runner that talks to a server. It is safe for concurrent use.
type Client struct {
	config   Config
	closed   atomic.Bool
	server   atomic.Pointer[Server]
	learning chan struct{} // held by who is asking the server what it is
}

var _ Runner = (*Client)(nil)

// New makes a client; it does no I/O.
func New(config Config) *Client {
	return &Client{config: config, learning: make(chan struct{}, 1)}
}

// Close makes every further call fail. The driver stays open; it belongs to who made it.
// It reports whether this call was the first.
func (c *Client) Close() bool { return !c.closed.Swap(true) }

// ready is the check before anything is sent.
func (c *Client) ready(ctx context.Context) error {
	switch {
	case ctx == nil:
		return ErrNilContext
	case c.closed.Load():
		return ErrClosed
	case ctx.Err() != nil:
		return fmt.Errorf("ogm: nothing was sent: %w", ctx.Err())
	}
	return nil
}

// prompt gives the driver a context whose end it notices while it waits for an
// answer. v5.28.4 looks at Done only when there is a deadline, too, or the server
// asked for one by a hint.
func prompt(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, limited := ctx.Deadline(); limited || ctx.Done() == nil {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, math.MaxInt64)
}

// observe starts the observation of one statement, if anyone listens.
func (c *Client) observe(ctx context.Context, stmt cypher.Statement) (context.Context, func(Outcome)) {
	if c.config.Observe == nil {
		return ctx, func(Outcome) {}
	}
	return c.config.Observe(ctx, stmt)
}

// session opens one, in which fetch records of an answer are asked for at a time; messages is told of what is sent and answered, nil for nobody.
func (c *Client) session(ctx context.Context, mode neo4j.AccessMode, database string, fetch int, messages log.BoltLogger) neo4j.SessionWithContext {
	return c.config.Driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode:      mode,
		DatabaseName:    database,
		FetchSize:       fetch,
		BookmarkManager: c.config.Driver.ExecuteQueryBookmarkManager(),
		BoltLogger:      messages,
	})
}
