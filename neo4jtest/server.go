package neo4jtest

import (
	"context"
	"fmt"
	"io"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Server is one running Neo4j that this process has to itself until [Server.Close], or until the process ends.
// Its methods may be called from several goroutines at once.
//
// However it is printed, only its address appears.
type Server struct {
	uri      string
	username string
	password string
	database string
	line     string

	refuse error // why the database may not be emptied
	lease  lease
}

// lease is what keeps other processes away from the server.
type lease interface {
	// alive tells whether the server is still ours, without a round trip.
	alive() bool
	// close lets the server go. A second call does nothing.
	close() error
}

// URI is the address of the server in the form that the driver takes, such as bolt://127.0.0.1:40123.
func (s *Server) URI() string { return s.uri }

// Username is the user to log in as, or "" where the server asks for none.
func (s *Server) Username() string { return s.username }

// Password is the password of [Server.Username].
func (s *Server) Password() string { return s.password }

// Database is the name of the database to use.
func (s *Server) Database() string { return s.database }

// Version is the line that runs: 4.4, 5.26 or 2026. Behind NEO4J_URI it may be another one, in the same form: major and minor
// version up to 5, the year from 2025 on.
func (s *Server) Version() string { return s.line }

// Auth is the token to hand to the driver.
func (s *Server) Auth() neo4j.AuthToken {
	if s.username == "" {
		return neo4j.NoAuth()
	}
	return neo4j.BasicAuth(s.username, s.password, "")
}

// Close lets the server go. A local server of the pool stays warm for the next process; one with [WithDataDir] or [WithPort] is,
// but for [WithStay], stopped, and Close returns when its data is on disk and its process gone; a container is removed; a server behind NEO4J_URI is
// left as it is. A second call does nothing. A server that came from [Start] needs no Close: the process' end is one.
func (s *Server) Close() error {
	thisProcess.forget(s.lease)
	if err := s.lease.close(); err != nil {
		return fmt.Errorf("neo4jtest: close %s: %w", s.uri, err)
	}
	return nil
}

// Wait returns when the server has ended, whoever ended it, or with the context's error when that does.
func (s *Server) Wait(ctx context.Context) error {
	for s.lease.alive() {
		if err := pause(ctx, waitRetry); err != nil {
			return err
		}
	}
	return nil
}

// Format prints the address whatever the verb, so that no test log holds the password.
func (s *Server) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, s.uri)
}
