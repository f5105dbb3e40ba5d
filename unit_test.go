package ogm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

var (
	starFriends = query.Edge(func(s *Star) *[]*Star { return &s.Friends })
	starLoves   = query.Edge(func(s *Star) *[]*Show { return &s.Loves })
	starRoles   = query.EdgeTo[Show](func(s *Star) *[]*Role { return &s.Roles })
	showCast    = query.EdgeTo[Star](func(s *Show) *[]*Role { return &s.Cast })
	showTitle   = query.Prop(func(s *Show) *string { return &s.Title })
	starID      = query.Prop(func(s *Star) *string { return &s.ID })
)

// commit wants a commit to succeed, and gives what it did.
func (w *world) commit(unit *ogm.Unit) ogm.CommitResult {
	w.Helper()
	result, err := unit.Commit(w.ctx)
	require.NoError(w, err)
	return result
}

func TestATrackedChangeSendsWhatChanged(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Name: "Ann"}, &Star{ID: "bob", Name: "Bob"}))
	w.rows("MATCH (s:Star) SET s.unknown = 7", nil)

	unit := w.db.NewUnit()
	repo := stars.In(unit)
	ann, err := repo.Get(w.ctx, "ann", query.With(starFriends))
	require.NoError(t, err)
	again, err := repo.Get(w.ctx, "ann")
	require.NoError(t, err)
	assert.Same(t, ann, again)
	assert.False(t, unit.IsDirty(ann))
	assert.Zero(t, w.commit(unit))

	ann.Name = "Anna"
	bob := &Star{ID: "bob"}
	ann.Friends = append(ann.Friends, bob, &Star{ID: "eve", Name: "Eve"})
	assert.True(t, unit.IsDirty(ann))
	result := w.commit(unit)
	assert.Equal(t, 1, result.Statements)
	assert.Equal(t, 5, result.Rows, "one update, two reached, two links")
	assert.Equal(t, [][]any{{"ann", "Anna", int64(2), int64(7)}, {"bob", "Bob", int64(1), int64(7)}, {"eve", "Eve", int64(1), nil}},
		w.rows("MATCH (s:Star) RETURN s.id, s.name, s.version, s.unknown ORDER BY s.id", nil))
	assert.Equal(t, [][]any{{"ann", "FRIEND_OF", "bob"}, {"ann", "FRIEND_OF", "eve"}}, w.rows(linksOf, nil))
	assert.EqualValues(t, 2, ann.Version)
	assert.False(t, unit.IsDirty())
	assert.Zero(t, w.commit(unit))

	// away with one of them
	ann.Friends = ann.Friends[1:]
	result = w.commit(unit)
	assert.Equal(t, 1, result.Rows)
	assert.Equal(t, 1, result.RelationshipsDeleted)
	assert.Equal(t, [][]any{{"ann", "FRIEND_OF", "eve"}}, w.rows(linksOf, nil))
	assert.EqualValues(t, 2, ann.Version, "a relationship is no change of its owner")
	ann.Friends = nil
	assert.Zero(t, w.commit(unit), "nil was not loaded")
	repo.Delete(ann)
	assert.Equal(t, 1, w.commit(unit).NodesDeleted)
	assert.False(t, unit.Contains(ann))
	assert.Empty(t, w.rows(linksOf, nil))
}

