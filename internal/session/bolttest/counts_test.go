package bolttest_test

import (
	"context"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

func TestCountsAreSnapshots(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, before := warm(t, server)
	_, err := execute(t.Context(), driver, "CREATE (n)")
	require.NoError(t, err)
	assert.Equal(t, bolttest.Counts{
		RoundTrips: 2, Begun: 1, Committed: 1,
		Messages: map[string]int{"BEGIN": 1, "RUN": 1, "PULL": 1, "COMMIT": 1},
	}, server.Counts().Sub(before))
	assert.Equal(t, bolttest.Counts{Messages: map[string]int{}}, before.Sub(before))

	server.Committed()[0].Runs[0].Text = "changed"
	assert.Equal(t, "CREATE (n)", server.Committed()[0].Runs[0].Text)
}

func TestLog(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t, bolttest.On("MATCH", five()))
	driver := open(t, server.URI("bolt"))
	server.Inject(bolttest.At("PULL", 1), bolttest.Cut())
	_, err := execute(t.Context(), driver, "MATCH (n)\n  RETURN n")
	require.NoError(t, err)
	log := server.Log()
	assert.Equal(t, []string{
		"1 C: HANDSHAKE",
		"1 C: HELLO", "1 S: SUCCESS", "1 C: LOGON", "1 S: SUCCESS",
		"1 C: BEGIN", "1 S: SUCCESS", "1 C: RUN MATCH (n) RETURN n", "1 S: SUCCESS", "1 C: PULL", "1 S: (cut before)",
	}, log[:11])
	assert.Equal(t, []string{
		"2 C: PULL", "2 S: RECORD * 5", "2 S: SUCCESS", "2 C: COMMIT", "2 S: SUCCESS",
	}, log[len(log)-5:])
}

func TestNames(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "COMMIT#2", bolttest.At("COMMIT", 2).String())
	assert.Equal(t, "any#1 of transaction 2 and on", bolttest.Point{Transaction: 2, Every: true}.String())
	for want, action := range map[string]bolttest.Action{
		"proceed":     {},
		"fail with A": bolttest.Fail("A", "b"),
		"cut before":  bolttest.Cut(),
		"cut after":   bolttest.CutAfter(),
		"cut within":  bolttest.CutWithin(),
		"garbage":     bolttest.Garbage(),
		"stall":       bolttest.NewStall().Action(),
	} {
		assert.Equal(t, want, action.String())
	}
}

// A session with credentials of its own re-authenticates a pooled connection.
// LOGOFF and LOGON go ahead without waiting, and do not count as round trips.
func TestReauthentication(t *testing.T) {
	t.Parallel()
	server := bolttest.Start(t)
	driver, before := warm(t, server)
	token := neo4j.BasicAuth("ada", "secret", "")
	_, err := neo4j.ExecuteQuery(context.Background(), driver, "RETURN 1", nil, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithAuthToken(token))
	require.NoError(t, err)
	spent := server.Counts().Sub(before)
	assert.Equal(t, 2, spent.RoundTrips)
	assert.Equal(t, 1, spent.Messages["LOGOFF"])
	assert.Equal(t, 1, spent.Messages["LOGON"])
}
