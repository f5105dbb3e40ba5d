package ogm_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/unitofwork"
)

// race is one way of changing what four writers have all read at one version.
type race struct {
	name    string
	label   string
	version string // the statement that reads it
	// ready reads, or makes, what a writer changes, and gives what stores it.
	ready func(w *world, writer int, version int64) func() error
}

var races = []race{
	{
		"a node, by Save", "Star", "MATCH (s:Star) RETURN s.version",
		func(w *world, writer int, version int64) func() error {
			mine := &Star{ID: "ann", Version: version, Name: strconv.Itoa(writer)}
			stars := repositoryOf[Star](w)
			return func() error { return stars.Save(w.ctx, mine) }
		},
	},
	{
		"a node, by a unit", "Star", "MATCH (s:Star) RETURN s.version",
		func(w *world, writer int, _ int64) func() error {
			unit := w.db.NewUnit()
			ann, err := repositoryOf[Star](w).In(unit).Get(w.ctx, "ann")
			require.NoError(w, err)
			ann.Name += strconv.Itoa(writer)
			return func() error { _, err := unit.Commit(w.ctx); return err }
		},
	},
	{
		"a relationship, by Save", "STARS_IN", "MATCH ()-[e:STARS_IN]->() RETURN e.version",
		func(w *world, writer int, version int64) func() error {
			mine := &Show{Title: "S", Cast: []*Role{{Version: version, Names: []string{strconv.Itoa(writer)}, Star: &Star{ID: "ann"}}}}
			shows := repositoryOf[Show](w)
			return func() error { return shows.Save(w.ctx, mine) }
		},
	},
	{
		"a relationship, by a unit", "STARS_IN", "MATCH ()-[e:STARS_IN]->() RETURN e.version",
		func(w *world, writer int, _ int64) func() error {
			unit := w.db.NewUnit()
			show, err := repositoryOf[Show](w).In(unit).Get(w.ctx, "S", query.With(showCast))
			require.NoError(w, err)
			show.Cast[0].Names = append(show.Cast[0].Names, strconv.Itoa(writer))
			return func() error { _, err := unit.Commit(w.ctx); return err }
		},
	},
}

// repositoryOf makes a repository of a type whose constraints are there.
func repositoryOf[T any](w *world) *ogm.Repository[T] {
	w.Helper()
	repo, err := ogm.NewRepository[T](w.db)
	require.NoError(w, err)
	return repo
}

// onAir is where a race starts: one star in one show.
func onAir(t *testing.T) *world {
	w := setup(t)
	w.warm()
	require.NoError(t, repository[Star](w).Save(w.ctx, &Star{ID: "ann", Roles: []*Role{{Show: &Show{Title: "S"}}}}))
	return w
}

func TestTwoConcurrentWritersOfOneVersionExactlyOneWins(t *testing.T) {
	const writers, rounds = 4, 150
	for _, r := range races {
		t.Run(r.name, func(t *testing.T) {
			w := onAir(t)
			for round := range rounds {
				version := int64(round + 1)
				var commits [writers]func() error
				for writer := range writers {
					commits[writer] = r.ready(w, writer, version)
				}
				var errs [writers]error
				var group sync.WaitGroup
				for writer, commit := range commits {
					group.Go(func() { errs[writer] = commit() })
				}
				group.Wait()
				winners := 0
				for _, err := range errs {
					var stale *ogm.StaleError
					if err == nil {
						winners++
					} else if assert.ErrorAs(t, err, &stale, "round %d", round) {
						require.Len(t, stale.Objects, 1)
						assert.Equal(t, r.label, stale.Objects[0].Label)
						assert.Equal(t, []int64{version, version + 1}, []int64{stale.Objects[0].Expected, stale.Objects[0].Stored})
					}
				}
				require.Equal(t, 1, winners, "round %d", round)
			}
			assert.Equal(t, [][]any{{int64(rounds + 1)}}, w.rows(r.version, nil))
		})
	}
}

