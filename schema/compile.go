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

var nodeMarker = reflect.TypeFor[Node]()

// compileNode is pure: the same type and options give the same descriptor or the
// same mistakes. All mistakes of a type are reported together.
func compileNode(t reflect.Type, options Options) (*NodeType, error) {
	c := compiler{
		options: options,
		node:    &NodeType{Type: t, Name: typeName(t)},
		byName:  map[string]*Property{},
		groups:  map[groupKey]int{},
	}
	c.walk(t, nil, "", []reflect.Type{t})
	if len(c.node.Labels) == 0 {
		c.labelFromName()
	}
	if len(c.node.Properties) == 0 && len(c.mistakes) == 0 {
		c.fail("", "", "the struct has no exported field to map", "")
	}
	if len(c.mistakes) > 0 {
		return nil, errors.Join(c.mistakes...)
	}
	c.finish()
	return c.node, nil
}

// compiler is the state of one compileNode.
type compiler struct {
	options  Options
	node     *NodeType
	byName   map[string]*Property
	groups   map[groupKey]int // constraints and indexes that share a name, by position
	mistakes []error
}

func (c *compiler) fail(field, tagText, problem, meant string) {
	c.mistakes = append(c.mistakes, &TagError{Type: c.node.Type, Field: field, Tag: tagText, Problem: problem, Meant: meant})
}

// walk reads the fields of one struct; embedded structs are read in place, so
// that promoted fields map as if they stood in the outer struct. within holds the
// structs being read, outermost first.
func (c *compiler) walk(t reflect.Type, index []int, path string, within []reflect.Type) {
	for i := range t.NumField() {
		field := t.Field(i)
		text, tagged := field.Tag.Lookup(tag.Key)
		at := append(slices.Clone(index), i)
		name := path + field.Name
		switch {
		case field.Type == nodeMarker && field.Anonymous:
			c.marker(name, text, tagged, len(index) == 0)
		case c.hidden(field.Name, at):
		case field.Anonymous && !tagged && c.embeddable(field.Type):
			c.embed(field, at, name, within)
		case !field.IsExported():
			if tagged && text != "-" {
				c.fail(name, text, "the field is not exported, so it cannot be mapped; export it or remove the tag", "")
			}
		default:
			c.field(field, at, name, text)
		}
	}
}

// embeddable tells a struct that is flattened from one that is a value.
func (c *compiler) embeddable(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && !isTime(t) && !slices.Contains(c.options.Native, t)
}

// hidden tells whether Go itself hides a promoted field behind one of the same
// name nearer to the outside: what a program cannot reach as p.ID is not mapped.
// Two at one depth hide each other in Go; they are left to clash by name here.
func (c *compiler) hidden(name string, at []int) bool {
	visible, ok := c.node.Type.FieldByName(name)
	return ok && len(visible.Index) < len(at)
}

func (c *compiler) embed(field reflect.StructField, at []int, name string, within []reflect.Type) {
	if field.Type.Kind() == reflect.Pointer {
		c.fail(name, "", "an embedded pointer is not mapped; embed the struct by value or tag it `neo4j:\"-\"`", "")
		return
	}
	if slices.Contains(within, field.Type) {
		return // only through a pointer could this be; the compiler of Go has refused the rest
	}
	c.walk(field.Type, at, name+".", append(slices.Clone(within), field.Type))
}

func (c *compiler) marker(name, text string, tagged, outermost bool) {
	if !tagged || !outermost {
		return // an embedded base type's labels are not its embedder's
	}
	labels, err := tag.Labels(text)
	if err != nil {
		c.fail(name, text, err.Error(), "")
		return
	}
	for _, label := range labels {
		if problem := nameProblem(label); problem != "" {
			c.fail(name, text, problem, "")
			return
		}
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

func (c *compiler) labelFromName() {
	label := c.options.Naming.Label(bareTypeName(c.node.Type.Name()))
	if label == "" {
		c.fail("", "", "the type has no name to make a label of; embed ogm.Node with a tag such as `neo4j:\"Person\"`", "")
		return
	}
	if problem := nameProblem(label); problem != "" {
		c.fail("", "", problem, "")
		return
	}
	c.node.Labels = []string{label}
}

// field compiles one property.
func (c *compiler) field(field reflect.StructField, at []int, name, text string) {
	parsed, err := tag.Parse(text)
	if err != nil {
		c.fail(name, text, err.Error(), "")
		return
	}
	if parsed.Skip {
		return
	}
	if parsed.Arrow != nil {
		c.relationship(name, text, parsed)
		return
	}
	property := &Property{Name: parsed.Name, Field: name, Index: at, Position: len(c.node.Properties)}
	if property.Name == "" {
		property.Name = c.options.Naming.Property(field.Name)
	}
	if problem := nameProblem(property.Name); problem != "" {
		c.fail(name, text, problem, "")
		return
	}
	before := len(c.mistakes)
	for _, option := range parsed.Options {
		c.known(name, text, option)
	}
	if len(c.mistakes) > before {
		return
	}
	property.Value, err = ValueOf(field.Type, c.options.Native)
	if err != nil {
		c.fail(name, text, err.Error(), "")
		return
	}
	for _, option := range parsed.Options {
		c.apply(property, text, option)
	}
	c.combine(property, text)
	if first := c.byName[property.Name]; first != nil {
		c.fail(name, text, fmt.Sprintf("the property %q is the field %s already; give one of them another name", property.Name, first.Field), "")
		return
	}
	c.byName[property.Name] = property
	c.node.Properties = append(c.node.Properties, property)
}

// relationship answers for fields with an arrow. A property's option on one is
// reported first, since it stays wrong whatever else is mended.
func (c *compiler) relationship(name, text string, parsed tag.Tag) {
	for _, option := range parsed.Options {
		if !slices.Contains(edgeOptions, option.Name) {
			c.fail(name, text, fmt.Sprintf("the option %q is for properties, and an arrow makes the field a relationship", option.Name), "")
			return
		}
	}
	c.fail(name, text, "relationship fields are not mapped by this version; tag the field `neo4j:\"-\"`", "")
}

// finish gathers what stands on several fields.
func (c *compiler) finish() {
	var names []string
	for i, property := range c.node.Properties {
		property.Position = i
		if property.Key {
			c.node.Key = append(c.node.Key, property)
			names = append(names, property.Name)
		}
	}
	if len(names) > 0 {
		key := Constraint{Kind: KeyConstraint, Label: c.node.Label(), Properties: names}
		c.node.Constraints = append([]Constraint{key}, c.node.Constraints...)
	}
	for i := range c.node.Constraints {
		c.node.Constraints[i].Label = c.node.Label()
	}
	for i := range c.node.Indexes {
		c.node.Indexes[i].Label = c.node.Label()
	}
}
