package schema_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

// Town, Road and Sight are joined in each way that a field can say.
type (
	Town struct {
		schema.Node

		Name     string  `neo4j:"name,key"`
		Roads    []*Road `neo4j:"-[:ROAD]->"`
		Arriving []Road  `neo4j:"<-[:ROAD]-"`
		Twins    []*Town `neo4j:"-[:TWIN]-"`
		Capital  *Town   `neo4j:"<-[:RULES]-"`
		Sights   []Place `neo4j:"-[:SHOWS]->"`
	}
	Road struct {
		schema.Relationship

		From *Town `neo4j:",start"`
		To   *Town `neo4j:",end"`
	}
	Place interface{ place() }
)

func TestEdges(t *testing.T) {
	reg := registry()
	node, err := reg.Node(reflect.TypeFor[Town]())
	require.NoError(t, err)
	require.NoError(t, reg.Reach(node))
	assert.Len(t, node.Properties, 1, "a relationship is no property")
	assert.Equal(t, []*schema.Edge{
		{Field: "Roads", Index: []int{2}, Position: 0, Label: "ROAD", Direction: schema.Outgoing, Many: true, Elem: reflect.TypeFor[*Road](), Target: reflect.TypeFor[Road](), Props: true},
		{Field: "Arriving", Index: []int{3}, Position: 1, Label: "ROAD", Direction: schema.Incoming, Many: true, Elem: reflect.TypeFor[Road](), Target: reflect.TypeFor[Road](), Props: true},
		{Field: "Twins", Index: []int{4}, Position: 2, Label: "TWIN", Direction: schema.Undirected, Many: true, Elem: reflect.TypeFor[*Town](), Target: reflect.TypeFor[Town]()},
		{Field: "Capital", Index: []int{5}, Position: 3, Label: "RULES", Direction: schema.Incoming, Elem: reflect.TypeFor[*Town](), Target: reflect.TypeFor[Town]()},
		{Field: "Sights", Index: []int{6}, Position: 4, Label: "SHOWS", Direction: schema.Outgoing, Many: true, Elem: reflect.TypeFor[Place](), Target: reflect.TypeFor[Place]()},
	}, node.Edges)
}

type (
	keyless struct {
		schema.Node

		Name string
	}
	noStart struct {
		schema.Relationship

		To *Town `neo4j:",end"`
	}
	foreign struct {
		schema.Relationship

		From *keyless `neo4j:",start"`
		To   *keyless `neo4j:",end"`
	}
	broken struct {
		schema.Node

		Name string `neo4j:"name,kye"`
	}
)

func TestEdgeErrors(t *testing.T) {
	for _, test := range []struct {
		name    string
		t       reflect.Type
		field   string
		problem string
	}{
		{"to a scalar", reflect.TypeFor[struct {
			A string `neo4j:"-[:T]->"`
		}](), "A", "leads to a pointer, a slice of pointers or a slice of structs, or to an interface, not to string"},
		{"to a struct by value", reflect.TypeFor[struct {
			A Town `neo4j:"-[:T]->"`
		}](), "A", "leads to a pointer"},
		{"to pointers to pointers", reflect.TypeFor[struct {
			A []**Town `neo4j:"-[:T]->"`
		}](), "A", "leads to a pointer"},
		{"to a map", reflect.TypeFor[struct {
			A map[string]*Town `neo4j:"-[:T]->"`
		}](), "A", "leads to a pointer"},
		{"to anything", reflect.TypeFor[struct {
			A []any `neo4j:"-[:T]->"`
		}](), "A", "leads to a pointer"},
		{"owned without a direction", reflect.TypeFor[struct {
			A *Town `neo4j:"-[:T]-,owned"`
		}](), "A", "neither owns the other"},
		{"owned with a value", reflect.TypeFor[struct {
			A *Town `neo4j:"-[:T]->,owned=yes"`
		}](), "A", `the option "owned" takes no value`},
		{"owned, misspelt", reflect.TypeFor[struct {
			A *Town `neo4j:"-[:T]->,ownd"`
		}](), "A", `unknown option "ownd" (did you mean "owned"?)`},
		{"owned by what it owns", reflect.TypeFor[struct {
			ID string  `neo4j:"id,key"`
			A  *Town   `neo4j:"-[:T]->,owned"`
			B  []*Town `neo4j:"<-[:U]-,owned"`
		}](), "", "let all owned relationships have one direction"},
		{"within an inline struct", reflect.TypeFor[struct {
			ID    string `neo4j:"id,key"`
			Inner struct {
				A *Town `neo4j:"-[:T]->"`
			} `neo4j:"inner.,inline"`
		}](), "Inner.A", "move the field out of the inline struct"},
		{"from a node without a key", reflect.TypeFor[struct {
			B string
			A *Town `neo4j:"-[:T]->"`
		}](), "A", "has no key, so its relationships cannot be stored"},
		{"to a node without a key", reflect.TypeFor[struct {
			ID string   `neo4j:"id,key"`
			A  *keyless `neo4j:"-[:T]->"`
		}](), "A", "keyless has no key"},
		{"two types", reflect.TypeFor[struct {
			ID string `neo4j:"id,key"`
			A  *Road  `neo4j:"-[:STREET]->"`
		}](), "A", "the arrow says STREET, and the relationship Road is a ROAD"},
		{"without the other node", reflect.TypeFor[struct {
			ID string   `neo4j:"id,key"`
			A  *noStart `neo4j:"<-[:NO_START]-"`
		}](), "A", "noStart has no field with the option start"},
		{"between others", reflect.TypeFor[struct {
			ID string   `neo4j:"id,key"`
			A  *foreign `neo4j:"-[:FOREIGN]->"`
		}](), "A", "foreign has no end that holds a *"},
		{"to a node with a mistake", reflect.TypeFor[struct {
			ID string  `neo4j:"id,key"`
			A  *broken `neo4j:"-[:T]->"`
		}](), "Name", `"kye"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			reg := schema.NewRegistry(schema.Options{Naming: schema.Naming{Label: func(string) string { return "L" }}})
			node, err := reg.Node(test.t)
			if err == nil {
				err = reg.Reach(node)
				assert.Error(t, reg.Reach(node), "and again")
			}
			var mistake *schema.TagError
			require.ErrorAs(t, err, &mistake)
			assert.Equal(t, test.field, mistake.Field)
			assert.Contains(t, mistake.Error(), test.problem)
		})
	}
}
