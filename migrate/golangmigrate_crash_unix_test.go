//go:build unix

package migrate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// TestAnImportThatIsKilled kills a process behind each line of the history that it takes over, the last one included: nothing is taken over
// until all is.
func TestAnImportThatIsKilled(t *testing.T) {
	w := setup(t)
	w.wasAt(1, 2)
	var lines []moment
	watch := &watcher{met: func(at moment) {
		if at.After && strings.HasPrefix(at.Text, "OPTIONAL MATCH (all:__OgmMigration)") {
			lines = append(lines, at)
		}
	}}
	imported, err := w.migrator(w.converted(), migrate.WithObserver(watch.observe)).ImportGolangMigrate(w.ctx, nil)
	require.NoError(t, err)
	require.Len(t, lines, len(imported), "a statement for each")

	w.run("MATCH (m:__OgmMigration) DETACH DELETE m")
	for _, at := range lines {
		w.killedAt(task{Import: true, At: at})
		w.leaseIsOver()
		assert.Zero(t, w.count("(:__OgmMigration)"), at)
	}
	again, err := w.migrator(w.converted()).ImportGolangMigrate(w.ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, imported, again)
	w.nothingIsLeft()
}
