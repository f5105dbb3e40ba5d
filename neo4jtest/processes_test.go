package neo4jtest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The life of one cache, from the first use on.
func TestProcessesShareACache(t *testing.T) {
	cache := emptyCache(t)
	env := []string{"NEO4JTEST_CACHE=" + cache, "NEO4JTEST_SERVERS=2", "NEO4JTEST_BACKEND=local"}

	var first, second *child
	var firstServer, secondServer string
	t.Run("two that start at once on an empty one both have a server, not the same", func(t2 *testing.T) {
		first, second = startChild(t, env...), startChild(t, env...)
		firstServer, secondServer = first.holds(t2), second.holds(t2)
		assert.NotEqual(t2, firstServer, secondServer)
		both := first.log.String() + second.log.String()
		assert.Equal(t2, 1, strings.Count(both, "fetched Neo4j"), "the jars are fetched once\n%s", both)
	})
	require.False(t, t.Failed())

	t.Run("a third waits where two are allowed, and has the server of one that is killed", func(t *testing.T) {
		third := startChild(t, env...)
		defer func() {
			if t.Failed() { // what it did instead
				_ = third.cmd.Process.Kill()
				said, _ := third.stdout.ReadString('\n')
				t.Logf("the third had %q, the others %s and %s, and said:\n%s\nthe first:\n%s\nthe second:\n%s", said, firstServer, secondServer, third.log, first.log, second.log)
			}
		}()
		eventually(t, "the third waits", func() bool {
			return strings.Contains(third.log.String(), "waiting for one of 2 servers")
		})
		first.kill()
		assert.Equal(t, firstServer, third.holds(t))
		third.end(t)
	})

	t.Run("a later one has a warm server and starts none", func(t *testing.T) {
		second.end(t)
		later := startChild(t, env...)
		assert.Contains(t, []string{firstServer, secondServer}, later.holds(t))
		later.end(t)
		assert.Empty(t, later.log.String(), "nothing takes time")
	})

	t.Run("a damaged jar is noticed and fetched again", func(t *testing.T) {
		log := new(syncBuffer)
		c := testConfig(t, cache, WithVersion(defaultLine), WithLog(log))
		j, err := findJDK(c.line, jdkCandidates(os.Getenv))
		require.NoError(t, err)
		folder := filepath.Join(cache, "jars", c.line.version)
		name := "neo4j-" + c.line.version + ".jar"
		sound, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		damaged := append([]byte(nil), sound...)
		damaged[len(damaged)/2] ^= 1
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), damaged, 0o644))

		_, err = jars(t.Context(), c, c.line.artifact(), j)
		require.NoError(t, err)
		assert.Contains(t, log.String(), name+" has another content")
		again, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		assert.Equal(t, sound, again)
	})
}

func TestAServerWhoseStarterIsKilledServesTheNextAndEndsWhenIdle(t *testing.T) {
	cache := filledCache(t)
	starter := startChild(t, "NEO4JTEST_CACHE="+cache, "NEO4JTEST_BACKEND=local", "NEO4JTEST_IDLE=300ms")
	var starting entry
	eventually(t, "the JVM comes up", func() bool {
		entries, _ := newPool(&config{cache: cache}).entries()
		for _, e := range entries {
			starting = e
		}
		return starting.control != 0
	})
	starter.kill()

	c := testConfig(t, cache, WithVersion(defaultLine))
	c.servers = 1
	s, err := openLocal(t.Context(), c)
	require.NoError(t, err)
	assert.Equal(t, starting.id, identity(s))
	require.NoError(t, s.Close())

	eventually(t, "the idle server ends and takes its files along", func() bool {
		_, err := os.Stat(starting.home)
		return os.IsNotExist(err) && !processLives(starting.pid)
	})
}

func TestAServerWithItsOwnDataEndsWithItsProcess(t *testing.T) {
	cache, data := filledCache(t), t.TempDir()
	c := testConfig(t, cache, WithVersion(defaultLine), WithDataDir(data))
	s, err := openLocal(t.Context(), c)
	require.NoError(t, err)
	driver, err := s.connect()
	require.NoError(t, err)
	_, err = emptied{driver, s.database}.rows(t.Context(), "CREATE (:Kept)", nil)
	require.NoError(t, err)
	require.NoError(t, driver.Close(t.Context()))
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Wait(canceled), context.Canceled)
	require.NoError(t, s.Close())
	require.NoError(t, s.Wait(t.Context()))
	require.NoError(t, s.Close(), "a second call does nothing")

	t.Run("Close keeps the data, and the server that is to stay", func(t *testing.T) {
		c.stays = true
		s, err := openLocal(t.Context(), c)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		c.stays = false

		var inUse *InUseError
		_, err = openLocal(t.Context(), c)
		require.ErrorAs(t, err, &inUse)
		assert.Equal(t, &InUseError{data, s.URI(), s.Version()}, inUse)
		driver, err := s.connect()
		require.NoError(t, err)
		kept, err := emptied{driver, s.database}.rows(t.Context(), "MATCH (n:Kept) RETURN count(n)", nil)
		require.NoError(t, err)
		assert.Equal(t, []any{int64(1)}, kept)
		timeout, err := emptied{driver, s.database}.rows(t.Context(), "CALL dbms.listConfig('transaction.timeout') YIELD name, value WHERE name IN ['db.transaction.timeout', 'dbms.transaction.timeout'] RETURN value", nil)
		require.NoError(t, err)
		assert.Equal(t, []any{"0s"}, timeout, "who works on data of their own may take their time")
		require.NoError(t, driver.Close(t.Context()))

		stopped, err := newPool(c).stopOf(t.Context(), data)
		require.NoError(t, err)
		assert.True(t, stopped)
		stopped, err = newPool(c).stopOf(t.Context(), data)
		require.NoError(t, err)
		assert.False(t, stopped, "there is none any more")
	})

	t.Run("SIGKILL leaves no server", func(t *testing.T) {
		owner := startChild(t, "NEO4JTEST_CACHE="+cache, "NEO4JTEST_BACKEND=local", "NEO4JTEST_CHILD_DATA="+data)
		e, ok := readEntry(filepath.Join(cache, "servers", owner.holds(t)))
		require.True(t, ok)
		owner.kill()
		eventually(t, "the server ends", func() bool { return !processLives(e.pid) })
	})
}
