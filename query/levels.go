package query

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/schema"
)

// Level is a part of an answer with a fetch plan. Level 0 is the nodes that were asked for, in a
// column of its own. Each further one is a step of the plan, and has two columns: the
// relationships, and the nodes that they lead to, each once.
//
// An answer comes in pieces: a record has up to a thousand nodes and relationships of each level,
// which go on where the record before has ended. Two columns stand before those of the levels: how
// many there are in all, as a list with a number for each column, and whether this is the last
// piece. What comes behind a last piece is another answer: that to the next thousand of the nodes
// that were asked for. Behind the columns of the levels stands what is gone, which nobody reads:
// the server refuses to send what was deleted.
//
// A column of nodes has them whole or, where they are Flat, two lists: their element ids, and for
// each the list of its properties' values. One of relationships is lists side by side, whose i-th
// elements are those of the i-th relationship:
//
//   - where its owner stands in its level
//   - the element id of the node at its other end
//   - its type, of several edges
//   - whether it leads from its owner to there, of edges without a direction
//   - its element id, with IDs
//   - its properties: with Maps a map of all, otherwise a list for each property of each edge's struct
type Level struct {
	Edges   []*schema.Edge // of one owner; each has a type of relationships of its own
	Owner   int            // the level whose nodes have the fields
	Target  reflect.Type   // of the nodes: a struct, or an interface
	Partial bool           // there may be more than what was loaded
	Flat    bool
	IDs     bool // another step may meet the same relationship, or fill the same field; or it is asked for its id
	Maps    bool // a struct has an inline map, or which struct it is depends on the owner
}

// levels turns nodes that were matched as n into an answer with all that a plan names: one
// subquery for each step, which is fed with the nodes of the level before, so that the
// cost is that of what is there, and not of the paths through it. Edges that lead to one
// type of nodes, and from there to the same, are one step.
type levels struct {
	*scope
	list  []Level
	nodes []*schema.NodeType // of list; nil of an interface
	links []linkLists        // of list; the first has none
	few   struct {           // the memory of a usual plan, in one piece with the rest
		levels [3]Level
		nodes  [3]*schema.NodeType
		links  [3]linkLists
		steps  [1]step
	}
}

// levelNodes is the list of the nodes of a level, levelLinks that of the relationships which
// lead to them: a bare number, which is handed on without a piece of memory of its own.
type (
	levelNodes int
	levelLinks int
)

func (e levelNodes) write(s *scope) {
	s.Text("l")
	s.Int(int(e))
}

func (e levelLinks) write(s *scope) {
	s.Text("e")
	s.Int(int(e))
}

// follow ends a statement by the subqueries of a plan, and the RETURN with what the statement
// has besides; the list l0 has the nodes that were asked for.
func (s *scope) follow(branches Branches, more ...item) (Statement, []Level, error) {
	l := &levels{scope: s}
	l.list, l.nodes, l.links = l.few.levels[:0], l.few.nodes[:0], l.few.links[:0]
	l.add(Level{Target: s.setting.Type, Flat: s.setting.Flat}, s.setting.Node, nil)
	steps, err := l.steps(branches.fetches, s.setting)
	if err != nil {
		s.Fail(err)
	}
	markMetTwice(steps)
	l.follow(steps, 0)
	l.inPieces()
	s.put(clause{word: returnPiece(), of: item{value: l}, more: more})
	stmt, err := s.statement()
	return stmt, l.list, err
}

func (l *levels) add(level Level, node *schema.NodeType, by *step) {
	l.links = append(l.links, linkLists{by, levelLinks(len(l.list))})
	l.list = append(l.list, level)
	l.nodes = append(l.nodes, node)
}

// write writes the columns of all levels.
func (l *levels) write(s *scope) {
	for i := range l.list {
		nodes := levelNodes(i)
		if i > 0 {
			s.Text(", ")
			l.links[i].write(s)
			s.Text(" AS ")
			l.links[i].lists.write(s)
			s.Text(", ")
		}
		if l.list[i].Flat {
			nodes.writeFlat(s, l.nodes[i])
		} else {
			nodes.write(s)
			s.piece()
		}
		s.Text(" AS ")
		nodes.write(s)
	}
	l.writeGone(s)
}

// writeFlat writes the element ids of nodes, and the values of each.
func (e levelNodes) writeFlat(s *scope, node *schema.NodeType) {
	s.Text("[[", variable, " IN ")
	e.write(s)
	s.piece()
	s.Text(" | ")
	s.ElementID(variable)
	s.Text("], [", variable, " IN ")
	e.write(s)
	s.piece()
	s.Text(" | ")
	attributes{variable, node.Properties}.write(s)
	s.Text("]]")
}

func (l *levels) follow(steps []step, from int) {
	for i := range steps {
		step := &steps[i]
		l.add(step.level(from), step.target.Node, step)
		number := len(l.list) - 1
		l.put(step.clause(from, number))
		l.follow(step.nested, number)
	}
}

