package query_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

var CrateColor = query.Entry(func(c *Crate) *map[string]any { return &c.Extra }, "color")

// page is Find.Page in the form of the other steps; values are those of a cursor.
func page[T any](find query.Find[T], backward bool, values ...any) finish {
	return func(setting query.Setting) (query.Statement, error) {
		keyset, err := find.Untyped().Keyset(setting)
		if err != nil {
			return query.Statement{}, err
		}
		return find.Untyped().Page(setting, query.PageOf{Keyset: keyset, Values: values, Backward: backward, Size: 10})
	}
}

const (
	forward  = false
	backward = true
)

// pageStatements are pages at all kinds of cursors. Those that are named "by …" are to be
// read in the order of an index.
func pageStatements(t *testing.T, dialect cypher.Dialect) []statement {
	var list []statement
	add := func(name string, stmt query.Statement) {
		list = append(list, statement{name, stmt.Text, stmt.Params})
	}
	byEmail := people.Where(Email.IsNotNull()).OrderBy(Email.Asc())
	mixed := people.OrderBy(Born.Desc(), Name.Asc())
	for _, test := range []struct {
		name  string
		input finish
	}{
		{"by key, the first page", page(people, forward)},
		{"by key, the last page", page(people, backward)},
		{"by key, after", page(people, forward, "ann")},
		{"by key, before", page(people, backward, "ann")},
		{"by key, after, descending", page(people.OrderBy(ID.Desc()), forward, "ann")},
		{"by key, after, high text", page(people, forward, "a😀ｂ")},
		{"high text, before", page(people, backward, "a😀ｂ")},
		{"by a property that is there, the first page", page(byEmail, forward)},
		{"by a property that is there, after", page(byEmail, forward, "a@b", "ann")},
		{"by a property that is there, before", page(byEmail, backward, "a@b", "ann")},
		{"mixed directions, the first page", page(mixed, forward)},
		{"mixed directions, after", page(mixed, forward, int64(1960), "Ann", "ann")},
		{"mixed directions, before", page(mixed, backward, int64(1960), "Ann", "ann")},
		{"mixed directions, after nulls", page(mixed, forward, nil, nil, "ann")},
		{"mixed directions, before nulls", page(mixed, backward, nil, nil, "ann")},
		{"conditions, after", page(old.OrderBy(Born.Asc()), forward, int64(1850), "ann")},
		{"what follows the key decides nothing", page(people.OrderBy(ID.Asc(), Name.Desc()), forward, "ann")},
		{"a sort key twice", page(people.OrderBy(Name.Asc(), Name.Desc()), forward)},
	} {
		add(test.name, build[Person](t, test.name, test.input))
	}
	seats := query.Find[Seat]{}
	add("by two keys, the first page", build[Seat](t, "", page(seats, forward)))
	add("by two keys, after", build[Seat](t, "", page(seats, forward, "A", int64(3))))
	add("by two keys, before", build[Seat](t, "", page(seats, backward, "A", int64(3))))
	add("keys in another order, after", build[Seat](t, "", page(seats.OrderBy(SeatTaken.Asc(), SeatNumber.Desc()), forward, true, int64(3), "A")))
	score := query.Find[Account]{}.OrderBy(AccountScore.Asc())
	add("floats, after", build[Account](t, "", page(score, forward, 1.5, "a")))
	add("floats, before", build[Account](t, "", page(score.Where(AccountScore.Gt(0)), backward, 1.5, "a")))
	for _, test := range []struct {
		name     string
		backward bool
	}{{"floats, after NaN", forward}, {"floats, before NaN", backward}} {
		stmt, err := page(score, test.backward, math.NaN(), "a")(setting[Account](t, dialect)) // which build cannot compare with itself
		require.NoError(t, err)
		add(test.name, stmt)
	}
	crates := query.Find[Crate]{}.OrderBy(CrateColor.Asc())
	add("an entry of a map, after text", build[Crate](t, "", page(crates, forward, "red", "a")))
	add("an entry of a map, before a number", build[Crate](t, "", page(crates, backward, int64(1), "a")))
	add("hostile names, after", build[Hostile](t, "", page(query.Find[Hostile]{}.OrderBy(Clause.Asc()), forward, "x", "y")))

	in := setting[Folder](t, dialect)
	keyset, err := folders.Untyped().Keyset(in)
	require.NoError(t, err)
	stmt, levels, err := folders.Untyped().PageWith(in, query.PageOf{Keyset: keyset, Values: []any{"a"}, Size: 10}, query.With[Folder](FolderFolders).Untyped())
	require.NoError(t, err)
	assert.Len(t, levels, 2)
	add("by key, with a plan", stmt)
	return list
}

func TestPage(t *testing.T) {
	golden(t, "page", pageStatements(t, cypher.Newest))
	list := pageStatements(t, cypher.Four)
	golden(t, "page.4.4", list[len(list)-1:])
	list = pageStatements(t, cypher.Five)
	golden(t, "page.5", list[len(list)-1:])
}

