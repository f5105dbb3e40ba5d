package migrate_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

func TestUpRunsWhatWaitsInOrder(t *testing.T) {
	w := setup(t)
	files := []string{
		"V1__people.cypher:CREATE CONSTRAINT person FOR (p:Person) REQUIRE p.id IS UNIQUE;\nCREATE (:Person {id: 1, order: 1});\nCREATE INDEX name FOR (p:Person) ON (p.name);",
		"V2__more.cypher:MATCH (p:Person) WITH count(p) AS n CREATE (:Person {id: 2, order: n + 1});",
		"R1_5__totals.cypher:MATCH (p:Person) WITH count(p) AS n MERGE (t:Total) SET t.n = n",
		"V10__batches.cypher:UNWIND range(1, 5) AS i CALL { WITH i CREATE (:Batch {i: i}) } IN TRANSACTIONS OF 2 ROWS",
	}
	m := w.migrator(w.read(files...))
	results, err := m.Up(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "1.5", "2", "10"}, versions(results))
	assert.Equal(t, 3, results[0].Statements)
	assert.Equal(t, int64(2), w.count("(:Person)"))
	assert.Equal(t, int64(5), w.count("(:Batch)"))
	assert.Equal(t, int64(1), w.count("(t:Total {n: 1})"))
	w.nothingIsLeft()

	assert.Empty(t, w.up(m), "a second time nothing waits")
	assert.Equal(t, int64(4), w.count("(:__OgmMigration)"))

	files[2] = "R1_5__totals.cypher:MATCH (p:Person) WITH count(p) AS n MERGE (t:Total) SET t.n = n * 100"
	m = w.migrator(w.read(files...))
	assert.Equal(t, migrate.StateOutdated, w.states(m)["1.5"])
	assert.Equal(t, []string{"1.5"}, w.up(m), "a repeatable one that has changed")
	assert.Equal(t, int64(1), w.count("(t:Total {n: 200})"))
	assert.Empty(t, w.up(m))
}

func TestUpTo(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.read("V1__a.cypher", "V2__b.cypher", "V3__c.cypher"))
	version, err := migrate.ParseVersion("2.5")
	require.NoError(t, err)
	results, err := m.UpTo(w.ctx, version)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "2"}, versions(results))
	assert.Equal(t, map[string]migrate.State{"1": migrate.StateApplied, "2": migrate.StateApplied, "3": migrate.StatePending}, w.states(m))
	assert.Equal(t, []string{"3"}, w.up(m))
}

func TestAFileThatFailsIsMendedBehindWhatIsStored(t *testing.T) {
	w := setup(t)
	first := "// ogm: transaction=each\nCREATE (:A {n: 1});\nCREATE (:A {n: 2});\n"
	m := w.migrator(w.read("V1__a.cypher:"+first+"CREATE (:B) RETURN 1/0;\nCREATE (:C);", "V2__b.cypher"))
	results, err := m.Up(w.ctx)
	assert.Empty(t, results)
	var wrong *migrate.FileError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, 4, wrong.Line)
	assert.ErrorContains(t, err, "ogm: migrate: V1__a.cypher:4: the statement did not run: ")
	assert.Equal(t, int64(2), w.count("(:A)"))
	assert.Zero(t, w.count("(:B)"))
	entries, err := m.Status(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, migrate.StateInterrupted, entries[0].State)
	assert.Equal(t, 2, entries[0].Done)

	_, err = w.migrator(w.read("V1__a.cypher:CREATE (:A {n: 1});CREATE (:A {n: 3});CREATE (:B);")).Up(w.ctx)
	require.ErrorContains(t, err, "its first 2 statements ran before it was interrupted, and are not the same any more; restore them")
	_, err = w.migrator(w.read("V2__b.cypher")).Up(w.ctx)
	require.ErrorContains(t, err, "V1__a.cypher: version 1 was interrupted behind statement 2, and is not there any more; restore it")

	m = w.migrator(w.read("V1__a.cypher:"+first+"/* mended */ CREATE (:B);", "V2__b.cypher"))
	results, err = m.Up(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "2"}, versions(results))
	assert.True(t, results[0].Resumed)
	assert.Equal(t, 1, results[0].Statements)
	assert.Equal(t, int64(2), w.count("(:A)"))
	assert.Equal(t, int64(1), w.count("(:B)"))
	w.nothingIsLeft()
}

func TestAFileThatStoredNothingMayBeTakenAway(t *testing.T) {
	w := setup(t)
	_, err := w.migrator(w.read("V1__a.cypher:RETURN 1/0")).Up(w.ctx)
	require.Error(t, err)
	_, err = w.migrator(w.read("V1__a.cypher:CREATE (:A {x: 'a' + })")).Up(w.ctx)
	require.ErrorContains(t, err, "Neo.ClientError.Statement.SyntaxError")
	assert.Equal(t, []string{"2"}, w.up(w.migrator(w.read("V2__b.cypher"))))
	w.nothingIsLeft()
}

