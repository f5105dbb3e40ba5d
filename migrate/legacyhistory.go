package migrate

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// WithLegacyHistory keeps the history in the chain of neo4j-migrations instead of nodes of our own: it is read, validated by that tool's
// checksums, and continued, and that tool accepts the result. By default the history is our own, and a chain is
// not looked at.
//
// Functions become lines of the type JAVA, with the checksum that they are given, or none: that tool accepts them if it has a class of the same version
// and checksum, which need not do anything. Baseline writes a line for each migration up to its version, since a chain
// has no other form of it. Folders that set another schema database are not read.
//
// While Up and the others write, the lock of neo4j-migrations is held, too. It has no end: if this process is killed, the
// next call of Up, or Unlock, takes it away, and until then that tool refuses to run.
func WithLegacyHistory() Option {
	return func(s *settings) error {
		s.legacy = true
		return nil
	}
}

// legacyHistory is a chain of neo4j-migrations: BASELINE, MIGRATED_TO, a node for each version, MIGRATED_TO …. A
// repetition is a relationship REPEATED of a node with itself, of which the newest counts.
type legacyHistory struct{}

var _ history = legacyHistory{}

const (
	readChain = "MATCH (m:__Neo4jMigration) WHERE m.version <> 'BASELINE' AND m.migrationTarget IS NULL " +
		"OPTIONAL MATCH ()-[t:MIGRATED_TO]->(m) OPTIONAL MATCH (m)-[r:REPEATED]->(m) " +
		"WITH m, t, r ORDER BY r.at DESC WITH m, t, collect(r)[0] AS r " +
		"RETURN m.version AS version, m.description AS description, m.type AS type, m.repeatable AS repeatable, m.source AS source, " +
		"coalesce(r.checksum, m.checksum) AS checksum, coalesce(r.at, t.at) AS at, coalesce(r.`in`, t.`in`).milliseconds AS took, coalesce(r.by, t.by) AS by, " +
		"t IS NULL AS loose ORDER BY at"
	addToChain = "MERGE (b:__Neo4jMigration {version: 'BASELINE'}) WITH b MATCH (p:__Neo4jMigration {version: $after}) WHERE p.migrationTarget IS NULL " +
		"OPTIONAL MATCH (p)-[old:MIGRATED_TO]->(next) " +
		"CREATE (m:__Neo4jMigration {version: $version, description: $description, type: $type, repeatable: $repeatable, source: $file, checksum: $checksum}) " +
		"CREATE (p)-[:MIGRATED_TO {at: datetime({timezone: 'UTC'}), `in`: duration({milliseconds: $took}), by: $by, connectedAs: $connectedAs}]->(m) " +
		"FOREACH (n IN CASE WHEN next IS NULL THEN [] ELSE [next] END | CREATE (m)-[r:MIGRATED_TO]->(n) SET r = properties(old) DELETE old)"
	repeatInChain = "MATCH (m:__Neo4jMigration {version: $version}) WHERE m.migrationTarget IS NULL " +
		"CREATE (m)-[:REPEATED {checksum: $checksum, at: datetime({timezone: 'UTC'}), `in`: duration({milliseconds: $took}), by: $by, connectedAs: $connectedAs}]->(m)"
	removeFromChain = "MATCH (p)-[:MIGRATED_TO]->(m:__Neo4jMigration {version: $version}) WHERE m.migrationTarget IS NULL " +
		"OPTIONAL MATCH (m)-[old:MIGRATED_TO]->(next) " +
		"FOREACH (n IN CASE WHEN next IS NULL THEN [] ELSE [next] END | CREATE (p)-[r:MIGRATED_TO]->(n) SET r = properties(old)) DETACH DELETE m"
	amendChain = "MATCH (m:__Neo4jMigration {version: $version}) WHERE m.migrationTarget IS NULL SET m.description = $description, m.source = $file, m.checksum = $checksum"
)

