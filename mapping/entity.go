package mapping

import (
	"fmt"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/go-ogm/ogm/schema"
)

// EntityPlan moves the properties of one node type or relationship type. It is
// immutable.
type EntityPlan struct {
	entity   *schema.Entity
	registry *schema.Registry
	fields   []fieldPlan // by schema.Property.Position
	maps     []mapPlan   // by position in schema.Entity.Maps
}

type fieldPlan struct {
	name     string      // of the property
	index    int         // of a direct field; -1 when it stands in an inner struct
	kind     schema.Kind // of the property's value; 0 for one that only decode can write
	decode   decoder
	encode   encoder
	equal    equality
	direct   bool // what the driver gives is what would be sent
	fixed    bool // a change in a struct does not reach it: see isFixed
	property *schema.Property
}

func compileEntity(entity *schema.Entity, registry *schema.Registry) EntityPlan {
	plan := EntityPlan{entity: entity, registry: registry, fields: make([]fieldPlan, len(entity.Properties))}
	for i, property := range entity.Properties {
		field := fieldPlan{
			name: property.Name, index: -1, kind: plainKind(property.Value), property: property,
			decode: decoderOf(property.Value), encode: encoderOf(property.Value),
		}
		field.equal, field.direct = equalityOf(property.Value)
		field.fixed = plan.isFixed(property)
		if len(property.Index) == 1 {
			field.index = property.Index[0]
		}
		plan.fields[i] = field
	}
	for _, field := range entity.Maps {
		plan.maps = append(plan.maps, compileMap(field, registry.Own))
	}
	return plan
}

// plainKind is the kind of a value that reflect writes in one step and that holds
// every value of its kind; 0 for the others.
func plainKind(v *schema.Value) schema.Kind {
	switch v.Kind {
	case schema.Bool, schema.String:
		return v.Kind
	case schema.Int, schema.Float:
		if v.Type.Bits() == 64 {
			return v.Kind
		}
	case schema.Time:
		if v.Type == timeType {
			return v.Kind
		}
	}
	return 0
}

// of finds the field in a struct, to be read; it is not valid where an inner
// struct's pointer is nil.
func (f *fieldPlan) of(object reflect.Value) reflect.Value {
	if f.index >= 0 {
		return object.Field(f.index)
	}
	return reach(object, f.property.Index, false)
}

// in finds the field in a struct, to be written: inner structs are made as needed.
func (f *fieldPlan) in(object reflect.Value) reflect.Value {
	if f.index >= 0 {
		return object.Field(f.index)
	}
	return reach(object, f.property.Index, true)
}

// Field finds a field of a struct by its path through embedded structs; the value is
// not valid where a pointer on the way is nil.
func Field(object reflect.Value, index []int) reflect.Value {
	if len(index) == 1 { // which is most, and a commit asks it of every field of every node
		return object.Field(index[0])
	}
	return reach(object, index, false)
}

// reach follows a path of fields through inner structs and pointers to them.
func reach(object reflect.Value, index []int, making bool) reflect.Value {
	for i, n := range index {
		if i > 0 && object.Kind() == reflect.Pointer {
			if object.IsNil() {
				if !making {
					return reflect.Value{}
				}
				object.Set(reflect.New(object.Type().Elem()))
			}
			object = object.Elem()
		}
		object = object.Field(n)
	}
	return object
}

// decodeProperties leaves the type's name out of the path, for callers that read the
// entity at another place than at the top.
func (p *EntityPlan) decodeProperties(props map[string]any, into reflect.Value) *DecodeError {
	var first *DecodeError
	for i := range p.fields {
		field := &p.fields[i]
		if value := props[field.name]; value != nil && !field.set(value, field.in(into)) {
			first = field.explain(value, first)
		}
	}
	return first.and(p.decodeMaps(props, into))
}

func (p *EntityPlan) decodeMaps(props map[string]any, into reflect.Value) *DecodeError {
	var first *DecodeError
	for i := range p.maps {
		first = first.and(p.maps[i].decode(props, into))
	}
	return first
}

// decodeValues is decodeProperties for values by schema.Property.Position, of a type without
// inline maps.
func (p *EntityPlan) decodeValues(values []any, into reflect.Value) *DecodeError {
	var first *DecodeError
	for i := range p.fields {
		field := &p.fields[i]
		if value := values[i]; value != nil && !field.set(value, field.in(into)) {
			first = field.explain(value, first)
		}
	}
	return first
}

