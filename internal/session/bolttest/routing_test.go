package bolttest_test

import (
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

func TestRoutingToOneServer(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver := open(t, server.URI("neo4j"))
	for range 2 {
		_, err := execute(t.Context(), driver, "RETURN 1")
		require.NoError(t, err)
	}
	counts := server.Counts()
	assert.Equal(t, 1, counts.Messages["ROUTE"])
	assert.Equal(t, 4, counts.RoundTrips)
	assert.Equal(t, 3, counts.Overhead, "handshake, HELLO with LOGON, ROUTE")
}

// Without a database name, each session asks for the home database.
func TestRoutingWithoutDatabase(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver := open(t, server.URI("neo4j"))
	for range 3 {
		_, err := neo4j.ExecuteQuery(t.Context(), driver, "RETURN 1", nil, neo4j.EagerResultTransformer)
		require.NoError(t, err)
	}
	assert.Equal(t, 3, server.Counts().Messages["ROUTE"])
}

func TestReadersAndWriters(t *testing.T) {
	t.Parallel()
	writer, reader := bolttest.Start(t), bolttest.Start(t)
	table := bolttest.Tables(bolttest.Members(writer, reader))
	writer.SetRouter(table)
	reader.SetRouter(table)
	session := newSession(t, open(t, reader.URI("neo4j")), neo4j.SessionConfig{})
	nothing := func(tx neo4j.ManagedTransaction) (any, error) {
		_, err := tx.Run(t.Context(), "RETURN 1", nil)
		return nil, err
	}
	_, err := session.ExecuteRead(t.Context(), nothing)
	require.NoError(t, err)
	_, err = session.ExecuteWrite(t.Context(), nothing)
	require.NoError(t, err)

	require.Len(t, writer.Committed(), 1)
	require.Len(t, reader.Committed(), 1)
	assert.Equal(t, []string{reader.Committed()[0].Bookmark}, writer.Committed()[0].Runs[0].Bookmarks)
}

// The leader steps down: the driver asks for a new table and writes there.
func TestLeaderSwitch(t *testing.T) {
	t.Parallel()
	first, second := bolttest.Start(t), bolttest.Start(t)
	table := bolttest.Tables(bolttest.Members(first, second), bolttest.Members(second, first))
	first.SetRouter(table)
	second.SetRouter(table)
	first.Inject(bolttest.Point{Message: "RUN", Every: true}, bolttest.Fail(notALeader, "stepped down"))

	_, err := execute(t.Context(), open(t, first.URI("neo4j")), "CREATE (n)")
	require.NoError(t, err)

	assert.Empty(t, first.Committed())
	assert.Len(t, second.Committed(), 1)
	assert.Equal(t, 2, first.Counts().Messages["ROUTE"]+second.Counts().Messages["ROUTE"])
}

func TestRouteFailure(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	server.Inject(bolttest.At("ROUTE", 1), bolttest.Fail("Neo.ClientError.Database.DatabaseNotFound", "no such database"))
	_, err := execute(t.Context(), open(t, server.URI("neo4j")), "RETURN 1")
	var failure *neo4j.Neo4jError
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, "DatabaseNotFound", failure.Title())
}

// A member that is gone while it is still in the table. Not parallel: another
// server could be given the port.
func TestMemberGone(t *testing.T) {
	alive, gone := bolttest.Start(t), bolttest.Start(t)
	alive.SetRouter(bolttest.Tables(bolttest.Members(gone, alive), bolttest.Members(alive)))
	gone.Close()
	_, err := execute(t.Context(), open(t, alive.URI("neo4j")), "CREATE (n)")
	require.NoError(t, err)
	assert.Len(t, alive.Committed(), 1)
}

func TestTableThatExpiresAtOnce(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	table := bolttest.Members(server)
	table.TTL = time.Millisecond
	var asked []bolttest.Route
	server.SetRouter(func(req bolttest.Route) bolttest.Table {
		asked = append(asked, req)
		return table
	})
	driver := open(t, server.URI("neo4j")+"?region=here")
	for range 2 {
		_, err := execute(t.Context(), driver, "RETURN 1")
		require.NoError(t, err)
	}
	require.Len(t, asked, 2)
	assert.Equal(t, bolttest.Route{
		Database: "neo4j",
		Context:  map[string]any{"region": "here", "address": server.Address()},
	}, asked[1])
}
