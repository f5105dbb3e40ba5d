//go:build unix

package neo4jtest

import (
	"errors"
	"os/exec"
	"syscall"
)

// detach gives the command a session of its own: an interrupt typed at the terminal ends the tests and leaves the server warm.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}

func processLives(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
