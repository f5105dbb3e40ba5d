package unitofwork_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/unitofwork"
)

// mixed makes n objects, in turn of three types.
func mixed(n int) []any {
	objects := make([]any, n)
	for i := range objects {
		switch name := fmt.Sprintf("%04d", i); i % 3 {
		case 0:
			objects[i] = &Person{ID: name}
		case 1:
			objects[i] = &Movie{Title: name}
		default:
			objects[i] = &Genre{Name: name}
		}
	}
	return objects
}

// Any number of objects of any types, up to the batch size, is one statement with
// one group for each type: two round trips.
func TestCommitOfThreeTypes(t *testing.T) {
	t.Parallel()
	for n, groups := range map[int]int{1: 1, 3: 3, 1000: 3} {
		w := setup(t)
		objects := mixed(n)
		spent := w.cost(func() { require.NoError(t, w.commit(w.save(t, objects...))) })
		assert.Equal(t, 2, spent.RoundTrips, "%d objects", n)
		assert.Zero(t, spent.Overhead)
		require.Len(t, w.commits(), 1)
		require.Len(t, w.commits()[0].Runs, 1)
		run := w.commits()[0].Runs[0]
		assert.Equal(t, groups, strings.Count(run.Text, "UNWIND"))
		rows := 0
		for _, list := range run.Params["b"].(map[string]any) {
			rows += len(list.([]any))
		}
		assert.Equal(t, n, rows)
		written(t, objects)
	}
}

// written checks that the structs have what the commit made.
func written(t *testing.T, objects []any) {
	t.Helper()
	keys := map[string]bool{}
	for i, object := range objects {
		switch o := object.(type) {
		case *Person:
			assert.EqualValues(t, 1, o.Version)
			assert.True(t, noon.Equal(o.Created) && noon.Equal(o.Updated), "%v", o)
		case *Movie:
			require.NotEmpty(t, o.ID)
			assert.Equal(t, fmt.Sprintf("%04d", i), o.Title, "the title of its own row")
			assert.False(t, keys[o.ID], "a key of its own")
			keys[o.ID] = true
		}
	}
}

// untouched checks that the structs are as mixed made them.
func untouched(t *testing.T, objects []any) {
	t.Helper()
	assert.Equal(t, mixed(len(objects)), objects)
}

// Nothing recorded: nothing is sent.
func TestCommitOfNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	spent := w.cost(func() { require.NoError(t, w.commit(w.NewUnit())) })
	assert.Zero(t, spent.RoundTrips)
}

// More rows than the batch size go in several statements of one transaction: N + 2
// round trips.
func TestCommitInBatches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		objects, size, statements int
	}{
		{5, 2, 3}, {4, 2, 2}, {3, 1, 3}, {7, 3, 3},
	} {
		w := setup(t, func(c *unitofwork.Config) { c.BatchSize = test.size })
		objects := mixed(test.objects)
		spent := w.cost(func() { require.NoError(t, w.commit(w.save(t, objects...))) })
		assert.Equal(t, test.statements+2, spent.RoundTrips)
		require.Len(t, w.commits(), 1)
		assert.Len(t, w.commits()[0].Runs, test.statements)
		written(t, objects)
	}
}

// commitFault is a commit of five objects in one or three statements, with a fault
// at one message.
type commitFault struct {
	*world
	size    int
	at      bolttest.Point
	do      bolttest.Action
	objects []any
	unit    *unitofwork.Unit
	err     error
}

