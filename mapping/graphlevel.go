package mapping

import (
	"fmt"
	"math"
	"reflect"
)

// level is what there is so far of a branch of an answer.
type level struct {
	branch Branch
	kind   *kind // nil where an interface may be several
	met    map[string]*met
	few    []met  // memory of nodes that are to be met
	owners *level // whose nodes have the fields; nil of the nodes that were asked for
	nodes  []*met // nil stands for one that was left out
	size   int    // how many nodes there are in all
	links  links
}

// links are the relationships of a level.
type links struct {
	size  int       // how many there are in all
	come  []columns // some of whose relationships do not lead to their nodes yet
	next  int       // the first of these, in the first of come
	done  int       // how many lead to their nodes
	edges []linksOfEdge
}

// mostRoom is how much memory is made on the word of the server alone.
const mostRoom = 1 << 17

// Piece reads the next piece of an answer, as query.Level describes it: how many there are in all
// by column, whether nothing comes behind it, and the columns of the levels. A node that is nil in
// its column was left out.
//
// Relationships may come before the nodes between which they lie, and wait for these.
func (r *Reader) Piece(sizes []any, isLast bool, columns []any) error {
	if len(columns) != 2*len(r.branches)-1 || len(sizes) != len(columns) {
		return fmt.Errorf("ogm: the server answered %d columns and %d lengths of them to a plan of %d relationships", len(columns), len(sizes), len(r.branches)-1)
	}
	if r.IsWhole() {
		if err := r.begin(sizes); err != nil {
			return err
		}
	}
	r.isOpen = !isLast
	for i := range r.levels {
		level := &r.levels[i]
		if err := r.nodesOf(level, columns[2*i]); err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		come, err := level.columns(columns[2*i-1])
		if err != nil {
			return err
		}
		if len(come.owners) > 0 {
			level.links.come = append(level.links.come, come)
		}
	}
	if err := r.linkAll(); err != nil || r.isOpen {
		return err
	}
	return r.checkWhole()
}

// IsWhole tells whether nothing is missing of what has begun.
func (r *Reader) IsWhole() bool { return !r.isOpen }

// begin makes the levels of an answer, of which nothing has come yet.
func (r *Reader) begin(sizes []any) error {
	numbers := make([]int, len(sizes))
	for i, size := range sizes {
		number, ok := size.(int64)
		if !ok || number < 0 || number > math.MaxInt32 { // more than the server can have in a list
			return fmt.Errorf("ogm: the server answered %v as the length of a list", size)
		}
		numbers[i] = int(number)
	}
	r.levels = make([]level, len(r.branches))
	for i, branch := range r.branches {
		level := &r.levels[i]
		level.branch, level.size = branch, numbers[2*i]
		level.nodes = make([]*met, 0, min(level.size, mostRoom))
		if err := r.target(level); err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		level.owners, level.links.size = &r.levels[branch.Owner], numbers[2*i-1]
		if err := r.edges(level); err != nil {
			return err
		}
	}
	return nil
}

// target finds out what the nodes of a level are read as.
func (r *Reader) target(level *level) error {
	if target := level.branch.Target; target.Kind() != reflect.Interface {
		node, err := r.mapper.registry.Node(target)
		if err != nil {
			return err
		}
		level.kind = r.kindOf(node, level.size)
	}
	level.met = r.metAs(level.branch.Target, level.size)
	return nil
}

// nodesOf reads the nodes of a piece.
func (r *Reader) nodesOf(level *level, column any) error {
	ids, values, err := level.branch.Nodes(column)
	if err != nil {
		return err
	}
	byValue := level.isByValue()
	level.few = make([]met, 0, len(values))
	for i, value := range values {
		if value == nil {
			level.nodes = append(level.nodes, nil)
			continue
		}
		id := elementID(value)
		if ids != nil {
			id, _ = ids[i].(string)
		}
		node, err := r.node(level, id, value, byValue)
		if err != nil {
			return err
		}
		level.nodes = append(level.nodes, node)
		if level.owners == nil {
			r.graph.Roots = append(r.graph.Roots, node.object)
		}
	}
	return nil
}

// newMet gives the memory of a node.
func (l *level) newMet() *met {
	l.few = append(l.few, met{})
	return &l.few[len(l.few)-1]
}

// isByValue tells whether the nodes stand in slices of structs.
func (l *level) isByValue() bool {
	return l.owners != nil && l.branch.Edges[0].Elem.Kind() == reflect.Struct && !l.branch.Edges[0].Props
}

// isWhole tells whether all nodes have come.
func (l *level) isWhole() bool { return len(l.nodes) >= l.size }

// isLinked tells whether all relationships lead to their nodes, and no owner comes any more.
func (l *level) isLinked() bool { return l.links.done >= l.links.size && l.owners.isWhole() }

// checkWhole refuses an answer that had something else than it said.
func (r *Reader) checkWhole() error {
	for i := range r.levels {
		if l := &r.levels[i]; len(l.nodes) != l.size || l.links.done != l.links.size {
			return fmt.Errorf("ogm: the server said that %d relationships lead to %d nodes of %s, and answered %d and %d", l.links.size, l.size, l.branch.Target, l.links.done, len(l.nodes))
		}
	}
	return nil
}
