package ogm_test

import (
	"slices"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Person-like nodes whose relationships have every form.
type (
	Skater struct {
		ogm.Node `neo4j:"Skater"`

		ID   string `neo4j:"id,key"`
		Name string `neo4j:"name"`

		Partners []*Skater   `neo4j:"-[:DANCES_WITH]-"`
		Admires  []*Skater   `neo4j:"-[:ADMIRES]->"`
		Trains   []*Skater   `neo4j:"-[:TRAINS]->"`
		Coach    *Skater     `neo4j:"<-[:TRAINS]-"`
		Next     *Skater     `neo4j:"-[:NEXT]->"`
		Prev     *Skater     `neo4j:"<-[:NEXT]-"`
		Rinks    []Rink      `neo4j:"-[:DANCES_IN]->"`
		Likes    []*Rink     `neo4j:"-[:LIKES]->"`
		Uses     []Venue     `neo4j:"-[:USES]->"`
		Plays    []*Turn     `neo4j:"-[:PLAYS]->"`
		Leads    *Pair       `neo4j:"-[:LEADS]->"`
		Payments []*Transfer `neo4j:"-[:PAYS]->"`
	}
	Rink struct {
		ogm.Node `neo4j:"Rink"`

		ID     string    `neo4j:"id,key"`
		Seats  int       `neo4j:"seats"`
		Admins []*Skater `neo4j:"-[:RUN_BY]->"`
		Cast   []*Turn   `neo4j:"<-[:PLAYS]-"`
	}
	Pond struct {
		ogm.Node `neo4j:"Pond"`

		ID   string `neo4j:"id,key"`
		Long int    `neo4j:"long"`
	}
	Turn struct {
		ogm.Relationship `neo4j:"PLAYS"`

		Name   string  `neo4j:"name"`
		Note   string  `neo4j:"note,omitempty"`
		Skater *Skater `neo4j:",start"`
		Rink   *Rink   `neo4j:",end"`
	}
	Pair struct {
		ogm.Relationship `neo4j:"LEADS"`

		Style string  `neo4j:"style"`
		Other *Skater `neo4j:",end"`
	}
	// Transfer has a key, so there may be many between two skaters.
	Transfer struct {
		ogm.Relationship `neo4j:"PAYS"`

		ID  int     `neo4j:"id,key"`
		Sum int     `neo4j:"sum"`
		To  *Skater `neo4j:",end"`
	}
	// Venue is where one skates.
	Venue interface{ place() string }
)

func (h *Rink) place() string { return h.ID }
func (s *Pond) place() string { return s.ID }

var (
	skaterPartners = query.Edge(func(d *Skater) *[]*Skater { return &d.Partners })
	skaterAdmires  = query.Edge(func(d *Skater) *[]*Skater { return &d.Admires })
	skaterTrains   = query.Edge(func(d *Skater) *[]*Skater { return &d.Trains })
	skaterCoach    = query.EdgeTo[Skater](func(d *Skater) **Skater { return &d.Coach })
	skaterNext     = query.EdgeTo[Skater](func(d *Skater) **Skater { return &d.Next })
	skaterPrev     = query.EdgeTo[Skater](func(d *Skater) **Skater { return &d.Prev })
	skaterRinks    = query.EdgeTo[Rink](func(d *Skater) *[]Rink { return &d.Rinks })
	skaterLikes    = query.Edge(func(d *Skater) *[]*Rink { return &d.Likes })
	skaterUses     = query.EdgeTo[Venue](func(d *Skater) *[]Venue { return &d.Uses })
	skaterPlays    = query.EdgeTo[Rink](func(d *Skater) *[]*Turn { return &d.Plays })
	skaterLeads    = query.EdgeTo[Skater](func(d *Skater) **Pair { return &d.Leads })
	skaterPayments = query.EdgeTo[Skater](func(d *Skater) *[]*Transfer { return &d.Payments })
	rinkCast       = query.EdgeTo[Skater](func(h *Rink) *[]*Turn { return &h.Cast })
	rinkAdmins     = query.Edge(func(h *Rink) *[]*Skater { return &h.Admins })
	skaterID       = query.Prop(func(d *Skater) *string { return &d.ID })
	rinkID         = query.Prop(func(h *Rink) *string { return &h.ID })
)

const (
	arrows  = "MATCH (a)-[e]->(b) RETURN a.id, type(e), b.id ORDER BY type(e), a.id, b.id"
	linkIDs = "MATCH (a)-[e]->(b) RETURN a.id + type(e) + b.id, e ORDER BY a.id, type(e), b.id"
)

// elementIDs is rows with nodes and relationships as their element ids.
func (w *world) elementIDs(text string) [][]any {
	w.Helper()
	rows := w.rows(text, nil)
	for _, row := range rows {
		for i, value := range row {
			if entity, ok := value.(neo4j.Entity); ok {
				row[i] = entity.GetElementId()
			}
		}
	}
	return rows
}

func skaters(ids ...string) []*Skater {
	var list []*Skater
	for _, id := range ids {
		list = append(list, &Skater{ID: id, Name: id})
	}
	return list
}

func TestRemovingAnElementFromALoadedFieldDeletesExactlyThatRelationship(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	d := skaters("a", "b", "c", "d")
	d[0].Admires, d[0].Trains, d[3].Admires = d[1:], d[1:3], d[1:2]
	require.NoError(t, repo.Save(w.ctx, d...))
	before := w.elementIDs(linkIDs)
	require.Len(t, before, 6)

	unit := w.db.NewUnit()
	a, d3 := get(w, repo, unit, "a", skaterAdmires.OrderBy(skaterID.Asc()), skaterTrains.OrderBy(skaterID.Asc())), get(w, repo, unit, "d", skaterAdmires)
	a.Admires = append(a.Admires[:1], a.Admires[2:]...)
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1, 0}, []int{result.Rows, result.RelationshipsDeleted, result.RelationshipsCreated})
	after := w.elementIDs(linkIDs)
	assert.Equal(t, [][]any{before[0], before[2], before[3], before[4], before[5]}, after)

	// to another owner: one goes, one comes, the others stay as they are
	a.Admires, d3.Admires = a.Admires[1:], append(d3.Admires, a.Admires[0])
	d3.Admires = d3.Admires[:1] // d admires b already
	w.commit(unit)
	get(w, repo, unit, "c", skaterAdmires)
	moved := a.Trains[0]
	a.Trains, d3.Trains = a.Trains[1:], []*Skater{moved}
	result = w.commit(unit)
	assert.Equal(t, []int{2, 1, 1}, []int{result.Rows, result.RelationshipsDeleted, result.RelationshipsCreated})
	assert.Equal(t, [][]any{{"a", "ADMIRES", "d"}, {"d", "ADMIRES", "b"}, {"a", "TRAINS", "c"}, {"d", "TRAINS", "b"}}, w.rows(arrows, nil), moved.ID)
	a.Admires = append(a.Admires[:0:0], a.Admires...)
	assert.Zero(t, w.commit(unit), "a copy of the list, or another order, is no change")
}

