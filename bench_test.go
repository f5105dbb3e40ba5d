package ogm_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
)

// The benchmarks stand beside what a skilled engineer writes by hand with the
// driver: prepared text, UNWIND with rows as maps in one transaction function,
// RETURN n with type assertions. Both sides do the same work on the same server in
// the same run:
//
//	go test -run '^$' -bench . -count 5 .
//
// Compare the minima of each pair; README gives the ratios.

// Sample is a node of 8 properties: six scalars, a list and a time.
type Sample struct {
	ogm.Node `neo4j:"Sample"`

	ID     string    `neo4j:"id,key"`
	Name   string    `neo4j:"name"`
	Email  string    `neo4j:"email"`
	Born   int64     `neo4j:"born"`
	Score  float64   `neo4j:"score"`
	Active bool      `neo4j:"active"`
	Tags   []string  `neo4j:"tags"`
	Seen   time.Time `neo4j:"seen"`
}

const many = 10_000

func samples(n int) []*Sample {
	list := make([]*Sample, n)
	for i := range list {
		list[i] = &Sample{
			ID:     fmt.Sprintf("sample-%06d", i),
			Name:   fmt.Sprintf("Name %d", i),
			Email:  fmt.Sprintf("name%d@example.org", i),
			Born:   int64(1900 + i%100),
			Score:  float64(i) / 7,
			Active: i%2 == 0,
			Tags:   []string{"red", "green", "blue"},
			Seen:   time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC),
		}
	}
	return list
}

// bench is an empty database with the key's constraint, and both ways to it.
type bench struct {
	*testing.B
	ctx     context.Context
	driver  neo4j.DriverWithContext
	name    string
	samples *ogm.Repository[Sample]
}

func setupBench(b *testing.B) *bench {
	server := neo4jtest.Start(b)
	driver := server.Driver(b)
	db, err := ogm.New(driver, ogm.WithDatabase(server.Database()))
	require.NoError(b, err)
	repo, err := ogm.NewRepository[Sample](db)
	require.NoError(b, err)
	require.NoError(b, db.Schema().Ensure(b.Context()))
	return &bench{B: b, ctx: context.Background(), driver: driver, name: server.Database(), samples: repo}
}

// must ends the benchmark on an error, without the cost of formatting in the loop.
func (b *bench) must(err error) {
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) empty() {
	b.StopTimer()
	_, err := b.samples.Match().Delete(b.ctx)
	b.must(err)
	b.StartTimer()
}

func (b *bench) fill(list []*Sample) {
	b.must(b.samples.Save(b.ctx, list...))
	_, err := b.samples.Match().Count(b.ctx)
	b.must(err)
}

func (b *bench) session(mode neo4j.AccessMode) neo4j.SessionWithContext {
	return b.driver.NewSession(b.ctx, neo4j.SessionConfig{DatabaseName: b.name, AccessMode: mode, BookmarkManager: b.driver.ExecuteQueryBookmarkManager()})
}

const saveByHand = `UNWIND $rows AS row MERGE (n:Sample {id: row.id}) SET n += row.props`

func rowByHand(s *Sample) map[string]any {
	return map[string]any{"id": s.ID, "props": map[string]any{
		"name": s.Name, "email": s.Email, "born": s.Born, "score": s.Score, "active": s.Active, "tags": s.Tags, "seen": s.Seen,
	}}
}

func sampleByHand(node dbtype.Node) (*Sample, error) {
	s := &Sample{}
	var ok [8]bool
	s.ID, ok[0] = node.Props["id"].(string)
	s.Name, ok[1] = node.Props["name"].(string)
	s.Email, ok[2] = node.Props["email"].(string)
	s.Born, ok[3] = node.Props["born"].(int64)
	s.Score, ok[4] = node.Props["score"].(float64)
	s.Active, ok[5] = node.Props["active"].(bool)
	tags, isList := node.Props["tags"].([]any)
	ok[6] = isList
	s.Tags = make([]string, len(tags))
	for i, tag := range tags {
		s.Tags[i], _ = tag.(string)
	}
	s.Seen, ok[7] = node.Props["seen"].(time.Time)
	for i, fits := range ok {
		if !fits {
			return nil, fmt.Errorf("property %d does not fit", i)
		}
	}
	return s, nil
}

