package neo4jtest

import (
	"context"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Driver empties the database and returns a driver for it, which is closed when the test ends. The database has then no nodes, no
// relationships, no constraints and no indexes but the two LOOKUP indexes that a new one has. On a database that is empty
// already this takes a few milliseconds; full ones are emptied in batches, some 50,000 nodes or relationships a second.
//
// The test fails when the database is behind NEO4J_URI, not on a loopback address, and NEO4JTEST_ALLOW_RESET is not 1.
func (s *Server) Driver(tb testing.TB) neo4j.DriverWithContext {
	tb.Helper()
	if s.refuse != nil {
		tb.Fatal(s.refuse)
	}
	driver, err := s.connect()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		// Not tb.Context: it has ended by now.
		if err := driver.Close(context.Background()); err != nil {
			tb.Errorf("neo4jtest: close the driver: %v", err)
		}
	})
	if err := s.empty(tb.Context(), driver); err != nil {
		tb.Fatalf("neo4jtest: empty %s: %v", s.uri, err)
	}
	return driver
}

func (s *Server) connect() (neo4j.DriverWithContext, error) {
	return neo4j.NewDriverWithContext(s.uri, s.Auth())
}