func TestAnUndirectedSelfRelationIsStoredOnceAndCanBeRemovedFromEitherSide(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	unit := w.db.NewUnit()
	d := skaters("a", "b", "c")
	d[0].Partners, d[1].Partners, d[2].Partners = []*Skater{d[1], d[2], d[0]}, []*Skater{d[0]}, []*Skater{d[0]}
	repo.In(unit).Save(d...)
	assert.Equal(t, 3, w.commit(unit).RelationshipsCreated)
	assert.Zero(t, w.commit(unit))
	d[1].Partners = []*Skater{} // from the side of b; the list of a is as it was
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Zero(t, w.commit(unit), "the old list of the other side brings nothing back")
	d[0].Partners = append(d[0].Partners, &Skater{ID: "d"})
	assert.Equal(t, 1, w.commit(unit).RelationshipsCreated, "nor when it changes")
	d[0].Partners = d[0].Partners[1:3]
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"a", "DANCES_WITH", "a"}, {"a", "DANCES_WITH", "c"}}, w.rows(arrows, nil))

	// whichever way it is stored
	w.rows("MATCH (a {id: 'a'})-[e:DANCES_WITH]->(c {id: 'c'}) DELETE e CREATE (c)-[:DANCES_WITH]->(a)", nil)
	for _, side := range []string{"a", "c"} {
		unit := w.db.NewUnit()
		loaded := get(w, repo, unit, side, skaterPartners.OrderBy(skaterID.Desc()).With(skaterPartners))
		assert.Zero(t, w.commit(unit))
		if side == "a" {
			require.Len(t, loaded.Partners, 2)
			assert.True(t, slices.Contains(loaded.Partners, loaded))
			loaded.Partners = loaded.Partners[:1]
		} else {
			loaded.Partners = []*Skater{}
		}
		assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	}
	assert.Empty(t, w.rows(arrows, nil))
}

