package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"github.com/go-ogm/ogm/internal/session"
)

// direction is what a run does to the database.
type direction string

const (
	up   direction = "up"
	down direction = "down"
)

// run is a migration that has begun and not ended, as the database has it: one at most, since no
// other begins before it has ended.
type run struct {
	id        string
	direction direction
	version   Version
	checksum  string
	file      string
}

// The log of a run. The run is where the history is; how far it came is told by each database for
// its own statements, in the transaction that has them.
const (
	findRun  = "MATCH (r:__OgmMigrationRun) RETURN r.id AS id, r.direction AS direction, r.version AS version, r.checksum AS checksum, r.file AS file"
	beginRun = "CREATE (r:__OgmMigrationRun {id: randomUUID(), direction: $direction, version: $version, checksum: $checksum, file: $file, by: $by, at: datetime(), started: timestamp()}) RETURN r.id AS id"
	endRun   = "MATCH (r:__OgmMigrationRun) DELETE r"
	tookRun  = "MATCH (r:__OgmMigrationRun) RETURN timestamp() - r.started AS took"

	findProgress  = "MATCH (p:__OgmMigrationProgress {run: $run}) RETURN p.done AS done, p.prefix AS prefix, coalesce(p.doing, -1) AS doing"
	startProgress = "MERGE (p:__OgmMigrationProgress {run: $run}) ON CREATE SET p.done = 0, p.prefix = '' SET p.doing = $doing, p.at = datetime()"
	stopProgress  = "MATCH (p:__OgmMigrationProgress {run: $run}) SET p.doing = null"
	noteProgress  = "MERGE (p:__OgmMigrationProgress {run: $run}) SET p.done = $done, p.prefix = $prefix, p.doing = null, p.at = datetime()"
	endProgress   = "MATCH (p:__OgmMigrationProgress) DELETE p" // also of those before, if a run ended between two databases
)

// progress is how far a run came.
type progress struct {
	done   int    // statements from the beginning of the file that are stored
	prefix string // the sum of those
	doing  int    // a statement that began outside our transactions and is not known to have ended; -1 without
}

// unfinished gives the run that has not ended; nil without.
func unfinished(ctx context.Context, p *place) (*run, error) {
	list, err := p.read(ctx, findRun, nil)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	found := list[0]
	version, err := ParseVersion(found.text("version"))
	if err != nil {
		return nil, err
	}
	return &run{found.text("id"), direction(found.text("direction")), version, found.text("checksum"), found.text("file")}, nil
}

// progressOf asks all databases that the run may have written to; the one that came farthest knows.
func progressOf(ctx context.Context, places []*place, r *run) (progress, error) {
	at := progress{doing: -1}
	for _, p := range places {
		if p.name == systemDatabase {
			continue
		}
		list, err := p.read(ctx, findProgress, map[string]any{"run": r.id})
		if err != nil {
			return at, err
		}
		for _, found := range list {
			if done := int(found.number("done")); done > at.done {
				at.done, at.prefix = done, found.text("prefix")
			}
			at.doing = max(at.doing, int(found.number("doing")))
		}
	}
	if at.doing < at.done {
		at.doing = -1 // another database has noted that it is past
	}
	return at, nil
}

// note writes into a transaction that the first statements of a file are stored with it.
func (r *run) note(ctx context.Context, tx session.Tx, done int, prefix string) error {
	_, err := ask(ctx, tx, noteProgress, map[string]any{"run": r.id, "done": done, "prefix": prefix})
	return err
}

func (r *run) start(ctx context.Context, tx session.Tx, doing int) error {
	_, err := ask(ctx, tx, startProgress, map[string]any{"run": r.id, "doing": doing})
	return err
}

func (r *run) stop(ctx context.Context, tx session.Tx) error {
	_, err := ask(ctx, tx, stopProgress, map[string]any{"run": r.id})
	return err
}

// prefixes are sums over the first n statements of a script, for each n: a file whose run was
// interrupted may be changed behind the statements that are stored, and not before. What is no part of the checksum is
// none of these.
func (s *Script) prefixes() []string {
	all := make([]string, 1, len(s.Statements)+1)
	for _, stmt := range s.Statements {
		sum := sha256.New()
		sum.Write([]byte(all[len(all)-1] + "\x00" + stmt.Database + "\x00" + stmt.tokens()))
		all = append(all, base64.StdEncoding.EncodeToString(sum.Sum(nil)))
	}
	return all
}

// tokens is the checksum of a statement.
func (s Statement) tokens() string {
	sum, in, last := newTokenSum(), scanner{text: s.Text}, 0
	for {
		t, err := in.next()
		if err != nil || t.kind == tokenEnd {
			return sum.checksum()
		}
		if t.isComment() {
			continue
		}
		if t.start > last {
			sum.space()
		}
		last = t.end
		sum.token(s.Text[t.start:t.end])
	}
}
