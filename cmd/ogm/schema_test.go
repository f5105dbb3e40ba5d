package main

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

const shopModel = `package models

import (
	"fmt"

	"example.org/app/internal/naming"
	"github.com/go-ogm/ogm"
)

func init() { fmt.Println("printed by the package") }

type Book struct {
	ogm.Node

	ISBN  string  ` + "`neo4j:\"isbn,key\"`" + `
	Title string  ` + "`neo4j:\"title,required,index\"`" + `
	About string  ` + "`neo4j:\"about,fulltext=texts\"`" + `
	Kind  naming.Kind
	Sold  []*Sold ` + "`neo4j:\"-[:SOLD]->\"`" + `
}

type Shop struct {
	ogm.Node

	ID string ` + "`neo4j:\",key\"`" + `
}

type Sold struct {
	ogm.Relationship ` + "`neo4j:\"SOLD\"`" + `

	On int   ` + "`neo4j:\"on,index\"`" + `
	By *Shop ` + "`neo4j:\",end\"`" + `
}
`

// shop is a module with structs that no database has yet.
func shop(t *testing.T) {
	t.Helper()
	module(t, map[string]string{
		"internal/models/models.go": shopModel,
		"internal/naming/naming.go": "package naming\n\ntype Kind string\n",
	})
}

const fromModels = "--models=./internal/models"

// TestStructsBecomeASchema goes from structs to a database that is as they declare it, and on when they change.
func TestStructsBecomeASchema(t *testing.T) {
	shop(t)
	w := setupIn(t)
	assert.Equal(t, answer{succeeded, "no constraints and no indexes\n", ""}, w.ask("schema", "inspect"))

	const left = "ogm: existence constraint Book_title_required on (:Book {title}): "
	got := w.ask("schema", "verify", fromModels)
	assert.Equal(t, drifted, got.code)
	assert.Contains(t, got.out, "missing: uniqueness constraint Book_isbn_unique on (:Book {isbn})\n")
	assert.Equal(t, 5, strings.Count(got.out, "missing: "))
	assert.True(t, strings.HasPrefix(got.errOut, left), got.errOut)

	got = w.ask("migrate", "diff", "books and shops", fromModels)
	assert.Equal(t, "migrations/V1__books_and_shops.cypher\nmigrations/U1__books_and_shops.cypher\n", got.out)
	assert.Equal(t, succeeded, got.code, got.errOut)
	text := read(t, "migrations/V1__books_and_shops.cypher")
	assert.True(t, strings.HasPrefix(text, "// books and shops\n// ogm: transaction=each\n\nCREATE CONSTRAINT Book_isbn_unique IF NOT EXISTS FOR (n:Book) REQUIRE (n.isbn) IS UNIQUE;\n\nCREATE CONSTRAINT Shop_id_unique"), text)
	assert.Contains(t, text, "\n// This server cannot hold, so it is left out:\n//   existence constraint Book_title_required")
	assert.Equal(t, answer{succeeded, "migrations: nothing was found\n", ""}, w.ask("migrate", "lint"))

	got = w.ask("migrate", "diff", "again", fromModels)
	assert.Equal(t, pending, got.code)
	assert.Contains(t, got.errOut, "before these versions have run: 1; run Up first")
	require.Equal(t, succeeded, w.ask("migrate", "up").code)
	assert.Equal(t, "nothing to write: the schema is as declared\n", w.ask("migrate", "diff", "again", fromModels).out)
	assert.Equal(t, answer{succeeded, `KIND                   NAME              ON                  STATE
uniqueness constraint  Book_isbn_unique  (:Book {isbn})
uniqueness constraint  Shop_id_unique    (:Shop {id})
full-text index        texts             (:Book {about})     online
range index            Book_title_range  (:Book {title})     online
range index            SOLD_on_range     ()-[:SOLD {on}]-()  online
`, ""}, w.ask("schema", "inspect"))

	// the structs change: another key, another full-text index, an index less
	write(t, "internal/models/models.go", strings.NewReplacer(
		"`neo4j:\"isbn,key\"`", "`neo4j:\"isbn,unique=book_number\"`",
		"`neo4j:\"title,required,index\"`", "`neo4j:\"title,key\"`",
		"\tKind  naming.Kind\n", "\tKind  naming.Kind `neo4j:\"kind,fulltext=texts\"`\n",
		"`neo4j:\"on,index\"`", "`neo4j:\"on\"`",
	).Replace(shopModel))
	got = w.ask("schema", "diff", fromModels)
	assert.Contains(t, got.out, "// drop uniqueness constraint Book_isbn_unique on (:Book {isbn}) (it is called Book_isbn_unique, and book_number is asked for)\nDROP CONSTRAINT Book_isbn_unique IF EXISTS;\n")
	got = w.ask("migrate", "diff", "keys", fromModels, "--drop-undeclared")
	assert.Equal(t, succeeded, got.code)
	assert.Contains(t, got.errOut, "read what is marked as DESTRUCTIVE")
	text = read(t, "migrations/V2__keys.cypher")
	assert.Contains(t, text, "\n// DESTRUCTIVE: until it is created anew")
	assert.Contains(t, text, "\n// DESTRUCTIVE: no other index comes in its place.\nDROP INDEX SOLD_on_range IF EXISTS;\n")
	assert.Contains(t, text, "\n// ogm:next ignore=destructive\nDROP INDEX texts IF EXISTS;\n")
	lint := w.ask("migrate", "lint")
	assert.Equal(t, failed, lint.code)
	assert.Equal(t, 2, strings.Count(lint.out+lint.errOut, "(destructive)"), lint.out+lint.errOut)
	require.Equal(t, succeeded, w.ask("migrate", "up").code)
	assert.Equal(t, "nothing to write: the schema is as declared\n", w.ask("migrate", "diff", "again", fromModels, "--drop-undeclared").out)
	require.Equal(t, succeeded, w.ask("migrate", "down", "--yes").code)
	write(t, "internal/models/models.go", shopModel)
	assert.Equal(t, "DATABASE is as declared\n", w.ask("schema", "verify", fromModels).out, "it was taken back")

	var drift []schema.Drift
	write(t, "internal/models/models.go", strings.ReplaceAll(shopModel, "`neo4j:\"on,index\"`", "`neo4j:\"on\"`"))
	got = w.ask("schema", "verify", fromModels, "--output=json")
	assert.Equal(t, drifted, got.code)
	require.NoError(t, json.Unmarshal([]byte(got.out), &drift), got.out)
	require.Len(t, drift, 1)
	assert.Equal(t, "undeclared: range index SOLD_on_range on ()-[:SOLD {on}]-()", drift[0].String())
	assert.Equal(t, succeeded, w.ask("schema", "verify", fromModels, "--allow-undeclared").code)
	var have schema.Catalog
	require.NoError(t, json.Unmarshal([]byte(w.ask("schema", "inspect", "--all", "--output=json").out), &have))
	assert.Greater(t, len(have.Indexes), 5)
}

