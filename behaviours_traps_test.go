package ogm_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/unitofwork"
)

// Odd has fields, properties and relationships that are called what a node has besides.
type (
	Odd struct {
		ogm.Node `neo4j:"Odd"`

		ID        string         `neo4j:"id,key"`
		Labels    []string       `neo4j:"labels"`
		Type      string         `neo4j:"type"`
		Start     int            `neo4j:"start"`
		End       *int           `neo4j:"end"`
		ElementID string         `neo4j:"elementId"`
		Flag      bool           `neo4j:"flag"`
		Size      int            `neo4j:"size,omitempty"`
		Extra     map[string]any `neo4j:"x.,inline"`
		More      map[string]int `neo4j:"xy.,inline"`
		Inner     OddInner       `neo4j:"inner.,inline"`
		Links     []*OddLink     `neo4j:"-[:id]->"`
		Rests     []*Odd         `neo4j:"-[:rests]->"`
	}
	OddInner struct {
		Street string `neo4j:"street"`
		Zip    *int   `neo4j:"zip"`
	}
	OddLink struct {
		ogm.Relationship `neo4j:"id"`

		ID        string         `neo4j:"id"`
		Type      string         `neo4j:"type"`
		Start     int            `neo4j:"start"`
		End       int            `neo4j:"end"`
		ElementID string         `neo4j:"elementId"`
		Extra     map[string]any `neo4j:"x.,inline"`
		From      *Odd           `neo4j:",start"`
		To        *Odd           `neo4j:",end"`
	}
)

var (
	oddLinks = query.EdgeTo[Odd](func(o *Odd) *[]*OddLink { return &o.Links })
	oddRests = query.Edge(func(o *Odd) *[]*Odd { return &o.Rests })
	oddID    = query.Prop(func(o *Odd) *string { return &o.ID })
)

func TestAPropertyNamedIDLabelsTypeStartEndOrElementIDIsAnOrdinaryProperty(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	unit := w.db.NewUnit()
	odd := &Odd{ID: "a", Labels: []string{"x"}, Type: "t", Start: 1, End: pointer(2), ElementID: "e"}
	odd.Links = []*OddLink{{ID: "l", Type: "u", Start: 3, End: 4, ElementID: "f", To: &Odd{ID: "b"}}}
	odds.In(unit).Save(odd)
	w.commit(unit)
	odd.Type, odd.Start, odd.Labels, odd.ElementID = "T", 10, []string{"y", "z"}, "E"
	link := odd.Links[0]
	link.ID, link.Type, link.Start, link.End, link.ElementID = "L", "U", 30, 40, "F"
	assert.Equal(t, 9, w.commit(unit).PropertiesSet)
	assert.Equal(t, [][]any{{
		map[string]any{"id": "a", "labels": []any{"y", "z"}, "type": "T", "start": int64(10), "end": int64(2), "elementId": "E", "flag": false, "inner.street": ""},
		map[string]any{"id": "L", "type": "U", "start": int64(30), "end": int64(40), "elementId": "F"},
	}}, w.rows("MATCH (o:Odd)-[e:id]->() RETURN properties(o), properties(e)", nil))
	other := w.db.NewUnit()
	read := get(w, odds, other, "a", oddLinks)
	assert.Equal(t, []any{"T", 10, "E"}, []any{read.Type, read.Start, read.ElementID})
	assert.Equal(t, []any{"L", "U", 30}, []any{read.Links[0].ID, read.Links[0].Type, read.Links[0].Start})
	assert.Zero(t, w.commit(other))
}

func TestARelationshipToANodeThatSomeoneElseHasDeletedIsAnErrorNamingIt(t *testing.T) {
	w := setup(t)
	folders, writers := repository[Folder](w), repository[Writer](w)
	unit := w.db.NewUnit()
	f := &Folder{ID: "f", Sheets: []*Sheet{}}
	gone, stays := &Sheet{ID: "gone"}, &Sheet{ID: "stays"}
	folders.In(unit).Save(f)
	repository[Sheet](w).In(unit).Save(gone, stays)
	w.commit(unit)
	w.rows("MATCH (s:Sheet {id: 'gone'}) DELETE s", nil)

	f.Sheets = []*Sheet{stays, gone, {ID: "new"}}
	_, err := unit.Commit(w.ctx)
	var missing *ogm.NotFoundError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []unitofwork.Missing{{Label: "Sheet", Key: []any{"gone"}, Relationship: "HOLDS"}}, missing.Objects, "neither those that are there nor those that the commit makes")
	require.EqualError(t, err, "ogm: not found: Sheet, at an end of a new HOLDS")
	assert.Empty(t, w.rows("MATCH (:Folder)-->(s) RETURN s", nil), "nothing is stored")
	f.Sheets = []*Sheet{stays, {ID: "new"}}
	w.commit(unit)
	assert.Len(t, w.rows("MATCH (:Folder)-[:HOLDS]->(s) RETURN s", nil), 2)

	// in a function of a transaction, which made the other end itself
	err = w.db.Write(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		writer := &Writer{ID: "w"}
		writers.In(tx).Save(writer)
		f, err := folders.In(tx).Get(ctx, "f", query.With(folderSheets))
		if err != nil {
			return err
		}
		for _, s := range f.Sheets {
			s.Authors = []*Writer{writer}
		}
		w.rows("MATCH (s:Sheet {id: 'stays'}) DETACH DELETE s", nil)
		return nil
	})
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []unitofwork.Missing{{Label: "Sheet", Key: []any{"stays"}, Relationship: "WRITTEN_BY"}}, missing.Objects)
	assert.Empty(t, w.rows("MATCH (w:Writer) RETURN w", nil))
}

