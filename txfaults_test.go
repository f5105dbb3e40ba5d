package ogm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

const notALeader = "Neo.ClientError.Cluster.NotALeader"

// ledger is a scripted server that knows one person, ann, whose name and version are
// those of the last commit, and takes new people.
type ledger struct {
	*stage
	mu   sync.Mutex
	made int              // keys
	sent [][]bolttest.Run // by transaction
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	l := &ledger{}
	server := bolttest.Start(t, components, func(run bolttest.Run) bolttest.Response { return l.answer(run) })
	l.stage = openOn(t, server, ogm.WithKeyCheck(ogm.KeyCheckOff),
		ogm.WithClock(func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }),
		ogm.WithGenerator("uuid", func() (any, error) {
			l.made++
			return fmt.Sprintf("made-%d", l.made), nil
		}))
	return l
}

// ann gives what is stored.
func (l *ledger) ann() (name string, version int) {
	name, version = "Ann", 1
	for _, tx := range l.commits() {
		for _, run := range tx.Runs {
			for _, row := range groupOf(run, "MATCH (n:Person") {
				name, version = row.([]any)[1].(map[string]any)["name"].(string), version+1
			}
		}
	}
	return name, version
}

// newcomers lists the names of those who were stored.
func (l *ledger) newcomers() []string {
	var names []string
	for _, tx := range l.commits() {
		for _, run := range tx.Runs {
			for _, row := range groupOf(run, "MERGE (n:Person") {
				names = append(names, fmt.Sprint(row.([]any)[2]))
			}
		}
	}
	return names
}

// groupOf gives the rows of the group whose text begins so.
func groupOf(run bolttest.Run, text string) []any {
	for i, group := range strings.Split(run.Text, "UNWIND $b.g")[1:] {
		if strings.Contains(group, " AS r "+text) {
			return run.Params["b"].(map[string]any)[fmt.Sprintf("g%d", i)].([]any)
		}
	}
	return nil
}

func (l *ledger) answer(run bolttest.Run) bolttest.Response {
	if !run.InTx {
		return bolttest.Pass()
	}
	name, version := l.ann()
	l.mu.Lock()
	defer l.mu.Unlock()
	if run.Statement == 1 {
		l.sent = append(l.sent, nil)
	}
	l.sent[len(l.sent)-1] = append(l.sent[len(l.sent)-1], run)
	if !strings.Contains(run.Text, "$b.g0") {
		found := dbtype.Node{ElementId: "4:ann", Labels: []string{"Person"}, Props: map[string]any{"id": "ann", "name": name, "version": version}}
		return sent(run.Text, []any{found})
	}
	var names []string
	var record []any
	for i := range strings.Count(run.Text, "UNWIND $b.g") {
		names, record = append(names, fmt.Sprintf("r%d", i)), append(record, []any{})
	}
	for i, group := range strings.Split(run.Text, "UNWIND $b.g")[1:] {
		var echoes []any
		for _, row := range run.Params["b"].(map[string]any)[fmt.Sprintf("g%d", i)].([]any) {
			values := row.([]any)
			number := values[len(values)-1]
			if strings.Contains(group, "MERGE") {
				echoes = append(echoes, []any{number, values[1], 1})
			} else {
				echoes = append(echoes, []any{number, version + 1})
			}
		}
		record[i] = echoes
	}
	return bolttest.Rows(names, record)
}

// greet reads ann, changes her, and saves a newcomer: a function that must not see what it
// did in an attempt that failed.
type greet struct {
	*ledger
	calls int
	anns  []*Person
	eve   *Person
	do    func(ctx context.Context) error // before it ends; nil for nothing
}

func (g *greet) run(ctx context.Context, tx *ogm.Tx) error {
	g.calls++
	ann, err := g.people.In(tx).Get(ctx, "ann")
	if err != nil {
		return fmt.Errorf("greet: %w", err)
	}
	g.anns = append(g.anns, ann)
	ann.Name += "!"
	g.people.In(tx).Save(g.eve)
	if g.do != nil {
		return g.do(ctx)
	}
	return nil
}

