package query_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// rows is a typed query.Projection, as package ogm has one.
type rows[T any] struct{ query.Projection }

func of[T any](find query.Find[T]) rows[T] { return rows[T]{find.Untyped().Project()} }

func (r rows[T]) Select(columns ...query.Column[T]) rows[T] {
	return rows[T]{r.Projection.Select(query.ColumnsOf(columns))}
}

func (r rows[T]) GroupBy(columns ...query.Column[T]) rows[T] {
	return rows[T]{r.Projection.GroupBy(query.ColumnsOf(columns))}
}

func (r rows[T]) OrderBy(orders ...query.Order[T]) rows[T] {
	return rows[T]{r.Projection.OrderBy(query.OrdersOf(orders))}
}

func (r rows[T]) Distinct() rows[T]   { return rows[T]{r.Projection.Distinct()} }
func (r rows[T]) Limit(n int) rows[T] { return rows[T]{r.Projection.Limit(n)} }

var everyone = query.CountAll[Person]()

var projections = []struct {
	name   string
	input  rows[Person]
	params query.Params
}{
	{"columns", of(people).Select(Name, Born), nil},
	{"named columns", of(people).Select(Name.As("who"), Born.As("Born")), nil},
	{"order and limit of the nodes", of(old.OrderBy(Name.Desc()).Limit(3)).Select(Name), query.Params{"p0": int64(1900), "p1": 3}},
	{"distinct, ordered and limited", of(people).Select(Born, Name).Distinct().OrderBy(Name.Desc(), Born.Asc()).Limit(5), query.Params{"p0": 5}},
	{"groups without aggregates", of(people).GroupBy(Born, Name), nil},
	{"groups", of(people.Where(Born.Gt(1900))).GroupBy(Born).Select(everyone.As("People"), query.Min(Name).As("Oldest")).OrderBy(everyone.Desc(), Born.Asc()).Limit(5), query.Params{"p0": int64(1900), "p1": 5}},
	{"groups, the key among the columns", of(people).GroupBy(Born).Select(everyone, Born), nil},
	{"groups, the key named twice", of(people).GroupBy(Born, Born).Select(everyone, Born.As("year")), nil},
	{"groups, the key under two names", of(people).GroupBy(Born.As("year")).Select(Born, everyone).OrderBy(Born.Asc()), nil},
	{"all aggregates", of(people).Select(
		everyone, query.Count(Email).As("mails"), query.CountDistinct(Born).As("years"), query.Sum(Born), query.Avg(Born), query.Min(Seen), query.Max(Home),
		query.Collect(Name), query.CollectDistinct(Feels).As("moods"), query.Percentile(Born, 0.5), query.PercentileDisc(Born, 0.25),
	), query.Params{"p0": 0.5, "p1": 0.25}},
	{"the selection is cut first", of(people.OrderBy(Born.Desc()).Limit(10)).GroupBy(Born).Select(query.Collect(Name)).Limit(2), query.Params{"p0": 10, "p1": 2}},
	{"hostile names", of(people).Select(Name.As("a`b"), Born.As("\\u0060"), Seen.As("n"), Home.As("null"), Tags.As("x\\u0060) DETACH DELETE n //"), Email.As("a, b: c")).Distinct().OrderBy(Seen.Asc(), Home.Desc(), Born.Asc()), nil},
}

// folderProjections have numbers of relationships in them.
var folderProjections = []struct {
	name   string
	input  rows[Folder]
	params query.Params
}{
	{"number of relationships", of(folders).Select(FolderName, FolderSeats.Count().As("n1"), FolderLikes.Count(FolderName.Ne("a")).As("r1")).OrderBy(FolderSeats.Count().Desc()), query.Params{"p0": "a"}},
	{"groups by a number of relationships", of(folders).GroupBy(FolderSeats.Count().As("seats")).Select(query.CountAll[Folder]()).OrderBy(FolderSeats.Count().Asc()), nil},
	{"aggregates of a number of relationships", of(folders).Select(query.Avg(FolderLikes.Count()), query.Max(FolderLikes.Count(FolderName.Ne("a"))), query.CountDistinct(FolderLikes.Count())), query.Params{"p0": "a"}},
}

