package neo4jtest

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// remoteConfig names the server of this process as somebody who has only its address would.
func remoteConfig(t *testing.T, host string, env map[string]string, opts ...Option) *config {
	t.Helper()
	s := Start(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URI(), "bolt://"), ":")
	values := map[string]string{"NEO4J_URI": "bolt://" + host + ":" + port, "NEO4JTEST_CACHE": t.TempDir()}
	maps.Copy(values, env)
	c, err := configure(func(key string) string { return values[key] }, append([]Option{WithLog(nil)}, opts...))
	require.NoError(t, err)
	return c
}

func TestNEO4J_URI(t *testing.T) {
	server := Start(t)
	db := emptied{server.Driver(t), server.Database()}
	left := func(t *testing.T) int {
		t.Helper()
		rows, err := db.rows(t.Context(), "MATCH (n:Precious) RETURN n", nil)
		require.NoError(t, err)
		return len(rows)
	}
	fill := func(t *testing.T) {
		t.Helper()
		_, err := db.rows(t.Context(), "CREATE (:Precious)", nil)
		require.NoError(t, err)
	}

	t.Run("comes first, with the line and the database that it has", func(t *testing.T) {
		s, err := open(t.Context(), remoteConfig(t, "127.0.0.1", nil))
		require.NoError(t, err)
		defer s.Close()
		assert.Equal(t, server.Version(), s.Version())
		assert.Equal(t, server.Database(), s.Database())
	})
	t.Run("on a loopback address is emptied", func(t *testing.T) {
		fill(t)
		s, err := openURI(t.Context(), remoteConfig(t, "localhost", nil))
		require.NoError(t, err)
		defer s.Close()
		assert.Positive(t, left(t), "to take it does not empty it")
		s.Driver(t)
		assert.Zero(t, left(t))
	})
	// 0.0.0.0 reaches this machine and is no loopback address.
	t.Run("elsewhere is not emptied", func(t *testing.T) {
		fill(t)
		s, err := openURI(t.Context(), remoteConfig(t, "0.0.0.0", nil))
		require.NoError(t, err)
		defer s.Close()
		r := watch(t, func(tb testing.TB) { s.Driver(tb) })
		assert.Equal(t, "failed", r.how)
		assert.Contains(t, r.said, "NEO4JTEST_ALLOW_RESET=1")
		assert.Positive(t, left(t))
	})
	t.Run("elsewhere is emptied where that is allowed", func(t *testing.T) {
		fill(t)
		s, err := openURI(t.Context(), remoteConfig(t, "0.0.0.0", map[string]string{"NEO4JTEST_ALLOW_RESET": "1"}))
		require.NoError(t, err)
		defer s.Close()
		s.Driver(t)
		assert.Zero(t, left(t))
	})
	t.Run("of another line is passed over", func(t *testing.T) {
		other := "4.4"
		if server.Version() == other {
			other = "5.26"
		}
		_, err := openURI(t.Context(), remoteConfig(t, "127.0.0.1", nil, WithVersion(other)))
		var missing unavailable
		require.ErrorAs(t, err, &missing)
		assert.ErrorContains(t, err, "runs "+server.Version()+", not "+other)
	})
	t.Run("is used by one process at a time", func(t *testing.T) {
		c := remoteConfig(t, "127.0.0.1", nil)
		first, err := openURI(t.Context(), c)
		require.NoError(t, err)
		hurried, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		_, err = openURI(hurried, c)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NoError(t, first.Close())
		second, err := openURI(t.Context(), c)
		require.NoError(t, err)
		require.NoError(t, second.Close())
	})
}

func TestThePasswordIsNotShown(t *testing.T) {
	const password = "open sesame"
	s := &Server{uri: "bolt://127.0.0.1:7687", username: "neo4j", password: password}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		assert.Equal(t, s.uri, fmt.Sprintf(verb, s), verb)
	}
	for _, address := range []string{"bolt://neo4j:opensesame@127.0.0.1:1", "bolt://neo4j:opensesame@%%", "opensesame"} {
		c, err := configure(func(key string) string {
			return map[string]string{"NEO4J_URI": address, "NEO4JTEST_CACHE": t.TempDir()}[key]
		}, nil)
		require.NoError(t, err)
		_, err = openURI(t.Context(), c)
		require.ErrorContains(t, err, "NEO4J_URI")
		assert.NotContains(t, err.Error(), "opensesame")
	}
}

func TestLineOf(t *testing.T) {
	for version, want := range map[string]string{
		"4.4.48": "4.4", "5.26.30": "5.26", "5.13.0": "5.13", "2025.06.0": "2025", "2026.08.1": "2026", "5.27-aura": "5.27-aura",
	} {
		assert.Equal(t, want, lineOf(version), version)
	}
}
