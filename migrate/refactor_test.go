package migrate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// refactorCase is a graph, and what is to become of it.
type refactorCase struct {
	graph   []string
	do      migrate.Refactoring
	meeting [][]string // what a file for 4.4 has to be told; nil for nothing
	changed int64
	want    map[string]int64 // patterns, and how often they are to be met
}

// migration is the case as a Go migration.
func (c refactorCase) migration() migrate.GoMigration {
	version, _ := migrate.ParseVersion("1")
	return migrate.GoMigration{Version: version, Description: "refactor", Refactor: c.do.BatchesOf(10)}
}

func (c refactorCase) told(do migrate.Refactoring) migrate.Refactoring {
	if c.meeting == nil {
		return do
	}
	return do.Meeting(c.meeting[0], c.meeting[1])
}

// source is the case as a file.
func (c refactorCase) source(line string) (*migrate.Source, error) {
	do := c.do
	if line == "4.4" {
		do = c.told(do)
	}
	text, err := do.BatchesOf(10).Cypher(line)
	if err != nil {
		return nil, err
	}
	return migrate.Read(folder("V1__file.cypher:"+text), nil)
}

// hostile is a name that is nothing but a name.
const hostile = "o`dd \\u0060) DETACH DELETE n //"

var refactorings = map[string]refactorCase{
	"label": {
		graph: []string{"UNWIND range(1, 25) AS i CREATE (:Old:Kept {i: i})", "UNWIND range(26, 35) AS i CREATE (:Old:`New one` {i: i})", "UNWIND range(1, 5) AS i CREATE (:Kept {i: 100 + i})"},
		do:    migrate.RenameLabel("Old", "New one"), changed: 35,
		want: map[string]int64{"(:Old)": 0, "(:`New one`)": 35, "(:`New one`:Kept)": 25, "(:Kept)": 30},
	},
	"type": {
		graph: []string{
			"UNWIND range(1, 35) AS i CREATE (:A {i: i})-[:OLD {i: i, text: 'x'}]->(:B {i: i})", "CREATE (a:A {i: 36})-[:OLD {i: 36}]->(a)",
			"MATCH (a:A {i: 1}), (b:B {i: 1}) CREATE (a)-[:OLD {i: 1, text: 'x'}]->(b), (a)<-[:OLD]-(b), (a)-[:OTHER]->(b)",
		},
		do: migrate.RenameType("OLD", hostile), changed: 38,
		want: map[string]int64{
			"()-[:OLD]->()": 0, "(a:A)-[r {text: 'x'}]->(b:B) WHERE a.i = b.i AND r.i = a.i": 36, "(a {i: 36})-[r {i: 36}]->(a)": 1,
			"(:B)-[r]->(:A)": 1, "()-[:OTHER]->()": 1, "()-[r]->() WHERE type(r) STARTS WITH 'o'": 38,
		},
	},
	"property": {
		graph: []string{"UNWIND range(1, 35) AS i CREATE (:P {old: i, i: i})", "CREATE (:P {`new name`: 77}), (:P {old: 88, `new name`: 88}), (:Q {old: 9})"},
		do:    migrate.RenameProperty(migrate.NodesOf("P"), "old", "new name"), changed: 36,
		want: map[string]int64{"(n:P) WHERE n.old IS NOT NULL": 0, "(n:P) WHERE n.`new name` = n.i": 35, "(n {`new name`: 88})": 1, "(n:P) WHERE n.`new name` IS NOT NULL": 37, "(n:Q {old: 9})": 1},
	},
	"property of relationships": {
		graph: []string{"UNWIND range(1, 35) AS i CREATE (:A)-[:R {old: i, i: i}]->(:A)", "CREATE (:A)-[:S {old: 1}]->(:A)"},
		do:    migrate.RenameProperty(migrate.RelationshipsOf("R"), "old", hostile), changed: 35,
		want: map[string]int64{"()-[r:R]->() WHERE r.old IS NOT NULL": 0, "()-[r:R]->() WHERE any(k IN keys(r) WHERE k STARTS WITH 'o' AND r[k] = r.i)": 35, "()-[r:S {old: 1}]->()": 1},
	},
	"merge": {
		graph: []string{
			// Twelve groups of three, in which the first has a, the second a and b, the third b and c. All know one hub by the same relationship, and one by another.
			"CREATE (:Hub {name: 'hub'})",
			"UNWIND range(1, 12) AS g UNWIND range(1, 3) AS n CREATE (p:Person {email: 'g' + g, home: 1, n: n, g: g}) SET p += CASE n WHEN 1 THEN {a: 1} WHEN 2 THEN {a: 2, b: 2} ELSE {b: 3, c: 3} END",
			"MATCH (p:Person {n: 3}) SET p:Actor",
			"MATCH (p:Person), (h:Hub) CREATE (p)-[:KNOWS {since: 1}]->(h), (p)<-[:KNOWS {n: p.n}]-(h), (p)-[:NEXT {self: p.g}]->(p)",
			"MATCH (a:Person {n: 2}), (b:Person {n: 3}) WHERE a.g = b.g CREATE (a)-[:NEXT]->(b)",
			"MATCH (a:Person {n: 2}), (b:Person {n: 2}) WHERE a.g + 1 = b.g CREATE (a)-[:NEXT {g: a.g}]->(b)",
			"CREATE (:Person {home: 1, lonely: true}), (:Person {home: 1, lonely: true}), (:Person {email: 'other', home: 1}), (:Person {email: 'g1', home: 2})",
		},
		do: migrate.MergeDuplicates("Person", "email", "home").FirstBy("n"), meeting: [][]string{{"KNOWS", "NEXT"}, {"Actor"}},
		want: map[string]int64{
			"(:Person)": 16, "(p:Person {n: 1, a: 1, b: 2, c: 3})": 12, "(:Actor:Person {n: 1})": 12, "(p:Person {lonely: true})": 2, "(:Hub)": 1,
			"(:Person)-[:KNOWS {since: 1}]->(:Hub)": 12, "(:Person {n: 1})<-[:KNOWS]-(:Hub)": 36, "(p)-[r:NEXT]->(p) WHERE r.self = p.g": 12, "(p)-[r:NEXT]->(p) WHERE r.self IS NULL": 12,
			"(p {n: 1})-[r:NEXT]->(o {n: 1}) WHERE p.g + 1 = o.g AND r.g = p.g": 11, "()-[r]->()": 12 + 36 + 12 + 12 + 11,
		},
	},
	"merge of one group": {
		graph: []string{"UNWIND range(1, 31) AS i CREATE (p:Person {email: 'x', i: i}) SET p += CASE i % 2 WHEN 0 THEN {even: i} ELSE {odd: i} END"},
		do:    migrate.MergeDuplicates("Person", "email").FirstBy("i"), meeting: [][]string{nil, nil}, changed: 30,
		want: map[string]int64{"(:Person)": 1, "(p:Person {email: 'x', i: 1, odd: 1, even: 2})": 1},
	},
	"integer": {
		graph: []string{"UNWIND range(1, 31) AS i CREATE (:P {v: toString(i), i: i})", "UNWIND [7, 3.0, true, ' -5 ', 'x', 3.5, '99999999999999999999', [1]] AS v CREATE (:P {v: v})"},
		do:    migrate.ConvertProperty(migrate.NodesOf("P"), "v", migrate.ToInteger).LeaveOthers(), changed: 34,
		want: map[string]int64{"(p:P) WHERE p.v = p.i AND toStringOrNull(p.v) = toStringOrNull(p.i)": 31, "(p:P {v: -5})": 1, "(p:P) WHERE p.v = 1 AND p.i IS NULL": 1, "(p:P {v: 'x'})": 1, "(p:P {v: 3.5})": 1, "(p:P {v: [1]})": 1},
	},
}

