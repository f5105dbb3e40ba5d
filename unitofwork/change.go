package unitofwork

import (
	"cmp"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// change is what a commit does with one node.
type change struct {
	entry     *entry
	operation query.Operation
	labels    []string         // beyond the type's own, sorted; of an Update, those that are added
	removed   []string         // labels that an Update takes away
	property  *schema.Property // that a Clear takes away
	depth     int              // of a Delete: see schema.Ownership.Depth
}

// changes gives what is to be done with the nodes of a walk, in the order in which it
// is sent: by operation, label and type, the same in every process, so that two commits
// take their locks in one order.
func (w *walk) changes() []change {
	var list []change
	queue := w.all
	switch {
	case !w.unit.tracking:
		list = make([]change, 0, len(w.unit.entries)+len(w.queue))
	case len(w.lost)+len(w.going) == 0: // else one that was as before may go yet
		queue = slices.Values(w.touched)
	}
	for e := range queue {
		if w.lost[e] {
			list = append(list, w.deletion(e))
			continue
		}
		if w.going[e] && e.operation != query.Delete {
			continue // it goes with its owner, whatever has changed in it
		}
		list = w.appendChanges(list, e)
	}
	if w.unit.tracking {
		list = append(list, w.clears(list)...)
	}
	slices.SortStableFunc(list, func(a, b change) int {
		if a.isTogether(b) {
			return 0
		}
		return cmp.Or(
			cmp.Compare(a.operation, b.operation),
			cmp.Compare(a.depth, b.depth),
			cmp.Compare(a.entry.node.Label(), b.entry.node.Label()),
			compareTypes(a.entry.node.Type, b.entry.node.Type),
			cmp.Compare(a.property.Place(), b.property.Place()),
			slices.Compare(a.labels, b.labels),
			slices.Compare(a.removed, b.removed),
		)
	})
	return list
}

// isTogether tells changes that one group can carry.
func (c change) isTogether(other change) bool {
	return c.entry.node == other.entry.node && c.operation == other.operation && c.property == other.property &&
		slices.Equal(c.labels, other.labels) && slices.Equal(c.removed, other.removed)
}

func (w *walk) appendChanges(list []change, e *entry) []change {
	if e.operation == query.Prune {
		return list // see planner.prunes
	}
	plan := w.unit.planOf(e.node)
	if e.stored == nil || e.operation == query.Delete {
		if e.operation == query.Delete {
			return append(list, w.deletion(e))
		}
		c := change{entry: e, operation: e.operation}
		if e.node.RuntimeLabels != nil {
			c.labels = plan.Labels(e.object)
		}
		return append(list, c)
	}
	if w.unit.isSame(e) {
		return list
	}
	if !plan.KeyIsSame(e.object, e.stored.snapshot) {
		list = append(list, change{entry: e, operation: query.Rekey})
	}
	c := change{entry: e, operation: query.Update}
	if e.node.RuntimeLabels != nil {
		now, before := plan.Labels(e.object), e.stored.snapshot.Labels()
		c.labels, c.removed = without(now, before), without(before, now)
	}
	return append(list, c)
}

// deletion deletes a node. What is owned goes before its owner, which would take it along.
func (w *walk) deletion(e *entry) change {
	return change{entry: e, operation: query.Delete, depth: w.unit.engine.config.Registry.Owned(e.node).Depth(e.node.Label())}
}

// without gives the names of a list that another does not have.
func without(list, other []string) []string {
	var rest []string
	for _, name := range list {
		if !slices.Contains(other, name) {
			rest = append(rest, name)
		}
	}
	return rest
}

// clears finds the nodes whose value of a unique property another node of this commit
// takes: uniqueness is checked at every write, so the value must be free before.
func (w *walk) clears(list []change) []change {
	type value struct{ constraint, text string }
	var moved map[value]*entry
	constraints := func(visit func(*entry, *schema.Constraint, value, value)) {
		for _, c := range list {
			if c.operation != query.Update {
				continue
			}
			for i := range c.entry.node.Constraints {
				constraint := &c.entry.node.Constraints[i]
				before, now, ok := w.uniqueValues(c.entry, constraint)
				if ok {
					name := constraint.Label + ":" + strings.Join(constraint.Properties, ",")
					visit(c.entry, constraint, value{name, before}, value{name, now})
				}
			}
		}
	}
	constraints(func(e *entry, _ *schema.Constraint, before, _ value) {
		if moved == nil {
			moved = map[value]*entry{}
		}
		moved[before] = e
	})
	var clears []change
	constraints(func(e *entry, constraint *schema.Constraint, _, now value) {
		holder := moved[now]
		if holder == nil || holder == e {
			return
		}
		clears = append(clears, change{entry: holder, operation: query.Clear, property: w.changedProperty(holder, constraint)})
	})
	return clears
}

// changedProperty gives a property of a constraint that the commit writes anyway.
func (w *walk) changedProperty(e *entry, constraint *schema.Constraint) *schema.Property {
	plan := w.unit.engine.config.Mapper.Node(e.node)
	for _, name := range constraint.Properties {
		property := e.node.ByName(name)
		if value, err := plan.Encode(e.object, property); err == nil && KeyText([]any{value}) != KeyText([]any{e.stored.snapshot.Value(property)}) {
			return property
		}
	}
	return e.node.ByName(constraint.Properties[0])
}

// uniqueValues gives what the properties of a uniqueness constraint were and are, as
// texts, where they differ.
func (w *walk) uniqueValues(e *entry, constraint *schema.Constraint) (before, now string, ok bool) {
	if constraint.Kind != schema.UniqueConstraint {
		return "", "", false
	}
	plan := w.unit.engine.config.Mapper.Node(e.node)
	var were, are []any
	for _, name := range constraint.Properties {
		property := e.node.ByName(name)
		if property == nil {
			return "", "", false
		}
		value, err := plan.Encode(e.object, property)
		if err != nil {
			return "", "", false // its row will say so
		}
		were, are = append(were, e.stored.snapshot.Value(property)), append(are, value)
	}
	before, now = KeyText(were), KeyText(are)
	return before, now, before != now
}
