package query_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
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
	{"All", people.All, nil, false},
	{"All, conditions", people.Where(Born.Gt(1960), Name.StartsWith("A")).Where(Email.IsNotNull()).All, query.Params{"p0": int64(1960), "p1": "A"}, false},
	{"All, a key", people.Where(ID.Eq("ann")).All, query.Params{"p0": "ann"}, false},
	{"All, keys", people.Where(ID.In("ann", "bob")).All, query.Params{"p0": []any{"ann", "bob"}}, false},
	{"All, sorted", sorted.All, nil, false},
	{"All, sorted in two steps", people.OrderBy(Born.Desc()).OrderBy(Name.Asc()).All, nil, false},
	{"All, limited", people.Limit(10).All, query.Params{"p0": 10}, false},
	{"All, conditions, sorted and limited", old.OrderBy(Name.Desc()).Limit(3).All, query.Params{"p0": int64(1900), "p1": 3}, false},
	{"All, limited to none", people.Limit(0).All, query.Params{"p0": 0}, false},
	{"All, limited twice", people.Limit(10).Limit(5).All, query.Params{"p0": 5}, false},
	{"One", old.One, query.Params{"p0": int64(1900)}, false},
	{"One, a key", people.Where(ID.Eq("ann")).One, query.Params{"p0": "ann"}, false},
	{"One, sorted", sorted.One, nil, false},
	{"One, sorted and limited", sorted.Limit(1).One, query.Params{"p0": 1}, false},
	{"Count", people.Count, nil, false},
	{"Count, sorted", old.OrderBy(Name.Asc()).Count, query.Params{"p0": int64(1900)}, false},
	{"Count, limited", old.Limit(7).Count, query.Params{"p0": int64(1900), "p1": 7}, false},
	{"Exists", old.Exists, query.Params{"p0": int64(1900)}, false},
	{"Exists, limited", old.Limit(7).Exists, query.Params{"p0": int64(1900), "p1": 7}, false},
	{"Delete", old.Delete, query.Params{"p0": int64(1900)}, true},
	{"Delete, sorted and limited", old.OrderBy(Born.Asc()).Limit(7).Delete, query.Params{"p0": int64(1900), "p1": 7}, true},
}

var hostileFinds = []struct {
	name   string
	input  finish
	params query.Params
	writes bool
}{
	{"All, hostile names", query.Find[Hostile]{}.Where(Clause.Eq("x")).OrderBy(Clause.Asc()).All, query.Params{"p0": "x"}, false},
	{"Delete, hostile names", query.Find[Hostile]{}.Where(Clause.Eq("x")).Delete, query.Params{"p0": "x"}, true},
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
	stmt := build[Crate](t, "whole nodes", query.Find[Crate]{}.Where(CrateID.Eq("a")).All)
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
	before := text(t, stem.All)

	left := stem.Where(Name.Eq("left")).OrderBy(Name.Asc()).Limit(1)
	leftText := text(t, left.All)
	right := stem.Where(Email.IsNull()).OrderBy(Seen.Desc()).Limit(2)
	_ = text(t, right.All)

	assert.Equal(t, before, text(t, stem.All))
	assert.Equal(t, leftText, text(t, left.All))
	assert.Contains(t, leftText, "n.name = $p5")
	assert.NotContains(t, leftText, "n.email IS NULL")
	assert.NotContains(t, text(t, right.All), "n.name = ")
}

// A list of conditions that the caller goes on using is not the query's.
func TestFindKeepsNoListOfTheCaller(t *testing.T) {
	list := []query.Condition[Person]{Name.Eq("Ann"), Born.Gt(1)}
	order := []query.Order[Person]{Name.Asc()}
	ids := []string{"a", "b"}
	q := people.Where(list...).Where(query.Or(list...), ID.In(ids...)).OrderBy(order...)
	before, err := q.All(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	list[0], order[0], ids[0] = Email.IsNull(), Born.Asc(), "z"
	after, err := q.All(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	assert.Equal(t, before, after)
}

func TestSameQuerySameText(t *testing.T) {
	q := people.Where(query.Or(Name.Eq("Ann"), Born.In(1, 2)), Email.IsNull()).OrderBy(Born.Desc()).Limit(3)
	want := text(t, q.All)
	for range 20 {
		assert.Equal(t, want, text(t, q.All))
	}
}

func text(t *testing.T, finish finish) string {
	t.Helper()
	stmt, err := finish(setting[Person](t, cypher.Newest))
	require.NoError(t, err)
	return stmt.Text
}
