package query_test

import (
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

var (
	AccountName    = query.Prop(func(a *Account) *string { return &a.Name })
	AccountBorn    = query.Prop(func(a *Account) *int { return &a.Born })
	AccountID      = query.Prop(func(a *Account) *string { return &a.ID })
	AccountVersion = query.Prop(func(a *Account) *int64 { return &a.Version })
	AccountCreated = query.Prop(func(a *Account) *time.Time { return &a.Created })
	AccountUpdated = query.Prop(func(a *Account) *time.Time { return &a.Updated })
	AccountScore   = query.Prop(func(a *Account) *float64 { return &a.Score })
	PlaceSize      = query.Entry(func(p *Place) *map[string]any { return &p.Extra }, "size")
	emailAt        = emailPointer

	accounts query.Find[Account]
)

func changes[T any](assignments ...query.Assignment[T]) query.Assignments {
	return query.AssignmentsOf(assignments)
}

func updateStatements(t *testing.T) []statement {
	var list []statement
	add := func(name string, params query.Params, stmt query.Statement) {
		assert.True(t, stmt.Writes(), name)
		assert.Equal(t, params, stmt.Params, name)
		list = append(list, statement{name, stmt.Text, stmt.Params})
	}
	add("set, remove and add", query.Params{"p0": int64(0), "p1": "?", "p2": int64(1)}, build[Person](t, "", func(s query.Setting) (query.Statement, error) {
		return people.Where(Born.Eq(0)).Untyped().Update(s, noon, changes(Name.Set("?"), Email.Remove(), Born.Add(1)))
	}))
	stamp, err := setting[Account](t, cypher.Newest).Values.EncodeValue(node[Account](t).Updated, noon)
	require.NoError(t, err)
	add("version and time", query.Params{"p0": stamp, "p1": "?"}, build[Account](t, "", func(s query.Setting) (query.Statement, error) {
		return accounts.Untyped().Update(s, noon, changes(AccountName.Set("?")))
	}))
	add("ordered and limited", query.Params{"p0": 3, "p1": []string{"a"}}, build[Person](t, "", func(s query.Setting) (query.Statement, error) {
		return people.OrderBy(Name.Desc()).Limit(3).Untyped().Update(s, noon, changes(Tags.Set([]string{"a"})))
	}))
	add("what an index finds", query.Params{"p0": "places", "p1": "an~", "p2": 2, "p3": "x"}, build[Place](t, "", func(s query.Setting) (query.Statement, error) {
		return places.From(named).Limit(2).Untyped().Update(s, noon, changes(PlaceName.Set("x")))
	}))
	add("entries of a map", query.Params{"p0": 1.5, "p1": []any{1}}, build[Place](t, "", func(s query.Setting) (query.Statement, error) {
		return places.Untyped().Update(s, noon, changes(PlaceSize.Add(1.5), PlaceColor.Set([]int{1})))
	}))
	add("the first by key", query.Params{"p0": int64(1), "p1": 100, "p2": stamp, "p3": "?"}, build[Account](t, "", func(s query.Setting) (query.Statement, error) {
		return accounts.Where(AccountBorn.Gt(1)).Untyped().Next(s, 100, nil, noon, changes(AccountName.Set("?")))
	}))
	add("the next by key", query.Params{"p0": int64(1), "p1": "k", "p2": 100, "p3": stamp, "p4": "?"}, build[Account](t, "", func(s query.Setting) (query.Statement, error) {
		return accounts.Where(AccountBorn.Gt(1)).Untyped().Next(s, 100, []any{"k"}, noon, changes(AccountName.Set("?")))
	}))
	add("the first by two properties", query.Params{"p0": 100, "p1": true}, build[Seat](t, "", func(s query.Setting) (query.Statement, error) {
		return query.Find[Seat]{}.Untyped().Next(s, 100, nil, noon, changes(SeatTaken.Set(true)))
	}))
	add("the next by two properties", query.Params{"p0": "a", "p1": int64(7), "p2": 100, "p3": true}, build[Seat](t, "", func(s query.Setting) (query.Statement, error) {
		return query.Find[Seat]{}.Untyped().Next(s, 100, []any{"a", int64(7)}, noon, changes(SeatTaken.Set(true)))
	}))
	add("hostile properties", query.Params{"p0": "x"}, build[Hostile](t, "", func(s query.Setting) (query.Statement, error) {
		return query.Find[Hostile]{}.Untyped().Update(s, noon, changes(Clause.Set("x")))
	}))
	return list
}

func TestUpdates(t *testing.T) {
	golden(t, "update", updateStatements(t))
}

func TestMistakesInUpdates(t *testing.T) {
	type assignments = []query.Assignment[Account]
	for _, test := range []struct {
		assignments assignments
		want        string
	}{
		{nil, "ogm: nothing is to be changed of Account; make assignments by the methods of a property, such as Set"},
		{assignments{{}}, "ogm: an assignment is empty; make it by the methods of a property, such as Set"},
		{assignments{AccountID.Set("x")}, "ogm: Account.ID is the key, by which others know the node; change it in a unit of work"},
		{assignments{AccountID.Remove()}, "ogm: Account.ID is the key, by which others know the node; change it in a unit of work"},
		{assignments{AccountVersion.Add(1)}, "ogm: Account.Version is the version, which an update raises by itself"},
		{assignments{AccountCreated.Remove()}, "ogm: Account.Created says when the node was created, which an update does not change"},
		{assignments{AccountUpdated.Set(noon)}, "ogm: Account.Updated says when the node was updated, and is set by the update itself"},
		{assignments{AccountScore.Set(1)}, "ogm: Account.Score is readonly, and is not written"},
		{assignments{AccountName.Set("a"), AccountName.Remove()}, "ogm: Account.Name is changed twice in one update; say it once"},
		{assignments{AccountName.Add("a")}, "ogm: Account.Name is string, and Add is for numbers"},
		{assignments{AccountName.Set("\xff")}, "ogm: Account.Name: string: the text is not valid UTF-8; store it as []byte"},
		{assignments{foreign[Account, string](AnimalName).Set("x")}, `ogm: Animal.Name is not a property of the node Account; is its tag "-"?`},
		{assignments{AccountName.Add("a"), AccountScore.Set(1)}, "ogm: Account.Name is string, and Add is for numbers\nogm: Account.Score is readonly, and is not written"},
	} {
		_, err := accounts.Untyped().Update(setting[Account](t, cypher.Newest), noon, changes(test.assignments...))
		assert.EqualError(t, err, test.want)
		_, err = accounts.Untyped().Next(setting[Account](t, cypher.Newest), 1, nil, noon, changes(test.assignments...))
		assert.EqualError(t, err, test.want)
	}
	for _, test := range []struct {
		assignment query.Assignment[Person]
		want       string
	}{
		{emailAt.Set(nil), "ogm: Person.Email is set to nil; use Remove"},
		{Tags.Set(nil), "ogm: Person.Tags is set to nil; use Remove"},
		{Seen.Add(noon), "ogm: Person.Seen is time.Time, and Add is for numbers"},
		{noText.Set("x"), "ogm: a property of Person is empty; make it by query.Prop"},
	} {
		_, err := people.Untyped().Update(setting[Person](t, cypher.Newest), noon, changes(test.assignment))
		assert.EqualError(t, err, test.want)
	}
	for _, test := range []struct {
		assignments []query.Assignment[Place]
		want        string
	}{
		{[]query.Assignment[Place]{PlaceColor.Add("x")}, `ogm: Place.Extra["colo` + "`" + `r"] is given string, and Add is for numbers`},
		{[]query.Assignment[Place]{PlaceSize.Set(nil)}, `ogm: Place.Extra["size"] is set to nil; use Remove`},
		{[]query.Assignment[Place]{PlaceSize.Set(map[string]any{})}, `ogm: Place.Extra["size"] is set to a map, which cannot be a property`},
		{[]query.Assignment[Place]{PlaceSize.Set(1), PlaceSize.Remove()}, `ogm: Place.Extra["size"] is changed twice in one update; say it once`},
		{[]query.Assignment[Place]{PlaceAt.Add(dbtype.Point2D{SpatialRefId: 7203})}, "ogm: Place.At is dbtype.Point2D, and Add is for numbers"},
	} {
		_, err := places.Untyped().Update(setting[Place](t, cypher.Newest), noon, changes(test.assignments...))
		assert.EqualError(t, err, test.want)
	}
}

func TestWhatCannotGoInTransactions(t *testing.T) {
	for _, test := range []struct {
		find  query.Find[Place]
		byKey bool
		want  string
	}{
		{places.From(named), false, "ogm: what an index finds may be other nodes in each transaction; leave out From, or InTransactions"},
		{places.OrderBy(PlaceName.Asc()), true, "ogm: an update in several transactions goes by the key; leave out OrderBy, or InTransactions"},
		{places.Limit(-1), false, "ogm: a limit of -1 is negative"},
	} {
		_, err := test.find.Untyped().Batch(test.byKey)
		assert.EqualError(t, err, test.want)
	}
	most, err := places.OrderBy(PlaceName.Asc()).Limit(7).Untyped().Batch(false)
	require.NoError(t, err)
	assert.EqualValues(t, 7, most)
	most, err = places.Untyped().Batch(true)
	require.NoError(t, err)
	assert.EqualValues(t, -1, most)
}

// An update in several transactions goes on where it has stopped, and sorts nothing.
func TestUpdatesGoAlongTheIndexOfTheKey(t *testing.T) {
	s := startServer(t)
	s.constrain()
	s.run("UNWIND range(1, 5000) AS i CREATE (:Person {id: 'p' + i, name: 'x'}) CREATE (:Seat:Bookable:Thing {row: 'r' + i, number: i})", nil)
	s.run("CALL db.prepareForReplanning(60)", nil)
	var texts []query.Statement
	for _, behind := range [][]any{nil, {"p3"}} {
		stmt, err := people.Untyped().Next(setting[Person](t, s.dialect), 100, behind, noon, changes(Name.Set("?")))
		require.NoError(t, err)
		texts = append(texts, stmt)
	}
	stmt, err := query.Find[Seat]{}.Untyped().Next(setting[Seat](t, s.dialect), 100, []any{"r3", 7}, noon, changes(SeatTaken.Set(true)))
	require.NoError(t, err)
	for _, stmt := range append(texts, stmt) {
		operators := operators(s.run("EXPLAIN "+stmt.Text, stmt.Params))
		assert.Contains(t, operators[len(operators)-1], "Index", "%v", operators)
		assert.NotContains(t, operators, "Top", "%v", operators)
		assert.NotContains(t, operators, "Sort", "%v", operators)
	}
}
