package mapping_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// film is a node of eight properties: six scalars, a list and a time.
type film struct {
	schema.Node `neo4j:"Film"`

	ID       string    `neo4j:"id,key"`
	Title    string    `neo4j:"title"`
	Year     int       `neo4j:"year"`
	Views    int64     `neo4j:"views"`
	Rating   float64   `neo4j:"rating"`
	Released bool      `neo4j:"released"`
	Genres   []string  `neo4j:"genres"`
	Added    time.Time `neo4j:"added"`
}

var (
	alien = film{
		ID: "tt0078748", Title: "Alien", Year: 1979, Views: 1 << 40, Rating: 8.5, Released: true,
		Genres: []string{"horror", "science fiction", "thriller"}, Added: time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC),
	}
	alienNode = dbtype.Node{ElementId: "4:x:1", Labels: []string{"Film"}, Props: map[string]any{
		"id": "tt0078748", "title": "Alien", "year": int64(1979), "views": int64(1 << 40), "rating": 8.5, "released": true,
		"genres": []any{"horror", "science fiction", "thriller"}, "added": alien.Added,
	}}
)

// byHand is what one writes without a mapper: an assertion for each property, with an error.
func byHand(node dbtype.Node, f *film) error {
	var ok bool
	if f.ID, ok = node.Props["id"].(string); !ok {
		return wrong("id", node)
	}
	if f.Title, ok = node.Props["title"].(string); !ok {
		return wrong("title", node)
	}
	year, ok := node.Props["year"].(int64)
	if !ok {
		return wrong("year", node)
	}
	f.Year = int(year)
	if f.Views, ok = node.Props["views"].(int64); !ok {
		return wrong("views", node)
	}
	if f.Rating, ok = node.Props["rating"].(float64); !ok {
		return wrong("rating", node)
	}
	if f.Released, ok = node.Props["released"].(bool); !ok {
		return wrong("released", node)
	}
	genres, ok := node.Props["genres"].([]any)
	if !ok {
		return wrong("genres", node)
	}
	f.Genres = make([]string, len(genres))
	for i, genre := range genres {
		if f.Genres[i], ok = genre.(string); !ok {
			return wrong("genres", node)
		}
	}
	if f.Added, ok = node.Props["added"].(time.Time); !ok {
		return wrong("added", node)
	}
	return nil
}

// byHelper is the same with the driver's helper, as its manual shows it.
func byHelper(node dbtype.Node, f *film) (err error) {
	if f.ID, err = neo4j.GetProperty[string](node, "id"); err != nil {
		return err
	}
	if f.Title, err = neo4j.GetProperty[string](node, "title"); err != nil {
		return err
	}
	year, err := neo4j.GetProperty[int64](node, "year")
	if err != nil {
		return err
	}
	f.Year = int(year)
	if f.Views, err = neo4j.GetProperty[int64](node, "views"); err != nil {
		return err
	}
	if f.Rating, err = neo4j.GetProperty[float64](node, "rating"); err != nil {
		return err
	}
	if f.Released, err = neo4j.GetProperty[bool](node, "released"); err != nil {
		return err
	}
	genres, err := neo4j.GetProperty[[]any](node, "genres")
	if err != nil {
		return err
	}
	f.Genres = make([]string, len(genres))
	for i, genre := range genres {
		text, ok := genre.(string)
		if !ok {
			return wrong("genres", node)
		}
		f.Genres[i] = text
	}
	f.Added, err = neo4j.GetProperty[time.Time](node, "added")
	return err
}

func wrong(property string, node dbtype.Node) error {
	return fmt.Errorf("%s: %T", property, node.Props[property])
}

func filmPlan(t testing.TB) *mapping.NodePlan {
	return planOf(t, reflect.TypeFor[film]())
}

// kept holds what was decoded, as a program would that asked for it: on the heap.
var kept *film

// received is a node whose strings are its own, as those from a connection are.
func received() dbtype.Node {
	props := map[string]any{}
	for name, value := range alienNode.Props {
		props[strings.Clone(name)] = value
	}
	return dbtype.Node{ElementId: alienNode.ElementId, Labels: alienNode.Labels, Props: props}
}

