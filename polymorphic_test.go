package ogm_test

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Animal is what the animals below implement, and Creature what their nodes have in common.
type Animal interface{ Sound() string }

type Creature struct {
	ogm.Node `neo4j:"Creature"`

	ID   string `neo4j:"id,key"`
	Name string `neo4j:"name"`
}

type Hound struct {
	ogm.Node `neo4j:"Creature:Hound"`
	Creature

	Tricks []string `neo4j:"tricks"`
}

type Puppy struct {
	ogm.Node `neo4j:"Creature:Hound:Puppy"`
	Creature

	Weeks int `neo4j:"weeks"`
}

type Tomcat struct {
	ogm.Node `neo4j:"Creature:Tomcat"`

	ID      string `neo4j:"id,key"`
	Name    string `neo4j:"name"`
	Version int64  `neo4j:",version"`
}

func (*Hound) Sound() string  { return "woof" }
func (*Puppy) Sound() string  { return "yip" }
func (*Tomcat) Sound() string { return "meow" }

var CreatureName = query.Prop(func(c *Creature) *string { return &c.Name })

// Vessel is what boats implement; what a Boat has is embedded in them.
type Vessel interface{ afloat() }

type Boat struct {
	ogm.Node `neo4j:"Boat"`

	ID       string     `neo4j:"id,key"`
	Skippers []*Skipper `neo4j:"<-[:STEERS]-"`
	Found    []*Skipper `neo4j:"-"`
}

type Ferryboat struct {
	ogm.Node `neo4j:"Boat:Ferryboat"`
	Boat
}

type Skipper struct {
	ogm.Node `neo4j:"Skipper"`

	Name string `neo4j:"name,key"`
}

func (*Ferryboat) afloat() {}

func creatures(t *testing.T) (*world, *ogm.PolymorphicRepository[Animal, Creature]) {
	w := setup(t, ogm.WithTypes(Hound{}, Puppy{}, &Tomcat{}))
	animals, err := ogm.NewPolymorphicRepository[Animal, Creature](w.db)
	require.NoError(t, err)
	require.NoError(t, w.db.Schema().Ensure(w.ctx))
	require.NoError(t, animals.Save(w.ctx,
		&Hound{Creature: Creature{ID: "rex", Name: "Rex"}, Tricks: []string{"sit"}},
		&Puppy{Creature: Creature{ID: "pip", Name: "Pip"}, Weeks: 9},
		&Tomcat{ID: "tom", Name: "Tom"}))
	return w, animals
}

func TestRepositoryOfAnInterface(t *testing.T) {
	w, animals := creatures(t)
	assert.Equal(t, [][]any{{[]any{"Creature", "Hound", "Puppy"}}}, w.rows("MATCH (n {id: 'pip'}) UNWIND labels(n) AS l WITH l ORDER BY l RETURN collect(l)", nil))

	rex, err := animals.Get(w.ctx, "rex")
	require.NoError(t, err)
	assert.Equal(t, &Hound{Creature: Creature{ID: "rex", Name: "Rex"}, Tricks: []string{"sit"}}, rex)
	assert.Equal(t, "woof", rex.Sound())

	list, err := animals.GetMany(w.ctx, "tom", "pip", "tom", "none")
	require.ErrorIs(t, err, ogm.ErrNotFound, "with those that were found")
	require.Len(t, list, 3)
	assert.Equal(t, "yip", list[1].Sound(), "the most specific type")
	assert.Same(t, list[0], list[2])

	list, err = animals.Match(CreatureName.Ne("Rex")).OrderBy(CreatureName.Desc()).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.IsType(t, &Tomcat{}, list[0])
	assert.Equal(t, 9, list[1].(*Puppy).Weeks)

	one, err := animals.Match(CreatureName.Eq("Tom")).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(1), one.(*Tomcat).Version, "options of the concrete type are its own")
	_, err = animals.Match().One(w.ctx)
	require.ErrorIs(t, err, ogm.ErrNotUnique)
	count, err := animals.Match(CreatureName.StartsWith("P")).Count(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(1), count)

	require.ErrorIs(t, animals.Save(w.ctx, &Tomcat{ID: "tom"}), ogm.ErrStale)
	var violation *ogm.ConstraintError
	require.ErrorAs(t, animals.Create(w.ctx, &Puppy{Creature: Creature{ID: "rex"}}), &violation, "one key for all of them")
	require.NoError(t, animals.Delete(w.ctx, one, rex))
	assert.Equal(t, [][]any{{"pip"}}, w.rows("MATCH (n) RETURN n.id", nil))
}

