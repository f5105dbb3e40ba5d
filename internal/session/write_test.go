package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// Both forms of a write: what ExecuteQuery does with one statement, and a
// transaction function with several.
var forms = []struct {
	name  string
	texts []string
	trips int
}{
	{"one statement", []string{"CREATE (a)"}, 2},
	{"three statements", []string{"CREATE (a)", "CREATE (b)", "CREATE (c)"}, 5},
}

func TestWriteRoundTrips(t *testing.T) {
	t.Parallel()
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
			before := w.server.Counts()
			got, attempts, err := w.write(t.Context(), form.texts...)
			require.NoError(t, err)
			assert.Equal(t, 1, attempts)
			for _, a := range got {
				assert.Equal(t, [][]any{{int64(1)}}, a.records)
				assert.Equal(t, []string{"n"}, a.names)
				assert.NotNil(t, a.summary)
			}
			spent := w.server.Counts().Sub(before)
			assert.Equal(t, form.trips, spent.RoundTrips)
			assert.Zero(t, spent.Overhead)
			assert.Equal(t, [][]string{form.texts}, commits(w.server))
		})
	}
}

// A fault at each message of a write. Either it is stored once, or the error says
// that nothing was, or the error says that nobody knows.
func TestWriteFaults(t *testing.T) {
	t.Parallel()
	var cases []*writeFault
	for _, form := range forms {
		for _, at := range pointsOf(t, form.texts) {
			for _, do := range []bolttest.Action{
				bolttest.Fail(deadlock, "scripted"), bolttest.Fail(syntax, "scripted"),
				bolttest.Cut(), bolttest.CutAfter(), bolttest.CutWithin(), bolttest.Garbage(),
			} {
				w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
				w.server.Inject(at, do)
				cases = append(cases, &writeFault{name: form.name, texts: form.texts, at: at, do: do, world: w})
			}
		}
	}
	atOnce(cases, func(c *writeFault) { c.got, _, c.err = c.write(t.Context(), c.texts...) })
	for _, c := range cases {
		t.Run(c.name+", "+c.at.String()+", "+c.do.String(), c.check)
	}
}

// pointsOf lists the messages of a write on a connection that is there already.
func pointsOf(t *testing.T, texts []string) []bolttest.Point {
	t.Helper()
	w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
	asked := w.server.Counts()
	_, _, err := w.write(t.Context(), texts...)
	require.NoError(t, err)
	var points []bolttest.Point
	for _, at := range w.server.Points() {
		if at.N -= asked.Messages[at.Message]; at.N > 0 {
			points = append(points, at)
		}
	}
	return points
}

// writeFault is a write with a fault at one message, and what became of it.
type writeFault struct {
	*world
	name  string
	texts []string
	at    bolttest.Point
	do    bolttest.Action
	got   []*answer
	err   error
}

func (c *writeFault) check(t *testing.T) {
	unknown := errors.Is(c.err, session.ErrOutcomeUnknown)
	counts := c.server.Counts()
	switch {
	case c.err == nil:
		require.Equal(t, [][]string{c.texts}, commits(c.server))
		for _, a := range c.got {
			assert.Len(t, a.records, 1, "of one attempt")
		}
		assert.Equal(t, 2, counts.Messages["BEGIN"])
	case unknown:
		assert.Equal(t, 1, counts.Messages["COMMIT"], "no other attempt")
	default:
		assert.Empty(t, commits(c.server))
		assert.Equal(t, 1, counts.Messages["BEGIN"], "no other attempt")
	}

	var refused *neo4j.Neo4jError
	switch c.do.String() {
	case "fail with " + deadlock:
		assert.NoError(t, c.err)
	case "fail with " + syntax:
		require.ErrorAs(t, c.err, &refused)
		assert.Equal(t, syntax, refused.Code)
	case "cut before", "cut after": // the driver tries another connection, but for a COMMIT
		assert.Equal(t, c.at.Message == "COMMIT", unknown, "%v", c.err)
		assert.Equal(t, c.at.Message == "COMMIT", c.err != nil, "%v", c.err)
	default:
		assert.Equal(t, c.at.Message == "COMMIT", unknown, "%v", c.err)
		assert.Error(t, c.err)
	}

	_, _, err := c.write(t.Context(), c.texts...)
	require.NoError(t, err, "the pool works on")
}

