package unitofwork

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// plan is a commit that is ready to run. Nothing in it changes from one attempt
// to the next.
type plan struct {
	batches []*batch
}

// planner makes a plan. It is pure but for the clock and the generators, which it asks
// once.
type planner struct {
	unit  *Unit
	now   time.Time
	plan  *plan
	keys  map[identity][]any    // of the nodes that were planned; nil where no relationship needs them
	taken map[labelled]struct{} // nodes that are written whole; nil likewise
}

// labelled is a node in the database.
type labelled struct{ label, key string }

func (u *Unit) plan() (*plan, error) {
	w, err := u.walk()
	if err != nil {
		return nil, err
	}
	p := &planner{unit: u, now: u.engine.config.Clock(), plan: &plan{}}
	if len(w.links) > 0 {
		p.keys = make(map[identity][]any, len(w.nodes))
		p.taken = make(map[labelled]struct{}, len(u.changes))
	}
	changes := u.sorted(w.nodes)
	for len(changes) > 0 {
		n := stretch(changes, change.together)
		if err := p.nodes(changes[:n]); err != nil {
			return nil, err
		}
		changes = changes[n:]
	}
	return p.plan, p.links(w.links)
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
	group, err := p.unit.engine.group(first.node, first.operation, first.labels)
	if err != nil && len(first.labels) > 0 {
		err = fmt.Errorf("ogm: %s.%s: %w", first.node.Name, first.node.RuntimeLabels.Field, err)
	}
	if err != nil {
		return err
	}
	b, err := p.newBatch(group, &p.unit.engine.config.Mapper.Node(first.node).EntityPlan, len(changes))
	if err != nil {
		return err
	}
	for i, c := range changes {
		r := &b.rows[i]
		r.object = c.object
		if err := b.fill(r); err != nil {
			return err
		}
		if p.keys != nil {
			p.keys[identityOf(c.node, c.object)] = r.key
		}
	}
	if p.taken != nil {
		p.leaveTaken(b)
	}
	return p.add(b)
}

// leaveTaken drops what is only reached where another struct of the same node is
// written whole by this commit, and remembers the latter.
func (p *planner) leaveTaken(b *batch) {
	node := b.group.Node
	if b.group.Operation != query.Ensure {
		for i := range b.rows {
			p.taken[labelled{node.Label(), KeyText(b.rows[i].key)}] = struct{}{}
		}
		return
	}
	b.rows = slices.DeleteFunc(b.rows, func(r row) bool {
		_, taken := p.taken[labelled{node.Label(), KeyText(r.key)}]
		return taken
	})
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

// part is a stretch of a batch that travels in one statement.
type part struct {
	batch    *batch
	from, to int
}

// statements cuts the batches into statements of at most size rows.
func (p *plan) statements(size int, dialect cypher.Dialect) ([]cypher.Statement, [][]part) {
	var cuts [][]part
	room := 0
	for _, b := range p.batches {
		for from := 0; from < len(b.rows); {
			if room == 0 {
				cuts = append(cuts, nil)
				room = size
			}
			to := min(len(b.rows), from+room)
			last := len(cuts) - 1
			cuts[last] = append(cuts[last], part{b, from, to})
			room -= to - from
			from = to
		}
	}
	stmts := make([]cypher.Statement, len(cuts))
	for i, cut := range cuts {
		stmts[i] = statement(cut, dialect)
	}
	return stmts, cuts
}

func statement(cut []part, dialect cypher.Dialect) cypher.Statement {
	groups := make([]*query.Group, len(cut))
	lists := make(map[string]any, len(cut))
	for i, c := range cut {
		groups[i] = c.batch.group
		rows := make([]any, 0, c.to-c.from)
		for _, r := range c.batch.rows[c.from:c.to] {
			rows = append(rows, r.values)
		}
		lists[query.GroupName(i)] = rows
	}
	return cypher.Statement{Text: query.Text(groups, dialect), Params: map[string]any{"b": lists}}
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
