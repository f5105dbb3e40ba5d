package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// askWith is ask with an environment.
func askWith(t *testing.T, env map[string]string, args ...string) answer {
	t.Helper()
	var out, errOut bytes.Buffer
	code := run(t.Context(), args, func(name string) string { return env[name] }, &out, &errOut)
	return answer{verdict(code), out.String(), errOut.String()}
}

// asked is the port at which a command looked for a server; nobody is there.
func asked(t *testing.T, got answer) string {
	t.Helper()
	_, port, found := strings.Cut(got.errOut, "no connection to 127.0.0.1:")
	require.True(t, found, "%+v", got)
	assert.Equal(t, failed, got.code)
	port, _, _ = strings.Cut(port, ":")
	return port
}

func TestSettingsHaveAnOrder(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("elsewhere/scripts", 0o755))
	require.NoError(t, os.MkdirAll("scripts", 0o755))
	write(t, "ogm.yaml", "# of this folder\nuri: bolt://127.0.0.1:3\nmigrate: {dir: scripts, legacy: true, lock-timeout: 1m}\n")
	write(t, "elsewhere/other.yaml", "uri: bolt://127.0.0.1:4\nmigrate:\n  dir: scripts # from the file's folder\n")
	inEnv := map[string]string{"NEO4J_URI": "bolt://127.0.0.1:2"}

	assert.Equal(t, "1", asked(t, askWith(t, inEnv, "migrate", "status", "--uri", "bolt://127.0.0.1:1")), "the command line is first")
	assert.Equal(t, "1", asked(t, askWith(t, inEnv, "--uri", "bolt://127.0.0.1:1", "migrate", "status")), "flags stand anywhere")
	assert.Equal(t, "2", asked(t, askWith(t, inEnv, "migrate", "status")), "the environment is second")
	assert.Equal(t, "3", asked(t, ask(t, "migrate", "status")), "the file is third")
	assert.Equal(t, "4", asked(t, ask(t, "migrate", "status", "--config", "elsewhere/other.yaml")))
	assert.Equal(t, "4", asked(t, askWith(t, map[string]string{"OGM_CONFIG": "elsewhere/other.yaml"}, "migrate", "status")))

	require.NoError(t, os.RemoveAll("elsewhere/scripts"))
	assert.Contains(t, ask(t, "migrate", "status", "--config", "elsewhere/other.yaml").errOut, "elsewhere/scripts")
	assert.Equal(t, answer{misused, "", "ogm: OGM_MIGRATE_LEASE=soon: invalid duration \"soon\"; write it as 30s or 5m\nRun `ogm help migrate status` for more.\n"},
		askWith(t, map[string]string{"OGM_MIGRATE_LEASE": "soon"}, "migrate", "status"))
}

