package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// waitRetry is how often Wait looks.
const waitRetry = 200 * time.Millisecond

// InUseError says that a server with the data of a folder runs already.
type InUseError struct {
	Folder string
	URI    string // "" while it starts
	Line   string // such as 5.26
}

func (e *InUseError) Error() string {
	if e.URI == "" {
		return fmt.Sprintf("a server with the data of %s starts just now", e.Folder)
	}
	return fmt.Sprintf("a server with the data of %s runs already, at %s", e.Folder, e.URI)
}

// Stop ends the server that [Run] started with the data of a folder, by this process or by another, and returns when its
// data is on disk and its process gone. It tells whether there was one.
func Stop(ctx context.Context, folder string) (bool, error) {
	c, err := configure(os.Getenv, []Option{WithLog(nil)})
	if err != nil {
		return false, err
	}
	stopped, err := newPool(c).stopOf(ctx, folder)
	if err != nil {
		return false, fmt.Errorf("neo4jtest: stop the server of %s: %w", folder, err)
	}
	return stopped, nil
}

func (p *pool) stopOf(ctx context.Context, folder string) (bool, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return false, err
	}
	e, err := p.withData(ctx, abs)
	if err != nil || e == nil {
		return false, err
	}
	if e.control == 0 {
		return false, &InUseError{Folder: folder, Line: e.line}
	}
	patience, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	if conn, _ := ask(ctx, *e, "stop"); conn != nil {
		_ = conn.Close() // no server leases by that word
	}
	for answer := ending; answer != gone; _, answer = ask(ctx, *e, "look") {
		if err := pause(patience, waitRetry); err != nil {
			return false, fmt.Errorf("process %d has not ended: %w", e.pid, err)
		}
	}
	return true, nil
}

// freePortOf makes sure, before anything is fetched or started, that the port that was asked for can be had. That a
// server with the same data has it is the better thing to say.
func (p *pool) freePortOf(ctx context.Context) error {
	if p.port == 0 {
		return nil
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)))
	if err == nil {
		return listener.Close()
	}
	if inUse := p.inUse(ctx); inUse != nil {
		return inUse
	}
	return fmt.Errorf("port %d: %w", p.port, ErrPortTaken)
}

// inUse is an error if another server has the folder of this one.
func (p *pool) inUse(ctx context.Context) error {
	if p.dataDir == "" {
		return nil
	}
	other, err := p.withData(ctx, p.dataDir)
	if err != nil || other == nil {
		return err
	}
	inUse := &InUseError{Folder: p.dataDir, Line: other.line}
	if other.control != 0 {
		inUse.URI = other.uri()
	}
	return inUse
}

// reserveOwn makes the home of a server that is nobody else's, unless another has its data.
func (p *pool) reserveOwn(ctx context.Context) (entry, error) {
	unlock, err := lock(ctx, p.folder+".lock", func() {})
	if err != nil {
		return entry{}, err
	}
	defer unlock()
	if err := p.inUse(ctx); err != nil {
		return entry{}, err
	}
	return p.reserve()
}

// withData finds the server that has a folder; nil if none has.
func (p *pool) withData(ctx context.Context, folder string) (*entry, error) {
	entries, err := p.entries()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.data != folder {
			continue
		}
		if _, answer := ask(ctx, e, "look"); answer != gone {
			return &e, nil
		}
	}
	return nil, nil
}
