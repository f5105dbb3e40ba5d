package ogm

import (
	"context"
	"log/slog"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/schema"
)

// The errors of the schema verbs, beside *schema.UnsupportedError and *schema.NameError.
type (
	// DriftError lists what Ensure would have to drop, and was not told to: Drift.
	DriftError = catalog.DriftError
	// ViolationError is a constraint that stored data do not fit: how many, some of them, and the
	// Cypher that finds all.
	ViolationError = catalog.ViolationError
	// IndexError is an index that the server gave up: Name, Failure.
	IndexError = catalog.IndexError
)

// SchemaOptions are how types and database are compared; see Schema.With. The zero value
// is the default of each.
type SchemaOptions struct {
	// KeyConstraints asks for NODE KEY where the tag of a node says key, which only
	// Enterprise Edition has. Left out, a key is a uniqueness constraint. The key of a
	// relationship tells apart those between two nodes and is no constraint; unique is one.
	KeyConstraints bool

	// RefuseUnsupported makes what the server cannot hold an error, *schema.UnsupportedError, such
	// as required and typed on Community Edition. Left out, it is left out, and the logger warned.
	RefuseUnsupported bool

	// Replace lets Ensure drop what differs from the tags or stands in their way, and create it
	// anew. Left out, it is a *DriftError.
	Replace bool

	// DropUndeclared lets Ensure also drop the constraints and indexes that no registered type declares: those
	// of other programs in the same database, too. Left out, they stay.
	DropUndeclared bool

	// AnyName takes what is there under another name than the tag gives. Left out, it is to be
	// created anew, since Neo4j cannot rename.
	AnyName bool

	// Ignore are beginnings of labels and relationship types that belong to others: what is on them
	// is neither dropped nor told of. Left out, there are none.
	Ignore []string
}

// Schema has the verbs for the constraints and indexes that the registered types declare. Types are
// registered by WithTypes, and by NewRepository with all that they lead to. Its methods but Ensure change nothing.
type Schema struct {
	db      *DB
	options SchemaOptions
}

// Schema gives the schema verbs of the database.
func (db *DB) Schema() Schema { return Schema{db: db} }

// With gives the verbs with other options: what Verify and Diff tell is then what Ensure does.
func (s Schema) With(options SchemaOptions) Schema {
	s.options = options
	return s
}

// SchemaDiff is what leads from a database to what its types declare.
type SchemaDiff struct {
	schema.Diff

	// Statements are the Cypher of Changes, in their order. Each is run in a transaction of its own, and may be
	// run again.
	Statements []string
}

// Inspect reads the constraints and indexes of the database, those of other programs and the server's own
// included: two reads.
func (s Schema) Inspect(ctx context.Context) (schema.Catalog, error) {
	if err := s.ready(); err != nil {
		return schema.Catalog{}, err
	}
	return catalog.Read(ctx, s.db.client)
}

// Diff gives the changes that Ensure would make if it may drop: two reads. What is declared and
// the server cannot hold is in LeftOut, what no type declares in Undeclared.
func (s Schema) Diff(ctx context.Context) (SchemaDiff, error) {
	diff, err := s.compare(ctx)
	if err != nil {
		return SchemaDiff{}, err
	}
	texts, err := catalog.Statements(ctx, s.db.client, diff.Changes)
	return SchemaDiff{Diff: diff, Statements: texts}, err
}

// Verify lists how the database differs from what the types declare, nothing when it does not: two
// reads. What no type declares is listed, too; see SchemaOptions.Ignore. What the server cannot hold
// is no difference, unless RefuseUnsupported makes it an error. An index that is being
// filled counts as there, one that has failed is different.
func (s Schema) Verify(ctx context.Context) ([]schema.Drift, error) {
	s.options.DropUndeclared = false
	diff, err := s.compare(ctx)
	return diff.Drift(), err
}

// Ensure creates the constraints and indexes that are missing, and returns when the indexes are
// online; the logger is told of what is created and waited for. Of what is there nothing is dropped, but
// by Replace or DropUndeclared. It is for development, tests and small services. Several
// processes may call it at once. When nothing is missing it costs two reads.
//
// Everything is looked at before the first change: a *DriftError, a *ViolationError (several are
// joined), a *schema.UnsupportedError or *schema.NameError mean that nothing was changed. Violating
// data are looked for among the first 100,000 nodes of a label; beyond, the server finds them at
// the change. An index that has failed is an *IndexError.
func (s Schema) Ensure(ctx context.Context) error {
	want, err := s.declared()
	if err != nil {
		return err
	}
	nodes, log := s.db.registry.NodeTypes(), s.db.logger
	keys := map[string][]string{}
	for _, node := range nodes {
		keys[node.Label()] = node.KeyNames()
	}
	err = catalog.Ensure(ctx, s.db.client, want, catalog.EnsureOptions{
		CompareOptions: s.compareOptions(),
		Replace:        s.options.Replace,
		Keys:           keys,
		LeftOut: func(item schema.Unsupported) {
			log.WarnContext(ctx, "ogm: schema: the server cannot hold all that is declared", slog.String("what", item.String()))
		},
		Changed: func(change schema.Change) {
			log.InfoContext(ctx, "ogm: schema: changed", slog.String("change", change.String()))
		},
		Filling: func(index schema.Index) {
			log.InfoContext(ctx, "ogm: schema: an index is being filled", slog.String("index", index.Name), slog.Float64("percent", index.Populated))
		},
	})
	if err != nil {
		return err
	}
	for _, node := range nodes {
		s.db.engine.KeyIsProtected(node)
	}
	return nil
}

// Declared gives the constraints and indexes that the types of WithTypes declare, without a database: for
// tests and tools. Other options matter where they say what tags mean, such as WithNaming.
func Declared(opts ...Option) (schema.Catalog, error) { return SchemaOptions{}.Declared(opts...) }

// Declared is the function of this name with KeyConstraints as the options have it; the others are about a database.
func (o SchemaOptions) Declared(opts ...Option) (schema.Catalog, error) {
	s, err := newSettings(opts)
	if err != nil {
		return schema.Catalog{}, err
	}
	return s.registry.Catalog(o.declareOptions())
}

func (o SchemaOptions) declareOptions() schema.DeclareOptions {
	return schema.DeclareOptions{KeyConstraints: o.KeyConstraints}
}

func (s Schema) ready() error {
	if s.db == nil || s.db.registry == nil {
		return errNoDB
	}
	return nil
}

func (s Schema) declared() (schema.Catalog, error) {
	if err := s.ready(); err != nil {
		return schema.Catalog{}, err
	}
	return s.db.registry.Catalog(s.options.declareOptions())
}

func (s Schema) compareOptions() schema.CompareOptions {
	return schema.CompareOptions{
		RefuseUnsupported: s.options.RefuseUnsupported,
		DropUndeclared:    s.options.DropUndeclared,
		AnyName:           s.options.AnyName,
		Ignore:            s.options.Ignore,
	}
}

func (s Schema) compare(ctx context.Context) (schema.Diff, error) {
	want, err := s.declared()
	if err != nil {
		return schema.Diff{}, err
	}
	return catalog.Compare(ctx, s.db.client, want, s.compareOptions())
}
