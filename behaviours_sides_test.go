package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// TurnNote is another struct for the relationship of Turn, and RinkNote another for Rink.
type (
	TurnNote struct {
		ogm.Relationship `neo4j:"PLAYS"`

		Note   string  `neo4j:"note"`
		Skater *Skater `neo4j:",start"`
	}
	RinkNote struct {
		ogm.Node `neo4j:"Rink"`

		ID    string      `neo4j:"id,key"`
		Notes []*TurnNote `neo4j:"<-[:PLAYS]-"`
	}
)

var rinkNotes = query.EdgeTo[Skater](func(r *RinkNote) *[]*TurnNote { return &r.Notes })

func TestReplaceANodeInARing(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	unit := w.db.NewUnit()
	d := skaters("a", "b", "c")
	for i := range d {
		d[i].Next = d[(i+1)%3]
		d[(i+1)%3].Prev = d[i]
	}
	repo.In(unit).Save(d[0])
	assert.Equal(t, 3, w.commit(unit).RelationshipsCreated)
	assert.Zero(t, w.commit(unit))

	// b out, x in: one side is told, the other keeps what it had
	x := &Skater{ID: "x", Next: d[2]}
	d[0].Next = x
	repo.In(unit).Delete(d[1])
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1, 2, 2}, []int{result.NodesCreated, result.NodesDeleted, result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Equal(t, [][]any{{"a", "NEXT", "x"}, {"c", "NEXT", "a"}, {"x", "NEXT", "c"}}, w.rows(arrows, nil))
	assert.Zero(t, w.commit(unit))

	other := w.db.NewUnit()
	a := get(w, repo, other, "a", skaterNext.With(skaterNext.With(skaterNext)), skaterPrev)
	assert.Same(t, a, a.Next.Next.Next, "the ring closes")
	assert.Same(t, a.Prev, a.Next.Next)
	assert.Zero(t, w.commit(other))
	// both sides are told
	y, c := &Skater{ID: "y"}, a.Prev
	a.Next.Next, y.Prev, y.Next = y, a.Next, c
	w.commit(other)
	assert.Equal(t, [][]any{{"a", "NEXT", "x"}, {"c", "NEXT", "a"}, {"x", "NEXT", "y"}, {"y", "NEXT", "c"}}, w.rows(arrows, nil))
	assert.Zero(t, w.commit(other))
}

func TestOfTwoSidesInMemoryTheOneThatChangedWins(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	d := skaters("a", "b", "c")
	d[0].Trains = d[1:]
	require.NoError(t, repo.Save(w.ctx, d[0]))
	unit := w.db.NewUnit()
	a := get(w, repo, unit, "a", skaterTrains.OrderBy(skaterID.Asc()).With(skaterCoach))
	b, c := a.Trains[0], a.Trains[1]
	require.Same(t, a, b.Coach)
	assert.Zero(t, w.commit(unit))
	b.Coach = nil
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	a.Trains = append(a.Trains, &Skater{ID: "d"}) // the list still has b, which is old
	assert.Equal(t, 1, w.commit(unit).RelationshipsCreated)
	assert.Equal(t, [][]any{{"a", "TRAINS", "c"}, {"a", "TRAINS", "d"}}, w.rows(arrows, nil))
	a.Trains = []*Skater{b} // b again, with what it is meant to be
	result := w.commit(unit)
	assert.Equal(t, 2, result.RelationshipsDeleted)
	assert.Zero(t, w.commit(unit))
	assert.Same(t, a, c.Coach, "no struct is changed by a removal")
}

func TestTwoSidesThatContradictEachOtherAreAnErrorThatNamesBoth(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	d := skaters("a", "b")
	d[0].Partners = d[1:]
	require.NoError(t, repo.Save(w.ctx, d[0]))
	unit := w.db.NewUnit()
	a := get(w, repo, unit, "a", skaterPartners)
	b := get(w, repo, unit, "b")
	a.Partners = []*Skater{}  // a says no
	b.Partners = []*Skater{a} // and b says yes
	_, err := unit.Commit(w.ctx)
	require.ErrorContains(t, err, "Skater.Partners has dropped a DANCES_WITH that Skater.Partners[0] has taken up")
	assert.Len(t, w.rows(arrows, nil), 1)
	assert.Contains(t, unit.Plan().String(), "has dropped a DANCES_WITH")
	assert.True(t, unit.IsDirty())
	b.Partners = nil
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
}

