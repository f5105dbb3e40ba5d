//go:build unix

package migrate_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// isBatch tells the statements of refactorings that change something.
func (m moment) isBatch() bool { return strings.Contains(m.Text, " IN $ids ") }

// TestRefactoringsThatAreKilled kills two processes one after the other, each with a batch behind it: one within the transaction of the second, one when
// half of the batches are stored. The next ends in the same database as an undisturbed run, each node and each relationship in it once.
func TestRefactoringsThatAreKilled(t *testing.T) {
	w := setup(t)
	for name, c := range refactorings {
		if os.Getenv(allVariable) == "" && strings.Contains(name, " of ") {
			continue // their steps are those of others
		}
		t.Run(name, func(t *testing.T) {
			w := &world{t, t.Context(), w.server, w.driver}
			w.make(c)
			var batches []moment
			watch := &watcher{met: func(at moment) {
				if !at.After && at.isBatch() {
					batches = append(batches, at)
				}
			}}
			migrator := func(opts ...migrate.Option) *migrate.Migrator {
				return w.migrator(nil, append(opts, migrate.WithGo(c.migration()))...)
			}
			require.Equal(t, []string{"1"}, w.up(migrator(migrate.WithObserver(watch.observe))))
			want := w.picture()
			require.Greater(t, len(batches), 2)

			w.make(c)
			begun := w.picture()
			first, second := batches[1], batches[len(batches)/2]
			first.After, second.Nth = true, 1
			for _, at := range []moment{first, second} {
				w.killedAt(task{Refactoring: name, At: at})
				w.leaseIsOver()
			}
			assert.NotEqual(t, begun, w.picture(), "something is stored")
			results, err := migrator().Up(w.ctx)
			require.NoError(t, err)
			require.Len(t, results, 1)
			assert.True(t, results[0].Resumed)
			assert.Equal(t, want, w.picture())
			w.is(c, "killed twice")
			w.nothingIsLeft()
		})
	}
}

// TestRefactoringsInFilesThatAreKilled kills a process that was told of the second batch. The server ends the statement, and the next process does what is left.
func TestRefactoringsInFilesThatAreKilled(t *testing.T) {
	w := setup(t)
	for _, name := range []string{"type", "property"} {
		c, line := refactorings[name], w.server.Version()
		source, err := c.source(line)
		require.NoError(t, err)
		w.make(c)
		begun := w.picture()
		w.killedAt(task{Refactoring: name, Line: line, Report: 2})
		w.leaseIsOver()
		assert.NotEqual(t, begun, w.picture(), "something is stored")
		results, err := w.migrator(source).Up(w.ctx)
		require.NoError(t, err)
		require.Len(t, results, 1)
		assert.True(t, results[0].Resumed)
		w.is(c, "killed")
		w.nothingIsLeft()
	}
}
