package neo4jtest

import (
	"context"
)

func openURI(ctx context.Context, c *config) (*Server, error) {
	return nil, unavailable{errNoURI}
}