func TestRelationshipsWithPropertiesInAUnit(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	s, u := &Show{Title: "S"}, &Show{Title: "T"}
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Roles: []*Role{{Names: []string{"x"}, Show: s}, {Names: []string{"y"}, Show: u}}}))
	w.rows("MATCH ()-[e:STARS_IN]->() SET e.unknown = 7", nil)

	unit := w.db.NewUnit()
	ann, err := stars.In(unit).Get(w.ctx, "ann", query.With(starRoles.OrderBy(showTitle.Asc()).With(showCast)))
	require.NoError(t, err)
	require.Len(t, ann.Roles, 2)
	assert.Same(t, ann, ann.Roles[0].Star)
	assert.Same(t, ann.Roles[0], ann.Roles[0].Show.Cast[0])
	assert.Zero(t, w.commit(unit))
	role := ann.Roles[0]
	role.Names = append(role.Names, "z")
	role.Show.Year = 1999
	result := w.commit(unit)
	assert.Equal(t, 2, result.Rows)
	assert.EqualValues(t, 2, role.Version)
	assert.ElementsMatch(t, [][]any{{int64(2), int64(7), int64(2)}, {int64(1), int64(7), int64(1)}},
		w.rows("MATCH ()-[e:STARS_IN]->() RETURN size(e.names), e.unknown, e.version", nil))

	// another end is another relationship
	third := &Show{Title: "U"}
	role.Show = third
	_, err = unit.Commit(w.ctx)
	require.ErrorContains(t, err, "another node than the one that holds the relationship", "the show has it in its cast yet")
	for _, show := range []*Show{s, u} {
		cast, err := repository[Show](w).In(unit).Get(w.ctx, show.Title)
		require.NoError(t, err)
		if len(cast.Cast) > 0 && cast.Cast[0] == role {
			cast.Cast = []*Role{}
		}
	}
	w.commit(unit)
	assert.EqualValues(t, 1, role.Version)
	assert.Equal(t, [][]any{{"ann", "STARS_IN", "T"}, {"ann", "STARS_IN", "U"}}, w.rows(linksOf, nil))
}

func TestWriteRunsInOneTransaction(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Name: "Ann"}))
	eve := &Star{ID: "eve"}
	require.NoError(t, w.db.Write(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		ann, err := stars.In(tx).Get(ctx, "ann")
		if err != nil {
			return err
		}
		ann.Name += "!"
		stars.In(tx).Save(eve)
		ann.Friends = []*Star{eve}
		_, err = ogm.Exec(ctx, tx, query.Raw("CREATE (:Mark)", nil))
		return err
	}))
	assert.EqualValues(t, 1, eve.Version)
	assert.Equal(t, [][]any{{"Ann!", int64(2), "eve", int64(1)}}, w.rows("MATCH (a:Star {id: 'ann'})--(b), (m:Mark) RETURN a.name, a.version, b.id, count(m)", nil))

	mine := errors.New("mine")
	err := w.db.Write(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		ann, err := stars.In(tx).Get(ctx, "ann")
		require.NoError(t, err)
		ann.Name = "no"
		_, err = ogm.Exec(ctx, tx, query.Raw("CREATE (:Mark)", nil))
		require.NoError(t, err)
		return mine
	})
	assert.Equal(t, mine, err)
	err = w.db.Read(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		ann, err := stars.In(tx).Get(ctx, "ann")
		require.NoError(t, err)
		ann.Name = "no"
		return nil
	})
	require.ErrorContains(t, err, "use db.Write")
	assert.Equal(t, [][]any{{"Ann!", int64(1)}}, w.rows("MATCH (a:Star {id: 'ann'}), (m:Mark) RETURN a.name, count(m)", nil))
}

func TestAViolatedConstraintNamesTheObject(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "ann", Email: pointer("a@x")}))
	unit := w.db.NewUnit()
	bob, eve := &Person{ID: "bob", Email: pointer("b@x")}, &Person{ID: "eve", Email: pointer("a@x")}
	people.In(unit).Save(bob, eve)
	_, err := unit.Commit(w.ctx)
	var violation *ogm.ConstraintError
	require.ErrorAs(t, err, &violation)
	assert.Equal(t, "Person", violation.Label)
	assert.Equal(t, []string{"email"}, violation.Properties)
	assert.Same(t, eve, violation.Object)
	assert.NotContains(t, err.Error(), "a@x")
	assert.Len(t, w.rows("MATCH (p:Person) RETURN p", nil), 1)

	violation = nil
	require.ErrorAs(t, w.db.Write(w.ctx, func(_ context.Context, tx *ogm.Tx) error {
		people.In(tx).Save(bob, eve)
		return nil
	}), &violation)
	assert.Same(t, eve, violation.Object)

	eve.Email = nil
	assert.Equal(t, 2, w.commit(unit).NodesCreated, "the unit is ready for another try")
}

