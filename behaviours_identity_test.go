package ogm_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Member, Club and Membership are what the tests of identity are about; Guest is another
// struct for the label of Member.
type (
	Member struct {
		ogm.Node `neo4j:"Member"`

		ID      string            `neo4j:"id,key"`
		Name    string            `neo4j:"name"`
		Age     int               `neo4j:"age"`
		Big     []int64           `neo4j:"big"`
		Photo   []byte            `neo4j:"photo"`
		Born    *time.Time        `neo4j:"born"`
		Extra   map[string]any    `neo4j:"x.,inline"`
		Labels  map[string]string `neo4j:"l.,inline"`
		Version int64             `neo4j:",version"`

		Clubs   []*Membership `neo4j:"-[:MEMBER_OF]->"`
		Friends []*Member     `neo4j:"-[:BEFRIENDS]-"`
		Founded []*Club       `neo4j:"-[:FOUNDED]->"`
	}
	Club struct {
		ogm.Node `neo4j:"Club"`

		ID      string        `neo4j:"id,key"`
		Motto   string        `neo4j:"motto"`
		Members []*Membership `neo4j:"<-[:MEMBER_OF]-"`
	}
	Membership struct {
		ogm.Relationship `neo4j:"MEMBER_OF"`

		ID      string  `neo4j:"id"`
		Since   int     `neo4j:"since"`
		Rank    string  `neo4j:"rank"`
		Version int64   `neo4j:",version"`
		Member  *Member `neo4j:",start"`
		Club    *Club   `neo4j:",end"`
	}
	Guest struct {
		ogm.Node `neo4j:"Member"`

		ID   string `neo4j:"id,key"`
		Age  int    `neo4j:"age"`
		Note string `neo4j:"note"`
	}
)

var (
	memberName    = query.Prop(func(m *Member) *string { return &m.Name })
	memberClubs   = query.EdgeTo[Club](func(m *Member) *[]*Membership { return &m.Clubs })
	memberFriends = query.Edge(func(m *Member) *[]*Member { return &m.Friends })
	memberFounded = query.Edge(func(m *Member) *[]*Club { return &m.Founded })
	clubMembers   = query.EdgeTo[Member](func(c *Club) *[]*Membership { return &c.Members })
)

// get loads a node in a unit.
func get[T any](w *world, repo *ogm.Repository[T], unit *ogm.Unit, key any, edges ...query.Fetch[T]) *T {
	w.Helper()
	object, err := repo.In(unit).Get(w.ctx, key, query.With(edges...))
	require.NoError(w, err)
	return object
}

func TestANewObjectIsDirtyASavedOrLoadedOneIsNotAndUnchangedObjectsSendNoStatement(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	unit := w.db.NewUnit()
	born := time.Date(1990, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600))
	ann := &Member{ID: "ann", Name: "Ann", Big: []int64{1 << 60}, Photo: []byte{1, 2}, Born: &born, Extra: map[string]any{"k": []int{1, 2}}, Labels: map[string]string{"a": "b"}}
	ann.Clubs = []*Membership{{ID: "m", Since: 1, Club: &Club{ID: "ann"}}}
	members.In(unit).Save(ann)
	assert.True(t, unit.IsDirty(ann))
	assert.True(t, unit.Contains(ann))
	w.commit(unit)
	assert.False(t, unit.IsDirty(ann))
	assert.False(t, unit.IsDirty())
	assert.True(t, unit.Contains(ann.Clubs[0].Club), "what was reached is tracked, too")
	assert.Zero(t, w.commit(unit))
	members.In(unit).Save(ann)
	assert.Zero(t, w.commit(unit), "to save what is tracked and did not change is nothing")

	other := w.db.NewUnit()
	loaded := get(w, members, other, "ann", memberClubs.With(clubMembers), memberFriends, memberFounded)
	assert.False(t, other.IsDirty(loaded))
	assert.Zero(t, w.commit(other))
	assert.Equal(t, "nothing to send", other.Plan().String())
	loaded.Photo[0] = 9
	assert.True(t, other.IsDirty(loaded), "a change within a slice is one")
	loaded.Photo[0] = 1
	assert.False(t, other.IsDirty(loaded), "and back again is none")
	loaded.Extra["k"].([]any)[0] = int64(7)
	assert.True(t, other.IsDirty(loaded))
	assert.Equal(t, 1, w.commit(other).PropertiesSet-1, "one property and the version")
	loaded.Labels["a"] = "c"
	*loaded.Born = born.Add(time.Nanosecond)
	assert.True(t, other.IsDirty(loaded))
	assert.Equal(t, 3, w.commit(other).PropertiesSet)

	assert.False(t, unit.IsDirty(nil), "nobody knows it")
	assert.False(t, unit.IsDirty(&Member{ID: "ann"}))
	assert.False(t, unit.IsDirty(7, "x"))
	assert.False(t, unit.Contains(nil))
	assert.False(t, unit.Contains(*ann))
}

