package neo4jtest

import (
	"context"
	"errors"
)

// openLocal leases a server of the pool and hands it over empty.
func openLocal(ctx context.Context, c *config) (*Server, error) {
	lease, err := newPool(c).take(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{uri: lease.uri(), database: "neo4j", line: lease.line, lease: lease}
	if lease.fresh {
		return s, nil // nobody had it before, and its first statements would take seconds to compile
	}
	if err := s.handOver(ctx); err != nil {
		if ctx.Err() == nil { // who cannot be emptied, because the database has failed, is of no use to the next either
			err = errors.Join(err, lease.stop())
		}
		_ = lease.close()
		return nil, err
	}
	return s, nil
}
