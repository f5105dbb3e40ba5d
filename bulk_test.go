package ogm_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/query"
)

var (
	Tags    = query.Prop(func(p *Person) *[]string { return &p.Tags })
	Version = query.Prop(func(p *Person) *int64 { return &p.Version })
	Score   = query.Prop(func(p *Person) *float64 { return &p.Score })

	SeatHall   = query.Prop(func(s *Seat) *string { return &s.Hall })
	SeatNumber = query.Prop(func(s *Seat) *int { return &s.Number })
)

// evening is what a clock says.
var evening = time.Date(2030, 1, 2, 20, 0, 0, 0, time.UTC)

func TestUpdate(t *testing.T) {
	w, people := crowd(t)
	n, err := people.Match(Born.Eq(1960)).Update(w.ctx, Born.Add(1), Name.Set("?"), Email.Remove(), Tags.Set([]string{"a"}))
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
	assert.Equal(t, [][]any{
		{"ann", "Ann", int64(1950), nil, nil, int64(1)},
		{"bob", "?", int64(1961), nil, []any{"a"}, int64(2)},
		{"cid", "Cid", int64(1970), nil, nil, int64(1)},
		{"dan", "?", int64(1961), nil, []any{"a"}, int64(2)},
		{"eve", "Eve", nil, nil, nil, int64(1)},
	}, w.rows("MATCH (n:Person) RETURN n.id, n.name, n.born, n.email, n.tags, n.version ORDER BY n.id", nil))

	n, err = people.Match(Name.Eq("nobody")).Update(w.ctx, Born.Set(0))
	require.NoError(t, err)
	assert.Zero(t, n)
	n, err = people.Match().OrderBy(Name.Desc()).Limit(1).Update(w.ctx, Born.Set(0)) // Eve
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
	n, err = people.Match(Born.IsNull()).Update(w.ctx, Born.Add(7))
	require.NoError(t, err)
	assert.Zero(t, n)
	assert.Equal(t, [][]any{{int64(0)}}, w.rows("MATCH (n:Person {id: 'eve'}) RETURN n.born", nil), "zero is written, although the tag says omitempty")
}

func TestUpdateSetsTheTimeByTheClockOfTheDB(t *testing.T) {
	w := setup(t, ogm.WithClock(func() time.Time { return evening }))
	people := repository[Person](w)
	w.rows("CREATE (:Person {id: 'old'})", nil) // without version and time
	n, err := people.Match().Update(w.ctx, Born.Add(1))
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
	_, err = people.Match().InTransactions(1).Update(w.ctx, Born.Add(1))
	require.NoError(t, err)
	assert.Equal(t, [][]any{{int64(2), int64(2), zulu(evening), nil}}, w.rows("MATCH (n:Person) RETURN n.born, n.version, n.updated, n.created", nil))
}

func TestUpdateIsSeenByOptimisticLocks(t *testing.T) {
	w, people := crowd(t)
	ann, err := people.Get(w.ctx, "ann")
	require.NoError(t, err)
	_, err = people.Match(ID.Eq("ann")).Update(w.ctx, Born.Set(1951))
	require.NoError(t, err)
	require.ErrorIs(t, people.Save(w.ctx, ann), ogm.ErrStale)
}

func TestEntriesOfAMapAreUpdated(t *testing.T) {
	w := setup(t)
	depots := repository[Depot](w)
	color := query.Entry(func(d *Depot) *map[string]any { return &d.Extra }, "color")
	size := query.Entry(func(d *Depot) *map[string]any { return &d.Extra }, "size")
	name := query.Entry(func(d *Depot) *map[string]string { return &d.Names }, "x")
	street := query.Prop(func(d *Depot) *string { return &d.Home.Street })
	require.NoError(t, depots.Save(w.ctx, &Depot{ID: "d", Extra: map[string]any{"color": "red", "size": 1.5}}))
	_, err := depots.Match(color.Eq("red")).Update(w.ctx, color.Remove(), size.Add(1), name.Set("y"), street.Set("Main"))
	require.NoError(t, err)
	assert.Equal(t, [][]any{{nil, 2.5, "y", "Main"}}, w.rows("MATCH (n:Depot) RETURN n.`extra.color`, n.`extra.size`, n.`name.x`, n.`home.street`", nil))
}

func TestOfManyAdditionsAtOnceNoneIsLost(t *testing.T) {
	w, people := crowd(t)
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			for range 10 {
				_, err := people.Match(ID.Eq("eve")).Update(w.ctx, Born.Add(1))
				assert.NoError(t, err)
			}
		})
	}
	running.Wait()
	assert.Equal(t, [][]any{{int64(80), int64(81)}}, w.rows("MATCH (n:Person {id: 'eve'}) RETURN n.born, n.version", nil))
}

