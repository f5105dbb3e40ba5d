package ogm

import (
	"context"
	"fmt"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// Schema holds the verbs for the constraints that types declare.
type Schema struct {
	db *DB
}

// Schema gives the schema verbs of the database.
func (db *DB) Schema() Schema { return Schema{db} }

// Ensure creates the uniqueness constraints that the registered types declare by
// key and unique and the database does not have, and makes sure that they are
// there. Types are registered by NewRepository and
// WithTypes. It is for
// development, tests and small services. Several processes may call it at once. It
// fails with a *ConstraintError where stored data violate a constraint.
func (s Schema) Ensure(ctx context.Context) error {
	nodes := s.db.registry.NodeTypes()
	missing, err := s.db.engine.Missing(ctx, nodes...)
	if err != nil {
		return err
	}
	for _, constraint := range missing {
		if err := s.create(ctx, constraint); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		if missing, err = s.db.engine.Missing(ctx, nodes...); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("ogm: the uniqueness constraint on %s %v was not created, because its name is that of another; name it in the tag: unique=NAME", missing[0].Label, missing[0].Properties)
	}
	for _, node := range nodes {
		s.db.engine.KeyIsProtected(node)
	}
	return nil
}

func (s Schema) create(ctx context.Context, constraint schema.Constraint) error {
	text, err := query.CreateUniqueness(constraint)
	if err != nil {
		return fmt.Errorf("ogm: %s: %w", constraint.Label, err)
	}
	err = s.db.client.Write(ctx, []cypher.Statement{{Text: text}}, func() session.Attempt {
		return func(int) session.Receiver { return &summaryOnly{} }
	})
	if err == nil || session.IsThereAlready(err) {
		return nil
	}
	return unitofwork.DressCreation(err, constraint)
}
