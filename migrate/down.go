package migrate

import (
	"context"
	"fmt"
	"slices"
)

// Down takes back the migration of the highest version that ran, by its file with U, or by its function. It logs and
// resumes as Up does. Repeatable migrations and callbacks are left alone. It is an error if that migration has nothing that
// takes it back; without any migration that ran nothing happens.
func (m *Migrator) Down(ctx context.Context) ([]Result, error) { return m.down(ctx, nil) }

// DownTo takes back all migrations of versions behind one, the highest first. If one of them has nothing that takes
// it back, none is.
func (m *Migrator) DownTo(ctx context.Context, version Version) ([]Result, error) {
	return m.down(ctx, &version)
}

func (m *Migrator) down(ctx context.Context, to *Version) (results []Result, err error) {
	err = m.locked(ctx, m.source.scripts, func(ctx context.Context, h *holder) error {
		results, err = m.downLocked(ctx, h, to)
		return err
	})
	return results, err
}

func (m *Migrator) downLocked(ctx context.Context, h *holder, to *Version) ([]Result, error) {
	v, err := m.look(ctx)
	if err != nil {
		return nil, err
	}
	if v.run != nil && v.run.direction == up && (v.at.done > 0 || v.at.doing >= 0) {
		return nil, fmt.Errorf("ogm: migrate: version %s was interrupted behind statement %d of %s; call Up to finish it before anything is taken back", v.run.version, v.at.done, v.run.file)
	}
	results, again, err := m.resume(ctx, h, v, down)
	if err != nil || len(results) > 0 && to == nil {
		return results, err
	}
	if again {
		if v, err = m.look(ctx); err != nil {
			return results, err
		}
	}
	list, err := m.toTakeBack(v, to)
	if err != nil {
		return results, err
	}
	for _, migration := range list {
		result, err := m.start(ctx, h, migration, down)
		if err != nil {
			return results, err
		}
		results = append(results, result)
	}
	return results, nil
}

// toTakeBack gives what ran behind a version, or what ran last, if each can be taken back.
func (m *Migrator) toTakeBack(v *view, to *Version) ([]*Migration, error) {
	var wrong mistakes
	var list []*Migration
	for _, r := range slices.SortedFunc(slices.Values(v.records), func(a, b record) int { return b.version.Compare(a.version) }) {
		if r.repeatable || r.kind == KindBaseline {
			continue
		}
		if to != nil && r.version.Compare(*to) <= 0 {
			break
		}
		alternatives := m.find(r.version)
		if alternatives == nil {
			wrong.add(&FileError{File: r.name(), Problem: fmt.Sprintf("version %s is not there any more, so it cannot be taken back", r.version), Remedy: "restore it"})
		} else if migration := byFile(alternatives, r.file); migration.Down == nil && (migration.code == nil || migration.code.Down == nil) {
			wrong.add(&FileError{File: migration.name(), Problem: "there is nothing that takes it back", Remedy: fmt.Sprintf("write U%s__….cypher with its description, or Down of a function", r.version)})
		} else {
			list = append(list, migration)
		}
		if to == nil {
			break
		}
	}
	return list, wrong.joined()
}
