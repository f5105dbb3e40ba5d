package unitofwork

import (
	"context"
	"fmt"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// result is what one attempt learned from the server, by batch and row: the
// echoed values of each row. It belongs to the attempt, and only the last one's counts.
type result map[*batch][][]any

// run sends the plan. The statements are the same at every attempt; what comes
// back is checked before the commit, so that a stale row rolls everything back.
func (u *Unit) run(ctx context.Context, p *plan, dialect cypher.Dialect) (result, error) {
	stmts, cuts := p.statements(u.engine.config.BatchSize, dialect)
	var last *attempt
	err := u.engine.config.Runner.Write(ctx, stmts, func() session.Attempt {
		last = &attempt{plan: p, cuts: cuts, result: result{}}
		return last.receiver
	})
	if err != nil {
		return nil, err
	}
	return last.result, nil
}

// attempt is the state of one try.
type attempt struct {
	plan   *plan
	cuts   [][]part
	result result
	faults faults
}

func (a *attempt) receiver(n int) session.Receiver {
	return &partsReceiver{attempt: a, parts: a.cuts[n], last: n == len(a.cuts)-1}
}

// partsReceiver takes the one record that a commit's statement returns.
type partsReceiver struct {
	attempt *attempt
	parts   []part
	last    bool
	records int
}

func (r *partsReceiver) Columns([]string) error { return nil }

func (r *partsReceiver) Record(values []any) error {
	r.records++
	if len(values) != len(r.parts) {
		return fmt.Errorf("ogm: the server answered %d columns to %d groups", len(values), len(r.parts))
	}
	for i, p := range r.parts {
		if err := r.attempt.accept(p, values[i]); err != nil {
			return err
		}
	}
	return nil
}

// Complete is the last word before the commit.
func (r *partsReceiver) Complete(session.Summary) error {
	if r.records != 1 {
		return fmt.Errorf("ogm: the server answered %d records to a commit, not one", r.records)
	}
	if !r.last {
		return nil
	}
	return r.attempt.faults.err()
}

// accept compares a group's answer with the rows that were sent.
func (a *attempt) accept(p part, answer any) error {
	group := p.batch.group
	sent := p.to - p.from
	if !group.Echoes {
		met, _ := answer.(int64)
		switch {
		case met > int64(sent):
			return p.notUnique(int(met))
		case met < int64(sent): // another writer deleted a node that was met before
			return &NotFoundError{Objects: []Missing{{Label: group.Label()}}}
		}
		return nil
	}
	echoes, _ := answer.([]any)
	rows := a.result[p.batch]
	if rows == nil {
		rows = make([][]any, len(p.batch.rows))
		a.result[p.batch] = rows
	}
	for _, echo := range echoes {
		values, _ := echo.([]any)
		if len(values) != 1+group.EchoWidth() {
			return fmt.Errorf("ogm: the server echoed %d values for a %s, not %d", len(values), group.Name(), 1+group.EchoWidth())
		}
		n, _ := values[0].(int64)
		if n < int64(p.from) || n >= int64(p.to) {
			return fmt.Errorf("ogm: the server echoed row %d of a %s, which was not sent", n, group.Name())
		}
		if rows[n] != nil {
			return p.notUnique(len(echoes))
		}
		rows[n] = values[1:]
	}
	for n := p.from; n < p.to; n++ {
		if err := a.judge(p.batch, &p.batch.rows[n], rows[n]); err != nil {
			return err
		}
	}
	return nil
}

func (p part) notUnique(met int) error {
	return &NotUniqueError{Label: p.batch.group.Label(), Keys: p.to - p.from, Nodes: met, relationship: p.batch.group.Node == nil}
}

// judge looks at one row's echo: nil when the row met no node, which only a
// deletion can.
func (a *attempt) judge(b *batch, r *row, echo []any) error {
	label, version := b.group.Label(), b.group.Entity.Version
	if echo == nil {
		if version != nil {
			a.faults.stale = append(a.faults.stale, Stale{Label: label, Key: r.key, Expected: r.version})
		} else {
			a.faults.missing = append(a.faults.missing, Missing{Label: label, Key: r.key})
		}
		return nil
	}
	for i, property := range b.group.Echo {
		if property != version {
			if err := b.mapper.Check(property, echo[i]); err != nil {
				return err
			}
			continue
		}
		stored, _ := echo[i].(int64)
		stored-- // every group raises the version it meets
		if stored != r.version {
			a.faults.stale = append(a.faults.stale, Stale{Label: label, Key: r.key, Expected: r.version, Stored: stored})
		}
	}
	return nil
}

// faults are what rolls a commit back, all of it named at once.
type faults struct {
	stale   []Stale
	missing []Missing
}

func (f *faults) err() error {
	switch {
	case len(f.stale) > 0:
		return &StaleError{Objects: f.stale}
	case len(f.missing) > 0:
		return &NotFoundError{Objects: f.missing}
	}
	return nil
}
