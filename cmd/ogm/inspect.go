package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/token"
	"io"
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
	c.outputFlag(cmd)
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

JSON: {file, changed, nodes, relationships, notes}, of which nodes and relationships are the numbers of structs, and notes what is
left out; without --out text, and no file.
`

// inspected is the answer of inspect, as --output json has it.
type inspected struct {
	File          string   `json:"file,omitempty"`
	Changed       bool     `json:"changed"`
	Nodes         int      `json:"nodes"`
	Relationships int      `json:"relationships"`
	Notes         []string `json:"notes"`
	Text          string   `json:"text,omitempty"` // without a file
}

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
	answer := inspected{File: path, Nodes: file.Nodes, Relationships: file.Relationships, Notes: append([]string{}, file.Notes...)}
	if path == "" {
		answer.Text = string(file.Text)
	} else if answer.Changed, err = i.save(path, file.Text); err != nil {
		return err
	}
	return i.tell(answer)
}

func (i *inspector) tell(answer inspected) error {
	return i.show(answer, func(w io.Writer) {
		switch {
		case answer.File == "":
			fmt.Fprint(w, answer.Text)
		case !answer.Changed:
			fmt.Fprintf(w, "%s is up to date\n", answer.File)
		default:
			fmt.Fprintf(w, "%s: %s of nodes, %d of relationships\n", answer.File, counted(answer.Nodes, "struct"), answer.Relationships)
			if n := len(answer.Notes); n > 0 {
				fmt.Fprintf(i.errOut, "ogm: left out, for reasons that the head of the file has: %s\n", counted(n, "thing"))
			}
		}
	})
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
func (i *inspector) save(path string, text []byte) (changed bool, err error) {
	there, err := os.ReadFile(path)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return false, fmt.Errorf("ogm: %w", err)
	case err == nil && !bytes.Equal(there, text) && !i.force:
		return false, fmt.Errorf("ogm: %s is there and differs, and may have been edited; name another file by --out, or write over it by --force", path)
	}
	if changed, err = files.Save(path, text); err != nil {
		return false, fmt.Errorf("ogm: %w", err)
	}
	return changed, nil
}
