package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

func pointer[V any](v V) *V { return &v }

// crowd stores five people: ann 1950, bob 1960 with an e-mail address, cid 1970, dan 1960, eve without a year.
func crowd(t *testing.T) (*world, *ogm.Repository[Person]) {
	w := setup(t)
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx,
		&Person{ID: "ann", Name: "Ann", Born: 1950},
		&Person{ID: "bob", Name: "Bob", Born: 1960, Email: pointer("bob@example.org")},
		&Person{ID: "cid", Name: "Cid", Born: 1970},
		&Person{ID: "dan", Name: "Dan", Born: 1960},
		&Person{ID: "eve", Name: "Eve"},
	))
	return w, people
}

func ids(people []*Person) []string {
	list := []string{}
	for _, p := range people {
		list = append(list, p.ID)
	}
	return list
}

func TestMatch(t *testing.T) {
	w, people := crowd(t)
	type conditions = []query.Condition[Person]
	for name, test := range map[string]struct {
		where conditions
		want  []string
	}{
		"all":          {nil, []string{"ann", "bob", "cid", "dan", "eve"}},
		"eq":           {conditions{Name.Eq("Bob")}, []string{"bob"}},
		"ne":           {conditions{Born.Ne(1960)}, []string{"ann", "cid"}},
		"gt":           {conditions{Born.Gt(1960)}, []string{"cid"}},
		"ge":           {conditions{Born.Ge(1960)}, []string{"bob", "cid", "dan"}},
		"lt":           {conditions{Born.Lt(1960)}, []string{"ann"}},
		"le":           {conditions{Born.Le(1960)}, []string{"ann", "bob", "dan"}},
		"between":      {conditions{Born.Between(1955, 1965)}, []string{"bob", "dan"}},
		"in":           {conditions{ID.In("eve", "ann", "nobody")}, []string{"ann", "eve"}},
		"in none":      {conditions{ID.In()}, []string{}},
		"starts with":  {conditions{Name.StartsWith("A")}, []string{"ann"}},
		"ends with":    {conditions{Name.EndsWith("n")}, []string{"ann", "dan"}},
		"contains":     {conditions{Name.Contains("v")}, []string{"eve"}},
		"matches":      {conditions{Name.Matches("(?i)[bc].*")}, []string{"bob", "cid"}},
		"is null":      {conditions{Born.IsNull()}, []string{"eve"}},
		"is not null":  {conditions{Email.IsNotNull()}, []string{"bob"}},
		"nullable":     {conditions{Email.Eq("bob@example.org")}, []string{"bob"}},
		"several":      {conditions{Born.Eq(1960), Name.StartsWith("D")}, []string{"dan"}},
		"or":           {conditions{query.Or(Name.Eq("Ann"), Name.Eq("Eve"))}, []string{"ann", "eve"}},
		"not":          {conditions{query.Not(query.Or(Name.Eq("Ann"), Born.Eq(1960)))}, []string{"cid"}},
		"grouping":     {conditions{query.Or(query.And(Born.Eq(1960), Name.Eq("Bob")), Name.Eq("Cid")), Born.Gt(1900)}, []string{"bob", "cid"}},
		"hostile text": {conditions{Name.Eq("' OR 1=1 //")}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			chosen := people.Match(test.where...)
			found, err := chosen.OrderBy(ID.Asc()).All(w.ctx)
			require.NoError(t, err)
			assert.Equal(t, test.want, ids(found))

			count, err := chosen.Count(w.ctx)
			require.NoError(t, err)
			assert.EqualValues(t, len(test.want), count)

			exists, err := chosen.Exists(w.ctx)
			require.NoError(t, err)
			assert.Equal(t, len(test.want) > 0, exists)
		})
	}
}

func TestOrderAndLimit(t *testing.T) {
	w, people := crowd(t)
	for name, test := range map[string]struct {
		selection ogm.Selection[Person, *Person]
		want      []string
	}{
		"two keys":        {people.Match().OrderBy(Born.Desc(), Name.Desc()), []string{"eve", "cid", "dan", "bob", "ann"}},
		"keys keep order": {people.Match().OrderBy(Born.Asc()).OrderBy(Name.Asc()), []string{"ann", "bob", "dan", "cid", "eve"}},
		"limit":           {people.Match().OrderBy(Name.Asc()).Limit(2), []string{"ann", "bob"}},
		"last limit":      {people.Match().Limit(1).Limit(3).OrderBy(Name.Asc()), []string{"ann", "bob", "cid"}},
		"none":            {people.Match().Limit(0), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := test.selection.All(w.ctx)
			require.NoError(t, err)
			assert.Equal(t, test.want, ids(found))
		})
	}
	count, err := people.Match(Born.IsNotNull()).Limit(2).Count(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 2, count, "a limit counts before count")

	_, err = people.Match().Limit(-1).All(w.ctx)
	require.ErrorContains(t, err, "a limit of -1 is negative")
}

func TestOne(t *testing.T) {
	w, people := crowd(t)
	bob, err := people.Match(Name.Eq("Bob")).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, "bob", bob.ID)

	_, err = people.Match(Name.Eq("Nobody")).One(w.ctx)
	require.ErrorIs(t, err, ogm.ErrNotFound)
	_, err = people.Match(Born.Eq(1960)).One(w.ctx)
	require.ErrorIs(t, err, ogm.ErrNotUnique)
	assert.ErrorContains(t, err, "use First or All")
	oldest, err := people.Match().OrderBy(Born.Asc()).Limit(1).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, "ann", oldest.ID)
}

func TestMatchDelete(t *testing.T) {
	w, people := crowd(t)
	n, err := people.Match(Born.Eq(1960)).Delete(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
	n, err = people.Match().OrderBy(Name.Desc()).Limit(1).Delete(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
	assert.Equal(t, [][]any{{"ann"}, {"cid"}}, w.rows("MATCH (n:Person) RETURN n.id ORDER BY n.id", nil))
}

func TestMistakesInConditionsAreReportedTogether(t *testing.T) {
	w, people := crowd(t)
	before := len(w.rows("MATCH (n) RETURN n", nil))
	_, err := people.Match(Born.StartsWith("19"), query.Condition[Person]{}, query.And[Person]()).Delete(w.ctx)
	require.ErrorContains(t, err, "Person.Born is int, and StartsWith is for text")
	require.ErrorContains(t, err, "a condition is empty")
	require.ErrorContains(t, err, "query.And needs at least one condition")
	assert.Len(t, w.rows("MATCH (n) RETURN n", nil), before)
}

func TestSelectionIsAValue(t *testing.T) {
	w, people := crowd(t)
	stem := people.Match(Born.IsNotNull()).OrderBy(Name.Asc())
	early, late := stem.Where(Born.Lt(1960)), stem.Where(Born.Gt(1960))
	found, err := early.All(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"ann"}, ids(found))
	found, err = late.All(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"cid"}, ids(found))
}

func TestThousandsArriveInChunksInOrder(t *testing.T) {
	w := setup(t)
	seats := repository[Seat](w)
	var list []*Seat
	for i := range 2500 {
		list = append(list, &Seat{Hall: "A", Number: 2499 - i})
	}
	require.NoError(t, seats.Save(w.ctx, list...))
	number := query.Prop(func(s *Seat) *int { return &s.Number })
	found, err := seats.Match().OrderBy(number.Asc()).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, found, 2500)
	for i, seat := range found {
		require.Equal(t, i, seat.Number)
	}
}
