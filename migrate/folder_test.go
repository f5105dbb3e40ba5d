package migrate_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// folder has a statement in each of the files, or what is given behind a colon.
func folder(files ...string) fstest.MapFS {
	all := fstest.MapFS{}
	for _, name := range files {
		name, text, _ := strings.Cut(name, ":")
		if text == "" {
			text = "RETURN 1;"
		}
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestFolder(t *testing.T) {
	source, err := migrate.Read(folder(
		"V10__last.cypher", "V9__next_to_last.cypher", "V1_10__ten.cypher", "V1.9__nine and more.cypher", "R1_9_5__totals.cypher",
		"U9__next_to_last.cypher", "sub/deep/V2__inside.cypher", "V0001__first.cypher",
		"afterMigrate.cypher", "sub/beforeMigrate__b.cypher", "beforeMigrate__a_b.cypher", "beforeFirstUse.cypher",
		"README.md", "ogm.sum", ".hidden/V1__x.cypher", ".V1__x.cypher", "V1__x.cypher~", "V3__y.bak", "notes.txt", "embed.go",
	), nil)
	require.NoError(t, err)
	var got []string
	for _, m := range source.Migrations {
		text := fmt.Sprintf("%s %q %s", m.Version, m.Description, m.Script.File)
		if m.Repeatable {
			text += " repeatable"
		}
		if m.Down != nil {
			text += " down " + m.Down.Name()
		}
		got = append(got, text)
	}
	assert.Equal(t, []string{
		`0001 "first" V0001__first.cypher`,
		`1.9 "nine and more" V1.9__nine and more.cypher`,
		`1.9.5 "totals" R1_9_5__totals.cypher repeatable`,
		`1.10 "ten" V1_10__ten.cypher`,
		`2 "inside" sub/deep/V2__inside.cypher`,
		`9 "next to last" V9__next_to_last.cypher down U9__next_to_last.cypher`,
		`10 "last" V10__last.cypher`,
	}, got)
	got = nil
	for _, c := range source.Callbacks {
		got = append(got, fmt.Sprintf("%s %q", c.Phase, c.Description))
	}
	assert.Equal(t, []string{`beforeFirstUse ""`, `beforeMigrate "a b"`, `beforeMigrate "b"`, `afterMigrate ""`}, got)
}

func TestAnEmptyFolder(t *testing.T) {
	source, err := migrate.Read(fstest.MapFS{}, nil)
	require.NoError(t, err)
	assert.Empty(t, source.Migrations)
}

func TestAFolderThatIsNotThere(t *testing.T) {
	_, err := migrate.Read(os.DirFS(filepath.Join(t.TempDir(), "gone")), nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "ogm: migrate: ")
}

func TestWrongNames(t *testing.T) {
	for name, want := range map[string]string{
		"V1__add-index.cypher":           `there is a '-' in the name, where only letters from a to z, digits, underscores and spaces may be; rename it to V1__add_index.cypher`,
		"V1__größe.cypher":               `there is a 'ö' in the name, where only letters from a to z, digits, underscores and spaces may be; rename it to V1__gr_e.cypher`,
		"V1__a.b.cypher":                 `there is a '.' in the name`,
		"v1_x.cypher":                    "the name begins with a small v; rename it to V1__x.cypher",
		"v1__x.cypher":                   "the name begins with a small v; rename it to V1__x.cypher",
		"V1_name.cypher":                 "there are no two underscores between version and description; rename it to V1__name.cypher",
		"V1_2_name.cypher":               "there are no two underscores between version and description; rename it to V1.2__name.cypher",
		"V1-name.cypher":                 "there are no two underscores between version and description; rename it to V1__name.cypher",
		"V1 name.cypher":                 "there are no two underscores between version and description; rename it to V1__name.cypher",
		"V1.cypher":                      "there is no description in the name; call it V1__what_it_does.cypher",
		"V1__.cypher":                    "there is no description in the name; call it V1__what_it_does.cypher",
		"V1.2_3__x.cypher":               "the version has both . and _ between its numbers, use one of them; rename it to V1.2.3__x.cypher",
		"V1234567890123456789__x.cypher": "the version has a number of 19 digits, 18 are the most; call it V1__what_it_does.cypher, R1",
		"V__x.cypher":                    "there is no version between V and __; call it V1__x.cypher, or by another version",
		"R__views.cypher":                "there is no version between R and __; call it R1__views.cypher, or by another version",
		"1__x.cypher":                    "the name does not begin with V, R or U; rename it to V1__x.cypher",
		"001_init.up.cypher":             "the name does not begin with V, R or U; rename it to V001__init.cypher",
		"001_init.down.cypher":           "a file that takes another back begins with U; rename it to U001__init.cypher",
		"V1__init.down.cypher":           "a file that takes another back begins with U; rename it to U1__init.cypher",
		"beforemigrate.cypher":           "the name is almost that of a callback; rename it to beforeMigrate.cypher",
		"before_migrate.cypher":          "the name is almost that of a callback; rename it to beforeMigrate.cypher",
		"afterMigrate-add-x.cypher":      "the name is almost that of a callback; rename it to afterMigrate__add_x.cypher",
		"afterMigrate__a-b.cypher":       "there is a '-' in the name, where only letters from a to z, digits, underscores and spaces may be; rename it to afterMigrate__a_b.cypher",
		"afterMigrate__.cypher":          "there is no description behind __; rename it to afterMigrate__what_it_does.cypher",
		"helpers.cypher":                 "the name is neither that of a migration nor that of a callback; call it V1__what_it_does.cypher, R1__….cypher, U1__….cypher or like a callback",
		"Video.cypher":                   "the name is neither that of a migration nor that of a callback",
		".cypher":                        "",
		"V1__x.CYPHER":                   "the extension is .CYPHER; rename it to V1__x.cypher",
		"V1__x.cql":                      "the name is that of a migration, the extension is not; rename it to V1__x.cypher",
		"V1__x.xml":                      "this is a catalog of neo4j-migrations, which is not read; write its constraints and indexes as statements into a .cypher file of the same name",
		"V1__x":                          "the name is that of a migration, the extension is not; rename it to V1__x.cypher",
		"U1__x_V2__y.cypher":             "neo4j-migrations takes the end of the name for a migration or callback of its own, and would run it; describe it in other words",
		"U1__no_afterMigrate.cypher":     "neo4j-migrations takes the end of the name",
	} {
		_, err := migrate.Read(folder("sub/"+name), nil)
		if want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.Error(t, err, name)
		assert.ErrorContains(t, err, "ogm: migrate: sub/"+name+": "+want)
	}
}

func TestFilesThatDoNotFitEachOther(t *testing.T) {
	for name, test := range map[string]struct {
		files []string
		want  string
	}{
		"one version twice":          {[]string{"V1__a.cypher", "V1__b.cypher"}, "V1__b.cypher: version 1 is also that of V1__a.cypher; give the newer one the next version"},
		"in other forms":             {[]string{"V01__a.cypher", "b/V1_0__b.cypher"}, "b/V1_0__b.cypher: version 1.0 is also that of V01__a.cypher"},
		"versioned and repeatable":   {[]string{"R1__a.cypher", "V1__a.cypher"}, "V1__a.cypher: version 1 is also that of R1__a.cypher"},
		"one of them with a premise": {[]string{"V1__a.cypher:// assume that edition is community\nRETURN 1", "V1__b.cypher"}, "version 1 is also that of"},
		"only asserted":              {[]string{"V1__a.cypher:// assert that edition is community\nRETURN 1", "V1__b.cypher:// assert that edition is enterprise\nRETURN 1"}, "version 1 is also that of"},
		"nothing to take back":       {[]string{"U2__a.cypher", "V1__a.cypher"}, "U2__a.cypher: there is no migration of version 2 to take back; give it the version"},
		"taken back twice":           {[]string{"U1__a.cypher", "V1__a.cypher", "sub/U01__a.cypher"}, "sub/U01__a.cypher: V1__a.cypher is also taken back by U1__a.cypher; keep one"},
		"a repeatable taken back":    {[]string{"U1__a.cypher", "R1__a.cypher"}, "U1__a.cypher: R1__a.cypher is repeatable, and cannot be taken back"},
		"another description":        {[]string{"U1__a.cypher", "V1__b.cypher"}, "U1__a.cypher: it takes back V1__b.cypher, which has another description; see whether the version is right, and rename it to U1__b.cypher"},
		"callbacks of one name":      {[]string{"afterMigrate.cypher", "sub/afterMigrate.cypher"}, "sub/afterMigrate.cypher: the callback has the name of afterMigrate.cypher; describe both"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := migrate.Read(folder(test.files...), nil)
			require.Error(t, err)
			assert.ErrorContains(t, err, "ogm: migrate: ")
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestAlternativesShareAVersion(t *testing.T) {
	source, err := migrate.Read(folder("4/V1__a.cypher:// assume that version is lt 5\nRETURN 1", "5/V1__a.cypher:// assume that version is ge 5\nRETURN 1", "U1__a.cypher"), nil)
	require.NoError(t, err)
	require.Len(t, source.Migrations, 2)
	assert.Equal(t, "U1__a.cypher", source.Migrations[0].Down.File)
	assert.Equal(t, "U1__a.cypher", source.Migrations[1].Down.File)
}

func TestAllMistakesOfAFolderAreToldTogether(t *testing.T) {
	_, err := migrate.Read(folder(
		"V3__open.cypher:RETURN 1;\n\nRETURN 'a", "V2__a.cypher", "a/V2__b.cypher:\n// ogm: x=y\n${z}", "v1_x.cypher", "V4__invalid.cypher:RETURN '\xff'", "V4__same.cypher",
	), nil)
	require.Error(t, err)
	assert.Equal(t, strings.Join([]string{
		`ogm: migrate: V3__open.cypher:3:8: a string begins here and is not closed; close it with '`,
		`ogm: migrate: V4__invalid.cypher:1:9: the text is not valid UTF-8 here; save the file as UTF-8`,
		`ogm: migrate: V4__same.cypher: version 4 is also that of V4__invalid.cypher; give the newer one the next version, or each an assumption of which only one holds`,
		`ogm: migrate: a/V2__b.cypher: version 2 is also that of V2__a.cypher; give the newer one the next version, or each an assumption of which only one holds`,
		`ogm: migrate: a/V2__b.cypher:2: the setting "x" is not known; settings are transaction=each|one|none, repeat=safe and ignore=RULE,RULE`,
		`ogm: migrate: a/V2__b.cypher:3:1: the placeholder ${z} has no value; give it one, or write \${ for the text itself`,
		`ogm: migrate: v1_x.cypher: the name begins with a small v; rename it to V1__x.cypher`,
	}, "\n"), err.Error())
}

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "..data"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "..data", "V1__a.cypher"), []byte("RETURN 1"), 0o600))
	if err := os.Symlink(filepath.Join("..data", "V1__a.cypher"), filepath.Join(dir, "V1__a.cypher")); err != nil {
		t.Skip(err) // Windows gives the right to make links to developers alone
	}
	source, err := migrate.Read(os.DirFS(dir), nil)
	require.NoError(t, err, "as Kubernetes mounts files")
	assert.Len(t, source.Migrations, 1)

	require.NoError(t, os.Symlink("..data", filepath.Join(dir, "more")))
	_, err = migrate.Read(os.DirFS(dir), nil)
	assert.ErrorContains(t, err, "ogm: migrate: more: this is a link to a folder, and links are not followed; put the files here")

	require.NoError(t, os.Remove(filepath.Join(dir, "more")))
	require.NoError(t, os.Symlink("gone", filepath.Join(dir, "V2__b.cypher")))
	_, err = migrate.Read(os.DirFS(dir), nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "ogm: migrate: V2__b.cypher: cannot be read: ")
}

func TestAFileErrorIsData(t *testing.T) {
	_, err := migrate.Read(folder("V1__a.cypher:RETURN 1;\nRETURN ää'"), nil)
	var mistake *migrate.FileError
	require.ErrorAs(t, err, &mistake)
	assert.Equal(t, &migrate.FileError{File: "V1__a.cypher", Line: 2, Column: 10, Problem: "a string begins here and is not closed", Remedy: "close it with '"}, mistake)
}