func TestChangingARelatedObjectDoesNotMakeItsOwnerDirty(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Name: "Ann", Clubs: []*Membership{{Since: 1, Rank: "a", Club: &Club{ID: "c"}}}}))
	w.rows("MATCH (m:Member)-[e]->(c) SET m.unknown = 1, e.unknown = 2, c.unknown = 3", nil)
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann", memberClubs)
	club := ann.Clubs[0].Club
	club.Motto = "x"
	assert.False(t, unit.IsDirty(ann))
	assert.True(t, unit.IsDirty(club))
	result := w.commit(unit)
	assert.Equal(t, 1, result.Rows)
	assert.Equal(t, 1, result.PropertiesSet)
	assert.EqualValues(t, 1, ann.Version)

	ann.Clubs[0].Rank = "b"
	result = w.commit(unit)
	assert.Equal(t, 1, result.Rows)
	assert.Equal(t, 2, result.PropertiesSet, "the rank and the version")
	ann.Age = 5
	assert.Equal(t, 2, w.commit(unit).PropertiesSet)
	assert.Equal(t, [][]any{{"Ann", int64(5), int64(2), int64(1), int64(1), "b", int64(2), int64(2), "x", int64(3)}},
		w.rows("MATCH (m:Member)-[e]->(c) RETURN m.name, m.age, m.version, m.unknown, e.since, e.rank, e.version, e.unknown, c.motto, c.unknown", nil))
}

func TestTheSameRowTwiceInAUnitIsTheSamePointer(t *testing.T) {
	w := setup(t)
	members, clubs := repository[Member](w), repository[Club](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Clubs: []*Membership{{ID: "ann", Since: 1, Club: &Club{ID: "ann"}}}}, &Member{ID: "bob"}))
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann", memberClubs)
	club := get(w, clubs, unit, "ann", clubMembers)
	assert.Same(t, club, ann.Clubs[0].Club, "a node of another label and a relationship with the same id are others")
	require.Len(t, club.Members, 1)
	assert.Same(t, ann, club.Members[0].Member)
	assert.Same(t, ann.Clubs[0], club.Members[0], "a relationship that is read from its other side is the same")
	list, err := members.In(unit).GetMany(w.ctx, "bob", "ann", "bob")
	require.NoError(t, err)
	assert.Same(t, ann, list[1])
	assert.Same(t, list[0], list[2])
	all, err := members.In(unit).Match().OrderBy(memberName.Asc()).All(w.ctx)
	require.NoError(t, err)
	assert.True(t, slices.Contains(all, ann))
	one, err := members.In(unit).Match(memberName.Eq("")).With(memberClubs).All(w.ctx)
	require.NoError(t, err)
	assert.Len(t, one, 2)
	assert.Zero(t, w.commit(unit))
	club.Members[0].Since = 2
	assert.Equal(t, 1, w.commit(unit).Rows)
	assert.Zero(t, w.commit(unit))
	ann.Clubs = []*Membership{}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Zero(t, w.commit(unit), "the other side's list is old, and brings nothing back")
	assert.Equal(t, [][]any{{int64(0)}}, w.rows("MATCH ()-[e]->() RETURN count(e)", nil))
}

