package migrate

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheLegacySplitterHasItsFlaws(t *testing.T) {
	for text, want := range map[string][]string{
		"RETURN 1;\nRETURN 2;\r\nRETURN 3;\rRETURN 4;": {"RETURN 1", "RETURN 2", "RETURN 3", "RETURN 4"},
		"RETURN 1; RETURN 2;":                          {"RETURN 1; RETURN 2"},
		"RETURN 'a;\nb';":                              {"RETURN 'a", "b'"},
		"// a\nRETURN 1;\n// b\n":                      {"// a\nRETURN 1", "// b"},
		"\ufeffRETURN 1;":                              {"\ufeffRETURN 1"},
		"RETURN 1;;\n;\n ; \n":                         {"RETURN 1"},
		":use one\nRETURN 1;\n:use two;\nRETURN 2;":    {":use one", "RETURN 1", ":use two", "RETURN 2"},
		":use one;:use Two-3.x; RETURN 1;":             {":use one;", ":use Two-3.x;", " RETURN 1"},
		"MATCH (n)\n:use one\nDELETE n;":               {":use one", "MATCH (n)\nDELETE n"},
		"RETURN ':use abc';":                           {":use abc", "RETURN ''"},
		"RETURN ':use ab';":                            {"RETURN ':use ab'"},
		"RETURN 1;\u2028":                              {"RETURN 1\u2028"},
	} {
		got, err := legacySplit(text, false)
		require.NoError(t, err)
		assert.Equal(t, want, got, text)
	}
	_, err := legacySplit("RETURN 1;\n:use one\nMATCH (n)\n:use two\nDELETE n;", false)
	assert.ErrorIs(t, err, errLegacySwitch)
}

func TestLegacyPreconditionsAreCutOut(t *testing.T) {
	for text, want := range map[string]string{
		"// assume that edition is enterprise\nRETURN 1":            "RETURN 1",
		"// a\n  // assume that version is 5 \r\n// b\r\nRETURN\r1": "// a\n  // assume that version is 5 \n// b\nRETURN1",
		"// a\n  // assume that version is 5\r\n// b\r\nRETURN\r1":  "// a\n  // b\nRETURN1",
		"// a\r\nRETURN 1": "// a\r\nRETURN 1",
		"// a\n\n// assume that version is 5\nRETURN 1":                         "// a\n\n// assume that version is 5\nRETURN 1",
		"RETURN 1\n// assume that version is 5\n":                               "RETURN 1\n// assume that version is 5\n",
		"// assert that version is 5\nRETURN 1 // assert that version is 5\n":   "RETURN 1 ",
		"// assert that version is 5\n// assert that version is 5.26\nRETURN 1": "RETURN 1",
	} {
		assert.Equal(t, []string{want}, withoutPreconditions([]string{text}), text)
	}
}

func TestFlywaySum(t *testing.T) {
	assert.Equal(t, flywaySum("a\nb\n\nc"), flywaySum("\ufeffa\r\nb\r\rc\n"))
}

// FuzzLegacyDifferences holds that a file without differences is run in the same statements by both.
func FuzzLegacyDifferences(f *testing.F) {
	for _, seed := range []string{"RETURN 1;\nRETURN 2", "// a;\nRETURN 1;", "RETURN 1; RETURN 2", "RETURN 'a;\n'", "RETURN // a;\n1;", "/* ;\n*/RETURN 1", ":use neo4j\nRETURN 1;\n:use system;\nRETURN 2", "RETURN 1;;\n", "RETURN 1 // ;\n;\n//;\rRETURN 2;\r\n", "RETURN 1;\u2028", ":use abc", "RETURN ':use abc'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsFunc(text, func(r rune) bool { return r < 0x1c && !unicode.IsSpace(r) }) {
			return // not in Cypher, and Java takes them for white space
		}
		options := &Options{NoPlaceholders: true}
		script, err := Parse("V1__x.cypher", text, options)
		if err != nil || len(script.LegacyDifferences()) > 0 || len(script.Preconditions) > 0 || strings.Contains(text, "ogm") {
			return
		}
		pieces, err := legacySplit(text, false)
		require.NoError(t, err)
		var got, want []string
		database := ""
		for _, piece := range pieces {
			if end := legacyUseAt(piece, 0); strings.HasPrefix(piece, ":") && end == len(piece) {
				database = strings.ToLower(strings.Trim(piece[len(":use "):], " ;"))
				continue
			}
			part, mistakes := parse("V1__x.cypher", piece, options)
			if len(mistakes) > 0 {
				require.Contains(t, mistakes[0].Problem, "no statement", "%q", piece)
				continue
			}
			require.LessOrEqual(t, len(part.Statements), 1, "%q", piece)
			got = append(got, part.Statements[0].Text+" in "+database)
		}
		for _, stmt := range script.Statements {
			want = append(want, stmt.Text+" in "+stmt.Database)
		}
		require.Equal(t, want, got)
	})
}
