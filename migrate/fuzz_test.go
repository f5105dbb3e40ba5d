package migrate_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

var seeds = []string{
	"RETURN 1", "RETURN 1; RETURN 'a;b';\n", "// a;\n/* b; */ MATCH (n:`x;``y`) RETURN n // c\n;", ":use neo4j\nCREATE (:A {x: \"\\\";\"});", "\ufeffRETURN 1;\r\nRETURN 2;\r",
	"// ogm: transaction=each\nRETURN 1;// ogm:next ignore=unnamed\nRETURN 2", "// assume that version is 5 or 6\nCALL { RETURN 1 AS x } IN TRANSACTIONS", `RETURN 'a\u0027;'`, "CREATE INDEX FOR (n:A) ON (n.x)",
	"RETURN '${a} \\${b}', ${c}", "MATCH (n)\n:use something\nRETURN n", "\xff", "'", "\"\\", "`", "/*", "//", ";", ":", "CALL a.`b`.c() YIELD x", "MATCH (n) FOREACH (x IN [1] | DELETE n)", "RETURN 1 // a;\r;\r\nRETURN 2; RETURN 3", "CYPHER 25 runtime=x USE a.b('c') CREATE (n)",
}

// FuzzParse holds that statements are parts of the file, at their lines, that their borders do not move when they are
// written again, and that neither line endings nor a byte order mark change anything.
func FuzzParse(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		options := &migrate.Options{NoPlaceholders: true}
		script, err := migrate.Parse(file, text, options)
		if err != nil {
			require.Regexp(t, `^ogm: migrate: V1__test\.cypher:\d+`, err.Error())
			return
		}
		lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff")), "\n")
		var again strings.Builder
		n, line, database := 0, 1, ""
		for _, tx := range script.Transactions {
			n += len(tx.Statements)
		}
		require.Equal(t, len(script.Statements), n)
		for _, stmt := range script.Statements {
			require.NotEmpty(t, stmt.Text)
			require.GreaterOrEqual(t, stmt.Line, line)
			line = stmt.Line
			first, _, _ := strings.Cut(stmt.Text, "\n")
			require.Contains(t, lines[line-1], first)
			if stmt.Database != database {
				database = stmt.Database
				again.WriteString(":use " + database + "\n")
			}
			again.WriteString(stmt.Text + "\n;")
		}
		script.Lint()
		script.LegacyChecksums()
		script.LegacyDifferences()

		other, err := migrate.Parse(file, again.String(), options)
		require.NoError(t, err)
		require.Equal(t, texts(script), texts(other))
		if !strings.Contains(text, ":") {
			require.Equal(t, script.Checksum, other.Checksum)
		}
		if !strings.Contains(text, "\r") {
			dos, err := migrate.Parse(file, "\ufeff"+strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\n", "\r\n"), options)
			require.NoError(t, err)
			require.Equal(t, script.Checksum, dos.Checksum)
			require.Equal(t, statements(script), statements(dos))
		}
	})
}

func texts(script *migrate.Script) []string {
	var all []string
	for _, stmt := range script.Statements {
		all = append(all, stmt.Text+" in "+stmt.Database)
	}
	return all
}

// valueless has what errors about values say.
const valueless = "ogm: migrate: V1__test.cypher:1:8: the value of ${x} opens a string, name or comment and does not close it" +
	" has a comment has a character that may end the statement or begin a comment; give another value, or put the placeholder in quotes" +
	" cannot be a part of a name; give another value with the values of its placeholders this is no longer one statement; give other values" +
	" :use stands within a statement; end the statement before it with ;"

