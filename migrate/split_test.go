package migrate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

const file = "V1__test.cypher"

func parse(t testing.TB, text string) *migrate.Script {
	t.Helper()
	script, err := migrate.Parse(file, text, nil)
	require.NoError(t, err)
	return script
}

// placed is a statement as a test writes it down.
type placed struct {
	line int
	text string
}

func statements(script *migrate.Script) []placed {
	var all []placed
	for _, stmt := range script.Statements {
		all = append(all, placed{stmt.Line, stmt.Text})
	}
	return all
}

func TestStatements(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []placed
	}{
		"one without a semicolon":        {"RETURN 1", []placed{{1, "RETURN 1"}}},
		"two in one line":                {"RETURN 1; RETURN 2;", []placed{{1, "RETURN 1"}, {1, "RETURN 2"}}},
		"over several lines":             {"\n\nMATCH (n)\n  RETURN n\n;\n\n  RETURN 2 ; \n", []placed{{3, "MATCH (n)\n  RETURN n"}, {7, "RETURN 2"}}},
		"a semicolon in a string":        {"CREATE (:A {x: 'a;\nb'});\nRETURN 1;", []placed{{1, "CREATE (:A {x: 'a;\nb'})"}, {3, "RETURN 1"}}},
		"in the other kind of string":    {`RETURN "a;'b";RETURN 1`, []placed{{1, `RETURN "a;'b"`}, {1, "RETURN 1"}}},
		"in backticks":                   {"RETURN 1 AS `a;``;'`;RETURN 1", []placed{{1, "RETURN 1 AS `a;``;'`"}, {1, "RETURN 1"}}},
		"behind an escaped quote":        {`RETURN 'it\'s;', "\"; " ; RETURN 1`, []placed{{1, `RETURN 'it\'s;', "\"; "`}, {1, "RETURN 1"}}},
		"behind an escaped backslash":    {`RETURN '\\'; RETURN '1'`, []placed{{1, `RETURN '\\'`}, {1, "RETURN '1'"}}},
		"a backslash in backticks":       {"RETURN 1 AS `a\\`; RETURN 1", []placed{{1, "RETURN 1 AS `a\\`"}, {1, "RETURN 1"}}},
		"in comments":                    {"RETURN 1 // one;\n + /* ; */ 2; RETURN 3", []placed{{1, "RETURN 1 // one;\n + /* ; */ 2"}, {2, "RETURN 3"}}},
		"quotes in comments":             {"// it's\nRETURN 1; /* don't */ RETURN 2", []placed{{2, "RETURN 1"}, {2, "RETURN 2"}}},
		"slashes in strings":             {"RETURN 'http://x', '/*'; RETURN 2", []placed{{1, "RETURN 'http://x', '/*'"}, {1, "RETURN 2"}}},
		"comments do not nest":           {"RETURN 1 /* /* */; RETURN 2", []placed{{1, "RETURN 1"}, {1, "RETURN 2"}}},
		"comments around are left out":   {"// before\n/* before */ RETURN 1 // behind\n;// end", []placed{{2, "RETURN 1"}}},
		"comments alone are none":        {";;\n// a;\n;/* b; */;\nRETURN 1;\n// c\n", []placed{{4, "RETURN 1"}}},
		"a byte order mark":              {"\ufeffRETURN 1", []placed{{1, "RETURN 1"}}},
		"CRLF":                           {"RETURN 1;\r\nRETURN\r\n2;\r\n", []placed{{1, "RETURN 1"}, {2, "RETURN\n2"}}},
		"CR":                             {"// a\rRETURN 1;\rRETURN\r2;", []placed{{2, "RETURN 1"}, {3, "RETURN\n2"}}},
		"dollar signs quote nothing":     {"RETURN $a$; RETURN $b$", []placed{{1, "RETURN $a$"}, {1, "RETURN $b$"}}},
		"white space beyond ASCII":       {"\u00a0\u2028RETURN 1\u2003; \u3000", []placed{{1, "RETURN 1"}}},
		"letters beyond ASCII":           {"MATCH (größe:名前) RETURN größe; RETURN 1", []placed{{1, "MATCH (größe:名前) RETURN größe"}, {1, "RETURN 1"}}},
		"an escape that means no border": {`RETURN '\u00e4', 'C:\\users'; RETURN 1`, []placed{{1, `RETURN '\u00e4', 'C:\\users'`}, {1, "RETURN 1"}}},
		"our own quoting of a backslash": {"RETURN 1 AS `a\\u005Cb`", []placed{{1, "RETURN 1 AS `a\\u005Cb`"}}},
		"division":                       {"RETURN 4 / 2; RETURN 1", []placed{{1, "RETURN 4 / 2"}, {1, "RETURN 1"}}},
		"a label at the start of a line": {"MATCH (n\n:use)\nRETURN n", []placed{{1, "MATCH (n\n:use)\nRETURN n"}}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, statements(parse(t, test.text)))
		})
	}
}

