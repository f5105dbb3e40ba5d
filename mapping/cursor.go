package mapping

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"time"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
)

// ErrCursor is the fact that a cursor is not one of the page that is asked for; the
// *CursorError above it says why.
var ErrCursor = errors.New("ogm: the cursor cannot be used")

// CursorProblem is why a cursor cannot be used.
type CursorProblem int

// The problems of cursors.
const (
	CursorDamaged CursorProblem = iota // it is no cursor, or not as it was given
	CursorOfOtherVersion
	CursorOfOtherOrder // or of another type of nodes
)

// CursorError is ErrCursor with its problem. It does not hold the cursor.
type CursorError struct{ Problem CursorProblem }

// Is makes errors.Is find ErrCursor.
func (e *CursorError) Is(target error) bool { return target == ErrCursor }

func (e *CursorError) Error() string {
	return "ogm: the cursor " + [...]string{
		CursorDamaged:        "is damaged; pass Start or End of a page as they were given",
		CursorOfOtherVersion: "was made by another version of the library; begin again at query.FirstPage()",
		CursorOfOtherOrder:   "belongs to another order or type; ask in the order of the page that gave it, or begin again at query.FirstPage()",
	}[e.Problem]
}

// A cursor is, in base64: the version; eight bytes that tell its order from others; the values,
// each behind a byte for its type; and the CRC-32 of all before. The sum is there in every
// version. It guards against accidents, not against forgery, which a cursor has no need of: it
// leads to nothing that the query would not give from its beginning.
const (
	cursorVersion = 1
	cursorHead    = 1 + 8
	cursorSum     = 4
	maxCursor     = 8 << 10 // characters
)

// cursorText is the alphabet of cursors, which may stand in a URL.
func cursorText() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// The types of values in a cursor.
const (
	cursorNull = iota
	cursorFalse
	cursorTrue
	cursorInt
	cursorFloat
	cursorString
	cursorMoment // with its offset
	cursorZoned  // with the name of its zone
	cursorDate
	cursorTime
	cursorLocalTime
	cursorLocalMoment
)

// WriteCursor makes a cursor of the values that the server gave for a node's sort keys.
func WriteCursor(order uint64, values []any) (string, error) {
	b := binary.BigEndian.AppendUint64([]byte{cursorVersion}, order)
	for _, value := range values {
		var ok bool
		if b, ok = appendCursor(b, value); !ok {
			return "", fmt.Errorf("ogm: a page ends at a node with a %s among its sort keys, behind which no page can begin; sort by a property with another type of values", kindOf(value))
		}
	}
	text := cursorText().EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
	if len(text) > maxCursor {
		return "", fmt.Errorf("ogm: a page ends at a node whose sort keys take %d bytes in a cursor, which has at most %d; sort by properties with shorter values", len(text), maxCursor)
	}
	return text, nil
}

// ReadCursor gives the values of a cursor that was made for an order, so many as they must be.
// The error is a *CursorError.
func ReadCursor(text string, order uint64, size int) ([]any, error) {
	if len(text) > maxCursor {
		return nil, &CursorError{CursorDamaged}
	}
	b, err := cursorText().DecodeString(text)
	if err != nil || len(b) < 1+cursorSum {
		return nil, &CursorError{CursorDamaged}
	}
	b, sum := b[:len(b)-cursorSum], b[len(b)-cursorSum:]
	switch {
	case crc32.ChecksumIEEE(b) != binary.BigEndian.Uint32(sum):
		return nil, &CursorError{CursorDamaged}
	case b[0] != cursorVersion:
		return nil, &CursorError{CursorOfOtherVersion}
	case len(b) < cursorHead:
		return nil, &CursorError{CursorDamaged}
	case binary.BigEndian.Uint64(b[1:]) != order:
		return nil, &CursorError{CursorOfOtherOrder}
	}
	r := cursorReader{rest: b[cursorHead:]}
	values := make([]any, size)
	for i := range values {
		values[i] = r.value()
	}
	if r.failed || len(r.rest) > 0 {
		return nil, &CursorError{CursorDamaged}
	}
	return values, nil
}

