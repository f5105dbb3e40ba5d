package mapping_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"math/big"
	"net/netip"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// day is an enumeration on a byte, of which a list is no byte string.
type day uint8

func (d day) MarshalText() ([]byte, error) { return []byte("day " + strconv.Itoa(int(d))), nil }

func (d *day) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text[len("day "):]))
	*d = day(n)
	return err
}

// odd gives a value of another type each time, as a Valuer may.
type odd struct{ n int64 }

func (o odd) Value() (driver.Value, error) {
	if o.n%2 == 0 {
		return o.n, nil
	}
	return strconv.FormatInt(o.n, 10), nil
}

func (o *odd) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return errors.New("no number")
	}
	o.n = n
	return nil
}

var (
	address = netip.MustParseAddr("2001:db8::1")
	id      = uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	spot    = dbtype.Point2D{X: 1, Y: 2, SpatialRefId: 4326}
)

// What a type says of its form holds wherever it stands: alone, in lists and arrays, behind
// pointers and in sql.Null.
func TestTypesThatSayTheirForm(t *testing.T) {
	for _, test := range []encoding{
		sends(day(2), "day 2"),
		sends([]day{1, 2}, []any{"day 1", "day 2"}),
		sends([2]day{1, 2}, []any{"day 1", "day 2"}),
		sends([]*day{ptr(day(1))}, []any{"day 1"}),
		sends([3]uint8{1, 2, 3}, []byte{1, 2, 3}),
		sends(ptr(ptr(day(1))), "day 1"),
		sends(*big.NewInt(7), "7"),
		sends(big.NewInt(7), "7"),
		sends((*big.Int)(nil), nil),
		sends(netip.MustParsePrefix("10.0.0.0/8"), "10.0.0.0/8"),
		sends(id, id.String()),
		sends(uuid.NullUUID{UUID: id, Valid: true}, id.String()),
		sends(uuid.NullUUID{}, nil), // and not the text "null", which its UnmarshalText refuses

		sends(sql.Null[int]{}, nil),
		sends(sql.Null[int]{V: 5, Valid: true}, int64(5)),
		sends(sql.Null[int]{V: 5}, nil),
		sends(sql.Null[uuid.UUID]{V: id, Valid: true}, id.String()),
		sends(sql.Null[netip.Addr]{V: address, Valid: true}, "2001:db8::1"),
		sends(sql.Null[day]{V: 3, Valid: true}, "day 3"),
		sends(sql.Null[[]string]{V: []string{"a"}, Valid: true}, []string{"a"}),
		sends(sql.Null[[]byte]{V: []byte{}, Valid: true}, []byte{}),
		sends(sql.Null[time.Duration]{V: time.Second, Valid: true}, dbtype.Duration{Seconds: 1}),
		sends(sql.Null[time.Time]{V: utc, Valid: true}, zulu),
		sends(sql.Null[dbtype.Date]{V: dbtype.Date(utc), Valid: true}, dbtype.Date(date)),
		sends(sql.Null[*int]{Valid: true}, nil),
		sends(&sql.Null[word]{V: "x", Valid: true}, "x"),
		sends([]sql.Null[int8]{{V: 1, Valid: true}}, []any{int64(1)}),
		refuses([]sql.Null[int8]{{}}, "cannot hold null"),
		refuses(sql.Null[string]{V: "\xff", Valid: true}, "not valid UTF-8"),
		sends(sql.NullTime{Time: utc, Valid: true}, zulu),
		sends(sql.NullString{}, nil),

		sends(odd{2}, int64(2)),
		sends([]odd{{2}, {4}}, []any{int64(2), int64(4)}),
		refuses([]odd{{2}, {3}}, "holds values of one type, and the first is INTEGER"),
		sends([]dbtype.Point2D{spot, spot}, []any{spot, spot}),
		refuses([]dbtype.Point2D{spot, {SpatialRefId: 7203}}, "holds points of one spatial reference"),
		refuses([]*dbtype.Point2D{&spot, {SpatialRefId: 7203}}, "holds points of one spatial reference"),
	} {
		t.Run(test.name, func(t *testing.T) { check(t, test) })
	}
	for _, test := range []decoding{
		reads([]any{"day 1", "day 2"}, []day{1, 2}),
		reads([]any{"day 1"}, [1]day{1}),
		reads(int64(5), sql.Null[int8]{V: 5, Valid: true}),
		reads(nil, sql.Null[int8]{}),
		reads("day 3", sql.Null[day]{V: 3, Valid: true}),
		reads([]any{"a"}, sql.Null[[]string]{V: []string{"a"}, Valid: true}),
		reads(zulu, sql.Null[time.Time]{V: utc, Valid: true}),
		reads(zulu, sql.NullTime{Time: utc, Valid: true}),
		reads([]any{int64(1), nil}, []sql.Null[int8]{{V: 1, Valid: true}, {}}),
		reads(int64(1)<<53, sql.Null[float64]{V: 1 << 53, Valid: true}),
		misfits[sql.Null[int8]](int64(300), "INTEGER", "out of range"),
		misfits[sql.Null[float64]](int64(1)<<53+1, "INTEGER", "no exact float"),
		misfits[sql.Null[string]](int64(300), "INTEGER", "want STRING"),
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
		})
	}
}

