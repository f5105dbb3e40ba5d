package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCompletionScripts(t *testing.T) {
	for shell, first := range map[string]string{"bash": "# bash completion V2 for ogm", "zsh": "#compdef ogm", "fish": "# fish completion for ogm", "powershell": "# powershell completion for ogm"} {
		got := ask(t, "completion", shell)
		assert.Equal(t, succeeded, got.code)
		assert.Empty(t, got.errOut)
		assert.True(t, strings.HasPrefix(got.out, first), shell)
		if _, err := exec.LookPath(shell); err == nil && shell != "powershell" { // which cannot only look at a script
			check := exec.CommandContext(t.Context(), shell, "-n")
			check.Stdin = strings.NewReader(got.out)
			output, err := check.CombinedOutput()
			assert.NoError(t, err, "%s: %s", shell, output)
		}
	}
	assert.Equal(t, answer{misused, "", "ogm: bsh is no shell that completion has a script for (did you mean bash?); there are bash, zsh, fish and powershell\nRun `ogm help completion` for more.\n"}, ask(t, "completion", "bsh"))
}

// TestWordsAreCompleted as the scripts ask for them.
func TestWordsAreCompleted(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "scripts/V1__a.cypher", "")
	write(t, "scripts/V2__add_people.cypher", "")
	write(t, "ogm.yaml", "migrate: {dir: scripts}\n")
	for _, test := range []struct {
		words []string
		want  string
	}{
		{[]string{"mig"}, "migrate\tbring a database from one version to the next"},
		{[]string{"migrate", "sta"}, "status\tsay which migrations ran and which are pending"},
		{[]string{"migrate", "status", "--output", ""}, "table\njson"},
		{[]string{"migrate", "up", "--to", ""}, "1\ta\n2\tadd people"},
		{[]string{"migrate", "mark", ""}, "1\ta\n2\tadd people"},
		{[]string{"help", "dev", ""}, "stop"},
		{[]string{"dev", "--version", ""}, "4.4\n5.26\n2026"},
		{[]string{"completion", "f"}, "fish"},
	} {
		got := ask(t, append([]string{"__complete"}, test.words...)...)
		require.Equal(t, succeeded, got.code, test.words)
		assert.True(t, strings.HasPrefix(got.out, test.want+"\n:"), "%v: %s", test.words, got.out)
	}
}
