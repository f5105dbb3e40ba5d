package ogm_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

var everyone = query.CountAll[Person]()

func TestKeys(t *testing.T) {
	w, people := crowd(t)
	keys, err := people.Match(Born.IsNotNull()).OrderBy(Born.Desc(), Name.Desc()).Limit(3).Keys(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []ogm.Key{{"cid"}, {"dan"}, {"bob"}}, keys)
	keys, err = people.Match(Name.Eq("nobody")).Keys(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []ogm.Key{}, keys)

	// inside a unit and a transaction nothing is tracked
	unit := w.db.NewUnit()
	keys, err = people.In(unit).Match().Keys(w.ctx)
	require.NoError(t, err)
	assert.Len(t, keys, 5)
	assert.Empty(t, unit.Plan().Statements)
	require.NoError(t, w.db.Read(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		keys, err = people.In(tx).Match(ID.In("ann")).Keys(ctx)
		return err
	}))
	assert.Equal(t, []ogm.Key{{"ann"}}, keys)
}

func TestKeysOfThousandsAndOfSeveralProperties(t *testing.T) {
	w := setup(t)
	seats := repository[Seat](w)
	var list []*Seat
	var want []ogm.Key
	for i := range 2500 {
		list = append(list, &Seat{Hall: "A", Number: 2499 - i})
		want = append(want, ogm.Key{"A", i})
	}
	require.NoError(t, seats.Save(w.ctx, list...))
	number := query.Prop(func(s *Seat) *int { return &s.Number })
	keys, err := seats.Match().OrderBy(number.Asc()).Keys(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, want, keys)

	w.rows("CREATE (:Seat {hall: 'B'})", nil)
	hall := query.Prop(func(s *Seat) *string { return &s.Hall })
	keys, err = seats.Match(hall.Eq("B")).Keys(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []ogm.Key{{"B", nil}}, keys, "a node without a whole key")
}

// Voucher has a key that is stored in another form, behind a pointer.
type Voucher struct {
	ogm.Node `neo4j:"Voucher"`

	ID    *uuid.UUID    `neo4j:"id,key"`
	Price float64       `neo4j:"price"`
	Takes time.Duration `neo4j:"takes"`
	Sold  *time.Time    `neo4j:"sold"`
}

func TestKeysHaveTheTypesOfTheirFields(t *testing.T) {
	w := setup(t)
	tickets := repository[Voucher](w)
	id := uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	require.NoError(t, tickets.Save(w.ctx, &Voucher{ID: &id}))
	keys, err := tickets.Match().Keys(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, []ogm.Key{{id}}, keys)
	got, err := tickets.Get(w.ctx, keys[0])
	require.NoError(t, err)
	assert.Equal(t, id, *got.ID)

	w.rows("MATCH (n:Voucher) SET n.id = 7", nil)
	_, err = tickets.Match().Keys(w.ctx)
	require.ErrorContains(t, err, "Voucher.ID")
}

// Vignette is a part of a person.
type Vignette struct {
	Name  string
	Year  *int    `neo4j:"born"`
	Email *string `neo4j:"email,omitempty"`
	Note  string  `neo4j:"-"`
}