func TestAPolymorphicRepositoryInAUnit(t *testing.T) {
	w := setup(t, ogm.WithTypes(Lorry{}, Bike{}))
	vehicles, err := ogm.NewPolymorphicRepository[Vehicle, Fleet](w.db)
	require.NoError(t, err)
	require.NoError(t, w.db.Schema().Ensure(w.ctx))
	unit := w.db.NewUnit()
	lorry, bike := &Lorry{Fleet: Fleet{Plate: "1"}}, &Bike{Fleet: Fleet{Plate: "2"}}
	vehicles.In(unit).Save(lorry, bike)
	assert.Equal(t, 2, w.commit(unit).NodesCreated)
	other := w.db.NewUnit()
	list, err := vehicles.In(other).Match().OrderBy(FleetPlate.Asc()).All(w.ctx)
	require.NoError(t, err)
	require.Len(t, list, 2)
	one, err := vehicles.In(other).Get(w.ctx, "1")
	require.NoError(t, err)
	assert.Same(t, list[0], one)
	list[1].(*Bike).City = "Bonn"
	assert.Equal(t, 1, w.commit(other).Rows)
	assert.Equal(t, [][]any{{nil}, {"Bonn"}}, w.rows("MATCH (f) RETURN CASE f.city WHEN '' THEN null ELSE f.city END ORDER BY f.plate", nil))
	_, err = vehicles.Match().Delete(w.ctx) // the examples find their own
	require.NoError(t, err)
	vehicles.In(other).Save(nil)
	_, err = other.Commit(w.ctx)
	require.ErrorContains(t, err, "the ogm_test.Vehicle is nil")
}

func TestNoUnitAndAForeignOneAreErrors(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	other, err := ogm.New(w.driver)
	require.NoError(t, err)
	foreign := other.NewUnit()
	var none *ogm.Unit
	for text, scope := range map[string]ogm.Scope{"the unit is nil": nil, "unit is nil": none, "belong to two databases": foreign} {
		repo := stars.In(scope)
		repo.Save(&Star{ID: "ann"})
		_, err := repo.Get(w.ctx, "ann")
		require.ErrorContains(t, err, text)
	}
	_, err = foreign.Commit(w.ctx)
	require.ErrorContains(t, err, "belong to two databases")
	_, err = none.Commit(w.ctx)
	require.ErrorContains(t, err, "the unit is nil")
	require.ErrorContains(t, none.Plan().Err, "the unit is nil")
	none.Clear()
	none.Detach(&Star{})
	assert.False(t, none.Contains(&Star{}))
	require.ErrorContains(t, none.Refresh(w.ctx, &Star{}), "the unit is nil")

	unit := w.db.NewUnit()
	for _, nothing := range []any{nil, (*Star)(nil), Star{}, 7, "x", &Caption{}} {
		assert.False(t, unit.Contains(nothing))
		assert.False(t, unit.IsDirty(nothing))
		unit.Detach(nothing)
		require.Error(t, unit.Refresh(w.ctx, nothing))
	}
	require.Error(t, w.db.Write(w.ctx, nil))
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))
}

// A relationship that one side has dropped goes, whatever has changed in its struct, which
// the other side holds yet.
func TestADroppedRelationshipThatChangedGoes(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Roles: []*Role{{Names: []string{"x"}, Show: &Show{Title: "S"}}}}))
	unit := w.db.NewUnit()
	ann, err := stars.In(unit).Get(w.ctx, "ann", query.With(starRoles.With(showCast)))
	require.NoError(t, err)
	ann.Roles[0].Names = []string{"y"}
	ann.Roles = []*Role{}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
	assert.Empty(t, w.rows(linksOf, nil))
	assert.Zero(t, w.commit(unit))
}