// picture is all that is there, but for what is ours and for element ids.
func (w *world) picture() []string {
	w.Helper()
	var all []string
	for _, text := range []string{
		"MATCH (n) WHERE none(l IN labels(n) WHERE l STARTS WITH '__Ogm') UNWIND labels(n) AS l WITH n, l ORDER BY l WITH n, collect(l) AS names RETURN names, properties(n)",
		"MATCH (a)-[r]->(b) RETURN properties(a), type(r), properties(r), properties(b)",
		"SHOW INDEXES YIELD name WHERE name STARTS WITH '__OgmMigration_' AND name <> '__OgmMigration_key' AND NOT name STARTS WITH '__OgmMigrationLock' RETURN name",
	} {
		for _, record := range w.run(text) {
			all = append(all, fmt.Sprintf("%#v", record.Values)) // 1 is not "1"
		}
	}
	slices.Sort(all)
	return all
}

func (w *world) make(c refactorCase) {
	w.Helper()
	w.empty()
	for _, text := range c.graph {
		w.run(text)
	}
}

func (w *world) is(c refactorCase, how string) {
	w.Helper()
	for pattern, n := range c.want {
		assert.Equal(w, n, w.count(pattern), "%s: %s", how, pattern)
	}
}

func TestRefactorings(t *testing.T) {
	w := setup(t)
	for name, c := range refactorings {
		t.Run(name, func(t *testing.T) {
			w := &world{t, t.Context(), w.server, w.driver}
			w.make(c)
			var last, most int64
			result, err := c.do.BatchesOf(10).Run(w.ctx, w.driver, &migrate.RefactorOptions{Progress: func(done, total int64) {
				assert.GreaterOrEqual(t, done, last)
				last, most = done, total
			}})
			require.NoError(t, err)
			w.is(c, "Run")
			want := w.picture()
			if c.changed > 0 {
				assert.Equal(t, c.changed, result.Changed)
				assert.Equal(t, last, most, "done")
			}
			assert.Greater(t, result.Transactions, 2)
			again, err := c.do.Run(w.ctx, w.driver, nil)
			require.NoError(t, err)
			assert.Zero(t, again.Changed, "a second time nothing is left to do")
			assert.Equal(t, want, w.picture())

			w.make(c)
			source, err := c.source(w.server.Version())
			require.NoError(t, err)
			assert.Empty(t, source.Lint())
			steps := map[int][]migrate.Progress{}
			assert.Equal(t, []string{"1"}, w.up(w.migrator(source, migrate.WithProgress(func(p migrate.Progress) {
				if p.ToChange > 0 {
					steps[p.Done] = append(steps[p.Done], p)
				}
			}))))
			assert.NotEmpty(t, steps)
			for _, told := range steps {
				assert.Len(t, told, int(told[0].ToChange+9)/10, "a report for each batch")
				assert.Equal(t, told[0].ToChange, told[len(told)-1].Changed)
			}
			assert.Equal(t, want, w.picture(), "the file does the same")
			w.nothingIsLeft()
		})
	}
}

