package migrate

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-ogm/ogm/internal/session"
)

// Result is a migration that ran, or was taken back.
type Result struct {
	Version     Version
	Description string
	File        string // "" for a function
	Repeatable  bool
	Undone      bool          // it was taken back
	Resumed     bool          // it had begun in an earlier call
	Statements  int           // that ran in this call; 1 for a function
	Took        time.Duration // from its beginning, by the database's clock
}

// Up runs all migrations that wait, in the order of versions, and those repeatable ones that have changed. Where an earlier
// call was interrupted it goes on with the statement that is next. If nothing waits it only reads.
//
// First it is an error if Validate finds one. While another process migrates it waits, and then runs what is left.
// An error ends it; the results are those that ended before it, and stay.
//
// Statements that change data are applied exactly once, whatever happens, and so are Go migrations in a
// transaction. Statements that change the schema, the system database, or that make transactions
// of their own may run again after an interruption: see the package's documentation.
func (m *Migrator) Up(ctx context.Context) ([]Result, error) { return m.up(ctx, nil) }

// UpTo is Up for versions up to one, which need not be that of a migration.
func (m *Migrator) UpTo(ctx context.Context, version Version) ([]Result, error) {
	return m.up(ctx, &version)
}

func (m *Migrator) up(ctx context.Context, limit *Version) (results []Result, err error) {
	if idle, err := m.isIdle(ctx, limit); idle || err != nil {
		return nil, err
	}
	idle := func(ctx context.Context) (bool, error) { return m.isIdle(ctx, limit) }
	err = m.lockedUnless(ctx, idle, m.source.scripts, func(ctx context.Context, h *holder) error {
		results, err = m.upLocked(ctx, h, limit)
		return err
	})
	return results, err
}

// isIdle tells whether there is nothing to do, without a lock, as is most often so where an application
// migrates at its start.
func (m *Migrator) isIdle(ctx context.Context, limit *Version) (bool, error) {
	v, waiting, err := m.waiting(ctx, limit)
	if err != nil || v.run != nil {
		return false, err
	}
	for _, alternatives := range waiting {
		if met, err := m.choose(ctx, alternatives); met != nil || err != nil {
			return false, err
		}
	}
	left, err := m.hasLegacyLock(ctx) // of a process that was killed when all was done
	return !left, err
}

// waiting gives what is to run, in its order. What is left out by its assumptions now may be met when it is its turn.
func (m *Migrator) waiting(ctx context.Context, limit *Version) (*view, [][]*Migration, error) {
	v, err := m.look(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := m.problems(ctx, v); err != nil {
		return nil, nil, err
	}
	var list [][]*Migration
	for _, alternatives := range m.migrations {
		if limit != nil && alternatives[0].Version.Compare(*limit) > 0 {
			break
		}
		state, _, err := m.stateOf(ctx, v, alternatives)
		if err != nil {
			return nil, nil, err
		}
		switch state {
		case StatePending, StateOutOfOrder, StateOutdated, StateLeftOut:
			list = append(list, alternatives)
		}
	}
	return v, list, nil
}

func (m *Migrator) upLocked(ctx context.Context, h *holder, limit *Version) (results []Result, err error) {
	v, waiting, err := m.waiting(ctx, limit)
	if err != nil || v.run == nil && len(waiting) == 0 {
		return nil, err
	}
	if err := m.callbacks(ctx, h, BeforeMigrate); err != nil {
		return nil, err
	}
	resumed, again, err := m.resume(ctx, h, v, up)
	results = append(results, resumed...)
	if err != nil {
		return results, err
	}
	if again {
		if _, waiting, err = m.waiting(ctx, limit); err != nil {
			return results, err
		}
	}
	for _, alternatives := range waiting {
		migration, err := m.choose(ctx, alternatives)
		if err != nil {
			return results, err
		}
		if migration == nil {
			continue
		}
		if err := m.assert(ctx, migration); err != nil {
			return results, err
		}
		result, err := m.start(ctx, h, migration, up)
		if err != nil {
			return results, err
		}
		results = append(results, result)
	}
	return results, m.callbacks(ctx, h, AfterMigrate)
}

// resume goes on with the run that was interrupted, if there is one. One of which nothing is stored is forgotten
// instead, whatever its direction: its file may have been changed or taken away. The second result says
// that the database has changed.
func (m *Migrator) resume(ctx context.Context, h *holder, v *view, wanted direction) ([]Result, bool, error) {
	if v.run == nil {
		return nil, false, nil
	}
	if v.at.done == 0 && v.at.doing < 0 {
		return nil, true, h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
			_, err := ask(ctx, tx, endRun, nil)
			return err
		})
	}
	if v.run.direction != wanted {
		return nil, false, fmt.Errorf("ogm: migrate: version %s is half taken back, since down was interrupted behind statement %d of %s; call down again, or mark the version if it was brought back by hand", v.run.version, v.at.done, v.run.file)
	}
	alternatives := m.find(v.run.version)
	if alternatives == nil {
		return nil, false, &FileError{File: v.run.file, Problem: fmt.Sprintf("version %s was interrupted behind statement %d, and is not there any more", v.run.version, v.at.done), Remedy: "restore it, or mark the version if it was finished by hand"}
	}
	result, err := m.finish(ctx, h, byFile(alternatives, v.run.file), v.run, v.at)
	if err != nil {
		return nil, false, err
	}
	result.Resumed = true
	return []Result{result}, true, nil
}

