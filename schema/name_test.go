package schema_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

// A name that no statement can hold is found with the other mistakes of a tag, not
// when the first statement is written.
func TestNamesTheGraphCannotHave(t *testing.T) {
	for _, test := range []struct {
		t    reflect.Type
		want string
	}{
		{reflect.TypeFor[struct {
			schema.Node "neo4j:\"A:b\\x00c\""
			V           int
		}](), "contains NUL, which Neo4j does not accept"},
		{reflect.TypeFor[struct {
			schema.Node "neo4j:\"\\xff\""
			V           int
		}](), "is not valid UTF-8"},
		{reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			V           int "neo4j:\"b\\x00c\""
		}](), "contains NUL, which Neo4j does not accept"},
		{reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			V           int "neo4j:\"\\xff,key\""
		}](), "is not valid UTF-8"},
	} {
		_, err := registry().Node(test.t)
		var mistake *schema.TagError
		require.ErrorAs(t, err, &mistake)
		assert.Contains(t, mistake.Problem, test.want)
	}
}

func TestNamingThatGivesNoName(t *testing.T) {
	reg := schema.NewRegistry(schema.Options{Naming: schema.Naming{Property: func(string) string { return "" }}})
	_, err := reg.Node(reflect.TypeFor[HTTPServer]())
	assert.ErrorContains(t, err, "HTTPServer.ServerURL: a name in the graph cannot be empty")
}
