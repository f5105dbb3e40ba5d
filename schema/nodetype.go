package schema

import "slices"

// NodeType describes a struct type that is mapped to a node. Like its Entity, it is
// immutable.
type NodeType struct {
	Entity

	Labels        []string     // at least one; the first carries the key
	RuntimeLabels *SystemField // a []string of labels beyond Labels; nil: none
	Edges         []*Edge      // relationship fields, in the order of the fields
}

// Label is the label that identifies nodes of this type.
func (n *NodeType) Label() string { return n.Labels[0] }

// Fits tells whether a node with these labels is one of the type, as far as labels say.
func (n *NodeType) Fits(labels []string) bool {
	return !slices.ContainsFunc(n.Labels, func(label string) bool { return !slices.Contains(labels, label) })
}

// EdgeByIndex finds the relationship of a field by its path as reflect gives it; nil when
// the field is none.
func (n *NodeType) EdgeByIndex(index []int) *Edge {
	for _, edge := range n.Edges {
		if slices.Equal(edge.Index, index) {
			return edge
		}
	}
	return nil
}