func TestOutgoingPairsOfOneTypeMayExistInBothDirections(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	unit := w.db.NewUnit()
	d := skaters("a", "b")
	d[0].Admires, d[1].Admires = d[1:], d[:1]
	repo.In(unit).Save(d...)
	w.commit(unit)
	assert.Equal(t, [][]any{{"a", "ADMIRES", "b"}, {"b", "ADMIRES", "a"}}, w.rows(arrows, nil))
	d[1].Admires = []*Skater{}
	w.commit(unit)
	assert.Equal(t, [][]any{{"a", "ADMIRES", "b"}}, w.rows(arrows, nil))
}

func TestTwoRelationshipTypesBetweenOnePairAndOneTypeToTwoStructsMapApart(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	w.rows("CREATE (:Other {id: 'noise'})", nil)
	unit := w.db.NewUnit()
	d := skaters("a", "b")
	rink, pond := &Rink{ID: "h"}, &Pond{ID: "s"}
	d[0].Admires, d[0].Trains, d[0].Uses, d[0].Likes = d[1:], d[1:], []Venue{rink, pond}, []*Rink{rink}
	repo.In(unit).Save(d[0])
	result := w.commit(unit)
	assert.Equal(t, []int{4, 5}, []int{result.NodesCreated, result.RelationshipsCreated})

	other := w.db.NewUnit()
	_, err := ogm.NewRepository[Pond](w.db)
	require.NoError(t, err)
	a := get(w, repo, other, "a", skaterAdmires, skaterTrains, skaterUses, skaterLikes)
	require.Len(t, a.Uses, 2)
	assert.Zero(t, w.commit(other))
	assert.Same(t, a.Admires[0], a.Trains[0])
	assert.True(t, slices.Contains(a.Uses, Venue(a.Likes[0])), "one node is one pointer behind an interface, too")
	for _, venue := range a.Uses {
		switch v := venue.(type) {
		case *Rink:
			v.Seats = 5
		case *Pond:
			v.Long = 6
		}
	}
	assert.Equal(t, 2, w.commit(other).Rows)
	a.Uses = append(a.Uses, &Pond{ID: "t"})
	assert.Equal(t, 2, w.commit(other).Rows)
	a.Uses, a.Admires = a.Uses[2:], []*Skater{}
	assert.Equal(t, 3, w.commit(other).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"a", "LIKES", "h"}, {"a", "TRAINS", "b"}, {"a", "USES", "t"}}, w.rows(arrows, nil))
	assert.Equal(t, [][]any{{int64(5), int64(6)}}, w.rows("MATCH (h:Rink), (s:Pond {id: 's'}) RETURN h.seats, s.long", nil))
}

func TestASharedTargetSavedThroughSeveralParentsIsOneNode(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	unit := w.db.NewUnit()
	rink := &Rink{ID: "h", Seats: 7}
	d := skaters("a", "b", "c")
	d[0].Likes, d[1].Likes, d[2].Uses = []*Rink{rink}, []*Rink{{ID: "h"}}, []Venue{rink}
	repo.In(unit).Save(d...)
	assert.Equal(t, 4, w.commit(unit).NodesCreated)
	assert.Zero(t, w.commit(unit))
	assert.Equal(t, [][]any{{int64(7), int64(3)}}, w.rows("MATCH (h:Rink)--(d) RETURN h.seats, count(d)", nil))
	rink.Seats = 8
	assert.Equal(t, 1, w.commit(unit).Rows)
	d[1].Likes = append(d[1].Likes, &Rink{ID: "i"})
	assert.Equal(t, 2, w.commit(unit).Rows, "a stub stands for the node that the unit tracks")
	d[1].Likes = d[1].Likes[1:]
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"a", "LIKES", "h"}, {"b", "LIKES", "i"}, {"c", "USES", "h"}}, w.rows(arrows, nil))
}

