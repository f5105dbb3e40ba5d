package neo4jtest

import (
	"fmt"
	"os"
	"os/exec"

	"github.com/testcontainers/testcontainers-go"
)

// guard sees to it that the container goes when this process does, where testcontainers-go was told not to
// (TESTCONTAINERS_RYUK_DISABLED=true, as where its image cannot be had): a shell waits for the end of a pipe that
// the kernel closes with this process, and removes the container. Without sh and the docker command there is no guard.
func (c *container) guard() error {
	if !testcontainers.ReadConfig().RyukDisabled {
		return nil
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		return nil
	}
	docker, err := exec.LookPath("docker")
	if err != nil {
		return nil
	}
	held, ours, err := os.Pipe()
	if err != nil {
		return err
	}
	defer held.Close()
	cmd := exec.Command(shell, "-c", `read -r end; exec "$0" rm --force --volumes "$1"`, docker, c.GetContainerID())
	cmd.Stdin = held
	detach(cmd)
	if err := cmd.Start(); err != nil {
		_ = ours.Close()
		return fmt.Errorf("guard the container: %w", err)
	}
	c.letGo = ours
	return cmd.Process.Release()
}