// What is refused until the time for retries is over is an error that tells why,
// and it is known that nothing was stored.
func TestWriteIsRefusedForTooLong(t *testing.T) {
	t.Parallel()
	for _, form := range forms {
		for _, message := range []string{"RUN", "COMMIT"} {
			t.Run(form.name+", "+message, func(t *testing.T) {
				t.Parallel()
				w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)), func(c *session.Config) {
					c.Driver = impatient(t, c.Driver)
				})
				w.server.Inject(bolttest.Point{Message: message, Every: true}, bolttest.Fail(deadlock, "scripted"))
				_, _, err := w.write(t.Context(), form.texts...)
				require.Error(t, err)
				assert.NotErrorIs(t, err, session.ErrOutcomeUnknown)
				var limit *neo4j.TransactionExecutionLimit
				require.ErrorAs(t, err, &limit)
				var refused *neo4j.Neo4jError
				require.ErrorAs(t, err, &refused)
				assert.Equal(t, deadlock, refused.Code)
				assert.Empty(t, commits(w.server))
			})
		}
	}
}

// A COMMIT that the server refuses for now is not one whose outcome is unknown,
// when the context ends before the next attempt.
func TestWriteIsCancelledBetweenAttempts(t *testing.T) {
	t.Parallel()
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
			w.server.Inject(bolttest.Point{Message: "COMMIT", Every: true}, bolttest.Fail(deadlock, "scripted"))
			ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond) // the driver waits for 800 at least
			defer cancel()
			_, _, err := w.write(ctx, form.texts...)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.NotErrorIs(t, err, session.ErrOutcomeUnknown)
			assert.Empty(t, commits(w.server))
		})
	}
}

// A context that ends while the server is silent ends the write at once; whether
// it was stored is unknown once COMMIT was sent, and only then.
func TestWriteIsCancelled(t *testing.T) {
	t.Parallel()
	for _, form := range forms {
		for _, message := range []string{"BEGIN", "RUN", "PULL", "COMMIT"} {
			for name, limit := range map[string]func(context.Context) (context.Context, context.CancelFunc){
				"no deadline":     context.WithCancel,
				"a late deadline": func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, soon) },
			} {
				t.Run(form.name+", "+message+", "+name, func(t *testing.T) {
					t.Parallel()
					w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
					stall := bolttest.NewStall()
					w.server.Inject(bolttest.At(message, 1), stall.Action())
					ctx, cancel := limit(cancelAt(t, stall))
					defer cancel()
					before := w.server.Counts()
					_, _, err := w.write(ctx, form.texts...)
					require.ErrorIs(t, err, context.Canceled)
					assert.Equal(t, message == "COMMIT", errors.Is(err, session.ErrOutcomeUnknown), "%v", err)
					assert.Equal(t, 1, w.server.Counts().Sub(before).Messages["BEGIN"], "no other attempt")
				})
			}
		}
	}
}

// A receiver that refuses the answer rolls the transaction back, and its error
// comes as it is.
func TestWriteIsRolledBackByTheReceiver(t *testing.T) {
	t.Parallel()
	refusal := errors.New("ogm: stale")
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			w := warm(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("CREATE", one)))
			stmts := make([]cypher.Statement, len(form.texts))
			for i, text := range form.texts {
				stmts[i].Text = text
			}
			err := w.Write(t.Context(), stmts, func() session.Attempt {
				return func(n int) session.Receiver {
					if n == len(stmts)-1 {
						return &answer{refuse: refusal}
					}
					return &answer{}
				}
			})
			assert.Equal(t, refusal, err)
			assert.Empty(t, commits(w.server))
			assert.Equal(t, 1, w.server.Counts().RolledBack)
		})
	}
}

// impatient is a driver to the same server that does not retry for long.
func impatient(t *testing.T, driver neo4j.DriverWithContext) neo4j.DriverWithContext {
	t.Helper()
	target := driver.Target()
	return open(t, target.String(), time.Nanosecond)
}
