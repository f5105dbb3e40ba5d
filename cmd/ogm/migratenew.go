package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func migrateNew(m *migration) *cobra.Command {
	var next newMigration
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "make the file of the next migration",
		Long: `New makes the file of the next migration, and the folder, if there is none.

The version is the next one after those of the folder, in their form: 4 after 3, 004 after 003, 1.5 after 1.4, and the
time of day (UTC) in a folder whose last version is one. NAME may be several words.

JSON: a list of {version, file}; with --go {version, text}.
`,
		RunE: func(_ *cobra.Command, args []string) error { return m.create(next, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&next.down, "down", false, "also make the file with U, which takes it back")
	flags.BoolVar(&next.repeatable, "repeatable", false, "make a file with R, which runs again whenever its text changes")
	flags.BoolVar(&next.timestamp, "timestamp", false, "take the time of day (UTC) for its version, which branches do not share")
	flags.BoolVar(&next.inGo, "go", false, "make no file, and print the skeleton of a Go migration")
	return cmd
}

// newMigration is what new is asked for.
type newMigration struct {
	down, repeatable, timestamp, inGo bool
}

// created is a file that new made, as --output json has it.
type created struct {
	Version string `json:"version"`
	File    string `json:"file,omitempty"`
	Text    string `json:"text,omitempty"` // where no file is made
}

func (m *migration) create(next newMigration, words []string) error {
	switch {
	case next.down && next.repeatable:
		return misuse("--down and --repeatable: what is repeatable cannot be taken back")
	case next.down && next.inGo:
		return misuse("--down and --go: a function is taken back by its field Down, and not by a file")
	}
	description, err := descriptionOf(words)
	if err != nil {
		return err
	}
	names, err := m.names()
	if err != nil {
		return err
	}
	version := names.next()
	if next.timestamp {
		version = m.timestamp()
	}
	if next.inGo {
		text := goMigration(version, description, next.repeatable)
		return m.show([]created{{Version: version, Text: text}}, func(w io.Writer) { fmt.Fprint(w, text) })
	}
	file, err := m.createFile(next.kind()+version+"__"+description, fileText(description))
	if err != nil {
		return err
	}
	list := []created{{Version: version, File: file}}
	if next.down {
		back, err := m.createFile("U"+version+"__"+description, "// takes back V"+version+": "+spaced(description)+"\n\n")
		if err != nil {
			return err
		}
		list = append(list, created{Version: version, File: back})
	}
	return m.show(list, func(w io.Writer) {
		for _, c := range list {
			fmt.Fprintln(w, c.File)
		}
	})
}

func (next newMigration) kind() string {
	if next.repeatable {
		return "R"
	}
	return "V"
}

// createFile makes a file of the folder, which is made, too, and gives its path. There must be none of the name.
func (m *migration) createFile(name, text string) (string, error) {
	if err := os.MkdirAll(m.dir, 0o755); err != nil {
		return "", fmt.Errorf("ogm: %w", err)
	}
	path := filepath.Join(m.dir, name+".cypher")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", fmt.Errorf("ogm: %w", err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("ogm: %w", err)
	}
	return path, nil
}

func fileText(description string) string {
	return "// " + spaced(description) + "\n\n"
}

func spaced(description string) string { return strings.ReplaceAll(description, "_", " ") }

// descriptionOf makes the part of a file's name behind __ of words.
func descriptionOf(words []string) (string, error) {
	name := strings.Join(words, "_")
	if strings.Trim(name, "_ ") == "" {
		return "", misuse("a migration needs a name: what it does, such as `add people`")
	}
	isWrong := func(r rune) bool {
		return r != '_' && r != ' ' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	if i := strings.IndexFunc(name, isWrong); i >= 0 {
		proposed := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return isWrong(r) || r == '_' || r == ' ' }), "_")
		if proposed != "" {
			proposed = "; such as " + proposed
		}
		return "", misuse("a migration cannot be called %q: names have letters from a to z, digits and underscores%s", name, proposed)
	}
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == ' ' }), "_"), nil
}

const goText = `package migrations

import (
	"context"

	"github.com/go-ogm/ogm/migrate"
)

// %[1]s is version %[2]s. Hand it to migrate.New by migrate.WithGo.
func %[1]s() (migrate.GoMigration, error) {
	version, err := migrate.ParseVersion("%[2]s")
	return migrate.GoMigration{
		Version:     version,
		Description: "%[3]s",%[4]s
		Up: func(ctx context.Context, tx *migrate.Tx) error {
			_, err := tx.Run(ctx, "RETURN $answer", map[string]any{"answer": 42})
			return err
		},
	}, err
}
`

// goMigration is the skeleton of one.
func goMigration(version, description string, repeatable bool) string {
	var name strings.Builder
	for i, word := range strings.Split(description, "_") {
		if i > 0 {
			word = strings.ToUpper(word[:1]) + word[1:]
		} else {
			word = strings.ToLower(word[:1]) + word[1:]
		}
		name.WriteString(word)
	}
	function := name.String()
	if function[0] >= '0' && function[0] <= '9' {
		function = "version" + function
	}
	more := ""
	if repeatable {
		more = "\n\t\tRepeatable:  true,\n\t\tChecksum:    \"1\", // another one, and it runs again"
	}
	return fmt.Sprintf(goText, function, strings.ReplaceAll(version, "_", "."), spaced(description), more)
}
