package modeltest_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// charted has the types of the query model, and what a statement creates.
func charted(t *testing.T, create string) (*world, *ogm.Repository[Isle]) {
	w := setup(t, ogm.WithTypes(Isle{}, Pier{}, Noble{}, Knave{}, Beast{}))
	isles := repository[Isle](w)
	w.rows(create, nil)
	return w, isles
}

func isleIDs(isles []*Isle) []string {
	list := []string{}
	for _, isle := range isles {
		list = append(list, isle.ID)
	}
	return list
}

func TestACompiledSelectionTakesTheValuesOfAllItsPlaceholdersWhateverTheVerb(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a', rank: 1})-[:HOLDS]->(:Isle {id: 'b', rank: 2})")
	compiled, err := isles.Match(isleRank.Given("least").Ge()).
		With(isleInner.Where(isleRank.Given("inner").Eq())).
		OrderBy(isleInner.Count(isleRank.Given("counted").Eq()).Desc()).Compile()
	require.NoError(t, err)
	args := query.Args{"least": 1, "inner": 2, "counted": 2}
	all, err := compiled.All(w.ctx, args)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b"}, isleIDs(all))
	n, err := compiled.Count(w.ctx, args)
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
	_, err = compiled.Exists(w.ctx, args)
	require.NoError(t, err)
	_, err = compiled.Count(w.ctx, args, query.Args{"other": 1})
	assert.EqualError(t, err, `ogm: the query has no placeholder "other"`)
}

func TestARawConditionIsAskedOfNodesBehindAnInterface(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a'})-[:HOSTS]->(:Beast {id: 'x', legs: 2}), (a)-[:HOSTS]->(:Beast {id: 'y', legs: 4})")
	many := query.RawCondition[Dweller]("{n}.legs > $few", query.Params{"few": 3})
	a, err := isles.Match(isleGuests.Any(many)).With(isleGuests.Where(many)).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []Dweller{&Beast{ID: "y", Legs: 4}}, a.Guests)

	hosted := query.RawCondition[Dweller]("EXISTS { ({n})<-[:HOSTS]-(k:Isle) }", nil) // a variable as one chooses it
	a, err = isles.Match().With(isleGuests.Where(many, hosted)).One(w.ctx)
	require.NoError(t, err)
	assert.Len(t, a.Guests, 1)
}

// A struct that implements an interface is not taken for the one that fits the node best.
func TestANodeThatAPlanReadsAsTwoStructsIsTheRightOneInEachField(t *testing.T) {
	w, isles := charted(t, "CREATE (:Isle {id: 'a'})-[:HOSTS]->(:Noble:Knave {id: 'k', debts: 3, name: 'Kay'})")
	for _, plan := range []query.Plan[Isle]{query.With[Isle](isleNobles, isleGuests), query.With[Isle](isleGuests, isleNobles)} {
		for range 20 { // whichever of the types comes first
			a, err := isles.Get(w.ctx, "a", plan)
			require.NoError(t, err)
			require.Equal(t, []*Noble{{ID: "k", Name: "Kay"}}, a.Nobles)
			require.Equal(t, []Dweller{&Knave{ID: "k", Debts: 3}}, a.Guests)
		}
	}
}

func TestAFieldThatTwoBranchesFillByIntoHasWhatEitherBrings(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a', rank: 1})-[:NEAR]->(b:Isle {id: 'b', rank: 2})-[:NEAR]->(c:Isle {id: 'c', rank: 3}), (a)-[:NEAR]->(c), (a)-[:HOLDS]->(:Isle {id: 'd', rank: 4})")
	too := func(i *Isle) *[]*Isle { return &i.NearToo }
	a, err := isles.Get(w.ctx, "a", query.With[Isle](isleNear.Where(isleRank.Eq(2)).Into(too), isleNear.Where(isleRank.Eq(3)).Into(too)))
	require.NoError(t, err)
	assert.Equal(t, []string{"b", "c"}, isleIDs(a.NearToo))

	a, err = isles.Get(w.ctx, "a", query.With[Isle](isleNear.Where(isleRank.Eq(2)).Into(too), isleInner.Into(too)))
	require.NoError(t, err)
	assert.Equal(t, []string{"b", "d"}, isleIDs(a.NearToo), "edges of two types fill it")

	a, err = isles.Get(w.ctx, "a", query.With[Isle](isleNear.OrderBy(isleID.Asc()).Into(too).Depth(1, 2)))
	require.NoError(t, err)
	require.Equal(t, []string{"b", "c"}, isleIDs(a.NearToo))
	assert.ElementsMatch(t, []string{"a", "c"}, isleIDs(a.NearToo[0].NearToo))
	assert.Nil(t, a.Near)
}

