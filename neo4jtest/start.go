package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// Start gives the server that all tests of this process share, of the line that NEO4JTEST_VERSION or [WithVersion] names. The
// first call leases or starts it, which takes milliseconds where a warm one is free, some seconds where not, and a
// download the very first time; later calls return the same server at once.
//
// Where no server can be had the test is skipped with the reason, or fails under NEO4JTEST_REQUIRED=1. A server that does not start
// fails the test, with the last 100 lines of its log.
//
// Start does not empty the database of a call that is not the first one: [Server.Driver] does.
func Start(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	return thisProcess.start(tb, opts)
}

func (p *shared) start(tb testing.TB, opts []Option) *Server {
	tb.Helper()
	c, err := configure(os.Getenv, opts)
	if err == nil && c.own != "" {
		err = fmt.Errorf("neo4jtest: %s: the tests of a process share one server of the pool, use Run", c.own)
	}
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := testContext(tb)
	defer cancel()
	s, err := p.server(ctx, c)
	switch {
	case err == nil:
		return s
	case errors.Is(err, ErrUnavailable) && c.env("NEO4JTEST_REQUIRED") != "1":
		tb.Skip(err)
	default:
		tb.Fatal(err)
	}
	return nil
}

// testContext ends shortly before the test binary would be killed, so that the reason is told.
func testContext(tb testing.TB) (context.Context, context.CancelFunc) {
	if t, ok := tb.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := t.Deadline(); ok {
			return context.WithDeadline(tb.Context(), deadline.Add(-5*time.Second))
		}
	}
	return context.WithCancel(tb.Context())
}

// thisProcess is the one thing that is global here, because what it stands for is: the process, whose end lets go of its servers.
var thisProcess shared //nolint:gochecknoglobals // see above

// shared holds one server per line, so that the tests of a process agree on it, and every lease.
type shared struct {
	mu     sync.Mutex
	slots  map[string]*slot
	leases map[lease]struct{}
}

// keep refers to a lease until it is forgotten. A lease is a connection, which the garbage collector closes as soon as nobody refers
// to it: a caller who keeps nothing but the address of the server would lose it to the next process in the middle of its work.
func (p *shared) keep(l lease) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.leases == nil {
		p.leases = map[lease]struct{}{}
	}
	p.leases[l] = struct{}{}
}

func (p *shared) forget(l lease) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.leases, l)
}

// slot has a lock of its own: one line may start while another is in use.
type slot struct {
	mu     sync.Mutex
	server *Server
	err    error
}

func (p *shared) slot(name string) *slot {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slots == nil {
		p.slots = map[string]*slot{}
	}
	if p.slots[name] == nil {
		p.slots[name] = new(slot)
	}
	return p.slots[name]
}

// server remembers a failure too: a thousand tests do not wait a thousand times for the same one. A server that has died is replaced.
func (p *shared) server(ctx context.Context, c *config) (*Server, error) {
	s := p.slot(c.line.name)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	if s.server != nil && s.server.lease.alive() {
		return s.server, nil
	}
	server, err := open(ctx, c)
	if err != nil {
		if ctx.Err() == nil {
			s.err = err
		}
		return nil, err
	}
	s.server = server
	return server, nil
}
