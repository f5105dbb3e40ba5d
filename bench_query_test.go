package ogm_test

import (
	"errors"
	"runtime"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

var (
	pictureYear  = query.Prop(func(p *Picture) *int { return &p.Year })
	pictureTitle = query.Prop(func(p *Picture) *string { return &p.Title })
)

// castOf reads a player and the relationship to the picture, as one writes it by hand.
func castOf(players map[string]*Player, picture *Picture, r, p any) error {
	relationship, isRelationship := r.(neo4j.Relationship)
	node, isNode := p.(neo4j.Node)
	if !isRelationship || !isNode {
		return errors.New("no relationship and no node")
	}
	player := players[node.ElementId]
	if player == nil {
		name, isText := node.Props["name"].(string)
		born, isNumber := node.Props["born"].(int64)
		if !isText || !isNumber {
			return errors.New("a property does not fit")
		}
		player = &Player{Name: name, Born: int(born)}
		players[node.ElementId] = player
	}
	roles, _ := relationship.Props["roles"].([]any)
	acting := &Acting{Names: make([]string, len(roles)), Player: player, Picture: picture}
	for i, role := range roles {
		acting.Names[i], _ = role.(string)
	}
	picture.Cast = append(picture.Cast, acting)
	return nil
}

func pictureOf(value any) (*Picture, string, error) {
	node, isNode := value.(neo4j.Node)
	title, isText := node.Props["title"].(string)
	year, isNumber := node.Props["year"].(int64)
	if !isNode || !isText || !isNumber {
		return nil, "", errors.New("no picture")
	}
	return &Picture{Title: title, Year: int(year)}, node.ElementId, nil
}

// BenchmarkLoadPictures loads a thousand pictures with ten players each and their roles. The server has
// planned the statement by then, which takes it 10 ms for the ones by hand and 35 for ours.
func BenchmarkLoadPictures(b *testing.B) {
	setup := func(b *testing.B) *graphBench {
		w := setupGraph(b)
		w.must(w.pictures.Save(w.ctx, pictures(1000)...))
		return w
	}
	byHand := func(text string, record func(values []any, pictures *[]*Picture, known map[string]*Picture, players map[string]*Player) error) func(*testing.B) {
		return func(b *testing.B) {
			w := setup(b)
			load := func() {
				session := w.session(neo4j.AccessModeRead)
				result, err := session.Run(w.ctx, text, nil)
				w.must(err)
				var list []*Picture
				known, players := map[string]*Picture{}, map[string]*Player{}
				for result.Next(w.ctx) {
					w.must(record(result.Record().Values, &list, known, players))
				}
				w.must(result.Err())
				w.must(session.Close(w.ctx))
				if len(list) != 1000 || len(list[0].Cast) != 10 {
					b.Fatal(len(list))
				}
			}
			load()
			b.ReportAllocs()
			for b.Loop() {
				load()
			}
		}
	}
	b.Run("flat rows/hand-written", byHand("MATCH (m:Picture)<-[r:ACTS_IN]-(p:Player) RETURN m, r, p",
		func(values []any, list *[]*Picture, known map[string]*Picture, players map[string]*Player) error {
			picture, id, err := pictureOf(values[0])
			if err != nil {
				return err
			}
			if met := known[id]; met != nil {
				picture = met
			} else {
				known[id] = picture
				*list = append(*list, picture)
			}
			return castOf(players, picture, values[1], values[2])
		}))
	b.Run("COLLECT of each/hand-written", byHand("MATCH (m:Picture) RETURN m, COLLECT { MATCH (m)<-[r:ACTS_IN]-(p:Player) RETURN [r, p] } AS cast",
		func(values []any, list *[]*Picture, _ map[string]*Picture, players map[string]*Player) error {
			picture, _, err := pictureOf(values[0])
			if err != nil {
				return err
			}
			*list = append(*list, picture)
			cast, _ := values[1].([]any)
			for _, pair := range cast {
				if err := castOf(players, picture, pair.([]any)[0], pair.([]any)[1]); err != nil {
					return err
				}
			}
			return nil
		}))
	b.Run("ogm", func(b *testing.B) {
		w := setup(b)
		load := func() {
			list, err := w.pictures.Match().With(pictureCast).All(w.ctx)
			w.must(err)
			if len(list) != 1000 || len(list[0].Cast) != 10 {
				b.Fatal(len(list))
			}
		}
		load()
		b.ReportAllocs()
		for b.Loop() {
			load()
		}
	})
}

// BenchmarkRelated finds the pictures of one player among a thousand.
func BenchmarkRelated(b *testing.B) {
	name := query.Prop(func(p *Player) *string { return &p.Name })
	b.Run("hand-written", func(b *testing.B) {
		w := setupGraph(b)
		w.must(w.pictures.Save(w.ctx, pictures(1000)...))
		b.ReportAllocs()
		for b.Loop() {
			session := w.session(neo4j.AccessModeRead)
			result, err := session.Run(w.ctx, "MATCH (m:Picture) WHERE EXISTS { (m)<-[:ACTS_IN]-(p:Player) WHERE p.name = $name } RETURN m", map[string]any{"name": "player 0007"})
			w.must(err)
			for result.Next(w.ctx) {
				_, _, err := pictureOf(result.Record().Values[0])
				w.must(err)
			}
			w.must(result.Err())
			w.must(session.Close(w.ctx))
		}
	})
	b.Run("ogm", func(b *testing.B) {
		w := setupGraph(b)
		w.must(w.pictures.Save(w.ctx, pictures(1000)...))
		b.ReportAllocs()
		for b.Loop() {
			list, err := w.pictures.Match(pictureCast.Any(name.Eq("player 0007"))).All(w.ctx)
			w.must(err)
			if len(list) == 0 {
				b.Fatal("none")
			}
		}
	})
}

// BenchmarkBuild writes the statement of a query, without a server.
func BenchmarkBuild(b *testing.B) {
	driver, err := neo4j.NewDriverWithContext("bolt://localhost", neo4j.NoAuth())
	require.NoError(b, err)
	db, err := ogm.New(driver)
	require.NoError(b, err)
	repo, err := ogm.NewRepository[Picture](db)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := repo.Match().Where(pictureYear.Ge(1990)).With(pictureCast).OrderBy(pictureTitle.Asc()).Limit(10).Explain(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompiled runs a query whose text was written once beside one that writes it anew.
func BenchmarkCompiled(b *testing.B) {
	w := setupGraph(b)
	w.must(w.pictures.Save(w.ctx, pictures(1000)...))
	compiled, err := w.pictures.Match(pictureYear.Given("year").Ge()).OrderBy(pictureTitle.Asc()).Limit(1).Compile()
	require.NoError(b, err)
	b.Run("anew", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := w.pictures.Match(pictureYear.Ge(1990)).OrderBy(pictureTitle.Asc()).Limit(1).All(w.ctx)
			w.must(err)
		}
	})
	b.Run("compiled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := compiled.All(w.ctx, query.Args{"year": 1990})
			w.must(err)
		}
	})
	type row struct {
		Year     int
		Pictures int64
	}
	one := query.CountAll[Picture]().As("Pictures")
	b.Run("rows/anew", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := ogm.Select[row](w.ctx, w.pictures.Match(pictureTitle.Eq("picture 1")).GroupBy(pictureYear).Select(one).OrderBy(pictureYear.Asc()))
			w.must(err)
		}
	})
	byYear, err := w.pictures.Match(pictureTitle.Given("title").Eq()).GroupBy(pictureYear).Select(one).OrderBy(pictureYear.Asc()).Compile()
	require.NoError(b, err)
	b.Run("rows/compiled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := ogm.Select[row](w.ctx, byYear, query.Args{"title": "picture 1"})
			w.must(err)
		}
	})
	b.Run("update/anew", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := w.pictures.Match(pictureTitle.Eq("picture 1")).Update(w.ctx, pictureYear.Set(1990))
			w.must(err)
		}
	})
	update, err := w.pictures.Match(pictureTitle.Given("title").Eq()).CompileUpdate(pictureYear.Given("year").Set())
	require.NoError(b, err)
	b.Run("update/compiled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := update.Run(w.ctx, query.Args{"title": "picture 1", "year": 1990})
			w.must(err)
		}
	})
}

// BenchmarkStreamMillion streams a million nodes and tells the most of the heap that was in
// use on the way, at every thousandth.
func BenchmarkStreamMillion(b *testing.B) {
	const million = 1_000_000
	w := setupGraph(b)
	session := w.session(neo4j.AccessModeWrite)
	const some = 20_000 // of one transaction, which the server ends after a minute
	for from := 0; from < million; from += some {
		result, err := session.Run(w.ctx, "UNWIND range($from, $from + $some - 1) AS i CREATE (:Picture {title: 'picture ' + i, year: i % 100})", map[string]any{"from": from, "some": some})
		w.must(err)
		_, err = result.Consume(w.ctx)
		w.must(err)
	}
	w.must(session.Close(w.ctx))
	var peak uint64
	for b.Loop() {
		n := 0
		for _, err := range w.pictures.Match().Stream(w.ctx) {
			w.must(err)
			if n++; n%1000 == 0 {
				var stats runtime.MemStats
				runtime.ReadMemStats(&stats)
				peak = max(peak, stats.HeapInuse)
			}
		}
		if n != million {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
}
