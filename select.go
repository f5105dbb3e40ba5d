package ogm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Select reads columns of nodes into rows, as Query reads them: one round trip. Of a
// Selection, Row is a struct whose fields are properties of T, by tag or by name, and
// these alone are sent. Of a Projection, its fields are the columns that were chosen.
//
//	cards, err := ogm.Select[Card](ctx, people.Match(Born.Gt(1960)))
//	names, err := ogm.Select[string](ctx, people.Match().Select(Name).Distinct())
//
// A null needs a place: a pointer, or a field with omitempty, which a property with
// omitempty needs here, too. Inside a unit or Tx nothing is tracked. Of what was compiled,
// args are the values of its placeholders.
func Select[Row any](ctx context.Context, from Selectable, args ...query.Args) ([]Row, error) {
	if from == nil {
		return nil, fmt.Errorf("ogm: Select of nothing; pass what Match gives")
	}
	stmt, in, err := from.selected(ctx, reflect.TypeFor[Row](), args)
	if err != nil {
		return nil, err
	}
	result, err := Query[Row](ctx, in, stmt)
	if err != nil {
		return nil, err
	}
	return result.Records, nil
}

// Selectable is what Select reads: a Selection or a Projection, and what Compile makes of them.
type Selectable interface {
	// selected gives the statement for rows of a type, and where it is sent.
	selected(ctx context.Context, row reflect.Type, args []query.Args) (query.Statement, Querier, error)
}

// Projection makes rows of nodes of type T: columns, groups and aggregates of them. Like a
// Selection it is a value, and Select reads it.
type Projection[T any] struct {
	core projection
}

// projection is a Projection without its type.
type projection struct {
	source   *source
	in       Querier
	rows     query.Projection
	prepared *prepared // of a CompiledProjection
}

// Select makes rows of the nodes, with a column for each property, number of relationships
// or aggregate. Order and limit of the selection come first: what it leaves out is in no row
// and no group.
//
//	people.Match().Select(Name, Born.As("year"), Friends.Count().As("friends"))
func (s Selection[T, O]) Select(columns ...query.Column[T]) Projection[T] {
	return s.project().Select(columns...)
}

// GroupBy makes one row of all nodes that have the same values, to which Select adds
// aggregates. Without these the rows are the values that there are.
//
//	people.Match().GroupBy(Born).Select(query.CountAll[Person]().As("people"))
func (s Selection[T, O]) GroupBy(columns ...query.Column[T]) Projection[T] {
	return s.project().GroupBy(columns...)
}

func (s Selection[T, O]) project() Projection[T] { return Projection[T]{s.core.project()} }

func (s selection) project() projection {
	if s.reader == nil {
		return projection{}
	}
	return projection{source: s.reader.source, in: s.reader.querier(), rows: s.find.Project()}
}

// Select adds columns behind those that are there.
func (p Projection[T]) Select(columns ...query.Column[T]) Projection[T] {
	p.core.rows = p.core.rows.Select(query.ColumnsOf(columns))
	return p
}

// GroupBy adds columns whose values make the groups. They come first in a row, but for
// those that Select names too.
func (p Projection[T]) GroupBy(columns ...query.Column[T]) Projection[T] {
	p.core.rows = p.core.rows.GroupBy(query.ColumnsOf(columns))
	return p
}

// Distinct keeps one of equal rows.
func (p Projection[T]) Distinct() Projection[T] {
	p.core.rows = p.core.rows.Distinct()
	return p
}

// OrderBy sorts rows by their columns, such as Born.Asc() and query.CountAll[Person]().Desc().
// Without it they have the order of the selection, unless they are groups or distinct.
func (p Projection[T]) OrderBy(orders ...query.Order[T]) Projection[T] {
	p.core.rows = p.core.rows.OrderBy(query.OrdersOf(orders))
	return p
}

// Limit keeps the first n rows.
func (p Projection[T]) Limit(n int) Projection[T] {
	p.core.rows = p.core.rows.Limit(n)
	return p
}

func (p Projection[T]) selected(ctx context.Context, row reflect.Type, args []query.Args) (query.Statement, Querier, error) {
	return p.core.selected(ctx, row, args)
}

var errEmptyProjection = errors.New("ogm: the projection is empty; make it by Select or GroupBy of what Match gives")

func (p projection) selected(ctx context.Context, row reflect.Type, args []query.Args) (query.Statement, Querier, error) {
	if p.source == nil {
		return query.Statement{}, nil, errEmptyProjection
	}
	stmt, err := rowsOf(ctx, p.source, p.prepared, row, args, func() (query.Projection, error) { return p.rows, nil })
	return stmt, p.in, err
}