func TestSelectOfAProjectionStruct(t *testing.T) {
	w, people := crowd(t)
	cards, err := ogm.Select[Vignette](w.ctx, people.Match(Name.Ne("Ann")).OrderBy(Name.Asc()).Limit(3))
	require.NoError(t, err)
	assert.Equal(t, []Vignette{
		{Name: "Bob", Year: pointer(1960), Email: pointer("bob@example.org")},
		{Name: "Cid", Year: pointer(1970)},
		{Name: "Dan", Year: pointer(1960)},
	}, cards)

	pointers, err := ogm.Select[*Vignette](w.ctx, people.Match(ID.Eq("eve")))
	require.NoError(t, err)
	assert.Equal(t, []*Vignette{{Name: "Eve"}}, pointers)

	type Base struct{ Name string }
	embedded, err := ogm.Select[struct {
		Base
		Born int `neo4j:",omitempty"`
	}](w.ctx, people.Match(ID.Eq("eve")))
	require.NoError(t, err)
	require.Len(t, embedded, 1)
	assert.Equal(t, "Eve", embedded[0].Name)

	twice, err := ogm.Select[struct {
		A string `neo4j:"name"`
		B string `neo4j:"name"`
	}](w.ctx, people.Match(ID.Eq("eve")))
	require.NoError(t, err)
	assert.Equal(t, "EveEve", twice[0].A+twice[0].B)

	none, err := ogm.Select[Vignette](w.ctx, people.Match(Name.Eq("nobody")))
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestOnlyColumnsThatAreAskedForAreSent(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	before := len(s.server.Messages())
	_, err := ogm.Select[Vignette](s.ctx, s.people.Match(Born.Gt(1960)))
	require.ErrorContains(t, err, "no column", "the scripted server gives others")
	sent := fmt.Sprint(s.server.Messages()[before:])
	assert.Contains(t, sent, "RETURN n.name AS `Name`, n.born AS `born`, n.email AS `email`")
}

func TestSelectOfColumns(t *testing.T) {
	w, people := crowd(t)
	type row struct {
		Name string
		Year *int `neo4j:"year"`
	}
	rows, err := ogm.Select[row](w.ctx, people.Match(ID.In("ann", "eve")).Select(Name, Born.As("year")).OrderBy(Name.Desc()))
	require.NoError(t, err)
	assert.Equal(t, []row{{"Eve", nil}, {"Ann", pointer(1950)}}, rows)

	names, err := ogm.Select[string](w.ctx, people.Match().OrderBy(Born.Asc(), Name.Asc()).Limit(3).Select(Name))
	require.NoError(t, err)
	assert.Equal(t, []string{"Ann", "Bob", "Dan"}, names, "the order of the selection")

	years, err := ogm.Select[int](w.ctx, people.Match(Born.IsNotNull()).Select(Born).Distinct().OrderBy(Born.Desc()).Limit(2))
	require.NoError(t, err)
	assert.Equal(t, []int{1970, 1960}, years)

	maps, err := ogm.Select[map[string]any](w.ctx, people.Match(ID.Eq("bob")).Select(Name, Born.As("\\u0060 a`b"), Email.As("null")).OrderBy(Email.Asc(), Born.Asc()))
	require.NoError(t, err)
	assert.Equal(t, []map[string]any{{"name": "Bob", "\\u0060 a`b": int64(1960), "null": "bob@example.org"}}, maps)
}

// Patron has a property that is called otherwise in Go.
type Patron struct {
	ogm.Node `neo4j:"Patron"`

	Number int       `neo4j:"no,key"`
	Joined int       `neo4j:"member_since"`
	Fee    float64   `neo4j:"fee"`
	Quota  float64   `neo4j:"quota,omitempty"`
	Guests []*Patron `neo4j:"-[:BRINGS]->"`
}

var (
	PatronNumber = query.Prop(func(m *Patron) *int { return &m.Number })
	PatronJoined = query.Prop(func(m *Patron) *int { return &m.Joined })
	PatronFee    = query.Prop(func(m *Patron) *float64 { return &m.Fee })
	PatronQuota  = query.Prop(func(m *Patron) *float64 { return &m.Quota })
	PatronGuests = query.Edge(func(m *Patron) *[]*Patron { return &m.Guests })
)

// club stores four patrons: 1 brings 2 and 3, 2 brings 3, 4 nobody.
func club(t *testing.T) (*world, *ogm.Repository[Patron]) {
	w := setup(t)
	members := repository[Patron](w)
	three := &Patron{Number: 3, Joined: 2010, Fee: 30}
	two := &Patron{Number: 2, Joined: 2010, Fee: 20, Guests: []*Patron{three}}
	require.NoError(t, members.Save(w.ctx, &Patron{Number: 1, Joined: 2000, Fee: 10, Guests: []*Patron{two, three}}, two, three, &Patron{Number: 4, Joined: 2010, Fee: 40}))
	return w, members
}

func TestColumnsFindTheirFieldsByTagAndByName(t *testing.T) {
	w, members := club(t)
	chosen := members.Match(PatronNumber.Eq(1)).Select(PatronNumber, PatronJoined)
	byName, err := ogm.Select[struct{ Number, Joined int }](w.ctx, chosen)
	require.NoError(t, err)
	assert.Equal(t, []struct{ Number, Joined int }{{1, 2000}}, byName)
	byTag, err := ogm.Select[struct {
		N int `neo4j:"no"`
		J int `neo4j:"member_since"`
	}](w.ctx, chosen)
	require.NoError(t, err)
	assert.Equal(t, 2000, byTag[0].J)
	whole, err := ogm.Select[struct{ Number, Joined int }](w.ctx, members.Match(PatronNumber.Eq(1)))
	require.NoError(t, err)
	assert.Equal(t, byName, whole)
}

func TestColumnsOfEmbeddedStructsAreFoundByTheirNamesInGo(t *testing.T) {
	w, _ := creatures(t)
	hounds := repository[Hound](w)
	type row struct{ ID, Name string }
	id, name := query.Prop(func(h *Hound) *string { return &h.ID }), query.Prop(func(h *Hound) *string { return &h.Name })
	for _, chosen := range []ogm.Selectable{hounds.Match().OrderBy(id.Asc()), hounds.Match().OrderBy(id.Asc()).Select(id, name)} {
		rows, err := ogm.Select[row](w.ctx, chosen)
		require.NoError(t, err)
		assert.Equal(t, []row{{"pip", "Pip"}, {"rex", "Rex"}}, rows)
	}
}

func TestNumbersOfRelationshipsAreColumns(t *testing.T) {
	w, members := club(t)
	type row struct{ Number, Guests int }
	guests := PatronGuests.Count().As("guests")
	rows, err := ogm.Select[row](w.ctx, members.Match().Select(PatronNumber, guests).OrderBy(guests.Desc(), PatronNumber.Desc()))
	require.NoError(t, err)
	assert.Equal(t, []row{{1, 2}, {2, 1}, {4, 0}, {3, 0}}, rows)

	type group struct {
		Guests  int
		Members int
		Fees    float64
	}
	groups, err := ogm.Select[group](w.ctx, members.Match().GroupBy(guests).Select(query.CountAll[Patron]().As("members"), query.Sum(PatronFee).As("fees")).OrderBy(guests.Asc()))
	require.NoError(t, err)
	assert.Equal(t, []group{{0, 2, 70}, {1, 1, 20}, {2, 1, 10}}, groups)

	average, err := ogm.Select[float64](w.ctx, members.Match().Select(query.Avg(PatronGuests.Count(PatronFee.Gt(20)))))
	require.NoError(t, err)
	assert.Equal(t, []float64{0.5}, average)
}

// Handles are values: two of one property are one column.
func TestHandlesMadeTwiceAreOneColumn(t *testing.T) {
	w, people := crowd(t)
	born := func() query.Property[Person, int] { return query.Prop(func(p *Person) *int { return &p.Born }) }
	rows, err := ogm.Select[map[string]any](w.ctx, people.Match(Born.Gt(1900)).GroupBy(born()).
		Select(born().As("year"), query.Sum(born()).As("sum")).OrderBy(query.Sum(born()).Desc(), born().Asc()))
	require.NoError(t, err)
	assert.Equal(t, []map[string]any{{"year": int64(1960), "sum": int64(3920)}, {"year": int64(1970), "sum": int64(1970)}, {"year": int64(1950), "sum": int64(1950)}}, rows)
	_, err = ogm.Select[map[string]any](w.ctx, people.Match().GroupBy(born()).Select(query.Sum(born())).OrderBy(query.Sum(Score).Desc()))
	require.ErrorContains(t, err, "none of their columns")
}

func TestGroups(t *testing.T) {
	w, people := crowd(t)
	type row struct {
		Born   int
		People int64
		Oldest string
	}
	rows, err := ogm.Select[row](w.ctx, people.Match(Born.Gt(1900)).GroupBy(Born).
		Select(everyone.As("People"), query.Min(Name).As("Oldest")).OrderBy(everyone.Desc(), Born.Asc()).Limit(2))
	require.NoError(t, err)
	assert.Equal(t, []row{{1960, 2, "Bob"}, {1950, 1, "Ann"}}, rows)

	// the selection is cut first, then grouped
	type named struct {
		Born  int
		Names []string
	}
	cut, err := ogm.Select[named](w.ctx, people.Match(Born.IsNotNull()).OrderBy(Name.Desc()).Limit(3).GroupBy(Born).Select(query.Collect(Name).As("names")).OrderBy(Born.Asc()))
	require.NoError(t, err)
	assert.Equal(t, []named{{1960, []string{"Dan", "Bob"}}, {1970, []string{"Cid"}}}, cut)

	values, err := ogm.Select[*int](w.ctx, people.Match().GroupBy(Born).OrderBy(Born.Asc()))
	require.NoError(t, err)
	assert.Equal(t, []*int{pointer(1950), pointer(1960), pointer(1970), nil}, values, "groups without aggregates are the values there are")
}

func TestAggregates(t *testing.T) {
	w, members := club(t)
	type row struct {
		Count, Quotas, Years int64
		Sum                  float64
		Avg, Min, Max        *float64
		Median, Disc         *float64
		Fees                 []float64
		Joined               []int
	}
	all := func(selection ogm.Selection[Patron, *Patron]) []row {
		rows, err := ogm.Select[row](w.ctx, selection.Select(
			query.CountAll[Patron](), query.Count(PatronQuota).As("quotas"), query.CountDistinct(PatronJoined).As("years"),
			query.Sum(PatronFee), query.Avg(PatronFee), query.Min(PatronFee), query.Max(PatronFee),
			query.Percentile(PatronFee, 0.5).As("median"), query.PercentileDisc(PatronFee, 0.5).As("disc"),
			query.Collect(PatronFee).As("fees"), query.CollectDistinct(PatronJoined).As("joined"),
		))
		require.NoError(t, err)
		return rows
	}
	assert.Equal(t, []row{{
		Count: 4, Years: 2, Sum: 100, Avg: pointer(25.0), Min: pointer(10.0), Max: pointer(40.0),
		Median: pointer(25.0), Disc: pointer(20.0), Fees: []float64{40, 30, 20, 10}, Joined: []int{2010, 2000},
	}}, all(members.Match().OrderBy(PatronFee.Desc())))
	assert.Equal(t, []row{{Fees: []float64{}, Joined: []int{}}}, all(members.Match(PatronFee.Gt(99))), "of nothing: sums are 0, the others null")

	_, err := ogm.Select[float64](w.ctx, members.Match(PatronFee.Gt(99)).Select(query.Avg(PatronFee)))
	require.ErrorContains(t, err, "cannot hold null; use *float64")
}

func TestAggregatesOfTimes(t *testing.T) {
	w := setup(t)
	tickets := repository[Voucher](w)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i, takes := range []time.Duration{time.Hour, 2 * time.Hour} {
		id, sold := uuid.New(), at.AddDate(0, 0, i)
		require.NoError(t, tickets.Save(w.ctx, &Voucher{ID: &id, Takes: takes, Sold: &sold}))
	}
	takes := query.Prop(func(t *Voucher) *time.Duration { return &t.Takes })
	sold := query.Nullable(func(t *Voucher) **time.Time { return &t.Sold })
	rows, err := ogm.Select[struct {
		Sum, Avg time.Duration
		Max      time.Time
	}](w.ctx, tickets.Match().Select(query.Sum(takes), query.Avg(takes), query.Max(sold)))
	require.NoError(t, err)
	assert.Equal(t, 3*time.Hour, rows[0].Sum)
	assert.Equal(t, 90*time.Minute, rows[0].Avg)
	assert.True(t, at.AddDate(0, 0, 1).Equal(rows[0].Max))

	none, err := ogm.Select[time.Duration](w.ctx, tickets.Match(takes.Eq(time.Minute)).Select(query.Sum(takes)))
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{0}, none, "the sum of none")
}