func TestSchemaThatIsRefusedIsNotTakenForDone(t *testing.T) {
	w := setup(t)
	w.run("CREATE INDEX mine FOR (n:Other) ON (n.x)")
	files := "V1__a.cypher:CREATE (:A);\nCREATE INDEX mine FOR (n:Other) ON (n.x);\nDROP INDEX nobody;"
	for range 2 {
		_, err := w.migrator(w.read(files)).Up(w.ctx)
		require.ErrorContains(t, err, "V1__a.cypher:2: the statement did not run")
	}
	w.run("DROP INDEX mine")
	_, err := w.migrator(w.read(files)).Up(w.ctx)
	require.ErrorContains(t, err, "V1__a.cypher:3: the statement did not run")
	assert.Equal(t, int64(1), w.count("(:A)"))
}

func TestAnIndexThatFails(t *testing.T) {
	w := setup(t)
	w.run("CREATE (:Page {text: reduce(text = 'secret', i IN range(1, 5000) | text + i)})") // more than an index takes
	m := w.migrator(w.read("V1__a.cypher:CREATE INDEX page FOR (p:Page) ON (p.text);\nCREATE (:Done)"))
	_, err := m.Up(w.ctx)
	require.ErrorContains(t, err, "V1__a.cypher:1: an index of the statements from here on does not come online: the index page has failed: ")
	require.ErrorContains(t, err, "too large")
	var failed *migrate.IndexError
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, "page", failed.Name)
	_, err = m.Up(w.ctx)
	require.ErrorAs(t, err, &failed)
	assert.Zero(t, w.count("(:Done)"))
	w.run("MATCH (p:Page) DELETE p")
	w.run("DROP INDEX page")
	assert.Equal(t, []string{"1"}, w.up(m))
	assert.Equal(t, int64(1), w.count("(:Done)"))
}

func TestIndexesOfOthersThatHaveFailedAreNoneOfOurs(t *testing.T) {
	w := setup(t)
	w.run("CREATE (:Page {text: reduce(text = 'secret', i IN range(1, 5000) | text + i)})")
	w.run("CREATE INDEX page FOR (p:Page) ON (p.text)")
	_, err := query(w.ctx, w.driver, "CALL db.awaitIndexes(60)", nil)
	require.Error(t, err)
	assert.Equal(t, []string{"1"}, w.up(w.migrator(w.read("V1__a.cypher:CREATE INDEX a FOR (n:A) ON (n.x)"))))
}

func TestAnAutoCommitStatementThatWasInterrupted(t *testing.T) {
	w := setup(t)
	const batches = "UNWIND range(4, -1, -1) AS i CALL { WITH i CREATE (:Batch {i: 1 / i}) } IN TRANSACTIONS OF 1 ROWS;"
	m := w.migrator(w.read("V1__a.cypher:CREATE (:A);\n" + batches))
	_, err := m.Up(w.ctx)
	require.ErrorContains(t, err, "V1__a.cypher:2: the statement did not run")
	assert.Equal(t, int64(4), w.count("(:Batch)"))
	_, err = m.Up(w.ctx)
	require.ErrorContains(t, err, "V1__a.cypher:2: this statement makes transactions of its own, and was interrupted: some, all or none of it may be stored; if it may run again")

	m = w.migrator(w.read("V1__a.cypher:CREATE (:A);\n// ogm:next repeat=safe\nUNWIND range(1, 5) AS i CALL { WITH i MERGE (:Safe {i: i}) } IN TRANSACTIONS OF 1 ROWS;"))
	assert.Equal(t, []string{"1"}, w.up(m))
	assert.Equal(t, int64(5), w.count("(:Safe)"))
	assert.Equal(t, int64(1), w.count("(:A)"))
	w.nothingIsLeft()
}

