package mapping_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// scalars are the types from which random ones are made.
var scalars = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[flag](),
	reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](), reflect.TypeFor[small](),
	reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](), reflect.TypeFor[natural](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[ratio](),
	reflect.TypeFor[string](), reflect.TypeFor[word](),
	reflect.TypeFor[time.Time](), reflect.TypeFor[moment](),
	reflect.TypeFor[dbtype.Date](), reflect.TypeFor[dbtype.LocalDateTime](), reflect.TypeFor[dbtype.Duration](), reflect.TypeFor[dbtype.Point2D](),
}

// randomType is a scalar, bytes, a list, or a pointer of one or two levels to any.
func randomType(t *rapid.T) reflect.Type {
	typ := rapid.SampledFrom(scalars).Draw(t, "scalar")
	switch rapid.IntRange(0, 4).Draw(t, "shape") {
	case 0:
		typ = rapid.SampledFrom([]reflect.Type{reflect.TypeFor[[]byte](), reflect.TypeFor[blob](), reflect.TypeFor[wordList]()}).Draw(t, "slice")
	case 1:
		if typ.Kind() != reflect.Uint8 {
			typ = reflect.SliceOf(typ)
		}
	case 2:
		typ = reflect.SliceOf(reflect.PointerTo(typ))
	}
	for range rapid.IntRange(0, 2).Draw(t, "pointers") {
		typ = reflect.PointerTo(typ)
	}
	return typ
}

// randomStruct is a node type with fields of random types.
func randomStruct(t *rapid.T) reflect.Type {
	fields := []reflect.StructField{{Name: "Node", Type: reflect.TypeFor[schema.Node](), Anonymous: true, Tag: `neo4j:"Random"`}}
	for i := range rapid.IntRange(1, 12).Draw(t, "fields") {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: randomType(t)})
	}
	return reflect.StructOf(fields)
}

// fill sets a random value. A pointer to null is null, so below a pointer there is
// none; nor is there in a list.
func fill(t *rapid.T, v reflect.Value, nullable bool) {
	switch v.Interface().(type) {
	case time.Time, moment, dbtype.LocalDateTime:
		zone := rapid.SampledFrom([]*time.Location{time.UTC, location(t, "Europe/Berlin"), time.FixedZone("", 3600), time.FixedZone("CET", 3600), location(t, "America/St_Johns")}).Draw(t, "zone")
		at := time.Unix(rapid.Int64Range(-1<<38, 1<<38).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).In(zone)
		v.Set(reflect.ValueOf(at).Convert(v.Type()))
		return
	case dbtype.Date:
		v.Set(reflect.ValueOf(dbtype.Date(time.Unix(86400*rapid.Int64Range(-1<<24, 1<<24).Draw(t, "day"), 0).UTC())))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int")) // cut to size
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(rapid.Uint64Range(0, math.MaxInt64).Draw(t, "uint"))
	case reflect.Float32:
		v.SetFloat(float64(rapid.Float32().Draw(t, "float32")))
	case reflect.Float64:
		v.SetFloat(rapid.Float64().Draw(t, "float64"))
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "string"))
	case reflect.Pointer:
		if nullable && rapid.Bool().Draw(t, "nil") {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), false)
	case reflect.Slice:
		if nullable && rapid.Bool().Draw(t, "nil") {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(0, 7).Draw(t, "length"), 7))
		for i := range v.Len() {
			fill(t, v.Index(i), false)
		}
	default:
		fillNative(t, v)
	}
}

func fillNative(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case dbtype.Duration:
		number := rapid.Int64Range(-1<<30, 1<<30)
		v.Set(reflect.ValueOf(dbtype.Duration{
			Months: number.Draw(t, "months"), Days: number.Draw(t, "days"), Seconds: number.Draw(t, "seconds"), Nanos: rapid.IntRange(0, 999_999_999).Draw(t, "nanos"),
		}))
	case dbtype.Point2D:
		v.Set(reflect.ValueOf(dbtype.Point2D{X: rapid.Float64().Draw(t, "x"), Y: rapid.Float64().Draw(t, "y"), SpatialRefId: 7203}))
	default:
		t.Fatalf("no random %s", v.Type())
	}
}

// returned is what the driver gives back for what it was sent.
func returned(sent any) any {
	switch v := reflect.ValueOf(sent); {
	case v.IsValid() && v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = returned(v.Index(i).Interface())
		}
		return list
	case v.IsValid() && v.CanInt():
		return v.Int()
	}
	return sent
}

// Whatever a struct holds comes back equal.
func TestRandomStructsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typ := randomStruct(t)
		reg := registry()
		node, err := reg.Node(typ)
		if err != nil {
			t.Fatal(err)
		}
		plan := mapping.New(reg).Node(node)
		before, after := reflect.New(typ).Elem(), reflect.New(typ).Elem()
		props := map[string]any{}
		for _, property := range node.Properties {
			fill(t, before.FieldByIndex(property.Index), true)
			value, err := plan.Encode(before, property)
			if err != nil {
				t.Fatal(err)
			}
			if value != nil {
				props[property.Name] = returned(value)
			}
		}
		if err := plan.Decode(dbtype.Node{Props: props}, after); err != nil {
			t.Fatal(err)
		}
		for _, property := range node.Properties {
			x, y := before.FieldByIndex(property.Index), after.FieldByIndex(property.Index)
			if !same(x, y) {
				t.Fatalf("%s %s: %v became %v", property.Field, x.Type(), x, y)
			}
		}
	})
}

// same is equality, which for times is the moment and the offset: the name of a
// zone may become its offset. Nil and empty are not the same.
func same(x, y reflect.Value) bool {
	if x.Type().ConvertibleTo(reflect.TypeFor[time.Time]()) {
		a, b := x.Convert(reflect.TypeFor[time.Time]()).Interface().(time.Time), y.Convert(reflect.TypeFor[time.Time]()).Interface().(time.Time)
		_, here := a.Zone()
		_, there := b.Zone()
		return a.Equal(b) && here == there
	}
	switch x.Kind() {
	case reflect.Pointer:
		return x.IsNil() == y.IsNil() && (x.IsNil() || same(x.Elem(), y.Elem()))
	case reflect.Slice:
		if x.IsNil() != y.IsNil() || x.Len() != y.Len() {
			return false
		}
		return !slices.ContainsFunc(indices(x.Len()), func(i int) bool { return !same(x.Index(i), y.Index(i)) })
	}
	return reflect.DeepEqual(x.Interface(), y.Interface())
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
