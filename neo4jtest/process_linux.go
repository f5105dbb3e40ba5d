package neo4jtest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// runDying runs a command that the kernel ends together with this process, SIGKILL included. The kernel watches the thread that
// started the command, so that thread is kept until the command has ended.
func runDying(cmd *exec.Cmd, follow func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return runFollowed(cmd, follow)
}