// FuzzPlaceholderValues holds that a value ends nothing: whatever it is, what is sent is one statement, and a value between
// quotes is what the database reads there.
func FuzzPlaceholderValues(f *testing.F) {
	for _, seed := range append(seeds, "'", `\`, `\'`, "`", `\u0027`, `\\u0060`, "x` {a: 1}) DELETE n //", "' DELETE n //") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		options := &migrate.Options{Placeholders: map[string]string{"x": value}}
		for _, text := range []string{"RETURN '${x}' AS a", `RETURN "${x}" AS a`, "MATCH (n:`${x}`) RETURN 'a'", "RETURN ${x} AS `a`", `RETURN '\\${x}'`} {
			script, err := migrate.Parse(file, text, options)
			if err != nil {
				if !strings.Contains(valueless, value) {
					require.NotContains(t, err.Error(), value)
				}
				continue
			}
			require.Len(t, script.Statements, 1)
			sent := script.Statements[0].Resolved()
			again, err := migrate.Parse(file, sent, &migrate.Options{NoPlaceholders: true})
			if err != nil && strings.Contains(err.Error(), ":use stands within") {
				continue // one statement all the same
			}
			require.NoError(t, err)
			require.Len(t, again.Statements, 1)
			before, behind, _ := strings.Cut(text, "${x}")
			require.True(t, strings.HasPrefix(sent, before) && strings.HasSuffix(sent, behind))
			if strings.Contains(text, "'${x}'") {
				inner := sent[len(before) : len(sent)-len(behind)]
				require.Equal(t, value, strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\"`, `"`).Replace(inner))
			}
		}
	})
}

var renamed = regexp.MustCompile(`(?:rename it to|call it) (.*\.cypher)(?:,|;|$)`)

// FuzzNames holds that a name is right, or has nothing to do with migrations, or is told to be wrong; and that the name
// that is proposed is a right one.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"V1__a.cypher", "v1_x.cypher", "V1__a-b.cypher", "before_migrate.cypher", "R__x.cypher", "V1.2_3__x.cypher", "001_init.down.cypher", "V1__x.xml", "x.CYPHER", "afterMigrate-é.cypher", "V1_.cypher", "U1__V2__x.cypher", "V1__x", "beforemigrate__beforeMigrate.cypher", "u1..2__.cypher"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if !utf8.ValidString(name) || strings.ContainsAny(name, "/\x00\n") || name == "" || name == "." || name == ".." {
			return
		}
		_, err := migrate.Read(fstest.MapFS{name: &fstest.MapFile{Data: []byte("RETURN 1")}}, nil)
		if err == nil || strings.Contains(err.Error(), "to take back") {
			return
		}
		require.Contains(t, err.Error(), "ogm: migrate: "+name+": ")
		message := strings.TrimPrefix(err.Error(), "ogm: migrate: "+name+": ")
		require.Contains(t, message, "; ", "a remedy")
		found := renamed.FindStringSubmatch(message)
		if found == nil || strings.Contains(found[1], "…") {
			return
		}
		_, err = migrate.Read(fstest.MapFS{found[1]: &fstest.MapFile{Data: []byte("RETURN 1")}}, nil)
		if err != nil {
			require.Regexp(t, "to take back|neo4j-migrations takes", err.Error(), "the name proposed for %q", name)
		}
	})
}

// FuzzPreconditions holds that one form stands for all.
func FuzzPreconditions(f *testing.F) {
	for _, seed := range []string{"assume that version is 5", "assert that version is lt 5.1.2 x", "ASSERT  that edition is Community", "assert in schema q' RETURN ';'", "assume that version is 1or 2,3", "assume q'x'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, comment string) {
		if strings.ContainsAny(comment, "\r\n") {
			return
		}
		script, err := migrate.Parse(file, "// "+comment+"\nRETURN 1", nil)
		if err != nil || len(script.Preconditions) == 0 {
			return
		}
		want := script.Preconditions[0]
		again, err := migrate.Parse(file, "// "+want.String()+"\nRETURN 1", nil)
		require.NoError(t, err, want.String())
		require.Equal(t, want, again.Preconditions[0])
	})
}

// FuzzSum holds that what is not as it was written is noticed.
func FuzzSum(f *testing.F) {
	source := readFolder(f, "V1__a.cypher", "V2__b c.cypher")
	sum := source.Sum()
	f.Add(sum)
	f.Add(strings.ReplaceAll(sum, "\n", "\r\n"))
	f.Add("<<<<<<<\n" + sum)
	f.Fuzz(func(t *testing.T, text string) {
		found, err := source.VerifySum(text)
		if err != nil {
			require.Contains(t, err.Error(), "ogm: migrate: ogm.sum:")
			return
		}
		if len(found) == 0 {
			normal := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff"))
			require.Equal(t, strings.TrimSuffix(sum, "\n"), strings.TrimSuffix(normal, "\n"))
		}
	})
}