func BenchmarkSave10000(b *testing.B) {
	list := samples(many)
	b.Run("hand-written", func(b *testing.B) {
		w := setupBench(b)
		b.ReportAllocs()
		for b.Loop() {
			w.empty()
			rows := make([]map[string]any, len(list))
			for i, s := range list {
				rows[i] = rowByHand(s)
			}
			session := w.session(neo4j.AccessModeWrite)
			_, err := session.ExecuteWrite(w.ctx, func(tx neo4j.ManagedTransaction) (any, error) {
				result, err := tx.Run(w.ctx, saveByHand, map[string]any{"rows": rows})
				if err != nil {
					return nil, err
				}
				return result.Consume(w.ctx)
			})
			w.must(err)
			w.must(session.Close(w.ctx))
		}
	})
	b.Run("ogm", func(b *testing.B) {
		w := setupBench(b)
		b.ReportAllocs()
		for b.Loop() {
			w.empty()
			w.must(w.samples.Save(w.ctx, list...))
		}
	})
}

func BenchmarkLoad10000(b *testing.B) {
	list := samples(many)
	b.Run("hand-written", func(b *testing.B) {
		w := setupBench(b)
		w.fill(list)
		b.ReportAllocs()
		for b.Loop() {
			session := w.session(neo4j.AccessModeRead)
			result, err := session.Run(w.ctx, "MATCH (n:Sample) RETURN n", nil)
			w.must(err)
			var loaded []*Sample
			for result.Next(w.ctx) {
				node, _ := result.Record().Values[0].(dbtype.Node)
				sample, err := sampleByHand(node)
				w.must(err)
				loaded = append(loaded, sample)
			}
			w.must(result.Err())
			w.must(session.Close(w.ctx))
			if len(loaded) != many {
				b.Fatal(len(loaded))
			}
		}
	})
	b.Run("ogm", func(b *testing.B) {
		w := setupBench(b)
		w.fill(list)
		b.ReportAllocs()
		for b.Loop() {
			loaded, err := w.samples.Match().All(w.ctx)
			w.must(err)
			if len(loaded) != many {
				b.Fatal(len(loaded))
			}
		}
	})
}

func BenchmarkGet(b *testing.B) {
	list := samples(1000)
	b.Run("hand-written", func(b *testing.B) {
		w := setupBench(b)
		w.fill(list)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			session := w.session(neo4j.AccessModeRead)
			result, err := session.Run(w.ctx, "MATCH (n:Sample {id: $id}) RETURN n", map[string]any{"id": list[i%1000].ID})
			w.must(err)
			record, err := result.Single(w.ctx)
			w.must(err)
			node, _ := record.Values[0].(dbtype.Node)
			_, err = sampleByHand(node)
			w.must(err)
			w.must(session.Close(w.ctx))
		}
	})
	b.Run("ogm", func(b *testing.B) {
		w := setupBench(b)
		w.fill(list)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, err := w.samples.Get(w.ctx, list[i%1000].ID)
			w.must(err)
		}
	})
}

func BenchmarkChangeAndSave(b *testing.B) {
	list := samples(1000)
	b.Run("hand-written", func(b *testing.B) {
		w := setupBench(b)
		w.fill(list)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			s := list[i%1000]
			s.Born++
			_, err := neo4j.ExecuteQuery(w.ctx, w.driver, "MERGE (n:Sample {id: $id}) SET n += $props",
				rowByHand(s), neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(w.name))
			w.must(err)
		}
	})
	b.Run("ogm", func(b *testing.B) {
		w := setupBench(b)
		w.fill(list)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			s := list[i%1000]
			s.Born++
			w.must(w.samples.Save(w.ctx, s))
		}
	})
}

