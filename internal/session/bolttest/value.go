package bolttest

import (
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
)

// structOf gives the wire form of the driver's value types, so that a test
// writes its records with the very values it expects back.
func structOf(value any) (Struct, bool) {
	switch v := value.(type) {
	case Struct:
		return v, true
	case dbtype.Node:
		// The deprecated numeric ids are sent as zero: code that tells two
		// nodes apart by them must not pass its tests.
		return Struct{'N', []any{0, listOf(v.Labels), dictOf(v.Props), v.ElementId}}, true
	case dbtype.Relationship:
		return Struct{'R', []any{
			0, 0, 0, v.Type, dictOf(v.Props), v.ElementId, v.StartElementId, v.EndElementId,
		}}, true
	case dbtype.Point2D:
		return Struct{'X', []any{v.SpatialRefId, v.X, v.Y}}, true
	case dbtype.Point3D:
		return Struct{'Y', []any{v.SpatialRefId, v.X, v.Y, v.Z}}, true
	case dbtype.Duration:
		return Struct{'E', []any{v.Months, v.Days, v.Seconds, v.Nanos}}, true
	}
	return temporalOf(value)
}

func temporalOf(value any) (Struct, bool) {
	switch v := value.(type) {
	case time.Time:
		// As Neo4j does: a region keeps its name, anything else its offset.
		if zone := v.Location().String(); strings.Contains(zone, "/") {
			return Struct{'i', []any{v.Unix(), v.Nanosecond(), zone}}, true
		}
		_, offset := v.Zone()
		return Struct{'I', []any{v.Unix(), v.Nanosecond(), offset}}, true
	case dbtype.LocalDateTime:
		return Struct{'d', []any{wallClock(time.Time(v)), time.Time(v).Nanosecond()}}, true
	case dbtype.Date:
		return Struct{'D', []any{wallClock(time.Time(v)) / int64(24*time.Hour/time.Second)}}, true
	case dbtype.Time:
		_, offset := time.Time(v).Zone()
		return Struct{'T', []any{sinceMidnight(time.Time(v)), offset}}, true
	case dbtype.LocalTime:
		return Struct{'t', []any{sinceMidnight(time.Time(v))}}, true
	}
	return Struct{}, false
}

// wallClock counts the seconds from the epoch to what the clock on the wall
// shows, whatever the zone.
func wallClock(t time.Time) int64 {
	_, offset := t.Zone()
	return t.Unix() + int64(offset)
}

func sinceMidnight(t time.Time) int64 {
	clock := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute +
		time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	return clock.Nanoseconds()
}

// listOf and dictOf keep a nil slice or map from arriving as null, which the
// driver does not accept in these places.
func listOf(labels []string) []string {
	if labels == nil {
		return []string{}
	}
	return labels
}

func dictOf(props map[string]any) map[string]any {
	if props == nil {
		return map[string]any{}
	}
	return props
}
