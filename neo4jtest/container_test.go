package neo4jtest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// needContainers keeps these tests to .ci/container-backend, which sees to a daemon and an image.
func needContainers(t *testing.T) {
	t.Helper()
	if os.Getenv("NEO4JTEST_BACKEND") != "docker" {
		t.Skip("containers are for .ci/container-backend, which sets NEO4JTEST_BACKEND=docker")
	}
}

func TestContainer(t *testing.T) {
	needContainers(t)
	s := Start(t)
	driver := s.Driver(t)
	db := emptied{driver, s.Database()}
	_, err := db.rows(t.Context(), "CREATE (:Left)", nil)
	require.NoError(t, err)
	s.Driver(t)
	left, err := db.rows(t.Context(), "MATCH (n) RETURN n", nil)
	require.NoError(t, err)
	assert.Empty(t, left)
	version, err := db.rows(t.Context(), "CALL dbms.components() YIELD versions RETURN versions[0]", nil)
	require.NoError(t, err)
	assert.Equal(t, s.Version(), lineOf(version[0].(string)))

	t.Run("asks for its password", func(t *testing.T) {
		assert.NotEmpty(t, s.Password())
		stranger, err := neo4j.NewDriverWithContext(s.URI(), neo4j.NoAuth())
		require.NoError(t, err)
		defer stranger.Close(t.Context())
		assert.Error(t, stranger.VerifyConnectivity(t.Context()))
	})
	t.Run("is removed by Close", func(t *testing.T) {
		require.NoError(t, s.Close())
		assert.NotContains(t, containers(t), identity(s))
	})
}

func TestContainerOfAKilledProcessIsRemoved(t *testing.T) {
	needContainers(t)
	owner := startChild(t, "NEO4JTEST_BACKEND=docker", "NEO4JTEST_VERSION="+os.Getenv("NEO4JTEST_VERSION"),
		"NEO4JTEST_IMAGE="+os.Getenv("NEO4JTEST_IMAGE"))
	id := owner.holds(t)
	require.Contains(t, containers(t), id)
	owner.kill()
	eventually(t, "the container goes", func() bool { return !strings.Contains(containers(t), id) })
}

func TestContainerThatDoesNotStartShowsItsLog(t *testing.T) {
	needContainers(t)
	c, err := configure(os.Getenv, []Option{WithLog(nil)})
	require.NoError(t, err)
	c.extraConf = []string{"no.such.setting=1"}
	_, err = openContainer(t.Context(), c)
	require.ErrorContains(t, err, "log lines:")
	require.ErrorContains(t, err, "no.such.setting")
	var missing unavailable
	assert.NotErrorAs(t, err, &missing, "a server that does not start is a fault, not a reason to try another")
}

// containers lists the ids of all there are.
func containers(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(context.Background(), "docker", "ps", "--all", "--quiet", "--no-trunc").Output()
	require.NoError(t, err)
	return string(out)
}
