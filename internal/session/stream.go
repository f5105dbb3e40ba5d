package session

import (
	"context"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/internal/cypher"
)

// streamed is how many records of a stream are on their way at a time.
const streamed = 1000

// Stream runs one statement that reads, and hands its records over as they come: a round
// trip for each thousand, and no more of them in memory. It is tried once, since a record
// that was handed over cannot be taken back. An error of the receiver ends it, frees the
// connection and is returned as it is.
func (c *Client) Stream(ctx context.Context, stmt cypher.Statement, receiver Receiver) error {
	server, err := c.Server(ctx)
	if err != nil {
		return err
	}
	ctx, end := c.observe(ctx, stmt)
	own := &listening{Receiver: receiver}
	outcome := Outcome{Attempts: 1}
	outcome.Rows, outcome.Summary, err = c.streamOnce(ctx, server.Database, stmt, own)
	outcome.RoundTrips = 1 + max(outcome.Rows-1, 0)/streamed
	if own.err != nil {
		end(outcome)
		return own.err
	}
	outcome.Err = dress(ctx, err)
	end(outcome)
	return outcome.Err
}

func (c *Client) streamOnce(ctx context.Context, database string, stmt cypher.Statement, receiver Receiver) (rows int, summary neo4j.ResultSummary, err error) {
	ctx, cancel := prompt(ctx)
	defer cancel()
	session := c.session(ctx, neo4j.AccessModeRead, database, streamed, nil)
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

// listening is a receiver that remembers what it has refused.
type listening struct {
	Receiver
	err error
}

func (l *listening) Record(values []any) error {
	l.err = l.Receiver.Record(values)
	return l.err
}

func (l *listening) Complete(summary Summary) error {
	l.err = l.Receiver.Complete(summary)
	return l.err
}

func (l *listening) Columns(names []string) error {
	l.err = l.Receiver.Columns(names)
	return l.err
}