// TestStructsThatCannotBeAsked are told by name and place, and nothing is left behind.
func TestStructsThatCannotBeAsked(t *testing.T) {
	module(t, map[string]string{
		"main/main.go":       "package main\n\nimport \"github.com/go-ogm/ogm/schema\"\n\ntype Page struct{ schema.Node }\n\nfunc main() {}\n",
		"hidden/hidden.go":   "package hidden\n\nimport \"github.com/go-ogm/ogm/schema\"\n\ntype page struct{ schema.Node }\n",
		"wrong/wrong.go":     "package wrong\n\nimport \"github.com/go-ogm/ogm\"\n\ntype Page struct {\n\togm.Node\n\n\tID string `neo4j:\"id,kee\"`\n}\n",
		"broken/broken.go":   "package broken\n\nimport \"github.com/go-ogm/ogm\"\n\ntype Page struct {\n\togm.Node\n\n\tID Missing\n}\n",
		"panics/panics.go":   "package panics\n\nimport \"github.com/go-ogm/ogm\"\n\ntype Page struct{ ogm.Node }\n\nfunc init() { panic(\"no configuration\") }\n",
		"plain/plain.go":     "package plain\n\ntype Plain struct{}\n",
		"lost/lost.go":       "package lost\n\nimport \"example.org/nowhere/ogm\"\n\ntype Page struct{ ogm.Node }\n",
		"a/internal/a.go":    "package internal\n\nimport \"github.com/go-ogm/ogm\"\n\ntype Page struct{ ogm.Node }\n",
		"b/internal/b.go":    "package internal\n\nimport \"github.com/go-ogm/ogm\"\n\ntype Book struct{ ogm.Node }\n",
		"generic/generic.go": "package generic\n\nimport \"github.com/go-ogm/ogm\"\n\ntype Page[T any] struct{ ogm.Node }\n",
	})
	before := allFiles(t)
	for pattern, want := range map[string]string{
		"./main":    "ogm: example.org/app/main is package main, which no program can import; move its structs into a package of their own\n",
		"./hidden":  "hidden/hidden.go:5:6: page is not exported, so what it declares cannot be asked for; export it\n",
		"./wrong":   "ogm: Page.ID: tag \"id,kee\": unknown option \"kee\" (did you mean \"key\"?)\n",
		"./broken":  "ogm: the packages of the structs do not build: ",
		"./panics":  "ogm: the structs were built and could not be asked what they declare: panic: no configuration",
		"./plain":   "ogm: no struct of ./plain embeds ogm.Node or ogm.Relationship and could be asked\n",
		"./generic": "generic/generic.go:5:6: Page is generic, and was passed over",
		"./lost":    "lost/lost.go:3:8: could not import example.org/nowhere/ogm (",
		"./none":    "ogm: ",

		"./a/internal,./b/internal": "ogm: the packages of the structs are internal to different folders, so no program may import all of them (example.org/app/a/internal, example.org/app/b/internal); name those of one folder",
	} {
		got := ask(t, "migrate", "diff", "x", "--models", pattern)
		assert.Equal(t, failed, got.code, pattern)
		assert.Contains(t, got.errOut, want, pattern)
		assert.Empty(t, got.out, pattern)
	}
	got := ask(t, "schema", "verify")
	assert.Equal(t, misused, got.code)
	assert.Contains(t, got.errOut, "--models is missing")
	assert.Equal(t, before, allFiles(t))
	require.NoError(t, os.Remove("go.mod"))
	assert.Regexp(t, "^ogm: go: go.mod file not found in current directory or any parent directory.*\n$", ask(t, "generate", ".").errOut)
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "ogm-declared-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func allFiles(t *testing.T) []string {
	t.Helper()
	var all []string
	require.NoError(t, filepath.WalkDir(".", func(path string, _ os.DirEntry, err error) error {
		all = append(all, path)
		return err
	}))
	return all
}

