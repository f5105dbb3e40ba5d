package query_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"weak"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// shapes are choices whose values differ with n, and nothing else.
var shapes = []func(n int) query.Find[Folder]{
	func(int) query.Find[Folder] { return folders },
	func(n int) query.Find[Folder] { return folders.Where(FolderName.Eq(nth(n))) },
	func(n int) query.Find[Folder] { return folders.Where(FolderName.Ne(nth(n))) },
	func(n int) query.Find[Folder] { return folders.Where(FolderName.EqualFold(nth(n))) },
	func(n int) query.Find[Folder] { return folders.Where(FolderName.In(make([]string, n)...)) },
	func(n int) query.Find[Folder] { return folders.Where(FolderName.Between(nth(n), nth(n+1))) },
	func(int) query.Find[Folder] { return folders.Where(FolderName.IsNull()) },
	func(int) query.Find[Folder] { return folders.Where(FolderName.IsNotNull()) },
	func(int) query.Find[Folder] { return folders.Where(query.HasLabel[Folder]("A")) },
	func(int) query.Find[Folder] { return folders.Where(query.HasLabel[Folder]("B")) },
	func(n int) query.Find[Folder] { return folders.Where(query.Not(FolderName.Eq(nth(n)))) },
	func(n int) query.Find[Folder] {
		return folders.Where(query.Or(FolderName.Eq(nth(n)), FolderName.Eq(nth(n+1))))
	},
	func(n int) query.Find[Folder] {
		return folders.Where(query.And(FolderName.Eq(nth(n)), FolderName.Eq(nth(n+1))))
	},
	func(n int) query.Find[Folder] {
		return folders.Where(query.Or(FolderName.Eq(nth(n))), FolderName.Eq(nth(n+1)))
	},
	func(int) query.Find[Folder] { return folders.Where(FolderSeats.Any()) },
	func(int) query.Find[Folder] { return folders.Where(FolderLikes.Any()) },
	func(int) query.Find[Folder] { return folders.Where(FolderLikes.None()) },
	func(n int) query.Find[Folder] { return folders.Where(FolderSeats.Any(SeatRow.Eq(nth(n)))) },
	func(n int) query.Find[Folder] {
		return folders.Where(FolderSeats.Where(SeatTaken.Eq(n%2 == 0)).Any(SeatRow.Eq(nth(n))))
	},
	func(n int) query.Find[Folder] { return folders.Where(FolderLikes.Any(FolderName.Eq(nth(n)))) }, // whose index is where it begins
	func(n int) query.Find[Folder] { return folders.Where(FolderSeats.All(SeatRow.Eq(nth(n)))) },
	func(n int) query.Find[Folder] { return folders.Where(FolderSeats.Count(SeatRow.Eq(nth(n))).Gt(n)) },
	func(n int) query.Find[Folder] { return folders.Where(FolderSeats.Count().Le(n)) },
	func(n int) query.Find[Folder] { return folders.Where(DealTags.WhereRelationship(DealSum.Gt(n)).Any()) },
	func(int) query.Find[Folder] { return folders.OrderBy(FolderName.Asc()) },
	func(int) query.Find[Folder] { return folders.OrderBy(FolderName.Desc()) },
	func(n int) query.Find[Folder] { return folders.OrderBy(FolderSeats.Count(SeatRow.Eq(nth(n))).Desc()) },
	folders.Limit,
	func(n int) query.Find[Folder] {
		return folders.Where(FolderName.Ge(nth(n)), FolderName.Le(nth(2*n))).OrderBy(FolderName.Asc()).Limit(n)
	},
}

// branches are fetch plans whose values differ with n, and nothing else.
var branches = []func(n int) query.Plan[Folder]{
	func(int) query.Plan[Folder] { return query.With[Folder]() },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderSeats) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderLikes) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderThings) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderLikes, FolderSeats) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderLikes.With(FolderSeats)) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderLikes.Depth(1, 2)) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderLikes.Depth(2, 2)) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderLikes.Depth(1, 3)) },
	func(n int) query.Plan[Folder] { return query.With[Folder](FolderSeats.Limit(n)) },
	func(int) query.Plan[Folder] { return query.With[Folder](FolderSeats.OrderBy(SeatRow.Asc())) },
	func(n int) query.Plan[Folder] {
		return query.With[Folder](FolderSeats.Where(SeatRow.Eq(nth(n))).OrderBy(SeatRow.Desc()).Limit(n), FolderLikes.With(FolderSeats.Limit(n+1)))
	},
	func(n int) query.Plan[Folder] {
		return query.With[Folder](DealTags.WhereRelationship(DealSum.Gt(n)).Where(TagName.Ne(nth(n))).OrderByRelationship(DealSum.Desc()))
	},
	func(n int) query.Plan[Folder] {
		return query.With[Folder](DealTags.Where(TagName.Ne(nth(n))).OrderBy(TagName.Asc()))
	},
}