func TestUpdateOfAUniqueValueIsAConstraintError(t *testing.T) {
	w, people := crowd(t)
	for _, update := range []func() (int64, error){
		func() (int64, error) { return people.Match().Update(w.ctx, Email.Set("x@example.org")) },
		func() (int64, error) {
			return people.Match().InTransactions(5).Update(w.ctx, Email.Set("x@example.org"))
		},
	} {
		n, err := update()
		var violation *ogm.ConstraintError
		require.ErrorAs(t, err, &violation)
		assert.Equal(t, []string{"email"}, violation.Properties)
		assert.NotContains(t, err.Error(), "example.org")
		assert.Zero(t, n)
	}
	assert.Empty(t, w.rows("MATCH (n:Person {email: 'x@example.org'}) RETURN n", nil))
}

func TestUpdateInsideAUnitAndATx(t *testing.T) {
	w, people := crowd(t)
	unit := w.db.NewUnit()
	ann, err := people.In(unit).Get(w.ctx, "ann")
	require.NoError(t, err)
	n, err := people.In(unit).Match(ID.Eq("ann")).Update(w.ctx, Born.Set(1))
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
	assert.Equal(t, 1950, ann.Born, "what is tracked keeps what it holds")
	ann.Name = "Anna"
	_, err = unit.Commit(w.ctx)
	require.ErrorIs(t, err, ogm.ErrStale)
	require.NoError(t, unit.Refresh(w.ctx, ann))
	assert.Equal(t, 1, ann.Born)

	stop := errors.New("stop")
	err = w.db.Write(w.ctx, func(ctx context.Context, tx *ogm.Tx) error {
		n, err := people.In(tx).Match(Born.Eq(1960)).Update(ctx, Born.Set(2))
		require.NoError(t, err)
		assert.EqualValues(t, 2, n)
		return stop
	})
	require.ErrorIs(t, err, stop)
	assert.Equal(t, [][]any{{int64(2)}}, w.rows("MATCH (n:Person {born: 1960}) RETURN count(n)", nil), "rolled back")

	for _, scope := range []ogm.Scope{unit, (*ogm.Tx)(nil)} {
		_, err = people.In(scope).Match().InTransactions(2).Update(w.ctx, Born.Set(3))
		require.ErrorContains(t, err, "InTransactions commits by itself, and this is inside a unit of work or a Tx")
	}
	for _, do := range []func(ogm.Selection[Person, *Person]) (int64, error){
		func(s ogm.Selection[Person, *Person]) (int64, error) { return s.Update(w.ctx, Born.Set(3)) },
		func(s ogm.Selection[Person, *Person]) (int64, error) { return s.Delete(w.ctx) },
	} {
		_, err = do(people.In(nil).Match())
		require.ErrorContains(t, err, "the unit is nil")
	}
	assert.Equal(t, [][]any{{int64(5)}}, w.rows("MATCH (n:Person) WHERE coalesce(n.born, 0) <> 3 RETURN count(n)", nil))
}

// halls stores seats in three halls, 30 each, and one without a number.
func halls(t *testing.T) (*world, *ogm.Repository[Seat]) {
	w := setup(t)
	seats := repository[Seat](w)
	w.rows("UNWIND ['A', 'B', 'C'] AS hall UNWIND range(1, 30) AS number CREATE (:Seat {hall: hall, number: number, taken: false, met: 0})", nil)
	w.rows("CREATE (:Seat {hall: 'A', taken: false, met: 0})", nil)
	return w, seats
}

// met counts the seats by how often they were met.
func (w *world) met() [][]any {
	return w.rows("MATCH (n:Seat) RETURN n.met AS met, count(n) ORDER BY met", nil)
}

// Booth is a Seat that counts how often it was met.
type Booth struct {
	ogm.Node `neo4j:"Seat"`

	Hall   string `neo4j:"hall,key"`
	Number int    `neo4j:"number,key"`
	Met    int    `neo4j:"met"`
}

var StallMet = query.Prop(func(s *Booth) *int { return &s.Met })

