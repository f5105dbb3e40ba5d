package query_test

import (
	"math"
	"strings"
	"testing"

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
	{"empty condition", people.Where(query.Condition[Person]{}).Count, []string{"a condition is empty; make conditions by the methods of a property"}},
	{"empty condition below", people.Where(query.Not(query.Or(query.Condition[Person]{}))).Count, []string{"a condition is empty"}},
	{"And of nothing", people.Where(query.And[Person]()).Count, []string{"query.And needs at least one condition"}},
	{"Or of nothing", people.Where(query.Or[Person]()).Count, []string{"query.Or needs at least one condition"}},
	{"zero Property", people.Where(noText.Eq("x")).Count, []string{"a property of Person is empty; make it by query.Prop"}},
	{"zero Property as a sort key", people.OrderBy(noNumber.Desc()).All, []string{"a property of Person is empty; make it by query.Prop"}},
	{"zero Property, text asked of a number", people.Where(noNumber.StartsWith("x")).Count, []string{"a property of Person is empty; make it by query.Prop"}},
	{"zero Property, named once", people.Where(noNumber.Between(1, 2)).Count, []string{"a property of Person is empty"}},
	{"property of another type", people.Where(foreign[Person, string](AnimalName).Eq("x")).Count, []string{"Animal.Name is not a property of the node Person"}},
	{"property of another type, named once", people.Where(foreign[Person, string](AnimalName).Between("a", "b")).Count, []string{"Animal.Name is not a property of the node Person"}},
	{"property of another type as a sort key", people.OrderBy(foreign[Person, string](AnimalName).Asc()).All, []string{"Animal.Name is not a property of the node Person"}},
	{"condition of another type", people.Where(query.Condition[Person](AnimalName.Eq("x"))).Count, []string{"Animal.Name is not a property of the node Person"}},
	{"value of another type", people.Where(bornAsText.Eq("1960")).Count, []string{"Person.Born: string: the value is not a int"}},
	{"StartsWith on a number", people.Where(Born.StartsWith("19")).Count, []string{"Person.Born is int, and StartsWith is for text"}},
	{"EndsWith on a time", people.Where(Seen.EndsWith("Z")).Count, []string{"Person.Seen is time.Time, and EndsWith is for text"}},
	{"Contains on a list", people.Where(Tags.Contains("a")).Count, []string{"Person.Tags is []string, and Contains is for text"}},
	{"Matches on a number", people.Where(Born.Matches("19..")).Count, []string{"Person.Born is int, and Matches is for text"}},
	{"compared with nil", people.Where(emailPointer.Eq(nil)).Count, []string{"Person.Email is compared with nil, which is never true; use IsNull or IsNotNull"}},
	{"a nil among others", people.Where(emailPointer.In(nil, new(string))).Count, []string{"Person.Email is compared with nil"}},
	{"compared with a nil list", people.Where(Tags.Eq(nil)).Count, []string{"Person.Tags is compared with nil"}},
	{"text that is not UTF-8", people.Where(Name.Eq("\xff")).Count, []string{"Person.Name: string: the text is not valid UTF-8"}},
	{"negative limit", people.Limit(-1).All, []string{"a limit of -1 is negative"}},
	{"negative limit of One", people.Limit(math.MinInt).One, []string{"is negative"}},
	{"negative limit of Count", people.Limit(-1).Count, []string{"a limit of -1 is negative"}},
	{"negative limit of Exists", people.Limit(-1).Exists, []string{"a limit of -1 is negative"}},
	{"negative limit of Delete", people.Limit(-1).Delete, []string{"a limit of -1 is negative"}},
	{
		"all together, in the order written",
		people.Where(query.Condition[Person]{}, query.And(Born.StartsWith("1"), query.Or[Person]())).Where(emailPointer.Ne(nil)).OrderBy(noText.Asc()).Limit(-2).All,
		[]string{"a condition is empty", "StartsWith is for text", "query.Or needs", "compared with nil", "a limit of -2", "a property of Person is empty"},
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
	_, err := query.Find[Animal]{}.Where(AnimalSkin.Eq("fur")).Count(setting[Animal](t, cypher.Newest))
	assert.EqualError(t, err, `ogm: Animal.Skin is not a property of the node Animal; is its tag "-"?`)
}
