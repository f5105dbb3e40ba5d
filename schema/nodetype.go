package schema

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
