package ogm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Card has a property of each type that pages can be sorted by.
type Card struct {
	ogm.Node `neo4j:"Card"`

	ID     string                `neo4j:"id,key"`
	Text   *string               `neo4j:"text"`
	Number *int                  `neo4j:"number"`
	Float  *float64              `neo4j:"float"`
	Flag   *bool                 `neo4j:"flag"`
	Moment *time.Time            `neo4j:"moment"`
	Date   *dbtype.Date          `neo4j:"date"`
	Clock  *dbtype.Time          `neo4j:"clock"`
	Local  *dbtype.LocalTime     `neo4j:"local"`
	Wall   *dbtype.LocalDateTime `neo4j:"wall"`
	Length *dbtype.Duration      `neo4j:"length"`
	Place  *dbtype.Point2D       `neo4j:"place"`
	Extra  map[string]any        `neo4j:"extra.,inline"`
	Next   []*Card               `neo4j:"-[:NEXT]->"`
}

var (
	CardID     = query.Prop(func(c *Card) *string { return &c.ID })
	CardText   = query.Nullable(func(c *Card) **string { return &c.Text })
	CardNumber = query.Nullable(func(c *Card) **int { return &c.Number })
	CardFloat  = query.Nullable(func(c *Card) **float64 { return &c.Float })
	CardFlag   = query.Nullable(func(c *Card) **bool { return &c.Flag })
	CardMoment = query.Nullable(func(c *Card) **time.Time { return &c.Moment })
	CardDate   = query.Nullable(func(c *Card) **dbtype.Date { return &c.Date })
	CardClock  = query.Nullable(func(c *Card) **dbtype.Time { return &c.Clock })
	CardLocal  = query.Nullable(func(c *Card) **dbtype.LocalTime { return &c.Local })
	CardWall   = query.Nullable(func(c *Card) **dbtype.LocalDateTime { return &c.Wall })
	CardLength = query.Nullable(func(c *Card) **dbtype.Duration { return &c.Length })
	CardPlace  = query.Nullable(func(c *Card) **dbtype.Point2D { return &c.Place })
	CardColor  = query.Entry(func(c *Card) *map[string]any { return &c.Extra }, "color")
	CardNext   = query.Edge(func(c *Card) *[]*Card { return &c.Next })
)

// awkward are values of each property that the order and the operators of Neo4j treat
// differently, or nearly.
var awkward = map[string][]string{
	"text":        {"null", "''", "'a'", "'B'", "'a\\u00e4'", "'a\\uFF01'", "'a\\uD83D\\uDE00'", "'a\\uD83D\\uDE00\\uFF01'", "'a\\uD83D\\uDE00b'", "'a\\uD83D\\uDE00\\uD83D\\uDE00'", "'a\\uE000\\uD83D\\uDE00'", "'b\\uDBFF\\uDFFF'", "'b\\uDBFF\\uDFFFc'", "'b\\uFFFF'"},
	"number":      {"null", "0", "1", "-1", "9223372036854775807", "9007199254740993"},
	"float":       {"null", "0.0", "-0.0", "0", "1", "1.0", "1.5", "0.0/$zero", "1.0/$zero", "-1.0/$zero", "9007199254740993.0", "9007199254740992"},
	"flag":        {"null", "true", "false"},
	"moment":      {"null", "datetime('2020-01-01T12:00Z')", "datetime('2020-01-01T13:00+01:00')", "datetime('2020-01-01T13:00+01:00[Europe/Berlin]')", "datetime('2020-01-01T12:00[Europe/London]')", "datetime('2020-01-01T12:00[UTC]')", "datetime('2020-01-01T12:00:00.000000001Z')", "datetime('-0001-01-01T00:00Z')", "datetime('2020-10-25T02:30+01:00[Europe/Berlin]')", "datetime('2020-10-25T02:30+02:00[Europe/Berlin]')"},
	"date":        {"null", "date('2020-01-01')", "date('1969-12-31')", "date('-0044-03-15')"},
	"clock":       {"null", "time('12:00Z')", "time('13:00+01:00')", "time('11:00-01:00')", "time('12:30+05:00')", "time('23:00-05:00')"},
	"local":       {"null", "localtime('12:00')", "localtime('12:00:00.000000001')", "localtime('00:00')"},
	"wall":        {"null", "localdatetime('2020-01-01T12:00')", "localdatetime('2020-03-29T02:30')", "localdatetime('1900-01-01T00:00:00.5')"},
	"extra.color": {"null", "'red'", "'\\uFF01'", "'\\uD83D\\uDE00'", "''"},
}

var awkwardOrder = []string{"text", "number", "float", "flag", "moment", "date", "clock", "local", "wall", "extra.color"}