// TestRefactoringsBesideOthers has others change, delete and add while a refactoring runs that looks several times, and learns while
// it runs how far it is.
func TestRefactoringsBesideOthers(t *testing.T) {
	w := setup(t)
	const nodes = 110
	do := migrate.RenameProperty(migrate.NodesOf("P"), "old", "new").BatchesOf(1)
	text, err := do.Cypher(w.server.Version())
	require.NoError(t, err)
	for name, run := range map[string]func(told func(done, total int64)) error{
		"Run": func(told func(done, total int64)) error {
			result, err := do.Run(w.ctx, w.driver, &migrate.RefactorOptions{Progress: told})
			assert.Equal(t, int64(nodes-1), result.Changed)
			return err
		},
		"file": func(told func(done, total int64)) error {
			_, err := w.migrator(w.read("V1__rename.cypher:"+text), migrate.WithProgress(func(p migrate.Progress) {
				if p.ToChange > 0 {
					told(p.Changed, p.ToChange)
				}
			})).Up(w.ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w.make(refactorCase{graph: []string{fmt.Sprintf("UNWIND range(1, %d) AS i CREATE (:P {old: i, i: i})", nodes)}})
			begun := false
			require.NoError(t, run(func(_, total int64) {
				if !begun {
					begun = true
					assert.Equal(t, int64(nodes), total)
					w.run("MATCH (p:P) WHERE p.old IS NOT NULL WITH p SKIP 30 LIMIT 1 DELETE p")
					w.run("MATCH (p:P) WHERE p.old IS NOT NULL WITH p SKIP 30 LIMIT 1 REMOVE p:P")
					w.run("CREATE (:P {old: 0, i: 0})") // at the place of the one that is gone, perhaps
				}
			}))
			assert.Equal(t, int64(nodes-2), w.count("(p:P) WHERE p.new = p.i AND p.old IS NULL AND p.i > 0"))
			assert.Equal(t, int64(1), w.count("(p) WHERE p.old = p.i AND p.new IS NULL AND NOT p:P"), "is no P any more")
			if name == "Run" {
				assert.Zero(t, w.count("(p:P) WHERE p.old IS NOT NULL"))
			}
		})
	}
}

