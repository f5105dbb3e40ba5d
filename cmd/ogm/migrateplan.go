package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migratePlan(m *migration) *cobra.Command {
	var to string
	var offline bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "print what up would run, statement by statement",
		Long: `Plan prints what up would run, statement by statement, in the transactions that would commit together.

The server looks at each statement by EXPLAIN; what it refuses is an error with its line. Nothing is run or written.
With --offline no server is asked, and all migrations of the folder are printed.

JSON: a list of {version, description, file, done, transactions: [{kind, database, statements: [{line, class, text}]}]}.
The kinds are data, schema, auto-commit and system.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			limit, err := versionOf("--to", to)
			if err != nil {
				return err
			}
			if offline {
				return m.planOffline(limit)
			}
			return m.plan(cmd.Context(), limit)
		},
	}
	m.toFlag(cmd, &to, "print migrations up to `VERSION` and none behind it")
	cmd.Flags().BoolVar(&offline, "offline", false, "ask no server, and print all migrations of the folder")
	return cmd
}

func (m *migration) plan(ctx context.Context, limit *migrate.Version) error {
	migrator, err := m.openAgreed(ctx)
	if err != nil {
		return err
	}
	defer migrator.close()
	var list []migrate.Planned
	if limit != nil {
		list, err = migrator.PlanTo(ctx, *limit)
	} else {
		list, err = migrator.Plan(ctx)
	}
	if err != nil && len(list) == 0 {
		return err
	}
	return errors.Join(m.showPlan(list, migrator.server.name()), err)
}

func (m *migration) planOffline(limit *migrate.Version) error {
	source, err := m.read()
	if err != nil {
		return err
	}
	if err := m.agreesWithSum(source); err != nil {
		return err
	}
	var list []migrate.Planned
	for _, migration := range source.Migrations {
		if limit == nil || migration.Version.Compare(*limit) <= 0 {
			list = append(list, migrate.Planned{Migration: migration, Transactions: migration.Script.Transactions})
		}
	}
	return m.showPlan(list, m.dir)
}

// planned is a migration that up would run, as --output json has it.
type planned struct {
	Version      string        `json:"version"`
	Description  string        `json:"description"`
	File         string        `json:"file,omitempty"`
	Done         int           `json:"done"`
	Transactions []transaction `json:"transactions"`
}

type transaction struct {
	Kind       string      `json:"kind"`
	Database   string      `json:"database,omitempty"`
	Statements []statement `json:"statements"`
}

type statement struct {
	Line  int    `json:"line"`
	Class string `json:"class"`
	Text  string `json:"text"`
}

func plannedOf(p migrate.Planned) planned {
	shown := planned{
		Version: p.Migration.Version.String(), Description: p.Migration.Description, Done: p.Done, Transactions: []transaction{},
	}
	if p.Migration.Script != nil {
		shown.File = p.Migration.Script.File
	}
	for _, t := range p.Transactions {
		next := transaction{Kind: kindOf(t), Database: t.Database()}
		for _, stmt := range t.Statements {
			next.Statements = append(next.Statements, statement{stmt.Line, stmt.Class.String(), stmt.Text})
		}
		shown.Transactions = append(shown.Transactions, next)
	}
	return shown
}

func kindOf(t migrate.Transaction) string {
	switch {
	case t.Statements[0].Class == migrate.ClassSystem:
		return "system"
	case t.Schema:
		return "schema"
	case t.AutoCommit:
		return "auto-commit"
	}
	return "data"
}

func (m *migration) showPlan(list []migrate.Planned, where string) error {
	plan := make([]planned, 0, len(list))
	for _, p := range list {
		plan = append(plan, plannedOf(p))
	}
	return m.show(plan, func(w io.Writer) {
		if len(plan) == 0 {
			fmt.Fprintf(w, "%s: nothing to do\n", where)
		}
		for i, p := range plan {
			if i > 0 {
				fmt.Fprintln(w)
			}
			writePlanned(w, p)
		}
	})
}

func writePlanned(w io.Writer, p planned) {
	fmt.Fprintf(w, "%s: version %s, %s\n", p.File, p.Version, p.Description)
	if p.Done > 0 {
		fmt.Fprintf(w, "  %s stored by a run that was interrupted\n", counted(p.Done, "statement"))
	}
	for i, t := range p.Transactions {
		fmt.Fprintf(w, "  transaction %d, %s", i+1, t.Kind)
		if t.Database != "" {
			fmt.Fprintf(w, ", in %s", t.Database)
		}
		fmt.Fprintln(w)
		for _, stmt := range t.Statements {
			for line := range strings.SplitSeq(stmt.Text+";", "\n") {
				fmt.Fprintln(w, strings.TrimRight("    "+harmless(line), " "))
			}
		}
	}
}
