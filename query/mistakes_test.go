package query_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
)

// Animal is another type than Person.
type Animal struct {
	ID   string `neo4j:"id,key"`
	Name string `neo4j:"name"`
	Skin string `neo4j:"-"`
}

var (
	AnimalName = query.Prop(func(a *Animal) *string { return &a.Name })
	AnimalSkin = query.Prop(func(a *Animal) *string { return &a.Skin })

	noText   query.Property[Person, string]
	noNumber query.Property[Person, int]

	bornAsText   = foreign[Person, string](Born)
	emailPointer = query.Prop(func(p *Person) **string { return &p.Email })
)

// foreign is what the compiler lets through: properties of all types look alike inside.
func foreign[T, V, T2, V2 any](p query.Property[T2, V2]) query.Property[T, V] {
	return query.Property[T, V](p)
}

// Each mistake is one line, which names the place and says what to do.
var mistakes = []struct {
	name  string
	input finish
	want  []string
}{
	{"empty condition", people.Where(query.Condition[Person]{}).Untyped().Count, []string{"a condition is empty; make conditions by the methods of a property"}},
	{"empty condition below", people.Where(query.Not(query.Or(query.Condition[Person]{}))).Untyped().Count, []string{"a condition is empty"}},
	{"And of nothing", people.Where(query.And[Person]()).Untyped().Count, []string{"query.And needs at least one condition"}},
	{"Or of nothing", people.Where(query.Or[Person]()).Untyped().Count, []string{"query.Or needs at least one condition"}},
	{"zero Property", people.Where(noText.Eq("x")).Untyped().Count, []string{"a property of Person is empty; make it by query.Prop"}},
	{"zero Property as a sort key", people.OrderBy(noNumber.Desc()).Untyped().All, []string{"a property of Person is empty; make it by query.Prop"}},
	{"zero Property, text asked of a number", people.Where(noNumber.StartsWith("x")).Untyped().Count, []string{"a property of Person is empty; make it by query.Prop"}},
	{"zero Property, named once", people.Where(noNumber.Between(1, 2)).Untyped().Count, []string{"a property of Person is empty"}},
	{"property of another type", people.Where(foreign[Person, string](AnimalName).Eq("x")).Untyped().Count, []string{"Animal.Name is not a property of the node Person"}},
	{"property of another type, named once", people.Where(foreign[Person, string](AnimalName).Between("a", "b")).Untyped().Count, []string{"Animal.Name is not a property of the node Person"}},
	{"property of another type as a sort key", people.OrderBy(foreign[Person, string](AnimalName).Asc()).Untyped().All, []string{"Animal.Name is not a property of the node Person"}},
	{"condition of another type", people.Where(query.Condition[Person](AnimalName.Eq("x"))).Untyped().Count, []string{"Animal.Name is not a property of the node Person"}},
	{"value of another type", people.Where(bornAsText.Eq("1960")).Untyped().Count, []string{"Person.Born: string: the value is not of type int"}},
	{"StartsWith on a number", people.Where(Born.StartsWith("19")).Untyped().Count, []string{"Person.Born is int, and StartsWith is for text"}},
	{"EndsWith on a time", people.Where(Seen.EndsWith("Z")).Untyped().Count, []string{"Person.Seen is time.Time, and EndsWith is for text"}},
	{"Contains on a list", people.Where(Tags.Contains("a")).Untyped().Count, []string{"Person.Tags is []string, and Contains is for text"}},
	{"Matches on a number", people.Where(Born.Matches("19..")).Untyped().Count, []string{"Person.Born is int, and Matches is for text"}},
	{"compared with nil", people.Where(emailPointer.Eq(nil)).Untyped().Count, []string{"Person.Email is compared with nil, which is never true; use IsNull or IsNotNull"}},
	{"a nil among others", people.Where(emailPointer.In(nil, new(string))).Untyped().Count, []string{"Person.Email is compared with nil"}},
	{"compared with a nil list", people.Where(Tags.Eq(nil)).Untyped().Count, []string{"Person.Tags is compared with nil"}},
	{"text that is not UTF-8", people.Where(Name.Eq("\xff")).Untyped().Count, []string{"Person.Name: string: the text is not valid UTF-8"}},
	{"negative limit", people.Limit(-1).Untyped().All, []string{"a limit of -1 is negative"}},
	{"negative limit of One", people.Limit(math.MinInt).Untyped().One, []string{"is negative"}},
	{"negative limit of Count", people.Limit(-1).Untyped().Count, []string{"a limit of -1 is negative"}},
	{"negative limit of Exists", people.Limit(-1).Untyped().Exists, []string{"a limit of -1 is negative"}},
	{"negative limit of Delete", deletion(people.Limit(-1).Untyped()), []string{"a limit of -1 is negative"}},
	{
		"all together, in the order written",
		people.Where(query.Condition[Person]{}, query.And(Born.StartsWith("1"), query.Or[Person]())).Where(emailPointer.Ne(nil)).OrderBy(noText.Asc()).Limit(-2).Untyped().All,
		[]string{"a condition is empty", "StartsWith is for text", "query.Or needs", "compared with nil", "a property of Person is empty", "a limit of -2"},
	},
}

