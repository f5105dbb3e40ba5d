package main

import (
	"go/format"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVersionsGoOnInTheFormOfTheFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	now := func() time.Time { return time.Date(2026, 11, 28, 1, 2, 3, 0, time.FixedZone("", 3600)) }
	for _, test := range []struct {
		files []string
		want  string
	}{
		{nil, "1"},
		{[]string{"V1__a.cypher", "V9__b.cypher"}, "10"},
		{[]string{"V1__a.cypher", "R12__b.cypher", "U44__c.cypher", "V99__b.sql", "V98-b.cypher", ".V55__b.cypher"}, "13"},
		{[]string{"V001__a.cypher", "V009__b.cypher"}, "010"},
		{[]string{"V1_9__a.cypher", "V1_10__b.cypher"}, "1_11"},
		{[]string{"V1.9__a.cypher"}, "1.10"},
		{[]string{"below/V3__a.cypher", ".hidden/V4__a.cypher"}, "4"},
		{[]string{"V20250101000000__a.cypher"}, "20261128000203"},
		{[]string{"V20991231000000__a.cypher"}, "20991231000001"},
	} {
		require.NoError(t, os.RemoveAll("migrations"))
		for _, file := range test.files {
			write(t, "migrations/"+file, "")
		}
		m := &migration{console: &console{now: now}, dir: "migrations"}
		names, err := m.names()
		require.NoError(t, err)
		assert.Equal(t, test.want, names.next(), test.files)
	}
}

func TestNew(t *testing.T) {
	t.Chdir(t.TempDir())
	assert.Equal(t, answer{succeeded, "scripts/V1__add_people.cypher\n", ""}, ask(t, "migrate", "new", "add", "people", "--dir", "scripts"))
	assert.Equal(t, answer{succeeded, "migrations/R1__totals.cypher\n", ""}, ask(t, "migrate", "new", "totals", "--repeatable"))
	assert.Regexp(t, `^migrations/V20\d{12}__x.cypher\n$`, ask(t, "migrate", "new", "x", "--timestamp").out)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"Städte", "und", "Orte"}, "a migration cannot be called \"Städte_und_Orte\": names have letters from a to z, digits and underscores; such as St_dte_und_Orte"},
		{[]string{"../../etc"}, "a migration cannot be called \"../../etc\": names have letters from a to z, digits and underscores; such as etc"},
		{[]string{"x", "--down", "--repeatable"}, "--down and --repeatable: what is repeatable cannot be taken back"},
		{[]string{"x", "--down", "--go"}, "--down and --go: a function is taken back by its field Down, and not by a file"},
		{[]string{"_"}, "a migration needs a name: what it does, such as `add people`"},
		{nil, "a migration needs a name: what it does, such as `add people`"},
	} {
		assert.Equal(t, answer{misused, "", "ogm: " + test.want + "\nRun `ogm help migrate new` for more.\n"}, ask(t, append([]string{"migrate", "new"}, test.args...)...))
	}
	for _, args := range [][]string{{"add", "people"}, {"2nd try"}, {"A", "--repeatable"}} {
		got := ask(t, append([]string{"migrate", "new", "--go", "--dir", "empty"}, args...)...)
		require.Equal(t, succeeded, got.code, got)
		formatted, err := format.Source([]byte(got.out))
		require.NoError(t, err, got.out)
		assert.Equal(t, string(formatted), got.out)
	}
	var made []created
	(&world{T: t}).json(succeeded, &made, "migrate", "new", "x", "--go", "--dir", "empty")
	assert.Equal(t, []created{{Version: "1", Text: ask(t, "migrate", "new", "x", "--go", "--dir", "empty").out}}, made)
	assert.NoDirExists(t, "empty")
}

// TestTheSkeletonCompiles in a program of a user.
func TestTheSkeletonCompiles(t *testing.T) {
	text := ask(t, "migrate", "new", "trim", "names", "--go").out
	module(t, map[string]string{"migrations/trim.go": text + "\nvar All = []func() (migrate.GoMigration, error){trimNames}\n"})
	compiles(t)
}
