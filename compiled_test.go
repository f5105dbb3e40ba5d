package ogm_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/query"
)

// card is a part of a person.
type card struct {
	Name string
	Born *int
}

// year is a row of people who were born in one.
type year struct {
	Born   *int
	People int64
}

func years(t *testing.T, people ogm.Selection[Person, *Person]) *ogm.CompiledProjection {
	compiled, err := people.Where(Born.Given("least").Ge()).
		GroupBy(Born).Select(everyone.As("People")).OrderBy(Born.Asc()).Compile()
	require.NoError(t, err)
	return compiled
}

func TestCompiledRows(t *testing.T) {
	w, people := crowd(t)
	byYear := years(t, people.Match())
	for least, want := range map[int][]year{
		1960: {{pointer(1960), 2}, {pointer(1970), 1}},
		1970: {{pointer(1970), 1}},
		2000: nil,
	} {
		rows, err := ogm.Select[year](w.ctx, byYear, query.Args{"least": least})
		require.NoError(t, err)
		assert.Equal(t, want, rows)
	}
	maps, err := ogm.Select[map[string]any](w.ctx, byYear, query.Args{"least": 1970})
	require.NoError(t, err)
	assert.Equal(t, []map[string]any{{"born": int64(1970), "People": int64(1)}}, maps, "another type of rows has columns of its own")
}

func TestCompiledSelectionsAreReadIntoRowsToo(t *testing.T) {
	w, people := crowd(t)
	some, err := people.Match(ID.Given("ids").In()).OrderBy(Name.Desc()).Compile()
	require.NoError(t, err)
	ids := query.Args{"ids": []string{"ann", "eve", "nobody"}}
	cards, err := ogm.Select[card](w.ctx, some, ids)
	require.NoError(t, err)
	assert.Equal(t, []card{{"Eve", nil}, {"Ann", pointer(1950)}}, cards)
	keys, err := some.Keys(w.ctx, ids)
	require.NoError(t, err)
	assert.Equal(t, []ogm.Key{{"eve"}, {"ann"}}, keys)
	keys, err = some.Keys(w.ctx, query.Args{"ids": []string{}})
	require.NoError(t, err)
	assert.Empty(t, keys)

	unit := w.db.NewUnit()
	inside, err := people.In(unit).Match(ID.Given("id").Eq()).Compile()
	require.NoError(t, err)
	cards, err = ogm.Select[card](w.ctx, inside, query.Args{"id": "bob"})
	require.NoError(t, err)
	assert.Equal(t, []card{{"Bob", pointer(1960)}}, cards)
	n, err := some.Delete(w.ctx, ids)
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
	assert.Equal(t, [][]any{{"bob"}, {"cid"}, {"dan"}}, w.rows("MATCH (n:Person) RETURN n.id ORDER BY n.id", nil))
}

func TestCompiledUpdate(t *testing.T) {
	now := evening
	w := setup(t, ogm.WithClock(func() time.Time { return now }))
	people := repository[Person](w)
	w.rows("UNWIND ['ann', 'bob'] AS id CREATE (:Person {id: id, name: id, version: 1})", nil)
	change, err := people.Match(ID.Given("id").Eq()).CompileUpdate(Name.Given("name").Set(), Born.Given("years").Add(), Email.Remove())
	require.NoError(t, err)
	run := func(id, name string, years int) {
		n, err := change.Run(w.ctx, query.Args{"id": id}, query.Args{"name": name, "years": years})
		require.NoError(t, err)
		assert.EqualValues(t, 1, n)
	}
	run("ann", "Ann", 1950)
	now = evening.Add(time.Hour)
	run("bob", "Bob", 1960)
	run("bob", "Bobby", 1)
	assert.Equal(t, [][]any{
		{"Ann", int64(1950), int64(2), zulu(evening)},
		{"Bobby", int64(1961), int64(3), zulu(now)},
	}, w.rows("MATCH (n:Person) RETURN n.name, n.born, n.version, n.updated ORDER BY n.id", nil), "each run has the time that it is")

	n, err := change.Run(w.ctx, query.Args{"id": "nobody", "name": "x", "years": 1})
	require.NoError(t, err)
	assert.Zero(t, n)
}

