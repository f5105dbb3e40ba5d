package mapping

import (
	"reflect"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// NodePlan moves one node type's values. It is immutable.
type NodePlan struct {
	EntityPlan
	Node *schema.NodeType
}

func compileNode(node *schema.NodeType, registry *schema.Registry) *NodePlan {
	return &NodePlan{EntityPlan: compileEntity(&node.Entity, registry), Node: node}
}

// Decode writes a node's properties into a struct of the plan's type. A property
// that is missing leaves its field alone, one that the struct does not know
// is passed over. The error is a *DecodeError that counts all fields which did
// not fit; those that did are written.
func (p *NodePlan) Decode(node dbtype.Node, into reflect.Value) error {
	if err := p.decode(node, into); err != nil {
		err.Path = p.Node.Name + err.Path
		return err
	}
	return nil
}

// DecodeValue is Decode for a value that should be a node, or the list of its properties'
// values where the type IsFlat.
func (p *NodePlan) DecodeValue(value any, into reflect.Value) error {
	if values, isList := value.([]any); isList && p.IsFlat() {
		return p.decodeList(values, into)
	}
	node, ok := value.(dbtype.Node)
	if !ok {
		err := misfit(value, p.Node.Type, "want NODE")
		err.Path = p.Node.Name
		return err
	}
	return p.Decode(node, into)
}

func (p *NodePlan) decodeList(values []any, into reflect.Value) error {
	if err := p.checkValues(values); err != nil {
		return err
	}
	if err := p.decodeValues(values, into); err != nil {
		err.Path = p.Node.Name + err.Path
		return err
	}
	return nil
}

// decode leaves the type's name out of the path, as decodeProperties does.
func (p *NodePlan) decode(node dbtype.Node, into reflect.Value) *DecodeError {
	err := p.decodeProperties(node.Props, into)
	p.decodeSystem(node, into)
	return err
}

// IsFlat tells whether the properties of the type's fields are all there is to
// read of a node, so that their values make a struct without the node around them.
func (p *NodePlan) IsFlat() bool {
	return len(p.maps) == 0 && p.Node.ElementID == nil && p.Node.RuntimeLabels == nil
}
