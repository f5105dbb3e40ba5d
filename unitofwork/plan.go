package unitofwork

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// plan is a commit that is ready to run. Nothing in it changes from one attempt
// to the next.
type plan struct {
	batches []*batch
	updates []fieldUpdate // what relationship fields have behind it
	gone    []*stem       // relationships that are taken away
	keys    map[*entry][]any
}

// planner makes a plan. It is pure but for the clock and the generators, which it asks
// once.
type planner struct {
	unit  *Unit
	now   time.Time
	plan  *plan
	keys  map[*entry][]any              // of the nodes that were planned, as they will be
	taken map[labelled]*schema.NodeType // nodes that are written, and who raises their version; nil where nothing is only reached
	kept  []*kept                       // of fields that are to be made equal
}

// labelled is a node in the database.
type labelled struct{ label, key string }

func (u *Unit) plan() (*plan, error) {
	if err := u.mistake(); err != nil {
		return nil, err
	}
	w, err := u.walk()
	if err != nil {
		return nil, err
	}
	changes := w.changes()
	p := &planner{unit: u, now: u.engine.config.Clock(), plan: &plan{updates: w.updates}}
	if w.meetsChange() || u.tracking || u.replacing {
		p.keys = make(map[*entry][]any, len(changes))
		p.taken = make(map[labelled]*schema.NodeType, len(changes))
		p.plan.keys = p.keys
	}
	if err := p.removals(w.removals); err != nil {
		return nil, err
	}
	if err := p.beginPrunes(w.prunes); err != nil {
		return nil, err
	}
	for len(changes) > 0 {
		n := stretch(changes, change.isTogether)
		if err := p.nodes(changes[:n]); err != nil {
			return nil, err
		}
		changes = changes[n:]
	}
	if err := p.links(w.links, query.Link); err != nil {
		return nil, err
	}
	if err := p.links(w.relinks, query.Relink); err != nil {
		return nil, err
	}
	return p.plan, p.prunes()
}

// stretch is how many of the first elements belong together.
func stretch[E any](list []E, together func(E, E) bool) int {
	if end := slices.IndexFunc(list, func(e E) bool { return !together(e, list[0]) }); end >= 0 {
		return end
	}
	return len(list)
}

// nodes plans changes that one group can carry.
func (p *planner) nodes(changes []change) error {
	first := changes[0]
	group, err := p.unit.engine.group(first)
	if err != nil && len(first.labels)+len(first.removed) > 0 {
		err = fmt.Errorf("ogm: %s.%s: %w", first.entry.node.Name, first.entry.node.RuntimeLabels.Field, err)
	}
	if err != nil {
		return err
	}
	b, err := p.newBatch(group, &p.unit.engine.config.Mapper.Node(first.entry.node).EntityPlan, len(changes))
	if err != nil {
		return err
	}
	for i, c := range changes {
		r := &b.rows[i]
		r.object, r.entry, r.place = c.entry.object, c.entry, c.entry.place
		if err := b.fillNode(r); err != nil {
			return err
		}
		if p.keys != nil && group.Operation > query.Rekey {
			p.keys[c.entry] = r.key
		}
	}
	if p.taken != nil && group.Operation > query.Rekey {
		if err := p.leaveTaken(b); err != nil {
			return err
		}
	}
	return p.add(b)
}

// leaveTaken drops what is only reached where another struct of the same node is
// written whole by this commit, and remembers the latter.
func (p *planner) leaveTaken(b *batch) error {
	node := b.group.Node
	if b.group.Operation != query.Ensure {
		for i := range b.rows {
			r := &b.rows[i]
			if err := p.take(node, labelled{node.Label(), KeyText(r.key)}); err != nil {
				return err
			}
			if err := p.notTracked(b, r); err != nil {
				return err
			}
		}
		return nil
	}
	b.rows = slices.DeleteFunc(b.rows, func(r row) bool {
		_, taken := p.taken[labelled{node.Label(), KeyText(r.key)}]
		return taken
	})
	return nil
}

// take remembers that a node is written. Two structs of it cannot both have the version that
// is stored, since the first to be written raises it.
func (p *planner) take(node *schema.NodeType, id labelled) error {
	other := p.taken[id]
	if node.Version == nil || other == node {
		p.taken[id] = other
		return nil
	}
	if other != nil {
		return fmt.Errorf("ogm: a %s and a %s that changed are one node, which has one version; commit the change of one, then Refresh the other", other.Name, node.Name)
	}
	p.taken[id] = node
	return nil
}

// notTracked makes sure that a key which is written is not that of another object that
// the unit has: the two would overwrite each other from commit to commit.
func (p *planner) notTracked(b *batch, r *row) error {
	other := p.unit.byKey[keyed{b.group.Node, KeyText(r.key)}]
	if other == nil || other == r.entry || other.operation == query.Delete {
		return nil
	}
	if b.mapper.KeyIsSame(other.object, other.stored.snapshot) {
		return fmt.Errorf("ogm: another %s with the same key is tracked by the unit; change that one, or detach it", b.group.Name())
	}
	return nil
}

// add finishes a batch.
func (p *planner) add(b *batch) error {
	if err := b.sort(); err != nil {
		return err
	}
	if len(b.rows) == 0 {
		return nil
	}
	if b.group.Echoes {
		for i := range b.rows {
			b.rows[i].values[b.group.Width()-1] = i
		}
	}
	p.plan.batches = append(p.plan.batches, b)
	return nil
}

// keyOf gives the key that a node has when relationships are written.
func (p *planner) keyOf(e *entry) []any {
	if key, planned := p.keys[e]; planned {
		return key
	}
	return e.stored.key
}

func (p *plan) nodes() []*schema.NodeType {
	var nodes []*schema.NodeType
	for _, b := range p.batches {
		if b.group.Node != nil {
			nodes = append(nodes, b.group.Node)
		}
	}
	return nodes
}

func (p *planner) relationshipPlan(pattern query.Pattern) *mapping.EntityPlan {
	if pattern.Relationship == nil {
		return nil
	}
	return &p.unit.engine.config.Mapper.Relationship(pattern.Relationship).EntityPlan
}
