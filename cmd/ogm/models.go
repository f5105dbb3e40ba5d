package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/cmd/ogm/internal/models"
	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/schema"
)

// modelFlags are what commands have in common that compare structs with a database.
type modelFlags struct {
	console  *console
	patterns []string
	asked    models.Options
	compare  schema.CompareOptions
}

const modelsHelp = `The structs are those of --models that embed ogm.Node or ogm.Relationship. They are compiled, for which their packages must
build, and nothing is written into them. Names that tags leave out are derived as ogm.New does without WithNaming; where a program
has other options for its tags (naming, codecs, key generators), let the package of the structs have them, and its program use them, too:

    func OgmOptions() []ogm.Option { return []ogm.Option{ogm.WithNaming(…)} }

`

func (c *console) modelFlags(cmd *cobra.Command) *modelFlags {
	m := &modelFlags{console: c}
	flags := cmd.Flags()
	flags.StringSliceVar(&m.patterns, "models", nil, "`PACKAGES` of the structs, as the go command takes them, such as ./models")
	setting(flags, "models", "OGM_MODELS", "models")
	flags.BoolVar(&m.asked.KeyConstraints, "key-constraints", false, "make constraints NODE KEY of the keys of nodes, which only Enterprise Edition has; by default, and elsewhere, they are unique")
	setting(flags, "key-constraints", "OGM_SCHEMA_KEY_CONSTRAINTS", "schema.key-constraints")
	flags.StringSliceVar(&m.compare.Ignore, "ignore", nil, "pass over labels and relationship types that begin with `PREFIX`: they belong to others")
	setting(flags, "ignore", "OGM_SCHEMA_IGNORE", "schema.ignore")
	flags.BoolVar(&m.compare.AnyName, "any-name", false, "take constraints and indexes that are there under other names than tags give")
	flags.BoolVar(&m.compare.RefuseUnsupported, "refuse-unsupported", false, "fail where the server cannot hold what is declared; by default it is left out and told")
	return m
}

// dropFlag lets a command drop.
func (m *modelFlags) dropFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&m.compare.DropUndeclared, "drop-undeclared", false, "also drop what no struct declares")
}

// read gives what the structs declare.
func (m *modelFlags) read(ctx context.Context) (schema.Catalog, error) {
	if len(m.patterns) == 0 {
		return schema.Catalog{}, misuse("--models is missing: the packages of the structs, such as --models ./models")
	}
	declared, err := models.Read(ctx, m.patterns, m.asked)
	for _, note := range declared.Notes {
		fmt.Fprintf(m.console.errOut, "ogm: %s\n", note)
	}
	return declared.Catalog, err
}

// diff compares the structs with a database.
func (m *modelFlags) diff(ctx context.Context, conn *connection) (*server, schema.Diff, error) {
	declared, err := m.read(ctx)
	if err != nil {
		return nil, schema.Diff{}, err
	}
	srv, err := conn.open(ctx)
	if err != nil {
		return nil, schema.Diff{}, err
	}
	diff, err := catalog.Compare(ctx, srv.client, declared, m.compare)
	if err != nil {
		srv.close()
		return nil, schema.Diff{}, err
	}
	m.tell(diff.LeftOut)
	return srv, diff, nil
}

// tell says what the server cannot hold.
func (m *modelFlags) tell(leftOut []schema.Unsupported) {
	for _, item := range leftOut {
		fmt.Fprintf(m.console.errOut, "ogm: %s\n", harmless(item.String()))
	}
}
