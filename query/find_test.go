package query_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

var (
	sorted = people.OrderBy(Born.Desc(), Name.Asc(), Email.Asc())
	old    = people.Where(Born.Lt(1900))
)

var finds = []struct {
	name   string
	input  finish
	params query.Params
	writes bool
}{
	{"All", people.Untyped().All, nil, false},
	{"All, conditions", people.Where(Born.Gt(1960), Name.StartsWith("A")).Where(Email.IsNotNull()).Untyped().All, query.Params{"p0": int64(1960), "p1": "A"}, false},
	{"All, a key", people.Where(ID.Eq("ann")).Untyped().All, query.Params{"p0": "ann"}, false},
	{"All, keys", people.Where(ID.In("ann", "bob")).Untyped().All, query.Params{"p0": []any{"ann", "bob"}}, false},
	{"All, sorted", sorted.Untyped().All, nil, false},
	{"All, sorted in two steps", people.OrderBy(Born.Desc()).OrderBy(Name.Asc()).Untyped().All, nil, false},
	{"All, limited", people.Limit(10).Untyped().All, query.Params{"p0": 10}, false},
	{"All, conditions, sorted and limited", old.OrderBy(Name.Desc()).Limit(3).Untyped().All, query.Params{"p0": int64(1900), "p1": 3}, false},
	{"All, limited to none", people.Limit(0).Untyped().All, query.Params{"p0": 0}, false},
	{"All, limited twice", people.Limit(10).Limit(5).Untyped().All, query.Params{"p0": 5}, false},
	{"One", old.Untyped().One, query.Params{"p0": int64(1900)}, false},
	{"One, a key", people.Where(ID.Eq("ann")).Untyped().One, query.Params{"p0": "ann"}, false},
	{"One, sorted", sorted.Untyped().One, nil, false},
	{"One, sorted and limited", sorted.Limit(1).Untyped().One, query.Params{"p0": 1}, false},
	{"Count", people.Untyped().Count, nil, false},
	{"Count, sorted", old.OrderBy(Name.Asc()).Untyped().Count, query.Params{"p0": int64(1900)}, false},
	{"Count, limited", old.Limit(7).Untyped().Count, query.Params{"p0": int64(1900), "p1": 7}, false},
	{"Exists", old.Untyped().Exists, query.Params{"p0": int64(1900)}, false},
	{"Exists, limited", old.Limit(7).Untyped().Exists, query.Params{"p0": int64(1900), "p1": 7}, false},
	{"Delete", deletion(old.Untyped()), query.Params{"p0": int64(1900)}, true},
	{"Delete, sorted and limited", deletion(old.OrderBy(Born.Asc()).Limit(7).Untyped()), query.Params{"p0": int64(1900), "p1": 7}, true},
	{"Delete, with what they own", deletion(old.Untyped(), papers[0]), query.Params{"p0": int64(1900)}, true},
	{"Delete, with what several types own", deletion(old.Limit(7).Untyped(), papers...), query.Params{"p0": int64(1900), "p1": 7}, true},
}

var hostileFinds = []struct {
	name   string
	input  finish
	params query.Params
	writes bool
}{
	{"All, hostile names", query.Find[Hostile]{}.Where(Clause.Eq("x")).OrderBy(Clause.Asc()).Untyped().All, query.Params{"p0": "x"}, false},
	{"Delete, hostile names", deletion(query.Find[Hostile]{}.Where(Clause.Eq("x")).Untyped()), query.Params{"p0": "x"}, true},
}

// deletion is a Delete of nodes of which some own others.
func deletion(find query.Choice, owners ...query.Owner) finish {
	return func(setting query.Setting) (query.Statement, error) { return find.Delete(setting, owners) }
}

// papers own others by their own type, and by what else they are.
var papers = []query.Owner{
	{Labels: []string{"Person"}, Owned: &schema.Ownership{Types: []string{"HAS", "HOLDS"}, Labels: [][]string{{"Line"}, {"Sheet", "Page"}}}},
	{Labels: []string{"Person", "Clerk"}, Owned: &schema.Ownership{Incoming: true, Types: []string{"IN"}, Labels: [][]string{{"Folder"}}}},
}

func findStatements(t *testing.T) []statement {
	var list []statement
	for i, test := range slices.Concat(finds, hostileFinds) {
		made := build[Person]
		if i >= len(finds) {
			made = build[Hostile]
		}
		stmt := made(t, test.name, test.input)
		assert.Equal(t, test.params, stmt.Params, test.name)
		assert.Equal(t, test.writes, stmt.Writes(), "%s: whether it writes", test.name)
		list = append(list, statement{test.name, stmt.Text, stmt.Params})
	}
	return list
}

func wholeStatements(t *testing.T) []statement {
	stmt := build[Crate](t, "whole nodes", query.Find[Crate]{}.Where(CrateID.Eq("a")).Untyped().All)
	return []statement{{"All, whole nodes", stmt.Text, stmt.Params}}
}

// A node that is more than its properties' values travels whole.
func TestFindWholeNodes(t *testing.T) {
	golden(t, "find.whole", wholeStatements(t))
}

func TestFind(t *testing.T) {
	golden(t, "find", findStatements(t))
}

// One stem carries two branches: neither sees what the other added, whatever room
// the stem's lists had left.
func TestFindIsAValue(t *testing.T) {
	stem := people
	for year := range 5 {
		stem = stem.Where(Born.Ne(year)).OrderBy(Born.Desc())
	}
	before := text(t, stem.Untyped().All)

	left := stem.Where(Name.Eq("left")).OrderBy(Name.Asc()).Limit(1)
	leftText := text(t, left.Untyped().All)
	right := stem.Where(Email.IsNull()).OrderBy(Seen.Desc()).Limit(2)
	_ = text(t, right.Untyped().All)

	assert.Equal(t, before, text(t, stem.Untyped().All))
	assert.Equal(t, leftText, text(t, left.Untyped().All))
	assert.Contains(t, leftText, "n.name = $p5")
	assert.NotContains(t, leftText, "n.email IS NULL")
	assert.NotContains(t, text(t, right.Untyped().All), "n.name = ")
}

// A list of conditions that the caller goes on using is not the query's.
func TestFindKeepsNoListOfTheCaller(t *testing.T) {
	list := []query.Condition[Person]{Name.Eq("Ann"), Born.Gt(1)}
	order := []query.Order[Person]{Name.Asc()}
	ids := []string{"a", "b"}
	q := people.Where(list...).Where(query.Or(list...), ID.In(ids...)).OrderBy(order...)
	before, err := q.Untyped().All(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	list[0], order[0], ids[0] = Email.IsNull(), Born.Asc(), "z"
	after, err := q.Untyped().All(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	assert.Equal(t, before, after)
}

func TestSameQuerySameText(t *testing.T) {
	q := people.Where(query.Or(Name.Eq("Ann"), Born.In(1, 2)), Email.IsNull()).OrderBy(Born.Desc()).Limit(3)
	want := text(t, q.Untyped().All)
	for range 20 {
		assert.Equal(t, want, text(t, q.Untyped().All))
	}
}

func text(t *testing.T, finish finish) string {
	t.Helper()
	stmt, err := finish(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	return stmt.Text
}
