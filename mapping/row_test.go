package mapping_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// Movie is a node that embeds the marker.
type Movie struct {
	schema.Node

	Title string `neo4j:"title"`
	Year  int8   `neo4j:"year"`
}

func movieNode(id, title string) dbtype.Node {
	return dbtype.Node{ElementId: id, Labels: []string{"Movie"}, Props: map[string]any{"title": title}}
}

// rows reads records into values of type R, as package ogm does.
func rows[R any](t testing.TB, columns []string, records ...[]any) ([]R, error) {
	t.Helper()
	plan, err := mapping.New(registry()).Row(reflect.TypeFor[R](), columns)
	if err != nil {
		return nil, err
	}
	var list []R
	for _, record := range records {
		var row R
		if err := plan.Decode(record, reflect.ValueOf(&row).Elem()); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}

// row reads one record.
func row[R any](t testing.TB, columns []string, values ...any) R {
	t.Helper()
	list, err := rows[R](t, columns, values)
	require.NoError(t, err)
	return list[0]
}

func TestRowFindsItsColumns(t *testing.T) {
	type Row struct {
		Name    string `neo4j:"who"`
		Born    int
		Hidden  chan int `neo4j:"-"`
		private int
	}
	_ = Row{}.private
	for _, columns := range [][]string{{"who", "Born"}, {"who", "born"}, {"who", "BORN"}} {
		assert.Equal(t, Row{Name: "Ann", Born: 1960}, row[Row](t, columns, "Ann", int64(1960)), columns)
		assert.Equal(t, &Row{Name: "Ann", Born: 1960}, row[*Row](t, columns, "Ann", int64(1960)), columns)
	}
	assert.Equal(t, Row{Name: "Ann", Born: 1}, row[Row](t, []string{"born", "extra", "who", "Born", "Name"}, int64(2), true, "Ann", int64(1), "Bob"),
		"the exact name comes first, and a column without a field is left out")

	_, err := rows[Row](t, []string{"WHO", "born"})
	assert.EqualError(t, err, "ogm: Row.Name: the result has no column for the field; its columns are WHO, born; name one in the tag, or skip the field with `neo4j:\"-\"`",
		"a tag is meant as it is written")
	_, err = rows[Row](t, []string{"who"})
	assert.ErrorContains(t, err, "Row.Born: the result has no column for the field; its columns are who;")
	_, err = rows[struct{ N int }](t, []string{"who"})
	assert.ErrorContains(t, err, "row.N: ")
}

func TestRowOfEmbeddedStructs(t *testing.T) {
	type Counted struct{ Count int64 }
	type Row struct {
		Counted
		Name string
	}
	assert.Equal(t, Row{Counted{2}, "Ann"}, row[Row](t, []string{"name", "count"}, "Ann", int64(2)))
}

// Tally is embedded by a pointer.
type Tally struct{ Count int64 }

type tally struct{ Count int64 }

func TestRowOfEmbeddedPointers(t *testing.T) {
	type Row struct {
		*Tally
		Name string
	}
	columns := []string{"name", "count"}
	want := Row{&Tally{2}, "Ann"}
	assert.Equal(t, want, row[Row](t, columns, "Ann", int64(2)))
	assert.Equal(t, []Row{want}, row[[]Row](t, []string{"x"}, []any{map[string]any{"name": "Ann", "count": int64(2)}}), "as entries of a map")
	_, err := rows[Row](t, []string{"name"})
	require.ErrorContains(t, err, "ogm: Row.Count: the result has no column for the field")

	type hidden struct {
		*tally
		Name string
	}
	_, err = rows[hidden](t, columns)
	require.ErrorContains(t, err, "ogm: hidden.Count: the field is reached through an embedded pointer to an unexported struct, which cannot be made; embed the struct itself")
}

// An embedded node is a column, since its fields are none; one of two embedded fields of
// one name would be left out in silence.
func TestRowOfEmbeddedNodes(t *testing.T) {
	type Row struct {
		*Movie
		Degree int
	}
	movie := movieNode("1", "Alien")
	got := row[Row](t, []string{"movie", "degree"}, movie, int64(3))
	assert.Equal(t, "Alien", got.Title)
	assert.Equal(t, 3, got.Degree)

	type A struct{ Name string }
	type B struct{ Name string }
	type clash struct {
		A
		*B
	}
	_, err := rows[clash](t, []string{"name"})
	require.ErrorContains(t, err, "ogm: clash.Name: two embedded structs have a field of this name, so Go gives neither; name the columns of both in their tags")
	type hidden struct {
		A
		*B
		Name string
	}
	assert.Equal(t, "x", row[hidden](t, []string{"name"}, "x").Name)
	type C struct {
		Name string `neo4j:"c"`
	}
	type D struct {
		Name string `neo4j:"d"`
	}
	type both struct {
		C
		D
	}
	assert.Equal(t, both{C{"x"}, D{"y"}}, row[both](t, []string{"d", "c"}, "y", "x"))
	type Ring struct {
		*Ring
		Name string
		Kids []Ring
	}
	assert.Equal(t, Ring{Name: "x", Kids: []Ring{{Name: "y"}}}, row[Ring](t, []string{"name", "kids"}, "x", []any{map[string]any{"name": "y"}}), "a type that contains itself")
}

func TestRowOfOneColumn(t *testing.T) {
	one := []string{"x"}
	assert.Equal(t, int8(5), row[int8](t, one, int64(5)))
	assert.Equal(t, word("a"), row[word](t, one, "a"))
	assert.Equal(t, ptr("a"), row[*string](t, one, "a"))
	assert.Nil(t, row[*string](t, one, nil))
	assert.Equal(t, []string{"a"}, row[[]string](t, one, []any{"a"}))
	assert.Equal(t, [][]int{{1}, {}, nil}, row[[][]int](t, one, []any{[]any{int64(1)}, []any{}, nil}))
	assert.Equal(t, utc, row[time.Time](t, one, utc))
	assert.Equal(t, dbtype.Date(date), row[dbtype.Date](t, one, dbtype.Date(date)))
	assert.Equal(t, any(int64(5)), row[any](t, one, int64(5)))
	assert.Nil(t, row[any](t, one, nil))
	assert.Equal(t, []any{int64(1), "a", nil}, row[[]any](t, one, []any{int64(1), "a", nil}))
	assert.Equal(t, map[string]any{"x": map[string]any{"a": nil}}, row[map[string]any](t, one, map[string]any{"a": nil}))
	assert.Equal(t, []map[string]any{{"a": int64(1)}, nil}, row[[]map[string]any](t, one, []any{map[string]any{"a": int64(1)}, nil}))
	assert.Equal(t, "Alien", row[Movie](t, one, movieNode("1", "Alien")).Title)
	assert.Equal(t, "Alien", row[*Movie](t, one, movieNode("1", "Alien")).Title)
	assert.Nil(t, row[*Movie](t, one, nil))
	assert.Equal(t, "Alien", row[[]Movie](t, one, []any{movieNode("1", "Alien")})[0].Title)

	_, err := rows[int](t, []string{"a", "b"})
	assert.EqualError(t, err, "ogm: rows of type int take a result of one column, and this has 2: a, b; use a struct with a field for each")
}

func TestRowAsMap(t *testing.T) {
	got := row[map[string]any](t, []string{"n", "c"}, movieNode("1", "Alien"), nil)
	assert.Equal(t, map[string]any{"n": movieNode("1", "Alien"), "c": nil}, got)
}

func TestRowOfNodes(t *testing.T) {
	type Row struct {
		M      *Movie
		Others []*Movie
		Value  Movie
		Degree *int64
		Extra  map[string]any
	}
	got := row[Row](t, []string{"m", "others", "value", "degree", "extra"},
		movieNode("1", "Alien"), []any{movieNode("2", "Heat"), movieNode("1", "Alien"), nil}, movieNode("1", "Alien"), nil, nil)
	assert.Equal(t, "Alien", got.M.Title)
	assert.Equal(t, "Heat", got.Others[0].Title)
	assert.Same(t, got.M, got.Others[1])
	assert.Nil(t, got.Others[2])
	assert.Equal(t, *got.M, got.Value)
	assert.Nil(t, got.Degree)
	assert.Nil(t, got.Extra)
}

// Within one result a node is one pointer for each Go type, whatever the record.
func TestRowIdentity(t *testing.T) {
	type Film struct {
		schema.Node `neo4j:"Movie"`

		Title string `neo4j:"title"`
	}
	type Row struct {
		A *Movie
		B *Film
	}
	columns := []string{"a", "b"}
	list, err := rows[Row](t, columns, []any{movieNode("1", "Alien"), movieNode("1", "Alien")}, []any{movieNode("1", "Alien"), movieNode("2", "Alien")})
	require.NoError(t, err)
	assert.Same(t, list[0].A, list[1].A)
	assert.NotSame(t, list[0].B, list[1].B)

	again, err := rows[Row](t, columns, []any{movieNode("1", "Alien"), movieNode("1", "Alien")})
	require.NoError(t, err)
	assert.NotSame(t, list[0].A, again[0].A, "another result has its own")
}

func TestRowErrors(t *testing.T) {
	type Row struct {
		M    *Movie
		List []*Movie
		N    int8
	}
	columns := []string{"m", "list", "n"}
	good := dbtype.Node{ElementId: "1"}
	bad := dbtype.Node{ElementId: "2", Props: map[string]any{"title": int64(1), "year": int64(98765)}}
	for want, record := range map[string][]any{
		"ogm: Row.N: NULL does not fit int8: the type cannot hold null; use *int8, or the option omitempty for zero": {good, nil, nil},
		"ogm: Row.N: INTEGER does not fit int8: the number is out of range; use a wider type":                        {good, nil, int64(98765)},
		"ogm: Row.M: INTEGER does not fit mapping_test.Movie: want NODE":                                             {int64(1), nil, int64(1)},
		"ogm: Row.M: RELATIONSHIP does not fit mapping_test.Movie: want NODE":                                        {dbtype.Relationship{}, nil, int64(1)},
		"ogm: Row.M.Title: INTEGER does not fit string: want STRING (and 1 more)":                                    {bad, nil, int64(1)},
		"ogm: Row.List[1].Title: INTEGER does not fit string: want STRING (and 1 more)":                              {good, []any{good, bad}, int64(1)},
		"ogm: Row.List: STRING does not fit []*mapping_test.Movie: want LIST":                                        {good, secret, int64(1)},
		"ogm: Row.List[0]: STRING does not fit mapping_test.Movie: want NODE":                                        {good, []any{secret}, int64(1)},
	} {
		_, err := rows[Row](t, columns, record)
		assert.EqualError(t, err, want)
	}

	_, err := rows[Movie](t, []string{"m"}, []any{nil})
	assert.EqualError(t, err, "ogm: m: NULL does not fit mapping_test.Movie: want NODE; use *mapping_test.Movie for a column that may be null")
	_, err = rows[[]int8](t, []string{"xs"}, []any{[]any{int64(1), int64(98765)}})
	assert.EqualError(t, err, "ogm: xs[1]: INTEGER does not fit int8: the number is out of range; use a wider type")
	_, err = rows[map[string]any](t, []string{"x", "y"}, []any{1, 2})
	require.NoError(t, err)
	_, err = rows[struct{ X map[string]any }](t, []string{"x"}, []any{secret})
	assert.EqualError(t, err, "ogm: row.X: STRING does not fit map[string]interface {}: want MAP")
}

// Types that cannot be read are refused when the columns are known, not when the
// first value comes.
func TestRowTypesThatCannotBeRead(t *testing.T) {
	type L []L
	type P *P
	type Row struct{ C chan int }
	type Wrong struct {
		schema.Node

		Title string `neo4j:"title,indx"`
	}
	for _, test := range []struct {
		t    reflect.Type
		want string
	}{
		{reflect.TypeFor[L](), "nested too deeply"},
		{reflect.TypeFor[[]L](), "nested too deeply"},
		{reflect.TypeFor[P](), "cannot be read into"},
		{reflect.TypeFor[chan int](), "ogm: x: a column cannot be read into chan int"},
		{reflect.TypeFor[map[int]int](), "cannot be read into map[int]int"},
		{reflect.TypeFor[Row](), "row has no column"},
		{reflect.TypeFor[**Movie](), "cannot be read into **mapping_test.Movie"},
		{reflect.TypeFor[Wrong](), `did you mean "index"?`},
	} {
		columns := []string{"x"}
		if test.t == reflect.TypeFor[Row]() {
			columns, test.want = []string{"c"}, "ogm: Row.C: a column cannot be read into chan int"
		}
		_, err := mapping.New(registry()).Row(test.t, columns)
		assert.ErrorContains(t, err, test.want, test.t)
	}
}

// A column may be called anything; brackets in its name are no nesting.
func TestRowColumnWithBrackets(t *testing.T) {
	name := ""
	for range 20 {
		name += "[]"
	}
	assert.Equal(t, [][]int{{1}}, row[[][]int](t, []string{name}, []any{[]any{int64(1)}}))
}
