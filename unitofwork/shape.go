package unitofwork

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// A server plans each text once, which costs some 25 ms a group, while a group without
// rows costs a hundredth of a millisecond. So a commit borrows the text of one with a few
// groups more, and once there are several texts, new ones are made to serve for others too.
const (
	mostIdle   = 8  // groups without rows that a borrowed text may have
	fewShapes  = 8  // texts that are kept as they come
	mostJoined = 16 // groups of a text that serves for several
)

// shapes are the texts that commits have had.
type shapes struct {
	mu  sync.Mutex
	all []*shape
}

// shape is a sequence of groups with its text in each dialect.
type shape struct {
	groups []*query.Group // sorted
	texts  map[cypher.Dialect]string
}

// fit gives a shape that has all groups of a statement, which are sorted, and its text.
func (s *shapes) fit(groups []*query.Group, dialect cypher.Dialect) (*shape, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.smallest(groups)
	if found == nil {
		found = &shape{groups: s.joined(groups), texts: map[cypher.Dialect]string{}}
		s.all = append(s.all, found)
	}
	text, ok := found.texts[dialect]
	if !ok {
		text = query.Text(found.groups, dialect)
		found.texts[dialect] = text
	}
	return found, text
}

func (s *shapes) smallest(groups []*query.Group) *shape {
	var best *shape
	for _, known := range s.all {
		if len(known.groups) <= len(groups)+mostIdle && (best == nil || len(known.groups) < len(best.groups)) && known.has(groups) {
			best = known
		}
	}
	return best
}

// has tells whether all groups are among those of a shape.
func (s *shape) has(groups []*query.Group) bool {
	at := 0
	for _, g := range groups {
		next := slices.Index(s.groups[at:], g)
		if next < 0 {
			return false
		}
		at += next + 1
	}
	return true
}

// joined gives the groups that a new text is to have: those of the shape that is most
// alike, too, once there are more than a few.
func (s *shapes) joined(groups []*query.Group) []*query.Group {
	best := slices.Clone(groups)
	if len(s.all) < fewShapes {
		return best
	}
	size := mostJoined + 1
	for _, known := range s.all {
		union := slices.Concat(groups, known.groups)
		slices.SortStableFunc(union, compareGroups)
		union = slices.CompactFunc(union, func(a, b *query.Group) bool { return a == b })
		if len(union) < size {
			best, size = union, len(union)
		}
	}
	return best
}

// compareGroups is the order of the groups in a statement.
func compareGroups(a, b *query.Group) int {
	if order := cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Depth, b.Depth)); order != 0 {
		return order
	}
	if a.Pattern != nil {
		return cmp.Or(comparePatterns(*a.Pattern, *b.Pattern), cmp.Compare(a.Gathering, b.Gathering))
	}
	return compareGroupNodes(a.Node, b.Node, placeOf(a), placeOf(b))
}

// compareGroupNodes is the order of groups of one operation on nodes; place tells those of
// one type apart.
func compareGroupNodes(a, b *schema.NodeType, placeA, placeB int) int {
	return cmp.Or(
		strings.Compare(a.Label(), b.Label()),
		strings.Compare(a.Type.String(), b.Type.String()),
		cmp.Compare(placeA, placeB),
	)
}

func placeOf(g *query.Group) int {
	if g.Pruning != nil {
		return g.Pruning.Edge.Position
	}
	return g.Property.Place()
}