func projectionStatements(t *testing.T, dialect cypher.Dialect) []statement {
	var list []statement
	for _, test := range projections {
		stmt, err := test.input.Rows(setting[Person](t, dialect), nil)
		require.NoError(t, err, test.name)
		assert.Equal(t, test.params, stmt.Params, test.name)
		list = append(list, statement{test.name, stmt.Text, stmt.Params})
	}
	for _, test := range folderProjections {
		stmt, err := test.input.Rows(setting[Folder](t, dialect), nil)
		require.NoError(t, err, test.name)
		assert.Equal(t, test.params, stmt.Params, test.name)
		list = append(list, statement{test.name, stmt.Text, stmt.Params})
	}
	add := func(name string, stmt query.Statement, err error) {
		require.NoError(t, err, name)
		list = append(list, statement{name, stmt.Text, stmt.Params})
	}
	stmt, err := of(places.From(named)).GroupBy(PlaceColor).Select(query.Sum(PlaceColor), query.CountAll[Place]()).Rows(setting[Place](t, dialect), nil)
	add("groups of what an index finds, by an entry of a map", stmt, err)
	stmt, err = of(query.Find[Hostile]{}).Select(Clause).OrderBy(Clause.Asc()).Rows(setting[Hostile](t, dialect), nil)
	add("hostile properties", stmt, err)
	stmt, err = sorted.Limit(3).Untyped().Keys(setting[Person](t, dialect))
	add("keys", stmt, err)
	stmt, err = query.Find[Seat]{}.Untyped().Keys(setting[Seat](t, dialect))
	add("keys of two properties", stmt, err)
	return list
}

func TestProjections(t *testing.T) {
	golden(t, "projection", projectionStatements(t, cypher.Newest))
	golden(t, "projection", projectionStatements(t, cypher.Scoped))
	golden(t, "projection", projectionStatements(t, cypher.Five))
	golden(t, "projection.4.4", projectionStatements(t, cypher.Four))
}

func TestColumnsAreCalledAsTheRowWants(t *testing.T) {
	stmt, err := of(people).Select(Name, Born.As("x")).Rows(setting[Person](t, cypher.Newest), func(p *schema.Property) string { return p.Field })
	require.NoError(t, err)
	assert.Equal(t, "MATCH (n:Person) RETURN n.name AS `Name`, n.born AS `x`", stmt.Text)
}

