package query

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// Setting is what a query needs from outside to become a statement.
type Setting struct {
	Dialect cypher.Dialect
	Node    *schema.NodeType // the type that is matched
	Type    reflect.Type     // what it is read as: the struct of Node, or an interface
	Flat    bool             // nodes may come as lists of their properties' values
	// Encode checks the value of a condition on a property and gives the form in
	// which it is sent, the same in which the property itself is stored.
	Encode func(property *schema.Property, value any) (any, error)
	// Target gives the setting of the nodes that an edge leads to, its Node nil where they
	// may be of several types. asked is the type that the edge's handle says, nil for none.
	Target func(owner *schema.NodeType, edge *schema.Edge, asked reflect.Type) (Setting, error)
}

// variable is what the matched node is called in every generated statement.
const variable = "n"

// scope writes expressions about the node that is matched.
type scope struct {
	*cypher.Writer
	setting Setting
}

func newScope(setting Setting) *scope {
	return &scope{Writer: cypher.NewWriter(setting.Dialect), setting: setting}
}

// property writes n.name for a Go field and gives its descriptor, nil after a mistake.
func (s *scope) property(f field) *schema.Property {
	if f.owner == nil {
		s.Fail(fmt.Errorf("ogm: a property of %s is empty; make it by query.Prop", s.setting.Node.Name))
		return nil
	}
	property := s.setting.Node.ByIndex(f.index)
	if property == nil || f.owner != s.setting.Node.Type {
		s.Fail(fmt.Errorf("ogm: %s.%s is not a property of the node %s; %s", f.owner.Name(), f.name, s.setting.Node.Name, s.instead(f)))
		return nil
	}
	s.Property(variable, property.Name)
	return property
}

// instead says what to ask in place of a field that is no property.
func (s *scope) instead(f field) string {
	node := s.setting.Node
	if f.owner != node.Type {
		return `is its tag "-"?`
	}
	for _, role := range []*schema.SystemField{node.RuntimeLabels, node.ElementID} {
		if role != nil && slices.Equal(role.Index, f.index) {
			return "it holds what the node is; ask by query.Raw"
		}
	}
	for _, entries := range node.Maps {
		if slices.Equal(entries.Index, f.index) {
			return "it is an inline map, whose entries are properties; ask by query.Raw"
		}
	}
	for _, property := range node.Properties {
		if len(property.Index) > len(f.index) && slices.Equal(property.Index[:len(f.index)], f.index) {
			return "its fields are; make a query.Prop of one of them"
		}
	}
	return `is its tag "-"?`
}

// value writes the parameter that a property is compared with.
func (s *scope) value(property *schema.Property, value any) {
	if encoded, ok := s.encode(property, value); ok {
		s.Param(encoded)
	}
}

func (s *scope) list(property *schema.Property, values []any) {
	list := make([]any, 0, len(values))
	for _, value := range values {
		if encoded, ok := s.encode(property, value); ok {
			list = append(list, encoded)
		}
	}
	s.Param(list)
}

func (s *scope) encode(property *schema.Property, value any) (any, bool) {
	if property == nil {
		return nil, false
	}
	encoded, err := s.setting.Encode(property, value)
	if err == nil && encoded == nil {
		err = fmt.Errorf("ogm: %s.%s is compared with nil, which is never true; use IsNull or IsNotNull", s.setting.Node.Name, property.Field)
	}
	if err != nil {
		s.Fail(err)
		return nil, false
	}
	return encoded, true
}

func (s *scope) join(terms []expression, operator string) {
	for i, term := range terms {
		if i > 0 {
			s.Text(operator)
		}
		s.term(term)
	}
}

func (s *scope) term(term expression) {
	if term == nil {
		s.Fail(errEmptyCondition)
		return
	}
	term.write(s)
}