func TestRelationshipsWithPropertiesAreAddedUpdatedInPlaceAndDeleted(t *testing.T) {
	w := setup(t)
	repo, rinks := repository[Skater](w), repository[Rink](w)
	unit := w.db.NewUnit()
	a := &Skater{ID: "a", Plays: []*Turn{{Name: "x", Rink: &Rink{ID: "h"}}, {Name: "y", Rink: &Rink{ID: "i"}}}}
	repo.In(unit).Save(a)
	w.commit(unit)
	before := w.elementIDs(linkIDs)
	a.Plays[0].Name = "z"
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1, 0}, []int{result.Rows, result.PropertiesSet, result.RelationshipsCreated})
	assert.Equal(t, before, w.elementIDs(linkIDs))
	a.Plays = append(a.Plays, &Turn{Name: "new", Rink: a.Plays[0].Rink})
	_, err := unit.Commit(w.ctx)
	require.ErrorContains(t, err, "Skater.Plays", "without a key there is one between two nodes")
	a.Plays = a.Plays[:2]
	assert.Zero(t, w.commit(unit))

	// one end is replaced: another relationship
	a.Plays[1].Rink = &Rink{ID: "j"}
	result = w.commit(unit)
	assert.Equal(t, []int{1, 1}, []int{result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Equal(t, [][]any{{"h", "z"}, {"j", "y"}}, w.rows("MATCH ()-[e:PLAYS]->(h) RETURN h.id, e.name ORDER BY h.id", nil))

	// a new struct between the same nodes takes the place of the old one
	a.Plays[0] = &Turn{Name: "again", Rink: a.Plays[0].Rink}
	w.commit(unit)
	assert.Equal(t, [][]any{{"h", "again"}, {"j", "y"}}, w.rows("MATCH ()-[e:PLAYS]->(h) RETURN h.id, e.name ORDER BY h.id", nil))
	assert.Equal(t, before[0], w.elementIDs(linkIDs)[0])

	h := get(w, rinks, unit, "h", rinkCast)
	assert.Same(t, a.Plays[0], h.Cast[0])
	h.Cast = []*Turn{}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"a", "PLAYS", "j"}}, w.rows(arrows, nil))
}

