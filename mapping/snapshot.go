package mapping

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// Snapshot is what the properties of an object were at one moment, each in the form in
// which it is sent. A later state is compared with it field by field, so that a commit
// sends what changed and nothing else. It shares no memory with the object.
type Snapshot struct {
	values []any            // by schema.Property.Position; nil: null, or not there
	maps   []map[string]any // by position in schema.Entity.Maps
	labels []string         // beyond the type's own, sorted
}

// Snapshot takes one of an object as it is now. The error is an *EncodeError.
func (p *EntityPlan) Snapshot(object reflect.Value) (*Snapshot, error) {
	s := &Snapshot{values: make([]any, len(p.fields))}
	for i := range p.fields {
		value, err := p.Encode(object, p.fields[i].property)
		if err != nil {
			return nil, err
		}
		s.values[i] = owned(value)
	}
	return s, p.snapshotMaps(object, s)
}

func (p *EntityPlan) snapshotMaps(object reflect.Value, s *Snapshot) error {
	for i := range p.maps {
		entries, err := p.EncodeMap(object, i)
		if err != nil {
			return err
		}
		for name, value := range entries {
			entries[name] = owned(value)
		}
		s.maps = append(s.maps, entries)
	}
	return nil
}

// loaded takes one of an object that was just read, out of what it was read from:
// most values need no second form. stored has them by schema.Property.Position, and
// belongs to the snapshot from now on.
func (p *EntityPlan) loaded(object reflect.Value, stored []any) (*Snapshot, error) {
	s := &Snapshot{values: stored}
	for i := range p.fields {
		field := &p.fields[i]
		if field.direct {
			if met, isBytes := stored[i].([]byte); isBytes {
				stored[i] = slices.Clone(met)
			}
			continue
		}
		value, err := p.Encode(object, field.property)
		if err != nil {
			return nil, err
		}
		stored[i] = owned(value)
	}
	return s, p.snapshotMaps(object, s)
}

// Snapshot is EntityPlan.Snapshot with the labels of a node.
func (p *NodePlan) Snapshot(object reflect.Value) (*Snapshot, error) {
	s, err := p.EntityPlan.Snapshot(object)
	if err != nil {
		return nil, err
	}
	s.labels = p.Labels(object)
	return s, nil
}

// Labels are those beyond the type's own that the node had, sorted.
func (s *Snapshot) Labels() []string { return s.labels }

// Value is what a property was, as it is sent.
func (s *Snapshot) Value(property *schema.Property) any { return s.values[property.Position] }

// owned gives a value that the program cannot change from outside.
func owned(value any) any {
	switch v := value.(type) {
	case []byte:
		return slices.Clone(v)
	case []string:
		return slices.Clone(v)
	case []int:
		return slices.Clone(v)
	case []int64:
		return slices.Clone(v)
	case []float64:
		return slices.Clone(v)
	case []any:
		list := make([]any, len(v))
		for i, element := range v {
			list[i] = owned(element)
		}
		return list
	case map[string]any:
		entries := make(map[string]any, len(v))
		for name, element := range v {
			entries[name] = owned(element)
		}
		return entries
	}
	return value
}

// IsSame tells whether an object is as it was. What the library writes by itself is
// not looked at: version, created, updated.
func (p *EntityPlan) IsSame(object reflect.Value, s *Snapshot) bool {
	for i := range p.fields {
		if field := &p.fields[i]; !field.fixed && !field.isSame(object, s.values[i]) {
			return false
		}
	}
	return p.mapsAreSame(object, s)
}

// KeyIsSame is IsSame for the key alone.
func (p *EntityPlan) KeyIsSame(object reflect.Value, s *Snapshot) bool {
	for _, property := range p.entity.Key {
		if !p.fields[property.Position].isSame(object, s.values[property.Position]) {
			return false
		}
	}
	return true
}

// LabelsAreSame is IsSame for the labels beyond the type's own.
func (p *NodePlan) LabelsAreSame(object reflect.Value, s *Snapshot) bool {
	return p.Node.RuntimeLabels == nil || slices.Equal(p.Labels(object), s.labels)
}

// isFixed tells a property that a change in a struct does not reach.
func (p *EntityPlan) isFixed(property *schema.Property) bool {
	return property.ReadOnly || property == p.entity.Version || property == p.entity.Created || property == p.entity.Updated
}

