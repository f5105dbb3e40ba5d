package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Basket owns its items.
type (
	Basket struct {
		ogm.Node `neo4j:"Basket"`

		ID     string   `neo4j:"id,key"`
		Name   string   `neo4j:"name"`
		Items  []*Item  `neo4j:"-[:HOLDS]->,owned"`
		Beside []Basket `neo4j:"-[:BESIDE]-"`
		Labels []*Badge `neo4j:"<-[:ON]-"`
		Next   *Basket  `neo4j:"-[:NEXT]->"`
	}
	Item struct {
		ogm.Node `neo4j:"Item"`

		ID    int     `neo4j:"id,key,generate=count"`
		Beads []*Bead `neo4j:"-[:OF]->,owned"`
	}
	Bead struct {
		ogm.Node `neo4j:"Bead"`

		Name string `neo4j:"name,key"`
	}
	// Badge may be on a basket several times.
	Badge struct {
		ogm.Relationship `neo4j:"ON"`

		ID    string  `neo4j:"id,key"`
		Color string  `neo4j:"color"`
		Bead  *Bead   `neo4j:",start"`
		On    *Basket `neo4j:",end"`
	}
)

var (
	basketItems  = query.Edge(func(b *Basket) *[]*Item { return &b.Items })
	basketBeside = query.EdgeTo[Basket](func(b *Basket) *[]Basket { return &b.Beside })
	basketLabels = query.EdgeTo[Bead](func(b *Basket) *[]*Badge { return &b.Labels })
	basketNext   = query.EdgeTo[Basket](func(b *Basket) **Basket { return &b.Next })
)

func TestReplaceMakesStoredRelationshipsEqualTheField(t *testing.T) {
	count := 0
	w := setup(t, ogm.WithGenerator("count", func() (any, error) { count++; return count, nil }))
	baskets := repository[Basket](w)
	p, q := &Bead{Name: "p"}, &Bead{Name: "q"}
	a := &Basket{
		ID: "a", Name: "A", Items: []*Item{{Beads: []*Bead{p}}, {}}, Beside: []Basket{{ID: "b"}, {ID: "c"}},
		Labels: []*Badge{{ID: "1", Bead: q}, {ID: "2", Bead: q}}, Next: &Basket{ID: "b"},
	}
	require.NoError(t, baskets.Save(w.ctx, a, &Basket{ID: "z", Items: []*Item{{}}}))
	const links = "MATCH (x:Basket {id: 'a'})-[e]-(y) RETURN type(e), coalesce(e.id, ''), coalesce(y.id, y.name), coalesce(e.color, '') ORDER BY type(e), e.id, coalesce(toString(y.id), y.name)"
	require.Len(t, w.rows(links, nil), 7)

	// what is not named stays, and so do the properties of the node
	a.Name = "changed"
	a.Items = []*Item{a.Items[1], {}}
	a.Beside = []Basket{{ID: "c"}, {ID: "d"}}
	a.Labels = []*Badge{{ID: "2", Bead: q, Color: "red"}, {ID: "3", Bead: p}}
	a.Next = nil
	require.NoError(t, baskets.Replace(w.ctx, a, basketItems, basketBeside, basketLabels))
	assert.Equal(t, [][]any{
		{"BESIDE", "", "c", ""},
		{"BESIDE", "", "d", ""},
		{"HOLDS", "", int64(a.Items[0].ID), ""},
		{"HOLDS", "", int64(a.Items[1].ID), ""},
		{"NEXT", "", "b", ""},
		{"ON", "2", "q", "red"},
		{"ON", "3", "p", ""},
	}, w.rows(links, nil))
	assert.Equal(t, [][]any{{"A"}}, w.rows("MATCH (b:Basket {id: 'a'}) RETURN b.name", nil))
	assert.Len(t, w.rows("MATCH (i:Item) RETURN i", nil), 3, "the one that was dropped is gone, that of another basket is not")

	require.NoError(t, baskets.Replace(w.ctx, a, basketNext), "a nil pointer is nobody")
	a.Items, a.Beside = []*Item{}, []Basket{}
	require.NoError(t, baskets.Replace(w.ctx, a, basketItems, basketBeside))
	assert.Equal(t, [][]any{{"ON", "2", "q", "red"}, {"ON", "3", "p", ""}}, w.rows(links, nil))
	assert.Len(t, w.rows("MATCH (i:Item) RETURN i", nil), 1)

	// both sides of one relationship
	z := &Basket{ID: "z", Beside: []Basket{{ID: "a"}}}
	a.Beside = []Basket{{ID: "z"}}
	require.NoError(t, baskets.Save(w.ctx, &Basket{ID: "z", Beside: []Basket{{ID: "d"}}}))
	require.NoError(t, baskets.Replace(w.ctx, z, basketBeside))
	require.NoError(t, baskets.Replace(w.ctx, a, basketBeside))
	assert.Equal(t, [][]any{{"z"}}, w.rows("MATCH (:Basket {id: 'a'})-[:BESIDE]-(y) RETURN y.id", nil))
	assert.Equal(t, [][]any{{"a"}}, w.rows("MATCH (:Basket {id: 'z'})-[:BESIDE]-(y) RETURN y.id", nil))
}