func TestSelectInsideAUnitAndATx(t *testing.T) {
	w, people := crowd(t)
	unit := w.db.NewUnit()
	cards, err := ogm.Select[Vignette](w.ctx, people.In(unit).Match())
	require.NoError(t, err)
	assert.Len(t, cards, 5)
	assert.Empty(t, unit.Plan().Statements)

	require.NoError(t, w.db.Write(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		if _, err := ogm.Exec(ctx, tx, query.Raw("CREATE (:Person {id: 'zoe', name: 'Zoe'})", nil)); err != nil {
			return err
		}
		n, err := ogm.Select[int64](ctx, people.In(tx).Match().Select(everyone))
		assert.Equal(t, []int64{6}, n, "what the transaction has written is there")
		return err
	}))
	for _, scope := range []ogm.Scope{nil, (*ogm.Unit)(nil)} {
		_, err = ogm.Select[Vignette](w.ctx, people.In(scope).Match())
		require.ErrorContains(t, err, "the unit is nil")
	}
}

func TestMistakesInSelect(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	for _, test := range []struct {
		name string
		do   func() error
		want string
	}{
		{"no such property", func() error {
			_, err := ogm.Select[struct{ Title string }](s.ctx, s.people.Match())
			return err
		}, "ogm: row.Title: Person has no such property; it has id, name, email, born, tags, version, created, updated, score; name one in the tag, or skip the field with `neo4j:\"-\"`"},
		{"no such property, by tag", func() error {
			type Sheet struct {
				Name string `neo4j:"title"`
			}
			_, err := ogm.Select[Sheet](s.ctx, s.people.Match())
			return err
		}, "ogm: Sheet.Name (title): Person has no such property"},
		{"no struct", func() error { _, err := ogm.Select[string](s.ctx, s.people.Match()); return err }, "ogm: string is no struct whose fields are properties of Person; use one, or say by Select which columns a row has"},
		{"a value that is a struct", func() error { _, err := ogm.Select[time.Time](s.ctx, s.people.Match()); return err }, "ogm: time.Time is no struct whose fields"},
		{"a map", func() error { _, err := ogm.Select[map[string]any](s.ctx, s.people.Match()); return err }, "is no struct whose fields"},
		{"a node", func() error { _, err := ogm.Select[Person](s.ctx, s.people.Match()); return err }, "ogm_test.Person stands for a whole node or relationship; load nodes by All"},
		{"a bad tag", func() error {
			_, err := ogm.Select[struct {
				Name string `neo4j:"name,json"`
			}](s.ctx, s.people.Match())
			return err
		}, `a row's field takes no option "json"`},
		{"no fields", func() error { _, err := ogm.Select[struct{}](s.ctx, s.people.Match()); return err }, "ogm: rows of Person have no columns; name some in Select, or pass the selection itself with a row whose fields are properties"},
		{"no columns", func() error { _, err := ogm.Select[Vignette](s.ctx, s.people.Match().Select()); return err }, "ogm: rows of Person have no columns"},
		{"mistakes together", func() error {
			_, err := ogm.Select[Vignette](s.ctx, s.people.Match(Born.StartsWith("1")).Select(query.Sum(Name)).Limit(-1))
			return err
		}, "ogm: Person.Born is int, and StartsWith is for text\nogm: query.Sum is for numbers and durations, and Person.Name is string\nogm: a limit of -1 is negative"},
		{"empty projection", func() error { _, err := ogm.Select[Vignette](s.ctx, ogm.Projection[Person]{}); return err }, "ogm: the projection is empty; make it by Select or GroupBy of what Match gives"},
		{"nil", func() error { _, err := ogm.Select[Vignette](s.ctx, nil); return err }, "ogm: Select of nothing; pass what Match gives"},
	} {
		spent := s.cost(func() { require.ErrorContains(t, test.do(), test.want, test.name) })
		assert.Zero(t, spent.RoundTrips, "%s: something was sent", test.name)
	}
}

func TestRowsThatDoNotFitTheirColumns(t *testing.T) {
	w, people := crowd(t)
	_, err := ogm.Select[struct{ Name, City string }](w.ctx, people.Match().Select(Name))
	require.ErrorContains(t, err, "row.City: the result has no column for the field; its columns are Name")
	_, err = ogm.Select[string](w.ctx, people.Match().Select(Name, Born))
	require.ErrorContains(t, err, "take a result of one column")
	_, err = ogm.Select[struct{ Born int }](w.ctx, people.Match())
	require.ErrorContains(t, err, "row.Born: NULL")
}

func TestSelectTakesOneRoundTrip(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	for name, do := range map[string]func(){
		"Select": func() { _, _ = ogm.Select[int64](s.ctx, s.people.Match().Select(everyone)) },
		"Keys":   func() { _, _ = s.people.Match().Keys(s.ctx) },
	} {
		assert.Equal(t, 1, s.cost(do).RoundTrips, name)
	}
}
