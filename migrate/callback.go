package migrate

import (
	"context"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// callbacks runs the files of a phase, in their order. They are not logged. Where the lock is held, they write under it.
func (m *Migrator) callbacks(ctx context.Context, h *holder, phase Phase) error {
	for _, callback := range m.source.Callbacks {
		if callback.Phase != phase {
			continue
		}
		for _, t := range callback.Script.Transactions {
			failed, err := m.callback(ctx, h, t)
			if err := refusedIn(callback.Script.File, err, t.Statements, failed); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *Migrator) callback(ctx context.Context, h *holder, t Transaction) (failed int, err error) {
	p, err := m.placeOf(ctx, t)
	if err != nil {
		return 0, err
	}
	work := func(ctx context.Context, tx session.Tx) error {
		failed, err = runAll(ctx, tx, t.Statements)
		return err
	}
	text := t.Statements[0].Resolved()
	switch {
	case t.AutoCommit && h == nil:
		return 0, p.client.Autocommit(ctx, session.TxConfig{}, cypher.Statement{Text: text}, nothing{})
	case t.AutoCommit:
		return 0, h.autocommit(ctx, p, text, nil)
	case h == nil:
		err = p.client.Transact(ctx, !t.onlyReads(), work)
	case t.Schema || t.Statements[0].Class == ClassSystem:
		err = h.change(ctx, p, work)
	default:
		err = h.write(ctx, p, work)
	}
	return failed, err
}

func (t Transaction) onlyReads() bool {
	for _, stmt := range t.Statements {
		if stmt.Class != ClassRead {
			return false
		}
	}
	return true
}

// firstCallbacks runs those of BeforeFirstUse, once, before anything is asked for a lock: they may make the database
// that is migrated.
func (m *Migrator) firstCallbacks(ctx context.Context) error {
	m.firstUse.Lock()
	defer m.firstUse.Unlock()
	if m.used {
		return nil
	}
	if err := m.callbacks(ctx, nil, BeforeFirstUse); err != nil {
		return err
	}
	m.used = true
	return nil
}