func TestUpdateInTransactionsMeetsEachNodeOnce(t *testing.T) {
	w, _ := halls(t)
	stalls := repository[Booth](w)
	for _, size := range []int{1, 7, 30, 90, 1000} {
		w.rows("MATCH (n:Seat) SET n.met = 0", nil)
		var told []int64
		n, err := stalls.Match(StallMet.Ge(0)).InTransactions(size).OnProgress(func(done int64) { told = append(told, done) }).Update(w.ctx, StallMet.Add(1))
		require.NoError(t, err)
		assert.EqualValues(t, 90, n)
		assert.Equal(t, [][]any{{int64(0), int64(1)}, {int64(1), int64(90)}}, w.met(), "the one without a whole key is left alone")
		var want []int64
		for done := size; done < 90; done += size {
			want = append(want, int64(done))
		}
		assert.Equal(t, append(want, 90), told)
	}
	w.rows("MATCH (n:Seat) SET n.met = 0", nil)
	n, err := stalls.Match().Limit(50).InTransactions(20).Update(w.ctx, StallMet.Add(1))
	require.NoError(t, err)
	assert.EqualValues(t, 50, n, "the limit is one for all transactions")
	assert.Equal(t, [][]any{{int64(0), int64(41)}, {int64(1), int64(50)}}, w.met())
	n, err = stalls.Match().Limit(0).InTransactions(20).Update(w.ctx, StallMet.Add(1))
	require.NoError(t, err)
	assert.Zero(t, n)
}

// Past U+D800 the operators of the server may have another order than ORDER BY has.
func TestUpdateInTransactionsByKeysOfAnyCharacters(t *testing.T) {
	w := setup(t)
	spots, stalls := repository[Spot](w), repository[Booth](w)
	keys := []string{"a", "\uff21", "\U0001f600", "\uff21\U0001f600", "\U0001f600\uff21", "\ue000"}
	w.rows("CREATE (hub:Spot {id: 'hub'}) WITH hub UNWIND $keys AS id CREATE (:Spot {id: id})-[:NEAR]->(hub) CREATE (:Seat {hall: id, number: 1, met: 0}), (:Seat {hall: id, number: 2, met: 0})", map[string]any{"keys": keys})
	met := query.Entry(func(s *Spot) *map[string]any { return &s.Extra }, "met")
	for size := 1; size < 4; size++ {
		n, err := spots.Match(spotNear.Any(spotID.Eq("hub"))).InTransactions(size).Update(w.ctx, met.Add(1))
		require.NoError(t, err)
		assert.EqualValues(t, len(keys), n)
		n, err = stalls.Match().InTransactions(size).Update(w.ctx, StallMet.Add(1))
		require.NoError(t, err)
		assert.EqualValues(t, 2*len(keys), n)
		assert.Equal(t, [][]any{{int64(size), int64(len(keys))}}, w.rows("MATCH (n:Spot) WHERE n.id <> 'hub' AND (n)-->() RETURN n.`extra.met`, count(n)", nil))
		assert.Equal(t, [][]any{{int64(size), int64(2 * len(keys))}}, w.met())
	}
}

// Shift is known by a time, whose zone must come back as it went.
type Shift struct {
	ogm.Node `neo4j:"Shift"`

	Begins time.Time `neo4j:"begins,key"`
	Met    int       `neo4j:"met"`
}

var ShiftMet = query.Prop(func(s *Shift) *int { return &s.Met })

func TestUpdateInTransactionsByAKeyOfTimes(t *testing.T) {
	w := setup(t)
	shifts := repository[Shift](w)
	w.rows(`UNWIND ['2026-01-01T10:00Z', '2026-01-01T10:00[UTC]', '2026-01-01T11:00[Europe/Berlin]', '2026-01-01T11:00+01:00', '2026-01-01T09:00:00.000000001Z']
		AS text CREATE (:Shift {begins: datetime(text), met: 0})`, nil)
	for i := range 2 {
		n, err := shifts.Match().InTransactions(1+i).Update(w.ctx, ShiftMet.Add(1))
		require.NoError(t, err)
		assert.EqualValues(t, 5, n)
		assert.Equal(t, [][]any{{int64(1 + i), int64(5)}}, w.rows("MATCH (n:Shift) RETURN n.met, count(n)", nil))
	}
}

func TestDeleteInTransactions(t *testing.T) {
	w, seats := halls(t)
	w.rows("MATCH (a:Seat {hall: 'A'}), (b:Seat {hall: 'B', number: 1}) CREATE (a)-[:BESIDE]->(b)", nil)
	var told []int64
	n, err := seats.Match(SeatHall.Eq("A")).InTransactions(10).OnProgress(func(done int64) { told = append(told, done) }).Delete(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 31, n)
	assert.Equal(t, []int64{10, 20, 30, 31}, told)

	n, err = seats.Match().OrderBy(SeatNumber.Desc(), SeatHall.Asc()).Limit(5).InTransactions(2).Delete(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 5, n)
	assert.Equal(t, [][]any{{"B", int64(27)}, {"C", int64(28)}}, w.rows("MATCH (n:Seat) RETURN n.hall AS hall, max(n.number) ORDER BY hall", nil), "the order is one for all transactions")
	n, err = seats.Match(SeatHall.Eq("A")).InTransactions(10).Delete(w.ctx)
	require.NoError(t, err)
	assert.Zero(t, n)
}

