package ogm_test

import (
	"database/sql"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
)

// Gauge has a property for each way in which a value can be nothing.
type Gauge struct {
	ogm.Node `neo4j:"Gauge"`

	ID      string   `neo4j:"id,key"`
	On      bool     `neo4j:"on"`
	Level   int      `neo4j:"level"`
	Ratio   float64  `neo4j:"ratio"`
	Text    string   `neo4j:"text"`
	List    []string `neo4j:"list"`
	Raw     []byte   `neo4j:"raw"`
	Note    *string  `neo4j:"note"`
	Sparse  int      `neo4j:"sparse,omitempty"`
	Several []int    `neo4j:"several,omitempty"`
	Total   int      `neo4j:"total,readonly"`
}

// stored reads a node's properties by a plain session.
func (w *world) stored(label, id string) map[string]any {
	w.Helper()
	rows := w.rows("MATCH (n) WHERE $label IN labels(n) AND n.id = $id RETURN properties(n)", map[string]any{"label": label, "id": id})
	require.Len(w, rows, 1)
	return rows[0][0].(map[string]any)
}

func TestZeroValuesAreStored(t *testing.T) {
	w := setup(t)
	gauges := repository[Gauge](w)
	zeroes := map[string]any{"id": "a", "on": false, "level": int64(0), "ratio": 0.0, "text": "", "list": []any{}, "raw": []byte{}, "note": ""}

	zero := &Gauge{ID: "a", List: []string{}, Raw: []byte{}, Note: pointer("")}
	require.NoError(t, gauges.Create(w.ctx, zero))
	assert.Equal(t, zeroes, w.stored("Gauge", "a"))

	require.NoError(t, gauges.Save(w.ctx, &Gauge{ID: "a", On: true, Level: 1, Ratio: 1, Text: "x", List: []string{"x"}, Raw: []byte{1}, Note: pointer("x")}))
	require.NoError(t, gauges.Save(w.ctx, zero))
	assert.Equal(t, zeroes, w.stored("Gauge", "a"), "a zero value replaces another")

	read, err := gauges.Get(w.ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, zero, read)
}

func TestNilRemovesAProperty(t *testing.T) {
	w := setup(t)
	gauges := repository[Gauge](w)
	require.NoError(t, gauges.Save(w.ctx, &Gauge{ID: "a", Note: pointer("x"), List: []string{"x"}, Raw: []byte{1}}))
	for _, name := range []string{"note", "list", "raw"} {
		require.Contains(t, w.stored("Gauge", "a"), name)
	}

	require.NoError(t, gauges.Save(w.ctx, &Gauge{ID: "a"}))
	for _, name := range []string{"note", "list", "raw"} {
		assert.NotContains(t, w.stored("Gauge", "a"), name)
	}
	read, err := gauges.Get(w.ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, &Gauge{ID: "a"}, read)
}

// What is sent as null is as good as stored once it is not there.
func TestAPointerToWhatIsSentAsNullIsNotChangedForEver(t *testing.T) {
	type Meter struct {
		ogm.Node `neo4j:"Meter"`
		ID       string          `neo4j:"id,key"`
		Num      *sql.Null[int]  `neo4j:"num"`
		Text     *sql.NullString `neo4j:"text"`
		List     *[]string       `neo4j:"list"`
		Deep     **int           `neo4j:"deep"`
		Zero     *int            `neo4j:"zero"`
		Raw      []byte          `neo4j:"raw"`
		Version  int64           `neo4j:",version"`
	}
	w := setup(t)
	meters := repository[Meter](w)
	unit := w.db.NewUnit()
	m := &Meter{ID: "a", Num: &sql.Null[int]{}, Text: &sql.NullString{}, List: new([]string), Deep: new(*int), Raw: []byte{}}
	meters.In(unit).Save(m)
	w.commit(unit)
	assert.False(t, unit.IsDirty(m))
	assert.Zero(t, w.commit(unit))
	assert.EqualValues(t, 1, m.Version)

	m.Raw, m.Zero, *m.Deep = nil, new(int), new(int)
	assert.Equal(t, 4, w.commit(unit).PropertiesSet, "three and the version")
	assert.Equal(t, map[string]any{"id": "a", "zero": int64(0), "deep": int64(0), "version": int64(2)}, w.stored("Meter", "a"))
	assert.False(t, unit.IsDirty(m))
}

