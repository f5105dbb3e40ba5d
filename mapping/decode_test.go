package mapping_test

import (
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
)

func decode[V any](t testing.TB, value any, before V) (V, error) {
	object := one[V]{V: before}
	err := planOf(t, reflect.TypeFor[one[V]]()).Decode(dbtype.Node{Props: map[string]any{"v": value}}, reflect.ValueOf(&object).Elem())
	return object.V, err
}

// decoding is a value of the driver and what becomes of it.
type decoding struct {
	name  string
	want  any
	kind  string // of the value, where it does not fit
	wrong string
	run   func(testing.TB) (any, error)
}

func reads[V any](value any, want V) decoding {
	return decoding{name: reflect.TypeFor[V]().String(), want: want, run: func(t testing.TB) (any, error) {
		var zero V
		return decode(t, value, zero)
	}}
}

func misfits[V any](value any, kind, wrong string) decoding {
	var zero V
	return decoding{name: reflect.TypeFor[V]().String(), want: zero, kind: kind, wrong: wrong, run: func(t testing.TB) (any, error) {
		return decode(t, value, zero)
	}}
}

func TestDecode(t *testing.T) {
	for _, test := range []decoding{
		reads(true, true),
		reads(true, flag(true)),
		reads(int64(-5), -5),
		reads(int64(127), int8(127)),
		reads(int64(math.MinInt64), int64(math.MinInt64)),
		reads(int64(1)<<53+1, int64(1)<<53+1),
		reads(int64(255), uint8(255)),
		reads(int64(math.MaxInt64), uint64(math.MaxInt64)),
		reads(int64(5), small(5)),
		misfits[int8](int64(128), "INTEGER", "out of range"),
		misfits[int8](int64(-129), "INTEGER", "out of range"),
		misfits[small](int64(128), "INTEGER", "out of range"),
		misfits[int32](int64(math.MaxInt32+1), "INTEGER", "out of range"),
		misfits[uint8](int64(256), "INTEGER", "out of range"),
		misfits[uint64](int64(-1), "INTEGER", "out of range"),
		misfits[int](2.0, "FLOAT", "want INTEGER"),
		misfits[int]("2", "STRING", "want INTEGER"),
		misfits[uint](true, "BOOLEAN", "want INTEGER"),
		misfits[bool](int64(1), "INTEGER", "want BOOLEAN"),

		reads(0.1, 0.1),
		reads(int64(1)<<53, float64(1<<53)),
		reads(0.5, float32(0.5)),
		reads(0.1, float32(0.1)),
		reads(math.Inf(1), math.Inf(1)),
		reads(math.Inf(-1), float32(math.Inf(-1))),
		reads(0.25, ratio(0.25)),
		reads(int64(1<<24), float32(1<<24)),
		misfits[float64](int64(1)<<53+1, "INTEGER", "no exact float"),
		misfits[float64](int64(math.MaxInt64), "INTEGER", "no exact float"),
		misfits[float32](int64(1)<<24+1, "INTEGER", "no exact float"),
		misfits[float32](1e300, "FLOAT", "out of range"),
		misfits[float64]("1.5", "STRING", "want FLOAT"),

		reads("", ""),
		reads("x", word("x")),
		misfits[string](int64(1), "INTEGER", "want STRING"),
		misfits[string]([]byte("x"), "BYTES", "want STRING"),
		reads([]byte{1}, []byte{1}),
		reads([]byte{}, []byte{}),
		reads([]byte{1}, blob{1}),
		reads([]byte{1}, octets{1}),
		misfits[[]byte]("x", "STRING", "want BYTES"),
		misfits[[]byte]([]any{int64(1)}, "LIST", "want BYTES"),

		reads(utc, utc),
		reads(utc, moment(utc)),
		misfits[time.Time](dbtype.Date(utc), "DATE", "want ZONED DATETIME"),
		misfits[time.Time](dbtype.LocalDateTime(utc), "LOCAL DATETIME", "want ZONED DATETIME"),
		misfits[moment]("2024-07-01", "STRING", "want ZONED DATETIME"),
		misfits[time.Time](&dbtype.InvalidValue{Message: "utcDateTimeNamedZone", Err: errors.New("unknown time zone " + secret)}, "VALUE", "the driver cannot read it"),
		reads(dbtype.Date(date), dbtype.Date(date)),
		reads(dbtype.Duration{Days: 1}, dbtype.Duration{Days: 1}),
		reads(dbtype.Point3D{X: 1}, dbtype.Point3D{X: 1}),
		misfits[dbtype.Date](utc, "ZONED DATETIME", "want DATE"),
		misfits[dbtype.Time](dbtype.LocalTime(utc), "LOCAL TIME", "want ZONED TIME"),
		misfits[dbtype.Point2D](dbtype.Point3D{}, "POINT", "want POINT of two dimensions"),
		misfits[dbtype.Point3D](dbtype.Point2D{}, "POINT", "want POINT of three dimensions"),
		misfits[dbtype.Duration](int64(1), "INTEGER", "want DURATION"),

		reads[*int](nil, nil),
		reads(int64(5), ptr(5)),
		reads("x", ptr(ptr("x"))),
		reads("x", maybe(ptr("x"))),
		reads([]any{"x"}, ptr([]string{"x"})),
		misfits[*int8](int64(128), "INTEGER", "out of range"),
		misfits[**string](int64(1), "INTEGER", "want STRING"),

		reads([]any{}, []string{}),
		reads([]any{"a", ""}, []string{"a", ""}),
		reads([]any{"a"}, wordList{"a"}),
		reads([]any{"a"}, words{"a"}),
		reads([]any{int64(1)}, []int{1}),
		reads([]any{int64(1)}, []int64{1}),
		reads([]any{int64(1)}, []uint16{1}),
		reads([]any{0.5, int64(1)}, []float64{0.5, 1}),
		reads([]any{0.5, int64(1)}, []float32{0.5, 1}),
		reads([]any{true}, []bool{true}),
		reads([]any{utc}, []time.Time{utc}),
		reads([]any{dbtype.Date(date)}, []dbtype.Date{dbtype.Date(date)}),
		reads([]any{"a", nil}, []*string{ptr("a"), nil}),
		misfits[[]string]("a", "STRING", "want LIST"),
		misfits[[]int]("a", "STRING", "want LIST"),
		misfits[[]float64](0.5, "FLOAT", "want LIST"),
		misfits[[]float32](0.5, "FLOAT", "want LIST"),
		misfits[[]string]([]any{"a", int64(1)}, "INTEGER", "want STRING"),
		misfits[[]string]([]any{"a", nil}, "NULL", "use a slice of pointers"),
		misfits[[]int64]([]any{int64(1), nil}, "NULL", "use a slice of pointers"),
		misfits[[]int64]([]any{int64(1), 0.5}, "FLOAT", "want INTEGER"),
		misfits[[]float64]([]any{nil}, "NULL", "use a slice of pointers"),
		misfits[[]float64]([]any{int64(1)<<53 + 1}, "INTEGER", "no exact float"),
		misfits[[]float32]([]any{nil}, "NULL", "use a slice of pointers"),
		misfits[[]float32]([]any{1e300}, "FLOAT", "out of range"),
		misfits[[]bool]([]any{nil}, "NULL", "use a slice of pointers"),
		misfits[[]uint8]([]any{int64(1)}, "LIST", "want BYTES"),
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.run(t)
			if test.wrong == "" {
				require.NoError(t, err)
				assert.Equal(t, test.want, got)
				return
			}
			var problem *mapping.DecodeError
			require.ErrorAs(t, err, &problem)
			assert.Equal(t, test.kind, problem.Kind)
			assert.Contains(t, problem.Problem, test.wrong)
			assert.NotContains(t, err.Error(), secret)
			assert.Equal(t, test.want, got, "what does not fit leaves the field alone")
		})
	}
}

