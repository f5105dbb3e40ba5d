package query

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/schema"
)

// Column is a value that rows have of nodes of type T: a Property, a number of
// relationships, or an aggregate of many nodes, each with a name of its own by As.
type Column[T any] interface{ columnOf(*T) column }

// Value is what an aggregate is made of: a Property, or a number of relationships.
type Value[T any] interface{ valueOf(*T) expression }

// column is an expression with the name that it has in the result.
type column struct {
	value expression
	name  string
	named bool // by As; if not, it is called what it is
}

// Named is a column with a name that the program has chosen.
type Named[T any] struct {
	column column
}

func (p Property[T, V]) columnOf(*T) column { return column{value: propertyValue(p)} } //nolint:unused // by Column, which the linter does not see through the type parameter

func (p Property[T, V]) valueOf(*T) expression { return propertyValue(p) } //nolint:unused // by Value, likewise

func (c Counted[T]) columnOf(*T) column { return column{value: c.count} } //nolint:unused // likewise

func (c Counted[T]) valueOf(*T) expression { return c.count } //nolint:unused // likewise

func (n Named[T]) columnOf(*T) column { return n.column } //nolint:unused // likewise

// As makes a column of the property that has another name.
func (p Property[T, V]) As(name string) Named[T] { return as[T](propertyValue(p), name) }

// As makes a column of the number.
//
//	people.Match().Select(Name, Friends.Count().As("friends"))
func (c Counted[T]) As(name string) Named[T] { return as[T](c.count, name) }

// Asc sorts rows by the column, smallest first.
func (n Named[T]) Asc() Order[T] { return Order[T]{sortKey{value: n.column.value}} }

// Desc sorts rows by the column, greatest first.
func (n Named[T]) Desc() Order[T] { return Order[T]{sortKey{value: n.column.value, descending: true}} }

func as[T any](value expression, name string) Named[T] {
	return Named[T]{column{value, name, true}}
}

// ColumnOf makes a column of a property by its descriptor, for who has no handle.
func ColumnOf(node *schema.NodeType, property *schema.Property, name string) column { //nolint:revive // it is put among Columns
	return column{propertyValue{&field{owner: node.Type, index: property.Index, name: property.Field}}, name, true}
}

// propertyValue is a property as an expression.
type propertyValue struct {
	field *field
}

func (e propertyValue) write(s *scope) { s.operand(e.field) }

// Columns are columns without their type.
type Columns []column

// ColumnsOf takes the type off columns.
func ColumnsOf[T any](columns []Column[T]) Columns {
	list := make(Columns, len(columns))
	for i, c := range columns {
		if c == nil {
			list[i] = column{value: mistake{errors.New("ogm: a column is nil; make columns by query.Prop, or by functions such as query.CountAll")}}
			continue
		}
		list[i] = c.columnOf(nil)
		if list[i].value == nil {
			list[i] = column{value: mistake{fmt.Errorf("ogm: a column of %s is empty; make it by As", reflect.TypeFor[T]().Name())}}
		}
	}
	return list
}

// Projection describes rows that are made of nodes: one for each node, or one for each
// group of nodes. Like Choice it is a value without a type.
type Projection struct {
	choice   Choice
	keys     []column
	columns  []column
	order    []sortKey
	distinct bool
	limit    limit
}

// Project makes rows of the nodes.
func (f Choice) Project() Projection { return Projection{choice: f} }

// Select adds columns behind those that are there.
func (p Projection) Select(columns Columns) Projection {
	p.columns = append(p.columns[:len(p.columns):len(p.columns)], columns...)
	return p
}

// GroupBy adds columns whose values make the groups: a row is made of all nodes that have
// the same. They come first in a row, but for those that Select names too.
func (p Projection) GroupBy(columns Columns) Projection {
	p.keys = append(p.keys[:len(p.keys):len(p.keys)], columns...)
	return p
}

// Distinct keeps one of equal rows.
func (p Projection) Distinct() Projection {
	p.distinct = true
	return p
}

// OrderBy adds sort keys for the rows, which are among their columns.
func (p Projection) OrderBy(orders Orders) Projection {
	p.order = append(p.order[:len(p.order):len(p.order)], orders...)
	return p
}

// Limit keeps the first n rows; the last call counts.
func (p Projection) Limit(n int) Projection {
	p.limit = limitOf(n)
	return p
}

// Rows gives the statement that returns the rows. name says what a property is called
// that has no other name; nil for what it is called in the graph.
func (p Projection) Rows(setting Setting, name func(*schema.Property) string) (Statement, error) {
	s := p.choice.match(setting)
	p.choice.shorten(s)
	columns := p.laidOut()
	s.checkColumns(columns, p.keys)
	s.nameColumns(columns, name)
	c := clause{word: "RETURN"}
	if p.distinct || len(p.keys) > 0 && !slices.ContainsFunc(columns, isAggregate) {
		c.word = "RETURN DISTINCT"
	}
	for _, column := range columns {
		c.more = append(c.more, column.item())
	}
	c.order, c.limit = p.sorted(columns)
	s.put(c)
	return s.statement()
}

func (c column) item() item {
	if c.name == "" {
		return item{value: c.value}
	}
	return item{c.value, alias(c.name)}
}

// laidOut gives the columns in their order.
func (p Projection) laidOut() []column {
	var list []column
	for _, key := range p.keys {
		if !key.isAmong(p.columns) && !key.isAmong(list) {
			list = append(list, key)
		}
	}
	return append(list, p.columns...)
}

