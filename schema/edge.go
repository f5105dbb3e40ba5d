package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/tag"
)

// Direction is where an edge's arrow points, seen from the struct that has the field.
type Direction = tag.Direction

// The three directions of a Cypher pattern.
const (
	Outgoing   = tag.Outgoing
	Incoming   = tag.Incoming
	Undirected = tag.Undirected
)

// Edge describes a relationship field of a node's struct.
type Edge struct {
	Field     string // in Go
	Index     []int
	Position  int    // in NodeType.Edges
	Label     string // the relationship's type in the graph
	Direction Direction
	Many      bool         // a slice; else one pointer or interface
	Elem      reflect.Type // of an element: a struct, a pointer to one, or an interface
	Target    reflect.Type // the struct at the other end or between; the interface where Elem is one
	Props     bool         // Target is the struct of a relationship, whose ends hold the nodes
	Alias     reflect.Type // of one that a fetch plan made: the struct whose Field, none of the mapping, the relationships of another field fill
	Owned     bool         // the node at the other end is deleted with this one, or when the field drops it
}

// edge compiles a field with an arrow. What stands at its other end is looked at by
// Registry.Reach, since it may well be this struct again.
func (c *compiler) edge(at place, t reflect.Type, text string, parsed tag.Tag) {
	edge := &Edge{Field: at.path, Index: at.index, Label: parsed.Arrow.Type, Direction: parsed.Arrow.Direction, Elem: t}
	if t.Kind() == reflect.Slice {
		edge.Many, edge.Elem = true, t.Elem()
	}
	edge.Target = edge.Elem
	if edge.Target.Kind() == reflect.Pointer {
		edge.Target = edge.Target.Elem()
	}
	for _, option := range parsed.Options {
		if problem, meant := edgeOptionProblem(option); problem != "" {
			c.fail(at.path, text, problem, meant)
			return
		}
		edge.Owned = edge.Owned || option.Name == "owned"
	}
	problem := nameProblem(edge.Label)
	switch {
	case problem != "":
	case c.node == nil:
		problem = "a relationship has no relationships; name its nodes by the options start and end"
	case at.prefix != "":
		problem = "a relationship belongs to the node; move the field out of the inline struct"
	case edge.Owned && edge.Direction == Undirected:
		problem = "of two nodes that are joined without a direction, neither owns the other; give the arrow one"
	case edge.Owned && edge.Target.Kind() == reflect.Interface:
		problem = "what is owned is deleted by its label, which an interface does not have; use the struct's type"
	case !edge.fits():
		problem = fmt.Sprintf("a relationship leads to a pointer, a slice of pointers or a slice of structs, or to an interface, not to %s", t)
	}
	if problem != "" {
		c.fail(at.path, text, problem, "")
		return
	}
	edge.Props = IsRelationship(edge.Target)
	edge.Position = len(c.node.Edges)
	c.node.Edges = append(c.node.Edges, edge)
}

// edgeOptionProblem says what is wrong with an option behind an arrow, and the word that was
// probably meant.
func edgeOptionProblem(given tag.Option) (problem, meant string) {
	switch {
	case slices.Contains(edgeOptions, given.Name) && !given.HasValue:
		return "", ""
	case slices.Contains(edgeOptions, given.Name):
		return fmt.Sprintf("the option %q takes no value", given.Name), ""
	case !slices.Contains(words(), given.Name):
		return fmt.Sprintf("unknown option %q", given.Name), tag.Nearest(given.Name, edgeOptions)
	}
	return fmt.Sprintf("the option %q is for properties, and an arrow makes the field a relationship", given.Name), ""
}

// fits tells the forms that a relationship field may have.
func (e *Edge) fits() bool {
	switch {
	case e.Target.Kind() == reflect.Interface:
		return e.Target.NumMethod() > 0 && e.Elem.Kind() == reflect.Interface
	case e.Target.Kind() != reflect.Struct || isTime(e.Target):
		return false
	}
	return e.Many || e.Elem.Kind() == reflect.Pointer
}

