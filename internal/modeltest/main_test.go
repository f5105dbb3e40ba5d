// The tests of this package compare what units and queries do with models: the rules of the
// documentation, written a second time in the simplest way, and random programs. Beside them
// stand the cases that these have found, on the same types.
package modeltest_test

import (
	"context"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/ogmtest"
	"github.com/go-ogm/ogm/neo4jtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is an empty real database, seen through the library and through the plain driver.
type world struct {
	*testing.T
	ctx    context.Context
	server *neo4jtest.Server
	db     *ogm.DB
	driver neo4j.DriverWithContext
}

func setup(t *testing.T, opts ...ogm.Option) *world {
	t.Helper()
	d := ogmtest.Open(t, opts...)
	return &world{T: t, ctx: t.Context(), server: d.Server, db: d.DB, driver: d.Driver}
}

// setupInPieces is setup, and beside it the same world through a library whose answers come in small pieces.
func setupInPieces(t *testing.T, opts ...ogm.Option) (whole, inPieces *world) {
	t.Helper()
	d := ogmtest.Open(t, opts...)
	whole = &world{T: t, ctx: t.Context(), server: d.Server, db: d.DB, driver: d.Driver}
	other := *whole
	other.db = d.InSmallPieces(t, opts...)
	return whole, &other
}

func repository[T any](w *world) *ogm.Repository[T] {
	w.Helper()
	return ogmtest.NewRepository[T](w.ctx, w, w.db)
}

func (w *world) rows(text string, params map[string]any) [][]any {
	w.Helper()
	return ogmtest.Rows(w.ctx, w, w.driver, text, params)
}

// often is ogmtest.Often.
func (w *world) often(usually, otherwise int) int {
	return ogmtest.Often(w.server, usually, otherwise)
}

// warm lets the driver connect before two ask it for connections at once.
func (w *world) warm() {
	w.Helper()
	require.NoError(w, w.driver.VerifyConnectivity(w.ctx))
}

func pointer[V any](v V) *V { return &v }

// commit wants a commit to succeed, and gives what it did.
func (w *world) commit(unit *ogm.Unit) ogm.CommitResult {
	w.Helper()
	result, err := unit.Commit(w.ctx)
	require.NoError(w, err)
	return result
}