// A fault at each message of a commit. Either everything is stored once and all
// attempts sent the same; or nothing is, the structs are as they were, and the unit
// can be committed again; or nobody knows, and the error says so.
func TestCommitFaults(t *testing.T) {
	t.Parallel()
	batched := func(size int) func(*unitofwork.Config) {
		return func(c *unitofwork.Config) { c.BatchSize = size }
	}
	var cases []*commitFault
	for _, size := range []int{10, 2} {
		for _, at := range pointsOf(t, batched(size)) {
			for _, do := range []bolttest.Action{
				bolttest.Fail(deadlock, "scripted"), bolttest.Fail(syntax, "scripted"),
				bolttest.Cut(), bolttest.CutAfter(), bolttest.CutWithin(), bolttest.Garbage(),
			} {
				w := setup(t, batched(size))
				w.server.Inject(at, do)
				objects := mixed(5)
				cases = append(cases, &commitFault{world: w, size: size, at: at, do: do, objects: objects, unit: w.save(t, objects...)})
			}
		}
	}
	atOnce(cases, func(c *commitFault) { c.err = c.commit(c.unit) })
	for _, c := range cases {
		t.Run(fmt.Sprintf("size %d, %s, %s", c.size, c.at, c.do), c.check)
	}
}

// pointsOf lists the messages of a commit on a connection that is there already.
func pointsOf(t *testing.T, change func(*unitofwork.Config)) []bolttest.Point {
	t.Helper()
	w := setup(t, change)
	asked := w.server.Counts()
	require.NoError(t, w.commit(w.save(t, mixed(5)...)))
	var points []bolttest.Point
	for _, at := range w.server.Points() {
		if at.N -= asked.Messages[at.Message]; at.N > 0 {
			points = append(points, at)
		}
	}
	return points
}

func (c *commitFault) check(t *testing.T) {
	committing := c.at.Message == "COMMIT"
	transient := c.do.String() == "fail with "+deadlock
	refused := transient || c.do.String() == "fail with "+syntax
	assert.Equal(t, committing && !refused, errors.Is(c.err, session.ErrOutcomeUnknown), "%v", c.err)
	if c.err == nil {
		c.isStored(t)
		return
	}
	assert.False(t, transient, "it is retried: %v", c.err)
	untouched(t, c.objects)
	assert.Equal(t, 1, c.server.Counts().Messages["BEGIN"], "no other attempt")
	if committing && !refused {
		return
	}
	assert.Empty(t, c.commits())
	c.sent = nil
	require.NoError(t, c.commit(c.unit), "it can be committed again")
	c.isStored(t)
}

// isStored checks that exactly one transaction was committed, that each attempt sent
// the same, as far as it came, and that the structs say what was stored.
func (c *commitFault) isStored(t *testing.T) {
	t.Helper()
	require.Len(t, c.commits(), 1)
	runs := c.commits()[0].Runs
	require.Len(t, runs, map[int]int{10: 1, 2: 3}[c.size])
	for _, run := range c.sent {
		stored := runs[run.Statement-1]
		assert.Equal(t, stored.Text, run.Text)
		assert.Equal(t, stored.Params, run.Params)
	}
	written(t, c.objects)
	var keys []any
	for _, run := range runs {
		lists := run.Params["b"].(map[string]any)
		for i := range len(lists) {
			for _, row := range lists[fmt.Sprintf("g%d", i)].([]any) {
				keys = append(keys, row.([]any)[0])
			}
		}
	}
	for _, object := range c.objects {
		switch o := object.(type) {
		case *Movie:
			assert.True(t, slices.Contains(keys, any(o.ID)), "the key that was sent: %v in %v", o.ID, keys)
		case *Person:
			assert.True(t, slices.Contains(keys, any(o.ID)))
		}
	}
}

// Rows that weigh much go in several statements, too: 16 MiB each at the most.
func TestCommitInBatchesByWeight(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var objects []any
	for range 40 {
		objects = append(objects, &Movie{Title: strings.Repeat("x", 1<<20)})
	}
	spent := w.cost(func() { require.NoError(t, w.commit(w.save(t, objects...))) })
	assert.Equal(t, 3+2, spent.RoundTrips)
	require.Len(t, w.commits(), 1)
	var sizes []int
	for _, run := range w.commits()[0].Runs {
		for _, list := range run.Params["b"].(map[string]any) {
			sizes = append(sizes, len(list.([]any)))
		}
	}
	assert.Equal(t, []int{15, 15, 10}, sizes)
}
