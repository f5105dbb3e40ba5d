package bolttest_test

import (
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// The prices of the driver's ways to run a statement, on a connection that is
// open already. The package documentation of bolttest quotes them.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	rows := bolttest.Rows([]string{"n"}, []any{1}, []any{2})
	tests := []struct {
		name     string
		do       func(t *testing.T, driver neo4j.DriverWithContext)
		trips    int
		overhead int
		messages []string
	}{
		{
			name: "ExecuteQuery",
			do: func(t *testing.T, driver neo4j.DriverWithContext) {
				result, err := execute(t.Context(), driver, "RETURN 1")
				require.NoError(t, err)
				assert.Len(t, result.Records, 2)
			},
			trips:    2,
			messages: []string{"BEGIN", "RUN RETURN 1", "PULL", "COMMIT"},
		},
		{
			name: "ExecuteQuery with a parameter larger than a chunk",
			do: func(t *testing.T, driver neo4j.DriverWithContext) {
				_, err := neo4j.ExecuteQuery(t.Context(), driver, "RETURN $s",
					map[string]any{"s": strings.Repeat("x", 300_000)}, neo4j.EagerResultTransformer)
				require.NoError(t, err)
			},
			trips:    2,
			messages: []string{"BEGIN", "RUN RETURN $s", "PULL", "COMMIT"},
		},
		{
			name: "session.Run",
			do: func(t *testing.T, driver neo4j.DriverWithContext) {
				session := newSession(t, driver, neo4j.SessionConfig{})
				result, err := session.Run(t.Context(), "RETURN 1", nil)
				require.NoError(t, err)
				_, err = result.Collect(t.Context())
				require.NoError(t, err)
			},
			trips:    1,
			messages: []string{"RUN RETURN 1", "PULL"},
		},
		{
			name: "ExecuteWrite of three statements",
			do: func(t *testing.T, driver neo4j.DriverWithContext) {
				session := newSession(t, driver, neo4j.SessionConfig{})
				_, err := session.ExecuteWrite(t.Context(), func(tx neo4j.ManagedTransaction) (any, error) {
					for _, text := range []string{"CREATE (a)", "CREATE (b)", "CREATE (c)"} {
						result, err := tx.Run(t.Context(), text, nil)
						if err != nil {
							return nil, err
						}
						if _, err = result.Consume(t.Context()); err != nil {
							return nil, err
						}
					}
					return nil, nil
				})
				require.NoError(t, err)
			},
			trips: 5,
			messages: []string{
				"BEGIN", "RUN CREATE (a)", "PULL", "RUN CREATE (b)", "PULL", "RUN CREATE (c)", "PULL", "COMMIT",
			},
		},
		{
			name: "ExecuteWrite that gives up sends no ROLLBACK, but RESET",
			do: func(t *testing.T, driver neo4j.DriverWithContext) {
				session := newSession(t, driver, neo4j.SessionConfig{})
				_, err := session.ExecuteWrite(t.Context(), func(tx neo4j.ManagedTransaction) (any, error) {
					_, err := tx.Run(t.Context(), "CREATE (a)", nil)
					require.NoError(t, err)
					return nil, assert.AnError
				})
				require.ErrorIs(t, err, assert.AnError)
			},
			trips:    2,
			overhead: 1,
			messages: []string{"BEGIN", "RUN CREATE (a)", "PULL"},
		},
		{
			name: "an explicit transaction that is rolled back",
			do: func(t *testing.T, driver neo4j.DriverWithContext) {
				session := newSession(t, driver, neo4j.SessionConfig{})
				tx, err := session.BeginTransaction(t.Context())
				require.NoError(t, err)
				_, err = tx.Run(t.Context(), "CREATE (a)", nil)
				require.NoError(t, err)
				require.NoError(t, tx.Rollback(t.Context()))
			},
			trips:    3,
			messages: []string{"BEGIN", "RUN CREATE (a)", "PULL", "ROLLBACK"},
		},
	}
	for _, test := range tests {
		for _, hint := range []bool{false, true} {
			name := test.name
			if hint {
				name += ", telemetry"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				server := bolttest.Start(t, bolttest.On("RETURN", rows))
				server.SetHints(map[string]any{"telemetry.enabled": hint})
				driver, before := warm(t, server)

				test.do(t, driver)

				spent := server.Counts().Sub(before)
				assert.Equal(t, test.trips, spent.RoundTrips)
				assert.Equal(t, test.overhead, spent.Overhead)
				assert.Equal(t, test.messages, server.Messages())
				assert.Equal(t, hint, spent.Messages["TELEMETRY"] == 1)
			})
		}
	}
}

// What opening a connection costs, and that the pool neither resets a healthy
// connection nor closes it.
func TestOverhead(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, opened := warm(t, server)
	assert.Equal(t, 1, opened.Connections)
	assert.Equal(t, 0, opened.RoundTrips)
	assert.Equal(t, 2, opened.Overhead, "the handshake, then HELLO and LOGON together")
	for range 3 {
		_, err := execute(t.Context(), driver, "RETURN 1")
		require.NoError(t, err)
	}
	spent := server.Counts().Sub(opened)
	assert.Equal(t, 6, spent.RoundTrips)
	assert.Equal(t, 0, spent.Overhead)
	assert.Equal(t, 0, spent.Connections)

	require.NoError(t, driver.Close(t.Context()))
	server.Drain()
	assert.Equal(t, 1, server.Counts().Messages["GOODBYE"])
}

// A configuration that is replaced rather than changed loses the default of the
// liveness check: each checkout then waits for a RESET.
func TestLivenessCheckIsOverhead(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, before := warm(t, server, func(c *config.Config) { c.ConnectionLivenessCheckTimeout = 0 })
	_, err := execute(t.Context(), driver, "RETURN 1")
	require.NoError(t, err)
	spent := server.Counts().Sub(before)
	assert.Equal(t, 2, spent.RoundTrips)
	assert.Equal(t, 1, spent.Overhead)
	assert.Equal(t, 1, spent.Messages["RESET"])
}
