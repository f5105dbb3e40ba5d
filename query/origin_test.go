package query_test

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Place is found by indexes of every kind.
type Place struct {
	schema.Node `neo4j:"Place"`

	ID    string         `neo4j:"id,key"`
	Name  string         `neo4j:"name,fulltext=places"`
	At    dbtype.Point2D `neo4j:"at,point"`
	Plot  []float32      `neo4j:"plot,vector=3:cosine"`
	Extra map[string]any `neo4j:"extra.,inline"`
	Near  []*Place       `neo4j:"-[:NEAR]->"`
}

var (
	PlaceName  = query.Prop(func(p *Place) *string { return &p.Name })
	PlaceAt    = query.Prop(func(p *Place) *dbtype.Point2D { return &p.At })
	PlacePlot  = query.Prop(func(p *Place) *[]float32 { return &p.Plot })
	PlaceColor = query.Entry(func(p *Place) *map[string]any { return &p.Extra }, "colo`r")
	PlaceNear  = query.Edge(func(p *Place) *[]*Place { return &p.Near })

	places query.Find[Place]
	here   = dbtype.Point2D{X: 1, Y: 2, SpatialRefId: 7203}
	there  = dbtype.Point2D{X: 3, Y: 4, SpatialRefId: 7203}
	vector = []float32{1, 0, 0}
	named  = query.Search[Place]("places", "an~")
)

// placeFinds are run against a database that has the indexes.
var placeFinds = []struct {
	name   string
	input  query.Find[Place]
	params query.Params
}{
	{"distance", places.Where(query.Distance(PlaceAt, here).Lt(5)).OrderBy(query.Distance(PlaceAt, here).Asc()), query.Params{"p0": here, "p1": 5.0, "p2": here}},
	{"box", places.Where(query.InBox(PlaceAt, here, there)), query.Params{"p0": here, "p1": there}},
	{"entry of a map", places.Where(PlaceColor.Eq("red"), PlaceColor.StartsWithFold("R"), PlaceColor.IsNotNull()).OrderBy(PlaceColor.Desc()), query.Params{"p0": "red", "p1": "R"}},
	{"without case", places.Where(PlaceName.EqualFold("A"), PlaceName.ContainsFold("b"), PlaceName.EndsWithFold("c")), query.Params{"p0": "A", "p1": "b", "p2": "c"}},
	{"label", places.Where(query.HasLabel[Place]("Ci`ty")), nil},
	{"raw condition", places.Where(query.RawCondition[Place]("{n}.name = $name AND {n}.id <> $other", query.Params{"name": "a", "other": int8(1)}), PlaceName.Ne("b")), query.Params{"name": "a", "other": int64(1), "p0": "b"}},
	{"raw condition across a relationship", places.Where(PlaceNear.Any(query.RawCondition[Place]("{n}.name = $name", query.Params{"name": "a"}))), query.Params{"name": "a"}},
	{"search", places.From(named), query.Params{"p0": "places", "p1": "an~"}},
	{"search, conditions, order and limit", places.From(named).Where(PlaceName.Ne("x")).OrderBy(PlaceName.Asc()).Limit(3), query.Params{"p0": "places", "p1": "an~", "p2": "x", "p3": 3}},
}

func placeStatements(t *testing.T, dialect cypher.Dialect) []statement {
	var list []statement
	in := setting[Place](t, dialect)
	add := func(name string, stmt query.Statement, err error) {
		require.NoError(t, err, name)
		list = append(list, statement{name, stmt.Text, stmt.Params})
	}
	for _, test := range placeFinds {
		stmt, err := test.input.Untyped().All(in)
		add(test.name, stmt, err)
		assert.Equal(t, test.params, stmt.Params, test.name)
	}
	stmt, err := places.From(named).Untyped().One(in)
	add("search, One", stmt, err)
	stmt, err = places.From(named).Untyped().Count(in)
	add("search, Count", stmt, err)
	stmt, err = places.From(named).Untyped().Stream(in)
	add("search, Stream", stmt, err)
	stmt, _, err = places.From(named).Untyped().Scored(in, query.With[Place](PlaceNear).Untyped())
	add("search, scored", stmt, err)
	stmt, err = places.Where(query.ElementID[Place]("4:x:1", "7")).Untyped().All(in)
	add("element id", stmt, err)
	if dialect != cypher.Four {
		stmt, err = places.From(PlacePlot.Nearest(vector, 5)).Where(PlaceName.Ne("x")).Untyped().All(in)
		add("nearest", stmt, err)
	}
	return list
}

