package mapping_test

import (
	"reflect"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// wide30 and wide100 are nodes of that many properties, with the code that one writes for
// them by hand: an assertion for each property, or a list of all values.

type wide30 struct {
	schema.Node `neo4j:"Wide30"`

	S0, S1, S2, S3, S4, S5 string
	N0, N1, N2, N3, N4, N5 int
	F0, F1, F2, F3, F4, F5 float64
	B0, B1, B2, B3, B4, B5 bool
	M0, M1, M2, M3, M4, M5 int64
}

func (w *wide30) byHand(props map[string]any) bool {
	return read(props, "s0", &w.S0) && readInt(props, "n0", &w.N0) && read(props, "f0", &w.F0) && read(props, "b0", &w.B0) && read(props, "m0", &w.M0) &&
		read(props, "s1", &w.S1) && readInt(props, "n1", &w.N1) && read(props, "f1", &w.F1) && read(props, "b1", &w.B1) && read(props, "m1", &w.M1) &&
		read(props, "s2", &w.S2) && readInt(props, "n2", &w.N2) && read(props, "f2", &w.F2) && read(props, "b2", &w.B2) && read(props, "m2", &w.M2) &&
		read(props, "s3", &w.S3) && readInt(props, "n3", &w.N3) && read(props, "f3", &w.F3) && read(props, "b3", &w.B3) && read(props, "m3", &w.M3) &&
		read(props, "s4", &w.S4) && readInt(props, "n4", &w.N4) && read(props, "f4", &w.F4) && read(props, "b4", &w.B4) && read(props, "m4", &w.M4) &&
		read(props, "s5", &w.S5) && readInt(props, "n5", &w.N5) && read(props, "f5", &w.F5) && read(props, "b5", &w.B5) && read(props, "m5", &w.M5)
}

func (w *wide30) row() []any {
	return []any{
		w.S0, int64(w.N0), w.F0, w.B0, w.M0, w.S1, int64(w.N1), w.F1, w.B1, w.M1,
		w.S2, int64(w.N2), w.F2, w.B2, w.M2, w.S3, int64(w.N3), w.F3, w.B3, w.M3,
		w.S4, int64(w.N4), w.F4, w.B4, w.M4, w.S5, int64(w.N5), w.F5, w.B5, w.M5,
	}
}

type wide100 struct {
	schema.Node `neo4j:"Wide100"`

	S0, S1, S2, S3, S4, S5, S6, S7, S8, S9           string
	S10, S11, S12, S13, S14, S15, S16, S17, S18, S19 string
	N0, N1, N2, N3, N4, N5, N6, N7, N8, N9           int
	N10, N11, N12, N13, N14, N15, N16, N17, N18, N19 int
	F0, F1, F2, F3, F4, F5, F6, F7, F8, F9           float64
	F10, F11, F12, F13, F14, F15, F16, F17, F18, F19 float64
	B0, B1, B2, B3, B4, B5, B6, B7, B8, B9           bool
	B10, B11, B12, B13, B14, B15, B16, B17, B18, B19 bool
	M0, M1, M2, M3, M4, M5, M6, M7, M8, M9           int64
	M10, M11, M12, M13, M14, M15, M16, M17, M18, M19 int64
}

func (w *wide100) byHand(props map[string]any) bool {
	return read(props, "s0", &w.S0) && readInt(props, "n0", &w.N0) && read(props, "f0", &w.F0) && read(props, "b0", &w.B0) && read(props, "m0", &w.M0) &&
		read(props, "s1", &w.S1) && readInt(props, "n1", &w.N1) && read(props, "f1", &w.F1) && read(props, "b1", &w.B1) && read(props, "m1", &w.M1) &&
		read(props, "s2", &w.S2) && readInt(props, "n2", &w.N2) && read(props, "f2", &w.F2) && read(props, "b2", &w.B2) && read(props, "m2", &w.M2) &&
		read(props, "s3", &w.S3) && readInt(props, "n3", &w.N3) && read(props, "f3", &w.F3) && read(props, "b3", &w.B3) && read(props, "m3", &w.M3) &&
		read(props, "s4", &w.S4) && readInt(props, "n4", &w.N4) && read(props, "f4", &w.F4) && read(props, "b4", &w.B4) && read(props, "m4", &w.M4) &&
		read(props, "s5", &w.S5) && readInt(props, "n5", &w.N5) && read(props, "f5", &w.F5) && read(props, "b5", &w.B5) && read(props, "m5", &w.M5) &&
		read(props, "s6", &w.S6) && readInt(props, "n6", &w.N6) && read(props, "f6", &w.F6) && read(props, "b6", &w.B6) && read(props, "m6", &w.M6) &&
		read(props, "s7", &w.S7) && readInt(props, "n7", &w.N7) && read(props, "f7", &w.F7) && read(props, "b7", &w.B7) && read(props, "m7", &w.M7) &&
		read(props, "s8", &w.S8) && readInt(props, "n8", &w.N8) && read(props, "f8", &w.F8) && read(props, "b8", &w.B8) && read(props, "m8", &w.M8) &&
		read(props, "s9", &w.S9) && readInt(props, "n9", &w.N9) && read(props, "f9", &w.F9) && read(props, "b9", &w.B9) && read(props, "m9", &w.M9) &&
		read(props, "s10", &w.S10) && readInt(props, "n10", &w.N10) && read(props, "f10", &w.F10) && read(props, "b10", &w.B10) && read(props, "m10", &w.M10) &&
		read(props, "s11", &w.S11) && readInt(props, "n11", &w.N11) && read(props, "f11", &w.F11) && read(props, "b11", &w.B11) && read(props, "m11", &w.M11) &&
		read(props, "s12", &w.S12) && readInt(props, "n12", &w.N12) && read(props, "f12", &w.F12) && read(props, "b12", &w.B12) && read(props, "m12", &w.M12) &&
		read(props, "s13", &w.S13) && readInt(props, "n13", &w.N13) && read(props, "f13", &w.F13) && read(props, "b13", &w.B13) && read(props, "m13", &w.M13) &&
		read(props, "s14", &w.S14) && readInt(props, "n14", &w.N14) && read(props, "f14", &w.F14) && read(props, "b14", &w.B14) && read(props, "m14", &w.M14) &&
		read(props, "s15", &w.S15) && readInt(props, "n15", &w.N15) && read(props, "f15", &w.F15) && read(props, "b15", &w.B15) && read(props, "m15", &w.M15) &&
		read(props, "s16", &w.S16) && readInt(props, "n16", &w.N16) && read(props, "f16", &w.F16) && read(props, "b16", &w.B16) && read(props, "m16", &w.M16) &&
		read(props, "s17", &w.S17) && readInt(props, "n17", &w.N17) && read(props, "f17", &w.F17) && read(props, "b17", &w.B17) && read(props, "m17", &w.M17) &&
		read(props, "s18", &w.S18) && readInt(props, "n18", &w.N18) && read(props, "f18", &w.F18) && read(props, "b18", &w.B18) && read(props, "m18", &w.M18) &&
		read(props, "s19", &w.S19) && readInt(props, "n19", &w.N19) && read(props, "f19", &w.F19) && read(props, "b19", &w.B19) && read(props, "m19", &w.M19)
}

func (w *wide100) row() []any {
	return []any{
		w.S0, int64(w.N0), w.F0, w.B0, w.M0, w.S1, int64(w.N1), w.F1, w.B1, w.M1,
		w.S2, int64(w.N2), w.F2, w.B2, w.M2, w.S3, int64(w.N3), w.F3, w.B3, w.M3,
		w.S4, int64(w.N4), w.F4, w.B4, w.M4, w.S5, int64(w.N5), w.F5, w.B5, w.M5,
		w.S6, int64(w.N6), w.F6, w.B6, w.M6, w.S7, int64(w.N7), w.F7, w.B7, w.M7,
		w.S8, int64(w.N8), w.F8, w.B8, w.M8, w.S9, int64(w.N9), w.F9, w.B9, w.M9,
		w.S10, int64(w.N10), w.F10, w.B10, w.M10, w.S11, int64(w.N11), w.F11, w.B11, w.M11,
		w.S12, int64(w.N12), w.F12, w.B12, w.M12, w.S13, int64(w.N13), w.F13, w.B13, w.M13,
		w.S14, int64(w.N14), w.F14, w.B14, w.M14, w.S15, int64(w.N15), w.F15, w.B15, w.M15,
		w.S16, int64(w.N16), w.F16, w.B16, w.M16, w.S17, int64(w.N17), w.F17, w.B17, w.M17,
		w.S18, int64(w.N18), w.F18, w.B18, w.M18, w.S19, int64(w.N19), w.F19, w.B19, w.M19,
	}
}

func read[T any](props map[string]any, name string, into *T) bool {
	met, ok := props[name].(T)
	*into = met
	return ok
}

func readInt(props map[string]any, name string, into *int) bool {
	met, ok := props[name].(int64)
	*into = int(met)
	return ok
}

// wideNode is a node whose properties hold what a database would give.
func wideNode(plan *mapping.NodePlan) dbtype.Node {
	props := map[string]any{}
	for i, property := range plan.Node.Properties {
		props[property.Name] = map[schema.Kind]any{schema.String: "some text of usual length", schema.Int: int64(1000 + i), schema.Float: float64(i) / 3, schema.Bool: i%2 == 0}[property.Value.Kind]
	}
	return dbtype.Node{Props: props}
}

// wide is what the benchmarks need of wide30 and wide100.
type wide[T any] interface {
	*T
	byHand(props map[string]any) bool
	row() []any
}

func benchmarkWideDecode[T any, W wide[T]](b *testing.B) {
	plan := planOf(b, reflect.TypeFor[T]())
	node := wideNode(plan)
	var keep *T
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			keep = new(T)
			if !W(keep).byHand(node.Props) {
				b.Fatal("a property does not fit")
			}
		}
	})
	b.Run("mapping, values", func(b *testing.B) {
		decoder := plan.NewValuesDecoder()
		var values []any
		for _, property := range plan.Node.Properties {
			values = append(values, node.Props[property.Name])
		}
		b.ReportAllocs()
		for b.Loop() {
			keep = new(T)
			if err := decoder.Decode(values, reflect.ValueOf(keep).Elem()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("mapping, node", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			keep = new(T)
			if err := plan.Decode(node, reflect.ValueOf(keep).Elem()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchmarkWideEncode[T any, W wide[T]](b *testing.B) {
	plan := planOf(b, reflect.TypeFor[T]())
	object := new(T)
	require.NoError(b, plan.Decode(wideNode(plan), reflect.ValueOf(object).Elem()))
	b.Run("by hand, maps", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			row := make(map[string]any, len(plan.Node.Properties))
			for i, value := range W(object).row() {
				row[plan.Node.Properties[i].Name] = value
			}
		}
	})
	b.Run("by hand, lists", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if row := W(object).row(); len(row) == 0 {
				b.Fatal(row)
			}
		}
	})
	b.Run("mapping, rows", func(b *testing.B) { benchmarkRows(b, plan, reflect.ValueOf(object).Elem()) })
}

// The benchmarks compare what does the same.
func TestWideByHandIsTheSame(t *testing.T) {
	plan := planOf(t, reflect.TypeFor[wide100]())
	node := wideNode(plan)
	var mapped, handmade wide100
	require.NoError(t, plan.Decode(node, reflect.ValueOf(&mapped).Elem()))
	require.True(t, handmade.byHand(node.Props))
	assert.Equal(t, handmade, mapped)
	row := make([]any, 100)
	require.NoError(t, plan.NewRowEncoder(plan.Node.Properties, 1000).Encode(reflect.ValueOf(&mapped).Elem(), row))
	assert.ElementsMatch(t, handmade.row(), row)
}
