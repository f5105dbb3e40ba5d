package mapping

import (
	"strings"
	"sync"
	"time"
)

// offsetZone is the abbreviation by which the driver tells a time to be sent
// with its offset from one to be sent with the name of its zone.
const offsetZone = "Offset"

// The seconds of the first and the last moment that Neo4j can hold, in the years
// -999999999 and 999999999 of the time's own zone.
const (
	firstSecond = -31557014135596800
	lastSecond  = 31556889832780799
)

const (
	beyondYears  = "the year is beyond the 999999999 that Neo4j allows"
	beyondOffset = "the zone's offset is beyond the 18 hours that Neo4j allows; convert the time to UTC"
)

// zones remembers which location names stand for a zone of the time zone
// database, since looking one up reads files. It is a cache of constants.
var zones sync.Map //nolint:gochecknoglobals // string -> *time.Location, nil for none: the same for every database

// sendable gives the same moment in a zone that the server can read. A named
// zone such as Europe/Berlin is kept. A location without a name that means something
// elsewhere, such as time.Local or a FixedZone, is sent as its offset: the server
// would refuse it, and may then lose the connection too.
func sendable(t time.Time) (time.Time, string) {
	t = t.Round(0) // the monotonic reading is of no use in a database
	if t.Location() == time.UTC && t.Unix() >= firstSecond && t.Unix() <= lastSecond {
		return t.In(zulu), ""
	}
	abbreviation, offset := t.Zone()
	if second := t.Unix() + int64(offset); second < firstSecond || second > lastSecond {
		return t, beyondYears
	}
	if offset < -maxOffset || offset > maxOffset {
		return t, beyondOffset
	}
	if named := zone(t.Location().String()); named != nil {
		if _, there := t.In(named).Zone(); there == offset && !comesAgain(t, offset) {
			return t, ""
		}
	}
	if abbreviation == offsetZone {
		return t, ""
	}
	return t.In(time.FixedZone(offsetZone, offset)), ""
}

// zulu is UTC as Cypher's own datetime() gives it, an offset of zero. Sent by its
// name it would be another zone for Neo4j, and equal to no such value.
var zulu = time.FixedZone(offsetZone, 0) //nolint:gochecknoglobals // a constant of a type that cannot be one

// arrived gives a time that came with an offset of zero in UTC.
func arrived(t time.Time) time.Time {
	if name, offset := t.Zone(); offset == 0 && name == offsetZone {
		return t.UTC()
	}
	return t
}

const maxOffset = 18 * 60 * 60

// zone finds a zone of the time zone database, nil for none. A name without an area
// counts as none: CET and EST may as well be abbreviations, which a FixedZone has for
// a name and the server does not know or takes for a zone with summer time.
func zone(name string) *time.Location {
	area, _, ok := strings.Cut(name, "/")
	if !ok || area == "posix" || area == "right" {
		return nil
	}
	if found, ok := zones.Load(name); ok {
		return found.(*time.Location)
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		location = nil
	}
	zones.Store(name, location)
	return location
}

// comesAgain tells a moment in the hour that clocks show for the second time when
// summer time ends. Neo4j 4.4 keeps the time of day and the zone, and reads the
// first of the two hours back.
func comesAgain(t time.Time, offset int) bool {
	start, _ := t.ZoneBounds()
	if start.IsZero() {
		return false
	}
	_, before := start.Add(-1).Zone()
	return t.Sub(start) < time.Duration(before-offset)*time.Second
}
