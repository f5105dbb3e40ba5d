package migrate_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
	"github.com/go-ogm/ogm/neo4jtest"
)

// neo4jMigrations is the tool whose chains are continued. Its documentation names the servers that it supports: all three lines.
const neo4jMigrations = "eu.michael-simons.neo4j:neo4j-migrations:2.17.3"

// javaTool is the tool itself, in a process that takes one call after the other.
type javaTool struct {
	*testing.T
	in  io.Writer
	out *bufio.Reader
}

func (w *world) java() *javaTool {
	w.Helper()
	cmd := neo4jtest.FindJava(w.T, neo4jMigrations, 17, 21, 25).Command(w.ctx, filepath.Join("testdata", "Neo4jMigrations.java"), w.server.URI(), w.server.Username(), w.server.Password())
	in, err := cmd.StdinPipe()
	require.NoError(w, err)
	out, err := cmd.StdoutPipe()
	require.NoError(w, err)
	cmd.Stderr = os.Stderr
	require.NoError(w, cmd.Start())
	w.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &javaTool{w.T, in, bufio.NewReader(out)}
}

// call gives the lines of an answer.
func (j *javaTool) call(words ...string) []string {
	j.Helper()
	_, err := io.WriteString(j.in, strings.Join(words, "\t")+"\n")
	require.NoError(j, err)
	var lines []string
	for {
		line, err := j.out.ReadString('\n')
		require.NoError(j, err)
		if line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"); line == "." {
			return lines
		}
		lines = append(lines, line)
	}
}

// onDisk writes files as read takes them into a folder, and gives both.
func (w *world) onDisk(files ...string) (string, *migrate.Source) {
	w.Helper()
	at := w.TempDir()
	for name, file := range folder(files...) {
		require.NoError(w, os.MkdirAll(filepath.Dir(filepath.Join(at, name)), 0o755))
		require.NoError(w, os.WriteFile(filepath.Join(at, name), file.Data, 0o600))
	}
	source, err := migrate.Read(os.DirFS(at), nil)
	require.NoError(w, err)
	return at, source
}

// legacySteps are files whose checksums try the ways of the tool: line ends, comments, semicolons within strings, several statements.
var legacySteps = []string{
	"V1__first.cypher:CREATE CONSTRAINT p FOR (n:P) REQUIRE n.id IS UNIQUE;\n// a comment\nCREATE INDEX i FOR (n:P) ON (n.name);\n",
	"V2_1__two_statements.cypher:CREATE (:Step {v: '2.1', text: 'a;b'});\r\n\r\nCREATE (:Step {v: '2.1b'}) /* the\r\nend */;\r\n",
	"R3__again.cypher:MATCH (s:Step) WITH count(s) AS n CREATE (:Total {n: n})",
	"V10__greetings_are_fine.cypher:// why\nCREATE (:Step {v: 'grüße 🎉'})",
	"beforeMigrate.cypher:CREATE (:Call {phase: 'before'})",
	"afterMigrate__note.cypher:CREATE (:Call {phase: 'after'})",
}

// TestExchangeWithNeo4jMigrations has the tool itself and us work on one database in turns.
func TestExchangeWithNeo4jMigrations(t *testing.T) {
	w := setup(t)
	x := &exchange{world: w, tool: w.java()}
	for name, test := range map[string]func(*exchange){
		"they begin":       (*exchange).theyBegin,
		"we begin":         (*exchange).weBegin,
		"one at a time":    (*exchange).oneAtATime,
		"our baseline":     (*exchange).ourBaseline,
		"functions":        (*exchange).functions,
		"edits and repair": (*exchange).edits,
	} {
		t.Run(name, func(t *testing.T) {
			x := &exchange{world: &world{t, t.Context(), w.server, w.driver}, tool: x.tool}
			x.empty()
			test(x)
		})
	}
}

type exchange struct {
	*world
	tool *javaTool
}

// call is that of the tool, for this test.
func (x *exchange) call(words ...string) []string {
	x.Helper()
	return (&javaTool{x.T, x.tool.in, x.tool.out}).call(words...)
}

func (x *exchange) legacy(source *migrate.Source, opts ...migrate.Option) *migrate.Migrator {
	x.Helper()
	return x.migrator(source, append(opts, migrate.WithLegacyHistory())...)
}