// A stale value of a relationship that was read twice must not be written back.
func TestARelationshipReadAgainFromItsOtherSideRevertsNobody(t *testing.T) {
	w := setup(t)
	members, clubs := repository[Member](w), repository[Club](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Clubs: []*Membership{{Since: 1, Club: &Club{ID: "c"}}}}))
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann", memberClubs)
	w.rows("MATCH ()-[e:MEMBER_OF]->() SET e.since = 5", nil)
	get(w, clubs, unit, "c", clubMembers)
	assert.Zero(t, w.commit(unit), "nothing was changed here")
	ann.Age = 1
	w.commit(unit)
	assert.Equal(t, [][]any{{int64(5)}}, w.rows("MATCH ()-[e:MEMBER_OF]->() RETURN e.since", nil))
}

func TestTwoStructsForOneLabelDoNotClash(t *testing.T) {
	w := setup(t)
	members, guests := repository[Member](w), repository[Guest](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Name: "Ann", Age: 1}))
	unit := w.db.NewUnit()
	ann, guest := get(w, members, unit, "ann"), get(w, guests, unit, "ann")
	assert.Equal(t, "ann", guest.ID)
	assert.Zero(t, w.commit(unit))
	ann.Name, guest.Note = "Anna", "note"
	assert.Equal(t, 2, w.commit(unit).Rows)
	assert.Zero(t, w.commit(unit))
	assert.Equal(t, [][]any{{"Anna", "note", int64(1), int64(2)}}, w.rows("MATCH (m:Member) RETURN m.name, m.note, m.age, m.version", nil))
	eve := &Guest{ID: "eve", Note: "new"}
	guests.In(unit).Save(eve)
	w.commit(unit)
	loaded := get(w, members, unit, "eve")
	assert.Equal(t, "eve", loaded.ID)
	assert.Zero(t, w.commit(unit))
}

func TestALowerFetchDepthKeepsWhatWasLoadedAHigherOneAddsNeitherOverwritesLocalChanges(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	bob, eve := &Member{ID: "bob", Name: "Bob"}, &Member{ID: "eve", Name: "Eve"}
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Name: "Ann", Friends: []*Member{bob}, Founded: []*Club{{ID: "c"}}}, bob, &Member{ID: "joe", Friends: []*Member{bob, eve}}, eve))
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann", memberFriends)
	friend := ann.Friends[0]
	w.rows("MATCH (m:Member) SET m.name = 'other', m.version = 2", nil)
	assert.Nil(t, friend.Friends)
	get(w, members, unit, "ann")
	require.Len(t, ann.Friends, 1, "kept")
	assert.Same(t, friend, ann.Friends[0])
	friend.Name, ann.Age = "local", 7
	get(w, members, unit, "ann", memberFriends.With(memberFriends), memberFounded)
	assert.Equal(t, []any{"Ann", 7, "local"}, []any{ann.Name, ann.Age, friend.Name})
	assert.Len(t, friend.Friends, 2, "added")
	assert.Len(t, ann.Founded, 1)
	ann.Friends = append(ann.Friends, &Member{ID: "new"})
	get(w, members, unit, "ann", memberFriends)
	assert.Len(t, ann.Friends, 2, "what the program appended stays")

	require.NoError(t, unit.Refresh(w.ctx, ann, friend))
	assert.Equal(t, []any{"other", 0, "other"}, []any{ann.Name, ann.Age, friend.Name})
	assert.EqualValues(t, 2, ann.Version)
	require.Len(t, ann.Friends, 1)
	assert.Same(t, friend, ann.Friends[0])
	assert.Zero(t, w.commit(unit))
	ann.Age = 8
	w.commit(unit)
	assert.EqualValues(t, 3, ann.Version)
}

