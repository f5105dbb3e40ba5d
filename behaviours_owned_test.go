package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// A Drawer owns folders, which own sheets; nobody owns a Writer.
type (
	Drawer struct {
		ogm.Node `neo4j:"Drawer"`

		ID      string    `neo4j:"id,key"`
		Folders []*Folder `neo4j:"-[:HOLDS]->,owned"`
		Lock    *Lock     `neo4j:"-[:LOCKED_BY]->,owned"`
	}
	Folder struct {
		ogm.Node `neo4j:"Folder"`

		ID     string   `neo4j:"id,key"`
		Name   string   `neo4j:"name"`
		Sheets []*Sheet `neo4j:"-[:HOLDS]->,owned"`
		Drawer *Drawer  `neo4j:"<-[:HOLDS]-"`
	}
	Sheet struct {
		ogm.Node `neo4j:"Sheet"`

		ID      string    `neo4j:"id,key"`
		Authors []*Writer `neo4j:"-[:WRITTEN_BY]->"`
	}
	Writer struct {
		ogm.Node `neo4j:"Writer"`

		ID string `neo4j:"id,key"`
	}
	Lock struct {
		ogm.Node `neo4j:"Lock"`

		ID string `neo4j:"id,key"`
	}
)

var (
	drawerFolders = query.Edge(func(d *Drawer) *[]*Folder { return &d.Folders })
	drawerLock    = query.EdgeTo[Lock](func(d *Drawer) **Lock { return &d.Lock })
	folderSheets  = query.Edge(func(f *Folder) *[]*Sheet { return &f.Sheets })
	folderDrawer  = query.EdgeTo[Drawer](func(f *Folder) **Drawer { return &f.Drawer })
	folderID      = query.Prop(func(f *Folder) *string { return &f.ID })
)

// drawers stores two drawers, d with two folders of two sheets each, and e with none.
func drawers(w *world) (repo *ogm.Repository[Drawer], unit *ogm.Unit, d, e *Drawer) {
	w.Helper()
	repo, unit = repository[Drawer](w), w.db.NewUnit()
	author := &Writer{ID: "author"}
	d, e = &Drawer{ID: "d", Lock: &Lock{ID: "l"}}, &Drawer{ID: "e", Folders: []*Folder{}}
	for _, f := range []string{"f", "g"} {
		folder := &Folder{ID: f}
		for _, s := range []string{"1", "2"} {
			folder.Sheets = append(folder.Sheets, &Sheet{ID: f + s, Authors: []*Writer{author}})
		}
		d.Folders = append(d.Folders, folder)
	}
	repo.In(unit).Save(d, e)
	w.commit(unit)
	return repo, unit, d, e
}

const papers = "MATCH (n) WHERE NOT n:Writer RETURN n.id AS id ORDER BY id"

func firsts(rows [][]any) []string {
	list := []string{}
	for _, row := range rows {
		list = append(list, row[0].(string))
	}
	return list
}

func TestOwnedTargetsAreDeletedWhenDroppedFromTheirOwnerOthersNever(t *testing.T) {
	w := setup(t)
	_, unit, d, _ := drawers(w)
	d.Folders[0].Sheets = d.Folders[0].Sheets[1:]
	assert.Equal(t, 1, w.commit(unit).NodesDeleted)
	assert.Equal(t, []string{"d", "e", "f", "f2", "g", "g1", "g2", "l"}, firsts(w.rows(papers, nil)))
	g := d.Folders[1]
	d.Folders = d.Folders[:1]
	assert.True(t, unit.IsDirty(d))
	result := w.commit(unit)
	assert.Equal(t, 3, result.NodesDeleted, "what is owned goes with what it owns in turn")
	assert.Equal(t, []string{"d", "e", "f", "f2", "l"}, firsts(w.rows(papers, nil)))
	assert.False(t, unit.Contains(g))
	assert.False(t, unit.Contains(g.Sheets[0]))
	d.Lock = &Lock{ID: "m"}
	w.commit(unit)
	assert.Equal(t, []string{"d", "e", "f", "f2", "m"}, firsts(w.rows(papers, nil)))
	d.Folders[0].Sheets[0].Authors = []*Writer{}
	w.commit(unit)
	assert.Len(t, w.rows("MATCH (a:Writer) RETURN a", nil), 1)
	assert.Zero(t, w.commit(unit))
}

