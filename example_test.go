package ogm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
)

// Author is the model of the examples.
type Author struct {
	ogm.Node `neo4j:"Author"`

	ID      string    `neo4j:"id,key,generate=uuid"` // identity; made when empty
	Name    string    `neo4j:"name,index"`
	Email   *string   `neo4j:"email,unique"` // pointer = nullable; nil removes the property
	Born    int       `neo4j:"born,omitempty"`
	Prizes  []string  `neo4j:"prizes"`
	Version int64     `neo4j:",version"` // optimistic lock
	Created time.Time `neo4j:",created"`
	Updated time.Time `neo4j:",updated"`
}

// Typed properties: AuthorBorn.Gt("x") does not compile.
var (
	AuthorName  = query.Prop(func(a *Author) *string { return &a.Name })
	AuthorBorn  = query.Prop(func(a *Author) *int { return &a.Born })
	AuthorEmail = query.Nullable(func(a *Author) **string { return &a.Email })
)

// exampleServer is the tests' server where tests ran before, since this process has
// that one already, and one of its own otherwise.
func exampleServer() (server *neo4jtest.Server, done func()) {
	if testServer != nil {
		return testServer, func() {}
	}
	server, err := neo4jtest.Run(context.Background())
	must(err)
	return server, func() { must(server.Close()) }
}

