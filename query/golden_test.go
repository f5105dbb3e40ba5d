package query_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// statement is a case of a golden file: what was asked for, the text that came of
// it, and the parameters that are wanted with it.
type statement struct {
	name   string
	text   string
	params query.Params
}

// golden compares texts with testdata/NAME.cypher, which holds them under their
// names, in order; -update writes it.
func golden(t *testing.T, file string, statements []statement) {
	t.Helper()
	path := filepath.Join("testdata", file+".cypher")
	var text strings.Builder
	for i, stmt := range statements {
		if i > 0 {
			text.WriteString("\n")
		}
		text.WriteString("// " + stmt.name + "\n" + stmt.text + "\n")
	}
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./query -update writes it")
	assert.Equal(t, string(want), text.String(), "go test ./query -update renews %s; read the difference as a reviewer would", path)
}

// finish is a step from a query to its statement, such as query.Find[Person].All.
type finish func(query.Setting) (query.Statement, error)

// build makes a statement for the newest servers, which must not differ on others.
func build[T any](t *testing.T, name string, finish finish) query.Statement {
	t.Helper()
	stmt, err := finish(setting[T](t, cypher.Newest))
	require.NoError(t, err, name)
	for _, dialect := range []cypher.Dialect{cypher.Scoped, cypher.Five, cypher.Four} {
		other, err := finish(setting[T](t, dialect))
		require.NoError(t, err, name)
		assert.Equal(t, stmt, other, "%s: the text for %s differs; it needs a golden file", name, dialect)
	}
	return stmt
}