func TestARelationshipAsTwoStructsIsOne(t *testing.T) {
	w := setup(t)
	repo, notes := repository[Skater](w), repository[RinkNote](w)
	require.NoError(t, repo.Save(w.ctx, &Skater{ID: "a", Plays: []*Turn{{Name: "x", Note: "n", Rink: &Rink{ID: "h"}}}}))
	unit := w.db.NewUnit()
	a, h := get(w, repo, unit, "a", skaterPlays), get(w, notes, unit, "h", rinkNotes)
	require.Len(t, h.Notes, 1)
	assert.Same(t, a, h.Notes[0].Skater)
	assert.Zero(t, w.commit(unit))
	a.Plays[0].Name, h.Notes[0].Note = "y", "m"
	w.commit(unit)
	assert.Zero(t, w.commit(unit))
	assert.Equal(t, [][]any{{"y", "m"}}, w.rows("MATCH ()-[e]->() RETURN e.name, e.note", nil))
}

func TestStructsInASliceOfValuesAreTracked(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	unit := w.db.NewUnit()
	a := &Skater{ID: "a", Rinks: []Rink{{ID: "h", Seats: 1}, {ID: "i", Seats: 2}}}
	repo.In(unit).Save(a)
	w.commit(unit)
	assert.Zero(t, w.commit(unit))
	a.Rinks[0].Seats = 5
	assert.Equal(t, 1, w.commit(unit).Rows)
	a.Rinks = append(a.Rinks, Rink{ID: "j"}) // the others move in memory
	assert.Equal(t, 2, w.commit(unit).Rows)
	a.Rinks = append(a.Rinks[:0], a.Rinks[1:]...) // and within the same memory
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1}, []int{result.Rows, result.RelationshipsDeleted})
	assert.Equal(t, [][]any{{"a", "DANCES_IN", "i"}, {"a", "DANCES_IN", "j"}}, w.rows(arrows, nil))
	a.Rinks[0].Seats = 9
	assert.Equal(t, 1, w.commit(unit).Rows)
	assert.Equal(t, [][]any{{"h", int64(5)}, {"i", int64(9)}, {"j", int64(0)}}, w.rows("MATCH (h:Rink) RETURN h.id, h.seats ORDER BY h.id", nil))

	other := w.db.NewUnit()
	loaded := get(w, repo, other, "a", skaterRinks.OrderBy(rinkID.Asc()))
	require.Len(t, loaded.Rinks, 2)
	assert.Zero(t, w.commit(other))
	loaded.Rinks[1].Seats = 7
	assert.Equal(t, 1, w.commit(other).Rows)
	loaded.Rinks = []Rink{}
	assert.Equal(t, 2, w.commit(other).RelationshipsDeleted)
	assert.Equal(t, [][]any{{int64(7)}}, w.rows("MATCH (h:Rink {id: 'j'}) RETURN h.seats", nil))
}

func TestWhatStructsInASliceOfValuesLeadToIsLoadedAndTracked(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	require.NoError(t, repo.Save(w.ctx, &Skater{ID: "a", Rinks: []Rink{{ID: "h", Admins: skaters("b", "c")}}}))
	read, err := repo.Get(w.ctx, "a", query.With(skaterRinks.With(rinkAdmins)))
	require.NoError(t, err)
	assert.Len(t, read.Rinks[0].Admins, 2)
	unit := w.db.NewUnit()
	a := get(w, repo, unit, "a", skaterRinks.With(rinkAdmins))
	require.Len(t, a.Rinks[0].Admins, 2)
	assert.Zero(t, w.commit(unit))
	a.Rinks[0].Admins = a.Rinks[0].Admins[:1]
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	a.Rinks[0].Admins = append(a.Rinks[0].Admins, &Skater{ID: "d"})
	assert.Equal(t, 2, w.commit(unit).Rows)
	assert.Zero(t, w.commit(unit))
}

