package mapping_test

import (
	"math"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
)

func TestParams(t *testing.T) {
	type key string
	type loop *loop
	for _, test := range []struct {
		input any
		want  any
		wrong string // the whole error behind "ogm: "
	}{
		{input: nil, want: nil},
		{input: true, want: true},
		{input: flag(true), want: true},
		{input: 5, want: 5},
		{input: int8(5), want: int64(5)},
		{input: small(5), want: int64(5)},
		{input: uint64(math.MaxInt64), want: int64(math.MaxInt64)},
		{input: uint64(math.MaxInt64 + 1), wrong: "$p: uint64: the number is above the largest INTEGER, 9223372036854775807; send it as a string"},
		{input: float32(0.5), want: 0.5},
		{input: ratio(0.5), want: 0.5},
		{input: "x", want: "x"},
		{input: word("x"), want: "x"},
		{input: "\xff", wrong: "$p: string: the text is not valid UTF-8; send it as []byte"},
		{input: word("\xff"), wrong: "$p: string: the text is not valid UTF-8; send it as []byte"},
		{input: []byte{0xff}, want: []byte{0xff}},
		{input: []byte{}, want: []byte{}},
		{input: []byte(nil), want: nil},
		{input: blob{1}, want: []byte{1}},
		{input: octets{1}, want: []byte{1}},
		{input: [2]byte{1, 2}, want: []byte{1, 2}},
		{input: [2]octet{1, 2}, want: []byte{1, 2}},
		{input: utc, want: zulu},
		{input: moment(utc), want: zulu},
		{input: &utc, want: zulu},
		{input: utc.In(time.FixedZone("", 19*3600)), wrong: "$p: time.Time: the zone's offset is beyond the 18 hours that Neo4j allows; convert the time to UTC"},
		{input: -1500 * time.Millisecond, want: dbtype.Duration{Seconds: -2, Nanos: 500_000_000}}, // as it is stored
		{input: []time.Duration{time.Second}, want: []any{dbtype.Duration{Seconds: 1}}},
		{input: dbtype.Date(date), want: dbtype.Date(date)},
		{input: ptr(dbtype.Date(date)), want: dbtype.Date(date)},
		{input: (*dbtype.Date)(nil), want: nil},
		{input: ptr(5), want: 5},
		{input: ptr(ptr("x")), want: "x"},
		{input: (*string)(nil), want: nil},
		{input: []string{"a"}, want: []any{"a"}},
		{input: []string{}, want: []any{}},
		{input: []string(nil), want: nil},
		{input: [2]int{1, 2}, want: []any{1, 2}},
		{input: [0]int{}, want: []any{}},
		{input: []any{1, nil, []any{"x", small(2)}}, want: []any{1, nil, []any{"x", int64(2)}}},
		{input: []*int{nil, ptr(1)}, want: []any{nil, 1}},
		{input: []any{1, []any{2, "\xff"}}, wrong: "$p[1][1]: string: the text is not valid UTF-8; send it as []byte"},
		{input: []map[string]any{{"a": word("x")}}, want: []any{map[string]any{"a": "x"}}},
		{input: map[string]any{}, want: map[string]any{}},
		{input: map[string]any(nil), want: nil},
		{input: map[key]small{"a": 1}, want: map[string]any{"a": int64(1)}},
		{input: map[string]any{"a": map[string]int{"b": 1}}, want: map[string]any{"a": map[string]any{"b": 1}}},
		{input: map[string]any{"rows": []any{map[string]any{"name": make(chan int)}}}, wrong: "$p.rows[0].name: chan int: a chan cannot be a parameter"},
		{input: map[int]string{1: "a"}, wrong: "$p: map[int]string: the keys of a map must be strings"},
		{input: map[string]int{"\xff": 1}, wrong: "$p: map[string]int: a key of the map is not valid UTF-8"},
		{input: struct{ A int }{1}, wrong: "$p: struct { A int }: a struct cannot be a parameter; pass the fields that are needed, or a map"},
		{input: &alien, wrong: "$p: mapping_test.film: a struct cannot be a parameter; pass the fields that are needed, or a map"},
		{input: dbtype.Node{}, wrong: "$p: dbtype.Node: a struct cannot be a parameter; pass the fields that are needed, or a map"},
		{input: make(chan int), wrong: "$p: chan int: a chan cannot be a parameter"},
		{input: func() {}, wrong: "$p: func(): a func cannot be a parameter"},
		{input: 1i, wrong: "$p: complex128: a complex128 cannot be a parameter"},
		{input: uintptr(1), wrong: "$p: uintptr: a uintptr cannot be a parameter"},
	} {
		got, err := mapping.New(registry()).Params(map[string]any{"p": test.input})
		if test.wrong != "" {
			assert.EqualError(t, err, "ogm: "+test.wrong)
			assert.Nil(t, got)
			continue
		}
		if assert.NoError(t, err, "%T", test.input) {
			assert.Equal(t, map[string]any{"p": test.want}, got, "%T", test.input)
		}
	}
	var ring loop
	ring = loop(&ring)
	_, err := mapping.New(registry()).Params(map[string]any{"p": ring})
	assert.ErrorContains(t, err, "does it contain itself?")
}

func TestParamsOfNone(t *testing.T) {
	got, err := mapping.New(registry()).Params(nil)
	require.NoError(t, err)
	assert.Nil(t, got)
}

func TestParamsLeaveTheMapAlone(t *testing.T) {
	inner := []any{word("x")}
	input := map[string]any{"list": inner, "name": word("y")}
	_, err := mapping.New(registry()).Params(input)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"list": []any{word("x")}, "name": word("y")}, input)
}

// What contains itself ends in an error, at once and not after 2^100 steps.
func TestParamsThatContainThemselves(t *testing.T) {
	ring := map[string]any{}
	ring["a"], ring["b"] = ring, ring
	list := []any{nil, nil}
	list[0], list[1] = list, list
	for _, value := range []any{ring, list, &list} {
		_, err := mapping.New(registry()).Params(map[string]any{"p": value})
		assert.ErrorContains(t, err, "does it contain itself?")
	}
}

// FuzzParams: whatever text comes in goes out unchanged or is refused, as value
// and as key.
func FuzzParams(f *testing.F) {
	for _, seed := range []string{"", "a", "\xff", "a\x00b", "größe", "\xed\xa0\x80", "$p0", "`"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		valid := utf8.ValidString(text)
		for _, value := range []any{text, word(text), &text, []string{text}, map[string]string{text: text}} {
			got, err := mapping.New(registry()).Params(map[string]any{"p": value})
			if valid != (err == nil) {
				t.Fatalf("%q as %T: %v", text, value, err)
			}
			if err != nil {
				continue
			}
			switch sent := got["p"].(type) {
			case string:
				assert.Equal(t, text, sent)
			case []any:
				assert.Equal(t, []any{text}, sent)
			case map[string]any:
				assert.Equal(t, map[string]any{text: text}, sent)
			}
		}
	})
}
