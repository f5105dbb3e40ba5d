package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/unitofwork"
)

// What somebody else has deleted is named once, whatever the unit wanted with it, and
// nothing of the unit is stored.
func TestUpdatingWhatSomeoneElseHasDeletedNamesItOnce(t *testing.T) {
	gone := unitofwork.Stale{Label: "Star", Key: []any{"ann"}, Expected: 1}
	for _, test := range []struct {
		name   string
		change func(*ogm.UnitRepository[Star], *Star)
		want   []unitofwork.Stale
	}{
		{"a property", func(_ *ogm.UnitRepository[Star], ann *Star) { ann.Name = "Ann" }, []unitofwork.Stale{gone}},
		{"the key", func(_ *ogm.UnitRepository[Star], ann *Star) { ann.ID = "anna" }, []unitofwork.Stale{gone}},
		{"a property, and a new relationship", func(_ *ogm.UnitRepository[Star], ann *Star) {
			ann.Name = "Ann"
			ann.Loves = []*Show{{Title: "T"}}
		}, []unitofwork.Stale{gone}},
		{"a property, and a relationship is removed", func(_ *ogm.UnitRepository[Star], ann *Star) {
			ann.Name = "Ann"
			ann.Loves = []*Show{}
		}, []unitofwork.Stale{gone}},
		{"deletion", func(repo *ogm.UnitRepository[Star], ann *Star) { repo.Delete(ann) }, []unitofwork.Stale{gone}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := setup(t)
			stars := repository[Star](w)
			require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Loves: []*Show{{Title: "S"}}}, &Star{ID: "bob"}))
			unit := w.db.NewUnit()
			repo := stars.In(unit)
			ann, err := repo.Get(w.ctx, "ann", query.With(starLoves))
			require.NoError(t, err)
			bob, err := repo.Get(w.ctx, "bob")
			require.NoError(t, err)
			w.rows("MATCH (s:Star {id: 'ann'}) DETACH DELETE s", nil)

			test.change(repo, ann)
			bob.Name = "Bob"
			for range 2 {
				_, err = unit.Commit(w.ctx)
				var stale *ogm.StaleError
				require.ErrorAs(t, err, &stale)
				assert.Equal(t, test.want, stale.Objects)
				assert.Equal(t, [][]any{{"bob", "", int64(1)}}, w.rows("MATCH (s:Star) RETURN s.id, s.name, s.version", nil))
				assert.EqualValues(t, 1, bob.Version)
			}
			unit.Detach(ann)
			w.commit(unit)
			assert.Equal(t, [][]any{{"bob", "Bob", int64(2)}}, w.rows("MATCH (s:Star) RETURN s.id, s.name, s.version", nil))
		})
	}
}

// A key that has changed in memory is not the one by which the database knows the object.
func TestAStaleObjectIsNamedByItsStoredKey(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann"}))
	unit := w.db.NewUnit()
	ann, err := stars.In(unit).Get(w.ctx, "ann")
	require.NoError(t, err)
	w.rows("MATCH (s:Star) SET s.version = 7", nil)
	ann.ID = "anna"
	_, err = unit.Commit(w.ctx)
	var stale *ogm.StaleError
	require.ErrorAs(t, err, &stale)
	assert.Equal(t, []unitofwork.Stale{{Label: "Star", Key: []any{"ann"}, Expected: 1, Stored: 7}}, stale.Objects)
	assert.Equal(t, [][]any{{"ann", int64(7)}}, w.rows("MATCH (s:Star) RETURN s.id, s.version", nil))
}