func (legacyHistory) constraints() map[string]string {
	return map[string]string{
		"unique_version___Neo4jMigration":        "CREATE CONSTRAINT unique_version___Neo4jMigration IF NOT EXISTS FOR (m:__Neo4jMigration) REQUIRE (m.version, m.migrationTarget) IS UNIQUE",
		"__Neo4jMigrationsLock__has_unique_id":   "CREATE CONSTRAINT __Neo4jMigrationsLock__has_unique_id IF NOT EXISTS FOR (lock:__Neo4jMigrationsLock) REQUIRE lock.id IS UNIQUE",
		"__Neo4jMigrationsLock__has_unique_name": "CREATE CONSTRAINT __Neo4jMigrationsLock__has_unique_name IF NOT EXISTS FOR (lock:__Neo4jMigrationsLock) REQUIRE lock.name IS UNIQUE",
	}
}

func (legacyHistory) read(ctx context.Context, p *place) ([]record, error) {
	list, err := p.read(ctx, readChain, nil)
	if err != nil {
		return nil, err
	}
	records := make([]record, 0, len(list))
	for i, r := range list {
		version, err := ParseVersion(r.text("version"))
		if err != nil {
			return nil, fmt.Errorf("ogm: migrate: the chain of neo4j-migrations has a node of version %q, which is none; repair it by that tool", r.text("version"))
		}
		if r.truth("loose") {
			return nil, fmt.Errorf("ogm: migrate: the chain of neo4j-migrations is broken: nothing leads to version %s by MIGRATED_TO; repair it by that tool", version)
		}
		kind := KindJava
		switch {
		case r.text("type") == "CYPHER":
			kind = KindCypher
		case strings.HasPrefix(r.text("source"), goSource):
			kind = KindGo
		}
		at, _ := r["at"].(time.Time)
		records = append(records, record{
			version: version, description: r.text("description"), kind: kind, repeatable: r.truth("repeatable"), file: r.text("source"),
			checksum: r.text("checksum"), at: at, took: time.Duration(r.number("took")) * time.Millisecond, by: r.text("by"), position: int64(i),
		})
	}
	return records, nil
}

// goSource begins the source of a line that a function of ours wrote.
const goSource = "Go: "

// matches takes what another class of files did for what it was.
func (legacyHistory) matches(r record, m *Migration) bool {
	switch {
	case m.code != nil:
		return m.code.Checksum == "" || r.checksum == m.code.Checksum
	case r.kind == KindJava:
		return true
	}
	return slices.Contains(m.Script.LegacyChecksums(), r.checksum)
}

// checksum of a function is what it was given, since a class of neo4j-migrations has none by itself.
func (legacyHistory) checksum(m *Migration) string {
	if m.code != nil {
		return m.code.Checksum
	}
	if sums := m.Script.LegacyChecksums(); len(sums) > 0 {
		return sums[0]
	}
	return ""
}

func (legacyHistory) add(r record) cypher.Statement {
	if r.again {
		return r.inChain(repeatInChain)
	}
	return r.inChain(addToChain)
}

func (legacyHistory) remove(r record) cypher.Statement { return r.inChain(removeFromChain) }
func (legacyHistory) amend(r record) cypher.Statement  { return r.inChain(amendChain) }

func (r record) inChain(text string) cypher.Statement {
	params := r.params()
	params["version"], params["after"], params["connectedAs"] = r.stored, r.after, r.connectedAs
	params["file"], params["type"] = path.Base(r.file), "CYPHER"
	if r.file == "" {
		params["file"], params["type"] = goSource+r.description, "JAVA"
	}
	if r.checksum == "" {
		params["checksum"] = nil
	}
	return cypher.Statement{Text: text, Params: params}
}

// place gives a line its place among those that are there: behind which version it comes, and in which form its own
// is stored.
func (r record) placed(among []record) record {
	r.stored, r.after = r.version.String(), baseline
	var highest Version
	for _, other := range among {
		switch c := other.version.Compare(r.version); {
		case c == 0:
			r.again, r.stored = true, other.version.String()
		case c < 0 && other.version.Compare(highest) > 0:
			highest, r.after = other.version, other.version.String()
		}
	}
	return r
}

