package mapping_test

import (
	"math"
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

// portsReader reads ports, and what both of their fields lead to.
func portsReader(t *testing.T) *mapping.Reader {
	reg := registry()
	node, err := reg.Node(reflect.TypeFor[Port]())
	require.NoError(t, err)
	require.NoError(t, reg.Reach(node))
	root := mapping.Branch{Target: node.Type, Flat: true}
	return mapping.New(reg).NewReader(mapping.Memory{}, []mapping.Branch{root, {Edges: node.Edges, Target: node.Type, Flat: true}})
}

// ports reads an answer of one piece: port a, some relationships, and another port.
func ports(t *testing.T, nodes, links, others any) (*Port, error) {
	lists, _ := links.([]any)
	count := 0
	if len(lists) > 0 {
		owners, _ := lists[0].([]any)
		count = len(owners)
	}
	reader := portsReader(t)
	if err := reader.Piece(sizes(1, count, lengthOf(others)), true, listOf(nodes, links, others)); err != nil {
		return nil, err
	}
	return reader.Finish().Roots[0].Interface().(*Port), nil
}

// lengthOf is how many nodes there are in a column.
func lengthOf(nodes any) int {
	lists, _ := nodes.([]any)
	if len(lists) == 0 {
		return 0
	}
	ids, _ := lists[0].([]any)
	return len(ids)
}

func sizes(numbers ...int) []any {
	list := make([]any, len(numbers))
	for i, number := range numbers {
		list[i] = int64(number)
	}
	return list
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

// What lies between nodes waits for them, and an answer may follow another.
// An answer may break off and be asked for again: nothing that was there before knows of the first.
func TestWhatIsReadAnewChangesAtTheEnd(t *testing.T) {
	reg := registry()
	node, err := reg.Node(reflect.TypeFor[Port]())
	require.NoError(t, err)
	require.NoError(t, reg.Reach(node))
	mapper := mapping.New(reg)
	lane := &Lane{Length: 1}
	known := map[any]*Port{"a": {ID: "mine", Lanes: []*Lane{lane}}, "b": {ID: "other"}}
	memory := mapping.Memory{
		Known: func(_ *schema.NodeType, key []any) reflect.Value { return reflect.ValueOf(known[key[0]]) },
		Renew: func(*schema.NodeType, reflect.Value) bool { return true },
		Open:  func(*schema.NodeType, reflect.Value, *schema.Edge, bool) bool { return true },
		Link:  func(mapping.Link) (reflect.Value, bool) { return reflect.ValueOf(lane), true },
	}
	read := func() *mapping.Reader {
		reader := mapper.NewReader(memory, []mapping.Branch{{Target: node.Type, Flat: true}, {Edges: node.Edges, Target: node.Type, Flat: true}})
		a, b := listOf(listOf("1"), listOf(listOf("a"))), listOf(listOf("2"), listOf(listOf("b")))
		links := listOf(listOf(int64(0), int64(0)), listOf("2", "1"), listOf("LANE", "NEAR"), listOf(int64(7), nil))
		require.NoError(t, reader.Piece(sizes(1, 2, 1), true, listOf(a, links, b)))
		assert.Equal(t, "mine", known["a"].ID)
		assert.Equal(t, Lane{Length: 1}, *lane)
		return reader
	}
	read()
	graph := read().Finish()
	assert.Same(t, known["a"], graph.Roots[0].Interface())
	assert.Len(t, graph.Nodes, 2)
	assert.Equal(t, []string{"a", "b"}, []string{known["a"].ID, known["b"].ID})
	assert.Equal(t, Lane{Length: 7, To: known["b"]}, *lane)
	assert.Equal(t, []*Lane{lane}, known["a"].Lanes)
}

func TestAGraphComesInPieces(t *testing.T) {
	flat := func(ids ...any) []any {
		var values []any
		for _, id := range ids {
			values = append(values, listOf("name "+id.(string)))
		}
		return listOf(ids, values)
	}
	none := listOf(listOf(), listOf())
	noLinks := listOf(listOf(), listOf(), listOf(), listOf())
	read := func(isLast bool, sizes []any, pieces ...[]any) (*mapping.Reader, error) {
		reader := portsReader(t)
		for i, piece := range pieces {
			assert.True(t, i == 0 || !reader.IsWhole())
			if err := reader.Piece(sizes, isLast && i == len(pieces)-1, piece); err != nil {
				return reader, err
			}
		}
		return reader, nil
	}
	laterOwner := listOf(listOf(int64(1), int64(0)), listOf("c", "b"), listOf("LANE", "NEAR"), listOf(int64(7), nil))
	reader, err := read(true, sizes(2, 2, 2),
		listOf(flat("a"), laterOwner, none),
		listOf(none, noLinks, flat("b")),
		listOf(flat("b"), noLinks, flat("c")),
	)
	require.NoError(t, err)
	require.True(t, reader.IsWhole())
	require.NoError(t, reader.Piece(sizes(2, 1, 1), true, listOf(flat("d", "a"), listOf(listOf(int64(0)), listOf("a"), listOf("NEAR"), listOf(nil)), flat("a"))))
	roots := reader.Finish().Roots
	require.Len(t, roots, 4)
	port := func(i int) *Port { return roots[i].Interface().(*Port) }
	assert.Equal(t, []string{"name a", "name b", "name d", "name a"}, []string{port(0).ID, port(1).ID, port(2).ID, port(3).ID})
	assert.Same(t, port(0), port(3))
	assert.Equal(t, []*Port{port(0)}, port(2).Ports)
	assert.Equal(t, []*Port{port(1)}, port(0).Ports)
	assert.Empty(t, port(0).Lanes)
	assert.Equal(t, "name c", port(1).Lanes[0].To.ID)
	assert.Equal(t, 7, port(1).Lanes[0].Length)

	reader, err = read(false, sizes(2, 2, 2), listOf(flat("a", "b"), noLinks, none))
	require.NoError(t, err)
	assert.False(t, reader.IsWhole())

	a := flat("a")
	for _, test := range []struct {
		want  string
		sizes []any
		piece []any
	}{
		{"5 columns and 3 lengths of them to a plan of 1 relationships", sizes(1, 0, 0), listOf(a, noLinks, none, noLinks, none)},
		{"3 columns and 2 lengths of them", sizes(1, 0), listOf(a, noLinks, none)},
		{"-1 as the length of a list", sizes(1, -1, 0), listOf(a, noLinks, none)},
		{"x as the length of a list", listOf(int64(1), "x", int64(0)), listOf(a, noLinks, none)},
		{"0 relationships lead to 2 nodes of mapping_test.Port, and answered 0 and 1", sizes(2, 0, 0), listOf(a, noLinks, none)},
		{"0 relationships lead to 0 nodes of mapping_test.Port, and answered 0 and 1", sizes(0, 0, 0), listOf(a, noLinks, none)},
		{"2 relationships lead to 0 nodes of mapping_test.Port, and answered 0 and 0", sizes(1, 2, 0), listOf(a, noLinks, none)},
		{"without its owner", sizes(1, 1, 0), listOf(a, listOf(listOf(int64(-1)), listOf("a"), listOf("NEAR"), listOf(nil)), none)},
		{"1 relationships lead to 1 nodes of mapping_test.Port, and answered 0 and 0", sizes(1, 1, 1), listOf(a, listOf(listOf(int64(0)), listOf("x"), listOf("NEAR"), listOf(nil)), none)},
		{"1073741824 relationships lead to 0 nodes of mapping_test.Port, and answered 1 and 1", sizes(1, 1<<30, 0), listOf(a, listOf(listOf(int64(0)), listOf("b"), listOf("NEAR"), listOf(nil)), flat("b"))},
		{"9223372036854775807 as the length of a list", sizes(1, math.MaxInt, 0), listOf(a, noLinks, none)},
	} {
		_, err := read(true, test.sizes, test.piece)
		assert.ErrorContains(t, err, test.want)
	}
}

// Where two levels fill one field, the order of the first holds, in whatever pieces they come.
func TestTheFirstOfTwoLevelsOrdersAField(t *testing.T) {
	reg := registry()
	node, err := reg.Node(reflect.TypeFor[Port]())
	require.NoError(t, err)
	require.NoError(t, reg.Reach(node))
	near := mapping.Branch{Edges: node.Edges[1:], Target: node.Type, Flat: true, IDs: true}
	reader := mapping.New(reg).NewReader(mapping.Memory{}, []mapping.Branch{{Target: node.Type, Flat: true}, near, near})
	to := func(id string) []any { return listOf(listOf(int64(0)), listOf(id), listOf("a-"+id)) }
	one := func(id string) []any { return listOf(listOf(id), listOf(listOf(id))) }
	none := listOf(listOf(), listOf())
	lengths := sizes(1, 2, 2, 2, 2)
	require.NoError(t, reader.Piece(lengths, false, listOf(one("a"), to("b"), one("b"), to("d"), one("d"))))
	require.NoError(t, reader.Piece(lengths, true, listOf(none, to("c"), one("c"), to("c"), one("c"))))
	var names []string
	for _, port := range reader.Finish().Roots[0].Interface().(*Port).Ports {
		names = append(names, port.ID)
	}
	assert.Equal(t, []string{"b", "c", "d"}, names)
}