func TestMistakesInStatements(t *testing.T) {
	const at = "ogm: migrate: V1__test.cypher:"
	for name, test := range map[string]struct{ text, want string }{
		"an open string":            {"RETURN 1;\n  RETURN 'a;\n", at + "2:10: a string begins here and is not closed; close it with '"},
		"the other kind":            {`RETURN "a\"`, at + `1:8: a string begins here and is not closed; close it with "`},
		"characters, not bytes":     {"RETURN ää, 'a", at + "1:12: a string begins here"},
		"an open name":              {"RETURN 1 AS `a``;", at + "1:13: a name in backticks begins here and is not closed; close it with `"},
		"an open comment":           {"RETURN 1;\r\n\r\n/* a", at + "3:1: a comment begins here and is not closed; close it with */"},
		"no UTF-8":                  {"RETURN 1;\rRETURN '\xff'", at + "2:9: the text is not valid UTF-8 here; save the file as UTF-8"},
		"a true replacement sign":   {"RETURN '\ufffd\xc3'", at + "1:10: the text is not valid UTF-8 here"},
		"UTF-16":                    {"\xff\xfeR\x00", at + "1:1: the file is UTF-16; save it as UTF-8"},
		"a zero byte":               {"RETURN 1;\n\x00", at + "2:1: there is a zero byte here, as in no text"},
		"nothing":                   {"", at + "1: there is no statement in the file; write one, or delete the file"},
		"a mark alone":              {"\ufeff", at + "1: there is no statement in the file"},
		"comments alone":            {"// nothing\n/* yet */;\n", at + "1: there is no statement in the file"},
		"a quote by its code":       {`RETURN 'a\u0027; RETURN 1`, at + `1:10: \u0027 is read by Neo4j as the character itself, which ends or begins something here; write the character`},
		"with several u":            {`RETURN "a\uu0022"`, at + `1:10: \uu0022 is read by Neo4j as the character itself`},
		"behind a backslash":        {`RETURN 'a\\u0027'`, at + `1:11: \u0027 is read by Neo4j`},
		"a backslash by its code":   {`RETURN 'a\u005C'`, at + `1:10: \u005C is read by Neo4j`},
		"a backtick by its code":    {"RETURN 1 AS `a\\u0060`", at + "1:15: \\u0060 is read by Neo4j"},
		"a comment by its code":     {`RETURN 1 \u002F/ 2`, at + `1:10: \u002F is read by Neo4j`},
		"the end of a comment":      {"RETURN 1 // a\\u000A, 2", at + `1:14: \u000A is read by Neo4j`},
		"a semicolon by its code":   {`RETURN 1\u003b RETURN 2`, at + `1:9: \u003b is read by Neo4j`},
		":use within a statement":   {"MATCH (n)\n  :use something;\nDETACH DELETE n;", at + "2:3: :use stands within a statement; end the statement before it with ;"},
		":use without a name":       {":use\nRETURN 1", at + "1:1: no name of a database can be read behind :use; write :use and a name of 3 to 63 letters"},
		":use with too short names": {":use ab\nRETURN 1", at + "1:1: no name of a database"},
		":use and a statement":      {":use neo4j RETURN 1", at + "1:1: no name of a database"},
		"another command":           {"RETURN 1;\n:help me\nRETURN 1;", at + "2:1: the command :help is not known; :use DATABASE is the only command; delete the line"},
		":auto":                     {":auto MATCH (n) RETURN n", at + "1:1: the command :auto is not known; leave :auto out"},
		":begin":                    {":BEGIN\nRETURN 1;", at + "1:1: the command :BEGIN is not known; leave it out; // ogm: transaction=one"},
		":param":                    {":param x => 1\nRETURN 1;", at + "1:1: the command :param is not known; write a placeholder, ${name}"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := migrate.Parse(file, test.text, nil)
			require.Error(t, err)
			assert.ErrorContains(t, err, test.want)
			var mistake *migrate.FileError
			require.ErrorAs(t, err, &mistake)
			assert.Equal(t, file, mistake.File)
			assert.Positive(t, mistake.Line)
		})
	}
}

func TestMistakesOfOneFileAreToldTogether(t *testing.T) {
	_, err := migrate.Parse(file, "// ogm: what=ever\n:help\nRETURN '${a}';\nRETURN 'open", nil)
	require.Error(t, err)
	var lines []string
	for line := range strings.Lines(err.Error()) {
		place, _, _ := strings.Cut(strings.TrimPrefix(line, "ogm: migrate: "), " ")
		lines = append(lines, place)
	}
	assert.Equal(t, []string{file + ":1:", file + ":2:1:", file + ":3:9:", file + ":4:8:"}, lines)
}

func TestAFloodOfMistakesIsCut(t *testing.T) {
	_, err := migrate.Parse(file, strings.Repeat("RETURN '${a}';\n", 1000), nil)
	require.Error(t, err)
	assert.Equal(t, 26, strings.Count(err.Error(), "ogm: migrate:"))
	assert.ErrorContains(t, err, "there may be more mistakes from here on")
}

func TestUse(t *testing.T) {
	script := parse(t, "RETURN 1;\n:use system\nSHOW USERS;\n:USE Movies.Two-3;\nRETURN 2;\n:use `neo4j`; RETURN 3;")
	var got []string
	for _, stmt := range script.Statements {
		got = append(got, stmt.Text+" in "+stmt.Database)
	}
	assert.Equal(t, []string{"RETURN 1 in ", "SHOW USERS in system", "RETURN 2 in movies.two-3", "RETURN 3 in neo4j"}, got)
}
