package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateRepair(m *migration) *cobra.Command {
	return &cobra.Command{
		Use:   "repair",
		Short: "accept changes of files that ran",
		Long: `Repair writes the checksums and names of the files into the history, where they are not what ran: for changes that do
no harm. It runs nothing. JSON: a list of {version}.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return m.repair(cmd.Context()) },
	}
}

func (m *migration) repair(ctx context.Context) error {
	var where string
	var versions []migrate.Version
	if err := m.watched(ctx, func(migrator *migrator) (err error) {
		where = migrator.server.name()
		versions, err = migrator.Repair(ctx)
		return err
	}); err != nil {
		return err
	}
	type repaired struct {
		Version string `json:"version"`
	}
	list := make([]repaired, 0, len(versions))
	for _, version := range versions {
		list = append(list, repaired{version.String()})
	}
	return m.show(list, func(w io.Writer) {
		if len(list) == 0 {
			fmt.Fprintf(w, "%s: nothing to repair\n", where)
		}
		for _, r := range list {
			fmt.Fprintf(w, "version %s is repaired\n", r.Version)
		}
	})
}
