package ogm_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
)

// Star, Show, Role and Studio are joined in every way that a tag can say.
type (
	Star struct {
		ogm.Node `neo4j:"Star"`

		ID      string    `neo4j:"id,key"`
		Name    string    `neo4j:"name"`
		Version int64     `neo4j:",version"`
		Created time.Time `neo4j:",created"`

		Roles    []*Role   `neo4j:"-[:STARS_IN]->"`
		Loves    []*Show   `neo4j:"-[:LOVES]->"`
		Hates    []Show    `neo4j:"-[:HATES]->"`
		Friends  []*Star   `neo4j:"-[:FRIEND_OF]-"`
		Mentor   *Star     `neo4j:"<-[:TEACHES]-"`
		Pupils   []*Star   `neo4j:"-[:TEACHES]->"`
		Deals    []*Deal   `neo4j:"-[:SIGNED]-"`
		Follows  []Titled  `neo4j:"-[:FOLLOWS]->"`
		Contract *Contract `neo4j:"-[:BOUND_BY]->"`
	}
	Show struct {
		ogm.Node `neo4j:"Show"`

		Title string  `neo4j:"title,key"`
		Year  int     `neo4j:"year"`
		Cast  []*Role `neo4j:"<-[:STARS_IN]-"`
	}
	// Studio has a generated key.
	Studio struct {
		ogm.Node `neo4j:"Studio"`

		ID    string `neo4j:"id,key,generate=uuid"`
		Name  string `neo4j:"name"`
		Owner *Star  `neo4j:"<-[:OWNS]-"`
	}
	// Role has a version, and no key: there is one between a star and a show.
	Role struct {
		ogm.Relationship `neo4j:"STARS_IN"`

		Names   []string       `neo4j:"names"`
		Pay     *int64         `neo4j:"pay"`
		Extra   map[string]any `neo4j:"x.,inline"`
		Version int64          `neo4j:",version"`
		Created time.Time      `neo4j:",created"`
		Star    *Star          `neo4j:",start"`
		Show    *Show          `neo4j:",end"`
	}
	// Deal has a key, so there may be many between two stars.
	Deal struct {
		ogm.Relationship `neo4j:"SIGNED"`

		ID   string `neo4j:"id,key,generate=uuid"`
		Sum  int    `neo4j:"sum"`
		From *Star  `neo4j:",start"`
		To   *Star  `neo4j:",end"`
	}
	// Contract is the node of another relationship.
	Contract struct {
		ogm.Node `neo4j:"Contract"`

		Number int `neo4j:"number,key"`
	}
	// Titled is what stars follow.
	Titled interface{ title() string }
)

// Caption implements Titled and is no node.
type Caption struct{ text string }

func (c *Caption) title() string { return c.text }

func (s *Show) title() string   { return s.Title }
func (s *Studio) title() string { return s.Name }

const linksOf = "MATCH (a)-[e]->(b) RETURN coalesce(a.id, a.title) AS a, type(e), coalesce(b.id, b.title, b.name, b.number) AS b ORDER BY type(e), a, b"

