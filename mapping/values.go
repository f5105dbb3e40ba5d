package mapping

import (
	"fmt"
	"reflect"
)

// ValuesDecoder reads nodes that come as the values of their properties alone, in
// the order of schema.NodeType.Properties, which saves the map that a whole node
// has. It is for a result of many: the places of the fields are found once, in a
// struct of its own that is then copied. It is for one goroutine.
type ValuesDecoder struct {
	plan    *NodePlan
	scratch reflect.Value
	places  []reflect.Value // of the fields in scratch; not valid for those behind a pointer
}

// NewValuesDecoder makes a decoder for a type that IsFlat.
func (p *NodePlan) NewValuesDecoder() *ValuesDecoder {
	d := &ValuesDecoder{plan: p, scratch: reflect.New(p.Node.Type).Elem(), places: make([]reflect.Value, len(p.fields))}
	for i := range p.fields {
		d.places[i] = p.fields[i].of(d.scratch)
	}
	return d
}

// Decode writes one node's values into a struct, whole: a null is the zero value.
// The error is a *DecodeError that counts all fields which did not fit.
func (d *ValuesDecoder) Decode(values []any, into reflect.Value) error {
	if len(values) != len(d.places) {
		return fmt.Errorf("ogm: the server answered %d values for the %d properties of a %s", len(values), len(d.places), d.plan.Node.Name)
	}
	d.scratch.SetZero()
	var first *DecodeError
	for i, value := range values {
		if value == nil {
			continue
		}
		field, place := &d.plan.fields[i], d.places[i]
		if !place.IsValid() {
			place = field.in(d.scratch)
		}
		if !field.set(value, place) {
			first = field.explain(value, first)
		}
	}
	if first != nil {
		first.Path = d.plan.Node.Name + first.Path
		return first
	}
	into.Set(d.scratch)
	return nil
}