func TestRepositoryOfTheBaseStruct(t *testing.T) {
	w, _ := creatures(t)
	all, err := repository[Creature](w).Match().OrderBy(CreatureName.Asc()).All(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []*Creature{{ID: "pip", Name: "Pip"}, {ID: "rex", Name: "Rex"}, {ID: "tom", Name: "Tom"}}, all, "what they have in common")
}

func TestNodesThatNoOrTwoTypesFit(t *testing.T) {
	w, animals := creatures(t)
	w.rows("CREATE (:Creature {id: 'eel'}), (:Creature:Hound:Tomcat {id: 'both'})", nil)

	_, err := animals.Get(w.ctx, "eel")
	var none *mapping.NoTypeError
	require.ErrorAs(t, err, &none)
	assert.EqualError(t, err, "ogm: Creature: NODE does not fit ogm_test.Animal: no registered type that implements ogm_test.Animal fits Creature; name it in ogm.WithTypes")
	_, err = animals.Get(w.ctx, "both")
	var ambiguous *mapping.AmbiguousTypeError
	require.ErrorAs(t, err, &ambiguous)
	assert.ErrorContains(t, err, "ogm_test.Hound and ogm_test.Tomcat fit Creature:Hound:Tomcat equally; give one of them another label")
	_, err = animals.Match().All(w.ctx)
	require.Error(t, err, "not a list with gaps")
}

// Stone has the methods and not the label; Ghost another key.
type Stone struct {
	ogm.Node `neo4j:"Stone"`

	ID string `neo4j:"id,key"`
}

type Ghost struct {
	ogm.Node `neo4j:"Creature:Ghost"`

	Name string `neo4j:"name,key"`
}

func (*Stone) Sound() string { return "" }
func (*Ghost) Sound() string { return "boo" }

type spoken string

func (spoken) Sound() string { return "" }

func TestPolymorphicRepositoryRefuses(t *testing.T) {
	w := setup(t, ogm.WithTypes(Stone{}))
	_, err := ogm.NewPolymorphicRepository[Animal, Creature](w.db)
	assert.EqualError(t, err, "ogm: no registered type implements ogm_test.Animal and has the label Creature; name the types in ogm.WithTypes")
	_, err = ogm.NewPolymorphicRepository[*Hound, Creature](w.db)
	assert.ErrorContains(t, err, "ogm: *ogm_test.Hound is no interface with methods")
	_, err = ogm.NewPolymorphicRepository[any, Creature](w.db)
	assert.ErrorContains(t, err, "ogm: interface {} is no interface with methods")
	_, err = ogm.NewPolymorphicRepository[Animal, Creature](nil)
	assert.ErrorContains(t, err, "the DB is nil")

	w, animals := creatures(t)
	assert.EqualError(t, animals.Save(w.ctx, nil), "ogm: the ogm_test.Animal is nil (object 0); leave it out")
	assert.EqualError(t, animals.Save(w.ctx, &Tomcat{ID: "x"}, (*Hound)(nil)), "ogm: the Hound is nil (object 1); leave it out")
	assert.EqualError(t, animals.Save(w.ctx, spoken("")), "ogm: object 0 is a ogm_test.spoken; pass a pointer to a struct")
	assert.EqualError(t, animals.Save(w.ctx, &Stone{ID: "x"}), "ogm: Stone has no label Creature, so a repository of Creature would not find it; add the label")
	assert.EqualError(t, animals.Save(w.ctx, &Ghost{Name: "x"}), "ogm: Ghost and Creature have different keys, so neither could be found by that of the other; give them the same")
	assert.Equal(t, [][]any{{int64(3)}}, w.rows("MATCH (n) RETURN count(n)", nil), "nothing was stored")
}

// What a base struct has, its embedder has: relationship fields, too, loaded by a plan or into another field.
func TestFieldsOfAnEmbeddedBaseAreLoadedThroughAnInterface(t *testing.T) {
	w := setup(t, ogm.WithTypes(Ferryboat{}, Skipper{}))
	boats, err := ogm.NewPolymorphicRepository[Vessel, Boat](w.db)
	require.NoError(t, err)
	require.NoError(t, w.db.Schema().Ensure(w.ctx))
	require.NoError(t, boats.Save(w.ctx, &Ferryboat{Boat: Boat{ID: "f", Skippers: []*Skipper{{Name: "Ann"}, {Name: "Bob"}}}}))

	skippers := query.Edge(func(b *Boat) *[]*Skipper { return &b.Skippers })
	first := query.Prop(func(s *Skipper) *string { return &s.Name }).Eq("Ann")
	for name, plan := range map[string]query.Plan[Boat]{
		"a plan": query.With(skippers.Where(first)),
		"into":   query.With(skippers.Where(first).Into(func(b *Boat) *[]*Skipper { return &b.Found })),
	} {
		for _, get := range []func(context.Context, any, ...query.Plan[Boat]) (Vessel, error){boats.Get, boats.In(w.db.NewUnit()).Get} {
			vessel, err := get(w.ctx, "f", plan)
			require.NoError(t, err)
			boat := vessel.(*Ferryboat).Boat
			assert.Equal(t, []*Skipper{{Name: "Ann"}}, append(boat.Skippers, boat.Found...), name)
		}
	}
}