func TestRefreshTakesBackWhatWasNotCommitted(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Name: "Ann", Clubs: []*Membership{{Since: 1, Club: &Club{ID: "c"}}}}))
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann", memberClubs)
	role := ann.Clubs[0]
	w.rows("MATCH ()-[e:MEMBER_OF]->() SET e.since = 5, e.version = 2", nil)
	ann.ID, ann.Name, ann.Extra = "x", "y", map[string]any{"z": 1}
	role.Rank = "local"
	ann.Founded = []*Club{{ID: "never"}}
	members.In(unit).Delete(ann)
	require.NoError(t, unit.Refresh(w.ctx, ann))
	assert.Equal(t, "ann", ann.ID)
	assert.Equal(t, "Ann", ann.Name)
	assert.Empty(t, ann.Extra)
	assert.Nil(t, ann.Founded, "a field that was not loaded is not loaded again")
	require.Len(t, ann.Clubs, 1)
	assert.Same(t, role, ann.Clubs[0])
	assert.Equal(t, []any{5, "", int64(2)}, []any{role.Since, role.Rank, role.Version})
	assert.Zero(t, w.commit(unit))
	role.Rank = "b"
	w.commit(unit)
	assert.Equal(t, [][]any{{int64(1)}}, w.rows("MATCH (n:Club) RETURN count(n)", nil))

	require.ErrorContains(t, unit.Refresh(w.ctx, &Member{ID: "ann"}), "not loaded or committed in it")
	require.Error(t, unit.Refresh(w.ctx, nil))
	require.Error(t, unit.Refresh(w.ctx, ann, 7))
	ann.Name = "mine"
	w.rows("MATCH (m:Member)-[e:MEMBER_OF]->() SET m.name = 7, m.version = 9, e.since = 'long'", nil)
	var misfit *mapping.DecodeError
	require.ErrorAs(t, unit.Refresh(w.ctx, ann), &misfit)
	w.rows("MATCH (m:Member) SET m.name = 'Ann'", nil)
	require.ErrorAs(t, unit.Refresh(w.ctx, ann), &misfit)
	assert.Equal(t, []any{"mine", "b", 5}, []any{ann.Name, role.Rank, role.Since}, "what was not read is left as it is")
	ann.Name = "Ann"
	assert.Zero(t, w.commit(unit))

	w.rows("MATCH (m:Member) DETACH DELETE m", nil)
	err := unit.Refresh(w.ctx, ann)
	require.ErrorIs(t, err, ogm.ErrNotFound)
	assert.Equal(t, "Ann", ann.Name, "what was not found is left as it is")
}

func TestLoadByKeysKeepsTheOrderAsked(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "a"}, &Member{ID: "b"}, &Member{ID: "c"}))
	unit := w.db.NewUnit()
	for _, asked := range [][]any{{"c", "a", "b"}, {"b", "c", "a"}, {"b", "b"}} {
		list, err := members.In(unit).GetMany(w.ctx, asked...)
		require.NoError(t, err)
		var got []any
		for _, member := range list {
			got = append(got, member.ID)
		}
		assert.Equal(t, asked, got)
	}
	list, err := members.In(unit).GetMany(w.ctx, "c", "x", "a")
	var missing *ogm.NotFoundError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []any{"x"}, missing.Objects[0].Key)
	assert.Equal(t, []string{"c", "a"}, []string{list[0].ID, list[1].ID})
}

