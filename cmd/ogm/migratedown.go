package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateDown(m *migration) *cobra.Command {
	var to string
	var yes bool
	cmd := &cobra.Command{
		Use:   "down",
		Short: "take back what ran last",
		Long: `Down takes back the migration that ran last, or with --to all behind a version, by their files with U.

It asks first, unless --yes is given. Repeatable migrations are left alone. If one of those that it would take back has
no file with U, none is taken back. JSON: as up.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			limit, err := versionOf("--to", to)
			if err != nil {
				return err
			}
			return m.down(cmd.Context(), limit, yes)
		},
	}
	m.toFlag(cmd, &to, "take back all that is behind `VERSION`, which stays; BASELINE for all there is")
	yesFlag(cmd, &yes)
	return cmd
}

func (m *migration) down(ctx context.Context, limit *migrate.Version, yes bool) error {
	return m.change(ctx, func(migrator *migrator) ([]migrate.Result, error) {
		if err := m.confirmDown(ctx, migrator, limit, yes); err != nil {
			return nil, err
		}
		if limit != nil {
			return migrator.DownTo(ctx, *limit)
		}
		return migrator.Down(ctx)
	})
}

func (m *migration) confirmDown(ctx context.Context, migrator *migrator, limit *migrate.Version, yes bool) error {
	if yes {
		return nil
	}
	list, err := migrator.Status(ctx)
	if err != nil {
		return err
	}
	going := takenBack(list, limit)
	if len(going) == 0 {
		return nil
	}
	return m.confirm(false, fmt.Sprintf("%s of %s is taken back: %s", counted(len(going), "migration"), migrator.server.name(), strings.Join(going, ", ")))
}

// takenBack are the migrations that down is about, the highest version first.
func takenBack(list []migrate.Entry, limit *migrate.Version) []string {
	var going []string
	for _, e := range slices.Backward(list) {
		if e.Repeatable || e.At.IsZero() && e.State != migrate.StateUndoing || limit != nil && e.Version.Compare(*limit) <= 0 {
			continue
		}
		going = append(going, e.Version.String()+" "+e.Description)
		if limit == nil {
			break
		}
	}
	return going
}
