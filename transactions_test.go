package ogm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/query"
)

// What a unit has committed, the next unit, read or transaction waits for; reads may go to
// a follower, writes may not.
func TestBookmarksChainFromUnitToUnitAndAccessModesAreThoseOfTheWork(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, components, saves, loads)
	s := openOn(t, server, ogm.WithKeyCheck(ogm.KeyCheckOff))
	for _, step := range []struct {
		name, mode string
		do         func() error
	}{
		{"Commit", "w", func() error {
			unit := s.db.NewUnit()
			s.people.In(unit).Save(&Person{Name: "Ann"})
			_, err := unit.Commit(s.ctx)
			return err
		}},
		{"Get in a unit", "r", func() error { _, err := s.people.In(s.db.NewUnit()).Get(s.ctx, "ann"); return err }},
		{"Commit of another unit", "w", func() error {
			unit := s.db.NewUnit()
			s.people.In(unit).Save(&Person{Name: "Bob"})
			_, err := unit.Commit(s.ctx)
			return err
		}},
		{"Write", "w", func() error {
			return s.db.Write(s.ctx, func(ctx context.Context, tx *ogm.Tx) error {
				_, err := s.people.In(tx).Get(ctx, "ann")
				return err
			})
		}},
		{"Read", "r", func() error {
			return s.db.Read(s.ctx, func(ctx context.Context, tx *ogm.Tx) error {
				_, err := s.people.In(tx).Get(ctx, "ann")
				return err
			})
		}},
		{"Match", "r", func() error { _, err := s.people.Match().All(s.ctx); return err }},
		{"Query", "r", func() error {
			_, err := ogm.Query[*Person](s.ctx, s.db, query.Raw("MATCH (n:Person) RETURN n", nil))
			return err
		}},
		{"Exec", "w", func() error { _, err := ogm.Exec(s.ctx, s.db, query.Raw("CREATE (:Mark)", nil)); return err }},
	} {
		before := server.Transactions()
		require.NoError(t, step.do(), step.name)
		after := server.Transactions()[len(before):]
		require.Len(t, after, 1, step.name)
		require.Len(t, after[0].Runs, 1, step.name)
		assert.Equal(t, step.mode, after[0].Runs[0].Mode, step.name)
		if step.name != "Commit" { // the first, which may have bookmarks of a mere look at the server
			assert.Equal(t, []string{before[len(before)-1].Bookmark}, after[0].Runs[0].Bookmarks, step.name)
		}
	}
}

func TestAReadAfterAWriteSeesIt(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	for i := range 20 {
		unit := w.db.NewUnit()
		stars.In(unit).Save(&Star{ID: "ann", Name: "Ann", Version: int64(i)})
		w.commit(unit)
		ann, err := stars.In(w.db.NewUnit()).Get(w.ctx, "ann")
		require.NoError(t, err)
		assert.EqualValues(t, i+1, ann.Version)
		require.NoError(t, w.db.Read(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
			again, err := stars.In(tx).Get(ctx, "ann")
			if err == nil {
				assert.Equal(t, ann.Version, again.Version)
			}
			return err
		}))
	}
}

// A context that ends between two messages is the last that is heard of the transaction.
func TestACancelledContextStopsBeforeTheNextMessage(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(*stage, context.Context, *ogm.Tx) error{
		"a read": func(s *stage, ctx context.Context, tx *ogm.Tx) error {
			_, err := s.people.In(tx).Get(ctx, "ann")
			return err
		},
		"a write": func(_ *stage, ctx context.Context, tx *ogm.Tx) error {
			_, err := ogm.Exec(ctx, tx, query.Raw("CREATE (:Mark)", nil))
			return err
		},
		"nothing": func(*stage, context.Context, *ogm.Tx) error { return nil },
		"a change": func(s *stage, _ context.Context, tx *ogm.Tx) error {
			s.people.In(tx).Save(&Person{Name: "Eve"})
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, ogm.WithKeyCheck(ogm.KeyCheckOff))
			ctx, cancel := context.WithCancel(s.ctx)
			defer cancel()
			before := s.server.Counts()
			err := s.db.Write(ctx, func(ctx context.Context, tx *ogm.Tx) error {
				if _, err := s.people.In(tx).Get(ctx, "ann"); err != nil {
					return err
				}
				cancel()
				return use(s, ctx, tx)
			})
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, ogm.ErrOutcomeUnknown)
			spent := s.server.Counts().Sub(before)
			assert.Equal(t, []int{1, 1, 0}, []int{spent.Messages["BEGIN"], spent.Messages["RUN"], spent.Messages["COMMIT"]})
			assert.Empty(t, s.commits())
			require.NoError(t, s.people.Save(s.ctx, &Person{Name: "Ann"}), "the pool works on")
		})
	}
}

// transactions counts those of the server but the one that asks.
func (w *world) transactions() int {
	w.Helper()
	return len(w.rows("SHOW TRANSACTIONS YIELD currentQuery WHERE NOT coalesce(currentQuery, '') STARTS WITH 'SHOW TRANSACTIONS' RETURN currentQuery", nil))
}

// eventually waits for what a server does in its own time.
func eventually(t *testing.T, what string, met func() bool) {
	t.Helper()
	require.Eventually(t, met, soon, 20*time.Millisecond, what)
}

func TestACancelledContextLeavesNoOpenTransaction(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann"}))
	idle := w.transactions()

	// within a transaction function
	ctx, cancel := context.WithCancel(w.ctx)
	err := w.db.Write(ctx, func(ctx context.Context, tx *ogm.Tx) error {
		_, err := ogm.Exec(ctx, tx, query.Raw("MATCH (s:Star) SET s.name = 'locked'", nil))
		cancel()
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	eventually(t, "it is rolled back", func() bool { return w.transactions() == idle })
	assert.Equal(t, [][]any{{"ann", "", int64(1)}}, w.rows("MATCH (s:Star) RETURN s.id, s.name, s.version", nil))

	// while a commit waits for the lock of somebody else
	holder := w.driver.NewSession(w.ctx, neo4j.SessionConfig{})
	tx, err := holder.BeginTransaction(w.ctx)
	require.NoError(t, err)
	_, err = tx.Run(w.ctx, "MATCH (s:Star) SET s.locks = 1", nil)
	require.NoError(t, err)
	held := idle + 1
	unit := w.db.NewUnit()
	ann, err := stars.In(unit).Get(w.ctx, "ann")
	require.NoError(t, err)
	ann.Name = "Ann"
	ctx, cancel = context.WithCancel(w.ctx)
	committed := make(chan error, 1)
	go func() { _, err := unit.Commit(ctx); committed <- err }()
	eventually(t, "the commit waits", func() bool { return w.transactions() == held+1 })
	cancel()
	err = <-committed
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, ogm.ErrOutcomeUnknown)
	assert.EqualValues(t, 1, ann.Version)
	require.NoError(t, errors.Join(tx.Rollback(w.ctx), holder.Close(w.ctx)))
	eventually(t, "it is rolled back", func() bool { return w.transactions() == idle })
	assert.Equal(t, [][]any{{"", int64(1)}}, w.rows("MATCH (s:Star) RETURN s.name, s.version", nil))
	w.commit(unit)
	assert.Equal(t, [][]any{{"Ann", int64(2)}}, w.rows("MATCH (s:Star) RETURN s.name, s.version", nil))
}