// A Choir has singers that are members; whoever else its relationships lead to is not in its
// fields, and none of its business.
type (
	Choir struct {
		ogm.Node `neo4j:"Choir"`

		ID      string        `neo4j:"id,key"`
		Singers []*Singer     `neo4j:"-[:HAS]->"`
		Scores  []*SheetMusic `neo4j:"-[:KEEPS]->,owned"`
	}
	Singer struct {
		ogm.Node `neo4j:"Human:Singer"`

		ID string `neo4j:"id,key"`
	}
	SheetMusic struct {
		ogm.Node `neo4j:"Paper:SheetMusic"`

		ID string `neo4j:"id,key"`
	}
)

func TestNodesThatAFieldWouldNotLoadAreLeftAlone(t *testing.T) {
	w := setup(t)
	choirs := repository[Choir](w)
	singers := query.Edge(func(c *Choir) *[]*Singer { return &c.Singers })
	scores := query.Edge(func(c *Choir) *[]*SheetMusic { return &c.Scores })
	require.NoError(t, choirs.Save(w.ctx, &Choir{ID: "c", Singers: []*Singer{{ID: "ann"}}, Scores: []*SheetMusic{{ID: "mass"}}}))
	w.rows("MATCH (c:Choir) CREATE (c)-[:HAS]->(:Human {id: 'cook'}), (c)-[:KEEPS]->(:Paper {id: 'menu'})", nil)
	rest := func() []string {
		return firsts(w.rows("MATCH (:Choir)-->(n) RETURN n.id AS id ORDER BY id", nil))
	}
	require.NoError(t, choirs.Replace(w.ctx, &Choir{ID: "c", Singers: []*Singer{}, Scores: []*SheetMusic{}}, singers, scores))
	assert.Equal(t, []string{"cook", "menu"}, rest())

	require.NoError(t, choirs.Save(w.ctx, &Choir{ID: "c", Singers: []*Singer{{ID: "ann"}}, Scores: []*SheetMusic{{ID: "mass"}}}))
	unit := w.db.NewUnit()
	choir := get(w, choirs, unit, "c", singers, scores)
	choir.Singers, choir.Scores = choir.Singers[:0], choir.Scores[:0]
	w.commit(unit)
	assert.Equal(t, []string{"cook", "menu"}, rest())

	choirs.In(unit).Save(&Choir{ID: "d", Scores: []*SheetMusic{{ID: "song"}}})
	w.commit(unit)
	require.NoError(t, choirs.Delete(w.ctx, &Choir{ID: "c"}))
	_, err := choirs.Match().Delete(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"ann", "cook", "menu"}, firsts(w.rows("MATCH (n) RETURN n.id AS id ORDER BY id", nil)))
}

func TestMistakesInReplaceAreNamed(t *testing.T) {
	w := setup(t, ogm.WithGenerator("count", func() (any, error) { return 1, nil }))
	baskets := repository[Basket](w)
	stars := repository[Star](w)
	starFollows := query.EdgeTo[Titled](func(s *Star) *[]Titled { return &s.Follows })
	require.ErrorIs(t, baskets.Replace(w.ctx, &Basket{ID: "none", Items: []*Item{{}}}, basketItems), ogm.ErrNotFound)
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil), "nothing is half done")
	require.ErrorContains(t, baskets.Replace(w.ctx, &Basket{ID: "a"}, basketItems), "Basket.Items is nil")
	require.ErrorContains(t, baskets.Replace(w.ctx, &Basket{Items: []*Item{}}, basketItems), "Basket.ID is the key and empty")
	require.ErrorContains(t, baskets.Replace(w.ctx, &Basket{ID: "a"}), "needs the relationships")
	require.ErrorContains(t, baskets.Replace(w.ctx, nil, basketItems), "the Basket is nil")
	require.ErrorContains(t, stars.Replace(w.ctx, &Star{ID: "a", Follows: []Titled{}}, starFollows), "change it in a unit of work")
}

// What is owned goes with its owner, whatever has changed in it meanwhile.
func TestAnOwnedNodeThatChangedGoesWithItsOwner(t *testing.T) {
	w := setup(t, ogm.WithGenerator("count", func() (any, error) { return 7, nil }))
	baskets := repository[Basket](w)
	bead := &Bead{Name: "p"}
	require.NoError(t, baskets.Save(w.ctx, &Basket{ID: "a", Items: []*Item{{ID: 1, Beads: []*Bead{bead}}}}))
	unit := w.db.NewUnit()
	a, err := baskets.In(unit).Get(w.ctx, "a", query.With(basketItems.With(query.Edge(func(i *Item) *[]*Bead { return &i.Beads }))))
	require.NoError(t, err)
	a.Items[0].ID = 2
	a.Items[0].Beads[0].Name = "q"
	a.Items[0].Beads = append(a.Items[0].Beads, a.Items[0].Beads[0])
	baskets.In(unit).Delete(a)
	assert.Equal(t, 3, w.commit(unit).NodesDeleted)
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))
	assert.Zero(t, w.commit(unit))
}