// agree says that both find the folder to be what ran, and have nothing to do.
func (x *exchange) agree(at string, source *migrate.Source, newest string, opts ...migrate.Option) {
	x.Helper()
	m := x.legacy(source, opts...)
	require.NoError(x, m.Validate(x.ctx))
	assert.Empty(x, x.up(m))
	before := x.chain()
	require.Equal(x, []string{"VALID"}, x.call("validate", at))
	require.Equal(x, []string{newest}, x.call("migrate", at))
	assert.Equal(x, before, x.chain())
	assert.Zero(x, x.count("(:__Neo4jMigrationsLock)"))
}

// forms are the properties that nodes and relationships of the chain have.
func (x *exchange) forms() []string {
	x.Helper()
	var all []string
	for _, record := range x.run("MATCH (m:__Neo4jMigration) OPTIONAL MATCH (m)-[r]->() UNWIND keys(m) AS a UNWIND coalesce(keys(r), ['']) AS b WITH m, r, a, b ORDER BY a, b " +
		"WITH m, r, collect(DISTINCT a) AS a, collect(DISTINCT b) AS b RETURN DISTINCT a, type(r), b") {
		all = append(all, fmt.Sprint(record.Values...))
	}
	slices.Sort(all)
	return all
}

func (x *exchange) theyBegin() {
	at, source := x.onDisk(legacySteps...)
	require.Equal(x, []string{"10"}, x.call("migrate", at))
	assert.Equal(x, int64(2), x.count("(:Call)"), "callbacks")
	x.agree(at, source, "10")
	entries, err := x.legacy(source).Status(x.ctx)
	require.NoError(x, err)
	for _, e := range entries {
		assert.Equal(x, migrate.StateApplied, e.State, e.Version.String())
		assert.Equal(x, "java", e.By)
		assert.WithinDuration(x, time.Now(), e.At, time.Hour)
	}
	assert.Equal(x, "greetings are fine", entries[3].Description)

	// We go on: one behind, one between, and the repeatable one, changed.
	more := append(slices.Clone(legacySteps), "V4__between.cypher:CREATE (:Step {v: '4'})", "V11__last.cypher:CREATE (:Step {v: '11'})")
	more[2] = "R3__again.cypher:MATCH (s:Step) WITH count(s) AS n CREATE (:Total {n: n, changed: true})"
	at, source = x.onDisk(more...)
	assert.Equal(x, []string{"3", "4", "11"}, x.up(x.legacy(source, migrate.WithOutOfOrder())))
	x.agree(at, source, "11")
	assert.Equal(x, int64(5), x.count("(:Step)"))
	assert.Equal(x, int64(2), x.count("(:Total)"))
	info := x.call("info", at)
	require.Len(x, info, 6)
	for i, begin := range []string{"1|first|", "2.1|two statements|", "3|again|", "4|between|", "10|greetings are fine|", "11|last|"} {
		assert.True(x, strings.HasPrefix(info[i], begin+"CYPHER|APPLIED|"), info[i])
	}
	assert.True(x, strings.HasSuffix(info[4], "|V10__greetings_are_fine.cypher|java/"+x.anybody()), info[4])

	// And they again.
	at, source = x.onDisk(append(more, "V12__theirs.cypher:CREATE (:Step {v: '12'})")...)
	require.Equal(x, []string{"12"}, x.call("migrate", at))
	x.agree(at, source, "12")
}

func (x *exchange) weBegin() {
	at, source := x.onDisk(legacySteps...)
	assert.Equal(x, []string{"1", "2.1", "3", "10"}, x.up(x.legacy(source)))
	assert.Equal(x, int64(2), x.count("(:Call)"), "callbacks")
	x.agree(at, source, "10")
	assert.Equal(x, int64(3), x.count("(:Step)"), "nothing ran twice")

	more := append(slices.Clone(legacySteps), "V4__between.cypher:CREATE (:Step {v: '4'})", "V11__last.cypher:CREATE (:Step {v: '11'})")
	more[2] = "R3__again.cypher:MATCH (s:Step) WITH count(s) AS n CREATE (:Total {n: n, changed: true})"
	at, source = x.onDisk(more...)
	require.Equal(x, []string{"11"}, x.call("migrate", at, "out-of-order"))
	x.agree(at, source, "11")
	assert.Equal(x, int64(5), x.count("(:Step)"))
	assert.Equal(x, int64(2), x.count("(:Total)"), "the repeatable one ran again")
	mixed, chain := x.forms(), x.chain()

	x.empty()
	require.Equal(x, []string{"10"}, x.call("migrate", x.on(legacySteps)))
	require.Equal(x, []string{"11"}, x.call("migrate", at, "out-of-order"))
	assert.Equal(x, x.forms(), mixed, "what they write has the same properties")
	assert.Equal(x, x.chain(), chain)
}

