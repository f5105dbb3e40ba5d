package mapping_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A time is sent as the same moment, by the name of its zone where that name means
// the same to the server, else by its offset.
func TestEncodeTimeZones(t *testing.T) {
	berlin := location(t, "Europe/Berlin")
	winter := time.Date(2024, 1, 1, 12, 0, 0, 5, time.UTC)
	autumn := time.Date(2021, 10, 31, 2, 30, 0, 0, time.FixedZone("", 2*3600)) // first of two in Berlin
	for _, test := range []struct {
		name string
		time time.Time
		zone string // Offset: by the offset
		off  int
	}{
		{"UTC", utc, "Offset", 0},
		{"the zero time", time.Time{}, "Offset", 0},
		{"a zone", utc.In(berlin), "Europe/Berlin", 7200},
		{"a zone before there were zones", time.Date(1800, 1, 1, 0, 0, 0, 0, berlin), "Europe/Berlin", 3208},
		{"a zone of three parts", utc.In(location(t, "America/Argentina/Ushuaia")), "America/Argentina/Ushuaia", -3 * 3600},
		{"the hour that comes twice, first", autumn.In(berlin), "Europe/Berlin", 7200},
		{"the hour that comes twice, second", autumn.Add(time.Hour).In(berlin), "Offset", 3600},
		{"after the hour that comes twice", autumn.Add(2 * time.Hour).In(berlin), "Europe/Berlin", 3600},
		{"an abbreviation in summer", utc.In(time.FixedZone("CET", 3600)), "Offset", 3600},
		{"an abbreviation in winter", winter.In(time.FixedZone("CET", 3600)), "Offset", 3600},
		{"a zone that the server does not know", utc.In(location(t, "EST")), "Offset", -5 * 3600},
		{"a fixed zone with a zone's name and another offset", utc.In(time.FixedZone("Europe/Berlin", 60)), "Offset", 60},
		{"a fixed zone without a name", utc.In(time.FixedZone("", -3600)), "Offset", -3600},
		{"a fixed zone with a name of no zone", utc.In(time.FixedZone("a/b", 3600)), "Offset", 3600},
		{"a fixed zone with a path for a name", utc.In(time.FixedZone("../../etc/passwd", 3600)), "Offset", 3600},
		{"what the driver gave", utc.In(time.FixedZone("Offset", 3600)), "Offset", 3600},
		{"an offset with seconds", utc.In(time.FixedZone("", 3208)), "Offset", 3208},
		{"the largest offset", utc.In(time.FixedZone("", 18*3600)), "Offset", 18 * 3600},
		{"the smallest offset", utc.In(time.FixedZone("", -18*3600)), "Offset", -18 * 3600},
		{"Local", utc.In(time.Local), "", 0},
		{"the last year", time.Date(999_999_999, 12, 31, 23, 59, 59, 0, time.UTC), "Offset", 0},
		{"the first year", time.Date(-999_999_999, 1, 1, 0, 0, 0, 0, time.UTC), "Offset", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := encode(t, test.time)
			require.NoError(t, err)
			sent := got.(time.Time)
			assert.True(t, test.time.Equal(sent), "%s became %s", test.time, sent)
			if test.zone == "" { // this machine's zone: what matters is that the server knows it
				assert.NotEqual(t, "Local", sent.Location().String())
				return
			}
			abbreviation, offset := sent.Zone()
			assert.Equal(t, test.off, offset)
			assert.Equal(t, test.zone, sent.Location().String())
			assert.Equal(t, test.zone == "Offset", abbreviation == "Offset", "the driver goes by the abbreviation")
		})
	}
}

func TestEncodeLeavesTheMonotonicClockOut(t *testing.T) {
	now := time.Now()
	got, err := encode(t, now)
	require.NoError(t, err)
	assert.NotContains(t, got.(time.Time).String(), "m=")
	assert.True(t, now.Equal(got.(time.Time)))
}

func TestEncodeRefusesTimes(t *testing.T) {
	for _, test := range []encoding{
		refuses(utc.In(time.FixedZone("", 18*3600+1)), "beyond the 18 hours"),
		refuses(utc.In(time.FixedZone("Offset", -18*3600-1)), "beyond the 18 hours"),
		refuses(time.Date(1_000_000_000, 1, 1, 0, 0, 0, 0, time.UTC), "beyond the 999999999"),
		refuses(time.Date(-1_000_000_000, 12, 31, 0, 0, 0, 0, time.FixedZone("", 60)), "beyond the 999999999"),
		refuses(time.Unix(1<<60, 0), "beyond the 999999999"),
	} {
		check(t, test)
	}
}