func TestObstaclesAreToldBeforeAnythingChanges(t *testing.T) {
	w := setup(t)
	for name, c := range map[string]struct {
		graph []string
		do    migrate.Refactoring
		want  string
		count int64
	}{
		"two that get a label": {
			[]string{"CREATE CONSTRAINT new_id FOR (n:New) REQUIRE n.id IS UNIQUE", "CREATE (:Old {id: 1}), (:Old {id: 1}), (:Old {id: 2}), (:Old)"},
			migrate.RenameLabel("Old", "New"), "rename label Old to New: 2 nodes would break the constraint new_id on (:New {id}); change or merge them first", 2,
		},
		"one that gets a label, and one that has it": {
			[]string{"CREATE CONSTRAINT new_id FOR (n:New) REQUIRE (n.id, n.at) IS UNIQUE", "CREATE (:Old {id: 1, at: 1}), (:Old {id: 1, at: 2}), (:New {id: 1, at: 1}), (:Old:New {id: 7, at: 7})"},
			migrate.RenameLabel("Old", "New"), "1 nodes would break the constraint new_id on (:New {id, at})", 1,
		},
		"a property that is unique on another label": {
			[]string{"CREATE CONSTRAINT m_new FOR (n:M) REQUIRE n.new IS UNIQUE", "CREATE (:P:M {old: 1}), (:M {new: 1}), (:P {old: 1})"},
			migrate.RenameProperty(migrate.NodesOf("P"), "old", "new"), "1 nodes would break the constraint m_new on (:M {new})", 1,
		},
		"both properties": {
			[]string{"CREATE (:P {old: 1, new: 2}), (:P {old: 3})"},
			migrate.RenameProperty(migrate.NodesOf("P"), "old", "new"), "1 nodes have both properties, with different values; decide for one of the two", 1,
		},
		"values of no form": {
			[]string{"CREATE (:P {v: '2026-02-29'}), (:P {v: '2024-02-29'}), (:P {v: date('2024-02-28')}), (:P {v: 5})"},
			migrate.ConvertProperty(migrate.NodesOf("P"), "v", migrate.ToDate), "convert property v of (:P) to date: 2 values have no form of the type; mend them", 2,
		},
		"values that become the same": {
			[]string{"CREATE CONSTRAINT p_v FOR (n:P) REQUIRE n.v IS UNIQUE", "CREATE (:P {v: '1'}), (:P {v: 1}), (:P {v: '2'})"},
			migrate.ConvertProperty(migrate.NodesOf("P"), "v", migrate.ToInteger), "1 nodes would break the constraint p_v on (:P {v})", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{t, t.Context(), w.server, w.driver}
			w.make(refactorCase{graph: c.graph})
			before := w.picture()
			_, err := c.do.Run(w.ctx, w.driver, nil)
			var obstacle *migrate.ObstacleError
			require.ErrorAs(t, err, &obstacle)
			assert.Contains(t, err.Error(), c.want)
			assert.True(t, strings.HasPrefix(err.Error(), "ogm: migrate: "), err.Error())
			assert.Equal(t, c.count, obstacle.Count)
			assert.Equal(t, before, w.picture())

			migration := refactorCase{do: c.do}.migration()
			_, err = w.migrator(nil, migrate.WithGo(migration)).Up(w.ctx)
			require.ErrorAs(t, err, &obstacle)
			assert.Equal(t, before, w.picture(), "as a migration")
		})
	}
}