// Reach compiles the types that a node type leads to, and theirs, and checks that
// each relationship fits the structs at its ends. The error is one or more *TagError.
func (r *Registry) Reach(node *NodeType) error {
	if _, done := r.reached.Load(node); done {
		return nil
	}
	var mistakes []error
	seen := map[*NodeType]bool{node: true}
	for todo := []*NodeType{node}; len(todo) > 0; {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, edge := range next.Edges {
			targets, err := r.targets(next, edge)
			mistakes = append(mistakes, err)
			if edge.Owned && err == nil && len(targets) == 0 {
				mistakes = append(mistakes, &TagError{Type: next.Type, Field: edge.Field, Problem: "what is owned is deleted by its label, which an interface does not have; give the end the struct's type"})
			}
			for _, target := range targets {
				if !seen[target] {
					seen[target] = true
					todo = append(todo, target)
				}
			}
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return err
	}
	if _, err := r.owned(node); err != nil {
		return &TagError{Type: node.Type, Problem: err.Error()}
	}
	r.reached.Store(node, struct{}{})
	return nil
}

// Targets gives the node types at the other end of an edge, as far as Go's types tell:
// none for an interface, several for a relationship between them without a direction.
func (r *Registry) Targets(owner *NodeType, edge *Edge) ([]*NodeType, error) {
	targets, err := r.targets(owner, edge)
	slices.SortFunc(targets, func(a, b *NodeType) int { return strings.Compare(a.Type.String(), b.Type.String()) })
	return slices.Compact(targets), err
}

// targets gives the node types at the other end of an edge, as far as Go's types tell.
func (r *Registry) targets(owner *NodeType, edge *Edge) ([]*NodeType, error) {
	mistake := func(problem string) error {
		return &TagError{Type: owner.Type, Field: edge.Field, Problem: problem}
	}
	if edge.Target.Kind() == reflect.Interface {
		return nil, nil
	}
	ends := []reflect.Type{edge.Target}
	if edge.Props {
		relationship, err := r.Relationship(edge.Target)
		if err != nil {
			return nil, err
		}
		if relationship.Label != edge.Label {
			return nil, mistake(fmt.Sprintf("the arrow says %s, and the relationship %s is a %s; make them one", edge.Label, relationship.Name, relationship.Label))
		}
		if ends, err = relationship.FarEnds(owner, edge.Direction); err != nil {
			return nil, mistake(err.Error())
		}
	}
	var nodes []*NodeType
	for _, end := range ends {
		for end.Kind() == reflect.Pointer {
			end = end.Elem()
		}
		if end.Kind() == reflect.Interface {
			continue
		}
		node, err := r.Node(end)
		if err != nil {
			return nil, err
		}
		if len(node.Key) == 0 {
			return nil, mistake(fmt.Sprintf("%s has no key, so no relationship can be led to its nodes; tag a field of it with key", node.Name))
		}
		nodes = append(nodes, node)
	}
	if len(owner.Key) == 0 {
		return nil, mistake(fmt.Sprintf("%s has no key, so its relationships cannot be stored; tag a field with key", owner.Name))
	}
	return nodes, nil
}

// FarEnds gives the types of the fields that may hold the other node, seen from owner.
func (r *RelationshipType) FarEnds(owner *NodeType, direction Direction) ([]reflect.Type, error) {
	var far []reflect.Type
	for _, side := range []struct {
		word      string
		near, far *End
		meant     bool
	}{
		{"end", r.Start, r.End, direction != Incoming},
		{"start", r.End, r.Start, direction != Outgoing},
	} {
		if !side.meant {
			continue
		}
		if side.far == nil {
			return nil, fmt.Errorf("%s has no field with the option %s, so it does not say which node it leads to", r.Name, side.word)
		}
		if near := side.near; near == nil || reflect.PointerTo(owner.Type).AssignableTo(near.Type) {
			far = append(far, side.far.Type)
		}
	}
	if len(far) == 0 {
		return nil, fmt.Errorf("%s has no end that holds a *%s", r.Name, owner.Name)
	}
	return far, nil
}
