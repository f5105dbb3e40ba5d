package query_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

// drawer makes up queries of a few words, so that many are nearly alike.
type drawer struct{ *rand.Rand }

func draw[E any](d drawer, of ...func() E) E { return of[d.IntN(len(of))]() }

func (d drawer) text() string { return nth(d.IntN(3)) }

func (d drawer) seat(depth int) query.Condition[Seat] {
	kinds := []func() query.Condition[Seat]{
		func() query.Condition[Seat] { return SeatRow.Eq(d.text()) },
		func() query.Condition[Seat] { return SeatRow.EqualFold(d.text()) },
		func() query.Condition[Seat] { return SeatRow.In(d.text()) },
		func() query.Condition[Seat] { return SeatRow.Between(d.text(), d.text()) },
		SeatRow.IsNull,
		func() query.Condition[Seat] { return SeatNumber.Eq(d.IntN(3)) },
		func() query.Condition[Seat] { return SeatNumber.In(d.IntN(3)) },
		func() query.Condition[Seat] { return SeatNumber.Between(d.IntN(3), d.IntN(3)) },
		SeatNumber.IsNull,
		func() query.Condition[Seat] { return query.HasLabel[Seat](d.text()) },
	}
	if depth > 0 {
		kinds = append(kinds, func() query.Condition[Seat] { return query.Not(d.seat(depth - 1)) },
			func() query.Condition[Seat] { return query.Or(d.seat(depth-1), d.seat(depth-1)) },
			func() query.Condition[Seat] { return query.And(d.seat(depth - 1)) })
	}
	return draw(d, kinds...)
}

func (d drawer) folder(depth int) query.Condition[Folder] {
	kinds := []func() query.Condition[Folder]{
		func() query.Condition[Folder] { return FolderName.Eq(d.text()) },
		func() query.Condition[Folder] { return query.HasLabel[Folder](d.text()) },
		func() query.Condition[Folder] { return FolderSeats.Any(d.seat(depth)) },
		func() query.Condition[Folder] { return FolderSeats.None(d.seat(depth), d.seat(0)) },
		func() query.Condition[Folder] { return FolderSeats.Where(d.seat(depth)).All(d.seat(0)) },
		func() query.Condition[Folder] { return FolderSeats.Count(d.seat(depth)).Gt(d.IntN(3)) },
		func() query.Condition[Folder] { return FolderSeats.Count(d.seat(depth)).Lt(d.IntN(3)) },
		func() query.Condition[Folder] { return DealTags.WhereRelationship(DealSum.Gt(d.IntN(3))).Any() },
		func() query.Condition[Folder] { return query.RawCondition[Folder]("{n}.x = 1", nil) },
	}
	if depth > 0 {
		edge := draw(d, func() query.EdgeField[Folder, Folder] { return FolderLikes }, func() query.EdgeField[Folder, Folder] { return FolderHates })
		kinds = append(kinds, func() query.Condition[Folder] { return edge.Any(d.folder(depth - 1)) },
			func() query.Condition[Folder] { return query.Not(d.folder(depth - 1)) })
	}
	return draw(d, kinds...)
}

func (d drawer) seats() query.EdgeField[Folder, Seat] {
	return draw(d,
		func() query.EdgeField[Folder, Seat] { return FolderSeats },
		func() query.EdgeField[Folder, Seat] { return FolderSeats.Where(d.seat(1)) },
		func() query.EdgeField[Folder, Seat] { return FolderSeats.OrderBy(SeatRow.Desc()) },
		func() query.EdgeField[Folder, Seat] { return FolderSeats.OrderBy(SeatNumber.Desc()).Limit(d.IntN(3)) },
	)
}

func (d drawer) fetch() query.Fetch[Folder] {
	to := d.IntN(2)
	return draw(d,
		func() query.Fetch[Folder] { return d.seats() },
		func() query.Fetch[Folder] { return FolderLikes.With(d.seats()) },
		func() query.Fetch[Folder] { return FolderHates },
		func() query.Fetch[Folder] { return FolderLikes.Where(FolderName.Ne(d.text())).Depth(1+to, 2) },
		func() query.Fetch[Folder] { return FolderLikes.Depth(1, 2+to) },
		func() query.Fetch[Folder] { return DealTags.OrderBy(TagName.Asc()).OrderByRelationship(DealSum.Asc()) },
		func() query.Fetch[Folder] {
			return DealTags.OrderByRelationship(DealSum.Asc()).Where(TagName.Eq(d.text()))
		},
	)
}

func (d drawer) orders() query.Order[Folder] {
	return draw(d,
		FolderName.Asc,
		FolderName.Desc,
		func() query.Order[Folder] { return FolderSeats.Count(d.seat(0)).Asc() },
		func() query.Order[Folder] { return FolderSeats.Count(d.seat(0)).Desc() },
	)
}

func (d drawer) query() (query.Choice, query.Branches) {
	find, plan := folders, query.With[Folder]()
	for range d.IntN(2) {
		find = find.Where(d.folder(d.IntN(2)))
	}
	for range d.IntN(2) {
		find = find.OrderBy(d.orders())
	}
	for range d.IntN(2) {
		find = find.Limit(d.IntN(3))
	}
	for range d.IntN(2) {
		plan = plan.And(query.With[Folder](d.fetch()))
	}
	return find.Untyped(), plan.Untyped()
}

// Queries that are made up and nearly alike are not taken one for another.
func TestTextsOfQueriesThatAreMadeUp(t *testing.T) {
	d := drawer{rand.New(rand.NewPCG(1, 2))}
	kept, verbs := query.NewTexts(), verbs()
	byVerb := slices.Sorted(maps.Keys(verbs))
	settings := []query.Setting{setting[Folder](t, cypher.Newest), setting[Folder](t, cypher.Four)}
	times, hits := 10_000, 0
	for range times {
		choice, plan := d.query()
		name := byVerb[d.IntN(len(byVerb))]
		in := settings[d.IntN(2)]
		want, levels, err := verbs[name](choice, in, plan)
		require.NoError(t, err)
		written := 0
		for range 2 {
			got, gotLevels, err := kept.Write(name, counted(verbs[name], &written), choice, in, plan)
			require.NoError(t, err)
			require.Equal(t, want, got)
			require.Equal(t, levels, gotLevels)
		}
		if written == 0 {
			hits++
		}
	}
	assert.Greater(t, hits, times/20, "too few texts were met again to say anything")
}
