package ogm_test

import (
	"reflect"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// A plan that comes back to a node by a ring, or names an edge twice, adds what is new.
func TestAPlanThatMeetsAFieldTwiceFillsItOnce(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	ann, bob := &Star{ID: "ann", Name: "Ann"}, &Star{ID: "bob", Name: "Bob"}
	ann.Friends = []*Star{ann, bob}
	require.NoError(t, stars.Save(w.ctx, ann, bob))

	found, err := stars.Get(w.ctx, "ann", query.With(starFriends.With(starFriends)))
	require.NoError(t, err)
	assert.Len(t, found.Friends, 2)

	unit := w.db.NewUnit()
	found, err = stars.In(unit).Get(w.ctx, "ann", query.With(starFriends.Where(starID.Eq("bob")), starFriends.OrderBy(starID.Asc())))
	require.NoError(t, err)
	require.Len(t, found.Friends, 2)
	assert.Equal(t, "ann", found.Friends[0].ID, "the order is that of the whole")
	found.Friends = found.Friends[1:]
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted, "together they were loaded whole")
}

// The nodes of a long answer come a thousand at a time, each with what it leads to.
func TestWhatSeveralRecordsOfAPlanLeadToIsFilledOnce(t *testing.T) {
	type Bank struct {
		ogm.Node `neo4j:"Bank"`
		ID       string `neo4j:"id,key"`
	}
	type Banking struct {
		ogm.Relationship `neo4j:"BANKS_WITH"`
		Since            int   `neo4j:"since"`
		Bank             *Bank `neo4j:",end"`
	}
	type Holder struct {
		ogm.Node `neo4j:"Holder"`
		ID       string     `neo4j:"id,key"`
		Banks    []*Banking `neo4j:"-[:BANKS_WITH]->"`
	}
	type Account struct {
		ogm.Node `neo4j:"Account"`
		Number   int       `neo4j:"number,key"`
		Holders  []*Holder `neo4j:"<-[:HOLDS]-"`
	}
	w := setup(t)
	accounts := repository[Account](w)
	w.rows("CREATE (h:Holder {id: 'ann'}), (h)-[:BANKS_WITH]->(:Bank {id: 'a'}), (h)-[:BANKS_WITH {since: 1999}]->(:Bank {id: 'b'}) WITH h UNWIND range(1, 2500) AS n CREATE (h)-[:HOLDS]->(:Account {number: n})", nil)

	holders := query.Edge(func(a *Account) *[]*Holder { return &a.Holders }).With(query.EdgeTo[Bank](func(h *Holder) *[]*Banking { return &h.Banks }))
	unit := w.db.NewUnit()
	for name, all := range map[string]ogm.Selection[Account, *Account]{"outside": accounts.Match(), "in a unit": accounts.In(unit).Match()} {
		found, err := all.With(holders).All(w.ctx)
		require.NoError(t, err, name)
		require.Len(t, found, 2500, name)
		for _, account := range found {
			require.Len(t, account.Holders, 1, name)
			require.Same(t, found[0].Holders[0], account.Holders[0], name)
		}
		banks := found[0].Holders[0].Banks
		require.Len(t, banks, 2, name)
		assert.Equal(t, 1999, banks[0].Since+banks[1].Since, name)
		assert.NotEqual(t, banks[0].Bank.ID, banks[1].Bank.ID, name)
	}
	assert.Zero(t, w.commit(unit).Statements, "what was loaded is what is stored")
}

// Two nodes, or two relationships, may swap their keys; the unit knows both by the new ones.
func TestSwappedKeysAreKnownAfterTheCommit(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	ann, bob := &Star{ID: "ann", Name: "Ann"}, &Star{ID: "bob", Name: "Bob"}
	one, two := &Deal{ID: "1", Sum: 1, To: bob}, &Deal{ID: "2", Sum: 2, To: bob}
	ann.Deals = []*Deal{one, two}
	unit := w.db.NewUnit()
	stars.In(unit).Save(ann, bob)
	w.commit(unit)

	ann.ID, bob.ID = bob.ID, ann.ID
	one.ID, two.ID = two.ID, one.ID
	w.commit(unit)
	assert.Equal(t, [][]any{{"ann", "Bob"}, {"bob", "Ann"}}, w.rows("MATCH (s:Star) RETURN s.id, s.name ORDER BY s.id", nil))
	assert.Equal(t, [][]any{{"1", int64(2)}, {"2", int64(1)}}, w.rows("MATCH ()-[e:SIGNED]->() RETURN e.id, e.sum ORDER BY e.id", nil))
	for id, star := range map[string]*Star{"ann": bob, "bob": ann} {
		known, err := stars.In(unit).Get(w.ctx, id)
		require.NoError(t, err)
		assert.Same(t, star, known)
	}
	ann.Deals = []*Deal{two}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{"1", int64(2)}}, w.rows("MATCH ()-[e:SIGNED]->() RETURN e.id, e.sum", nil))
}

// A struct with no more than a key may stand for a node that the same commit saves, also where
// the relationship has no direction: the unit knows it as one of the struct that was saved.
func TestARelationshipToAStandInIsKnownByTheNodeItStandsFor(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	ann, bob := &Star{ID: "ann"}, &Star{ID: "bob"}
	unit := w.db.NewUnit()
	stars.In(unit).Save(bob, ann)
	ann.Friends = []*Star{{ID: "bob"}}
	require.Equal(t, 1, w.commit(unit).RelationshipsCreated)

	ann.Friends[0] = bob
	assert.Equal(t, "nothing to send", unit.Plan().String())
	ann.Friends = []*Star{}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
}

