package migrate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

func readFolder(t testing.TB, files ...string) *migrate.Source {
	t.Helper()
	source, err := migrate.Read(folder(files...), nil)
	require.NoError(t, err)
	return source
}

func TestSum(t *testing.T) {
	source := readFolder(t, "V1__a b.cypher", "U1__a_b.cypher", "sub/afterMigrate.cypher")
	sum := source.Sum()
	lines := strings.Split(strings.TrimSuffix(sum, "\n"), "\n")
	require.Len(t, lines, 4)
	for i, want := range []string{"", " U1__a_b.cypher", " V1__a b.cypher", " sub/afterMigrate.cypher"} {
		assert.True(t, strings.HasPrefix(lines[i], "h1:") && strings.HasSuffix(lines[i], want), lines[i])
	}
	assert.Equal(t, "h1:wMVvpMjZIsZRH+3r1smNPBj7cH982WsIEvf51FkycXg= V1__a b.cypher", lines[2], "a hash that is in a repository must stay what it is")

	found, err := source.VerifySum(sum)
	require.NoError(t, err)
	assert.Empty(t, found)
	found, err = source.VerifySum(strings.ReplaceAll(sum, "\n", "\r\n"))
	require.NoError(t, err, "as git may check it out")
	assert.Empty(t, found)
}

func TestSumOfLineEnds(t *testing.T) {
	unix := readFolder(t, "V1__a.cypher:RETURN 1;\nRETURN 2;\n")
	dos := readFolder(t, "V1__a.cypher:\ufeffRETURN 1;\r\nRETURN 2;\r\n")
	assert.Equal(t, unix.Sum(), dos.Sum())
}

func TestDifferencesFromTheSum(t *testing.T) {
	sum := readFolder(t, "V1__a.cypher", "V2__b.cypher", "V3__c.cypher").Sum()
	found, err := readFolder(t, "V1__a.cypher:// a\nRETURN 1;", "V3__c.cypher", "V4__d.cypher").VerifySum(sum)
	require.NoError(t, err)
	assert.Equal(t, []migrate.Difference{
		{"V1__a.cypher", migrate.FileChanged}, {"V2__b.cypher", migrate.FileRemoved}, {"V4__d.cypher", migrate.FileAdded},
	}, found)
}

func TestASumThatIsNone(t *testing.T) {
	source := readFolder(t, "V1__a.cypher", "V2__b.cypher")
	sum := source.Sum()
	head, rest, _ := strings.Cut(sum, "\n")
	first, second, _ := strings.Cut(rest, "\n")
	for text, want := range map[string]string{
		"":                                      "ogm.sum:1: the first hash is not that of the lines below; see that the migrations are in the right order, then write the file anew",
		rest:                                    "ogm.sum:1: the first hash is not",
		head + "\n" + second:                    "ogm.sum:1: the first hash is not",
		"<<<<<<< HEAD\n" + head + "\n=======\n": "ogm.sum:1: a merge conflict was not resolved",
		"<<<<<<< HEAD\n":                        "ogm.sum:1: a merge conflict was not resolved",
		head + "\n" + first + "\n>>>>>>> other\n": "ogm.sum:3: a merge conflict was not resolved",
		head + "\n" + first + "\n" + first + "\n": "ogm.sum:3: V1__a.cypher is listed twice",
		head + "\nV1__a.cypher\n":                 "ogm.sum:2: the line is not a hash and a path",
		"\xff":                                    "ogm.sum:1:1: the text is not valid UTF-8 here",
	} {
		_, err := source.VerifySum(text)
		require.Error(t, err, text)
		assert.ErrorContains(t, err, "ogm: migrate: "+want)
	}
}

func TestTwoBranchesCannotBeMergedUnseen(t *testing.T) {
	base := readFolder(t, "V1__a.cypher").Sum()
	ours := readFolder(t, "V1__a.cypher", "V2__b.cypher").Sum()
	theirs := readFolder(t, "V1__a.cypher", "V3__c.cypher").Sum()
	head := func(sum string) string { line, _, _ := strings.Cut(sum, "\n"); return line }
	assert.NotEqual(t, head(base), head(ours))
	assert.NotEqual(t, head(base), head(theirs))
	assert.NotEqual(t, head(ours), head(theirs))
}