// orders of a property, by its name in the graph.
var cardOrders = map[string][2]query.Order[Card]{
	"id":          {CardID.Asc(), CardID.Desc()},
	"text":        {CardText.Asc(), CardText.Desc()},
	"number":      {CardNumber.Asc(), CardNumber.Desc()},
	"float":       {CardFloat.Asc(), CardFloat.Desc()},
	"flag":        {CardFlag.Asc(), CardFlag.Desc()},
	"moment":      {CardMoment.Asc(), CardMoment.Desc()},
	"date":        {CardDate.Asc(), CardDate.Desc()},
	"clock":       {CardClock.Asc(), CardClock.Desc()},
	"local":       {CardLocal.Asc(), CardLocal.Desc()},
	"wall":        {CardWall.Asc(), CardWall.Desc()},
	"extra.color": {CardColor.Asc(), CardColor.Desc()},
}

// deck stores cards with awkward values, by Cypher of its own.
func deck(w *world, random *rand.Rand, count int, prefix string) {
	text := "UNWIND $rows AS r CREATE (c:Card {id: r[0]})"
	for i, name := range awkwardOrder {
		values := strings.Join(awkward[name], ", ")
		text += fmt.Sprintf(" SET c.`%s` = [%s][r[%d]]", name, values, i+1)
	}
	rows := make([]any, count)
	for i := range rows {
		row := []any{fmt.Sprintf("%s%03d", prefix, i)}
		for _, name := range awkwardOrder {
			row = append(row, random.IntN(len(awkward[name])))
		}
		rows[i] = row
	}
	w.rows(text, map[string]any{"rows": rows, "zero": 0.0})
}

func cardIDs(cards []*Card) []string {
	list := []string{}
	for _, card := range cards {
		list = append(list, card.ID)
	}
	return list
}

// pages loads all pages in one direction and gives their cards in the order of the selection.
// between is called between two of them.
func pages[T, O any](w *world, selection ogm.Selection[T, O], backward bool, size int, between func()) []O {
	w.Helper()
	at := query.FirstPage()
	if backward {
		at = query.Before("")
	}
	var all []O
	for number := 0; ; number++ {
		require.Less(w, number, 1000, "pages without end")
		page, err := selection.Page(w.ctx, at, size)
		require.NoError(w, err)
		require.LessOrEqual(w, len(page.Items), size)
		if backward {
			all = append(slices.Clone(page.Items), all...)
			assert.Equal(w, number > 0, page.HasNext)
			if !page.HasPrevious {
				return all
			}
			at = query.Before(page.Start)
		} else {
			all = append(all, page.Items...)
			assert.Equal(w, number > 0, page.HasPrevious)
			if !page.HasNext {
				return all
			}
			at = query.After(page.End)
		}
		require.Len(w, page.Items, size)
		between()
	}
}

func nothing() {}

// By each property alone, over all the values that are hard to compare.
func TestPagesFollowTheOrderOfTheServer(t *testing.T) {
	w := setup(t)
	cards := repository[Card](w)
	random := rand.New(rand.NewPCG(1, 2))
	deck(w, random, 40, "c")
	w.rows("CREATE INDEX card_text FOR (c:Card) ON (c.text)", nil)
	w.rows("CALL db.awaitIndexes(60)", nil)
	for name, orders := range cardOrders {
		for direction, order := range orders {
			selection := cards.Match().OrderBy(order, CardID.Asc())
			check := func(selection ogm.Selection[Card, *Card], what string) {
				all, err := selection.All(w.ctx)
				require.NoError(t, err)
				for _, backward := range []bool{false, true} {
					found := pages(w, selection, backward, 7, nothing)
					require.Equal(t, cardIDs(all), cardIDs(found), "by %s, direction %d, backward %t%s", name, direction, backward, what)
				}
			}
			check(selection, "")
			if name == "text" {
				check(selection.Where(CardText.IsNotNull()), ", from the index")
			}
			if name == "float" {
				check(selection.Where(CardFloat.IsNotNull()), ", there")
			}
		}
	}
}

// Order by several keys keeps their order; keyset pages forward and backward with equal sort
// values lose and repeat nothing.
func TestPagesForwardAndBackwardWithEqualSortValuesLoseAndRepeatNothing(t *testing.T) {
	w := setup(t)
	cards := repository[Card](w)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 2 {
		deck(w, random, 40, fmt.Sprint("c", i))
	}
	for range w.often(6, 3) {
		selection, name := randomOrder(cards, random)
		all, err := selection.All(w.ctx)
		require.NoError(t, err)
		for _, backward := range []bool{false, true} {
			size := 1 + random.IntN(30)
			require.Equal(t, cardIDs(all), cardIDs(pages(w, selection, backward, size, nothing)), "%s, pages of %d, backward %t", name, size, backward)
		}
	}
}

