package mapping_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// one is a node with one property of the type in question.
type one[V any] struct {
	schema.Node `neo4j:"One"`

	V V `neo4j:"v"`
}

// The named types that stand for all named types of their kinds.
type (
	flag     bool
	small    int8
	natural  uint16
	ratio    float32
	word     string
	blob     []byte
	octet    byte
	octets   []octet
	moment   time.Time
	words    []word
	wordList []string
	maybe    *string
)

func encode[V any](t testing.TB, v V) (any, error) {
	plan := planOf(t, reflect.TypeFor[one[V]]())
	return plan.Encode(reflect.ValueOf(&one[V]{V: v}).Elem(), plan.Node.Properties[0])
}

func ptr[V any](v V) *V { return &v }

func TestEveryDurationReadsBack(t *testing.T) {
	for _, d := range []time.Duration{0, 1, -1, time.Second, -time.Second, 1500 * time.Millisecond, -1500 * time.Millisecond, math.MaxInt64, math.MinInt64} {
		sent, err := encode(t, d)
		require.NoError(t, err)
		got, err := decode[time.Duration](t, sent, 0)
		require.NoError(t, err, "%d", d)
		assert.Equal(t, d, got)
	}
	for _, d := range []dbtype.Duration{
		{Seconds: math.MaxInt64 / 1_000_000_000, Nanos: 854775808},
		{Seconds: math.MinInt64/1_000_000_000 - 1, Nanos: 145224191},
		{Seconds: math.MaxInt64},
		{Seconds: math.MinInt64},
	} {
		_, err := decode[time.Duration](t, d, 0)
		require.ErrorContains(t, err, "DURATION does not fit time.Duration: it is longer than 292 years; use dbtype.Duration")
	}
}

var (
	utc  = time.Date(2024, 7, 1, 12, 0, 0, 5, time.UTC)
	zulu = utc.In(time.FixedZone("Offset", 0)) // as it is sent
	date = time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC)
)

// encoding is a Go value and what the driver is handed for it.
type encoding struct {
	name  string
	want  any
	wrong string // the problem, where there is one
	run   func(testing.TB) (any, error)
}

func sends[V any](v V, want any) encoding {
	return encoding{name: reflect.TypeFor[V]().String(), want: want, run: func(t testing.TB) (any, error) { return encode(t, v) }}
}

func refuses[V any](v V, wrong string) encoding {
	return encoding{name: reflect.TypeFor[V]().String(), wrong: wrong, run: func(t testing.TB) (any, error) { return encode(t, v) }}
}

