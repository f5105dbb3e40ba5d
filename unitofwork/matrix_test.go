package unitofwork_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

const notALeader = "Neo.ClientError.Cluster.NotALeader"

// end is how a commit is to end.
type end int

const (
	done      end = iota // it is stored
	refused              // the server has said no
	lost                 // the connection went, and the driver does not try another
	cancelled            // the context has ended
)

// disturbance is what goes wrong with a commit, once for each of its messages.
type disturbance struct {
	name     string
	first    []bolttest.Action // at the message; nil: a context that is cancelled there
	late     bool              // not in the first attempt, whose COMMIT meets a deadlock, but in the second
	attempts int
	end      end // where the message is not COMMIT
	atCommit end
}

var disturbances = []disturbance{
	{"deadlock", []bolttest.Action{bolttest.Fail(deadlock, "scripted")}, false, 2, done, done},
	{"two deadlocks", []bolttest.Action{bolttest.Fail(deadlock, "scripted"), bolttest.Fail(deadlock, "scripted")}, false, 3, done, done},
	{"leader switch", []bolttest.Action{bolttest.Fail(notALeader, "scripted")}, false, 2, done, done},
	{"refusal", []bolttest.Action{bolttest.Fail(syntax, "scripted")}, false, 1, refused, refused},
	{"cut", []bolttest.Action{bolttest.Cut()}, false, 2, done, lost},
	{"cut after", []bolttest.Action{bolttest.CutAfter()}, false, 2, done, lost},
	{"cut within", []bolttest.Action{bolttest.CutWithin()}, false, 1, lost, lost},
	{"garbage", []bolttest.Action{bolttest.Garbage()}, false, 1, lost, lost},
	{"cancelled", nil, false, 1, cancelled, cancelled},
	{"deadlock, then refusal", []bolttest.Action{bolttest.Fail(syntax, "scripted")}, true, 2, refused, refused},
	{"deadlock, then cut", []bolttest.Action{bolttest.Cut()}, true, 3, done, lost},
	{"deadlock, then cut within", []bolttest.Action{bolttest.CutWithin()}, true, 2, lost, lost},
	{"deadlock, then cancelled", nil, true, 2, cancelled, cancelled},
}

// matrixCase is one commit that is disturbed at one message.
type matrixCase struct {
	*shelf
	kind
	disturbance
	at     bolttest.Point
	ctx    context.Context
	before []string // of the structs
	begun  int
	err    error
}

// Every commit meets every fault at every one of its messages. It is stored once, whatever
// the attempts, and all of them sent the same; or nothing is stored, structs and unit are
// as they were, and the same unit commits the same again; or nobody can know, and the error
// says so.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	var cases []*matrixCase
	for _, k := range kinds {
		for _, at := range k.points(t) {
			for _, d := range disturbances {
				cases = append(cases, newMatrixCase(t, k, d, at))
			}
		}
	}
	atOnce(cases, func(c *matrixCase) { _, c.err = c.unit.Commit(c.ctx) })
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s, %s, %s", c.kind.name, c.at, c.disturbance.name), c.check)
	}
	t.Logf("%d cases", len(cases))
}

// points lists the messages of a commit, which is held to what it stores.
func (k kind) points(t *testing.T) []bolttest.Point {
	t.Helper()
	s := newShelf(t, k.batch)
	asked := s.server.Counts()
	k.change(t, s)
	require.NoError(t, s.world.commit(s.unit))
	require.Equal(t, k.want, s.graph().String(), k.name)
	require.Len(t, s.sent, k.statements, k.name)
	require.Equal(t, k.keys, s.made, k.name)
	var points []bolttest.Point
	for _, at := range s.server.Points() {
		if at.N -= asked.Messages[at.Message]; at.N > 0 {
			points = append(points, at)
		}
	}
	return points
}

func newMatrixCase(t *testing.T, k kind, d disturbance, at bolttest.Point) *matrixCase {
	t.Helper()
	c := &matrixCase{shelf: newShelf(t, k.batch), kind: k, disturbance: d, at: at, ctx: t.Context()}
	c.begun = c.server.Counts().Messages["BEGIN"]
	if d.late {
		c.server.Inject(bolttest.Point{Message: "COMMIT", Transaction: 1}, bolttest.Fail(deadlock, "scripted"))
		at.Transaction = 2
	}
	if d.first == nil {
		stall := bolttest.NewStall()
		c.server.Inject(at, stall.Action())
		c.ctx = cancelAt(t, stall)
	}
	c.server.Inject(at, d.first...)
	k.change(t, c.shelf)
	c.before = c.structs()
	return c
}

