package neo4jtest

import "context"

// openLocal leases a server of the pool and hands it over empty.
func openLocal(ctx context.Context, c *config) (*Server, error) {
	lease, err := newPool(c).take(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{uri: lease.uri(), database: "neo4j", line: lease.line, lease: lease}
	if c.dataDir != "" {
		return s, nil
	}
	if err := s.handOver(ctx); err != nil {
		_ = lease.close()
		return nil, err
	}
	return s, nil
}