func TestSaveStoresWhatAnObjectReaches(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	bob, eve := &Star{ID: "bob", Name: "Bob"}, &Star{ID: "eve"}
	show := &Show{Title: "S", Year: 1999}
	studio := &Studio{Name: "U", Owner: eve}
	ann := &Star{
		ID: "ann", Name: "Ann", Loves: []*Show{show}, Hates: []Show{{Title: "T"}}, Friends: []*Star{bob}, Mentor: eve, Pupils: []*Star{bob},
		Roles:    []*Role{{Names: []string{"x"}, Pay: pointer(int64(7)), Extra: map[string]any{"k": 1}, Show: show}},
		Deals:    []*Deal{{Sum: 1, To: bob}, {Sum: 2, From: bob}},
		Follows:  []Titled{show, studio},
		Contract: &Contract{Number: 9},
	}
	bob.Friends = []*Star{ann} // the other side of the same friendship
	show.Cast = ann.Roles      // and of the same role
	require.NoError(t, stars.Save(w.ctx, ann))

	assert.ElementsMatch(t, [][]any{
		{"ann", "BOUND_BY", int64(9)},
		{"ann", "FOLLOWS", studio.ID},
		{"ann", "FOLLOWS", "S"},
		{"ann", "FRIEND_OF", "bob"},
		{"ann", "HATES", "T"},
		{"ann", "LOVES", "S"},
		{"eve", "OWNS", studio.ID},
		{"ann", "SIGNED", "bob"},
		{"bob", "SIGNED", "ann"},
		{"ann", "STARS_IN", "S"},
		{"ann", "TEACHES", "bob"},
		{"eve", "TEACHES", "ann"},
	}, w.rows(linksOf, nil))
	assert.Equal(t, [][]any{{"Ann", int64(1)}, {"Bob", int64(1)}, {"", int64(1)}}, w.rows("MATCH (s:Star) RETURN s.name, s.version ORDER BY s.id", nil))
	assert.Equal(t, [][]any{{int64(1999)}}, w.rows("MATCH (s:Show {title: 'S'}) RETURN s.year", nil))
	assert.Equal(t, [][]any{{[]any{"x"}, int64(7), int64(1), int64(1)}}, w.rows("MATCH ()-[e:STARS_IN]->() RETURN e.names, e.pay, e.`x.k`, e.version", nil))
	for _, star := range []*Star{ann, bob, eve} {
		assert.EqualValues(t, 1, star.Version, star.ID)
		assert.False(t, star.Created.IsZero())
	}
	assert.EqualValues(t, 1, ann.Roles[0].Version)
	assert.Nil(t, ann.Roles[0].Star, "an end that was left out stays out")
	assert.NotEmpty(t, studio.ID)
	assert.NotEqual(t, ann.Deals[0].ID, ann.Deals[1].ID)

	// once more, changed: nothing is doubled, what is only reached is left as it is
	bob.Name, show.Year = "changed", 1
	ann.Roles[0].Names, ann.Roles[0].Extra, ann.Roles[0].Pay = []string{"y", "z"}, map[string]any{"l": true}, nil
	require.NoError(t, stars.Save(w.ctx, ann))
	assert.Len(t, w.rows(linksOf, nil), 12)
	assert.Equal(t, [][]any{{"Bob", int64(1), int64(1999)}}, w.rows("MATCH (b:Star {id: 'bob'}), (s:Show {title: 'S'}) RETURN b.name, b.version, s.year", nil))
	assert.Equal(t, [][]any{{[]any{"y", "z"}, nil, nil, true, int64(2)}}, w.rows("MATCH ()-[e:STARS_IN]->() RETURN e.names, e.pay, e.`x.k`, e.`x.l`, e.version", nil))
	assert.EqualValues(t, 2, ann.Roles[0].Version)
	assert.EqualValues(t, 2, ann.Version)
	assert.EqualValues(t, 1, bob.Version)
}

func TestAStubUsedAsALinkBlanksNobody(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "ann", Name: "Ann"}))
	stub := &Star{ID: "ann"}
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "bob", Friends: []*Star{stub}}, &Star{ID: "eve", Friends: []*Star{{ID: "ann"}}}))
	assert.Equal(t, [][]any{{"Ann", int64(1), int64(2)}}, w.rows("MATCH (a:Star {id: 'ann'})--(f) RETURN a.name, a.version, count(f)", nil))
	assert.Equal(t, &Star{ID: "ann"}, stub, "nor is the stub told a version it does not know the values of")

	// of two structs of a new node, one with values and one a stub, the first is stored
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "joe", Friends: []*Star{{ID: "kim"}, {ID: "kim", Name: "Kim"}}}))
	assert.Equal(t, [][]any{{"Kim"}}, w.rows("MATCH (a:Star {id: 'kim'}) RETURN a.name", nil))
	// what is passed wins over what is only reached
	require.NoError(t, stars.Save(w.ctx, &Star{ID: "liz", Name: "Liz"}, &Star{ID: "max", Friends: []*Star{{ID: "liz", Name: "no"}}}))
	assert.Equal(t, [][]any{{"Liz", int64(1)}}, w.rows("MATCH (a:Star {id: 'liz'})--(b) RETURN a.name, count(b)", nil))
}