// What is one value for the server is one in an inline map, whatever it is in Go.
func TestAnEntryOfAMapInAnotherGoTypeIsNoChange(t *testing.T) {
	w := setup(t)
	repo, unit := repository[Odd](w), w.db.NewUnit()
	when := time.Date(2026, 11, 28, 3, 0, 0, 0, time.UTC)
	odd := &Odd{ID: "a", Extra: map[string]any{"int": int8(1), "ints": []int{1, 2}, "texts": []string{"x"}, "floats": []float64{math.NaN()}, "nan": math.NaN(), "times": []time.Time{when}}}
	repo.In(unit).Save(odd)
	w.commit(unit)
	unit.Clear()
	read := get(w, repo, unit, "a")
	assert.False(t, unit.IsDirty(read))
	read.Extra = odd.Extra
	assert.Zero(t, w.commit(unit), "as it was saved")
	read.Extra = map[string]any{"int": int64(1), "ints": []any{int32(1), 2}, "texts": []any{"x"}, "floats": []any{math.NaN()}, "nan": float32(math.NaN()), "times": []any{when}}
	assert.Zero(t, w.commit(unit))

	read.Extra["int"], read.Extra["ints"] = 1.0, []int{1, 3}
	assert.Equal(t, 2, w.commit(unit).PropertiesSet, "an integer that becomes a float is a change, and what else is one")
	read.Extra["floats"] = []float64{0}
	w.commit(unit)
	read.Extra["floats"] = []float64{math.Copysign(0, -1)}
	assert.Equal(t, 1, w.commit(unit).PropertiesSet)
}

func TestOmitEmptyLeavesTheStoredValueAlone(t *testing.T) {
	w := setup(t)
	gauges := repository[Gauge](w)
	require.NoError(t, gauges.Create(w.ctx, &Gauge{ID: "a"}))
	assert.NotContains(t, w.stored("Gauge", "a"), "sparse")

	require.NoError(t, gauges.Save(w.ctx, &Gauge{ID: "a", Sparse: 5, Several: []int{1}}))
	require.NoError(t, gauges.Save(w.ctx, &Gauge{ID: "a", Several: []int{}}))
	stored := w.stored("Gauge", "a")
	assert.Equal(t, int64(5), stored["sparse"])
	assert.Equal(t, []any{int64(1)}, stored["several"])

	require.NoError(t, gauges.Save(w.ctx, &Gauge{ID: "a", Sparse: 6}))
	assert.Equal(t, int64(6), w.stored("Gauge", "a")["sparse"])
}

func TestReadonlyIsReadAndNeverWritten(t *testing.T) {
	w := setup(t)
	gauges := repository[Gauge](w)
	require.NoError(t, gauges.Create(w.ctx, &Gauge{ID: "a", Total: 1}))
	assert.NotContains(t, w.stored("Gauge", "a"), "total")

	w.rows("MATCH (n:Gauge) SET n.total = 42", nil)
	read, err := gauges.Get(w.ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, 42, read.Total)

	read.Total = 7
	require.NoError(t, gauges.Save(w.ctx, read))
	assert.Equal(t, int64(42), w.stored("Gauge", "a")["total"])
	assert.Equal(t, 7, read.Total, "what is not written is not written back")
}

func TestUnknownPropertiesSurvive(t *testing.T) {
	w := setup(t)
	gauges := repository[Gauge](w)
	require.NoError(t, gauges.Create(w.ctx, &Gauge{ID: "a"}))
	w.rows("MATCH (n:Gauge) SET n.legacy = 'x', n:Other", nil)

	read, err := gauges.Get(w.ctx, "a")
	require.NoError(t, err)
	read.Level = 5
	require.NoError(t, gauges.Save(w.ctx, read))
	stored := w.stored("Gauge", "a")
	assert.Equal(t, "x", stored["legacy"])
	assert.Equal(t, int64(5), stored["level"])
	assert.Equal(t, [][]any{{true}}, w.rows("MATCH (n:Gauge) RETURN n:Other", nil))
}

// What a value holds stays data: in properties, keys and conditions.
func TestHostileValues(t *testing.T) {
	w := setup(t)
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "bystander", Name: "x"}))
	for _, value := range append(hostileNames, "'", `"`, `\`, "' OR 1=1 //", "$p0", "$b", "a\x00b", "\u2028", "\U0010FFFF") {
		person := &Person{ID: value, Name: value, Tags: []string{value}}
		require.NoError(t, people.Save(w.ctx, person), value)
		read, err := people.Get(w.ctx, value)
		require.NoError(t, err, value)
		assert.Equal(t, person, read)
		found, err := people.Match(Name.Eq(value), Name.In(value, value), Name.StartsWith(value)).All(w.ctx)
		require.NoError(t, err, value)
		assert.Len(t, found, 1, value)
		require.NoError(t, people.Delete(w.ctx, person))
	}
	count, err := people.Match().Count(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 1, count)
}