func TestConversions(t *testing.T) {
	w := setup(t)
	for to, values := range map[migrate.Conversion][4][]string{ // what changes, into what, what has no form, and what is of the type
		migrate.ToFloat: {
			{"1", "'1.5'", "' -2e3 '", "9007199254740992"},
			{"1.0", "1.5", "-2000.0", "9007199254740992.0"},
			{"9007199254740993", "-9223372036854775807 - 1", "'x'", "'1e999'", "true", "date('2026-01-01')"},
			{"0.5", "1e300"},
		},
		migrate.ToString: {
			{"1", "1.5", "true", "date('2026-01-02')", "duration('P1D')", "datetime('2026-01-02T03:04:05Z')"},
			{"'1'", "'1.5'", "'true'", "'2026-01-02'", "'P1D'", "'2026-01-02T03:04:05Z'"},
			{"[1]", "point({x: 1, y: 2})"},
			{"'x'"},
		},
		migrate.ToBoolean: {{"'true'", "' FALSE '", "1", "0", "1.0"}, {"true", "false", "true", "false", "true"}, {"'yes'", "2", "[true]", "date('2026-01-02')"}, {"true", "false"}},
		migrate.ToDate: {
			{"'2026-01-02'", "'2024-02-29'", "' 2026-12-31 '"},
			{"date('2026-01-02')", "date('2024-02-29')", "date('2026-12-31')"},
			{"'2026-02-29'", "'2026-04-31'", "'2026-13-01'", "5", "'1900-02-29'", "localdatetime('2026-01-02T03:04')", "time('10:00Z')", "['2026-01-02']"},
			{"date('2026-01-03')"},
		},
		migrate.ToDateTime: {
			{"'2026-01-02T03:04:05Z'", "'2026-01-02T03:04:05.123456789+01:30'", "'2026-01-02T03:04Z'"},
			{"datetime('2026-01-02T03:04:05Z')", "datetime('2026-01-02T03:04:05.123456789+01:30')", "datetime('2026-01-02T03:04Z')"},
			{"'2026-01-02T03:04:05'", "'2026-01-02T25:04:05Z'", "localdatetime('2026-01-02T03:04:05')", "date('2026-01-02')"},
			{"datetime('2026-01-02T03:04:05[Europe/Berlin]')", "datetime('2026-01-02T03:04:05Z')"},
		},
		migrate.ToLocalDateTime: {
			{"'2026-01-02T03:04:05'"},
			{"localdatetime('2026-01-02T03:04:05')"},
			{"'2026-01-02T03:04:05Z'", "'2026-02-30T03:04:05'", "datetime('2026-01-02T03:04:05Z')"},
			{"localdatetime('2026-01-02T03:04:06')"},
		},
		migrate.ToList: {{"1", "'x'", "date('2026-01-02')", "true"}, {"[1]", "['x']", "[date('2026-01-02')]", "[true]"}, nil, {"[]", "[1, 2]", "['y']"}},
		migrate.ToInteger: {
			{"'12'", "'-9223372036854775808'", "2.0", "false"},
			{"12", "-9223372036854775807 - 1", "2", "0"},
			{"'9223372036854775808'", "1e19", "2.5", "'1.0'", "[1]"},
			{"7", "-9223372036854775807 - 1"},
		},
	} {
		t.Run(string(to), func(t *testing.T) {
			w := &world{t, t.Context(), w.server, w.driver}
			w.empty()
			for i, value := range values[0] {
				w.run(fmt.Sprintf("CREATE (:P {i: %d, v: %s})", i, value))
			}
			for _, value := range append(values[2], values[3]...) {
				w.run(fmt.Sprintf("CREATE (:P {v: %s, was: %s})", value, value))
			}
			result, err := migrate.ConvertProperty(migrate.NodesOf("P"), "v", to).LeaveOthers().Run(w.ctx, w.driver, nil)
			require.NoError(t, err)
			assert.Equal(t, int64(len(values[0])), result.Changed)
			for i, want := range values[1] {
				record := w.run(fmt.Sprintf("MATCH (p:P {i: %d}) RETURN p.v, %s", i, want))[0]
				assert.Equal(t, record.Values[1], record.Values[0], "%s of %s", want, values[0][i])
			}
			for _, record := range w.run("MATCH (p:P) WHERE p.i IS NULL RETURN p.v, p.was") {
				assert.Equal(t, record.Values[1], record.Values[0], "stays")
			}
			assert.Equal(t, int64(len(values[2])), result.Left)
		})
	}
}

