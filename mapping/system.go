package mapping

import (
	"reflect"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
)

// decodeSystem writes what a node is: its element id, which is good within one
// transaction, and the labels beyond those of its type, sorted.
func (p *NodePlan) decodeSystem(node dbtype.Node, into reflect.Value) {
	if field := p.Node.ElementID; field != nil {
		reach(into, field.Index, true).SetString(node.ElementId)
	}
	if field := p.Node.RuntimeLabels; field != nil {
		reach(into, field.Index, true).Set(reflect.ValueOf(p.beyondType(node.Labels)))
	}
}

// Fits tells whether a value is a node that has all labels of the type.
func (p *NodePlan) Fits(value any) bool {
	node, ok := value.(dbtype.Node)
	return ok && p.Node.Fits(node.Labels)
}

// StoredKey gives the values of the key that a node has in the database, in the form in
// which Key encodes those of an object; nil for a type without a key. The node is whole, or
// the list of its properties' values.
func (p *NodePlan) StoredKey(value any) []any {
	if len(p.Node.Key) == 0 {
		return nil
	}
	switch node := value.(type) {
	case dbtype.Node:
		key := make([]any, len(p.Node.Key))
		for i, property := range p.Node.Key {
			key[i] = node.Props[property.Name]
		}
		return key
	case []any:
		if len(node) == len(p.fields) {
			return p.keyOf(node)
		}
	}
	return nil
}

// keyOf picks the key out of the values of all properties.
func (p *EntityPlan) keyOf(stored []any) []any {
	key := make([]any, len(p.entity.Key))
	for i, property := range p.entity.Key {
		key[i] = stored[property.Position]
	}
	return key
}

// Labels gives the labels that an object's field of that option asks for, sorted
// and without those that the type has anyway; nil when there are none.
func (p *NodePlan) Labels(object reflect.Value) []string {
	field := p.Node.RuntimeLabels
	if field == nil {
		return nil
	}
	value := reach(object, field.Index, false)
	if !value.IsValid() {
		return nil
	}
	labels, _ := value.Interface().([]string)
	return p.beyondType(labels)
}

func (p *NodePlan) beyondType(labels []string) []string {
	var beyond []string
	for _, label := range labels {
		if !slices.Contains(p.Node.Labels, label) && !slices.Contains(beyond, label) {
			beyond = append(beyond, label)
		}
	}
	slices.Sort(beyond)
	return beyond
}
