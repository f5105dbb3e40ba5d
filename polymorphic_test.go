package ogm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// Animal is what the concrete types have in common.
type Animal interface{ Sound() string }

type Dog struct {
	ogm.Node `neo4j:"Animal:Dog"`
	Name     string `neo4j:"name,key"`
}

type Puppy struct {
	ogm.Node `neo4j:"Animal:Dog:Puppy"`
	Name     string `neo4j:"name,key"`
	Weeks    int    `neo4j:"weeks"`
}

type Cat struct {
	ogm.Node `neo4j:"Animal:Cat"`
	Name     string `neo4j:"name,key"`
}

func (*Dog) Sound() string   { return "woof" }
func (*Puppy) Sound() string { return "yip" }
func (*Cat) Sound() string   { return "meow" }

func TestColumnsOfAnInterfaceBecomeConcreteTypes(t *testing.T) {
	w := setup(t, ogm.WithTypes(Dog{}, &Puppy{}, Cat{}, Seat{}))
	w.rows("CREATE (:Animal:Dog {name: 'rex'}), (:Animal:Dog:Puppy:Young {name: 'tim', weeks: 6}), (:Animal:Cat {name: 'mia'})", nil)

	one, err := ogm.Query[Animal](w.ctx, w.db, query.Raw("MATCH (a:Animal) RETURN a ORDER BY a.name", nil))
	require.NoError(t, err)
	assert.Equal(t, []Animal{&Cat{Name: "mia"}, &Dog{Name: "rex"}, &Puppy{Name: "tim", Weeks: 6}}, one.Records)

	type row struct {
		All   []Animal
		First Animal
		None  Animal
	}
	rows, err := ogm.Query[row](w.ctx, w.db, query.Raw("MATCH (a:Animal) WITH a ORDER BY a.name WITH collect(a) AS all RETURN all, all[0] AS first, null AS none", nil))
	require.NoError(t, err)
	require.Len(t, rows.Records[0].All, 3)
	assert.Same(t, rows.Records[0].All[0], rows.Records[0].First)
	assert.Nil(t, rows.Records[0].None)
}

// Tabby fits the labels of a Cat as well as Cat does.
type Tabby struct {
	ogm.Node `neo4j:"Cat:Animal"`
	Name     string `neo4j:"name,key"`
}

func (*Tabby) Sound() string { return "purr" }

func TestNodesThatFitNoTypeOrTwo(t *testing.T) {
	w := setup(t, ogm.WithTypes(Dog{}, Cat{}, Tabby{}))
	_, err := ogm.Query[Animal](w.ctx, w.db, query.Raw("CREATE (a:Animal:Cat {name: 'mia'}) RETURN a", nil).Writing())
	var two *mapping.AmbiguousTypeError
	require.ErrorAs(t, err, &two)
	assert.Len(t, two.Types, 2)
	require.ErrorContains(t, err, "ogm_test.Cat and ogm_test.Tabby fit the labels Animal:Cat equally")

	_, err = ogm.Query[[]Animal](w.ctx, w.db, query.Raw("CREATE (a:Animal:Bird {name: 'tweety'}) RETURN [a] AS animals", nil).Writing())
	var none *mapping.NoTypeError
	require.ErrorAs(t, err, &none)
	assert.ElementsMatch(t, []string{"Animal", "Bird"}, none.Labels)
	require.ErrorContains(t, err, "ogm: animals[0]: NODE does not fit ogm_test.Animal: no registered type that implements")
}

func TestMapsBecomeStructs(t *testing.T) {
	w := setup(t)
	type friend struct {
		Name  string
		Since *int `neo4j:"since"`
		Next  *friend
	}
	type row struct {
		Person friend
		Best   *friend
		All    []friend
		Counts map[string]int
		Nested map[string][]friend
		Seat   *Seat
	}
	result, err := ogm.Query[row](w.ctx, w.db, query.Raw(`
		CREATE (s:Seat {hall: 'A', number: 1})
		RETURN {name: 'Ann', since: 1, next: {name: 'Zoe'}} AS person, null AS best, [{name: 'Bob', other: 1}] AS all, {a: 1, b: 2} AS counts, {x: [{NAME: 'Cid'}]} AS nested, s AS seat`, nil).Writing())
	require.NoError(t, err)
	assert.Equal(t, row{
		Person: friend{Name: "Ann", Since: pointer(1), Next: &friend{Name: "Zoe"}},
		All:    []friend{{Name: "Bob"}},
		Counts: map[string]int{"a": 1, "b": 2},
		Nested: map[string][]friend{"x": {{Name: "Cid"}}},
		Seat:   &Seat{Hall: "A", Number: 1},
	}, result.Records[0])

	_, err = ogm.Query[row](w.ctx, w.db, query.Raw("RETURN {name: 7} AS person, null AS best, [] AS all, {} AS counts, {} AS nested, null AS seat", nil))
	require.ErrorContains(t, err, "ogm: row.Person.Name: INTEGER does not fit string")
	_, err = ogm.Query[row](w.ctx, w.db, query.Raw("RETURN null AS person, null AS best, [] AS all, {} AS counts, {} AS nested, null AS seat", nil))
	require.ErrorContains(t, err, "use *ogm_test.friend where it may be null")
}
