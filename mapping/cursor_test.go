package mapping_test

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
)

// cursorValues are values as the driver gives them.
func cursorValues(t testing.TB) []any {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	return []any{
		nil, true, false, int64(0), int64(math.MinInt64), int64(math.MaxInt64), 0.0, math.Copysign(0, -1), 1.5, math.Inf(-1), "", "Ann", "ä😀\x00",
		time.Date(2020, 1, 2, 3, 4, 5, 6, time.FixedZone("Offset", 3600)), time.Date(2020, 10, 25, 1, 30, 0, 0, time.UTC).In(berlin), time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC),
		time.Date(-999999999, 1, 1, 0, 0, 0, 0, time.FixedZone("Offset", 0)), time.Date(999999999, 12, 31, 23, 59, 59, 999999999, time.FixedZone("Offset", 0)),
		dbtype.Date(time.Date(-44, 3, 15, 0, 0, 0, 0, time.UTC)), dbtype.LocalDateTime(time.Date(1900, 1, 1, 0, 0, 0, 5, time.UTC)),
	}
}

func TestCursorsGiveBackTheirValues(t *testing.T) {
	values := cursorValues(t)
	text, err := mapping.WriteCursor(7, values)
	require.NoError(t, err)
	assert.Regexp(t, `^[A-Za-z0-9_-]+$`, text, "it may stand in a URL")
	read, err := mapping.ReadCursor(text, 7, len(values))
	require.NoError(t, err)
	require.Len(t, read, len(values))
	for i := range values {
		if moment, ok := values[i].(time.Time); ok {
			got, _ := read[i].(time.Time)
			assert.True(t, moment.Equal(got))
			zone, offset := moment.Zone()
			gotZone, gotOffset := got.Zone()
			assert.Equal(t, zone, gotZone)
			assert.Equal(t, offset, gotOffset)
			assert.Equal(t, moment.Location().String(), got.Location().String())
			continue
		}
		assert.Equal(t, values[i], read[i])
	}

	clock := time.Date(0, 0, 0, 12, 30, 1, 5, time.FixedZone("Offset", -3600))
	text, err = mapping.WriteCursor(7, []any{dbtype.Time(clock), dbtype.LocalTime(clock), math.NaN()})
	require.NoError(t, err)
	read, err = mapping.ReadCursor(text, 7, 3)
	require.NoError(t, err)
	timeOf, local := time.Time(read[0].(dbtype.Time)), time.Time(read[1].(dbtype.LocalTime))
	assert.Equal(t, "12:30:01.000000005 -0100", timeOf.Format("15:04:05.000000000 -0700"))
	assert.Equal(t, "12:30:01.000000005", local.Format("15:04:05.000000000"))
	assert.True(t, math.IsNaN(read[2].(float64)))
}

func TestCursorsThatCannotBe(t *testing.T) {
	for _, value := range []any{dbtype.Duration{}, dbtype.Point2D{}, []any{int64(1)}, []byte{1}, map[string]any{}, &dbtype.InvalidValue{}} {
		_, err := mapping.WriteCursor(1, []any{value})
		assert.ErrorContains(t, err, "behind which no page can begin")
	}
	_, err := mapping.WriteCursor(1, []any{strings.Repeat("x", 7000)})
	require.ErrorContains(t, err, "which has at most 8192")
	assert.NotContains(t, err.Error(), "xxx")
}

// sealed is a cursor with a right sum, whatever it holds.
func sealed(content ...byte) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(content, crc32.ChecksumIEEE(content)))
}

func TestCursorsAreChecked(t *testing.T) {
	good, err := mapping.WriteCursor(7, []any{"Ann", int64(3)})
	require.NoError(t, err)
	head := []byte{1, 0, 0, 0, 0, 0, 0, 0, 7}
	problem := func(text string, order uint64, size int) mapping.CursorProblem {
		t.Helper()
		_, err := mapping.ReadCursor(text, order, size)
		require.ErrorIs(t, err, mapping.ErrCursor)
		var cursor *mapping.CursorError
		require.ErrorAs(t, err, &cursor)
		return cursor.Problem
	}
	assert.Equal(t, mapping.CursorOfOtherOrder, problem(good, 8, 2))
	assert.Equal(t, mapping.CursorOfOtherVersion, problem(sealed(2, 9, 9), 7, 2))
	for name, text := range map[string]string{
		"no base64": "?", "empty": "", "short": "AAAA", "long": strings.Repeat("A", 9000), "truncated": good[:len(good)-2], "longer": good + "AAAA",
		"no head": sealed(1), "no values": sealed(head...), "unknown type": sealed(append(head, 99, 0)...), "one too many": sealed(append(head, 0, 0, 0)...),
		"text without end": sealed(append(head, 5, 200, 1, 'x')...), "no UTF-8": sealed(append(head, 5, 1, 0xff, 0)...), "a huge length": sealed(append(head, 5, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1)...),
		"local zone": sealed(append(head, 7, 0, 0, 5, 'L', 'o', 'c', 'a', 'l', 0)...), "no zone": sealed(append(head, 7, 0, 0, 0, 0)...), "a path": sealed(append(head, 7, 0, 0, 4, '.', '.', '/', 'x', 0)...),
		"an offset of days": sealed(append(head, 6, 0, 0, 255, 255, 255, 1, 0)...), "a year beyond": sealed(append(head, 8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0)...),
	} {
		assert.Equal(t, mapping.CursorDamaged, problem(text, 7, 2), name)
	}
	for i := range good { // each bit of each character
		for bit := range 7 {
			changed := []byte(good)
			changed[i] ^= 1 << bit
			problem(string(changed), 7, 2)
		}
	}
}

// Whatever comes, there is no panic, and what is read could have been written.
func FuzzReadCursor(f *testing.F) {
	for _, value := range cursorValues(f) {
		text, err := mapping.WriteCursor(7, []any{value})
		require.NoError(f, err)
		content, err := base64.RawURLEncoding.DecodeString(text)
		require.NoError(f, err)
		f.Add(content[9:len(content)-4], text)
	}
	f.Fuzz(func(t *testing.T, content []byte, text string) {
		_, _ = mapping.ReadCursor(text, 7, 1)
		forged := sealed(append([]byte{1, 0, 0, 0, 0, 0, 0, 0, 7}, content...)...)
		values, err := mapping.ReadCursor(forged, 7, 1)
		if err != nil {
			require.ErrorIs(t, err, mapping.ErrCursor)
			return
		}
		again, err := mapping.WriteCursor(7, values)
		require.NoError(t, err)
		_, err = mapping.ReadCursor(again, 7, 1)
		require.NoError(t, err)
	})
}

func TestMixedKinds(t *testing.T) {
	place, _ := mapping.MixedKinds([]any{int64(1), nil}, []any{1.5, "x"}, []any{nil, "y"})
	assert.Negative(t, place, "numbers are of one type, and nulls of any")
	place, kinds := mapping.MixedKinds([]any{int64(1), "x"}, []any{int64(1), true})
	assert.Equal(t, 1, place)
	assert.Equal(t, []string{"STRING", "BOOLEAN"}, kinds)
}
