package ogm_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// An Ark keeps animals, each a struct of its own; a Kitten is a Lynx with a label more, and
// Tom and Tabby are both a Lynx with another.
type (
	Ark struct {
		ogm.Node `neo4j:"Ark"`

		ID     string      `neo4j:"id,key"`
		Star   Passenger   `neo4j:"-[:SHOWS]->"`
		Keeps  []Passenger `neo4j:"-[:KEEPS]->"`
		Guards []*Guard    `neo4j:"-[:GUARDS]->"`
	}
	Lynx struct {
		ogm.Node `neo4j:"Lynx"`

		ID    string      `neo4j:"id,key"`
		Lives int         `neo4j:"lives"`
		Hunts []Passenger `neo4j:"-[:HUNTS]->"`
	}
	Kitten struct {
		ogm.Node `neo4j:"Lynx:Kitten"`

		ID   string `neo4j:"id,key"`
		Toys int    `neo4j:"toys"`
	}
	Mouse struct {
		ogm.Node `neo4j:"Mouse"`

		ID   string `neo4j:"id,key"`
		Size int    `neo4j:"size"`
	}
	Guard struct {
		ogm.Relationship `neo4j:"GUARDS"`

		Hours int       `neo4j:"hours"`
		Ark   *Ark      `neo4j:",start"`
		Whom  Passenger `neo4j:",end"`
	}
	Passenger interface{ sound() string }
	Tom       struct {
		ogm.Node `neo4j:"Lynx:Tom"`

		ID string `neo4j:"id,key"`
	}
	Tabby struct {
		ogm.Node `neo4j:"Lynx:Tabby"`

		ID string `neo4j:"id,key"`
	}
)

func (*Lynx) sound() string   { return "meow" }
func (*Kitten) sound() string { return "mew" }
func (*Mouse) sound() string  { return "peep" }
func (*Tom) sound() string    { return "" }
func (*Tabby) sound() string  { return "" }

var (
	arkStar   = query.EdgeTo[Passenger](func(z *Ark) *Passenger { return &z.Star })
	arkKeeps  = query.EdgeTo[Passenger](func(z *Ark) *[]Passenger { return &z.Keeps })
	arkGuards = query.EdgeTo[Passenger](func(z *Ark) *[]*Guard { return &z.Guards })
	catHunts  = query.EdgeTo[Passenger](func(c *Lynx) *[]Passenger { return &c.Hunts })
)

func TestReadingByAnInterfaceGivesTheRightConcreteTypesAlsoInsideLists(t *testing.T) {
	w := setup(t, ogm.WithTypes(Lynx{}, Kitten{}, Mouse{}))
	arks, cats := repository[Ark](w), repository[Lynx](w)
	unit := w.db.NewUnit()
	cat, kitten, mouse := &Lynx{ID: "c", Lives: 9}, &Kitten{ID: "k"}, &Mouse{ID: "m"}
	ark := &Ark{ID: "z", Star: kitten, Keeps: []Passenger{cat, kitten, mouse}, Guards: []*Guard{{Hours: 1, Whom: mouse}}}
	cat.Hunts = []Passenger{mouse, kitten}
	arks.In(unit).Save(ark)
	result := w.commit(unit)
	assert.Equal(t, []int{4, 7}, []int{result.NodesCreated, result.RelationshipsCreated})
	assert.Zero(t, w.commit(unit))

	other := w.db.NewUnit()
	read := get(w, arks, other, "z", arkKeeps, arkStar, arkGuards)
	hunter := get(w, cats, other, "c", catHunts)
	require.Len(t, read.Keeps, 3)
	require.IsType(t, &Kitten{}, read.Star)
	assert.True(t, slices.Contains(read.Keeps, read.Star), "one node is one pointer")
	assert.True(t, slices.Contains(read.Keeps, Passenger(hunter)))
	assert.True(t, slices.Contains(read.Keeps, read.Guards[0].Whom))
	assert.True(t, slices.Contains(hunter.Hunts, read.Star))
	assert.Zero(t, w.commit(other))
	read.Star.(*Kitten).Toys = 3
	read.Guards[0].Hours = 2
	hunter.Lives = 8
	assert.Equal(t, 3, w.commit(other).Rows)
	read.Star = hunter
	read.Keeps = slices.DeleteFunc(read.Keeps, func(a Passenger) bool { return a.sound() == "meow" })
	result = w.commit(other)
	assert.Equal(t, []int{1, 2}, []int{result.RelationshipsCreated, result.RelationshipsDeleted})
	read.Star = nil
	assert.Equal(t, 1, w.commit(other).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"GUARDS", "m"}, {"KEEPS", "k"}, {"KEEPS", "m"}}, w.rows("MATCH (:Ark)-[e]->(b) RETURN type(e), b.id ORDER BY type(e), b.id", nil))
	assert.Equal(t, [][]any{{"c", int64(8), nil}, {"k", nil, int64(3)}}, w.rows("MATCH (c:Lynx) RETURN c.id, c.lives, c.toys ORDER BY c.id", nil))
	assert.Equal(t, [][]any{{int64(2)}}, w.rows("MATCH ()-[e:GUARDS]->() RETURN e.hours", nil))
	require.NoError(t, other.Refresh(w.ctx, read, hunter))
	assert.Zero(t, w.commit(other))

	// the struct of another type that fits the same node
	as := get(w, cats, other, "k")
	assert.Equal(t, "k", as.ID)
	assert.Zero(t, w.commit(other))
}

