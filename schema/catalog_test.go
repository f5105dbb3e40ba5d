package schema_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

// catalogOf gathers what struct types declare, those of relationships by their marker.
func catalogOf(t *testing.T, options schema.DeclareOptions, types ...any) (schema.Catalog, error) {
	t.Helper()
	reg := registry()
	for _, value := range types {
		var err error
		if typ := reflect.TypeOf(value); schema.IsRelationship(typ) {
			_, err = reg.Relationship(typ)
		} else {
			_, err = reg.Node(typ)
		}
		require.NoError(t, err)
	}
	return reg.Catalog(options)
}

type Author struct {
	schema.Node `neo4j:"Author:Person"`

	ID    string    `neo4j:"id,key"`
	Email string    `neo4j:"email,unique"`
	First string    `neo4j:"first,unique=full_name,fulltext=everything"`
	Last  string    `neo4j:"last,unique=full_name,fulltext=everything"`
	Born  time.Time `neo4j:"born,index,required,typed"`
}

// AuthorCard is another look at the same nodes.
type AuthorCard struct {
	schema.Node `neo4j:"Author"`

	ID    string    `neo4j:"id,key"`
	Email string    `neo4j:"email,index"` // which the other's constraint has
	Born  time.Time `neo4j:"born,index=birthday,typed"`
}

type Book struct {
	schema.Node `neo4j:"Book"`

	Shelf  string      `neo4j:"shelf,key"`
	Number int         `neo4j:"number,key"`
	Title  string      `neo4j:"title,fulltext=everything,text"`
	Plot   []float32   `neo4j:"plot,vector=384:cosine"`
	Prices []*int      `neo4j:"prices,typed"`
	Read   [][2]string `neo4j:"read,json,typed"`
}

type Wrote struct {
	schema.Relationship `neo4j:"WROTE"`

	ID    string `neo4j:"id,key"`
	Pages int    `neo4j:"pages,index=pages"`
	Lines int    `neo4j:"lines,index=pages"`
	Kind  string `neo4j:"kind,unique,required"`
}

// AnyLink reads relationships of any type, so it declares nothing.
type AnyLink struct {
	Code string `neo4j:"code,unique"`
}

func TestDeclared(t *testing.T) {
	declared, err := catalogOf(t, schema.DeclareOptions{}, Author{}, AuthorCard{}, Book{}, Wrote{})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"existence constraint Author_born_required on (:Author {born})",
		"property type constraint Author_born_typed on (:Author {born}): ZONED DATETIME",
		"uniqueness constraint Author_email_unique on (:Author {email})",
		"uniqueness constraint full_name on (:Author {first, last})",
		"uniqueness constraint Author_id_unique on (:Author {id})",
		"property type constraint Book_prices_typed on (:Book {prices}): LIST<INTEGER NOT NULL>",
		"property type constraint Book_read_typed on (:Book {read}): STRING",
		"uniqueness constraint Book_shelf_number_unique on (:Book {shelf, number})",
		"uniqueness constraint WROTE_kind_unique on ()-[:WROTE {kind}]-()",
		"existence constraint WROTE_kind_required on ()-[:WROTE {kind}]-()",
		"range index birthday on (:Author {born})",
		"full-text index everything on (:Author|Book {first, last, title})",
		"vector index Book_plot_vector on (:Book {plot}): 384 dimensions, cosine",
		"text index Book_title_text on (:Book {title})",
		"range index pages on ()-[:WROTE {pages, lines}]-()",
	}, texts(declared))
	for _, constraint := range declared.Constraints {
		assert.NotEqual(t, schema.KeyConstraint, constraint.Kind)
	}

	keys, err := catalogOf(t, schema.DeclareOptions{KeyConstraints: true}, Book{}, Wrote{})
	require.NoError(t, err)
	assert.Contains(t, texts(keys), "key constraint Book_shelf_number_key on (:Book {shelf, number})")
	assert.NotContains(t, texts(keys), "key constraint WROTE_id_key on ()-[:WROTE {id}]-()", "the key of a relationship is another one's, too, between two other nodes")
	assert.Contains(t, texts(keys), "uniqueness constraint WROTE_kind_unique on ()-[:WROTE {kind}]-()", "unique is not a key")

	reg := registry()
	_, err = reg.Relationship(reflect.TypeFor[AnyLink]())
	require.NoError(t, err)
	nothing, err := reg.Catalog(schema.DeclareOptions{})
	require.NoError(t, err)
	assert.Equal(t, schema.Catalog{}, nothing)
}

func texts(catalog schema.Catalog) []string {
	var list []string
	for _, constraint := range catalog.Constraints {
		list = append(list, constraint.String())
	}
	for _, index := range catalog.Indexes {
		list = append(list, index.String())
	}
	return list
}

func TestDeclarationsThatContradict(t *testing.T) {
	type A struct {
		schema.Node `neo4j:"A"`
		X           string    `neo4j:"x,typed"`
		Y           string    `neo4j:"y,unique=first"`
		Z           []float32 `neo4j:"z,vector=3:cosine"`
		V           string    `neo4j:"v,index=same"`
		F           string    `neo4j:"f,fulltext=one"`
	}
	type B struct {
		schema.Node `neo4j:"A"`
		X           int       `neo4j:"x,typed"`
		Y           string    `neo4j:"y,unique=second"`
		Z           []float32 `neo4j:"z,vector=4:euclidean"`
		W           string    `neo4j:"w,unique=same"`
		F           string    `neo4j:"f,fulltext=two"`
	}
	_, err := catalogOf(t, schema.DeclareOptions{}, A{}, B{})
	for _, problem := range []string{
		"ogm: B declares the type INTEGER of (:A {x}), and another type declares STRING; give both fields one type, or remove typed",
		"ogm: the uniqueness constraint second on (:A {y}) is called first by another type; give it one name",
		"ogm: B declares the vector index A_z_vector on (:A {z}): 4 dimensions, euclidean, and another type differs: it has 3 dimensions, not 4, its similarity is cosine, not euclidean",
		"ogm: the name same is given to two things, and constraints and indexes share their names: uniqueness constraint same on (:A {w}), and range index same on (:A {v})",
		"ogm: one and two are full-text indexes on the same, and a database has one; give both one name",
	} {
		assert.ErrorContains(t, err, problem)
	}
}