// Jot has no key.
type Jot struct {
	ogm.Node `neo4j:"Jot"`

	Text string `neo4j:"text"`
}

func TestNodesWithoutAKeyInTransactions(t *testing.T) {
	w := setup(t)
	notes := repository[Jot](w)
	text := query.Prop(func(n *Jot) *string { return &n.Text })
	w.rows("UNWIND range(1, 5) AS i CREATE (:Jot {text: 'x'})", nil)
	n, err := notes.Match().Update(w.ctx, text.Set("y"))
	require.NoError(t, err)
	assert.EqualValues(t, 5, n)
	_, err = notes.Match().InTransactions(2).Update(w.ctx, text.Set("z"))
	require.EqualError(t, err, "ogm: Jot has no key to go by, and a node might be updated twice; tag a field with key, or leave out InTransactions")
	n, err = notes.Match(text.Eq("y")).InTransactions(2).Delete(w.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 5, n)
}

func TestMistakesInUpdates(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	match := s.people.Match()
	for _, test := range []struct {
		do   func() (int64, error)
		want string
	}{
		{func() (int64, error) { return match.Update(s.ctx) }, "ogm: nothing is to be changed of Person"},
		{func() (int64, error) { return match.Update(s.ctx, ID.Set("x"), Version.Add(1), Score.Set(1)) }, "ogm: Person.ID is the key, by which others know the node; change it in a unit of work\nogm: Person.Version is the version, which an update raises by itself\nogm: Person.Score is readonly, and is not written"},
		{func() (int64, error) { return match.Limit(-1).Update(s.ctx, Born.Set(1)) }, "ogm: a limit of -1 is negative"},
		{func() (int64, error) { return s.people.Match(Born.Given("x").Eq()).Update(s.ctx, Born.Set(1)) }, `"x" has no value`},
		{func() (int64, error) { return match.InTransactions(10).Update(s.ctx) }, "ogm: nothing is to be changed of Person"},
		{func() (int64, error) { return match.InTransactions(0).Update(s.ctx, Born.Set(1)) }, "ogm: InTransactions of 0 nodes each; ask for one at least"},
		{func() (int64, error) { return match.InTransactions(-1).Delete(s.ctx) }, "ogm: InTransactions of -1 nodes each"},
		{func() (int64, error) { return match.OrderBy(Name.Asc()).InTransactions(9).Update(s.ctx, Born.Set(1)) }, "ogm: an update in several transactions goes by the key"},
		{func() (int64, error) {
			return match.From(query.Search[Person]("x", "y")).InTransactions(9).Delete(s.ctx)
		}, "ogm: what an index finds may be other nodes in each transaction"},
		{func() (int64, error) { return match.Limit(-1).InTransactions(9).Delete(s.ctx) }, "ogm: a limit of -1 is negative"},
		{func() (int64, error) { return s.people.Match(Born.StartsWith("x")).InTransactions(9).Delete(s.ctx) }, "ogm: Person.Born is int, and StartsWith is for text"},
		{func() (int64, error) { return s.people.Match(Born.Given("x").Eq()).InTransactions(9).Delete(s.ctx) }, "has placeholders without values"},
	} {
		spent := s.cost(func() {
			_, err := test.do()
			require.ErrorContains(t, err, test.want)
		})
		assert.Zero(t, spent.RoundTrips, "%s: something was sent", test.want)
	}
}

// batches answers updates and deletions of a number of people, some at a time.
func batches(sizes ...int) bolttest.Responder {
	return func(run bolttest.Run) bolttest.Response {
		if len(sizes) == 0 || !run.InTx {
			return bolttest.Pass()
		}
		n := sizes[0]
		sizes = sizes[1:]
		if !strings.Contains(run.Text, " AS last") {
			return bolttest.Rows([]string{"count"}, []any{n})
		}
		return bolttest.Rows([]string{"count", "last"}, []any{n, []any{strconv.Itoa(len(sizes))}})
	}
}

func TestRoundTripsOfUpdates(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, components, batches(7, 2, 2, 1)), ogm.WithKeyCheck(ogm.KeyCheckOff))
	spent := s.cost(func() {
		n, err := s.people.Match().Update(s.ctx, Born.Set(1))
		require.NoError(t, err)
		assert.EqualValues(t, 7, n)
	})
	assert.Equal(t, 2, spent.RoundTrips)
	spent = s.cost(func() {
		n, err := s.people.Match().InTransactions(2).Update(s.ctx, Born.Set(1))
		require.NoError(t, err)
		assert.EqualValues(t, 5, n)
	})
	assert.Equal(t, 6, spent.RoundTrips)
	require.Len(t, s.commits(), 4)
	assert.Equal(t, "2", s.commits()[2].Runs[0].Params["p0"], "the second goes on behind the first")
}

