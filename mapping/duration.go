package mapping

import (
	"reflect"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
)

const nanosPerSecond = int64(time.Second)

// encodeDuration gives seconds and nanoseconds, the latter never negative, as
// Neo4j itself keeps them.
func encodeDuration(v reflect.Value) (any, *EncodeError) {
	return durationOf(v.Int()), nil
}

func durationOf(length int64) dbtype.Duration {
	seconds, nanos := length/nanosPerSecond, length%nanosPerSecond
	if nanos < 0 {
		seconds, nanos = seconds-1, nanos+nanosPerSecond
	}
	return dbtype.Duration{Seconds: seconds, Nanos: int(nanos)}
}

// decodeDuration refuses months and days, whose length depends on where they begin.
func decodeDuration(value any, into reflect.Value) *DecodeError {
	d, ok := value.(dbtype.Duration)
	length := d.Seconds*nanosPerSecond + int64(d.Nanos) // wraps round where it does not fit
	switch {
	case !ok:
		return misfit(value, into.Type(), "want DURATION")
	case d.Months != 0 || d.Days != 0:
		return misfit(value, into.Type(), "months and days have no fixed length; use dbtype.Duration")
	case durationOf(length) != d:
		return misfit(value, into.Type(), "it is longer than 292 years; use dbtype.Duration")
	}
	into.SetInt(length)
	return nil
}