func TestTwoCandidatesThatFitEquallyAreATypedError(t *testing.T) {
	w := setup(t, ogm.WithTypes(Lynx{}, Tom{}, Tabby{}))
	arks := repository[Ark](w)
	require.NoError(t, arks.Save(w.ctx, &Ark{ID: "z", Keeps: []Passenger{&Tom{ID: "t"}}}))
	unit := w.db.NewUnit()
	read := get(w, arks, unit, "z", arkKeeps)
	assert.IsType(t, &Tom{}, read.Keeps[0])
	unit.Clear()
	w.rows("MATCH (c:Tom) SET c:Tabby", nil)
	_, err := arks.In(unit).Get(w.ctx, "z", query.With(arkKeeps))
	var undecided *mapping.DecodeError
	require.ErrorAs(t, err, &undecided)
	assert.ErrorContains(t, err, "Tabby")
	assert.ErrorContains(t, err, "Tom")
	assert.False(t, unit.Contains(read))
	assert.Zero(t, w.commit(unit))
}

var (
	lynxID    = query.Prop(func(c *Lynx) *string { return &c.ID })
	lynxLives = query.Prop(func(c *Lynx) *int { return &c.Lives })
	guardedBy = query.Prop(func(g *Guard) *int { return &g.Hours })

	arkStarLynx   = query.EdgeTo[Lynx](func(z *Ark) *Passenger { return &z.Star })
	arkLynxes     = query.EdgeTo[Lynx](func(z *Ark) *[]Passenger { return &z.Keeps })
	arkMice       = query.EdgeTo[Mouse](func(z *Ark) *[]Passenger { return &z.Keeps })
	arkGuardedFor = query.EdgeVia[Guard, Lynx](func(z *Ark) *[]*Guard { return &z.Guards })
	lynxHunts     = query.EdgeTo[Lynx](func(c *Lynx) *[]Passenger { return &c.Hunts })
)

