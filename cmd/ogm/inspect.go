package main

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/cmd/ogm/internal/files"
	inspection "github.com/go-ogm/ogm/cmd/ogm/internal/inspect"
	"github.com/go-ogm/ogm/internal/survey"
)

// inspector is the command `ogm inspect`.
type inspector struct {
	*console
	conn    *connection
	options inspection.Options
	look    survey.Options
	out     string
	force   bool
}

func inspect(c *console) *cobra.Command {
	i := &inspector{console: c}
	cmd := &cobra.Command{
		Use:   "inspect",
		Short: "write structs from an existing database",
		Long:  inspectHelp,
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return i.run(cmd.Context()) },
	}
	i.conn = c.connectionFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&i.options.Package, "package", "", "`NAME` of the package; by default models, or that of the folder of --out")
	flags.StringVar(&i.out, "out", "", "write to `PATH`, a Go file or the folder of one; by default the file is printed")
	flags.BoolVar(&i.force, "force", false, "write over a file that is there")
	flags.BoolVar(&i.options.BothSides, "both-sides", false, "also give the struct at which relationships end a field of them")
	flags.BoolVar(&i.options.GuessKeys, "guess-keys", false, "take the property that looks like a key for one where no constraint makes one unique")
	sampleFlag(cmd, &i.look)
	return cmd
}

// sampleFlag gives a command that looks at data --sample.
func sampleFlag(cmd *cobra.Command, look *survey.Options) {
	cmd.Flags().IntVar(&look.Sample, "sample", survey.DefaultSample, "look at `N` nodes of each label and relationships of each type; 0 for all, which reads the whole database")
}

func checkSample(look survey.Options) error {
	if look.Sample < 0 {
		return misuse("--sample %d: there cannot be fewer than 0", look.Sample)
	}
	return nil
}

const inspectHelp = `Inspect writes Go structs from an existing database.

Each label becomes a struct, with a field for each property that its nodes were seen to have and for the
relationships that begin there. Relationships with properties are structs, too. A property that some of the nodes
lack is a pointer; one with values of several types is a Mixed. Constraints and indexes stand in the tags. What a tag
cannot say, and why, stands in comments.

    ogm inspect --out ./models

The file is written once, to be edited: from then on the structs say what the database should be. Loading and saving
through them changes nothing, as far as the sample has seen: a property that none of the nodes looked at lacks is
written as zero where another lacks it. --sample 0 looks at all.

A struct needs a key to be saved by and to have relationships: a property that a uniqueness constraint is on and that
all nodes have. Where there is none, see --guess-keys.
`

func (i *inspector) run(ctx context.Context) error {
	path, err := i.target()
	if err != nil {
		return err
	}
	server, err := i.conn.open(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	graph, err := survey.Read(ctx, server.client, i.look)
	if err != nil {
		return err
	}
	file, err := inspection.Make(graph, i.options)
	if err != nil {
		return err
	}
	if n := partly(graph); n > 0 {
		fmt.Fprintf(i.errOut, "ogm: of %s of nodes or relationships only a sample was looked at, as the comments say; --sample 0 looks at all\n", counted(n, "kind"))
	}
	if path == "" {
		_, err := i.console.out.Write(file.Text)
		return err
	}
	return i.save(path, file)
}

// partly counts the labels and types of which not all was looked at.
func partly(graph survey.Graph) int {
	n := 0
	for _, label := range graph.Labels {
		if int64(label.Sampled) < label.Count {
			n++
		}
	}
	for _, typ := range graph.Types {
		if int64(typ.Sampled) < typ.Count {
			n++
		}
	}
	return n
}

// target decides where the file goes, "" for nowhere, and what its package is called.
func (i *inspector) target() (string, error) {
	if err := checkSample(i.look); err != nil {
		return "", err
	}
	dir, isFile := i.out, strings.HasSuffix(i.out, ".go")
	if isFile {
		dir = filepath.Dir(i.out)
	}
	if i.options.Package == "" {
		i.options.Package = "models"
		if full, err := filepath.Abs(dir); err == nil && dir != "" && token.IsIdentifier(filepath.Base(full)) {
			i.options.Package = filepath.Base(full)
		}
	}
	if name := i.options.Package; !token.IsIdentifier(name) || name == "main" || name == "_" {
		return "", misuse("--package %s: no package that is imported can be called that", name)
	}
	if i.out == "" || isFile {
		return i.out, nil
	}
	return filepath.Join(i.out, i.options.Package+".go"), nil
}

// save writes the file, but not over what somebody may have edited.
func (i *inspector) save(path string, file inspection.File) error {
	there, err := os.ReadFile(path)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("ogm: %w", err)
	case err == nil && string(there) != string(file.Text) && !i.force:
		return fmt.Errorf("ogm: %s is there and differs, and may have been edited; name another file by --out, or write over it by --force", path)
	}
	changed, err := files.Save(path, file.Text)
	if err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	if !changed {
		fmt.Fprintf(i.console.out, "%s is up to date\n", path)
		return nil
	}
	fmt.Fprintf(i.console.out, "%s: %s of nodes, %d of relationships\n", path, counted(file.Nodes, "struct"), file.Relationships)
	if n := len(file.Notes); n > 0 {
		fmt.Fprintf(i.errOut, "ogm: left out, for reasons that the head of the file has: %s\n", counted(n, "thing"))
	}
	return nil
}
