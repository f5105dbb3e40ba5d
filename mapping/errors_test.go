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

// hundred is a struct type of a hundred strings.
func hundred() reflect.Type {
	fields := []reflect.StructField{{Name: "Node", Type: reflect.TypeFor[schema.Node](), Anonymous: true, Tag: `neo4j:"Hundred"`}}
	for i := range 100 {
		fields = append(fields, reflect.StructField{Name: "F" + strings.Repeat("x", i), Type: reflect.TypeFor[string]()})
	}
	return reflect.StructOf(fields)
}

// A hundred fields that do not fit are one line: the first, and how many more.
func TestOfManyMistakesTheFirstIsNamedAndTheOthersAreCounted(t *testing.T) {
	plan := planOf(t, hundred())
	object, props := reflect.New(hundred()).Elem(), map[string]any{}
	for _, property := range plan.Node.Properties {
		object.FieldByIndex(property.Index).SetString(secret + "\xff")
		props[property.Name] = int64(1)
	}
	_, err := plan.Encode(object, plan.Node.Properties[0])
	require.ErrorContains(t, err, ".F: string: the text is not valid UTF-8; store it as []byte (and 99 more)")
	err = plan.Decode(dbtype.Node{Props: props}, object)
	require.ErrorContains(t, err, ".F: INTEGER does not fit string: want STRING (and 99 more)")

	params := map[string]any{"ok": 1}
	for _, property := range plan.Node.Properties {
		params[property.Name] = secret + "\xff"
	}
	_, err = mapping.New(registry()).Params(params)
	require.EqualError(t, err, "ogm: $f: string: the text is not valid UTF-8; send it as []byte (and 99 more)")

	type Row struct {
		A, B, C int8
		D       struct{ X, Y bool }
		E       map[string]int8
	}
	_, err = rows[Row](t, []string{"a", "b", "c", "d", "e"}, []any{
		int64(1), int64(300), int64(300), map[string]any{"x": int64(1), "y": int64(1)}, map[string]any{"p": int64(1), "q": int64(300), "r": int64(300)},
	})
	require.EqualError(t, err, "ogm: Row.B: INTEGER does not fit int8: the number is out of range; use a wider type (and 5 more)")
}

// Entries of a map have no order of their own; the one that is named is the first by key.
func TestMistakesInMapsAreNamedInOrder(t *testing.T) {
	type model struct {
		schema.Node

		Size  uint64
		Names map[string]string `neo4j:"name.,inline"`
		Extra map[string]any    `neo4j:"extra.,inline"`
	}
	plan := planOf(t, reflect.TypeFor[model]())
	bad := &model{Size: math.MaxUint64, Names: map[string]string{}, Extra: map[string]any{"z": []any{1, nil}, "a": 1}}
	props := map[string]any{}
	for key := range strings.SplitSeq("qwertzuiopasdfghjklyxcvbnm", "") {
		bad.Names[key] = secret + "\xff"
		props["name."+key] = int64(1)
	}
	object := reflect.ValueOf(bad).Elem()
	for range 8 {
		_, err := plan.Encode(object, plan.Node.Properties[0])
		require.ErrorContains(t, err, "ogm: model.Size: uint64: the number is above the largest INTEGER")
		require.ErrorContains(t, err, "(and 27 more)")
		_, err = plan.EncodeMap(object, 0)
		require.EqualError(t, err, "ogm: model.Names[a]: string: the text is not valid UTF-8; store it as []byte (and 26 more)")
		_, err = plan.EncodeMap(object, 1)
		require.EqualError(t, err, "ogm: model.Extra[z][1]: interface {}: a list in the graph cannot hold null; remove the nil element")
		err = plan.Decode(dbtype.Node{Props: props}, reflect.New(object.Type()).Elem())
		require.EqualError(t, err, "ogm: model.Names[a]: INTEGER does not fit string: want STRING (and 25 more)")
	}
}

// Empty is what Go calls zero, what has no elements, and what says of itself that it is zero.
func TestWhatOmitEmptyLeavesOut(t *testing.T) {
	type model struct {
		schema.Node

		At   time.Time      `neo4j:"at,omitempty"`
		Data map[string]int `neo4j:"data,json,omitempty"`
		Sum  [2]byte        `neo4j:"sum,omitempty"`
		Any  any            `neo4j:"any,json,omitempty"`
	}
	plan := planOf(t, reflect.TypeFor[model]())
	values := func(m model) []any {
		var list []any
		for _, property := range plan.Node.Properties {
			value, err := plan.Encode(reflect.ValueOf(&m).Elem(), property)
			require.NoError(t, err)
			list = append(list, value)
		}
		return list
	}
	assert.Equal(t, []any{nil, nil, nil, nil}, values(model{At: time.Time{}.In(location(t, "Europe/Berlin")), Data: map[string]int{}}))
	assert.Equal(t, []any{zulu, `{"a":0}`, []byte{0, 1}, `0`}, values(model{At: utc, Data: map[string]int{"a": 0}, Sum: [2]byte{0, 1}, Any: 0}))
}
