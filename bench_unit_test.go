package ogm_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

var (
	pictureCast = query.EdgeTo[Player](func(p *Picture) *[]*Acting { return &p.Cast })
	knotLeft    = query.EdgeTo[Branch](func(b *Branch) *[]*Branch { return &b.Left })
	knotRight   = query.EdgeTo[Branch](func(b *Branch) *[]*Branch { return &b.Right })
	knotUp      = query.EdgeTo[Branch](func(b *Branch) *[]*Branch { return &b.Up })
	knotDown    = query.EdgeTo[Branch](func(b *Branch) *[]*Branch { return &b.Down })
)

// Branch is a node of the tree of 25, which leads to others by four types.
type Branch struct {
	ogm.Node `neo4j:"Branch"`

	ID    string    `neo4j:"id,key"`
	Name  string    `neo4j:"name"`
	Left  []*Branch `neo4j:"-[:LEFT]->"`
	Right []*Branch `neo4j:"-[:RIGHT]->"`
	Up    []*Branch `neo4j:"-[:UP]->"`
	Down  []*Branch `neo4j:"-[:DOWN]->"`
}

// tree has a root, four below it, and five below each of these.
func tree() *Branch {
	root := &Branch{ID: "root"}
	for i, field := range []*[]*Branch{&root.Left, &root.Right, &root.Up, &root.Down} {
		node := &Branch{ID: fmt.Sprint("n", i), Name: "inner"}
		*field = append(*field, node)
		for k := range 5 {
			leaf := &Branch{ID: fmt.Sprint("l", i, k), Name: "leaf"}
			switch (i + k) % 4 {
			case 0:
				node.Left = append(node.Left, leaf)
			case 1:
				node.Right = append(node.Right, leaf)
			case 2:
				node.Up = append(node.Up, leaf)
			default:
				node.Down = append(node.Down, leaf)
			}
		}
	}
	return root
}

func treePlan() query.Plan[Branch] {
	all := []query.Fetch[Branch]{knotLeft, knotRight, knotUp, knotDown}
	return query.With[Branch](knotLeft.With(all...), knotRight.With(all...), knotUp.With(all...), knotDown.With(all...))
}

// setupTree is an empty database with the constraint of the tree's key.
func setupTree(b *testing.B) (*graphBench, *ogm.Repository[Branch]) {
	w := setupGraph(b)
	repo, err := ogm.NewRepository[Branch](w.db)
	require.NoError(b, err)
	require.NoError(b, w.db.Schema().Ensure(b.Context()))
	return w, repo
}

// each type of relationship is a statement by hand, as its name stands in the text
var treeByHand = [...]string{
	"UNWIND $rows AS row MERGE (n:Branch {id: row.id}) SET n += row.props",
	"UNWIND $rows AS row MATCH (a:Branch {id: row.a}) MATCH (b:Branch {id: row.b}) MERGE (a)-[:LEFT]->(b)",
	"UNWIND $rows AS row MATCH (a:Branch {id: row.a}) MATCH (b:Branch {id: row.b}) MERGE (a)-[:RIGHT]->(b)",
	"UNWIND $rows AS row MATCH (a:Branch {id: row.a}) MATCH (b:Branch {id: row.b}) MERGE (a)-[:UP]->(b)",
	"UNWIND $rows AS row MATCH (a:Branch {id: row.a}) MATCH (b:Branch {id: row.b}) MERGE (a)-[:DOWN]->(b)",
}

func rowsOfTree(root *Branch) [5][]any {
	var rows [5][]any
	for todo := []*Branch{root}; len(todo) > 0; {
		node := todo[0]
		todo = todo[1:]
		rows[0] = append(rows[0], map[string]any{"id": node.ID, "props": map[string]any{"name": node.Name}})
		for i, list := range [][]*Branch{node.Left, node.Right, node.Up, node.Down} {
			for _, next := range list {
				rows[i+1] = append(rows[i+1], map[string]any{"a": node.ID, "b": next.ID})
				todo = append(todo, next)
			}
		}
	}
	return rows
}