// A parameter has the form that the property has which it is compared with.
func TestParamsOfTypesThatSayTheirForm(t *testing.T) {
	types := schema.Types{Native: mapping.Native(), Codecs: map[reflect.Type]*schema.Codec{reflect.TypeFor[film](): {
		Type:   reflect.TypeFor[film](),
		Encode: func(value any) (any, error) { return value.(film).Title, nil },
	}}}
	mapper := mapping.New(schema.NewRegistry(schema.Options{Types: types}))
	for _, test := range []struct{ input, want any }{
		{id, id.String()},
		{&id, id.String()},
		{day(2), "day 2"},
		{[]day{1}, []any{"day 1"}},
		{[]uint8{1}, []byte{1}},
		{map[string]day{"a": 1}, map[string]any{"a": "day 1"}},
		{[]any{id, 5}, []any{id.String(), 5}},
		{big.NewInt(7), "7"},
		{(*big.Int)(nil), nil},
		{address, "2001:db8::1"},
		{sql.NullString{}, nil},
		{sql.Null[day]{V: 1, Valid: true}, "day 1"},
		{odd{2}, int64(2)},
		{alien, "Alien"},
		{[]*film{&alien}, []any{"Alien"}},
	} {
		got, err := mapper.Params(map[string]any{"p": test.input})
		if assert.NoError(t, err, "%T", test.input) {
			assert.Equal(t, map[string]any{"p": test.want}, got, "%T", test.input)
		}
	}
}

// JSON cannot hold text that is not UTF-8; its encoder would write another.
func TestJSONThatWouldChange(t *testing.T) {
	type model struct {
		schema.Node

		V any `neo4j:"v,json"`
	}
	plan := planOf(t, reflect.TypeFor[model]())
	for _, test := range []struct {
		value any
		wrong bool
	}{
		{"a\xffb", true},
		{map[string]any{"\xff": 1}, true},
		{[]string{`\\`, "\xff"}, true},
		{"a\uFFFDb", false},
		{`\ufffd`, false},
		{`\\ufffd`, false},
		{[]byte("\xff"), false},
	} {
		text, err := plan.Encode(reflect.ValueOf(&model{V: test.value}).Elem(), plan.Node.Properties[0])
		if test.wrong {
			assert.ErrorContains(t, err, "ogm: model.V: interface {}: a text in the value is not valid UTF-8, which JSON cannot hold", "%q", test.value)
			continue
		}
		require.NoError(t, err, "%q", test.value)
		into := reflect.New(reflect.TypeOf(test.value))
		require.NoError(t, json.Unmarshal([]byte(text.(string)), into.Interface()))
		assert.Equal(t, test.value, into.Elem().Interface())
	}
}
