package bolttest_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// What a test sends is what the driver gives back; where the driver can send it
// as a parameter, the server hands it back as it came.
func TestValues(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	node := dbtype.Node{ElementId: "4:x:1", Labels: []string{"A", "B"}, Props: map[string]any{"name": "Ada"}}
	long := strings.Repeat("ä", 40_000)
	many := make([]any, 70_000)
	for i := range many {
		many[i] = int64(i)
	}

	tests := []struct {
		name string
		sent any
		want any // sent, if nil
		wire any // as parameter: want, if nil
	}{
		{name: "true", sent: true},
		{name: "false", sent: false},
		{name: "tiny", sent: int64(-16)},
		{name: "int8", sent: int64(-17)},
		{name: "int16", sent: int64(math.MinInt16)},
		{name: "int32", sent: int64(math.MaxInt32)},
		{name: "int64", sent: int64(math.MinInt64)},
		{name: "a narrow type", sent: uint16(300), want: int64(300)},
		{name: "float", sent: math.Pi},
		{name: "empty string", sent: ""},
		{name: "string of 200", sent: strings.Repeat("x", 200)},
		{name: "string beyond one chunk", sent: long},
		{name: "bytes", sent: []byte{0, 1, 255}},
		{name: "long bytes", sent: make([]byte, 70_000)},
		{name: "list", sent: []any{nil, int64(1), "two", []any{3.0}}},
		{name: "typed list", sent: []string{"a", "b"}, want: []any{"a", "b"}},
		{name: "long list", sent: many},
		{name: "map", sent: map[string]any{"a": int64(1), "b": map[string]any{}}},
		{name: "node", sent: node},
		{name: "bare node", sent: dbtype.Node{ElementId: "4:x:2"}, want: dbtype.Node{
			ElementId: "4:x:2", Labels: []string{}, Props: map[string]any{},
		}},
		{name: "relationship", sent: dbtype.Relationship{
			ElementId: "5:x:1", StartElementId: "4:x:1", EndElementId: "4:x:2", Type: "KNOWS",
			Props: map[string]any{"since": int64(1815)},
		}},
		{name: "list of nodes", sent: []any{node}},
		{
			name: "date", sent: dbtype.Date(time.Date(1815, 12, 10, 0, 0, 0, 0, time.UTC)),
			wire: bolttest.Struct{Tag: 'D', Fields: []any{int64(-56270)}},
		},
		{
			name: "duration", sent: dbtype.Duration{Months: 1, Days: 2, Seconds: 3, Nanos: 4},
			wire: bolttest.Struct{Tag: 'E', Fields: []any{int64(1), int64(2), int64(3), int64(4)}},
		},
		{
			name: "point", sent: dbtype.Point2D{SpatialRefId: 7203, X: 1, Y: 2},
			wire: bolttest.Struct{Tag: 'X', Fields: []any{int64(7203), 1.0, 2.0}},
		},
		{
			name: "point in space", sent: dbtype.Point3D{SpatialRefId: 9157, X: 1, Y: 2, Z: 3},
			wire: bolttest.Struct{Tag: 'Y', Fields: []any{int64(9157), 1.0, 2.0, 3.0}},
		},
		{
			name: "time in a region", sent: time.Date(2024, 7, 1, 12, 0, 0, 5, berlin),
			wire: bolttest.Struct{Tag: 'i', Fields: []any{int64(1719828000), int64(5), "Europe/Berlin"}},
		},
		{
			name: "time at an offset", sent: time.Date(2024, 7, 1, 12, 0, 0, 0, time.FixedZone("Offset", 3600)),
			wire: bolttest.Struct{Tag: 'I', Fields: []any{int64(1719831600), int64(0), int64(3600)}},
		},
		{
			name: "local date and time", sent: dbtype.LocalDateTime(time.Date(2024, 7, 1, 12, 0, 0, 5, time.Local)),
			wire: bolttest.Struct{Tag: 'd', Fields: []any{int64(1719835200), int64(5)}},
		},
		{
			name: "local time", sent: dbtype.LocalTime(time.Date(0, 0, 0, 1, 0, 0, 5, time.Local)),
			wire: bolttest.Struct{Tag: 't', Fields: []any{int64(3_600_000_000_005)}},
		},
		{
			name: "time of day at an offset",
			sent: dbtype.Time(time.Date(0, 0, 0, 1, 0, 0, 5, time.FixedZone("Offset", -1800))),
			wire: bolttest.Struct{Tag: 'T', Fields: []any{int64(3_600_000_000_005), int64(-1800)}},
		},
	}
	var got any
	server := bolttest.Start(t)
	session := newSession(t, open(t, server.URI("bolt")), neo4j.SessionConfig{})
	for _, test := range tests {
		if test.want == nil {
			test.want = test.sent
		}
		t.Run(test.name, func(t *testing.T) {
			server.Respond(func(req bolttest.Run) bolttest.Response {
				got = req.Params["v"]
				return bolttest.Rows([]string{"v"}, []any{test.sent})
			})
			params := map[string]any{}
			// Nodes and relationships cannot be parameters.
			graph := strings.Contains(test.name, "node") || test.name == "relationship"
			if !graph {
				params["v"] = test.sent
			}
			result, err := session.Run(t.Context(), "RETURN $v", params)
			require.NoError(t, err)
			record, err := result.Single(t.Context())
			require.NoError(t, err)

			assertSame(t, test.want, record.Values[0])
			if test.wire == nil {
				test.wire = test.want
			}
			if !graph {
				assert.Equal(t, test.wire, got)
			}
		})
	}
}

