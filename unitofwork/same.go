package unitofwork

import (
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// sameness tells of the many nodes of a walk whether they are as they were. What it needs of a
// type it makes once, which pays where there are several.
type sameness struct {
	types map[*schema.NodeType]*nodeType
	last  *nodeType // mostly the next is of the same type
}

type nodeType struct {
	*mapping.NodePlan
	comparer *mapping.Comparer
}

// several is how many nodes a unit has that are worth it.
const several = 32

// isSame is Unit.isSame.
func (s *sameness) isSame(u *Unit, e *entry) bool {
	if len(u.entries) < several {
		return u.isSame(e)
	}
	if s.last == nil || s.last.Node != e.node {
		s.last = s.of(u, e.node)
	}
	return s.last.comparer.IsSame(e.object, e.stored.snapshot) && s.last.LabelsAreSame(e.object, e.stored.snapshot)
}

func (s *sameness) of(u *Unit, node *schema.NodeType) *nodeType {
	known := s.types[node]
	if known == nil {
		plan := u.planOf(node)
		known = &nodeType{plan, plan.NewComparer()}
		if s.types == nil {
			s.types = map[*schema.NodeType]*nodeType{}
		}
		s.types[node] = known
	}
	return known
}
