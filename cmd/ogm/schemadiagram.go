package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/cmd/ogm/internal/diagram"
	"github.com/go-ogm/ogm/cmd/ogm/internal/files"
	"github.com/go-ogm/ogm/cmd/ogm/internal/handles"
	inspection "github.com/go-ogm/ogm/cmd/ogm/internal/inspect"
	"github.com/go-ogm/ogm/internal/survey"
)

// The forms of a diagram.
const (
	formMermaid = "mermaid"
	formDOT     = "dot"
	formSVG     = "svg"
)

// drawn is the answer of diagram, as --output json has it.
type drawn struct {
	File          string `json:"file,omitempty"`
	Changed       bool   `json:"changed"`
	Format        string `json:"format"`
	Nodes         int    `json:"nodes"`
	Relationships int    `json:"relationships"`
	Text          string `json:"text,omitempty"` // without a file
}

// drawer is the command `ogm schema diagram`.
type drawer struct {
	*console
	conn   *connection
	models []string
	form   choice
	out    string
	all    bool
	look   survey.Options
}

func schemaDiagram(c *console, conn *connection) *cobra.Command {
	d := &drawer{console: c, conn: conn, form: choice{"", []string{formMermaid, formDOT, formSVG}}}
	cmd := &cobra.Command{
		Use:   "diagram",
		Short: "draw the nodes and relationships of a database, or of structs",
		Long: `Diagram draws the nodes and relationships of a database, or of structs.

With --models it draws what the structs of packages say, and needs no database; otherwise what the database has, as
far as a sample shows.

    ogm schema diagram --models ./models --out model.svg
    ogm schema diagram > model.mmd

At an arrow stands how many there may be, 1 or *, at its ends: MADE 1 → * is for a studio with many films, which have
one studio. Of properties those are shown that are keys or unique.

JSON: {file, changed, format, nodes, relationships}, the last two as numbers; without --out text, and no file.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&d.models, "models", nil, "draw the structs of `PACKAGES`, such as ./models, and not a database")
	flags.Var(&d.form, "format", "draw for `mermaid`, dot (Graphviz) or as svg; by default as the name of --out ends, or mermaid")
	_ = cmd.RegisterFlagCompletionFunc("format", d.form.complete) // the flag is there
	flags.StringVar(&d.out, "out", "", "write to `FILE`; by default the diagram is printed")
	flags.BoolVar(&d.all, "properties", false, "show all properties, also of relationships")
	sampleFlag(cmd, &d.look)
	return cmd
}

func (d *drawer) run(ctx context.Context) error {
	if err := checkSample(d.look); err != nil {
		return err
	}
	form, err := d.chooseForm()
	if err != nil {
		return err
	}
	model, err := d.model(ctx)
	if err != nil {
		return err
	}
	text := draw(form, model)
	answer := drawn{File: d.out, Format: form, Nodes: len(model.Nodes), Relationships: len(model.Arrows)}
	if d.out == "" {
		answer.Text = text
	} else if answer.Changed, err = files.Save(d.out, []byte(text)); err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	return d.show(answer, func(w io.Writer) {
		switch {
		case d.out == "":
			fmt.Fprint(w, text)
		case answer.Changed:
			fmt.Fprintf(w, "%s: %s, %s\n", d.out, counted(answer.Nodes, "node"), counted(answer.Relationships, "relationship"))
		default:
			fmt.Fprintf(w, "%s is up to date\n", d.out)
		}
	})
}

// chooseForm is that of --format, or what the name of the file says.
func (d *drawer) chooseForm() (string, error) {
	if d.form.value != "" {
		return d.form.value, nil
	}
	switch strings.ToLower(filepath.Ext(d.out)) {
	case ".svg":
		return formSVG, nil
	case ".dot", ".gv":
		return formDOT, nil
	case "", ".mmd", ".mermaid":
		return formMermaid, nil
	}
	return "", misuse("--out %s does not say which form it has; add --format", d.out)
}

func draw(form string, model diagram.Model) string {
	switch form {
	case formDOT:
		return diagram.DOT(model)
	case formSVG:
		return diagram.SVG(model)
	}
	return diagram.Mermaid(model)
}

func (d *drawer) model(ctx context.Context) (diagram.Model, error) {
	if len(d.models) > 0 {
		return handles.Draw(ctx, d.models, d.all)
	}
	server, err := d.conn.open(ctx)
	if err != nil {
		return diagram.Model{}, err
	}
	defer server.close()
	graph, err := survey.Read(ctx, server.client, d.look)
	if err != nil {
		return diagram.Model{}, err
	}
	return inspection.Diagram(graph, d.all)
}
