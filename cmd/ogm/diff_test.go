package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReplay writes the same files without any database, twice. It has its server to itself, and gives it back: before the tests that
// keep one for the process (go test runs files in the order of their names), or there would have to be a second one.
func TestReplay(t *testing.T) {
	shop(t)
	assert.Equal(t, succeeded, ask(t, "migrate", "diff", "first", fromModels).code)
	first := read(t, "migrations/V1__first.cypher")
	write(t, "internal/models/models.go", strings.ReplaceAll(shopModel, "`neo4j:\"on,index\"`", "`neo4j:\"on\"`"))
	got := ask(t, "migrate", "diff", "second", fromModels, "--drop-undeclared", "--dry-run")
	assert.Equal(t, 1, strings.Count(got.out, "DROP "), got.out)
	assert.Contains(t, got.out, "DROP INDEX SOLD_on_range IF EXISTS;\n")
	assert.NoFileExists(t, "migrations/V2__second.cypher")
	require.NoError(t, os.RemoveAll("migrations"))
	write(t, "internal/models/models.go", shopModel)
	nowhere := map[string]string{"NEO4J_URI": "bolt://127.0.0.1:1"}
	assert.Equal(t, succeeded, askWith(t, nowhere, "migrate", "diff", "first", fromModels, "--replay").code, "whatever database there is")
	assert.Equal(t, first, read(t, "migrations/V1__first.cypher"))
}
