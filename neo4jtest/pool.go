package neo4jtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// poolRetry is how often a process asks again while all servers of its line are leased.
const poolRetry = 200 * time.Millisecond

// pool is the set of local servers that the processes of one user share, seen by one of them. Its state is a folder
// with one home per server; whoever reads or changes it holds the lock beside it.
type pool struct {
	*config
	folder string
}

func newPool(c *config) *pool {
	return &pool{config: c, folder: filepath.Join(c.cache, "servers")}
}

// take leases a warm server, or starts one while there are fewer than allowed, or waits for either.
func (p *pool) take(ctx context.Context) (*held, error) {
	if err := os.MkdirAll(p.folder, 0o700); err != nil {
		return nil, err
	}
	if p.own != "" {
		return p.takeOwn(ctx)
	}
	var tools *tools
	for waiting := false; ; {
		found, err := p.look(ctx, tools != nil)
		switch {
		case err != nil:
			return nil, err
		case found.held != nil:
			return found.held, nil
		case found.reserved != nil:
			return p.start(ctx, *tools, *found.reserved)
		case found.room:
			// Fetching may take minutes: not under the lock. Then look again, a server may have become free.
			if tools, err = p.prepare(ctx); err != nil {
				return nil, err
			}
			continue
		case !waiting:
			p.log.line("waiting for one of %d servers of Neo4j %s, all leased by other processes", found.running, p.line.version)
			waiting = true
		}
		if err := pause(ctx, poolRetry); err != nil {
			return nil, fmt.Errorf("wait for one of %d leased servers of Neo4j %s: %w", found.running, p.line.version, err)
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// takeOwn starts a server that nobody else will lease.
func (p *pool) takeOwn(ctx context.Context) (*held, error) {
	if err := p.freePortOf(ctx); err != nil {
		return nil, err
	}
	tools, err := p.prepare(ctx)
	if err != nil {
		return nil, err
	}
	e, err := p.reserveOwn(ctx)
	if err != nil {
		return nil, err
	}
	return p.start(ctx, *tools, e)
}

// sight is what one look at the pool found: the first of these that there is.
type sight struct {
	held     *held
	reserved *entry
	room     bool
	running  int
}

// look leases the first warm server that is free. Where there is none it reserves the place of a new one, if asked to.
func (p *pool) look(ctx context.Context, reserve bool) (sight, error) {
	unlock, err := lock(ctx, p.folder+".lock", func() {})
	if err != nil {
		return sight{}, err
	}
	defer unlock()
	// Where servers put what is left of them. One may be at it just now: what escapes is for the next look.
	_ = os.RemoveAll(p.folder + ".ended")
	entries, err := p.entries()
	if err != nil {
		return sight{}, err
	}
	running := 0
	for _, e := range entries {
		ours := e.line == p.line.name && !e.own
		word := "look"
		if ours {
			word = "lease"
		}
		conn, answer := ask(ctx, e, word)
		switch {
		case answer == leased:
			return sight{held: &held{conn: conn, entry: e}}, nil
		case answer == gone:
			if err := os.RemoveAll(e.home); err != nil {
				return sight{}, err
			}
		case answer == busy && ours:
			running++
		}
	}
	if running >= p.servers {
		return sight{running: running}, nil
	}
	if !reserve {
		return sight{room: true}, nil
	}
	e, err := p.reserve()
	return sight{reserved: &e}, err
}

// reserve makes the home of a server to come.
func (p *pool) reserve() (entry, error) {
	random := make([]byte, 8)
	_, _ = rand.Read(random) // never fails
	id := hex.EncodeToString(random)
	e := entry{id: id, home: filepath.Join(p.folder, id), line: p.line.name, own: p.own != "", data: p.dataDir}
	if err := os.Mkdir(e.home, 0o700); err != nil {
		return entry{}, err
	}
	return e, e.write()
}
