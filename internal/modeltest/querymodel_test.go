package modeltest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/ogmtest"
	"github.com/go-ogm/ogm/query"
)

var queryModelChecks = flag.Int("querymodel.checks", 0, "how many random graphs the query model asks; 0 for as many as fit the server and the race detector")

// Whatever is asked of whatever graph, in one of all the ways to ask, the answer is that of an
// evaluation in memory, in as many pieces as it comes.
func TestQueriesAnswerWhatTheModelSays(t *testing.T) {
	w, pieces := setupInPieces(t, ogm.WithTypes(Isle{}, Pier{}, Noble{}, Knave{}, Beast{}, Ship{}, Sloop{}, Galley{}, Prize{}))
	all, inPieces := atlasRepositories(w), atlasRepositories(pieces)
	graphs := *queryModelChecks
	if graphs == 0 {
		graphs = w.often(10, 5)
	}
	ogmtest.Check(t, graphs, func(t *rapid.T) {
		g := drawAtlas(t)
		g.store(w)
		t.Log(g)
		for range 3 {
			if rapid.Bool().Draw(t, "in small pieces") {
				inPieces.ask(&asking{T: t}, g)
			} else {
				all.ask(&asking{T: t}, g)
			}
		}
	})
}

// atlasModel has the repositories of the model.
type atlasModel struct {
	*world
	isles    askedRepository[Isle]
	piers    askedRepository[Pier]
	nobles   askedRepository[Noble]
	dwellers askedFamily[Dweller, Noble]
	ships    askedRepository[Ship]
	sloops   askedRepository[Sloop]
	sailers  askedFamily[Sailer, Ship]
}

func atlasRepositories(w *world) *atlasModel {
	dwellers, err := ogm.NewPolymorphicRepository[Dweller, Noble](w.db)
	require.NoError(w, err)
	sailers, err := ogm.NewPolymorphicRepository[Sailer, Ship](w.db)
	require.NoError(w, err)
	return &atlasModel{
		w,
		askedRepository[Isle]{repository[Isle](w)},
		askedRepository[Pier]{repository[Pier](w)},
		askedRepository[Noble]{repository[Noble](w)},
		askedFamily[Dweller, Noble]{dwellers},
		askedRepository[Ship]{repository[Ship](w)},
		askedRepository[Sloop]{repository[Sloop](w)},
		askedFamily[Sailer, Ship]{sailers},
	}
}

// ask asks a question of one of the types.
func (m *atlasModel) ask(a *asking, g *atlas) {
	switch a.below(12, "type") {
	case 0:
		questionOf(m, a, g, pierKind(), m.piers).ask()
	case 1:
		questionOf(m, a, g, nobleKind(), m.nobles).ask()
	case 2:
		questionOf(m, a, g, familyOf(nobleKind()), m.dwellers).ask()
	case 3:
		questionOf(m, a, g, shipKind(), m.ships).ask()
	case 4:
		questionOf(m, a, g, sloopKind(), m.sloops).ask()
	case 5, 6:
		questionOf(m, a, g, familyOf(shipKind()), m.sailers).ask()
	default:
		questionOf(m, a, g, isleKind(), m.isles).ask()
	}
}

// familyOf is asked by the struct, and gives what fits each node best.
func familyOf[T any](k kind[T]) kind[T] {
	k.name = ""
	return k
}

// asked is a repository, whatever it gives.
type asked[T, O any] interface {
	Match(conditions ...query.Condition[T]) ogm.Selection[T, O]
	Get(ctx context.Context, key any, plan query.Plan[T]) (O, error)
	GetMany(ctx context.Context, keys []any, fetches []query.Fetch[T]) ([]O, error)
	In(scope ogm.Scope) asked[T, O]
}

// question is a selection and a plan, as they are asked and as they are evaluated.
type question[T, O any] struct {
	*atlasModel
	a       *asking
	g       *atlas
	kind    kind[T]
	repo    asked[T, O]
	claims  []claim[T]
	order   []sorting[T]
	limit   int
	fetches []query.Fetch[T]
	plan    []*step
}

func questionOf[T, O any](m *atlasModel, a *asking, g *atlas, of kind[T], repo asked[T, O]) *question[T, O] {
	q := &question[T, O]{atlasModel: m, a: a, g: g, kind: of, repo: repo, limit: -1}
	if a.below(3, "compiled") == 0 {
		a.args = query.Args{}
	}
	q.claims = of.claims(a, a.below(3, "conditions"), 2)
	if a.below(4, "unordered") > 0 {
		q.order = of.sortings(a)
		if a.below(3, "limited") == 0 {
			q.limit = a.below(5, "limit")
		}
	}
	if a.below(4, "without a plan") > 0 {
		q.fetches, q.plan = drawSteps(a, of, 2)
	}
	a.Log(q.text())
	return q
}

func (q *question[T, O]) text() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%T.Match(%s)%s", *new(T), textOf(q.claims), withText(q.plan))
	for _, by := range q.order {
		fmt.Fprintf(&text, ".OrderBy(%s)", by.text)
	}
	if q.limit >= 0 {
		fmt.Fprintf(&text, ".Limit(%d)", q.limit)
	}
	return text.String()
}

