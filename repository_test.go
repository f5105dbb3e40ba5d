package ogm_test

import (
	"errors"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// Seat has a key of two properties.
type Seat struct {
	ogm.Node `neo4j:"Seat"`

	Hall   string `neo4j:"hall,key"`
	Number int    `neo4j:"number,key"`
	Taken  bool   `neo4j:"taken"`
}

// Actor is a Person for the database as well.
type Actor struct {
	ogm.Node `neo4j:"Person:Actor"`

	ID   string `neo4j:"id,key"`
	Fame int    `neo4j:"fame"`
}

// Keyless can be created and matched, not told apart.
type Keyless struct {
	ogm.Node `neo4j:"Keyless"`

	Text string `neo4j:"text"`
}

func TestSaveStoresAndGetReadsBack(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
	w := setup(t, ogm.WithClock(func() time.Time { return now }))
	people := repository[Person](w)
	email := "ann@example.org"
	ann := &Person{Name: "Ann", Email: &email, Born: 1984, Tags: []string{"a", "b"}}

	require.NoError(t, people.Save(w.ctx, ann))

	assert.Len(t, ann.ID, 36, "a zero key is generated")
	assert.Equal(t, now, ann.Created)
	assert.Equal(t, now, ann.Updated)
	assert.EqualValues(t, 1, ann.Version)
	assert.Equal(t, [][]any{{map[string]any{
		"id": ann.ID, "name": "Ann", "email": email, "born": int64(1984), "tags": []any{"a", "b"},
		"version": int64(1), "created": zulu(now), "updated": zulu(now),
	}}}, w.rows("MATCH (n:Person) RETURN properties(n)", nil))

	got, err := people.Get(w.ctx, ann.ID)
	require.NoError(t, err)
	assert.Equal(t, ann, got)
}

func TestSaveAgainUpdatesTheSameNode(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := setup(t, ogm.WithClock(func() time.Time { return now }))
	people := repository[Person](w)
	email := "ann@example.org"
	ann := &Person{ID: "ann", Name: "Ann", Email: &email, Born: 1984, Tags: []string{"a"}}
	require.NoError(t, people.Save(w.ctx, ann))
	created := now
	w.rows("MATCH (n:Person {id: 'ann'}) SET n.unknown = 'kept', n.score = 7.5, n:Extra", nil)

	now = now.Add(time.Hour)
	ann.Name, ann.Email, ann.Born, ann.Tags, ann.Score = "", nil, 0, []string{}, 99
	require.NoError(t, people.Save(w.ctx, ann))

	assert.EqualValues(t, 2, ann.Version)
	assert.Equal(t, created, ann.Created, "created stays")
	assert.Equal(t, now, ann.Updated)
	assert.Equal(t, [][]any{{
		map[string]any{
			"id": "ann", "name": "", "born": int64(1984), "tags": []any{}, "unknown": "kept", "score": 7.5,
			"version": int64(2), "created": zulu(created), "updated": zulu(now),
		},
		true,
	}}, w.rows("MATCH (n:Person) RETURN properties(n), n:Extra", nil), "nil removes, zero is stored, omitempty leaves alone, readonly and unknown survive")
}

func TestCreatedComesBackWhenAnotherObjectIsSavedOverTheNode(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := setup(t, ogm.WithClock(func() time.Time { return now }))
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "ann"}))
	first := now
	now = now.Add(time.Hour)

	again := &Person{ID: "ann", Version: 1}
	require.NoError(t, people.Save(w.ctx, again))
	assert.Equal(t, first, again.Created)
	assert.EqualValues(t, 2, again.Version)
}

func TestSaveOfNothingSendsNothing(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx))
	found, err := people.GetMany(w.ctx)
	require.NoError(t, err)
	assert.Empty(t, found)
}