func TestMigrationsInGo(t *testing.T) {
	w := setup(t)
	version := func(text string) migrate.Version {
		v, err := migrate.ParseVersion(text)
		require.NoError(t, err)
		return v
	}
	failing := true
	m := w.migrator(w.read("V1__a.cypher", "V3__c.cypher"), migrate.WithGo(
		migrate.GoMigration{Version: version("2"), Description: "in a transaction", Up: func(ctx context.Context, tx *migrate.Tx) error {
			rows, err := tx.Run(ctx, "CREATE (g:Go {n: $n}) RETURN g.n AS n", map[string]any{"n": 7})
			if err != nil {
				return err
			}
			if failing {
				return errors.New("not yet")
			}
			_, err = tx.Run(ctx, "CREATE (:Go {n: $n})", map[string]any{"n": rows[0]["n"]})
			return err
		}, Down: func(ctx context.Context, tx *migrate.Tx) error {
			_, err := tx.Run(ctx, "MATCH (g:Go) DELETE g", nil)
			return err
		}},
		migrate.GoMigration{Version: version("4"), Description: "schema", Schema: true, Up: func(ctx context.Context, tx *migrate.Tx) error {
			_, err := tx.Run(ctx, "CREATE INDEX go IF NOT EXISTS FOR (g:Go) ON (g.n)", nil)
			return err
		}},
	))
	results, err := m.Up(w.ctx)
	require.EqualError(t, err, "ogm: migrate: the function of version 2 (in a transaction): not yet")
	assert.Equal(t, []string{"1"}, versions(results))
	assert.Zero(t, w.count("(:Go)"))
	failing = false
	assert.Equal(t, []string{"2", "3", "4"}, w.up(m))
	assert.Equal(t, int64(2), w.count("(g:Go {n: 7})"))
	results, err = m.DownTo(w.ctx, version("3"))
	require.ErrorContains(t, err, "the function of version 4 (schema): there is nothing that takes it back")
	assert.Empty(t, results)
	w.nothingIsLeft()

	_, err = migrate.New(w.driver, w.read("V2__a.cypher"), migrate.WithGo(migrate.GoMigration{Version: version("2.0"), Description: "x", Up: func(context.Context, *migrate.Tx) error { return nil }}))
	require.EqualError(t, err, "ogm: migrate: version 2.0 is that of V2__a.cypher and of the function of version 2.0 (x); give one of them the next version")
}

func TestCallbacksAndPreconditions(t *testing.T) {
	w := setup(t)
	files := []string{
		"beforeFirstUse.cypher:CREATE (:Call {phase: 'first'})", "beforeMigrate.cypher:CREATE (:Call {phase: 'before'})", "afterMigrate.cypher:CREATE (:Call {phase: 'after'})",
		"beforeValidate.cypher:RETURN 1", "beforeInfo.cypher:RETURN 1",
		"V1__a.cypher:CREATE (:A)",
		"a/V2__alternative.cypher:// assume q' RETURN false\nCREATE (:Wrong)",
		"b/V2__alternative.cypher:// assume q' MATCH (a:A) RETURN count(a) = 1\n// assume that version is ge 4.4\nCREATE (:Right)",
		"V3__never.cypher:// assume that edition is enterprise\n// assume that version is lt 4\nCREATE (:Wrong)",
	}
	m := w.migrator(w.read(files...))
	assert.Equal(t, []string{"1", "2"}, w.up(m))
	assert.Equal(t, int64(1), w.count("(:Right)"))
	assert.Zero(t, w.count("(:Wrong)"))
	assert.Equal(t, int64(3), w.count("(:Call)"))
	assert.Empty(t, w.up(m))
	assert.Equal(t, int64(3), w.count("(:Call)"), "nothing ran")
	assert.Equal(t, map[string]migrate.State{"1": migrate.StateApplied, "2": migrate.StateApplied, "3": migrate.StateLeftOut}, w.states(m))

	m = w.migrator(w.read(append(files, "V4__asserted.cypher:// why\n// assert q' MATCH (x:Nobody) RETURN count(x) = 1\nCREATE (:Wrong)")...))
	_, err := m.Up(w.ctx)
	require.ErrorContains(t, err, "V4__asserted.cypher:2: the precondition does not hold: assert q' MATCH (x:Nobody) RETURN count(x) = 1; make it true")
	assert.NoError(t, m.Validate(w.ctx), "nothing that ran has changed")
}

func TestPlaceholdersAreSentAndNotShown(t *testing.T) {
	w := setup(t)
	source, err := migrate.Read(folder("V1__a.cypher:CREATE (:A {secret: '${secret}'});\nCREATE (:A {secret: '${secret}'}) RETURN 1/0"), &migrate.Options{Placeholders: map[string]string{"secret": "hush 'hush'"}})
	require.NoError(t, err)
	_, err = w.migrator(source).Up(w.ctx)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hush")
}

func TestSeveralDatabases(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.read("V1__a.cypher:CREATE (:A);\n:use neo4j\nCREATE (:A);"))
	assert.Equal(t, []string{"1"}, w.up(m), "the home database by its name")
	assert.Equal(t, int64(2), w.count("(:A)"))
	_, err := w.migrator(w.read("V1__a.cypher:CREATE (:A);\n:use neo4j\nCREATE (:A);", "V2__b.cypher:CREATE (:A);\n:use elsewhere\nCREATE (:B)")).Up(w.ctx)
	require.ErrorContains(t, err, "Neo.ClientError.Database.DatabaseNotFound")
	assert.Equal(t, int64(2), w.count("(:A)"))
	w.nothingIsLeft()
}
