package session_test

import (
	"context"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

func TestServer(t *testing.T) {
	t.Parallel()
	refuse := func(code string) bolttest.Responder {
		return bolttest.On("CALL dbms.components()", bolttest.Response{Failure: &bolttest.Failure{Code: code, Message: "scripted"}})
	}
	for _, test := range []struct {
		agent      string
		components bolttest.Responder
		want       session.Server
		trips      int
	}{
		{"Neo4j/4.4.48", kernel("4.4.48", "community"), session.Server{Version: "4.4.48", Edition: "community", Dialect: cypher.Four}, 1},
		{"Neo4j/5.22.0", kernel("5.22.0", "enterprise"), session.Server{Version: "5.22.0", Edition: "enterprise", Dialect: cypher.Five}, 1},
		{"Neo4j/5.26.30", kernel("5.26.30", "community"), session.Server{Version: "5.26.30", Edition: "community", Dialect: cypher.Scoped}, 1},
		{"Neo4j/2026.05.0", kernel("2026.05.0", "community"), session.Server{Version: "2026.05.0", Edition: "community", Dialect: cypher.Newest}, 1},
		{"SomethingElse/1.0", kernel("1.0", "own"), session.Server{Version: "1.0", Edition: "own", Dialect: cypher.Newest}, 1},
		{"Neo4j/5.26.30", refuse("Neo.ClientError.Security.Forbidden"), session.Server{Dialect: cypher.Scoped}, 2},
		{"Neo4j/4.4.48", refuse("Neo.ClientError.Procedure.ProcedureNotFound"), session.Server{Dialect: cypher.Four}, 2},
	} {
		t.Run(test.agent, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t, test.components)
			server.SetAgent(test.agent)
			w := warm(t, server)
			test.want.Address, test.want.Agent, test.want.Database = server.Address(), test.agent, "neo4j"
			for range 2 {
				got, err := w.Server(t.Context())
				require.NoError(t, err)
				assert.Equal(t, test.want, got)
			}
			assert.Equal(t, test.trips, server.Counts().RoundTrips, "asked once")
		})
	}
}

// Many first uses at once ask the server once, through one connection.
func TestServerIsAskedOnce(t *testing.T) {
	t.Parallel()
	w := cold(t, bolttest.Start(t, kernel("5.26.0", "community"), bolttest.On("MATCH", one)))
	atOnce(make([]struct{}, 32), func(struct{}) {
		got, err := w.Server(t.Context())
		assert.NoError(t, err)
		assert.Equal(t, "5.26.0", got.Version)
	})
	counts := w.server.Counts()
	assert.Equal(t, 1, counts.Messages["RUN"])
	assert.Equal(t, 1, counts.Connections)
}

// Who waits for somebody else's question waits no longer than its own context.
func TestServerIsAskedBySomeoneElse(t *testing.T) {
	t.Parallel()
	w := cold(t, bolttest.Start(t, kernel("5.26.0", "community")))
	stall := bolttest.NewStall()
	w.server.Inject(bolttest.At("RUN", 1), stall.Action())
	asked := make(chan error, 1)
	go func() {
		_, err := w.Server(t.Context())
		asked <- err
	}()
	_, err := w.Server(cancelAt(t, stall))
	require.ErrorIs(t, err, context.Canceled)
	stall.Release()
	require.NoError(t, <-asked)
}

// An error is not remembered: the next use asks again.
func TestServerIsAskedAgainAfterAnError(t *testing.T) {
	t.Parallel()
	w := cold(t, bolttest.Start(t, kernel("5.26.0", "community")))
	w.server.Inject(bolttest.At("RUN", 1), bolttest.Fail(syntax, "scripted"))
	_, err := w.Server(t.Context())
	require.Error(t, err)
	got, err := w.Server(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "5.26.0", got.Version)
}