// selection is the question as the library is asked.
func (q *question[T, O]) selection(repo asked[T, O]) ogm.Selection[T, O] {
	s := repo.Match(askedOf(q.claims)...).With(q.fetches...)
	for _, by := range q.order {
		s = s.OrderBy(by.asked)
	}
	if q.limit >= 0 {
		s = s.Limit(q.limit)
	}
	return s
}

// matches are the nodes that are to be found, in order where there is one.
func (q *question[T, O]) matches() []face {
	var found []*place
	for _, p := range q.g.places {
		if p.has(q.kind.labels...) && allHold(q.claims, p) == yes {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b *place) int {
		for _, by := range q.order {
			if order := by.key.compare(a, b); order != 0 {
				return order
			}
		}
		return 0
	})
	if q.limit >= 0 {
		found = found[:min(q.limit, len(found))]
	}
	return q.faces(found)
}

func (q *question[T, O]) faces(places []*place) []face {
	list := make([]face, len(places))
	for i, p := range places {
		list[i] = faceOf(p, q.kind.name)
	}
	return list
}

func (q *question[T, O]) ask() {
	if q.a.args != nil {
		q.compiled()
		return
	}
	switch verb := q.a.below(10, "verb"); verb {
	case 0:
		q.get()
	case 1:
		q.getMany()
	case 2, 3:
		q.inUnit()
	default:
		q.verb(q.selection(q.repo))
	}
}

func (q *question[T, O]) verb(s ogm.Selection[T, O]) {
	want := q.matches()
	switch name := drawn(q.a.T, "All", "All", "All", "One", "First", "Count", "Exists", "Stream", "Keys", "Select"); name {
	case "One":
		found, err := s.One(q.ctx)
		q.single(want, found, err)
	case "First":
		found, err := s.First(q.ctx)
		q.first(want, found, err)
	case "Count":
		n, err := s.Count(q.ctx)
		require.NoError(q.a, err)
		require.Len(q.a, want, int(n), "Count")
	case "Exists":
		is, err := s.Exists(q.ctx)
		require.NoError(q.a, err)
		require.Equal(q.a, len(want) > 0, is, "Exists")
	case "Stream":
		q.stream(want, s)
	case "Keys":
		keys, err := s.Keys(q.ctx)
		q.keys(want, keys, err)
	case "Select":
		rows, err := ogm.Select[idRow](q.ctx, s)
		q.rows(want, rows, err)
	default:
		q.keepText(s)
		found, err := s.All(q.ctx)
		require.NoError(q.a, err)
		q.compare(want, found, name)
	}
}

// keepText lets the text of All be kept, which is the one that is written: it is asked for once
// more than that takes.
func (q *question[T, O]) keepText(s ogm.Selection[T, O]) {
	want, err := s.Explain()
	require.NoError(q.a, err)
	for range 2 {
		got, err := s.Explain()
		require.NoError(q.a, err)
		require.Equal(q.a, want, got)
	}
}

// compare compares an answer, in order where there is one.
func (q *question[T, O]) compare(want []face, found []O, verb string) {
	q.compareIn(q.read(want), want, found, verb)
}

func (q *question[T, O]) read(roots []face) *reading {
	r := newReading()
	r.load(roots, q.plan)
	return r
}

func (q *question[T, O]) compareIn(r *reading, want []face, found []O, verb string) *comparing {
	want = q.paired(want, found, verb)
	c := newComparing(q.a, r)
	for i, of := range want {
		c.root(of, found[i], verb)
	}
	return c
}

// paired gives the nodes in the order in which they were found.
func (q *question[T, O]) paired(want []face, found []O, verb string) []face {
	ids, byID := []string{}, map[string]face{}
	for _, of := range want {
		ids = append(ids, of.place.id())
		byID[of.place.id()] = of
	}
	got := make([]string, len(found))
	for i, object := range found {
		got[i] = idOf(object)
	}
	if len(q.order) == 0 {
		require.ElementsMatch(q.a, ids, got, verb)
	} else {
		require.Equal(q.a, ids, got, verb)
	}
	want = nil
	for _, id := range got {
		want = append(want, byID[id])
	}
	return want
}

func (q *question[T, O]) single(want []face, found O, err error) {
	switch len(want) {
	case 0:
		require.ErrorIs(q.a, err, ogm.ErrNotFound)
	case 1:
		require.NoError(q.a, err)
		q.compare(want, []O{found}, "One")
	default:
		require.ErrorIs(q.a, err, ogm.ErrNotUnique)
	}
}

func (q *question[T, O]) first(want []face, found O, err error) {
	if len(want) == 0 {
		require.ErrorIs(q.a, err, ogm.ErrNotFound)
		return
	}
	require.NoError(q.a, err)
	if len(q.order) == 0 {
		at := slices.IndexFunc(want, func(f face) bool { return f.place.id() == idOf(found) })
		require.GreaterOrEqual(q.a, at, 0, "First")
		want = want[at:]
	}
	q.compare(want[:1], []O{found}, "First")
}

