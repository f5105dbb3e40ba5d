package mapping_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

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

// rowByHand is the row of a commit as one writes it without a mapper.
func rowByHand(f *film) []any {
	return []any{f.ID, f.Title, int64(f.Year), f.Views, f.Rating, f.Released, f.Genres, f.Added}
}

func BenchmarkEncode(b *testing.B) {
	b.Run("by hand", func(b *testing.B) {
		f := alien
		b.ReportAllocs()
		for b.Loop() {
			if row := rowByHand(&f); len(row) != 8 {
				b.Fatal(row)
			}
		}
	})
	b.Run("mapping", func(b *testing.B) {
		plan := filmPlan(b)
		f := alien
		b.ReportAllocs()
		for b.Loop() {
			row := make([]any, len(plan.Node.Properties))
			object := reflect.ValueOf(&f).Elem()
			for i, property := range plan.Node.Properties {
				value, err := plan.Encode(object, property)
				if err != nil {
					b.Fatal(err)
				}
				row[i] = value
			}
		}
	})
}

// The benchmarks compare what does the same.
func TestByHandIsTheSame(t *testing.T) {
	var mapped, handmade, helped film
	require.NoError(t, filmPlan(t).Decode(alienNode, reflect.ValueOf(&mapped).Elem()))
	require.NoError(t, byHand(alienNode, &handmade))
	require.NoError(t, byHelper(alienNode, &helped))
	assert.Equal(t, alien, mapped)
	assert.Equal(t, alien, handmade)
	assert.Equal(t, alien, helped)
}
