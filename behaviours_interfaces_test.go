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
