package migrate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

func TestValidateFindsWhatIsNotWhatRan(t *testing.T) {
	w := setup(t)
	w.up(w.migrator(w.read("V1__a.cypher:CREATE (:A)", "V2__b.cypher:CREATE (:B)", "V4__d.cypher")))

	require.NoError(t, w.migrator(w.read("V1__a.cypher:// explained since\nCREATE  (:A);", "V2__b.cypher:CREATE (:B)", "V4__d.cypher", "V5__e.cypher")).Validate(w.ctx))
	m := w.migrator(w.read("V1__a.cypher:CREATE (:Other)", "V3__c.cypher", "V4__d.cypher"))
	err := m.Validate(w.ctx)
	require.ErrorContains(t, err, "V1__a.cypher: it is not what ran as version 1 at 20")
	require.ErrorContains(t, err, "V3__c.cypher: it has not run, and version 4, which comes later, has; give it a version behind that, or allow migrations out of order")
	require.ErrorContains(t, err, "V2__b.cypher: version 2 ran at 20")
	_, up := m.Up(w.ctx)
	require.EqualError(t, up, err.Error(), "and nothing runs")
	require.ErrorIs(t, err, migrate.ErrDrift)
	require.ErrorIs(t, up, migrate.ErrDrift)
	var first *migrate.FileError
	require.ErrorAs(t, err, &first)
	assert.Equal(t, "V1__a.cypher", first.File)
	assert.Equal(t, map[string]migrate.State{"1": migrate.StateChanged, "2": migrate.StateMissing, "3": migrate.StateOutOfOrder, "4": migrate.StateApplied}, w.states(m))

	m = w.migrator(w.read("V1__a.cypher:CREATE (:Other)", "V2__b.cypher:CREATE (:B)", "V3__c.cypher", "V4__d.cypher"), migrate.WithOutOfOrder())
	repaired, err := m.Repair(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []migrate.Version{version(t, "1")}, repaired)
	assert.Equal(t, []string{"3"}, w.up(m))
	require.NoError(t, m.Validate(w.ctx))
	assert.Zero(t, w.count("(:Other)"), "Repair runs nothing")
	w.nothingIsLeft()
}

func TestDownTakesBack(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.read(
		"V1__a.cypher:CREATE (:A)", "U1__a.cypher:MATCH (a:A) DELETE a",
		"V2__b.cypher:CREATE (:B);\nCREATE INDEX b FOR (b:B) ON (b.x)", "U2__b.cypher:DROP INDEX b;\nMATCH (b:B) DELETE b;",
		"R3__c.cypher", "V4__d.cypher:CREATE (:D)", "U4__d.cypher:MATCH (d:D) DELETE d;\nRETURN 1 / $none",
	))
	results, err := m.Down(w.ctx)
	require.NoError(t, err)
	assert.Empty(t, results, "nothing ran")
	w.up(m)
	_, err = m.Down(w.ctx)
	require.ErrorContains(t, err, "U4__d.cypher:2: the statement did not run")
	assert.Equal(t, int64(1), w.count("(:D)"), "both in one transaction")
	assert.Equal(t, migrate.StateUndoing, w.states(m)["4"])

	files := []string{
		"V1__a.cypher:CREATE (:A)", "U1__a.cypher:MATCH (a:A) DELETE a",
		"V2__b.cypher:CREATE (:B);\nCREATE INDEX b FOR (b:B) ON (b.x)", "U2__b.cypher:DROP INDEX b;\nMATCH (b:B) DELETE b;",
		"R3__c.cypher", "V4__d.cypher:CREATE (:D)",
	}
	m = w.migrator(w.read(append(files, "U4__d.cypher:// ogm: transaction=each\nMATCH (d:D) DELETE d;\nRETURN 1 / $none")...))
	_, err = m.Down(w.ctx)
	require.Error(t, err)
	assert.Zero(t, w.count("(:D)"))
	_, err = m.Up(w.ctx)
	require.ErrorContains(t, err, "version 4 is half taken back, since down was interrupted behind statement 1 of V4__d.cypher; call down again")

	m = w.migrator(w.read(append(files, "U4__d.cypher:MATCH (d:D) DELETE d;\nRETURN 1")...))
	results, err = m.Down(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"4"}, versions(results))
	assert.True(t, results[0].Undone)
	results, err = m.DownTo(w.ctx, version(t, "0"))
	require.NoError(t, err)
	assert.Equal(t, []string{"2", "1"}, versions(results))
	assert.Zero(t, w.count("(n) WHERE n:A OR n:B OR n:D"))
	w.nothingIsLeft()
	assert.Equal(t, []string{"1", "2", "4"}, w.up(m), "and up again; the repeatable one is left alone")
}