// randomOrder is an order by some properties in some directions, then by id.
func randomOrder(cards *ogm.Repository[Card], random *rand.Rand) (ogm.Selection[Card, *Card], string) {
	selection, name := cards.Match(), ""
	for range 1 + random.IntN(3) {
		property, direction := awkwardOrder[random.IntN(len(awkwardOrder))], random.IntN(2)
		selection = selection.OrderBy(cardOrders[property][direction])
		name += fmt.Sprint(property, " ", direction, ", ")
	}
	direction := random.IntN(2)
	return selection.OrderBy(cardOrders["id"][direction]), name + fmt.Sprint("id ", direction)
}

// Nodes that stay are seen once, whatever comes and goes between two pages.
func TestPagesWhileNodesComeAndGo(t *testing.T) {
	w := setup(t)
	cards := repository[Card](w)
	random := rand.New(rand.NewPCG(5, 6))
	deck(w, random, 40, "stay")
	for i := range w.often(5, 2) {
		deck(w, random, 20, fmt.Sprint("go", i))
		selection, name := randomOrder(cards, random)
		staying := func(list []*Card) []string {
			return slices.DeleteFunc(cardIDs(list), func(id string) bool { return !strings.HasPrefix(id, "stay") })
		}
		all, err := selection.All(w.ctx)
		require.NoError(t, err)
		round := 0
		found := pages(w, selection, i%2 == 1, 5, func() {
			round++
			w.rows("MATCH (c:Card) WHERE c.id STARTS WITH 'go' WITH c ORDER BY rand() LIMIT 5 DELETE c", nil)
			w.rows("MATCH (c:Card) WHERE c.id STARTS WITH 'go' SET c.number = toInteger(3 * rand()), c.text = null", nil)
			deck(w, random, 3, fmt.Sprintf("go%d-%d-", i, round))
		})
		require.Equal(t, staying(all), staying(found), name)
		w.rows("MATCH (c:Card) WHERE c.id STARTS WITH 'go' DELETE c", nil)
	}
}

func TestPageEnds(t *testing.T) {
	w, people := crowd(t)
	selection := people.Match().OrderBy(Born.Desc()) // eve, cid, bob, dan, ann
	first, err := selection.Page(w.ctx, query.FirstPage(), 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"eve", "cid"}, ids(first.Items))
	assert.True(t, first.HasNext)
	assert.False(t, first.HasPrevious)

	second, err := selection.Page(w.ctx, query.After(first.End), 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"bob", "dan"}, ids(second.Items))
	assert.True(t, second.HasNext)
	assert.True(t, second.HasPrevious)
	again, err := selection.Page(w.ctx, query.Before(second.Start), 2)
	require.NoError(t, err)
	assert.Equal(t, first.Items[0].ID, again.Items[0].ID)
	assert.Equal(t, first.End, again.End)
	assert.True(t, again.HasNext)
	assert.False(t, again.HasPrevious)

	last, err := selection.Page(w.ctx, query.After(second.End), 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"ann"}, ids(last.Items))
	assert.False(t, last.HasNext)

	beyond, err := selection.Page(w.ctx, query.After(last.End), 2)
	require.NoError(t, err)
	assert.Empty(t, beyond.Items)
	assert.Equal(t, last.End, beyond.End, "who asks again for what has come since begins where he was")
	back, err := selection.Page(w.ctx, query.Before(beyond.Start), 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"dan", "ann"}, ids(back.Items))
	before, err := selection.Page(w.ctx, query.Before(first.Start), 2)
	require.NoError(t, err)
	assert.Empty(t, before.Items)
	assert.Equal(t, first.Start, before.Start)
	forth, err := selection.Page(w.ctx, query.After(before.End), 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"eve", "cid"}, ids(forth.Items))

	none, err := people.Match(Name.Eq("nobody")).Page(w.ctx, query.FirstPage(), 2)
	require.NoError(t, err)
	assert.Equal(t, ogm.Page[*Person]{}, none)
}

// A page is one message, in a unit and with a fetch plan too.
func TestPagesWithPlansAndInUnits(t *testing.T) {
	w := setup(t)
	cards := repository[Card](w)
	var list []*Card
	for i := range 7 {
		card := &Card{ID: fmt.Sprint("c", i)}
		if i > 0 {
			card.Next = []*Card{list[0]}
		}
		list = append(list, card)
	}
	require.NoError(t, cards.Save(w.ctx, list...))

	found := pages(w, cards.Match().With(CardNext).OrderBy(CardID.Desc()), false, 3, nothing)
	assert.Equal(t, []string{"c6", "c5", "c4", "c3", "c2", "c1", "c0"}, cardIDs(found))
	assert.Equal(t, "c0", found[3].Next[0].ID)

	unit := w.db.NewUnit()
	found = pages(w, cards.In(unit).Match().With(CardNext), true, 2, nothing)
	assert.Equal(t, []string{"c0", "c1", "c2", "c3", "c4", "c5", "c6"}, cardIDs(found))
	assert.Same(t, found[0], found[6].Next[0], "one node is one pointer")
	found[3].Number = pointer(5)
	_, err := unit.Commit(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, [][]any{{"c3"}}, w.rows("MATCH (c:Card {number: 5}) RETURN c.id", nil))
}