// TestOptionsOfThePackage say how tags are read, and a vendored module is asked like any other.
func TestOptionsOfThePackage(t *testing.T) {
	moduleIn(t, sameDir(t), map[string]string{"models/models.go": `package models

import (
	"strings"

	"github.com/go-ogm/ogm"
)

type BigBook struct {
	ogm.Node

	Number string ` + "`neo4j:\",key,generate=serial\"`" + `
}

func OgmOptions() []ogm.Option {
	return []ogm.Option{
		ogm.WithNaming(ogm.Naming{Property: strings.ToUpper}),
		ogm.WithGenerator("serial", func() (any, error) { return "1", nil }),
	}
}
`, "main.go": "package main\n\nimport _ \"example.org/app/models\"\n\nfunc main() {}\n"})
	for _, args := range [][]string{{"mod", "tidy"}, {"mod", "vendor"}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
		output, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", output)
	}
	w := setupIn(t)
	assert.Equal(t, "CREATE CONSTRAINT BigBook_NUMBER_unique IF NOT EXISTS FOR (n:BigBook) REQUIRE (n.NUMBER) IS UNIQUE;\n", w.ask("schema", "diff", "--models", "./...").out)
}

// sameDir is an empty folder of the same name each time, if nobody uses it just now: what is vendored is built once for each path.
func sameDir(t *testing.T) string {
	t.Helper()
	here, err := os.Getwd()
	require.NoError(t, err)
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("ogm-vendored-%08x", crc32.ChecksumIEEE([]byte(here))))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	return dir
}

// setupIn is setup that stays in the working directory.
func setupIn(t *testing.T) *world {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	w := setup(t)
	t.Chdir(dir)
	return w
}