// byHand runs statements one after the other in one transaction function.
func (b *bench) byHand(texts []string, rows [][]any) {
	session := b.session(neo4j.AccessModeWrite)
	_, err := session.ExecuteWrite(b.ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		for i, text := range texts {
			result, err := tx.Run(b.ctx, text, map[string]any{"rows": rows[i]})
			if err != nil {
				return nil, err
			}
			if _, err := result.Consume(b.ctx); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	b.must(err)
	b.must(session.Close(b.ctx))
}

func (b *graphBench) exec(text string) {
	b.StopTimer()
	_, err := ogm.Exec(b.ctx, b.db, query.Raw(text, nil))
	b.must(err)
	b.StartTimer()
}

func BenchmarkTree(b *testing.B) {
	b.Run("insert/hand-written", func(b *testing.B) {
		w, _ := setupTree(b)
		b.ReportAllocs()
		for b.Loop() {
			w.exec("MATCH (n:Branch) DETACH DELETE n")
			rows := rowsOfTree(tree())
			w.byHand(treeByHand[:], rows[:])
		}
	})
	b.Run("insert/ogm", func(b *testing.B) {
		w, repo := setupTree(b)
		b.ReportAllocs()
		for b.Loop() {
			w.exec("MATCH (n:Branch) DETACH DELETE n")
			unit := w.db.NewUnit()
			repo.In(unit).Save(tree())
			_, err := unit.Commit(w.ctx)
			w.must(err)
		}
	})
	b.Run("unchanged/hand-written", func(b *testing.B) {
		w, repo := setupTree(b)
		root := tree()
		w.must(repo.Save(w.ctx, root))
		b.ReportAllocs()
		for b.Loop() {
			rows := rowsOfTree(root)
			w.byHand(treeByHand[:], rows[:])
		}
	})
	b.Run("unchanged/ogm", func(b *testing.B) {
		w, repo := setupTree(b)
		unit := w.db.NewUnit()
		repo.In(unit).Save(tree())
		_, err := unit.Commit(w.ctx)
		w.must(err)
		b.ReportAllocs()
		for b.Loop() {
			result, err := unit.Commit(w.ctx)
			w.must(err)
			if result.Statements != 0 {
				b.Fatal(result)
			}
		}
	})
	b.Run("load two levels/hand-written", func(b *testing.B) {
		w, repo := setupTree(b)
		w.must(repo.Save(w.ctx, tree()))
		b.ReportAllocs()
		for b.Loop() {
			session := w.session(neo4j.AccessModeRead)
			result, err := session.Run(w.ctx, "MATCH (r:Branch {id: $id})-[e1:LEFT|RIGHT|UP|DOWN]->(n)-[e2:LEFT|RIGHT|UP|DOWN]->(l) RETURN r, e1, n, e2, l", map[string]any{"id": "root"})
			w.must(err)
			root, err := treeOfRows(w.ctx, result)
			w.must(err)
			w.must(session.Close(w.ctx))
			if len(root.Left) != 1 {
				b.Fatal(root)
			}
		}
	})
	b.Run("load two levels/ogm", func(b *testing.B) {
		w, repo := setupTree(b)
		w.must(repo.Save(w.ctx, tree()))
		plan := treePlan()
		b.ReportAllocs()
		for b.Loop() {
			root, err := repo.Get(w.ctx, "root", plan)
			w.must(err)
			if len(root.Left) != 1 {
				b.Fatal(root)
			}
		}
	})
}

// treeOfRows puts flat rows together, as one writes it by hand.
func treeOfRows(ctx context.Context, result neo4j.ResultWithContext) (*Branch, error) {
	nodes, seen := map[string]*Branch{}, map[string]bool{}
	node := func(value any) *Branch {
		met := value.(neo4j.Node)
		if known := nodes[met.ElementId]; known != nil {
			return known
		}
		made := &Branch{ID: met.Props["id"].(string), Name: met.Props["name"].(string)}
		nodes[met.ElementId] = made
		return made
	}
	add := func(from *Branch, value any, to *Branch) {
		met := value.(neo4j.Relationship)
		if seen[met.ElementId] {
			return
		}
		seen[met.ElementId] = true
		switch met.Type {
		case "LEFT":
			from.Left = append(from.Left, to)
		case "RIGHT":
			from.Right = append(from.Right, to)
		case "UP":
			from.Up = append(from.Up, to)
		default:
			from.Down = append(from.Down, to)
		}
	}
	var root *Branch
	for result.Next(ctx) {
		values := result.Record().Values
		root = node(values[0])
		inner := node(values[2])
		add(root, values[1], inner)
		add(inner, values[3], node(values[4]))
	}
	return root, result.Err()
}

func BenchmarkPictures(b *testing.B) {
	b.Run("save/hand-written", func(b *testing.B) {
		w := setupGraph(b)
		b.ReportAllocs()
		for b.Loop() {
			w.emptyGraph()
			list := pictures(1000)
			rows := rowsOfPictures(list)
			w.byHand(picturesByHand[:], rows[:])
		}
	})
	b.Run("save/ogm", func(b *testing.B) {
		w := setupGraph(b)
		b.ReportAllocs()
		for b.Loop() {
			w.emptyGraph()
			unit := w.db.NewUnit()
			w.pictures.In(unit).Save(pictures(1000)...)
			_, err := unit.Commit(w.ctx)
			w.must(err)
		}
	})
	b.Run("unchanged/hand-written", func(b *testing.B) {
		w := setupGraph(b)
		list := pictures(1000)
		w.must(w.pictures.Save(w.ctx, list...))
		b.ReportAllocs()
		for b.Loop() {
			rows := rowsOfPictures(list)
			w.byHand(picturesByHand[:], rows[:])
		}
	})
	b.Run("unchanged/ogm", func(b *testing.B) {
		w := setupGraph(b)
		unit := w.db.NewUnit()
		w.pictures.In(unit).Save(pictures(1000)...)
		_, err := unit.Commit(w.ctx)
		w.must(err)
		b.ReportAllocs()
		for b.Loop() {
			result, err := unit.Commit(w.ctx)
			w.must(err)
			if result.Statements != 0 {
				b.Fatal(result)
			}
		}
	})
	b.Run("100 changed/hand-written", func(b *testing.B) {
		w := setupGraph(b)
		list := pictures(1000)
		w.must(w.pictures.Save(w.ctx, list...))
		b.ReportAllocs()
		for b.Loop() {
			rows := make([]any, 0, 100)
			for _, picture := range list[:100] {
				picture.Year++
				rows = append(rows, map[string]any{"title": picture.Title, "props": map[string]any{"year": picture.Year}})
			}
			w.byHand(picturesByHand[:1], [][]any{rows})
		}
	})
	b.Run("100 changed/ogm", func(b *testing.B) {
		w := setupGraph(b)
		unit := w.db.NewUnit()
		list := pictures(1000)
		w.pictures.In(unit).Save(list...)
		_, err := unit.Commit(w.ctx)
		w.must(err)
		b.ReportAllocs()
		for b.Loop() {
			for _, picture := range list[:100] {
				picture.Year++
			}
			result, err := unit.Commit(w.ctx)
			w.must(err)
			if result.Rows != 100 {
				b.Fatal(result)
			}
		}
	})
	b.Run("load tracked/ogm", func(b *testing.B) {
		w := setupGraph(b)
		w.must(w.pictures.Save(w.ctx, pictures(1000)...))
		b.ReportAllocs()
		for b.Loop() {
			list, err := w.pictures.In(w.db.NewUnit()).Match().With(pictureCast).All(w.ctx)
			w.must(err)
			if len(list) != 1000 || len(list[0].Cast) != 10 {
				b.Fatal(len(list))
			}
		}
	})
}

// BenchmarkRequest is a commit of the size of a request: a picture with three players, by two
// types of relationships.
func BenchmarkRequest(b *testing.B) {
	request := func(i int) *Picture {
		picture := &Picture{Title: fmt.Sprint("request ", i), Year: 1999}
		for k := range 2 {
			picture.Cast = append(picture.Cast, &Acting{Names: []string{"x"}, Player: &Player{Name: fmt.Sprint("player ", i, k), Born: 1970}})
		}
		picture.Directors = []*Player{{Name: fmt.Sprint("director ", i), Born: 1950}}
		return picture
	}
	b.Run("hand-written", func(b *testing.B) {
		w := setupGraph(b)
		texts := append(picturesByHand[:], "UNWIND $rows AS row MATCH (p:Player {name: row.player}) MATCH (m:Picture {title: row.picture}) MERGE (p)-[:DIRECTS]->(m)")
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			picture := request(i)
			rows := rowsOfPictures([]*Picture{picture})
			director := picture.Directors[0]
			w.byHand(texts, [][]any{
				rows[0],
				append(rows[1], map[string]any{"name": director.Name, "props": map[string]any{"born": director.Born}}),
				rows[2],
				{map[string]any{"player": director.Name, "picture": picture.Title}},
			})
		}
	})
	b.Run("ogm", func(b *testing.B) {
		w := setupGraph(b)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			unit := w.db.NewUnit()
			w.pictures.In(unit).Save(request(i))
			_, err := unit.Commit(w.ctx)
			w.must(err)
		}
	})
}

