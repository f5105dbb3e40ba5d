package ogm_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Cell is a node of large graphs; a Bond between two has a strength.
type (
	Cell struct {
		ogm.Node `neo4j:"Cell"`

		ID       string  `neo4j:"id,key"`
		Value    int     `neo4j:"value"`
		Children []*Cell `neo4j:"-[:PARENT_OF]->"`
		Parent   *Cell   `neo4j:"<-[:PARENT_OF]-"`
		Near     []*Cell `neo4j:"-[:NEAR]-"`
		Layer    []*Cell `neo4j:"-[:FEEDS]->"`
		Bonds    []*Bond `neo4j:"-[:BOUND]->"`
	}
	Bond struct {
		ogm.Relationship `neo4j:"BOUND"`

		Strength int   `neo4j:"strength"`
		From     *Cell `neo4j:",start"`
		To       *Cell `neo4j:",end"`
	}
)

var (
	cellChildren = query.Edge(func(c *Cell) *[]*Cell { return &c.Children })
	cellParent   = query.EdgeTo[Cell](func(c *Cell) **Cell { return &c.Parent })
	cellNear     = query.Edge(func(c *Cell) *[]*Cell { return &c.Near })
	cellLayer    = query.Edge(func(c *Cell) *[]*Cell { return &c.Layer })
	cellBonds    = query.EdgeTo[Cell](func(c *Cell) *[]*Bond { return &c.Bonds })
	cellID       = query.Prop(func(c *Cell) *string { return &c.ID })
)

func cells(n int) []*Cell {
	list := make([]*Cell, n)
	for i := range list {
		list[i] = &Cell{ID: fmt.Sprintf("%05d", i)}
	}
	return list
}

// largeGraph saves a graph that its first cell reaches, commits it again unchanged, and
// then with one change of the last cell.
func (w *world) largeGraph(all []*Cell, relationships int) (*ogm.Repository[Cell], *ogm.Unit) {
	w.Helper()
	repo, unit := repository[Cell](w), w.db.NewUnit()
	repo.In(unit).Save(all[0])
	result := w.commit(unit)
	assert.Equal(w, []int{len(all), relationships, len(all) + relationships}, []int{result.NodesCreated, result.RelationshipsCreated, result.Rows})
	assert.Zero(w, w.commit(unit))
	last := all[len(all)-1]
	last.Value = 1
	result = w.commit(unit)
	assert.Equal(w, []int{1, 1}, []int{result.Statements, result.Rows})
	assert.Equal(w, [][]any{{int64(len(all)), int64(1)}}, w.rows("MATCH (c:Cell) RETURN count(c), sum(c.value)", nil))
	assert.Equal(w, [][]any{{int64(relationships)}}, w.rows("MATCH ()-[e]->() RETURN count(e)", nil))
	return repo, unit
}