func TestMistakesInProjections(t *testing.T) {
	for _, test := range []struct {
		input rows[Person]
		want  string
	}{
		{of(people).Select(), "ogm: rows of Person have no columns; name some in Select, or pass the selection itself with a row whose fields are properties"},
		{of(people).GroupBy(), "ogm: rows of Person have no columns; name some in Select, or pass the selection itself with a row whose fields are properties"},
		{of(people).Select(nil), "ogm: a column is nil; make columns by query.Prop, or by functions such as query.CountAll"},
		{of(people).Select(query.Named[Person]{}), "ogm: a column of Person is empty; make it by As"},
		{of(people).Select(query.Aggregate[Person]{}), "ogm: an aggregate of Person is empty; make it by a function such as query.CountAll"},
		{of(people).Select(noText), "ogm: a property of Person is empty; make it by query.Prop"},
		{of(people).Select(noText.As("x")), "ogm: a property of Person is empty; make it by query.Prop"},
		{of(people).Select(query.Sum[Person](nil)), "ogm: query.Sum needs a property, and was given nil"},
		{of(people).Select(Name, Name), `ogm: two columns are called "name"; name one of them by As`},
		{of(people).Select(Name, Born.As("name")), `ogm: two columns are called "name"; name one of them by As`},
		{of(people).Select(everyone, query.Count(Name)), `ogm: two columns are called "count"; name one of them by As`},
		{of(people).Select(Name.As("")), "ogm: the name that As gives to Person.Name is empty"},
		{of(people).Select(everyone.As("")), "ogm: the name that As gives to query.CountAll is empty"},
		{of(people).Select(Name.As("a\x00b")), `ogm: the name "a\x00b" contains NUL, which Neo4j does not accept`},
		{of(people).Select(Name, everyone), "ogm: Person.Name differs within a group; add it to GroupBy, or take an aggregate of it"},
		{of(people).GroupBy(Born).Select(Name), "ogm: Person.Name differs within a group; add it to GroupBy, or take an aggregate of it"},
		{of(people).GroupBy(everyone), "ogm: nodes of Person are grouped by query.CountAll, which only a group has; it belongs into Select"},
		{of(people).Select(Name).OrderBy(Born.Asc()), "ogm: rows are sorted by Person.Born, which is none of their columns; add it to Select, or sort the nodes before"},
		{of(people).GroupBy(Born).OrderBy(everyone.Desc()), "ogm: rows are sorted by query.CountAll, which is none of their columns; add it to Select, or sort the nodes before"},
		{of(people).Select(Name).Limit(-1), "ogm: a limit of -1 is negative"},
		{of(people).Select(query.Sum(Name)), "ogm: query.Sum is for numbers and durations, and Person.Name is string"},
		{of(people).Select(query.Avg(Seen).As("x")), "ogm: query.Avg is for numbers and durations, and Person.Seen is time.Time"},
		{of(people).Select(query.Sum(Tags)), "ogm: query.Sum is for numbers and durations, and Person.Tags is []string"},
		{of(people).Select(query.Percentile(Email, 0.5)), "ogm: query.Percentile is for numbers, and Person.Email is string"},
		{of(people).Select(query.Percentile(Born, 1.5)), "ogm: query.Percentile of a portion of 1.5; it is between 0 and 1, and 0.5 is the median"},
		{of(people).Select(query.PercentileDisc(Born, math.NaN())), "ogm: query.PercentileDisc of a portion of NaN; it is between 0 and 1, and 0.5 is the median"},
		{of(people.Where(Born.StartsWith("x"))).Select(Name).Limit(-2), "ogm: Person.Born is int, and StartsWith is for text\nogm: a limit of -2 is negative"},
	} {
		_, err := test.input.Rows(setting[Person](t, cypher.Newest), nil)
		assert.EqualError(t, err, test.want)
	}
	closed := query.Prop(func(c *Cage) *int { return &c.Size.Bars })
	_, err := of(query.Find[Cage]{}).Select(query.Sum(closed)).Rows(setting[Cage](t, cypher.Newest), nil)
	require.NoError(t, err)
	_, err = query.Find[Event]{}.Untyped().Keys(setting[Event](t, cypher.Newest))
	assert.EqualError(t, err, "ogm: Event has no key; tag a field with key")
}

// A projection is a value: two branches of one stem do not see each other.
func TestProjectionIsAValue(t *testing.T) {
	stem := of(people).GroupBy(Born).Select(everyone).OrderBy(Born.Asc())
	before, err := stem.Rows(setting[Person](t, cypher.Newest), nil)
	require.NoError(t, err)
	for range 2 {
		_, err = stem.Select(query.Min(Name)).GroupBy(Email).OrderBy(Email.Desc()).Distinct().Limit(3).Rows(setting[Person](t, cypher.Newest), nil)
		require.NoError(t, err)
		_, err = stem.Select(query.Max(Name)).GroupBy(Seen).OrderBy(Seen.Desc()).Rows(setting[Person](t, cypher.Newest), nil)
		require.NoError(t, err)
	}
	after, err := stem.Rows(setting[Person](t, cypher.Newest), nil)
	require.NoError(t, err)
	assert.Equal(t, before, after)
}
