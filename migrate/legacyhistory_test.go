package migrate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// chain is the versions along MIGRATED_TO, with what is said on the way.
func (w *world) chain() []string {
	w.Helper()
	var all []string
	for _, r := range w.run("MATCH p = (b:__Neo4jMigration {version: 'BASELINE'})-[:MIGRATED_TO*0..]->(m) WITH m, length(p) AS n ORDER BY n " +
		"OPTIONAL MATCH ()-[t:MIGRATED_TO]->(m) RETURN m.version, m.type, m.repeatable, m.source, m.checksum, t.by IS NOT NULL AND t.`in` IS NOT NULL AND t.at IS NOT NULL, t.connectedAs") {
		all = append(all, strings.TrimSpace(fmt.Sprintln(r.Values...)))
	}
	return all
}

// javaChain is what neo4j-migrations leaves behind two files. The checksum is one that it gave.
const javaChain = "CREATE (:__Neo4jMigration {version: 'BASELINE'})-[:MIGRATED_TO {at: datetime({timezone: 'UTC'}), `in`: duration({milliseconds: 12}), by: 'joe', connectedAs: 'neo4j'}]->" +
	"(one:__Neo4jMigration {version: '1', description: 'a', type: 'CYPHER', repeatable: false, source: 'V1__a.cypher', checksum: '1902097523'})-[:MIGRATED_TO {at: datetime({timezone: 'UTC'}), `in`: duration({milliseconds: 7}), by: 'joe', connectedAs: 'neo4j'}]->" +
	"(two:__Neo4jMigration {version: '3', description: 'in Java', type: 'JAVA', repeatable: false, source: 'com.example.V3__in_Java'})"

const javaFile = "V1__a.cypher:MATCH (n) RETURN count(n) AS n;\nMATCH (n) RETURN count(n) AS n;\nMATCH (n) RETURN count(n) AS n;"

func TestAChainOfNeo4jMigrationsIsReadValidatedAndContinued(t *testing.T) {
	w := setup(t)
	w.run(javaChain)
	m := w.migrator(w.read(javaFile, "V2__between.cypher", "V10__ten.cypher:CREATE (:Ten)", "R4__again.cypher:CREATE (:Again)"), migrate.WithLegacyHistory(), migrate.WithOutOfOrder())
	entries, err := m.Status(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, migrate.StateApplied, entries[0].State)
	assert.Equal(t, 12*time.Millisecond, entries[0].Took)
	assert.Equal(t, "joe", entries[0].By)
	assert.Equal(t, map[string]migrate.State{"1": migrate.StateApplied, "2": migrate.StateOutOfOrder, "3": migrate.StateApplied, "4": migrate.StatePending, "10": migrate.StatePending}, w.states(m))

	assert.Equal(t, []string{"2", "4", "10"}, w.up(m))
	assert.Empty(t, w.up(m))
	require.NoError(t, m.Validate(w.ctx))
	chain := w.chain()
	require.Len(t, chain, 6)
	for i, begin := range []string{"BASELINE", "1 CYPHER false V1__a.cypher 1902097523 true neo4j", "2 CYPHER false V2__between.cypher ", "3 JAVA false com.example.V3__in_Java <nil> true neo4j", "4 CYPHER true R4__again.cypher ", "10 CYPHER false V10__ten.cypher "} {
		assert.Contains(t, chain[i], begin)
	}
	assert.Contains(t, chain[2], " true anonymous")
	assert.Zero(t, w.count("(:__Neo4jMigrationsLock)"))
	assert.Zero(t, w.count("(:__OgmMigration)"))
	w.nothingIsLeft()

	m = w.migrator(w.read(javaFile, "V2__between.cypher", "V10__ten.cypher:CREATE (:Ten)", "R4__again.cypher:CREATE (:Again {n: 2})"), migrate.WithLegacyHistory())
	assert.Equal(t, []string{"4"}, w.up(m), "what repeats")
	assert.Equal(t, int64(1), w.count("(m:__Neo4jMigration {version: '4'})-[r:REPEATED {by: r.by}]->(m)"))
	assert.Empty(t, w.up(m))

	m = w.migrator(w.read(javaFile, "V2__between.cypher", "U2__between.cypher", "V10__ten.cypher:CREATE (:Edited)", "R4__again.cypher:CREATE (:Again {n: 2})"), migrate.WithLegacyHistory())
	require.ErrorContains(t, m.Validate(w.ctx), "V10__ten.cypher: it is not what ran as version 10")
	repaired, err := m.Repair(w.ctx)
	require.NoError(t, err)
	assert.Len(t, repaired, 1)
	require.NoError(t, m.Validate(w.ctx))

	_, err = w.migrator(w.read(javaFile, "V2__between.cypher", "U2__between.cypher", "V10__ten.cypher:CREATE (:Edited)", "U10__ten.cypher:MATCH (t:Ten) DELETE t", "R4__again.cypher:CREATE (:Again {n: 2})"), migrate.WithLegacyHistory()).Down(w.ctx)
	require.NoError(t, err)
	assert.Len(t, w.chain(), 5)
}

func TestAChainBeginsWithBaseline(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.read(javaFile), migrate.WithLegacyHistory())
	assert.Equal(t, []string{"1"}, w.up(m))
	chain := w.chain()
	require.Len(t, chain, 2)
	assert.Equal(t, "1 CYPHER false V1__a.cypher 1902097523 true anonymous", chain[1])
	require.ErrorContains(t, m.Baseline(w.ctx, version(t, "1")), "this one has 1 lines")
}

func TestTheLockOfNeo4jMigrations(t *testing.T) {
	w := setup(t)
	w.run("CREATE (:__Neo4jMigrationsLock {id: 'theirs', name: 'John Doe'})")
	m := w.migrator(w.read(javaFile), migrate.WithLegacyHistory(), migrate.WithLockTimeout(300*time.Millisecond))
	_, err := m.Up(w.ctx)
	require.ErrorIs(t, err, migrate.ErrLocked)
	require.ErrorContains(t, err, "neo4j-migrations")
	w.run("MATCH (l:__Neo4jMigrationsLock) SET l.id = 'ogm-of-a-process-that-was-killed'")
	assert.Equal(t, []string{"1"}, w.up(w.migrator(w.read(javaFile), migrate.WithLegacyHistory())))
	assert.Zero(t, w.count("(:__Neo4jMigrationsLock)"))

	// Of a process that was killed when all was done: Up runs nothing, and takes it away all the same; so does Unlock.
	for _, call := range []func(*migrate.Migrator) error{
		func(m *migrate.Migrator) error { _, err := m.Up(w.ctx); return err },
		func(m *migrate.Migrator) error { _, err := m.Unlock(w.ctx); return err },
	} {
		w.run("CREATE (:__Neo4jMigrationsLock {id: 'ogm-of-a-process-that-was-killed', name: 'John Doe'})")
		require.NoError(t, call(w.migrator(w.read(javaFile), migrate.WithLegacyHistory())))
		assert.Zero(t, w.count("(:__Neo4jMigrationsLock)"))
	}
}