// library gives an example a database with three authors.
func library() (context.Context, *ogm.DB, *ogm.Repository[Author], func()) {
	ctx := context.Background()
	server, done := exampleServer()
	db, err := ogm.Open(ctx, server.URI(), server.Auth())
	must(err)
	authors, err := ogm.NewRepository[Author](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	must(authors.Save(ctx,
		&Author{ID: "ann", Name: "Ann", Born: 1950, Prizes: []string{"Booker"}},
		&Author{ID: "bob", Name: "Bob", Born: 1970},
		&Author{ID: "cid", Name: "Cid", Born: 1975},
	))
	return ctx, db, authors, func() {
		_, err := authors.Match().Delete(ctx)
		must(err)
		must(db.Close(ctx))
		done()
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func ExampleOpen() {
	server, done := exampleServer()
	defer done()
	ctx, uri, password := context.Background(), server.URI(), "secret"

	db, err := ogm.Open(ctx, uri, ogm.BasicAuth("neo4j", password), ogm.WithDatabase("neo4j"))
	if err != nil {
		fmt.Println(err) // which address, which step, what to try
		return
	}
	defer db.Close(ctx)

	info, err := db.Server(ctx)
	must(err)
	fmt.Println(info.Edition, info.Database)
	// Output: community neo4j
}

func ExampleNew() {
	server, done := exampleServer()
	defer done()
	ctx := context.Background()
	driver, err := neo4j.NewDriverWithContext(server.URI(), server.Auth())
	must(err)
	defer func() { must(driver.Close(ctx)) }()

	db, err := ogm.New(driver) // no I/O; Close leaves the driver open
	must(err)

	result, err := ogm.Query[int](ctx, db, query.Raw("RETURN 1 + $x", query.Params{"x": 2}))
	must(err)
	fmt.Println(result.Records)
	// Output: [3]
}

func ExampleRepository_Save() {
	ctx, _, authors, done := library()
	defer done()

	dan := Author{Name: "Dan"}
	eve := Author{ID: "eve", Name: "Eve"}
	err := authors.Save(ctx, &dan, &eve) // one transaction, one statement
	must(err)

	fmt.Println(len(dan.ID), dan.Version, dan.Created.Equal(dan.Updated))
	// Output: 36 1 true
}

func ExampleRepository_Get() {
	ctx, _, authors, done := library()
	defer done()

	ann, err := authors.Get(ctx, "ann")
	must(err)
	_, err = authors.Get(ctx, "nobody")

	fmt.Println(ann.Name, ann.Prizes, errors.Is(err, ogm.ErrNotFound))
	// Output: Ann [Booker] true
}

func ExampleRepository_GetMany() {
	ctx, _, authors, done := library()
	defer done()

	list, err := authors.GetMany(ctx, "cid", "ann") // in the order asked
	must(err)

	fmt.Println(list[0].Name, list[1].Name)
	// Output: Cid Ann
}

func ExampleRepository_Match() {
	ctx, _, authors, done := library()
	defer done()

	list, err := authors.Match(AuthorBorn.Gt(1960), query.Or(AuthorName.StartsWith("C"), AuthorEmail.IsNull())).
		OrderBy(AuthorBorn.Desc(), AuthorName.Asc()).
		Limit(10).
		All(ctx)
	must(err)
	for _, author := range list {
		fmt.Println(author.Name, author.Born)
	}

	one, err := authors.Match(AuthorName.Eq("Ann")).One(ctx) // ErrNotFound, ErrNotUnique
	must(err)
	n, err := authors.Match(AuthorBorn.Between(1950, 1970)).Count(ctx)
	must(err)
	gone, err := authors.Match(AuthorBorn.Lt(1960)).Delete(ctx)
	must(err)
	fmt.Println(one.Name, n, gone)
	// Output:
	// Cid 1975
	// Bob 1970
	// Ann 2 1
}

func ExampleRepository_Save_stale() {
	ctx, _, authors, done := library()
	defer done()

	mine, err := authors.Get(ctx, "ann")
	must(err)
	theirs, err := authors.Get(ctx, "ann")
	must(err)
	theirs.Born = 1951
	must(authors.Save(ctx, theirs))

	mine.Name = "Anna"
	err = authors.Save(ctx, mine)
	var stale *ogm.StaleError
	if errors.As(err, &stale) {
		fmt.Println(stale.Objects[0].Key, "expected", stale.Objects[0].Expected, "stored", stale.Objects[0].Stored)
	}
	// Output: [ann] expected 1 stored 2
}

func ExampleRepository_Create() {
	ctx, _, authors, done := library()
	defer done()

	err := authors.Create(ctx, &Author{ID: "ann"})
	var violation *ogm.ConstraintError
	if errors.As(err, &violation) {
		fmt.Println(violation.Label, violation.Properties)
	}
	// Output: Author [id]
}

func ExampleQuery() {
	ctx, db, _, done := library()
	defer done()

	type Row struct {
		Author *Author
		Age    int `neo4j:"age"`
	}
	result, err := ogm.Query[Row](ctx, db, query.Raw(
		"MATCH (a:Author) WHERE a.born < $year RETURN a AS author, $now - a.born AS age ORDER BY age",
		query.Params{"year": 1975, "now": 2000}))
	must(err)
	for _, row := range result.Records {
		fmt.Println(row.Author.Name, row.Age)
	}
	fmt.Println(result.Keys, result.Summary.Database().Name())
	// Output:
	// Bob 30
	// Ann 50
	// [author age] neo4j
}

func ExampleExec() {
	ctx, db, _, done := library()
	defer done()

	summary, err := ogm.Exec(ctx, db, query.Raw(
		"MATCH (a:Author {id: $id}) SET a.prizes = a.prizes + $prize",
		query.Params{"id": "ann", "prize": "Nobel"}))
	must(err)
	fmt.Println(summary.Counters().PropertiesSet())
	// Output: 1
}

func TestExampleOfATest(t *testing.T) {
	ctx := t.Context()

	srv := neo4jtest.Start(t) // a real Neo4j: NEO4J_URI, else a local JVM, else Docker
	db := srv.DB(t)           // an empty database

	authors, err := ogm.NewRepository[Author](db)
	if err != nil {
		t.Fatal(err)
	}
	if err := authors.Save(ctx, &Author{ID: "ann", Name: "Ann"}); err != nil {
		t.Fatal(err)
	}
	ann, err := authors.Get(ctx, "ann")
	if err != nil || ann.Name != "Ann" {
		t.Fatal(ann, err)
	}
}
