package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateUp(m *migration) *cobra.Command {
	var to string
	var dry bool
	cmd := &cobra.Command{
		Use:   "up",
		Short: "run the migrations that are pending",
		Long: `Up runs the migrations that are pending, and those repeatable ones that have changed.

What ran stays, whatever happens behind it: an error, Ctrl-C, a kill. Up goes on where it was, with the statement that
is next. Processes that start at once wait for each other, and run what is left, which may be nothing.

JSON: a list of {version, description, file, repeatable, undone, resumed, statements, tookMs}; of --dry-run, that of
plan.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			limit, err := versionOf("--to", to)
			if err != nil {
				return err
			}
			if dry {
				return m.plan(cmd.Context(), limit)
			}
			return m.up(cmd.Context(), limit)
		},
	}
	m.toFlag(cmd, &to, "run migrations up to `VERSION` and none behind it")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "run nothing: print each statement by transaction, and have the server look at it by EXPLAIN")
	return cmd
}

// toFlag gives a command --to, whose values are completed from the folder.
func (m *migration) toFlag(cmd *cobra.Command, to *string, usage string) {
	cmd.Flags().StringVar(to, "to", "", usage)
	_ = cmd.RegisterFlagCompletionFunc("to", m.completeVersion) // the flag is there
}

// versionOf reads a version of the command line; nil where there is none.
func versionOf(what, text string) (*migrate.Version, error) {
	if text == "" {
		return nil, nil
	}
	version, err := migrate.ParseVersion(text)
	if err != nil {
		return nil, misuse("%s: %s", what, plain(err))
	}
	return &version, nil
}

// completeVersion offers the versions of the folder.
func (m *migration) completeVersion(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 || m.settle(cmd) != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	found, err := m.names()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return found.all, cobra.ShellCompDirectiveNoFileComp
}

func (m *migration) up(ctx context.Context, limit *migrate.Version) error {
	return m.change(ctx, func(migrator *migrator) ([]migrate.Result, error) {
		if limit != nil {
			return migrator.UpTo(ctx, *limit)
		}
		return migrator.Up(ctx)
	})
}

// change runs something that gives results, and prints them, also those before an error.
func (m *migration) change(ctx context.Context, run func(*migrator) ([]migrate.Result, error)) error {
	watch := newWatch(m.console)
	migrator, err := m.openAgreed(ctx, migrate.WithProgress(watch.tell))
	if err != nil {
		return err
	}
	defer migrator.close()
	list, err := run(migrator)
	watch.end()
	if isAnswer(err) { // to the question whether to go on
		return err
	}
	results := make([]result, 0, len(list))
	for _, r := range list {
		results = append(results, resultOf(r))
	}
	shown := m.show(results, func(w io.Writer) {
		if len(results) == 0 && err == nil {
			fmt.Fprintf(w, "%s: nothing to do\n", migrator.server.name())
		} else if len(results) > 0 {
			writeResults(w, results)
		}
	})
	if err != nil {
		return &stoppedError{"what ran stays, and the next call goes on with the statement that is next", err}
	}
	return shown
}

// result is a migration that ran, as --output json has it.
type result struct {
	Version     string `json:"version"`
	Description string `json:"description"`
	File        string `json:"file,omitempty"`
	Repeatable  bool   `json:"repeatable"`
	Undone      bool   `json:"undone"`
	Resumed     bool   `json:"resumed"`
	Statements  int    `json:"statements"`
	TookMS      int64  `json:"tookMs"`
}

func resultOf(r migrate.Result) result {
	return result{r.Version.String(), r.Description, r.File, r.Repeatable, r.Undone, r.Resumed, r.Statements, r.Took.Milliseconds()}
}

func writeResults(w io.Writer, results []result) {
	rows := make([][]string, len(results))
	for i, r := range results {
		done := "applied"
		switch {
		case r.Undone:
			done = "taken back"
		case r.Resumed:
			done = "finished"
		}
		took := time.Duration(r.TookMS) * time.Millisecond
		rows[i] = []string{r.Version, r.Description, done, strconv.Itoa(r.Statements), took.String()}
	}
	table(w, []string{"VERSION", "DESCRIPTION", "DONE", "STATEMENTS", "TOOK"}, rows)
}