// appendCursor adds a value as the driver gives it; ok is false for types without an order.
func appendCursor(b []byte, value any) (_ []byte, ok bool) {
	switch v := value.(type) {
	case nil:
		return append(b, cursorNull), true
	case bool:
		if v {
			return append(b, cursorTrue), true
		}
		return append(b, cursorFalse), true
	case int64:
		return binary.AppendVarint(append(b, cursorInt), v), true
	case float64:
		return binary.BigEndian.AppendUint64(append(b, cursorFloat), math.Float64bits(v)), true
	case string:
		return appendCursorText(append(b, cursorString), v), true
	case time.Time:
		abbreviation, offset := v.Zone()
		if abbreviation == offsetZone {
			return binary.AppendVarint(appendMoment(append(b, cursorMoment), v), int64(offset)), true
		}
		return appendCursorText(appendMoment(append(b, cursorZoned), v), v.Location().String()), true
	case dbtype.Date:
		return binary.AppendVarint(append(b, cursorDate), onClock(time.Time(v)).Unix()/secondsOfDay), true
	case dbtype.Time:
		_, offset := time.Time(v).Zone()
		return binary.AppendVarint(appendMoment(append(b, cursorTime), onClock(time.Time(v))), int64(offset)), true
	case dbtype.LocalTime:
		return appendMoment(append(b, cursorLocalTime), onClock(time.Time(v))), true
	case dbtype.LocalDateTime:
		return appendMoment(append(b, cursorLocalMoment), onClock(time.Time(v))), true
	}
	return b, false
}

func appendCursorText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func appendMoment(b []byte, t time.Time) []byte {
	return binary.AppendUvarint(binary.AppendVarint(b, t.Unix()), uint64(t.Nanosecond()))
}

const secondsOfDay = 24 * 60 * 60

// onClock gives the moment at which clocks in UTC show what these show.
func onClock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// cursorReader reads values. What a forged cursor holds is not to reach the driver when it
// could not have come from it: the server would end the connection.
type cursorReader struct {
	rest   []byte
	failed bool
}

func (r *cursorReader) value() any {
	switch r.take(1)[0] {
	case cursorNull:
		return nil
	case cursorFalse:
		return false
	case cursorTrue:
		return true
	case cursorInt:
		return r.varint()
	case cursorFloat:
		return math.Float64frombits(binary.BigEndian.Uint64(r.take(8)))
	case cursorString:
		return r.text()
	case cursorMoment:
		return r.checked(r.moment().In(r.offset()))
	case cursorZoned:
		return r.checked(r.moment().In(r.location()))
	case cursorDate:
		return dbtype.Date(r.checked(time.Unix(r.within(r.varint(), -firstSecond/secondsOfDay+1)*secondsOfDay, 0).UTC()))
	case cursorTime:
		clock := r.moment()
		return dbtype.Time(time.Date(0, 1, 1, clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), r.offset()))
	case cursorLocalTime:
		return dbtype.LocalTime(r.moment())
	case cursorLocalMoment:
		return dbtype.LocalDateTime(r.checked(r.moment()))
	}
	r.failed = true
	return nil
}

// take gives the next n bytes, zeroes after a mistake.
func (r *cursorReader) take(n uint64) []byte {
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return make([]byte, min(n, 8))
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *cursorReader) varint() int64 {
	v, n := binary.Varint(r.rest)
	return took(r, v, n)
}

func (r *cursorReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	return took(r, v, n)
}

func took[V any](r *cursorReader, v V, n int) V {
	if n <= 0 {
		r.failed = true
		return v
	}
	r.take(uint64(n))
	return v
}

func (r *cursorReader) text() string {
	text := string(r.take(r.uvarint()))
	r.failed = r.failed || !utf8.ValidString(text)
	return text
}

// within gives a number no further from zero than the limit.
func (r *cursorReader) within(n, limit int64) int64 {
	if n < -limit || n > limit {
		r.failed = true
		return 0
	}
	return n
}

func (r *cursorReader) moment() time.Time {
	seconds := r.within(r.varint(), -firstSecond)
	return time.Unix(seconds, r.within(int64(min(r.uvarint(), math.MaxInt64)), nanosPerSecond-1)).UTC()
}

func (r *cursorReader) offset() *time.Location {
	return time.FixedZone(offsetZone, int(r.within(r.varint(), maxOffset)))
}

func (r *cursorReader) location() *time.Location {
	name := r.text()
	location, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		r.failed = true
		return time.UTC
	}
	return location
}

// checked gives a time in the years that Neo4j has.
func (r *cursorReader) checked(t time.Time) time.Time {
	r.failed = r.failed || beyond(t)
	return t
}

// MixedKinds finds a place at which rows of values have several types, between which the
// order of pages does not lead; its number is negative where there is none. A null is of any
// type, and numbers are of one.
func MixedKinds(rows ...[]any) (place int, kinds []string) {
	for i := range rows[0] {
		kinds = kinds[:0]
		for _, row := range rows {
			kind := kindOf(row[i])
			if kind == "FLOAT" {
				kind = "INTEGER"
			}
			if row[i] != nil && (len(kinds) == 0 || kinds[0] != kind) {
				kinds = append(kinds, kind)
			}
		}
		if len(kinds) > 1 {
			return i, kinds
		}
	}
	return -1, nil
}