func TestMistakes(t *testing.T) {
	for _, test := range mistakes {
		t.Run(test.name, func(t *testing.T) {
			stmt, err := test.input(setting[Person](t, cypher.Newest))
			require.Error(t, err)
			assert.Empty(t, stmt.Text, "a query with mistakes has no statement")
			lines := strings.Split(err.Error(), "\n")
			require.Len(t, lines, len(test.want), "%s", err)
			for i, want := range test.want {
				assert.Contains(t, lines[i], want)
				assert.True(t, strings.HasPrefix(lines[i], "ogm: "), lines[i])
			}
		})
	}
}

func TestPropertyThatIsNotMapped(t *testing.T) {
	_, err := query.Find[Animal]{}.Where(AnimalSkin.Eq("fur")).Untyped().Count(setting[Animal](t, cypher.Newest))
	assert.EqualError(t, err, `ogm: Animal.Skin is not a property of the node Animal; is its tag "-"?`)
}

// Cage has fields that are not one property each, and some that have no order.
type Cage struct {
	ID     string             `neo4j:"id,key"`
	Size   struct{ Bars int } `neo4j:"size.,inline"`
	Extra  map[string]int     `neo4j:"extra.,inline"`
	Roles  []string           `neo4j:",labels"`
	Self   string             `neo4j:",elementId"`
	Closed time.Duration      `neo4j:"closed"`
	Lease  *dbtype.Duration   `neo4j:"lease"`
	Place  dbtype.Point2D     `neo4j:"place"`
}

func TestFieldsThatAreNotOneProperty(t *testing.T) {
	for _, test := range []struct {
		condition query.Condition[Cage]
		want      string
	}{
		{query.Prop(func(c *Cage) *struct{ Bars int } { return &c.Size }).IsNull(), "ogm: Cage.Size is not a property of the node Cage; its fields are; make a query.Prop of one of them"},
		{query.Prop(func(c *Cage) *map[string]int { return &c.Extra }).IsNull(), "ogm: Cage.Extra is not a property of the node Cage; it is an inline map, whose entries are properties; make a query.Entry of one of them"},
		{query.Prop(func(c *Cage) *[]string { return &c.Roles }).IsNull(), "ogm: Cage.Roles is not a property of the node Cage; it holds what the node is; ask by query.HasLabel or query.ElementID"},
		{query.Prop(func(c *Cage) *string { return &c.Self }).IsNull(), "ogm: Cage.Self is not a property of the node Cage; it holds what the node is; ask by query.HasLabel or query.ElementID"},
	} {
		_, err := query.Find[Cage]{}.Where(test.condition).Untyped().Count(setting[Cage](t, cypher.Newest))
		assert.EqualError(t, err, test.want)
	}
}

// Neo4j answers null to which of two durations or points is greater, so that no node
// would ever be found.
func TestValuesWithoutOrder(t *testing.T) {
	closed := query.Prop(func(c *Cage) *time.Duration { return &c.Closed })
	lease := query.Nullable(func(c *Cage) **dbtype.Duration { return &c.Lease })
	place := query.Prop(func(c *Cage) *dbtype.Point2D { return &c.Place })
	here := dbtype.Point2D{SpatialRefId: 7203}
	const length = "of which Neo4j calls none greater than another; a month has no fixed length; store a number to compare by, or sort by the property"
	const spot = "of which Neo4j calls none greater than another; ask by query.Distance or query.InBox"
	for _, test := range []struct {
		condition query.Condition[Cage]
		want      string
	}{
		{closed.Gt(1), "ogm: Cage.Closed is time.Duration, " + length},
		{closed.Le(1), "ogm: Cage.Closed is time.Duration, " + length},
		{closed.Between(1, 2), "ogm: Cage.Closed is time.Duration, " + length},
		{lease.Ge(dbtype.Duration{}), "ogm: Cage.Lease is dbtype.Duration, " + length},
		{place.Lt(here), "ogm: Cage.Place is dbtype.Point2D, " + spot},
	} {
		_, err := query.Find[Cage]{}.Where(test.condition).Untyped().Count(setting[Cage](t, cypher.Newest))
		assert.EqualError(t, err, test.want)
	}
	for _, condition := range []query.Condition[Cage]{closed.Eq(1), closed.Ne(1), closed.In(1), lease.Ne(dbtype.Duration{}), place.Eq(here)} {
		_, err := query.Find[Cage]{}.Where(condition).OrderBy(closed.Asc()).Untyped().All(setting[Cage](t, cypher.Newest))
		assert.NoError(t, err)
	}
}
