package ogm_test

import (
	"database/sql"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Stored is a node with one property of the type in question.
type Stored[V any] struct {
	ogm.Node `neo4j:"Stored"`

	ID string `neo4j:"id,key,generate=uuid"`
	V  V      `neo4j:"v"`
}

// storable stands for all of them: a repository of each would cost the compiler a minute.
type (
	storable  interface{ stored() }
	storedKey struct {
		ogm.Node `neo4j:"Stored"`

		ID string `neo4j:"id,key,generate=uuid"`
	}
)

func (*Stored[V]) stored() {}

// Named types over each kind of property.
type (
	Flag    bool
	Level   int8
	Ratio   float32
	Mood    string
	Blob    []byte
	Moment  time.Time
	Moods   []Mood
	Texts   []string
	OptText *string
)

// storage is a Go value, what the server says of the property that it became, and
// what a plain session reads there.
type storage struct {
	name    string
	cypher  string
	driver  any
	through func(w *world) (stored any, before, after reflect.Value)
}

func stores[V any](v V, cypher string, driver any) storage {
	return storage{fmt.Sprintf("%T %.40v", v, v), cypher, driver, func(w *world) (any, reflect.Value, reflect.Value) {
		repo, err := ogm.NewPolymorphicRepository[storable, storedKey](w.db)
		require.NoError(w, err)
		thing := &Stored[V]{V: v}
		require.NoError(w, repo.Save(w.ctx, thing))
		read, err := ogm.Query[*Stored[V]](w.ctx, w.db, query.Raw("MATCH (n:Stored {id: $id}) RETURN n", query.Params{"id": thing.ID}))
		require.NoError(w, err)
		return w.rows("MATCH (n:Stored {id: $id}) RETURN n.v", map[string]any{"id": thing.ID})[0][0], reflect.ValueOf(v), reflect.ValueOf(read.Records[0].V)
	}}
}

func TestTypes(t *testing.T) {
	w := setup(t, append(zooOptions(), ogm.WithTypes(Stored[bool]{}))...)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	summer := time.Date(2021, 3, 28, 12, 30, 15, 123456789, berlin) // the day that summer time began
	twice := time.Date(2021, 10, 31, 0, 30, 0, 0, time.UTC).In(berlin)
	day := dbtype.Date(time.Date(2021, 3, 28, 0, 0, 0, 0, time.UTC))
	old := dbtype.Date(time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC))
	span := dbtype.Duration{Months: 14, Days: -3, Seconds: 5, Nanos: 6}
	point, height := dbtype.Point2D{X: 13.4, Y: 52.5, SpatialRefId: 4326}, dbtype.Point3D{X: 1, Y: 2, Z: 3, SpatialRefId: 9157}
	id, home, address := uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), &url.URL{Scheme: "https", Host: "example.org", Path: "/a"}, netip.MustParseAddr("2001:db8::1")
	seconds := dbtype.Duration{Seconds: -2, Nanos: 500_000_000}
	place, globe := dbtype.Point2D{X: -1, Y: 200, SpatialRefId: 7203}, dbtype.Point3D{X: 13.4, Y: 52.5, Z: 34, SpatialRefId: 4979}

	for _, test := range []storage{
		stores(true, "BOOLEAN", true),
		stores(false, "BOOLEAN", false),
		stores(Flag(true), "BOOLEAN", true),
		stores(0, "INTEGER", int64(0)),
		stores(int8(math.MinInt8), "INTEGER", int64(math.MinInt8)),
		stores(int16(1), "INTEGER", int64(1)),
		stores(int32(1), "INTEGER", int64(1)),
		stores(int64(1)<<53+1, "INTEGER", int64(1)<<53+1),
		stores(int64(math.MaxInt64), "INTEGER", int64(math.MaxInt64)),
		stores(int64(math.MinInt64), "INTEGER", int64(math.MinInt64)),
		stores(Level(-5), "INTEGER", int64(-5)),
		stores(uint(1), "INTEGER", int64(1)),
		stores(uint8(255), "INTEGER", int64(255)),
		stores(uint16(1), "INTEGER", int64(1)),
		stores(uint32(math.MaxUint32), "INTEGER", int64(math.MaxUint32)),
		stores(uint64(math.MaxInt64), "INTEGER", int64(math.MaxInt64)),
		stores(0.0, "FLOAT", 0.0),
		stores(2.0, "FLOAT", 2.0),
		stores(float32(0.1), "FLOAT", float64(float32(0.1))),
		stores(math.Inf(-1), "FLOAT", math.Inf(-1)),
		stores(math.MaxFloat64, "FLOAT", math.MaxFloat64),
		stores(Ratio(0.5), "FLOAT", 0.5),
		stores("", "STRING", ""),
		stores("größe \U0001F642 a\x00b\n", "STRING", "größe \U0001F642 a\x00b\n"),
		stores(Mood("glad"), "STRING", "glad"),
		stores([]byte{0, 255}, "LIST<INTEGER NOT NULL>", []byte{0, 255}),
		stores([]byte{}, "LIST<INTEGER NOT NULL>", []byte{}),
		stores(Blob{1}, "LIST<INTEGER NOT NULL>", []byte{1}),

		stores(time.Time{}, "ZONED DATETIME", time.Time{}),
		stores(summer.UTC(), "ZONED DATETIME", summer.UTC()),
		stores(summer, "ZONED DATETIME", summer),
		stores(Moment(summer), "ZONED DATETIME", summer),
		stores(summer.In(time.FixedZone("", 5400)), "ZONED DATETIME", summer.In(time.FixedZone("", 5400))),
		stores(summer.In(time.FixedZone("CET", 3600)), "ZONED DATETIME", summer.In(time.FixedZone("CET", 3600))),
		stores(summer.In(time.FixedZone("EST", -5*3600)), "ZONED DATETIME", summer.In(time.FixedZone("EST", -5*3600))),
		stores(time.Date(1800, 1, 1, 0, 0, 0, 0, berlin), "ZONED DATETIME", time.Date(1800, 1, 1, 0, 0, 0, 0, berlin)),
		stores(twice, "ZONED DATETIME", twice),
		stores(twice.Add(time.Hour), "ZONED DATETIME", twice.Add(time.Hour)),
		stores(time.Now(), "ZONED DATETIME", nil),
		stores(time.Now().In(time.Local), "ZONED DATETIME", nil),
		stores(day, "DATE", day),
		stores(dbtype.Time(summer), "ZONED TIME", dbtype.Time(summer)),
		stores(dbtype.LocalTime(summer), "LOCAL TIME", dbtype.LocalTime(summer)),
		stores(dbtype.LocalDateTime(summer), "LOCAL DATETIME", dbtype.LocalDateTime(summer)),
		stores(old, "DATE", old),
		stores(span, "DURATION", span),
		stores(point, "POINT", point),
		stores(place, "POINT", place),
		stores(height, "POINT", height),
		stores(dbtype.Point2D{}, "NULL", nil),
		stores(globe, "POINT", globe),

		stores(pointer(5), "INTEGER", int64(5)),
		stores(pointer(0), "INTEGER", int64(0)),
		stores((*int)(nil), "NULL", nil),
		stores(pointer(pointer("x")), "STRING", "x"),
		stores(OptText(pointer("x")), "STRING", "x"),
		stores(&summer, "ZONED DATETIME", summer),
		stores(&day, "DATE", day),
		stores(pointer([]string{}), "LIST<NOTHING>", []any{}),

		stores([]string{"a", ""}, "LIST<STRING NOT NULL>", []any{"a", ""}),
		stores([]string{}, "LIST<NOTHING>", []any{}),
		stores([]string(nil), "NULL", nil),
		stores(Texts{"a"}, "LIST<STRING NOT NULL>", []any{"a"}),
		stores(Moods{"glad"}, "LIST<STRING NOT NULL>", []any{"glad"}),
		stores([]bool{true, false}, "LIST<BOOLEAN NOT NULL>", []any{true, false}),
		stores([]int{1, -1}, "LIST<INTEGER NOT NULL>", []any{int64(1), int64(-1)}),
		stores([]int64{math.MaxInt64}, "LIST<INTEGER NOT NULL>", []any{int64(math.MaxInt64)}),
		stores([]int8{1}, "LIST<INTEGER NOT NULL>", []any{int64(1)}),
		stores([]uint16{1}, "LIST<INTEGER NOT NULL>", []any{int64(1)}),
		stores([]float64{0, 0.5}, "LIST<FLOAT NOT NULL>", []any{0.0, 0.5}),
		stores([]float32{0.5}, "LIST<FLOAT NOT NULL>", []any{0.5}),
		stores([]*string{pointer("a")}, "LIST<STRING NOT NULL>", []any{"a"}),
		stores([]time.Time{summer, summer.UTC()}, "LIST<ZONED DATETIME NOT NULL>", []any{summer, summer.UTC()}),
		stores([]dbtype.Date{day, old}, "LIST<DATE NOT NULL>", []any{day, old}),
		stores([]dbtype.Time{dbtype.Time(summer)}, "LIST<ZONED TIME NOT NULL>", []any{dbtype.Time(summer)}),
		stores([]dbtype.LocalTime{dbtype.LocalTime(summer)}, "LIST<LOCAL TIME NOT NULL>", []any{dbtype.LocalTime(summer)}),
		stores([]dbtype.LocalDateTime{dbtype.LocalDateTime(summer)}, "LIST<LOCAL DATETIME NOT NULL>", []any{dbtype.LocalDateTime(summer)}),
		stores([]dbtype.Duration{span}, "LIST<DURATION NOT NULL>", []any{span}),
		stores([]dbtype.Point2D{point, point}, "LIST<POINT NOT NULL>", []any{point, point}),
		stores([]dbtype.Point3D{height}, "LIST<POINT NOT NULL>", []any{height}),
		stores([]int16{1}, "LIST<INTEGER NOT NULL>", []any{int64(1)}),
		stores([]int32{1}, "LIST<INTEGER NOT NULL>", []any{int64(1)}),
		stores([]uint{1}, "LIST<INTEGER NOT NULL>", []any{int64(1)}),
		stores([]uint32{1}, "LIST<INTEGER NOT NULL>", []any{int64(1)}),
		stores([]uint64{math.MaxInt64}, "LIST<INTEGER NOT NULL>", []any{int64(math.MaxInt64)}),
		stores([]Flag{true}, "LIST<BOOLEAN NOT NULL>", []any{true}),
		stores([]Moment{Moment(summer)}, "LIST<ZONED DATETIME NOT NULL>", []any{summer}),
		stores([]float64{math.NaN(), math.Inf(1)}, "LIST<FLOAT NOT NULL>", []any{math.NaN(), math.Inf(1)}),
		stores(math.NaN(), "FLOAT", math.NaN()),
		stores(float32(math.Inf(1)), "FLOAT", math.Inf(1)),

		stores([3]byte{1, 2, 3}, "LIST<INTEGER NOT NULL>", []byte{1, 2, 3}),
		stores([2]bool{true, false}, "LIST<BOOLEAN NOT NULL>", []any{true, false}),
		stores([2]int8{1, 2}, "LIST<INTEGER NOT NULL>", []any{int64(1), int64(2)}),
		stores([2]uint32{1, 2}, "LIST<INTEGER NOT NULL>", []any{int64(1), int64(2)}),
		stores([2]float32{0.5, 1}, "LIST<FLOAT NOT NULL>", []any{0.5, 1.0}),
		stores([2]string{"a"}, "LIST<STRING NOT NULL>", []any{"a", ""}),
		stores([1]Mood{"glad"}, "LIST<STRING NOT NULL>", []any{"glad"}),
		stores([1]time.Time{summer}, "LIST<ZONED DATETIME NOT NULL>", []any{summer}),
		stores([1]time.Duration{time.Second}, "LIST<DURATION NOT NULL>", []any{dbtype.Duration{Seconds: 1}}),
		stores([1]dbtype.Date{day}, "LIST<DATE NOT NULL>", []any{day}),
		stores([1]dbtype.Time{dbtype.Time(summer)}, "LIST<ZONED TIME NOT NULL>", []any{dbtype.Time(summer)}),
		stores([1]dbtype.LocalTime{dbtype.LocalTime(summer)}, "LIST<LOCAL TIME NOT NULL>", []any{dbtype.LocalTime(summer)}),
		stores([1]dbtype.LocalDateTime{dbtype.LocalDateTime(summer)}, "LIST<LOCAL DATETIME NOT NULL>", []any{dbtype.LocalDateTime(summer)}),
		stores([1]dbtype.Duration{span}, "LIST<DURATION NOT NULL>", []any{span}),
		stores([2]dbtype.Point2D{point, point}, "LIST<POINT NOT NULL>", []any{point, point}),
		stores([1]dbtype.Point3D{globe}, "LIST<POINT NOT NULL>", []any{globe}),
		stores([0]string{}, "LIST<NOTHING>", []any{}),
		stores(&[2]*int{pointer(1), pointer(2)}, "LIST<INTEGER NOT NULL>", []any{int64(1), int64(2)}),

		stores(-1500*time.Millisecond, "DURATION", seconds),
		stores([]time.Duration{-1500 * time.Millisecond}, "LIST<DURATION NOT NULL>", []any{seconds}),
		stores(pointer(time.Duration(0)), "DURATION", dbtype.Duration{}),
		stores(id, "STRING", id.String()),
		stores([]uuid.UUID{id}, "LIST<STRING NOT NULL>", []any{id.String()}),
		stores(uuid.NullUUID{}, "NULL", nil),
		stores(uuid.NullUUID{UUID: id, Valid: true}, "STRING", id.String()),
		stores(address, "STRING", "2001:db8::1"),
		stores(netip.Addr{}, "STRING", ""),
		stores([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "LIST<STRING NOT NULL>", []any{"10.0.0.0/8"}),
		stores(big.NewInt(-7), "STRING", "-7"),
		stores((*big.Int)(nil), "NULL", nil),
		stores(home, "STRING", "https://example.org/a"),
		stores(*home, "STRING", "https://example.org/a"),
		stores(Color(1), "STRING", "green"),
		stores([]Color{1, 0}, "LIST<STRING NOT NULL>", []any{"green", "red"}),
		stores(sql.Null[int8]{V: 5, Valid: true}, "INTEGER", int64(5)),
		stores(sql.Null[int8]{}, "NULL", nil),
		stores(sql.Null[Color]{V: 1, Valid: true}, "STRING", "green"),
		stores(sql.Null[[]string]{V: []string{"a"}, Valid: true}, "LIST<STRING NOT NULL>", []any{"a"}),
		stores(sql.Null[dbtype.Date]{V: day, Valid: true}, "DATE", day),
		stores(sql.Null[time.Time]{V: summer.UTC(), Valid: true}, "ZONED DATETIME", zulu(summer)),
		stores(sql.NullTime{Time: summer.UTC(), Valid: true}, "ZONED DATETIME", zulu(summer)),
		stores(sql.NullString{String: "", Valid: true}, "STRING", ""),
		stores(sql.NullFloat64{Float64: 0.5, Valid: true}, "FLOAT", 0.5),
		stores(sql.NullBool{}, "NULL", nil),
		stores(Money{199}, "STRING", "199 ct"),
		stores(&Money{199}, "STRING", "199 ct"),
		stores([]Money{{1}, {2}}, "LIST<STRING NOT NULL>", []any{"1 ct", "2 ct"}),
		stores((*Money)(nil), "NULL", nil),
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &world{T: t, ctx: t.Context(), db: w.db, driver: w.driver}
			stored, before, after := test.through(w)
			assert.True(t, equal(before, after), "%v came back as %v", before, after)
			if test.driver != nil {
				assert.True(t, equal(reflect.ValueOf(test.driver), reflect.ValueOf(stored)), "a plain session reads %T %v", stored, stored)
			}
			if knowsValueType() {
				want := test.cypher
				if want != "NULL" {
					want += " NOT NULL"
				}
				got := w.rows("MATCH (n:Stored) RETURN valueType(n.v)", nil)
				assert.Equal(t, [][]any{{want}}, got)
			}
			w.rows("MATCH (n:Stored) DELETE n", nil)
		})
	}
}