// A copy in a slice of values that nobody has changed says nothing against the struct that
// the unit has of the same node.
func TestACopyThatDidNotChangeIsNoContradiction(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	rink := &Rink{ID: "h", Seats: 1}
	require.NoError(t, repo.Save(w.ctx, &Skater{ID: "a", Likes: []*Rink{rink}, Rinks: []Rink{*rink}}))
	unit := w.db.NewUnit()
	a := get(w, repo, unit, "a", skaterLikes, skaterRinks)
	a.Likes[0].Seats = 2
	assert.Equal(t, 1, w.commit(unit).Rows)
	assert.Zero(t, w.commit(unit))
	a.Name = "x"
	assert.Equal(t, 1, w.commit(unit).Rows)
}

func TestDetachForgetsAnObjectAndClearAll(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	d := skaters("a", "b", "c")
	d[0].Admires = d[1:]
	require.NoError(t, repo.Save(w.ctx, d[0]))
	w.rows("MATCH ()-[e]->() SET e.unknown = 7", nil)
	unit := w.db.NewUnit()
	a := get(w, repo, unit, "a", skaterAdmires.OrderBy(skaterID.Asc()))
	b, c := a.Admires[0], a.Admires[1]
	b.Name, c.Name = "no", "yes"
	unit.Detach(nil, b, 7)
	assert.False(t, unit.Contains(b))
	assert.True(t, unit.Contains(c))
	assert.Equal(t, 1, w.commit(unit).Rows)
	a.Admires = append(a.Admires, &Skater{ID: "d"})
	result := w.commit(unit)
	assert.Equal(t, []int{1, 0}, []int{result.RelationshipsCreated, result.RelationshipsDeleted}, "the relationship to what was detached stays as it is")
	assert.Equal(t, [][]any{{"b", int64(7)}, {"c", int64(7)}, {"d", nil}}, w.rows("MATCH ()-[e]->(b) RETURN b.id, e.unknown ORDER BY b.id", nil))
	a.Admires = a.Admires[1:]
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"b", "b"}, {"c", "yes"}}, w.rows("MATCH (n) WHERE n.id IN ['b', 'c'] RETURN n.id, n.name ORDER BY n.id", nil))

	repo.In(unit).Save(&Skater{ID: "e"}, nil)
	a.Name = "no"
	_, err := unit.Commit(w.ctx)
	require.ErrorContains(t, err, "is nil")
	unit.Clear()
	assert.Zero(t, w.commit(unit))
	assert.False(t, unit.Contains(a))
	again := get(w, repo, unit, "a")
	assert.NotSame(t, a, again)
	assert.Equal(t, "a", again.Name)
}

// What was deleted does not come back because a field still holds it.
func TestADeletedNodeThatAFieldStillHoldsStaysDeleted(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	d := skaters("a", "b", "c")
	d[0].Admires, d[0].Plays = d[1:], []*Turn{{Rink: &Rink{ID: "h"}}, {Rink: &Rink{ID: "i"}}}
	unit := w.db.NewUnit()
	repo.In(unit).Save(d[0])
	w.commit(unit)
	repo.In(unit).Delete(d[1])
	repository[Rink](w).In(unit).Delete(d[0].Plays[0].Rink)
	assert.Equal(t, 2, w.commit(unit).NodesDeleted)
	assert.Zero(t, w.commit(unit))
	d[0].Admires = append(d[0].Admires, &Skater{ID: "d"})
	d[0].Plays = append(d[0].Plays, &Turn{Rink: &Rink{ID: "j"}})
	w.commit(unit)
	assert.Equal(t, [][]any{{"a"}, {"c"}, {"d"}, {"i"}, {"j"}}, w.rows("MATCH (n) RETURN n.id ORDER BY n.id", nil))
	assert.Len(t, w.rows(arrows, nil), 4)
	d[0].Admires = d[0].Admires[1:]
	assert.Zero(t, w.commit(unit))

	d[2].Admires = []*Skater{{ID: "z"}}
	repo.In(unit).Delete(d[2])
	d[0].Trains = []*Skater{d[2]}
	_, err := unit.Commit(w.ctx)
	require.ErrorContains(t, err, "Skater.Trains[0] leads to a Skater that this commit deletes; remove it from the field")
}

