package schema

import (
	"errors"
	"slices"
	"strings"
)

// Ownership is what the nodes of a type own, and what that owns in turn: the nodes that
// are deleted with them.
type Ownership struct {
	Incoming bool       // the relationships lead to the owner
	Types    []string   // of the relationships, sorted
	Labels   [][]string // of the nodes that are owned, those of each of their types, sorted
}

// Depth puts what is owned before its owner: it is how many first labels the nodes may have that
// go with one of a label, counting that label once; 0 for nodes that own nothing.
func (o *Ownership) Depth(label string) int {
	if o == nil {
		return 0
	}
	first := []string{label}
	for _, labels := range o.Labels {
		first = append(first, labels[0])
	}
	return len(sortedSet(first, strings.Compare))
}

// Owned gives what a type owns, nil for one that owns nothing. The type was given to
// Reach before.
func (r *Registry) Owned(node *NodeType) *Ownership {
	owned, _ := r.owned(node)
	return owned
}

func (r *Registry) owned(node *NodeType) (*Ownership, error) {
	var owned *Ownership
	seen := map[*NodeType]bool{node: true}
	for todo := []*NodeType{node}; len(todo) > 0; {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, edge := range next.Edges {
			if !edge.Owned {
				continue
			}
			incoming := edge.Direction == Incoming
			if owned == nil {
				owned = &Ownership{Incoming: incoming}
			}
			if owned.Incoming != incoming {
				return nil, errors.New("of what it owns, some is led to and some leads to it; let all owned relationships have one direction")
			}
			targets, err := r.targets(next, edge)
			if err != nil {
				return nil, err
			}
			owned.Types = append(owned.Types, edge.Label)
			for _, target := range targets {
				owned.Labels = append(owned.Labels, target.Labels)
				if !seen[target] {
					seen[target] = true
					todo = append(todo, target)
				}
			}
		}
	}
	if owned != nil {
		owned.Types, owned.Labels = sortedSet(owned.Types, strings.Compare), sortedSet(owned.Labels, slices.Compare)
	}
	return owned, nil
}

func sortedSet[E any](list []E, compare func(a, b E) int) []E {
	slices.SortFunc(list, compare)
	return slices.CompactFunc(list, func(a, b E) bool { return compare(a, b) == 0 })
}
