package ogm

import (
	"context"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Keys gives the keys of the nodes, in the order asked, and loads no node: one round trip.
// A key holds values of the fields' types, as Get takes it, and nil where a node lacks a
// property of its key. Nothing is tracked.
func (s Selection[T, O]) Keys(ctx context.Context) ([]Key, error) { return s.core.keys(ctx) }

func (s selection) keys(ctx context.Context) ([]Key, error) {
	stmt, err := s.build(ctx, "keys", query.Choice.Keys)
	if err != nil {
		return nil, err
	}
	var last *keyReceiver
	err = s.reader.read(ctx, cypher.Statement{Text: stmt.Text, Params: stmt.Params}, func() session.Receiver {
		last = &keyReceiver{node: s.reader.node, plan: s.reader.plan, keys: []Key{}}
		return last
	})
	if err != nil {
		return nil, err
	}
	return last.keys, nil
}

// keyReceiver receives records of one column that holds a list of keys.
type keyReceiver struct {
	node *schema.NodeType
	plan *mapping.NodePlan
	keys []Key
}

func (r *keyReceiver) Columns([]string) error         { return nil }
func (r *keyReceiver) Complete(session.Summary) error { return nil }

func (r *keyReceiver) Record(values []any) error {
	list, _ := values[0].([]any)
	for _, stored := range list {
		key, err := decodeKey(r.node, r.plan, stored)
		if err != nil {
			return err
		}
		r.keys = append(r.keys, key)
	}
	return nil
}

func decodeKey(node *schema.NodeType, plan *mapping.NodePlan, stored any) (Key, error) {
	parts, _ := stored.([]any)
	key := make(Key, len(node.Key))
	for i, property := range node.Key {
		value, err := plan.DecodeProperty(property, parts[i])
		if err != nil {
			return nil, err
		}
		key[i] = value
	}
	return key, nil
}