// A struct whose labels some types of an interface have says which of the nodes are meant, what
// conditions and orders are about, and where a plan goes on.
func TestAnEdgeToAnInterfaceIsAskedByAStructThatItsTypesHaveInCommon(t *testing.T) {
	w := setup(t, ogm.WithTypes(Lynx{}, Kitten{}, Mouse{}))
	w.rows("CREATE (z:Ark {id: 'z'})-[:KEEPS]->(c:Lynx {id: 'c', lives: 9}), (z)-[:KEEPS]->(k:Lynx:Kitten {id: 'k', lives: 2}), "+
		"(z)-[:KEEPS]->(d:Lynx {id: 'd', lives: 4}), (z)-[:KEEPS]->(m:Mouse {id: 'm', lives: 9, size: 1}), (z)-[:SHOWS]->(k), "+
		"(z)-[:GUARDS {hours: 3}]->(c), (z)-[:GUARDS {hours: 5}]->(d), (z)-[:GUARDS {hours: 7}]->(m), "+
		"(c)-[:HUNTS]->(d), (d)-[:HUNTS]->(k), (k)-[:HUNTS]->(m), (:Ark {id: 'y'})-[:KEEPS]->(m)", nil)
	arks := repository[Ark](w)
	ids := func(list []Passenger) (ids []string) {
		for _, passenger := range list {
			switch passenger := passenger.(type) {
			case *Lynx:
				ids = append(ids, "lynx "+passenger.ID)
			case *Kitten:
				ids = append(ids, "kitten "+passenger.ID)
			case *Mouse:
				ids = append(ids, "mouse "+passenger.ID)
			}
		}
		return ids
	}

	z, err := arks.Get(w.ctx, "z", query.With(arkLynxes.OrderBy(lynxLives.Desc()).With(lynxHunts), arkStarLynx))
	require.NoError(t, err)
	assert.Equal(t, []string{"lynx c", "lynx d", "kitten k"}, ids(z.Keeps), "the mouse has not the label")
	assert.Equal(t, []string{"lynx d"}, ids(z.Keeps[0].(*Lynx).Hunts))
	assert.Same(t, z.Keeps[1], z.Keeps[0].(*Lynx).Hunts[0])
	assert.Same(t, z.Keeps[2], z.Star)

	z, err = arks.Get(w.ctx, "z", query.With(arkLynxes.Where(lynxLives.Ge(4)).OrderBy(lynxID.Desc()).Limit(1)))
	require.NoError(t, err)
	assert.Equal(t, []string{"lynx d"}, ids(z.Keeps))

	z, err = arks.Get(w.ctx, "z", query.With(arkLynxes.OrderBy(lynxID.Asc()), arkMice))
	require.NoError(t, err)
	assert.Equal(t, []string{"lynx c", "lynx d", "kitten k", "mouse m"}, ids(z.Keeps), "two edges fill one field")

	z, err = arks.Get(w.ctx, "z", query.With(arkGuardedFor.WhereRelationship(guardedBy.Gt(2)).Where(lynxLives.Gt(4))))
	require.NoError(t, err)
	require.Len(t, z.Guards, 1)
	assert.Equal(t, []string{"lynx c"}, ids([]Passenger{z.Guards[0].Whom}))

	found, err := arks.Match(arkLynxes.Any(lynxLives.Eq(9))).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, found, 1, "the mouse with nine lives is none of those")
	assert.Equal(t, "z", found[0].ID)
	n, err := arks.Match(arkLynxes.Count(lynxLives.Gt(2)).Eq(2), arkLynxes.Any(lynxHunts.Any(lynxHunts.Any(lynxID.Eq("k"))))).Count(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(1), n)

	cats := repository[Lynx](w)
	c, err := cats.Get(w.ctx, "c", query.With(lynxHunts.Depth(1, 3)))
	require.NoError(t, err)
	d := c.Hunts[0].(*Lynx)
	assert.Equal(t, []string{"kitten k"}, ids(d.Hunts))

	unit := w.db.NewUnit()
	z = get(w, arks, unit, "z", arkLynxes)
	z.Keeps = append(z.Keeps[:0:0], &Mouse{ID: "n"})
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1, 0}, []int{result.NodesCreated, result.RelationshipsCreated, result.RelationshipsDeleted}, "what was loaded in part is added to")

	_, err = arks.Get(w.ctx, "z", query.With(query.EdgeTo[Ark](func(z *Ark) *[]Passenger { return &z.Keeps })))
	require.ErrorContains(t, err, "no registered type implements ogm_test.Passenger and has the labels of Ark")
	_, err = arks.Get(w.ctx, "z", query.With(arkLynxes.Into(func(z *Ark) *[]*Lynx { return nil })))
	require.Error(t, err)
}

// Where all types of an interface have the labels, nothing is left out, and what is dropped goes.
func TestAnEdgeToAWholeFamilyIsLoadedWhole(t *testing.T) {
	w := setup(t, ogm.WithTypes(Lynx{}, Kitten{}))
	w.rows("CREATE (z:Ark {id: 'z'})-[:KEEPS]->(:Lynx {id: 'c'}), (z)-[:KEEPS]->(:Lynx:Kitten {id: 'k'})", nil)
	unit := w.db.NewUnit()
	z := get(w, repository[Ark](w), unit, "z", arkLynxes.OrderBy(lynxID.Asc()))
	require.Len(t, z.Keeps, 2)
	z.Keeps = z.Keeps[:1]
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"c"}}, w.rows("MATCH (:Ark)-[:KEEPS]->(b) RETURN b.id", nil))
}
