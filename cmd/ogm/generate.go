package main

import (
	"context"
	"fmt"
	"go/token"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/cmd/ogm/internal/handles"
	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
)

func generate(c *console) *cobra.Command {
	var options handles.Options
	cmd := &cobra.Command{
		Use:   "generate PACKAGES",
		Short: "write typed handles of the structs that are mapped",
		Long:  generateHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Patterns = args
			return runGenerate(cmd.Context(), c, options)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	c.outputFlag(cmd)
	cmd.Flags().StringVar(&options.Package, "package", "", "call the package of the handles, and its folder, `NAME` instead of gen")
	cmd.Flags().StringVar(&options.Out, "out", "", "write to `FILE`; in the folder of the structs, the handles are part of their package and called PersonFields in place of gen.Person, and structs that are not exported have some, too")
	return cmd
}

const generateHelp = `Generate writes the typed handles that conditions, orders and fetch plans are made of.

For each package that has structs which embed ogm.Node or ogm.Relationship it writes
one file, gen/ogm_generated.go below the package, with a variable for each struct:

    people.Match(gen.Person.Born.Gt(1960)).With(gen.Person.Friends)

Packages are given as to the go command: ./models, ./..., a path of imports.

A file that is right already is not touched. To run it by go generate, put into the
package of the structs:

    //go:generate go run github.com/go-ogm/ogm/cmd/ogm generate .

JSON: a list of {file, changed, handles, structs, notes}, of which handles and structs are numbers, and notes what has no handle.
`

// generated is a file of handles, as --output json has it.
type generated struct {
	File    string   `json:"file"`
	Changed bool     `json:"changed"`
	Handles int      `json:"handles"`
	Structs int      `json:"structs"`
	Notes   []string `json:"notes"`
}

func runGenerate(ctx context.Context, c *console, options handles.Options) error {
	if err := checkGenerate(options); err != nil {
		return err
	}
	files, err := handles.Make(ctx, options)
	if err != nil {
		return err
	}
	list := make([]generated, 0, len(files))
	for _, file := range files {
		changed, err := file.Save()
		if err != nil {
			return fmt.Errorf("ogm: %w", err)
		}
		list = append(list, generated{source.Here(file.Path), changed, file.Handles, file.Structs, append([]string{}, file.Notes...)})
	}
	return c.show(list, func(w io.Writer) {
		for _, file := range list {
			for _, note := range file.Notes {
				fmt.Fprintf(c.errOut, "ogm: %s\n", note)
			}
			if file.Changed {
				fmt.Fprintf(w, "%s: %s of %s\n", file.File, counted(file.Handles, "handle"), counted(file.Structs, "struct"))
			} else {
				fmt.Fprintf(w, "%s is up to date\n", file.File)
			}
		}
	})
}

func checkGenerate(options handles.Options) error {
	switch {
	case len(options.Patterns) == 0:
		return misuse("generate needs the package of the structs, such as ./models")
	case options.Out != "" && !strings.HasSuffix(options.Out, ".go"):
		return misuse("--out names a Go file, and %s is none; such as --out %s", options.Out, filepath.Join(options.Out, handles.FileName))
	case options.Package != "" && (!token.IsIdentifier(options.Package) || options.Package == "main" || options.Package == "_"):
		return misuse("--package %s: no package that is imported can be called that", options.Package)
	}
	return nil
}