func TestDecodeNaN(t *testing.T) {
	f64, err := decode(t, math.NaN(), 0.0)
	require.NoError(t, err)
	f32, err := decode(t, math.NaN(), float32(0))
	require.NoError(t, err)
	assert.True(t, math.IsNaN(f64) && math.IsNaN(float64(f32)))
}

// A property that is missing leaves its field alone; Set, with which a commit
// writes back, zeroes it.
func TestMissingProperty(t *testing.T) {
	got, err := decode(t, nil, ptr("before"))
	require.NoError(t, err)
	assert.Equal(t, ptr("before"), got)

	plan := planOf(t, reflect.TypeFor[one[*string]]())
	object := one[*string]{V: ptr("before")}
	require.NoError(t, plan.Set(reflect.ValueOf(&object).Elem(), plan.Node.Properties[0], nil))
	assert.Nil(t, object.V)
}

type Base struct {
	Number int8 `neo4j:"number"`
}

// Person is a node whose fields stand at two depths.
type Person struct {
	Base

	ID   string   `neo4j:"id,key"`
	Tags []string `neo4j:"tags"`
	Born *int     `neo4j:"born"`
	Pins []int8   `neo4j:"pins"`
}

// All fields that do not fit are counted, and those that do are written.
func TestDecodeErrorNamesThePlaceAndNotTheValue(t *testing.T) {
	plan := planOf(t, reflect.TypeFor[Person]())
	var person Person
	node := dbtype.Node{Props: map[string]any{
		"id": "ann", "tags": []any{"a", "b", "c", int64(98765)}, "born": secret, "pins": []any{int64(1), int64(98765)}, "number": int64(98765), "unknown": true,
	}}
	err := plan.Decode(node, reflect.ValueOf(&person).Elem())
	var problem *mapping.DecodeError
	require.ErrorAs(t, err, &problem)
	assert.Equal(t, mapping.DecodeError{
		Path: "Person.Base.Number", Type: reflect.TypeFor[int8](), Kind: "INTEGER", Problem: "the number is out of range; use a wider type", More: 3,
	}, *problem)
	assert.EqualError(t, err, "ogm: Person.Base.Number: INTEGER does not fit int8: the number is out of range; use a wider type (and 3 more)")
	assert.Equal(t, Person{ID: "ann"}, person)

	for name, want := range map[string]string{
		"tags": "ogm: Person.Tags[3]: INTEGER does not fit string: want STRING",
		"born": "ogm: Person.Born: STRING does not fit int: want INTEGER",
		"pins": "ogm: Person.Pins[1]: INTEGER does not fit int8: the number is out of range; use a wider type",
	} {
		only := dbtype.Node{Props: map[string]any{name: node.Props[name]}}
		assert.EqualError(t, plan.Decode(only, reflect.ValueOf(&person).Elem()), want)
		for _, property := range plan.Node.Properties {
			if property.Name == name {
				assert.EqualError(t, plan.Set(reflect.ValueOf(&person).Elem(), property, node.Props[name]), want)
				assert.EqualError(t, plan.Check(property, node.Props[name]), want)
			}
		}
	}
}

// What is decoded belongs to the struct: the driver's lists are not shared.
func TestDecodedListsAreCopies(t *testing.T) {
	list := []any{"a", "b"}
	got, err := decode(t, list, []string(nil))
	require.NoError(t, err)
	list[0] = "z"
	assert.Equal(t, []string{"a", "b"}, got)
}
