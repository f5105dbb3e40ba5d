package unitofwork_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// Band leads to others by a plain relationship and by one with a version.
type (
	Band struct {
		schema.Node
		Name    string  `neo4j:"name,key"`
		Version int64   `neo4j:"version,version"`
		Genre   *Genre  `neo4j:"-[:PLAYS]->"`
		Tours   []*Tour `neo4j:"-[:TOURS_WITH]->"`
	}
	Tour struct {
		schema.Relationship `neo4j:"TOURS_WITH"`
		ID                  string `neo4j:"id,key,generate=number"`
		Version             int64  `neo4j:"version,version"`
		With                *Band  `neo4j:",end"`
	}
)

// tour is a band that is saved, one that it reaches, and both kinds of relationships.
func tour() *Band {
	return &Band{Name: "b", Genre: &Genre{Name: "folk"}, Tours: []*Tour{{With: &Band{Name: "c"}}}}
}

// answerLinks does what the server would with a tour that is new.
func answerLinks(run bolttest.Run) bolttest.Response {
	if !run.InTx {
		return bolttest.Response{}
	}
	lists := run.Params["b"].(map[string]any)
	var names []string
	var record []any
	for i, text := range strings.Split(run.Text, "UNWIND $b.")[1:] {
		rows := lists[strings.Fields(text)[0]].([]any)
		names = append(names, "r"+string(rune('0'+i)))
		switch {
		case strings.Contains(text, "fresh"):
			record = append(record, []any{[]any{0, true}})
		case strings.Contains(text, "collect("):
			record = append(record, []any{[]any{0, 1}})
		default:
			record = append(record, len(rows))
		}
	}
	return bolttest.Rows(names, record)
}

func touring(t *testing.T) *world {
	w := setup(t)
	w.server.Respond(answerLinks)
	return w
}

// Nodes that are saved, nodes that are reached and relationships are one statement.
func TestCommitOfLinksIsOneStatement(t *testing.T) {
	t.Parallel()
	w := touring(t)
	band := tour()
	band.Tours[0].With.Tours = []*Tour{} // empty and nil say nothing
	spent := w.cost(func() { require.NoError(t, w.commit(w.save(t, band))) })
	assert.Equal(t, 2, spent.RoundTrips)
	require.Len(t, w.commits(), 1)
	require.Len(t, w.commits()[0].Runs, 1)
	run := w.commits()[0].Runs[0]
	assert.Equal(t, map[string]any{
		"g0": []any{[]any{"b", int64(0)}},
		"g1": []any{[]any{"c", int64(0)}},
		"g2": []any{[]any{"folk"}},
		"g3": []any{[]any{"b", "folk"}},
		"g4": []any{[]any{"b", "c", "m1", int64(0)}},
	}, run.Params["b"])
	assert.EqualValues(t, 1, band.Version)
	assert.EqualValues(t, 1, band.Tours[0].With.Version, "it was made")
	assert.Equal(t, &Tour{ID: "m1", Version: 1, With: band.Tours[0].With}, band.Tours[0])
}

// A fault at a message of the commit leaves all structs as they were, the reached ones
// too, and the unit ready for another try; what is transient is repeated as it was.
func TestLinkFaults(t *testing.T) {
	t.Parallel()
	type fault struct {
		*world
		at    string
		do    bolttest.Action
		band  *Band
		unit  *unitofwork.Unit
		err   error
		again bool // the driver repeats it
	}
	var cases []*fault
	for _, at := range []string{"BEGIN", "RUN", "PULL", "COMMIT"} {
		for _, do := range []bolttest.Action{bolttest.Fail(deadlock, "scripted"), bolttest.Fail(syntax, "scripted"), bolttest.Cut()} {
			w := touring(t)
			w.server.Inject(bolttest.Point{Message: at, N: 1}, do)
			band := tour()
			cases = append(cases, &fault{world: w, at: at, do: do, band: band, unit: w.save(t, band), again: do.String() == "fail with "+deadlock || do.String() == bolttest.Cut().String() && at != "COMMIT"})
		}
	}
	atOnce(cases, func(c *fault) { c.err = c.commit(c.unit) })
	for _, c := range cases {
		t.Run(c.at+", "+c.do.String(), func(t *testing.T) {
			assert.Equal(t, c.again, c.err == nil, "%v", c.err)
			if c.err != nil {
				assert.Equal(t, tour(), c.band)
				c.err = c.commit(c.unit)
				require.NoError(t, c.err, "it can be committed again")
			}
			require.NotEmpty(t, c.commits())
			runs := c.commits()[len(c.commits())-1].Runs
			require.Len(t, runs, 1)
			sent := runs[0].Params["b"].(map[string]any)["g4"].([]any)[0].([]any)
			assert.Equal(t, sent[2], c.band.Tours[0].ID, "the key that was sent")
			assert.EqualValues(t, 1, c.band.Tours[0].With.Version)
		})
	}
}

// What the server says of relationships is looked at before the commit.
func TestLinkAnswersThatRollBack(t *testing.T) {
	t.Parallel()
	fine := []any{[]any{[]any{0, 1}}, []any{[]any{0, true}}, 1, 1, []any{[]any{0, 1}}}
	for _, test := range []struct {
		name   string
		group  int
		answer any
		want   error
		text   string
	}{
		{"several, without an echo", 3, 2, unitofwork.ErrNotUnique, "1 relationships PLAYS were sent, and 2 are stored"},
		{"an end is gone", 3, 0, unitofwork.ErrNotFound, "PLAYS"},
		{"several, with an echo", 4, []any{[]any{0, 1}, []any{0, 1}}, unitofwork.ErrNotUnique, "2 are stored"},
		{"an end is gone, with an echo", 4, []any{}, unitofwork.ErrNotFound, "TOURS_WITH"},
		{"a stale relationship", 4, []any{[]any{0, 9}}, unitofwork.ErrStale, "TOURS_WITH has version 0, the database 8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := touring(t)
			w.server.Respond(func(bolttest.Run) bolttest.Response {
				record := append([]any(nil), fine...)
				record[test.group] = test.answer
				return bolttest.Rows([]string{"r0", "r1", "r2", "r3", "r4"}, record)
			})
			band := tour()
			err := w.commit(w.save(t, band))
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, test.text)
			assert.Empty(t, w.commits())
			assert.Equal(t, tour(), band)
		})
	}
}

// A relationship that was read before, and whose end is gone, has gone with it.
func TestALinkWithAVersionWhoseEndIsGoneIsStale(t *testing.T) {
	t.Parallel()
	w := touring(t)
	w.server.Respond(func(bolttest.Run) bolttest.Response {
		return bolttest.Rows([]string{"r0", "r1", "r2", "r3", "r4"}, []any{[]any{[]any{0, 1}}, []any{[]any{0, true}}, 1, 1, []any{}})
	})
	band := tour()
	band.Tours[0].Version = 3
	err := w.commit(w.save(t, band))
	require.ErrorIs(t, err, unitofwork.ErrStale)
	require.ErrorContains(t, err, "TOURS_WITH has version 3 and is not in the database")
}
