package bolttest

import (
	"sync"
	"time"
)

// Table is a routing table: addresses as given by [Server.Address], by role.
type Table struct {
	Writers, Readers, Routers []string
	// TTL is how long the driver keeps the table; five minutes when zero. The
	// wire carries whole seconds: less than one makes the driver ask each time.
	TTL time.Duration
}

// Members is the table of a cluster: one writer, any number of readers, all of
// them routers. Without readers the writer also reads.
func Members(writer *Server, readers ...*Server) Table {
	table := Table{Writers: []string{writer.Address()}, Routers: []string{writer.Address()}}
	for _, reader := range readers {
		table.Readers = append(table.Readers, reader.Address())
		table.Routers = append(table.Routers, reader.Address())
	}
	if len(readers) == 0 {
		table.Readers = table.Writers
	}
	return table
}

// Route is a ROUTE message as the server received it.
type Route struct {
	Database string
	User     string         // the impersonated user, if any
	Context  map[string]any // the query part of the neo4j:// address, and the address itself
}

// Router answers ROUTE. It may be shared by several servers, and is then called
// by several goroutines.
type Router func(Route) Table

// Tables answers the first ROUTE with the first table, and so on; the last one
// stays. Given to all members of a cluster, it counts their calls together.
func Tables(first Table, next ...Table) Router {
	var mu sync.Mutex
	return func(Route) Table {
		mu.Lock()
		defer mu.Unlock()
		table := first
		if len(next) > 0 {
			first, next = next[0], next[1:]
		}
		return table
	}
}

// SetRouter replaces the answer to ROUTE, by default a table in which this
// server has every role.
func (s *Server) SetRouter(router Router) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.router = router
}

func (s *Server) routingTable(req Route) map[string]any {
	s.mu.Lock()
	router := s.router
	s.mu.Unlock()
	table := Members(s)
	if router != nil {
		table = router(req)
	}
	if table.TTL == 0 {
		table.TTL = 5 * time.Minute
	}
	return map[string]any{"rt": map[string]any{
		"ttl": int64(table.TTL / time.Second),
		"db":  databaseName(req.Database),
		"servers": []any{
			map[string]any{"role": "WRITE", "addresses": listOf(table.Writers)},
			map[string]any{"role": "READ", "addresses": listOf(table.Readers)},
			map[string]any{"role": "ROUTE", "addresses": listOf(table.Routers)},
		},
	}}
}

// databaseName resolves the empty name, which stands for the home database.
func databaseName(name string) string {
	if name == "" {
		return "neo4j"
	}
	return name
}
