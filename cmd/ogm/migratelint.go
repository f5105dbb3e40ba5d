package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateLint(m *migration) *cobra.Command {
	return &cobra.Command{
		Use:   "lint",
		Short: "find statements that are likely to be regretted",
		Long: `Lint finds statements that are likely to be regretted: constraints and indexes without a name, what fails a second
time, changes of all nodes in one transaction, what cannot be taken back.

No server is asked. What is meant so is left out by a comment before the statement, // ogm:next ignore=RULE, or at the
top of the file, // ogm: ignore=RULE. With --legacy also where neo4j-migrations would cut a file into other statements.
If something is found the exit code is 5.

JSON: a list of {file, line, rule, message, remedy}.
`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return m.lint() },
	}
}

// finding is one of lint, as --output json has it.
type finding struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

func (m *migration) lint() error {
	source, err := m.read()
	if err != nil {
		return err
	}
	list := source.Lint()
	if m.legacy {
		for _, script := range scriptsOf(source) {
			list = append(list, script.LegacyDifferences()...)
		}
	}
	findings := make([]finding, 0, len(list))
	for _, f := range list {
		findings = append(findings, finding{f.File, f.Line, string(f.Rule), f.Message, f.Remedy})
	}
	if err := m.show(findings, func(w io.Writer) {
		for _, f := range list {
			fmt.Fprintln(w, f)
		}
		if len(list) == 0 {
			fmt.Fprintf(w, "%s: nothing was found\n", m.dir)
		}
	}); err != nil || len(list) == 0 {
		return err
	}
	return failed
}

// scriptsOf are all files of a folder.
func scriptsOf(source *migrate.Source) []*migrate.Script {
	var all []*migrate.Script
	for _, callback := range source.Callbacks {
		all = append(all, callback.Script)
	}
	for _, migration := range source.Migrations {
		all = append(all, migration.Script)
		if migration.Down != nil && !slices.Contains(all, migration.Down) { // alternatives share one
			all = append(all, migration.Down)
		}
	}
	return all
}