func TestATransactionThatFailsBehindOthers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		at    bolttest.Point
		do    bolttest.Action
		check func(t *testing.T, err error)
	}{
		{"refused", bolttest.At("RUN", 3), bolttest.Fail(syntax, "scripted"), func(t *testing.T, err error) {
			require.NotErrorIs(t, err, ogm.ErrOutcomeUnknown)
			assert.Contains(t, err.Error(), syntax)
		}},
		{"a constraint", bolttest.At("RUN", 3), bolttest.Fail(violation, "Node(1) already exists with label `Person` and property `email` = 'x'"), func(t *testing.T, err error) {
			var violation *ogm.ConstraintError
			require.ErrorAs(t, err, &violation)
			assert.Equal(t, []string{"email"}, violation.Properties)
		}},
		{"lost at the commit", bolttest.At("COMMIT", 3), bolttest.Cut(), func(t *testing.T, err error) {
			require.ErrorIs(t, err, ogm.ErrOutcomeUnknown)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := openOn(t, bolttest.Start(t, components, batches(2, 2, 2, 2, 1)), ogm.WithKeyCheck(ogm.KeyCheckOff))
			s.server.Inject(test.at, test.do)
			n, err := s.people.Match().InTransactions(2).Update(s.ctx, Born.Set(1))
			assert.EqualValues(t, 4, n)
			var partial *ogm.PartialError
			require.ErrorAs(t, err, &partial)
			assert.EqualValues(t, 4, partial.Done)
			assert.Equal(t, 2, partial.Transactions)
			assert.Contains(t, err.Error(), "ogm: 4 nodes were changed in 2 transactions, then: ")
			assert.NotContains(t, err.Error(), "then: ogm:")
			test.check(t, err)
		})
	}
}

func TestTheFirstTransactionFailsAsItIs(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, components, batches(2)), ogm.WithKeyCheck(ogm.KeyCheckOff))
	s.server.Inject(bolttest.At("COMMIT", 1), bolttest.Cut())
	n, err := s.people.Match().InTransactions(2).Delete(s.ctx)
	assert.Zero(t, n)
	require.ErrorIs(t, err, ogm.ErrOutcomeUnknown)
	var partial *ogm.PartialError
	assert.NotErrorAs(t, err, &partial)
}

func TestTransactionsAreRetriedOneByOne(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, components, batches(2, 2, 1)), ogm.WithKeyCheck(ogm.KeyCheckOff))
	s.server.Inject(bolttest.At("RUN", 3), bolttest.Fail(deadlock, "scripted"))
	n, err := s.people.Match().InTransactions(2).Delete(s.ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 5, n)
	assert.Len(t, s.commits(), 3)
}

func TestTransactionsEndWithTheirContext(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, components, batches(2, 2, 2, 2)), ogm.WithKeyCheck(ogm.KeyCheckOff))
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	n, err := s.people.Match().InTransactions(2).OnProgress(func(done int64) {
		if done == 4 {
			cancel()
		}
	}).Delete(ctx)
	assert.EqualValues(t, 4, n)
	require.ErrorIs(t, err, context.Canceled)
	var partial *ogm.PartialError
	require.ErrorAs(t, err, &partial)
	assert.Len(t, s.commits(), 2)

	stall := bolttest.NewStall()
	s.server.Inject(bolttest.At("RUN", 1), stall.Action())
	n, err = s.people.Match().InTransactions(2).Delete(cancelAt(t, stall))
	stall.Release()
	assert.Zero(t, n)
	require.ErrorIs(t, err, context.Canceled)
	assert.Len(t, s.commits(), 2)
}

func TestUpdateInTransactionsLooksForTheConstraintOfTheKey(t *testing.T) {
	t.Parallel()
	s := openOn(t, bolttest.Start(t, components, unprotected, batches(1)), ogm.WithKeyCheck(ogm.KeyCheckError))
	_, err := s.people.Match().InTransactions(2).Update(s.ctx, Born.Set(1))
	require.ErrorContains(t, err, "the key of Person has no uniqueness constraint")
	assert.Empty(t, s.commits())
	_, err = s.people.Match().InTransactions(2).Delete(s.ctx)
	require.NoError(t, err, "a deletion needs no key")
}
