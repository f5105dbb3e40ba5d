package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

var (
	FolderName    = query.Prop(func(f *Folder) *string { return &f.Name })
	FolderFolders = query.Edge(func(f *Folder) *[]*Folder { return &f.Folders })
	FolderSeats   = query.Edge(func(f *Folder) *[]*Seat { return &f.Seats })
	FolderDeals   = query.EdgeTo[Tag](func(f *Folder) *[]*Deal { return &f.Deals })
	FolderLikes   = query.Edge(func(f *Folder) *[]*Folder { return &f.Likes })
	FolderHates   = query.Edge(func(f *Folder) *[]*Folder { return &f.Hates })
	FolderThings  = query.EdgeTo[thing](func(f *Folder) *[]thing { return &f.Things })
	SeatTaken     = query.Prop(func(s *Seat) *bool { return &s.Taken })
	SeatRow       = query.Prop(func(s *Seat) *string { return &s.Row })
	folders       = query.Find[Folder]{}
)

var plans = []struct {
	name   string
	plan   query.Plan[Folder]
	levels int
}{
	{"nothing", query.With[Folder](), 0},
	{"incoming", query.With[Folder](FolderFolders), 1},
	{"undirected, with a condition, an order and a limit", query.With[Folder](FolderSeats.Where(SeatTaken.Eq(true)).OrderBy(SeatRow.Desc()).Limit(3)), 1},
	{"ordered alone", query.With[Folder](FolderSeats.OrderBy(SeatRow.Asc())), 1},
	{"through the struct of a relationship", query.With[Folder](FolderDeals), 1},
	{"an interface", query.With[Folder](FolderThings), 1},
	{"two levels, alike", query.With[Folder](FolderLikes.With(FolderSeats), FolderHates.With(FolderSeats)), 2},
	{"two levels, not alike", query.With[Folder](FolderLikes.With(FolderSeats), FolderHates.With(FolderSeats.Limit(1))), 4},
	{"conditions and order of relationships", query.With[Folder](DealTags.WhereRelationship(DealSum.Gt(1)).Where(TagName.Ne("x")).OrderByRelationship(DealSum.Desc()).OrderBy(TagName.Asc())), 1},
	{"a condition across a relationship", query.With[Folder](FolderLikes.Where(FolderSeats.Any(SeatTaken.Eq(true)))), 1},
	{"to a depth", query.With[Folder](FolderLikes.Depth(1, 3)), 3},
	{"to a depth, conditions from the second step on", query.With[Folder](FolderLikes.Where(FolderName.Ne("x")).OrderBy(FolderName.Asc()).Limit(2).With(FolderSeats).Depth(2, 3)), 6},
	{"into another field", query.With[Folder](FolderLikes, FolderLikes.Where(FolderName.StartsWith("x")).Into(func(f *Folder) *[]*Folder { return &f.Liked })), 2},
	{"two types into another field", query.With[Folder](FolderLikes.Into(func(f *Folder) *[]*Folder { return &f.Liked }), FolderHates.Into(func(f *Folder) *[]*Folder { return &f.Liked })), 2},
	{"a limit at each of two levels", query.With[Folder](FolderFolders.Limit(2).With(FolderFolders.Limit(2))), 2},
}

func levelStatements(t *testing.T, dialect cypher.Dialect) []statement {
	var list []statement
	add := func(name string, stmt query.Statement, levels []query.Level, err error, want int) {
		require.NoError(t, err, name)
		assert.Len(t, levels, 1+want, name)
		list = append(list, statement{name, stmt.Text, stmt.Params})
	}
	in := setting[Folder](t, dialect)
	for _, test := range plans {
		stmt, levels, err := query.GetManyWith(query.Choice{}, in, test.plan.Untyped())
		if stmt.Params == nil {
			stmt.Params = query.Params{}
		}
		stmt.Params["b"] = map[string]any{"keys": []any{[]any{"a"}}}
		add("GetMany, "+test.name, stmt, levels, err, test.levels)
	}
	one := query.With[Folder](FolderFolders).Untyped()
	stmt, levels, err := folders.Where(FolderName.Eq("a")).OrderBy(FolderName.Desc()).Limit(5).Untyped().AllWith(in, one)
	add("All, a limit", stmt, levels, err, 1)
	stmt, levels, err = folders.Where(FolderName.Eq("a")).Untyped().OneWith(in, one)
	add("One", stmt, levels, err, 1)
	stmt, levels, err = folders.Where(FolderName.Eq("a")).Untyped().StreamWith(in, one)
	add("Stream", stmt, levels, err, 1)
	stmt, levels, err = folders.Limit(7).Untyped().OneWith(in, one)
	add("One, a limit", stmt, levels, err, 1)
	return list
}

func TestLevels(t *testing.T) {
	golden(t, "levels", levelStatements(t, cypher.Newest))
	golden(t, "levels.4.4", levelStatements(t, cypher.Four))
	golden(t, "levels", levelStatements(t, cypher.Scoped))
	golden(t, "levels.5", levelStatements(t, cypher.Five))
}

func TestMistakesInPlans(t *testing.T) {
	in := setting[Folder](t, cypher.Newest)
	var empty query.EdgeField[Folder, Seat]
	notEdge := query.EdgeTo[Seat](func(f *Folder) *string { return &f.Name })
	for want, plan := range map[string]query.Plan[Folder]{
		"an edge of Folder is empty":                                  query.With[Folder](empty),
		"Folder.Name is not a relationship of":                        query.With[Folder](notEdge),
		"a limit of -1 is negative":                                   query.With[Folder](FolderSeats.Limit(-1)),
		"Folder.Likes is followed from step 0 to 3; steps begin at 1": query.With[Folder](FolderLikes.Depth(0, 3)),
		"there are 32 at the most":                                    query.With[Folder](FolderLikes.Depth(1, 33)),
		"Folder.Seats leads to a Seat, from where":                    query.With[Folder](FolderSeats.Depth(1, 2)),
		"Folder.Hates is a relationship itself":                       query.With[Folder](FolderLikes.Into(func(f *Folder) *[]*Folder { return &f.Hates })),
		"ogm: Into: the function is nil":                              query.With[Folder](FolderLikes.Into(nil)),
		"Folder.Liked cannot take what Folder.Deals":                  query.With[Folder](query.EdgeTo[Folder](func(f *Folder) *[]*Deal { return &f.Deals }).Into(func(f *Folder) *[]*Folder { return &f.Liked })),
		"made by query.Edge":                                          query.With[Folder](nil),
		"a property of Seat is empty; make it by q":                   query.With[Folder](FolderSeats.Where(query.Property[Seat, string]{}.Eq("a"))),
	} {
		_, _, err := query.GetManyWith(query.Choice{}, in, plan.Untyped())
		if want == "made by query.Edge" {
			want = "make it by query.Edge"
		}
		assert.ErrorContains(t, err, want)
	}
	assert.PanicsWithValue(t, "query.Edge: the function is nil; write func(x *Folder) *[]*query_test.Seat { return &x.Field }", func() {
		query.Edge[Folder, Seat](nil)
	})
}
