package ogm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
)

var (
	bondStrength = query.Prop(func(b *Bond) *int { return &b.Strength })
	bondCells    = query.EdgeVia[Bond, Cell](func(c *Cell) *[]*Bond { return &c.Bonds }).OrderByRelationship(bondStrength.Desc())
	cellValue    = query.Prop(func(c *Cell) *int { return &c.Value })
)

// An answer with a fetch plan comes in pieces of a thousand. Here a cell is bound to 2,500 others, and
// the first that has a child stands behind 1,500 without.
func TestPlansOfThousands(t *testing.T) {
	const count, bonds, childless = 3000, 2500, 1500
	w := setup(t)
	cellRepo := repository[Cell](w)
	w.rows(`UNWIND range(0, $count - 1) AS i CREATE (:Cell {id: right('0000' + i, 5), value: i})`, map[string]any{"count": count})
	w.rows(`MATCH (hub:Cell {id: '00000'}) UNWIND range(1, $bonds) AS i MATCH (c:Cell {id: right('0000' + i, 5)})
		CREATE (hub)-[:BOUND {strength: i * 7 % $bonds}]->(c), (hub)-[:NEAR]->(c)`, map[string]any{"bonds": bonds})
	w.rows(`UNWIND range($childless, $count - 1) AS i MATCH (p:Cell {id: right('0000' + i, 5)}) MATCH (c:Cell {id: right('0000' + (i - 1), 5)})
		CREATE (p)-[:PARENT_OF]->(c)`, map[string]any{"childless": childless, "count": count})

	id := func(i int) string { return fmt.Sprintf("%05d", i) }
	hubIsWhole := func(hub *Cell) {
		t.Helper()
		require.Len(t, hub.Bonds, bonds)
		require.Len(t, hub.Near, bonds)
		for i, bond := range hub.Bonds {
			require.Equal(t, bonds-1-i, bond.Strength)
			require.Equal(t, bond.Strength, bond.To.Value*7%bonds)
			require.Same(t, hub, bond.From)
		}
		for i, near := range hub.Near {
			require.Equal(t, i+1, near.Value)
		}
	}
	familyIsWhole := func(cell *Cell) {
		t.Helper()
		if cell.Value < childless {
			require.Equal(t, []*Cell{}, cell.Children)
			return
		}
		require.Len(t, cell.Children, 1, cell.ID)
		require.Equal(t, id(cell.Value-1), cell.Children[0].ID)
	}
	around := query.With[Cell](bondCells, cellNear.OrderBy(cellValue.Asc()))

	hub, err := cellRepo.Get(w.ctx, id(0), around)
	require.NoError(t, err)
	hubIsWhole(hub)

	families := cellRepo.Match().With(cellChildren).OrderBy(cellID.Asc())
	all, err := families.All(w.ctx)
	require.NoError(t, err)
	require.Len(t, all, count)
	for i, cell := range all {
		require.Equal(t, i, cell.Value)
		familyIsWhole(cell)
		if i >= childless {
			require.Same(t, all[i-1], cell.Children[0])
		}
	}

	page, err := families.Page(w.ctx, query.FirstPage(), 2000)
	require.NoError(t, err)
	require.Len(t, page.Items, 2000)
	require.True(t, page.HasNext)
	page, err = families.Page(w.ctx, query.After(page.End), 2000)
	require.NoError(t, err)
	require.Len(t, page.Items, 1000)
	require.False(t, page.HasNext)
	for i, cell := range page.Items {
		require.Equal(t, 2000+i, cell.Value)
		familyIsWhole(cell)
	}

	streamed := 0
	for cell, err := range cellRepo.Match(cellID.In(id(0), id(2999))).OrderBy(cellID.Asc()).
		With(bondCells, cellNear.OrderBy(cellValue.Asc()), cellChildren).Stream(w.ctx) {
		require.NoError(t, err)
		if streamed++; streamed == 1 {
			hubIsWhole(cell)
		} else {
			assert.Empty(t, cell.Bonds)
			familyIsWhole(cell)
		}
	}
	assert.Equal(t, 2, streamed)

	var keys []any
	for i := range count {
		keys = append(keys, id(count-1-i))
	}
	// what the filtered step of one thousand has met is loaded whole, and in order, by another
	deep, err := cellRepo.Match().OrderBy(cellID.Desc()).With(cellNear.Where(cellValue.Gt(1)).OrderBy(cellValue.Asc()).Depth(2, 2)).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, deep, count)
	hubOfAll := deep[count-1]
	require.Len(t, hubOfAll.Near, bonds)
	for i, near := range hubOfAll.Near {
		require.Equal(t, i+1, near.Value)
	}

	got, err := cellRepo.WithDefault(cellChildren).GetMany(w.ctx, keys...)
	require.NoError(t, err)
	require.Len(t, got, count)
	for i, cell := range got {
		require.Equal(t, count-1-i, cell.Value)
		familyIsWhole(cell)
	}

	unit := w.db.NewUnit()
	hub, err = cellRepo.In(unit).Get(w.ctx, id(0), around)
	require.NoError(t, err)
	hubIsWhole(hub)
	assert.Zero(t, w.commit(unit))
	hub.Bonds[bonds-1].Strength = -1
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1}, []int{result.Statements, result.Rows})
	assert.Equal(t, [][]any{{hub.Bonds[bonds-1].To.ID}}, w.rows("MATCH ()-[:BOUND {strength: -1}]->(c) RETURN c.id", nil))
}

