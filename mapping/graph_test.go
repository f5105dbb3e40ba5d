package mapping_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
)

// Port is a node of a graph that comes as lists; a Lane between two has a length.
type (
	Port struct {
		schema.Node `neo4j:"Port"`

		ID    string  `neo4j:"id,key"`
		Lanes []*Lane `neo4j:"-[:LANE]->"`
		Ports []*Port `neo4j:"-[:NEAR]->"`
	}
	Lane struct {
		schema.Relationship `neo4j:"LANE"`

		Length int   `neo4j:"length"`
		To     *Port `neo4j:",end"`
	}
)

// ports reads one record: port a, and what both of its fields lead to.
func ports(t *testing.T, nodes, links, others any) (*Port, error) {
	reg := registry()
	node, err := reg.Node(reflect.TypeFor[Port]())
	require.NoError(t, err)
	require.NoError(t, reg.Reach(node))
	reader := mapping.New(reg).NewReader(mapping.Memory{})
	root := mapping.Branch{Target: node.Type, Flat: true}
	ids, values, err := root.Nodes(nodes)
	if err == nil {
		err = reader.Roots(root, ids, values)
	}
	if err == nil {
		err = reader.Level(mapping.Branch{Edges: node.Edges, Target: node.Type, Flat: true}, links, others)
	}
	if err != nil {
		return nil, err
	}
	return reader.Finish().Roots[0].Interface().(*Port), nil
}

func listOf(values ...any) []any { return values }

func TestAGraphComesAsLists(t *testing.T) {
	a, b := listOf(listOf("1"), listOf(listOf("a"))), listOf(listOf("2"), listOf(listOf("b")))
	port, err := ports(t, a, listOf(listOf(int64(0), int64(0)), listOf("2", "1"), listOf("LANE", "NEAR"), listOf(int64(7), nil)), b)
	require.NoError(t, err)
	assert.Equal(t, 7, port.Lanes[0].Length)
	assert.Equal(t, "b", port.Lanes[0].To.ID)
	assert.Same(t, port, port.Ports[0])

	port, err = ports(t, a, listOf(listOf(), listOf(), listOf(), listOf()), listOf(listOf(), listOf()))
	require.NoError(t, err)
	assert.Equal(t, &Port{ID: "a", Lanes: []*Lane{}, Ports: []*Port{}}, port)

	zero := int64(0)
	uneven := "Port.Lanes as something else than 4 lists of one length"
	for _, test := range []struct {
		want                 string
		nodes, links, others any
	}{
		{"nodes of mapping_test.Port as something else", listOf("1"), nil, nil},
		{"nodes of mapping_test.Port as something else", nil, nil, nil},
		{"nodes of mapping_test.Port as something else", listOf(listOf("1"), listOf(nil)), nil, nil},
		{"2 values for the 1 properties of a Port", listOf(listOf("1"), listOf(listOf("a", "b"))), nil, nil},
		{uneven, a, nil, b},
		{uneven, a, listOf(listOf(zero), listOf("2"), listOf("LANE")), b},
		{uneven, a, listOf(listOf(zero), listOf("2"), listOf("LANE"), listOf()), b},
		{uneven, a, listOf(listOf(zero), "2", listOf("LANE"), listOf(zero)), b},
		{"a relationship FAR, which was not asked for", a, listOf(listOf(zero), listOf("2"), listOf("FAR"), listOf(zero)), b},
		{"Port.Lanes: the server answered a relationship without its owner", a, listOf(listOf(int64(1)), listOf("2"), listOf("LANE"), listOf(zero)), b},
		{"Port.Ports: the server answered a relationship without its nodes", a, listOf(listOf(zero), listOf("9"), listOf("NEAR"), listOf(nil)), b},
		{"Lane.Length: STRING does not fit int", a, listOf(listOf(zero), listOf("2"), listOf("LANE"), listOf("x")), b},
	} {
		_, err := ports(t, test.nodes, test.links, test.others)
		assert.ErrorContains(t, err, test.want)
	}
}
