package ogm_test

import (
	"database/sql"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Street and zip stand in a struct of their own.
type Place struct {
	Street string
	Zip    *string `neo4j:"zip"`
	Geo    Geo     `neo4j:"geo.,inline"`
}

type Geo struct{ Lat, Lon float64 }

// Stamps is embedded by a pointer.
type Stamps struct {
	Made time.Time `neo4j:"made"`
}

// Depot is composed of inner structs and maps.
type Depot struct {
	ogm.Node `neo4j:"Depot"`
	*Stamps

	ID    string            `neo4j:"id,key"`
	Home  Place             `neo4j:"home.,inline"`
	Work  *Place            `neo4j:"work.,inline"`
	Extra map[string]any    `neo4j:"extra.,inline"`
	Names map[string]string `neo4j:"name.,inline"`
	Roles []string          `neo4j:",labels"`
	Where string            `neo4j:",elementId"`
}

func TestInnerStructsAreProperties(t *testing.T) {
	w := setup(t)
	depots := repository[Depot](w)
	made := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	depot := &Depot{
		ID: "d", Stamps: &Stamps{Made: made},
		Home: Place{Street: "Main", Zip: pointer("123"), Geo: Geo{Lat: 1, Lon: 2}},
		Work: &Place{Street: "Side"},
	}
	require.NoError(t, depots.Save(w.ctx, depot))
	assert.Equal(t, [][]any{{map[string]any{
		"id": "d", "made": zulu(made),
		"home.street": "Main", "home.zip": "123", "home.geo.lat": 1.0, "home.geo.lon": 2.0,
		"work.street": "Side", "work.geo.lat": 0.0, "work.geo.lon": 0.0,
	}}}, w.rows("MATCH (n:Depot) RETURN properties(n)", nil))

	got, err := depots.Get(w.ctx, "d")
	require.NoError(t, err)
	assert.NotEmpty(t, got.Where)
	got.Where = ""
	assert.Equal(t, depot, got)

	depot.Home.Zip, depot.Work, depot.Stamps = nil, nil, nil
	require.NoError(t, depots.Save(w.ctx, depot))
	assert.Equal(t, [][]any{{[]any{"home.geo.lat", "home.geo.lon", "home.street", "id"}}},
		w.rows("MATCH (n:Depot) UNWIND keys(n) AS k WITH k ORDER BY k RETURN collect(k)", nil), "a nil struct has no properties")
	got, err = depots.Get(w.ctx, "d")
	require.NoError(t, err)
	assert.Nil(t, got.Work)
	assert.Nil(t, got.Stamps)

	street := query.Prop(func(d *Depot) *string { return &d.Home.Street })
	n, err := depots.Match(street.Eq("Main")).Count(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n, "conditions reach inner structs")
}

func TestMapsAreProperties(t *testing.T) {
	w := setup(t)
	depots := repository[Depot](w)
	depot := &Depot{
		ID:    "d",
		Extra: map[string]any{"size": 7, "hostile `key` \\u0060": []string{"a"}, "home.x": true},
		Names: map[string]string{"de": "Lager", "en": "depot"},
	}
	require.NoError(t, depots.Save(w.ctx, depot, &Depot{ID: "e", Extra: map[string]any{"size": 8}}))
	w.rows("MATCH (n:Depot {id: 'd'}) SET n.unknown = 'kept', n.`extra.theirs` = 1", nil)

	delete(depot.Extra, "size")
	depot.Extra["new"], depot.Names = time.UTC.String(), nil
	require.NoError(t, depots.Save(w.ctx, depot))
	assert.Equal(t, [][]any{{map[string]any{
		"id": "d", "unknown": "kept", "home.street": "", "home.geo.lat": 0.0, "home.geo.lon": 0.0,
		"extra.hostile `key` \\u0060": []any{"a"}, "extra.home.x": true, "extra.new": "UTC",
	}}}, w.rows("MATCH (n:Depot {id: 'd'}) RETURN properties(n)", nil), "a key that left the map has no property, other properties stay")

	got, err := depots.Get(w.ctx, "d")
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"hostile `key` \\u0060": []any{"a"}, "home.x": true, "new": "UTC"}, got.Extra)
	assert.Nil(t, got.Names)

	err = depots.Save(w.ctx, &Depot{ID: "d", Extra: map[string]any{"x": struct{}{}}})
	var unfit *mapping.EncodeError
	require.ErrorAs(t, err, &unfit)
	assert.Equal(t, "Depot.Extra[x]", unfit.Path)
	for _, test := range []struct {
		entry any
		want  string
	}{
		{map[string]any{"a": 1}, "ogm: Depot.Extra[x]: map[string]interface {}: a property cannot hold a map"},
		{[]any{1, nil}, "ogm: Depot.Extra[x][1]: interface {}: a list in the graph cannot hold null; remove the nil element"},
		{[]any{1, "secret"}, "ogm: Depot.Extra[x][1]: string: a list in the graph holds values of one type, and the first is INTEGER"},
		{[]any{1, int64(2), 2.5}, "ogm: Depot.Extra[x][2]: float64: a list in the graph holds values of one type, and the first is INTEGER"},
		{[][]int{{1}}, "ogm: Depot.Extra[x][0]: []interface {}: a list in the graph holds no lists, maps or byte strings"},
		{[][]byte{{1}}, "ogm: Depot.Extra[x][0]: []uint8: a list in the graph holds no lists, maps or byte strings"},
	} {
		err = depots.Save(w.ctx, &Depot{ID: "d", Extra: map[string]any{"x": test.entry}})
		require.ErrorAs(t, err, &unfit)
		require.ErrorContains(t, err, test.want)
		assert.NotContains(t, err.Error(), "secret")
	}
	created := &Depot{ID: "f", Extra: map[string]any{"a": 1}}
	require.NoError(t, depots.Create(w.ctx, created))
	assert.Equal(t, [][]any{{int64(1)}}, w.rows("MATCH (n:Depot {id: 'f'}) RETURN n.`extra.a`", nil))
}