// What is compiled sends the statement that it would send otherwise, and only values differ from
// run to run.
func TestStatementsOfWhatIsCompiled(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, components, func(run bolttest.Run) bolttest.Response {
		if run.InTx {
			return bolttest.Rows([]string{"count"}, []any{1})
		}
		return bolttest.Rows([]string{"Born", "People"}, []any{1960, 2})
	}), ogm.WithClock(func() time.Time { return evening }))
	sent := func(do func() error) bolttest.Run {
		before := len(s.server.Committed())
		require.NoError(t, do())
		after := s.server.Committed()[before:]
		return after[len(after)-1].Runs[0]
	}
	byYear := years(t, s.people.Match())
	rows := func(args query.Args) bolttest.Run {
		return sent(func() error { _, err := ogm.Select[year](s.ctx, byYear, args); return err })
	}
	first, second := rows(query.Args{"least": 1960}), rows(query.Args{"least": 1970})
	assert.Equal(t, "MATCH (n:Person) WHERE n.born >= $p0 RETURN n.born AS `Born`, count(*) AS `People` ORDER BY `Born`", first.Text)
	assert.Equal(t, first.Text, second.Text)
	assert.Equal(t, map[string]any{"p0": int64(1960)}, first.Params)
	assert.Equal(t, map[string]any{"p0": int64(1970)}, second.Params)

	some, err := s.people.Match(ID.Given("ids").In()).Compile()
	require.NoError(t, err)
	deletion := sent(func() error { _, err := some.Delete(s.ctx, query.Args{"ids": []string{"a", "b"}}); return err })
	assert.Equal(t, "MATCH (n:Person) WHERE n.id IN $p0 DETACH DELETE n RETURN count(*) AS count", deletion.Text)
	assert.Equal(t, map[string]any{"p0": []any{"a", "b"}}, deletion.Params)

	change, err := s.people.Match(ID.Given("id").Eq()).CompileUpdate(Name.Given("name").Set(), Born.Given("years").Add())
	require.NoError(t, err)
	update := sent(func() error { _, err := change.Run(s.ctx, query.Args{"id": "a", "name": "A", "years": 2}); return err })
	anew := sent(func() error {
		_, err := s.people.Match(ID.Eq("a")).Update(s.ctx, Name.Set("A"), Born.Add(2))
		return err
	})
	assert.Equal(t, anew.Text, update.Text)
	assert.Equal(t, anew.Params, update.Params)
}

func TestWhatIsCompiledRunsInManyGoroutinesAtOnce(t *testing.T) {
	w, people := crowd(t)
	byYear := years(t, people.Match())
	change, err := people.Match(ID.Given("id").Eq()).CompileUpdate(Name.Given("name").Set())
	require.NoError(t, err)
	var group sync.WaitGroup
	for i, id := range []string{"ann", "bob", "cid", "dan"} {
		group.Go(func() {
			for range 5 {
				_, err := change.Run(w.ctx, query.Args{"id": id, "name": id + " " + id})
				assert.NoError(t, err)
				rows, err := ogm.Select[year](w.ctx, byYear, query.Args{"least": 1950 + 10*i})
				assert.NoError(t, err)
				assert.Len(t, rows, max(0, 3-i))
			}
		})
	}
	group.Wait()
	assert.Equal(t, [][]any{{int64(4)}}, w.rows("MATCH (n:Person) WHERE n.name = n.id + ' ' + n.id RETURN count(n)", nil))
}

