package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateStatus(m *migration) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "say which migrations ran and which are pending",
		Long: `Status says which migrations ran and which are pending.

It only reads, and rights to read are enough. The exit code is 0 where there is nothing to do, 2 where up would run
something, and 3 where files that ran were changed or are gone, which validate explains.

JSON: a list of {version, description, state, kind, file, repeatable, at, tookMs, by, done}. The states are applied,
pending, outdated, out of order, changed, missing, interrupted, undoing, baseline and left out.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return m.status(cmd.Context()) },
	}
}

// entry is a line of the status, as --output json has it.
type entry struct {
	Version     string     `json:"version"`
	Description string     `json:"description"`
	State       string     `json:"state"`
	Kind        string     `json:"kind"`
	File        string     `json:"file,omitempty"`
	Repeatable  bool       `json:"repeatable"`
	At          *time.Time `json:"at,omitempty"`
	TookMS      int64      `json:"tookMs"`
	By          string     `json:"by,omitempty"`
	Done        int        `json:"done,omitempty"`
}

func (m *migration) status(ctx context.Context) error {
	migrator, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer migrator.close()
	list, err := migrator.Status(ctx)
	if err != nil {
		return err
	}
	entries := make([]entry, 0, len(list))
	for _, e := range list {
		entries = append(entries, entryOf(e))
	}
	if err := m.show(entries, func(w io.Writer) {
		if len(entries) == 0 {
			fmt.Fprintf(w, "%s: %s has no migrations\n", migrator.server.name(), m.dir)
			return
		}
		writeStatus(w, entries)
	}); err != nil {
		return err
	}
	return m.verdictOf(list)
}

func entryOf(e migrate.Entry) entry {
	shown := entry{
		Version: e.Version.String(), Description: e.Description, State: string(e.State), Kind: string(e.Kind), File: e.File,
		Repeatable: e.Repeatable, TookMS: e.Took.Milliseconds(), By: e.By, Done: e.Done,
	}
	if !e.At.IsZero() {
		at := e.At.UTC()
		shown.At = &at
	}
	return shown
}

func writeStatus(w io.Writer, entries []entry) {
	rows := make([][]string, len(entries))
	for i, e := range entries {
		at := ""
		if e.At != nil {
			at = e.At.Format("2006-01-02 15:04:05Z")
		}
		rows[i] = []string{e.Version, e.Description, e.State, at, e.By}
	}
	table(w, []string{"VERSION", "DESCRIPTION", "STATE", "AT", "BY"}, rows)
}

// verdictOf is an error where something is to be done.
func (m *migration) verdictOf(list []migrate.Entry) error {
	waits := false
	for _, e := range list {
		switch e.State {
		case migrate.StateChanged, migrate.StateMissing:
			return drifted
		case migrate.StateOutOfOrder:
			if !m.outOfOrder {
				return drifted
			}
			waits = true
		case migrate.StatePending, migrate.StateOutdated, migrate.StateInterrupted, migrate.StateUndoing:
			waits = true
		case migrate.StateApplied, migrate.StateBaseline, migrate.StateLeftOut:
		}
	}
	if waits {
		return pending
	}
	return nil
}
