package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// golangMigrateFiles are as golang-migrate has them.
var golangMigrateFiles = []string{
	"000001_create_movies.up.cypher:CREATE (:Movie {id: 1});", "000001_create_movies.down.cypher:MATCH (m:Movie) DELETE m;",
	"000002_add-names & more.up.cypher:MATCH (m:Movie) SET m.name = 'x'", "000002_other words.down.cypher:MATCH (m:Movie) REMOVE m.name",
	"000003_empty.up.cypher: \n", "20260102030405_last.up.cypher:CREATE (:Last)", "README.md:# what", "3_x.cypher:RETURN 1", "within/9_x.up.cypher:RETURN 1",
}

func TestConvertGolangMigrate(t *testing.T) {
	all, err := migrate.ConvertGolangMigrate(folder(golangMigrateFiles...))
	require.NoError(t, err)
	var names []string
	for _, c := range all {
		names = append(names, c.From+" "+c.Name)
	}
	assert.Equal(t, []string{
		"000001_create_movies.down.cypher U000001__create_movies.cypher", "000001_create_movies.up.cypher V000001__create_movies.cypher",
		"000002_add-names & more.up.cypher V000002__add_names_more.cypher", "000002_other words.down.cypher U000002__add_names_more.cypher",
		"000003_empty.up.cypher V000003__empty.cypher", "20260102030405_last.up.cypher V20260102030405__last.cypher",
	}, names)
	source, err := convertedSource()
	require.NoError(t, err)
	require.Len(t, source.Migrations, 4)
	assert.NotNil(t, source.Migrations[1].Down)

	_, err = migrate.ConvertGolangMigrate(folder("1_a.up.cypher", "01_b.up.cypher", "2_c.down.cypher", "3_d.up.cql"))
	require.ErrorContains(t, err, "1_a.up.cypher: version 1 is also that of 01_b.up.cypher; keep one")
	require.ErrorContains(t, err, "2_c.down.cypher: there is no file that it takes back; restore it, or delete this one")
	require.ErrorContains(t, err, "3_d.up.cql: its extension is .cql; files of Cypher end in .cypher")
	all, err = migrate.ConvertGolangMigrate(folder("1_.up.cypher"))
	require.NoError(t, err)
	assert.Equal(t, "V1__what_it_does.cypher", all[0].Name)
}

// convertedSource is what comes of them.
func convertedSource() (*migrate.Source, error) {
	all, err := migrate.ConvertGolangMigrate(folder(golangMigrateFiles...))
	var files []string
	for _, c := range all {
		files = append(files, c.Name+":"+c.Text)
	}
	if err != nil {
		return nil, err
	}
	return migrate.Read(folder(files...), nil)
}

func (w *world) converted() *migrate.Source {
	w.Helper()
	source, err := convertedSource()
	require.NoError(w, err)
	return source
}

// wasAt leaves behind what golang-migrate does when it goes to a version: dirty before, clean after.
func (w *world) wasAt(versions ...int) {
	w.Helper()
	for i, version := range versions {
		_, err := query(w.ctx, w.driver, "MERGE (sm:SchemaMigration {version: $version}) SET sm.dirty = false, sm.ts = datetime() + duration({seconds: $i})", map[string]any{"version": version, "i": i})
		require.NoError(w, err)
	}
}

func TestTheHistoryOfGolangMigrateIsImported(t *testing.T) {
	w := setup(t)
	m := w.migrator(w.converted())
	_, err := m.ImportGolangMigrate(w.ctx, nil)
	require.ErrorContains(t, err, "there is no history of golang-migrate in the database: no node of the label SchemaMigration")
	w.run("CREATE (:Movie {id: 1})")
	w.wasAt(1, 2, 3, 2) // and one step back: its node of 3 stays

	w.run("MATCH (m:SchemaMigration {version: 2}) SET m.dirty = true")
	_, err = m.ImportGolangMigrate(w.ctx, nil)
	require.ErrorContains(t, err, "golang-migrate stopped within version 2, which is dirty: finish or take back by hand what it does, say so by `MATCH (m:SchemaMigration {version: 2}) SET m.dirty = false`")
	assert.Zero(t, w.count("(:__OgmMigration)"))
	w.run("MATCH (m:SchemaMigration) SET m.dirty = false")

	versionsOf := func(list []migrate.Version) (all []string) {
		for _, v := range list {
			all = append(all, v.String())
		}
		return all
	}
	imported, err := m.ImportGolangMigrate(w.ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"000001", "000002"}, versionsOf(imported))
	again, err := m.ImportGolangMigrate(w.ctx, nil)
	require.NoError(t, err)
	assert.Empty(t, again)
	assert.Equal(t, []string{"000003", "20260102030405"}, w.up(m))
	assert.Equal(t, int64(1), w.count("(:Movie)"), "what golang-migrate ran does not run again")
	assert.Equal(t, int64(1), w.count("(:Last)"))
	require.NoError(t, m.Validate(w.ctx))
	again, err = m.ImportGolangMigrate(w.ctx, nil)
	require.NoError(t, err)
	assert.Empty(t, again)
	_, err = m.DownTo(w.ctx, version(t, "2"))
	require.ErrorContains(t, err, "there is nothing that takes it back")
	w.nothingIsLeft()
}

func TestWhatOfGolangMigrateCannotBeImported(t *testing.T) {
	w := setup(t)
	w.wasAt(7)
	_, err := w.migrator(w.converted()).ImportGolangMigrate(w.ctx, nil)
	require.ErrorContains(t, err, "golang-migrate is at version 7, which the source does not have; its files are needed")
	_, err = w.migrator(w.converted()).ImportGolangMigrate(w.ctx, &migrate.ImportOptions{Label: "Other"})
	require.ErrorContains(t, err, "no node of the label Other")
	w.wasAt(7, -1) // all taken back
	imported, err := w.migrator(w.converted()).ImportGolangMigrate(w.ctx, nil)
	require.NoError(t, err)
	assert.Empty(t, imported)
	w.run("MATCH (m:SchemaMigration) SET m.version = 'x'")
	_, err = w.migrator(w.converted()).ImportGolangMigrate(w.ctx, nil)
	require.ErrorContains(t, err, "has no version")

	w.run("MATCH (m) DETACH DELETE m")
	w.wasAt(2)
	m := w.migrator(w.converted(), migrate.WithLegacyHistory())
	imported, err = m.ImportGolangMigrate(w.ctx, nil)
	require.NoError(t, err)
	assert.Len(t, imported, 2)
	assert.Len(t, w.chain(), 3, "into a chain of neo4j-migrations, too")
}