// connectedAs is the database's user, by the word of neo4j-migrations where there is none.
func (m *Migrator) connectedAs(ctx context.Context) string {
	if list, err := m.home.read(ctx, "SHOW CURRENT USER YIELD user", nil); err == nil && len(list) == 1 && list[0].text("user") != "" {
		return list[0].text("user")
	}
	return "anonymous"
}

const (
	takeLegacyLock = "OPTIONAL MATCH (l:__Neo4jMigrationsLock) WHERE l.name IN $names AND NOT l.id STARTS WITH 'ogm-' WITH count(l) AS others " +
		"UNWIND $names AS name OPTIONAL MATCH (mine:__Neo4jMigrationsLock {name: name}) WITH others, name, mine " +
		"FOREACH (x IN CASE WHEN others = 0 AND mine IS NULL THEN [1] ELSE [] END | CREATE (:__Neo4jMigrationsLock {id: 'ogm-' + randomUUID(), name: name})) " +
		"RETURN others, count(*) AS names"
	seeLegacyLock  = "MATCH (l:__Neo4jMigrationsLock) WHERE l.id STARTS WITH 'ogm-' RETURN count(l) AS n"
	dropLegacyLock = "MATCH (l:__Neo4jMigrationsLock) WHERE l.name IN $names AND l.id STARTS WITH 'ogm-' DELETE l"

	// The lock is named after the database as the tool was told it: legacyDefault where it was told none, or legacyHome.
	legacyDefault = "John Doe"
	legacyHome    = "neo4j"
)

// legacyLockNames are both names that the lock may have for others, since they may name the database or not.
func (m *Migrator) legacyLockNames(ctx context.Context) (map[string]any, error) {
	server, err := m.home.client.Server(ctx)
	if err != nil {
		return nil, err
	}
	names := []string{legacyDefault}
	if name := strings.ToLower(server.Database); name != legacyHome && name != "" {
		names = append(names, name)
	}
	return map[string]any{"names": names}, nil
}

// withLegacyLock runs work while neo4j-migrations is kept out. Our own lock is held, so that a lock of ours that is there is
// one of a process that was killed.
func (m *Migrator) withLegacyLock(ctx context.Context, h *holder, work func(context.Context, *holder) error) error {
	names, err := m.legacyLockNames(ctx)
	if err != nil {
		return err
	}
	patience, cancel := context.WithTimeout(ctx, m.settings.lockTimeout)
	defer cancel()
	held := &LockedError{Owner: "neo4j-migrations, or a process of it that was killed: see the nodes of the label __Neo4jMigrationsLock"}
	for {
		var others int64
		err := h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
			answer, err := ask(ctx, tx, takeLegacyLock, names)
			if err == nil {
				others = answer[0].number("others")
			}
			return err
		})
		code, _, _ := session.Refusal(err)
		switch {
		case code == "Neo.ClientError.Schema.ConstraintValidationFailed": // that tool was faster
		case err != nil:
			return err
		case others == 0:
			return errors.Join(work(ctx, h), m.dropLegacyLock(ctx, h, names))
		}
		if err := held.wait(ctx, patience, lastPause); err != nil {
			return err
		}
	}
}

// hasLegacyLock tells whether there is a lock that says to neo4j-migrations that we are at work: somebody is, or was killed.
func (m *Migrator) hasLegacyLock(ctx context.Context) (bool, error) {
	if !m.settings.legacy {
		return false, nil
	}
	seen, err := m.home.read(ctx, seeLegacyLock, nil)
	return err == nil && seen[0].number("n") > 0, err
}

func (m *Migrator) dropLegacyLock(ctx context.Context, h *holder, names map[string]any) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	err := h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
		_, err := ask(ctx, tx, dropLegacyLock, names)
		return err
	})
	if errors.Is(err, ErrLockLost) {
		return nil // and it is the new holder's
	}
	return err
}
