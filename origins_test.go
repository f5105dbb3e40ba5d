package ogm_test

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Spot is found by indexes and by what it is.
type Spot struct {
	ogm.Node `neo4j:"Spot"`

	ID    string         `neo4j:"id,key"`
	At    dbtype.Point2D `neo4j:"at"`
	Plot  []float32      `neo4j:"plot,vector=2:cosine"`
	Extra map[string]any `neo4j:"extra.,inline"`
	Self  string         `neo4j:",elementId"`
	Near  []*Spot        `neo4j:"-[:NEAR]->"`
}

var (
	spotID    = query.Prop(func(s *Spot) *string { return &s.ID })
	spotAt    = query.Prop(func(s *Spot) *dbtype.Point2D { return &s.At })
	spotPlot  = query.Prop(func(s *Spot) *[]float32 { return &s.Plot })
	spotColor = query.Entry(func(s *Spot) *map[string]any { return &s.Extra }, "color")
	spotNear  = query.Edge(func(s *Spot) *[]*Spot { return &s.Near })
)

// spots are three on a line, each near the next.
func spots(w *world) *ogm.Repository[Spot] {
	w.Helper()
	repo := repository[Spot](w)
	at := func(x float64) dbtype.Point2D { return dbtype.Point2D{X: x, Y: 0, SpatialRefId: 7203} }
	c := &Spot{ID: "c", At: at(10), Plot: []float32{-1, 0}, Extra: map[string]any{"color": "Blue"}}
	b := &Spot{ID: "b", At: at(4), Plot: []float32{0, 1}, Extra: map[string]any{"color": "red"}, Near: []*Spot{c}}
	a := &Spot{ID: "a", At: at(1), Plot: []float32{1, 0}, Near: []*Spot{b}}
	require.NoError(w, repo.Save(w.ctx, a, b, c))
	return repo
}

func spotIDs(list []*Spot, err error) []string {
	if err != nil {
		return []string{err.Error()}
	}
	names := []string{}
	for _, spot := range list {
		names = append(names, spot.ID)
	}
	return names
}

func TestConditionsOnWhatANodeIsAndWhereItLies(t *testing.T) {
	w := setup(t)
	repo := spots(w)
	here := dbtype.Point2D{X: 0, Y: 0, SpatialRefId: 7203}
	corner := dbtype.Point2D{X: 5, Y: 5, SpatialRefId: 7203}
	w.rows("MATCH (n:Spot {id: 'b'}) SET n:`Qu``iet`", nil)
	a, err := repo.Get(w.ctx, "a")
	require.NoError(t, err)
	for _, test := range []struct {
		name      string
		condition query.Condition[Spot]
		want      []string
	}{
		{"distance", query.Distance(spotAt, here).Le(4), []string{"a", "b"}},
		{"box", query.InBox(spotAt, here, corner), []string{"a", "b"}},
		{"label", query.HasLabel[Spot]("Qu`iet"), []string{"b"}},
		{"a label that breaks out of its quotes", query.HasLabel[Spot]("x`) DETACH DELETE n //"), []string{}},
		{"element id", query.ElementID[Spot](a.Self, "no such"), []string{"a"}},
		{"entry of a map", spotColor.Eq("red"), []string{"b"}},
		{"without case", spotColor.EqualFold("BLUE"), []string{"c"}},
		{"raw", query.RawCondition[Spot]("{n}.id > $least", query.Params{"least": "a"}), []string{"b", "c"}},
		{"raw, behind a relationship", spotNear.Any(query.RawCondition[Spot]("{n}.id = $wanted", query.Params{"wanted": "c"})), []string{"b"}},
		{"raw, with a comment at its end", query.RawCondition[Spot]("{n}.id > 'a' // a line is enough", nil), []string{"b", "c"}},
		{"hostile value", spotColor.Eq("' OR true //"), []string{}},
	} {
		assert.Equal(t, test.want, spotIDs(repo.Match(test.condition).OrderBy(spotID.Asc()).All(w.ctx)), test.name)
	}
	_, err = repo.Match(query.RawCondition[Spot]("true) RETURN 1 //", nil)).All(w.ctx)
	require.ErrorContains(t, err, "SyntaxError", "what follows a raw condition is not cut off")
	assert.Equal(t, []string{"c", "b", "a"}, spotIDs(repo.Match().OrderBy(query.Distance(spotAt, here).Desc()).All(w.ctx)))
	assert.Equal(t, [][]any{{int64(3)}}, w.rows("MATCH (n:Spot) RETURN count(n)", nil))
}

func TestNearestNeighboursComeBestFirst(t *testing.T) {
	w := setup(t)
	repo := spots(w)
	nearest := repo.Match().From(spotPlot.Nearest([]float32{1, 0.1}, 2))
	if version := w.rows("CALL dbms.components() YIELD versions RETURN versions[0]", nil)[0][0].(string); version[0] == '4' {
		_, err := nearest.All(w.ctx)
		require.ErrorContains(t, err, "Neo4j 4.4 has no vector indexes")
		return
	}
	w.rows("CALL db.awaitIndexes(60)", nil)
	assert.Equal(t, []string{"a", "b"}, spotIDs(nearest.All(w.ctx)))
	assert.Equal(t, []string{"b"}, spotIDs(nearest.Where(spotColor.IsNotNull()).All(w.ctx)), "conditions come afterwards")
	scored, err := nearest.With(spotNear).Scored(w.ctx)
	require.NoError(t, err)
	require.Len(t, scored, 2)
	assert.Greater(t, scored[0].Score, scored[1].Score)
	assert.Equal(t, "b", scored[0].Object.Near[0].ID)

	for what, vector := range map[string][]float32{
		"another number of dimensions": {1},
		"the vector has no direction":  {0, 0},
	} {
		_, err := repo.Match().From(spotPlot.Nearest(vector, 2)).All(w.ctx)
		require.ErrorContains(t, err, what)
	}

	unit := w.db.NewUnit()
	tracked, err := repo.In(unit).Match().From(spotPlot.Nearest([]float32{1, 0.1}, 1)).First(w.ctx)
	require.NoError(t, err)
	tracked.Extra = map[string]any{"color": "green"}
	assert.Equal(t, 1, w.commit(unit).Rows)
}
