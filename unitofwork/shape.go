package unitofwork

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// A server plans each text once, which costs some 25 ms a group, while a group without
// rows costs a hundredth of a millisecond. So a commit borrows the text of one with more
// groups. The first texts are kept as they come, and so are those of one group, of which there
// can be no more than groups. Further ones are made to serve for others too, and every fourth of
// them has all groups that are known, or as many as may be planned at once, so that a program
// which combines everything with everything soon finds its commits there.
const (
	fewShapes  = 8  // texts that are kept as they come
	mostJoined = 16 // groups of a text that serves for a few
	mostWhole  = 64 // groups of one that serves for all
	wholeEvery = 4  // of the texts that serve for others
)

// Who often borrows a text that is much too large gets one of his own.
const (
	mostIdle     = 8    // groups without rows that do not make a text too large
	mostBorrowed = 32   // times that one too large is borrowed
	mostOwn      = 8    // texts that are made for this reason
	mostCounted  = 1000 // combinations of groups that are counted
)

// shapes are the texts that commits have had.
type shapes struct {
	mu  sync.Mutex
	all []*shape
	own int // of all, those that were made for who had borrowed often
}

// shape is a sequence of groups with its text in each dialect.
type shape struct {
	groups   []*query.Group // in the order of the text
	places   map[*query.Group]int
	texts    map[cypher.Dialect]string
	borrowed map[string]int // how often, by who it was: see shape.isOften
}

// fit gives a shape that has all groups of a statement, and its text. siblings gives the
// groups that a commit may well need where it needs another.
func (s *shapes) fit(groups []*query.Group, dialect cypher.Dialect, siblings func(*query.Group) []*query.Group) (*shape, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.smallest(groups)
	switch {
	case found == nil:
		found = s.add(s.joined(groups, siblings))
	case len(found.groups) > len(groups)+mostIdle && s.own < mostOwn && found.isOften(groups):
		found = s.add(groups)
		s.own++
	}
	text, ok := found.texts[dialect]
	if !ok {
		text = query.Text(found.groups, dialect)
		found.texts[dialect] = text
	}
	return found, text
}

func (s *shapes) add(groups []*query.Group) *shape {
	made := &shape{
		groups: groups, places: make(map[*query.Group]int, len(groups)),
		texts: map[cypher.Dialect]string{}, borrowed: map[string]int{},
	}
	for i, g := range groups {
		made.places[g] = i
	}
	s.all = append(s.all, made)
	return made
}

func (s *shapes) smallest(groups []*query.Group) *shape {
	var best *shape
	for _, known := range s.all {
		if (best == nil || len(known.groups) < len(best.groups)) && known.has(groups) {
			best = known
		}
	}
	return best
}

// has tells whether all groups are among those of a shape.
func (s *shape) has(groups []*query.Group) bool {
	for _, g := range groups {
		if _, there := s.places[g]; !there {
			return false
		}
	}
	return true
}

// isOften counts who borrows a shape, and tells one who has done so often.
func (s *shape) isOften(groups []*query.Group) bool {
	var who []byte
	for _, g := range groups {
		who = utf8.AppendRune(who, rune(s.places[g]))
	}
	if len(s.borrowed) >= mostCounted {
		clear(s.borrowed)
	}
	s.borrowed[string(who)]++
	return s.borrowed[string(who)] > mostBorrowed
}

// joined gives the groups that a new text is to have.
func (s *shapes) joined(groups []*query.Group, siblings func(*query.Group) []*query.Group) []*query.Group {
	switch n := len(s.all) - s.own - fewShapes; {
	case n < 0 || len(groups) == 1:
		return groups
	case n%wholeEvery < wholeEvery-1:
		return s.grown(groups, mostJoined)
	}
	groups = s.grown(groups, mostWhole)
	for _, g := range groups {
		if more := union(groups, siblings(g)); len(more) <= mostWhole {
			groups = more
		}
	}
	return groups
}

// grown adds the groups of other shapes, the most alike first.
func (s *shapes) grown(groups []*query.Group, limit int) []*query.Group {
	for {
		more := s.mostAlike(groups, limit)
		if more == nil {
			return groups
		}
		groups = more
	}
}

// mostAlike adds to groups the others of the shape that has the fewest; nil where there
// are none, or too many.
func (s *shapes) mostAlike(groups []*query.Group, limit int) []*query.Group {
	var best []*query.Group
	for _, known := range s.all {
		all := union(groups, known.groups)
		if len(all) > len(groups) && len(all) <= limit && (best == nil || len(all) < len(best)) {
			best = all
		}
	}
	return best
}

// union gives the groups of both lists in the order of a text.
func union(a, b []*query.Group) []*query.Group {
	all := slices.Clone(a)
	for _, g := range b {
		if !slices.Contains(a, g) {
			all = append(all, g)
		}
	}
	slices.SortStableFunc(all, compareGroups)
	return all
}

// compareGroups is the order of the groups in a statement.
func compareGroups(a, b *query.Group) int {
	if order := cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Depth, b.Depth)); order != 0 {
		return order
	}
	if a.Pattern != nil {
		return cmp.Or(comparePatterns(*a.Pattern, *b.Pattern), cmp.Compare(a.Gathering, b.Gathering))
	}
	return cmp.Or(
		compareGroupNodes(a.Node, b.Node, placeOf(a), placeOf(b)),
		slices.Compare(a.Labels, b.Labels),
		slices.Compare(a.Unlabels, b.Unlabels),
	)
}

// compareGroupNodes is the order of groups of one operation on nodes; place tells those of
// one type apart.
func compareGroupNodes(a, b *schema.NodeType, placeA, placeB int) int {
	return cmp.Or(
		strings.Compare(a.Label(), b.Label()),
		compareTypes(a.Type, b.Type),
		cmp.Compare(placeA, placeB),
	)
}

func placeOf(g *query.Group) int {
	if g.Pruning != nil {
		return g.Pruning.Edge.Position
	}
	return g.Property.Place()
}
