package migrate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-ogm/ogm/migrate"
)

func TestTheChecksumIsThatOfWhatIsDone(t *testing.T) {
	const text = "// why\nCREATE (:A {x: 'a  b'});\nMATCH (n)\n  RETURN n;\n"
	want := parse(t, text).Checksum
	assert.Equal(t, "s1:BzpGCzQfmhdVlhV3+eswiyniloxbrb7bl/TRGESAkcM=", want, "a stored checksum must stay what it is")

	for name, same := range map[string]string{
		"CRLF":             strings.ReplaceAll(text, "\n", "\r\n"),
		"CR":               strings.ReplaceAll(text, "\n", "\r"),
		"a mark":           "\ufeff" + text,
		"trailing space":   strings.ReplaceAll(text, "\n", "  \n") + "\n\n",
		"another layout":   "CREATE (:A {x:\t'a  b'})\n;MATCH (n) RETURN n",
		"other comments":   "/* because */ CREATE (:A {x: 'a  b'}); MATCH (n) // all\nRETURN/**/n;",
		"a precondition":   "// assume that edition is community\n" + text,
		"other groups":     "// ogm: transaction=each\n" + text,
		"empty statements": ";;" + text + ";",
	} {
		assert.Equal(t, want, parse(t, same).Checksum, name)
	}
	for name, other := range map[string]string{
		"space in a string":   strings.ReplaceAll(text, "a  b", "a b"),
		"another value":       strings.ReplaceAll(text, "a  b", "a  c"),
		"a statement more":    text + "RETURN 1;",
		"a statement in two":  strings.ReplaceAll(text, "  RETURN", ";RETURN"),
		"a database":          ":use movies\n" + text,
		"words grown to one":  strings.ReplaceAll(text, "RETURN n", "RETURNn"),
		"another order":       "MATCH (n)\n  RETURN n;\nCREATE (:A {x: 'a  b'});\n",
		"comments in strings": strings.ReplaceAll(text, "a  b", "a  b//"),
	} {
		assert.NotEqual(t, want, parse(t, other).Checksum, name)
	}
}

func TestValuesOfPlaceholdersDoNotCount(t *testing.T) {
	const text = ":use ${db}\nCREATE (:A {x: '${x}'});"
	sum := func(values map[string]string) string {
		script, err := migrate.Parse(file, text, &migrate.Options{Placeholders: values})
		assert.NoError(t, err)
		return script.Checksum
	}
	assert.Equal(t, sum(map[string]string{"x": "1", "db": "one"}), sum(map[string]string{"x": "'", "db": "two"}))
}
