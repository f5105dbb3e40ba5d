package cypher_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
)

func TestName(t *testing.T) {
	for name, want := range map[string]string{
		"name":                    "name",
		"_x9":                     "_x9",
		"match":                   "match",
		"9lives":                  "`9lives`",
		"first name":              "`first name`",
		"a`b":                     "`a``b`",
		`\u0060`:                  "`\\u005Cu0060`",
		`x\u0060) DETACH DELETE`:  "`x\\u005Cu0060) DETACH DELETE`",
		`x\uu0060) DETACH DELETE`: "`x\\u005Cuu0060) DETACH DELETE`",
		`\\u0060`:                 "`\\u005C\\u005Cu0060`",
		"größe":                   "`größe`",
	} {
		got, err := cypher.Name(name)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestNameRefuses(t *testing.T) {
	for name, want := range map[string]string{
		"":      "cannot be empty",
		"a\x00": "contains NUL",
		"\xff":  "not valid UTF-8",
	} {
		_, err := cypher.Name(name)
		assert.ErrorContains(t, err, want)
	}
}

// FuzzName holds what makes a quoted name safe: nothing but escapes of our own
// follows a backslash, and backticks inside come in pairs.
func FuzzName(f *testing.F) {
	for _, seed := range []string{"a", "a`b", `\u0060`, `x\u0060) DETACH DELETE n //`, `x\uu0060) DETACH DELETE n //`, `\\u0060`, `x\u00zz`, "a AS b MATCH (n) DETACH DELETE n //", "", "a\x00b", "\xff", "``", "größe", `\`, "_", "9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		quoted, err := cypher.Name(name)
		if err != nil {
			return
		}
		inner, isQuoted := strings.CutPrefix(quoted, "`")
		if !isQuoted {
			if quoted != name || strings.ContainsAny(quoted, "`\\ )") {
				t.Fatalf("%q became the bare name %q", name, quoted)
			}
			return
		}
		inner = strings.TrimSuffix(inner, "`")
		if strings.Contains(strings.ReplaceAll(inner, `\u005C`, ""), `\`) {
			t.Fatalf("%q keeps a backslash: %s", name, quoted)
		}
		if strings.Contains(strings.ReplaceAll(inner, "``", ""), "`") {
			t.Fatalf("%q keeps a single backtick: %s", name, quoted)
		}
		back := strings.ReplaceAll(strings.ReplaceAll(inner, "``", "`"), `\u005C`, `\`)
		if back != name {
			t.Fatalf("%q reads back as %q", name, back)
		}
	})
}

func TestDialectOf(t *testing.T) {
	for agent, want := range map[string]string{
		"Neo4j/4.4.48":    "4.4",
		"Neo4j/5.22.0":    "5",
		"Neo4j/5.23.0":    "5.23",
		"Neo4j/5.26.30":   "5.23",
		"Neo4j/5.27-aura": "5.23",
		"Neo4j/2025.12.1": "5.23",
		"Neo4j/2026.08.1": "2026",
		"Neo4j/dev":       "2026",
		"Memgraph":        "2026",
		"":                "2026",
	} {
		assert.Equal(t, want, cypher.DialectOf(agent).String(), agent)
	}
}

func TestWriter(t *testing.T) {
	w := cypher.NewWriter(cypher.Newest)
	w.Text("MATCH (n")
	w.Labels([]string{"Person", "Film Star"})
	w.Text(") WHERE ")
	w.Property("n", "born")
	w.Text(" > ")
	w.Param(1960)
	w.Text(" OR ")
	w.Property("n", "name")
	w.Text(" = ")
	w.Param("Ann")
	stmt, err := w.Statement()
	require.NoError(t, err)
	assert.Equal(t, "MATCH (n:Person:`Film Star`) WHERE n.born > $p0 OR n.name = $p1", stmt.Text)
	assert.Equal(t, map[string]any{"p0": 1960, "p1": "Ann"}, stmt.Params)
}

func TestWriterReportsAllMistakes(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	w := cypher.NewWriter(cypher.Newest)
	w.Fail(first)
	w.Name("")
	w.Fail(second)
	_, err := w.Statement()
	require.ErrorIs(t, err, first)
	require.ErrorIs(t, err, second)
	assert.ErrorContains(t, err, "cannot be empty")
}
