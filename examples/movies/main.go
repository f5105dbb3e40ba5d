// Movies walks through the library: it starts a Neo4j (or uses NEO4J_URI), saves a
// graph, queries it and prints the result.
//
//	go run ./examples/movies
//
// The nodes that it stores it removes again, so it may run against a database in
// use; the constraints of its labels stay.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
)

// Movie is a node: the tags name its label, its key and its properties.
type Movie struct {
	ogm.Node `neo4j:"ExampleMovie"`

	ID       string    `neo4j:"id,key,generate=uuid"` // made when empty
	Title    string    `neo4j:"title,unique"`
	Released int       `neo4j:"released,index"`
	Tagline  *string   `neo4j:"tagline"` // a pointer may be nil: no property
	Genres   []string  `neo4j:"genres"`
	Version  int64     `neo4j:",version"` // optimistic lock
	Updated  time.Time `neo4j:",updated"`

	Cast []*Role `neo4j:"<-[:ACTED_IN]-"` // a relationship's tag is its Cypher arrow
}

// Actor is reached from a movie, by a relationship with properties.
type Actor struct {
	ogm.Node `neo4j:"ExampleActor"`

	Name string `neo4j:"name,key"`
}

// Role is that relationship.
type Role struct {
	ogm.Relationship `neo4j:"ACTED_IN"`

	As    []string `neo4j:"as"`
	Actor *Actor   `neo4j:",start"`
	Movie *Movie   `neo4j:",end"`
}

// Typed handles for conditions: Released.Gt("1999") does not compile.
var (
	Title    = query.Prop(func(m *Movie) *string { return &m.Title })
	Released = query.Prop(func(m *Movie) *int { return &m.Released })
	Tagline  = query.Nullable(func(m *Movie) **string { return &m.Tagline })
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	server, err := neo4jtest.Run(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()

	// Open verifies that the server answers, and learns what it is.
	opts := []ogm.Option{}
	if name := server.Database(); name != "" {
		opts = append(opts, ogm.WithDatabase(name))
	}
	db, err := ogm.Open(ctx, server.URI(), server.Auth(), opts...)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close(context.WithoutCancel(ctx)) }()
	fmt.Println("connected")

	if err := cypher(ctx, db); err != nil {
		return err
	}
	return structs(ctx, db)
}

// cypher runs statements written by hand: parameters in, rows out as Go values.
func cypher(ctx context.Context, db *ogm.DB) error {
	fmt.Println("\n-- Cypher by hand")
	summary, err := ogm.Exec(ctx, db, query.Raw(
		"CREATE (a:ExamplePerson {name: $name}) CREATE (b:ExamplePerson {name: $friend}) CREATE (a)-[:KNOWS]->(b)",
		query.Params{"name": "Alice", "friend": "David"}))
	if err != nil {
		return err
	}
	fmt.Printf("created %d nodes and %d relationship\n",
		summary.Counters().NodesCreated(), summary.Counters().RelationshipsCreated())
	fmt.Fprintf(os.Stderr, "(the server took %s)\n", summary.ResultAvailableAfter())

	type row struct {
		Name  string
		Knows []string
	}
	result, err := ogm.Query[row](ctx, db, query.Raw(
		"MATCH (p:ExamplePerson)-[:KNOWS]->(f:ExamplePerson) RETURN p.name AS name, collect(f.name) AS knows", nil))
	if err != nil {
		return err
	}
	fmt.Println("columns:", result.Keys)
	for _, r := range result.Records {
		fmt.Println(r.Name, "knows", r.Knows)
	}

	summary, err = ogm.Exec(ctx, db, query.Raw("MATCH (p:ExamplePerson) DETACH DELETE p", nil))
	if err != nil {
		return err
	}
	fmt.Printf("deleted %d nodes\n", summary.Counters().NodesDeleted())
	return nil
}

// structs does the same with mapped structs, without a line of Cypher.
func structs(ctx context.Context, db *ogm.DB) error {
	fmt.Println("\n-- structs")
	movies, err := ogm.NewRepository[Movie](db)
	if err != nil {
		return err
	}
	if err := db.Schema().Ensure(ctx); err != nil { // the constraints of the key and of unique
		return err
	}

	tagline := "Welcome to the Real World"
	matrix := &Movie{Title: "The Matrix", Released: 1999, Tagline: &tagline, Genres: []string{"action", "sci-fi"}}
	cloud := &Movie{Title: "Cloud Atlas", Released: 2012, Genres: []string{"drama"}}
	speed := &Movie{Title: "Speed Racer", Released: 2008}
	hugo := &Actor{Name: "Hugo Weaving"}
	matrix.Cast = []*Role{{As: []string{"Neo"}, Actor: &Actor{Name: "Keanu Reeves"}}, {As: []string{"Agent Smith"}, Actor: hugo}}
	cloud.Cast = []*Role{{As: []string{"Nurse Noakes", "Old Georgie"}, Actor: hugo}}
	if err := movies.Save(ctx, matrix, cloud, speed); err != nil { // with all they reach: one transaction, one statement
		return err
	}
	fmt.Println("saved 3 movies, with version", matrix.Version)
	if err := roles(ctx, db); err != nil {
		return err
	}

	got, err := movies.Get(ctx, matrix.ID)
	if err != nil {
		return err
	}
	fmt.Printf("got %q of %d: %s\n", got.Title, got.Released, *got.Tagline)

	list, err := movies.Match(Released.Gt(2000), query.Or(Title.StartsWith("Cloud"), Tagline.IsNull())).
		OrderBy(Released.Desc()).
		Limit(10).
		All(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		fmt.Println("matched", m.Title, m.Released)
	}

	got.Genres = append(got.Genres, "classic")
	if err := movies.Save(ctx, got); err != nil {
		return err
	}
	fmt.Println("updated to version", got.Version)

	matrix.Released = 2000 // somebody else has a copy from before the update
	if err := movies.Save(ctx, matrix); !errors.Is(err, ogm.ErrStale) {
		return fmt.Errorf("a stale copy was saved: %w", err)
	}
	fmt.Println("a stale copy is refused")

	var violation *ogm.ConstraintError
	if err := movies.Create(ctx, &Movie{Title: "Cloud Atlas"}); !errors.As(err, &violation) {
		return fmt.Errorf("a second Cloud Atlas was created: %w", err)
	}
	fmt.Println("a second movie with that", violation.Properties[0], "is refused")

	if err := movies.Delete(ctx, speed); err != nil {
		return err
	}
	deleted, err := movies.Match(Title.In("The Matrix", "Cloud Atlas")).Delete(ctx)
	if err != nil {
		return err
	}
	left, err := movies.Match().Count(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("deleted 1 and %d, %d left\n", deleted, left)
	_, err = ogm.Exec(ctx, db, query.Raw("MATCH (a:ExampleActor) DETACH DELETE a", nil))
	return err
}

// roles reads relationships: their ends are the nodes of the same result.
func roles(ctx context.Context, db *ogm.DB) error {
	type row struct {
		Role  *Role
		Actor *Actor
		Movie *Movie
	}
	result, err := ogm.Query[row](ctx, db, query.Raw(
		"MATCH (actor:ExampleActor)-[role:ACTED_IN]->(movie:ExampleMovie) RETURN role, actor, movie ORDER BY movie.title, actor.name", nil))
	if err != nil {
		return err
	}
	for _, r := range result.Records {
		fmt.Printf("%s is %v in %s\n", r.Role.Actor.Name, r.Role.As, r.Role.Movie.Title)
	}
	return nil
}
