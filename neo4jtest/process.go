package neo4jtest

import (
	"errors"
	"os"
	"os/exec"
	"strings"
)

// runFollowed runs a command and reads its output as it comes.
func runFollowed(cmd *exec.Cmd, follow func() error) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	read := follow()
	return errors.Join(cmd.Wait(), read)
}

// plainEnv is what a server needs of the environment. It outlives the tests, so their secrets are not for it.
func plainEnv() []string {
	var kept []string
	for _, key := range []string{"PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SystemRoot", "USERPROFILE"} {
		if value, ok := os.LookupEnv(key); ok && !strings.ContainsRune(value, 0) {
			kept = append(kept, key+"="+value)
		}
	}
	return kept
}
