package unitofwork_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/unitofwork"
)

// newClusterShelf is a shelf in a cluster of two, whose second member is the leader from
// the time on when somebody asks for the second time.
func newClusterShelf(t *testing.T, batch int) *shelf {
	t.Helper()
	s := &shelf{}
	first, next := bolttest.Start(t, s.answer), bolttest.Start(t, func(run bolttest.Run) bolttest.Response {
		run.Transaction += 1000 // each member counts its own
		return s.answer(run)
	})
	router := bolttest.Tables(bolttest.Members(first, next), bolttest.Members(next, first))
	first.SetRouter(router)
	next.SetRouter(router)
	driver, err := neo4j.NewDriverWithContext(first.URI("neo4j"), neo4j.NoAuth())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, driver.Close(context.Background())) })
	s.world = setup(t, s.configure(batch), func(c *unitofwork.Config) {
		c.Runner = session.New(session.Config{Driver: driver, Database: "neo4j"})
	})
	s.server, s.next = first, next
	s.fill(t)
	return s
}

// A leader that steps down at any message of a commit has stored nothing of it. The commit
// goes to the next leader, once.
func TestLeaderSwitch(t *testing.T) {
	t.Parallel()
	var cases []*matrixCase
	for _, k := range kinds {
		for _, at := range k.points(t) {
			c := &matrixCase{shelf: newClusterShelf(t, k.batch), kind: k, at: at, ctx: t.Context()}
			c.server.Inject(at, bolttest.Fail(notALeader, "scripted"))
			k.change(t, c.shelf)
			cases = append(cases, c)
		}
	}
	atOnce(cases, func(c *matrixCase) { _, c.err = c.unit.Commit(c.ctx) })
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s, %s", c.kind.name, c.at), func(t *testing.T) {
			require.NoError(t, c.err)
			assert.Len(t, c.world.commits(), 1, "at the first leader, what was there before")
			c.isStored(t)
		})
	}
	t.Logf("%d cases", len(cases))
}