func (c *matrixCase) check(t *testing.T) {
	committing := c.at.Message == "COMMIT"
	want := c.end
	if committing {
		want = c.atCommit
	}
	var answer *neo4j.Neo4jError
	assert.Equal(t, want == refused, errors.As(c.err, &answer), "%v", c.err)
	assert.Equal(t, want == cancelled, errors.Is(c.err, context.Canceled), "%v", c.err)
	unknown := committing && (want == lost || want == cancelled)
	assert.Equal(t, unknown, errors.Is(c.err, session.ErrOutcomeUnknown), "%v", c.err)
	attempts := c.attempts
	if unknown && !c.late {
		attempts = 1
	} else if unknown {
		attempts = 2
	}
	assert.Equal(t, attempts, c.server.Counts().Messages["BEGIN"]-c.begun, "attempts")
	if want == done {
		require.NoError(t, c.err)
		c.isStored(t)
		return
	}
	require.ErrorContains(t, c.err, "ogm: ")
	assert.Equal(t, c.before, c.structs(), "the structs are as they were")
	if unknown && c.graph().String() != shelved {
		require.Equal(t, c.want, c.graph().String(), "all or nothing")
		err := c.world.commit(c.unit)
		require.Error(t, err, "it is not taken for a commit of something new")
		require.NotErrorIs(t, err, session.ErrOutcomeUnknown)
		assert.Equal(t, c.want, c.graph().String(), "nothing is there twice")
		return
	}
	assert.Equal(t, shelved, c.graph().String(), "nothing is stored")
	c.forgetSent()
	if strings.Contains(c.disturbance.name, "refusal") {
		c.undo()
		assert.Equal(t, "nothing to send", c.unit.Plan().String(), "what is taken back leaves nothing to do")
		if c.keys == 0 { // after a commit, what is new gets new keys
			spent := c.cost(func() { require.NoError(t, c.world.commit(c.unit)) })
			assert.Zero(t, spent.RoundTrips)
		}
		c.redo()
	}
	require.NoError(t, c.world.commit(c.unit), "it can be committed again")
	c.isStored(t)
}

// isStored checks that what was to be stored is, once, that every attempt sent it as far
// as it came, that the structs say what is stored, and that the unit knows it.
func (c *matrixCase) isStored(t *testing.T) {
	t.Helper()
	require.Len(t, c.commits(), 2)
	stored := c.commits()[1].Runs
	require.Len(t, stored, c.statements)
	for _, run := range c.sent {
		assert.Equal(t, stored[run.Statement-1].Text, run.Text)
		assert.Equal(t, stored[run.Statement-1].Params, run.Params)
	}
	require.Equal(t, c.want, c.graph().String())
	c.agrees(t)
	assert.Equal(t, c.keys, c.made, "each key is made once")

	spent := c.cost(func() { require.NoError(t, c.world.commit(c.unit)) })
	assert.Zero(t, spent.RoundTrips, "nothing is left to do")
	c.ann.Name += "!"
	version := c.ann.Version
	require.NoError(t, c.world.commit(c.unit))
	assert.Equal(t, version+1, c.ann.Version)
	assert.Equal(t, strings.Replace(c.want, fmt.Sprintf("Writer/ann@%d", version), fmt.Sprintf("Writer/ann@%d", version+1), 1), c.graph().String())
	c.agrees(t)
}

// agrees compares the structs of all that is stored with what is stored.
func (c *matrixCase) agrees(t *testing.T) {
	t.Helper()
	g := c.graph()
	for _, w := range []*Writer{c.ann, c.bob, c.eve} {
		stored, there := g["Writer/"+w.ID]
		if !there {
			continue
		}
		assert.Equal(t, []int64{w.Version, w.Created.Unix(), w.Updated.Unix()}, stored.stamps(), "Writer %s", w.ID)
		for _, wrote := range w.Wrote {
			link := g["WROTE/"+w.ID+">"+wrote.Volume.Title+">"+wrote.ID]
			assert.Equal(t, []int64{wrote.Version, wrote.Created.Unix(), wrote.Updated.Unix()}, link.stamps(), "Wrote %s", wrote.ID)
			assert.Equal(t, wrote.Volume.Version, g["Volume/"+wrote.Volume.Title].version, "Volume %s", wrote.Volume.Title)
		}
	}
}
