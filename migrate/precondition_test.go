package migrate_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// facts is a server that answers as told.
type facts struct {
	edition, version string
	answer           bool
	asked            string
	inSchema         bool
	err              error
}

func (f *facts) Edition(context.Context) (string, error) { return f.edition, f.err }
func (f *facts) Version(context.Context) (string, error) { return f.version, f.err }
func (f *facts) Ask(_ context.Context, cypher string, inSchema bool) (bool, error) {
	f.asked, f.inSchema = cypher, inSchema
	return f.answer, f.err
}

func TestPreconditionsAreRead(t *testing.T) {
	for comment, want := range map[string]string{
		"// assume that version is 3.4":                  "assume that version is 3.4",
		"// assUMe that version is 3.4 or 3.5":           "assume that version is 3.4 or 3.5",
		"// ASSERT that vErsion is 3.4, 3.5,4.4 or 5":    "assert that version is 3.4 or 3.5 or 4.4 or 5",
		"//assert that version is lt 4.0.1.1":            "assert that version is lt 4.0.1.1",
		"// assume that version is GE 5.23 (scopes)":     "assume that version is ge 5.23",
		"// assume that version is 5.26; not before":     "assume that version is 5.26",
		"// assert that EDITION is comMunity":            "assert that edition is community",
		"// assume q' RETURN 'x' ; ;":                    "assume q' RETURN 'x'",
		"//assume q'RETURN TRUE":                         "assume q' RETURN TRUE",
		"// assert in target q' match (n) return n.x":    "assert q' match (n) return n.x",
		"// assume in schEMa Q' RETURN 'a;b' = 'x'":      "assume in schema q' RETURN 'a;b' = 'x'",
		"   //   assert   that  edition  is  enterprise": "assert that edition is enterprise",
	} {
		script := parse(t, "RETURN 1;\n"+comment+"\nRETURN 2;")
		require.Len(t, script.Preconditions, 1, comment)
		assert.Equal(t, want, script.Preconditions[0].String())
		assert.Equal(t, 2, script.Preconditions[0].Line)
	}
}

func TestWhatIsNoPrecondition(t *testing.T) {
	for _, comment := range []string{"// Hello", "// assume die welt ist schlecht", "// assert nix", "/* assume that edition is enterprise */", "// assume in all q' x", "//", "// 'assume that edition is enterprise'"} {
		assert.Empty(t, parse(t, comment+"\nRETURN 1").Preconditions, comment)
	}
}

func TestPreconditionMistakes(t *testing.T) {
	for comment, want := range map[string]string{
		"// assume that neo4j is 4711":                    "a comment begins like a precondition and is none; write `that edition is enterprise|community`",
		"// assume that q' RETURN false":                  "a comment begins like a precondition and is none",
		"// assume that all people have names":            "a comment begins like a precondition and is none",
		"// assert in schema that version is 5":           "a comment begins like a precondition and is none",
		"// assume that edition is":                       `a precondition names the edition ""`,
		"// assume that edition is enterprise edition":    `a precondition names the edition "enterprise edition"`,
		"// assume that version is":                       `a precondition names the version ""`,
		"// assume that version is something":             `a precondition names the version "s`,
		"// assume that version is 5.26 or later":         `a precondition names the version "later"`,
		"// assume that version is ,":                     `a precondition names the version ""`,
		"// assume that version is ge 5, 6":               "a precondition gives ge several versions",
		"// assume q' ":                                   "a precondition has no query behind q'",
		"// assume q' RETURN true; MATCH (n) DELETE n //": "the query of a precondition is not one statement",
		"// assert q' RETURN true'":                       "the query of a precondition is not one statement; it begins behind q' and ends with the line, without another quote",
	} {
		_, err := migrate.Parse(file, "RETURN 1;\n  "+comment+"\nRETURN 2;", nil)
		require.Error(t, err, comment)
		assert.ErrorContains(t, err, "ogm: migrate: "+file+":2:3: "+want)
	}
}

func TestPreconditionsHold(t *testing.T) {
	for _, test := range []struct {
		comment string
		server  facts
		want    bool
	}{
		{"that edition is enterprise", facts{edition: "ENTERPRISE"}, true},
		{"that edition is enterprise", facts{edition: "community"}, false},
		{"that version is 5", facts{version: "5.26.30"}, true},
		{"that version is 5.26", facts{version: "Neo4j/5.26.30"}, true},
		{"that version is 5.2", facts{version: "5.26.30"}, false},
		{"that version is 4.4 or 5.26.30", facts{version: "5.26.30"}, true},
		{"that version is 5.26.30.1", facts{version: "5.26.30"}, false},
		{"that version is 2025.01", facts{version: "2025.1.0"}, true},
		{"that version is 5.27", facts{version: "5.27-aura"}, true},
		{"that version is ge 5.23", facts{version: "5.23.0"}, true},
		{"that version is ge 5.23", facts{version: "2025.12.1"}, true},
		{"that version is ge 5.23", facts{version: "5.9.0"}, false},
		{"that version is lt 5.0.0", facts{version: "5"}, false},
		{"that version is lt 5", facts{version: "4.4.48"}, true},
		{"q' RETURN true", facts{answer: true}, true},
		{"q' RETURN true", facts{}, false},
	} {
		condition := parse(t, "// assume "+test.comment+"\nRETURN 1").Preconditions[0]
		assert.True(t, condition.Assumption)
		got, err := condition.Holds(t.Context(), &test.server)
		require.NoError(t, err)
		assert.Equal(t, test.want, got, "%s on %+v", test.comment, test.server)
	}
}

func TestPreconditionsAskTheRightDatabase(t *testing.T) {
	for comment, inSchema := range map[string]bool{"// assert q' RETURN true": false, "// assert in target q' RETURN true": false, "// assert in schema q' RETURN true": true} {
		condition := parse(t, comment+"\nRETURN 1").Preconditions[0]
		assert.False(t, condition.Assumption)
		var server facts
		_, err := condition.Holds(t.Context(), &server)
		require.NoError(t, err)
		assert.Equal(t, "RETURN true", server.asked)
		assert.Equal(t, inSchema, server.inSchema, comment)
	}
}

func TestPreconditionsGiveTheServersError(t *testing.T) {
	gone := errors.New("gone")
	for _, comment := range []string{"that edition is enterprise", "that version is 5", "q' RETURN true"} {
		_, err := parse(t, "// assert "+comment+"\nRETURN 1").Preconditions[0].Holds(t.Context(), &facts{err: gone})
		assert.Equal(t, gone, err, comment)
	}
}