// on is a folder of some files.
func (x *exchange) on(files []string) string {
	x.Helper()
	at, _ := x.onDisk(files...)
	return at
}

func (x *exchange) edits() {
	at, source := x.onDisk("V1__a.cypher:CREATE (:Step {v: 1})", "V2__b.cypher:CREATE (:Step {v: 2})")
	assert.Equal(x, []string{"1", "2"}, x.up(x.legacy(source)))
	x.agree(at, source, "2")
	at, source = x.onDisk("V1__a.cypher:CREATE (:Step {v: 'one'})", "V2__b.cypher:CREATE (:Step {v: 'two'})")
	require.ErrorContains(x, x.legacy(source).Validate(x.ctx), "V2__b.cypher: it is not what ran")
	assert.Equal(x, "DIFFERENT_CONTENT", x.call("validate", at)[0])
	repaired, err := x.legacy(source).Repair(x.ctx)
	require.NoError(x, err)
	assert.Len(x, repaired, 2)
	x.agree(at, source, "2")
	at, source = x.onDisk("V1__a.cypher:CREATE (:Step {v: 'eins'})", "V2__b.cypher:CREATE (:Step {v: 'zwei'})")
	require.Error(x, x.legacy(source).Validate(x.ctx))
	assert.Equal(x, []string{"REPAIRED"}, x.call("repair", at))
	x.agree(at, source, "2")
}

// oneAtATime shares one lock, whoever calls the database by its name.
func (x *exchange) oneAtATime() {
	at, source := x.onDisk("V1__slow.cypher:CREATE (:Step)")
	for _, opts := range [][]migrate.Option{nil, {migrate.WithDatabase("neo4j")}} {
		x.empty()
		asked := 0
		watch := func(text string) func(error) {
			if text == "CREATE (:Step)" {
				asked++
				assert.Contains(x, strings.Join(x.call("migrate", at), "\n"), "Cannot create __Neo4jMigrationsLock node")
			}
			return func(error) {}
		}
		assert.Equal(x, []string{"1"}, x.up(x.legacy(source, append(opts, migrate.WithObserver(watch))...)))
		assert.Equal(x, 1, asked)
		require.Equal(x, []string{"1"}, x.call("migrate", at, "database=neo4j"))
		x.agree(at, source, "1", opts...)
		assert.Equal(x, int64(1), x.count("(:Step)"))
	}
}

func (x *exchange) ourBaseline() {
	files := []string{"V1__a.cypher:CREATE (:Step)", "R2__b.cypher:CREATE (:Step)", "V3__c.cypher:CREATE (:Step)"}
	at, source := x.onDisk(files...)
	m := x.legacy(source)
	require.NoError(x, m.Baseline(x.ctx, version(x.T, "2")))
	assert.Zero(x, x.count("(:Step)"))
	require.Equal(x, []string{"INCOMPLETE_DATABASE"}, x.call("validate", at)[:1])
	assert.Equal(x, []string{"3"}, x.up(m))
	x.agree(at, source, "3")
	require.ErrorContains(x, m.Baseline(x.ctx, version(x.T, "2")), "Baseline is for a database without history")
}

func (x *exchange) functions() {
	at, source := x.onDisk("V1__a.cypher:CREATE (:Step)", "V9__c.cypher:CREATE (:Step)")
	code := migrate.WithGo(migrate.GoMigration{Version: version(x.T, "5"), Description: "in go", Up: func(ctx context.Context, tx *migrate.Tx) error {
		_, err := tx.Run(ctx, "CREATE (:Step)", nil)
		return err
	}})
	m := x.legacy(source, code)
	assert.Equal(x, []string{"1", "5", "9"}, x.up(m))
	require.NoError(x, m.Validate(x.ctx))
	assert.Empty(x, x.up(m))
	assert.NotEqual(x, []string{"VALID"}, x.call("validate", at), "they have no class of the version")
	require.Equal(x, []string{"VALID"}, x.call("validate", at, "class"))
	require.Equal(x, []string{"9"}, x.call("migrate", at, "class"))
	info := x.call("info", at, "class")
	require.Len(x, info, 3)
	assert.True(x, strings.HasPrefix(info[1], "5|in go|JAVA|APPLIED||Go: in go|"), info[1])
	assert.Equal(x, int64(3), x.count("(:Step)"))
}

// anybody is the user as neo4j-migrations calls him.
func (x *exchange) anybody() string {
	if x.server.Username() == "" {
		return "anonymous"
	}
	return x.server.Username()
}
