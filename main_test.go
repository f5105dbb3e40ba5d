package ogm_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
)

func TestMain(m *testing.M) {
	if value, killed := os.LookupEnv(crashVariable); killed {
		commitUntilKilled(value)
		return
	}
	goleak.VerifyTestMain(m)
}

// Person has every option of a flat node.
type Person struct {
	ogm.Node `neo4j:"Person"`

	ID      string    `neo4j:"id,key,generate=uuid"`
	Name    string    `neo4j:"name"`
	Email   *string   `neo4j:"email,unique"`
	Born    int       `neo4j:"born,omitempty"`
	Tags    []string  `neo4j:"tags"`
	Version int64     `neo4j:",version"`
	Created time.Time `neo4j:",created"`
	Updated time.Time `neo4j:",updated"`
	Score   float64   `neo4j:"score,readonly"`
}

var (
	ID    = query.Prop(func(p *Person) *string { return &p.ID })
	Name  = query.Prop(func(p *Person) *string { return &p.Name })
	Email = query.Nullable(func(p *Person) **string { return &p.Email })
	Born  = query.Prop(func(p *Person) *int { return &p.Born })
)

// world is what most tests start from: an empty real database, with the
// constraints of its types, seen through the library and through the plain driver.
type world struct {
	*testing.T
	ctx    context.Context
	db     *ogm.DB
	driver neo4j.DriverWithContext
}

// testServer is the server of this process's tests, for the examples behind them.
var testServer *neo4jtest.Server

func setup(t *testing.T, opts ...ogm.Option) *world {
	t.Helper()
	server := neo4jtest.Start(t)
	testServer = server
	driver := server.Driver(t)
	opts = append([]ogm.Option{ogm.WithDatabase(server.Database()), ogm.WithLogger(noDeprecations(t))}, opts...)
	db, err := ogm.New(driver, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close(context.Background())) })
	return &world{T: t, ctx: t.Context(), db: db, driver: driver}
}

// repository makes one and the constraints of its type.
func repository[T any](w *world) *ogm.Repository[T] {
	w.Helper()
	repo, err := ogm.NewRepository[T](w.db)
	require.NoError(w, err)
	require.NoError(w, w.db.Schema().Ensure(w.ctx))
	return repo
}

// rows reads by a plain driver session, as a user who does not trust the library would.
func (w *world) rows(text string, params map[string]any) [][]any {
	w.Helper()
	session := w.driver.NewSession(w.ctx, neo4j.SessionConfig{BookmarkManager: w.driver.ExecuteQueryBookmarkManager()})
	defer func() { require.NoError(w, session.Close(w.ctx)) }()
	result, err := session.Run(w.ctx, text, params)
	require.NoError(w, err)
	records, err := result.Collect(w.ctx)
	require.NoError(w, err)
	rows := [][]any{}
	for _, record := range records {
		rows = append(rows, record.Values)
	}
	return rows
}

// zulu is a time in UTC as a plain session reads it.
func zulu(t time.Time) time.Time { return t.In(time.FixedZone("Offset", 0)) }

// noDeprecations fails a test whose statements make the server notify of a deprecation.
func noDeprecations(t testing.TB) *slog.Logger {
	return slog.New(&deprecations{t: t})
}

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

// often gives how many random cases are run: usually, or in a run that is about something
// else, the race detector or another line of servers.
func often(usually, otherwise int) int {
	if isRace || testServer.Version() != defaultLine {
		return otherwise
	}
	return usually
}

// defaultLine is what neo4jtest starts where nothing else is asked for.
const defaultLine = "5.26"

var drawAnew = flag.Bool("draw-anew", false, "let random tests draw other cases each time, to find what those that are always run do not")

// seed is what random cases are drawn from: a change is judged by what it does, and not by the day.
const seed = 1

// check is rapid.Check with a number of its own.
func check(t *testing.T, times int, property func(*rapid.T)) {
	set := func(name, value string) {
		wanted := flag.Lookup(name).Value
		before := wanted.String()
		require.NoError(t, wanted.Set(value))
		t.Cleanup(func() { require.NoError(t, wanted.Set(before)) })
	}
	set("rapid.checks", fmt.Sprint(times))
	if !*drawAnew && flag.Lookup("rapid.seed").Value.String() == "0" {
		set("rapid.seed", fmt.Sprint(seed))
	}
	rapid.Check(t, property)
}
