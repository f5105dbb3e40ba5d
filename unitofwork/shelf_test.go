package unitofwork_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// Writer and Wrote have all that a commit writes back, Volume a version, Subject nothing.
type (
	Writer struct {
		schema.Node
		ID      string     `neo4j:"key,key,generate=number"`
		Name    string     `neo4j:"name"`
		Version int64      `neo4j:"version,version"`
		Created time.Time  `neo4j:"created,created"`
		Updated time.Time  `neo4j:"updated,updated"`
		Wrote   []*Wrote   `neo4j:"-[:WROTE]->"`
		Likes   []*Subject `neo4j:"-[:LIKES]->"`
	}
	Wrote struct {
		schema.Relationship `neo4j:"WROTE"`
		ID                  string    `neo4j:"key,key,generate=number"`
		Pages               int       `neo4j:"pages"`
		Version             int64     `neo4j:"version,version"`
		Created             time.Time `neo4j:"created,created"`
		Updated             time.Time `neo4j:"updated,updated"`
		Volume              *Volume   `neo4j:",end"`
	}
	Volume struct {
		schema.Node
		Title   string `neo4j:"key,key"`
		Year    int    `neo4j:"year"`
		Version int64  `neo4j:"version,version"`
	}
	Subject struct {
		schema.Node
		Name string `neo4j:"key,key"`
	}
)

// shelf is a unit on a scripted server, and what it tracks: ann has written two volumes,
// of which bob wrote the second with her.
type shelf struct {
	*world
	unit          *unitofwork.Unit
	ann, bob, eve *Writer // eve is nobody's yet
	first, second *Volume
	folk, jazz    *Subject
	made          int              // keys
	asked         int              // times of the clock
	next          *bolttest.Server // the leader after server, in a cluster
	steps         []step
}

// alone stands for stored things that no case touches.
const (
	shelved = "LIKES/ann>folk@0 LIKES/ann>jazz@0 Subject/folk@0 Subject/jazz@0 Volume/first@1 Volume/second@1 WROTE/ann>first>w1@1 WROTE/ann>second>w2@1 WROTE/bob>second>w3@1 Writer/ann@1 Writer/bob@1"
)

func newShelf(t *testing.T, batch int) *shelf {
	t.Helper()
	s := &shelf{}
	s.world = setup(t, s.configure(batch))
	s.server.Respond(s.answer)
	s.fill(t)
	return s
}

func (s *shelf) configure(batch int) func(*unitofwork.Config) {
	return func(c *unitofwork.Config) {
		c.BatchSize = batch
		c.Clock = func() time.Time { s.asked++; return noon.Add(time.Duration(s.asked) * time.Minute) }
		c.Generators["number"] = func() (any, error) { s.made++; return fmt.Sprintf("m%d", s.made), nil }
	}
}

// fill commits what is on the shelf.
func (s *shelf) fill(t *testing.T) {
	t.Helper()
	s.unit = s.NewUnit()
	s.first, s.second = &Volume{Title: "first"}, &Volume{Title: "second"}
	s.folk, s.jazz = &Subject{Name: "folk"}, &Subject{Name: "jazz"}
	s.ann = &Writer{ID: "ann", Wrote: []*Wrote{{ID: "w1", Volume: s.first}, {ID: "w2", Volume: s.second}}, Likes: []*Subject{s.folk, s.jazz}}
	s.bob = &Writer{ID: "bob", Wrote: []*Wrote{{ID: "w3", Volume: s.second}}}
	s.eve = &Writer{Name: "Eve"}
	for _, object := range []any{s.ann, s.bob, s.first, s.second, s.folk, s.jazz} {
		s.recorder(t, s.unit.Save, object)()
	}
	require.NoError(t, s.commit(s.unit))
	require.Equal(t, shelved, s.graph().String())
	s.forgetSent()
}

