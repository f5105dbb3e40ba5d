package mapping

import (
	"sync"
	"time"
)

// offsetZone is the abbreviation by which the driver tells a time to be sent
// with its offset from one to be sent with the name of its zone.
const offsetZone = "Offset"

// zones remembers which location names stand for a zone of the time zone
// database, since looking one up reads files. It is a cache of constants.
var zones sync.Map // string -> *time.Location, nil for none

// sendable gives the same moment in a zone that the server can read. A named
// zone is kept. A location without a name that means something elsewhere, such as
// time.Local or a FixedZone, is sent as its offset: the server would refuse it, or
// take a fixed "CET" for the zone with summer time.
func sendable(t time.Time) (time.Time, string) {
	t = t.Round(0) // the monotonic reading is of no use in a database
	if t.Location() == time.UTC {
		return t, ""
	}
	abbreviation, offset := t.Zone()
	if offset < -18*3600 || offset > 18*3600 {
		return t, "the zone's offset is beyond the 18 hours that Neo4j allows; convert the time to UTC"
	}
	if named := zone(t.Location().String()); named != nil {
		if _, there := t.In(named).Zone(); there == offset {
			return t, ""
		}
	}
	if abbreviation == offsetZone {
		return t, ""
	}
	return t.In(time.FixedZone(offsetZone, offset)), ""
}

func zone(name string) *time.Location {
	if name == "" || name == "Local" {
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