func TestRelationshipsAreAddedAndNeverRemovedBySave(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	ann := &Star{ID: "ann", Loves: []*Show{{Title: "S"}}}
	require.NoError(t, stars.Save(w.ctx, ann))
	for _, loves := range [][]*Show{nil, {}, {{Title: "T"}}} {
		ann.Loves = loves
		require.NoError(t, stars.Save(w.ctx, ann))
	}
	assert.Equal(t, [][]any{{"ann", "LOVES", "S"}, {"ann", "LOVES", "T"}}, w.rows(linksOf, nil))
}

func TestAnUndirectedRelationshipIsStoredOnce(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	ann, bob := &Star{ID: "ann"}, &Star{ID: "bob"}
	bob.Friends = []*Star{ann, bob}
	require.NoError(t, stars.Save(w.ctx, bob))
	w.rows("MATCH (a:Star {id: 'ann'})-[e:FRIEND_OF]-(b) DELETE e CREATE (b)-[:FRIEND_OF]->(a)", nil) // the way the library would not
	ann.Friends = []*Star{bob}
	require.NoError(t, stars.Save(w.ctx, ann, bob))
	assert.Equal(t, [][]any{{"bob", "FRIEND_OF", "ann"}, {"bob", "FRIEND_OF", "bob"}}, w.rows(linksOf, nil))
	ann.Pupils, bob.Pupils = []*Star{bob}, []*Star{ann}
	ann.Friends, bob.Friends = nil, nil
	require.NoError(t, stars.Save(w.ctx, ann))
	assert.Len(t, w.rows("MATCH (a)-[e:TEACHES]->(b) RETURN a.id, b.id", nil), 2, "directed ones exist both ways")
}

func TestAStaleRelationshipStoresNothing(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	show := &Show{Title: "S"}
	ann := &Star{ID: "ann", Roles: []*Role{{Show: show}}}
	require.NoError(t, stars.Save(w.ctx, ann))
	w.rows("MATCH ()-[e:STARS_IN]->() SET e.version = 5", nil)
	ann.Name = "Ann"
	err := stars.Save(w.ctx, ann)
	var stale *ogm.StaleError
	require.ErrorAs(t, err, &stale)
	require.Len(t, stale.Objects, 1)
	assert.Equal(t, "STARS_IN", stale.Objects[0].Label)
	assert.Equal(t, []any{"ann", "S"}, stale.Objects[0].Key)
	assert.EqualValues(t, 1, stale.Objects[0].Expected)
	assert.EqualValues(t, 5, stale.Objects[0].Stored)
	assert.Equal(t, [][]any{{""}}, w.rows("MATCH (a:Star) RETURN a.name", nil))
	assert.EqualValues(t, 1, ann.Version)
}

// A relationship that cannot be stored is refused before anything is sent, by an error
// that names the field, the element and what to do.
func TestMistakesInRelationshipsAreNamed(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	bob, show := &Star{ID: "bob"}, &Show{Title: "S"}
	for text, ann := range map[string]*Star{
		"Star.Friends[1] is nil, and a relationship needs a node at each end; leave it out":             {Friends: []*Star{bob, nil}},
		"Star.Follows[0] is nil, and a relationship needs a node at each end; leave it out":             {Follows: []Titled{nil}},
		"Star.Follows[1] is nil, and a relationship needs a node at each end; leave it out":             {Follows: []Titled{show, (*Show)(nil)}},
		"Star.Follows[0] holds no node: ogm: Caption: the struct has no exported field to map":          {Follows: []Titled{&Caption{}}},
		"Star.Roles[0].Show is nil, and a relationship needs a node at each end; set it":                {Roles: []*Role{{}}},
		"Star.Roles[0].Star is another node than the one that holds the relationship":                   {Roles: []*Role{{Star: bob, Show: show}}},
		"Star.Roles[0] and Star.Roles[1] are two Role between the same two nodes; keep one of them, or": {Roles: []*Role{{Show: show}, {Show: show}}},
		"Show.Title is the key and empty; set it":                                                       {Loves: []*Show{{}}},
		"two different Show that are reached have the same key and other values":                        {Loves: []*Show{{Title: "S", Year: 1}, {Title: "S", Year: 2}}},
		"Star.Deals[0] and Star.Deals[1] are two Deal between the same two nodes and have one key":      {Deals: []*Deal{{ID: "d", To: bob}, {ID: "d", To: bob}}},
		"Star.Deals[0].To is nil, and a relationship needs a node at each end; set it":                  {Deals: []*Deal{{}}},
	} {
		ann.ID = "ann"
		assert.ErrorContains(t, stars.Save(w.ctx, ann), text)
		assert.Zero(t, ann.Version)
	}
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))
}

