package migrate

import (
	"context"
	"slices"
	"strings"
)

// Planned is a migration that Up would run.
type Planned struct {
	Migration *Migration // its Script is nil for a function
	// Done is how many of its statements are stored by a run that was interrupted.
	Done int
	// Transactions are what is left of it, as it would be sent; none of a function.
	Transactions []Transaction
}

// Plan gives what Up would run now, and has the server look at each statement by EXPLAIN, without
// running any. It writes nothing and waits for no lock. What the server refuses is an error for its line, beside
// the plan; a statement may need what one before it makes, a procedure's or a database's name for instance, and be refused for
// that. Assumptions are asked of the database as it is now.
func (m *Migrator) Plan(ctx context.Context) ([]Planned, error) { return m.plan(ctx, nil) }

// PlanTo is Plan for UpTo.
func (m *Migrator) PlanTo(ctx context.Context, version Version) ([]Planned, error) {
	return m.plan(ctx, &version)
}

func (m *Migrator) plan(ctx context.Context, limit *Version) ([]Planned, error) {
	v, waiting, err := m.waiting(ctx, limit)
	if err != nil {
		return nil, err
	}
	var list []Planned
	if v.run != nil && v.run.direction == up {
		if alternatives := m.find(v.run.version); alternatives != nil {
			list = append(list, planned(byFile(alternatives, v.run.file), v.at.done))
		}
	}
	for _, alternatives := range waiting {
		migration, err := m.choose(ctx, alternatives)
		if err != nil {
			return nil, err
		}
		if migration != nil {
			list = append(list, planned(migration, 0))
		}
	}
	var wrong mistakes
	for _, p := range list {
		if err := m.explain(ctx, p, &wrong); err != nil {
			return list, err
		}
	}
	return list, wrong.joined()
}

func planned(migration *Migration, done int) Planned {
	p := Planned{Migration: migration, Done: done}
	if migration.Script == nil {
		return p
	}
	for _, t := range migration.Script.Transactions {
		end := t.First + len(t.Statements)
		if end <= done {
			continue
		}
		if skip := max(done-t.First, 0); skip > 0 {
			t.Statements, t.First = t.Statements[skip:], done
		}
		p.Transactions = append(p.Transactions, t)
	}
	return p
}

// explain asks the server about each statement. Only what the server says is a mistake of the file.
func (m *Migrator) explain(ctx context.Context, p Planned, wrong *mistakes) error {
	for _, t := range p.Transactions {
		target, err := m.placeOf(ctx, t)
		if err != nil {
			return err
		}
		for _, stmt := range t.Statements {
			if isExplained(stmt.Resolved()) {
				continue
			}
			if _, err := target.read(ctx, "EXPLAIN "+stmt.Resolved(), nil); err != nil {
				if ctx.Err() != nil {
					return err
				}
				wrong.add(&FileError{File: p.Migration.file(), Line: stmt.Line, Problem: "the server would not run the statement", Err: err})
			}
		}
	}
	return nil
}

// isExplained tells whether a statement has EXPLAIN or PROFILE, which cannot stand twice.
func isExplained(text string) bool {
	s := scanner{text: text}
	for {
		t, err := s.next()
		if err != nil || t.kind == tokenEnd {
			return false
		}
		if t.isComment() {
			continue
		}
		word := strings.ToUpper(text[t.start:t.end])
		return slices.Contains([]string{"EXPLAIN", "PROFILE"}, word)
	}
}
