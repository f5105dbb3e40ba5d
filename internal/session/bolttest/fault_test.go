package bolttest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// A fault at each message of a clean run in turn: whatever the driver retries
// ends in one commit, and the one fault after which it does not know the
// outcome is not retried.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	clean := bolttest.Start(t)
	driver := open(t, clean.URI("bolt"))
	_, err := execute(t.Context(), driver, "CREATE (n)")
	require.NoError(t, err)
	points := clean.Points()
	require.Equal(t, []bolttest.Point{
		bolttest.At("BEGIN", 1), bolttest.At("RUN", 1), bolttest.At("PULL", 1), bolttest.At("COMMIT", 1),
	}, points)

	for _, at := range points {
		for _, do := range []bolttest.Action{
			bolttest.Fail(deadlock, "scripted"), bolttest.Cut(), bolttest.CutAfter(),
		} {
			t.Run(at.String()+" "+do.String(), func(t *testing.T) {
				t.Parallel()
				server := bolttest.Start(t)
				server.Inject(at, do)
				_, err := execute(t.Context(), open(t, server.URI("bolt")), "CREATE (n)")

				unknown := at.Message == "COMMIT" && do.String() != bolttest.Fail(deadlock, "").String()
				if unknown {
					require.True(t, neo4j.IsConnectivityError(err), "%v", err)
					assert.False(t, neo4j.IsRetryable(err))
					assert.ErrorContains(t, err, "commit")
					assert.Equal(t, 1, server.Counts().Messages["COMMIT"], "no second attempt")
				} else {
					require.NoError(t, err)
				}
				want := 1
				if unknown && do.String() == bolttest.Cut().String() {
					want = 0
				}
				committed := server.Committed()
				require.Len(t, committed, want)
				for _, tx := range committed {
					assert.Len(t, tx.Runs, 1)
				}
			})
		}
	}
}

func TestFaultInOneAttempt(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	server.Inject(bolttest.Point{Message: "RUN", N: 2, Transaction: 1}, bolttest.Fail(deadlock, "scripted"))

	session := newSession(t, open(t, server.URI("bolt")), neo4j.SessionConfig{})
	_, err := session.ExecuteWrite(t.Context(), func(tx neo4j.ManagedTransaction) (any, error) {
		for _, text := range []string{"CREATE (a)", "CREATE (b)"} {
			if _, err := tx.Run(t.Context(), text, nil); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	require.NoError(t, err)

	transactions := server.Transactions()
	require.Len(t, transactions, 2)
	assert.Equal(t, bolttest.RolledBack, transactions[0].Outcome)
	assert.Len(t, transactions[0].Runs, 1)
	assert.Equal(t, bolttest.Committed, transactions[1].Outcome)
	require.Len(t, transactions[1].Runs, 2)
	assert.Equal(t, 2, transactions[1].Runs[0].Attempt)
	assert.Equal(t, 1, transactions[1].Runs[1].Attempt, "the first time, it was faulted before it was run")
	counts := server.Counts()
	assert.Equal(t, []int{2, 1, 1}, []int{counts.Begun, counts.Committed, counts.RolledBack})
}

// Faults that are due at once take turns, and one for every time never ends.
func TestFaultsInARow(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, _ := warm(t, server)
	session := newSession(t, driver, neo4j.SessionConfig{})
	runCode := func() string {
		result, err := session.Run(t.Context(), "CREATE (n)", nil)
		if err == nil {
			_, err = result.Consume(t.Context())
		}
		var failure *neo4j.Neo4jError
		if errors.As(err, &failure) {
			return failure.Code
		}
		require.NoError(t, err)
		return ""
	}
	server.Inject(bolttest.At("RUN", 2), bolttest.Fail(deadlock, ""), bolttest.Fail(constraint, ""))
	assert.Equal(t, []string{"", deadlock, constraint, ""}, []string{runCode(), runCode(), runCode(), runCode()})

	server.Inject(bolttest.Point{N: 2, Every: true}, bolttest.Fail(constraint, ""))
	assert.Equal(t, []string{constraint, constraint}, []string{runCode(), runCode()}, "first at PULL, then at RUN")
	assert.Len(t, server.Committed(), 2)
}

func TestCutWithinAnswerIsNoConnectivityError(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, _ := warm(t, server)
	server.Inject(bolttest.At("RUN", 1), bolttest.CutWithin())
	_, err := execute(t.Context(), driver, "CREATE (n)")
	require.EqualError(t, err, "unexpected EOF")
	assert.False(t, neo4j.IsRetryable(err))
	assert.Empty(t, server.Committed())
}

func TestGarbage(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"HANDSHAKE", "HELLO", "BEGIN", "PULL", "COMMIT"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t)
			server.Inject(bolttest.At(name, 1), bolttest.Garbage())
			driver := open(t, server.URI("bolt"))
			_, err := execute(t.Context(), driver, "CREATE (n)")
			require.Error(t, err)
			assert.False(t, neo4j.IsRetryable(err))
			assert.Empty(t, server.Committed())

			_, err = execute(t.Context(), driver, "CREATE (n)")
			require.NoError(t, err, "the connection was not reused")
			assert.Equal(t, 2, server.Counts().Connections)
		})
	}
}