// isAmong tells whether columns have the same, under a name that As may have given.
func (c column) isAmong(columns []column) bool {
	return slices.ContainsFunc(columns, func(other column) bool {
		return isSame(c.value, other.value) && (!c.named || c.name == other.name)
	})
}

// isSame tells whether two values of columns are the same, whichever handles they were made of.
func isSame(a, b expression) bool {
	switch a := a.(type) {
	case propertyValue:
		b, is := b.(propertyValue)
		return is && a.field.is(b.field)
	case aggregate:
		b, is := b.(aggregate)
		if !is || (a.of == nil) != (b.of == nil) || a.of != nil && !isSame(a.of, b.of) {
			return false
		}
		a.of, b.of = nil, nil
		return reflect.DeepEqual(a, b)
	case count:
		if b, is := b.(count); is && a.path.edge.field.is(b.path.edge.field) {
			a.path.edge.field = b.path.edge.field
			return reflect.DeepEqual(expression(a), expression(b))
		}
	}
	return reflect.DeepEqual(a, b)
}

// find gives the column with a value.
func find(columns []column, value expression) *column {
	at := slices.IndexFunc(columns, func(c column) bool { return isSame(c.value, value) })
	if at < 0 {
		return nil
	}
	return &columns[at]
}

func isAggregate(c column) bool {
	_, is := c.value.(aggregate)
	return is
}

// checkColumns refuses what Cypher would give another meaning: a column beside an
// aggregate groups there, whether that was meant or not.
func (s *scope) checkColumns(columns, keys []column) {
	if len(columns) == 0 {
		s.Fail(fmt.Errorf("ogm: rows of %s have no columns; name some in Select, or pass the selection itself with a row whose fields are properties", s.typeName()))
	}
	for _, key := range keys {
		if isAggregate(key) {
			s.Fail(fmt.Errorf("ogm: nodes of %s are grouped by %s, which only a group has; it belongs into Select", s.typeName(), key))
		}
	}
	if len(keys) == 0 && !slices.ContainsFunc(columns, isAggregate) {
		return
	}
	for _, c := range columns {
		if _, failed := c.value.(mistake); !failed && !isAggregate(c) && find(keys, c.value) == nil {
			s.Fail(fmt.Errorf("ogm: %s differs within a group; add it to GroupBy, or take an aggregate of it", c))
		}
	}
}

// String says what a column is, for messages.
func (c column) String() string {
	switch value := c.value.(type) {
	case propertyValue:
		return value.field.String()
	case aggregate:
		return "query." + value.maker
	case count:
		return "a number of relationships"
	}
	return "a column"
}

// nameColumns names those that As has not.
func (s *scope) nameColumns(columns []column, name func(*schema.Property) string) {
	for i := range columns {
		c := &columns[i]
		if !c.named {
			c.name = s.nameOf(c.value, name)
		}
		if c.named || c.name != "" {
			s.checkColumnName(columns[:i], *c)
		}
	}
}

// nameOf is what a column is called without As; "" after a mistake, which is reported
// where the column is written.
func (s *scope) nameOf(value expression, name func(*schema.Property) string) string {
	switch value := value.(type) {
	case aggregate:
		return value.function
	case count:
		return "count"
	case propertyValue:
		property := s.propertyAt(value.field)
		switch {
		case property == nil:
			return ""
		case name != nil:
			return name(property)
		}
		return property.Name
	}
	return ""
}

// propertyAt is find for a handle that may be wrong.
func (s *scope) propertyAt(f *field) *schema.Property {
	quiet := *s
	quiet.whole = &whole{}
	found, ok := quiet.find(f)
	if !ok {
		return nil
	}
	return found.property
}

func (s *scope) checkColumnName(before []column, c column) {
	switch {
	case c.name == "":
		s.Fail(fmt.Errorf("ogm: the name that As gives to %s is empty", c))
	case slices.ContainsFunc(before, func(other column) bool { return other.name == c.name }):
		s.Fail(fmt.Errorf("ogm: two columns are called %q; name one of them by As", c.name))
	}
}

// sorted gives the order and the limit of rows. They are sorted by the names of their
// columns: behind an aggregate, Cypher knows nothing else.
func (p Projection) sorted(columns []column) (order []sortKey, limit expression) {
	for _, key := range p.order {
		value := key.value
		if value == nil {
			value = propertyValue{key.field}
		}
		by := find(columns, value)
		if by == nil {
			none := mistake{fmt.Errorf("ogm: rows are sorted by %s, which is none of their columns; add it to Select, or sort the nodes before", column{value: value})}
			return append(order, sortKey{value: none}), nil
		}
		order = append(order, sortKey{value: alias(by.name), descending: key.descending})
	}
	return order, p.limit.value()
}

// Keys gives the statement that returns the nodes' keys in order, as lists in one column.
func (f Choice) Keys(setting Setting) (Statement, error) {
	s := f.match(setting)
	f.shorten(s)
	key := setting.Node.Key
	if len(key) == 0 {
		s.Fail(fmt.Errorf("ogm: %s has no key; tag a field with key", setting.Node.Name))
	}
	s.put(
		clause{word: "WITH", of: item{function{name: "collect", of: attributes{variable, key}}, word("ks")}},
		stepsThrough("ks"),
		clause{word: "RETURN", of: item{chunkOf("ks"), word("ks")}},
	)
	return s.statement()
}
