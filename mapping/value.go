package mapping

import (
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// DecodeProperty gives a stored value in the Go type of a property, or in the type behind its
// field's pointer; nil for null.
func (p *EntityPlan) DecodeProperty(property *schema.Property, stored any) (any, error) {
	if stored == nil {
		return nil, nil
	}
	base := property.Value.Base()
	place := reflect.New(base.Type).Elem()
	if err := decoderOf(base)(stored, place); err != nil {
		err.Path = p.path(&p.fields[property.Position]) + err.Path
		return nil, err
	}
	return place.Interface(), nil
}
