package ogm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Ticket, Chair and Desk have keys of every sort, unique values and runtime labels.
type (
	Ticket struct {
		ogm.Node `neo4j:"Ticket"`

		ID      string    `neo4j:"id,key"`
		Code    *string   `neo4j:"code,unique"`
		Row     string    `neo4j:"row,unique=place"`
		Number  int       `neo4j:"number,unique=place"`
		Note    string    `neo4j:"note"`
		Version int64     `neo4j:",version"`
		Before  []*Ticket `neo4j:"<-[:FOLLOWED_BY]-"`
		After   []*Ticket `neo4j:"-[:FOLLOWED_BY]->"`
		Stubs   []*Stub   `neo4j:"-[:STUB_OF]->"`
	}
	Stub struct {
		ogm.Relationship `neo4j:"STUB_OF"`

		Torn  bool    `neo4j:"torn"`
		Other *Ticket `neo4j:",end"`
	}
	Chair struct {
		ogm.Node `neo4j:"Chair"`

		Hall   string   `neo4j:"hall,key"`
		Number int      `neo4j:"number,key"`
		Note   string   `neo4j:"note"`
		Labels []string `neo4j:",labels"`
	}
	Desk struct {
		ogm.Node `neo4j:"Desk"`

		ID    string  `neo4j:"id,key,generate=count"`
		Note  string  `neo4j:"note"`
		Next  []*Desk `neo4j:"-[:NEXT_TO]->"`
		Under *Desk   `neo4j:"-[:UNDER]->"`
	}
)

var ticketID = query.Prop(func(t *Ticket) *string { return &t.ID })

// tickets stores a, b and c, each with its own unique values, and loads them.
func tickets(w *world) (repo *ogm.UnitRepository[Ticket], unit *ogm.Unit, list []*Ticket) {
	w.Helper()
	plain := repository[Ticket](w)
	for i, id := range []string{"a", "b", "c"} {
		require.NoError(w, plain.Create(w.ctx, &Ticket{ID: id, Code: pointer("code-" + id), Row: "r", Number: i, Note: id}))
	}
	unit = w.db.NewUnit()
	repo = plain.In(unit)
	list, err := repo.Match().OrderBy(ticketID.Asc()).All(w.ctx)
	require.NoError(w, err)
	return repo, unit, list
}

// counted is a generator that counts.
func counted(calls *int) ogm.Option {
	return ogm.WithGenerator("count", func() (any, error) {
		*calls++
		return fmt.Sprint("made-", *calls), nil
	})
}

const codes = "MATCH (t:Ticket) RETURN t.id, t.code, t.row, t.number, t.note ORDER BY t.id"

func TestDeleteOneAndCreateAnotherWithTheSameUniqueValueInOneCommit(t *testing.T) {
	w := setup(t)
	repo, unit, list := tickets(w)
	repo.Delete(list[0])
	repo.Create(&Ticket{ID: "d", Code: list[0].Code, Row: "r", Number: 0})
	repo.Delete(list[1])
	again := &Ticket{ID: "b", Code: list[1].Code, Row: "r", Number: 1, Note: "again"} // even with the same key
	repo.Save(again)
	result := w.commit(unit)
	assert.Equal(t, []int{2, 2}, []int{result.NodesCreated, result.NodesDeleted})
	assert.Equal(t, [][]any{{"b", "code-b", "r", int64(1), "again"}, {"c", "code-c", "r", int64(2), "c"}, {"d", "code-a", "r", int64(0), ""}}, w.rows(codes, nil))
	assert.Zero(t, w.commit(unit))
	again.Note = "tracked"
	assert.Equal(t, 1, w.commit(unit).Rows)
	assert.False(t, unit.Contains(list[1]))
}