// stream compares node by node: identity ends with each.
func (q *question[T, O]) stream(want []face, s ogm.Selection[T, O]) {
	var found []O
	left := q.a.below(8, "left after")
	for object, err := range s.Stream(q.ctx) {
		require.NoError(q.a, err)
		found = append(found, object)
		if len(found) == left {
			break
		}
	}
	if left > 0 && left < len(want) {
		require.Len(q.a, found, left, "Stream")
		if len(q.order) == 0 {
			return
		}
		want = want[:left]
	}
	for i, of := range q.paired(want, found, "Stream") {
		newComparing(q.a, q.read([]face{of})).root(of, found[i], "Stream")
	}
}

// idRow is what every type has.
type idRow struct{ ID string }

func (q *question[T, O]) keys(want []face, keys []ogm.Key, err error) {
	require.NoError(q.a, err)
	rows := make([]idRow, len(keys))
	for i, key := range keys {
		rows[i].ID, _ = key[0].(string)
	}
	q.rows(want, rows, nil)
}

func (q *question[T, O]) rows(want []face, rows []idRow, err error) {
	require.NoError(q.a, err)
	ids := make([]idRow, len(want))
	for i, of := range want {
		ids[i].ID = of.place.id()
	}
	if len(q.order) == 0 {
		require.ElementsMatch(q.a, ids, rows)
	} else {
		require.Equal(q.a, ids, append([]idRow{}, rows...))
	}
}

// compiled asks twice, with other values.
func (q *question[T, O]) compiled() {
	compiled, err := q.selection(q.repo).Compile()
	require.NoError(q.a, err)
	for range 2 {
		q.a.Log(q.a.args)
		want := q.matches()
		found, err := compiled.All(q.ctx, q.a.args)
		require.NoError(q.a, err)
		q.compare(want, found, "Compiled.All")
		for _, draw := range q.a.again {
			draw()
		}
	}
	want := q.matches()
	switch drawn(q.a.T, "One", "First", "Count", "Exists", "Stream", "Keys", "Select") {
	case "One":
		found, err := compiled.One(q.ctx, q.a.args)
		q.single(want, found, err)
	case "First":
		found, err := compiled.First(q.ctx, q.a.args)
		q.first(want, found, err)
	case "Count":
		n, err := compiled.Count(q.ctx, q.a.args)
		require.NoError(q.a, err)
		require.Len(q.a, want, int(n))
	case "Exists":
		is, err := compiled.Exists(q.ctx, q.a.args)
		require.NoError(q.a, err)
		require.Equal(q.a, len(want) > 0, is)
	case "Keys":
		keys, err := compiled.Keys(q.ctx, q.a.args)
		q.keys(want, keys, err)
	case "Select":
		rows, err := ogm.Select[idRow](q.ctx, compiled, q.a.args)
		q.rows(want, rows, err)
	default:
		var found []O
		for object, err := range compiled.Stream(q.ctx, q.a.args) {
			require.NoError(q.a, err)
			found = append(found, object)
		}
		for i, of := range q.paired(want, found, "Compiled.Stream") {
			newComparing(q.a, q.read([]face{of})).root(of, found[i], "Compiled.Stream")
		}
	}
}

// keyed are the nodes of the type, whatever the conditions.
func (q *question[T, O]) keyed() []face {
	var list []*place
	for _, p := range q.g.places {
		if p.has(q.kind.labels...) {
			list = append(list, p)
		}
	}
	return q.faces(list)
}

func (q *question[T, O]) get() {
	all := q.keyed()
	if len(all) == 0 {
		_, err := q.repo.Get(q.ctx, "nobody", query.With(q.fetches...))
		require.ErrorIs(q.a, err, ogm.ErrNotFound)
		return
	}
	of := drawn(q.a.T, all...)
	found, err := q.repo.Get(q.ctx, of.place.id(), query.With(q.fetches...))
	require.NoError(q.a, err)
	q.compare([]face{of}, []O{found}, "Get")
}

// getMany asks for keys in any order, some twice, some that are not there.
func (q *question[T, O]) getMany() {
	all := append(q.keyed(), face{})
	var keys []any
	var want, distinct []face
	missing := false
	for range q.a.below(6, "keys") {
		of := drawn(q.a.T, all...)
		if of.place == nil {
			keys, missing = append(keys, "nobody"), true
			continue
		}
		keys, want = append(keys, of.place.id()), append(want, of)
		if !slices.Contains(distinct, of) {
			distinct = append(distinct, of)
		}
	}
	found, err := q.repo.GetMany(q.ctx, keys, q.fetches)
	var notFound *ogm.NotFoundError
	require.Equal(q.a, missing, errors.As(err, &notFound), "%v", err)
	if !missing {
		require.NoError(q.a, err)
	}
	require.Len(q.a, found, len(want))
	c := newComparing(q.a, q.read(distinct))
	for i, of := range want {
		require.Equal(q.a, of.place.id(), idOf(found[i]), "GetMany keeps the order asked")
		c.root(of, found[i], "GetMany")
	}
}
