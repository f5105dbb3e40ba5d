package migrate

import (
	"context"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
)

// Kind is what a line of the history came from.
type Kind string

// The kinds.
const (
	KindCypher   Kind = "cypher"   // a file
	KindGo       Kind = "go"       // a function
	KindBaseline Kind = "baseline" // Baseline: all up to its version count as applied
	KindMark     Kind = "mark"     // Mark: it counts as applied
	KindJava     Kind = "java"     // a class or a catalog of neo4j-migrations, which nobody here can run
)

// record is a line of the history: a migration that is applied.
type record struct {
	version     Version
	description string
	kind        Kind
	repeatable  bool
	file        string
	checksum    string
	at          time.Time
	took        time.Duration
	by          string
	position    int64 // in the order in which they ran

	// What a chain of neo4j-migrations needs to know; see record.placed.
	again       bool   // there is one of its version
	stored      string // its version, in the form in which it is there
	after       string // the version that it comes behind
	connectedAs string
}

// history is where applied migrations are recorded: in nodes of our own, or in a chain of
// neo4j-migrations. Both write by statements that join a transaction.
type history interface {
	// constraints are what must be there before anything is written, by their names.
	constraints() map[string]string
	// read gives what is applied, in the order in which it ran.
	read(ctx context.Context, p *place) ([]record, error)
	// matches tells whether a migration is what the line is of.
	matches(r record, m *Migration) bool
	// checksum is what a line is to have for a migration.
	checksum(m *Migration) string
	// add records that a migration ran, also once more.
	add(r record) cypher.Statement
	// remove forgets one that was taken back.
	remove(r record) cypher.Statement
	// amend changes what is said of one that is there.
	amend(r record) cypher.Statement
}

// ownHistory has a node for each migration that is applied.
type ownHistory struct{}

var _ history = ownHistory{}

const (
	historyConstraint = "CREATE CONSTRAINT __OgmMigration_key IF NOT EXISTS FOR (n:__OgmMigration) REQUIRE n.key IS UNIQUE"

	readHistory = "MATCH (m:__OgmMigration) RETURN m.version AS version, m.description AS description, m.kind AS kind, m.repeatable AS repeatable, " +
		"m.file AS file, m.checksum AS checksum, m.at AS at, m.took AS took, m.by AS by, m.position AS position ORDER BY position"
	addHistory = "OPTIONAL MATCH (all:__OgmMigration) WITH coalesce(max(all.position), 0) + 1 AS next " +
		"MERGE (m:__OgmMigration {key: $key}) ON CREATE SET m.position = next " +
		"SET m.version = $version, m.description = $description, m.kind = $kind, m.repeatable = $repeatable, m.file = $file, m.checksum = $checksum, " +
		"m.by = $by, m.took = $took, m.at = datetime(), m.runs = coalesce(m.runs, 0) + 1"
	removeHistory = "MATCH (m:__OgmMigration {key: $key}) DELETE m"
	amendHistory  = "MATCH (m:__OgmMigration {key: $key}) SET m.description = $description, m.kind = $kind, m.file = $file, m.checksum = $checksum"
)

func (ownHistory) constraints() map[string]string {
	return map[string]string{"__OgmMigration_key": historyConstraint}
}

func (ownHistory) read(ctx context.Context, p *place) ([]record, error) {
	list, err := p.read(ctx, readHistory, nil)
	if err != nil {
		return nil, err
	}
	records := make([]record, 0, len(list))
	for _, r := range list {
		version, err := ParseVersion(r.text("version"))
		if err != nil {
			return nil, err
		}
		at, _ := r["at"].(time.Time)
		records = append(records, record{
			version: version, description: r.text("description"), kind: Kind(r.text("kind")), repeatable: r.truth("repeatable"),
			file: r.text("file"), checksum: r.text("checksum"), at: at, took: time.Duration(r.number("took")) * time.Millisecond,
			by: r.text("by"), position: r.number("position"),
		})
	}
	return records, nil
}

// matches takes a function without a checksum for what it was, since nobody can tell.
func (ownHistory) matches(r record, m *Migration) bool {
	return r.checksum == m.checksum() || m.code != nil && m.code.checksum() == ""
}

func (ownHistory) checksum(m *Migration) string { return m.checksum() }

func (ownHistory) add(r record) cypher.Statement {
	return cypher.Statement{Text: addHistory, Params: r.params()}
}

func (ownHistory) amend(r record) cypher.Statement {
	return cypher.Statement{Text: amendHistory, Params: r.params()}
}

func (ownHistory) remove(r record) cypher.Statement {
	return cypher.Statement{Text: removeHistory, Params: r.params()}
}

func (r record) params() map[string]any {
	return map[string]any{
		"key": r.version.key(), "version": r.version.String(), "description": r.description, "kind": string(r.kind), "repeatable": r.repeatable,
		"file": r.file, "checksum": r.checksum, "by": r.by, "took": r.took.Milliseconds(),
	}
}