func TestATreeOfDepth10000SavesAndLoadsWithoutRecursion(t *testing.T) {
	w := setup(t)
	all := cells(10_000)
	for i := range all[1:] {
		all[i].Children, all[i+1].Parent = []*Cell{all[i+1]}, all[i]
	}
	_, unit := w.largeGraph(all, 9_999)
	all[5000].Children = append(all[5000].Children, &Cell{ID: "10000"})
	all[7000].Parent = nil
	result := w.commit(unit)
	assert.Equal(t, []int{3, 1, 1}, []int{result.Rows, result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Zero(t, w.commit(unit))

	other := w.db.NewUnit()
	repo := repository[Cell](w)
	loaded, err := repo.In(other).Match().OrderBy(cellID.Asc()).With(cellChildren, cellParent).All(w.ctx)
	require.NoError(t, err)
	depth := 0
	for cell := loaded[0]; len(cell.Children) > 0; cell = cell.Children[0] {
		require.Same(t, cell, cell.Children[0].Parent)
		depth++
		if len(cell.Children) == 2 {
			depth--
			break
		}
	}
	assert.Equal(t, 5000, depth)
	assert.Zero(t, w.commit(other))
	repo.In(other).Delete(loaded[1:]...)
	assert.Equal(t, 10_000, w.commit(other).NodesDeleted)
	assert.Zero(t, w.commit(other))
}

func TestACompleteGraphOf10LayersOf100SavesAndLoadsWithoutExponentialWork(t *testing.T) {
	w := setup(t)
	all := cells(1000)
	for layer := range 9 {
		next := all[100*(layer+1) : 100*(layer+2)]
		for _, cell := range all[100*layer : 100*(layer+1)] {
			cell.Layer = next
		}
	}
	all[0].Near = append(all[0].Near, all[1:100]...) // who would not be reached otherwise
	repo, _ := w.largeGraph(all, 90_000+99)
	plan := cellLayer
	for range 8 {
		plan = cellLayer.With(plan)
	}
	other := w.db.NewUnit()
	first := get(w, repo, other, "00000", plan)
	cell, layers := first, 0
	for ; len(cell.Layer) == 100; cell = cell.Layer[7] {
		layers++
	}
	assert.Equal(t, 9, layers)
	assert.True(t, slices.Contains(first.Layer[1].Layer, first.Layer[0].Layer[0]), "each layer is there once")
	assert.Zero(t, w.commit(other))
	first.Layer[3].Layer = first.Layer[3].Layer[1:]
	assert.Equal(t, 1, w.commit(other).Rows)
}

// dense gives side*side cells, each within 3 hops of every other, and how many relationships they
// have: cells of one part are near, and so are the parts.
func dense(side int) (all []*Cell, relationships int) {
	all = cells(side * side)
	for i, cell := range all {
		cell.Bonds = []*Bond{{Strength: i, To: all[(i/side)*side]}, {Strength: i, To: all[(i%side)*side]}}
		if i/side == i%side {
			cell.Bonds = cell.Bonds[:1]
		}
		cell.Near = []*Cell{all[(i+1)%len(all)]}
	}
	return all, 3*len(all) - side
}

// TestADenselyConnectedGraphSavesInTimeLinearInNodesPlusRelationships counts what is sent, on which the time
// depends: BenchmarkSaveDense has that, for several sizes.
func TestADenselyConnectedGraphSavesInTimeLinearInNodesPlusRelationships(t *testing.T) {
	w := setup(t)
	all, relationships := dense(100)
	_, unit := w.largeGraph(all, relationships)
	all[77].Bonds[0].Strength = -1
	assert.Equal(t, 1, w.commit(unit).Rows)
	for _, cell := range all {
		cell.Bonds[0].Strength++
	}
	assert.Equal(t, 10_000, w.commit(unit).Rows)
	for _, cell := range all {
		cell.Bonds = cell.Bonds[:0]
	}
	assert.Equal(t, 20_000-100, w.commit(unit).RelationshipsDeleted)
	assert.Zero(t, w.commit(unit))
	assert.Equal(t, [][]any{{int64(10_000)}}, w.rows("MATCH ()-[e]->() RETURN count(e)", nil))
}

func TestOfTheManyRelationshipsOfOneNodeAFewAreTakenAwayByAsManyRows(t *testing.T) {
	w := setup(t)
	all := cells(20_001)
	all[0].Near = all[1:]
	_, unit := w.largeGraph(all, 20_000)
	all[0].Near = append(all[0].Near[:100:100], all[0].Near[200:]...)
	result := w.commit(unit)
	assert.Equal(t, []int{100, 100}, []int{result.Rows, result.RelationshipsDeleted})
	assert.Zero(t, w.commit(unit))
	loaded := get(w, repository[Cell](w), w.db.NewUnit(), "00000", cellNear.OrderBy(cellID.Asc()), cellBonds)
	assert.Len(t, loaded.Near, 19_900)
	assert.Equal(t, "00201", loaded.Near[100].ID)
}