func BenchmarkDecode(b *testing.B) {
	node := received()
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			kept = new(film)
			if err := byHand(node, kept); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by the driver's helper", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			kept = new(film)
			if err := byHelper(node, kept); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("mapping, values", func(b *testing.B) {
		plan := filmPlan(b)
		decoder := plan.NewValuesDecoder()
		var values []any
		for _, property := range plan.Node.Properties {
			values = append(values, node.Props[property.Name])
		}
		b.ReportAllocs()
		for b.Loop() {
			kept = new(film)
			if err := decoder.Decode(values, reflect.ValueOf(kept).Elem()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("mapping, node", func(b *testing.B) {
		plan := filmPlan(b)
		b.ReportAllocs()
		for b.Loop() {
			kept = new(film)
			if err := plan.Decode(node, reflect.ValueOf(kept).Elem()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// mapByHand is the row of a commit as the driver's manual shows it, listByHand one in the
// form that the library has.
func mapByHand(f *film) map[string]any {
	return map[string]any{
		"id": f.ID, "title": f.Title, "year": f.Year, "views": f.Views, "rating": f.Rating, "released": f.Released, "genres": f.Genres, "added": f.Added,
	}
}

func listByHand(f *film) []any {
	return []any{f.ID, f.Title, int64(f.Year), f.Views, f.Rating, f.Released, f.Genres, f.Added}
}

// listChecked is listByHand with what makes it safe: the server replaces bytes that are not
// UTF-8, and takes the zone UTC for another than the one of its own times.
func listChecked(f *film) ([]any, error) {
	for _, text := range []string{f.ID, f.Title} {
		if !utf8.ValidString(text) {
			return nil, errors.New("not UTF-8")
		}
	}
	for _, genre := range f.Genres {
		if !utf8.ValidString(genre) {
			return nil, errors.New("not UTF-8")
		}
	}
	added := f.Added
	if added.Location() == time.UTC {
		added = added.In(zulu.Location())
	}
	return []any{f.ID, f.Title, int64(f.Year), f.Views, f.Rating, f.Released, f.Genres, added}, nil
}

func BenchmarkEncode(b *testing.B) {
	b.Run("by hand, maps", func(b *testing.B) {
		f := alien
		b.ReportAllocs()
		for b.Loop() {
			if row := mapByHand(&f); len(row) != 8 {
				b.Fatal(row)
			}
		}
	})
	b.Run("by hand, lists", func(b *testing.B) {
		f := alien
		b.ReportAllocs()
		for b.Loop() {
			if row := listByHand(&f); len(row) != 8 {
				b.Fatal(row)
			}
		}
	})
	b.Run("by hand, checked lists", func(b *testing.B) {
		f := alien
		b.ReportAllocs()
		for b.Loop() {
			if _, err := listChecked(&f); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("mapping, rows", func(b *testing.B) {
		f := alien
		benchmarkRows(b, filmPlan(b), reflect.ValueOf(&f).Elem())
	})
}

// benchmarkRows encodes as a commit does: the rows of a batch share one block.
func benchmarkRows(b *testing.B, plan *mapping.NodePlan, object reflect.Value) {
	const batch = 100
	encoder, width := plan.NewRowEncoder(plan.Node.Properties, 1000), len(plan.Node.Properties)
	var block []any
	b.ReportAllocs()
	for b.Loop() {
		if len(block) == 0 {
			block = make([]any, batch*width)
		}
		if err := encoder.Encode(object, block[:width:width]); err != nil {
			b.Fatal(err)
		}
		block = block[width:]
	}
}

func BenchmarkDecode30(b *testing.B)  { benchmarkWideDecode[wide30](b) }
func BenchmarkDecode100(b *testing.B) { benchmarkWideDecode[wide100](b) }
func BenchmarkEncode30(b *testing.B)  { benchmarkWideEncode[wide30](b) }
func BenchmarkEncode100(b *testing.B) { benchmarkWideEncode[wide100](b) }

// The benchmarks compare what does the same.
func TestByHandIsTheSame(t *testing.T) {
	var mapped, handmade, helped film
	require.NoError(t, filmPlan(t).Decode(alienNode, reflect.ValueOf(&mapped).Elem()))
	require.NoError(t, byHand(alienNode, &handmade))
	require.NoError(t, byHelper(alienNode, &helped))
	assert.Equal(t, alien, mapped)
	assert.Equal(t, alien, handmade)
	assert.Equal(t, alien, helped)

	checked, err := listChecked(&alien)
	require.NoError(t, err)
	row := make([]any, 8)
	require.NoError(t, filmPlan(t).NewRowEncoder(filmPlan(t).Node.Properties, 1000).Encode(reflect.ValueOf(&alien).Elem(), row))
	assert.Equal(t, checked, row)
	assert.Len(t, mapByHand(&alien), len(listByHand(&alien)))
}
