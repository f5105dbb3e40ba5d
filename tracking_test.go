package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	found, err = stars.In(unit).Get(w.ctx, "ann", query.With(starFriends.Where(starID.Eq("bob")), starFriends))
	require.NoError(t, err)
	require.Len(t, found.Friends, 2)
	assert.Equal(t, "bob", found.Friends[0].ID)
	found.Friends = found.Friends[1:]
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted, "together they were loaded whole")
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
