package migrate

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// State is how a migration stands.
type State string

// The states.
const (
	StateApplied     State = "applied"
	StatePending     State = "pending"
	StateOutOfOrder  State = "out of order" // pending, and one of a later version ran
	StateOutdated    State = "outdated"     // repeatable, and changed since it ran: it runs again
	StateChanged     State = "changed"      // it is not what ran
	StateMissing     State = "missing"      // it ran, and there is no file for it
	StateInterrupted State = "interrupted"  // it began and did not end; Up goes on with it
	StateUndoing     State = "undoing"      // taking it back began and did not end; Down goes on with it
	StateBaseline    State = "baseline"     // it counts as applied by Baseline
	StateLeftOut     State = "left out"     // its assumptions do not hold
)

// Entry is a migration in a status.
type Entry struct {
	Version     Version
	Description string
	File        string // "" for a function
	Kind        Kind
	Repeatable  bool
	State       State
	At          time.Time     // when it ran; zero if it did not
	Took        time.Duration // to the millisecond
	By          string        // the operating system's user
	Done        int           // of one that is interrupted, how many statements are stored
}

// view is what the database tells, read at one time.
type view struct {
	records  []record
	applied  map[string]record // by the keys of versions
	newest   Version           // of those that are not repeatable
	baseline Version
	run      *run // unfinished; nil without
	at       progress
}

func (m *Migrator) look(ctx context.Context) (*view, error) {
	records, err := m.history.read(ctx, m.home)
	if err != nil {
		return nil, err
	}
	v := &view{records: records, applied: map[string]record{}}
	for _, r := range records {
		v.applied[r.version.key()] = r
		if !r.repeatable && r.version.Compare(v.newest) > 0 {
			v.newest = r.version
		}
		if r.kind == KindBaseline {
			v.baseline = r.version
		}
	}
	if v.run, err = unfinished(ctx, m.home); err != nil || v.run == nil {
		return v, err
	}
	places, err := m.placesOf(ctx, m.source.scripts...)
	if err != nil {
		return nil, err
	}
	v.at, err = progressOf(ctx, places, v.run)
	return v, err
}

// isBehindBaseline tells whether a version counts as applied without a line of its own.
func (v *view) isBehindBaseline(version Version) bool { return version.Compare(v.baseline) <= 0 }

// isRunning tells whether a version's run has not ended.
func (v *view) isRunning(version Version) bool {
	return v.run != nil && v.run.version.Compare(version) == 0
}

// stateOf gives the state of the alternatives of a version, and which of them is meant: the one that ran, or
// the first whose assumptions hold.
func (m *Migrator) stateOf(ctx context.Context, v *view, alternatives []*Migration) (State, *Migration, error) {
	first := alternatives[0]
	if v.isRunning(first.Version) {
		if v.run.direction == down {
			return StateUndoing, first, nil
		}
		return StateInterrupted, byFile(alternatives, v.run.file), nil
	}
	if r, ran := v.applied[first.Version.key()]; ran && r.kind != KindBaseline {
		state, met := m.appliedState(r, alternatives)
		return state, met, nil
	}
	if v.isBehindBaseline(first.Version) {
		return StateBaseline, first, nil
	}
	met, err := m.choose(ctx, alternatives)
	switch {
	case err != nil:
		return "", first, err
	case met == nil:
		return StateLeftOut, first, nil
	case !met.Repeatable && first.Version.Compare(v.newest) < 0:
		return StateOutOfOrder, met, nil
	}
	return StatePending, met, nil
}

func byFile(alternatives []*Migration, file string) *Migration {
	if i := slices.IndexFunc(alternatives, func(m *Migration) bool { return m.file() == file }); i >= 0 {
		return alternatives[i]
	}
	return alternatives[0]
}

func (m *Migrator) appliedState(r record, alternatives []*Migration) (State, *Migration) {
	for _, migration := range alternatives {
		if m.history.matches(r, migration) {
			return StateApplied, migration
		}
	}
	if alternatives[0].Repeatable {
		return StateOutdated, alternatives[0]
	}
	return StateChanged, alternatives[0]
}

