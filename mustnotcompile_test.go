package ogm_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
)

// TestWhatMustNotCompile finds that of testdata/mustnotcompile exactly the marked lines are
// refused, each in the words that it says are wanted.
func TestWhatMustNotCompile(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{
		Context: t.Context(),
		Mode:    packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps | packages.NeedTypes,
	}, "./testdata/mustnotcompile")
	require.NoError(t, err)
	require.Len(t, loaded, 1)
	refused := map[string]string{} // by place
	for _, problem := range loaded[0].Errors {
		place := strings.Join(strings.Split(filepath.Base(problem.Pos), ":")[:2], ":")
		refused[place] += problem.Msg + "\n"
	}
	wanted := wantedRefusals(t)
	require.Greater(t, len(wanted), 40)
	for place, want := range wanted {
		assert.Contains(t, refused[place], want, "%s must be refused", place)
	}
	for place, problem := range refused {
		assert.Contains(t, wanted, place, "%s is right, and was refused: %s", place, problem)
	}
}

// wantedRefusals are the words behind "// want: ", by place.
func wantedRefusals(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/mustnotcompile/*.go")
	require.NoError(t, err)
	wanted := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for i, line := range strings.Split(string(text), "\n") {
			if _, want, marked := strings.Cut(line, "// want: "); marked {
				wanted[fmt.Sprintf("%s:%d", filepath.Base(file), i+1)] = want
			}
		}
	}
	return wanted
}