func TestAVersionStartsAtOneAndRisesByOneOnChangeAndNotOtherwise(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	versions := "MATCH (s:Star)-[e:STARS_IN]->() RETURN s.version, e.version"
	unit := w.db.NewUnit()
	role := &Role{Show: &Show{Title: "S"}}
	ann := &Star{ID: "ann", Roles: []*Role{role}}
	stars.In(unit).Save(ann)
	w.commit(unit)
	for _, step := range []struct {
		name       string
		do         func()
		star, role int64
	}{
		{"new", func() {}, 1, 1},
		{"a property", func() { ann.Name = "Ann" }, 2, 1},
		{"two at once", func() { ann.Name = "Anna"; role.Names = []string{"x"} }, 3, 2},
		{"its relationship", func() { role.Names = []string{"y"} }, 3, 3},
		{"the same again", func() { ann.Name = "Anna"; stars.In(unit).Save(ann) }, 3, 3},
		{"a new relationship", func() { ann.Loves = []*Show{role.Show} }, 3, 3},
		{"a removal", func() { ann.Loves = []*Show{} }, 3, 3},
		{"a related node", func() { role.Show.Year = 1999 }, 3, 3},
	} {
		step.do()
		w.commit(unit)
		assert.Equal(t, [][]any{{step.star, step.role}}, w.rows(versions, nil), step.name)
		assert.Equal(t, []int64{step.star, step.role}, []int64{ann.Version, role.Version}, step.name)
	}
}

// Everything that is stale is named at once, and nothing of the unit is stored.
func TestAStaleVersionIsAStaleErrorAndNothingOfTheUnitIsStored(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Roles: []*Role{{Show: &Show{Title: "S"}}, {Show: &Show{Title: "T"}}}}, &Star{ID: "bob"}, &Star{ID: "eve"}, &Star{ID: "dan"}, &Star{ID: "fay"}))
	unit := w.db.NewUnit()
	repo := stars.In(unit)
	ann, err := repo.Get(w.ctx, "ann", query.With(starRoles.OrderBy(showTitle.Asc())))
	require.NoError(t, err)
	all, err := repo.GetMany(w.ctx, "bob", "eve", "dan", "fay")
	require.NoError(t, err)
	bob, eve, dan, fay := all[0], all[1], all[2], all[3]

	w.rows("MATCH (s:Star) WHERE s.id IN ['bob', 'dan'] SET s.version = s.version + 4", nil)
	w.rows("MATCH (s:Star {id: 'eve'}) DETACH DELETE s", nil)
	w.rows("MATCH ()-[e:STARS_IN]->() SET e.version = 3", nil)
	before := w.rows("MATCH (s:Star) OPTIONAL MATCH (s)-[e]->(x) RETURN properties(s), properties(e), x.title ORDER BY s.id, x.title", nil)

	ann.Name, bob.Name, eve.Name, fay.Name = "Ann", "Bob", "Eve", "Fay"
	repo.Delete(dan)
	ann.Roles[0].Names = []string{"changed"}
	role := ann.Roles[0]
	ann.Roles = ann.Roles[:1] // the other is taken away
	repo.Save(&Star{ID: "new"})
	for range 2 { // the unit is ready for another try, which fails the same
		_, err = unit.Commit(w.ctx)
		var stale *ogm.StaleError
		require.ErrorAs(t, err, &stale)
		require.ErrorIs(t, err, ogm.ErrStale)
		assert.ElementsMatch(t, []unitofwork.Stale{
			{Label: "STARS_IN", Key: []any{"ann", "T"}, Expected: 1, Stored: 3},
			{Label: "Star", Key: []any{"dan"}, Expected: 1, Stored: 5},
			{Label: "Star", Key: []any{"bob"}, Expected: 1, Stored: 5},
			{Label: "Star", Key: []any{"eve"}, Expected: 1, Stored: 0},
			{Label: "STARS_IN", Key: []any{"ann", "S"}, Expected: 1, Stored: 3},
		}, stale.Objects)
		assert.Equal(t, before, w.rows("MATCH (s:Star) OPTIONAL MATCH (s)-[e]->(x) RETURN properties(s), properties(e), x.title ORDER BY s.id, x.title", nil))
		assert.Equal(t, []int64{1, 1, 1}, []int64{ann.Version, fay.Version, role.Version})
	}
}

