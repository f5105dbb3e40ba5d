package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Identified is embedded first: it, its first field and the struct around it have
// one address.
type Identified struct {
	Number int64 `neo4j:"number,key"`
	Stamp
}

// Stamp is embedded in what is embedded.
type Stamp struct {
	By string `neo4j:"by"`
}

// audited is embedded without being exported; its exported fields are.
type audited struct {
	Note *string `neo4j:"note"`
}

// Invoice has properties at every depth.
type Invoice struct {
	Identified
	schema.Node `neo4j:"Invoice"`
	audited

	Number2 int64  `neo4j:"second"`
	Sum     int64  `neo4j:"sum"`
	secret  string // not a property
	nested  struct{ Sum int64 }
	later   *Stamp
}

func TestPropFindsFields(t *testing.T) {
	for _, test := range []struct {
		name  string
		input query.Condition[Invoice]
		want  string
	}{
		{"first field of the first embedded struct", query.Prop(func(i *Invoice) *int64 { return &i.Number }).Gt(1), "n.number > $p0"},
		{"embedded in embedded", query.Prop(func(i *Invoice) *string { return &i.By }).Eq("x"), "n.by = $p0"},
		{"by the whole path", query.Prop(func(i *Invoice) *string { return &i.Identified.Stamp.By }).Eq("x"), "n.by = $p0"},
		{"embedded without being exported", query.Nullable(func(i *Invoice) **string { return &i.Note }).Eq("x"), "n.note = $p0"},
		{"pointer as it is", query.Prop(func(i *Invoice) **string { return &i.Note }).IsNull(), "n.note IS NULL"},
		{"after a marker without size", query.Prop(func(i *Invoice) *int64 { return &i.Number2 }).Eq(1), "n.second = $p0"},
		{"one of several of one type", query.Prop(func(i *Invoice) *int64 { return &i.Sum }).Eq(1), "n.sum = $p0"},
	} {
		stmt, err := query.Find[Invoice]{}.Where(test.input).Untyped().Count(setting[Invoice](t, cypher.Newest))
		require.NoError(t, err, test.name)
		assert.Equal(t, "MATCH (n:Invoice) WHERE "+test.want+" RETURN count(n) AS count", stmt.Text, test.name)
	}
}

// Shelf has fields that are reached through pointers.
type Shelf struct {
	*Label
	ID    string   `neo4j:"id,key"`
	Inner *Shelved `neo4j:"inner.,inline"`
	Next  *Shelf   `neo4j:"-"`
}

type Label struct {
	Text string `neo4j:"text"`
}

type Shelved struct {
	Depth int     `neo4j:"depth"`
	Note  *string `neo4j:"note"`
	Below *Label  `neo4j:"below.,inline"`
}

func TestPropThroughPointers(t *testing.T) {
	for _, test := range []struct {
		condition query.Condition[Shelf]
		want      string
	}{
		{query.Prop(func(s *Shelf) *string { return &s.Text }).Eq("x"), "n.text = $p0"},
		{query.Prop(func(s *Shelf) *int { return &s.Inner.Depth }).Eq(1), "n.`inner.depth` = $p0"},
		{query.Nullable(func(s *Shelf) **string { return &s.Inner.Note }).Eq("x"), "n.`inner.note` = $p0"},
		{query.Prop(func(s *Shelf) *string { return &s.Inner.Below.Text }).Eq("x"), "n.`inner.below.text` = $p0"},
	} {
		stmt, err := query.Find[Shelf]{}.Where(test.condition).Untyped().Count(setting[Shelf](t, cypher.Newest))
		require.NoError(t, err)
		assert.Equal(t, "MATCH (n:Shelf) WHERE "+test.want+" RETURN count(n) AS count", stmt.Text)
	}
	assert.Panics(t, func() { query.Prop(func(s *Shelf) *string { return &s.Next.Next.ID }) }, "a type within itself has no end")
	assert.Panics(t, func() { query.Prop(func(s *Shelf) *Label { return s.Label }) }, "what a pointer leads to is no field")
}

// A panic at the start of a program must say where and what to write instead.
func TestPropPanics(t *testing.T) {
	elsewhere := int64(1)
	for _, test := range []struct {
		name string
		make func()
		want string
	}{
		{
			"nil", func() { query.Prop(func(*Invoice) *int64 { return nil }) },
			"query.Prop: the function gives no address of an exported field of query_test.Invoice; write func(x *Invoice) *int64 { return &x.Field }",
		},
		{
			"nil for Nullable", func() { query.Nullable(func(*Invoice) **string { return nil }) },
			"query.Nullable: the function gives no address of an exported field of query_test.Invoice; write func(x *Invoice) **string { return &x.Field }",
		},
		{
			"pointer to something else", func() { query.Prop(func(*Invoice) *int64 { return &elsewhere }) },
			"query.Prop: the function gives no address of an exported field of query_test.Invoice; write func(x *Invoice) *int64 { return &x.Field }",
		},
		{
			"pointer to a copy", func() { query.Prop(func(i *Invoice) *int64 { c := *i; return &c.Sum }) },
			"query.Prop: the function gives no address of an exported field of query_test.Invoice; write func(x *Invoice) *int64 { return &x.Field }",
		},
		{
			"field that is not exported", func() { query.Prop(func(i *Invoice) *string { return &i.secret }) },
			"query.Prop: the function gives no address of an exported field of query_test.Invoice; write func(x *Invoice) *string { return &x.Field }",
		},
		{
			"field behind one that is not exported", func() { query.Prop(func(i *Invoice) *int64 { return &i.nested.Sum }) },
			"query.Prop: the function gives no address of an exported field of query_test.Invoice; write func(x *Invoice) *int64 { return &x.Field }",
		},
		{
			"field behind a pointer", func() { query.Prop(func(i *Invoice) *string { return &i.later.By }) },
			"query.Prop: the function gives no address of an exported field of query_test.Invoice; write func(x *Invoice) *string { return &x.Field }",
		},
		{
			"no function", func() { query.Prop[Invoice, int64](nil) },
			"query.Prop: the function is nil; write func(x *Invoice) *int64 { return &x.Field }",
		},
		{
			"no struct", func() { query.Prop(func(i *int) *int { return i }) },
			"query.Prop: int is not a struct; the function must take a pointer to a node struct",
		},
		{
			"pointer to a pointer", func() { query.Prop(func(i **Invoice) *int64 { return nil }) },
			"query.Prop: *query_test.Invoice is not a struct; the function must take a pointer to a node struct",
		},
	} {
		t.Run(test.name, func(t *testing.T) { assert.PanicsWithValue(t, test.want, test.make) })
	}
}