func TestSaveRefusesBeforeAnythingIsSent(t *testing.T) {
	w := setup(t)
	people, seats, keyless := repository[Person](w), repository[Seat](w), repository[Keyless](w)
	bob := &Person{ID: "bob"}

	require.ErrorContains(t, people.Save(w.ctx, bob, nil), "the Person is nil (object 1)")
	require.ErrorContains(t, people.Save(w.ctx, bob, &Person{ID: "bob"}), "two different Person have the same key")
	require.ErrorContains(t, seats.Save(w.ctx, &Seat{}), "Seat.Hall is the key and empty")
	require.ErrorContains(t, keyless.Save(w.ctx, &Keyless{}), "Keyless has no key")
	require.ErrorContains(t, keyless.Delete(w.ctx, &Keyless{}), "Keyless has no key")
	_, err := keyless.Get(w.ctx, "x")
	require.ErrorContains(t, err, "Keyless has no key to get it by")

	var encode *mapping.EncodeError
	require.ErrorAs(t, people.Save(w.ctx, bob, &Person{ID: "x", Tags: []string{"ok", "\xff"}}), &encode)
	assert.Equal(t, "Person.Tags[1]", encode.Path)
	assert.Equal(t, [][]any{{int64(0)}}, w.rows("MATCH (n) RETURN count(n)", nil))
	assert.Zero(t, *bob.clone(func(p *Person) { p.ID = "" }), "bob was not touched")
}

func (p Person) clone(change func(*Person)) *Person {
	change(&p)
	return &p
}

func TestSaveOfOneObjectTwiceIsOneRow(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	ann := &Person{ID: "ann"}
	require.NoError(t, people.Save(w.ctx, ann, ann))
	assert.EqualValues(t, 1, ann.Version)
}

func TestKeylessNodesAreCreatedAndMatched(t *testing.T) {
	w := setup(t)
	keyless := repository[Keyless](w)
	require.NoError(t, keyless.Create(w.ctx, &Keyless{Text: "a"}, &Keyless{Text: "a"}))
	found, err := keyless.Match().All(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []*Keyless{{Text: "a"}, {Text: "a"}}, found)
}

func TestCompositeKey(t *testing.T) {
	w := setup(t)
	seats := repository[Seat](w)
	require.NoError(t, seats.Save(w.ctx, &Seat{Hall: "A", Number: 1}, &Seat{Hall: "A", Number: 2}, &Seat{Hall: "B", Number: 0}))
	require.NoError(t, seats.Save(w.ctx, &Seat{Hall: "A", Number: 2, Taken: true}))

	got, err := seats.Get(w.ctx, ogm.Key{"A", 2})
	require.NoError(t, err)
	assert.Equal(t, &Seat{Hall: "A", Number: 2, Taken: true}, got)

	found, err := seats.GetMany(w.ctx, ogm.Key{"B", 0}, ogm.Key{"A", 1})
	require.NoError(t, err)
	assert.Equal(t, []*Seat{{Hall: "B"}, {Hall: "A", Number: 1}}, found)

	_, err = seats.Get(w.ctx, "A")
	require.ErrorContains(t, err, "the key of Seat has 2 properties, and 1 values were given")
	_, err = seats.Get(w.ctx, ogm.Key{"A", "2"})
	require.ErrorContains(t, err, "Seat.Number: string: the value is not of type int")
}

// Visit has a time for a key, which is one value only at one offset.
type Visit struct {
	ogm.Node `neo4j:"Visit"`

	At   time.Time `neo4j:"at,key"`
	Note string    `neo4j:"note"`
}

func TestOneMomentAtTwoOffsetsIsTwoKeys(t *testing.T) {
	w := setup(t)
	visits := repository[Visit](w)
	moment := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	east, west := moment.In(time.FixedZone("", 3600)), moment.In(time.FixedZone("", -3600))
	require.NoError(t, visits.Save(w.ctx, &Visit{At: east, Note: "east"}, &Visit{At: west, Note: "west"}))
	found, err := visits.GetMany(w.ctx, west, east)
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, "west", found[0].Note)
	assert.Equal(t, "east", found[1].Note)
	require.ErrorContains(t, visits.Save(w.ctx, &Visit{At: east}, &Visit{At: moment.In(time.FixedZone("Lagos", 3600))}), "the same key")
}