func TestWhatAUnitHasLoadedInPartAWholeLoadCompletes(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a'})<-[:HOLDS]-(:Isle {id: 'b', rank: 1}), (a)-[:NEAR]->(:Isle {id: 'c', rank: 2}), (a)-[:NEAR]->(:Isle {id: 'd', rank: 3})")
	w.rows("MATCH (a:Isle {id: 'a'}) UNWIND range(1, 3) AS i CREATE (a)-[:PIER]->(:Pier {id: toString(i), depth: toFloat(i)})", nil)
	for _, rank := range []int{1, 2, 7} {
		unit := w.db.NewUnit()
		in := isles.In(unit)
		a, err := in.Get(w.ctx, "a", query.With[Isle](isleOuter.Where(isleRank.Eq(rank)), isleNear.Where(isleRank.Eq(rank)), islePiers.Where(pierDepth.Eq(float64(rank)))))
		require.NoError(t, err)
		again, err := in.Get(w.ctx, "a", query.With[Isle](isleOuter, isleNear.OrderBy(isleID.Asc()), islePiers.OrderBy(pierID.Asc())))
		require.NoError(t, err)
		require.Same(t, a, again)
		require.NotNil(t, a.Outer, rank)
		assert.Equal(t, "b", a.Outer.ID)
		assert.Equal(t, []string{"c", "d"}, isleIDs(a.Near))
		require.Len(t, a.Piers, 3)
		a.Piers[2].Open = !a.Piers[2].Open
		a.Piers = a.Piers[1:]
		_, err = unit.Commit(w.ctx)
		require.NoError(t, err)
		assert.Equal(t, [][]any{{"2", nil}, {"3", true}}, w.rows("MATCH (:Isle)-[:PIER]->(p:Pier) RETURN p.id, p.open ORDER BY p.id", nil))
		w.rows("MATCH (p:Pier) REMOVE p.open MERGE (a:Isle {id: 'a'}) MERGE (a)-[:PIER]->(p)", nil)
	}

	unit := w.db.NewUnit()
	a, err := isles.In(unit).Get(w.ctx, "a", query.With[Isle](islePiers.Where(pierDepth.Eq(2))))
	require.NoError(t, err)
	a.Piers[0].Open = true
	_, err = isles.In(unit).Get(w.ctx, "a", query.With[Isle](islePiers))
	require.NoError(t, err)
	assert.Equal(t, []Pier{{ID: "2", Depth: 2, Open: true}}, a.Piers, "what the program has changed stays")
	_, err = unit.Commit(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, [][]any{{"1", nil}, {"2", true}, {"3", nil}}, w.rows("MATCH (:Isle)-[:PIER]->(p:Pier) RETURN p.id, p.open ORDER BY p.id", nil))
}

func TestAListOfStructsThatHasChangedIsNotCompleted(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a'}) WITH a UNWIND range(1, 3) AS i CREATE (a)-[:PIER]->(:Pier {id: toString(i), depth: toFloat(i)})")
	for what, change := range map[string]func(*Isle){
		"another in its place":    func(a *Isle) { a.Piers[1] = a.Piers[0] },
		"one the less":            func(a *Isle) { a.Piers = a.Piers[:1] },
		"a property":              func(a *Isle) { a.Piers[0].Depth = 7 },
		"a pointer that is set":   func(a *Isle) { a.Piers[0].Keeper = &Noble{ID: "n"} },
		"a list that is not nil":  func(a *Isle) { a.Piers[1].Isles = []*Isle{} },
		"structs of another list": func(a *Isle) { a.Piers = []Pier{{ID: "1", Depth: 1}, {ID: "2", Depth: 2}} },
	} {
		unit := w.db.NewUnit()
		a, err := isles.In(unit).Get(w.ctx, "a", query.With[Isle](islePiers.Where(pierDepth.Lt(3)).OrderBy(pierID.Asc())))
		require.NoError(t, err)
		change(a)
		want := slices.Clone(a.Piers)
		_, err = isles.In(unit).Get(w.ctx, "a", query.With[Isle](islePiers))
		require.NoError(t, err)
		assert.Equal(t, want, a.Piers, what)
	}
}

