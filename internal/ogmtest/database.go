// Package ogmtest has what tests share that use the library as a program does, on a real
// server: an empty database, a plain driver to look at it, and random cases.
package ogmtest

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
)

// Database is an empty real database, seen through the library and through the plain driver.
type Database struct {
	Server *neo4jtest.Server
	Driver neo4j.DriverWithContext
	DB     *ogm.DB
}

// Open gives one until the test ends. A statement that makes the server notify of a
// deprecation fails the test, unless the options have another logger.
func Open(t testing.TB, opts ...ogm.Option) Database {
	t.Helper()
	server := neo4jtest.Start(t)
	d := Database{Server: server, Driver: server.Driver(t)}
	d.DB = d.through(t, d.Driver, opts)
	return d
}

// InSmallPieces gives the same database through a library whose answers come in pieces of a few nodes
// and relationships each, as thousands would come otherwise.
func (d Database) InSmallPieces(t testing.TB, opts ...ogm.Option) *ogm.DB {
	t.Helper()
	return d.through(t, piecesDriver{d.Driver}, opts)
}

func (d Database) through(t testing.TB, driver neo4j.DriverWithContext, opts []ogm.Option) *ogm.DB {
	t.Helper()
	opts = append([]ogm.Option{ogm.WithDatabase(d.Server.Database()), ogm.WithLogger(slog.New(&deprecations{t: t}))}, opts...)
	db, err := ogm.New(driver, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close(context.Background())) })
	return db
}

// NewRepository makes one and the constraints of its type.
func NewRepository[T any](ctx context.Context, t testing.TB, db *ogm.DB) *ogm.Repository[T] {
	t.Helper()
	repo, err := ogm.NewRepository[T](db)
	require.NoError(t, err)
	require.NoError(t, db.Schema().Ensure(ctx))
	return repo
}

// Rows reads by a plain driver session, as a user who does not trust the library would.
func Rows(ctx context.Context, t testing.TB, driver neo4j.DriverWithContext, text string, params map[string]any) [][]any {
	t.Helper()
	session := driver.NewSession(ctx, neo4j.SessionConfig{BookmarkManager: driver.ExecuteQueryBookmarkManager()})
	defer func() { require.NoError(t, session.Close(ctx)) }()
	result, err := session.Run(ctx, text, params)
	require.NoError(t, err)
	records, err := result.Collect(ctx)
	require.NoError(t, err)
	rows := [][]any{}
	for _, record := range records {
		rows = append(rows, record.Values)
	}
	return rows
}

// deprecations fails a test whose statements make the server notify of a deprecation.
type deprecations struct{ t testing.TB }

func (d *deprecations) Enabled(context.Context, slog.Level) bool { return true }
func (d *deprecations) WithAttrs([]slog.Attr) slog.Handler       { return d }
func (d *deprecations) WithGroup(string) slog.Handler            { return d }

func (d *deprecations) Handle(_ context.Context, record slog.Record) error {
	var text strings.Builder
	record.Attrs(func(attr slog.Attr) bool {
		text.WriteString(attr.String() + "\n")
		return true
	})
	if strings.Contains(text.String(), "eprecat") {
		d.t.Errorf("%s:\n%s", record.Message, text.String())
	}
	return nil
}