// BenchmarkTakeAway takes 100 relationships away from a node that has many: to players, and to nodes that have four
// relationship fields themselves, which the commit looks at.
func BenchmarkTakeAway(b *testing.B) {
	for _, size := range []int{200, 30_000} {
		b.Run(fmt.Sprint("100 of ", size, " players"), func(b *testing.B) {
			takeAway(b, size, &Picture{Title: "hub"}, func(name string) *Player { return &Player{Name: name} }, func(hub *Picture) *[]*Player { return &hub.Directors })
		})
		b.Run(fmt.Sprint("100 of ", size, " branches"), func(b *testing.B) {
			takeAway(b, size, &Branch{ID: "hub"}, func(id string) *Branch { return &Branch{ID: id} }, func(hub *Branch) *[]*Branch { return &hub.Left })
		})
	}
}

func takeAway[H, L any](b *testing.B, size int, hub *H, leaf func(key string) *L, list func(*H) *[]*L) {
	w := setupGraph(b)
	repo, err := ogm.NewRepository[H](w.db)
	w.must(err)
	w.must(w.db.Schema().Ensure(w.ctx))
	all := make([]*L, size)
	for i := range all {
		all[i] = leaf(fmt.Sprint("leaf ", i))
	}
	*list(hub) = all
	unit := w.db.NewUnit()
	repo.In(unit).Save(hub)
	_, err = unit.Commit(w.ctx)
	w.must(err)
	*list(hub) = slices.Clone(all[:size-100])
	b.ReportAllocs()
	for b.Loop() {
		result, err := unit.Commit(w.ctx)
		w.must(err)
		if result.RelationshipsDeleted != 100 {
			b.Fatal(result)
		}
		b.StopTimer()
		*list(hub) = all
		_, err = unit.Commit(w.ctx)
		w.must(err)
		*list(hub) = slices.Clone(all[:size-100])
		b.StartTimer()
	}
}

