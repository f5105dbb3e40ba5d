package ogm_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// The prices, on a connection that is open: whatever the number of objects, up to
// the batch size.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	s := onStage(t, ogm.WithKeyCheck(ogm.KeyCheckOff))
	thousand := make([]*Person, 1000)
	keys := make([]any, len(thousand))
	for i := range thousand {
		thousand[i] = &Person{ID: strconv.Itoa(i), Name: "Ann"}
		keys[i] = thousand[i].ID
	}
	for _, test := range []struct {
		name  string
		trips int
		do    func() error
	}{
		{"Save of 1", 2, func() error { return s.people.Save(s.ctx, &Person{Name: "Ann"}) }},
		{"Save of 1,000", 2, func() error { return s.people.Save(s.ctx, thousand...) }},
		{"Get", 1, func() error { _, err := s.people.Get(s.ctx, "ann"); return err }},
		{"GetMany of 1", 1, func() error { _, err := s.people.GetMany(s.ctx, "ann"); return err }},
		{"GetMany of 1,000", 1, func() error { _, err := s.people.GetMany(s.ctx, keys...); return err }},
		{"One", 1, func() error { _, err := s.people.Match(Name.Eq("Ann")).One(s.ctx); return err }},
		{"Count", 1, func() error { _, err := s.people.Match().Count(s.ctx); return err }},
		{"Query", 1, func() error {
			_, err := ogm.Query[*Person](s.ctx, s.db, query.Raw("MATCH (n:Person) RETURN n", nil))
			return err
		}},
		{"Exec", 2, func() error { _, err := ogm.Exec(s.ctx, s.db, query.Raw("CREATE (:Person)", nil)); return err }},
	} {
		t.Run(test.name, func(t *testing.T) {
			spent := s.cost(func() { require.NoError(t, test.do()) })
			assert.Equal(t, test.trips, spent.RoundTrips)
			assert.Zero(t, spent.Overhead)
		})
	}
	for _, person := range thousand {
		assert.EqualValues(t, 1, person.Version)
	}
}

// What exceeds the batch size goes in several statements, and still in one
// transaction.
func TestRoundTripsOfBatches(t *testing.T) {
	t.Parallel()
	s := onStage(t, ogm.WithKeyCheck(ogm.KeyCheckOff), ogm.WithBatchSize(2))
	people := make([]*Person, 5)
	for i := range people {
		people[i] = &Person{Name: "Ann"}
	}
	spent := s.cost(func() { require.NoError(t, s.people.Save(s.ctx, people...)) })
	assert.Equal(t, 3+2, spent.RoundTrips)
	require.Len(t, s.commits(), 1)
	assert.Len(t, s.commits()[0].Runs, 3)
	for _, person := range people {
		assert.EqualValues(t, 1, person.Version)
	}

	spent = s.cost(func() {
		_, err := s.people.GetMany(s.ctx, "a", "b", "c", "d", "e")
		require.NoError(t, err)
	})
	assert.Equal(t, 3, spent.RoundTrips)
}

// New asks what the server is at the first statement, for one more round trip, and
// Open has asked already.
func TestFirstUseOfNew(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, components, loads)
	driver, err := neo4j.NewDriverWithContext(server.URI("bolt"), neo4j.NoAuth())
	require.NoError(t, err)
	defer func() { assert.NoError(t, driver.Close(context.Background())) }()
	db, err := ogm.New(driver)
	require.NoError(t, err)
	people, err := ogm.NewRepository[Person](db)
	require.NoError(t, err)
	assert.Zero(t, server.Counts().Connections, "New does no I/O")
	for _, trips := range []int{2, 3, 4} {
		_, err = people.Get(t.Context(), "ann")
		require.NoError(t, err)
		assert.Equal(t, trips, server.Counts().RoundTrips)
	}

	require.NoError(t, db.Close(t.Context()))
	_, err = people.Get(t.Context(), "ann")
	require.ErrorIs(t, err, ogm.ErrClosed)
	require.NoError(t, driver.VerifyConnectivity(t.Context()), "Close leaves the driver open")
}

// saveFault is a Save of two people, one of whom lacks a key, with a fault at one
// message.
type saveFault struct {
	*stage
	at     bolttest.Point
	do     bolttest.Action
	sent   *[]bolttest.Run
	people []*Person
	before []Person
	err    error
}

// A fault at each message of a Save. Either it is stored once and the structs say
// what is stored; or the error says that nothing is, the structs are as they were,
// and Save can be called again; or the error says that nobody knows.
func TestSaveFaults(t *testing.T) {
	t.Parallel()
	var cases []*saveFault
	for _, message := range []string{"BEGIN", "RUN", "PULL", "COMMIT"} {
		for _, do := range []bolttest.Action{
			bolttest.Fail(deadlock, secret), bolttest.Fail(syntax, "scripted"),
			bolttest.Cut(), bolttest.CutAfter(), bolttest.CutWithin(), bolttest.Garbage(),
		} {
			cases = append(cases, newSaveFault(t, bolttest.At(message, 1), do))
		}
	}
	atOnce(cases, func(c *saveFault) { c.err = c.stage.people.Save(c.ctx, c.people...) })
	for _, c := range cases {
		t.Run(c.at.String()+", "+c.do.String(), c.check)
	}
}

