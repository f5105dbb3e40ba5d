package unitofwork

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// KeyCheck says what happens at the first write of a type whose key no uniqueness
// constraint protects: every row then scans the whole label, and two writers of
// one new key make two nodes.
type KeyCheck int

// The ways to check keys.
const (
	KeyCheckWarn  KeyCheck = iota // the logger is told, once per type; the default
	KeyCheckError                 // the write fails until the constraint is there
	KeyCheckOff                   // nobody looks
)

// keyChecks remembers which types need no further look.
type keyChecks struct {
	done sync.Map      // *schema.NodeType -> struct{}
	look chan struct{} // held by who looks: racing first writes read and warn once
}

// KeyIsProtected records that a type's key has its constraint, for who has just
// created or seen it.
func (e *Engine) KeyIsProtected(node *schema.NodeType) {
	e.keys.done.Store(node, struct{}{})
}

// checkKeys looks once per type whether the key has its constraint: one read
// before the type's first write.
func (u *Unit) checkKeys(ctx context.Context, p *plan) error {
	for _, node := range p.nodes() {
		if err := u.engine.CheckKey(ctx, node); err != nil {
			return err
		}
	}
	return nil
}

// CheckKey looks whether a type's key has its constraint, unless that was done before.
func (e *Engine) CheckKey(ctx context.Context, node *schema.NodeType) error {
	if _, done := e.keys.done.Load(node); done || len(node.Key) == 0 || e.config.KeyCheck == KeyCheckOff {
		return nil
	}
	return e.checkKey(ctx, node)
}

func (e *Engine) checkKey(ctx context.Context, node *schema.NodeType) error {
	select {
	case e.keys.look <- struct{}{}:
		defer func() { <-e.keys.look }()
	case <-ctx.Done():
		return fmt.Errorf("ogm: nothing was sent: %w", ctx.Err())
	}
	if _, done := e.keys.done.Load(node); done {
		return nil
	}
	missing, err := e.Missing(ctx, node)
	if _, _, refused := session.Refusal(err); refused && e.config.KeyCheck == KeyCheckWarn {
		e.KeyIsProtected(node) // the user may not look; asking again would not change that
		return nil
	}
	if err != nil {
		return err
	}
	at := slices.IndexFunc(missing, func(c schema.Constraint) bool { return c.Kind == schema.KeyConstraint })
	if at < 0 {
		e.KeyIsProtected(node)
		return nil
	}
	return e.unprotected(node, missing[at])
}

// unprotected tells that a type's key lacks its constraint, in the way that was chosen.
func (e *Engine) unprotected(node *schema.NodeType, missing schema.Constraint) error {
	remedy, err := query.CreateUniqueness(missing)
	if err != nil {
		return err
	}
	if e.config.KeyCheck == KeyCheckError {
		return fmt.Errorf("ogm: the key of %s has no uniqueness constraint; create it by db.Schema().Ensure or %s", node.Name, remedy)
	}
	e.KeyIsProtected(node)
	if e.config.Warn != nil {
		e.config.Warn("ogm: a key has no uniqueness constraint: writes scan the label, and concurrent ones may store a node twice",
			"type", node.Name, "label", node.Label(), "remedy", remedy)
	}
	return nil
}

// Missing lists the uniqueness constraints of types, keys included, that the
// database does not have. It costs one read.
func (e *Engine) Missing(ctx context.Context, nodes ...*schema.NodeType) ([]schema.Constraint, error) {
	var met *constraintReceiver
	err := e.config.Runner.Read(ctx, cypher.Statement{Text: query.ShowConstraints}, func() session.Receiver {
		met = &constraintReceiver{}
		return met
	})
	if err != nil {
		return nil, err
	}
	var missing []schema.Constraint
	for _, node := range nodes {
		for _, wanted := range node.Constraints {
			unique := wanted.Kind == schema.KeyConstraint || wanted.Kind == schema.UniqueConstraint
			if unique && !met.protects(wanted) {
				missing = append(missing, wanted)
			}
		}
	}
	return missing, nil
}

// constraintReceiver reads query.ShowConstraints.
type constraintReceiver struct {
	unique []schema.Constraint
}

func (r *constraintReceiver) Columns([]string) error         { return nil }
func (r *constraintReceiver) Complete(session.Summary) error { return nil }

// Record keeps what makes nodes unique, under any of the names that server lines
// have for it.
func (r *constraintReceiver) Record(values []any) error {
	kind, _ := values[1].(string)
	if !slices.Contains([]string{"UNIQUENESS", "NODE_PROPERTY_UNIQUENESS", "NODE_KEY"}, kind) {
		return nil
	}
	name, _ := values[0].(string)
	labels, properties := texts(values[3]), texts(values[4])
	if len(labels) == 1 {
		r.unique = append(r.unique, schema.Constraint{Name: name, Label: labels[0], Properties: properties})
	}
	return nil
}

func (r *constraintReceiver) protects(wanted schema.Constraint) bool {
	return slices.ContainsFunc(r.unique, func(met schema.Constraint) bool {
		return met.Label == wanted.Label && slices.Equal(slices.Sorted(slices.Values(met.Properties)), slices.Sorted(slices.Values(wanted.Properties)))
	})
}

func texts(value any) []string {
	list, _ := value.([]any)
	out := make([]string, 0, len(list))
	for _, element := range list {
		if text, ok := element.(string); ok {
			out = append(out, text)
		}
	}
	return out
}
