package session

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/internal/cypher"
)

// Read implements Runner. The driver does not retry auto-commit, so this does: by
// the driver's own test, with its waiting times, each attempt from a clean start. A
// connection that ends in the middle of an answer counts as lost too, which the
// driver's test leaves out; a read may always be repeated. What the receiver refuses is not
// asked for again, whatever its error looks like.
func (c *Client) Read(ctx context.Context, stmt cypher.Statement, begin func() Receiver) error {
	server, err := c.Server(ctx)
	if err != nil {
		return err
	}
	return c.readFrom(ctx, c.config.RetryTime, server.Database, stmt, begin)
}

func (c *Client) readFrom(ctx context.Context, patience time.Duration, database string, stmt cypher.Statement, begin func() Receiver) error {
	ctx, end := c.observe(ctx, stmt)
	var outcome Outcome
	wait := newBackoff(patience)
	for {
		outcome.Attempts++
		outcome.RoundTrips++
		receiver := &listening{Receiver: begin()}
		outcome.Rows, outcome.Summary, outcome.Err = c.readOnce(ctx, database, stmt, receiver)
		lost := neo4j.IsConnectivityError(outcome.Err) || errors.Is(outcome.Err, io.ErrUnexpectedEOF)
		if outcome.Err == nil || receiver.err != nil || ctx.Err() != nil || !lost && !neo4j.IsRetryable(outcome.Err) {
			break
		}
		pause, more := wait.next(lost)
		if !more || c.config.Sleep(ctx, pause) != nil {
			break
		}
	}
	outcome.Err = dress(ctx, outcome.Err)
	end(outcome)
	return outcome.Err
}

func (c *Client) readOnce(ctx context.Context, database string, stmt cypher.Statement, receiver Receiver) (rows int, summary neo4j.ResultSummary, err error) {
	ctx, cancel := prompt(ctx)
	defer cancel()
	session := c.session(ctx, neo4j.AccessModeRead, database, neo4j.FetchAll, nil)
	defer func() {
		if closing := session.Close(ctx); err == nil {
			err = closing
		}
	}()
	result, err := session.Run(ctx, stmt.Text, stmt.Params)
	if err != nil {
		return 0, nil, err
	}
	return receive(ctx, result, receiver)
}

// receive hands a result to its receiver, whole.
func receive(ctx context.Context, result neo4j.ResultWithContext, receiver Receiver) (rows int, summary neo4j.ResultSummary, err error) {
	names, err := result.Keys()
	if err != nil {
		return 0, nil, err
	}
	if err := receiver.Columns(names); err != nil {
		return 0, nil, err
	}
	for result.Next(ctx) {
		rows++
		if err := receiver.Record(result.Record().Values); err != nil {
			return rows, nil, err
		}
	}
	if err := result.Err(); err != nil {
		return rows, nil, err
	}
	summary, err = result.Consume(ctx)
	if err != nil {
		return rows, nil, err
	}
	return rows, summary, receiver.Complete(summary)
}

// backoff gives the pauses between attempts: at once after the first lost
// connection, which a pool may simply have kept too long, then 1 s, 2 s, 4 s …. A
// limit of zero means no other attempt at all.
type backoff struct {
	pause, spent, limit time.Duration
	lost                bool
}

func newBackoff(limit time.Duration) *backoff {
	return &backoff{pause: time.Second, limit: limit}
}

func (b *backoff) next(connectionLost bool) (time.Duration, bool) {
	if connectionLost && !b.lost && b.limit > 0 {
		b.lost = true
		return 0, true
	}
	pause := b.pause
	b.pause *= 2
	b.spent += pause
	return pause, b.spent <= b.limit
}