// What a stream has given is not kept for its end.
func TestAStreamOfAFamilyHoldsOneNode(t *testing.T) {
	w := setup(t, ogm.WithTypes(Hound{}, Puppy{}))
	animals, err := ogm.NewPolymorphicRepository[Animal, Creature](w.db)
	require.NoError(t, err)
	w.rows("UNWIND range(1, 100) AS i CREATE (:Creature:Hound {id: toString(i)})", nil)
	var given []weak.Pointer[Hound]
	for animal, err := range animals.Match().Stream(w.ctx) {
		require.NoError(t, err)
		given = append(given, weak.Make(animal.(*Hound)))
		if len(given) == 90 {
			runtime.GC()
			for _, before := range given[:80] {
				require.Nil(t, before.Value())
			}
		}
	}
	assert.Len(t, given, 100)
}

// Cart has no version; three of its kinds have, one of them a kind of another.
type (
	Cart struct {
		ogm.Node `neo4j:"Cart"`

		Plate string `neo4j:"plate,key"`
		City  string `neo4j:"city"`
	}
	Wagon struct {
		ogm.Node `neo4j:"Cart:Wagon"`
		Cart

		Version int64     `neo4j:"version,version"`
		Changed time.Time `neo4j:"changed,updated"`
	}
	Tanker struct {
		ogm.Node `neo4j:"Cart:Wagon:Tanker"`
		Cart

		Version int64 `neo4j:"version,version"`
		Litres  int   `neo4j:"litres"`
	}
	Barrow struct {
		ogm.Node `neo4j:"Cart:Barrow"`
		Cart
	}
	Coach struct {
		ogm.Node `neo4j:"Cart:Coach"`
		Cart

		Version int64 `neo4j:"version,version"`
	}
	Rolling interface{ rolls() }
)

func (*Wagon) rolls()  {}
func (*Tanker) rolls() {}
func (*Barrow) rolls() {}
func (*Coach) rolls()  {}

var CartCity = query.Prop(func(c *Cart) *string { return &c.City })

func TestUpdatesOfAFamilyRaiseTheVersionsOfItsTypes(t *testing.T) {
	w := setup(t, ogm.WithTypes(Wagon{}, Tanker{}, Barrow{}, Coach{}), ogm.WithClock(func() time.Time { return evening }))
	carts, err := ogm.NewPolymorphicRepository[Rolling, Cart](w.db)
	require.NoError(t, err)
	require.NoError(t, w.db.Schema().Ensure(w.ctx))
	wagon := &Wagon{Cart: Cart{Plate: "w"}}
	require.NoError(t, carts.Save(w.ctx, wagon, &Tanker{Cart: Cart{Plate: "t"}}, &Barrow{Cart: Cart{Plate: "b"}}, &Coach{Cart: Cart{Plate: "c"}}))
	w.rows("MATCH (c:Cart) REMOVE c.changed", nil)
	rename, err := carts.Match().CompileUpdate(CartCity.Given("city").Set())
	require.NoError(t, err)
	for i, update := range []func() (int64, error){
		func() (int64, error) { return carts.Match().Update(w.ctx, CartCity.Set("Ulm")) },
		func() (int64, error) { return carts.Match().InTransactions(2).Update(w.ctx, CartCity.Set("Ulm")) },
		func() (int64, error) { return rename.Run(w.ctx, query.Args{"city": "Ulm"}) },
	} {
		n, err := update()
		require.NoError(t, err)
		assert.EqualValues(t, 4, n)
		version := int64(i + 2)
		assert.Equal(t, [][]any{{"b", "Ulm", nil, nil}, {"c", "Ulm", version, nil}, {"t", "Ulm", version, "2030-01-02T20:00:00Z"}, {"w", "Ulm", version, "2030-01-02T20:00:00Z"}},
			w.rows("MATCH (c:Cart) RETURN c.plate, c.city, c.version, toString(c.changed) ORDER BY c.plate", nil))
	}
	require.ErrorIs(t, carts.Save(w.ctx, wagon), ogm.ErrStale, "who loaded it before is told")
}
