package ogmtest

import (
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm/neo4jtest"
)

// defaultLine is what neo4jtest starts where nothing else is asked for.
const defaultLine = "5.26"

// seed is what random cases are drawn from: a change is judged by what it does, and not by the day.
const seed = 1

var drawAnew = flag.Bool("draw-anew", false, "let random tests draw other cases each time, to find what those that are always run do not")

// Often gives how many cases are run: usually, or in a run that is about something else, the
// race detector or another line of servers.
func Often(server *neo4jtest.Server, usually, otherwise int) int {
	if isRace || server.Version() != defaultLine {
		return otherwise
	}
	return usually
}

// Check is rapid.Check with a number of its own.
func Check(t *testing.T, times int, property func(*rapid.T)) {
	t.Helper()
	set := func(name, value string) {
		wanted := flag.Lookup(name).Value
		before := wanted.String()
		require.NoError(t, wanted.Set(value))
		t.Cleanup(func() { require.NoError(t, wanted.Set(before)) })
	}
	set("rapid.checks", fmt.Sprint(times))
	if !*drawAnew && flag.Lookup("rapid.seed").Value.String() == "0" {
		set("rapid.seed", fmt.Sprint(seed))
	}
	rapid.Check(t, property)
}