func TestDeleteByKeyIgnoresVersionsAndDeleteOfAnObjectChecksThem(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	for name, remove := range map[string]func(*Star) error{
		"Delete": func(star *Star) error { return stars.Delete(w.ctx, star) },
		"a unit that has loaded it": func(star *Star) error {
			unit := w.db.NewUnit()
			loaded, err := stars.In(unit).Get(w.ctx, star.ID)
			require.NoError(t, err)
			w.rows("MATCH (s:Star) SET s.version = s.version + 1", nil)
			stars.In(unit).Delete(loaded)
			_, err = unit.Commit(w.ctx)
			return err
		},
		"a unit that has not": func(star *Star) error {
			unit := w.db.NewUnit()
			stars.In(unit).Delete(star)
			_, err := unit.Commit(w.ctx)
			return err
		},
	} {
		require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann"}), name)
		w.rows("MATCH (s:Star) SET s.version = 7", nil)
		err := remove(&Star{ID: "ann", Version: 1})
		var stale *ogm.StaleError
		require.ErrorAs(t, err, &stale, name)
		require.Len(t, stale.Objects, 1, name)
		assert.NotZero(t, stale.Objects[0].Stored, name)
		count, err := stars.Match(starID.Eq("ann")).Delete(w.ctx)
		require.NoError(t, err, name)
		assert.EqualValues(t, 1, count, name)
	}
}

// A lock that two transaction functions take in opposite order makes a deadlock, which the
// server ends by a transient failure of one of them.
func TestADeadlockEndsInExactlyOneCopyOfEveryChange(t *testing.T) {
	w := setup(t)
	w.warm()
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann"}, &Star{ID: "bob"}))
	met := make(chan struct{})
	var arrived sync.WaitGroup
	arrived.Add(2)
	go func() { arrived.Wait(); close(met) }()
	var attempts [2]int
	var errs [2]error
	var group sync.WaitGroup
	for i, order := range [][]string{{"ann", "bob"}, {"bob", "ann"}} {
		made := &Star{ID: fmt.Sprint("new", i)}
		group.Go(func() {
			errs[i] = w.db.Write(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
				attempts[i]++
				first, err := stars.In(tx).Get(ctx, order[0])
				if err != nil {
					return err
				}
				stars.In(tx).Save(made)
				lock := query.Raw("MATCH (s:Star {id: $id}) SET s.locks = coalesce(s.locks, 0) + 1", query.Params{"id": order[0]})
				if _, err := ogm.Exec(ctx, tx, lock); err != nil {
					return err
				}
				if attempts[i] == 1 {
					arrived.Done()
					<-met
				}
				lock = query.Raw("MATCH (s:Star {id: $id}) SET s.locks = coalesce(s.locks, 0) + 1", query.Params{"id": order[1]})
				if _, err := ogm.Exec(ctx, tx, lock); err != nil {
					return fmt.Errorf("locking: %w", err)
				}
				first.Name += "x"
				return nil
			})
		})
	}
	group.Wait()
	require.NoError(t, errors.Join(errs[:]...))
	assert.Equal(t, 3, attempts[0]+attempts[1])
	assert.Equal(t, [][]any{{"ann", "x", int64(2), int64(2)}, {"bob", "x", int64(2), int64(2)}, {"new0", "", int64(1), nil}, {"new1", "", int64(1), nil}},
		w.rows("MATCH (s:Star) RETURN s.id, s.name, s.version, s.locks ORDER BY s.id", nil))
}

// Teller is another struct for the node of a Member, which also has its version.
type Teller struct {
	ogm.Node `neo4j:"Member"`

	ID      string `neo4j:"id,key"`
	Desk    string `neo4j:"desk"`
	Version int64  `neo4j:",version"`
}

func TestTwoStructsOfANodeCannotBothHaveItsVersion(t *testing.T) {
	w := setup(t)
	members, tellers, unit := repository[Member](w), repository[Teller](w), w.db.NewUnit()
	require.NoError(t, members.Save(w.ctx, &Member{ID: "ann", Labels: map[string]string{}}))
	member, teller := get(w, members, unit, "ann"), get(w, tellers, unit, "ann")
	member.Name, teller.Desk = "Ann", "left"
	_, err := unit.Commit(w.ctx)
	require.EqualError(t, err, "ogm: a Member and a Teller that changed are one node, which has one version; commit the change of one, then Refresh the other")
	assert.Equal(t, [][]any{{int64(1)}}, w.rows("MATCH (m:Member) RETURN m.version", nil))

	teller.Desk = ""
	w.commit(unit)
	require.NoError(t, unit.Refresh(w.ctx, teller))
	teller.Desk = "left"
	w.commit(unit)
	assert.Equal(t, [][]any{{int64(3), "Ann", "left"}}, w.rows("MATCH (m:Member) RETURN m.version, m.name, m.desk", nil))
}
