package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/ogmtest"
	"github.com/go-ogm/ogm/neo4jtest"
)

// library is a database with books.
func library(t *testing.T) map[string]string {
	t.Helper()
	t.Chdir(t.TempDir())
	server := neo4jtest.Start(t)
	driver := server.Driver(t)
	for _, text := range []string{
		"CREATE CONSTRAINT book IF NOT EXISTS FOR (n:Book) REQUIRE n.isbn IS UNIQUE",
		"CREATE CONSTRAINT writer IF NOT EXISTS FOR (n:Writer) REQUIRE n.name IS UNIQUE",
		"CREATE (a:Writer {name: 'a'})-[:WROTE {year: 1}]->(b:Book {isbn: '1', title: 't'}), (a)-[:WROTE {year: 2}]->(:Book {isbn: '2'}), (b)<-[:LENT]-(:Reader {since: 1}), (b)-[:IN]->(:Nowhere)",
	} {
		ogmtest.Rows(t.Context(), t, driver, text, nil)
	}
	return map[string]string{"NEO4J_URI": server.URI(), "NEO4J_USERNAME": server.Username(), "NEO4J_PASSWORD": server.Password(), "NEO4J_DATABASE": server.Database()}
}

func TestInspect(t *testing.T) {
	env := library(t)
	printed := askWith(t, env, "inspect")
	require.Equal(t, succeeded, printed.code, printed.errOut)
	assert.Contains(t, printed.out, "package models\n")
	assert.Contains(t, printed.out, "Isbn  string  `neo4j:\"isbn,key\"`\n\tTitle *string `neo4j:\"title\"`")
	assert.Empty(t, printed.errOut)

	left := "ogm: left out, for reasons that the head of the file has: 3 things\n"
	assert.Equal(t, answer{succeeded, "shop/books/books.go: 3 structs of nodes, 1 of relationships\n", left}, askWith(t, env, "inspect", "--out", "shop/books"))
	assert.Equal(t, strings.Replace(strings.Replace(printed.out, "package models", "package books", 1), "Package models", "Package books", 1), read(t, "shop/books/books.go"))
	assert.Equal(t, answer{succeeded, "shop/books/books.go is up to date\n", ""}, askWith(t, env, "inspect", "--out", "shop/books/books.go"))

	write(t, "shop/books/books.go", "package books // mine\n")
	assert.Equal(t, answer{failed, "", "ogm: shop/books/books.go is there and differs, and may have been edited; name another file by --out, or write over it by --force\n"}, askWith(t, env, "inspect", "--out", "shop/books"))
	assert.Equal(t, "package books // mine\n", read(t, "shop/books/books.go"))
	assert.Equal(t, succeeded, askWith(t, env, "inspect", "--out", "shop/books", "--force", "--both-sides").code)
	assert.Contains(t, read(t, "shop/books/books.go"), "WroteBy *Wrote `neo4j:\"<-[:WROTE]-\"`")

	var told inspected
	world := &world{T: t, env: env}
	world.json(succeeded, &told, "inspect", "--package", "books")
	assert.Equal(t, strings.Replace(strings.Replace(printed.out, "package models", "package books", 1), "Package models", "Package books", 1), told.Text)
	require.Len(t, told.Notes, 3)
	world.json(succeeded, &told, "inspect", "--out", "shop/json")
	told.Notes, told.Text = nil, ""
	assert.Equal(t, inspected{File: "shop/json/json.go", Changed: true, Nodes: 3, Relationships: 1}, told)

	sampled := askWith(t, env, "inspect", "--sample", "1")
	assert.Equal(t, "ogm: of 2 kinds of nodes or relationships only a sample was looked at, as the comments say; --sample 0 looks at all\n", sampled.errOut)
	assert.Contains(t, sampled.out, "1 of 2 were looked at")
}

func TestDiagramOfADatabase(t *testing.T) {
	env := library(t)
	assert.Equal(t, answer{succeeded, `flowchart LR
    n0["Book<br/>isbn: STRING (key)"]
    n1["Nowhere"]
    n2["Reader"]
    n3["Writer<br/>name: STRING (key)"]
    n0 -->|"IN #42; → #42;"| n1
    n2 -->|"LENT #42; → #42;"| n0
    n3 -->|"WROTE 1 → #42;"| n0
`, ""}, askWith(t, env, "schema", "diagram"))
	assert.Equal(t, answer{succeeded, "out/model.svg: 4 nodes, 3 relationships\n", ""}, askWith(t, env, "schema", "diagram", "--out", "out/model.svg", "--properties"))
	assert.True(t, strings.HasPrefix(read(t, "out/model.svg"), "<svg "))
	assert.Equal(t, answer{succeeded, "out/model.svg is up to date\n", ""}, askWith(t, env, "schema", "diagram", "--out", "out/model.svg", "--properties"))
	assert.True(t, strings.HasPrefix(askWith(t, env, "schema", "diagram", "--format", "dot").out, "digraph model {\n"))
	var told drawn
	world := &world{T: t, env: env}
	world.json(succeeded, &told, "schema", "diagram", "--format", "dot")
	assert.Equal(t, drawn{Format: formDOT, Nodes: 4, Relationships: 3, Text: askWith(t, env, "schema", "diagram", "--format", "dot").out}, told)
	told = drawn{}
	world.json(succeeded, &told, "schema", "diagram", "--out", "out/model.svg")
	assert.Equal(t, drawn{File: "out/model.svg", Changed: true, Format: formSVG, Nodes: 4, Relationships: 3}, told)
}

// TestDiagramOfStructs needs no database: of both sides of a relationship one arrow is drawn.
func TestDiagramOfStructs(t *testing.T) {
	got := ask(t, "schema", "diagram", "--models", "./testdata/models", "--properties")
	require.Equal(t, answer{succeeded, got.out, ""}, got)
	assert.Equal(t, read(t, "testdata/models.mmd"), got.out, "go run ./cmd/ogm schema diagram --models ./cmd/ogm/testdata/models --properties")

	assert.Equal(t, "ogm: no struct of ./internal/files embeds ogm.Node\n", ask(t, "schema", "diagram", "--models", "./internal/files").errOut)
	assert.Contains(t, ask(t, "schema", "diagram", "--models", "./testdata/mistakes").errOut, "testdata/mistakes/mistakes.go:")
}

func TestMistakesOfInspectAndDiagram(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"inspect", "--package", "my-models"}, "ogm: --package my-models: no package that is imported can be called that\nRun `ogm help inspect` for more.\n"},
		{[]string{"inspect", "--sample", "-1"}, "ogm: --sample -1: there cannot be fewer than 0\nRun `ogm help inspect` for more.\n"},
		{[]string{"inspect", "models"}, "ogm: ogm inspect takes no arguments, and \"models\" was given\nRun `ogm help inspect` for more.\n"},
		{[]string{"schema", "diagram", "--format", "png"}, "ogm: --format png: unknown; known are mermaid, dot, svg\nRun `ogm help schema diagram` for more.\n"},
		{[]string{"schema", "diagram", "--out", "model.png"}, "ogm: --out model.png does not say which form it has; add --format\nRun `ogm help schema diagram` for more.\n"},
	} {
		assert.Equal(t, answer{misused, "", test.want}, ask(t, test.args...), test.args)
	}
	for _, args := range [][]string{{"inspect", "--uri", "bolt://127.0.0.1:1"}, {"schema", "diagram", "--uri", "bolt://127.0.0.1:1"}} {
		assert.Equal(t, "1", asked(t, ask(t, args...)))
	}
}
