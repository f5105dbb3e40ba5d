package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateValidate(m *migration) *cobra.Command {
	return &cobra.Command{
		Use:   "validate",
		Short: "say whether the files are what ran",
		Long: `Validate says whether the files are what ran.

Files that were changed since, are gone, or would run out of order are told with what to do about each, and so is a
folder that is not what ogm.sum says; the exit code is 3. Migrations that wait are no mistake. It only reads.

JSON: {valid, problems: [{file, line, problem, remedy}]}.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return m.validate(cmd.Context()) },
	}
}

// validity is the answer of validate, as --output json has it.
type validity struct {
	Valid    bool      `json:"valid"`
	Problems []problem `json:"problems"`
}

type problem struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Problem string `json:"problem"`
	Remedy  string `json:"remedy"`
}

func (m *migration) validate(ctx context.Context) error {
	migrator, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer migrator.close()
	wrong := errors.Join(m.agreesWithSum(migrator.source), migrator.Validate(ctx))
	if wrong != nil && (!m.inJSON() || !errors.Is(wrong, migrate.ErrDrift)) {
		return wrong
	}
	answer := validity{Valid: wrong == nil, Problems: problemsOf(wrong)}
	if err := m.show(answer, func(w io.Writer) {
		fmt.Fprintf(w, "%s: the files of %s are what ran\n", migrator.server.name(), m.dir)
	}); err != nil || wrong == nil {
		return err
	}
	return drifted
}

// problemsOf takes joined errors of files apart.
func problemsOf(err error) []problem {
	all := []problem{}
	var walk func(error)
	walk = func(err error) {
		if file, ok := err.(*migrate.FileError); ok { //nolint:errorlint // each of a tree, and not the first in it
			all = append(all, problem{file.File, file.Line, file.Problem, file.Remedy})
			return
		}
		switch inner := err.(type) { //nolint:errorlint // the tree itself
		case interface{ Unwrap() []error }:
			for _, next := range inner.Unwrap() {
				walk(next)
			}
		case interface{ Unwrap() error }:
			walk(inner.Unwrap())
		}
	}
	walk(err)
	return all
}
