package modeltest_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
)

// archipelago: a (rank 1) holds b and c, b holds d and e, c holds nothing; ferries lead from a to
// b twice, for 3 and for 1, and to c for 2.
const archipelago = `CREATE (a:Isle {id: 'a', rank: 1, ` + "`x.hue`" + `: 'red'}), (b:Isle {id: 'b', rank: 2}), (c:Isle {id: 'c', rank: 2, ` + "`x.hue`" + `: 'blue'}),
	(d:Isle {id: 'd', rank: 3}), (e:Isle {id: 'e'}),
	(a)-[:HOLDS]->(b)-[:HOLDS]->(d), (a)-[:HOLDS]->(c), (b)-[:HOLDS]->(e),
	(a)-[:FERRY {id: 'f', fare: 3}]->(b), (a)-[:FERRY {id: 'g', fare: 1}]->(b), (a)-[:FERRY {id: 'h', fare: 2}]->(c)`

func TestFiltersOnRelatedNodesOnRelationshipPropertiesAndOnInlinedProperties(t *testing.T) {
	w, isles := charted(t, archipelago)
	for name, test := range map[string]struct {
		where query.Condition[Isle]
		want  []string
	}{
		"any":                      {isleInner.Any(isleRank.Eq(3)), []string{"b"}},
		"none":                     {isleInner.None(isleRank.Eq(2)), []string{"b", "c", "d", "e"}},
		"all, also of nothing":     {isleInner.All(isleRank.Eq(2)), []string{"a", "c", "d", "e"}},
		"single":                   {isleInner.Single(isleRank.IsNull()), []string{"b"}},
		"count":                    {isleFerries.Count().Ge(3), []string{"a"}},
		"nested":                   {isleInner.Any(isleInner.Any(isleRank.Eq(3))), []string{"a"}},
		"on relationships":         {isleFerries.WhereRelationship(ferryFare.Gt(2)).Any(), []string{"a"}},
		"on both":                  {isleFerries.WhereRelationship(ferryFare.Eq(2)).Any(isleID.Eq("b")), []string{}},
		"on an inlined property":   {isleHue.Eq("red"), []string{"a"}},
		"on one of a related node": {isleInner.Any(isleHue.StartsWith("b")), []string{"a"}},
	} {
		found, err := isles.Match(test.where).OrderBy(isleID.Asc()).All(w.ctx)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, isleIDs(found), name)
	}
}

func TestOrderBySeveralKeysKeepsTheirOrder(t *testing.T) {
	w, isles := charted(t, archipelago)
	found, err := isles.Match().OrderBy(isleRank.Desc(), isleID.Desc()).All(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"e", "d", "c", "b", "a"}, isleIDs(found))
	found, err = isles.Match().OrderBy(isleRank.Asc(), isleID.Desc()).All(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "c", "b", "d", "e"}, isleIDs(found))
}

func TestEachLevelOfAFetchPlanFiltersOrdersAndLimitsOnItsOwn(t *testing.T) {
	w, isles := charted(t, archipelago)
	plan := query.With[Isle](
		isleInner.OrderBy(isleID.Desc()).With(isleInner.Where(isleRank.IsNotNull()).Limit(1)),
		isleFerries.WhereRelationship(ferryFare.Lt(3)).OrderByRelationship(ferryFare.Desc()).Limit(5),
	)
	a, err := isles.Get(w.ctx, "a", plan)
	require.NoError(t, err)
	require.Equal(t, []string{"c", "b"}, isleIDs(a.Inner), "the order inside lists is the order asked")
	assert.Equal(t, []string{}, isleIDs(a.Inner[0].Inner), "parents without children stay")
	assert.NotNil(t, a.Inner[0].Inner)
	assert.Equal(t, []string{"d"}, isleIDs(a.Inner[1].Inner))
	require.Len(t, a.Ferries, 2)
	assert.Equal(t, []int{2, 1}, []int{a.Ferries[0].Fare, a.Ferries[1].Fare})
	assert.Same(t, a, a.Ferries[0].From)
	assert.Same(t, a.Inner[0], a.Ferries[0].To)
	assert.Nil(t, a.Near, "what was not asked for is nil")
}

