package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

func migrateImport(m *migration) *cobra.Command {
	var filesOnly bool
	var label string
	cmd := &cobra.Command{
		Use:   "import FOLDER",
		Short: "take over the folder and the history of golang-migrate",
		Long: `Import takes over from golang-migrate: it writes the files of its folder under names of ours, 000001_add_people.up.cypher as
V000001__add_people.cypher and .down.cypher with U, and has the versions that golang-migrate ran count as applied.

FOLDER stays as it is, and so do the nodes of golang-migrate. Run it again after an interruption: what is there is not written again.

JSON: {files: [NAME], versions: [VERSION]}.
`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse("import needs FOLDER, that of golang-migrate")
			}
			return m.takeOver(cmd.Context(), args[0], filesOnly, label)
		},
	}
	cmd.Flags().BoolVar(&filesOnly, "files-only", false, "write the files, and connect to no database")
	cmd.Flags().StringVar(&label, "label", "", "the `LABEL` of golang-migrate's nodes, where it is not SchemaMigration")
	return cmd
}

// takenOver is the answer of import, as --output json has it.
type takenOver struct {
	Files    []string `json:"files"`
	Versions []string `json:"versions"`
}

func (m *migration) takeOver(ctx context.Context, folder string, filesOnly bool, label string) error {
	converted, err := migrate.ConvertGolangMigrate(os.DirFS(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return misuse("there is no folder %s", folder)
	}
	if err != nil {
		return err
	}
	if len(converted) == 0 {
		return misuse("%s has no file of golang-migrate, such as 000001_add_people.up.cypher", folder)
	}
	taken := takenOver{Files: []string{}, Versions: []string{}}
	for _, c := range converted {
		path, err := m.writeOnce(c)
		if err != nil {
			return err
		}
		if path != "" {
			taken.Files = append(taken.Files, path)
		}
	}
	if !filesOnly {
		if err := m.takeOverHistory(ctx, label, &taken); err != nil {
			return err
		}
	}
	return m.show(taken, func(w io.Writer) {
		for _, file := range taken.Files {
			fmt.Fprintln(w, file)
		}
		for _, version := range taken.Versions {
			fmt.Fprintf(w, "version %s is applied\n", version)
		}
		if len(taken.Files)+len(taken.Versions) == 0 {
			fmt.Fprintln(w, "nothing to import")
		}
	})
}

func (m *migration) takeOverHistory(ctx context.Context, label string, taken *takenOver) error {
	return m.watched(ctx, func(migrator *migrator) error {
		versions, err := migrator.ImportGolangMigrate(ctx, &migrate.ImportOptions{Label: label})
		for _, version := range versions {
			taken.Versions = append(taken.Versions, version.String())
		}
		return err
	})
}

// writeOnce gives the path of the file, or "" if it is there already. A file of that name with another text is an error.
func (m *migration) writeOnce(c migrate.Converted) (string, error) {
	path := filepath.Join(m.dir, c.Name)
	have, err := os.ReadFile(path)
	switch {
	case err == nil && string(have) == c.Text:
		return "", nil
	case err == nil:
		return "", fmt.Errorf("ogm: %s is there already, and is not what %s says; delete one of the two", path, c.From)
	case !errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("ogm: %w", err)
	}
	return m.createFile(c.Name[:len(c.Name)-len(filepath.Ext(c.Name))], c.Text)
}