func (p *EntityPlan) mapsAreSame(object reflect.Value, s *Snapshot) bool {
	for i := range p.maps {
		entries, err := p.EncodeMap(object, i)
		if err != nil || len(entries) != len(s.maps[i]) {
			return false
		}
		for name, value := range entries {
			before, there := s.maps[i][name]
			if !there || !sameValue(before, value) {
				return false
			}
		}
	}
	return true
}

// Changes gives the properties that differ from a snapshot, by their names in the
// graph; nil stands for one that is to be removed. A key that changed is left out of
// them when withKey is false. The error is an *EncodeError.
func (p *EntityPlan) Changes(object reflect.Value, s *Snapshot, withKey bool) (map[string]any, error) {
	changes := map[string]any{}
	for i := range p.fields {
		field := &p.fields[i]
		if field.fixed || field.property.Key && !withKey || field.isSame(object, s.values[i]) {
			continue
		}
		value, err := p.Encode(object, field.property)
		if err != nil {
			return nil, err
		}
		changes[field.name] = value
	}
	for i := range p.maps {
		entries, err := p.EncodeMap(object, i)
		if err != nil {
			return nil, err
		}
		for name, value := range entries {
			if before, there := s.maps[i][name]; !there || !sameValue(before, value) {
				changes[name] = value
			}
		}
		for name := range s.maps[i] {
			if _, there := entries[name]; !there {
				changes[name] = nil
			}
		}
	}
	return changes, nil
}

// isSame tells whether a field still has the value that is stored. What omitempty
// leaves out is never written, so it is no change.
func (f *fieldPlan) isSame(object reflect.Value, stored any) bool {
	v := f.of(object)
	switch {
	case !v.IsValid():
		return stored == nil || f.property.OmitEmpty
	case f.property.OmitEmpty && isEmpty(v):
		return true
	}
	return f.equal(v, stored)
}

// equality tells whether a field's value is the one that is stored.
type equality func(v reflect.Value, stored any) bool

// equalityOf picks the function for a property's type, and tells whether what the
// driver gives can stand for what would be sent. Where that may have other forms (text
// of JSON, for one), only what the field itself is sent as can be compared.
func equalityOf(v *schema.Value) (equal equality, direct bool) {
	switch v.Kind {
	case schema.Bool:
		return orZero(func(v reflect.Value, stored any) bool { b, ok := stored.(bool); return ok && b == v.Bool() }), true
	case schema.Int:
		return func(v reflect.Value, stored any) bool {
			i, ok := stored.(int64)
			return i == v.Int() && (ok || stored == nil) // null is zero; see orZero
		}, true
	case schema.Uint:
		return orZero(func(v reflect.Value, stored any) bool {
			i, ok := stored.(int64)
			return ok && i >= 0 && uint64(i) == v.Uint()
		}), true
	case schema.Float:
		return orZero(equalFloat), true
	case schema.String:
		return func(v reflect.Value, stored any) bool {
			s, ok := stored.(string)
			return s == v.String() && (ok || stored == nil) // likewise
		}, true
	case schema.Bytes:
		return orZero(func(v reflect.Value, stored any) bool {
			b, ok := stored.([]byte)
			return ok && bytes.Equal(b, bytesParam(v)) && (v.Kind() != reflect.Slice || !v.IsNil())
		}), true
	case schema.Time:
		return orZero(equalTime), true
	case schema.Pointer:
		inner, direct := equalityOf(v.Elem)
		encoded := equalEncoded(encoderOf(v))
		return func(v reflect.Value, stored any) bool {
			switch {
			case v.IsNil():
				return stored == nil
			case stored == nil: // what it leads to may be sent as null: another pointer, or one of package sql
				return encoded(v, nil)
			}
			return inner(v.Elem(), stored)
		}, direct
	case schema.List:
		if inner, direct := equalityOf(v.Elem); direct {
			return orZero(equalList(inner)), true
		}
	}
	return equalEncoded(encoderOf(v)), false
}

// orZero lets null stand for the zero value of a field that has no other way to say so.
func orZero(equal equality) equality {
	return func(v reflect.Value, stored any) bool {
		if stored == nil {
			return v.IsZero()
		}
		return equal(v, stored)
	}
}

