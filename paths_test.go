package ogm_test

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Film and Part are what Persons act in, and how.
type Film struct {
	ogm.Node `neo4j:"Film"`

	Title string `neo4j:"title,key"`
}

type Part struct {
	ogm.Relationship `neo4j:"PLAYED"`

	Names []string `neo4j:"roles"`
	Pay   *int64   `neo4j:"pay"`
	Actor *Person  `neo4j:",start"`
	Film  *Film    `neo4j:",end"`
}

// billing stores Ann, who plays two parts in one film and one in another, and Bob, who
// knows her.
func billing(t *testing.T, opts ...ogm.Option) *world {
	w := setup(t, opts...)
	w.rows(`CREATE (a:Person {id: 'ann', name: 'Ann'}), (b:Person {id: 'bob', name: 'Bob'}), (f:Film {title: 'F'}), (g:Film {title: 'G'}),
		(a)-[:PLAYED {roles: ['x', 'y'], pay: 7}]->(f), (a)-[:PLAYED {roles: []}]->(f), (a)-[:PLAYED {roles: ['z']}]->(g), (b)-[:KNOWS {since: 1999}]->(a)`, nil)
	return w
}

func TestRelationshipsAreStructsWithTheirEnds(t *testing.T) {
	w := billing(t)
	type row struct {
		Part  *Part `neo4j:"r"`
		Actor *Person
		Film  *Film
	}
	result, err := ogm.Query[row](w.ctx, w.db, query.Raw("MATCH (actor:Person)-[r:PLAYED]->(film) RETURN r, actor, film ORDER BY film.title, size(r.roles)", nil))
	require.NoError(t, err)
	require.Len(t, result.Records, 3)
	for _, record := range result.Records {
		assert.Same(t, record.Actor, record.Part.Actor, "an end is the node of its column, though that comes later")
		assert.Same(t, record.Film, record.Part.Film)
		assert.Same(t, result.Records[0].Actor, record.Actor)
	}
	assert.Equal(t, []string{"x", "y"}, result.Records[1].Part.Names)
	assert.Equal(t, pointer(int64(7)), result.Records[1].Part.Pay)
	assert.Nil(t, result.Records[2].Part.Pay)

	parts, err := ogm.Query[Part](w.ctx, w.db, query.Raw("MATCH ()-[r:PLAYED]->() RETURN r ORDER BY size(r.roles)", nil))
	require.NoError(t, err)
	assert.Equal(t, []string{"z"}, parts.Records[1].Names)
	assert.Nil(t, parts.Records[1].Actor, "a node that the result does not have stays nil")

	lists, err := ogm.Query[struct {
		Parts []Part
		Ann   *Person
	}](w.ctx, w.db, query.Raw("MATCH (ann:Person {id: 'ann'})-[r:PLAYED]->() RETURN collect(r) AS parts, ann", nil))
	require.NoError(t, err)
	assert.Same(t, lists.Records[0].Ann, lists.Records[0].Parts[2].Actor, "in a list of values, too")
}

func TestRelationshipsThatDoNotFit(t *testing.T) {
	w := billing(t)
	_, err := ogm.Query[*Part](w.ctx, w.db, query.Raw("MATCH ()-[k:KNOWS]->() RETURN k", nil))
	assert.EqualError(t, err, "ogm: k: RELATIONSHIP does not fit ogm_test.Part: want a relationship of type PLAYED, not KNOWS")
	_, err = ogm.Query[*Part](w.ctx, w.db, query.Raw("MATCH (p:Person) RETURN p", nil))
	assert.EqualError(t, err, "ogm: p: NODE does not fit ogm_test.Part: want RELATIONSHIP")
	_, err = ogm.Query[Part](w.ctx, w.db, query.Raw("RETURN null AS r", nil))
	assert.EqualError(t, err, "ogm: r: NULL does not fit ogm_test.Part: want RELATIONSHIP; use *ogm_test.Part for a column that may be null")
	_, err = ogm.Query[*Person](w.ctx, w.db, query.Raw("MATCH ()-[k:KNOWS]->() RETURN k", nil))
	assert.EqualError(t, err, "ogm: k: RELATIONSHIP does not fit ogm_test.Person: want NODE")

	none, err := ogm.Query[*Part](w.ctx, w.db, query.Raw("OPTIONAL MATCH ()-[k:NONE]->() RETURN k", nil))
	require.NoError(t, err)
	assert.Equal(t, []*Part{nil}, none.Records)

	unmarked, err := ogm.Query[struct{ K *struct{ Since int } }](w.ctx, w.db, query.Raw("MATCH ()-[k:KNOWS]->() RETURN k", nil))
	require.NoError(t, err)
	assert.Equal(t, 1999, unmarked.Records[0].K.Since, "a struct without a marker takes a relationship of any type")
}

