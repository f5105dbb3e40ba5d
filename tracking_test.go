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