func TestCreateMustBeNew(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	email := "shared@example.org"
	ann := &Person{ID: "ann", Email: &email}
	require.NoError(t, people.Create(w.ctx, ann))
	assert.EqualValues(t, 1, ann.Version)
	assert.False(t, ann.Created.IsZero())

	for name, test := range map[string]struct {
		object   *Person
		property string
	}{
		"key":    {&Person{ID: "ann"}, "id"},
		"unique": {&Person{ID: "bob", Email: &email}, "email"},
	} {
		t.Run(name, func(t *testing.T) {
			before := *test.object
			err := people.Create(w.ctx, &Person{ID: "innocent"}, test.object)
			var violation *ogm.ConstraintError
			require.ErrorAs(t, err, &violation)
			assert.Equal(t, "Person", violation.Label)
			assert.Equal(t, []string{test.property}, violation.Properties)
			assert.NotContains(t, err.Error(), email, "the value is withheld")
			var refused *neo4j.Neo4jError
			require.ErrorAs(t, err, &refused, "the driver's error stays reachable")
			assert.Equal(t, before, *test.object)
		})
	}
	assert.Equal(t, [][]any{{"ann"}}, w.rows("MATCH (n:Person) RETURN n.id", nil), "nothing is half done")
}

func TestStaleVersionIsRefused(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "ann", Name: "first"}, &Person{ID: "bob"}))
	mine, err := people.Get(w.ctx, "ann")
	require.NoError(t, err)
	theirs, err := people.Get(w.ctx, "ann")
	require.NoError(t, err)
	theirs.Name = "theirs"
	require.NoError(t, people.Save(w.ctx, theirs))

	mine.Name = "mine"
	gone := &Person{ID: "gone", Version: 3}
	err = people.Save(w.ctx, mine, gone, &Person{ID: "new"})
	require.ErrorIs(t, err, ogm.ErrStale)
	var stale *ogm.StaleError
	require.ErrorAs(t, err, &stale)
	assert.Equal(t, []any{"ann", "gone"}, []any{stale.Objects[0].Key[0], stale.Objects[1].Key[0]})
	assert.EqualValues(t, 1, stale.Objects[0].Expected)
	assert.EqualValues(t, 2, stale.Objects[0].Stored)
	assert.EqualValues(t, 0, stale.Objects[1].Stored)
	assert.EqualValues(t, 1, mine.Version)

	require.ErrorIs(t, people.Delete(w.ctx, mine), ogm.ErrStale)
	require.ErrorIs(t, people.Delete(w.ctx, gone), ogm.ErrStale)
	require.ErrorIs(t, people.Save(w.ctx, &Person{ID: "ann"}), ogm.ErrStale, "version 0 means new, and Ann is there")
	assert.Equal(t, [][]any{{"ann", "theirs", int64(2)}, {"bob", "", int64(1)}},
		w.rows("MATCH (n:Person) RETURN n.id, n.name, n.version ORDER BY n.id", nil), "nothing of a refused unit is stored")

	require.NoError(t, people.Delete(w.ctx, theirs))
	_, err = people.Get(w.ctx, "ann")
	require.ErrorIs(t, err, ogm.ErrNotFound)
}

func TestNodeWithoutAVersionIsAdopted(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	w.rows("CREATE (:Person {id: 'old', name: 'Old'})", nil)
	old, err := people.Get(w.ctx, "old")
	require.NoError(t, err)
	require.NoError(t, people.Save(w.ctx, old))
	assert.EqualValues(t, 1, old.Version)
}

func TestDeleteIsAllOrNothing(t *testing.T) {
	w := setup(t)
	seats := repository[Seat](w)
	first := &Seat{Hall: "A", Number: 1}
	require.NoError(t, seats.Save(w.ctx, first))
	w.rows("MATCH (s:Seat) CREATE (s)-[:IN]->(:Hall)", nil)

	err := seats.Delete(w.ctx, first, &Seat{Hall: "Z", Number: 9})
	require.ErrorIs(t, err, ogm.ErrNotFound)
	var missing *ogm.NotFoundError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []any{"Z", int64(9)}, missing.Objects[0].Key)
	assert.Equal(t, [][]any{{int64(1)}}, w.rows("MATCH (s:Seat) RETURN count(s)", nil))

	require.NoError(t, seats.Delete(w.ctx, first))
	assert.Equal(t, [][]any{{int64(0), int64(1)}}, w.rows("OPTIONAL MATCH (s:Seat) WITH count(s) AS seats MATCH (h:Hall) RETURN seats, count(h)", nil), "relationships go with the node, neighbours stay")
}