func TestUnauthorized(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	server.Inject(bolttest.At("LOGON", 1), bolttest.Fail(credentials, "wrong password"))
	driver := open(t, server.URI("bolt"))
	_, err := execute(t.Context(), driver, "RETURN 1")
	var failure *neo4j.Neo4jError
	require.ErrorAs(t, err, &failure)
	assert.True(t, failure.IsAuthenticationFailed())
	assert.Empty(t, server.Messages())
}

// A stalled answer ends with the context, and what the client left behind is
// rolled back.
func TestStall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		message string
		// opaque: the error does not unwrap to the context's.
		opaque bool
		do     func(context.Context, neo4j.DriverWithContext) error
	}{
		{"HANDSHAKE", false, func(ctx context.Context, driver neo4j.DriverWithContext) error {
			return driver.VerifyConnectivity(ctx)
		}},
		{"PULL", false, func(ctx context.Context, driver neo4j.DriverWithContext) error {
			_, err := execute(ctx, driver, "CREATE (n)")
			return err
		}},
		{"COMMIT", false, func(ctx context.Context, driver neo4j.DriverWithContext) error {
			_, err := execute(ctx, driver, "CREATE (n)")
			return err
		}},
		{"RUN", true, func(ctx context.Context, driver neo4j.DriverWithContext) error {
			session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "neo4j"})
			_, err := session.Run(ctx, "CREATE (n)", nil)
			return errors.Join(err, session.Close(context.Background()))
		}},
	}
	for _, test := range tests {
		t.Run(test.message, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t)
			stall := bolttest.NewStall()
			server.Inject(bolttest.At(test.message, 1), stall.Action())
			driver := open(t, server.URI("bolt"))

			ctx, cancel := context.WithTimeout(t.Context(), soon)
			defer cancel()
			go func() {
				<-stall.Reached()
				cancel()
			}()
			start := time.Now()
			err := test.do(ctx, driver)
			require.ErrorContains(t, err, context.Canceled.Error())
			assert.Equal(t, !test.opaque, errors.Is(err, context.Canceled), "%T", err)
			assert.Less(t, time.Since(start), soon)

			require.NoError(t, driver.Close(context.Background()))
			server.Drain()
			assert.Empty(t, server.Committed())
		})
	}
}

func TestStallReleased(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	stall := bolttest.NewStall()
	server.Inject(bolttest.At("COMMIT", 1), stall.Action())
	driver := open(t, server.URI("bolt"))
	failed := make(chan error, 1)
	go func() {
		_, err := execute(t.Context(), driver, "CREATE (n)")
		failed <- err
	}()
	await(t, stall.Reached())
	assert.Empty(t, server.Committed())
	stall.Release()
	stall.Release()
	require.NoError(t, <-failed)
	assert.Len(t, server.Committed(), 1)
}

// A pool full of connections that died while idle: the driver finds out at the
// first message and tries again on a new connection.
func TestDisconnect(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, _ := warm(t, server)
	server.Disconnect()
	server.Drain()
	_, err := execute(t.Context(), driver, "CREATE (n)")
	require.NoError(t, err)
	assert.Len(t, server.Committed(), 1)
	assert.Equal(t, 2, server.Counts().Connections)
}

// Not parallel: another server could be given the port.
func TestServerGone(t *testing.T) {
	server := bolttest.Start(t)
	driver, _ := warm(t, server, func(c *config.Config) { c.MaxTransactionRetryTime = 0 })
	server.Close()
	server.Close()
	_, err := execute(t.Context(), driver, "CREATE (n)")
	require.True(t, neo4j.IsTransactionExecutionLimit(err), "%v", err)
}

// The driver notices in the middle of a RUN that it cannot send a value, sends
// the half all the same, and gives the connection up.
func TestHalfWrittenMessageIsAViolation(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, before := warm(t, server)
	_, err := neo4j.ExecuteQuery(t.Context(), driver, "RETURN $c",
		map[string]any{"c": make(chan int)}, neo4j.EagerResultTransformer)
	require.True(t, neo4j.IsUsageError(err), "%v", err)

	_, err = execute(t.Context(), driver, "CREATE (n)")
	require.NoError(t, err)
	assert.Equal(t, 1, server.Counts().Sub(before).Connections)

	require.NoError(t, driver.Close(context.Background()))
	server.Drain()
	assert.Equal(t, []string{"connection 1: packstream value is cut short"}, server.Violations())
	assert.Empty(t, server.Violations(), "they are handed over once")
}
