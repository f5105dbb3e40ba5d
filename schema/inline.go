package schema

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/go-ogm/ogm/internal/tag"
)

// MapField describes a map whose entries are properties with a common prefix.
type MapField struct {
	Prefix string // of the properties: "extra."
	Field  string // in Go
	Index  []int
	Type   reflect.Type
	Elem   *Value // what an entry holds; nil for any
}

// SystemField describes a field that holds what a node is, not what it has.
type SystemField struct {
	Field string
	Index []int
}

// inline spreads a struct or a map over properties that share a prefix.
func (c *compiler) inline(at place, t reflect.Type, text string, parsed tag.Tag, within []reflect.Type) {
	if len(parsed.Options) > 1 {
		c.fail(at.path, text, "inline has no options beside it; put them on the fields inside", "")
		return
	}
	at.prefix += parsed.Name
	if t.Kind() == reflect.Map {
		c.inlineMap(at, t, text)
		return
	}
	if !c.embeddable(t) {
		c.fail(at.path, text, fmt.Sprintf("inline is for a struct, a pointer to one, or a map with string keys, not for %s", t), "")
		return
	}
	c.descend(at, t, within)
}

func (c *compiler) inlineMap(at place, t reflect.Type, text string) {
	field := MapField{Prefix: at.prefix, Field: at.path, Index: at.index, Type: t}
	switch {
	case t.Key().Kind() != reflect.String:
		c.fail(at.path, text, fmt.Sprintf("the keys of an inline map become property names, so they are strings, not %s", t.Key()), "")
		return
	case field.Prefix == "":
		c.fail(at.path, text, "an inline map needs a prefix that tells its properties from others, such as `neo4j:\"extra.,inline\"`", "")
		return
	case t.Elem() != reflect.TypeFor[any]():
		elem, err := c.options.Types.ValueOf(t.Elem())
		if err != nil {
			c.fail(at.path, text, err.Error(), "")
			return
		}
		field.Elem = elem
	}
	c.entity.Maps = append(c.entity.Maps, field)
}

// collisions finds names that an entry of an inline map could take from a field,
// or from another map.
func (c *compiler) collisions() {
	for i, field := range c.entity.Maps {
		for _, property := range c.entity.Properties {
			if strings.HasPrefix(property.Name, field.Prefix) {
				c.fail(field.Field, "", fmt.Sprintf("an entry of the inline map could be the property %q of the field %s; choose another prefix than %q", property.Name, property.Field, field.Prefix), "")
			}
		}
		for _, other := range c.entity.Maps[:i] {
			if strings.HasPrefix(other.Prefix, field.Prefix) || strings.HasPrefix(field.Prefix, other.Prefix) {
				c.fail(field.Field, "", fmt.Sprintf("the prefix %q and the prefix %q of the field %s overlap", field.Prefix, other.Prefix, other.Field), "")
			}
		}
	}
}

// system compiles a field of elementId or labels.
func (c *compiler) system(at place, t reflect.Type, text string, parsed tag.Tag) {
	word, role, want := "elementId", &c.entity.ElementID, reflect.TypeFor[string]()
	if has(parsed, "labels") {
		if c.node == nil {
			c.fail(at.path, text, "a relationship has a type and no labels; remove the field", "")
			return
		}
		word, role, want = "labels", &c.node.RuntimeLabels, reflect.TypeFor[[]string]()
	}
	switch {
	case parsed.Name != "" || len(parsed.Options) > 1:
		c.fail(at.path, text, fmt.Sprintf("the field is no property, so it has no name and no other option; write `neo4j:\",%s\"`", word), "")
	case t != want:
		c.fail(at.path, text, fmt.Sprintf("the option %q needs a field of type %s, not %s", word, want, t), "")
	case *role != nil:
		c.fail(at.path, text, fmt.Sprintf("the field %s has the option %q already, and a type has one such field", (*role).Field, word), "")
	default:
		*role = &SystemField{Field: at.path, Index: at.index}
	}
}
