package neo4jtest

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"
)

// TestMain lets the test binary be the other process of a test, too: see startChild.
func TestMain(m *testing.M) {
	if os.Getenv("NEO4JTEST_CHILD") != "" {
		os.Exit(hold())
	}
	os.Exit(m.Run())
}

// hold takes a server, says which, and keeps it until its standard input ends. It does not close it: its end must be enough.
func hold() int {
	var opts []Option
	if folder := os.Getenv("NEO4JTEST_CHILD_DATA"); folder != "" {
		opts = append(opts, WithDataDir(folder))
	}
	s, err := Run(context.Background(), opts...)
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	id := identity(s)
	runtime.GC() // nothing refers to the server any more: the lease must not end with that
	fmt.Println("holds", id)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// identity is what tells one server from another.
func identity(s *Server) string {
	switch lease := s.lease.(type) {
	case *held:
		return lease.id
	case *container:
		return lease.GetContainerID()
	}
	return s.uri
}