// The struct that stands for a stored relationship says already where it is to lead. Whoever reads what is
// stored until then gets another one.
func TestARelationshipThatLeadsElsewhereIsReadAsItIsStored(t *testing.T) {
	w := setup(t)
	repo, rinks := repository[Skater](w), repository[Rink](w)
	w.rows("CREATE (a:Skater {id: 'a', name: ''})-[:PLAYS {name: 'x'}]->(:Rink {id: 'h', seats: 1}), (:Rink {id: 'i', seats: 1})", nil)
	unit := w.db.NewUnit()
	a, i := get(w, repo, unit, "a", skaterPlays), get(w, rinks, unit, "i")
	turn := a.Plays[0]
	turn.Rink = i
	h := get(w, rinks, unit, "h", rinkCast)
	require.Len(t, h.Cast, 1)
	assert.Equal(t, &Turn{Name: "x", Skater: a, Rink: h}, h.Cast[0])
	assert.Same(t, i, turn.Rink)

	result := w.commit(unit)
	assert.Equal(t, []int{1, 1}, []int{result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Equal(t, [][]any{{"a", "PLAYS", "i"}}, w.rows(arrows, nil))
	assert.Zero(t, w.commit(unit), "what the rink holds went")
	turn.Name = "y"
	assert.Equal(t, 1, w.commit(unit).PropertiesSet)
	assert.Equal(t, [][]any{{"i", "y"}}, w.rows("MATCH ()-[e:PLAYS]->(h) RETURN h.id, e.name", nil))
}

func TestARelationshipThatIsReadWhileItsKeyChangesStaysOne(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	w.rows("CREATE (a:Skater {id: 'a', name: ''})-[:PAYS {id: 1, sum: 10}]->(:Skater {id: 'b', name: ''})", nil)
	unit := w.db.NewUnit()
	a, b := get(w, repo, unit, "a"), get(w, repo, unit, "b")
	paid := &Transfer{ID: 2, Sum: 20, To: b}
	a.Payments = append(a.Payments, paid)
	w.commit(unit)
	paid.ID = 3
	get(w, repo, unit, "a", skaterPayments)
	require.Len(t, a.Payments, 2)
	assert.Contains(t, a.Payments, paid)

	result := w.commit(unit)
	assert.Equal(t, []int{1, 0, 0}, []int{result.PropertiesSet, result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Equal(t, [][]any{{int64(1), int64(10)}, {int64(3), int64(20)}}, w.rows("MATCH ()-[e:PAYS]->() RETURN e.id, e.sum ORDER BY e.id", nil))
	assert.Zero(t, w.commit(unit))
}

func TestParallelRelationshipsAreToldApartByTheirKey(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	unit := w.db.NewUnit()
	d := skaters("a", "b")
	for i := range 4 {
		d[0].Payments = append(d[0].Payments, &Transfer{ID: i + 1, Sum: i, To: d[1]})
	}
	repo.In(unit).Save(d[0])
	w.commit(unit)
	d[0].Payments[0].Sum = 10
	d[0].Payments[1].ID = 20 // its own key, in place
	before := w.elementIDs("MATCH ()-[e:PAYS {id: 2}]->() RETURN e")
	assert.Equal(t, 2, w.commit(unit).Rows)
	assert.Equal(t, before, w.elementIDs("MATCH ()-[e:PAYS {id: 20}]->() RETURN e"))
	d[0].Payments = append(d[0].Payments[:2], d[0].Payments[3])
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1}, []int{result.Rows, result.RelationshipsDeleted})
	const stored = "MATCH ()-[e:PAYS]->() RETURN e.id, e.sum ORDER BY e.id"
	assert.Equal(t, [][]any{{int64(1), int64(10)}, {int64(4), int64(3)}, {int64(20), int64(1)}}, w.rows(stored, nil))
	other := w.db.NewUnit()
	a := get(w, repo, other, "a", skaterPayments)
	require.Len(t, a.Payments, 3)
	assert.Zero(t, w.commit(other))
	a.Payments[0].ID, a.Payments[1].ID = a.Payments[1].ID, a.Payments[0].ID
	w.commit(other)
	want := map[int]int{1: 10, 4: 3, 20: 1}
	want[a.Payments[0].ID], want[a.Payments[1].ID] = a.Payments[0].Sum, a.Payments[1].Sum
	got := map[int]int{}
	for _, row := range w.rows(stored, nil) {
		got[int(row[0].(int64))] = int(row[1].(int64))
	}
	assert.Equal(t, want, got)
}

func TestANilFieldIsNeverTouchedAnEmptyOneRemovesWhatWasLoaded(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	d := skaters("a", "b", "c")
	d[0].Admires, d[0].Trains, d[0].Leads = d[1:], d[1:], &Pair{Style: "x", Other: d[1]}
	require.NoError(t, repo.Save(w.ctx, d[0]))
	unit := w.db.NewUnit()
	a := get(w, repo, unit, "a", skaterAdmires, skaterLeads)
	a.Admires, a.Trains = nil, []*Skater{}
	assert.Zero(t, w.commit(unit), "nil is no wish, and of what was not loaded an empty list knows nothing")
	a.Admires = []*Skater{}
	assert.Equal(t, 2, w.commit(unit).RelationshipsDeleted)
	a.Leads.Style = "y"
	assert.Equal(t, 1, w.commit(unit).Rows)
	a.Leads = nil // of one pointer there is no other way to say it
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"a", "TRAINS", "b"}, {"a", "TRAINS", "c"}}, w.rows(arrows, nil))
	b := get(w, repo, unit, "b", skaterCoach)
	assert.Same(t, a, b.Coach)
	b.Coach = &Skater{ID: "new"}
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1}, []int{result.RelationshipsDeleted, result.RelationshipsCreated})
	assert.Equal(t, [][]any{{"a", "TRAINS", "c"}, {"new", "TRAINS", "b"}}, w.rows(arrows, nil))
	c := get(w, repo, unit, "c") // its coach was not loaded
	assert.Nil(t, c.Coach)
	assert.Zero(t, w.commit(unit))
}

func TestAFilteredLoadCanAddButNeverDelete(t *testing.T) {
	for name, edge := range map[string]query.EdgeField[Skater, Skater]{
		"Where": skaterAdmires.Where(skaterID.Lt("c")).OrderBy(skaterID.Asc()),
		"Limit": skaterAdmires.OrderBy(skaterID.Asc()).Limit(1),
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			repo := repository[Skater](w)
			d := skaters("a", "b", "c")
			d[0].Admires = d[1:]
			require.NoError(t, repo.Save(w.ctx, d[0]))
			unit := w.db.NewUnit()
			a := get(w, repo, unit, "a", edge)
			require.Len(t, a.Admires, 1)
			a.Admires = []*Skater{}
			assert.Zero(t, w.commit(unit))
			a.Admires = []*Skater{{ID: "d"}}
			assert.Equal(t, 1, w.commit(unit).RelationshipsCreated)
			a.Admires = []*Skater{}
			assert.Zero(t, w.commit(unit))
			assert.Len(t, w.rows(arrows, nil), 3)
			get(w, repo, unit, "a", skaterAdmires)
			assert.Len(t, a.Admires, 3, "a load of all of it may delete")
			a.Admires = []*Skater{}
			assert.Equal(t, 3, w.commit(unit).RelationshipsDeleted)
		})
	}
}
