package ogm_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/neo4jtest"
)

// Harbour, Container and Waybill are what a process commits that is killed: containers of
// one batch, each with waybills, in a harbour that counts its batches.
type (
	Harbour struct {
		ogm.Node

		ID      int64      `neo4j:"id,key"`
		Batches int64      `neo4j:"batches"`
		Version int64      `neo4j:",version"`
		Stock   []*Moored  `neo4j:"-[:HOLDS]->"`
		Latest  *Container `neo4j:"-[:LATEST]->"`
	}
	Moored struct {
		ogm.Relationship `neo4j:"HOLDS"`

		Batch     int64      `neo4j:"batch"`
		Container *Container `neo4j:",end"`
	}
	Container struct {
		ogm.Node

		ID       string     `neo4j:"id,key,generate=uuid"`
		Batch    int64      `neo4j:"batch"`
		Waybills []*Waybill `neo4j:"-[:HAS]->"`
	}
	Waybill struct {
		ogm.Node

		ID    string `neo4j:"id,key"`
		Batch int64  `neo4j:"batch"`
	}
)

// A batch has three containers with two waybills each.
const (
	containersOfBatch   = 3
	waybillsOfContainer = 2
)

// crashVariable makes the test binary be the process that is killed. Its value is where
// the server is, the number of the harbour, and how many rows a statement may have.
const crashVariable = "OGM_CRASH"

// commitUntilKilled is that process. What it says at its end is why it was not killed.
func commitUntilKilled(value string) {
	fmt.Fprintln(os.Stderr, commitForever(value))
	os.Exit(1)
}

// commitForever commits one batch after the other, and says so when it is stored.
func commitForever(value string) error {
	var uri, user, password, database string
	var harbourID int64
	var rows int
	if _, err := fmt.Sscanf(value, "%q %q %q %q %d %d", &uri, &user, &password, &database, &harbourID, &rows); err != nil {
		return err
	}
	auth := ogm.NoAuth()
	if user != "" {
		auth = ogm.BasicAuth(user, password)
	}
	ctx := context.Background()
	db, err := ogm.Open(ctx, uri, auth, ogm.WithDatabase(database), ogm.WithBatchSize(rows), ogm.WithKeyCheck(ogm.KeyCheckOff))
	if err != nil {
		return err
	}
	harbours, err := ogm.NewRepository[Harbour](db)
	if err != nil {
		return err
	}
	unit := db.NewUnit()
	harbour := &Harbour{ID: harbourID}
	harbours.In(unit).Save(harbour)
	for batch := harbourID * 1_000_000; ; batch++ {
		for range containersOfBatch {
			container := &Container{Batch: batch}
			for waybill := range waybillsOfContainer {
				container.Waybills = append(container.Waybills, &Waybill{ID: fmt.Sprintf("%d-%d-%d", batch, len(harbour.Stock), waybill), Batch: batch})
			}
			harbour.Stock = append(harbour.Stock, &Moored{Batch: batch, Container: container})
			harbour.Latest = container
		}
		harbour.Batches++
		if _, err := unit.Commit(ctx); err != nil {
			return err
		}
		fmt.Println(batch)
	}
}

// victim is a process that commits.
type victim struct {
	cmd    *exec.Cmd
	stdout *bufio.Scanner
	log    bytes.Buffer
}

func startVictim(t *testing.T, server *neo4jtest.Server, harbour, rows int) *victim {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	v := &victim{cmd: exec.Command(self)}
	v.cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%q %q %q %q %d %d", crashVariable, server.URI(), server.Username(), server.Password(), server.Database(), harbour, rows))
	v.cmd.Stderr = &v.log
	stdout, err := v.cmd.StdoutPipe()
	require.NoError(t, err)
	v.stdout = bufio.NewScanner(stdout)
	require.NoError(t, v.cmd.Start())
	t.Cleanup(func() { _ = v.cmd.Process.Kill(); _ = v.cmd.Wait() })
	return v
}

// next gives the next batch that was acknowledged, if any.
func (v *victim) next(t *testing.T) (batch int64, ok bool) {
	t.Helper()
	if !v.stdout.Scan() {
		return 0, false
	}
	batch, err := strconv.ParseInt(v.stdout.Text(), 10, 64)
	require.NoError(t, err)
	return batch, true
}

// kill is SIGKILL, some time after so many acknowledgements; it gives all that were made.
func (v *victim) kill(t *testing.T, after int, pause time.Duration) []int64 {
	t.Helper()
	var acknowledged []int64
	for len(acknowledged) < after {
		batch, ok := v.next(t)
		require.True(t, ok, "it has ended by itself: %s", v.log.String())
		acknowledged = append(acknowledged, batch)
	}
	<-time.After(pause)
	require.NoError(t, v.cmd.Process.Kill())
	for batch, ok := v.next(t); ok; batch, ok = v.next(t) {
		acknowledged = append(acknowledged, batch)
	}
	require.ErrorContains(t, v.cmd.Wait(), "killed", v.log.String())
	return acknowledged
}

// A process that is killed at any moment leaves every commit that it was told of, whole,
// and none of the others by half.
func TestAKilledProcessLeavesWholeCommits(t *testing.T) {
	w := setup(t)
	repository[Harbour](w)
	idle := w.transactions()
	const kills = 50
	acknowledged := map[int64]bool{}
	for kill := range kills {
		rows := []int{10_000, 5}[kill%2] // one statement, or several
		after, pause := rand.IntN(6), 10*time.Millisecond
		if after == 0 { // it has to start, too
			pause *= 10
		}
		pause = time.Duration(rand.Int64N(int64(pause)))
		for _, batch := range startVictim(t, testServer, kill+1, rows).kill(t, after, pause) {
			acknowledged[batch] = true
		}
	}
	eventually(t, "the server has given up what was under way", func() bool { return w.transactions() == idle })

	told, stored := len(acknowledged), 0
	for _, row := range w.rows(`MATCH (d:Harbour)-[e:HOLDS]->(c:Container) WITH d, e.batch AS batch, collect(c) AS containers, collect(DISTINCT c.batch) AS same
		UNWIND containers AS c OPTIONAL MATCH (c)-[:HAS]->(s:Waybill {batch: batch})
		RETURN batch, size(containers), same, count(s)`, nil) {
		batch := row[0].(int64)
		assert.Equal(t, []any{batch, int64(containersOfBatch), []any{batch}, int64(containersOfBatch * waybillsOfContainer)}, row)
		delete(acknowledged, batch)
		stored++
	}
	assert.Empty(t, acknowledged, "acknowledged, and not stored")
	n := int64(stored)
	assert.Equal(t, [][]any{{n * containersOfBatch, n * containersOfBatch * waybillsOfContainer, n}}, w.rows(`MATCH (c:Container) WITH count(c) AS containers
		MATCH (s:Waybill) WITH containers, count(s) AS waybills MATCH (d:Harbour) RETURN containers, waybills, sum(d.batches)`, nil), "nothing else")
	for _, row := range w.rows(`MATCH (d:Harbour)-[:LATEST]->(c:Container) WITH d, collect(c.batch) AS latest
		MATCH (d)-[e:HOLDS]->() WITH d, latest, max(e.batch) AS last, count(e) AS held
		RETURN d.batches = d.version, latest = [last], held = d.batches * $containers`, map[string]any{"containers": containersOfBatch}) {
		assert.Equal(t, []any{true, true, true}, row)
	}
	t.Logf("%d kills, %d commits stored, %d of them not acknowledged", kills, stored, stored-told)
}