func TestGetManyKeepsTheOrderAsked(t *testing.T) {
	w := setup(t, ogm.WithBatchSize(2))
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "a"}, &Person{ID: "b"}, &Person{ID: "c"}))

	found, err := people.GetMany(w.ctx, "c", "a", "b", "a")
	require.NoError(t, err)
	require.Len(t, found, 4)
	assert.Equal(t, []string{"c", "a", "b", "a"}, []string{found[0].ID, found[1].ID, found[2].ID, found[3].ID})
	assert.Same(t, found[1], found[3])

	found, err = people.GetMany(w.ctx, "b", "nobody", "a")
	require.ErrorIs(t, err, ogm.ErrNotFound)
	var missing *ogm.NotFoundError
	require.ErrorAs(t, err, &missing)
	require.Len(t, missing.Objects, 1)
	assert.Equal(t, []any{"nobody"}, missing.Objects[0].Key)
	assert.NotContains(t, err.Error(), "nobody")
	require.Len(t, found, 2, "what was found comes along")
	assert.Equal(t, "b", found[0].ID)
}

func TestDuplicateKeysInTheDatabaseAreNoticed(t *testing.T) {
	w := setup(t)
	seats, err := ogm.NewRepository[Seat](w.db)
	require.NoError(t, err)
	w.rows("CREATE (:Seat {hall: 'A', number: 1}), (:Seat {hall: 'A', number: 1})", nil)

	_, err = seats.Get(w.ctx, ogm.Key{"A", 1})
	require.ErrorIs(t, err, ogm.ErrNotUnique)
	_, err = seats.GetMany(w.ctx, ogm.Key{"A", 1})
	require.ErrorIs(t, err, ogm.ErrNotUnique)
	require.ErrorIs(t, seats.Save(w.ctx, &Seat{Hall: "A", Number: 1, Taken: true}), ogm.ErrNotUnique)
	assert.Equal(t, [][]any{{nil}}, w.rows("MATCH (s:Seat) RETURN DISTINCT s.taken", nil), "nothing was stored")
	err = w.db.Schema().Ensure(w.ctx)
	require.ErrorContains(t, err, "the uniqueness constraint Seat_hall_number_unique on (:Seat {hall, number}) cannot be created: 2 nodes share 1 values")
}

func TestSecondLabelIsAddedAndRequired(t *testing.T) {
	w := setup(t)
	people, actors := repository[Person](w), repository[Actor](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "ann", Name: "Ann"}))
	_, err := actors.Get(w.ctx, "ann")
	require.ErrorIs(t, err, ogm.ErrNotFound, "Ann is no actor yet")

	require.NoError(t, actors.Save(w.ctx, &Actor{ID: "ann", Fame: 3}))
	assert.Equal(t, [][]any{{"Ann", int64(3), true}}, w.rows("MATCH (n:Person) RETURN n.name, n.fame, n:Actor", nil))
	got, err := actors.Get(w.ctx, "ann")
	require.NoError(t, err)
	assert.Equal(t, &Actor{ID: "ann", Fame: 3}, got)
}

func TestDecodeErrorNamesThePlace(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	w.rows("CREATE (:Person {id: 'odd', born: 'secret', tags: 5})", nil)
	_, err := people.Get(w.ctx, "odd")
	var misfit *mapping.DecodeError
	require.ErrorAs(t, err, &misfit)
	assert.Equal(t, "Person.Born", misfit.Path)
	assert.Equal(t, "STRING", misfit.Kind)
	assert.Equal(t, 1, misfit.More)
	assert.NotContains(t, err.Error(), "secret")
}

