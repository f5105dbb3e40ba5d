package mapping

import (
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/go-ogm/ogm/schema"
)

// ValuesDecoder reads nodes or relationships that come as the values of their properties
// alone, in the order of schema.Entity.Properties, which saves the map that a whole one
// has. It is for a result of many: the places of the fields are found once, in a
// struct of its own that is then copied. It is for one goroutine.
type ValuesDecoder struct {
	plan    *EntityPlan
	scratch reflect.Value
	places  []place // of the fields in scratch
}

// place is where a field stands in a scratch struct.
type place struct {
	value   reflect.Value // not valid behind a pointer, which every object has anew
	pointer any           // to the value, where its type is one of those that are met most; nil of others
}

// placesIn finds the fields once, so that no object costs reflection for those that are met most.
func (p *EntityPlan) placesIn(scratch reflect.Value) []place {
	places := make([]place, len(p.fields))
	for i := range p.fields {
		places[i].value = p.fields[i].of(scratch)
		if places[i].value.IsValid() && p.fields[i].isPlain() {
			places[i].pointer = plainPointer(places[i].value)
		}
	}
	return places
}

// isPlain tells a field whose value is stored as it is, and not as a codec or the option json says.
func (f *fieldPlan) isPlain() bool {
	value := f.property.Value
	return f.kind != 0 || value.Kind == schema.List && value.Elem.Kind == schema.String
}

func plainPointer(field reflect.Value) any {
	switch pointer := field.Addr().Interface().(type) {
	case *string, *int, *int64, *float64, *bool, *time.Time, *[]string:
		return pointer
	}
	return nil
}

// NewValuesDecoder makes a decoder for a type of which the properties are all there is to read.
func (p *EntityPlan) NewValuesDecoder() *ValuesDecoder {
	scratch := reflect.New(p.entity.Type).Elem()
	return &ValuesDecoder{plan: p, scratch: scratch, places: p.placesIn(scratch)}
}

// Decode writes the values of one into a struct, whole: a null is the zero value, and so is what
// has no property.
// The error is a *DecodeError that counts all fields which did not fit.
func (d *ValuesDecoder) Decode(values []any, into reflect.Value) error {
	if err := d.plan.checkValues(values); err != nil {
		return err
	}
	d.scratch.SetZero()
	var first *DecodeError
	for i, value := range values {
		if value == nil || put(value, d.places[i].pointer) {
			continue
		}
		field, place := &d.plan.fields[i], d.places[i].value
		if !place.IsValid() {
			place = field.in(d.scratch)
		}
		if !field.set(value, place) {
			first = field.explain(value, first)
		}
	}
	if first != nil {
		first.Path = d.plan.entity.Name + first.Path
		return first
	}
	into.Set(d.scratch)
	return nil
}

// put writes a value behind a plain pointer where it has that type; false leaves it to
// the function that knows the exceptions.
func put(value, pointer any) bool {
	switch into := pointer.(type) {
	case *string:
		return assign(value, into)
	case *int:
		met, ok := value.(int64)
		if ok = ok && int64(int(met)) == met; ok {
			*into = int(met)
		}
		return ok
	case *int64:
		return assign(value, into)
	case *float64:
		return assign(value, into)
	case *bool:
		return assign(value, into)
	case *[]string:
		return assignStrings(value, into)
	case *time.Time:
		met, ok := value.(time.Time)
		if ok {
			*into = arrived(met)
		}
		return ok
	}
	return false
}

func assign[T any](value any, into *T) bool {
	met, ok := value.(T)
	if ok {
		*into = met
	}
	return ok
}

func assignStrings(value any, into *[]string) bool {
	met, ok := value.([]any)
	if !ok {
		return false
	}
	list := make([]string, len(met))
	for i, element := range met {
		if list[i], ok = element.(string); !ok {
			return false
		}
	}
	*into = list
	return true
}

