package schema_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

type ActedIn struct {
	schema.Relationship

	ID     string   `neo4j:"id,key"`
	Names  []string `neo4j:"roles"`
	Actor  *Person  `neo4j:",start"`
	Movie  any      `neo4j:",end"`
	Stored string   `neo4j:",elementId"`
}

func TestRelationshipType(t *testing.T) {
	relationship, err := registry().Relationship(reflect.TypeFor[*ActedIn]())
	require.NoError(t, err)
	assert.Equal(t, "ACTED_IN", relationship.Label, "derived from the struct's name")
	assert.Equal(t, "ActedIn", relationship.Name)
	require.Len(t, relationship.Properties, 2)
	assert.Equal(t, "roles", relationship.Properties[1].Name)
	assert.Equal(t, relationship.Properties[:1], relationship.Key)
	assert.Empty(t, relationship.Constraints, "the key tells apart those between two nodes")
	assert.Equal(t, &schema.End{Field: "Actor", Index: []int{3}, Type: reflect.TypeFor[*Person]()}, relationship.Start)
	assert.Equal(t, &schema.End{Field: "Movie", Index: []int{4}, Type: reflect.TypeFor[any]()}, relationship.End)
	assert.Equal(t, "Stored", relationship.ElementID.Field)

	named, err := registry().Relationship(reflect.TypeFor[struct {
		schema.Relationship `neo4j:"'a:b'"`
	}]())
	require.NoError(t, err)
	assert.Equal(t, "a:b", named.Label, "and has no property at all")
}

func TestRelationshipTagErrors(t *testing.T) {
	for _, test := range []struct {
		name  string
		typ   reflect.Type
		field string
		want  string
	}{
		{"two types", reflect.TypeFor[struct {
			schema.Relationship `neo4j:"A:B"`
		}](), "Relationship", "a relationship has one type, not 2; quote a name that contains a colon"},
		{"empty type", reflect.TypeFor[struct {
			schema.Relationship `neo4j:""`
		}](), "Relationship", "a label is empty"},
		{"no name", reflect.TypeFor[struct {
			schema.Relationship
			A int
		}](), "", "embed ogm.Relationship with a tag such as"},
		{"both markers", reflect.TypeFor[struct {
			schema.Relationship `neo4j:"A"`
			schema.Node         `neo4j:"A"`
		}](), "Node", "a struct is a node or a relationship, not both"},
		{"labels", reflect.TypeFor[struct {
			schema.Relationship `neo4j:"A"`
			Labels              []string `neo4j:",labels"`
		}](), "Labels", "a relationship has a type and no labels"},
		{"two starts", reflect.TypeFor[struct {
			schema.Relationship `neo4j:"A"`
			From                *Person `neo4j:",start"`
			Also                *Person `neo4j:",start"`
		}](), "Also", `the field From has the option "start" already`},
		{"end by value", reflect.TypeFor[struct {
			schema.Relationship `neo4j:"A"`
			To                  Person `neo4j:",end"`
		}](), "To", `the option "end" needs a pointer to a node's struct, or an interface, not schema_test.Person`},
		{"end with a name", reflect.TypeFor[struct {
			schema.Relationship `neo4j:"A"`
			To                  *Person `neo4j:"to,end"`
		}](), "To", "the field is no property, so it has no name"},
		{"not a struct", reflect.TypeFor[int](), "", "a int (int) cannot be a relationship"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := registry().Relationship(test.typ)
			var tagError *schema.TagError
			require.ErrorAs(t, err, &tagError)
			assert.Equal(t, test.field, tagError.Field)
			assert.ErrorContains(t, err, test.want)
		})
	}
}
