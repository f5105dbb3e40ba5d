package mapping

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// mapPlan moves a map whose entries are properties with a common prefix.
type mapPlan struct {
	schema.MapField
	decodeElem decoder // nil for a map of any
	encodeElem encoder // nil for a map of any
	own        ownForm
}

func compileMap(field schema.MapField, own ownForm) mapPlan {
	plan := mapPlan{MapField: field, own: own}
	if field.Elem != nil {
		plan.decodeElem, plan.encodeElem = decoderOf(field.Elem), encoderOf(field.Elem)
	}
	return plan
}

// decode collects the properties that carry the prefix. Without one, the field is
// left alone.
func (m *mapPlan) decode(props map[string]any, into reflect.Value) *DecodeError {
	var entries reflect.Value
	var first *DecodeError
	for name, value := range props {
		key, ok := strings.CutPrefix(name, m.Prefix)
		if !ok {
			continue
		}
		if !entries.IsValid() {
			entries = reflect.MakeMap(m.Type)
		}
		entry := reflect.New(m.Type.Elem()).Elem()
		if m.decodeElem == nil {
			entry.Set(reflect.ValueOf(value))
		} else if err := m.decodeElem(value, entry); err != nil {
			err.Path = "." + m.Field + "[" + key + "]" + err.Path
			if first != nil && err.Path < first.Path { // one of many is named, the same each time
				first, err = err, first
				first.More, err.More = err.More, 0
			}
			first = first.and(err)
			continue
		}
		entries.SetMapIndex(reflect.ValueOf(key).Convert(m.Type.Key()), entry)
	}
	if entries.IsValid() && first == nil {
		reach(into, m.Index, true).Set(entries)
	}
	return first
}

// EncodeMap gives the entries of an inline map by the names of their properties, in
// a map of the caller's own; a nil map has none. The error is an *EncodeError.
func (p *EntityPlan) EncodeMap(object reflect.Value, position int) (map[string]any, error) {
	m := &p.maps[position]
	field := reach(object, m.Index, false)
	if !field.IsValid() || field.IsNil() {
		return map[string]any{}, nil
	}
	properties := make(map[string]any, field.Len())
	for entries := field.MapRange(); entries.Next(); {
		key := entries.Key().String()
		value, err := m.encode(key, entries.Value())
		if err != nil {
			err = m.mistakes(object)
			err.Path = p.entity.Name + err.Path
			for i := range p.maps[position+1:] {
				if further := p.maps[position+1+i].mistakes(object); further != nil {
					err.More += 1 + further.More
				}
			}
			return nil, err
		}
		properties[m.Prefix+key] = value
	}
	return properties, nil
}

// mistakes gives the first entry, by key, that cannot be sent, with the number of the
// others; nil where there is none.
func (m *mapPlan) mistakes(object reflect.Value) *EncodeError {
	field := reach(object, m.Index, false)
	if !field.IsValid() {
		return nil
	}
	var first *EncodeError
	keys := field.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		_, err := m.encode(key.String(), field.MapIndex(key))
		switch {
		case err == nil:
		case first != nil:
			first.More++
		default:
			first = err
			first.Path = "." + m.Field + "[" + key.String() + "]" + err.Path
		}
	}
	return first
}

func (m *mapPlan) encode(key string, value reflect.Value) (any, *EncodeError) {
	if !utf8.ValidString(key) || strings.ContainsRune(key, 0) {
		return nil, unfit(m.Type.Key(), "a key becomes the name of a property, so it must be UTF-8 without NUL")
	}
	if m.encodeElem != nil {
		return m.encodeElem(value)
	}
	return property(value.Interface(), m.own)
}

// property checks and converts a value of any type that is to be stored.
func property(value any, own ownForm) (any, *EncodeError) {
	sent, err := param(value, own, 0)
	if err == nil {
		err = storable(sent)
	}
	if err != nil {
		return nil, err
	}
	return sent, nil
}

// storable tells a parameter that may be a property from one that may not: a map, or a
// list of anything but values of one type. The server would refuse it without a word on
// which it was, or make floats of integers.
func storable(sent any) *EncodeError {
	if _, isMap := sent.(map[string]any); isMap {
		return unfit(reflect.TypeOf(sent), "a property cannot hold a map; name its entries with a prefix each, or use a field with the option json")
	}
	list, _ := sent.([]any)
	for i, element := range list {
		var problem string
		switch kind := elementKind(element); {
		case element == nil:
			problem = "a list in the graph cannot hold null; remove the nil element"
		case kind == "LIST" || kind == "MAP" || kind == "BYTES":
			problem = "a list in the graph holds no lists, maps or byte strings; use a field with the option json"
		case kind != elementKind(list[0]):
			problem = "a list in the graph holds values of one type, and the first is " + elementKind(list[0])
		case spatialReference(element) != spatialReference(list[0]):
			problem = "a list in the graph holds points of one spatial reference, and the first has another"
		default:
			continue
		}
		err := unfit(reflect.TypeFor[any](), problem)
		if element != nil {
			err.Type = reflect.TypeOf(element)
		}
		err.Path = "[" + strconv.Itoa(i) + "]"
		return err
	}
	return nil
}

// spatialReference is that of a point, 0 of other values. Points of two and of three
// dimensions have different ones.
func spatialReference(sent any) uint32 {
	switch point := sent.(type) {
	case dbtype.Point2D:
		return point.SpatialRefId
	case dbtype.Point3D:
		return point.SpatialRefId
	}
	return 0
}

// elementKind names the Cypher type of a parameter, which may be an int where a value
// that was read is an int64.
func elementKind(sent any) string {
	if _, isInt := sent.(int); isInt {
		return "INTEGER"
	}
	return kindOf(sent)
}
