package unitofwork

import (
	"fmt"
	"slices"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// kept is what a field has whose stored relationships are to be the same.
type kept struct {
	owner *entry
	edge  *schema.Edge
	list  []any // for each: the other node's key, then the relationship's own
}

// beginPrunes takes down the keys of the nodes whose fields are to be made equal.
func (p *planner) beginPrunes(prunes []*entry) error {
	for _, e := range prunes {
		mapper := &p.unit.engine.config.Mapper.Node(e.node).EntityPlan
		if mapper.KeyIsZero(e.object) {
			return fmt.Errorf("ogm: %s.%s is the key and empty, so there is no node whose relationships could be replaced; set it", e.node.Name, e.node.Key[0].Field)
		}
		key, err := mapper.Key(e.object)
		if err != nil {
			return err
		}
		p.keys[e] = key
		for _, edge := range e.replace {
			p.kept = append(p.kept, &kept{owner: e, edge: edge, list: []any{}})
		}
	}
	return nil
}

// keep notes a relationship that stays, or comes.
func (p *planner) keep(l link, own []any) {
	far := l.end
	if l.owner == l.end {
		far = l.start
	}
	for _, k := range p.kept {
		if k.owner == l.owner && k.edge == l.place.edge {
			k.list = append(k.list, slices.Concat(p.keyOf(far), own))
		}
	}
}

// prunes plans the removal of what the fields do not have. It comes first in the commit.
func (p *planner) prunes() error {
	written := p.plan.batches
	p.plan.batches = nil
	slices.SortStableFunc(p.kept, func(a, b *kept) int {
		return compareGroupNodes(a.owner.node, b.owner.node, a.edge.Position, b.edge.Position)
	})
	for list := p.kept; len(list) > 0; {
		n := stretch(list, func(a, b *kept) bool { return a.owner.node == b.owner.node && a.edge == b.edge })
		if err := p.prune(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	p.plan.batches = append(p.plan.batches, written...)
	return nil
}

func (p *planner) prune(list []*kept) error {
	owner, edge := list[0].owner.node, list[0].edge
	group, err := p.unit.engine.pruneGroup(owner, edge)
	if err != nil {
		return err
	}
	b, err := p.newBatch(group, &p.unit.engine.config.Mapper.Node(owner).EntityPlan, len(list))
	if err != nil {
		return err
	}
	for i, k := range list {
		r := &b.rows[i]
		r.object, r.entry, r.key = k.owner.object, k.owner, p.keys[k.owner]
		copy(r.values, r.key)
		r.values[group.Changes()] = k.list
	}
	return p.add(b)
}

// pruneGroup gives the text for one field of a type.
func (e *Engine) pruneGroup(owner *schema.NodeType, edge *schema.Edge) (*query.Group, error) {
	registry := e.config.Registry
	targets, err := registry.Targets(owner, edge)
	if err != nil {
		return nil, err
	}
	if len(targets) != 1 {
		return nil, fmt.Errorf("ogm: %s.%s may lead to nodes of several types, so it is not known which to remove; change it in a unit of work, which knows what was loaded", owner.Name, edge.Field)
	}
	pruning := query.Pruning{Owner: owner, Other: targets[0], Edge: edge}
	if edge.Props {
		if pruning.Relationship, err = registry.Relationship(edge.Target); err != nil {
			return nil, err
		}
	}
	return e.kept(pruning, func() (*query.Group, error) { return query.NewPruneGroup(pruning, registry.Owned(targets[0])) })
}