// What is only reached was not read: the unit must not take its zero values for what is stored.
func TestAStubThatWasLinkedIsReadWhenItIsAskedFor(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Name: "Ann"}, &Member{ID: "bob", Name: "Bob", Age: 5, Friends: []*Member{{ID: "eve"}}}))
	unit := w.db.NewUnit()
	ann, bob := get(w, members, unit, "ann"), &Member{ID: "bob"}
	ann.Friends = []*Member{bob}
	w.commit(unit)
	again := get(w, members, unit, "bob", memberFriends)
	assert.Same(t, bob, again)
	assert.Equal(t, []any{"Bob", 5, int64(1)}, []any{again.Name, again.Age, again.Version})
	assert.Len(t, again.Friends, 2)
	assert.Zero(t, w.commit(unit))
	again.Age = 6
	w.commit(unit)
	assert.Equal(t, [][]any{{"Bob", int64(6), int64(2)}}, w.rows("MATCH (m:Member {id: 'bob'}) RETURN m.name, m.age, m.version", nil))

	get(w, members, unit, "ann", memberFriends)
	assert.Len(t, ann.Friends, 1, "the list of ann has all that she has")
}

// A field that was not loaded is known as far as the unit has stored it.
func TestAFieldThatWasAddedToIsLoadedWholeWhenItIsAskedFor(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Friends: []*Member{{ID: "bob"}, {ID: "eve"}}}))
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann")
	joe := &Member{ID: "joe"}
	ann.Friends = []*Member{joe}
	w.commit(unit)
	get(w, members, unit, "ann", memberFriends)
	assert.Len(t, ann.Friends, 3)
	assert.True(t, slices.Contains(ann.Friends, joe))
	ann.Friends = []*Member{joe}
	assert.Equal(t, 2, w.commit(unit).RelationshipsDeleted)
	ann.Friends = []*Member{}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Equal(t, [][]any{{int64(0)}}, w.rows("MATCH ()-[e]->() RETURN count(e)", nil))
}

func TestATrackedChangeOfOneFieldSendsThatField(t *testing.T) {
	w := setup(t)
	guests := repository[Guest](w)
	require.NoError(t, guests.Save(w.ctx, &Guest{ID: "ann", Age: 1, Note: "a"}))
	one, two := w.db.NewUnit(), w.db.NewUnit()
	first, second := get(w, guests, one, "ann"), get(w, guests, two, "ann")
	first.Age, second.Note = 2, "b"
	w.commit(one)
	w.commit(two)
	assert.Equal(t, [][]any{{int64(2), "b"}}, w.rows("MATCH (m:Member) RETURN m.age, m.note", nil))
	first.Age = 3
	w.commit(one)
	assert.Equal(t, [][]any{{int64(3), "b"}}, w.rows("MATCH (m:Member) RETURN m.age, m.note", nil))
}

func TestLargeIntegersTimesAndBytesKeepTheirTypesInATrackedChange(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann"}))
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann")
	born := time.Date(2000, 2, 3, 4, 5, 6, 7, time.UTC)
	ann.Big, ann.Photo, ann.Born = []int64{1<<53 + 1, -1 << 63}, []byte{0, 255}, &born
	ann.Extra = map[string]any{"big": int64(1<<53 + 1), "at": born, "bytes": []byte{1}, "list": []any{int64(1<<53 + 1)}}
	w.commit(unit)
	read, err := members.Get(w.ctx, "ann")
	require.NoError(t, err)
	assert.Equal(t, ann.Big, read.Big)
	assert.Equal(t, ann.Photo, read.Photo)
	assert.True(t, born.Equal(*read.Born))
	assert.Equal(t, int64(1<<53+1), read.Extra["big"])
	assert.Equal(t, []byte{1}, read.Extra["bytes"])
	assert.Equal(t, [][]any{{int64(1<<53 + 1), int64(1<<53 + 1)}}, w.rows("MATCH (m:Member) RETURN m.`x.list`[0], m.big[0]", nil))
	assert.Zero(t, w.commit(unit))
}

func TestWriteGivesEachAttemptAFreshUnit(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Age: 1}))
	var kept *ogm.Tx
	require.NoError(t, w.db.Write(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		kept = tx
		ann, err := members.In(tx).Get(ctx, "ann", query.With(memberFriends))
		if err != nil {
			return err
		}
		ann.Age++
		ann.Friends = append(ann.Friends, &Member{ID: "bob"})
		return nil
	}))
	assert.Equal(t, [][]any{{int64(2), "bob"}}, w.rows("MATCH (m:Member {id: 'ann'})--(b) RETURN m.age, b.id", nil))
	_, err := members.In(kept).Get(w.ctx, "ann")
	require.ErrorContains(t, err, "the transaction function has returned")
}