func newGreet(t *testing.T) *greet {
	t.Helper()
	return &greet{ledger: newLedger(t), eve: &Person{Name: "Eve"}}
}

// isStored checks that it was, once.
func (g *greet) isStored(t *testing.T, calls int) {
	t.Helper()
	require.Len(t, g.commits(), 1)
	name, version := g.ann()
	assert.Equal(t, "Ann!", name)
	assert.Equal(t, 2, version)
	assert.Equal(t, []string{"Eve"}, g.newcomers())
	assert.Equal(t, calls, g.calls)
	last := g.anns[len(g.anns)-1]
	assert.EqualValues(t, 2, last.Version)
	assert.EqualValues(t, 1, g.eve.Version)
	assert.Equal(t, fmt.Sprintf("made-%d", g.made), g.eve.ID)
	for _, ann := range g.anns[:len(g.anns)-1] {
		assert.NotSame(t, last, ann, "each attempt has a unit of its own")
		assert.EqualValues(t, 1, ann.Version)
		assert.Equal(t, "Ann!", ann.Name)
	}
}

// txFault is db.Write with something wrong at one message.
type txFault struct {
	*greet
	at  bolttest.Point
	do  string
	ctx context.Context
	err error
}

// A transaction function is repeated after what may pass, with a fresh unit, and ends in
// one copy; other failures store nothing and leave what the program owns as it was.
func TestWriteFaults(t *testing.T) {
	t.Parallel()
	var cases []*txFault
	for _, at := range writePoints(t) {
		for _, do := range []bolttest.Action{
			bolttest.Fail(deadlock, "scripted"), bolttest.Fail(notALeader, "scripted"), bolttest.Fail(syntax, "scripted"),
			bolttest.Cut(), bolttest.CutAfter(), bolttest.CutWithin(), bolttest.Garbage(), bolttest.NewStall().Action(),
		} {
			c := &txFault{greet: newGreet(t), at: at, do: do.String(), ctx: t.Context()}
			if c.do == "stall" {
				stall := bolttest.NewStall()
				do, c.ctx = stall.Action(), cancelAt(t, stall)
			}
			c.server.Inject(at, do)
			cases = append(cases, c)
		}
	}
	atOnce(cases, func(c *txFault) { c.err = c.db.Write(c.ctx, c.run) })
	for _, c := range cases {
		t.Run(c.at.String()+", "+c.do, c.check)
	}
	t.Logf("%d cases", len(cases))
}

// writePoints lists the messages of a greeting.
func writePoints(t *testing.T) []bolttest.Point {
	t.Helper()
	g := newGreet(t)
	asked := g.server.Counts()
	require.NoError(t, g.db.Write(g.ctx, g.run))
	g.isStored(t, 1)
	var points []bolttest.Point
	for _, at := range g.server.Points() {
		if at.N -= asked.Messages[at.Message]; at.N > 0 {
			points = append(points, at)
		}
	}
	require.Len(t, points, 6)
	return points
}

func (c *txFault) check(t *testing.T) {
	committing := c.at.Message == "COMMIT"
	retried := c.do == "fail with "+deadlock || c.do == "fail with "+notALeader || !committing && (c.do == "cut before" || c.do == "cut after")
	if retried {
		require.NoError(t, c.err)
		calls := 2
		if c.at.Message == "BEGIN" {
			calls = 1
		}
		c.isStored(t, calls)
		return
	}
	refused := c.do == "fail with "+syntax
	var answer *neo4j.Neo4jError
	require.ErrorContains(t, c.err, "ogm: ")
	assert.Equal(t, refused, errors.As(c.err, &answer), "%v", c.err)
	assert.Equal(t, c.do == "stall", errors.Is(c.err, context.Canceled), "%v", c.err)
	unknown := committing && !refused
	assert.Equal(t, unknown, errors.Is(c.err, ogm.ErrOutcomeUnknown), "%v", c.err)
	assert.Equal(t, &Person{Name: "Eve"}, c.eve, "the struct is as it was")
	assert.LessOrEqual(t, c.calls, 1, "no other attempt")
	if unknown {
		return
	}
	assert.Empty(t, c.commits())
	calls := c.calls
	require.NoError(t, c.db.Write(t.Context(), c.run), "it can be run again")
	c.isStored(t, calls+1)
}