func TestNewRepositoryReportsTags(t *testing.T) {
	w := setup(t)
	type Bad struct {
		Born int `neo4j:"born,omitemtpy"`
	}
	_, err := ogm.NewRepository[Bad](w.db)
	var tagError *schema.TagError
	require.ErrorAs(t, err, &tagError)
	assert.Equal(t, "omitempty", tagError.Meant)

	_, err = ogm.NewRepository[*Person](w.db)
	require.ErrorAs(t, err, &tagError)
	require.ErrorContains(t, err, "a repository is for a struct type, not for a ptr")
}

func TestTypesOfTwoBuildersClashInNothing(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "ann"}))
	type Person struct { // another struct for the same label
		ogm.Node `neo4j:"Person"`
		ID       string `neo4j:"id,key"`
		Nickname string `neo4j:"nickname"`
	}
	others := repository[Person](w)
	require.NoError(t, others.Save(w.ctx, &Person{ID: "ann", Nickname: "A"}))
	got, err := people.Get(w.ctx, "ann")
	require.NoError(t, err)
	assert.EqualValues(t, 1, got.Version, "the other struct knows no version and leaves it")
}

func TestGenerators(t *testing.T) {
	type Ticket struct {
		ogm.Node `neo4j:"Ticket"`
		ID       string `neo4j:"id,key,generate=ulid"`
	}
	type Number string
	type Order struct {
		ogm.Node `neo4j:"Order"`
		ID       Number `neo4j:"id,key,generate=order"`
	}
	next := "O-1"
	var failing error
	w := setup(t, ogm.WithGenerator("order", func() (any, error) { return next, failing }))
	tickets, orders := repository[Ticket](w), repository[Order](w)

	ticket := &Ticket{}
	require.NoError(t, tickets.Save(w.ctx, ticket))
	assert.Len(t, ticket.ID, 26)

	order, assigned := &Order{}, &Order{ID: "own"}
	require.NoError(t, orders.Save(w.ctx, order, assigned))
	assert.Equal(t, Number("O-1"), order.ID)
	assert.Equal(t, Number("own"), assigned.ID, "a generator runs only on a zero key")

	failing = errors.New("no numbers left")
	require.ErrorIs(t, orders.Save(w.ctx, &Order{}), failing)
	failing, next = nil, ""
	require.ErrorContains(t, orders.Save(w.ctx, &Order{}), "empty")
}

func TestTimesInUTCEqualThoseOfCypher(t *testing.T) {
	type Tick struct {
		ogm.Node `neo4j:"Tick"`
		At       time.Time `neo4j:"at,key"`
	}
	w := setup(t)
	ticks := repository[Tick](w)
	w.rows("CREATE (:Tick {at: datetime('2026-03-01T12:00:00Z')})", nil)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	got, err := ticks.Get(w.ctx, at)
	require.NoError(t, err)
	assert.Equal(t, at, got.At)
	require.NoError(t, ticks.Save(w.ctx, got))
	assert.Len(t, w.rows("MATCH (t:Tick) RETURN t", nil), 1)
}

func TestAClockInAnyZoneWillDo(t *testing.T) {
	w := setup(t, ogm.WithClock(time.Now))
	people := repository[Person](w)
	ann := &Person{ID: "ann"}
	require.NoError(t, people.Save(w.ctx, ann))
	got, err := people.Get(w.ctx, "ann")
	require.NoError(t, err)
	assert.Equal(t, ann, got)
}

// One object is one node, however often it is passed, also when its key is made.
func TestAnObjectPassedTwiceIsOneNode(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	ann := &Person{Name: "Ann"}
	require.NoError(t, people.Save(w.ctx, ann, ann))
	assert.Equal(t, [][]any{{ann.ID, int64(1)}}, w.rows("MATCH (p:Person) RETURN p.id, p.version", nil))
	bob := &Person{Name: "Bob"}
	require.NoError(t, people.Create(w.ctx, bob, bob))
	assert.Equal(t, [][]any{{bob.ID, int64(1)}}, w.rows("MATCH (p:Person {name: 'Bob'}) RETURN p.id, p.version", nil))
}
