package ogm_test

import (
	"math"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
)

// Track is a relationship that does not take every value, Stop a node whose place may be unknown.
type Track struct {
	ogm.Relationship `neo4j:"TRACK"`

	Gauge uint64            `neo4j:"gauge"`
	Notes map[string]string `neo4j:"note.,inline"`
	To    *Stop             `neo4j:",end"`
}

type Stop struct {
	ogm.Node `neo4j:"Stop"`

	Name   string         `neo4j:"name,key"`
	At     dbtype.Point2D `neo4j:"at"`
	Tracks []*Track       `neo4j:"-[:TRACK]->"`
}

func TestValuesInRelationshipsThatDoNotFit(t *testing.T) {
	w := setup(t)
	stops := repository[Stop](w)
	there := &Stop{Name: "there", At: dbtype.Point2D{X: 1, Y: 2, SpatialRefId: 7203}}
	require.NoError(t, stops.Save(w.ctx, there))
	here := &Stop{Name: "here", Tracks: []*Track{{To: &Stop{Name: "there"}}, {Gauge: math.MaxUint64, Notes: map[string]string{"a": "\xff"}, To: &Stop{Name: "x"}}}}
	require.EqualError(t, stops.Save(w.ctx, here), "ogm: Stop.Tracks[1].Gauge: uint64: the number is above the largest INTEGER, 9223372036854775807; store it as a string (and 1 more)")
	here.Tracks[1].Gauge = 1
	require.EqualError(t, stops.Save(w.ctx, here), "ogm: Stop.Tracks[1].Notes[a]: string: the text is not valid UTF-8; store it as []byte")
	here.Tracks[1].Notes = nil
	require.NoError(t, stops.Save(w.ctx, here), "a stub without a place serves as a link")
	got, err := stops.Get(w.ctx, "there")
	require.NoError(t, err)
	assert.Equal(t, there, got)
}

func TestValuesInReachedNodesThatDoNotFit(t *testing.T) {
	type Meter struct {
		ogm.Node `neo4j:"Meter"`

		ID    string   `neo4j:"id,key"`
		Value uint64   `neo4j:"value"`
		Next  []*Meter `neo4j:"-[:NEXT]->"`
	}
	w := setup(t)
	meters := repository[Meter](w)
	err := meters.Save(w.ctx, &Meter{ID: "a", Next: []*Meter{{ID: "b"}, {ID: "c", Value: math.MaxUint64}}})
	require.ErrorContains(t, err, "ogm: Meter.Next[1].Value: uint64: the number is above the largest INTEGER")
	assert.Empty(t, w.rows("MATCH (m) RETURN m", nil))
}
