package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/schema"
)

// EnsureOptions says what Ensure may do, and who is told.
type EnsureOptions struct {
	schema.CompareOptions // Limits are asked of the server

	Replace bool                // drop what differs from what is wanted, or stands in its way; DropUndeclared implies it
	Keys    map[string][]string // key properties by label, for those who look for violations; nil for none

	// Who is told, nil for nobody: of what the server cannot hold, before anything is changed; of each change
	// that was made; at each look, of an index that is being filled.
	LeftOut func(schema.Unsupported)
	Changed func(schema.Change)
	Filling func(schema.Index)

	looksBefore int64 // 0 for the constant, else for tests
}

// DriftError says that a database has constraints or indexes otherwise than types declare them, and that they
// would have to be dropped, which was not asked for. Nothing was changed.
type DriftError struct {
	Drift []schema.Drift
}

func (e *DriftError) Error() string {
	lines := make([]string, len(e.Drift))
	for i, drift := range e.Drift {
		lines[i] = drift.String()
	}
	return "ogm: the schema was not changed, since these would have to be dropped first: " + strings.Join(lines, "; ") + "; choose Replace, write a migration, or declare them as they are"
}

// tries is how often a constraint is looked at again that somebody else seems to be creating, whose index is filled
// already: for some 4 seconds, with pauses that double, since a busy server may need a while for what is left.
const tries = 7

// rounds is how often Ensure compares and changes again, when others change the schema at the same time.
const rounds = 10

// Ensure makes a database have what is wanted, and returns when its indexes are online. What is there is
// left, and nothing is dropped unless the options say so. Several may call it at once.
//
// Before the first change everything is looked at: what differs (*DriftError), what the server cannot hold
// (*schema.UnsupportedError), names that are taken (*schema.NameError), stored data that violate new
// constraints (*ViolationError, joined). If one of them is met, nothing was changed. Later ones may be
// the server's refusal of a change, or an *IndexError.
func Ensure(ctx context.Context, client *session.Client, want schema.Catalog, options EnsureOptions) error {
	e := &ensuring{client: client, options: options}
	var err error
	if e.options.Limits, err = Limits(ctx, client); err != nil {
		return err
	}
	for round := 0; round < rounds; round++ {
		diff, err := e.compare(ctx, want)
		if err != nil {
			return err
		}
		e.tell(diff.LeftOut)
		unfinished := e.unfinished(diff)
		switch {
		case diff.Empty():
			again, err := e.await(ctx, diff.Kept)
			if !again {
				return err
			}
		case unfinished != nil:
			round-- // that has a limit of its own
			if err = e.change(ctx, *unfinished); err == nil {
				err = session.Pause(ctx, min(firstPause<<min(e.tried[unfinished.Constraint.Name], tries), lastPause))
			}
		default:
			if err = e.check(ctx, diff); err == nil {
				err = e.apply(ctx, diff)
			}
		}
		if err != nil {
			return err
		}
	}
	err = fmt.Errorf("ogm: the schema differs again after %d times in which all that differed was changed: another program changes it, too", rounds)
	return errors.Join(err, e.overtaken)
}

// ensuring is the state of one Ensure.
type ensuring struct {
	client    *session.Client
	options   EnsureOptions
	told      int            // how many of what is left out
	begun     bool           // something may be changed
	tried     map[string]int // how often, constraints that somebody else seemed to be creating
	overtaken error          // the last refusal of a change that somebody else had made
}

// tell is told once of each: a server whose edition is not known refuses some later.
func (e *ensuring) tell(leftOut []schema.Unsupported) {
	for ; e.told < len(leftOut); e.told++ {
		if e.options.LeftOut != nil {
			e.options.LeftOut(leftOut[e.told])
		}
	}
}

func (e *ensuring) compare(ctx context.Context, want schema.Catalog) (schema.Diff, error) {
	have, err := Read(ctx, e.client)
	if err != nil {
		return schema.Diff{}, err
	}
	return schema.Compare(have, want, e.options.CompareOptions)
}

// unfinished finds a constraint that somebody else seems to be creating: until that is done, its index is one
// that nothing owns. Creating it, too, mostly waits for the other. One that is filled and stays is what it seems
// to be.
func (e *ensuring) unfinished(diff schema.Diff) *schema.Change {
	for _, dropped := range diff.Changes {
		if dropped.Action != schema.Drop || dropped.Index == nil {
			continue
		}
		if e.tried[dropped.Index.Name] >= tries && dropped.Index.State != populating {
			continue
		}
		for _, created := range diff.Changes {
			if created.Action == schema.Create && created.Constraint != nil && created.Constraint.Name == dropped.Index.Name {
				if e.tried == nil {
					e.tried = map[string]int{}
				}
				e.tried[dropped.Index.Name]++
				return &created
			}
		}
	}
	return nil
}