// problems are what hinders a run: files that are not what ran, files that are gone, and an order that is
// not that of versions.
func (m *Migrator) problems(ctx context.Context, v *view) error {
	var wrong mistakes
	known := map[string]bool{}
	for _, alternatives := range m.migrations {
		known[alternatives[0].Version.key()] = true
		state, met, err := m.stateOf(ctx, v, alternatives)
		if err != nil {
			return err
		}
		switch state {
		case StateChanged:
			wrong.add(&FileError{
				File:    met.name(),
				Problem: fmt.Sprintf("it is not what ran as version %s at %s", met.Version, v.applied[met.Version.key()].at.Format(time.RFC3339)),
				Remedy:  "restore it and write a new migration; if the change does no harm, repair writes the new checksum",
			})
		case StateOutOfOrder:
			if !m.settings.outOfOrder {
				wrong.add(&FileError{
					File:    met.name(),
					Problem: fmt.Sprintf("it has not run, and version %s, which comes later, has", v.newest),
					Remedy:  "give it a version behind that, or allow migrations out of order",
				})
			}
		}
	}
	for _, r := range v.records {
		if !known[r.version.key()] && r.kind != KindBaseline && r.kind != KindMark && r.kind != KindJava && !v.isBehindBaseline(r.version) {
			wrong.add(&FileError{
				File:    r.name(),
				Problem: fmt.Sprintf("version %s ran at %s, and is not there any more", r.version, r.at.Format(time.RFC3339)),
				Remedy:  "restore it",
			})
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return driftError{wrong.joined()}
}

// name is what a line of the history was made of.
func (r record) name() string {
	if r.file != "" {
		return r.file
	}
	return fmt.Sprintf("the function of version %s (%s)", r.version, r.description)
}

// Status gives all migrations, of the source and of the history, in the order of versions. It writes nothing and
// waits for no lock: rights to read are enough, unless there are callbacks of BeforeInfo and AfterInfo that
// write. It gives no error for what Validate would.
func (m *Migrator) Status(ctx context.Context) ([]Entry, error) {
	if err := m.callbacks(ctx, nil, BeforeInfo); err != nil {
		return nil, err
	}
	v, err := m.look(ctx)
	if err != nil {
		return nil, err
	}
	var all []Entry
	known := map[string]bool{}
	for _, alternatives := range m.migrations {
		state, met, err := m.stateOf(ctx, v, alternatives)
		if err != nil {
			return nil, err
		}
		known[met.Version.key()] = true
		entry := Entry{Version: met.Version, Description: met.Description, File: met.file(), Kind: met.kind(), Repeatable: met.Repeatable, State: state}
		if r, ran := v.applied[met.Version.key()]; ran {
			entry.Kind, entry.At, entry.Took, entry.By = r.kind, r.at, r.took, r.by
		}
		if v.isRunning(met.Version) {
			entry.Done = v.at.done
		}
		all = append(all, entry)
	}
	for _, r := range v.records {
		if known[r.version.key()] {
			continue
		}
		state := StateMissing
		switch r.kind {
		case KindBaseline:
			state = StateBaseline
		case KindMark, KindJava:
			state = StateApplied
		}
		all = append(all, Entry{r.version, r.description, r.file, r.kind, r.repeatable, state, r.at, r.took, r.by, 0})
	}
	slices.SortStableFunc(all, func(a, b Entry) int { return a.Version.Compare(b.Version) })
	return all, m.callbacks(ctx, nil, AfterInfo)
}

// Validate is ErrDrift if the source is not what ran: for each file that was changed since, that is gone,
// or that would run out of order, a *FileError says what to do. Migrations that wait are none. It writes nothing, as Status
// does not.
func (m *Migrator) Validate(ctx context.Context) error {
	if err := m.callbacks(ctx, nil, BeforeValidate); err != nil {
		return err
	}
	v, err := m.look(ctx)
	if err != nil {
		return err
	}
	if err := m.problems(ctx, v); err != nil {
		return err
	}
	return m.callbacks(ctx, nil, AfterValidate)
}
