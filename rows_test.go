package ogm_test

import (
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
)

func TestQueryIntoStructs(t *testing.T) {
	w, _ := crowd(t)
	type row struct {
		ID     string
		Year   *int `neo4j:"born"`
		Person *Person
	}
	result, err := ogm.Query[row](w.ctx, w.db, query.Raw(
		"MATCH (p:Person) WHERE p.id >= $from RETURN p.id AS id, p.born AS born, p AS person, 1 AS extra ORDER BY id",
		query.Params{"from": "dan"}))
	require.NoError(t, err)
	assert.Equal(t, []string{"id", "born", "person", "extra"}, result.Keys)
	require.Len(t, result.Records, 2)
	assert.Equal(t, pointer(1960), result.Records[0].Year)
	assert.Nil(t, result.Records[1].Year)
	assert.Equal(t, "Eve", result.Records[1].Person.Name)
}

func TestQuerySummary(t *testing.T) {
	w := setup(t)
	summary, err := ogm.Exec(w.ctx, w.db, query.Raw("CREATE (:A {x: $x})-[:KNOWS]->(:B) RETURN 1", query.Params{"x": 7}))
	require.NoError(t, err)
	assert.Equal(t, 2, summary.Counters().NodesCreated())
	assert.Equal(t, 1, summary.Counters().RelationshipsCreated())
	assert.Equal(t, 1, summary.Counters().PropertiesSet())
	assert.Equal(t, map[string]any{"x": 7}, summary.Query().Parameters())
	assert.Contains(t, summary.Query().Text(), "CREATE")
	assert.NotEmpty(t, summary.Database().Name())
	assert.Contains(t, summary.Server().Agent(), "Neo4j/")
	assert.GreaterOrEqual(t, summary.ResultAvailableAfter(), time.Duration(0))
	assert.GreaterOrEqual(t, summary.ResultConsumedAfter(), time.Duration(0))

	result, err := ogm.Query[int64](w.ctx, w.db, query.Raw("EXPLAIN MATCH (n:NoSuchLabel) RETURN n.x", nil))
	require.NoError(t, err)
	assert.Empty(t, result.Records)
	assert.Equal(t, []string{"n.x"}, result.Keys)
	assert.NotEmpty(t, result.Summary.Notifications(), "the server's remark reaches the caller")
}

func TestQueryIntoOtherTypes(t *testing.T) {
	w, _ := crowd(t)
	one := query.Raw("MATCH (p:Person {id: 'bob'}) RETURN p", nil)

	nodes, err := ogm.Query[*Person](w.ctx, w.db, one)
	require.NoError(t, err)
	assert.Equal(t, "Bob", nodes.Records[0].Name)

	values, err := ogm.Query[Person](w.ctx, w.db, one)
	require.NoError(t, err)
	assert.Equal(t, "Bob", values.Records[0].Name)

	maps, err := ogm.Query[map[string]any](w.ctx, w.db, query.Raw("MATCH (p:Person {id: 'bob'}) RETURN p.name AS name, p", nil))
	require.NoError(t, err)
	assert.Equal(t, "Bob", maps.Records[0]["name"])
	assert.IsType(t, dbtype.Node{}, maps.Records[0]["p"])

	lists, err := ogm.Query[[]string](w.ctx, w.db, query.Raw("RETURN ['a', 'b'] UNION RETURN [] AS `['a', 'b']`", nil))
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"a", "b"}, {}}, lists.Records)

	times, err := ogm.Query[time.Time](w.ctx, w.db, query.Raw("RETURN datetime('2026-03-01T12:00:00[Europe/Stockholm]')", nil))
	require.NoError(t, err)
	assert.Equal(t, "Europe/Stockholm", times.Records[0].Location().String())

	anything, err := ogm.Query[any](w.ctx, w.db, query.Raw("RETURN {a: [1, null]}", nil))
	require.NoError(t, err)
	assert.Equal(t, []any{map[string]any{"a": []any{int64(1), nil}}}, anything.Records)
}

func TestOneNodeIsOnePointerWithinAResult(t *testing.T) {
	w, _ := crowd(t)
	type row struct {
		A, B *Person
		All  []*Person
	}
	result, err := ogm.Query[row](w.ctx, w.db, query.Raw("MATCH (p:Person {id: 'bob'}) UNWIND [1, 2] AS i RETURN p AS a, p AS b, [p, p] AS all", nil))
	require.NoError(t, err)
	require.Len(t, result.Records, 2)
	bob := result.Records[0].A
	for _, row := range result.Records {
		for _, met := range append(row.All, row.A, row.B) {
			assert.Same(t, bob, met)
		}
	}
}

