package unitofwork

import (
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// pin keeps the structs that the elements of a field lead to. A field is compared with
// what it held by addresses, so these must not become those of other structs, which they
// may once nothing leads to them. Mostly the unit keeps them as its nodes and relationships;
// a struct that merely stands for one, having its key, it does not.
func (f *field) pin(value reflect.Value, edge *schema.Edge) {
	for i, h := range f.held {
		if h.link == nil || h.kept {
			continue
		}
		element := value
		if edge.Many {
			if i >= value.Len() {
				return
			}
			element = value.Index(i)
		}
		if h.isKept() {
			f.held[i].kept = true
			continue
		}
		object, ok := pointee(element)
		if !ok {
			continue
		}
		f.pins = append(f.pins, object.Addr().Interface())
		if relationship := h.link.pattern.Relationship; relationship != nil && object.Type() == relationship.Type {
			for _, end := range []*schema.End{relationship.Start, relationship.End} {
				if end != nil {
					f.pins = append(f.pins, mapping.Field(object, end.Index).Interface())
				}
			}
		}
	}
}

// isKept tells whether the unit has the structs at both addresses anyway.
func (h held) isKept() bool {
	isNode := func(address uintptr) bool {
		return address == h.link.id.start.address() || address == h.link.id.end.address()
	}
	if h.element == h.far {
		return isNode(h.far)
	}
	_, isTwin := h.link.twins[h.element]
	return isNode(h.far) && (isTwin || h.link.object.IsValid() && h.link.object.Addr().Pointer() == h.element)
}