// answer answers from what is committed, and what the transaction itself has sent.
func (s *shelf) answer(run bolttest.Run) bolttest.Response {
	if !run.InTx {
		return bolttest.Response{}
	}
	g := s.graph()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, earlier := range s.sent {
		if earlier.Transaction == run.Transaction {
			g.run(earlier)
		}
	}
	s.sent = append(s.sent, run)
	return g.run(run)
}

func (s *shelf) graph() graph { return graphOf(s.commits()) }

// commits gives the explicit transactions that were committed, of both leaders.
func (s *shelf) commits() []bolttest.Transaction {
	all := s.world.commits()
	if s.next == nil {
		return all
	}
	for _, tx := range s.next.Committed() {
		if tx.Explicit {
			all = append(all, tx)
		}
	}
	return all
}

func (s *shelf) forgetSent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = nil
}

// recorder calls a method of the unit with an object.
func (s *shelf) recorder(t *testing.T, method func(*schema.NodeType, reflect.Value), object any) func() {
	t.Helper()
	node, err := s.registry.Node(reflect.TypeOf(object))
	require.NoError(t, err)
	return func() { method(node, reflect.ValueOf(object)) }
}

// structs lists the values that a commit may write, of everything on the shelf and of what
// hangs on it, as texts.
func (s *shelf) structs() []string {
	var all []string
	add := func(id string, version int64, values ...any) {
		all = append(all, fmt.Sprintf("%s@%d %v", id, version, values))
	}
	for _, w := range []*Writer{s.ann, s.bob, s.eve} {
		add("Writer/"+w.ID, w.Version, w.Name, w.Created, w.Updated, len(w.Wrote), len(w.Likes))
		for _, wrote := range w.Wrote {
			add("WROTE/"+w.ID+">"+wrote.Volume.Title+">"+wrote.ID, wrote.Version, wrote.Pages, wrote.Created, wrote.Updated)
			add("Volume/"+wrote.Volume.Title, wrote.Volume.Version, wrote.Volume.Year)
		}
		for _, subject := range w.Likes {
			add("Subject/"+subject.Name, 0)
		}
	}
	return all
}

// step is a part of a change, which can be taken back.
type step struct{ do, undo func() }

// step takes one.
func (s *shelf) step(do, undo func()) {
	s.steps = append(s.steps, step{do, undo})
	do()
}

// put is the step that sets a field.
func put[V any](s *shelf, field *V, value V) {
	before := *field
	s.step(func() { *field = value }, func() { *field = before })
}

func (s *shelf) undo() {
	for _, taken := range slices.Backward(s.steps) {
		taken.undo()
	}
}

func (s *shelf) redo() {
	for _, taken := range s.steps {
		taken.do()
	}
}

// kind is one of the commits that meet all faults.
type kind struct {
	name       string
	batch      int // rows a statement
	statements int
	keys       int    // that are made
	want       string // what is stored behind it
	change     func(t *testing.T, s *shelf)
}

