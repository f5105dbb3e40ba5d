package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-ogm/ogm/internal/tag"
)

var (
	nodeMarker         = reflect.TypeFor[Node]()
	relationshipMarker = reflect.TypeFor[Relationship]()
)

// compileNode is pure: the same type and options give the same descriptor or the
// same mistakes. All mistakes of a type are reported together.
func compileNode(t reflect.Type, options Options) (*NodeType, error) {
	node := &NodeType{Entity: Entity{Type: t, Name: typeName(t)}}
	c := newCompiler(&node.Entity, options)
	c.node = node
	c.walk(place{}, t, []reflect.Type{t})
	c.collisions()
	if len(node.Labels) == 0 {
		node.Labels = []string{c.nameFrom(options.Naming.Label, "ogm.Node with a tag such as `neo4j:\"Person\"`")}
	}
	if len(node.Properties) == 0 && len(node.Maps) == 0 && len(node.Edges) == 0 && len(c.mistakes) == 0 {
		c.fail("", "", "the struct has no exported field to map", "")
	}
	return node, c.finish(node.Label())
}

// compiler is the state of one compilation. Of node and relationship, one is nil.
type compiler struct {
	options      Options
	entity       *Entity
	node         *NodeType
	relationship *RelationshipType
	byName       map[string]*Property
	groups       map[groupKey]int // constraints and indexes that share a name, by position
	mistakes     []error
}

func newCompiler(entity *Entity, options Options) *compiler {
	return &compiler{options: options, entity: entity, byName: map[string]*Property{}, groups: map[groupKey]int{}}
}

func (c *compiler) fail(field, tagText, problem, meant string) {
	c.mistakes = append(c.mistakes, &TagError{Type: c.entity.Type, Field: field, Tag: tagText, Problem: problem, Meant: meant})
}

// cutTag is the problem of tag.IsCut.
const cutTag = "Go finds no neo4j tag in this text; write `neo4j:\"…\"`, with quotes, without a space behind the colon and without commas between tags"

// place is where a struct that is being read stands in the outermost one.
type place struct {
	index  []int
	path   string // of Go fields: "Home."
	prefix string // of properties: "home."
}

func (p place) field(i int, name string) place {
	return place{index: append(slices.Clone(p.index), i), path: p.path + name, prefix: p.prefix}
}

// walk reads the fields of one struct; embedded structs are read in place, so
// that promoted fields map as if they stood in the outer struct. within holds the
// structs being read, outermost first.
func (c *compiler) walk(at place, t reflect.Type, within []reflect.Type) {
	for i := range t.NumField() {
		field := t.Field(i)
		text, tagged := field.Tag.Lookup(tag.Key)
		here := at.field(i, field.Name)
		if tag.IsCut(string(field.Tag)) {
			c.fail(here.path, string(field.Tag), cutTag, "")
			continue
		}
		switch {
		case field.Anonymous && (field.Type == nodeMarker || field.Type == relationshipMarker):
			if len(at.index) == 0 { // what an embedded base type is, its embedder is not
				c.marker(here.path, field.Type, text, tagged)
			}
		case at.prefix == "" && c.hidden(field.Name, here.index):
			c.entity.Foreign = true
		case field.Anonymous && !tagged && c.embeddable(field.Type):
			c.descend(here, field.Type, within)
		case !field.IsExported():
			c.entity.Foreign = true
			if tagged && text != "-" {
				c.fail(here.path, text, "the field is not exported, so it cannot be mapped; export it or remove the tag", "")
			}
		default:
			c.field(here, field, text, within)
		}
	}
}

// embeddable tells a struct that is flattened from one that is a value.
func (c *compiler) embeddable(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return false
	}
	_, err := c.options.Types.ValueOf(t)
	return err != nil
}

// hidden tells whether Go itself hides a promoted field behind one of the same
// name nearer to the outside: what a program cannot reach as p.ID is not mapped.
// Two at one depth hide each other in Go; they are left to clash by name here.
func (c *compiler) hidden(name string, index []int) bool {
	visible, ok := c.entity.Type.FieldByName(name)
	return ok && len(visible.Index) < len(index)
}

// descend reads a struct, or the one a pointer leads to, as part of the outer one.
func (c *compiler) descend(at place, t reflect.Type, within []reflect.Type) {
	if t.Kind() == reflect.Pointer {
		if !c.settable(at, t) {
			return
		}
		t = t.Elem()
	}
	if slices.Contains(within, t) {
		c.fail(at.path, "", fmt.Sprintf("%s contains itself here, so its properties would never end; tag the field `neo4j:\"-\"`", t), "")
		return
	}
	at.path += "."
	c.walk(at, t, append(slices.Clone(within), t))
}

// settable refuses an embedded pointer to a struct that is not exported, which
// reflection could not allocate.
func (c *compiler) settable(at place, t reflect.Type) bool {
	field := c.entity.Type.FieldByIndex(at.index)
	if field.IsExported() {
		return true
	}
	c.fail(at.path, "", fmt.Sprintf("%s is embedded by a pointer and not exported, so it cannot be allocated; embed it by value", t), "")
	return false
}

func (c *compiler) marker(name string, marker reflect.Type, text string, tagged bool) {
	switch {
	case marker == relationshipMarker && (tagged || c.relationship == nil):
		c.relationshipMarker(name, text)
	case marker == nodeMarker && c.node == nil:
		c.fail(name, text, "a struct is a node or a relationship, not both; remove one of the markers", "")
	case marker == nodeMarker && tagged:
		c.nodeMarker(name, text)
	}
}

