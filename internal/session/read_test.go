package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// A fault at each message of a read that may pass: the read is repeated, and its
// answer is that of one attempt.
func TestReadIsRetried(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"RUN", "PULL"} {
		for _, test := range []struct {
			do     bolttest.Action
			pauses []time.Duration // a lost connection is replaced at once
		}{
			{bolttest.Fail(deadlock, "scripted"), []time.Duration{time.Second}},
			{bolttest.Cut(), []time.Duration{0}},
			{bolttest.CutAfter(), []time.Duration{0}},
			{bolttest.CutWithin(), []time.Duration{0}},
		} {
			t.Run(message+" "+test.do.String(), func(t *testing.T) {
				t.Parallel()
				w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("MATCH", one)))
				w.server.Inject(bolttest.At(message, 1), test.do)
				got, err := w.read(t.Context(), "MATCH (n) RETURN n")
				require.NoError(t, err)
				assert.Equal(t, [][]any{{int64(1)}}, got.records)
				assert.Equal(t, []string{"n"}, got.names)
				assert.NotNil(t, got.summary)
				assert.Equal(t, test.pauses, w.pauses.taken())
			})
		}
	}
}

// An answer that breaks off in the middle leaves no row behind.
func TestReadStartsCleanAtEachAttempt(t *testing.T) {
	t.Parallel()
	broken := bolttest.Response{
		Keys: []string{"n"}, Records: [][]any{{1}, {2}},
		StreamFailure: &bolttest.Failure{Code: deadlock, Message: "scripted"},
	}
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), func(run bolttest.Run) bolttest.Response {
		if run.Attempt == 1 {
			return broken
		}
		return bolttest.Rows([]string{"n"}, []any{1}, []any{2}, []any{3})
	}))
	got, err := w.read(t.Context(), "MATCH (n) RETURN n")
	require.NoError(t, err)
	assert.Len(t, got.records, 3)
}

// The pauses grow, and their sum stays within the retry time.
func TestReadRetriesAreBounded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit  time.Duration
		do     bolttest.Action
		pauses []time.Duration
	}{
		{0, bolttest.Fail(deadlock, "scripted"), nil},
		{0, bolttest.Cut(), nil},
		{time.Second, bolttest.Fail(deadlock, "scripted"), []time.Duration{time.Second}},
		{10 * time.Second, bolttest.Fail(deadlock, "scripted"), []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}},
		{10 * time.Second, bolttest.Cut(), []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second}},
	} {
		t.Run(fmt.Sprintf("%s, %s", test.limit, test.do), func(t *testing.T) {
			t.Parallel()
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community")), func(c *session.Config) { c.RetryTime = test.limit })
			w.server.Inject(bolttest.Point{Message: "RUN", Every: true}, test.do)
			before := w.server.Counts()
			_, err := w.read(t.Context(), "MATCH (n) RETURN n")
			require.ErrorContains(t, err, "ogm: ")
			assert.Equal(t, test.pauses, w.pauses.taken())
			assert.Equal(t, len(test.pauses)+1, w.server.Counts().Sub(before).Messages["RUN"])
		})
	}
}

// What another attempt would not mend is reported at once.
func TestReadIsNotRetried(t *testing.T) {
	t.Parallel()
	misfit := errors.New("ogm: Person.Born: STRING does not fit int")
	for _, test := range []struct {
		name   string
		do     bolttest.Action
		refuse error
		check  func(t *testing.T, err error)
	}{
		{"the server refuses", bolttest.Fail(syntax, "scripted (line 1, column 2)"), nil, func(t *testing.T, err error) {
			var refused *neo4j.Neo4jError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, syntax, refused.Code)
			assert.EqualError(t, err, "ogm: Neo4jError: "+syntax+" (scripted (line 1, column 2))")
		}},
		{"the server quotes a value", bolttest.Fail(syntax, "scripted"), nil, func(t *testing.T, err error) {
			var refused *neo4j.Neo4jError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, "scripted", refused.Msg)
			assert.NotContains(t, err.Error(), "scripted")
			assert.ErrorContains(t, err, "ogm: "+syntax)
		}},
		{"something else than Bolt", bolttest.Garbage(), nil, func(t *testing.T, err error) {
			assert.ErrorContains(t, err, "ogm: ")
		}},
		{"the value does not fit", bolttest.Action{}, misfit, func(t *testing.T, err error) {
			assert.Equal(t, misfit, err)
		}},
		{"the value ends too early, as a connection might", bolttest.Action{}, fmt.Errorf("ogm: Person.Photo: %w", io.ErrUnexpectedEOF), func(t *testing.T, err error) {
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("MATCH", one)))
			w.server.Inject(bolttest.At("RUN", 1), test.do)
			err := w.Read(t.Context(), cypher.Statement{Text: "MATCH (n) RETURN n"}, func() session.Receiver {
				return &answer{refuse: test.refuse}
			})
			test.check(t, err)
			assert.Empty(t, w.pauses.taken())

			_, err = w.read(t.Context(), "MATCH (n) RETURN n")
			require.NoError(t, err, "the pool works on")
		})
	}
}