func TestOwnedTargetsAreDeletedWithTheirOwner(t *testing.T) {
	w := setup(t)
	repo, unit, d, e := drawers(w)
	folder := d.Folders[0]
	repo.In(unit).Delete(d)
	assert.Equal(t, 8, w.commit(unit).NodesDeleted)
	assert.Equal(t, []string{"e"}, firsts(w.rows(papers, nil)))
	assert.False(t, unit.Contains(folder))
	assert.True(t, unit.Contains(e))
	assert.Zero(t, w.commit(unit))

	// a unit that has not loaded what is owned, and a repository that tracks nothing
	require.NoError(t, repo.Save(w.ctx, &Drawer{ID: "x", Folders: []*Folder{{ID: "y", Sheets: []*Sheet{{ID: "z", Authors: []*Writer{{ID: "author"}}}}}}}))
	repo.In(unit).Delete(get(w, repo, unit, "x"))
	w.commit(unit)
	assert.Equal(t, []string{"e"}, firsts(w.rows(papers, nil)))
	require.NoError(t, repo.Save(w.ctx, &Drawer{ID: "x", Folders: []*Folder{{ID: "y"}}}))
	require.NoError(t, repo.Delete(w.ctx, &Drawer{ID: "x"}))
	assert.Equal(t, []string{"e"}, firsts(w.rows(papers, nil)))
	assert.Len(t, w.rows("MATCH (a:Writer) RETURN a", nil), 1)
}

func TestWhatIsFoundIsDeletedWithWhatItOwns(t *testing.T) {
	w := setup(t)
	repo, _, _, _ := drawers(w)
	n, err := repository[Folder](w).Match(folderID.Eq("g")).Delete(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(1), n, "what goes along is not counted")
	assert.Equal(t, []string{"d", "e", "f", "f1", "f2", "l"}, firsts(w.rows(papers, nil)))
	n, err = repo.Match().Delete(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(2), n)
	assert.Empty(t, w.rows(papers, nil))
	assert.Len(t, w.rows("MATCH (a:Writer) RETURN a", nil), 1, "nobody owns a writer")

	drawers(w)
	n, err = repo.Match().InTransactions(1).Delete(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(2), n)
	assert.Empty(t, w.rows(papers, nil))
}

// A Nest owns nests, so of those that are found some go with others.
type Nest struct {
	ogm.Node `neo4j:"Nest"`

	ID    string  `neo4j:"id,key"`
	Nests []*Nest `neo4j:"-[:IN]->,owned"`
}

func TestWhatOwnsAndIsOwnedIsDeletedOnce(t *testing.T) {
	w := setup(t)
	repo := repository[Nest](w)
	id := query.Prop(func(n *Nest) *string { return &n.ID })
	row := func() {
		require.NoError(t, repo.Save(w.ctx, &Nest{ID: "a", Nests: []*Nest{{ID: "b", Nests: []*Nest{{ID: "c", Nests: []*Nest{{ID: "d"}}}}}}}, &Nest{ID: "e"}))
	}
	row()
	n, err := repo.Match(id.In("b", "d", "e")).Delete(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(3), n)
	assert.Equal(t, []string{"a"}, firsts(w.rows(papers, nil)))
	row()
	n, err = repo.Match().InTransactions(2).Delete(w.ctx)
	require.NoError(t, err)
	assert.LessOrEqual(t, n, int64(5), "those that went with another are not counted")
	assert.Empty(t, w.rows(papers, nil))
}

// A Yacht owns its sails and a Ferry its cars; a Raft has sails, too, and does not own them.
type (
	Craft interface{ craft() }

	Hull struct {
		ogm.Node `neo4j:"Vessel"`

		ID string `neo4j:"id,key"`
	}
	Yacht struct {
		ogm.Node `neo4j:"Vessel:Yacht"`
		Hull

		Sails []*Lock `neo4j:"-[:HAS]->,owned"`
	}
	Ferry struct {
		ogm.Node `neo4j:"Vessel:Ferry"`
		Hull

		Cars []*Sheet `neo4j:"<-[:ON]-,owned"`
	}
	Raft struct {
		ogm.Node `neo4j:"Vessel:Raft"`
		Hull

		Sails []*Lock `neo4j:"-[:HAS]->"`
	}
)

