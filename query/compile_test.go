package query_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The compiler holds the types of conditions: each line must be refused, for the
// reason given; those without one are the controls.
var programs = []struct {
	line string
	want string // in the compiler's words; "" where the line is right
}{
	{`people.Where(Born.Gt(1960), Email.Eq("x"), Name.In("a", "b"))`, ""},
	{`people.Where(query.And(Born.Gt(1), query.Not(Name.Eq("x")))).OrderBy(Born.Asc())`, ""},
	{`Born.Gt("x")`, "cannot use \"x\""},
	{`Born.Between(1, "x")`, "cannot use \"x\""},
	{`Born.In(1, "x")`, "cannot use \"x\""},
	{`Born.Eq(1.5)`, "truncated"},
	{`Born.Eq(nil)`, "cannot use nil"},
	{`Email.Eq(nil)`, "cannot use nil"},
	{`Born.Eq(int64(1))`, "cannot use int64(1)"},
	{`people.Where(Title.Eq("x"))`, "Condition[Movie]"},
	{`people.OrderBy(Title.Asc())`, "Order[Movie]"},
	{`query.And(Name.Eq("x"), Title.Eq("x"))`, "Condition[Movie]"},
	{`query.Or(query.Not(Title.Eq("x")), Name.Eq("x"))`, "Condition[Person]"},
	{`people.Where("n.name = 'x'")`, "cannot use"},
	{`people.Limit("1")`, "cannot use \"1\""},
	{`query.Prop(func(p Person) *int { return &p.Born })`, "does not match"},
	{`query.Nullable(func(p *Person) *int { return &p.Born })`, "does not match"},
	{`columns(Born, query.CountAll[Person]().As("n"), query.Min(Name), query.Sum(Friends.Count()))`, ""},
	{`orders(Born.Asc(), query.Min(Name).Desc())`, ""},
	{`changes(Born.Set(1), Name.Remove())`, ""},
	{`changes(Title.Set("x"))`, "Assignment[Movie]"},
	{`changes(Born.Set("x"))`, "cannot use \"x\""},
	{`columns(Name, Email.As("mail"), Friends.Count().As("friends"))`, ""},
	{`columns(Title)`, "does not implement query.Column[Person]"},
	{`columns(Title.As("x"))`, "does not implement query.Column[Person]"},
	{`columns(query.Min(Title))`, "does not implement query.Column[Person]"},
	{`columns(query.CountAll[Movie]())`, "does not implement query.Column[Person]"},
	{`columns("name")`, "does not implement query.Column[Person]"},
	{`columns(Title)`, "does not implement query.Column[Person]"},
	{`orders(Title.Asc())`, "Order[Movie]"},
	{`query.Sum(Friends)`, "does not"},
	{`[]query.Assignment[Person]{Born.Set(1), Email.Set("x"), Name.Remove(), Born.Add(2)}`, ""},
	{`Born.Set("x")`, "cannot use \"x\""},
	{`Born.Add(1.5)`, "truncated"},
	{`Email.Set(nil)`, "cannot use nil"},
	{`[]query.Assignment[Person]{Title.Set("x")}`, "Assignment[Movie]"},
	{`[]query.Assignment[Person]{Born.Eq(1)}`, "cannot use"},
}

const program = `package test

import "github.com/go-ogm/ogm/query"

type Person struct {
	Name    string
	Born    int
	Email   *string
	Friends []*Person
}

type Movie struct{ Title string }

var (
	Name  = query.Prop(func(p *Person) *string { return &p.Name })
	Born  = query.Prop(func(p *Person) *int { return &p.Born })
	Email = query.Nullable(func(p *Person) **string { return &p.Email })
	Title = query.Prop(func(m *Movie) *string { return &m.Title })

	Friends = query.Edge(func(p *Person) *[]*Person { return &p.Friends })
)

var people query.Find[Person]

func columns(list ...query.Column[Person]) query.Columns { return query.ColumnsOf(list) }
func orders(list ...query.Order[Person]) query.Orders    { return query.OrdersOf(list) }
func changes(list ...query.Assignment[Person]) query.Assignments {
	return query.AssignmentsOf(list)
}

var _ = `

func TestWhatDoesNotCompile(t *testing.T) {
	files := token.NewFileSet()
	check := types.Config{Importer: importer.ForCompiler(files, "source", nil)}
	for _, test := range programs {
		file, err := parser.ParseFile(files, "test.go", program+test.line+"\n", 0)
		require.NoError(t, err, test.line)
		_, err = check.Check("test", files, []*ast.File{file}, nil)
		if test.want == "" {
			assert.NoError(t, err, test.line)
		} else {
			assert.ErrorContains(t, err, test.want, test.line)
		}
	}
}
