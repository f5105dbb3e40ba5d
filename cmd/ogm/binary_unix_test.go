//go:build unix

package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheProgram is run without a terminal, as in a pipeline.
func TestTheProgram(t *testing.T) {
	program := binary(t)
	t.Chdir(t.TempDir())
	write(t, "migrations/V1__a.cypher", "CREATE (:A);\n")
	for _, test := range []struct {
		args []string
		want answer
	}{
		{[]string{"migrate", "plan", "--offline"}, answer{succeeded, "V1__a.cypher: version 1, a\n  transaction 1, data\n    CREATE (:A);\n", ""}},
		{[]string{"migrat"}, answer{misused, "", "ogm: unknown command \"migrat\" (did you mean \"migrate\"?)\nRun `ogm help` for more.\n"}},
		{[]string{"migrate", "sum", "--check"}, answer{drifted, "V1__a.cypher was added\n", ""}},
		{[]string{"migrate", "up", "--user", "ann"}, answer{misused, "", "ogm: no password for ann: set NEO4J_PASSWORD, or give --password-file, or name one of them in ogm.yaml\nRun `ogm help migrate up` for more.\n"}},
		{[]string{"migrate", "up"}, answer{failed, "", "ogm: no connection to 127.0.0.1:1: step connect: ConnectivityError: dial tcp 127.0.0.1:1: connect: connection refused; is the server up, the port right (Bolt is 7687, HTTP 7474) and open in the firewall?\n"}},
	} {
		var out, errOut bytes.Buffer
		cmd := exec.CommandContext(t.Context(), program, test.args...)
		cmd.Env = append(os.Environ(), "NEO4J_URI=bolt://127.0.0.1:1", "NEO4J_USERNAME=", "NEO4J_PASSWORD=", "NEO4J_DATABASE=")
		cmd.Stdout, cmd.Stderr = &out, &errOut
		_ = cmd.Run() // the exit code is looked at
		assert.Equal(t, test.want, answer{verdict(cmd.ProcessState.ExitCode()), out.String(), errOut.String()}, test.args)
	}
}

// TestBashCompletes in a real one.
func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	require.NoError(t, err)
	script := `PATH=` + strings.TrimSuffix(binary(t), "/ogm") + `:$PATH
_get_comp_words_by_ref() { # as the package bash-completion has it
	cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cword=$COMP_CWORD
	words=("${COMP_WORDS[@]}")
}
source <(ogm completion bash)
COMP_WORDS=(ogm migrate rep) COMP_CWORD=2 COMP_LINE="ogm migrate rep" COMP_POINT=15 COMP_TYPE=9
__start_ogm
echo "${COMPREPLY[@]}"`
	output, err := exec.CommandContext(t.Context(), bash, "-c", script).Output() // outside of a completion, bash complains of compopt
	require.NoError(t, err)
	assert.Equal(t, "repair\n", string(output))
}

// TestDev runs a server twice: in front, until Ctrl-C, and behind, until it is stopped. What was stored is there again.
func TestDev(t *testing.T) {
	program := binary(t)
	t.Chdir(t.TempDir())
	t.Setenv("NEO4JTEST_JVM_FLAGS", "-XX:TieredStopAtLevel=1") // a quick start is what matters
	line := os.Getenv("NEO4JTEST_VERSION")
	if line == "" {
		line = defaultLine
	}
	cmd := exec.CommandContext(t.Context(), program, "dev", "--port", "0", "--version", line)
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said := bufio.NewReader(out)
	first, err := said.ReadString('\n')
	require.NoError(t, err, "%s", &errOut)
	assert.Regexp(t, `^Neo4j `+line+` runs at bolt://127\.0\.0\.1:\d+: database neo4j, no user, no password\.\n$`, first)
	second, err := said.ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "The data stay in .neo4j; Ctrl-C stops it.\n", second)

	got := ask(t, "dev", "--port", "0")
	assert.Equal(t, failed, got.code, got)
	assert.Regexp(t, "^ogm: a server with the data of .neo4j runs already at bolt://\\S+; `ogm dev stop` stops it\n$", got.errOut)
	var already running
	world := &world{T: t}
	world.json(succeeded, &already, "dev", "--port", "0", "--detach")
	write(t, "migrations/V1__a.cypher", "CREATE (:Kept);\n")
	assert.Equal(t, succeeded, ask(t, "migrate", "up", "--uri", already.URI).code)

	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	rest, err := io.ReadAll(said)
	require.NoError(t, err)
	assert.Empty(t, rest)
	require.NoError(t, cmd.Wait(), "%s", &errOut)
	assert.Contains(t, errOut.String(), "ogm: stopping; the data stay\n")
	assert.Equal(t, answer{succeeded, "no server runs with the data of .neo4j\n", ""}, ask(t, "dev", "stop"))

	assert.Equal(t, misused, ask(t, "dev", "--version", other(line)).code, "another line would change the data for good")
	got = ask(t, "dev", "--port", "0", "--detach", "--output", "json")
	require.Equal(t, succeeded, got.code, got)
	t.Cleanup(func() { ask(t, "dev", "stop") })
	world.json(succeeded, &already, "dev", "--detach")
	assert.Equal(t, line, already.Version)
	driver, err := neo4j.NewDriverWithContext(already.URI, neo4j.NoAuth())
	require.NoError(t, err)
	world.driver = driver
	assert.Equal(t, 1, world.count("(:Kept)"))
	require.NoError(t, driver.Close(t.Context()))
	assert.Equal(t, answer{succeeded, "stopped; the data stay in .neo4j\n", ""}, ask(t, "dev", "stop"))
	assert.Equal(t, "*\n", read(t, ".neo4j/.gitignore"))
}

// TestAPortThatIsTaken is told before anything is fetched or started.
func TestAPortThatIsTaken(t *testing.T) {
	t.Chdir(t.TempDir())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	assert.Equal(t, answer{failed, "", "ogm: port " + port + " is taken by another program; give another by --port, or 0 for one that is free\n"}, ask(t, "dev", "--port", port))
}

func other(line string) string {
	if line == "2026" {
		return defaultLine
	}
	return "2026"
}
