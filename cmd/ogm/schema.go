package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/schema"
)

// schemas is the command `ogm schema`; its inner commands are functions of the console and the connection.
func schemas(c *console) *cobra.Command {
	cmd := group("schema", "say what constraints and indexes a database has", "Schema says what constraints and indexes a database has, and what it should have.\n")
	conn := c.connectionFlags(cmd)
	c.outputFlag(cmd)
	cmd.AddCommand(
		schemaDiagram(c, conn),
		schemaDiff(c, conn),
		schemaInspect(c, conn),
		schemaVerify(c, conn),
	)
	return cmd
}

func schemaInspect(c *console, conn *connection) *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:   "inspect",
		Short: "list the constraints and indexes of a database",
		Long: `Inspect lists the constraints and indexes of a database. It only reads.

Left out are indexes that belong to a constraint, those of labels and types, which every database has, and what
migration tools keep for themselves.

JSON: {constraints: [{kind, name, entity, label, properties, propertyType}], indexes: [{kind, name, entity, labels,
properties, dimensions, similarity, options, owner, state, populated}]}.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return inspectSchema(cmd.Context(), c, conn, all) },
	}
	cmd.Flags().BoolVar(&all, "all", false, "leave nothing out")
	return cmd
}

func inspectSchema(ctx context.Context, c *console, conn *connection, all bool) error {
	srv, err := conn.open(ctx)
	if err != nil {
		return err
	}
	defer srv.close()
	have, err := catalog.Read(ctx, srv.client)
	if err != nil {
		return err
	}
	if !all {
		have.Constraints = slices.DeleteFunc(have.Constraints, schema.Constraint.ToolOwned)
		have.Indexes = slices.DeleteFunc(have.Indexes, func(index schema.Index) bool {
			return index.Kind == schema.LookupIndex || index.Owner != "" || index.ToolOwned()
		})
	}
	return c.show(withLists(have), func(w io.Writer) { writeCatalog(w, have) })
}

// withLists has lists where there is nothing, for programs.
func withLists(have schema.Catalog) schema.Catalog {
	return schema.Catalog{Constraints: append([]schema.Constraint{}, have.Constraints...), Indexes: append([]schema.Index{}, have.Indexes...)}
}

func writeCatalog(w io.Writer, have schema.Catalog) {
	rows := make([][]string, 0, len(have.Constraints)+len(have.Indexes))
	for _, constraint := range have.Constraints {
		what, on, _ := strings.Cut(constraint.String(), " "+constraint.Name+" on ")
		rows = append(rows, []string{what, constraint.Name, on, ""})
	}
	for _, index := range have.Indexes {
		what, on, _ := strings.Cut(index.String(), " "+index.Name+" on ")
		if index.Kind == schema.LookupIndex {
			what, on = "lookup index", ""
		}
		state := strings.ToLower(index.State)
		if index.State == "POPULATING" {
			state += fmt.Sprintf(" %.0f%%", index.Populated)
		}
		rows = append(rows, []string{what, index.Name, on, state})
	}
	if len(rows) == 0 {
		fmt.Fprintln(w, "no constraints and no indexes")
		return
	}
	table(w, []string{"KIND", "NAME", "ON", "STATE"}, rows)
}

func schemaVerify(c *console, conn *connection) *cobra.Command {
	var m *modelFlags
	missing := false
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "say whether a database is as structs declare it",
		Long: `Verify says whether the constraints and indexes of a database are those that structs declare. It only reads. The exit
code is 3 where they are not.

` + modelsHelp + `JSON: a list of {kind, constraint or index, detail}. The kinds are missing, different and undeclared; see schema inspect for
constraint and index.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			srv, diff, err := m.diff(cmd.Context(), conn)
			if err != nil {
				return err
			}
			defer srv.close()
			drift := diff.Drift()
			if missing {
				drift = slices.DeleteFunc(drift, func(d schema.Drift) bool { return d.Kind == schema.DriftUndeclared })
			}
			return c.verdictOnDrift(srv, drift)
		},
	}
	m = c.modelFlags(cmd)
	cmd.Flags().BoolVar(&missing, "allow-undeclared", false, "pass over what no struct declares")
	return cmd
}

func (c *console) verdictOnDrift(srv *server, drift []schema.Drift) error {
	err := c.show(append([]schema.Drift{}, drift...), func(w io.Writer) {
		for _, d := range drift {
			fmt.Fprintln(w, harmless(d.String()))
		}
		if len(drift) == 0 {
			fmt.Fprintf(w, "%s is as declared\n", srv.name())
		}
	})
	if err == nil && len(drift) > 0 {
		return drifted
	}
	return err
}

func schemaDiff(c *console, conn *connection) *cobra.Command {
	var m *modelFlags
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "print the statements that make a database as structs declare it",
		Long: `Diff prints the statements that make the constraints and indexes of a database those that structs declare. It only
reads; migrate diff makes a file of them, and schema verify tells whether there are any by its exit code.

` + modelsHelp + `JSON: {changes: [{action, constraint or index, recreate, reason, destructive, statement}], leftOut, kept, undeclared}.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			srv, diff, err := m.diff(cmd.Context(), conn)
			if err != nil {
				return err
			}
			defer srv.close()
			return c.showDiff(cmd.Context(), srv, diff)
		},
	}
	m = c.modelFlags(cmd)
	m.dropFlag(cmd)
	return cmd
}

// statedChange is a change with its text.
type statedChange struct {
	schema.Change

	Statement string `json:"statement"`
}

func (c *console) showDiff(ctx context.Context, srv *server, diff schema.Diff) error {
	texts, err := catalog.Statements(ctx, srv.client, diff.Changes)
	if err != nil {
		return err
	}
	changes := make([]statedChange, len(texts))
	for i, text := range texts {
		changes[i] = statedChange{diff.Changes[i], text}
	}
	answer := struct {
		Changes    []statedChange       `json:"changes"`
		LeftOut    []schema.Unsupported `json:"leftOut"`
		Kept       schema.Catalog       `json:"kept"`
		Undeclared schema.Catalog       `json:"undeclared"`
	}{changes, append([]schema.Unsupported{}, diff.LeftOut...), withLists(diff.Kept), withLists(diff.Undeclared)}
	return c.show(answer, func(w io.Writer) {
		for i, change := range changes {
			if change.Reason != "" {
				fmt.Fprintln(w, "//", harmless(change.Change.String()))
			}
			fmt.Fprintln(w, texts[i]+";")
		}
		if len(changes) == 0 {
			fmt.Fprintf(c.errOut, "ogm: %s is as declared\n", srv.name())
		}
	})
}
