//go:build !linux

package neo4jtest

import "os/exec"

// runDying runs a command. There is no way here to end it when this process is killed: it ends when its work is done.
func runDying(cmd *exec.Cmd, follow func() error) error {
	return runFollowed(cmd, follow)
}