func TestUpdatingOrDeletingATrackedObjectThatSomeoneElseHasDeletedIsAnErrorNamingIt(t *testing.T) {
	w := setup(t)
	odds, members := repository[Odd](w), repository[Member](w)
	unit := w.db.NewUnit()
	a, b, ann := &Odd{ID: "a"}, &Odd{ID: "b"}, &Member{ID: "ann"}
	odds.In(unit).Save(a, b)
	members.In(unit).Save(ann)
	w.commit(unit)
	w.rows("MATCH (n) WHERE n.id IN ['a', 'ann'] DELETE n", nil)
	a.Type, b.Type = "x", "x"
	_, err := unit.Commit(w.ctx)
	var missing *ogm.NotFoundError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, "Odd", missing.Objects[0].Label)
	assert.Equal(t, []any{"a"}, missing.Objects[0].Key)
	assert.Equal(t, [][]any{{""}}, w.rows("MATCH (o:Odd) RETURN o.type", nil), "nothing of the unit is stored")

	odds.In(unit).Delete(a)
	_, err = unit.Commit(w.ctx)
	require.ErrorAs(t, err, &missing)
	unit.Detach(a)
	ann.Age = 1
	_, err = unit.Commit(w.ctx)
	var stale *ogm.StaleError
	require.ErrorAs(t, err, &stale)
	assert.Equal(t, []any{"ann"}, stale.Objects[0].Key)
	assert.Zero(t, stale.Objects[0].Stored)
	members.In(unit).Delete(ann)
	_, err = unit.Commit(w.ctx)
	require.ErrorAs(t, err, &stale)
	unit.Detach(ann)
	w.commit(unit)
	assert.Equal(t, [][]any{{"x"}}, w.rows("MATCH (o:Odd) RETURN o.type", nil))

	w.rows("MATCH (o:Odd) DELETE o", nil)
	b.Rests = []*Odd{{ID: "c"}}
	_, err = unit.Commit(w.ctx)
	require.ErrorIs(t, err, ogm.ErrNotFound, "a relationship needs the node, too")
	assert.Empty(t, w.rows("MATCH (o:Odd) RETURN o", nil))
	require.NoError(t, odds.Save(w.ctx, a), "an untracked Save by key creates it again")
	assert.Equal(t, [][]any{{"x"}}, w.rows("MATCH (o:Odd) RETURN o.type", nil))
}

func TestSavingARelationshipAgainWithOtherPropertiesChangesTheOneThatIsThere(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	b := &Odd{ID: "b"}
	for i := range 3 {
		unit := w.db.NewUnit() // that knows nothing of the others
		odds.In(unit).Save(&Odd{ID: "a", Links: []*OddLink{{Start: i, To: b}}})
		w.commit(unit)
		require.NoError(t, odds.Save(w.ctx, &Odd{ID: "a", Links: []*OddLink{{Start: i, End: 7, To: b}}}))
	}
	assert.Equal(t, [][]any{{int64(2), int64(7)}}, w.rows("MATCH ()-[e:id]->() RETURN e.start, e.end", nil))
}

func TestZeroValuesAreStoredByATrackedChange(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	unit := w.db.NewUnit()
	odd := &Odd{ID: "a", Labels: []string{"x"}, Type: "x", Start: 1, End: pointer(1), ElementID: "x", Flag: true, Size: 5, Links: []*OddLink{{ID: "x", Start: 1, To: &Odd{ID: "b"}}}}
	odds.In(unit).Save(odd)
	w.commit(unit)
	link := odd.Links[0]
	*odd = Odd{ID: "a", Labels: []string{}, End: pointer(0), Links: odd.Links}
	link.ID, link.Start = "", 0
	w.commit(unit)
	const props = "MATCH (o:Odd {id: 'a'}) RETURN properties(o)"
	zero := map[string]any{"id": "a", "labels": []any{}, "type": "", "start": int64(0), "end": int64(0), "elementId": "", "flag": false, "size": int64(5), "inner.street": ""}
	assert.Equal(t, [][]any{{zero}}, w.rows(props, nil), "omitempty leaves out, and erases nothing")
	assert.Equal(t, [][]any{{"", int64(0)}}, w.rows("MATCH ()-[e:id]->() RETURN e.id, e.start", nil))
	assert.Zero(t, w.commit(unit))
	odd.Labels, odd.End = nil, nil
	assert.Equal(t, 2, w.commit(unit).PropertiesSet)
	delete(zero, "labels")
	delete(zero, "end")
	assert.Equal(t, [][]any{{zero}}, w.rows(props, nil), "nil takes a property away")
	require.NoError(t, unit.Refresh(w.ctx, odd))
	assert.Equal(t, 5, odd.Size)
	assert.Zero(t, w.commit(unit))
}