// What another has taken away is not known as stored any more once it was read so.
func TestARelationshipThatAnotherHasTakenAwayCanBeAddedAgain(t *testing.T) {
	w := setup(t)
	members := repository[Member](w)
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Clubs: []*Membership{{Since: 1, Club: &Club{ID: "c"}}}, Founded: []*Club{{ID: "d"}}}))
	founded := query.EdgeTo[Club](func(m *Member) *[]*Club { return &m.Founded })
	unit := w.db.NewUnit()
	ann := get(w, members, unit, "ann", memberClubs, founded)
	club, role := ann.Founded[0], ann.Clubs[0]
	w.rows("MATCH (:Member)-[e]->(:Club) DELETE e", nil)
	require.NoError(t, unit.Refresh(w.ctx, ann))
	require.Empty(t, ann.Founded)
	require.Empty(t, ann.Clubs)
	ann.Founded = append(ann.Founded, club)
	ann.Clubs = append(ann.Clubs, &Membership{Since: 2, Club: role.Club})
	assert.Equal(t, 2, w.commit(unit).RelationshipsCreated)
	assert.Equal(t, [][]any{{"c", int64(2)}, {"d", nil}}, w.rows("MATCH (:Member)-[e]->(c:Club) RETURN c.id, e.since ORDER BY c.id", nil))
	assert.Zero(t, w.commit(unit))
}

// An inner struct of which nothing is stored any more is nil, as when it is loaded for the first time.
func TestRefreshTakesInnerStructsAway(t *testing.T) {
	w := setup(t)
	depots := repository[Depot](w)
	require.NoError(t, depots.Save(w.ctx, &Depot{ID: "d", Stamps: &Stamps{Made: evening}, Work: &Place{Street: "Side"}}))
	unit := w.db.NewUnit()
	depot, err := depots.In(unit).Get(w.ctx, "d")
	require.NoError(t, err)
	w.rows("MATCH (n:Depot) SET n = {id: 'd'}", nil)
	require.NoError(t, unit.Refresh(w.ctx, depot))
	assert.Nil(t, depot.Work)
	assert.Nil(t, depot.Stamps)
	assert.Zero(t, w.commit(unit))
	assert.Equal(t, [][]any{{map[string]any{"id": "d"}}}, w.rows("MATCH (n:Depot) RETURN properties(n)", nil))
}

// The names of the types are alike, and so are their labels; rows of both are mixed.
func TestTwoTypesOfOneNameInACommit(t *testing.T) {
	w := setup(t)
	unit := w.db.NewUnit()
	save := [2]func(id string){}
	{
		type Namesake struct {
			ogm.Node `neo4j:"Namesake"`
			ID       string `neo4j:"id,key"`
			Version  int64  `neo4j:",version"`
		}
		repo := repository[Namesake](w)
		save[0] = func(id string) { repo.In(unit).Save(&Namesake{ID: id}) }
	}
	{
		type Namesake struct {
			ogm.Node `neo4j:"Namesake"`
			ID       string `neo4j:"id,key"`
			Name     string `neo4j:"name"`
		}
		repo := repository[Namesake](w)
		save[1] = func(id string) { repo.In(unit).Save(&Namesake{ID: id, Name: id}) }
	}
	for i := range 7 {
		save[i%2](string(rune('a' + i)))
	}
	w.commit(unit)
	assert.Equal(t, [][]any{{"a", nil}, {"b", "b"}, {"c", nil}, {"d", "d"}, {"e", nil}, {"f", "f"}, {"g", nil}}, w.rows("MATCH (n:Namesake) RETURN n.id, n.name ORDER BY n.id", nil))
	assert.Zero(t, w.commit(unit))
}
