package unitofwork

import (
	"context"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// nameMissing says which nodes the relationships of an attempt did not find. Statements count
// what they have stored, which is all that a commit that succeeds needs to know, so it is
// asked here: one read for each type of node. Where that fails, only their types are known.
func (u *Unit) nameMissing(ctx context.Context, p *plan, a *attempt, missing error, ask read) error {
	var named []Missing
	for _, ends := range a.faults.ends(p.made()) {
		absent, err := u.absent(ctx, ends, ask)
		if err != nil {
			return missing
		}
		named = append(named, absent...)
	}
	if len(named) == 0 { // somebody has stored them meanwhile
		return missing
	}
	return &NotFoundError{Objects: append(a.faults.missing, named...)}
}

// sought are keys of nodes of one type to which relationships lead.
type sought struct {
	node  *schema.NodeType
	label string // of the first relationship
	keys  [][]any
}

// ends gives the ends of the relationships that found a node missing, but for those that were
// made in the same transaction.
func (f *faults) ends(made map[labelled]struct{}) []*sought {
	var list []*sought
	byNode := map[*schema.NodeType]*sought{}
	add := func(node *schema.NodeType, label string, key []any) {
		id := labelled{node.Label(), KeyText(key)}
		if _, known := made[id]; known {
			return
		}
		made[id] = struct{}{} // and once is enough
		if byNode[node] == nil {
			byNode[node] = &sought{node: node, label: label}
			list = append(list, byNode[node])
		}
		byNode[node].keys = append(byNode[node].keys, key)
	}
	for _, part := range f.unlinked {
		pattern := part.batch.group.Pattern
		for _, r := range part.batch.rows[part.from:part.to] {
			first := len(pattern.Start.Key)
			add(pattern.Start, pattern.Label, r.key[:first])
			add(pattern.End, pattern.Label, r.key[first:first+len(pattern.End.Key)])
		}
	}
	return list
}

// made gives the nodes that a plan makes or gives a key, which nobody has seen if it failed.
func (p *plan) made() map[labelled]struct{} {
	made := map[labelled]struct{}{}
	for _, b := range p.batches {
		node := b.group.Node
		if node == nil || b.group.Operation < query.Rekey {
			continue
		}
		for i := range b.rows {
			key := b.rows[i].key
			if b.group.Operation == query.Rekey {
				key = b.rows[i].values[len(key) : 2*len(key)]
			}
			made[labelled{node.Label(), KeyText(key)}] = struct{}{}
		}
	}
	return made
}

// absent asks which of some nodes are not in the database.
func (u *Unit) absent(ctx context.Context, of *sought, ask read) ([]Missing, error) {
	text, err := query.PropertyNames(of.node)
	if err != nil {
		return nil, err
	}
	met := make(map[int64]bool, len(of.keys))
	size := u.engine.config.BatchSize
	for from := 0; from < len(of.keys); from += size {
		var keys []any
		for n := from; n < min(len(of.keys), from+size); n++ {
			keys = append(keys, append(append([]any{}, of.keys[n]...), n))
		}
		params := map[string]any{"b": map[string]any{"keys": keys}}
		err := ask(ctx, cypher.Statement{Text: text, Params: params}, func() session.Receiver { return metReceiver(met) })
		if err != nil {
			return nil, err
		}
	}
	var missing []Missing
	for n, key := range of.keys {
		if !met[int64(n)] {
			missing = append(missing, Missing{Label: of.node.Label(), Key: key, Relationship: of.label})
		}
	}
	return missing, nil
}

// metReceiver takes the numbers of the nodes that are there.
type metReceiver map[int64]bool

func (r metReceiver) Columns([]string) error         { return nil }
func (r metReceiver) Complete(session.Summary) error { return nil }

func (r metReceiver) Record(values []any) error {
	n, _ := values[0].(int64)
	r[n] = true
	return nil
}