func newSaveFault(t *testing.T, at bolttest.Point, do bolttest.Action) *saveFault {
	t.Helper()
	var mu sync.Mutex
	var sent []bolttest.Run
	made := 0
	s := openOn(t,
		bolttest.Start(t, components, func(run bolttest.Run) bolttest.Response {
			mu.Lock()
			defer mu.Unlock()
			if run.InTx {
				sent = append(sent, run)
			}
			return bolttest.Pass()
		}, saves),
		ogm.WithKeyCheck(ogm.KeyCheckOff),
		ogm.WithClock(func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }),
		ogm.WithGenerator("uuid", func() (any, error) {
			made++
			return fmt.Sprintf("made-%d", made), nil
		}),
	)
	s.server.Inject(at, do)
	email := "ann@example.org"
	people := []*Person{{Name: "Ann", Email: &email, Tags: []string{"a"}}, {ID: "bob", Name: "Bob", Score: 2}}
	return &saveFault{stage: s, at: at, do: do, sent: &sent, people: people, before: []Person{*people[0], *people[1]}}
}

func (c *saveFault) check(t *testing.T) {
	unknown := errors.Is(c.err, ogm.ErrOutcomeUnknown)
	committing := c.at.Message == "COMMIT"
	switch c.do.String() {
	case "fail with " + deadlock:
		require.NoError(t, c.err)
	case "cut before", "cut after":
		assert.Equal(t, committing, c.err != nil, "%v", c.err)
		assert.Equal(t, committing, unknown, "%v", c.err)
	case "fail with " + syntax:
		var refused *neo4j.Neo4jError
		require.ErrorAs(t, c.err, &refused)
		assert.False(t, unknown)
	default:
		require.Error(t, c.err)
		assert.Equal(t, committing, unknown, "%v", c.err)
	}

	if c.err == nil {
		c.isStored(t, "made-1")
		return
	}
	assert.ErrorContains(t, c.err, "ogm: ")
	for i, want := range c.before {
		assert.Equal(t, want, *c.people[i], "the structs are as they were")
	}
	assert.Equal(t, 1, c.server.Counts().Messages["BEGIN"], "no other attempt")
	if unknown {
		return
	}
	assert.Empty(t, c.commits())
	*c.sent = nil
	require.NoError(t, c.stage.people.Save(c.ctx, c.people...), "it can be saved again")
	c.isStored(t, "made-2")
}

// isStored checks that exactly one transaction was committed, that all attempts
// sent the same, and that the structs say what was stored.
func (c *saveFault) isStored(t *testing.T, key string) {
	t.Helper()
	commits := c.commits()
	require.Len(t, commits, 1)
	require.Len(t, commits[0].Runs, 1)
	for _, run := range *c.sent {
		assert.Equal(t, commits[0].Runs[0].Text, run.Text)
		assert.Equal(t, commits[0].Runs[0].Params, run.Params)
	}
	rows := rowsOf(commits[0].Runs[0])
	assert.Equal(t, []any{"bob", key}, []any{rows[0].([]any)[0], rows[1].([]any)[0]}, "in the order of the keys")

	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i, id := range []string{key, "bob"} {
		want := c.before[i]
		want.ID, want.Version, want.Created, want.Updated = id, 1, now, now
		got := *c.people[i]
		got.Created, got.Updated = got.Created.UTC(), got.Updated.UTC()
		assert.Equal(t, want, got)
	}
}

// While nobody knows whether the commit will succeed, the struct is as it was.
func TestStructIsWrittenAfterTheCommit(t *testing.T) {
	t.Parallel()
	s := onStage(t, ogm.WithKeyCheck(ogm.KeyCheckOff))
	stall := bolttest.NewStall()
	s.server.Inject(bolttest.At("COMMIT", 1), stall.Action())
	ann := &Person{Name: "Ann"}
	saved := make(chan error, 1)
	go func() { saved <- s.people.Save(s.ctx, ann) }()
	<-stall.Reached()
	assert.Equal(t, Person{Name: "Ann"}, *ann)
	stall.Release()
	require.NoError(t, <-saved)
	assert.NotEmpty(t, ann.ID)
	assert.EqualValues(t, 1, ann.Version)
}

