package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// answer is what a command line came to.
type answer struct {
	code        verdict
	out, errOut string
}

// ask runs a command line in the working directory.
func ask(t *testing.T, args ...string) answer {
	t.Helper()
	var out, errOut bytes.Buffer
	code := run(t.Context(), args, func(string) string { return "" }, &out, &errOut)
	return answer{verdict(code), out.String(), errOut.String()}
}

// module makes a program that uses the library, which nobody has built yet, and goes there.
// Folders are as in the keys of files.
func module(t *testing.T, files map[string]string) {
	t.Helper()
	moduleIn(t, t.TempDir(), files)
}

// moduleIn is module in a folder that is there.
func moduleIn(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)

	t.Chdir(dir)
	write(t, "go.sum", string(sum))
	write(t, "go.mod", strings.Replace(string(gomod), "module github.com/go-ogm/ogm", "module example.org/app", 1)+
		"\nrequire github.com/go-ogm/ogm v0.0.0\n\nreplace github.com/go-ogm/ogm => "+root+"\n")
	for path, text := range files {
		write(t, path, text)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
