package neo4jtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Option changes what [Start] or [Run] gives. An option that cannot be followed is an error that names it.
type Option func(*config) error

// WithVersion asks for a line: "4.4", "5.26" or "2026". By default NEO4JTEST_VERSION decides, and without it "5.26".
// A server behind NEO4J_URI is passed over when it is of another line. Servers of several lines may be had in one process.
func WithVersion(name string) Option {
	return func(c *config) error {
		l, err := findLine(name)
		if err != nil {
			return fmt.Errorf("WithVersion: %w", err)
		}
		c.line, c.lineAsked = l, true
		return nil
	}
}

// WithoutURI passes over NEO4J_URI, so that what is emptied is nobody's database. By default that server comes first.
func WithoutURI() Option {
	return func(c *config) error {
		c.ownServer = true
		return nil
	}
}

// WithLog writes what takes time (fetching, starting, waiting) to w instead of the standard error: a progress bar where w is a
// terminal, lines elsewhere. Nil writes nothing.
func WithLog(w io.Writer) Option {
	return func(c *config) error {
		if w == nil {
			w = io.Discard
		}
		c.log = newReporter(w)
		return nil
	}
}

// WithDataDir keeps the data in a folder, which is created if missing. By default a server starts empty and its data goes with it.
// For [Run] only. The server is this process' own: it is not leased to others and ends with [Server.Close], or with the
// process. Only the local JVM can do it. A folder belongs to one line: a newer one upgrades it, an older one refuses it.
func WithDataDir(folder string) Option {
	return func(c *config) error {
		if folder == "" {
			return errors.New("WithDataDir: the folder has no name")
		}
		abs, err := filepath.Abs(folder)
		if err != nil {
			return fmt.Errorf("WithDataDir: %w", err)
		}
		if err := os.MkdirAll(abs, 0o700); err != nil {
			return fmt.Errorf("WithDataDir: %w", err)
		}
		c.dataDir, c.own = abs, "WithDataDir"
		return nil
	}
}

// WithStay leaves the server running when this process ends or calls [Server.Close], until [Stop] is called for its folder. For [Run]
// with [WithDataDir] only. By default such a server ends with its process.
func WithStay() Option {
	return func(c *config) error {
		c.stays = true
		return nil
	}
}

// WithPort fixes the Bolt port. By default a free one is chosen. For [Run] only, and like [WithDataDir] it makes the server this
// process' own. Where the port is taken Run returns [ErrPortTaken] at once.
func WithPort(port int) Option {
	return func(c *config) error {
		if port < 1 || port > 65535 {
			return fmt.Errorf("WithPort: %d is not a port", port)
		}
		c.port, c.own = port, "WithPort"
		return nil
	}
}
