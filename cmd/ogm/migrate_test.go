package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
	"github.com/go-ogm/ogm/neo4jtest"
)

// world is an empty database, an empty folder, and the command line in it.
type world struct {
	*testing.T
	driver neo4j.DriverWithContext
	env    map[string]string
}

func setup(t *testing.T) *world {
	t.Helper()
	srv := neo4jtest.Start(t)
	driver := srv.Driver(t)
	t.Chdir(t.TempDir())
	return &world{t, driver, map[string]string{
		"NEO4J_URI": srv.URI(), "NEO4J_USERNAME": srv.Username(), "NEO4J_PASSWORD": srv.Password(), "NEO4J_DATABASE": srv.Database(),
	}}
}

// ask runs a command line.
func (w *world) ask(args ...string) answer {
	w.Helper()
	got := askWith(w.T, w.env, args...)
	return answer{got.code, w.plain(got.out), w.plain(got.errOut)}
}

// changing is what differs from run to run, and the word that stands for it.
var changing = []struct {
	found *regexp.Regexp
	word  string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?Z`), "TIME"},
	{regexp.MustCompile(`database \w+ at [^ :]+:\d+`), "DATABASE"},
	{regexp.MustCompile(`(\d+m)?[\d.]+m?s\b`), "TOOK"},
	{regexp.MustCompile(`(?m)(TIME +)\S+$`), "${1}WHO"},
	{regexp.MustCompile(`(?m)"(by|tookMs)": .*?(,?)$`), `"$1": X$2`},
	{regexp.MustCompile(` {2,}TIME`), "  TIME"},
	{regexp.MustCompile(`  +(AT|BY)`), "  $1"},
	{regexp.MustCompile(`TIME +WHO`), "TIME  WHO"},
	{regexp.MustCompile(`(?m) +$`), ""},
	{regexp.MustCompile(`(?m)^ogm: .*: (\d+ of \d+ statements?|index .*)\n`), ""},          // told where it takes long
	{regexp.MustCompile(`(?m)^ogm: waiting for a process that is about to take it\n`), ""}, // where the server needs seconds for the lock itself
}

func (w *world) plain(text string) string {
	for _, c := range changing {
		text = c.found.ReplaceAllString(text, c.word)
	}
	return text
}

func (w *world) count(pattern string) int {
	w.Helper()
	result, err := neo4j.ExecuteQuery(w.Context(), w.driver, "MATCH "+pattern+" RETURN count(*) AS n", nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(w.env["NEO4J_DATABASE"]))
	require.NoError(w, err)
	n, _, err := neo4j.GetRecordValue[int64](result.Records[0], "n")
	require.NoError(w, err)
	return int(n)
}

const (
	peopleFile = "CREATE CONSTRAINT person_id IF NOT EXISTS FOR (p:Person) REQUIRE p.id IS UNIQUE;\n\nCREATE (:Person {id: 1, says: 'a;b'});\nCREATE (:Person {id: 2});\n"
	peopleBack = "// ogm: ignore=whole-label\nDROP CONSTRAINT person_id IF EXISTS;\nMATCH (p:Person) DETACH DELETE p;\n"
	namesFile  = "MATCH (p:Person) WHERE p.name IS NULL\nSET p.name = 'nobody';\n"
)

// TestTheLifeOfADatabase goes by every verb, with what each prints and its exit code.
func TestTheLifeOfADatabase(t *testing.T) {
	w := setup(t)
	done := func(out string) answer { return answer{succeeded, out, ""} }

	assert.Equal(t, done("migrations/V1__add_people.cypher\nmigrations/U1__add_people.cypher\n"), w.ask("migrate", "new", "add people", "--down"))
	assert.Equal(t, "// add people\n\n", read(t, "migrations/V1__add_people.cypher"))
	assert.Equal(t, answer{failed, "", "ogm: migrate: U1__add_people.cypher:1: there is no statement in the file; write one, or delete the file; RETURN 1; does nothing\n" +
		"ogm: migrate: V1__add_people.cypher:1: there is no statement in the file; write one, or delete the file; RETURN 1; does nothing\n"}, w.ask("migrate", "up"))
	write(t, "migrations/V1__add_people.cypher", peopleFile)
	write(t, "migrations/U1__add_people.cypher", peopleBack)
	assert.Equal(t, done("migrations/V2__names.cypher\n"), w.ask("migrate", "new", "names"))
	write(t, "migrations/V2__names.cypher", namesFile)
	assert.Equal(t, done("migrations: nothing was found\n"), w.ask("migrate", "lint"))

	assert.Equal(t, answer{pending, "VERSION  DESCRIPTION  STATE  AT  BY\n1        add people   pending\n2        names        pending\n", ""}, w.ask("migrate", "status"))
	plan := `V1__add_people.cypher: version 1, add people
  transaction 1, schema
    CREATE CONSTRAINT person_id IF NOT EXISTS FOR (p:Person) REQUIRE p.id IS UNIQUE;
  transaction 2, data
    CREATE (:Person {id: 1, says: 'a;b'});
    CREATE (:Person {id: 2});
`
	more := "\nV2__names.cypher: version 2, names\n  transaction 1, data\n    MATCH (p:Person) WHERE p.name IS NULL\n    SET p.name = 'nobody';\n"
	assert.Equal(t, done(plan+more), w.ask("migrate", "plan"))
	assert.Equal(t, done(plan+more), w.ask("migrate", "plan", "--offline"))
	assert.Equal(t, done(plan), w.ask("migrate", "up", "--dry-run", "--to", "1"))
	assert.Zero(t, w.count("(n)"), "nothing was run or written")

	assert.Equal(t, answer{succeeded, "VERSION  DESCRIPTION  DONE     STATEMENTS  TOOK\n1        add people   applied  3           TOOK\n", "ogm: 1 add people is applied\n"}, w.ask("migrate", "up", "--to", "1"))
	assert.Equal(t, answer{pending, "VERSION  DESCRIPTION  STATE  AT  BY\n1        add people   applied  TIME  WHO\n2        names        pending\n", ""}, w.ask("migrate", "status"))
	assert.Equal(t, answer{succeeded, "VERSION  DESCRIPTION  DONE     STATEMENTS  TOOK\n2        names        applied  1           TOOK\n", "ogm: 2 names is applied\n"}, w.ask("migrate", "up"))
	assert.Equal(t, done("DATABASE: nothing to do\n"), w.ask("migrate", "up"))
	assert.Equal(t, done("DATABASE: nothing to do\n"), w.ask("migrate", "plan"))
	assert.Equal(t, succeeded, w.ask("migrate", "status").code)
	assert.Equal(t, done("DATABASE: the files of migrations are what ran\n"), w.ask("migrate", "validate"))
	assert.Equal(t, 2, w.count("(p:Person {name: 'nobody'})"))

	assert.Equal(t, answer{misused, "", "ogm: 1 migration of DATABASE is taken back: 2 names: there is no terminal to ask, so give --yes\nRun `ogm help migrate down` for more.\n"}, w.ask("migrate", "down"))
	assert.Equal(t, answer{failed, "", "ogm: migrate: V2__names.cypher: there is nothing that takes it back; write U2__….cypher with its description, or Down of a function\n"}, w.ask("migrate", "down", "--yes"))
	write(t, "migrations/U2__names.cypher", "MATCH (p:Person) WHERE p.name IS NOT NULL REMOVE p.name")
	assert.Equal(t, answer{succeeded, "VERSION  DESCRIPTION  DONE        STATEMENTS  TOOK\n2        names        taken back  1           TOOK\n1        add people   taken back  2           TOOK\n", "ogm: 2 names is taken back\nogm: 1 add people is taken back\n"},
		w.ask("migrate", "down", "--to", "BASELINE", "--yes"))
	assert.Zero(t, w.count("(:Person)"))

	assert.Equal(t, done("DATABASE: version 1 is marked as applied\n"), w.ask("migrate", "mark", "1"))
	assert.Equal(t, done("DATABASE: version 2 is marked as applied\n"), w.ask("migrate", "mark", "2"))
	assert.Equal(t, answer{failed, "", "ogm: migrate: Mark: there is no migration of version 7\n"}, w.ask("migrate", "mark", "7"))
	assert.Equal(t, answer{failed, "", "ogm: migrate: Baseline is for a database without history, and this one has 2 lines; Mark single versions instead\n"}, w.ask("migrate", "baseline", "2"))
	assert.Equal(t, done("nobody held the lock\n"), w.ask("migrate", "unlock", "--yes"))
}

func TestDriftHasItsCode(t *testing.T) {
	w := setup(t)
	write(t, "migrations/V1__a.cypher", "CREATE (:A);\n")
	assert.Equal(t, answer{succeeded, "DATABASE: version 1 is the baseline\n", ""}, w.ask("migrate", "baseline", "1"))
	write(t, "migrations/V2__b.cypher", "CREATE (:B);\n")
	require.Equal(t, succeeded, w.ask("migrate", "up").code)

	write(t, "migrations/V2__b.cypher", "CREATE (:C);\n")
	const changed = "ogm: migrate: V2__b.cypher: it is not what ran as version 2 at TIME; restore it and write a new migration; if the change does no harm, repair writes the new checksum\n"
	for _, verb := range []string{"validate", "up", "plan"} {
		assert.Equal(t, answer{drifted, "", changed}, w.ask("migrate", verb), verb)
	}
	assert.Equal(t, drifted, w.ask("migrate", "status").code)
	var valid validity
	w.json(drifted, &valid, "migrate", "validate")
	require.Len(t, valid.Problems, 1)
	assert.Equal(t, "V2__b.cypher", valid.Problems[0].File)
	assert.False(t, valid.Valid)

	assert.Equal(t, answer{succeeded, "version 2 is repaired\n", ""}, w.ask("migrate", "repair"))
	assert.Equal(t, answer{succeeded, "DATABASE: nothing to repair\n", ""}, w.ask("migrate", "repair"))
	assert.Equal(t, succeeded, w.ask("migrate", "status").code)
	w.json(succeeded, &valid, "migrate", "validate")
	assert.True(t, valid.Valid)

	write(t, "migrations/V1_5__late.cypher", "CREATE (:Late);\n")
	assert.Equal(t, drifted, w.ask("migrate", "up").code)
	assert.Equal(t, drifted, w.ask("migrate", "status").code)
	assert.Equal(t, pending, w.ask("migrate", "status", "--out-of-order").code)
	assert.Equal(t, succeeded, w.ask("migrate", "up", "--out-of-order").code)

	assert.Equal(t, answer{succeeded, "V1_5__late.cypher was added\nV1__a.cypher was added\nV2__b.cypher was added\nmigrations/ogm.sum is written\n", ""}, w.ask("migrate", "sum"))
	assert.Equal(t, answer{succeeded, "migrations/ogm.sum agrees\n", ""}, w.ask("migrate", "sum", "--check"))
	write(t, "migrations/V3__more.cypher", "CREATE (:More);\n")
	assert.Equal(t, answer{drifted, "V3__more.cypher was added\n", ""}, w.ask("migrate", "sum", "--check"))
	const added = "ogm: migrate: V3__more.cypher: it was added since ogm.sum was written; see that the migrations are in the right order, then run `ogm migrate sum`\n"
	for _, verb := range []string{"up", "plan", "validate", "down"} {
		assert.Equal(t, answer{drifted, "", added}, w.ask("migrate", verb), verb)
	}
	assert.Zero(t, w.count("(:More)"))
	write(t, "migrations/ogm.sum", "<<<<<<< ours\n"+read(t, "migrations/ogm.sum"))
	assert.Equal(t, answer{drifted, "", "ogm: migrate: ogm.sum:1: a merge conflict was not resolved; see that the migrations are in the right order, then write the file anew\n"}, w.ask("migrate", "up"))
	require.Equal(t, succeeded, w.ask("migrate", "sum").code)
	assert.Equal(t, succeeded, w.ask("migrate", "up").code)
}

// json runs a command line for a program, which reads the answer without a field that it does not know.
func (w *world) json(code verdict, into any, args ...string) {
	w.Helper()
	got := askWith(w.T, w.env, append(args, "--output", "json")...)
	require.Equal(w, code, got.code, "%s", got.errOut)
	decoder := json.NewDecoder(strings.NewReader(got.out))
	decoder.DisallowUnknownFields()
	require.NoError(w, decoder.Decode(into), got.out)
	require.False(w, decoder.More(), got.out)
}

func TestAnswersForPrograms(t *testing.T) {
	w := setup(t)
	write(t, "migrations/V1__add_people.cypher", peopleFile)
	write(t, "migrations/U1__add_people.cypher", peopleBack)
	write(t, "migrations/R2__index.cypher", "CREATE INDEX FOR (p:Person) ON (p.name);\n")

	var entries []entry
	w.json(pending, &entries, "migrate", "status")
	require.Len(t, entries, 2)
	assert.Equal(t, entry{Version: "1", Description: "add people", State: "pending", Kind: "cypher", File: "V1__add_people.cypher"}, entries[0])

	var plan []planned
	w.json(succeeded, &plan, "migrate", "up", "--dry-run")
	require.Len(t, plan, 2)
	assert.Equal(t, transaction{"data", "", []statement{{3, "write", "CREATE (:Person {id: 1, says: 'a;b'})"}, {4, "write", "CREATE (:Person {id: 2})"}}}, plan[0].Transactions[1])

	var findings []finding
	w.json(failed, &findings, "migrate", "lint")
	require.NotEmpty(t, findings)
	assert.Equal(t, "R2__index.cypher", findings[0].File)
	assert.NotEmpty(t, findings[0].Rule)

	var results []result
	w.json(succeeded, &results, "migrate", "up", "--to", "1")
	require.Len(t, results, 1)
	results[0].TookMS = 0
	assert.Equal(t, result{Version: "1", Description: "add people", File: "V1__add_people.cypher", Statements: 3}, results[0])
	w.json(pending, &entries, "migrate", "status")
	assert.NotNil(t, entries[0].At)
	assert.NotEmpty(t, entries[0].By)
	w.json(succeeded, &results, "migrate", "down", "--yes")
	assert.True(t, results[0].Undone)
	w.json(succeeded, &results, "migrate", "down", "--yes")
	assert.Equal(t, []result{}, results, "a list, also where it is empty")
	for flag, want := range map[string]string{"--lease=0s": "--lease 0s: it is at least 1s", "--lock-timeout=-5s": "--lock-timeout -5s: it is no time to wait; 0 is for not at all"} {
		assert.Equal(t, answer{misused, "", "ogm: " + want + "\nRun `ogm help migrate up` for more.\n"}, askWith(t, w.env, "migrate", "up", flag))
	}
	require.Equal(t, succeeded, w.ask("migrate", "up", "--to", "1").code)
	got := w.ask("migrate", "down", "--output", "json")
	assert.Equal(t, misused, got.code)
	assert.Empty(t, got.out, "nobody was there to be asked, so nothing was begun")
	require.Equal(t, succeeded, w.ask("migrate", "down", "--yes").code)

	var marked struct {
		Version string `json:"version"`
	}
	w.json(succeeded, &marked, "migrate", "mark", "1")
	assert.Equal(t, "1", marked.Version)
	var held struct {
		Held bool `json:"held"`
	}
	w.json(succeeded, &held, "migrate", "unlock", "--yes")
	assert.False(t, held.Held)
	var sum sums
	w.json(succeeded, &sum, "migrate", "sum")
	assert.True(t, sum.Agrees)
	var files []created
	w.json(succeeded, &files, "migrate", "new", "x")
	assert.Equal(t, []created{{Version: "3", File: "migrations/V3__x.cypher"}}, files)
}

// TestWhoIsLockedOutOrStopped has another program migrate meanwhile.
func TestWhoIsLockedOutOrStopped(t *testing.T) {
	w := setup(t)
	write(t, "migrations/V1__a.cypher", "CREATE (:A);\n")
	version, err := migrate.ParseVersion("1")
	require.NoError(t, err)
	var lockedOut, stopped answer
	other, err := migrate.New(w.driver, nil, migrate.WithDatabase(w.env["NEO4J_DATABASE"]), migrate.WithGo(migrate.GoMigration{
		Version: version, Description: "a", UpOutside: func(context.Context, neo4j.DriverWithContext) error {
			lockedOut = w.ask("migrate", "up", "--lock-timeout", "1ms")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			told := &teller{heard: func() { cancel() }}
			var out bytes.Buffer
			code := run(ctx, []string{"migrate", "up"}, func(name string) string { return w.env[name] }, &out, told)
			stopped = answer{verdict(code), out.String(), told.text.String()}
			return nil
		},
	}))
	require.NoError(t, err)
	_, err = other.Up(t.Context())
	require.NoError(t, err)

	assert.Equal(t, locked, lockedOut.code, lockedOut)
	assert.Regexp(t, `^ogm: waiting for \S+@\S+, process \d+\nogm: migrate: another process holds the lock: \S+@\S+, process \d+, whose lease ends in TOOK unless it is renewed; run again later, or unlock it if its holder hangs\n$`, lockedOut.errOut)
	assert.Equal(t, interrupted, stopped.code, stopped)
	assert.Regexp(t, `^ogm: waiting for \S+@\S+, process \d+\nogm: stopped; what ran stays, and the next call goes on with the statement that is next\n$`, stopped.errOut)
	assert.Empty(t, stopped.out)
	assert.Zero(t, w.count("(:A)"))
}

// teller is a writer that tells of the first word.
type teller struct {
	text  bytes.Buffer
	once  sync.Once
	heard func()
}

func (w *teller) Write(text []byte) (int, error) {
	w.once.Do(w.heard)
	return w.text.Write(text)
}

// TestAHistoryOfNeo4jMigrations is continued in its own form; its chain is package migrate's matter.
func TestAHistoryOfNeo4jMigrations(t *testing.T) {
	w := setup(t)
	write(t, "migrations/V1__a.cypher", "CREATE (:A);\n")
	write(t, "ogm.yaml", "migrate: {legacy: true}\n")
	assert.Equal(t, succeeded, w.ask("migrate", "up").code)
	assert.Equal(t, 1, w.count("(:__Neo4jMigration {version: 'BASELINE'})-[:MIGRATED_TO]->(:__Neo4jMigration {version: '1', type: 'CYPHER'})"))
	assert.Equal(t, succeeded, w.ask("migrate", "status").code)
	assert.Equal(t, pending, w.ask("migrate", "status", "--legacy=false").code, "the command line counts before the file")
	write(t, "migrations/V2__b.cypher", "CREATE (:B {a: 'x;\ny'});\n")
	assert.Contains(t, w.ask("migrate", "lint").out, "V2__b.cypher:1: ")
	assert.NotContains(t, w.ask("migrate", "lint", "--legacy=false").out, "legacy-split")
}

func TestAFailureKeepsWhatRanAndGoesOn(t *testing.T) {
	w := setup(t)
	write(t, "migrations/V1__a.cypher", "CREATE (:A);\n")
	write(t, "migrations/V2__b.cypher", "// ogm: transaction=each\nCREATE (:B);\nCREATE (:B) RETURN 1 / 0;\n")
	write(t, "migrations/V3__c.cypher", "CREATE (:C {id: ${id}});\n")
	got := w.ask("migrate", "up", "--placeholder", "id=3")
	assert.Equal(t, failed, got.code)
	assert.Equal(t, "VERSION  DESCRIPTION  DONE     STATEMENTS  TOOK\n1        a            applied  1           TOOK\n", got.out)
	const refused = "ogm: migrate: V2__b.cypher:3: the statement did not run: Neo.ClientError.Statement.ArithmeticError: the server's message "
	assert.Equal(t, "ogm: 1 a is applied\n"+refused+"may quote values and is withheld; --server-messages shows it\n", got.errOut)
	got = w.ask("migrate", "up", "--placeholder", "id=3", "--server-messages")
	assert.Equal(t, refused+"is below\n/ by zero\n", got.errOut)
	got = w.ask("migrate", "plan", "--placeholder", "id=3")
	assert.Contains(t, got.out, "V2__b.cypher: version 2, b\n  1 statement stored by a run that was interrupted\n  transaction 1, data\n    CREATE (:B) RETURN 1 / 0;\n")
	assert.Contains(t, got.out, "CREATE (:C {id: ${id}});", "placeholders may be secrets")

	write(t, "migrations/V2__b.cypher", "// ogm: transaction=each\nCREATE (:B);\nCREATE (:B);\n")
	write(t, "ogm.yaml", "migrate: {placeholders: {id: {env: ID}}}\n")
	assert.Contains(t, w.ask("migrate", "up").errOut, "ogm: ogm.yaml:1: the variable ID is not set")
	w.env["ID"] = "4"
	got = w.ask("migrate", "up")
	assert.Equal(t, "VERSION  DESCRIPTION  DONE      STATEMENTS  TOOK\n2        b            finished  1           TOOK\n3        c            applied   1           TOOK\n", got.out)
	assert.Equal(t, 2, w.count("(:B)"))
	assert.Equal(t, 1, w.count("(:C {id: 4})"))

	write(t, "migrations/V4__d.cypher", "CREATE (:D);\nMATCH (n) RETURN\n  m;\n")
	got = w.ask("migrate", "plan")
	assert.Equal(t, failed, got.code, "the server refuses it")
	assert.Contains(t, got.out, "V4__d.cypher: version 4, d")
	assert.Contains(t, got.errOut, "ogm: migrate: V4__d.cypher:2: the server would not run the statement: ")
	assert.Zero(t, w.count("(:D)"))
}

// TestFoldersThatAreWrong are told before any server is asked.
func TestFoldersThatAreWrong(t *testing.T) {
	t.Chdir(t.TempDir())
	up := func(files map[string]string) answer {
		require.NoError(t, os.RemoveAll("migrations"))
		for name, text := range files {
			write(t, "migrations/"+name, text)
		}
		return ask(t, "migrate", "up", "--uri", "bolt://127.0.0.1:1")
	}
	assert.Equal(t, answer{misused, "", "ogm: --dir: there is no folder migrations; `ogm migrate new` makes it with the first migration\nRun `ogm help migrate up` for more.\n"}, up(nil))
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"names":         {map[string]string{"V1__add-index.cypher": "RETURN 1", "2__b.cypher": "RETURN 1"}, []string{"V1__add-index.cypher: ", "rename it to V1__add_index.cypher", "2__b.cypher: ", "rename it to V2__b.cypher"}},
		"twice":         {map[string]string{"V1__a.cypher": "RETURN 1", "V01__b.cypher": "RETURN 1"}, []string{"version 1 is also that of"}},
		"empty":         {map[string]string{"V1__a.cypher": ""}, []string{"V1__a.cypher:1: there is no statement in the file"}},
		"comments only": {map[string]string{"V1__a.cypher": "// nothing\n/* to see */"}, []string{"V1__a.cypher:1: there is no statement in the file"}},
		"no UTF-8":      {map[string]string{"V1__a.cypher": "RETURN 1;\nRETURN '\xff'"}, []string{"V1__a.cypher:2:9: "}},
		"a string":      {map[string]string{"V1__a.cypher": "RETURN 1;\n\nRETURN 'x;\n"}, []string{"V1__a.cypher:3:8: "}},
		"a placeholder": {map[string]string{"V1__a.cypher": "RETURN ${x};"}, []string{"V1__a.cypher:1:8: "}},
	} {
		got := up(test.files)
		assert.Equal(t, failed, got.code, name)
		assert.Empty(t, got.out, name)
		for _, want := range test.want {
			assert.Contains(t, got.errOut, want, name)
		}
	}
	write(t, "file", "")
	assert.Contains(t, ask(t, "migrate", "up", "--dir", "file").errOut, "--dir: file is no folder")
	assert.Equal(t, answer{failed, "", "ogm: no connection to 127.0.0.1:1: step connect: ConnectivityError: dial tcp 127.0.0.1:1: connect: connection refused; is the server up, the port right (Bolt is 7687, HTTP 7474) and open in the firewall?\n"},
		up(map[string]string{"V1__a.cypher": "RETURN 1"}), "quick and clear")
}