// checkValues refuses a list that has not one value for each property.
func (p *EntityPlan) checkValues(values []any) error {
	if len(values) != len(p.fields) {
		return fmt.Errorf("ogm: the server answered %d values for the %d properties of a %s", len(values), len(p.fields), p.entity.Name)
	}
	return nil
}

// set writes a value into the field's place, or tells that it does not fit. The
// kinds that are met most are written here, which saves a call for each; the
// function that knows the exceptions does the rest.
func (f *fieldPlan) set(value any, place reflect.Value) bool {
	switch f.kind {
	case schema.String:
		if met, ok := value.(string); ok {
			place.SetString(met)
			return true
		}
	case schema.Int:
		if met, ok := value.(int64); ok {
			place.SetInt(met)
			return true
		}
	case schema.Float:
		if met, ok := value.(float64); ok {
			place.SetFloat(met)
			return true
		}
	case schema.Bool:
		if met, ok := value.(bool); ok {
			place.SetBool(met)
			return true
		}
	case schema.Time:
		if met, ok := value.(time.Time); ok {
			*place.Addr().Interface().(*time.Time) = arrived(met)
			return true
		}
	}
	return f.decode(value, place) == nil
}

// explain makes the error of a value that did not fit: the first of an object, or
// one more behind it.
func (f *fieldPlan) explain(value any, first *DecodeError) *DecodeError {
	if first != nil {
		first.More++
		return first
	}
	err := f.decode(value, reflect.New(f.property.Value.Type).Elem())
	if err == nil {
		err = misfit(value, f.property.Value.Type, "it was refused and then accepted; a codec must give one answer to one value")
	}
	err.Path = "." + f.property.Field + err.Path
	return err
}

// Encode gives the value of one property, nil for null. The error is an *EncodeError.
func (p *EntityPlan) Encode(object reflect.Value, property *schema.Property) (any, error) {
	field := &p.fields[property.Position]
	value := field.of(object)
	if !value.IsValid() || property.OmitEmpty && isEmpty(value) {
		return nil, nil
	}
	if sent := field.get(value); sent != nil {
		return sent, nil
	}
	encoded, err := field.encode(value)
	if err != nil {
		err.Path = p.path(field) + err.Path
		err.More = p.others(object, property)
		return nil, err
	}
	return encoded, nil
}

// get is set in the other direction: what is met most is read here, nil for what the
// function must look at.
func (f *fieldPlan) get(value reflect.Value) any {
	switch f.kind {
	case schema.String:
		if text := value.String(); utf8.ValidString(text) {
			return text
		}
	case schema.Int:
		return value.Int()
	case schema.Float:
		return value.Float()
	case schema.Bool:
		return value.Bool()
	}
	return nil
}

// others counts the values of an object that cannot be sent, beside that of a property.
func (p *EntityPlan) others(object reflect.Value, known *schema.Property) int {
	count := 0
	for i := range p.fields {
		field := &p.fields[i]
		value := field.of(object)
		if field.property == known || field.property.ReadOnly || !value.IsValid() || field.property.OmitEmpty && isEmpty(value) {
			continue
		}
		if _, err := field.encode(value); err != nil {
			count++
		}
	}
	for i := range p.maps {
		if err := p.maps[i].mistakes(object); err != nil {
			count += 1 + err.More
		}
	}
	return count
}

