package mapping

import (
	"math"
	"reflect"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
)

// encodeNative makes no property of the zero point, which has no spatial reference: it
// is what a struct holds that says nothing of the place, such as one used as a link.
func encodeNative(v reflect.Value) (any, *EncodeError) {
	met := v.Interface()
	if met == (dbtype.Point2D{}) || met == (dbtype.Point3D{}) {
		return nil, nil
	}
	value, problem := sendableNative(met)
	if problem != "" {
		return nil, unfit(v.Type(), problem)
	}
	return value, nil
}

// sendableNative gives a value of one of the driver's types in the form that
// arrives as it is meant. What the server would refuse is found here: by then it
// would have read half a message, and some versions lose the connection over it.
func sendableNative(value any) (any, string) {
	switch v := value.(type) {
	case dbtype.Date:
		return sendableDate(time.Time(v))
	case dbtype.Time:
		return sendableTime(time.Time(v))
	case dbtype.LocalDateTime:
		if beyond(time.Time(v)) {
			return nil, beyondYears
		}
	case dbtype.Duration:
		return sendableDuration(v)
	case dbtype.Point2D:
		return value, pointProblem(v.SpatialRefId, 2, v.X, v.Y, 0)
	case dbtype.Point3D:
		return value, pointProblem(v.SpatialRefId, 3, v.X, v.Y, v.Z)
	}
	return value, ""
}

// sendableDate leaves out the time of day, with which the driver sends a date
// before 1970 as the day after it.
func sendableDate(t time.Time) (any, string) {
	if beyond(t) {
		return nil, beyondYears
	}
	return dbtype.Date(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)), ""
}

// sendableTime leaves out the date: the driver counts from that day's midnight, and
// is an hour off on the days that summer time begins and ends.
func sendableTime(t time.Time) (any, string) {
	_, offset := t.Zone()
	if offset < -maxOffset || offset > maxOffset {
		return nil, beyondOffset
	}
	return dbtype.Time(time.Date(0, 0, 0, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.FixedZone(offsetZone, offset))), ""
}

func beyond(t time.Time) bool {
	_, offset := t.Zone()
	second := t.Unix() + int64(offset)
	return second < firstSecond || second > lastSecond
}

// sendableDuration carries whole seconds over, as the server does, and makes sure
// that months and days of average length add up to a number of seconds it can hold.
func sendableDuration(d dbtype.Duration) (any, string) {
	const day, month = 24 * 60 * 60, 2629746 // seconds, by the server's count
	carried := int64(d.Nanos) / int64(time.Second)
	seconds := float64(d.Seconds) + float64(carried)
	total := float64(d.Months)*month + float64(d.Days)*day + seconds
	if math.Abs(seconds) >= math.MaxInt64 || math.Abs(total) >= math.MaxInt64 {
		return nil, "the duration is longer than Neo4j allows, some 292 billion years"
	}
	d.Seconds += carried
	d.Nanos %= int(time.Second)
	return d, ""
}

// The coordinate reference systems that Neo4j knows.
const (
	wgs84       = 4326
	wgs84In3D   = 4979
	cartesian   = 7203
	cartesian3D = 9157
)

func pointProblem(srid uint32, dimensions int, x, y, z float64) string {
	for _, coordinate := range []float64{x, y, z} {
		if math.IsNaN(coordinate) || math.IsInf(coordinate, 0) {
			return "a coordinate is not a finite number"
		}
	}
	switch {
	case dimensions == 2 && srid != wgs84 && srid != cartesian:
		return "the spatial reference is unknown for two dimensions; use 4326 for longitude and latitude, 7203 for x and y"
	case dimensions == 3 && srid != wgs84In3D && srid != cartesian3D:
		return "the spatial reference is unknown for three dimensions; use 4979 for longitude, latitude and height, 9157 for x, y and z"
	case (srid == wgs84 || srid == wgs84In3D) && math.Abs(y) > 90:
		return "the latitude is beyond 90 degrees; X is the longitude, Y the latitude"
	}
	return ""
}
