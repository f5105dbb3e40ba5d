package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

var (
	DealSum    = query.Prop(func(d *Deal) *int { return &d.Sum })
	DealTags   = query.EdgeVia[Deal, Tag](func(f *Folder) *[]*Deal { return &f.Deals })
	TagName    = query.Prop(func(t *Tag) *string { return &t.Name })
	SeatNumber = query.Prop(func(s *Seat) *int { return &s.Number })
)

// edgeFinds ask for folders by what they lead to.
var edgeFinds = []struct {
	name   string
	input  query.Find[Folder]
	params query.Params
}{
	{"Any", folders.Where(FolderSeats.Any(SeatTaken.Eq(true), SeatRow.Eq("a"))), query.Params{"p0": true, "p1": "a"}},
	{"Any, without conditions", folders.Where(FolderFolders.Any()), nil},
	{"Any, the handle's own condition", folders.Where(FolderSeats.Where(SeatTaken.Eq(true)).OrderBy(SeatRow.Asc()).Limit(1).Any(SeatRow.Eq("a"))), query.Params{"p0": true, "p1": "a"}},
	{"Any, an interface", folders.Where(FolderThings.Any()), nil},
	{"None", folders.Where(FolderLikes.None(FolderName.Eq("a"))), query.Params{"p0": "a"}},
	{"All", folders.Where(FolderSeats.All(SeatTaken.Eq(true), SeatRow.Eq("a"))), query.Params{"p0": true, "p1": "a"}},
	{"All, the handle's own condition", folders.Where(FolderSeats.Where(SeatNumber.Gt(1)).All(SeatTaken.Eq(true))), query.Params{"p0": int64(1), "p1": true}},
	{"Single", folders.Where(FolderSeats.Single(SeatTaken.Eq(true))), query.Params{"p0": true, "p1": 1}},
	{"Count", folders.Where(FolderSeats.Count().Ge(2), FolderLikes.Count(FolderName.Ne("a")).Lt(3)), query.Params{"p0": 2, "p1": "a", "p2": 3}},
	{"ordered by a count", folders.OrderBy(FolderSeats.Count(SeatTaken.Eq(true)).Desc(), FolderLikes.Count().Asc()), query.Params{"p0": true}},
	{"on the relationship", folders.Where(DealTags.WhereRelationship(DealSum.Gt(5)).Any(TagName.Eq("a"))), query.Params{"p0": int64(5), "p1": "a"}},
	{"from a key", folders.Where(FolderLikes.Any(FolderName.Eq("a")), FolderHates.None()), query.Params{"p0": "a"}},
	{"from keys two steps away", folders.Where(FolderLikes.Any(FolderHates.Any(query.And(FolderName.In("a", "b"), FolderSeats.Any())), FolderName.Ne("c"))), query.Params{"p0": []any{"a", "b"}, "p1": "c"}},
	{"from a key of two properties", folders.Where(query.And(FolderSeats.Any(), FolderSeats.Any(SeatRow.Eq("a"), SeatNumber.Eq(1)))), query.Params{"p0": "a", "p1": int64(1)}},
	{"from its own key", folders.Where(FolderLikes.Any(FolderName.Eq("a")), FolderName.Eq("b")), query.Params{"p0": "a", "p1": "b"}},
	{"from neither of two keys", folders.Where(query.Or(FolderLikes.Any(FolderName.Eq("a")), FolderHates.Any(FolderName.Eq("b")))), query.Params{"p0": "a", "p1": "b"}},
	{"nested", folders.Where(FolderLikes.Any(FolderSeats.Any(SeatTaken.Eq(true)), query.Not(FolderHates.Any(DealTags.None(TagName.Eq("b")))))), query.Params{"p0": true, "p1": "b"}},
	{"counted in nested", folders.Where(FolderLikes.Any(FolderSeats.Count().Gt(1))), query.Params{"p0": 1}},
	{"nested in counted", folders.Where(FolderLikes.Count(FolderSeats.Any(SeatTaken.Eq(true)), FolderHates.Count().Eq(0)).Gt(1)), query.Params{"p0": true, "p1": 0, "p2": 1}},
	{"nested in All", folders.Where(FolderLikes.All(FolderSeats.Any(SeatTaken.Eq(true)))), query.Params{"p0": true}},
	{"grouped", folders.Where(query.Or(FolderLikes.Any(), query.And(FolderHates.None(), FolderName.StartsWith("x")))), query.Params{"p0": "x"}},
}

func edgeStatements(t *testing.T, dialect cypher.Dialect) []statement {
	var list []statement
	in := setting[Folder](t, dialect)
	for _, test := range edgeFinds {
		stmt, err := test.input.Untyped().All(in)
		require.NoError(t, err, test.name)
		if dialect != cypher.Four { // where All counts, and has the handle's conditions twice
			assert.Equal(t, test.params, stmt.Params, test.name)
		}
		list = append(list, statement{test.name, stmt.Text, stmt.Params})
	}
	return list
}

func TestConditionsAcrossRelationships(t *testing.T) {
	golden(t, "edge", edgeStatements(t, cypher.Newest))
	golden(t, "edge", edgeStatements(t, cypher.Scoped))
	golden(t, "edge", edgeStatements(t, cypher.Five))
	golden(t, "edge.4.4", edgeStatements(t, cypher.Four))
}
