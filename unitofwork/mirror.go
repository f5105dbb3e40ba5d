package unitofwork

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// checkMirrors looks at the other side of each new relationship that has one: a field for
// a single node that leads to somebody else says that the relationship is not there. What
// that field said before, it may go on saying; what changed counts.
func (w *walk) checkMirrors() error {
	for _, l := range w.links {
		far, direction := l.end, schema.Incoming
		if l.owner == l.end {
			far, direction = l.start, schema.Outgoing
		}
		if far == l.owner {
			continue
		}
		for _, edge := range far.node.Edges {
			if edge.Many || edge.Label != l.pattern.Label || edge.Direction != direction {
				continue
			}
			if w.leadsElsewhere(far, edge, l.owner) {
				return fmt.Errorf("ogm: %s leads to a %s whose %s.%s leads to another node; make both sides say the same", l.place, far.node.Name, far.node.Name, edge.Field)
			}
		}
	}
	return nil
}

// leadsElsewhere tells whether a field has newly come to lead to another node than one.
func (w *walk) leadsElsewhere(from *entry, edge *schema.Edge, to *entry) bool {
	value := mapping.Field(from.object, edge.Index)
	object, ok := pointee(value)
	if !ok {
		return false
	}
	if known := from.field(edge); known != nil && len(known.held) == 1 && known.held[0].element == object.Addr().Pointer() {
		return false
	}
	if edge.Props {
		relationship, err := w.unit.engine.config.Registry.Relationship(object.Type())
		if err != nil {
			return false
		}
		end := relationship.End
		if edge.Direction == schema.Incoming {
			end = relationship.Start
		}
		if end == nil {
			return false
		}
		if object, ok = pointee(mapping.Field(object, end.Index)); !ok {
			return false
		}
	}
	return object.Type() == to.node.Type && !w.isOneNode(object, to)
}

// isOneNode tells whether a struct stands for the node of an entry: it is the same one, or
// has the same key.
func (w *walk) isOneNode(object reflect.Value, e *entry) bool {
	if object.Addr().Pointer() == e.address() {
		return true
	}
	plan := w.unit.engine.config.Mapper.Node(e.node)
	a, errA := plan.Key(object)
	b, errB := plan.Key(e.object)
	return errA == nil && errB == nil && !plan.KeyIsZero(object) && compareKeys(a, b) == 0
}