func TestPaths(t *testing.T) {
	w := billing(t, ogm.WithTypes(Person{}, Film{}, Part{}))
	long := query.Raw("MATCH p = (:Person {id: 'bob'})-[:KNOWS]->()-[:PLAYED]->(:Film {title: 'G'}) RETURN p", nil)

	typed, err := ogm.Query[ogm.Path[any, *struct{ Since int }]](w.ctx, w.db, query.Raw("MATCH p = (:Person {id: 'bob'})-[:KNOWS]->() RETURN p", nil))
	require.NoError(t, err)
	require.Len(t, typed.Records[0].Nodes, 2)
	assert.Equal(t, 1999, typed.Records[0].Relationships[0].Since)

	parts, err := ogm.Query[*ogm.Path[named, *Part]](w.ctx, w.db, query.Raw("MATCH p = (:Person {id: 'ann'})-[:PLAYED]->(:Film {title: 'G'}) RETURN p UNION ALL RETURN null AS p", nil))
	require.NoError(t, err)
	require.Len(t, parts.Records, 2)
	assert.Nil(t, parts.Records[1], "a null is a nil pointer")
	path := parts.Records[0]
	assert.Equal(t, []string{"Ann", "G"}, []string{path.Nodes[0].called(), path.Nodes[1].called()}, "nodes of two types by their interface")
	assert.Same(t, path.Nodes[0], path.Relationships[0].Actor, "the ends are the path's own nodes")
	assert.Same(t, path.Nodes[1], path.Relationships[0].Film)

	nodes, err := ogm.Query[[]named](w.ctx, w.db, long)
	require.NoError(t, err)
	require.Len(t, nodes.Records[0], 3)
	assert.Equal(t, "Bob", nodes.Records[0][0].called())

	both, err := ogm.Query[[]any](w.ctx, w.db, long)
	require.NoError(t, err)
	require.Len(t, both.Records[0], 5)
	assert.IsType(t, dbtype.Node{}, both.Records[0][0])
	assert.IsType(t, dbtype.Relationship{}, both.Records[0][1])

	raw, err := ogm.Query[dbtype.Path](w.ctx, w.db, long)
	require.NoError(t, err)
	assert.Len(t, raw.Records[0].Relationships, 2)

	several, err := ogm.Query[[]ogm.Path[*Person, any]](w.ctx, w.db, query.Raw("MATCH p = (:Person {id: 'bob'})-[:KNOWS]->() RETURN [p, p] AS ps", nil))
	require.NoError(t, err)
	assert.Same(t, several.Records[0][0].Nodes[1], several.Records[0][1].Nodes[1])

	_, err = ogm.Query[ogm.Path[*Film, any]](w.ctx, w.db, long)
	require.NoError(t, err, "a struct takes what a node has; labels are looked at where a type must be chosen")
	_, err = ogm.Query[ogm.Path[*Person, *Part]](w.ctx, w.db, long)
	assert.EqualError(t, err, "ogm: p.Relationships[0]: RELATIONSHIP does not fit ogm_test.Part: want a relationship of type PLAYED, not KNOWS")
	var misfit *mapping.DecodeError
	require.ErrorAs(t, err, &misfit)
	_, err = ogm.Query[ogm.Path[*Person, *Part]](w.ctx, w.db, query.Raw("RETURN 1 AS p", nil))
	assert.ErrorContains(t, err, "ogm: p: INTEGER does not fit")
}

// named is what both types have in common.
type named interface{ called() string }

func (p *Person) called() string { return p.Name }
func (f *Film) called() string   { return f.Title }

func TestRelationshipsByInterface(t *testing.T) {
	w := billing(t, ogm.WithTypes(Part{}, &Friendship{}))
	result, err := ogm.Query[[]tie](w.ctx, w.db, query.Raw("MATCH (a:Person {id: 'ann'})-[r]-(x) WITH r ORDER BY type(r) RETURN collect(r) AS ties", nil))
	require.NoError(t, err)
	require.Len(t, result.Records[0], 4)
	assert.Equal(t, 1999, result.Records[0][0].(*Friendship).Since)
	assert.IsType(t, &Part{}, result.Records[0][3])

	_, err = ogm.Query[tie](w.ctx, w.db, query.Raw("MATCH (a:Person {id: 'ann'}) CREATE (a)-[r:OTHER]->(a) RETURN r", nil).Writing())
	var none *mapping.NoTypeError
	require.ErrorAs(t, err, &none)
	assert.Equal(t, []string{"OTHER"}, none.Labels)
}

type Friendship struct {
	ogm.Relationship `neo4j:"KNOWS"`

	Since int    `neo4j:"since"`
	Other named  `neo4j:",start"`
	At    string `neo4j:",elementId"`
}

type tie interface{ tied() }

func (*Part) tied()       {}
func (*Friendship) tied() {}

func TestStrictRows(t *testing.T) {
	type row struct{ A int }
	stmt := query.Raw("RETURN 1 AS a, 2 AS b, 3 AS c", nil)
	loose := setup(t)
	result, err := ogm.Query[row](loose.ctx, loose.db, stmt)
	require.NoError(t, err)
	assert.Equal(t, []row{{1}}, result.Records)

	strict, err := ogm.New(loose.driver, ogm.WithStrictRows())
	require.NoError(t, err)
	_, err = ogm.Query[row](loose.ctx, strict, stmt)
	assert.EqualError(t, err, "ogm: row has no field for the columns b, c, and rows are strict; add fields, or leave the columns out of the result")
	result, err = ogm.Query[row](loose.ctx, strict, query.Raw("RETURN 1 AS a", nil))
	require.NoError(t, err)
	assert.Equal(t, []row{{1}}, result.Records)
}

func TestNullIsZeroWhereAsked(t *testing.T) {
	w := setup(t)
	type row struct {
		Age  int `neo4j:"age,omitempty"`
		When []string
	}
	result, err := ogm.Query[row](w.ctx, w.db, query.Raw("UNWIND [1, null] AS age RETURN age, null AS when", nil))
	require.NoError(t, err)
	assert.Equal(t, []row{{Age: 1}, {}}, result.Records)
	_, err = ogm.Query[struct{ Age int }](w.ctx, w.db, query.Raw("RETURN null AS age", nil))
	assert.ErrorContains(t, err, "the type cannot hold null; use *int", "without it, null has no place in an int")
}