// Picture, Player and Acting are the graph of the benchmarks: a thousand pictures with
// ten players each, of two thousand, and the names of the role. Directors are for those that need a second type.
type (
	Picture struct {
		ogm.Node `neo4j:"Picture"`

		Title     string    `neo4j:"title,key"`
		Year      int       `neo4j:"year"`
		Cast      []*Acting `neo4j:"<-[:ACTS_IN]-"`
		Directors []*Player `neo4j:"<-[:DIRECTS]-"`
	}
	Player struct {
		ogm.Node `neo4j:"Player"`

		Name string `neo4j:"name,key"`
		Born int    `neo4j:"born"`
	}
	Acting struct {
		ogm.Relationship `neo4j:"ACTS_IN"`

		Names   []string `neo4j:"roles"`
		Player  *Player  `neo4j:",start"`
		Picture *Picture `neo4j:",end"`
	}
)

func pictures(n int) []*Picture {
	players := make([]*Player, 2000)
	for i := range players {
		players[i] = &Player{Name: fmt.Sprintf("player %04d", i), Born: 1900 + i%100}
	}
	list := make([]*Picture, n)
	for i := range list {
		list[i] = &Picture{Title: fmt.Sprintf("picture %04d", i), Year: 1950 + i%70}
		for k := range 10 {
			list[i].Cast = append(list[i].Cast, &Acting{Names: []string{fmt.Sprint("role ", k)}, Player: players[(i*7+k*31)%len(players)]})
		}
	}
	return list
}

// Three statements in one transaction function, as a skilled engineer writes them.
var picturesByHand = [...]string{
	"UNWIND $rows AS row MERGE (n:Picture {title: row.title}) SET n += row.props",
	"UNWIND $rows AS row MERGE (n:Player {name: row.name}) SET n += row.props",
	"UNWIND $rows AS row MATCH (p:Player {name: row.player}) MATCH (m:Picture {title: row.picture}) MERGE (p)-[r:ACTS_IN]->(m) SET r += row.props",
}

func rowsOfPictures(list []*Picture) [3][]any {
	var rows [3][]any
	seen := map[*Player]bool{}
	for _, picture := range list {
		rows[0] = append(rows[0], map[string]any{"title": picture.Title, "props": map[string]any{"year": picture.Year}})
		for _, acting := range picture.Cast {
			if player := acting.Player; !seen[player] {
				seen[player] = true
				rows[1] = append(rows[1], map[string]any{"name": player.Name, "props": map[string]any{"born": player.Born}})
			}
			rows[2] = append(rows[2], map[string]any{"player": acting.Player.Name, "picture": picture.Title, "props": map[string]any{"roles": acting.Names}})
		}
	}
	return rows
}

func BenchmarkSaveGraph(b *testing.B) {
	for _, size := range []int{1, 1000} {
		list := pictures(size)
		for _, test := range []struct {
			name string
			save func(*bench, *ogm.Repository[Picture])
		}{
			{"hand-written", func(b *bench, _ *ogm.Repository[Picture]) {
				session := b.session(neo4j.AccessModeWrite)
				_, err := session.ExecuteWrite(b.ctx, func(tx neo4j.ManagedTransaction) (any, error) {
					for i, rows := range rowsOfPictures(list) {
						result, err := tx.Run(b.ctx, picturesByHand[i], map[string]any{"rows": rows})
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
			}},
			{"ogm", func(b *bench, repo *ogm.Repository[Picture]) { b.must(repo.Save(b.ctx, list...)) }},
		} {
			b.Run(fmt.Sprintf("%d/%s", size, test.name), func(b *testing.B) {
				w := setupGraph(b)
				b.ReportAllocs()
				for b.Loop() {
					w.emptyGraph()
					test.save(w.bench, w.pictures)
				}
			})
		}
	}
}

type graphBench struct {
	*bench
	db       *ogm.DB
	pictures *ogm.Repository[Picture]
}

func setupGraph(b *testing.B) *graphBench {
	w := setupBench(b)
	db, err := ogm.New(w.driver, ogm.WithDatabase(w.name), ogm.WithBatchSize(20_000))
	require.NoError(b, err)
	repo, err := ogm.NewRepository[Picture](db)
	require.NoError(b, err)
	require.NoError(b, db.Schema().Ensure(b.Context()))
	return &graphBench{w, db, repo}
}

func (b *graphBench) emptyGraph() {
	b.StopTimer()
	_, err := ogm.Exec(b.ctx, b.db, query.Raw("MATCH (n) WHERE n:Picture OR n:Player DETACH DELETE n", nil))
	b.must(err)
	b.StartTimer()
}