func TestARelationshipWhoseEndIsToldByTheOtherSideStaysKnown(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	unit := w.db.NewUnit()
	rink := &Rink{ID: "h"}
	a := &Skater{ID: "a", Likes: []*Rink{rink}}
	turn := &Turn{Name: "x", Skater: a}
	a.Plays, rink.Cast = []*Turn{turn}, []*Turn{turn}
	repo.In(unit).Save(a)
	assert.Equal(t, 2, w.commit(unit).RelationshipsCreated)
	assert.Zero(t, w.commit(unit))
	turn.Name = "y"
	assert.Equal(t, 1, w.commit(unit).Rows)
	a.Name = "x"
	assert.Equal(t, 1, w.commit(unit).Rows)
	a.Plays = []*Turn{}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Zero(t, w.commit(unit))
}

func TestAMissingEndAndANilElementAreErrorsThatNameFieldAndIndex(t *testing.T) {
	w := setup(t)
	repo := repository[Skater](w)
	require.NoError(t, repo.Save(w.ctx, skaters("a")...))
	unit := w.db.NewUnit()
	a := get(w, repo, unit, "a", skaterAdmires, skaterPlays, skaterUses, skaterPayments)
	rink := &Rink{ID: "h"}
	for text, change := range map[string]func(){
		"Skater.Admires[1] is nil":               func() { a.Admires = []*Skater{{ID: "b"}, nil} },
		"Skater.Plays[0] is nil":                 func() { a.Plays = []*Turn{nil} },
		"Skater.Plays[1].Rink is nil":            func() { a.Plays = []*Turn{{Rink: rink}, {}} },
		"Skater.Uses[0] is nil":                  func() { a.Uses = []Venue{(*Rink)(nil)} },
		"Skater.Uses[1] is nil":                  func() { a.Uses = []Venue{rink, nil} },
		"Rink.ID is the key and empty":           func() { a.Likes = []*Rink{{}} },
		"Transfer.ID is the key and empty":       func() { a.Payments = []*Transfer{{To: &Skater{ID: "b"}}} },
		"Skater.Leads.Other is nil":              func() { a.Leads = &Pair{} },
		"Skater.Plays[0].Skater is another node": func() { a.Plays = []*Turn{{Rink: rink, Skater: &Skater{ID: "b"}}} },
		"hold one Turn between other nodes": func() {
			turn := &Turn{Rink: rink}
			a.Plays = []*Turn{turn}
			a.Admires = []*Skater{{ID: "b", Plays: []*Turn{turn}}}
		},
		"two different Rink that are reached":                          func() { a.Likes = []*Rink{{ID: "h", Seats: 1}, {ID: "h", Seats: 2}} },
		"are two Transfer between the same two nodes and have one key": func() { b := &Skater{ID: "b"}; a.Payments = []*Transfer{{ID: 1, To: b}, {ID: 1, Sum: 1, To: b}} },
	} {
		a.Admires, a.Plays, a.Uses, a.Likes, a.Payments, a.Leads = []*Skater{}, []*Turn{}, []Venue{}, nil, nil, nil
		change()
		_, err := unit.Commit(w.ctx)
		require.ErrorContains(t, err, text)
	}
	a.Admires, a.Plays, a.Uses, a.Likes, a.Payments, a.Leads = []*Skater{}, []*Turn{}, []Venue{}, nil, nil, nil
	assert.Zero(t, w.commit(unit))
	assert.Equal(t, [][]any{{"a"}}, w.rows("MATCH (n) RETURN n.id", nil))
}
