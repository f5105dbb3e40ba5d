package schema

import (
	"fmt"
	"strings"

	"github.com/go-ogm/ogm/internal/tag"
)

// redundancies refuses what a database would: two rules or indexes for one thing, and two
// things with one name, which constraints and indexes share.
func (c *compiler) redundancies() {
	named := map[string]string{}
	claim := func(name, what, property string) {
		if first, taken := named[name]; taken && name != "" {
			c.failAt(property, fmt.Sprintf("the name %q is that of a %s already, and constraints and indexes share their names; give one of them another", name, first))
			return
		}
		named[name] = what
	}
	for i, constraint := range c.entity.Constraints {
		last := constraint.Properties[len(constraint.Properties)-1]
		claim(constraint.Name, constraintNames[constraint.Kind], last)
		for _, other := range c.entity.Constraints[:i] {
			if other.unique() && constraint.unique() && sameSet(other.Properties, constraint.Properties) {
				c.failAt(last, fmt.Sprintf("%s is unique already, by the key or another unique; remove unique", strings.Join(constraint.Properties, ", ")))
			}
		}
	}
	for i, index := range c.entity.Indexes {
		last := index.Properties[len(index.Properties)-1]
		claim(index.Name, indexNames[index.Kind], last)
		for _, constraint := range c.entity.Constraints {
			if index.Kind == RangeIndex && constraint.unique() && index.on(constraint) {
				c.failAt(last, "a key or a unique property has an index already, that of its constraint; remove index")
			}
		}
		for _, other := range c.entity.Indexes[:i] {
			if other.Kind == index.Kind && other.sameThing(index) {
				c.failAt(last, fmt.Sprintf("there is a %s on the same properties already, and a database has one; remove one of them", indexNames[index.Kind]))
			}
		}
	}
}

// failAt is fail for the field of a property.
func (c *compiler) failAt(property, problem string) {
	field := c.byName[property]
	c.fail(field.Field, c.entity.Type.FieldByIndex(field.Index).Tag.Get(tag.Key), problem, "")
}
