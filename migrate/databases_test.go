package migrate_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/migrate"
)

// TestEachStatementGoesToItsDatabase has a server play several databases, which Community Edition does not have. That statements and log of
// a database share transactions is what the real ones show.
func TestEachStatementGoesToItsDatabase(t *testing.T) {
	var mu sync.Mutex
	sent := map[string][]string{} // by database
	together := map[int][]string{}
	server := bolttest.Start(t, func(run bolttest.Run) bolttest.Response {
		mu.Lock()
		defer mu.Unlock()
		sent[run.Database] = append(sent[run.Database], run.Text)
		if run.InTx {
			together[run.Transaction] = append(together[run.Transaction], run.Text)
		}
		for fragment, answer := range map[string]bolttest.Response{
			"dbms.components":             {Keys: []string{"name", "versions", "edition"}, Records: [][]any{{"Neo4j Kernel", []any{"5.26.0"}, "enterprise"}}, Summary: map[string]any{"db": run.Database}},
			"RETURN l.token AS token":     bolttest.Rows([]string{"token"}, []any{int64(1)}),
			"AS held":                     bolttest.Rows([]string{"held"}, []any{true}),
			"CREATE (r:__OgmMigrationRun": bolttest.Rows([]string{"id"}, []any{"run"}),
			"- r.started AS took":         bolttest.Rows([]string{"took"}, []any{int64(5)}),
		} {
			if strings.Contains(run.Text, fragment) {
				return answer
			}
		}
		return bolttest.Pass()
	})
	driver, err := neo4j.NewDriverWithContext(server.URI("bolt"), neo4j.NoAuth())
	require.NoError(t, err)
	defer driver.Close(t.Context())
	source, err := migrate.Read(folder("V1__a.cypher:CREATE (:A);\n:use movies\nCREATE (:M);\nCREATE INDEX m FOR (m:M) ON (m.x);\n:use app\nCREATE (:B);\n:use people\nCREATE (:P);\nCREATE USER joe IF NOT EXISTS SET PASSWORD 'x';"), nil)
	require.NoError(t, err)
	m, err := migrate.New(driver, source, migrate.WithDatabase("app"))
	require.NoError(t, err)
	results, err := m.Up(t.Context())
	require.NoError(t, err)
	require.Len(t, results, 1)
	assert.Empty(t, server.Violations())

	mu.Lock()
	defer mu.Unlock()
	where := func(fragment string) (names []string) {
		for _, name := range []string{"app", "movies", "people", "system"} {
			for _, text := range sent[name] {
				if strings.Contains(text, fragment) {
					names = append(names, name)
					break
				}
			}
		}
		return names
	}
	for fragment, want := range map[string][]string{
		"CREATE (:A)": {"app"}, "CREATE (:B)": {"app"}, "CREATE (:M)": {"movies"}, "CREATE INDEX m": {"movies"}, "CREATE (:P)": {"people"}, "CREATE USER joe": {"system"},
		"MERGE (m:__OgmMigration {key": {"app"}, "CREATE (r:__OgmMigrationRun": {"app"},
		"MERGE (l:__OgmMigrationLock":          {"app", "movies", "people"},
		"MERGE (f:__OgmMigrationFence":         {"app", "movies", "people"},
		"SET p.done = $done":                   {"app", "movies", "people"},
		"CREATE CONSTRAINT __OgmMigrationLock": {"app", "movies", "people"},
		"CREATE CONSTRAINT __OgmMigration_key": {"app"},
	} {
		assert.Equal(t, want, where(fragment), fragment)
	}
	for name := range sent {
		assert.Contains(t, []string{"app", "movies", "people", "system"}, name)
	}
	for _, texts := range together {
		if all := strings.Join(texts, "\n"); strings.Contains(all, "CREATE (:M)") {
			assert.Contains(t, all, "SET p.done = $done", "statements and their line of the log are in one transaction")
			assert.NotContains(t, all, "CREATE (:A)")
		}
	}
}

// TestAClockThatJumps moves the database's clock, which is the only one, against the lease while a run is within a statement. That of the process
// is asked nothing.
func TestAClockThatJumps(t *testing.T) {
	w := setup(t)
	const tenMinutes = "600000"
	for jump, lost := range map[string]bool{"ahead": true, "back": false} {
		w.empty()
		sign := map[string]string{"ahead": " - ", "back": " + "}[jump]
		jumped := false
		m := w.migrator(w.read("V1__a.cypher:CREATE (:A);", "V2__b.cypher:CREATE (:B);\nCREATE (:B);"), migrate.WithObserver(func(text string) func(error) {
			if text == "CREATE (:B)" && !jumped {
				jumped = true
				w.run("MATCH (l:__OgmMigrationLock) SET l.expires = l.expires" + sign + tenMinutes)
			}
			return func(error) {}
		}))
		results, err := m.Up(w.ctx)
		if lost {
			require.ErrorIs(t, err, migrate.ErrLockLost)
			assert.Equal(t, []string{"1"}, versions(results))
			assert.Zero(t, w.count("(:B)"), "nothing of what was under way is stored")
			assert.Equal(t, []string{"2"}, w.up(w.migrator(w.read("V1__a.cypher:CREATE (:A);", "V2__b.cypher:CREATE (:B);\nCREATE (:B);"))))
		} else {
			require.NoError(t, err)
		}
		assert.Equal(t, int64(1), w.count("(:A)"), jump)
		assert.Equal(t, int64(2), w.count("(:B)"), jump)
		w.nothingIsLeft()
	}
}