// await tells whether to compare again, since time has passed.
func (e *ensuring) await(ctx context.Context, kept schema.Catalog) (again bool, err error) {
	for _, index := range kept.Indexes {
		if index.State != online {
			return true, Await(ctx, e.client, named(kept.Indexes), e.options.Filling)
		}
	}
	return false, nil
}

// check finds reasons not to begin. Later rounds repeat what a first one did not find; the look at the
// data is made once.
func (e *ensuring) check(ctx context.Context, diff schema.Diff) error {
	mayDrop := e.options.Replace || e.options.DropUndeclared
	drift := schema.Diff{Changes: diff.Changes}.Drift()
	var dropped []schema.Drift
	for _, d := range drift {
		if d.Kind == schema.DriftMissing {
			continue
		}
		if d.Index != nil && d.Index.State == failed && (e.begun || !mayDrop) {
			return &IndexError{d.Index.Name, d.Index.Failure}
		}
		dropped = append(dropped, d)
	}
	if len(dropped) > 0 && !mayDrop {
		return &DriftError{dropped}
	}
	if e.begun {
		return nil
	}
	e.begun = true
	return e.look(ctx, diff)
}

// look looks for data that violate the constraints that are to be created.
func (e *ensuring) look(ctx context.Context, diff schema.Diff) error {
	var all []error
	empty := map[schema.EntityType]bool{}
	for _, change := range diff.Changes {
		constraint := change.Constraint
		if change.Action != schema.Create || constraint == nil {
			continue
		}
		if _, known := empty[constraint.EntityType]; !known {
			many, err := count(ctx, e.client, constraint.EntityType)
			if err != nil {
				return err
			}
			empty[constraint.EntityType] = many == 0
		}
		if empty[constraint.EntityType] {
			continue
		}
		found, err := violations(ctx, e.client, *constraint, e.options.Keys[constraint.Label], cmp.Or(e.options.looksBefore, looksBefore))
		switch {
		case isGivenUp(err): // the server will find out
		case err != nil:
			return err
		case found != nil:
			all = append(all, found)
		}
	}
	return errors.Join(all...)
}

// apply makes the changes. It ends early, without an error, where the database is not what was compared.
func (e *ensuring) apply(ctx context.Context, diff schema.Diff) error {
	for _, change := range diff.Changes {
		if change.Action == schema.Drop {
			same, err := e.isThere(ctx, change)
			if err != nil || !same {
				return err
			}
		}
		if err := e.change(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// isThere makes sure, just before something is dropped by its name, that the name is still that of what was compared.
func (e *ensuring) isThere(ctx context.Context, change schema.Change) (bool, error) {
	have, err := Read(ctx, e.client)
	if err != nil {
		return false, err
	}
	for _, constraint := range have.Constraints {
		if change.Constraint != nil && constraint.String() == change.Constraint.String() {
			return true, nil
		}
	}
	for _, index := range have.Indexes {
		if change.Index != nil && index.String() == change.Index.String() {
			return true, nil
		}
	}
	return false, nil
}

func (e *ensuring) change(ctx context.Context, change schema.Change) error {
	texts, err := Statements(ctx, e.client, []schema.Change{change})
	if err != nil {
		return err
	}
	err = e.client.Write(ctx, []cypher.Statement{{Text: texts[0]}}, func() session.Attempt {
		return func(int) session.Receiver { return &rows{} }
	})
	switch {
	case err == nil && e.options.Changed != nil:
		e.options.Changed(change)
	case isOvertaken(err):
		e.overtaken = err // the next round sees what there is now
	case err != nil:
		return e.refused(ctx, err, change)
	}
	return nil
}

// isOvertaken tells the server's answer to the second of two who create or drop the same, or have
// the same name in mind.
func isOvertaken(err error) bool {
	code, _, _ := session.Refusal(err)
	switch code {
	case "Neo.DatabaseError.Schema.IndexDropFailed", "Neo.DatabaseError.Schema.ConstraintDropFailed": // it is gone, or a constraint's
		return true
	}
	return strings.HasPrefix(code, "Neo.ClientError.Schema.") && strings.HasSuffix(code, "AlreadyExists")
}

// refused says why a change was not made.
func (e *ensuring) refused(ctx context.Context, err error, change schema.Change) error {
	code, message, _ := session.Refusal(err)
	if code != "Neo.DatabaseError.Schema.ConstraintCreationFailed" || change.Constraint == nil {
		return fmt.Errorf("%w (to %s)", err, change)
	}
	if strings.Contains(message, "Enterprise Edition") { // its edition was not known: the user may not ask
		e.options.Limits.Community = true
		return nil
	}
	found, looking := violations(ctx, e.client, *change.Constraint, e.options.Keys[change.Constraint.Label], looksAfter)
	if looking != nil || found == nil {
		found = &ViolationError{Constraint: *change.Constraint}
		if server, known := e.client.Known(); known {
			found.Statement, _ = looksFor(*change.Constraint)[0].text(server.Dialect, *change.Constraint) // it was written before
		}
	}
	found.err = err
	return found
}