// assertSame compares instants as instants: two locations of one name need not
// be one location.
func assertSame(t *testing.T, want, got any) {
	t.Helper()
	if instant, ok := want.(time.Time); ok {
		require.IsType(t, want, got)
		assert.True(t, instant.Equal(got.(time.Time)))
		assert.Equal(t, instant.Format(time.RFC3339Nano), got.(time.Time).Format(time.RFC3339Nano))
		return
	}
	if clock, ok := want.(dbtype.Time); ok {
		require.IsType(t, want, got)
		assert.Equal(t, clock.String(), got.(dbtype.Time).String())
		return
	}
	assert.Equal(t, want, got)
}

// What cannot be sent fails the RUN and, unless asked for, the test.
func TestResponsesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		response bolttest.Response
		want     string
	}{
		{"a channel", bolttest.Rows([]string{"v"}, []any{make(chan int)}), "a chan int has no packstream form"},
		{"a map by number", bolttest.Rows([]string{"v"}, []any{map[int]any{}}), "keys must be strings"},
		{"a large number", bolttest.Rows([]string{"v"}, []any{uint64(math.MaxUint64)}), "does not fit"},
		{"a large structure", bolttest.Rows([]string{"v"}, []any{bolttest.Struct{Fields: make([]any, 16)}}), "15 fields"},
		{"a long record", bolttest.Rows([]string{"v"}, []any{1, 2}), "2 values for 1 keys"},
		{"a summary", bolttest.Response{Summary: map[string]any{"x": struct{}{}}}, "no packstream form"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := bolttest.Start(t, bolttest.On("", test.response))
			_, err := execute(t.Context(), open(t, server.URI("bolt")), "RETURN 1")
			require.ErrorContains(t, err, test.want)
			violations := server.Violations()
			require.Len(t, violations, 1)
			assert.Contains(t, violations[0], test.want)
			assert.Empty(t, server.Committed())
		})
	}
}

func TestRunCarriesItsTransaction(t *testing.T) {
	t.Parallel()
	var got []bolttest.Run
	server := bolttest.Start(t, func(req bolttest.Run) bolttest.Response {
		got = append(got, req)
		return bolttest.Response{}
	})
	driver := open(t, server.URI("bolt"))
	session := newSession(t, driver, neo4j.SessionConfig{
		DatabaseName: "movies", AccessMode: neo4j.AccessModeRead, ImpersonatedUser: "ada",
		Bookmarks: neo4j.BookmarksFromRawValues("earlier"),
	})
	settings := []func(*neo4j.TransactionConfig){
		neo4j.WithTxTimeout(1500 * time.Microsecond),
		neo4j.WithTxMetadata(map[string]any{"app": "test"}),
	}
	result, err := session.Run(t.Context(), "RETURN $n", map[string]any{"n": 1}, settings...)
	require.NoError(t, err)
	_, err = result.Consume(t.Context())
	require.NoError(t, err)
	_, err = session.ExecuteRead(t.Context(), func(tx neo4j.ManagedTransaction) (any, error) {
		_, err := tx.Run(t.Context(), "RETURN $n", map[string]any{"n": 2})
		return nil, err
	}, settings...)
	require.NoError(t, err)

	first := bolttest.Run{
		Text: "RETURN $n", Params: map[string]any{"n": int64(1)},
		Database: "movies", Mode: "r", Bookmarks: []string{"earlier"}, User: "ada",
		Metadata: map[string]any{"app": "test"}, Timeout: 2 * time.Millisecond,
		Transaction: 1, Statement: 1, Attempt: 1, Connection: 1,
	}
	second := first
	second.Params = map[string]any{"n": int64(2)}
	second.InTx, second.Transaction, second.Attempt = true, 2, 2
	second.Bookmarks = []string{server.Transactions()[0].Bookmark}
	assert.Equal(t, []bolttest.Run{first, second}, got)

	_, err = execute(context.Background(), driver, "RETURN 1")
	require.NoError(t, err)
	assert.Equal(t, "w", got[2].Mode)
}