// An error of the function comes back as it is, and nothing is stored.
func TestErrorsOfAWriteFunction(t *testing.T) {
	t.Parallel()
	mine := errors.New("mine")
	g := newGreet(t)
	g.do = func(context.Context) error { return mine }
	err := g.db.Write(g.ctx, g.run)
	assert.Equal(t, mine, err)
	wrapped := fmt.Errorf("outer: %w", mine)
	g.do = func(context.Context) error { return wrapped }
	assert.Equal(t, wrapped, g.db.Write(g.ctx, g.run))
	assert.Equal(t, 2, g.calls)

	g.do = func(context.Context) error { panic("mine") }
	assert.PanicsWithValue(t, "mine", func() { _ = g.db.Write(g.ctx, g.run) })

	assert.Empty(t, g.commits())
	assert.Equal(t, &Person{Name: "Eve"}, g.eve)
	g.calls, g.anns, g.do = 0, nil, nil
	require.NoError(t, g.db.Write(g.ctx, g.run), "the pool works on")
	g.isStored(t, 1)
}

// A failure that the function does not hand on is no success: it is repeated like any
// other that may pass, or comes back.
func TestAFailureThatAWriteFunctionHides(t *testing.T) {
	t.Parallel()
	for _, do := range []bolttest.Action{bolttest.Fail(syntax, "scripted"), bolttest.Fail(deadlock, "scripted"), bolttest.Cut(), bolttest.CutWithin()} {
		for _, at := range []string{"RUN", "PULL"} {
			for _, changing := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %s, changing: %v", at, do, changing), func(t *testing.T) {
					t.Parallel()
					g := newGreet(t)
					g.server.Inject(bolttest.At(at, 1), do)
					attempts := 0
					err := g.db.Write(g.ctx, func(ctx context.Context, tx *ogm.Tx) error {
						attempts++
						_, _ = g.people.In(tx).Get(ctx, "ann")
						if changing {
							g.people.In(tx).Save(g.eve)
						}
						return nil
					})
					if do.String() == "fail with "+deadlock || do.String() == bolttest.Cut().String() {
						require.NoError(t, err)
						assert.Equal(t, 2, attempts)
						require.Len(t, g.commits(), 1)
						return
					}
					require.Error(t, err)
					assert.Equal(t, 1, attempts)
					require.NotErrorIs(t, err, ogm.ErrOutcomeUnknown)
					assert.Empty(t, g.commits())
					assert.Equal(t, &Person{Name: "Eve"}, g.eve)
				})
			}
		}
	}
}

// A context that ends within the function leads to no COMMIT.
func TestAWriteFunctionWhoseContextEnds(t *testing.T) {
	t.Parallel()
	g := newGreet(t)
	ctx, cancel := context.WithCancel(g.ctx)
	g.do = func(context.Context) error { cancel(); return nil }
	err := g.db.Write(ctx, g.run)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, ogm.ErrOutcomeUnknown)
	assert.Zero(t, g.server.Counts().Messages["COMMIT"])
	assert.Equal(t, &Person{Name: "Eve"}, g.eve)
	g.calls, g.anns, g.do = 0, nil, nil
	require.NoError(t, g.db.Write(g.ctx, g.run))
	g.isStored(t, 1)
}