var kinds = []kind{
	{
		"create", 100, 1, 2,
		"LIKES/ann>folk@0 LIKES/ann>jazz@0 LIKES/m1>blues@0 Subject/blues@0 Subject/folk@0 Subject/jazz@0 Volume/first@1 Volume/second@1 Volume/third@1 WROTE/ann>first>w1@1 WROTE/ann>second>w2@1 WROTE/bob>second>w3@1 WROTE/m1>third>m2@1 Writer/ann@1 Writer/bob@1 Writer/m1@1",
		func(t *testing.T, s *shelf) {
			put(s, &s.eve.Wrote, []*Wrote{{Volume: &Volume{Title: "third"}}})
			put(s, &s.eve.Likes, []*Subject{{Name: "blues"}})
			s.step(s.recorder(t, s.unit.Create, s.eve), s.recorder(t, s.unit.Detach, s.eve))
		},
	},
	{
		"mixed", 100, 1, 2,
		"LIKES/ann>blues@0 LIKES/ann>folk@0 Subject/blues@0 Subject/folk@0 Subject/jazz@0 Volume/first@1 Volume/second@1 WROTE/ann>first>w1@2 WROTE/m1>first>m2@1 Writer/ann@2 Writer/m1@1",
		func(t *testing.T, s *shelf) {
			put(s, &s.ann.Name, "Ann")
			put(s, &s.ann.Wrote[0].Pages, 100)
			put(s, &s.ann.Wrote, s.ann.Wrote[:1])
			put(s, &s.ann.Likes, []*Subject{s.folk, {Name: "blues"}})
			put(s, &s.eve.Wrote, []*Wrote{{Volume: s.first}})
			s.step(s.recorder(t, s.unit.Save, s.eve), s.recorder(t, s.unit.Detach, s.eve))
			s.step(s.recorder(t, s.unit.Delete, s.bob), s.recorder(t, s.unit.Save, s.bob))
		},
	},
	{
		"update", 100, 1, 0,
		"LIKES/ann>folk@0 LIKES/ann>jazz@0 Subject/folk@0 Subject/jazz@0 Volume/first@2 Volume/second@1 WROTE/ann>first>w1@1 WROTE/ann>second>w2@2 WROTE/bob>second>w3@1 Writer/ann@2 Writer/bob@2",
		func(_ *testing.T, s *shelf) {
			put(s, &s.ann.Name, "Ann")
			put(s, &s.bob.Name, "Bob")
			put(s, &s.first.Year, 1999)
			put(s, &s.ann.Wrote[1].Pages, 100)
		},
	},
	{
		"delete", 100, 1, 0,
		"LIKES/ann>folk@0 Subject/folk@0 Volume/first@1 Volume/second@1 WROTE/ann>first>w1@1 WROTE/ann>second>w2@1 Writer/ann@1",
		func(t *testing.T, s *shelf) {
			s.step(s.recorder(t, s.unit.Delete, s.bob), s.recorder(t, s.unit.Save, s.bob))
			s.step(s.recorder(t, s.unit.Delete, s.jazz), s.recorder(t, s.unit.Save, s.jazz))
			put(s, &s.ann.Likes, []*Subject{s.folk})
		},
	},
	{
		"batches", 3, 3, 2,
		"LIKES/ann>folk@0 LIKES/ann>jazz@0 Subject/folk@0 Subject/jazz@0 Volume/first@2 Volume/second@2 WROTE/ann>first>w1@2 WROTE/ann>second>w2@1 WROTE/bob>second>w3@1 WROTE/m1>second>m2@1 Writer/ann@2 Writer/bob@2 Writer/m1@1",
		func(t *testing.T, s *shelf) {
			put(s, &s.ann.Name, "Ann")
			put(s, &s.bob.Name, "Bob")
			put(s, &s.first.Year, 1999)
			put(s, &s.second.Year, 2000)
			put(s, &s.ann.Wrote[0].Pages, 100)
			put(s, &s.eve.Wrote, []*Wrote{{Volume: s.second}})
			s.step(s.recorder(t, s.unit.Create, s.eve), s.recorder(t, s.unit.Detach, s.eve))
		},
	},
	{
		"removal", 100, 1, 0,
		"LIKES/ann>jazz@0 Subject/folk@0 Subject/jazz@0 Volume/first@1 Volume/second@1 WROTE/ann>first>w1@1 Writer/ann@1 Writer/bob@1",
		func(_ *testing.T, s *shelf) {
			put(s, &s.ann.Wrote, s.ann.Wrote[:1])
			put(s, &s.ann.Likes, s.ann.Likes[1:])
			put(s, &s.bob.Wrote, []*Wrote{})
		},
	},
}

// cancelAt gives a context that is cancelled once a stall is reached.
func cancelAt(t *testing.T, stall *bolttest.Stall) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-stall.Reached():
		case <-ctx.Done():
		}
		cancel()
	}()
	t.Cleanup(func() {
		cancel()
		<-stopped
	})
	return ctx
}
