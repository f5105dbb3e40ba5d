package ogm_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
)

// warm makes the first connection, so that concurrent ones do not meet in the
// driver's own set-up, which has a data race (v5.28.4, Connector.Connect).
func (w *world) warm() {
	w.Helper()
	require.NoError(w, w.driver.VerifyConnectivity(w.ctx))
}

func TestOfFourWritersOfOneVersionExactlyOneWins(t *testing.T) {
	w := setup(t)
	w.warm()
	people := repository[Person](w)
	require.NoError(t, people.Save(w.ctx, &Person{ID: "ann"}))

	const rounds = 40
	for round := range rounds {
		var winners atomic.Int32
		var group sync.WaitGroup
		for writer := range 4 {
			mine := &Person{ID: "ann", Version: int64(round + 1), Name: fmt.Sprint(writer)}
			group.Go(func() {
				switch err := people.Save(w.ctx, mine); {
				case err == nil:
					winners.Add(1)
				case !errors.Is(err, ogm.ErrStale):
					assert.NoError(t, err)
				}
			})
		}
		group.Wait()
		require.EqualValues(t, 1, winners.Load(), "round %d", round)
	}
	assert.Equal(t, [][]any{{int64(rounds + 1)}}, w.rows("MATCH (n:Person) RETURN n.version", nil))
}

func TestTwoWritersOfOneNewKeyEndWithOneNode(t *testing.T) {
	w := setup(t)
	w.warm()
	seats := repository[Seat](w)
	const keys = 50
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for number := range keys {
				assert.NoError(t, seats.Save(w.ctx, &Seat{Hall: "A", Number: number}))
			}
		})
	}
	group.Wait()
	assert.Equal(t, [][]any{{int64(keys)}}, w.rows("MATCH (s:Seat) RETURN count(s)", nil))
}

func TestCommitsOfTheSameNodesInOppositeOrderDoNotDeadlock(t *testing.T) {
	w := setup(t)
	w.warm()
	seats := repository[Seat](w)
	var up, down []*Seat
	for number := range 200 {
		up = append(up, &Seat{Hall: "A", Number: number})
		down = append([]*Seat{{Hall: "A", Number: number}}, down...)
	}
	require.NoError(t, seats.Save(w.ctx, up...))
	var group sync.WaitGroup
	for _, list := range [][]*Seat{up, down} {
		group.Go(func() {
			for range 10 {
				assert.NoError(t, seats.Save(w.ctx, list...))
			}
		})
	}
	group.Wait()
	assert.Equal(t, [][]any{{int64(200)}}, w.rows("MATCH (s:Seat) RETURN count(s)", nil))
}

func TestEnsureByManyAtOnce(t *testing.T) {
	w := setup(t)
	w.warm()
	_, err := ogm.NewRepository[Person](w.db)
	require.NoError(t, err)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { assert.NoError(t, w.db.Schema().Ensure(w.ctx)) })
	}
	group.Wait()
	assert.Equal(t, [][]any{{"Person_email_unique"}, {"Person_id_unique"}}, w.rows("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name", nil))
}