// rowsOf gives the statement for rows of a type, with the values of its placeholders.
func rowsOf(ctx context.Context, from *source, kept *prepared, row reflect.Type, args []query.Args, rows func() (query.Projection, error)) (query.Statement, error) {
	server, err := from.db.client.Server(ctx)
	if err != nil {
		return query.Statement{}, err
	}
	stmt, _, err := kept.text(preparedID{"rows", server.Dialect, row}, func() (query.Statement, []query.Level, error) {
		projected, err := rows()
		if err != nil {
			return query.Statement{}, nil, err
		}
		stmt, err := projected.Rows(from.setting(server.Dialect), calledAs(row))
		return stmt, nil, err
	})
	if err != nil {
		return stmt, err
	}
	return kept.bind(stmt, joined(args))
}

// calledAs names the columns of properties so that a row's fields find them: like the
// field of the same name in Go, unless another asks for the property by its tag.
func calledAs(row reflect.Type) func(*schema.Property) string {
	var fields []schema.RowField
	if isStruct(&row) {
		fields, _ = schema.RowFields(row) // an error comes again where the rows are read
	}
	return func(property *schema.Property) string {
		for _, field := range fields {
			if field.Column == property.Name {
				return property.Name
			}
		}
		for _, field := range fields {
			if field.Column == "" && field.Field == property.GoName {
				return field.Field
			}
		}
		return property.Name
	}
}

// isStruct tells a struct, or a pointer to one, which it gives.
func isStruct(t *reflect.Type) bool {
	if (*t).Kind() == reflect.Pointer {
		*t = (*t).Elem()
	}
	return (*t).Kind() == reflect.Struct
}

func (s Selection[T, O]) selected(ctx context.Context, row reflect.Type, args []query.Args) (query.Statement, Querier, error) {
	return s.core.selected(ctx, row, args)
}

func (s selection) selected(ctx context.Context, row reflect.Type, args []query.Args) (query.Statement, Querier, error) {
	if err := s.check(); err != nil {
		return query.Statement{}, nil, err
	}
	stmt, err := rowsOf(ctx, s.reader.source, s.prepared, row, args, func() (query.Projection, error) { return s.projected(row) })
	return stmt, s.reader.querier(), err
}

// projected makes rows with the properties that a projection struct has fields for.
func (s selection) projected(row reflect.Type) (query.Projection, error) {
	node := s.reader.node
	fields, err := s.rowFields(row)
	if err != nil {
		return query.Projection{}, err
	}
	var columns query.Columns
	taken := map[string]*schema.Property{}
	for _, field := range fields {
		property := propertyFor(node, field)
		if property == nil {
			return query.Projection{}, noProperty(node, row, field)
		}
		name := field.Column
		if name == "" {
			name = field.Field
		}
		if taken[name] == property { // by another field of the row
			continue
		}
		taken[name] = property
		columns = append(columns, query.ColumnOf(node, property, name))
	}
	return s.find.Project().Select(columns), nil
}

// rowFields gives the fields of a projection struct.
func (s selection) rowFields(row reflect.Type) ([]schema.RowField, error) {
	if !isStruct(&row) || s.reader.db.isValue(row) {
		return nil, fmt.Errorf("ogm: %s is no struct whose fields are properties of %s; use one, or say by Select which columns a row has", row, s.reader.node.Name)
	}
	if schema.IsNode(row) || schema.IsRelationship(row) {
		return nil, fmt.Errorf("ogm: %s stands for a whole node or relationship; load nodes by All, or leave out what it embeds", row)
	}
	return schema.RowFields(row)
}

// isValue tells a type that is one value, also where it is a struct, such as a time.
func (db *DB) isValue(t reflect.Type) bool {
	_, err := db.registry.ValueOf(t)
	return err == nil
}

// propertyFor finds the property that a field of a row stands for: by its tag, by the name
// of the field in Go, then by the property's name without case.
func propertyFor(node *schema.NodeType, field schema.RowField) *schema.Property {
	if field.Column != "" {
		return node.ByName(field.Column)
	}
	for _, fits := range []func(*schema.Property) bool{
		func(p *schema.Property) bool { return p.GoName == field.Field },
		func(p *schema.Property) bool { return strings.EqualFold(p.Name, field.Field) },
	} {
		if i := slices.IndexFunc(node.Properties, fits); i >= 0 {
			return node.Properties[i]
		}
	}
	return nil
}

func noProperty(node *schema.NodeType, row reflect.Type, field schema.RowField) error {
	names := make([]string, len(node.Properties))
	for i, property := range node.Properties {
		names[i] = property.Name
	}
	asked := field.Field
	if field.Column != "" {
		asked += " (" + field.Column + ")"
	}
	return fmt.Errorf("ogm: %s.%s: %s has no such property; it has %s; name one in the tag, or skip the field with `neo4j:\"-\"`", nameOf(row), asked, node.Name, strings.Join(names, ", "))
}

// nameOf is what a row is called in messages.
func nameOf(row reflect.Type) string {
	if isStruct(&row) && row.Name() != "" {
		return row.Name()
	}
	return "row"
}