func TestToADepthEachListIsOrderedAndOnlyTheLaterAreFiltered(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a'})-[:NEAR]->(c:Isle {id: 'c'}), (a)-[:NEAR]->(b:Isle {id: 'b'}), (a)-[:NEAR]->(d:Isle {id: 'd'}), (b)-[:NEAR]->(c), (b)-[:NEAR]->(d), (b)-[:NEAR]->(b)")
	for _, test := range []struct {
		order   query.Order[Isle]
		near    []string
		farther []string
	}{
		{isleID.Asc(), []string{"b", "c", "d"}, []string{"a", "b", "c"}},
		{isleID.Desc(), []string{"d", "c", "b"}, []string{"c", "b", "a"}},
	} {
		a, err := isles.Get(w.ctx, "a", query.With[Isle](isleNear.Where(isleID.Ne("d")).OrderBy(test.order).Depth(2, 2)))
		require.NoError(t, err)
		require.Equal(t, test.near, isleIDs(a.Near), "what lies before is loaded whole")
		b := a.Near[slices.Index(test.near, "b")]
		assert.Equal(t, test.farther, isleIDs(b.Near))
	}
}

func TestIntoFillsTheFieldOfEachTypeOfAFamily(t *testing.T) {
	w, _ := charted(t, "CREATE (a:Isle {id: 'a'})-[:HOSTS]->(:Noble:Knave {id: 'k'}), (a)-[:HOSTS]->(:Noble {id: 'n'})")
	family, err := ogm.NewPolymorphicRepository[Dweller, Noble](w.db)
	require.NoError(t, err)
	found, err := family.Match().With(nobleHomes.Into(func(n *Noble) *[]*Isle { return &n.HomesToo }), noblePiers).OrderBy(nobleID.Asc()).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, []string{"a"}, isleIDs(found[0].(*Knave).HomesToo))
	assert.Nil(t, found[0].(*Knave).Homes)
	assert.Equal(t, []string{"a"}, isleIDs(found[1].(*Noble).HomesToo))
	assert.Empty(t, found[1].(*Noble).Piers)
}

// The list comes in a later step of the plan than what the node itself leads to.
func TestAStructInAListHasWhatItsNodeWasLoadedWith(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a'})-[:PIER]->(p:Pier {id: 'p'})-[:KEPT_BY]->(:Noble {id: 'n'}), (a)-[:HOLDS]->(:Isle {id: 'b'})-[:PIER]->(p)")
	a, err := isles.Get(w.ctx, "a", query.With[Isle](islePiers.With(pierKeeper), isleInner.With(islePiers)))
	require.NoError(t, err)
	require.NotNil(t, a.Piers[0].Keeper)
	require.NotNil(t, a.Inner[0].Piers[0].Keeper)
	assert.Same(t, a.Piers[0].Keeper, a.Inner[0].Piers[0].Keeper)
}

// Removing the node from the field removes all that lead to it: the field says whether there
// are any, and not how many.
func TestParallelRelationshipsWithoutAStructAreOneElement(t *testing.T) {
	w, isles := charted(t, "CREATE (a:Isle {id: 'a'})-[:HOLDS]->(b:Isle {id: 'b', rank: 1}), (a)-[:HOLDS]->(b), (a)-[:HOLDS]->(:Isle {id: 'c', rank: 2}), (b)-[:NEAR]->(a), (a)-[:NEAR]->(b)")
	unit := w.db.NewUnit()
	a, err := isles.In(unit).Get(w.ctx, "a", query.With[Isle](isleInner.OrderBy(isleRank.Asc()).With(isleOuter), isleNear))
	require.NoError(t, err)
	require.Equal(t, []string{"b", "c"}, isleIDs(a.Inner))
	assert.Equal(t, []string{"b"}, isleIDs(a.Near))
	assert.Same(t, a, a.Inner[0].Outer)
	result, err := unit.Commit(w.ctx)
	require.NoError(t, err)
	assert.Zero(t, result.Statements, "nothing has changed")

	a.Inner = a.Inner[1:]
	a.Near = []*Isle{}
	_, err = unit.Commit(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, [][]any{{"HOLDS", "c"}}, w.rows("MATCH (:Isle {id: 'a'})-[r]-(b) RETURN type(r), b.id", nil))
}

