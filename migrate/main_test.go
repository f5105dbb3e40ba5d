package migrate_test

import (
	"context"
	"os"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/migrate"
	"github.com/go-ogm/ogm/neo4jtest"
)

func TestMain(m *testing.M) {
	if task, child := os.LookupEnv(childVariable); child {
		os.Exit(beChild(task))
	}
	goleak.VerifyTestMain(m)
}

// world is an empty database, and what migrates it.
type world struct {
	*testing.T
	ctx    context.Context
	server *neo4jtest.Server
	driver neo4j.DriverWithContext
}

func setup(t *testing.T) *world {
	t.Helper()
	srv := neo4jtest.Start(t)
	return &world{t, t.Context(), srv, srv.Driver(t)}
}

// empty begins anew.
func (w *world) empty() { w.driver = w.server.Driver(w.T) }

// leaseIsOver is the end of the lease of a process that is dead, as if its time had passed. It is tried again where the server has just got a
// constraint, which 4.4 refuses.
func (w *world) leaseIsOver() {
	w.Helper()
	_, err := neo4j.ExecuteQuery(w.ctx, w.driver, "MATCH (l:__OgmMigrationLock) SET l.expires = 0", nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase("neo4j"))
	require.NoError(w, err)
}

// read gives the source of files, whose texts stand behind their names.
func (w *world) read(files ...string) *migrate.Source {
	w.Helper()
	source, err := migrate.Read(folder(files...), nil)
	require.NoError(w, err)
	return source
}

func (w *world) migrator(source *migrate.Source, opts ...migrate.Option) *migrate.Migrator {
	w.Helper()
	m, err := migrate.New(w.driver, source, opts...)
	require.NoError(w, err)
	return m
}

// up migrates by files, and gives the versions that ran.
func (w *world) up(m *migrate.Migrator) []string {
	w.Helper()
	results, err := m.Up(w.ctx)
	require.NoError(w, err)
	return versions(results)
}

func versions(results []migrate.Result) []string {
	list := []string{}
	for _, r := range results {
		list = append(list, r.Version.String())
	}
	return list
}

func (w *world) states(m *migrate.Migrator) map[string]migrate.State {
	w.Helper()
	entries, err := m.Status(w.ctx)
	require.NoError(w, err)
	all := map[string]migrate.State{}
	for _, e := range entries {
		all[e.Version.String()] = e.State
	}
	return all
}

func query(ctx context.Context, driver neo4j.DriverWithContext, text string, params map[string]any) ([]*neo4j.Record, error) {
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "neo4j"})
	defer session.Close(ctx)
	result, err := session.Run(ctx, text, params)
	if err != nil {
		return nil, err
	}
	return result.Collect(ctx)
}

// run sends a statement in auto-commit.
func (w *world) run(text string) []*neo4j.Record {
	w.Helper()
	records, err := query(w.ctx, w.driver, text, nil)
	require.NoError(w, err, text)
	return records
}

func (w *world) count(pattern string) int64 {
	w.Helper()
	return w.run("MATCH " + pattern + " RETURN count(*)")[0].Values[0].(int64)
}

// nothingIsLeft says that of a run there is the history, and a lock that nobody holds.
func (w *world) nothingIsLeft() {
	w.Helper()
	require.Zero(w, w.count("(n:__OgmMigrationRun)"))
	require.Zero(w, w.count("(n:__OgmMigrationProgress)"))
	require.Zero(w, w.count("(n:__OgmMigrationLock) WHERE n.expires > timestamp()"))
}