func TestEncode(t *testing.T) {
	for _, test := range []encoding{
		sends(true, true),
		sends(flag(true), true),
		sends(int(-1), int64(-1)),
		sends(int8(math.MinInt8), int64(math.MinInt8)),
		sends(int16(1), int64(1)),
		sends(int32(1), int64(1)),
		sends(int64(math.MinInt64), int64(math.MinInt64)),
		sends(small(5), int64(5)),
		sends(uint(1), int64(1)),
		sends(uint8(255), int64(255)),
		sends(uint32(math.MaxUint32), int64(math.MaxUint32)),
		sends(uint64(math.MaxInt64), int64(math.MaxInt64)),
		sends(natural(5), int64(5)),
		refuses(uint64(math.MaxInt64+1), "above the largest INTEGER"),
		refuses(uint(math.MaxUint), "above the largest INTEGER"),
		sends(float32(0.5), 0.5),
		sends(float64(0.1), 0.1),
		sends(math.Inf(-1), math.Inf(-1)),
		sends(float32(math.Inf(1)), math.Inf(1)),
		sends(ratio(0.25), 0.25),
		sends("", ""),
		sends("größe", "größe"),
		sends("a\x00b", "a\x00b"),
		sends(word("x"), "x"),
		refuses("a\xff", "not valid UTF-8"),
		refuses(word("\xc0\x80"), "not valid UTF-8"),
		sends([]byte{1, 2}, []byte{1, 2}),
		sends([]byte{}, []byte{}),
		sends([]byte(nil), nil),
		sends([]byte("\xff"), []byte{255}),
		sends(blob{1}, []byte{1}),
		sends(octets{1}, []byte{1}),
		sends(utc, zulu),
		sends(moment(utc), zulu),

		sends(ptr(5), int64(5)),
		sends((*int)(nil), nil),
		sends(ptr(ptr("x")), "x"),
		sends(ptr((*string)(nil)), nil),
		sends(maybe(ptr("x")), "x"),
		sends(ptr(0), int64(0)),
		sends(ptr([]string{}), []string{}),
		sends(ptr([]string(nil)), nil),
		refuses(ptr("\xff"), "not valid UTF-8"),

		sends([]string{"a", ""}, []string{"a", ""}),
		sends([]string{}, []string{}),
		sends([]string(nil), nil),
		sends(wordList{"a"}, []any{"a"}),
		sends(words{"a"}, []any{"a"}),
		sends([]int{1}, []int{1}),
		sends([]int64{1}, []int64{1}),
		sends([]int8{1}, []any{int64(1)}),
		sends([]uint16{1}, []any{int64(1)}),
		sends([]float32{0.5}, []any{0.5}),
		sends([]float64{0.5}, []float64{0.5}),
		sends([]float32{}, []any{}),
		sends([]bool{true}, []any{true}),
		sends([]time.Time{utc}, []any{zulu}),
		sends([]*string{ptr("a")}, []any{"a"}),
		sends([]dbtype.Date{dbtype.Date(date)}, []any{dbtype.Date(date)}),
		refuses([]string{"a", "\xff"}, "not valid UTF-8"),
		refuses([]uint64{math.MaxUint64}, "above the largest INTEGER"),
		refuses([]*string{ptr("a"), nil}, "cannot hold null; remove the nil element"),
	} {
		t.Run(test.name, func(t *testing.T) { check(t, test) })
	}
}

func check(t *testing.T, test encoding) {
	t.Helper()
	got, err := test.run(t)
	if test.wrong == "" {
		require.NoError(t, err)
		assert.Equal(t, test.want, got)
		return
	}
	var problem *mapping.EncodeError
	require.ErrorAs(t, err, &problem)
	assert.Contains(t, problem.Problem, test.wrong)
	assert.Nil(t, got)
}

func TestEncodeNaN(t *testing.T) {
	got, err := encode(t, math.NaN())
	require.NoError(t, err)
	assert.True(t, math.IsNaN(got.(float64)))
}

// secret is in every value that an error is about, and in no error.
const secret = "hunter2"

func TestEncodeErrorNamesThePlaceAndNotTheValue(t *testing.T) {
	type Inner struct {
		Pin []*string `neo4j:"pin"`
	}
	type Person struct {
		ID   string   `neo4j:"id,key"`
		Name string   `neo4j:"name"`
		Tags []string `neo4j:"tags"`
		Size uint64   `neo4j:"size"`
		Inner
	}
	plan := planOf(t, reflect.TypeFor[Person]())
	bad := Person{
		Name: secret + "\xff", Tags: []string{"a", "b", "c", secret + "\xff"}, Size: math.MaxUint64,
		Inner: Inner{Pin: []*string{ptr("1"), ptr(secret + "\xff")}},
	}
	for field, want := range map[string]string{
		"Name":      "ogm: Person.Name: string: the text is not valid UTF-8; store it as []byte (and 3 more)",
		"Tags":      "ogm: Person.Tags[3]: string: the text is not valid UTF-8; encode it, as base64 for instance (and 3 more)",
		"Size":      "ogm: Person.Size: uint64: the number is above the largest INTEGER, 9223372036854775807; store it as a string (and 3 more)",
		"Inner.Pin": "ogm: Person.Inner.Pin[1]: string: the text is not valid UTF-8; store it as []byte (and 3 more)",
	} {
		for _, property := range plan.Node.Properties {
			if property.Field != field {
				continue
			}
			_, err := plan.Encode(reflect.ValueOf(&bad).Elem(), property)
			require.EqualError(t, err, want)
			assert.False(t, strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "18446744073709551615"))
		}
	}
}