func nth(n int) string { return fmt.Sprintf("name %d", n) }

// verbs are those that write about a choice, with a plan and without.
func verbs() map[string]query.Verb {
	alone := func(write func(query.Choice, query.Setting) (query.Statement, error)) query.Verb {
		return func(f query.Choice, setting query.Setting, _ query.Branches) (query.Statement, []query.Level, error) {
			stmt, err := write(f, setting)
			return stmt, nil, err
		}
	}
	return map[string]query.Verb{
		"all":         alone(query.Choice.All),
		"one":         alone(query.Choice.One),
		"count":       alone(query.Choice.Count),
		"exists":      alone(query.Choice.Exists),
		"stream":      alone(query.Choice.Stream),
		"keys":        alone(query.Choice.Keys),
		"all with":    query.Choice.AllWith,
		"one with":    query.Choice.OneWith,
		"stream with": query.Choice.StreamWith,
	}
}

// counted tells how often a verb has written.
func counted(verb query.Verb, times *int) query.Verb {
	return func(f query.Choice, setting query.Setting, branches query.Branches) (query.Statement, []query.Level, error) {
		*times++
		return verb(f, setting, branches)
	}
}

// Each shape is asked for several times with other values, and all of them of one keeper of texts,
// which must not take one for another.
func TestAKeptTextIsTheOneThatIsWritten(t *testing.T) {
	ofFolders, ofPeople, ofPlaces := query.NewTexts(), query.NewTexts(), query.NewTexts()
	for _, dialect := range []cypher.Dialect{cypher.Newest, cypher.Scoped, cypher.Five, cypher.Four} {
		keeper := texts{t, ofFolders, setting[Folder](t, dialect)}
		for name := range verbs() {
			for _, shape := range shapes {
				for _, plan := range plansOf(name) {
					keeper.keeps(name, func(n int) (query.Choice, query.Branches) { return shape(n).Untyped(), plan(n).Untyped() })
				}
			}
		}
		keeper = texts{t, ofPeople, setting[Person](t, dialect)}
		for _, text := range []query.Property[Person, string]{ID, Name} { // alike but for the handle
			for _, condition := range []func(string) query.Condition[Person]{
				text.Eq,
				func(v string) query.Condition[Person] { return text.In(v) },
				func(v string) query.Condition[Person] { return text.Between(v, v) },
				func(string) query.Condition[Person] { return text.IsNull() },
			} {
				keeper.keeps("all", func(n int) (query.Choice, query.Branches) {
					return people.Where(condition(nth(n))).Untyped(), query.Branches{}
				})
			}
			keeper.keeps("all", func(int) (query.Choice, query.Branches) {
				return people.OrderBy(text.Asc()).Untyped(), query.Branches{}
			})
		}
		keeper = texts{t, ofPlaces, setting[Place](t, dialect)}
		keeper.keeps("all", func(n int) (query.Choice, query.Branches) {
			from, to := dbtype.Point2D{X: float64(n), SpatialRefId: 7203}, dbtype.Point2D{X: float64(n + 1), SpatialRefId: 7203}
			near := query.Distance(PlaceAt, from)
			return query.Find[Place]{}.Where(near.Lt(float64(n)), query.InBox(PlaceAt, from, to)).OrderBy(near.Asc()).Untyped(), query.Branches{}
		})
	}
}

// plansOf are the fetch plans that a verb can take.
func plansOf(verb string) []func(int) query.Plan[Folder] {
	if strings.HasSuffix(verb, " with") {
		return branches
	}
	return branches[:1]
}

// texts is a keeper that is tried.
type texts struct {
	*testing.T
	kept *query.Texts
	in   query.Setting
}