// A key that its node gives up is free in the same commit: who names it means a new node.
func TestAKeyThatIsGivenUpIsFreeForAnotherNode(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann"}, &Star{ID: "bob"}))
	unit := w.db.NewUnit()
	ann, err := stars.In(unit).Get(w.ctx, "ann")
	require.NoError(t, err)
	bob, err := stars.In(unit).Get(w.ctx, "bob")
	require.NoError(t, err)

	ann.ID, bob.Pupils = "eve", []*Star{{ID: "ann"}}
	assert.Equal(t, 1, w.commit(unit).NodesCreated)
	assert.Equal(t, [][]any{{"bob", "ann"}}, w.rows("MATCH (a)-[:TEACHES]->(b) RETURN a.id, b.id", nil))
}

// Whichever side a relationship is loaded from, its struct is one, with what the program
// has changed in it.
func TestARelationshipLoadedFromBothSidesIsOneStruct(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	shows := repository[Show](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Roles: []*Role{{Pay: pointer(int64(1)), Show: &Show{Title: "S"}}}}))

	unit := w.db.NewUnit()
	ann, err := stars.In(unit).Get(w.ctx, "ann", query.With(starRoles))
	require.NoError(t, err)
	ann.Roles[0].Pay = pointer(int64(2))
	show, err := shows.In(unit).Get(w.ctx, "S", query.With(showCast))
	require.NoError(t, err)
	assert.Same(t, ann.Roles[0], show.Cast[0])
	assert.Equal(t, int64(2), *show.Cast[0].Pay)
	w.commit(unit)
	assert.Zero(t, w.commit(unit))
	assert.Equal(t, [][]any{{int64(2), int64(2)}}, w.rows("MATCH ()-[e:STARS_IN]->() RETURN e.pay, e.version", nil))

	w.rows("MATCH ()-[e:STARS_IN]->() SET e.pay = 7, e.version = 3", nil)
	require.NoError(t, unit.Refresh(w.ctx, show))
	assert.Same(t, ann.Roles[0], show.Cast[0])
	assert.Equal(t, int64(7), *ann.Roles[0].Pay)
	assert.Zero(t, w.commit(unit))
}

// What has changed in the struct of a relationship that goes is not sent: whether it goes with
// a node, or one side has taken it away and the other still holds it.
func TestAChangeInARelationshipThatGoesIsNotSent(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	unit := w.db.NewUnit()
	role := func(title string) *Role { return &Role{Show: &Show{Title: title}} }
	one, two := role("S"), role("T")
	one.Show.Cast, two.Show.Cast = []*Role{one}, []*Role{two}
	ann := &Star{ID: "ann", Roles: []*Role{one, two}}
	one.Star, two.Star = ann, ann
	stars.In(unit).Save(ann)
	w.commit(unit)

	one.Pay = pointer(int64(1))
	repository[Show](w).In(unit).Delete(one.Show)
	assert.Equal(t, 1, w.commit(unit).NodesDeleted)
	one.Pay = pointer(int64(2))
	assert.Zero(t, w.commit(unit))

	ann.Roles = []*Role{}
	two.Pay = pointer(int64(1))
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	two.Pay = pointer(int64(2))
	assert.Zero(t, w.commit(unit), "the show's cast is old")
	assert.Empty(t, w.rows(linksOf, nil))
}

// A field may hold a node that is deleted until the program takes it out.
func TestADeletedNodeInAFieldIsNoRelationship(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	unit := w.db.NewUnit()
	bob, eve, joe := &Star{ID: "bob"}, &Star{ID: "eve"}, &Star{ID: "joe"}
	ann := &Star{ID: "ann", Friends: []*Star{bob, joe}}
	stars.In(unit).Save(ann, joe)
	w.commit(unit)

	unit.Detach(joe)
	ann.Friends = append(ann.Friends, eve)
	stars.In(unit).Delete(bob)
	w.commit(unit)
	assert.Zero(t, w.commit(unit))
	ann.Friends = ann.Friends[1:]
	assert.Zero(t, w.commit(unit).RelationshipsDeleted)
	ann.Friends = []*Star{eve}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted, "joe, who was detached, and whose field it was")
	assert.Equal(t, [][]any{{"ann", "FRIEND_OF", "eve"}}, w.rows(linksOf, nil))
}

// Whether a field holds what it held is told by the addresses of structs, so a struct that
// stood for a tracked node must not be given up while the unit may compare with it: another
// could come to stand in its place.
func TestAStructAtTheAddressOfAnotherIsNotTakenForIt(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	unit := w.db.NewUnit()
	ann, bob, eve := &Star{ID: "ann", Friends: []*Star{}}, &Star{ID: "bob"}, &Star{ID: "eve"}
	stars.In(unit).Save(ann, bob, eve)
	w.commit(unit)
	ann.Friends = []*Star{{ID: "eve"}}
	address := reflect.ValueOf(ann.Friends[0]).Pointer()
	assert.Equal(t, 1, w.commit(unit).RelationshipsCreated)

	ann.Friends = nil
	runtime.GC()
	other := &Star{ID: "bob"}
	for tries := 0; tries < 10_000 && reflect.ValueOf(other).Pointer() != address; tries++ {
		other = &Star{ID: "bob"}
	}
	ann.Friends = []*Star{other}
	w.commit(unit)
	assert.Equal(t, [][]any{{"ann", "FRIEND_OF", "bob"}}, w.rows(linksOf, nil))
}