func (*Yacht) craft() {}
func (*Ferry) craft() {}
func (*Raft) craft()  {}

func TestWhatAnInterfaceFindsIsDeletedWithWhatItsTypesOwn(t *testing.T) {
	w := setup(t, ogm.WithTypes(Yacht{}, Ferry{}, Raft{}))
	repo, err := ogm.NewPolymorphicRepository[Craft, Hull](w.db)
	require.NoError(t, err)
	require.NoError(t, repo.Save(w.ctx,
		&Yacht{Hull: Hull{ID: "boat"}, Sails: []*Lock{{ID: "foresail"}}},
		&Ferry{Hull: Hull{ID: "ferry"}, Cars: []*Sheet{{ID: "car"}}},
		&Raft{Hull: Hull{ID: "raft"}, Sails: []*Lock{{ID: "blanket"}}}))
	n, err := repo.Match().Delete(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(3), n)
	assert.Equal(t, []string{"blanket"}, firsts(w.rows(papers, nil)))
}

func TestAnOwnedTargetThatMovesToAnotherOwnerStays(t *testing.T) {
	w := setup(t)
	repo, unit, d, e := drawers(w)
	f := d.Folders[0]
	d.Folders, e.Folders = d.Folders[1:], append(e.Folders, f)
	result := w.commit(unit)
	assert.Equal(t, []int{0, 1, 1}, []int{result.NodesDeleted, result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Len(t, w.rows(papers, nil), 9)

	// told on the side of what is owned
	g := d.Folders[0]
	get(w, repository[Folder](w), unit, "g", folderDrawer)
	require.Same(t, d, g.Drawer)
	g.Drawer = e
	result = w.commit(unit)
	assert.Equal(t, []int{0, 1, 1}, []int{result.NodesDeleted, result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Equal(t, [][]any{{"e", "f"}, {"e", "g"}}, w.rows("MATCH (d:Drawer)-->(f:Folder) RETURN d.id, f.id ORDER BY f.id", nil))

	// from an owner that is deleted by the same commit
	x := &Drawer{ID: "x", Folders: []*Folder{f}}
	repo.In(unit).Save(x)
	repo.In(unit).Delete(e)
	get(w, repo, unit, "e", drawerFolders)
	result = w.commit(unit)
	assert.Equal(t, 4, result.NodesDeleted, "e, g and its sheets")
	assert.Equal(t, []string{"d", "f", "f1", "f2", "l", "x"}, firsts(w.rows(papers, nil)))
	assert.True(t, unit.Contains(f))

	// from one that is dropped by the same commit
	sheet := f.Sheets[0]
	n := &Folder{ID: "n", Sheets: []*Sheet{sheet}}
	x.Folders = []*Folder{n}
	w.commit(unit)
	assert.Equal(t, []string{"d", "f1", "l", "n", "x"}, firsts(w.rows(papers, nil)))
	assert.Zero(t, w.commit(unit))
	sheet.Authors = []*Writer{}
	assert.Equal(t, 1, w.commit(unit).RelationshipsDeleted)
}

func TestAFilteredLoadDeletesNothingThatIsOwned(t *testing.T) {
	w := setup(t)
	repo, _, _, _ := drawers(w)
	unit := w.db.NewUnit()
	d := get(w, repo, unit, "d", drawerFolders.Where(folderID.Eq("f")).With(folderSheets), drawerLock)
	d.Folders = []*Folder{}
	assert.Zero(t, w.commit(unit))
	repo.In(unit).Delete(d)
	assert.Equal(t, 8, w.commit(unit).NodesDeleted, "to delete the owner is to delete all that it owns")
}

// Two owners of one node: the first that lets it go deletes it, as its tag says.
func TestAnOwnedTargetOfTwoOwnersGoesOnce(t *testing.T) {
	w := setup(t)
	repo, unit, d, e := drawers(w)
	e.Folders = append(e.Folders, d.Folders[0])
	w.commit(unit)
	d.Folders = d.Folders[1:]
	repo.In(unit).Delete(e)
	assert.Equal(t, 4, w.commit(unit).NodesDeleted)
	assert.Equal(t, []string{"d", "g", "g1", "g2", "l"}, firsts(w.rows(papers, nil)))
	assert.Zero(t, w.commit(unit))
}
