package bolttest_test

import (
	"context"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

const (
	deadlock    = "Neo.TransientError.Transaction.DeadlockDetected"
	notALeader  = "Neo.ClientError.Cluster.NotALeader"
	constraint  = "Neo.ClientError.Schema.ConstraintValidationFailed"
	credentials = "Neo.ClientError.Security.Unauthorized"
)

// open makes a driver that is closed before the server is.
func open(t *testing.T, uri string, configurers ...func(*config.Config)) neo4j.DriverWithContext {
	t.Helper()
	driver, err := neo4j.NewDriverWithContext(uri, neo4j.BasicAuth("neo4j", "secret", ""), configurers...)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, driver.Close(context.Background())) })
	return driver
}

// warm makes a driver with one idle connection, and gives the counts from which
// a test goes on.
func warm(t *testing.T, server *bolttest.Server, configurers ...func(*config.Config)) (
	neo4j.DriverWithContext, bolttest.Counts,
) {
	t.Helper()
	driver := open(t, server.URI("bolt"), configurers...)
	require.NoError(t, driver.VerifyConnectivity(t.Context()))
	return driver, server.Counts()
}

func execute(ctx context.Context, driver neo4j.DriverWithContext, text string) (*neo4j.EagerResult, error) {
	return neo4j.ExecuteQuery(ctx, driver, text, nil, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithDatabase("neo4j"))
}

func newSession(t *testing.T, driver neo4j.DriverWithContext, cfg neo4j.SessionConfig) neo4j.SessionWithContext {
	t.Helper()
	if cfg.DatabaseName == "" {
		cfg.DatabaseName = "neo4j"
	}
	session := driver.NewSession(t.Context(), cfg)
	t.Cleanup(func() { assert.NoError(t, session.Close(context.Background())) })
	return session
}

// soon bounds the waits of the tests; none of them comes near it.
const soon = 30 * time.Second

func await(t *testing.T, reached <-chan struct{}) {
	t.Helper()
	select {
	case <-reached:
	case <-time.After(soon):
		require.FailNow(t, "the stall was not reached")
	}
}