// What a server says of an answer has to hold.
func TestAnAnswerThatIsNotWhatItSays(t *testing.T) {
	ann := []any{[]any{"4:ann"}, []any{[]any{"ann", "Ann", nil, nil, nil, 1, nil, nil, nil}}}
	gone := []any{}
	for want, records := range map[string][][]any{
		"has ended before its last piece":           {{[]any{2}, false, ann, gone}},
		"lead to 2 nodes of ogm_test.Person":        {{[]any{2}, true, ann, gone}},
		"or others than were asked for":             {{1, true, ann, gone}},
		"answered 1 columns to a plan of 0":         {{ann}},
		"answered 2 scores to 1 nodes":              {{[]any{1}, true, ann, gone, []any{0.5, 0.4}}},
		"the length of a list":                      {{[]any{"1"}, true, ann, gone}},
		"3 values for the 9 properties of a Person": {{[]any{1}, true, []any{[]any{"4:ann"}, []any{[]any{1, 2, 3}}}, gone}},
	} {
		s := openOn(t, bolttest.Start(t, components, protected, func(run bolttest.Run) bolttest.Response {
			if !strings.Contains(run.Text, "RETURN sizes,") {
				return bolttest.Pass()
			}
			return bolttest.Rows([]string{"sizes", "last", "l0", "gone", "scores"}[:len(records[0])], records...)
		}))
		people := s.people.In(s.db.NewUnit())
		_, err := people.Get(s.ctx, "ann")
		require.ErrorContains(t, err, want)
		seen := 0
		for _, streamed := range people.Match().Stream(s.ctx) {
			seen++
			err = streamed
		}
		require.ErrorContains(t, err, want)
		require.Equal(t, 1, seen)
	}
}

// Crate has others by value, which are copies.
type Crate struct {
	ogm.Node `neo4j:"Crate"`

	ID     string   `neo4j:"id,key"`
	Inside []Crate  `neo4j:"-[:CONTAINS]->"`
	Beside []*Crate `neo4j:"-[:BESIDE]->"`
}

