package migrate

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// GoMigration is a migration that is a function. It stands in the order of versions beside
// files, and has a version of its own.
type GoMigration struct {
	Version     Version
	Description string
	// Checksum says that what it does has changed, since nobody can tell from a function: Validate
	// compares it. "" is never compared. A repeatable one runs again when it changes, and needs it.
	Checksum   string
	Repeatable bool

	// Up works in one transaction, which also has the line in the history that says it ran: both are stored or
	// none, so its statements are applied exactly once. It may be called again after an
	// error that may pass, in a new transaction; what it does elsewhere should bear that. It changes
	// data only; see Schema.
	Up func(ctx context.Context, tx *Tx) error
	// Schema says that Up and Down change the schema. Their transaction can then hold no line of the history: after an
	// interruption they run again, and must bear that (IF NOT EXISTS). Indexes are waited for.
	Schema bool
	// UpOutside works on the driver in transactions of its own; either it or Up is given. If the process ends
	// before it returns, or it returns an error, it runs again from its beginning: it must bear that. The
	// context ends when the lock is lost, and nothing else keeps it from writing then.
	UpOutside func(ctx context.Context, driver neo4j.DriverWithContext) error
	// Refactor is run in place of Up and UpOutside, in batches under the lock, each of which is stored exactly once: after an interruption
	// it goes on. WithProgress is told how far it is. Its words are its checksum, unless there is one.
	Refactor Refactoring
	// Down takes back what it did, in one transaction like Up; nil where that cannot be.
	Down func(ctx context.Context, tx *Tx) error
}

func (m GoMigration) check() error {
	switch {
	case m.Version.IsBaseline():
		return fmt.Errorf("the migration %q has no version; give it one by ParseVersion", m.Description)
	case m.Description == "":
		return fmt.Errorf("the migration of version %s has no description", m.Version)
	case m.Up == nil && m.UpOutside == nil && m.Refactor.isZero():
		return fmt.Errorf("the migration of version %s does nothing; give it Up, UpOutside or Refactor", m.Version)
	case !m.Refactor.isZero() && (m.Up != nil || m.UpOutside != nil || m.Schema):
		return fmt.Errorf("the migration of version %s has Refactor and also Up, UpOutside or Schema; keep one", m.Version)
	case m.Up != nil && m.UpOutside != nil:
		return fmt.Errorf("the migration of version %s has Up and UpOutside; keep one", m.Version)
	case m.Repeatable && m.checksum() == "":
		return fmt.Errorf("the migration of version %s is repeatable and has no checksum to tell when it is to run again", m.Version)
	case m.Repeatable && m.Down != nil:
		return fmt.Errorf("the migration of version %s is repeatable, and cannot be taken back; leave Down out", m.Version)
	}
	if !m.Refactor.isZero() {
		return m.Refactor.check()
	}
	return nil
}

func (m GoMigration) checksum() string {
	if m.Checksum == "" && !m.Refactor.isZero() {
		return m.Refactor.String()
	}
	return m.Checksum
}

// Tx is the transaction of a Go migration. It is used by one goroutine at a time, and not after the
// function that was given it has returned.
type Tx struct {
	tx session.Tx
}

var errNoText = errors.New("ogm: migrate: the statement is empty")

// Run sends one statement and gives its rows by the names of their columns, in the driver's types. The
// error is the driver's; after it nothing of the transaction is stored, whatever the migration returns.
func (t *Tx) Run(ctx context.Context, text string, params map[string]any) ([]map[string]any, error) {
	if text == "" {
		return nil, errNoText
	}
	answer := &rows{}
	if err := t.tx.Run(ctx, cypher.Statement{Text: text, Params: maps.Clone(params)}, answer); err != nil {
		return nil, err
	}
	list := make([]map[string]any, len(answer.list))
	for i, r := range answer.list {
		list[i] = r
	}
	return list, nil
}

// call runs a function in a direction, unless the log says that it did.
func (m *Migrator) call(ctx context.Context, h *holder, migration *Migration, r *run, at progress) error {
	if at.done > 0 {
		return nil
	}
	code := migration.code
	work := code.Up
	if r.direction == down {
		work = code.Down
	}
	note := func(ctx context.Context, tx session.Tx) error { return r.note(ctx, tx, 1, "") }
	begin := func(ctx context.Context, tx session.Tx) error { return r.start(ctx, tx, 0) }
	var err error
	switch {
	case work != nil && !code.Schema:
		err = h.write(ctx, m.home, func(ctx context.Context, tx session.Tx) error {
			if err := work(ctx, &Tx{tx}); err != nil {
				return err
			}
			return note(ctx, tx)
		})
	case work != nil:
		if err = h.write(ctx, m.home, begin); err != nil {
			return err
		}
		if err = h.change(ctx, m.home, func(ctx context.Context, tx session.Tx) error { return work(ctx, &Tx{tx}) }); err != nil {
			break
		}
		if err = m.awaitIndexes(ctx, m.home, nil, r.progressOf(migration, nil, 0)); err == nil {
			err = h.write(ctx, m.home, note)
		}
	case !code.Refactor.isZero():
		if err = h.write(ctx, m.home, begin); err != nil {
			return err
		}
		if err = m.refactor(ctx, h, migration, r); err == nil {
			err = h.write(ctx, m.home, note)
		}
	default:
		if err = h.write(ctx, m.home, begin); err != nil {
			return err
		}
		if err = code.UpOutside(ctx, m.driver); err == nil {
			err = h.write(ctx, m.home, note)
		}
	}
	if err != nil {
		return fmt.Errorf("ogm: migrate: %s: %w", migration.name(), err)
	}
	return nil
}

// refactor tells how far it is.
func (m *Migrator) refactor(ctx context.Context, h *holder, migration *Migration, r *run) error {
	at := r.progressOf(migration, nil, 0)
	_, err := migration.code.Refactor.run(ctx, heldDoor{h, m.home}, func(done, total int64) {
		at.Changed, at.ToChange = done, total
		m.settings.report(at)
	})
	return err
}
