package query

import (
	"slices"

	"github.com/go-ogm/ogm/schema"
)

// lead is a condition on related nodes that names one of their indexed properties. The planner
// asks EXISTS of each node that is matched, however few it holds for; so a statement begins at
// the related nodes instead, whose index gives them at once, and goes from there.
type lead struct {
	path  path
	along []expression // of the path's conditions, what the next does not say
	next  *lead        // a path from there on that names one; nil for none
}

// leadOf takes the first such condition out of those that must all hold. There is none where
// the node itself has an index to begin at.
func (s *Setting) leadOf(conditions []expression) (l *lead, rest []expression) {
	terms := conjuncts(conditions)
	if s.Node == nil || isIndexed(s.Node, terms) {
		return nil, conditions
	}
	for i, term := range terms {
		if l := s.leadAlong(term); l != nil {
			return l, slices.Delete(slices.Clone(terms), i, i+1)
		}
	}
	return nil, conditions
}

func (s *Setting) leadAlong(term expression) *lead {
	asked, isPath := term.(exists)
	if !isPath {
		return nil
	}
	edge, err := asked.path.edge.edgeAt(s.Node)
	if err != nil {
		return nil // whose writing reports it
	}
	target, err := s.Around.Target(s.Node, edge, asked.path.edge.target)
	if err != nil || target.Node == nil {
		return nil
	}
	if isIndexed(target.Node, conjuncts(asked.path.where)) {
		return &lead{path: asked.path, along: asked.path.where}
	}
	next, along := target.leadOf(asked.path.where)
	if next == nil {
		return nil
	}
	return &lead{asked.path, along, next}
}

// clauses match the node of a scope from the far end of the path on. Each step hands on each
// node once, so that the cost is that of the nodes that are met, and not of the ways to them.
func (l *lead) clauses(s *scope) []clause {
	step := path{edge: l.path.edge, where: l.along}
	way := step.resolve(s)
	if way == nil {
		return make([]clause, 1)
	}
	var list []clause
	if l.next != nil {
		before := s.topic
		s.topic = way.end
		list = l.next.clauses(s)
		s.topic = before
	}
	from := node{variable: s.variable, labels: s.setting.Node.Labels}
	return append(list, step.clause("MATCH", way, from), clause{word: "WITH DISTINCT", of: item{value: word(s.variable)}})
}

// conjuncts are the conditions that must all hold, also those that And has joined.
func conjuncts(conditions []expression) []expression {
	isJoined := func(e expression) bool {
		joined, ok := e.(junction)
		return ok && joined.operator == " AND " && len(joined.terms) > 0
	}
	if !slices.ContainsFunc(conditions, isJoined) {
		return conditions
	}
	var list []expression
	for _, e := range conditions {
		if isJoined(e) {
			list = append(list, conjuncts(e.(junction).terms)...)
		} else {
			list = append(list, e)
		}
	}
	return list
}

// isIndexed tells whether a constraint or an index of a node type serves conditions that must
// all hold: they say what each of its properties equals.
func isIndexed(node *schema.NodeType, terms []expression) bool {
	serves := func(properties []string) bool {
		return !slices.ContainsFunc(properties, func(name string) bool {
			return !slices.ContainsFunc(terms, func(e expression) bool { return equals(node, e) == name })
		})
	}
	for _, constraint := range node.Constraints {
		if (constraint.Kind == schema.UniqueConstraint || constraint.Kind == schema.KeyConstraint) && serves(constraint.Properties) {
			return true
		}
	}
	for _, index := range node.Indexes {
		if (index.Kind == schema.RangeIndex || index.Kind == schema.TextIndex) && serves(index.Properties) {
			return true
		}
	}
	return false
}

// equals gives the property of which an expression says what it equals; "" for none.
func equals(node *schema.NodeType, e expression) string {
	var of *field
	switch e := e.(type) {
	case comparison:
		if e.operator != " = " || e.fold {
			return ""
		}
		of = e.field
	case membership:
		of = e.field
	default:
		return ""
	}
	if of == nil || of.owner != node.Type || of.isEntry {
		return ""
	}
	if property := node.ByIndex(of.index); property != nil {
		return property.Name
	}
	return ""
}
