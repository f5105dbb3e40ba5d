package ogm_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/ogmtest"
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
	d := ogmtest.Open(t, opts...)
	testServer = d.Server
	return &world{T: t, ctx: t.Context(), db: d.DB, driver: d.Driver}
}

// repository makes one and the constraints of its type.
func repository[T any](w *world) *ogm.Repository[T] {
	w.Helper()
	return ogmtest.NewRepository[T](w.ctx, w, w.db)
}

// rows reads by a plain driver session, as a user who does not trust the library would.
func (w *world) rows(text string, params map[string]any) [][]any {
	w.Helper()
	return ogmtest.Rows(w.ctx, w, w.driver, text, params)
}

// often is ogmtest.Often.
func (w *world) often(usually, otherwise int) int {
	return ogmtest.Often(testServer, usually, otherwise)
}

// zulu is a time in UTC as a plain session reads it.
func zulu(t time.Time) time.Time { return t.In(time.FixedZone("Offset", 0)) }
