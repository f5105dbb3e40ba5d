package schema

import (
	"reflect"
	"slices"
)

// Entity is what the descriptors of nodes and of relationships have in common: a
// struct and its properties. It is immutable: whoever holds one may share it between
// goroutines and must not change it.
type Entity struct {
	Type       reflect.Type // the struct, not a pointer to it
	Name       string       // the struct's name, for messages
	Properties []*Property  // in the order of the fields
	Maps       []MapField   // inline maps, in the order of the fields
	Key        []*Property  // in the order of the fields; empty: none
	Version    *Property    // nil: no optimistic lock
	Created    *Property    // nil: none
	Updated    *Property    // nil: none

	Foreign   bool         // the struct has fields that are not mapped, which are the program's own
	ElementID *SystemField // a string that is read, never written; nil: none

	Constraints []Constraint // in the order of the fields, the key's first
	Indexes     []Index      // in the order of the fields
}

// ByIndex finds the property of a field by its path as reflect gives it; nil
// when the field is not mapped.
func (e *Entity) ByIndex(index []int) *Property {
	for _, property := range e.Properties {
		if slices.Equal(property.Index, index) {
			return property
		}
	}
	return nil
}

// Property describes one mapped field.
type Property struct {
	Name      string // in the graph
	Field     string // in Go, with the path through embedded structs: "Base.ID"
	GoName    string // as a program may say it: "ID" where Base is embedded, else Field
	Index     []int  // of the field, for reflect.Value.FieldByIndex
	Position  int    // in NodeType.Properties
	Value     *Value
	Key       bool
	Generate  string // the generator of a zero key; "" for none
	OmitEmpty bool   // a zero value is not written, and never erases
	ReadOnly  bool   // read, never written
}

// ByName finds a property by its name in the graph; nil when there is none.
func (e *Entity) ByName(name string) *Property {
	for _, property := range e.Properties {
		if property.Name == name {
			return property
		}
	}
	return nil
}

// Place is the property's position, -1 of no property.
func (p *Property) Place() int {
	if p == nil {
		return -1
	}
	return p.Position
}

// KeyNames gives the names of the key's properties, in their order.
func (e *Entity) KeyNames() []string {
	var names []string
	for _, property := range e.Key {
		names = append(names, property.Name)
	}
	return names
}