func TestMoveAUniqueValueFromOneNodeToAnother(t *testing.T) {
	w := setup(t)
	repo, unit, list := tickets(w)
	list[1].Code, list[0].Code = list[0].Code, nil
	w.commit(unit)
	list[0].Code, list[2].Code = list[2].Code, pointer("new") // in the other order of keys, too
	w.commit(unit)
	repo.Save(&Ticket{ID: "d", Code: list[1].Code, Row: "r", Number: 9})
	list[1].Code = nil
	w.commit(unit)
	assert.Equal(t, [][]any{{"a", "code-c"}, {"b", nil}, {"c", "new"}, {"d", "code-a"}}, w.rows("MATCH (t:Ticket) RETURN t.id, t.code ORDER BY t.id", nil))
	assert.Zero(t, w.commit(unit))
}

func TestSwapTwoUniqueValues(t *testing.T) {
	w := setup(t)
	_, unit, list := tickets(w)
	list[0].Code, list[1].Code = list[1].Code, list[0].Code
	w.commit(unit)
	list[0].Code, list[1].Code, list[2].Code = list[1].Code, list[2].Code, list[0].Code
	w.commit(unit)
	list[0].Number, list[1].Number = list[1].Number, list[0].Number // of several properties, of which one stays
	w.commit(unit)
	for i, ticket := range list {
		assert.Equal(t, []int64{4, 4, 2}[i], ticket.Version)
	}
	assert.Equal(t, [][]any{{"a", "code-a", "r", int64(1), "a"}, {"b", "code-c", "r", int64(0), "b"}, {"c", "code-b", "r", int64(2), "c"}}, w.rows(codes, nil))
	assert.Zero(t, w.commit(unit))

	list[0].Code = list[1].Code // both have it: a mistake, and nothing is stored
	list[0].Note, list[2].Note = "no", "no"
	_, err := unit.Commit(w.ctx)
	var violation *ogm.ConstraintError
	require.ErrorAs(t, err, &violation)
	assert.Equal(t, []string{"code"}, violation.Properties)
	list[0].Code = pointer("free")
	w.commit(unit)
	assert.Equal(t, [][]any{{"no", int64(5)}, {"b", int64(4)}, {"no", int64(3)}}, w.rows("MATCH (t:Ticket) RETURN t.note, t.version ORDER BY t.id", nil))
}

func TestReKeyANodeWithRelationshipsAddedAndRemovedInTheSameCommit(t *testing.T) {
	w := setup(t)
	repo, unit, list := tickets(w)
	a, b, c := list[0], list[1], list[2]
	a.After, b.Stubs, c.Stubs = []*Ticket{b, c}, []*Stub{{Other: a}}, []*Stub{{Other: a}}
	w.commit(unit)
	node := w.elementIDs("MATCH (t:Ticket {id: 'a'}) RETURN t")
	a.ID, a.Note = "z", "key"
	d := &Ticket{ID: "a", Row: "s"} // the old key is free for another
	a.After = []*Ticket{c, d}
	b.Stubs[0].Torn = true
	c.Stubs = []*Stub{}
	b.ID = "y"
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1, 2}, []int{result.NodesCreated, result.RelationshipsCreated, result.RelationshipsDeleted})
	assert.Equal(t, node, w.elementIDs("MATCH (t:Ticket {id: 'z'}) RETURN t"), "it is the same node")
	assert.Equal(t, [][]any{{"z", "FOLLOWED_BY", "a"}, {"z", "FOLLOWED_BY", "c"}, {"y", "STUB_OF", "z"}}, w.rows("MATCH (a)-[e]->(b) RETURN a.id, type(e), b.id ORDER BY type(e), b.id", nil))
	assert.Equal(t, [][]any{{true}}, w.rows("MATCH ()-[e:STUB_OF]->() RETURN e.torn", nil))
	assert.Zero(t, w.commit(unit))
	again, err := repo.Get(w.ctx, "z")
	require.NoError(t, err)
	assert.Same(t, a, again)
	other, err := repo.Get(w.ctx, "a")
	require.NoError(t, err)
	assert.Same(t, d, other)
	b.Stubs[0].Torn = false
	a.After = a.After[1:]
	assert.Equal(t, 2, w.commit(unit).Rows)

	a.ID = ""
	_, err = unit.Commit(w.ctx)
	require.ErrorContains(t, err, "Ticket.ID is the key of a node that is stored, and empty")
	a.ID = "c"
	_, err = unit.Commit(w.ctx)
	require.ErrorContains(t, err, "another Ticket with the same key is tracked by the unit")
	a.ID = "z"
	assert.Zero(t, w.commit(unit))
	require.NoError(t, repository[Ticket](w).Create(w.ctx, &Ticket{ID: "x", Row: "x"}))
	a.ID = "x"
	_, err = unit.Commit(w.ctx)
	var violation *ogm.ConstraintError
	require.ErrorAs(t, err, &violation)
	require.NoError(t, unit.Refresh(w.ctx, a))
	assert.Equal(t, "z", a.ID)
}