func TestRefactoringsRefuse(t *testing.T) {
	w := setup(t)
	for want, r := range map[string]migrate.Refactoring{
		"the refactoring is empty; make it by":                              {},
		"rename label A to A: both names are the same":                      migrate.RenameLabel("A", "A"),
		"rename label  to A: a name in the graph cannot be empty":           migrate.RenameLabel("", "A"),
		"rename relationship type A to B: BatchesOf: 0 is no size of a":     migrate.RenameType("A", "B").BatchesOf(0),
		"merge duplicates of (:A) by : there is no property":                migrate.MergeDuplicates("A"),
		"rename label A to B: FirstBy is for MergeDuplicates alone":         migrate.RenameLabel("A", "B").FirstBy("p"),
		"merge duplicates of (:A) by k: LeaveOthers is for ConvertProperty": migrate.MergeDuplicates("A", "k").LeaveOthers(),
		"rename relationship type A to B: Meeting is for MergeDuplicates":   migrate.RenameType("A", "B").Meeting(nil, nil),
		`"x" is no type to convert to; there are [integer float`:            migrate.ConvertProperty(migrate.NodesOf("A"), "p", "x"),
		"rename property p of (:A) to q\xff: the name \"q\\xff\" is not va": migrate.RenameProperty(migrate.NodesOf("A"), "p", "q\xff"),
	} {
		_, err := r.Run(w.ctx, w.driver, nil)
		require.ErrorContains(t, err, "ogm: migrate: ")
		require.ErrorContains(t, err, want)
		_, err = r.Cypher("")
		require.ErrorContains(t, err, want)
	}
	_, err := migrate.RenameLabel("A", "B").Run(w.ctx, nil, nil)
	require.Error(t, err)
	_, err = migrate.MergeDuplicates("A", "k").Cypher("4.4")
	require.ErrorContains(t, err, "must be told by Meeting")
}

func TestWhatStaysOnTheOldName(t *testing.T) {
	w := setup(t)
	w.run("CREATE CONSTRAINT old_id FOR (n:Old) REQUIRE n.id IS UNIQUE")
	w.run("CREATE INDEX old_name FOR (n:Old) ON (n.name)")
	w.run("CREATE (:Old {id: 1})")
	result, err := migrate.RenameLabel("Old", "New").Run(w.ctx, w.driver, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"old_id", "old_name"}, result.Leftovers)
}

// TestAFileStopsAtWhatItDoesNotKnow loses nothing of a duplicate whose label or relationship was not told.
func TestAFileStopsAtWhatItDoesNotKnow(t *testing.T) {
	w := setup(t)
	for _, told := range [][2][]string{{{"R"}, nil}, {nil, {"Actor"}}} {
		w.make(refactorCase{graph: []string{"CREATE (:P {k: 1, n: 1}), (:P:Actor {k: 1, n: 2})-[:R]->(:X)"}})
		text, err := migrate.MergeDuplicates("P", "k").FirstBy("n").Meeting(told[0], told[1]).Cypher(w.server.Version())
		require.NoError(t, err)
		_, err = w.migrator(w.read("V1__merge.cypher:" + text)).Up(w.ctx)
		require.Error(t, err)
		assert.Equal(t, int64(2), w.count("(:P)"))
		assert.Equal(t, int64(1), w.count("(:P)-[:R]->(:X)"))
		assert.Equal(t, int64(1), w.count("(:Actor)"))
	}
}
