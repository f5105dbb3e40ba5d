package ogm_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm"
)

// Sundry has a property of each kind and a map of any.
type Sundry struct {
	ogm.Node `neo4j:"Sundry"`

	ID     string `neo4j:"id,key"`
	Bool   bool
	Int    int8
	Uint   uint32
	Big    *int64
	Float  float32
	Double float64
	Text   string
	Bytes  []byte
	Time   time.Time
	Took   time.Duration
	Date   dbtype.Date
	Clock  dbtype.LocalDateTime
	Span   dbtype.Duration
	Place  dbtype.Point3D
	Texts  []string
	Floats []float32
	Times  []time.Time
	Named  []Mood
	Pair   [2]int
	Extra  map[string]any     `neo4j:"extra.,inline"`
	Sizes  map[string][]int64 `neo4j:"size.,inline"`
}

var (
	anyTime = rapid.Custom(func(t *rapid.T) time.Time {
		zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 3600), time.FixedZone("", -12600)}).Draw(t, "zone")
		return time.Unix(rapid.Int64Range(-1<<38, 1<<38).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).In(zone)
	})
	anyFloat = rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64)
	number   = rapid.Int64Range(-1<<30, 1<<30)
)

func orNil[E any](list *rapid.Generator[[]E]) *rapid.Generator[[]E] {
	return rapid.OneOf(rapid.Just[[]E](nil), list)
}

// randomEntry is what an entry of a map of any may be, in the form in which it comes back.
func randomEntry(t *rapid.T) any {
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return rapid.Bool().Draw(t, "bool")
	case 1:
		return rapid.Int64().Draw(t, "int")
	case 2:
		return anyFloat.Draw(t, "float")
	case 3:
		return rapid.String().Draw(t, "text")
	case 4:
		return rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "bytes")
	case 5:
		list := []any{}
		for _, text := range rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "texts") {
			list = append(list, text)
		}
		return list
	}
	return dbtype.Point2D{X: number64(t), Y: number64(t), SpatialRefId: 7203}
}

func number64(t *rapid.T) float64 { return anyFloat.Draw(t, "coordinate") }

var anyKey = rapid.StringMatching("[a-z `\\\\u0.]{0,6}")

func randomSundry(t *rapid.T) *Sundry {
	s := &Sundry{
		ID:     "x",
		Bool:   rapid.Bool().Draw(t, "Bool"),
		Int:    rapid.Int8().Draw(t, "Int"),
		Uint:   rapid.Uint32().Draw(t, "Uint"),
		Big:    rapid.Ptr(rapid.Int64(), true).Draw(t, "Big"),
		Float:  rapid.Float32().Draw(t, "Float"),
		Double: rapid.Float64().Draw(t, "Double"),
		Text:   rapid.String().Draw(t, "Text"),
		Bytes:  orNil(rapid.SliceOfN(rapid.Byte(), 0, 9)).Draw(t, "Bytes"),
		Time:   anyTime.Draw(t, "Time"),
		Took:   time.Duration(rapid.Int64().Draw(t, "Took")),
		Date:   dbtype.Date(time.Unix(86400*rapid.Int64Range(-1<<24, 1<<24).Draw(t, "Date"), 0).UTC()),
		Clock:  dbtype.LocalDateTime(time.Unix(number.Draw(t, "Clock"), 5).UTC()),
		Span:   dbtype.Duration{Months: number.Draw(t, "months"), Days: number.Draw(t, "days"), Seconds: number.Draw(t, "seconds"), Nanos: rapid.IntRange(0, 999_999_999).Draw(t, "nanos")},
		Place:  dbtype.Point3D{X: number64(t), Y: number64(t), Z: number64(t), SpatialRefId: 9157},
		Texts:  orNil(rapid.SliceOfN(rapid.String(), 0, 4)).Draw(t, "Texts"),
		Floats: orNil(rapid.SliceOfN(rapid.Float32(), 0, 4)).Draw(t, "Floats"),
		Times:  orNil(rapid.SliceOfN(anyTime, 0, 3)).Draw(t, "Times"),
		Named:  orNil(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Mood { return Mood(rapid.String().Draw(t, "mood")) }), 0, 3)).Draw(t, "Named"),
		Pair:   [2]int{int(number.Draw(t, "a")), int(number.Draw(t, "b"))},
	}
	for _, key := range rapid.SliceOfN(anyKey, 0, 4).Draw(t, "keys") {
		if s.Extra == nil {
			s.Extra = map[string]any{}
		}
		s.Extra[key] = randomEntry(t)
	}
	for _, key := range rapid.SliceOfN(anyKey, 0, 3).Draw(t, "sizes") {
		if s.Sizes == nil {
			s.Sizes = map[string][]int64{}
		}
		s.Sizes[key] = rapid.SliceOfN(rapid.Int64(), 0, 3).Draw(t, "size")
	}
	return s
}

// Whatever a struct and its maps hold goes into the graph and comes back equal, also over
// what was there before.
func TestRandomObjectsComeBackEqual(t *testing.T) {
	w := setup(t)
	repo := repository[Sundry](w)
	rapid.Check(t, func(t *rapid.T) {
		want := randomSundry(t)
		if err := repo.Save(w.ctx, want); err != nil {
			t.Fatal(err)
		}
		got, err := repo.Get(w.ctx, "x")
		if err != nil {
			t.Fatal(err)
		}
		before, after := reflect.ValueOf(want).Elem(), reflect.ValueOf(got).Elem()
		for i := range before.NumField() {
			name := before.Type().Field(i).Name
			if x, y := before.Field(i), after.Field(i); x.Kind() != reflect.Map && !equal(x, y) {
				t.Fatalf("%s: %v became %v", name, x, y)
			} else if x.Kind() == reflect.Map && fmt.Sprintf("%#v", x) != fmt.Sprintf("%#v", y) {
				t.Fatalf("%s: %#v became %#v", name, x, y)
			}
		}
	})
	require.Len(t, w.rows("MATCH (n) RETURN n.id", nil), 1)
}
