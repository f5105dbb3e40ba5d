package mapping_test

import (
	"math"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
)

func TestEncodeNative(t *testing.T) {
	berlin := location(t, "Europe/Berlin")
	summer := time.Date(2021, 3, 28, 12, 30, 15, 7, berlin) // the day that summer time began
	for _, test := range []encoding{
		sends(dbtype.Date(date), dbtype.Date(date)),
		// the driver would make 1 January 1970 of it
		sends(dbtype.Date(time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC)), dbtype.Date(time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC))),
		sends(dbtype.Date(time.Date(1900, 1, 1, 23, 59, 59, 0, berlin)), dbtype.Date(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC))),
		refuses(dbtype.Date(time.Date(1_000_000_000, 1, 1, 0, 0, 0, 0, time.UTC)), "beyond the 999999999"),
		// the driver would make 11:30 of it
		sends(dbtype.Time(summer), dbtype.Time(time.Date(0, 0, 0, 12, 30, 15, 7, time.FixedZone("Offset", 2*3600)))),
		refuses(dbtype.Time(utc.In(time.FixedZone("", 18*3600+1))), "beyond the 18 hours"),
		sends(dbtype.LocalTime(summer), dbtype.LocalTime(summer)),
		sends(dbtype.LocalDateTime(summer), dbtype.LocalDateTime(summer)),
		refuses(dbtype.LocalDateTime(time.Date(-1_000_000_000, 12, 31, 0, 0, 0, 0, time.UTC)), "beyond the 999999999"),
		sends(dbtype.Duration{Months: 1, Days: -2, Seconds: 3, Nanos: 4}, dbtype.Duration{Months: 1, Days: -2, Seconds: 3, Nanos: 4}),
		sends(dbtype.Duration{Seconds: 1, Nanos: 2_500_000_000}, dbtype.Duration{Seconds: 3, Nanos: 500_000_000}),
		sends(dbtype.Duration{Nanos: math.MinInt64}, dbtype.Duration{Seconds: -9223372036, Nanos: -854775808}),
		refuses(dbtype.Duration{Months: 3507324295524}, "longer than Neo4j allows"),
		refuses(dbtype.Duration{Days: math.MinInt64}, "longer than Neo4j allows"),
		refuses(dbtype.Duration{Seconds: math.MaxInt64, Nanos: math.MaxInt64}, "longer than Neo4j allows"),
		sends(dbtype.Point2D{X: 1, Y: 200, SpatialRefId: 7203}, dbtype.Point2D{X: 1, Y: 200, SpatialRefId: 7203}),
		sends(dbtype.Point2D{X: 1000, Y: -90, SpatialRefId: 4326}, dbtype.Point2D{X: 1000, Y: -90, SpatialRefId: 4326}),
		sends(dbtype.Point3D{X: 1, Y: 2, Z: 3, SpatialRefId: 9157}, dbtype.Point3D{X: 1, Y: 2, Z: 3, SpatialRefId: 9157}),
		sends(dbtype.Point3D{X: 1, Y: 2, Z: 3, SpatialRefId: 4979}, dbtype.Point3D{X: 1, Y: 2, Z: 3, SpatialRefId: 4979}),
		refuses(dbtype.Point2D{X: 1, Y: 2}, "the spatial reference is unknown"),
		refuses(dbtype.Point2D{X: 1, Y: 2, SpatialRefId: 9157}, "unknown for two dimensions"),
		refuses(dbtype.Point3D{X: 1, Y: 2, SpatialRefId: 7203}, "unknown for three dimensions"),
		refuses(dbtype.Point2D{X: 1, Y: 91, SpatialRefId: 4326}, "beyond 90 degrees"),
		refuses(dbtype.Point3D{X: 1, Y: -91, SpatialRefId: 4979}, "beyond 90 degrees"),
		refuses(dbtype.Point2D{X: math.NaN(), SpatialRefId: 7203}, "not a finite number"),
		refuses(dbtype.Point3D{Z: math.Inf(1), SpatialRefId: 9157}, "not a finite number"),
		sends((*dbtype.Date)(nil), nil),
		sends(ptr(dbtype.Date(utc)), dbtype.Date(date)),
		sends(dbtype.Point2D{}, nil),
		sends(dbtype.Point3D{}, nil),
		sends(&dbtype.Point3D{}, nil),
		refuses([]dbtype.Point2D{{SpatialRefId: 7203}, {}}, "cannot hold null"),
		refuses([]dbtype.Point2D{{SpatialRefId: 7203}, {X: 1}}, "the spatial reference is unknown"),
	} {
		t.Run(test.name, func(t *testing.T) { check(t, test) })
	}
}

// Parameters of hand-written statements go the same way.
func TestParamsOfNativeTypes(t *testing.T) {
	sent, err := mapping.New(registry()).Params(map[string]any{"day": dbtype.Date(time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC))})
	require.NoError(t, err)
	assert.Equal(t, dbtype.Date(time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)), sent["day"])

	_, err = mapping.New(registry()).Params(map[string]any{"at": []any{dbtype.Point2D{X: 1}}})
	assert.EqualError(t, err, "ogm: $at[0]: dbtype.Point2D: the spatial reference is unknown for two dimensions; use 4326 for longitude and latitude, 7203 for x and y")
}

func location(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}
