package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// atTerminal runs a command line at a terminal, which script (of Debian's bsdutils, essential there) makes, and answers
// one question.
func atTerminal(t *testing.T, env []string, line, question, reply string) (shown string, code verdict) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "script", "-qefc", binary(t)+" "+line, "/dev/null")
	cmd.Env = append(os.Environ(), env...)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var all strings.Builder
	screen := bufio.NewReader(out)
	for {
		b, err := screen.ReadByte()
		if err != nil {
			break
		}
		all.WriteByte(b)
		if strings.HasSuffix(all.String(), question) {
			_, err := in.Write([]byte(reply + "\n"))
			require.NoError(t, err)
		}
	}
	_ = cmd.Wait() // the exit code is looked at
	return strings.ReplaceAll(all.String(), "\r\n", "\n"), verdict(cmd.ProcessState.ExitCode())
}

func TestAPasswordIsAskedForAndNotShown(t *testing.T) {
	server := bolttest.Start(t)
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("migrations", 0o755))
	shown, code := atTerminal(t, []string{"NEO4J_URI=" + server.URI("bolt"), "NEO4J_PASSWORD="}, "migrate status --user ann", "Password of ann: ", "s3cret")
	assert.Equal(t, succeeded, code)
	assert.Regexp(t, "^Password of ann: \ndatabase \\S+ at "+server.Address()+": migrations has no migrations\n$", shown, "and not what was typed")
	assert.Equal(t, []map[string]any{{"scheme": "basic", "principal": "ann", "credentials": "s3cret"}}, server.Logins())
	shown, code = atTerminal(t, []string{"NEO4J_URI=" + server.URI("bolt"), "NEO4J_PASSWORD="}, "migrate status --user ann", "Password of ann: ", "s3cre\x03")
	assert.Equal(t, interrupted, code)
	assert.Equal(t, "Password of ann: \nogm: stopped\n", shown)
}

// TestWhatDestroysIsAskedFor, and what goes on is shown.
func TestWhatDestroysIsAskedFor(t *testing.T) {
	w := setup(t)
	write(t, "migrations/V1__a.cypher", "CREATE (:A);\n")
	write(t, "migrations/U1__a.cypher", "MATCH (a:A) WHERE true DELETE a;\n")
	var env []string
	for name, value := range w.env {
		env = append(env, name+"="+value)
	}
	shown, code := atTerminal(t, env, "migrate up", "none", "")
	require.Equal(t, succeeded, code, shown)
	assert.Contains(t, shown, "\r1 a: 0 of 1 statement ", "a bar")
	assert.Contains(t, shown, " \rVERSION  DESCRIPTION ", "which makes room for the answer")
	const question = "Go on? [y/N] "
	w.run("MATCH (l:__OgmMigrationLock) SET l.expires = timestamp() + 600000")
	shown, code = atTerminal(t, env, "migrate mark 1 --lock-timeout 1ms", "none", "")
	assert.Equal(t, locked, code)
	assert.Regexp(t, `\rwaiting for .*\r +\rogm: migrate: another process holds the lock`, shown, "the bar is gone")
	w.run("MATCH (l:__OgmMigrationLock) SET l.expires = 0")
	shown, code = atTerminal(t, env, "migrate down", question, "n")
	assert.Equal(t, failed, code)
	assert.Regexp(t, `^1 migration of database \w+ at \S+ is taken back: 1 a\. Go on\? \[y/N\] n\nogm: nothing was done\n$`, shown)
	assert.Equal(t, 1, w.count("(:A)"))
	shown, code = atTerminal(t, env, "migrate down", question, "y")
	assert.Equal(t, succeeded, code, shown)
	assert.Contains(t, shown, "taken back")
	assert.Zero(t, w.count("(:A)"))
}