func TestOriginsAndFunctions(t *testing.T) {
	golden(t, "place", placeStatements(t, cypher.Newest))
	golden(t, "place.5.23", placeStatements(t, cypher.Scoped))
	golden(t, "place.5", placeStatements(t, cypher.Five))
	golden(t, "place.4.4", placeStatements(t, cypher.Four))
}

func TestMistakesInOrigins(t *testing.T) {
	for want, find := range map[string]query.Find[Place]{
		"Place.Name has no vector index; declare one":             places.From(PlaceName.Nearest("x", 1)),
		"the 0 nodes nearest to a vector":                         places.From(PlacePlot.Nearest(vector, 0)),
		"needs the name of a full-text index":                     places.From(query.Search[Place]("", "x")),
		"the origin of a selection is empty":                      places.From(query.Origin[Place]{}),
		"Place.Name is string, and is asked for as a":             places.Where(query.Distance(PlaceName, "x").Lt(1)),
		"the parameter $p0 of a raw condition: the name is taken": places.Where(query.RawCondition[Place]("n.id = $p0", query.Params{"p0": 1})),
		"$a of a raw condition: the name stands for two values":   places.Where(query.RawCondition[Place]("n.id = $a", query.Params{"a": 1}), query.RawCondition[Place]("n.id = $a", query.Params{"a": 2})),
		"a condition is empty":                                    places.Where(query.RawCondition[Place]("", nil)),
	} {
		_, err := find.Untyped().All(setting[Place](t, cypher.Newest))
		assert.ErrorContains(t, err, want)
	}
	_, err := places.From(PlacePlot.Nearest(vector, 1)).Untyped().All(setting[Place](t, cypher.Four))
	assert.ErrorContains(t, err, "Neo4j 4.4 has no vector indexes")
	_, _, err = places.Untyped().Scored(setting[Place](t, cypher.Newest), query.Branches{})
	assert.ErrorContains(t, err, "say by From which")
	_, err = places.Where(PlaceColor.Eq(make(chan int))).Untyped().All(setting[Place](t, cypher.Newest))
	assert.ErrorContains(t, err, "chan int")
}

func TestPlaceholders(t *testing.T) {
	stmt, err := people.Where(Born.Given("year").Ge(), Name.Given("start").StartsWith(), Born.Given("year").Ne(), Email.Given("mail").Eq()).Limit(3).Untyped().All(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	assert.True(t, stmt.IsOpen())
	bound, err := stmt.Bind(query.Args{"year": 1960, "start": "A", "mail": "x"})
	require.NoError(t, err)
	assert.Equal(t, query.Params{"p0": int64(1960), "p1": "A", "p2": int64(1960), "p3": "x", "p4": 3}, bound.Params)
	assert.False(t, bound.IsOpen())
	assert.True(t, stmt.IsOpen(), "the first is as it was")

	many, err := people.Where(ID.Given("ids").In()).Untyped().Count(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	assert.Equal(t, "MATCH (n:Person) WHERE n.id IN $p0 RETURN count(n) AS count", many.Text)
	bound, err = many.Bind(query.Args{"ids": []string{"a", "b"}})
	require.NoError(t, err)
	assert.Equal(t, query.Params{"p0": []any{"a", "b"}}, bound.Params)

	for want, args := range map[string]query.Args{
		`the placeholder "year" has no value`:               {"start": "A", "mail": "x"},
		`the query has no placeholder "unknown"`:            {"year": 1, "start": "A", "mail": "x", "unknown": 1},
		"Person.Born: string: the value is not of type int": {"year": "1960", "start": "A", "mail": "x"},
		"Person.Email is compared with nil":                 {"year": 1, "start": "A", "mail": (*string)(nil)},
	} {
		_, err := stmt.Bind(args)
		assert.ErrorContains(t, err, want)
	}
}