// A zone that has a name keeps it; one that is called Local means another thing elsewhere,
// and becomes its offset.
func TestZonesKeepTheirNames(t *testing.T) {
	w := setup(t)
	stored := repository[Stored[[]time.Time]](w)
	noon := time.Date(2026, 7, 1, 12, 0, 0, 123456789, time.UTC)
	zones := []string{"Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "America/Argentina/Ushuaia"}
	thing := &Stored[[]time.Time]{V: []time.Time{noon, noon.In(time.FixedZone("Local", 19800))}}
	for _, name := range zones {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		thing.V = append(thing.V, noon.In(zone))
	}
	require.NoError(t, stored.Save(w.ctx, thing))
	read, err := stored.Get(w.ctx, thing.ID)
	require.NoError(t, err)
	var names []string
	for i, moment := range read.V {
		assert.True(t, moment.Equal(noon) && moment.Format(time.RFC3339Nano) == thing.V[i].Format(time.RFC3339Nano), moment)
		names = append(names, moment.Location().String())
	}
	assert.Equal(t, append([]string{"UTC", "Offset"}, zones...), names)
}

// knowsValueType tells the servers that have the function valueType, from 5.13 on.
func knowsValueType() bool { return testServer.Version() != "4.4" }

// equal is equality of property values: times are equal that are one moment and
// show one time of day, the driver's own that are written alike.
func equal(x, y reflect.Value) bool {
	if !x.IsValid() || !y.IsValid() {
		return x.IsValid() == y.IsValid()
	}
	if x.Kind() == reflect.Interface || y.Kind() == reflect.Interface {
		return x.Kind() == y.Kind() && equal(x.Elem(), y.Elem())
	}
	if x.Type() != y.Type() {
		return false
	}
	switch a := x.Interface().(type) {
	case time.Time:
		b := y.Interface().(time.Time)
		_, here := a.Zone()
		_, there := b.Zone()
		return a.Equal(b) && here == there
	case float64:
		return a == y.Interface() || math.IsNaN(a) && math.IsNaN(y.Float())
	case Moment:
		return equal(reflect.ValueOf(time.Time(a)), reflect.ValueOf(time.Time(y.Interface().(Moment))))
	case dbtype.Date, dbtype.Time, dbtype.LocalTime, dbtype.LocalDateTime:
		return fmt.Sprint(a) == fmt.Sprint(y.Interface())
	}
	switch x.Kind() {
	case reflect.Pointer:
		return x.IsNil() == y.IsNil() && (x.IsNil() || equal(x.Elem(), y.Elem()))
	case reflect.Slice, reflect.Array:
		if x.Kind() == reflect.Slice && x.IsNil() != y.IsNil() || x.Len() != y.Len() {
			return false
		}
		for i := range x.Len() {
			if !equal(x.Index(i), y.Index(i)) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(x.Interface(), y.Interface())
}
