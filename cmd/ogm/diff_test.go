package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReplay writes the same files without any database, twice. It has its server to itself, and gives it back: before the tests that
// keep one for the process (go test runs files in the order of their names), or there would have to be a second one.
func TestReplay(t *testing.T) {
	shop(t)
	// in a workspace, from a module that only it knows
	model := strings.NewReplacer("example.org/app/internal/naming", "example.org/kinds", "naming.Kind", "kinds.Kind").Replace(shopModel)
	write(t, "internal/models/models.go", model)
	write(t, "kinds/go.mod", "module example.org/kinds\n")
	write(t, "kinds/kinds.go", "package kinds\n\ntype Kind string\n")
	output, err := exec.CommandContext(t.Context(), "go", "work", "init", ".", "./kinds").CombinedOutput()
	require.NoError(t, err, "%s", output)

	assert.Equal(t, succeeded, ask(t, "migrate", "diff", "first", fromModels).code)
	first := read(t, "migrations/V1__first.cypher")
	write(t, "internal/models/models.go", strings.ReplaceAll(model, "`neo4j:\"on,index\"`", "`neo4j:\"on\"`"))
	var draft struct{ Up, Down string }
	got := ask(t, "migrate", "diff", "second", fromModels, "--drop-undeclared", "--dry-run", "--key-constraints", "--output", "json")
	require.NoError(t, json.Unmarshal([]byte(got.out), &draft), got.out)
	assert.Equal(t, 1, strings.Count(draft.Up, "DROP "), draft.Up)
	assert.Contains(t, draft.Up, "DROP INDEX SOLD_on_range IF EXISTS;\n")
	assert.Contains(t, draft.Down, "CREATE INDEX SOLD_on_range IF NOT EXISTS ")
	assert.Regexp(t, `ogm: key constraint \S+ on \(:Book \{isbn\}\): .* need Enterprise Edition; a uniqueness constraint stands in for it\n`, got.errOut)
	assert.NoFileExists(t, "migrations/V2__second.cypher")
	require.NoError(t, os.RemoveAll("migrations"))
	write(t, "internal/models/models.go", model)
	nowhere := map[string]string{"NEO4J_URI": "bolt://127.0.0.1:1"}
	assert.Equal(t, succeeded, askWith(t, nowhere, "migrate", "diff", "first", fromModels, "--replay").code, "whatever database there is")
	assert.Equal(t, first, read(t, "migrations/V1__first.cypher"))
}