func TestMapAndStructFieldsSpreadOverPrefixedProperties(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	unit := w.db.NewUnit()
	odd := &Odd{ID: "a", Extra: map[string]any{"k": 1, "l": "two"}, More: map[string]int{"k": 3}, Inner: OddInner{"s", pointer(9)}}
	odd.Links = []*OddLink{{Extra: map[string]any{"k": 1, "l": 2}, To: &Odd{ID: "b"}}}
	odds.In(unit).Save(odd)
	w.commit(unit)
	w.rows("MATCH (o:Odd {id: 'a'})-[e:id]->() SET o.`x.later` = 7, e.`x.later` = 8, o.`y.k` = 9", nil)
	assert.Zero(t, w.commit(unit))
	delete(odd.Extra, "k")
	odd.Extra["new"] = []string{"v"}
	odd.More["k"] = 4
	odd.Inner.Zip = nil
	delete(odd.Links[0].Extra, "l")
	w.commit(unit)
	const props = "MATCH (o:Odd {id: 'a'})-[e:id]->() RETURN o.`x.k`, o.`x.l`, o.`x.new`, o.`x.later`, o.`xy.k`, o.`y.k`, o.`inner.zip`, o.`inner.street`, e.`x.k`, e.`x.l`, e.`x.later`"
	assert.Equal(t, [][]any{{nil, "two", []any{"v"}, int64(7), int64(4), int64(9), nil, "s", int64(1), nil, int64(8)}}, w.rows(props, nil))
	require.NoError(t, unit.Refresh(w.ctx, odd))
	assert.Equal(t, map[string]any{"l": "two", "new": []any{"v"}, "later": int64(7)}, odd.Extra)
	assert.Equal(t, map[string]int{"k": 4}, odd.More)
	odd.Extra = nil
	assert.Equal(t, 3, w.commit(unit).PropertiesSet, "nil has no entries")
	assert.Zero(t, w.commit(unit))
}

func TestHostileStringsStayDataInAUnit(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	hostile := append([]string{"'; MATCH (n) DETACH DELETE n //", "$b", "\u0000", "${jndi}", "\"", "\\", "}) RETURN 1 //"}, hostileNames...)
	unit := w.db.NewUnit()
	odd := &Odd{ID: strings.Join(hostile, ""), Extra: map[string]any{}, Labels: hostile}
	for _, text := range hostile {
		odd.Extra[strings.ReplaceAll(text, "\u0000", "0")] = text
	}
	odd.Rests = []*Odd{{ID: hostile[0]}}
	odds.In(unit).Save(odd)
	w.commit(unit)
	assert.Zero(t, w.commit(unit))
	for _, text := range hostile {
		odd.Extra[strings.ReplaceAll(text, "\u0000", "0")] = text + "!"
	}
	w.commit(unit)
	assert.Contains(t, unit.Plan().String(), "nothing to send")
	read := get(w, odds, w.db.NewUnit(), odd.ID, oddRests)
	assert.Equal(t, odd.Extra, read.Extra)
	assert.Equal(t, hostile, read.Labels)
	odd.Extra = map[string]any{}
	odds.In(unit).Delete(odd.Rests[0])
	w.commit(unit)
	assert.Equal(t, [][]any{{int64(1)}}, w.rows("MATCH (n) RETURN count(n)", nil))
}

