package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (w *world) run(text string) {
	w.Helper()
	_, err := neo4j.ExecuteQuery(w.Context(), w.driver, text, nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(w.env["NEO4J_DATABASE"]))
	require.NoError(w, err)
}

func TestRefactoringsAreWritten(t *testing.T) {
	w := setup(t)
	server := os.Getenv("NEO4JTEST_VERSION")
	if server == "" {
		server = "5.26"
	}
	merge := []string{"V5__merge_duplicates_of_New_label_by_mail.cypher", "merge", "New label", "mail", "--first-by", "n"}
	if server == "4.4" {
		merge = append(merge, "--types", "S")
	}
	w.run("UNWIND range(1, 25) AS i CREATE (:Old {id: toString(i), mail: i % 20})-[:R]->(:Other)")
	for _, c := range [][]string{
		{"V1__rename_label_Old_to_New_label.cypher", "label", "Old", "New label"},
		{"V2__rename_relationship_type_R_to_S.cypher", "type", "R", "S"},
		{"V3__rename_property_id_of_New_label_to_n.cypher", "property", "New label", "id", "n"},
		{"V4__convert_property_n_of_New_label_to_integer.cypher", "convert", "New label", "n", "integer"},
		merge,
	} {
		got := w.ask(append([]string{"migrate", "refactor", "--batch", "10", "--server", server}, c[1:]...)...)
		assert.Equal(t, answer{succeeded, filepath.Join("migrations", c[0]) + "\n", ""}, got)
	}
	assert.Equal(t, answer{succeeded, "migrations: nothing was found\n", ""}, w.ask("migrate", "lint"))
	require.Equal(t, succeeded, w.ask("migrate", "up").code)
	assert.Zero(t, w.count("(n) WHERE n:Old OR n.id IS NOT NULL"))
	assert.Equal(t, 20, w.count("(n:`New label`) WHERE n.n + 0 = n.n"))
	assert.Equal(t, 25, w.count("(:`New label`)-[:S]->(:Other)"))

	got := w.ask("migrate", "refactor", "convert", "A", "p")
	assert.Equal(t, misused, got.code)
	assert.Contains(t, got.errOut, "refactor takes LABEL PROPERTY TYPE, and was given 2 arguments")
	got = w.ask("migrate", "refactor", "convert", "A", "p", "number")
	assert.Equal(t, misused, got.code)
	assert.Contains(t, got.errOut, `"number" is no type to convert to; there are [integer float`)
	for _, test := range []struct{ server, batch, name, want string }{
		{"5.26", "0", "A", "ogm: --batch 0: it is at least 1\n"},
		{"5.26", "1", "", "ogm: rename label  to B: a name in the graph cannot be empty\n"},
		{"5.26", "1", "B", "ogm: rename label B to B: both names are the same\n"},
		{"newest", "1", "A", "ogm: \"newest\" is no version of a server; write it as 4.4, 5.26 or 2026, or leave it out for the newest\n"},
		{"3.5", "1", "A", "ogm: servers before 4.4 do not know transactions within a statement, and 3.5 is one\n"},
	} {
		got := w.ask("migrate", "refactor", "label", test.name, "B", "--server", test.server, "--batch", test.batch)
		assert.Equal(t, answer{misused, "", test.want + "Run `ogm help migrate refactor label` for more.\n"}, got)
	}
	long := strings.Repeat("x", 300)
	assert.Equal(t, "migrations/V6__rename_label_A_to_"+long[:150-len("rename_label_A_to_")]+".cypher\n", w.ask("migrate", "refactor", "label", "A", long).out, "a file's name has less room than a label")
}

func TestGolangMigrateIsTakenOver(t *testing.T) {
	w := setup(t)
	write(t, "old/000001_people.up.cypher", "CREATE (:Person);\n")
	write(t, "old/000001_people.down.cypher", "MATCH (p:Person) DELETE p;\n")
	write(t, "old/000002_more.up.cypher", "CREATE (:More);\n")
	w.run("CREATE (:Person)")
	got := w.ask("migrate", "import", "old")
	assert.Equal(t, failed, got.code)
	assert.Contains(t, got.errOut, "there is no history of golang-migrate in the database")
	w.run("CREATE (:SchemaMigration {version: 1, dirty: true, ts: datetime()})")
	assert.Contains(t, w.ask("migrate", "import", "old").errOut, "golang-migrate stopped within version 1, which is dirty")
	w.run("MATCH (m:SchemaMigration) SET m.dirty = false")
	require.NoError(t, os.Remove("migrations/V000002__more.cypher"))
	assert.Equal(t, answer{succeeded, "migrations/V000002__more.cypher\nversion 000001 is applied\n", ""}, w.ask("migrate", "import", "old"))
	assert.Equal(t, answer{succeeded, "nothing to import\n", ""}, w.ask("migrate", "import", "old"))
	require.Equal(t, succeeded, w.ask("migrate", "up").code)
	assert.Equal(t, 1, w.count("(:Person)"))
	assert.Equal(t, 1, w.count("(:More)"))
	var taken takenOver
	w.json(succeeded, &taken, "migrate", "import", "old")
	assert.Empty(t, taken.Files)

	write(t, "migrations/V000002__more.cypher", "CREATE (:Other);\n")
	assert.Contains(t, w.ask("migrate", "import", "old").errOut, "is there already, and is not what 000002_more.up.cypher says")
	assert.Equal(t, misused, w.ask("migrate", "import", "nowhere").code)
	assert.Equal(t, misused, w.ask("migrate", "import").code)
	require.True(t, strings.HasPrefix(w.ask("migrate", "import", "migrations").errOut, "ogm: migrations has no file of golang-migrate"))
}
