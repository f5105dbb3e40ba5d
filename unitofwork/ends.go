package unitofwork

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// ends are the two nodes of a relationship's struct, seen from the field that holds it.
type ends struct {
	relationship *schema.RelationshipType
	object       reflect.Value
	place
}

// check is for structs that an interface holds; of others the compiler has made sure.
func (e ends) check() error {
	direction := e.edge.Direction
	switch {
	case e.relationship.Label != e.edge.Label:
		return fmt.Errorf("ogm: %s is a %s of type %s, and the field's arrow says %s", e.place, e.relationship.Name, e.relationship.Label, e.edge.Label)
	case e.relationship.Start == nil && direction != schema.Outgoing, e.relationship.End == nil && direction != schema.Incoming:
		return fmt.Errorf("ogm: %s is a %s, which does not say which node it leads to; tag its fields with start and end", e.place, e.relationship.Name)
	}
	return nil
}

// far finds the end that is not the owner's, and whether the relationship comes from
// it. The near end may be nil, since the owner is known; it may not be somebody else, unless the owner is a copy.
func (e ends) far(owner reflect.Value, copied bool) (far *schema.End, incoming bool, err error) {
	near, far := e.relationship.Start, e.relationship.End
	incoming = e.edge.Direction == schema.Incoming
	if e.edge.Direction == schema.Undirected && !e.holds(near, owner) {
		incoming = e.holds(far, owner) || e.isNil(far) && !e.isNil(near)
	}
	if incoming {
		near, far = far, near
	}
	if near != nil && !e.isNil(near) && !e.holds(near, owner) && !copied {
		return nil, false, fmt.Errorf("ogm: %s.%s is another node than the one that holds the relationship; make it that one, or nil", e.place, near.Field)
	}
	return far, incoming, nil
}

func (e ends) isNil(end *schema.End) bool {
	value := mapping.Field(e.object, end.Index)
	return !value.IsValid() || value.IsNil()
}

func (e ends) holds(end *schema.End, owner reflect.Value) bool {
	if end == nil {
		return false
	}
	value := mapping.Field(e.object, end.Index)
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	return value.Kind() == reflect.Pointer && value.Pointer() == owner.Addr().Pointer()
}
