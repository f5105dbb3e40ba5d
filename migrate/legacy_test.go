package migrate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// What neo4j-migrations itself gives for these texts.
func TestLegacyChecksums(t *testing.T) {
	const statement = "MATCH (n) RETURN count(n) AS n;"
	for name, text := range map[string]string{
		"LF":   strings.Repeat(statement+"\n", 3),
		"CRLF": strings.Repeat(statement+"\r\n", 3),
		"CR":   strings.Repeat(statement+"\r", 3),
		"end":  strings.TrimSuffix(strings.Repeat(statement+"\n", 3), "\n"),
		"none": strings.TrimSuffix(strings.Repeat(statement+"\n", 3), ";\n"),
	} {
		assert.Equal(t, "1902097523", parse(t, text).LegacyChecksums()[0], name)
	}
}

func TestLegacyChecksumsOfSettings(t *testing.T) {
	unix := "MATCH (n)\nRETURN count(n) AS n;\n"
	dos := strings.ReplaceAll(unix, "\n", "\r\n")
	assert.NotEqual(t, parse(t, unix).LegacyChecksums()[0], parse(t, dos).LegacyChecksums()[0], "line ends within a statement count there")
	assert.Contains(t, parse(t, dos).LegacyChecksums(), parse(t, unix).LegacyChecksums()[0], "but for autocrlf")

	later := parse(t, "// I was there.\n// assume that edition is enterprise\n"+unix+"// assert that version is 5\n"+unix)
	assert.Contains(t, later.LegacyChecksums(), parse(t, "// I was there.\n"+unix+unix).LegacyChecksums()[0], "without preconditions that were added later")
}

func TestLegacyChecksumsCountComments(t *testing.T) {
	assert.NotEqual(t, parse(t, "RETURN 1;\n").LegacyChecksums()[0], parse(t, "RETURN 1;\n// done\n").LegacyChecksums()[0])
}

func TestLegacyChecksumsKnowUse(t *testing.T) {
	assert.Equal(t,
		parse(t, ":use system\nSHOW USERS;\nRETURN 1;\n").LegacyChecksums()[0],
		parse(t, ":use system;\nSHOW USERS;\nRETURN 1;\n").LegacyChecksums()[0])
	assert.Empty(t, parse(t, ":use one\n:use two\nRETURN 1;").LegacyChecksums(), "a file that it cannot read")
}

func TestLegacyDifferences(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"none":                          {"// a;\nRETURN 1;\n\n:use neo4j\nRETURN ';';\r\nRETURN 3 // c\n;", nil},
		"a comment between":             {"RETURN 1;\n// a;\nRETURN 2;", nil},
		"a comment at the end":          {"RETURN 1; // a;\nRETURN 2;", nil},
		"a string":                      {"RETURN 1;\nRETURN 'a;\nb';", []string{"V1__test.cypher:2: neo4j-migrations ends the statement at this semicolon, which stands in a string (legacy-split); put something behind it in its line"}},
		"a name":                        {"RETURN 1 AS `a;\n`", []string{":1: neo4j-migrations ends the statement at this semicolon, which stands in a name in backticks"}},
		"a long comment":                {"/* a;\n b */ RETURN 1", []string{":1: neo4j-migrations ends the statement at this semicolon, which stands in a comment"}},
		"a comment within":              {"RETURN // a;\r\n1;", []string{":1: neo4j-migrations ends the statement at the semicolon of this comment"}},
		"a comment before a semicolon":  {"RETURN 1 // a;\n;\nRETURN 2;", nil},
		"two in a line":                 {"RETURN 1;\nRETURN 2; RETURN 3;\nRETURN 4;", []string{":2: neo4j-migrations takes the statements before and behind this semicolon for one"}},
		"white space behind":            {"RETURN 1; \nRETURN 2;", []string{":1: neo4j-migrations takes the statements"}},
		"a comment behind":              {"RETURN 1; // a\nRETURN 2;", []string{":1: neo4j-migrations takes the statements"}},
		"white space at the end":        {"RETURN 1;  \n", nil},
		"a mark":                        {"\ufeffRETURN 1;", []string{":1: neo4j-migrations sends the byte order mark"}},
		"a database in a string":        {"RETURN ':use neo4j';", []string{":1: neo4j-migrations changes the database at this :use, which stands in a string"}},
		"two databases":                 {":use one\n:use two\nRETURN 1;", []string{":1: neo4j-migrations finds :use within a statement"}},
		"a comment that leaves it out":  {"// ogm: ignore=legacy-split\nRETURN 1; RETURN 2", nil},
		"many lines, each of them told": {"RETURN ';\n',\r\n';\n';", []string{":1: ", ":3: "}},
	} {
		t.Run(name, func(t *testing.T) {
			found := parse(t, test.text).LegacyDifferences()
			require.Len(t, found, len(test.want), found)
			for i, want := range test.want {
				assert.Contains(t, found[i].String(), want)
				assert.Equal(t, migrate.RuleLegacySplit, found[i].Rule)
			}
		})
	}
}
