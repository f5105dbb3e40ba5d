// Migrations in a program of one's own: files that are embedded, and one that is a Go function, between them in the
// order of versions. It starts a Neo4j (or uses NEO4J_URI), migrates it, and takes everything back.
//
//	go run ./examples/migrations
//
// Of package migrate, its lock and its constraints stay.
package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/migrate"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
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
	driver, err := neo4j.NewDriverWithContext(server.URI(), server.Auth())
	if err != nil {
		return err
	}
	defer func() { _ = driver.Close(context.Background()) }()

	m, err := newMigrator(driver)
	if err != nil {
		return err
	}
	results, err := m.Up(ctx)
	if err != nil {
		return err
	}
	for _, r := range results {
		fmt.Printf("%s %s: applied, statements: %d\n", r.Version, r.Description, r.Statements)
	}
	if err := show(ctx, driver); err != nil {
		return err
	}

	results, err = m.DownTo(ctx, migrate.Version{}) // BASELINE, before all others
	for _, r := range results {
		fmt.Printf("%s %s: taken back\n", r.Version, r.Description)
	}
	return err
}

func show(ctx context.Context, driver neo4j.DriverWithContext) error {
	db, err := ogm.New(driver)
	if err != nil {
		return err
	}
	visits, err := ogm.Query[struct{ Who, City string }](ctx, db,
		query.Raw("MATCH (t:Traveller)-[:VISITED]->(c) RETURN t.name AS who, c.name AS city ORDER BY city", nil))
	if err != nil {
		return err
	}
	for _, visit := range visits.Records {
		fmt.Printf("%s was in %s\n", visit.Who, visit.City)
	}
	return nil
}

//go:embed migrations
var files embed.FS

// newMigrator is what a program needs to migrate, at its start or by a command of its own.
func newMigrator(driver neo4j.DriverWithContext) (*migrate.Migrator, error) {
	folder, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, err
	}
	source, err := migrate.Read(folder, nil)
	if err != nil {
		return nil, err
	}
	trim, err := trimNames()
	if err != nil {
		return nil, err
	}
	return migrate.New(driver, source, migrate.WithGo(trim))
}

// trimNames is version 2. `ogm migrate new trim names --go` printed its skeleton.
func trimNames() (migrate.GoMigration, error) {
	version, err := migrate.ParseVersion("2")
	return migrate.GoMigration{
		Version:     version,
		Description: "trim names",
		Up: func(ctx context.Context, tx *migrate.Tx) error {
			rows, err := tx.Run(ctx, "MATCH (t:Traveller) RETURN t.id AS id, t.name AS name", nil)
			if err != nil {
				return err
			}
			for _, row := range rows {
				row["name"] = strings.TrimSpace(row["name"].(string))
			}
			_, err = tx.Run(ctx, "UNWIND $rows AS row MATCH (t:Traveller {id: row.id}) SET t.name = row.name", map[string]any{"rows": rows})
			return err
		},
		Down: func(context.Context, *migrate.Tx) error { return nil }, // nobody misses the spaces
	}, err
}