func TestMistakesInWhatIsCompiled(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	byYear := years(t, s.people.Match())
	change, err := s.people.Match(ID.Given("id").Eq()).CompileUpdate(Email.Given("mail").Set(), Born.Given("years").Add())
	require.NoError(t, err)
	some, err := s.people.Match(ID.Given("ids").In()).Compile()
	require.NoError(t, err)
	update := func(args query.Args) error { _, err := change.Run(s.ctx, args); return err }
	for want, err := range map[string]error{
		`the placeholder "least" has no value`:              second(ogm.Select[year](s.ctx, byYear)),
		`has no placeholder "most"`:                         second(ogm.Select[year](s.ctx, byYear, query.Args{"least": 1, "most": 2})),
		"Person.Born: string: the value is not":             second(ogm.Select[year](s.ctx, byYear, query.Args{"least": "x"})),
		"Person has no such property":                       second(ogm.Select[struct{ Never int }](s.ctx, some, query.Args{"ids": []string{}})),
		`the placeholder "mail" has no value`:               update(query.Args{"id": "a", "years": 1}),
		`has no placeholder "name"`:                         update(query.Args{"id": "a", "mail": "x", "years": 1, "name": "y"}),
		`has no placeholder ""`:                             update(query.Args{"id": "a", "mail": "x", "years": 1, "": "y"}),
		"Person.Email is set to nil; use Remove":            update(query.Args{"id": "a", "mail": (*string)(nil), "years": 1}),
		"Person.Born: string: the value is not of type int": update(query.Args{"id": "a", "mail": "x", "years": "1"}),
		"Person.ID is asked to be In a string":              second(some.All(s.ctx, query.Args{"ids": "ann"})),
		"Person.ID is asked to be In a <nil>":               second(some.Count(s.ctx, query.Args{"ids": nil})),
		"Person.ID: int: the value is not of type string":   second(some.Delete(s.ctx, query.Args{"ids": []int{1}})),
		"gives to a placeholder is empty":                   second(s.people.Match(Name.Given("").Eq()).Compile()),
		"Person.ID is the key":                              second(s.people.Match().CompileUpdate(ID.Given("id").Set())),
		"Person.Name is string, and Add is for":             second(s.people.Match().CompileUpdate(Name.Given("x").Add())),
		"nothing is to be changed of Person":                second(s.people.Match().CompileUpdate()),
		"rows of Person have no columns":                    second(s.people.Match().Select().Compile()),
		"the projection is empty":                           second(ogm.Projection[Person]{}.Compile()),
	} {
		assert.ErrorContains(t, err, want)
	}
}

func TestWhatNothingHasMadeIsAnError(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var none ogm.Selection[Person, *Person]
	var compiled ogm.Compiled[*Person]
	var update ogm.CompiledUpdate
	for name, err := range map[string]error{
		"All":            second(none.All(ctx)),
		"One":            second(none.Where(Name.Eq("x")).OrderBy(Name.Asc()).Limit(1).One(ctx)),
		"Count":          second(none.Count(ctx)),
		"Keys":           second(none.Keys(ctx)),
		"Page":           second(none.Page(ctx, query.FirstPage(), 1)),
		"Scored":         second(none.From(query.Search[Person]("x", "y")).Scored(ctx)),
		"Delete":         second(none.Delete(ctx)),
		"Update":         second(none.Update(ctx, Name.Set("x"))),
		"Select":         second(ogm.Select[card](ctx, none)),
		"Explain":        second(none.Explain()),
		"Profile":        second(none.Profile(ctx)),
		"Compile":        second(none.Compile()),
		"CompileUpdate":  second(none.CompileUpdate(Name.Set("x"))),
		"InTransactions": second(none.InTransactions(1).Delete(ctx)),
		"its Update":     second(none.InTransactions(1).Update(ctx, Name.Set("x"))),
		"Compiled":       second(compiled.All(ctx)),
		"CompiledUpdate": second(update.Run(ctx)),
	} {
		assert.ErrorContains(t, err, "the selection is empty; make it by Match", name)
	}
	for _, err := range none.Stream(ctx) {
		require.ErrorContains(t, err, "the selection is empty")
	}
	for _, from := range []ogm.Selectable{none.Select(Name), ogm.Projection[Person]{}, &ogm.CompiledProjection{}} {
		require.ErrorContains(t, second(ogm.Select[string](ctx, from)), "the projection is empty")
	}
}

// second is the error of two results.
func second[V any](_ V, err error) error { return err }