// BenchmarkTracked tells what a unit keeps of each object: B/op of both, divided by the
// 10,000 samples.
func BenchmarkTracked(b *testing.B) {
	for _, tracked := range []bool{false, true} {
		b.Run(fmt.Sprint("tracked ", tracked), func(b *testing.B) {
			w := setupBench(b)
			w.fill(samples(many))
			db, err := ogm.New(w.driver, ogm.WithDatabase(w.name))
			require.NoError(b, err)
			repo, err := ogm.NewRepository[Sample](db)
			require.NoError(b, err)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var kept []any
			for b.Loop() {
				var list []*Sample
				if unit := db.NewUnit(); tracked {
					list, err = repo.In(unit).Match().All(w.ctx)
					kept = []any{unit, list}
				} else {
					list, err = repo.Match().All(w.ctx)
					kept = []any{list}
				}
				w.must(err)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/many, "kept-B/object")
			runtime.KeepAlive(kept)
		})
	}
}

// BenchmarkSaveDense saves graphs of growing size in which every node is near every other: the time
// for a node or relationship is to stay.
func BenchmarkSaveDense(b *testing.B) {
	for _, side := range []int{25, 50, 100} {
		b.Run(fmt.Sprint(side*side), func(b *testing.B) {
			w := setupGraph(b)
			repo, err := ogm.NewRepository[Cell](w.db)
			w.must(err)
			w.must(w.db.Schema().Ensure(w.ctx))
			all, relationships := dense(side)
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				_, err := ogm.Exec(w.ctx, w.db, query.Raw("MATCH (c:Cell) DETACH DELETE c", nil))
				w.must(err)
				b.StartTimer()
				w.must(repo.Save(w.ctx, all[0]))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*(len(all)+relationships)), "ns/object")
		})
	}
}
