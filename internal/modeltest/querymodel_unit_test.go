package modeltest_test

import (
	"maps"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
)

// inUnit asks twice in one unit. What the first answer has brought, and what the program has
// changed, stays; the second adds. A commit of what is as it was sends nothing.
func (q *question[T, O]) inUnit() {
	unit := q.db.NewUnit()
	q.repo = q.repo.In(unit)
	r := newReading()
	first := q.allInUnit(r, nil)
	q.untouched(unit, "after the first answer")
	r.done()

	undo := first.change()
	second := questionOf(q.atlasModel, &asking{T: q.a.T}, q.g, q.kind, q.repo)
	second.a.args = nil
	if second.closed() {
		second.allInUnit(r, first)
	}
	undo()
	q.untouched(unit, "after the second")
	result, err := unit.Commit(q.ctx)
	require.NoError(q.a, err)
	require.Zero(q.a, result, "a commit of what is as it was")
}

// closed tells a question without placeholders.
func (q *question[T, O]) closed() bool { return len(q.a.again) == 0 }

func (q *question[T, O]) untouched(unit *ogm.Unit, when string) {
	plan := unit.Plan()
	require.NoError(q.a, plan.Err)
	require.Empty(q.a, plan.Statements, "what the unit would send %s", when)
}

// allInUnit compares all that is found, which are the objects of an earlier answer where it had them.
func (q *question[T, O]) allInUnit(r *reading, before *comparing) *comparing {
	want := q.matches()
	found, err := q.selection(q.repo).All(q.ctx)
	require.NoError(q.a, err)
	r.load(want, q.plan)
	c := newComparing(q.a, r)
	if before != nil {
		c.before, c.changed = before.objects, before.changed
	}
	for i, of := range q.paired(want, found, "All in a unit") {
		c.root(of, found[i], "All in a unit")
	}
	return c
}

// change changes some of the objects, and gives the function that takes it back.
func (c *comparing) change() (undo func()) {
	c.changed = map[face]facts{}
	ranks := map[*Isle]int{}
	faces := slices.SortedFunc(maps.Keys(c.objects), func(a, b face) int { return a.place.number - b.place.number })
	for _, of := range faces {
		isle, is := c.objects[of].(*Isle)
		if !is || of.place.number%2 == 0 {
			continue
		}
		ranks[isle] = isle.Rank
		isle.Rank += 100
		c.changed[of] = maps.Clone(of.place.facts)
		c.changed[of]["rank"] = int64(isle.Rank)
	}
	return func() {
		for isle, rank := range ranks {
			isle.Rank = rank
		}
	}
}
