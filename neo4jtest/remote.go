package neo4jtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// openURI uses the server that the environment names, once no other process of this machine does.
func openURI(ctx context.Context, c *config) (*Server, error) {
	address := c.env("NEO4J_URI")
	if address == "" {
		return nil, unavailable{errors.New("not set")}
	}
	if c.own != "" {
		return nil, unavailable{fmt.Errorf("%s: only a local JVM can do it", c.own)}
	}
	target, err := url.Parse(address)
	if err != nil || target.Host == "" {
		return nil, errors.New("NEO4J_URI: not an address such as neo4j://localhost:7687") // not shown: a password may be in it
	}
	if target.User != nil {
		return nil, errors.New("NEO4J_URI: put the user and the password into NEO4J_USERNAME and NEO4J_PASSWORD")
	}
	s := &Server{
		uri:      address,
		username: c.env("NEO4J_USERNAME"),
		password: c.env("NEO4J_PASSWORD"),
		database: c.env("NEO4J_DATABASE"),
	}
	if s.username == "" && s.password != "" {
		s.username = "neo4j"
	}
	if !onLoopback(target.Hostname()) && c.env("NEO4JTEST_ALLOW_RESET") != "1" {
		s.refuse = fmt.Errorf("neo4jtest: the database at %s is not emptied, since it is not on this machine; "+
			"if it is there for tests, set NEO4JTEST_ALLOW_RESET=1", address)
	}
	if err := s.askVersion(ctx); err != nil {
		return nil, err
	}
	if c.lineAsked && s.line != c.line.name {
		return nil, unavailable{fmt.Errorf("%s runs %s, not %s", address, s.line, c.line.name)}
	}
	lease, err := takeTurn(ctx, c, s)
	if err != nil {
		return nil, err
	}
	s.lease = lease
	return s, nil
}

// onLoopback trusts no name but localhost: what another one means is not ours to decide.
func onLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// askVersion finds the line, and with an empty NEO4J_DATABASE the name of the database that the server chooses.
func (s *Server) askVersion(ctx context.Context) error {
	driver, err := s.connect()
	if err != nil {
		return fmt.Errorf("NEO4J_URI: %w", err)
	}
	defer driver.Close(ctx)
	result, err := neo4j.ExecuteQuery(ctx, driver, "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0]",
		nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(s.database))
	if err != nil {
		return fmt.Errorf("NEO4J_URI: ask %s for its version: %w", s.uri, err)
	}
	for _, record := range result.Records {
		s.line = lineOf(fmt.Sprint(record.Values[0]))
	}
	if database := result.Summary.Database(); database != nil && s.database == "" {
		s.database = database.Name()
	}
	return nil
}

// lineOf shortens 5.26.30 to 5.26 and 2026.08.1 to 2026.
func lineOf(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if major, err := strconv.Atoi(parts[0]); err != nil || major >= 2025 || len(parts) < 2 {
		return parts[0]
	}
	return parts[0] + "." + parts[1]
}

// turn is the lease of a server that does not lease itself: a file lock, released by the kernel when this process ends.
type turn struct {
	once   sync.Once
	unlock func()
}

func (t *turn) alive() bool { return true }

func (t *turn) close() error {
	t.once.Do(t.unlock)
	return nil
}

func takeTurn(ctx context.Context, c *config, s *Server) (*turn, error) {
	folder := filepath.Join(c.cache, "turns")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(folder, fmt.Sprintf("%x.lock", sha256.Sum256([]byte(s.uri+" "+s.database))))
	unlock, err := lock(ctx, file, func() { c.log.line("waiting for another process that uses %s", s.uri) })
	if err != nil {
		return nil, err
	}
	return &turn{unlock: unlock}, nil
}