// nodeMarker reads the tag of an embedded Node: the labels.
func (c *compiler) nodeMarker(name, text string) {
	labels, problem := markerNames(text, false)
	if problem != "" {
		c.fail(name, text, problem, "")
		return
	}
	c.node.Labels = labels
}

// nameProblem says why the graph cannot have a name, "" when it can. All other
// names can be written, however odd.
func nameProblem(name string) string {
	switch {
	case name == "":
		return "a name in the graph cannot be empty"
	case strings.ContainsRune(name, 0):
		return fmt.Sprintf("the name %q contains NUL, which Neo4j does not accept", name)
	case !utf8.ValidString(name):
		return fmt.Sprintf("the name %q is not valid UTF-8", name)
	}
	return ""
}

// nameFrom derives the label or the relationship's type from the name of the struct.
func (c *compiler) nameFrom(derive func(string) string, remedy string) string {
	name := derive(bareTypeName(c.entity.Type.Name()))
	if name == "" {
		c.fail("", "", "the type has no name to make one of in the graph; embed "+remedy, "")
	} else if problem := nameProblem(name); problem != "" {
		c.fail("", "", problem, "")
	}
	return name
}

// field compiles one field: a property, or several where it is inline.
func (c *compiler) field(at place, field reflect.StructField, text string, within []reflect.Type) {
	parsed, err := tag.Parse(text)
	if err != nil {
		c.fail(at.path, text, err.Error(), "")
		return
	}
	role := roleOf(parsed)
	if role == SkipRole {
		c.entity.Foreign = true
		return
	}
	if role == EdgeRole {
		c.edge(at, field.Type, text, parsed)
		return
	}
	before := len(c.mistakes)
	for _, option := range parsed.Options {
		if problem, meant := optionProblem(option); problem != "" {
			c.fail(at.path, text, problem, meant)
		}
	}
	if len(c.mistakes) > before {
		return
	}
	switch role {
	case InlineRole:
		c.inline(at, field.Type, text, parsed, within)
	case EndRole, StartRole:
		c.end(at, field.Type, text, parsed)
	case SystemRole:
		c.system(at, field.Type, text, parsed)
	default:
		c.property(at, field, text, parsed)
	}
}

func (c *compiler) property(at place, field reflect.StructField, text string, parsed tag.Tag) {
	name := parsed.Name
	if name == "" {
		name = c.options.Naming.Property(field.Name)
	}
	property := &Property{Name: at.prefix + name, Field: at.path, GoName: at.path, Index: at.index}
	if promoted, ok := c.entity.Type.FieldByName(field.Name); ok && slices.Equal(promoted.Index, at.index) {
		property.GoName = field.Name
	}
	if problem := nameProblem(property.Name); problem != "" {
		c.fail(at.path, text, problem, "")
		return
	}
	var err error
	if property.Value, err = c.value(field.Type, parsed); err != nil {
		c.fail(at.path, text, err.Error(), "")
		return
	}
	if first := c.byName[property.Name]; first != nil {
		c.fail(at.path, text, fmt.Sprintf("the property %q is the field %s already; give one of them another name", property.Name, first.Field), "")
		return
	}
	c.byName[property.Name] = property
	for _, option := range parsed.Options {
		c.apply(property, text, option)
	}
	c.combine(property, text)
	c.entity.Properties = append(c.entity.Properties, property)
}

// value classifies a field's type; two options decide over its head.
func (c *compiler) value(t reflect.Type, parsed tag.Tag) (*Value, error) {
	for _, option := range parsed.Options {
		switch option.Name {
		case "json":
			return &Value{Kind: JSON, Type: t}, nil
		case "duration":
			value, err := c.options.Types.ValueOf(t)
			if err != nil {
				return nil, err
			}
			return value.asDuration(), nil
		case "codec":
			codec := c.options.Types.Named[option.Value]
			if codec == nil {
				return nil, fmt.Errorf("no codec is called %q; ogm.WithNamedCodec adds one", option.Value)
			}
			if codec.Type != t {
				return nil, fmt.Errorf("the codec %q is for %s, and the field is %s", option.Value, codec.Type, t)
			}
			return &Value{Kind: Custom, Type: t, Codec: codec}, nil
		}
	}
	return c.options.Types.ValueOf(t)
}

func has(parsed tag.Tag, option string) bool {
	return slices.ContainsFunc(parsed.Options, func(o tag.Option) bool { return o.Name == option })
}

// finish gathers what stands on several fields, or gives all mistakes. label is the
// node's label or the relationship's type.
func (c *compiler) finish(label string) error {
	e := c.entity
	var names []string
	for i, property := range e.Properties {
		property.Position = i
		if property.Key {
			e.Key = append(e.Key, property)
			names = append(names, property.Name)
		}
	}
	if len(names) > 0 && c.relationship == nil { // that of a relationship tells apart those between two nodes, and others may have it, too
		e.Constraints = append([]Constraint{{Kind: KeyConstraint, Properties: names}}, e.Constraints...)
	}
	entityType := NodeEntity
	if c.relationship != nil {
		entityType = RelationshipEntity
	}
	for i := range e.Constraints {
		e.Constraints[i].Label, e.Constraints[i].EntityType = label, entityType
	}
	for i := range e.Indexes {
		e.Indexes[i].Labels, e.Indexes[i].EntityType = []string{label}, entityType
	}
	c.redundancies()
	return errors.Join(c.mistakes...)
}