// TestMistakesInTheFile are all told, with their lines, by every command that has settings.
func TestMistakesInTheFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct{ name, text, want string }{
		{
			"unknown, misspelt and twice", "urii: bolt://x\ndatabase: a\ndatabase: b\nmigrate:\n  lese: 3s\n  colour: red\n",
			"ogm: ogm.yaml:1: unknown key urii (did you mean uri?)\n" +
				"ogm: ogm.yaml:3: database stands here a second time; first in line 2\n" +
				"ogm: ogm.yaml:5: unknown key migrate.lese (did you mean migrate.lease?)\n" +
				"ogm: ogm.yaml:6: unknown key migrate.colour\n",
		},
		{
			"values", "uri:\ndatabase: [a, b]\nmigrate:\n  lease: 3 s\n  legacy: perhaps\noutput: xml\n",
			"ogm: ogm.yaml:1: uri has no value\n" +
				"ogm: ogm.yaml:2: database: a, b: it is one value, and not a list\n" +
				"ogm: ogm.yaml:4: lease: 3 s: unknown unit \" s\" in duration \"3 s\"; write it as 30s or 5m\n" +
				"ogm: ogm.yaml:5: legacy: perhaps: it is true or false\n" +
				"ogm: ogm.yaml:6: output: xml: unknown; known are table, json\n",
		},
		{
			"a password in the open", "password: s3cret\n",
			"ogm: ogm.yaml:1: password says where its value is: `password: {env: NAME}` or `password: {file: PATH}`\n",
		},
		{
			"a password from nowhere", "password: {vault: s3cret}\n",
			"ogm: ogm.yaml:1: password says where its value is: `password: {env: NAME}` or `password: {file: PATH}`\n",
		},
		{"a list", "- uri\n", "ogm: ogm.yaml:1: the file is lines of key: value, and something else is there\n"},
		{"a value for a family", "migrate: fast\n", "ogm: ogm.yaml:1: migrate is lines of key: value, and something else is there\n"},
		{"placeholders", "migrate:\n  placeholders: [a]\n", "ogm: ogm.yaml:2: placeholders are lines of name: value\n"},
		{"no YAML", "uri: {\n", "ogm: ogm.yaml: line 1: did not find expected node content\n"},
		{"two documents", "uri: bolt://x\n---\nuri: bolt://y\n", "ogm: ogm.yaml:2: a second document begins; settings are one\n"},
	} {
		write(t, "ogm.yaml", test.text)
		assert.Equal(t, succeeded, ask(t, "completion", "bash").code, "a shell begins with it, in whatever folder")
		for _, args := range [][]string{{"migrate", "status"}, {"dev", "stop"}} {
			got := ask(t, args...)
			assert.Equal(t, answer{misused, "", test.want}, got, test.name)
			assert.NotContains(t, got.errOut, "s3cret")
		}
	}
	for _, harmless := range []string{"", "\n\n", "# nothing yet\n", "migrate:\n", "---\n"} {
		write(t, "ogm.yaml", harmless)
		assert.Contains(t, ask(t, "migrate", "status").errOut, "--dir", "%q", harmless)
	}
	assert.Contains(t, ask(t, "migrate", "status", "--config", "nowhere.yaml").errOut, "ogm: --config: open nowhere.yaml: ")
}

func TestPasswords(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "secret", "s3cret\r\n")
	write(t, "two", "s3cret\nother\n")
	write(t, "empty", "\n")
	write(t, "large", strings.Repeat("x", largestSecret+1))
	for _, test := range []struct {
		name, file, yaml string
		env              map[string]string
		user             string
		want, wrong      string
	}{
		{name: "none"},
		{name: "of a file", file: "secret", want: "s3cret"},
		{name: "a file before the environment", file: "secret", env: map[string]string{"NEO4J_PASSWORD": "other"}, want: "s3cret"},
		{name: "the environment before ogm.yaml", yaml: "password: {file: secret}", env: map[string]string{"NEO4J_PASSWORD": "other"}, want: "other"},
		{name: "a file of ogm.yaml", yaml: "password: {file: secret}", want: "s3cret"},
		{name: "a variable of ogm.yaml", yaml: "password: {env: MINE}", env: map[string]string{"MINE": "my own"}, want: "my own"},
		{name: "a variable that is not set", yaml: "\npassword: {env: MINE}", wrong: "ogm.yaml:2: the variable MINE is not set"},
		{name: "a file that is not there", yaml: "password: {file: nowhere}", wrong: "ogm.yaml:1: stat nowhere: "},
		{name: "several lines", file: "two", wrong: "--password-file: two has several lines; it holds the value and nothing else"},
		{name: "nothing", file: "empty", wrong: "--password-file: empty is empty"},
		{name: "too much", file: "large", wrong: "--password-file: large has 65537 bytes, and holds no password"},
		{name: "nobody to ask", user: "ann", wrong: "no password for ann: set NEO4J_PASSWORD, or give --password-file, or name one of them in ogm.yaml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			write(t, "ogm.yaml", test.yaml+"\n")
			c := &console{getenv: func(name string) string { return test.env[name] }}
			require.NoError(t, c.readConfig(ogm(c)))
			conn := &connection{console: c, passwordFile: test.file, user: test.user}
			got, err := conn.password()
			if test.wrong == "" {
				require.NoError(t, err)
				assert.Equal(t, test.want, got)
				return
			}
			assert.ErrorContains(t, err, test.wrong)
			assert.NotContains(t, err.Error(), "s3cret")
		})
	}
}