func TestDeletingAStructOfASliceDeletesItsNode(t *testing.T) {
	for name, test := range map[string]struct {
		after func(*Isle)
		left  []string // in the slice
	}{
		"which keeps it":                      {func(*Isle) {}, []string{"p", "q"}},
		"which moves the others to its place": {func(a *Isle) { a.Piers = slices.Delete(a.Piers, 0, 1) }, []string{"q"}},
		"which is another by then":            {func(a *Isle) { a.Piers = append(make([]Pier, 0, 9), a.Piers...) }, []string{"p", "q"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, isles := charted(t, "CREATE (a:Isle {id: 'a'})-[:PIER]->(:Pier {id: 'p', depth: 1.0}), (a)-[:PIER]->(:Pier {id: 'q', depth: 2.0})")
			piers := repository[Pier](w)
			unit := w.db.NewUnit()
			depth := query.Prop(func(p *Pier) *float64 { return &p.Depth })
			a, err := isles.In(unit).Get(w.ctx, "a", query.With[Isle](islePiers.OrderBy(depth.Asc())))
			require.NoError(t, err)
			piers.In(unit).Delete(&a.Piers[0])
			test.after(a)
			result, err := unit.Commit(w.ctx)
			require.NoError(t, err)
			assert.Equal(t, 1, result.NodesDeleted)
			a.Rank = 7
			for range 2 {
				_, err = unit.Commit(w.ctx)
				require.NoError(t, err)
			}
			assert.Equal(t, [][]any{{"a", int64(7), "q"}}, w.rows("MATCH (a:Isle) OPTIONAL MATCH (a)-[:PIER]->(p) RETURN a.id, a.rank, p.id", nil))
			assert.Equal(t, [][]any{{"q"}}, w.rows("MATCH (p:Pier) RETURN p.id", nil))
			var left []string
			for _, pier := range a.Piers {
				left = append(left, pier.ID)
			}
			assert.Equal(t, test.left, left)
		})
	}
}

// A commit may meet two structs of one node. What the field of one holds says nothing of the other's.
func TestTwoStructsOfANodeKeepTheirFieldsApart(t *testing.T) {
	for name, swapped := range map[string]bool{"the one with a field first": false, "the one with a field second": true} {
		t.Run(name, func(t *testing.T) {
			w, isles := charted(t, "CREATE (:Isle {id: 'q'})")
			full, stub := &Isle{ID: "k", Near: []*Isle{{ID: "z", Rank: 1}}}, &Isle{ID: "k"}
			x, y := &Isle{ID: "x", Rank: 1, Inner: []*Isle{full}}, &Isle{ID: "y", Rank: 1, Inner: []*Isle{stub}}
			if swapped {
				x.Inner, y.Inner = y.Inner, x.Inner
			}
			unit := w.db.NewUnit()
			isles.In(unit).Save(x, y)
			_, err := unit.Commit(w.ctx)
			require.NoError(t, err)
			assert.Empty(t, unit.Plan().Statements)

			stub.Near = []*Isle{{ID: "q"}}
			result, err := unit.Commit(w.ctx)
			require.NoError(t, err)
			assert.Zero(t, result.RelationshipsDeleted)
			assert.Equal(t, [][]any{{"HOLDS", "x"}, {"HOLDS", "y"}, {"NEAR", "z"}}, w.rows("MATCH (:Isle {id: 'k'})-[r]-(m) WHERE m.id <> 'q' RETURN type(r), m.id ORDER BY m.id", nil))
		})
	}
}

// The old element, whose relationship went, is dropped; the new one is there yet.
func TestARelationshipThatWentAndCameAgainStaysWithItsNewElement(t *testing.T) {
	w, isles := charted(t, "CREATE (:Isle {id: 'other'})")
	a, b := &Isle{ID: "a", Rank: 1}, &Isle{ID: "b", Rank: 1}
	a.Near, b.Near = []*Isle{b}, []*Isle{a}
	unit := w.db.NewUnit()
	isles.In(unit).Save(a, b)
	commit := func() {
		_, err := unit.Commit(w.ctx)
		require.NoError(t, err)
	}
	count := func() int64 {
		return w.rows("MATCH (:Isle {id: 'a'})-[r:NEAR]-(:Isle {id: 'b'}) RETURN count(r)", nil)[0][0].(int64)
	}
	commit()
	require.EqualValues(t, 1, count())
	b.Near = []*Isle{}
	commit()
	require.Zero(t, count())
	a.Near = append(a.Near, &Isle{ID: "b"})
	b.Near = []*Isle{a}
	commit()
	require.EqualValues(t, 1, count())
	a.Near = a.Near[1:]
	commit()
	assert.EqualValues(t, 1, count())
}
