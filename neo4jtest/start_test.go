package neo4jtest

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestStartSharesOneServer(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	first := Start(t)
	t.Run("also between tests", func(t *testing.T) {
		assert.Same(t, first, Start(t))
	})
	assert.NotEmpty(t, first.Version())
}

func TestDriverEmptiesTheDatabase(t *testing.T) {
	s := Start(t)
	driver := s.Driver(t)
	db := emptied{driver, s.Database()}
	for _, statement := range []string{
		// More than one batch, and one node with all the relationships.
		fmt.Sprintf("CREATE (hub:Hub) WITH hub UNWIND range(1, %d) AS i CREATE (hub)-[:HAS]->(:Leaf {i: i})", emptyBatch+1),
		"CREATE CONSTRAINT `a``b\\u005Cu0060` FOR (n:Leaf) REQUIRE n.i IS UNIQUE",
		"CREATE INDEX `x y` FOR (n:Hub) ON (n.name)",
		"CREATE INDEX FOR ()-[r:HAS]-() ON (r.since)",
		"CREATE FULLTEXT INDEX words FOR (n:Leaf) ON EACH [n.text]",
	} {
		_, err := db.rows(t.Context(), statement, nil)
		require.NoError(t, err, statement)
	}

	s.Driver(t)
	for what, statement := range map[string]string{
		"nodes":         "MATCH (n) RETURN n LIMIT 1",
		"relationships": "MATCH ()-[r]->() RETURN r LIMIT 1",
		"constraints":   "SHOW CONSTRAINTS YIELD name",
		"indexes":       "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name",
	} {
		left, err := db.rows(t.Context(), statement, nil)
		require.NoError(t, err)
		assert.Empty(t, left, what)
	}
	lookups, err := db.rows(t.Context(), "SHOW INDEXES YIELD name, type WHERE type = 'LOOKUP' RETURN name", nil)
	require.NoError(t, err)
	assert.Len(t, lookups, 2)
}

func TestDriverEndsWithItsTest(t *testing.T) {
	s := Start(t)
	var driver neo4j.DriverWithContext
	t.Run("inner", func(t *testing.T) { driver = s.Driver(t) })
	assert.Error(t, driver.VerifyConnectivity(t.Context()))
}

func TestRunHandsOverAnEmptyDatabase(t *testing.T) {
	first, err := Run(t.Context(), WithLog(nil))
	require.NoError(t, err)
	driver, err := first.connect()
	require.NoError(t, err)
	left := driver.NewSession(t.Context(), neo4j.SessionConfig{})
	open, err := left.BeginTransaction(t.Context())
	require.NoError(t, err)
	_, err = open.Run(t.Context(), "CREATE (:Left)", nil)
	require.NoError(t, err)
	_, err = emptied{driver, first.Database()}.rows(t.Context(), "CREATE (:Committed)", nil)
	require.NoError(t, err)

	// What a lease does, with a transaction of the last holder still open.
	require.NoError(t, first.handOver(t.Context()))
	rows, err := emptied{driver, first.Database()}.rows(t.Context(), "MATCH (n) RETURN n", nil)
	require.NoError(t, err)
	assert.Empty(t, rows)
	assert.Error(t, open.Commit(t.Context()), "the transaction was ended")
	require.NoError(t, driver.Close(t.Context()))
	require.NoError(t, first.Close())
}

func TestWithoutAServer(t *testing.T) {
	start := func(tb testing.TB) { new(shared).start(tb, []Option{WithLog(nil)}) }
	bare := func(t *testing.T) {
		t.Setenv("NEO4J_URI", "")
		t.Setenv("NEO4JTEST_BACKEND", "")
		t.Setenv("NEO4JTEST_REQUIRED", "")
		t.Setenv("NEO4JTEST_CACHE", t.TempDir())
		t.Setenv("PATH", "")
		t.Setenv("NEO4JTEST_IMAGE", "NOT AN IMAGE") // in case a Docker daemon is at hand
	}
	t.Run("the test is skipped with what was tried and what to install", func(t *testing.T) {
		bare(t)
		r := watch(t, start)
		assert.Equal(t, "skipped", r.how)
		for _, part := range []string{
			"NEO4J_URI: not set", "a local JVM: no Maven", "Docker: ",
			"install Maven (mvn on PATH) and JDK", "install Docker", "set NEO4J_URI",
		} {
			assert.Contains(t, r.said, part)
		}
	})
	t.Run("the test fails where a server is required", func(t *testing.T) {
		bare(t)
		t.Setenv("NEO4JTEST_REQUIRED", "1")
		r := watch(t, start)
		assert.Equal(t, "failed", r.how)
		assert.Contains(t, r.said, "install Maven")
	})
	t.Run("Run tells with ErrUnavailable", func(t *testing.T) {
		bare(t)
		_, err := Run(t.Context(), WithLog(nil))
		assert.ErrorIs(t, err, ErrUnavailable)
	})
	t.Run("a failure is remembered, so that the next test does not wait again", func(t *testing.T) {
		var process shared
		c := testConfig(t, t.TempDir())
		c.backend = "uri"
		_, first := process.server(t.Context(), c)
		require.ErrorIs(t, first, ErrUnavailable)
		_, second := process.server(t.Context(), c)
		assert.Same(t, first, second)
	})
}

func TestOptionsRefuse(t *testing.T) {
	tests := []struct {
		name string
		opt  Option
		want string
	}{
		{"unknown line", WithVersion("5"), `neo4jtest: WithVersion: unknown line "5": known are 4.4, 5.26, 2026`},
		{"no folder", WithDataDir(""), "neo4jtest: WithDataDir: the folder has no name"},
		{"no port", WithPort(70000), "neo4jtest: WithPort: 70000 is not a port"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Run(t.Context(), test.opt)
			assert.EqualError(t, err, test.want)
		})
	}
	t.Run("Start has no server of one's own", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		r := watch(t, func(tb testing.TB) { Start(tb, WithDataDir(data)) })
		assert.Equal(t, "failed", r.how)
		assert.Contains(t, r.said, "WithDataDir")
	})
}

func TestTheEnvironmentRefuses(t *testing.T) {
	for key, value := range map[string]string{
		"NEO4JTEST_VERSION": "3.5",
		"NEO4JTEST_BACKEND": "podman",
		"NEO4JTEST_IDLE":    "10",
		"NEO4JTEST_SERVERS": "0",
	} {
		t.Run(key, func(t *testing.T) {
			t.Setenv(key, value)
			_, err := Run(context.Background())
			assert.ErrorContains(t, err, key)
			assert.ErrorContains(t, err, value)
		})
	}
}
