// Generated queries with handles that `ogm generate` wrote: it starts a Neo4j (or uses
// NEO4J_URI), saves a crew and finds parts of it.
//
//	go run ./examples/generated
//
// The nodes that it stores it removes again; the constraints of its labels stay.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/examples/generated/models"
	"github.com/go-ogm/ogm/examples/generated/models/gen"
	"github.com/go-ogm/ogm/neo4jtest"
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
	opts := []ogm.Option{}
	if name := server.Database(); name != "" {
		opts = append(opts, ogm.WithDatabase(name))
	}
	db, err := ogm.Open(ctx, server.URI(), server.Auth(), opts...)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close(context.WithoutCancel(ctx)) }()

	sailors, err := ogm.NewRepository[models.Sailor](db)
	if err != nil {
		return err
	}
	if err := db.Schema().Ensure(ctx); err != nil {
		return err
	}
	if err := sailors.Save(ctx, crew()...); err != nil {
		return err
	}
	if err := ask(ctx, sailors); err != nil {
		return err
	}
	return remove(ctx, db, sailors)
}

func crew() []*models.Sailor {
	pequod, rachel := &models.Ship{Name: "Pequod"}, &models.Ship{Name: "Rachel"}
	ahab := &models.Sailor{Name: "Ahab", Born: 1793, Home: models.Address{Town: "Nantucket"}}
	ahab.Berths = []*models.Berth{{Rank: "captain", Ship: pequod}}
	starbuck := &models.Sailor{Name: "Starbuck", Born: 1811, Home: models.Address{Town: "Nantucket"}}
	starbuck.Berths = []*models.Berth{{Rank: "mate", Ship: pequod}}
	ishmael := &models.Sailor{Name: "Ishmael", Born: 1830, Home: models.Address{Town: "Manhattan"}}
	ishmael.Friends = []*models.Sailor{starbuck}
	ishmael.Berths = []*models.Berth{{Rank: "sailor", Ship: pequod}, {Rank: "guest", Ship: rachel}}
	return []*models.Sailor{ahab, starbuck, ishmael}
}

func ask(ctx context.Context, sailors *ogm.Repository[models.Sailor]) error {
	list, err := sailors.Match(gen.Sailor.Born.Gt(1800), gen.Sailor.Home.Town.Ne("Boston")).
		With(gen.Sailor.Friends, gen.Sailor.Berths.WhereRelationship(gen.Berth.Rank.Ne("guest"))).
		OrderBy(gen.Sailor.Born.Desc()).
		All(ctx)
	if err != nil {
		return err
	}
	for _, sailor := range list {
		fmt.Printf("%s of %s is %s on the %s, with %d friend\n",
			sailor.Name, sailor.Home.Town, sailor.Berths[0].Rank, sailor.Berths[0].Ship.Name, len(sailor.Friends))
	}

	n, err := sailors.Match(gen.Sailor.Berths.Any(gen.Ship.Name.Eq("Rachel"))).Count(ctx)
	if err != nil {
		return err
	}
	fmt.Println("aboard the Rachel:", n)
	return nil
}

func remove(ctx context.Context, db *ogm.DB, sailors *ogm.Repository[models.Sailor]) error {
	gone, err := sailors.Match().Delete(ctx)
	if err != nil {
		return err
	}
	ships, err := ogm.NewRepository[models.Ship](db)
	if err != nil {
		return err
	}
	sunk, err := ships.Match().Delete(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("removed %d sailors and %d ships\n", gone, sunk)
	return nil
}