// What is copied into a list has its own lists, in whatever order the nodes are met.
func TestCopiesHaveTheirOwnLists(t *testing.T) {
	w := setup(t)
	crates := repository[Crate](w)
	w.rows("CREATE (a:Crate {id: 'a'})-[:CONTAINS]->(b:Crate {id: 'b'})-[:CONTAINS]->(c:Crate {id: 'c'}), (a)-[:BESIDE]->(x:Crate {id: 'x'})-[:CONTAINS]->(c), (c)-[:CONTAINS]->(:Crate {id: 'd'})", nil)
	id := query.Prop(func(b *Crate) *string { return &b.ID })
	inside := query.EdgeTo[Crate](func(b *Crate) *[]Crate { return &b.Inside })
	beside := query.Edge(func(b *Crate) *[]*Crate { return &b.Beside })
	for _, order := range []query.Order[Crate]{id.Asc(), id.Desc()} {
		found, err := crates.Match(id.In("a", "b")).OrderBy(order).With(inside.With(inside)).All(w.ctx)
		require.NoError(t, err)
		a := found[slices.IndexFunc(found, func(b *Crate) bool { return b.ID == "a" })]
		assert.Equal(t, "c", a.Inside[0].Inside[0].ID)
	}
	for _, plan := range [][]query.Fetch[Crate]{
		{inside.With(inside.With(inside)), beside.With(inside.With(inside))},
		{beside.With(inside.With(inside)), inside.With(inside.With(inside))},
		{beside.With(inside), inside.With(inside.With(inside))},
	} {
		a, err := crates.Get(w.ctx, "a", query.With(plan...))
		require.NoError(t, err)
		assert.Equal(t, "d", a.Inside[0].Inside[0].Inside[0].ID)
		assert.Equal(t, "d", a.Beside[0].Inside[0].Inside[0].ID, "a node is loaded as deep as any part of the plan says")
	}

	w.rows("MATCH (a:Crate {id: 'a'}), (c:Crate {id: 'c'}) CREATE (c)-[:CONTAINS]->(a)", nil)
	ring, err := crates.Match().OrderBy(id.Asc()).With(inside).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, ring, 5)
	assert.Equal(t, "b", ring[0].Inside[0].ID)

	w.rows("MATCH (a:Crate {id: 'a'}), (b:Crate {id: 'b'}) CREATE (b)-[:CONTAINS]->(a)", nil)
	unit := w.db.NewUnit()
	some := inside.Where(id.In("a", "b"))
	a := get(w, crates, unit, "a", some.With(some))
	a.Inside[0].Inside[0].Inside = a.Inside
	a = get(w, crates, unit, "a", inside)
	assert.Len(t, a.Inside, 1, "a list that the program has put into itself stays")
}

// A node that is deleted between its match and its reading is not taken for an empty one: the server
// says that the answer is outdated, as where it is to send the node itself. 4.4 has read it before.
func TestWhatIsDeletedMeanwhileIsNoEmptyNode(t *testing.T) {
	w := setup(t)
	repo := repository[Cell](w)
	all := repo.Match(cellID.StartsWith("c")).OrderBy(cellID.Asc())
	hub := repo.Match(cellID.Eq("hub"))
	for what, test := range map[string]struct {
		explain func() (query.Statement, error)
		change  string
	}{
		"nodes":                             {all.Explain, "MATCH (c:Cell) DETACH DELETE c"},
		"nodes with a plan":                 {all.With(cellChildren).Explain, "MATCH (c:Cell) DETACH DELETE c"},
		"nodes that a plan leads to":        {hub.With(cellNear).Explain, "MATCH (c:Cell) WHERE c.id <> 'hub' DETACH DELETE c"},
		"relationships":                     {hub.With(cellBonds).Explain, "MATCH (:Cell)-[e:BOUND]->() DELETE e"},
		"types of relationships":            {hub.With(cellChildren, cellLayer).Explain, "MATCH (:Cell)-[e:PARENT_OF|FEEDS]->() DELETE e"},
		"relationships of which one is not": {hub.With(cellBonds).Explain, "MATCH (:Cell)-[e:BOUND]->(c:Cell) WHERE c.id <> 'c1' DELETE e"},
	} {
		w.rows("MATCH (c:Cell) DETACH DELETE c", nil)
		w.rows(`CREATE (h:Cell {id: 'hub', value: 0}) WITH h UNWIND range(1, 9) AS i
			CREATE (h)-[:BOUND {strength: i}]->(c:Cell {id: 'c' + i, value: i}), (h)-[:NEAR]->(c), (h)-[:FEEDS]->(c), (h)-[:PARENT_OF]->(c)`, nil)
		stmt, err := test.explain()
		require.NoError(t, err)
		session := w.driver.NewSession(w.ctx, neo4j.SessionConfig{FetchSize: 1})
		result, err := session.Run(w.ctx, strings.ReplaceAll(stmt.Text, "1000", "1"), stmt.Params)
		require.NoError(t, err)
		require.True(t, result.Next(w.ctx), what)
		w.rows(test.change, nil)
		for result.Next(w.ctx) {
			assert.NotContains(t, fmt.Sprint(result.Record().Values[:len(result.Record().Values)-1]...), "<nil> <nil>", what)
			assert.Empty(t, result.Record().Values[len(result.Record().Values)-1], what)
		}
		if neo4jtest.Start(t).Version() != "4.4" {
			var refused *neo4j.Neo4jError
			require.ErrorAs(t, result.Err(), &refused, what)
			assert.Equal(t, "Neo.TransientError.Transaction.Outdated", refused.Code)
		}
		require.NoError(t, session.Close(w.ctx))
	}
}
