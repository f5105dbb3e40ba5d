package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ogm/ogm/internal/session"
)

// Baseline says that a database has all that migrations up to a version do, so that they never run there. It is an
// error once the history has a line. With WithLegacyHistory it marks each of them as applied, and those that come later with such a version are
// out of order.
func (m *Migrator) Baseline(ctx context.Context, version Version) error {
	if version.IsBaseline() {
		return errors.New("ogm: migrate: Baseline needs a version: that of the last migration whose work the database has")
	}
	return m.locked(ctx, nil, func(ctx context.Context, h *holder) error {
		v, err := m.look(ctx)
		if err != nil {
			return err
		}
		if len(v.records) > 0 || v.run != nil {
			return fmt.Errorf("ogm: migrate: Baseline is for a database without history, and this one has %d lines; Mark single versions instead", len(v.records))
		}
		if m.settings.legacy {
			return m.markUpTo(ctx, h, v, version)
		}
		return m.write(ctx, h, record{version: version, description: "baseline", kind: KindBaseline, by: m.settings.by})
	})
}

// markUpTo marks all migrations up to a version, in one transaction.
func (m *Migrator) markUpTo(ctx context.Context, h *holder, v *view, version Version) error {
	lines, err := m.linesUpTo(ctx, v, version, true)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return fmt.Errorf("ogm: migrate: Baseline: there is no migration up to version %s, and a chain of neo4j-migrations has no other form for it", version)
	}
	return m.write(ctx, h, lines...)
}

// Mark says that a migration is applied, without running it: because it was done by hand, or finished by hand
// after an interruption, whose log it ends. It is an error if the source has no such migration.
func (m *Migrator) Mark(ctx context.Context, version Version) error {
	alternatives := m.find(version)
	if alternatives == nil {
		return fmt.Errorf("ogm: migrate: Mark: there is no migration of version %s", version)
	}
	return m.locked(ctx, nil, func(ctx context.Context, h *holder) error {
		v, err := m.look(ctx)
		if err != nil {
			return err
		}
		if v.run != nil && !v.isRunning(version) {
			return fmt.Errorf("ogm: migrate: Mark: version %s is interrupted; finish that one first", v.run.version)
		}
		migration := alternatives[0]
		if v.run != nil {
			migration = byFile(alternatives, v.run.file)
		} else if met, err := m.choose(ctx, alternatives); err != nil {
			return err
		} else if met != nil {
			migration = met
		}
		return m.write(ctx, h, m.line(migration, KindMark))
	})
}

// write adds lines to the history, in the order of versions, and ends the run that there may be.
func (m *Migrator) write(ctx context.Context, h *holder, lines ...record) error {
	var among []record
	for i, line := range lines {
		placed, err := m.placed(ctx, line, among...)
		if err != nil {
			return err
		}
		lines[i], among = placed, append(among, placed)
	}
	return h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
		for _, line := range lines {
			stmt := m.history.add(line)
			if _, err := ask(ctx, tx, stmt.Text, stmt.Params); err != nil {
				return err
			}
		}
		if _, err := ask(ctx, tx, endProgress, nil); err != nil {
			return err
		}
		_, err := ask(ctx, tx, endRun, nil)
		return err
	})
}

// Repair writes the checksums and names of the files that are there into the history, where they are not what ran:
// for a change that does no harm. It runs nothing, and gives the versions that it has repaired.
// Repeatable migrations are left, since they run again.
func (m *Migrator) Repair(ctx context.Context) (repaired []Version, err error) {
	err = m.locked(ctx, nil, func(ctx context.Context, h *holder) error {
		v, err := m.look(ctx)
		if err != nil {
			return err
		}
		var lines []record
		for _, alternatives := range m.migrations {
			state, met, err := m.stateOf(ctx, v, alternatives)
			if err != nil {
				return err
			}
			if state == StateChanged {
				line := m.line(met, v.applied[met.Version.key()].kind)
				lines = append(lines, line.placed(v.records))
			}
		}
		err = h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
			for _, line := range lines {
				stmt := m.history.amend(line)
				if _, err := ask(ctx, tx, stmt.Text, stmt.Params); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			for _, line := range lines {
				repaired = append(repaired, line.version)
			}
		}
		return err
	})
	return repaired, err
}
