package bolttest_test

import (
	"context"
	"sync"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

func five() bolttest.Response {
	return bolttest.Rows([]string{"n"}, []any{1}, []any{2}, []any{3}, []any{4}, []any{5})
}

// drain reads a result to its end.
func drain(t *testing.T, result neo4j.ResultWithContext) (values []any, err error) {
	t.Helper()
	for result.Next(t.Context()) {
		values = append(values, result.Record().Values[0])
	}
	return values, result.Err()
}

func TestFetchSize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		size  int
		trips int
	}{
		{"pieces of two", 2, 3},
		{"an exact fit", 5, 1},
		{"all at once", neo4j.FetchAll, 1},
		{"the default", neo4j.FetchDefault, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t, bolttest.On("MATCH", five()))
			driver, before := warm(t, server)
			session := newSession(t, driver, neo4j.SessionConfig{FetchSize: test.size})
			result, err := session.Run(t.Context(), "MATCH (n) RETURN n", nil)
			require.NoError(t, err)
			values, err := drain(t, result)
			require.NoError(t, err)
			assert.Equal(t, []any{int64(1), int64(2), int64(3), int64(4), int64(5)}, values)
			spent := server.Counts().Sub(before)
			assert.Equal(t, test.trips, spent.RoundTrips)
			assert.Equal(t, test.trips, spent.Messages["PULL"])
			assert.Equal(t, 1, spent.AutoCommitted)
		})
	}
}

// Leaving a stream early costs a DISCARD; only then is an auto-commit done.
func TestDiscard(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, bolttest.On("MATCH", five()))
	driver, before := warm(t, server)
	session := newSession(t, driver, neo4j.SessionConfig{FetchSize: 2})
	result, err := session.Run(t.Context(), "MATCH (n) RETURN n", nil)
	require.NoError(t, err)
	require.True(t, result.Next(t.Context()))
	assert.Empty(t, server.Committed())
	_, err = result.Consume(t.Context())
	require.NoError(t, err)
	assert.Len(t, server.Committed(), 1)
	assert.Equal(t, []string{"RUN MATCH (n) RETURN n", "PULL", "DISCARD"}, server.Messages())
	assert.Equal(t, 2, server.Counts().Sub(before).RoundTrips)
}

// Two results of one transaction, read in turns.
func TestInterleavedResults(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, bolttest.On("MATCH", five()))
	session := newSession(t, open(t, server.URI("bolt")), neo4j.SessionConfig{FetchSize: 2})
	_, err := session.ExecuteRead(t.Context(), func(tx neo4j.ManagedTransaction) (any, error) {
		first, err := tx.Run(t.Context(), "MATCH (a) RETURN a", nil)
		require.NoError(t, err)
		require.True(t, first.Next(t.Context()))
		second, err := tx.Run(t.Context(), "MATCH (b) RETURN b", nil)
		require.NoError(t, err)
		rest, err := drain(t, first)
		require.NoError(t, err)
		assert.Len(t, rest, 4)
		all, err := drain(t, second)
		require.NoError(t, err)
		assert.Len(t, all, 5)
		return nil, nil
	})
	require.NoError(t, err)
	assert.Len(t, server.Committed()[0].Runs, 2)
}

func TestSummary(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, bolttest.On("CREATE", bolttest.Response{
		Keys:    []string{"n"},
		Records: [][]any{{dbtype.Node{ElementId: "4:x:1", Labels: []string{"Person"}}}},
		Stats:   map[string]int{"nodes-created": 1, "labels-added": 2},
		Summary: map[string]any{
			"t_last":        7,
			"notifications": []any{map[string]any{"code": "Neo.ClientNotification.X", "severity": "WARNING"}},
		},
	}))
	server.SetAgent("Neo4j/4.4.30")
	result, err := execute(t.Context(), open(t, server.URI("bolt")), "CREATE (n) RETURN n")
	require.NoError(t, err)

	node, _, err := neo4j.GetRecordValue[dbtype.Node](result.Records[0], "n")
	require.NoError(t, err)
	assert.Equal(t, []string{"Person"}, node.Labels)
	assert.Equal(t, "Neo4j/4.4.30", result.Summary.Server().Agent())
	assert.Equal(t, 1, result.Summary.Counters().NodesCreated())
	assert.Equal(t, 2, result.Summary.Counters().LabelsAdded())
	assert.True(t, result.Summary.Counters().ContainsUpdates())
	assert.Equal(t, neo4j.StatementTypeReadWrite, result.Summary.StatementType())
	assert.Equal(t, int64(7), result.Summary.ResultConsumedAfter().Milliseconds())
	assert.Equal(t, "neo4j", result.Summary.Database().Name())
	require.Len(t, result.Summary.Notifications(), 1)
	assert.Equal(t, "Neo.ClientNotification.X", result.Summary.Notifications()[0].Code())
}

func TestFailures(t *testing.T) {
	t.Parallel()
	refused := &bolttest.Failure{Code: constraint, Message: "already exists"}
	broken := five()
	broken.StreamFailure = refused
	server := bolttest.Start(t,
		bolttest.On("refused", bolttest.Response{Failure: refused}),
		bolttest.On("broken", broken),
	)
	session := newSession(t, open(t, server.URI("bolt")), neo4j.SessionConfig{FetchSize: 2})

	_, err := session.Run(t.Context(), "refused", nil)
	var failure *neo4j.Neo4jError
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, constraint, failure.Code)
	assert.Equal(t, "already exists", failure.Msg)

	result, err := session.Run(t.Context(), "broken", nil)
	require.NoError(t, err)
	values, err := drain(t, result)
	require.ErrorAs(t, err, &failure)
	assert.Len(t, values, 5)

	assert.Empty(t, server.Committed())
	outcomes := server.Transactions()
	require.Len(t, outcomes, 2)
	assert.Equal(t, bolttest.RolledBack, outcomes[0].Outcome)
	assert.Equal(t, bolttest.RolledBack, outcomes[1].Outcome)
	assert.Equal(t, 0, server.Counts().RolledBack, "neither was an explicit transaction")
	assert.Equal(t, 1, server.Counts().Connections, "RESET made the connection good again")
}

func TestConcurrentConnections(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, bolttest.On("MATCH", five()))
	// Warm, because the driver's first connection must not be made twice at
	// once: it fills in its dialer without a lock (v5.28.4), and the race
	// detector sees it.
	driver, before := warm(t, server)
	const workers, each = 8, 20
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for range each {
				_, err := execute(context.Background(), driver, "MATCH (n) RETURN n")
				assert.NoError(t, err)
				server.Counts()
				server.Log()
				server.Transactions()
			}
		})
	}
	running.Wait()
	counts := server.Counts().Sub(before)
	assert.Equal(t, workers*each, counts.Committed)
	assert.Equal(t, 2*workers*each, counts.RoundTrips)
	assert.Len(t, server.Committed(), workers*each)
	assert.LessOrEqual(t, counts.Connections, workers)
}