// RowEncoder gives the values of many objects of one type, in the order of some of its
// properties, and finds their places once, as ValuesDecoder does. It is for one goroutine.
type RowEncoder struct {
	plan    *EntityPlan
	columns []*schema.Property
	scratch reflect.Value // not valid of a type whose objects cannot be copied
	places  []place       // by column
}

// worthwhile is how many objects pay for finding the places of their fields.
const worthwhile = 8

// NewRowEncoder makes an encoder of these properties for so many objects of the type.
func (p *EntityPlan) NewRowEncoder(columns []*schema.Property, objects int) *RowEncoder {
	e := &RowEncoder{plan: p, columns: columns}
	if objects < worthwhile || p.entity.Foreign {
		return e // what is not mapped is not to be touched by a copy, least of all a lock that is held
	}
	e.scratch = reflect.New(p.entity.Type).Elem()
	all := p.placesIn(e.scratch)
	for _, property := range columns {
		found := all[property.Position]
		if property.OmitEmpty {
			found.pointer = nil
		}
		e.places = append(e.places, found)
	}
	return e
}

// Encode writes the values of an object's properties into a row of as many, nil for null.
// The error is an *EncodeError.
func (e *RowEncoder) Encode(object reflect.Value, row []any) error {
	if e.scratch.IsValid() {
		e.scratch.Set(object)
	}
	for i, property := range e.columns {
		if e.places != nil {
			if row[i] = take(e.places[i].pointer); row[i] != nil {
				continue
			}
		}
		var err error
		if row[i], err = e.plan.Encode(object, property); err != nil {
			return err
		}
	}
	return nil
}

// take is put in the other direction; nil leaves a value to the function that knows the
// exceptions.
func take(pointer any) any {
	switch from := pointer.(type) {
	case *string:
		if utf8.ValidString(*from) {
			return *from
		}
	case *int:
		return int64(*from)
	case *int64:
		return *from
	case *float64:
		return *from
	case *bool:
		return *from
	case *time.Time:
		if moment, problem := sendable(*from); problem == "" {
			return moment
		}
	case *[]string:
		if *from != nil && validStrings(*from) {
			return *from
		}
	}
	return nil
}

func validStrings(list []string) bool {
	for _, text := range list {
		if !utf8.ValidString(text) {
			return false
		}
	}
	return true
}

// Comparer is EntityPlan.IsSame for many objects of one type: it finds the places of their fields
// once, as ValuesDecoder does. It is for one goroutine.
type Comparer struct {
	plan    *EntityPlan
	scratch reflect.Value // not valid of a type whose objects cannot be copied
	places  []place
}

// NewComparer makes a comparer.
func (p *EntityPlan) NewComparer() *Comparer {
	c := &Comparer{plan: p}
	if !p.entity.Foreign {
		c.scratch = reflect.New(p.entity.Type).Elem()
		c.places = p.placesIn(c.scratch)
	}
	return c
}

// IsSame tells whether an object is as it was.
func (c *Comparer) IsSame(object reflect.Value, s *Snapshot) bool {
	if !c.scratch.IsValid() {
		return c.plan.IsSame(object, s)
	}
	c.scratch.Set(object)
	for i := range c.places {
		field := &c.plan.fields[i]
		if !field.fixed && !is(s.values[i], c.places[i].pointer) && !field.isSame(object, s.values[i]) {
			return false
		}
	}
	return c.plan.mapsAreSame(object, s)
}

// is tells whether the value behind a plain pointer is one that is stored; false leaves it to the
// function that knows the exceptions.
func is(stored, pointer any) bool {
	switch now := pointer.(type) {
	case *string:
		met, ok := stored.(string)
		return ok && met == *now
	case *int:
		met, ok := stored.(int64)
		return ok && met == int64(*now)
	case *int64:
		met, ok := stored.(int64)
		return ok && met == *now
	case *bool:
		met, ok := stored.(bool)
		return ok && met == *now
	}
	return false
}
