package ogm_test

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
	"github.com/go-ogm/ogm/query"
)

// What two writers change together: purses and the stakes that these have in shelves have
// versions, shelves have none.
type (
	Purse struct {
		ogm.Node `neo4j:"Purse"`

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
	Shelf struct {
		ogm.Node `neo4j:"Shelf"`

		ID    string `neo4j:"id,key"`
		Left  int    `neo4j:"left"`  // the first writer's
		Right int    `neo4j:"right"` // the second's
	}
	Stake struct {
		ogm.Relationship `neo4j:"STAKES"`

		Sum     int    `neo4j:"sum"`
		Version int64  `neo4j:",version"`
		Purse   *Purse `neo4j:",start"`
		Shelf   *Shelf `neo4j:",end"`
	}
)

const (
	manyPurses  = 3
	manyShelves = 2
)

// errand is what one commit of a writer does.
type errand struct {
	from, to int // purses between which coins go
	coins    int
	ring     bool // a new one, for the purse that pays
	stake    int  // the shelf in which the purse that pays raises its stake, if it has one
	shelf    int  // which one the writer counts in
}

// Two writers, each with a unit of its own that it never begins anew, change one graph. Every
// commit that was acknowledged is there in the end; one that is stale is done again after a
// refresh. Where there is no version, neither reverts what the other has written.
func TestTwoWritersLoseNothing(t *testing.T) {
	w := setup(t)
	w.warm()
	all := purseRepos{repository[Purse](w), repository[Shelf](w)}
	repository[Ring](w)
	stale := 0
	check(t, often(12, 3), func(t *rapid.T) {
		stakes := drawStakes(t)
		w.rows("OPTIONAL MATCH (n) DETACH DELETE n", nil)
		shelves := newShelves()
		require.NoError(t, all.shelves.Save(w.ctx, shelves...))
		require.NoError(t, all.purses.Save(w.ctx, pursesWith(stakes, shelves)...))
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
		want := newLedger(stakes)
		for number, list := range errands {
			for i, e := range list {
				want.enter(e, number, i)
			}
		}
		require.Equal(t, want, w.ledger())
	})
	t.Logf("%d commits were stale", stale)
}

// drawStakes gives which shelves each purse has stakes in.
func drawStakes(t *rapid.T) [manyPurses][]int {
	var stakes [manyPurses][]int
	for i := range stakes {
		for shelf := range manyShelves {
			if rapid.Bool().Draw(t, "stake") {
				stakes[i] = append(stakes[i], shelf)
			}
		}
	}
	return stakes
}

func drawErrand(t *rapid.T) errand {
	return errand{
		from: choose(t, manyPurses, "from"), to: choose(t, manyPurses, "to"), coins: 1 + choose(t, 9, "coins"),
		ring: rapid.Bool().Draw(t, "ring"), stake: choose(t, manyShelves, "stake"), shelf: choose(t, manyShelves, "shelf"),
	}
}

func newShelves() []*Shelf {
	all := make([]*Shelf, manyShelves)
	for i := range all {
		all[i] = &Shelf{ID: fmt.Sprint("s", i)}
	}
	return all
}

func pursesWith(stakes [manyPurses][]int, shelves []*Shelf) []*Purse {
	all := make([]*Purse, manyPurses)
	for i := range all {
		all[i] = &Purse{ID: fmt.Sprint("p", i)}
		for _, shelf := range stakes[i] {
			all[i].Stakes = append(all[i].Stakes, &Stake{Purse: all[i], Shelf: shelves[shelf]})
		}
	}
	return all
}

type purseRepos struct {
	purses  *ogm.Repository[Purse]
	shelves *ogm.Repository[Shelf]
}

// writer is one of the two, with what it has loaded.
type writer struct {
	ctx     context.Context
	number  int
	unit    *ogm.Unit
	purses  []*Purse
	shelves []*Shelf
	stale   int
	err     error
}

var (
	purseRings  = query.Edge(func(p *Purse) *[]*Ring { return &p.Rings })
	purseStakes = query.EdgeTo[Shelf](func(p *Purse) *[]*Stake { return &p.Stakes })
)

// newWriter loads the graph. The second writer does not load the rings: it only adds to them.
func newWriter(w *world, t *rapid.T, all purseRepos, number int) *writer {
	mine := &writer{ctx: w.ctx, number: number, unit: w.db.NewUnit()}
	plan := query.With(purseStakes, purseRings)
	if number == 1 {
		plan = query.With(purseStakes)
	}
	for i := range manyPurses {
		purse, err := all.purses.In(mine.unit).Get(w.ctx, fmt.Sprint("p", i), plan)
		require.NoError(t, err)
		mine.purses = append(mine.purses, purse)
	}
	for i := range manyShelves {
		shelf, err := all.shelves.In(mine.unit).Get(w.ctx, fmt.Sprint("s", i))
		require.NoError(t, err)
		mine.shelves = append(mine.shelves, shelf)
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
	from, to, shelf := mine.purses[e.from], mine.purses[e.to], mine.shelves[e.shelf]
	if mine.number == 0 {
		shelf.Left++
	} else {
		shelf.Right++
	}
	for {
		from.Coins -= e.coins
		to.Coins += e.coins
		if e.ring {
			from.Rings = append(from.Rings, &Ring{ID: ring})
		}
		for _, stake := range from.Stakes {
			if stake.Shelf == mine.shelves[e.stake] {
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

// ledger is what the database must hold.
type ledger struct {
	purses  map[string]account
	stakes  map[[2]string]account // by purse and shelf
	shelves map[string][2]int64
	rings   map[string]string // whose they are
}

// account is a sum with its version.
type account struct{ sum, version int64 }

func newLedger(stakes [manyPurses][]int) *ledger {
	l := &ledger{map[string]account{}, map[[2]string]account{}, map[string][2]int64{}, map[string]string{}}
	for i, list := range stakes {
		l.purses[fmt.Sprint("p", i)] = account{version: 1}
		for _, shelf := range list {
			l.stakes[[2]string{fmt.Sprint("p", i), fmt.Sprint("s", shelf)}] = account{version: 1}
		}
	}
	for i := range manyShelves {
		l.shelves[fmt.Sprint("s", i)] = [2]int64{}
	}
	return l
}

// enter adds what an errand has done.
func (l *ledger) enter(e errand, writer, number int) {
	from, to, shelf := fmt.Sprint("p", e.from), fmt.Sprint("p", e.to), fmt.Sprint("s", e.shelf)
	if from != to {
		l.purses[from] = l.purses[from].plus(-int64(e.coins))
		l.purses[to] = l.purses[to].plus(int64(e.coins))
	}
	if e.ring {
		l.rings[ringID(writer, number)] = from
	}
	stake := [2]string{from, fmt.Sprint("s", e.stake)}
	if raised, there := l.stakes[stake]; there {
		l.stakes[stake] = raised.plus(1)
	}
	counts := l.shelves[shelf]
	counts[writer]++
	l.shelves[shelf] = counts
}

func (a account) plus(sum int64) account { return account{a.sum + sum, a.version + 1} }

// ledger reads the database by plain Cypher.
func (w *world) ledger() *ledger {
	l := newLedger([manyPurses][]int{})
	for _, row := range w.rows("MATCH (p:Purse) RETURN p.id, p.coins, p.version", nil) {
		l.purses[row[0].(string)] = account{row[1].(int64), row[2].(int64)}
	}
	for _, row := range w.rows("MATCH (p:Purse)-[e:STAKES]->(s:Shelf) RETURN p.id, s.id, e.sum, e.version", nil) {
		l.stakes[[2]string{row[0].(string), row[1].(string)}] = account{row[2].(int64), row[3].(int64)}
	}
	for _, row := range w.rows("MATCH (s:Shelf) RETURN s.id, s.left, s.right", nil) {
		l.shelves[row[0].(string)] = [2]int64{row[1].(int64), row[2].(int64)}
	}
	for _, row := range w.rows("MATCH (p:Purse)-[:HOLDS]->(r:Ring) RETURN r.id, p.id", nil) {
		l.rings[row[0].(string)] = row[1].(string)
	}
	return l
}
