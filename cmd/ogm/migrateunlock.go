package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func migrateUnlock(m *migration) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "unlock",
		Short: "take the lock from a process that hangs",
		Long: `Unlock takes the lock from a process that hangs, which can write nothing more from then on.

There is no need for it after a process was killed: its lock ends with its lease. A process that lives and works
ends with an error, and the next up goes on where it was. JSON: {held}.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return m.unlock(cmd.Context(), yes) },
	}
	yesFlag(cmd, &yes)
	return cmd
}

// yesFlag is for commands that ask first.
func yesFlag(cmd *cobra.Command, yes *bool) {
	cmd.Flags().BoolVar(yes, "yes", false, "do not ask")
}

func (m *migration) unlock(ctx context.Context, yes bool) error {
	migrator, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer migrator.close()
	if err := m.confirm(yes, "Whoever migrates "+migrator.server.name()+" loses the lock"); err != nil {
		return err
	}
	held, err := migrator.Unlock(ctx)
	if err != nil {
		return err
	}
	answer := struct {
		Held bool `json:"held"`
	}{held}
	return m.show(answer, func(w io.Writer) {
		if held {
			fmt.Fprintln(w, "the lock was taken from its holder")
		} else {
			fmt.Fprintln(w, "nobody held the lock")
		}
	})
}
