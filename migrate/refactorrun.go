package migrate

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/schema"
)

// door is how a refactoring reaches its database: by itself, or under the lock of a run.
type door interface {
	place() *place
	// write runs a statement in a transaction that changes data.
	write(ctx context.Context, text string, params map[string]any) ([]row, error)
	// change runs one that changes the schema.
	change(ctx context.Context, text string) error
}

// plainDoor has no lock.
type plainDoor struct{ at *place }

// heldDoor writes only while the lock is held.
type heldDoor struct {
	holder *holder
	at     *place
}

var (
	_ door = plainDoor{}
	_ door = heldDoor{}
)

func (d plainDoor) place() *place { return d.at }
func (d heldDoor) place() *place  { return d.at }

func (d plainDoor) write(ctx context.Context, text string, params map[string]any) (answer []row, err error) {
	err = d.at.client.Transact(ctx, true, asking(text, params, &answer))
	return answer, err
}

func (d heldDoor) write(ctx context.Context, text string, params map[string]any) (answer []row, err error) {
	err = d.holder.write(ctx, d.at, asking(text, params, &answer))
	return answer, err
}

func (d plainDoor) change(ctx context.Context, text string) error {
	return d.at.client.Transact(ctx, true, asking(text, nil, new([]row)))
}

func (d heldDoor) change(ctx context.Context, text string) error {
	return d.holder.change(ctx, d.at, asking(text, nil, new([]row)))
}

// asking is a transaction of one statement.
func asking(text string, params map[string]any, answer *[]row) func(context.Context, session.Tx) error {
	return func(ctx context.Context, tx session.Tx) (err error) {
		*answer, err = ask(ctx, tx, text, params)
		return err
	}
}

// situation is what is known of a database before a refactoring begins.
type situation struct {
	catalog schema.Catalog
}

// refactorRun is one call.
type refactorRun struct {
	Refactoring

	door     door
	setting  refactorSetting
	progress func(done, total int64)
	total    int64
	result   RefactorResult
}

func (r Refactoring) run(ctx context.Context, to door, progress func(done, total int64)) (RefactorResult, error) {
	if err := r.check(); err != nil {
		return RefactorResult{}, fmt.Errorf("ogm: migrate: %w", err)
	}
	server, err := to.place().client.Server(ctx)
	if err != nil {
		return RefactorResult{}, err
	}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	run := &refactorRun{r, to, refactorSetting{server.Dialect, r.batch}, progress, 0, RefactorResult{}}
	if err := run.all(ctx); err != nil {
		return run.result, run.dressed(err)
	}
	return run.result, nil
}

// dressed says what was being done.
func (r *refactorRun) dressed(err error) error {
	if _, told := err.(*ObstacleError); told { //nolint:errorlint // those that are made here, not those of others below
		return err
	}
	return fmt.Errorf("ogm: migrate: %s: %w", r.Refactoring, err)
}

// needsIndex is a refactoring that looks up each of its nodes.
type needsIndex interface {
	// index is what it needs.
	index() schema.Index
	// idle tells whether the constraints rule out that there is anything to do.
	idle(schema.Catalog) bool
}

// leavesSome is one that may leave some as they are.
type leavesSome interface {
	// left counts them.
	left() (text string, err error)
}

// findsOut is one that has to know more of the database before it has steps.
type findsOut interface {
	findOut(ctx context.Context, p *place, setting refactorSetting) (refactoring, error)
}

func (r *refactorRun) all(ctx context.Context) error {
	have, err := catalog.Read(ctx, r.door.place().client)
	if err != nil {
		return err
	}
	if work, ok := r.work.(needsIndex); ok {
		if work.idle(have) {
			return nil
		}
		drop, err := r.lend(ctx, work.index())
		if err != nil {
			return err
		}
		defer drop()
	}
	if err := r.ask(ctx, situation{have}); err != nil {
		return err
	}
	for first := true; ; first = false {
		left, changed, err := r.round(ctx, first)
		switch {
		case err != nil:
			return err
		case left == 0:
			r.leftovers(have)
			return r.countLeft(ctx)
		case changed == 0:
			return fmt.Errorf("%d of the nodes and relationships stay as they are, however often they are met; somebody else changes them back", left)
		}
	}
}

// round goes once through all steps, and tells what was left before and how much of it changed. A second one finds what others have added.
func (r *refactorRun) round(ctx context.Context, first bool) (left, changed int64, err error) {
	work := r.work
	if unknowing, ok := work.(findsOut); ok {
		if work, err = unknowing.findOut(ctx, r.door.place(), r.setting); err != nil {
			return 0, 0, err
		}
	}
	steps, err := work.steps(r.setting)
	if err != nil {
		return 0, 0, err
	}
	for _, s := range steps {
		n, err := r.count(ctx, s.total())
		if err != nil {
			return left, 0, err
		}
		left += n
	}
	if left == 0 {
		return 0, 0, nil
	}
	if first {
		r.total = left
	} else {
		r.total += left
	}
	before := r.result.Changed
	for _, s := range steps {
		if err := r.step(ctx, s); err != nil {
			return left, r.result.Changed - before, err
		}
	}
	return left, r.result.Changed - before, nil
}

func (r *refactorRun) step(ctx context.Context, s step) error {
	for {
		before := r.result.Changed
		answer, err := r.door.place().read(ctx, s.look(r.setting), nil)
		if err != nil {
			return err
		}
		ids := answer[0].list("ids")
		for batch := range slices.Chunk(ids, r.batch) {
			if err := r.batchOf(ctx, s, batch); err != nil {
				return err
			}
		}
		if len(ids) < r.setting.ahead() || r.result.Changed == before {
			return nil
		}
	}
}

func (r *refactorRun) batchOf(ctx context.Context, s step, ids []any) error {
	answer, err := r.door.write(ctx, s.batch(r.setting), map[string]any{"ids": ids})
	if err != nil {
		return err
	}
	if n := answer[0].number("n"); n > 0 { // else somebody else has changed them
		r.result.Changed += n
		r.result.Transactions++
		r.progress(min(r.result.Changed, r.total), r.total)
	}
	return nil
}

func (r *refactorRun) count(ctx context.Context, text string) (int64, error) {
	answer, err := r.door.place().read(ctx, text, nil)
	if err != nil {
		return 0, err
	}
	return answer[0].number("n"), nil
}

func (r *refactorRun) countLeft(ctx context.Context) error {
	work, ok := r.work.(leavesSome)
	if !ok {
		return nil
	}
	text, err := work.left()
	if err == nil {
		r.result.Left, err = r.count(ctx, text)
	}
	return err
}

// leftovers finds what is still on the old name.
func (r *refactorRun) leftovers(have schema.Catalog) {
	for _, c := range have.Constraints {
		if r.work.leftovers(c.EntityType == schema.RelationshipEntity, c.Label, c.Properties) {
			r.result.Leftovers = append(r.result.Leftovers, c.Name)
		}
	}
	for _, index := range have.Indexes {
		on := func(label string) bool {
			return r.work.leftovers(index.EntityType == schema.RelationshipEntity, label, index.Properties)
		}
		if index.Owner == "" && slices.ContainsFunc(index.Labels, on) {
			r.result.Leftovers = append(r.result.Leftovers, index.Name)
		}
	}
}
