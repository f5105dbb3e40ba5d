package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateMark(m *migration) *cobra.Command {
	return m.aboutVersion(&cobra.Command{
		Use:   "mark VERSION",
		Short: "say that a migration is applied, without running it",
		Long: `Mark says that a migration is applied, without running it: because it was done by hand, or finished by hand after an
interruption. JSON: {version}.
`,
	}, "is marked as applied", (*migrate.Migrator).Mark)
}

func migrateBaseline(m *migration) *cobra.Command {
	return m.aboutVersion(&cobra.Command{
		Use:   "baseline VERSION",
		Short: "say what a database has that was made without migrations",
		Long: `Baseline says that a database, which has no history yet, has all that migrations up to a version do, so that they
never run there. JSON: {version}.
`,
	}, "is the baseline", (*migrate.Migrator).Baseline)
}

// aboutVersion makes a command of a verb that writes one version into the history.
func (m *migration) aboutVersion(cmd *cobra.Command, done string, write func(*migrate.Migrator, context.Context, migrate.Version) error) *cobra.Command {
	cmd.ValidArgsFunction = m.completeVersion
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return misuse("%s needs one version, such as 3", cmd.Name())
		}
		version, err := versionOf(cmd.Name(), args[0])
		if err != nil {
			return err
		}
		var where string
		if err := m.watched(cmd.Context(), func(migrator *migrator) error {
			where = migrator.server.name()
			return write(migrator.Migrator, cmd.Context(), *version)
		}); err != nil {
			return err
		}
		answer := struct {
			Version string `json:"version"`
		}{version.String()}
		return m.show(answer, func(w io.Writer) { fmt.Fprintf(w, "%s: version %s %s\n", where, version, done) })
	}
	return cmd
}