func TestPathsListsOfPathsMapsNestedListsAndOptionalNullsMapIntoStructsSlicesPointersAndMaps(t *testing.T) {
	w, _ := charted(t, archipelago)
	type row struct {
		Path  ogm.Path[*Isle, any]
		Paths []ogm.Path[*Isle, any]
		Map   map[string]any
		Lists [][]int
		Isle  struct {
			Where *Isle
			Names []string
		}
		Missing *Isle
		Nothing *int
		Empty   []*Isle
	}
	result, err := ogm.Query[row](w.ctx, w.db, query.Raw(`MATCH p = (a:Isle {id: 'a'})-[:HOLDS]->(b {id: 'b'})-[:HOLDS]->({id: 'd'})
		OPTIONAL MATCH (a)-[:NEAR]-(m:Isle)
		RETURN p AS path, [p, p] AS paths, {one: 1, two: [2, 'x']} AS map, [[1, 2], [], [3]] AS lists,
			{where: b, names: ['x', 'y']} AS isle, m AS missing, m.rank AS nothing, collect(m) AS empty`, nil))
	require.NoError(t, err)
	require.Len(t, result.Records, 1)
	got := result.Records[0]
	assert.Equal(t, []string{"a", "b", "d"}, isleIDs(got.Path.Nodes))
	require.Len(t, got.Paths, 2)
	assert.Same(t, got.Path.Nodes[1], got.Paths[1].Nodes[1])
	assert.Equal(t, map[string]any{"one": int64(1), "two": []any{int64(2), "x"}}, got.Map)
	assert.Equal(t, [][]int{{1, 2}, {}, {3}}, got.Lists)
	assert.Same(t, got.Path.Nodes[1], got.Isle.Where)
	assert.Equal(t, []string{"x", "y"}, got.Isle.Names)
	assert.Nil(t, got.Missing)
	assert.Nil(t, got.Nothing)
	assert.Empty(t, got.Empty)
}

// heapInUse is what is still referred to.
func heapInUse() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestStreamingAMillionRowsRunsInConstantMemory(t *testing.T) {
	w, isles := charted(t, "UNWIND range(1, 20000) AS i CREATE (:Isle {id: 'i' + i, rank: i, title: 'an isle among many'})")
	const allowed = 8 << 20
	rows := w.often(1_000_000, 200_000) // the server ends a transaction after a minute
	before, n := heapInUse(), 0
	grown := func() uint64 { return max(heapInUse(), before) - before }
	for row, err := range ogm.Stream[int](w.ctx, w.db, query.Raw("UNWIND range(1, $rows) AS i RETURN i", query.Params{"rows": rows})) {
		require.NoError(t, err)
		if n++; n%100_000 == 0 {
			require.Equal(t, n, row)
			require.Less(t, grown(), uint64(allowed), "after %d rows", n)
		}
	}
	require.Equal(t, rows, n)

	n = 0
	for _, err := range isles.Match().With(isleInner).Stream(w.ctx) {
		require.NoError(t, err)
		if n++; n%5_000 == 0 {
			require.Less(t, grown(), uint64(allowed), "after %d nodes", n)
		}
	}
	require.Equal(t, 20_000, n)
}

func TestAStreamThatIsLeftEarlyLeaksNoConnection(t *testing.T) {
	server := neo4jtest.Start(t)
	server.Driver(t) // empties the database
	driver, err := neo4j.NewDriverWithContext(server.URI(), server.Auth(), func(c *config.Config) { c.MaxConnectionPoolSize = 1 })
	require.NoError(t, err)
	db, err := ogm.New(driver, ogm.WithDatabase(server.Database()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close(context.Background())) })
	isles, err := ogm.NewRepository[Isle](db)
	require.NoError(t, err)
	for range 20 { // a connection that is not given back would leave none for the next
		for row, err := range ogm.Stream[int](t.Context(), db, query.Raw("UNWIND range(1, 1000000) AS i RETURN i", nil)) {
			require.NoError(t, err)
			if row == 10 {
				break
			}
		}
		for range isles.Match().With(isleInner).Stream(t.Context()) {
			break
		}
	}
	n, err := isles.Match().Count(t.Context())
	require.NoError(t, err)
	assert.Zero(t, n)
}