// keeps asks for a shape with different values. From the third time on, nothing is written.
func (x texts) keeps(name string, shape func(n int) (query.Choice, query.Branches)) {
	x.Helper()
	verb := verbs()[name]
	for n := range 4 {
		choice, plan := shape(n)
		want, levels, err := verb(choice, x.in, plan)
		require.NoError(x, err)
		written := 0
		got, gotLevels, err := x.kept.Write(name, counted(verb, &written), choice, x.in, plan)
		require.NoError(x, err)
		require.Equal(x, want, got)
		require.Equal(x, levels, gotLevels)
		if n > 1 {
			require.Zero(x, written, want.Text)
		}
	}
}

// What has no shape is written each time: indexes as the origin, raw conditions, placeholders, fields that are
// filled in place of others, and handles that were not made.
func TestATextThatCannotBeKeptIsWritten(t *testing.T) {
	into := FolderLikes.Into(func(f *Folder) *[]*Folder { return &f.Liked })
	plain := query.With[Folder]().Untyped()
	for name, test := range map[string]struct {
		find query.Find[Folder]
		plan query.Branches
	}{
		"origin":                 {folders.From(query.Search[Folder]("names", "ann")), plain},
		"raw":                    {folders.Where(query.RawCondition[Folder]("{n}.a = $a", query.Params{"a": 1})), plain},
		"element id":             {folders.Where(query.ElementID[Folder]("1")), plain},
		"placeholder":            {folders.Where(FolderName.Given("name").Eq()), plain},
		"placeholder for a list": {folders.Where(FolderName.Given("names").In()), plain},
		"into, in a condition":   {folders.Where(into.Any()), plain},
		"into":                   {folders, query.With[Folder](into).Untyped()},
	} {
		kept := query.NewTexts()
		for range 4 {
			written := 0
			got, _, err := kept.Write("all", counted(query.Choice.AllWith, &written), test.find.Untyped(), setting[Folder](t, cypher.Newest), test.plan)
			require.NoError(t, err, name)
			assert.Equal(t, 1, written, name)
			assert.NotEmpty(t, got.Text, name)
		}
	}
}

// A value that is refused is reported as ever, with all other mistakes, also by a text that is kept.
func TestAValueIsRefusedByAKeptText(t *testing.T) {
	in := setting[Person](t, cypher.Newest)
	kept := query.NewTexts()
	find := func(name string, email *string) query.Choice {
		return people.Where(Name.Eq(name), query.Not(emailPointer.Ne(email)), emailPointer.In(email)).Untyped()
	}
	good, all := new(string), verbs()["all"]
	for range 2 {
		for range 3 {
			_, _, err := kept.Write("all", all, find("Ann", good), in, query.Branches{})
			require.NoError(t, err)
		}
		_, _, err := kept.Write("all", all, find("\xff", nil), in, query.Branches{})
		require.ErrorContains(t, err, "Person.Name: string: the text is not valid UTF-8")
		assert.Equal(t, 2, strings.Count(err.Error(), "Person.Email is compared with nil"), err)
	}
	for _, n := range []int{1, 2, 3, -1, -1, -1} {
		_, _, err := kept.Write("all", all, people.Limit(n).Untyped(), in, query.Branches{})
		if n < 0 {
			require.EqualError(t, err, "ogm: a limit of -1 is negative")
		} else {
			require.NoError(t, err)
		}
	}
	for range 4 {
		_, _, err := kept.Write("all", all, people.Where(Born.StartsWith("1")).Limit(-1).Untyped(), in, query.Branches{})
		require.EqualError(t, err, "ogm: Person.Born is int, and StartsWith is for text\nogm: a limit of -1 is negative")
	}
}

// What has very many conditions is written each time, and is not kept.
func TestALongTextIsNotKept(t *testing.T) {
	long := make([]query.Condition[Folder], 500)
	for i := range long {
		long[i] = FolderName.Eq(nth(i))
	}
	kept, written := query.NewTexts(), 0
	for range 4 {
		_, _, err := kept.Write("all with", counted(query.Choice.AllWith, &written), folders.Where(query.Or(long...)).Untyped(), setting[Folder](t, cypher.Newest), query.Branches{})
		require.NoError(t, err)
	}
	assert.Equal(t, 4, written)
}