// What is stored twice has no single place for the properties.
func TestParallelRelationshipsNeedAKey(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	ann := &Star{ID: "ann", Loves: []*Show{{Title: "S"}}, Roles: []*Role{{Show: &Show{Title: "S"}}}}
	require.NoError(t, stars.Save(w.ctx, ann))
	w.rows("MATCH (a:Star), (s:Show) CREATE (a)-[:LOVES]->(s), (a)-[:STARS_IN {version: 1}]->(s)", nil)
	ann.Name = "Ann"
	err := stars.Save(w.ctx, ann)
	require.ErrorIs(t, err, ogm.ErrNotUnique)
	require.ErrorContains(t, err, "give the relationship's struct a key")
	assert.Equal(t, [][]any{{""}}, w.rows("MATCH (a:Star) RETURN a.name", nil))
	ann.Roles = nil
	require.NoError(t, stars.Save(w.ctx, ann), "without properties, two are as good as one")
	assert.Len(t, w.rows("MATCH ()-[e:LOVES]->() RETURN e", nil), 2)
}

// A list that is linked both ways is what both sides say, or an error.
func TestTwoSidesThatLeadElsewhereAreNamed(t *testing.T) {
	type Bead struct {
		ogm.Node `neo4j:"Pearl"`

		ID   string `neo4j:"id,key"`
		Next *Bead  `neo4j:"-[:NEXT]->"`
		Prev *Bead  `neo4j:"<-[:NEXT]-"`
	}
	w := setup(t)
	beads := repository[Bead](w)
	a, b, c := &Bead{ID: "a"}, &Bead{ID: "b"}, &Bead{ID: "c"}
	a.Next, b.Prev = b, &Bead{ID: "a"} // a stub stands for its node
	b.Next, c.Prev = c, a
	const text = "Bead.Next leads to a Bead whose Bead.Prev leads to another node; make both sides say the same"
	require.ErrorContains(t, beads.Save(w.ctx, b), text)
	unit := w.db.NewUnit()
	beads.In(unit).Save(b)
	_, err := unit.Commit(w.ctx)
	require.ErrorContains(t, err, text)
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))

	b.Prev, c.Prev = a, b
	w.commit(unit)
	// what the other side says of old does not count
	d := &Bead{ID: "d", Prev: b}
	b.Next = d
	w.commit(unit)
	assert.Equal(t, [][]any{{"a", "b"}, {"b", "d"}}, w.rows("MATCH (x:Pearl)-[:NEXT]->(y) RETURN x.id, y.id ORDER BY x.id", nil))
}