func TestPagesRefuse(t *testing.T) {
	w := setup(t)
	cards := repository[Card](w)
	one := func(selection ogm.Selection[Card, *Card], at query.Position, size int) error {
		_, err := selection.Page(w.ctx, at, size)
		return err
	}
	w.rows("CREATE (:Card {id: 'a', `extra.color`: 1}), (:Card {id: 'b', `extra.color`: 'x'}), (:Card {id: 'c', `extra.color`: date()})", nil)
	all := cards.Match()
	require.ErrorContains(t, one(all, query.FirstPage(), 0), "a page of 0 nodes is none")
	require.ErrorContains(t, one(all, query.FirstPage(), math.MaxInt), "a page of 9223372036854775807 nodes is none")
	require.ErrorContains(t, one(all.Limit(3), query.FirstPage(), 1), "a selection with a limit has no pages")
	require.ErrorContains(t, one(all.From(query.Search[Card]("any", "word")), query.FirstPage(), 1), "what an index finds by its score; add OrderBy")
	require.ErrorContains(t, one(all.OrderBy(CardLength.Asc()), query.FirstPage(), 1), "Card.Length is dbtype.Duration, by which pages cannot be sorted")
	require.ErrorContains(t, one(all.OrderBy(CardPlace.Asc()), query.FirstPage(), 1), "Card.Place is dbtype.Point2D, by which pages cannot be sorted")

	colors := all.OrderBy(CardColor.Asc())
	for _, backward := range []bool{false, true} { // in either direction, between types, there is an error and no loss
		at := query.FirstPage()
		if backward {
			at = query.Before("")
		}
		var err error
		for range 4 {
			var page ogm.Page[*Card]
			if page, err = colors.Page(w.ctx, at, 1); err != nil {
				break
			}
			at = query.After(page.End)
			if backward {
				at = query.Before(page.Start)
			}
		}
		require.ErrorContains(t, err, `Extra["color"] holds values of several types`)
	}

	w.rows("CREATE (:Card {id: 'd', text: $text})", map[string]any{"text": strings.Repeat("x", 7000)})
	require.ErrorContains(t, one(all.OrderBy(CardText.Asc()), query.FirstPage(), 1), "which has at most 8192")
}

func TestCursorsOfOtherOrdersAreRefused(t *testing.T) {
	w, people := crowd(t)
	page, err := people.Match().OrderBy(Name.Asc()).Page(w.ctx, query.FirstPage(), 2)
	require.NoError(t, err)
	for name, selection := range map[string]ogm.Selection[Person, *Person]{
		"direction": people.Match().OrderBy(Name.Desc()), "property": people.Match().OrderBy(Born.Asc()), "more": people.Match().OrderBy(Name.Asc(), Born.Asc()), "none": people.Match(),
	} {
		_, err := selection.Page(w.ctx, query.After(page.End), 2)
		require.ErrorIs(t, err, ogm.ErrCursor, name)
		var problem *ogm.CursorError
		require.ErrorAs(t, err, &problem)
		assert.Equal(t, mapping.CursorOfOtherOrder, problem.Problem, name)
	}
	_, err = people.Match().OrderBy(Name.Asc()).Page(w.ctx, query.After("' OR 1=1 //"), 2)
	require.ErrorIs(t, err, ogm.ErrCursor)
	_, err = people.Match(Name.StartsWith("B")).OrderBy(Name.Asc()).Page(w.ctx, query.After(page.Start), 2)
	require.NoError(t, err, "conditions may change")
}

func TestPagesOfNaN(t *testing.T) {
	w := setup(t)
	cards := repository[Card](w)
	require.NoError(t, cards.Save(w.ctx, &Card{ID: "a", Float: pointer(math.NaN())}, &Card{ID: "b", Float: pointer(math.NaN())}, &Card{ID: "c", Float: pointer(1.0)}, &Card{ID: "d"}))
	for direction, want := range [][]string{{"c", "a", "b", "d"}, {"d", "a", "b", "c"}} {
		order := cardOrders["float"][direction]
		for _, backward := range []bool{false, true} {
			assert.Equal(t, want, cardIDs(pages(w, cards.Match().OrderBy(order), backward, 1, nothing)), "%d %t", direction, backward)
		}
	}
}