func TestRuntimeLabels(t *testing.T) {
	w := setup(t)
	depots := repository[Depot](w)
	hostile := "x\\u0060) DETACH DELETE n //"
	require.NoError(t, depots.Save(w.ctx,
		&Depot{ID: "a", Roles: []string{"Cold", hostile, "Depot", "Cold"}},
		&Depot{ID: "b"},
		&Depot{ID: "c", Roles: []string{"Cold"}}))
	w.rows("MATCH (n:Depot {id: 'a'}) SET n:Theirs", nil)

	got, err := depots.Get(w.ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, []string{"Cold", "Theirs", hostile}, got.Roles)
	require.NoError(t, depots.Save(w.ctx, &Depot{ID: "a", Roles: []string{"New"}}))
	got, err = depots.Get(w.ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, []string{"Cold", "New", "Theirs", hostile}, got.Roles, "an untracked Save adds labels and takes none")
	got, err = depots.Get(w.ctx, "b")
	require.NoError(t, err)
	assert.Nil(t, got.Roles)

	require.EqualError(t, depots.Save(w.ctx, &Depot{ID: "a", Roles: []string{""}}), "ogm: Depot.Roles: a name in the graph cannot be empty")
}

// Color is stored by its name.
type Color int

func (c Color) MarshalText() ([]byte, error) {
	if c < 0 || int(c) >= len(colors) {
		return nil, errors.New("no such color: secret")
	}
	return []byte(colors[c]), nil
}

func (c *Color) UnmarshalText(text []byte) error {
	for i, name := range colors {
		if name == string(text) {
			*c = Color(i)
			return nil
		}
	}
	return errors.New("no such color: secret")
}

var colors = []string{"red", "green"}

// Money is stored by a codec of the type, Cents by one that a tag names.
type Money struct{ Cents int64 }

type Zoo struct {
	ogm.Node `neo4j:"Zoo"`

	ID       uuid.UUID        `neo4j:"id,key,generate=uuid"`
	Color    Color            `neo4j:"color"`
	Colors   []Color          `neo4j:"colors"`
	Addr     netip.Addr       `neo4j:"addr"`
	Big      *big.Int         `neo4j:"big"`
	Home     *url.URL         `neo4j:"home"`
	Took     time.Duration    `neo4j:"took"`
	Laps     []time.Duration  `neo4j:"laps"`
	Maybe    sql.Null[int64]  `neo4j:"maybe"`
	Name     sql.NullString   `neo4j:"name"`
	Settings map[string][]int `neo4j:"settings,json"`
	Price    Money            `neo4j:"price"`
	Cost     Money            `neo4j:"cost,codec=cents"`
	Sum      [4]byte          `neo4j:"sum"`
	Pair     [2]float64       `neo4j:"pair"`
	Deep     ***string        `neo4j:"deep"`
}

func zooOptions() []ogm.Option {
	return []ogm.Option{
		ogm.WithCodec(
			func(m Money) (any, error) { return strconv.FormatInt(m.Cents, 10) + " ct", nil },
			func(stored any) (Money, error) {
				text, _ := stored.(string)
				cents, err := strconv.ParseInt(strings.TrimSuffix(text, " ct"), 10, 64)
				return Money{cents}, err
			}),
		ogm.WithNamedCodec("cents",
			func(m Money) (any, error) { return m.Cents, nil },
			func(stored any) (Money, error) { cents, _ := stored.(int64); return Money{cents}, nil }),
	}
}