func TestDeepAndDenseGraphsAreSaved(t *testing.T) {
	type Knot struct {
		ogm.Node `neo4j:"Knot"`

		ID   int     `neo4j:"id,key"`
		Next *Knot   `neo4j:"-[:NEXT]->"`
		Prev *Knot   `neo4j:"<-[:NEXT]-"`
		All  []*Knot `neo4j:"-[:TIE]-"`
	}
	w := setup(t, ogm.WithBatchSize(1000))
	knots := repository[Knot](w)

	const depth = 10_000
	ring := make([]*Knot, depth)
	for i := range ring {
		ring[i] = &Knot{ID: i + 1}
	}
	for i, knot := range ring {
		knot.Next, knot.Prev = ring[(i+1)%depth], ring[(i+depth-1)%depth]
	}
	require.NoError(t, knots.Save(w.ctx, ring[0]))
	assert.Equal(t, [][]any{{int64(depth), int64(depth)}}, w.rows("MATCH (a:Knot) OPTIONAL MATCH (a)-[e:NEXT]->() RETURN count(DISTINCT a), count(e)", nil))

	layers := make([][]*Knot, 10) // each of 100, all tied to all of the next layer
	for l := range layers {
		for i := range 100 {
			layers[l] = append(layers[l], &Knot{ID: 100_000 + 100*l + i})
		}
	}
	for l := range layers[1:] {
		for _, knot := range layers[l] {
			knot.All = layers[l+1]
		}
	}
	require.NoError(t, knots.Save(w.ctx, layers[0]...))
	assert.Equal(t, [][]any{{int64(9 * 100 * 100)}}, w.rows("MATCH ()-[e:TIE]->() RETURN count(e)", nil))
}

// A graph is saved from any of its objects, and created as a whole.
func TestCreateStoresWhatAnObjectReaches(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	ann := &Star{ID: "ann", Loves: []*Show{{Title: "S"}}}
	ann.Friends = []*Star{ann}
	require.NoError(t, stars.Create(w.ctx, ann))
	assert.Equal(t, [][]any{{"ann", "FRIEND_OF", "ann"}, {"ann", "LOVES", "S"}}, w.rows(linksOf, nil))
	var violation *ogm.ConstraintError
	require.ErrorAs(t, stars.Create(w.ctx, &Star{ID: "ann", Loves: []*Show{{Title: "T"}}}), &violation)
	assert.Equal(t, []string{"id"}, violation.Properties)
	assert.Empty(t, w.rows("MATCH (s:Show {title: 'T'}) RETURN s", nil), "nothing is stored in part")
}

// One struct cannot stand for two relationships, and may be held by both its ends.
func TestARelationshipStructIsOneRelationship(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	role := &Role{Show: &Show{Title: "S"}}
	err := stars.Save(w.ctx, &Star{ID: "ann", Roles: []*Role{role}}, &Star{ID: "bob", Roles: []*Role{role}})
	require.ErrorContains(t, err, "Star.Roles[0] and Star.Roles[0] hold one Role between other nodes; make it two")
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))
}

// Two writers of one new graph end with one.
func TestTwoWritersOfOneNewGraph(t *testing.T) {
	w := setup(t)
	stars := repository[Star](w)
	const writers, rounds = 4, 10
	for round := range rounds {
		errs := make(chan error, writers)
		for range writers {
			go func() {
				hub := &Show{Title: fmt.Sprint("S", round)}
				errs <- stars.Save(w.ctx, &Star{ID: "ann", Version: int64(round)})
				friend := &Star{ID: fmt.Sprint("f", round)}
				errs <- stars.Save(w.ctx, &Star{ID: uuid.NewString(), Loves: []*Show{hub}, Friends: []*Star{friend}})
			}()
		}
		failed := 0
		for range 2 * writers {
			if err := <-errs; err != nil {
				require.ErrorIs(t, err, ogm.ErrStale)
				failed++
			}
		}
		assert.Equal(t, writers-1, failed, "of the writers of one version one wins; new graphs all do")
	}
	assert.Equal(t, [][]any{{int64(rounds), int64(rounds * writers)}}, w.rows("MATCH (s:Show) OPTIONAL MATCH (s)<-[e:LOVES]-() RETURN count(DISTINCT s), count(e)", nil))
	assert.Equal(t, [][]any{{int64(rounds), int64(rounds * writers)}}, w.rows("MATCH (s:Star) WHERE s.id STARTS WITH 'f' AND size(s.id) < 4 OPTIONAL MATCH (s)-[e:FRIEND_OF]-() RETURN count(DISTINCT s), count(e)", nil))
}