func TestQueryRefuses(t *testing.T) {
	w, _ := crowd(t)
	type row struct{ Name, Nickname string }

	_, err := ogm.Query[row](w.ctx, w.db, query.Raw("MATCH (p:Person) RETURN p.name AS name, p.id AS id", nil))
	require.ErrorContains(t, err, "row.Nickname: the result has no column for the field; its columns are name, id")

	_, err = ogm.Query[struct {
		J map[string]any `neo4j:"j,json"`
	}](w.ctx, w.db, query.Raw("RETURN '{}' AS j", nil))
	require.ErrorContains(t, err, `a row's field takes no option "json"`)

	_, err = ogm.Query[string](w.ctx, w.db, query.Raw("RETURN 1 AS a, 2 AS b", nil))
	require.ErrorContains(t, err, "rows of type string take a result of one column, and this has 2: a, b")

	_, err = ogm.Query[string](w.ctx, w.db, query.Raw("RETURN null AS x", nil))
	var misfit *mapping.DecodeError
	require.ErrorAs(t, err, &misfit)
	require.ErrorContains(t, err, "ogm: x: NULL does not fit string: the type cannot hold null; use *string")

	_, err = ogm.Query[int](w.ctx, w.db, query.Raw("CREATE (:X) RETURN 1", nil))
	require.ErrorContains(t, err, "the statement writes; use ogm.Exec, or mark it")

	_, err = ogm.Query[int](w.ctx, w.db, query.Raw("", nil))
	require.ErrorContains(t, err, "the statement is empty")

	_, err = ogm.Query[int](w.ctx, w.db, query.Raw("THIS IS NOT CYPHER", nil))
	var refused *neo4j.Neo4jError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "Neo.ClientError.Statement.SyntaxError", refused.Code)

	for _, unfit := range []any{make(chan int), Person{}, uint64(1 << 63), map[int]any{}, "\xff"} {
		_, err = ogm.Query[any](w.ctx, w.db, query.Raw("RETURN $rows", query.Params{"rows": []any{map[string]any{"x": unfit}}}))
		var problem *mapping.EncodeError
		require.ErrorAs(t, err, &problem, "%T", unfit)
		assert.Equal(t, "$rows[0].x", problem.Path)
	}
}

func TestQueryThatWritesAndReturns(t *testing.T) {
	w := setup(t)
	result, err := ogm.Query[int64](w.ctx, w.db, query.Raw("CREATE (n:X {x: $x}) RETURN n.x", query.Params{"x": 5}).Writing())
	require.NoError(t, err)
	assert.Equal(t, []int64{5}, result.Records)
	assert.Equal(t, 1, result.Summary.Counters().NodesCreated())
}

func TestConstraintErrorOfRawCypher(t *testing.T) {
	w, _ := crowd(t)
	_, err := ogm.Exec(w.ctx, w.db, query.Raw("CREATE (:Person {id: $id})", query.Params{"id": "ann"}))
	var violation *ogm.ConstraintError
	require.ErrorAs(t, err, &violation)
	assert.Equal(t, "Person", violation.Label)
	assert.Equal(t, []string{"id"}, violation.Properties)
	assert.NotContains(t, err.Error(), "ann")
}

func TestUnknownDatabase(t *testing.T) {
	w := setup(t, ogm.WithDatabase("nosuchdatabase"))
	_, err := ogm.Query[int](w.ctx, w.db, query.Raw("RETURN 1", nil))
	var refused *neo4j.Neo4jError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "Neo.ClientError.Database.DatabaseNotFound", refused.Code)
}

func TestServerMessagesThatQuoteValuesAreWithheld(t *testing.T) {
	w := setup(t)
	w.rows("CREATE FULLTEXT INDEX withheld FOR (n:Withheld) ON EACH [n.text]", nil)
	const is = "may quote values and is withheld"
	for text, test := range map[string]struct {
		value any
		want  string
	}{
		"RETURN date($p)":         {"sentinel", is},
		"CREATE (:A {x: $p})":     {map[string]any{"k": "sentinel"}, is},
		"RETURN 1 / $p":           {0, is},
		"RETURN 'sentinel' =~ $p": {"sentinel(", "the pattern is no regular expression"},
		"CALL db.index.fulltext.queryNodes('withheld', $p)": {"sentinel AND", "Lucene cannot read what is searched for"},
		"CALL db.index.fulltext.queryNodes('sentinel', $p)": {"x", "there is no full-text index of that name"},
	} {
		_, err := ogm.Exec(w.ctx, w.db, query.Raw(text, query.Params{"p": test.value}))
		var refused *neo4j.Neo4jError
		require.ErrorAs(t, err, &refused, text)
		assert.NotContains(t, err.Error(), "sentinel")
		assert.ErrorContains(t, err, refused.Code)
		assert.ErrorContains(t, err, test.want)
	}
}

func TestStatementsThatBeginTheirOwnTransactionsAreRefused(t *testing.T) {
	want := "tried to execute in an explicit transaction"
	if neo4jtest.Start(t).Version() == "4.4" {
		want = "the server's message may quote values and is withheld" // it says so under a code of many meanings
	}
	w := setup(t)
	_, err := ogm.Exec(w.ctx, w.db, query.Raw("UNWIND [1] AS n CALL { WITH n CREATE (:A) } IN TRANSACTIONS", nil))
	require.ErrorContains(t, err, want)
	assert.Empty(t, w.rows("MATCH (a:A) RETURN a", nil))
}