func TestAPlanIsReadableStableAndShowsParametersOnlyWhenAskedFor(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	require.NoError(t, odds.Save(w.ctx, &Odd{ID: "secret-a", Rests: []*Odd{{ID: "secret-b"}}}))
	unit := w.db.NewUnit()
	odd := get(w, odds, unit, "secret-a", oddRests)
	odd.Type, odd.Rests = "secret-type", []*Odd{{ID: "secret-c"}, {ID: "secret-d", Extra: map[string]any{"b": "secret", "a": 1, "c": 2}}}
	odds.In(unit).Save(&Odd{ID: "secret-e"})
	plan := unit.Plan()
	require.NoError(t, plan.Err)
	require.Len(t, plan.Statements, 1)
	assert.Equal(t, []string{"unlink 1 rests", "update 1 Odd", "save 1 Odd", "ensure 2 Odd", "link 2 rests"}, plan.Statements[0].Steps)
	assert.Equal(t, 7, plan.Statements[0].Rows)
	assert.NotContains(t, plan.String(), "secret")
	for range 20 {
		assert.Equal(t, plan.String(), unit.Plan().String())
		assert.Equal(t, plan.WithParameters().String(), unit.Plan().WithParameters().String())
	}
	assert.Contains(t, plan.WithParameters().String(), "secret-type")
	assert.Equal(t, 7, w.commit(unit).Rows, "what was shown is what is sent")
}

func TestAUnitUsedByTwoGoroutinesSaysSo(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	require.NoError(t, odds.Save(w.ctx, &Odd{ID: "a", Rests: []*Odd{{ID: "b"}}}))
	unit := w.db.NewUnit()
	shared := get(w, odds, unit, "a")
	var wait sync.WaitGroup
	errs := make(chan error, 1000)
	for i := range 8 {
		wait.Go(func() {
			repo, mine := odds.In(unit), &Odd{ID: string(rune('c' + i))}
			for range 10 {
				_, err := repo.Get(w.ctx, "a", query.With(oddRests))
				errs <- err
				_, err = repo.Match(oddID.Eq("b")).All(w.ctx)
				errs <- err
				repo.Save(mine)
				unit.Contains(shared)
				unit.IsDirty(shared)
				errs <- unit.Plan().Err
				errs <- unit.Refresh(w.ctx, shared)
				_, err = unit.Commit(w.ctx)
				errs <- err
			}
		})
	}
	wait.Wait()
	close(errs)
	met := false
	for err := range errs {
		if err != nil {
			require.ErrorIs(t, err, ogm.ErrConcurrentUse)
			met = true
		}
	}
	assert.True(t, met)
	unit.Clear()
	w.commit(unit)
}

// What nobody could be told of is missing in the unit, so no commit may pass for a whole one.
func TestAUnitThatWasMisusedCommitsNothingUntilItIsCleared(t *testing.T) {
	type Errand struct {
		ogm.Node `neo4j:"Errand"`
		ID       string `neo4j:"id,key,generate=meddle"`
	}
	var meddle func()
	w := setup(t, ogm.WithGenerator("meddle", func() (any, error) { meddle(); return "made", nil }))
	errands := repository[Errand](w)
	unit := w.db.NewUnit()
	meddle = func() { errands.In(unit).Save(&Errand{ID: "lost"}) } // while the unit is at work, as another goroutine would
	errands.In(unit).Save(&Errand{})
	w.commit(unit)
	errands.In(unit).Save(&Errand{ID: "late"})
	for range 2 {
		_, err := unit.Commit(w.ctx)
		require.ErrorIs(t, err, ogm.ErrConcurrentUse)
	}
	assert.Equal(t, [][]any{{"made"}}, w.rows("MATCH (e:Errand) RETURN e.id", nil))
	unit.Clear()
	assert.Zero(t, w.commit(unit))
}

func TestRecordedMistakesAreReportedByTheCommitUntilTheUnitIsCleared(t *testing.T) {
	w := setup(t)
	odds := repository[Odd](w)
	unit := w.db.NewUnit()
	repo := odds.In(unit)
	odd := &Odd{ID: "a"}
	repo.Create(odd)
	repo.Save(odd) // it is to be created still
	w.commit(unit)
	repo.Create(odd)
	repo.Save(nil)
	for range 2 {
		_, err := unit.Commit(w.ctx)
		require.ErrorContains(t, err, "is stored already, as the unit knows; use Save")
		require.ErrorContains(t, err, "the Odd is nil")
		require.Equal(t, err, unit.Plan().Err)
	}
	unit.Clear()
	repo.Create(odd)
	_, err := unit.Commit(w.ctx)
	var violation *ogm.ConstraintError
	require.ErrorAs(t, err, &violation, "a new unit does not know that it is stored")
	unit.Clear()

	repo.Create(odd)
	repo.Save(odd)
	_, err = unit.Commit(w.ctx)
	require.ErrorAs(t, err, &violation, "to save what is to be created does not make it any less new")
	repo.Delete(odd)
	assert.Zero(t, w.commit(unit), "what was to be created is forgotten")
	assert.Equal(t, [][]any{{"a"}}, w.rows("MATCH (o:Odd) RETURN o.id", nil))

	other, err := ogm.New(w.driver)
	require.NoError(t, err)
	foreign := other.NewUnit()
	odds.In(foreign).Save(odd)
	_, err = foreign.Commit(context.Background())
	require.ErrorContains(t, err, "belong to two databases")
}
