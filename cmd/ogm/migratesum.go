package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateSum(m *migration) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "sum",
		Short: "write ogm.sum, by which git notices migrations of two branches",
		Long: `Sum writes ogm.sum into the folder: a hash of all files, and one of each. Two branches that add a migration each change
the same line, so git cannot merge them without somebody looking at the order. Once the file is there, up, down, plan and
validate hold the folder against it: write it anew with each migration.

JSON: {file, agrees, differences: [{file, change}]}. The changes are added, removed and changed.
`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return m.sum(check) },
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; the exit code is 3 if the folder is not what ogm.sum says")
	return cmd
}

// sums is the answer of sum, as --output json has it.
type sums struct {
	File        string       `json:"file"`
	Agrees      bool         `json:"agrees"`
	Differences []difference `json:"differences"`
}

type difference struct {
	File   string `json:"file"`
	Change string `json:"change"`
}

func (m *migration) sumFile() string { return filepath.Join(m.dir, migrate.SumFile) }

func (m *migration) sum(check bool) error {
	source, err := m.read()
	if err != nil {
		return err
	}
	list, err := m.differences(source)
	switch {
	case check && err != nil:
		return err
	case !check:
		if err := m.writeSum(source); err != nil {
			return err
		}
	}
	answer := sums{m.sumFile(), len(list) == 0 || !check, []difference{}}
	for _, d := range list {
		answer.Differences = append(answer.Differences, difference{d.File, string(d.Change)})
	}
	if err := m.show(answer, func(w io.Writer) {
		for _, d := range list {
			fmt.Fprintf(w, "%s was %s\n", d.File, d.Change)
		}
		if check && answer.Agrees {
			fmt.Fprintf(w, "%s agrees\n", answer.File)
		} else if !check {
			fmt.Fprintf(w, "%s is written\n", answer.File)
		}
	}); err != nil || answer.Agrees {
		return err
	}
	return drifted
}

// differences holds the folder against its ogm.sum. Without one all files are new.
func (m *migration) differences(source *migrate.Source) ([]migrate.Difference, error) {
	text, err := os.ReadFile(m.sumFile())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		var list []migrate.Difference
		for _, script := range scriptsOf(source) {
			list = append(list, migrate.Difference{File: script.File, Change: migrate.FileAdded})
		}
		slices.SortFunc(list, func(a, b migrate.Difference) int { return strings.Compare(a.File, b.File) })
		return list, nil
	case err != nil:
		return nil, fmt.Errorf("ogm: %w", err)
	}
	list, err := source.VerifySum(string(text))
	if err != nil {
		return nil, sumError{err}
	}
	return list, nil
}

// agreesWithSum is an error if the folder has an ogm.sum that says something else.
func (m *migration) agreesWithSum(source *migrate.Source) error {
	if _, err := os.Stat(m.sumFile()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	list, err := m.differences(source)
	if err != nil {
		return err
	}
	var wrong []error
	for _, d := range list {
		wrong = append(wrong, &migrate.FileError{
			File: d.File, Problem: fmt.Sprintf("it was %s since %s was written", d.Change, migrate.SumFile),
			Remedy: "see that the migrations are in the right order, then run `ogm migrate sum`",
		})
	}
	if len(wrong) == 0 {
		return nil
	}
	return sumError{errors.Join(wrong...)}
}

// sumError is a folder that is not what its ogm.sum says.
type sumError struct{ error }

func (e sumError) Is(target error) bool { return target == migrate.ErrDrift }
func (e sumError) Unwrap() error        { return e.error }

func (m *migration) writeSum(source *migrate.Source) error {
	if err := os.WriteFile(m.sumFile(), []byte(source.Sum()), 0o644); err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	return nil
}
