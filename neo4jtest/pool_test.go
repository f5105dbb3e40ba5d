package neo4jtest

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestATakenPortIsTriedAgain(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	other, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer other.Close()
	taken := other.Addr().(*net.TCPAddr).Port

	log := new(syncBuffer)
	c := testConfig(t, filledCache(t), WithLog(log))
	ports := []int{taken}
	c.pickPort = func() (int, error) {
		if len(ports) == 0 {
			return freePort()
		}
		port := ports[0]
		ports = ports[1:]
		return port, nil
	}
	s, err := openLocal(t.Context(), c)
	require.NoError(t, err)
	defer s.Close()
	assert.Contains(t, log.String(), fmt.Sprintf("port %d was taken", taken))
	assert.NotContains(t, s.URI(), fmt.Sprint(taken))

	driver := s.Driver(t)
	require.NoError(t, driver.VerifyConnectivity(t.Context()))
	require.NoError(t, driver.Close(t.Context()))
}

func TestAFailedStartShowsTheLog(t *testing.T) {
	cache := filledCache(t)
	c := testConfig(t, cache)
	setting := "db.transaction.timeout"
	if c.line.name == "4.4" {
		setting = "dbms.transaction.timeout"
	}
	c.extraConf = []string{setting + "=never"}
	_, err := openLocal(t.Context(), c)
	require.ErrorContains(t, err, "start Neo4j "+c.line.version)
	require.ErrorContains(t, err, setting)
	_, log, found := strings.Cut(err.Error(), "log lines:\n")
	require.True(t, found)
	assert.LessOrEqual(t, len(strings.Split(log, "\n")), 100)

	homes, err := os.ReadDir(filepath.Join(cache, "servers"))
	require.NoError(t, err)
	assert.Empty(t, homes)
}

func TestAServerThatDiedIsReplaced(t *testing.T) {
	cache := filledCache(t)
	c := testConfig(t, cache)
	var process shared
	first, err := process.server(t.Context(), c)
	require.NoError(t, err)
	again, err := process.server(t.Context(), c)
	require.NoError(t, err)
	assert.Same(t, first, again)

	e, ok := readEntry(filepath.Join(cache, "servers", identity(first)))
	require.True(t, ok)
	died, err := os.FindProcess(e.pid)
	require.NoError(t, err)
	require.NoError(t, died.Kill())
	_, _ = died.Wait()

	second, err := process.server(t.Context(), c)
	require.NoError(t, err)
	defer second.Close()
	assert.NotEqual(t, identity(first), identity(second))
	assert.NoDirExists(t, e.home, "what the dead one left is removed")
}

// What a look at the pool makes of homes that no server answers for.
func TestStaleHomes(t *testing.T) {
	closed, err := freePort()
	require.NoError(t, err)
	stranger := strangeServer(t)
	tests := []struct {
		name  string
		entry string
		age   time.Duration
		kept  bool
	}{
		{"nobody listens", fmt.Sprintf("line=5.26\npid=1\ncontrol=%d\n", closed), 0, false},
		{"another program listens", fmt.Sprintf("line=5.26\npid=1\ncontrol=%d\n", stranger), 0, false},
		{"a JVM is about to come up", "line=5.26\n", time.Second, true},
		{"a JVM never came up", "line=5.26\n", time.Hour, false},
		{"a process is about to write", "", time.Second, true},
		{"a process was killed before it wrote", "", time.Hour, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPool(testConfig(t, t.TempDir()))
			home := filepath.Join(p.folder, "0123")
			require.NoError(t, os.MkdirAll(home, 0o700))
			if test.entry != "" {
				require.NoError(t, os.WriteFile(filepath.Join(home, entryFile), []byte(test.entry), 0o600))
			}
			then := time.Now().Add(-test.age)
			require.NoError(t, os.Chtimes(home, then, then))

			_, err := p.look(t.Context(), false)
			require.NoError(t, err)
			if test.kept {
				assert.DirExists(t, home)
			} else {
				assert.NoDirExists(t, home)
			}
		})
	}
}

// strangeServer answers everything with a word that means nothing here.
func strangeServer(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("220 hello\n"))
			_ = conn.Close()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}