func TestSwapTwoKeys(t *testing.T) {
	w := setup(t, ogm.WithBatchSize(10), counted(new(int)))
	_, unit, list := tickets(w)
	a, b, c := list[0], list[1], list[2]
	a.After = []*Ticket{b}
	w.commit(unit)
	a.ID, b.ID = b.ID, a.ID
	a.Code, b.Code = b.Code, a.Code
	b.After = []*Ticket{c}
	w.commit(unit)
	assert.Equal(t, [][]any{{"a", "code-a", "r", int64(1), "b"}, {"b", "code-b", "r", int64(0), "a"}, {"c", "code-c", "r", int64(2), "c"}}, w.rows(codes, nil))
	assert.Equal(t, [][]any{{"b", "a"}, {"a", "c"}}, w.rows("MATCH (a)-[:FOLLOWED_BY]->(b) RETURN a.id, b.id ORDER BY b.id", nil))
	for _, ticket := range list {
		assert.Same(t, ticket, get(w, repository[Ticket](w), unit, ticket.ID))
	}
	a.ID, b.ID, c.ID = "b", "c", "a"
	w.commit(unit)
	assert.Equal(t, [][]any{{"a", "c"}, {"b", "a"}, {"c", "b"}}, w.rows("MATCH (t:Ticket) RETURN t.id, t.note ORDER BY t.id", nil))
	assert.Zero(t, w.commit(unit))

	// more of them than a batch has rows: each takes its neighbour's
	desks := repository[Desk](w).In(unit)
	var row []*Desk
	for i := range 35 {
		row = append(row, &Desk{ID: fmt.Sprintf("%03d", i), Note: fmt.Sprint(i)})
	}
	desks.Save(row...)
	w.commit(unit)
	for i, desk := range row {
		desk.ID = fmt.Sprintf("%03d", (i+1)%35)
	}
	w.commit(unit)
	assert.Equal(t, [][]any{{int64(35)}}, w.rows("MATCH (d:Desk) WHERE (toInteger(d.note) + 1) % 35 = toInteger(d.id) RETURN count(d)", nil))
}

