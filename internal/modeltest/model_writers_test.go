package modeltest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/ogmtest"
	"github.com/go-ogm/ogm/query"
)

// What two writers change together: chests and the stakes that these have in stalls have
// versions, stalls have none.
type (
	Chest struct {
		ogm.Node `neo4j:"Chest"`

		ID      string `neo4j:"id,key"`
		Coins   int    `neo4j:"coins"`
		Version int64  `neo4j:",version"`

		Rings  []*Ring  `neo4j:"-[:HOLDS]->"`
		Stakes []*Stake `neo4j:"-[:STAKES]->"`
	}
	Ring struct {
		ogm.Node `neo4j:"Ring"`

		ID string `neo4j:"id,key"`
	}
	Stall struct {
		ogm.Node `neo4j:"Stall"`

		ID    string `neo4j:"id,key"`
		Left  int    `neo4j:"left"`  // the first writer's
		Right int    `neo4j:"right"` // the second's
	}
	Stake struct {
		ogm.Relationship `neo4j:"STAKES"`

		Sum     int    `neo4j:"sum"`
		Version int64  `neo4j:",version"`
		Chest   *Chest `neo4j:",start"`
		Stall   *Stall `neo4j:",end"`
	}
)

const (
	manyChests = 3
	manyStalls = 2
)

// errand is what one commit of a writer does.
type errand struct {
	from, to int // chests between which coins go
	coins    int
	ring     bool // a new one, for the chest that pays
	stake    int  // the stall in which the chest that pays raises its stake, if it has one
	stall    int  // which one the writer counts in
}

// Two writers, each with a unit of its own that it never begins anew, change one graph. Every
// commit that was acknowledged is there in the end; one that is stale is done again after a
// refresh. Where there is no version, neither reverts what the other has written.
func TestTwoWritersLoseNothing(t *testing.T) {
	w := setup(t)
	w.warm()
	all := chestRepos{repository[Chest](w), repository[Stall](w)}
	repository[Ring](w)
	stale := 0
	ogmtest.Check(t, w.often(12, 3), func(t *rapid.T) {
		stakes := drawStakes(t)
		w.rows("OPTIONAL MATCH (n) DETACH DELETE n", nil)
		stalls := newStalls()
		require.NoError(t, all.stalls.Save(w.ctx, stalls...))
		require.NoError(t, all.chests.Save(w.ctx, chestsWith(stakes, stalls)...))
		writers := [2]*writer{newWriter(w, t, all, 0), newWriter(w, t, all, 1)}
		var errands [2][]errand
		for i := range errands {
			errands[i] = rapid.SliceOfN(rapid.Custom(drawErrand), 12, 12).Draw(t, "errands")
		}
		var group sync.WaitGroup
		for i, mine := range writers {
			group.Go(func() { mine.run(errands[i]) })
		}
		group.Wait()
		for _, mine := range writers {
			require.NoError(t, mine.err)
			stale += mine.stale
		}
		want := newBooks(stakes)
		for number, list := range errands {
			for i, e := range list {
				want.enter(e, number, i)
			}
		}
		require.Equal(t, want, w.books())
	})
	t.Logf("%d commits were stale", stale)
}

// drawStakes gives which stalls each chest has stakes in.
func drawStakes(t *rapid.T) [manyChests][]int {
	var stakes [manyChests][]int
	for i := range stakes {
		for stall := range manyStalls {
			if rapid.Bool().Draw(t, "stake") {
				stakes[i] = append(stakes[i], stall)
			}
		}
	}
	return stakes
}

func drawErrand(t *rapid.T) errand {
	return errand{
		from: choose(t, manyChests, "from"), to: choose(t, manyChests, "to"), coins: 1 + choose(t, 9, "coins"),
		ring: rapid.Bool().Draw(t, "ring"), stake: choose(t, manyStalls, "stake"), stall: choose(t, manyStalls, "stall"),
	}
}

func newStalls() []*Stall {
	all := make([]*Stall, manyStalls)
	for i := range all {
		all[i] = &Stall{ID: fmt.Sprint("s", i)}
	}
	return all
}

func chestsWith(stakes [manyChests][]int, stalls []*Stall) []*Chest {
	all := make([]*Chest, manyChests)
	for i := range all {
		all[i] = &Chest{ID: fmt.Sprint("c", i)}
		for _, stall := range stakes[i] {
			all[i].Stakes = append(all[i].Stakes, &Stake{Chest: all[i], Stall: stalls[stall]})
		}
	}
	return all
}

type chestRepos struct {
	chests *ogm.Repository[Chest]
	stalls *ogm.Repository[Stall]
}

// writer is one of the two, with what it has loaded.
type writer struct {
	ctx    context.Context
	number int
	unit   *ogm.Unit
	chests []*Chest
	stalls []*Stall
	stale  int
	err    error
}

