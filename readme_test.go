package ogm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadmeSnippetsAreCompiledCode finds each Go snippet of README.md, line by
// line, in a file that this suite compiles and runs.
func TestReadmeSnippetsAreCompiledCode(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	code := source(t, "*_test.go") + source(t, "examples/*/*.go") + source(t, "examples/*/*/*.go")

	snippets := strings.Split(string(readme), "```go\n")[1:]
	require.NotEmpty(t, snippets)
	for _, snippet := range snippets {
		snippet, _, closed := strings.Cut(snippet, "```")
		require.True(t, closed)
		assert.Contains(t, code, snippet)
	}
	assert.Contains(t, string(readme), "go run ./examples/movies")
	assert.Contains(t, string(readme), "go test ./...")
}

func source(t *testing.T, pattern string) string {
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}