// There may be more shapes than are kept, and more than are remembered.
func TestMoreShapesThanAreKept(t *testing.T) {
	in := setting[Folder](t, cypher.Newest)
	kept := query.NewTexts()
	for range 2 {
		for n := range 700 {
			find := folders
			for bit := range 10 {
				if n>>bit&1 == 1 {
					find = find.Where(FolderName.Eq(nth(bit)))
				} else {
					find = find.Where(FolderName.Ne(nth(bit)))
				}
			}
			want, _, err := find.Untyped().AllWith(in, query.Branches{})
			require.NoError(t, err)
			for range 3 {
				got, _, err := kept.Write("all with", query.Choice.AllWith, find.Untyped(), in, query.Branches{})
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		}
	}
}

// Club leads to people, who have a property that is a pointer.
type Club struct {
	schema.Node `neo4j:"Club"`

	ID      string    `neo4j:"id,key"`
	Members []*Person `neo4j:"-[:MEMBER]->"`
	Clubs   []*Club   `neo4j:"-[:PART]->"`
}

// Neither a text that is kept nor the memory that it was found by holds a value.
func TestAKeptTextKeepsNoValue(t *testing.T) {
	members := query.Edge(func(c *Club) *[]*Person { return &c.Members })
	parts := query.Edge(func(c *Club) *[]*Club { return &c.Clubs })
	for name, plan := range map[string]func(secret query.Condition[Person]) query.Plan[Club]{
		"of what is loaded": func(secret query.Condition[Person]) query.Plan[Club] {
			return query.With[Club](members.Where(secret, query.Or(secret, query.Not(secret))))
		},
		"of a path": func(secret query.Condition[Person]) query.Plan[Club] {
			return query.With[Club](parts.Where(members.Any(secret), members.Where(secret).All(secret)))
		},
		"of an order": func(secret query.Condition[Person]) query.Plan[Club] {
			return query.With[Club](parts.OrderBy(members.Where(secret).Count(secret).Asc()))
		},
		"that a path does not look at": func(secret query.Condition[Person]) query.Plan[Club] {
			return query.With[Club](parts.Where(parts.With(members.Where(secret)).Any()))
		},
	} {
		kept := query.NewTexts()
		var values []weak.Pointer[string]
		for range 4 {
			secret := new(string)
			values = append(values, weak.Make(secret))
			plan := plan(query.Or(emailPointer.Eq(secret), emailPointer.In(secret), emailPointer.Between(secret, secret)))
			_, _, err := kept.Write("all with", query.Choice.AllWith, query.Find[Club]{}.Untyped(), setting[Club](t, cypher.Newest), plan.Untyped())
			require.NoError(t, err)
		}
		runtime.GC()
		for i, value := range values {
			assert.Nil(t, value.Value(), "a value %s, time %d, is still held", name, i)
		}
		runtime.KeepAlive(kept)
	}
}

// What was asked for twice stays, however many others are asked for once.
func TestConditionsThatAreMadeUpDriveNothingOut(t *testing.T) {
	in := setting[Folder](t, cypher.Newest)
	kept := query.NewTexts()
	written := 0
	often := func() {
		_, _, err := kept.Write("all with", counted(query.Choice.AllWith, &written), folders.Where(FolderName.Eq("a")).Untyped(), in, query.Branches{})
		require.NoError(t, err)
	}
	often()
	often()
	for range 20_000 {
		once := query.Prop(func(f *Folder) *string { return &f.Name })
		_, _, err := kept.Write("all with", query.Choice.AllWith, folders.Where(once.Eq("a")).Untyped(), in, query.Branches{})
		require.NoError(t, err)
	}
	often()
	assert.Equal(t, 2, written)
}

func TestTextsAreKeptByManyAtOnce(t *testing.T) {
	in := setting[Folder](t, cypher.Newest)
	kept := query.NewTexts()
	var want []query.Statement
	for i, shape := range shapes {
		stmt, _, err := shape(i).Untyped().AllWith(in, query.Branches{})
		require.NoError(t, err)
		want = append(want, stmt)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				for i, shape := range shapes {
					got, _, err := kept.Write("all with", query.Choice.AllWith, shape(i).Untyped(), in, query.Branches{})
					assert.NoError(t, err)
					assert.Equal(t, want[i], got)
				}
			}
		})
	}
	all.Wait()
}