// Key gives the encoded values of an object's key.
func (p *EntityPlan) Key(object reflect.Value) ([]any, error) {
	values := make([]any, len(p.entity.Key))
	for i, property := range p.entity.Key {
		value, err := p.Encode(object, property)
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

// EncodeValue encodes a value that was not read from a struct, for a condition on
// the property: of its field's type, of the type behind its field's pointer, or of
// an element of its field's list.
func (p *EntityPlan) EncodeValue(property *schema.Property, value any) (any, error) {
	v := reflect.ValueOf(value)
	for known := property.Value; v.IsValid() && known != nil; known = known.Elem {
		held := known.Type.Kind() == reflect.Interface && v.Type().Implements(known.Type) // what came as any has lost the interface it had
		if v.Type() != known.Type && !held {
			continue
		}
		encoded, err := encoderOf(known)(v)
		if err != nil {
			err.Path = p.path(&p.fields[property.Position]) + err.Path
			return nil, err
		}
		if encoded == nil && known.Kind == schema.Native {
			return nil, &EncodeError{Path: p.path(&p.fields[property.Position]), Type: known.Type, Problem: "the point is the zero one, which is never stored; ask by IsNull"}
		}
		return encoded, nil
	}
	return p.convert(property, v)
}

// convert lets an untyped constant stand for a key of a named type, and an int
// for a key of any integer type; everything else is a mistake of the caller.
func (p *EntityPlan) convert(property *schema.Property, v reflect.Value) (any, error) {
	base := property.Value.Base()
	path := p.path(&p.fields[property.Position])
	if !v.IsValid() {
		return nil, &EncodeError{Path: path, Type: base.Type, Problem: "the value is nil"}
	}
	if text, isText := v.Interface().(string); isText && base.Kind == schema.Text {
		return p.parse(base, text, path)
	}
	loose, err := p.registry.ValueOf(v.Type())
	if err == nil && sameFamily(loose.Base().Kind, base.Kind) {
		encoded, problem := encoderOf(loose)(v)
		if problem != nil {
			problem.Path = path
			return nil, problem
		}
		if outOfRange(encoded, base.Type) {
			return nil, &EncodeError{Path: path, Type: v.Type(), Problem: "the value is out of range of " + base.Type.String()}
		}
		if encoded != nil {
			return encoded, nil
		}
	}
	return nil, &EncodeError{Path: path, Type: v.Type(), Problem: "the value is not of type " + base.Type.String()}
}

// parse lets text stand for a value that is stored as text, such as a UUID: it must
// be one, and is sent as the type itself writes it.
func (p *EntityPlan) parse(base *schema.Value, text, path string) (any, error) {
	parsed := reflect.New(base.Type).Elem()
	if err := decodeText(text, parsed); err != nil {
		return nil, &EncodeError{Path: path, Type: base.Type, Problem: err.Problem, err: err.err}
	}
	encoded, err := encodeText(parsed)
	if err != nil {
		err.Path = path
		return nil, err
	}
	return encoded, nil
}

// outOfRange tells a number that a field of type t could never have held.
func outOfRange(encoded any, t reflect.Type) bool {
	zero := reflect.Zero(t)
	switch number := encoded.(type) {
	case int64:
		if zero.CanUint() {
			return number < 0 || zero.OverflowUint(uint64(number))
		}
		return zero.OverflowInt(number)
	case float64:
		return zero.OverflowFloat(number)
	}
	return false
}

func sameFamily(a, b schema.Kind) bool {
	whole := func(k schema.Kind) bool { return k == schema.Int || k == schema.Uint }
	plain := a == schema.Bool || a == schema.Float || a == schema.String || a == schema.Bytes || a == schema.Time
	return a == b && plain || whole(a) && whole(b)
}

// Check tells whether Set would accept a value, without a struct to set it in.
func (p *EntityPlan) Check(property *schema.Property, value any) error {
	if value == nil {
		return nil
	}
	field := &p.fields[property.Position]
	if err := field.decode(value, reflect.New(property.Value.Type).Elem()); err != nil {
		err.Path = p.path(field) + err.Path
		return err
	}
	return nil
}

// IsZero tells whether a property's field has its zero value.
func (p *EntityPlan) IsZero(object reflect.Value, property *schema.Property) bool {
	value := p.fields[property.Position].of(object)
	return !value.IsValid() || value.IsZero()
}

// Set writes a driver value into a property's field, as Decode does; nil zeroes it.
func (p *EntityPlan) Set(object reflect.Value, property *schema.Property, value any) error {
	field := &p.fields[property.Position]
	into := field.in(object)
	if value == nil {
		into.SetZero()
		return nil
	}
	if err := field.decode(value, into); err != nil {
		err.Path = p.path(field) + err.Path
		return err
	}
	return nil
}

func (p *EntityPlan) path(field *fieldPlan) string {
	return p.entity.Name + "." + field.property.Field
}

// KeyIsZero tells whether no field of the key was set.
func (p *EntityPlan) KeyIsZero(object reflect.Value) bool {
	for _, property := range p.entity.Key {
		if !p.IsZero(object, property) {
			return false
		}
	}
	return true
}

// IsStub tells a struct of which only the key is set.
func (p *EntityPlan) IsStub(object reflect.Value) bool {
	for _, property := range p.entity.Properties {
		if !property.Key && !p.IsZero(object, property) {
			return false
		}
	}
	for i := range p.maps {
		if field := reach(object, p.maps[i].Index, false); field.IsValid() && field.Len() > 0 {
			return false
		}
	}
	return true
}