// step is a subquery to be written.
type step struct {
	branch     *fetch
	edges      []*schema.Edge
	one        [1]*schema.Edge // the memory of edges, as long as there is one
	target     Setting
	nested     []step
	ids        bool               // relationships come with their element ids
	maps       bool               // and with maps of their properties
	properties []*schema.Property // that they come with otherwise
	about      topic              // of the subquery
}

func (s *step) level(from int) Level {
	return Level{
		Edges: s.edges, Owner: from, Target: s.target.Type, Partial: s.target.Partial || s.branch.limit.isGiven() || len(s.branch.conditions) > 0,
		Flat: s.target.Flat, IDs: s.ids, Maps: s.maps,
	}
}

func (l *levels) steps(branches []fetch, owner *Setting) ([]step, error) {
	if len(branches) == 0 {
		return nil, nil
	}
	steps := l.few.steps[:0]
	if len(branches) > cap(steps) || len(l.few.steps[0].edges) > 0 {
		steps = make([]step, 0, len(branches))
	}
	for i := range branches {
		branch := &branches[i]
		edge, err := branch.edgeAt(owner.Node)
		if err == nil && branch.deep {
			branch, err = branch.unrolled()
		}
		if err != nil {
			return nil, err
		}
		target, err := l.setting.Around.Target(owner.Node, edge, branch.target)
		if err != nil {
			return nil, err
		}
		at := 0
		for at < len(steps) && !steps[at].takes(branch, edge, &target) {
			at++
		}
		if at == len(steps) {
			steps = append(steps, step{branch: branch, target: target})
		}
		steps[at].take(edge, target.Between.Relationship, owner)
	}
	for i := range steps {
		nested := steps[i].branch.nested
		if len(nested) > 0 && steps[i].target.Node == nil {
			return nil, fmt.Errorf("ogm: %s.%s leads to an interface, whose fields are not known; the plan ends there", owner.Node.Name, steps[i].edges[0].Field)
		}
		var err error
		if steps[i].nested, err = l.steps(nested, &steps[i].target); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

// take adds an edge to what a step follows.
func (s *step) take(edge *schema.Edge, relationship *schema.RelationshipType, owner *Setting) {
	ofFamily := owner.Type.Kind() == reflect.Interface // another of its types may have another struct
	if s.edges == nil {
		s.edges = s.one[:0]
	}
	s.edges = append(s.edges, edge)
	s.ids = s.ids || ofFamily || edge.Direction == schema.Undirected || edge.Alias != nil // whose field another edge may fill, too
	if relationship == nil {
		return
	}
	s.ids = s.ids || relationship.ElementID != nil
	s.maps = s.maps || ofFamily || len(relationship.Maps) > 0
	if s.properties == nil {
		s.properties = slices.Clip(relationship.Properties)
	} else {
		s.properties = append(s.properties, relationship.Properties...)
	}
}

// markMetTwice lets relationships come with their ids where the plan may meet one twice.
func markMetTwice(steps []step) {
	var few [8]string
	types := typesOf(steps, few[:0])
	if len(types) > 1 {
		markTypes(steps, types)
	}
}

func typesOf(steps []step, types []string) []string {
	for i := range steps {
		for _, edge := range steps[i].edges {
			types = append(types, edge.Label)
		}
		types = typesOf(steps[i].nested, types)
	}
	return types
}

func markTypes(steps []step, types []string) {
	for i := range steps {
		step := &steps[i]
		for _, edge := range step.edges {
			first := slices.Index(types, edge.Label)
			step.ids = step.ids || slices.Contains(types[first+1:], edge.Label)
		}
		markTypes(step.nested, types)
	}
}

// takes tells whether another edge can share the subquery.
func (s *step) takes(branch *fetch, edge *schema.Edge, target *Setting) bool {
	first := s.edges[0]
	inStructs := (first.Elem.Kind() == reflect.Struct) == (edge.Elem.Kind() == reflect.Struct)
	return first.Direction == edge.Direction && inStructs && s.target.Type == target.Type && s.target.Node == target.Node && s.branch.isLike(branch) &&
		!slices.ContainsFunc(s.edges, func(e *schema.Edge) bool { return e.Label == edge.Label })
}

// isLike tells whether two edges are followed alike: all that is there, and from there the same.
func (f *fetch) isLike(other *fetch) bool {
	return f.isPlain() && other.isPlain() && slices.EqualFunc(f.nested, other.nested, func(a, b fetch) bool {
		return a.field.is(b.field) && a.target == b.target && a.isLike(&b)
	})
}

func (f *fetch) isPlain() bool {
	return len(f.conditions) == 0 && len(f.order) == 0 && !f.limit.isGiven() && f.into == nil && !f.deep
}