func TestAssignedGeneratedAndCompositeKeys(t *testing.T) {
	calls := 0
	w := setup(t, counted(&calls))
	desks, chairs := repository[Desk](w), repository[Chair](w)
	unit := w.db.NewUnit()
	one, two := &Desk{ID: "given"}, &Desk{}
	two.Next, two.Under = []*Desk{one, two}, &Desk{Note: "reached"}
	desks.In(unit).Save(one, two)
	plan := unit.Plan().WithParameters().String()
	assert.Equal(t, plan, unit.Plan().WithParameters().String())
	assert.Equal(t, 2, calls, "a generator runs only on a zero key, and once")
	assert.Empty(t, two.ID, "and reaches the struct with the commit")
	w.commit(unit)
	assert.Equal(t, []string{"given", "made-1", "made-2"}, []string{one.ID, two.ID, two.Under.ID})
	assert.Zero(t, w.commit(unit))
	assert.Same(t, two, get(w, desks, unit, "made-1"))
	assert.Equal(t, 2, calls)

	chair := &Chair{Hall: "h", Number: 0, Note: "x"}
	chairs.In(unit).Save(chair, &Chair{Hall: "h", Number: 1}, &Chair{Hall: "i"})
	w.commit(unit)
	assert.Same(t, chair, get(w, chairs, unit, ogm.Key{"h", 0}))
	chair.Number = 7
	w.commit(unit)
	chairs.In(unit).Delete(get(w, chairs, unit, ogm.Key{"h", 1}))
	w.commit(unit)
	assert.Equal(t, [][]any{{"h", int64(7), "x"}, {"i", int64(0), ""}}, w.rows("MATCH (s:Chair) RETURN s.hall, s.number, s.note ORDER BY s.hall", nil))
	chairs.In(unit).Save(&Chair{})
	_, err := unit.Commit(w.ctx)
	require.ErrorContains(t, err, "is the key and empty")
}

func TestTwoWritersOfOneNewKeyInUnitsEndWithOneNode(t *testing.T) {
	w := setup(t, counted(new(int)))
	desks := repository[Desk](w)
	for range 5 {
		id := uuid.NewString()
		errs := make(chan error, 4)
		for i := range cap(errs) {
			go func() {
				errs <- w.db.Write(w.ctx, func(_ context.Context, tx *ogm.Tx) error {
					desks.In(tx).Save(&Desk{ID: id, Note: fmt.Sprint(i), Next: []*Desk{{ID: "hub"}}})
					return nil
				})
			}()
		}
		for range cap(errs) {
			require.NoError(t, <-errs)
		}
	}
	assert.Equal(t, [][]any{{int64(6), int64(5)}}, w.rows("MATCH (d:Desk) OPTIONAL MATCH (d)-[e]->() RETURN count(DISTINCT d), count(e)", nil))
}

func TestRuntimeLabelsAreAddedReplacedAndRemoved(t *testing.T) {
	w := setup(t)
	chairs := repository[Chair](w)
	const labels = "MATCH (s:Chair) UNWIND labels(s) AS l WITH s, l ORDER BY l RETURN collect(l)"
	unit := w.db.NewUnit()
	chair := &Chair{Hall: "h", Number: 1, Labels: []string{"Front", "a`b"}}
	chairs.In(unit).Save(chair)
	w.commit(unit)
	assert.Zero(t, w.commit(unit))
	w.rows("MATCH (s:Chair) SET s:Later", nil)
	chair.Labels = []string{"a`b", "Back"}
	assert.True(t, unit.IsDirty(chair))
	result := w.commit(unit)
	assert.Equal(t, []int{1, 1, 1}, []int{result.Rows, result.LabelsAdded, result.LabelsRemoved})
	assert.Equal(t, [][]any{{[]any{"Back", "Chair", "Later", "a`b"}}}, w.rows(labels, nil), "what the unit has not seen stays")
	chair.Labels = []string{"Back", "a`b"}
	assert.Zero(t, w.commit(unit), "another order is no change")
	chair.Labels = nil
	assert.Equal(t, 2, w.commit(unit).LabelsRemoved)
	assert.Equal(t, [][]any{{[]any{"Chair", "Later"}}}, w.rows(labels, nil))
	require.NoError(t, unit.Refresh(w.ctx, chair))
	assert.Equal(t, []string{"Later"}, chair.Labels)
	chair.Labels = append(chair.Labels, "x) DETACH DELETE s //")
	chair.Number = 2
	w.commit(unit)
	assert.Equal(t, [][]any{{[]any{"Chair", "Later", "x) DETACH DELETE s //"}}}, w.rows(labels, nil))
	chair.Labels = []string{""}
	_, err := unit.Commit(w.ctx)
	require.ErrorContains(t, err, "Chair.Labels")
}
