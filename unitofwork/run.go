package unitofwork

import (
	"fmt"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
)

// result is what one attempt learned from the server, by batch and row: the
// echoed values of each row. It belongs to the attempt, and only the last one's counts.
type result map[*batch][][]any

// CommitResult says what a commit did, by the server's count.
type CommitResult struct {
	Statements int // that were sent; none where nothing had changed
	Rows       int // objects, relationships and removals that were sent

	NodesCreated         int
	NodesDeleted         int
	RelationshipsCreated int
	RelationshipsDeleted int
	PropertiesSet        int
	LabelsAdded          int
	LabelsRemoved        int
}

func (c *CommitResult) add(summary session.Summary) {
	counters := summary.Counters()
	c.NodesCreated += counters.NodesCreated()
	c.NodesDeleted += counters.NodesDeleted()
	c.RelationshipsCreated += counters.RelationshipsCreated()
	c.RelationshipsDeleted += counters.RelationshipsDeleted()
	c.PropertiesSet += counters.PropertiesSet()
	c.LabelsAdded += counters.LabelsAdded()
	c.LabelsRemoved += counters.LabelsRemoved()
}

// newAttempt is a try at the statements of a plan, from a clean start.
func newAttempt(p *plan, cuts [][]part) *attempt {
	a := &attempt{plan: p, cuts: cuts, result: result{}}
	a.done.Statements = len(cuts)
	for _, b := range p.batches {
		a.done.Rows += len(b.rows)
	}
	return a
}

// attempt is the state of one try.
type attempt struct {
	plan   *plan
	cuts   [][]part
	result result
	done   CommitResult
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
		if p.batch == nil {
			continue
		}
		if err := r.attempt.accept(p, values[i]); err != nil {
			return err
		}
	}
	return nil
}

// Complete is the last word before the commit.
func (r *partsReceiver) Complete(summary session.Summary) error {
	if r.records != 1 {
		return fmt.Errorf("ogm: the server answered %d records to a commit, not one", r.records)
	}
	r.attempt.done.add(summary)
	if !r.last {
		return nil
	}
	return r.attempt.faults.err()
}

// accept compares a group's answer with the rows that were sent.
func (a *attempt) accept(p part, answer any) error {
	group := p.batch.group
	sent := p.to - p.from
	if group.Lenient {
		return nil
	}
	if !group.Echoes {
		met, _ := answer.(int64)
		switch {
		case met > int64(sent):
			return p.notUnique(int(met))
		case met < int64(sent):
			a.faults.unlinked = append(a.faults.unlinked, p)
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
		if rows[n] == nil && group.Operation == query.Link && p.batch.rows[n].version == 0 {
			a.faults.unlinked = append(a.faults.unlinked, part{p.batch, n, n + 1})
		} else if err := a.judge(p.batch, &p.batch.rows[n], rows[n]); err != nil {
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
		a.faults.absent(r, label, version != nil)
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
			a.faults.stale = append(a.faults.stale, Stale{Label: label, Key: r.storedKey(), Expected: r.version, Stored: stored})
		}
	}
	return nil
}

// faults are what rolls a commit back, all of it named at once.
type faults struct {
	stale    []Stale
	missing  []Missing
	unlinked []part          // new relationships, of which some did not find both their nodes
	named    map[*entry]bool // nodes that were not met
}

// absent names what a row did not meet; a node that was to get another key and other
// properties, once.
func (f *faults) absent(r *row, label string, versioned bool) {
	if r.entry != nil && f.named[r.entry] {
		return
	}
	if r.entry != nil {
		if f.named == nil {
			f.named = map[*entry]bool{}
		}
		f.named[r.entry] = true
	}
	if versioned {
		f.stale = append(f.stale, Stale{Label: label, Key: r.storedKey(), Expected: r.version})
	} else {
		f.missing = append(f.missing, Missing{Label: label, Key: r.storedKey()})
	}
}

func (f *faults) err() error {
	switch {
	case len(f.stale) > 0:
		return &StaleError{Objects: f.stale}
	case len(f.missing)+len(f.unlinked) > 0:
		missing := f.missing[:len(f.missing):len(f.missing)]
		for _, p := range f.unlinked {
			missing = append(missing, Missing{Label: p.batch.group.Label()})
		}
		return &NotFoundError{Objects: missing}
	}
	return nil
}