var (
	chestRings  = query.Edge(func(c *Chest) *[]*Ring { return &c.Rings })
	chestStakes = query.EdgeTo[Stall](func(c *Chest) *[]*Stake { return &c.Stakes })
)

// newWriter loads the graph. The second writer does not load the rings: it only adds to them.
func newWriter(w *world, t *rapid.T, all chestRepos, number int) *writer {
	mine := &writer{ctx: w.ctx, number: number, unit: w.db.NewUnit()}
	plan := query.With(chestStakes, chestRings)
	if number == 1 {
		plan = query.With(chestStakes)
	}
	for i := range manyChests {
		chest, err := all.chests.In(mine.unit).Get(w.ctx, fmt.Sprint("c", i), plan)
		require.NoError(t, err)
		mine.chests = append(mine.chests, chest)
	}
	for i := range manyStalls {
		stall, err := all.stalls.In(mine.unit).Get(w.ctx, fmt.Sprint("s", i))
		require.NoError(t, err)
		mine.stalls = append(mine.stalls, stall)
	}
	return mine
}

func (mine *writer) run(errands []errand) {
	for i, e := range errands {
		if mine.err = mine.do(e, ringID(mine.number, i)); mine.err != nil {
			return
		}
	}
}

// do runs one errand until it is not stale.
func (mine *writer) do(e errand, ring string) error {
	from, to, stall := mine.chests[e.from], mine.chests[e.to], mine.stalls[e.stall]
	if mine.number == 0 {
		stall.Left++
	} else {
		stall.Right++
	}
	for {
		from.Coins -= e.coins
		to.Coins += e.coins
		if e.ring {
			from.Rings = append(from.Rings, &Ring{ID: ring})
		}
		for _, stake := range from.Stakes {
			if stake.Stall == mine.stalls[e.stake] {
				stake.Sum++
			}
		}
		_, err := mine.unit.Commit(mine.ctx)
		if !errors.Is(err, ogm.ErrStale) {
			return err
		}
		mine.stale++
		if err := mine.unit.Refresh(mine.ctx, slices.Compact([]any{from, to})...); err != nil {
			return err
		}
	}
}

func ringID(writer, errand int) string { return fmt.Sprint("r", writer, "-", errand) }

// books is what the database must hold.
type books struct {
	chests map[string]account
	stakes map[[2]string]account // by chest and stall
	stalls map[string][2]int64
	rings  map[string]string // whose they are
}

// account is a sum with its version.
type account struct{ sum, version int64 }

func newBooks(stakes [manyChests][]int) *books {
	b := &books{map[string]account{}, map[[2]string]account{}, map[string][2]int64{}, map[string]string{}}
	for i, list := range stakes {
		b.chests[fmt.Sprint("c", i)] = account{version: 1}
		for _, stall := range list {
			b.stakes[[2]string{fmt.Sprint("c", i), fmt.Sprint("s", stall)}] = account{version: 1}
		}
	}
	for i := range manyStalls {
		b.stalls[fmt.Sprint("s", i)] = [2]int64{}
	}
	return b
}

// enter adds what an errand has done.
func (b *books) enter(e errand, writer, number int) {
	from, to, stall := fmt.Sprint("c", e.from), fmt.Sprint("c", e.to), fmt.Sprint("s", e.stall)
	if from != to {
		b.chests[from] = b.chests[from].plus(-int64(e.coins))
		b.chests[to] = b.chests[to].plus(int64(e.coins))
	}
	if e.ring {
		b.rings[ringID(writer, number)] = from
	}
	stake := [2]string{from, fmt.Sprint("s", e.stake)}
	if raised, there := b.stakes[stake]; there {
		b.stakes[stake] = raised.plus(1)
	}
	counts := b.stalls[stall]
	counts[writer]++
	b.stalls[stall] = counts
}

func (a account) plus(sum int64) account { return account{a.sum + sum, a.version + 1} }

// books reads the database by plain Cypher.
func (w *world) books() *books {
	b := newBooks([manyChests][]int{})
	for _, row := range w.rows("MATCH (c:Chest) RETURN c.id, c.coins, c.version", nil) {
		b.chests[row[0].(string)] = account{row[1].(int64), row[2].(int64)}
	}
	for _, row := range w.rows("MATCH (c:Chest)-[e:STAKES]->(s:Stall) RETURN c.id, s.id, e.sum, e.version", nil) {
		b.stakes[[2]string{row[0].(string), row[1].(string)}] = account{row[2].(int64), row[3].(int64)}
	}
	for _, row := range w.rows("MATCH (s:Stall) RETURN s.id, s.left, s.right", nil) {
		b.stalls[row[0].(string)] = [2]int64{row[1].(int64), row[2].(int64)}
	}
	for _, row := range w.rows("MATCH (c:Chest)-[:HOLDS]->(r:Ring) RETURN r.id, c.id", nil) {
		b.rings[row[0].(string)] = row[1].(string)
	}
	return b
}