func TestTypesWithMethodsAndCodecs(t *testing.T) {
	w := setup(t, zooOptions()...)
	zoos := repository[Zoo](w)
	home, err := url.Parse("https://example.org/a?b=c")
	require.NoError(t, err)
	deep := pointer(pointer("deep"))
	zoo := &Zoo{
		Color: 1, Colors: []Color{1, 0}, Addr: netip.MustParseAddr("10.0.0.1"), Big: new(big.Int).Lsh(big.NewInt(1), 100), Home: home,
		Took: -1500 * time.Millisecond, Laps: []time.Duration{time.Hour, 1}, Maybe: sql.Null[int64]{V: 7, Valid: true},
		Settings: map[string][]int{"a": {1, 2}}, Price: Money{199}, Cost: Money{50}, Sum: [4]byte{1, 2, 3, 4}, Pair: [2]float64{1, 2}, Deep: &deep,
	}
	require.NoError(t, zoos.Save(w.ctx, zoo))
	assert.NotEqual(t, uuid.Nil, zoo.ID)

	assert.Equal(t, [][]any{{map[string]any{
		"id": zoo.ID.String(), "color": "green", "colors": []any{"green", "red"}, "addr": "10.0.0.1", "big": "1267650600228229401496703205376",
		"home": "https://example.org/a?b=c", "took": dbtype.Duration{Seconds: -2, Nanos: 500_000_000},
		"laps": []any{dbtype.Duration{Seconds: 3600}, dbtype.Duration{Nanos: 1}}, "maybe": int64(7), "settings": `{"a":[1,2]}`,
		"price": "199 ct", "cost": int64(50), "sum": []byte{1, 2, 3, 4}, "pair": []any{1.0, 2.0}, "deep": "deep",
	}}}, w.rows("MATCH (n:Zoo) RETURN properties(n)", nil))

	for _, key := range []any{zoo.ID, zoo.ID.String(), strings.ToUpper(zoo.ID.String())} {
		got, err := zoos.Get(w.ctx, key)
		require.NoError(t, err)
		assert.Equal(t, zoo, got)
	}
	_, err = zoos.Get(w.ctx, "no uuid")
	require.ErrorContains(t, err, "Zoo.ID: uuid.UUID: UnmarshalText refuses the text")

	color := query.Prop(func(z *Zoo) *Color { return &z.Color })
	price := query.Prop(func(z *Zoo) *Money { return &z.Price })
	cost := query.Prop(func(z *Zoo) *Money { return &z.Cost })
	took := query.Prop(func(z *Zoo) *time.Duration { return &z.Took })
	n, err := zoos.Match(color.In(1, 0), price.Eq(Money{199}), cost.Ge(Money{50}), took.Eq(-1500*time.Millisecond)).Count(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n, "conditions encode like the property")
}

// Note has JSON of a type that is not known before.
type Note struct {
	ogm.Node `neo4j:"Note"`

	ID   string `neo4j:"id,key"`
	Body any    `neo4j:"body,json"`
}

func TestConditionOnAnyJSON(t *testing.T) {
	w := setup(t)
	notes := repository[Note](w)
	body := map[string]any{"b": 1, "a": []string{"<x>"}}
	require.NoError(t, notes.Save(w.ctx, &Note{ID: "a", Body: body}, &Note{ID: "b", Body: 7}))
	property := query.Prop(func(n *Note) *any { return &n.Body })
	found, err := notes.Match(property.Eq(body)).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, "a", found.ID)
	n, err := notes.Match(property.In(7, body)).Count(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, int64(2), n)
}

func TestMethodsAndCodecsThatRefuse(t *testing.T) {
	w := setup(t, zooOptions()...)
	zoos := repository[Zoo](w)
	err := zoos.Save(w.ctx, &Zoo{Colors: []Color{0, 9}})
	var unfit *mapping.EncodeError
	require.ErrorAs(t, err, &unfit)
	assert.Equal(t, "Zoo.Colors[1]", unfit.Path)
	assert.NotContains(t, err.Error(), "secret")
	require.ErrorContains(t, unfit.Unwrap(), "secret", "the type's own error is below")

	for property, value := range map[string]any{
		"color": "blue", "addr": "no", "big": "x", "took": dbtype.Duration{Months: 1}, "settings": "[", "price": "free", "sum": []byte{1}, "pair": []any{1.0},
		"maybe": "secret", "laps": []any{dbtype.Duration{Seconds: math.MaxInt64 / 2}},
	} {
		w.rows("MATCH (n:Zoo) DELETE n", nil)
		w.rows("CREATE (n:Zoo) SET n += $props", map[string]any{"props": map[string]any{"id": uuid.Nil.String(), property: value}})
		_, err := zoos.Match().All(w.ctx)
		var misfit *mapping.DecodeError
		require.ErrorAs(t, err, &misfit, property)
		assert.Contains(t, strings.ToLower(misfit.Path), "zoo."+property)
		assert.NotContains(t, err.Error(), "secret")
	}
}