func equalFloat(v reflect.Value, stored any) bool {
	var before float64
	switch number := stored.(type) {
	case float64:
		before = number
	case int64:
		before = float64(number)
	default:
		return false
	}
	if v.Kind() == reflect.Float32 {
		before = float64(float32(before))
	}
	return sameFloat(before, v.Float())
}

func equalTime(v reflect.Value, stored any) bool {
	before, ok := stored.(time.Time)
	if !ok {
		return false
	}
	if v.CanAddr() && v.Type() == timeType && *v.Addr().Interface().(*time.Time) == arrived(before) { //nolint:staticcheck // QF1009: the zone counts, and what differs is looked at again
		return true
	}
	now, err := encodeTime(v)
	return err == nil && sameValue(now, before)
}

func equalList(inner equality) equality {
	return func(v reflect.Value, stored any) bool {
		switch list := stored.(type) {
		case []any:
			return equalElements(v, len(list), func(i int) bool { return list[i] != nil && inner(v.Index(i), list[i]) })
		case []string:
			return equalElements(v, len(list), func(i int) bool { return v.Index(i).String() == list[i] })
		case []int64:
			return equalElements(v, len(list), func(i int) bool { return v.Index(i).Int() == list[i] })
		case []int:
			return equalElements(v, len(list), func(i int) bool { return v.Index(i).Int() == int64(list[i]) })
		case []float64:
			return equalElements(v, len(list), func(i int) bool { return inner(v.Index(i), list[i]) })
		}
		return false
	}
}

func equalElements(v reflect.Value, size int, equal func(int) bool) bool {
	if v.Kind() == reflect.Slice && v.IsNil() || v.Len() != size {
		return false
	}
	for i := range size {
		if !equal(i) {
			return false
		}
	}
	return true
}

// equalEncoded compares what would be sent with what was. A value that cannot be sent
// counts as a change, and sending it gives the error.
func equalEncoded(encode encoder) equality {
	return func(v reflect.Value, stored any) bool {
		now, err := encode(v)
		return err == nil && sameValue(stored, now)
	}
}

// sameValue tells whether two values in the form in which they are sent are one for
// Neo4j: times in two zones are two.
func sameValue(a, b any) bool {
	a, b = wide(a), wide(b)
	switch x := a.(type) {
	case time.Time:
		y, ok := b.(time.Time)
		if !ok || !x.Equal(y) {
			return false
		}
		_, before := x.Zone()
		_, now := y.Zone()
		return before == now && zoneName(x) == zoneName(y)
	case float64:
		y, ok := b.(float64)
		return ok && sameFloat(x, y)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameValue)
	}
	return reflect.DeepEqual(a, b)
}

// wide gives one form to what is the same on the wire.
func wide(value any) any {
	switch v := value.(type) {
	case int:
		return int64(v)
	case []int:
		return elements(v)
	case []int64:
		return elements(v)
	case []float64:
		return elements(v)
	case []string:
		return elements(v)
	}
	return value
}

func elements[E any](list []E) []any {
	wide := make([]any, len(list))
	for i, element := range list {
		wide[i] = element
	}
	return wide
}

// sameFloat tells 0 from -0, and takes all that are no numbers for one.
func sameFloat(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

// zoneName is that of a zone that is sent by its name, "" of one that is sent as an offset.
func zoneName(t time.Time) string {
	if abbreviation, _ := t.Zone(); abbreviation == offsetZone {
		return ""
	}
	return t.Location().String()
}

// Loaded takes a snapshot of an object that was just decoded from a node, or from the list of
// its properties' values, which belongs to the snapshot from now on.
func (p *NodePlan) Loaded(object reflect.Value, node any) (*Snapshot, error) {
	switch met := node.(type) {
	case []any:
		return p.loaded(object, met)
	case dbtype.Node:
		s, err := p.loaded(object, p.storedValues(met.Props))
		if err != nil {
			return nil, err
		}
		s.labels = p.beyondType(met.Labels)
		return s, nil
	}
	return p.Snapshot(object)
}

func (p *EntityPlan) storedValues(props map[string]any) []any {
	stored := make([]any, len(p.fields))
	for i := range p.fields {
		stored[i] = props[p.fields[i].name]
	}
	return stored
}