// However many nodes there are, a page that begins with the key, or with an indexed property
// that is known to be there, is read from the index, in its order, and no further than it goes.
func TestPagesAreReadInTheOrderOfAnIndex(t *testing.T) {
	s := startServer(t)
	s.constrain()
	s.run("CREATE CONSTRAINT person_email FOR (n:Person) REQUIRE n.email IS UNIQUE", nil)
	s.run("CALL db.awaitIndexes(60)", nil)
	check := func(size string) {
		for _, stmt := range pageStatements(t, s.dialect) {
			isKey := strings.HasPrefix(stmt.name, "by key") || strings.HasPrefix(stmt.name, "by two keys")
			if !isKey && (size == "empty" || !strings.HasPrefix(stmt.name, "by ")) {
				continue // of an empty database all indexes are alike
			}
			operators := operators(s.run("EXPLAIN "+stmt.text, stmt.params))
			last := operators[len(operators)-1]
			if stmt.name == "by key, with a plan" {
				assert.True(t, slices.ContainsFunc(operators, seeks), "%s, %s: no look-up in %v", size, stmt.name, operators)
			} else if strings.HasSuffix(stmt.name, "page") {
				assert.Equal(t, "NodeIndexScan", last, "%s, %s: %v", size, stmt.name, operators)
			} else {
				assert.True(t, seeks(last), "%s, %s: no look-up in %v", size, stmt.name, operators)
			}
			for _, sorter := range []string{"Sort", "Top", "Union", "NodeByLabelScan"} {
				assert.NotContains(t, operators, sorter, "%s, %s: %v", size, stmt.name, operators)
			}
		}
	}
	check("empty")
	s.run("UNWIND range(1, 5000) AS i CREATE (:Person {id: 'p' + i, name: 'x', email: 'e' + i}) CREATE (:Seat:Bookable:Thing {row: 'r' + i % 10, number: i}) CREATE (:Folder {name: 'f' + i})", nil)
	s.run("CALL db.prepareForReplanning(60)", nil)
	check("full")
}

func TestMistakesInPages(t *testing.T) {
	in := setting[Person](t, cypher.Newest)
	for want, find := range map[string]query.Find[Person]{
		"Person.Tags is []string, by which pages cannot be sorted": people.OrderBy(Tags.Asc()),
		"a property of Person is empty":                            people.OrderBy(query.Property[Person, int]{}.Asc()),
		"a selection with a limit has no pages":                    people.Limit(3),
	} {
		_, err := page(find, forward)(in)
		assert.ErrorContains(t, err, want)
	}
	keyset, err := people.Untyped().Keyset(in)
	require.NoError(t, err)
	_, err = people.Untyped().Page(in, query.PageOf{Keyset: keyset})
	require.ErrorContains(t, err, "a page of 0 nodes is none")

	_, err = query.Find[Event]{}.Untyped().Keyset(setting[Event](t, cypher.Newest))
	require.ErrorContains(t, err, "Event has no key, so nothing tells nodes apart")
	_, err = folders.OrderBy(FolderSeats.Count().Desc()).Untyped().Keyset(setting[Folder](t, cypher.Newest))
	require.ErrorContains(t, err, "pages are sorted by properties alone")
}

// A cursor of one order must not be taken for one of another.
func TestFingerprintsTellOrdersApart(t *testing.T) {
	in := setting[Person](t, cypher.Newest)
	seen := map[uint64]int{}
	for i, find := range []query.Find[Person]{
		people, people.OrderBy(ID.Desc()), people.OrderBy(Name.Asc()), people.OrderBy(Name.Desc()), people.OrderBy(Born.Asc()),
		people.OrderBy(Name.Asc(), Born.Asc()), people.OrderBy(Born.Asc(), Name.Asc()), people.OrderBy(Name.Asc(), Born.Desc()),
	} {
		keyset, err := find.Untyped().Keyset(in)
		require.NoError(t, err)
		other, taken := seen[keyset.Fingerprint()]
		assert.False(t, taken, "%d and %d", i, other)
		seen[keyset.Fingerprint()] = i
	}
	tags, err := query.Find[Tag]{}.Untyped().Keyset(setting[Tag](t, cypher.Newest))
	require.NoError(t, err)
	all, err := folders.Untyped().Keyset(setting[Folder](t, cypher.Newest))
	require.NoError(t, err)
	assert.NotEqual(t, tags.Fingerprint(), all.Fingerprint(), "both are sorted by a name")

	same, err := people.OrderBy(Name.Asc()).Where(Born.Gt(1)).Untyped().Keyset(in)
	require.NoError(t, err)
	assert.Contains(t, seen, same.Fingerprint(), "conditions do not count")
	assert.Equal(t, 2, same.Size())
	assert.Equal(t, "Name", same.Column(0))
}
