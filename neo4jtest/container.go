package neo4jtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/log"
	module "github.com/testcontainers/testcontainers-go/modules/neo4j"
)

// openContainer runs a container for this process alone. Unlike a local server it does not outlive the process: the reaper of
// testcontainers-go removes it, or where that one is disabled a guard of our own.
func openContainer(ctx context.Context, c *config) (*Server, error) {
	if c.own != "" {
		return nil, unavailable{fmt.Errorf("%s: only a local JVM can do it", c.own)}
	}
	provider, err := testcontainers.NewDockerProvider(testcontainers.WithLogger(silent{}))
	if err != nil {
		return nil, unavailable{err}
	}
	if err := provider.Health(ctx); err != nil { // closes the provider
		return nil, unavailable{err}
	}
	image := c.image
	if image == "" {
		image = "neo4j:" + c.line.version
	}
	// The port is open to whoever reaches this machine, so there is a password, another one each time.
	s := &Server{username: "neo4j", password: rand.Text(), database: "neo4j", line: c.line.name}
	c.log.line("starting a container of %s", image)
	ctr, err := module.Run(ctx, image, containerOptions(c, s.password)...)
	if ctr == nil {
		return nil, unavailable{fmt.Errorf("image %s: %w", image, err)}
	}
	running := &container{Container: ctr}
	if err == nil {
		err = running.guard()
	}
	if err == nil {
		s.uri, err = ctr.PortEndpoint(ctx, "7687/tcp", "bolt")
	}
	if err != nil {
		err = fmt.Errorf("start a container of %s: %w; its last %d log lines:\n%s", image, err, shownLines, running.tail(ctx))
		return nil, errors.Join(err, running.close())
	}
	s.lease = running
	c.log.line("started %s at %s", image, s.uri)
	return s, nil
}

// containerOptions give a container the settings of a local server, where they are not about its place on the disk.
func containerOptions(c *config, password string) []testcontainers.ContainerCustomizer {
	opts := []testcontainers.ContainerCustomizer{
		module.WithAdminPassword(password),
		testcontainers.WithLogger(silent{}),
	}
	for _, setting := range append(c.line.conf("", "", 0), c.extraConf...) {
		key, value, _ := strings.Cut(setting, "=")
		if strings.Contains(key, "directories") || strings.Contains(key, "bolt") || strings.Contains(key, "http") ||
			strings.HasSuffix(key, "auth_enabled") {
			continue
		}
		opts = append(opts, module.WithNeo4jSetting(key, value))
	}
	return opts
}

type container struct {
	testcontainers.Container
	letGo io.Closer // nil where the reaper of testcontainers-go watches

	once sync.Once
	err  error
}

// alive does not ask the daemon: a container that has died shows at the first statement.
func (c *container) alive() bool { return true }

func (c *container) close() error {
	c.once.Do(func() {
		c.err = testcontainers.TerminateContainer(c.Container, testcontainers.StopTimeout(0))
		if c.letGo != nil {
			c.err = errors.Join(c.err, c.letGo.Close())
		}
	})
	return c.err
}

func (c *container) tail(ctx context.Context) string {
	logs, err := c.Logs(ctx)
	if err != nil {
		return err.Error()
	}
	defer logs.Close()
	return strings.Join(tailOf(logs, shownLines), "\n")
}

// silent drops what testcontainers-go tells of itself; what matters is in the errors.
type silent struct{}

var _ log.Logger = silent{}

func (silent) Printf(string, ...any) {}
