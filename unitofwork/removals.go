package unitofwork

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
)

// addRemovals is for servers on which a statement cannot compute the name of a
// property: it reads which properties the nodes of the plan have, one round trip for
// each batch with inline maps, and adds a null for every entry that a map no longer
// has. What another writer adds between this read and the commit stays.
func (u *Unit) addRemovals(ctx context.Context, p *plan, ask read) error {
	for _, b := range p.batches {
		if len(b.group.Maps) == 0 || b.group.Operation != query.Save && b.group.Operation != query.Link {
			continue
		}
		text, err := b.group.PropertyNames()
		if err != nil {
			return err
		}
		for from := 0; from < len(b.rows); from += u.engine.config.BatchSize {
			to := min(len(b.rows), from+u.engine.config.BatchSize)
			if err := u.addRemovalsOf(ctx, ask, text, b, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func (u *Unit) addRemovalsOf(ctx context.Context, ask read, text string, b *batch, from, to int) error {
	keys := make([]any, 0, to-from)
	for n := from; n < to; n++ {
		keys = append(keys, append(slices.Clone(b.rows[n].key), n))
	}
	params := map[string]any{"b": map[string]any{"keys": keys}}
	return ask(ctx, cypher.Statement{Text: text, Params: params}, func() session.Receiver {
		return &namesReceiver{batch: b}
	})
}

// namesReceiver adds nulls to the rows of a batch. Doing so twice, after a failed
// attempt, adds nothing new.
type namesReceiver struct {
	batch *batch
}

func (r *namesReceiver) Columns([]string) error         { return nil }
func (r *namesReceiver) Complete(session.Summary) error { return nil }

func (r *namesReceiver) Record(values []any) error {
	n, ok := values[0].(int64)
	if !ok || n < 0 || n >= int64(len(r.batch.rows)) {
		return fmt.Errorf("ogm: the server gave the property names of a %s that was not asked for", r.batch.group.Name())
	}
	row := &r.batch.rows[n]
	for i, field := range r.batch.group.Maps {
		entries, _ := row.values[r.batch.group.Entries(i)].(map[string]any)
		for _, name := range texts(values[1]) {
			if _, kept := entries[name]; !kept && strings.HasPrefix(name, field.Prefix) {
				entries[name] = nil
			}
		}
	}
	return nil
}
