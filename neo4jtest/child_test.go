package neo4jtest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// quickStart is for servers that are started for the start's sake: what they run is not worth a
// better compiler.
const quickStart = "-XX:TieredStopAtLevel=1"

// child is another process that takes a server: this test binary once more.
type child struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	stdout *bufio.Reader
	log    *syncBuffer
}

func startChild(t *testing.T, env ...string) *child {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := &child{cmd: exec.Command(self), log: new(syncBuffer)}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "NEO4J") {
			c.cmd.Env = append(c.cmd.Env, variable)
		}
	}
	c.cmd.Env = append(append(c.cmd.Env, "NEO4JTEST_CHILD=1", "NEO4JTEST_JVM_FLAGS="+quickStart), env...)
	c.cmd.Stderr = c.log
	stdin, err := c.cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := c.cmd.StdoutPipe()
	require.NoError(t, err)
	c.stdin, c.stdout = stdin, bufio.NewReader(stdout)
	require.NoError(t, c.cmd.Start())
	t.Cleanup(c.kill)
	return c
}

// holds waits until the child has its server.
func (c *child) holds(t *testing.T) string {
	t.Helper()
	said, _ := c.stdout.ReadString('\n')
	id, ok := strings.CutPrefix(strings.TrimSpace(said), "holds ")
	require.True(t, ok, "the child said %q\n%s", said, c.log)
	return id
}

func (c *child) end(t *testing.T) {
	t.Helper()
	require.NoError(t, c.stdin.Close())
	require.NoError(t, c.cmd.Wait())
}

// kill is SIGKILL: the child has no chance to let anything go.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// syncBuffer is a log that may be read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// emptyCache is a cache of this test's own, whose servers end with the test.
func emptyCache(t *testing.T) string {
	t.Helper()
	cache := t.TempDir()
	t.Cleanup(func() {
		p := newPool(&config{cache: cache})
		entries, _ := p.entries()
		for _, e := range entries {
			stopServer(t, e)
		}
	})
	return cache
}

// filledCache has the jars already.
func filledCache(t *testing.T) string {
	t.Helper()
	cache := emptyCache(t)
	usual := testConfig(t, "")
	if _, err := os.Stat(filepath.Join(usual.cache, "jars", usual.line.version)); err != nil {
		j, err := findJDK(usual.line, jdkCandidates(os.Getenv))
		require.NoError(t, err)
		_, err = jars(t.Context(), usual, usual.line.artifact(), j)
		require.NoError(t, err)
	}
	require.NoError(t, os.Symlink(filepath.Join(usual.cache, "jars"), filepath.Join(cache, "jars")))
	return cache
}

// testConfig is what a call in an environment with just this cache would have.
func testConfig(t *testing.T, cache string, opts ...Option) *config {
	t.Helper()
	c, err := configure(func(key string) string {
		switch key {
		case "NEO4JTEST_CACHE":
			if cache == "" {
				return os.Getenv(key)
			}
			return cache
		case "NEO4JTEST_JVM_FLAGS":
			return quickStart
		case "NEO4JTEST_VERSION", "JAVA_HOME":
			return os.Getenv(key)
		}
		return ""
	}, append([]Option{WithLog(nil)}, opts...))
	require.NoError(t, err)
	return c
}

// stopServer returns when its files are gone, too.
func stopServer(t *testing.T, e entry) {
	t.Helper()
	eventually(t, fmt.Sprintf("server %s ends", e.id), func() bool {
		if again, ok := readEntry(e.home); ok {
			e = again
		}
		if e.control != 0 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_, _ = ask(ctx, e, "stop")
		}
		_, err := os.Stat(e.home)
		return os.IsNotExist(err)
	})
}

// eventually waits for what another process does in its own time.
func eventually(t *testing.T, what string, met func() bool) {
	t.Helper()
	require.Eventually(t, met, time.Minute, 20*time.Millisecond, what)
}
