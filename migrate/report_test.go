package migrate_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

func TestProgressIsTold(t *testing.T) {
	w := setup(t)
	files := []string{"V1__a.cypher:CREATE (:A);\nCREATE INDEX a FOR (a:A) ON (a.x);\nCREATE (:A);\n", "U1__a.cypher:DROP INDEX a;\nMATCH (a:A) DELETE a", "V2__b.cypher:CREATE (:B)"}
	var told []string
	tell := migrate.WithProgress(func(p migrate.Progress) {
		if p.Index == "" { // which takes as long as it takes
			told = append(told, fmt.Sprintf("%s %s %s %d/%d undone=%t ended=%t", p.Version, p.Description, p.File, p.Done, p.Statements, p.Undone, p.Ended))
		}
	})
	m := w.migrator(w.read(files...), tell)
	w.up(m)
	assert.Equal(t, []string{
		"1 a V1__a.cypher 0/3 undone=false ended=false", "1 a V1__a.cypher 1/3 undone=false ended=false", "1 a V1__a.cypher 2/3 undone=false ended=false",
		"1 a V1__a.cypher 3/3 undone=false ended=false", "1 a V1__a.cypher 3/3 undone=false ended=true",
		"2 b V2__b.cypher 0/1 undone=false ended=false", "2 b V2__b.cypher 1/1 undone=false ended=false", "2 b V2__b.cypher 1/1 undone=false ended=true",
	}, told)
	require.NoError(t, m.Mark(w.ctx, version(t, "2")))

	told = nil
	_, err := w.migrator(w.read(files[:2]...), tell).DownTo(w.ctx, version(t, "0"))
	require.ErrorContains(t, err, "version 2 is not there any more")
	_, err = w.migrator(w.read(append(files, "U2__b.cypher:MATCH (b:B) DELETE b")...), tell).DownTo(w.ctx, version(t, "0"))
	require.NoError(t, err)
	assert.Equal(t, "2 b U2__b.cypher 0/1 undone=true ended=false", told[0])
	assert.Equal(t, "1 a U1__a.cypher 2/2 undone=true ended=true", told[len(told)-1])
}

func TestWhoIsWaitedForIsTold(t *testing.T) {
	w := setup(t)
	var told *migrate.LockedError
	tell := migrate.WithProgress(func(p migrate.Progress) {
		if p.Waiting != nil {
			told = p.Waiting
		}
	})
	waiting := w.migrator(w.read("V1__a.cypher"), tell, migrate.WithLockTimeout(time.Millisecond))
	holder := w.migrator(nil, migrate.WithGo(migrate.GoMigration{Version: version(t, "7"), Description: "holds", UpOutside: func(ctx context.Context, _ neo4j.DriverWithContext) error {
		_, err := waiting.Up(ctx)
		return err
	}}))
	_, err := holder.Up(w.ctx)
	require.ErrorIs(t, err, migrate.ErrLocked)
	var locked *migrate.LockedError
	require.ErrorAs(t, err, &locked)
	require.NotNil(t, told)
	assert.Equal(t, locked.Owner, told.Owner)
}