// A context that ends while the commit is on its way is an unknown outcome at
// once; one that ended before sends nothing.
func TestCancelledSave(t *testing.T) {
	t.Parallel()
	s := onStage(t, ogm.WithKeyCheck(ogm.KeyCheckOff))
	stall := bolttest.NewStall()
	s.server.Inject(bolttest.At("COMMIT", 1), stall.Action())
	ctx := cancelAt(t, stall)
	ann := &Person{Name: "Ann"}
	err := s.people.Save(ctx, ann)
	require.ErrorIs(t, err, ogm.ErrOutcomeUnknown)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Person{Name: "Ann"}, *ann)

	spent := s.cost(func() { err = s.people.Save(ctx, ann) })
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, ogm.ErrOutcomeUnknown)
	require.ErrorContains(t, err, "nothing was sent")
	assert.Zero(t, spent.RoundTrips)
	assert.Zero(t, spent.Overhead)
}

func TestCancelledRead(t *testing.T) {
	t.Parallel()
	s := onStage(t)
	for _, message := range []string{"RUN", "PULL"} {
		stall := bolttest.NewStall()
		s.server.Inject(bolttest.At(message, 1), stall.Action())
		_, err := s.people.Get(cancelAt(t, stall), "ann")
		require.ErrorIs(t, err, context.Canceled)
		_, err = s.people.Get(s.ctx, "ann")
		require.NoError(t, err, "the pool works on")
	}
}

// The answer to a read that was repeated is that of one attempt.
func TestReadFaults(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"RUN", "PULL"} {
		for _, do := range []bolttest.Action{bolttest.Cut(), bolttest.CutAfter(), bolttest.CutWithin()} {
			t.Run(message+", "+do.String(), func(t *testing.T) {
				s := onStage(t)
				s.server.Inject(bolttest.At(message, 1), do)
				found, err := s.people.Match().All(s.ctx)
				require.NoError(t, err)
				assert.Len(t, found, 1)
			})
		}
	}
}

// WithRetryTime bounds the retries of reads and commits alike.
func TestRetryTime(t *testing.T) {
	t.Parallel()
	s := onStage(t, ogm.WithRetryTime(0), ogm.WithKeyCheck(ogm.KeyCheckOff))
	s.server.Inject(bolttest.Point{Message: "RUN", Every: true}, bolttest.Fail(deadlock, "scripted"))
	for name, do := range map[string]func() error{
		"Get":  func() error { _, err := s.people.Get(s.ctx, "ann"); return err },
		"Save": func() error { return s.people.Save(s.ctx, &Person{Name: "Ann"}) },
	} {
		var err error
		spent := s.cost(func() { err = do() })
		var refused *neo4j.Neo4jError
		require.ErrorAs(t, err, &refused, name)
		assert.Equal(t, deadlock, refused.Code)
		assert.Equal(t, 1, spent.Messages["RUN"], name)
	}
}

// What does not fit is refused before anything is sent, the look at constraints
// included, and the pool's connection is not spoilt.
func TestUnsupportedValueIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	type Gauge struct {
		ogm.Node
		ID    string `neo4j:"id,key"`
		Value uint64 `neo4j:"value"`
	}
	s := onStage(t)
	gauges, err := ogm.NewRepository[Gauge](s.db)
	require.NoError(t, err)
	for _, test := range []struct {
		name string
		do   func() error
	}{
		{"Save of a number too large", func() error { return gauges.Save(s.ctx, &Gauge{ID: "a", Value: 1 << 63}) }},
		{"Save of bytes that are no text", func() error { return s.people.Save(s.ctx, &Person{Name: "\xff" + secret}) }},
		{"Create", func() error { return s.people.Create(s.ctx, &Person{Name: "\xff" + secret}) }},
		{"Get by a key of another type", func() error { _, err := s.people.Get(s.ctx, 7); return err }},
		{"GetMany", func() error { _, err := s.people.GetMany(s.ctx, "ann", "\xff"+secret); return err }},
		{"Match", func() error { _, err := s.people.Match(Name.Eq("\xff" + secret)).All(s.ctx); return err }},
		{"Query with a channel", func() error {
			_, err := ogm.Query[int](s.ctx, s.db, query.Raw("RETURN $c", query.Params{"c": make(chan int)}))
			return err
		}},
		{"Query with a struct in a list", func() error {
			_, err := ogm.Query[int](s.ctx, s.db, query.Raw("RETURN $c", query.Params{"c": []any{Person{Name: secret}}}))
			return err
		}},
		{"Exec with a function", func() error {
			_, err := ogm.Exec(s.ctx, s.db, query.Raw("CREATE (:A {a: $f})", query.Params{"f": func() {}}))
			return err
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var err error
			spent := s.cost(func() { err = test.do() })
			var unfit *mapping.EncodeError
			require.ErrorAs(t, err, &unfit)
			assert.NotContains(t, err.Error(), secret)
			assert.Zero(t, spent.RoundTrips)
			assert.Zero(t, spent.Overhead)

			spent = s.cost(func() { _, err = s.people.Get(s.ctx, "ann") })
			require.NoError(t, err)
			assert.Zero(t, spent.Connections, "on the same connection")
		})
	}
}