func TestOmitEmpty(t *testing.T) {
	type Sparse struct {
		ID    string    `neo4j:"id,key"`
		Count int       `neo4j:"count,omitempty"`
		On    bool      `neo4j:"on,omitempty"`
		Tags  []string  `neo4j:"tags,omitempty"`
		Raw   []byte    `neo4j:"raw,omitempty"`
		At    time.Time `neo4j:"at,omitempty"`
		Maybe *int      `neo4j:"maybe,omitempty"`
	}
	plan := planOf(t, reflect.TypeFor[Sparse]())
	values := func(s Sparse) []any {
		var list []any
		for _, property := range plan.Node.Properties[1:] {
			value, err := plan.Encode(reflect.ValueOf(&s).Elem(), property)
			require.NoError(t, err)
			list = append(list, value)
		}
		return list
	}
	nothing := []any{nil, nil, nil, nil, nil, nil}
	assert.Equal(t, nothing, values(Sparse{}))
	assert.Equal(t, nothing, values(Sparse{Tags: []string{}, Raw: []byte{}}), "empty lists are empty")
	assert.Equal(t, []any{int64(1), true, []string{""}, []byte{0}, zulu, int64(0)},
		values(Sparse{Count: 1, On: true, Tags: []string{""}, Raw: []byte{0}, At: utc, Maybe: ptr(0)}))
}

// EncodeValue is for keys and conditions, whose values come from outside of a struct.
func TestEncodeValue(t *testing.T) {
	type Model struct {
		ID    small       `neo4j:"id,key"`
		Name  word        `neo4j:"name"`
		Email *string     `neo4j:"email"`
		Tags  []string    `neo4j:"tags"`
		Day   dbtype.Date `neo4j:"day"`
		Count uint32      `neo4j:"count"`
		Spot  dbtype.Point2D
	}
	plan := planOf(t, reflect.TypeFor[Model]())
	for _, test := range []struct {
		property int
		input    any
		want     any
		wrong    string
	}{
		{0, small(5), int64(5), ""},
		{0, 5, int64(5), ""},
		{0, uint8(5), int64(5), ""},
		{0, ptr(5), int64(5), ""},
		{0, 300, nil, "out of range"},
		{0, 5.0, nil, "the value is not of type mapping_test.small"},
		{0, "5", nil, "the value is not of type mapping_test.small"},
		{0, nil, nil, "the value is nil"},
		{0, (*int)(nil), nil, "the value is not"},
		{1, "ann", "ann", ""},
		{1, word("ann"), "ann", ""},
		{1, "\xff", nil, "not valid UTF-8"},
		{2, "a@b", "a@b", ""},
		{2, ptr("a@b"), "a@b", ""},
		{2, (*string)(nil), nil, ""},
		{3, []string{"a"}, []string{"a"}, ""},
		{3, "a", "a", ""},
		{3, []int{1}, nil, "the value is not of type []string"},
		{4, dbtype.Date(date), dbtype.Date(date), ""},
		{4, date, nil, "the value is not of type dbtype.Date"},
		{5, 7, int64(7), ""},
		{5, -1, nil, "out of range"},
		{5, math.MaxUint32 + 1, nil, "out of range"},
		{5, uint64(math.MaxUint64), nil, "above the largest INTEGER"},
		{6, dbtype.Point2D{}, nil, "the point is the zero one, which is never stored"},
	} {
		got, err := plan.EncodeValue(plan.Node.Properties[test.property], test.input)
		if test.wrong != "" {
			assert.ErrorContains(t, err, test.wrong, "%d: %T", test.property, test.input)
			assert.ErrorContains(t, err, "Model."+plan.Node.Properties[test.property].Field)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, test.want, got, "%d: %T", test.property, test.input)
	}
}