// A context that ends while the server is silent ends the read, whether the
// server gives hints about its silence or not.
func TestReadIsCancelled(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"RUN", "PULL"} {
		for name, hints := range map[string]map[string]any{
			"no hints":           {},
			"a hint of patience": {"connection.recv_timeout_seconds": 120},
		} {
			t.Run(message+", "+name, func(t *testing.T) {
				t.Parallel()
				server := bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("MATCH", one))
				server.SetHints(hints)
				w := warm(t, server)
				stall := bolttest.NewStall()
				server.Inject(bolttest.At(message, 1), stall.Action())
				_, err := w.read(cancelAt(t, stall), "MATCH (n) RETURN n")
				require.ErrorIs(t, err, context.Canceled)
				assert.ErrorContains(t, err, "ogm: ")
				assert.Empty(t, w.pauses.taken(), "no other attempt")
			})
		}
	}
}

// The next attempt is not waited for when the context ends first.
func TestReadIsCancelledBetweenAttempts(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community")), func(c *session.Config) {
		c.Sleep = func(ctx context.Context, _ time.Duration) error {
			cancel()
			return ctx.Err()
		}
	})
	w.server.Inject(bolttest.Point{Message: "RUN", Every: true}, bolttest.Fail(deadlock, "scripted"))
	before := w.server.Counts()
	_, err := w.read(ctx, "MATCH (n) RETURN n")
	require.ErrorIs(t, err, context.Canceled)
	var refused *neo4j.Neo4jError
	require.ErrorAs(t, err, &refused, "and why it was to be repeated")
	assert.Equal(t, 1, w.server.Counts().Sub(before).Messages["RUN"])
}

// A pool whose connections died while idle does not show.
func TestReadAfterConnectionsDied(t *testing.T) {
	t.Parallel()
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("MATCH", one)))
	w.server.Disconnect()
	w.server.Drain()
	got, err := w.read(t.Context(), "MATCH (n) RETURN n")
	require.NoError(t, err)
	assert.Len(t, got.records, 1)
}

// Nothing is sent for who cannot wait for it.
func TestNothingIsSent(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name   string
		ctx    context.Context
		closed bool
		want   error
	}{
		{"nil context", nil, false, session.ErrNilContext},
		{"cancelled context", cancelled, false, context.Canceled},
		{"closed", t.Context(), true, session.ErrClosed},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, w := range map[string]*world{
				"cold": cold(t, bolttest.Start(t)),
				"warm": warm(t, bolttest.Start(t)),
			} {
				if test.closed {
					assert.True(t, w.Close())
					assert.False(t, w.Close(), "it was closed already")
				}
				before := w.server.Counts()
				_, err := w.read(test.ctx, "MATCH (n) RETURN n")
				assert.ErrorIs(t, err, test.want, name)
				_, _, err = w.write(test.ctx, "CREATE (n)")
				assert.ErrorIs(t, err, test.want, name)
				_, _, err = w.write(test.ctx, "CREATE (a)", "CREATE (b)")
				assert.ErrorIs(t, err, test.want, name)
				_, err = w.Server(test.ctx)
				assert.ErrorIs(t, err, test.want, name)
				_, err = w.Verify(test.ctx, "bolt://somewhere")
				assert.ErrorIs(t, err, test.want, name)
				assert.Equal(t, before, w.server.Counts(), name)
			}
		})
	}
}