func TestBaselineAndMark(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.read("V1__a.cypher:CREATE (:A)", "V2__b.cypher:CREATE (:B)", "V3__c.cypher:CREATE (:C);\nCALL { CREATE (:C) } IN TRANSACTIONS", "V4__d.cypher:CREATE (:D)"))
	require.NoError(t, m.Baseline(w.ctx, version(t, "2")))
	require.ErrorContains(t, m.Baseline(w.ctx, version(t, "3")), "Baseline is for a database without history")
	require.NoError(t, m.Mark(w.ctx, version(t, "3")))
	require.ErrorContains(t, m.Mark(w.ctx, version(t, "9")), "there is no migration of version 9")
	assert.Equal(t, []string{"4"}, w.up(m))
	assert.Equal(t, int64(1), w.count("(n) WHERE n:A OR n:B OR n:C OR n:D"))
	assert.Equal(t, map[string]migrate.State{"1": migrate.StateBaseline, "2": migrate.StateBaseline, "3": migrate.StateApplied, "4": migrate.StateApplied}, w.states(m))
	require.NoError(t, m.Validate(w.ctx))
}

func TestMarkEndsAnInterruptedRun(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.read("V1__a.cypher:CREATE (:A);\nUNWIND [1, 0] AS i CALL { WITH i CREATE (:A {i: 1 / i}) } IN TRANSACTIONS OF 1 ROWS", "V2__b.cypher"))
	_, err := m.Up(w.ctx)
	require.Error(t, err)
	require.ErrorContains(t, m.Mark(w.ctx, version(t, "2")), "version 1 is interrupted")
	require.NoError(t, m.Mark(w.ctx, version(t, "1")))
	assert.Equal(t, []string{"2"}, w.up(m))
	w.nothingIsLeft()
}

func TestPlanAsksTheServerAndRunsNothing(t *testing.T) {
	w := setup(t)
	files := []string{
		"V1__a.cypher:CREATE (:A);\nCREATE INDEX a FOR (a:A) ON (a.x);\nCALL { CREATE (:A) } IN TRANSACTIONS;\nEXPLAIN RETURN 1;",
		"V2__b.cypher:CREATE (:B) RETURN x;",
	}
	plan, err := w.migrator(w.read(files...)).Plan(w.ctx)
	require.ErrorContains(t, err, "ogm: migrate: V2__b.cypher:1: the server would not run the statement: ")
	require.ErrorContains(t, err, "Variable `x` not defined")
	require.Len(t, plan, 2)
	require.Len(t, plan[0].Transactions, 4)
	assert.True(t, plan[0].Transactions[1].Schema)
	assert.True(t, plan[0].Transactions[2].AutoCommit)
	assert.Zero(t, w.count("(n)"), "not even a lock")
	assert.Empty(t, w.run("SHOW CONSTRAINTS"))

	w.up(w.migrator(w.read(files[0])))
	plan, err = w.migrator(w.read(files[0], "V2__b.cypher:CREATE (:B)")).Plan(w.ctx)
	require.NoError(t, err)
	require.Len(t, plan, 1)
	assert.Equal(t, "V2__b.cypher", plan[0].Migration.Script.File)
}

func TestALockIsWaitedForAndBroken(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.read("V1__a.cypher"), migrate.WithLockTimeout(100*time.Millisecond))
	held, err := m.Unlock(w.ctx)
	require.NoError(t, err)
	assert.False(t, held)
	w.run("CREATE (:__OgmMigrationLock {name: 'lock', token: 7, owner: 'somebody', expires: timestamp() + 3600000})")
	_, err = m.Up(w.ctx)
	require.ErrorIs(t, err, migrate.ErrLocked)
	var locked *migrate.LockedError
	require.ErrorAs(t, err, &locked)
	assert.Equal(t, "somebody", locked.Owner)
	assert.Greater(t, locked.Left, time.Minute)
	assert.Equal(t, map[string]migrate.State{"1": migrate.StatePending}, w.states(m), "Status waits for no lock")
	held, err = m.Unlock(w.ctx)
	require.NoError(t, err)
	assert.True(t, held)
	assert.Equal(t, []string{"1"}, w.up(m))
	assert.Equal(t, int64(9), w.run("MATCH (l:__OgmMigrationLock) RETURN l.token")[0].Values[0])
}

func TestOptionsRefuse(t *testing.T) {
	w := setup(t)
	for want, option := range map[string]migrate.Option{
		"WithLease: 1ms is less than 1s":                        migrate.WithLease(time.Millisecond),
		"WithLockTimeout: 0s is no time to wait":                migrate.WithLockTimeout(0),
		`WithDatabase: "system" is no name`:                     migrate.WithDatabase("system"),
		"WithLogger: the logger is nil":                         migrate.WithLogger(nil),
		"WithProgress: the function is nil":                     migrate.WithProgress(nil),
		"an option is nil":                                      nil,
		`WithGo: the migration "" has no version`:               migrate.WithGo(migrate.GoMigration{}),
		"WithGo: the migration of version 1 does nothing; give": migrate.WithGo(migrate.GoMigration{Version: version(t, "1"), Description: "x"}),
		"WithGo: the migration of version 1 has no description": migrate.WithGo(migrate.GoMigration{Version: version(t, "1")}),
	} {
		_, err := migrate.New(w.driver, nil, option)
		require.ErrorContains(t, err, "ogm: migrate: "+want)
	}
	_, err := migrate.New(nil, nil)
	require.Error(t, err)
}