// Verify does not wait for a server that is not well.
func TestVerifyIsNotRetried(t *testing.T) {
	t.Parallel()
	for _, do := range []bolttest.Action{bolttest.Fail(deadlock, "scripted"), bolttest.Cut(), bolttest.CutWithin()} {
		w := cold(t, bolttest.Start(t, kernel("5.26.0", "community")))
		w.server.Inject(bolttest.At("RUN", 1), do)
		_, err := w.Verify(t.Context(), w.server.URI("bolt"))
		var failed *session.ConnectError
		require.ErrorAs(t, err, &failed)
		assert.Equal(t, w.server.Address(), failed.Address)
		assert.Equal(t, 1, w.server.Counts().Messages["RUN"])
		assert.Empty(t, w.pauses.taken())
	}
}

// Every statement but the first names its database, says whether it reads, and
// sees what was written before it.
func TestSettingsOfStatements(t *testing.T) {
	t.Parallel()
	for _, named := range []string{"", "movies"} {
		t.Run("database "+named, func(t *testing.T) {
			t.Parallel()
			w := cold(t, bolttest.Start(t, kernel("5.26.0", "community")), func(c *session.Config) { c.Database = named })
			_, err := w.read(t.Context(), "MATCH (n) RETURN n")
			require.NoError(t, err)
			for range 2 {
				_, _, err = w.write(t.Context(), "CREATE (a)")
				require.NoError(t, err)
				_, _, err = w.write(t.Context(), "CREATE (a)", "CREATE (b)")
				require.NoError(t, err)
				_, err = w.read(t.Context(), "MATCH (n) RETURN n")
				require.NoError(t, err)
			}

			database := named
			if named == "" {
				database = "neo4j"
			}
			last := ""
			for i, tx := range w.server.Committed() {
				run := tx.Runs[0]
				assert.Equal(t, map[bool]string{true: "w", false: "r"}[run.InTx], run.Mode, run.Text)
				if i == 0 {
					assert.Equal(t, named, run.Database, "the home database has no name yet")
				} else {
					assert.Equal(t, database, run.Database, run.Text)
					assert.Equal(t, []string{last}, run.Bookmarks, run.Text)
				}
				last = tx.Bookmark
			}
			assert.Len(t, w.server.Committed(), 8)
		})
	}
}

// A cluster: reads go to a reader, writes to the writer, and ROUTE is asked twice
// at the most: for the home database, and for its name.
func TestRouting(t *testing.T) {
	t.Parallel()
	writer, reader := bolttest.Start(t, kernel("5.26.0", "enterprise")), bolttest.Start(t, kernel("5.26.0", "enterprise"))
	table := bolttest.Tables(bolttest.Members(writer, reader))
	writer.SetRouter(table)
	reader.SetRouter(table)
	w := &world{Client: session.New(session.Config{Driver: open(t, writer.URI("neo4j"), soon), RetryTime: soon})}
	for range 3 {
		_, err := w.read(t.Context(), "MATCH (n) RETURN n")
		require.NoError(t, err)
		_, _, err = w.write(t.Context(), "CREATE (n)")
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"BEGIN", "RUN CREATE (n)", "PULL", "COMMIT"}, writer.Messages()[:4])
	assert.Len(t, commits(writer), 3)
	assert.NotContains(t, reader.Messages(), "BEGIN")
	assert.Equal(t, 4, reader.Counts().AutoCommitted)
	assert.LessOrEqual(t, writer.Counts().Messages["ROUTE"]+reader.Counts().Messages["ROUTE"], 2)
}

// The driver's bookmarks are the same on the way in, so that statements which the
// program sends by the driver itself see those of the client.
func TestBookmarksAreSharedWithTheDriver(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, kernel("5.26.0", "community"))
	driver := open(t, server.URI("bolt"), soon)
	w := &world{Client: session.New(session.Config{Driver: driver, RetryTime: soon})}
	_, _, err := w.write(t.Context(), "CREATE (n)")
	require.NoError(t, err)
	_, err = neo4j.ExecuteQuery(t.Context(), driver, "MATCH (n) RETURN n", nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase("neo4j"))
	require.NoError(t, err)
	committed := server.Committed()
	assert.Equal(t, []string{committed[1].Bookmark}, committed[2].Runs[0].Bookmarks)
}
