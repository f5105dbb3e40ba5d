// Package catalog reads the constraints and indexes of a database, and what its server can
// hold. The words of the questions are query's, the meaning of the answers is schema's; this
// package asks.
package catalog

import (
	"context"
	"fmt"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Read gives all constraints and indexes of the database: two reads, between which somebody
// may change them. Constraints come second: what was created between has its owner then, and would
// look like an index of its own the other way round. Rows that no server of the supported
// lines gives are an error.
func Read(ctx context.Context, runner session.Runner) (schema.Catalog, error) {
	indexes, err := show(ctx, runner, query.InspectIndexes)
	if err != nil {
		return schema.Catalog{}, err
	}
	constraints, err := show(ctx, runner, query.InspectConstraints)
	if err != nil {
		return schema.Catalog{}, err
	}
	return schema.ReadCatalog(constraints, indexes)
}

// Limits gives what the server cannot hold. It costs nothing once the server is known. Of a
// server that does not tell its edition, all is expected.
func Limits(ctx context.Context, runner session.Runner) (schema.Limits, error) {
	server, err := runner.Server(ctx)
	if err != nil {
		return schema.Limits{}, err
	}
	return query.SchemaLimits(server.Dialect, server.Edition, server.Version), nil
}

// Compare finds the way from the database to what is wanted, within the limits of its server: two
// reads. The errors are those of schema.Compare, beside those of reading.
func Compare(ctx context.Context, runner session.Runner, want schema.Catalog, options schema.CompareOptions) (schema.Diff, error) {
	limits, err := Limits(ctx, runner)
	if err != nil {
		return schema.Diff{}, err
	}
	have, err := Read(ctx, runner)
	if err != nil {
		return schema.Diff{}, err
	}
	options.Limits = limits
	return schema.Compare(have, want, options)
}

// Statements gives the Cypher of changes, in the words of the server. It costs nothing once the server is known.
func Statements(ctx context.Context, runner session.Runner, changes []schema.Change) ([]string, error) {
	server, err := runner.Server(ctx)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(changes))
	for i, change := range changes {
		if texts[i], err = query.SchemaChange(server.Dialect, change); err != nil {
			return nil, fmt.Errorf("%w (to %s)", err, change)
		}
	}
	return texts, nil
}

func show(ctx context.Context, runner session.Runner, text string) ([]map[string]any, error) {
	var answer *rows
	err := runner.Read(ctx, cypher.Statement{Text: text}, func() session.Receiver {
		answer = &rows{}
		return answer
	})
	if err != nil {
		return nil, err
	}
	return answer.list, nil
}

// rows keeps an answer by the names of its columns.
type rows struct {
	names []string
	list  []map[string]any
}

func (r *rows) Columns(names []string) error { r.names = names; return nil }

func (r *rows) Record(values []any) error {
	row := make(map[string]any, len(values))
	for i, value := range values {
		row[r.names[i]] = value
	}
	r.list = append(r.list, row)
	return nil
}

func (r *rows) Complete(session.Summary) error { return nil }
