package neo4jtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	defaultIdle    = 10 * time.Minute
	defaultServers = 4
)

// config is everything that one call was asked for: the environment first, then its options.
type config struct {
	env       func(string) string
	line      line
	lineAsked bool // by an option or NEO4JTEST_VERSION
	ownServer bool // and none behind NEO4J_URI
	backend   string
	cache     string
	idle      time.Duration
	servers   int
	image     string
	jvmFlags  []string
	log       *reporter

	own     string // the option that asks for a server of one's own
	dataDir string
	stays   bool // behind this process
	port    int

	pickPort  func() (int, error) // a test puts a taken port here
	extraConf []string            // a test puts a bad key here
}

func configure(env func(string) string, opts []Option) (*config, error) {
	c := &config{
		env:      env,
		backend:  env("NEO4JTEST_BACKEND"),
		cache:    env("NEO4JTEST_CACHE"),
		image:    env("NEO4JTEST_IMAGE"),
		jvmFlags: strings.Fields(env("NEO4JTEST_JVM_FLAGS")),
		idle:     defaultIdle,
		servers:  defaultServers,
		log:      newReporter(os.Stderr),
		pickPort: freePort,
	}
	err := errors.Join(c.readLine(), c.readBackend(), c.readIdle(), c.readServers(), c.readCache())
	for _, opt := range opts {
		err = errors.Join(err, opt(c))
	}
	if c.stays && c.dataDir == "" {
		err = errors.Join(err, errors.New("WithStay: nobody could find the server again; say by WithDataDir where its data is"))
	}
	if err != nil {
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	return c, nil
}

func (c *config) readLine() (err error) {
	name := c.env("NEO4JTEST_VERSION")
	c.lineAsked = name != ""
	if !c.lineAsked {
		name = defaultLine
	}
	if c.line, err = findLine(name); err != nil {
		return fmt.Errorf("NEO4JTEST_VERSION: %w", err)
	}
	return nil
}

func (c *config) readBackend() error {
	switch c.backend {
	case "", "uri", "local", "docker":
		return nil
	}
	return fmt.Errorf("NEO4JTEST_BACKEND: unknown backend %q: known are uri, local, docker", c.backend)
}

func (c *config) readIdle() error {
	text := c.env("NEO4JTEST_IDLE")
	if text == "" {
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return fmt.Errorf("NEO4JTEST_IDLE: %q is not a duration such as 90s or 10m", text)
	}
	c.idle = d
	return nil
}

func (c *config) readServers() error {
	text := c.env("NEO4JTEST_SERVERS")
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return fmt.Errorf("NEO4JTEST_SERVERS: %q is not a positive number", text)
	}
	c.servers = n
	return nil
}

func (c *config) readCache() error {
	if c.cache == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return fmt.Errorf("no cache folder, set NEO4JTEST_CACHE: %w", err)
		}
		c.cache = filepath.Join(base, "go-ogm", "neo4jtest")
	}
	abs, err := filepath.Abs(c.cache)
	if err != nil {
		return fmt.Errorf("NEO4JTEST_CACHE: %w", err)
	}
	c.cache = abs
	return nil
}
