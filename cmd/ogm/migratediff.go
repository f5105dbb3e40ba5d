package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/schema"
)

func migrateDiff(m *migration) *cobra.Command {
	diff := &migrationDiff{migration: m}
	cmd := &cobra.Command{
		Use:   "diff NAME",
		Short: "write the next migration from structs",
		Long: `Diff writes the migration that makes the constraints and indexes of a database those that structs declare, and a file with U
that takes it back. Read them, then run up: nothing but files is written, and after up there is nothing more to write.

What the database has is asked of the one at --uri, where all migrations must have run. With --replay, or where nobody
says where a database is, the files of the folder run on a server that is started for it (Neo4j Community on a local JVM
or in Docker, as go test has it with neo4jtest) and is empty before and after.

What differs is dropped and created anew, with the reason above it. What no struct declares stays, and is listed at
the end of the file, but for --drop-undeclared. A drop of a rule, or of an index for which no other comes, is marked as
DESTRUCTIVE, and migrate lint finds it until somebody has seen it.

` + modelsHelp + `JSON: {files: [{version, file}], changes, destructive}, and with --dry-run {up, down} as texts. Without a change files is empty.
`,
		RunE: func(cmd *cobra.Command, args []string) error { return diff.run(cmd, args) },
	}
	diff.models = m.modelFlags(cmd)
	diff.models.dropFlag(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&diff.replay, "replay", false, "compare with the files of the folder, run on a server that is started for it")
	flags.StringVar(&diff.line, "replay-version", "", "start a server of this `LINE`: 4.4, 5.26 or 2026")
	flags.BoolVar(&diff.dryRun, "dry-run", false, "print the file, and write none")
	return cmd
}

// migrationDiff is what diff is asked for.
type migrationDiff struct {
	*migration

	models         *modelFlags
	replay, dryRun bool
	line           string
}

func (d *migrationDiff) run(cmd *cobra.Command, words []string) error {
	ctx := cmd.Context()
	description, err := descriptionOf(words)
	if err != nil {
		return err
	}
	if len(d.models.patterns) == 0 { // before the folder is read
		_, err := d.models.read(ctx)
		return err
	}
	source, err := d.source()
	if err != nil {
		return err
	}
	declared, err := d.models.read(ctx)
	if err != nil {
		return err
	}
	draft, err := d.draft(cmd, source, declared)
	if err != nil {
		return err
	}
	d.models.tell(draft.Diff.LeftOut)
	return d.write(draft, description)
}

// source is the folder, which may not be there yet.
func (d *migrationDiff) source() (*migrate.Source, error) {
	if _, err := os.Stat(d.dir); errors.Is(err, fs.ErrNotExist) {
		return &migrate.Source{}, nil
	}
	return d.read()
}

func (d *migrationDiff) draft(cmd *cobra.Command, source *migrate.Source, declared schema.Catalog) (migrate.Draft, error) {
	ctx := cmd.Context()
	if d.replay || !d.conn.isGiven(cmd) {
		return d.replayed(ctx, source, declared)
	}
	srv, err := d.conn.open(ctx)
	if err != nil {
		return migrate.Draft{}, err
	}
	defer srv.close()
	migrator, err := migrate.New(srv.driver, source, d.options(srv)...)
	if err != nil {
		return migrate.Draft{}, err
	}
	return migrator.Diff(ctx, declared, d.models.compare)
}

// replayed runs the files on a server of their own.
func (d *migrationDiff) replayed(ctx context.Context, source *migrate.Source, declared schema.Catalog) (_ migrate.Draft, err error) {
	opts := []neo4jtest.Option{neo4jtest.WithoutURI(), neo4jtest.WithLog(d.errOut)}
	if d.line != "" {
		opts = append(opts, neo4jtest.WithVersion(d.line))
	}
	srv, err := neo4jtest.Run(ctx, opts...)
	if err != nil {
		return migrate.Draft{}, fmt.Errorf("ogm: no server for --replay: %s; or compare with a database by --uri", strings.TrimPrefix(err.Error(), "neo4jtest: "))
	}
	defer func() { err = errors.Join(err, srv.Close()) }()
	driver, err := neo4j.NewDriverWithContext(srv.URI(), srv.Auth())
	if err != nil {
		return migrate.Draft{}, fmt.Errorf("ogm: %w", err)
	}
	defer func() { _ = driver.Close(context.Background()) }() // all that mattered was answered
	migrator, err := migrate.New(driver, source, migrate.WithDatabase(srv.Database()), migrate.WithOutOfOrder())
	if err != nil {
		return migrate.Draft{}, err
	}
	if _, err := migrator.Up(ctx); err != nil {
		return migrate.Draft{}, fmt.Errorf("the files do not run on an empty server: %w", err)
	}
	return migrator.Diff(ctx, declared, d.models.compare)
}

func (d *migrationDiff) write(draft migrate.Draft, description string) error {
	answer := struct {
		Files       []created       `json:"files"`
		Changes     []schema.Change `json:"changes"`
		Destructive bool            `json:"destructive"`
		Up          string          `json:"up,omitempty"`
		Down        string          `json:"down,omitempty"`
	}{Files: []created{}, Changes: append([]schema.Change{}, draft.Diff.Changes...), Destructive: draft.Diff.Destructive()}
	switch {
	case draft.Diff.Empty():
	case d.dryRun:
		answer.Up, answer.Down = draft.Up, draft.Down
	default:
		names, err := d.names()
		if err != nil {
			return err
		}
		version, head := names.next(), "// "+spaced(description)+"\n"
		for _, f := range []struct{ name, text string }{
			{"V" + version + "__" + description, head + draft.Up},
			{"U" + version + "__" + description, "// takes back V" + version + ": " + spaced(description) + "\n" + draft.Down},
		} {
			if f.name[0] == 'U' && draft.Down == "" {
				continue
			}
			path, err := d.createFile(f.name, f.text)
			if err != nil {
				return err
			}
			answer.Files = append(answer.Files, created{Version: version, File: path})
		}
	}
	return d.show(answer, func(w io.Writer) {
		switch {
		case draft.Diff.Empty():
			fmt.Fprintln(w, "nothing to write: the schema is as declared")
		case d.dryRun:
			fmt.Fprint(w, draft.Up)
		}
		for _, f := range answer.Files {
			fmt.Fprintln(w, f.File)
		}
		if answer.Destructive {
			fmt.Fprintln(d.errOut, "ogm: it drops what nothing replaces at once; read what is marked as DESTRUCTIVE")
		}
	})
}
