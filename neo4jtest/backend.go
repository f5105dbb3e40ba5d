package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrUnavailable is in the error of [Run] when no server can be had on this machine. Its text names what was tried and
// what to install. [Start] skips the test with it.
var ErrUnavailable = errors.New("no Neo4j can be had here")

// unavailable says that a backend cannot be used on this machine: the next one is tried. Any other error of a backend is final, since
// a server that should start and does not is a fault to look at.
type unavailable struct{ error }

func (u unavailable) Unwrap() error { return u.error }

// backendURI is the one whose server is not of this package.
const backendURI = "uri"

type backend struct {
	name   string // as in NEO4JTEST_BACKEND
	title  string
	remedy string
	open   func(context.Context, *config) (*Server, error)
}

func backends(c *config) []backend {
	return []backend{
		{backendURI, "NEO4J_URI", "set NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD to a running server", openURI},
		{"local", "a local JVM", "install Maven (mvn on PATH) and " + jdkNames(c.line), openLocal},
		{"docker", "Docker", "install Docker and start its daemon", openContainer},
	}
}

// open goes through the backends.
func open(ctx context.Context, c *config) (*Server, error) {
	var tried, remedies []string
	for _, b := range backends(c) {
		if c.backend != "" && c.backend != b.name || c.ownServer && b.name == backendURI {
			continue
		}
		s, err := b.open(ctx, c)
		var missing unavailable
		switch {
		case err == nil:
			return s, nil
		case !errors.As(err, &missing):
			return nil, fmt.Errorf("neo4jtest: %w", err)
		}
		tried = append(tried, fmt.Sprintf("  %s: %v", b.title, missing))
		remedies = append(remedies, b.remedy)
	}
	return nil, fmt.Errorf("neo4jtest: %w (Neo4j %s), tried\n%s\nto have one, %s",
		ErrUnavailable, c.line.name, strings.Join(tried, "\n"), strings.Join(remedies, "; or "))
}

func jdkNames(l line) string {
	var names []string
	for _, major := range l.jdks {
		names = append(names, name(major))
	}
	return strings.Join(names, " or ")
}