// find gives the alternatives of a version; nil where the source has none.
func (m *Migrator) find(version Version) []*Migration {
	for _, alternatives := range m.migrations {
		if alternatives[0].Version.Compare(version) == 0 {
			return alternatives
		}
	}
	return nil
}

// start runs a migration in a direction, from its beginning.
func (m *Migrator) start(ctx context.Context, h *holder, migration *Migration, to direction) (Result, error) {
	r := &run{direction: to, version: migration.Version, checksum: m.history.checksum(migration), file: migration.file()}
	err := h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
		if _, err := ask(ctx, tx, endProgress, nil); err != nil {
			return err
		}
		answer, err := ask(ctx, tx, beginRun, map[string]any{
			"direction": string(to), "version": r.version.String(), "checksum": r.checksum, "file": r.file, "by": m.settings.by,
		})
		if err == nil {
			r.id = answer[0].text("id")
		}
		return err
	})
	if err != nil {
		return Result{}, err
	}
	return m.finish(ctx, h, migration, r, progress{doing: -1})
}

// finish takes a run from where it is to its end, and writes that into the history.
func (m *Migrator) finish(ctx context.Context, h *holder, migration *Migration, r *run, at progress) (Result, error) {
	result := Result{Version: migration.Version, Description: migration.Description, File: migration.file(), Repeatable: migration.Repeatable, Undone: r.direction == down, Statements: 1}
	script := migration.Script
	if r.direction == down {
		script = migration.Down
	}
	told := r.progressOf(migration, script, at.done)
	m.settings.report(told)
	var err error
	if migration.code != nil {
		err = m.call(ctx, h, migration, r, at)
	} else {
		result.Statements = len(script.Statements) - at.done
		err = (&execution{Migrator: m, holder: h, run: r, script: script, at: at, told: told}).all(ctx)
	}
	if err != nil {
		return Result{}, err
	}
	if result.Took, err = m.record(ctx, h, migration, r.direction); err != nil {
		return Result{}, err
	}
	told.Done, told.Ended = told.Statements, true
	m.settings.report(told)
	m.settings.logger.LogAttrs(ctx, slog.LevelInfo, "ogm: migrate: "+string(r.direction),
		slog.String("version", migration.Version.String()), slog.String("description", migration.Description), slog.Duration("took", result.Took))
	return result, nil
}

// record ends a run and notes it in the history, in one transaction.
func (m *Migrator) record(ctx context.Context, h *holder, migration *Migration, to direction) (took time.Duration, err error) {
	line, err := m.placed(ctx, m.line(migration, migration.kind()))
	if err != nil {
		return 0, err
	}
	err = h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
		answer, err := ask(ctx, tx, tookRun, nil)
		if err != nil || len(answer) != 1 {
			return err
		}
		took = time.Duration(answer[0].number("took")) * time.Millisecond
		line.took = took
		stmt := m.history.add(line)
		if to == down {
			stmt = m.history.remove(line)
		}
		if _, err := ask(ctx, tx, stmt.Text, stmt.Params); err != nil {
			return err
		}
		if _, err := ask(ctx, tx, endProgress, nil); err != nil {
			return err
		}
		_, err = ask(ctx, tx, endRun, nil)
		return err
	})
	return took, err
}

// placed gives a line what a chain needs to know, where others are about to be written before it.
func (m *Migrator) placed(ctx context.Context, line record, others ...record) (record, error) {
	if !m.settings.legacy {
		return line, nil
	}
	among, err := m.history.read(ctx, m.home)
	if err != nil {
		return line, err
	}
	line.connectedAs = m.connectedAs(ctx)
	return line.placed(append(among, others...)), nil
}

// line is what the history is to say of a migration.
func (m *Migrator) line(migration *Migration, kind Kind) record {
	return record{
		version: migration.Version, description: migration.Description, kind: kind, repeatable: migration.Repeatable,
		file: migration.file(), checksum: m.history.checksum(migration), by: m.settings.by,
	}
}
