package schema_test

import (
	"database/sql"
	"net/netip"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

func registry() *schema.Registry {
	return schema.NewRegistry(schema.Options{Generators: []string{"uuid", "ulid"}})
}

type Base struct {
	ID      string    `neo4j:"id,key,generate=uuid"`
	Created time.Time `neo4j:",created"`
}

type Person struct {
	schema.Node `neo4j:"Person:Actor"`
	Base

	Name     string `neo4j:",unique=full_name,index"`
	Surname  string `neo4j:"surname,unique=full_name"`
	UserID   *int64
	Tags     []string  `neo4j:"tags,omitempty,fulltext=search"`
	Bio      string    `neo4j:"bio,fulltext=search,text,required,typed"`
	Plot     []float32 `neo4j:",vector=384:cosine"`
	Version  int       `neo4j:",version"`
	Updated  time.Time `neo4j:"changedAt,updated"`
	Computed float64   `neo4j:",readonly"`
	Ignored  chan int  `neo4j:"-"`
	private  int
}

func TestNode(t *testing.T) {
	_ = Person{}.private
	node, err := registry().Node(reflect.TypeFor[*Person]())
	require.NoError(t, err)

	assert.Equal(t, "Person", node.Name)
	assert.True(t, node.Foreign, "it has fields of its own")
	assert.Equal(t, []string{"Person", "Actor"}, node.Labels)
	var names, fields []string
	for i, property := range node.Properties {
		names = append(names, property.Name)
		fields = append(fields, property.Field)
		assert.Equal(t, i, property.Position)
		assert.Same(t, property, node.ByIndex(property.Index))
	}
	assert.Equal(t, []string{"id", "created", "name", "surname", "userId", "tags", "bio", "plot", "version", "changedAt", "computed"}, names)
	assert.Equal(t, []string{"Base.ID", "Base.Created", "Name", "Surname", "UserID", "Tags", "Bio", "Plot", "Version", "Updated", "Computed"}, fields)

	require.Len(t, node.Key, 1)
	assert.Equal(t, "uuid", node.Key[0].Generate)
	assert.Equal(t, "version", node.Version.Name)
	assert.Equal(t, "created", node.Created.Name)
	assert.Equal(t, "changedAt", node.Updated.Name)
	assert.Equal(t, []schema.Constraint{
		{Kind: schema.KeyConstraint, Label: "Person", Properties: []string{"id"}},
		{Kind: schema.UniqueConstraint, Name: "full_name", Label: "Person", Properties: []string{"name", "surname"}},
		{Kind: schema.RequiredConstraint, Label: "Person", Properties: []string{"bio"}},
		{Kind: schema.TypedConstraint, Label: "Person", Properties: []string{"bio"}, PropertyType: "STRING"},
	}, node.Constraints)
	assert.Equal(t, []schema.Index{
		{Kind: schema.RangeIndex, Labels: []string{"Person"}, Properties: []string{"name"}},
		{Kind: schema.FulltextIndex, Name: "search", Labels: []string{"Person"}, Properties: []string{"tags", "bio"}},
		{Kind: schema.TextIndex, Labels: []string{"Person"}, Properties: []string{"bio"}},
		{Kind: schema.VectorIndex, Labels: []string{"Person"}, Properties: []string{"plot"}, Dimensions: 384, Similarity: "cosine"},
	}, node.Indexes)
}

type HTTPServer struct {
	ServerURL string
	ID        int
}

type generic[T any] struct{ Value T }

func TestNamesAreDerived(t *testing.T) {
	node, err := registry().Node(reflect.TypeFor[HTTPServer]())
	require.NoError(t, err)
	assert.Equal(t, []string{"HttpServer"}, node.Labels)
	assert.False(t, node.Foreign)
	assert.Equal(t, "serverUrl", node.Properties[0].Name)
	assert.Equal(t, "id", node.Properties[1].Name)

	node, err = registry().Node(reflect.TypeFor[generic[int]]())
	require.NoError(t, err)
	assert.Equal(t, []string{"Generic"}, node.Labels)

	own := schema.NewRegistry(schema.Options{Naming: schema.Naming{Property: func(name string) string { return "p_" + name }}})
	node, err = own.Node(reflect.TypeFor[HTTPServer]())
	require.NoError(t, err)
	assert.Equal(t, []string{"HttpServer"}, node.Labels, "a nil function keeps the default")
	assert.Equal(t, "p_ServerURL", node.Properties[0].Name)
}

type Shadow struct {
	Base
	ID int `neo4j:"id,key"`
}

type Composed struct {
	*Inner
	Home  Address           `neo4j:"home.,inline"`
	Work  *Address          `neo4j:"work.,inline"`
	Extra map[string]any    `neo4j:"extra.,inline"`
	Names map[string]string `neo4j:"names.,inline"`
	Where string            `neo4j:",elementId"`
	Roles []string          `neo4j:",labels"`
	Data  map[string]int    `neo4j:"data,json"`
	IP    netip.Addr
	Took  time.Duration `neo4j:",duration"`
	Laps  []*took       `neo4j:",duration"`
	Count took
	Sum   [32]byte
	Last  sql.Null[int]
}

type Inner struct{ ID int }

func TestComposition(t *testing.T) {
	node, err := registry().Node(reflect.TypeFor[Composed]())
	require.NoError(t, err)
	kinds := map[string]schema.Kind{}
	for _, property := range node.Properties {
		kinds[property.Name] = property.Value.Kind
	}
	assert.Equal(t, map[string]schema.Kind{
		"id": schema.Int, "home.street": schema.String, "home.zip": schema.Pointer, "work.street": schema.String, "work.zip": schema.Pointer,
		"data": schema.JSON, "ip": schema.Text, "took": schema.Duration, "laps": schema.List, "count": schema.Int, "sum": schema.Bytes, "last": schema.Optional,
	}, kinds)
	laps := node.Properties[slices.IndexFunc(node.Properties, func(p *schema.Property) bool { return p.Name == "laps" })]
	assert.Equal(t, schema.Duration, laps.Value.Elem.Base().Kind, "a named type over time.Duration is a number of nanoseconds but for the option")
	require.Len(t, node.Maps, 2)
	assert.Equal(t, "extra.", node.Maps[0].Prefix)
	assert.Nil(t, node.Maps[0].Elem)
	assert.Equal(t, schema.String, node.Maps[1].Elem.Kind)
	assert.Equal(t, "Where", node.ElementID.Field)
	assert.Equal(t, "Roles", node.RuntimeLabels.Field)
}

func TestFieldHiddenByGoIsNotMapped(t *testing.T) {
	node, err := registry().Node(reflect.TypeFor[Shadow]())
	require.NoError(t, err)
	require.Len(t, node.Key, 1)
	assert.Equal(t, "ID", node.Key[0].Field)
	assert.Len(t, node.Properties, 2)
}

type Empty struct{ schema.Node }

type oneWay int

type hiddenBase struct{ A int }

type recursive []recursive

type took time.Duration

func (oneWay) MarshalText() ([]byte, error) { return nil, nil }

type Address struct {
	Street string
	Zip    *string
}

type Chain struct {
	Next *Chain `neo4j:"next.,inline"`
}

// Each case is a struct with one mistake; the message names type, field, tag and remedy.
// day and money stand for values that are stored in their own way.
type day struct{ _ int }

type money int

// withTag is a struct with a tag that go vet would not let stand in a file.
func withTag(text reflect.StructTag) reflect.Type {
	return reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[int](), Tag: text}})
}

func TestTagErrors(t *testing.T) {
	for _, test := range []struct {
		name  string
		typ   reflect.Type
		field string
		want  string
	}{
		{"misspelt option", reflect.TypeFor[struct {
			Born int `neo4j:"born,omitemtpy"`
		}](), "Born", `: tag "born,omitemtpy": unknown option "omitemtpy" (did you mean "omitempty"?)`},
		{"option with a space", reflect.TypeFor[struct {
			Born int `neo4j:"born, omitempty"`
		}](), "Born", `unknown option " omitempty" (did you mean "omitempty"?)`},
		{"unknown option", reflect.TypeFor[struct {
			Born int `neo4j:"born,banana"`
		}](), "Born", `unknown option "banana"`},
		{"tag that does not parse", reflect.TypeFor[struct {
			Born int `neo4j:"born,,key"`
		}](), "Born", "an option is empty"},
		{"arrow that does not parse", reflect.TypeFor[struct {
			Born int `neo4j:"-[KNOWS]->"`
		}](), "Born", "the arrow does not parse"},
		{"two fields with one name", reflect.TypeFor[struct {
			A int `neo4j:"x"`
			B int `neo4j:"x"`
		}](), "B", `the property "x" is the field A already`},
		{"one name in two embedded structs", reflect.TypeFor[struct {
			Base
			Inner
		}](), "Inner.ID", `the property "id" is the field Base.ID already; give one of them another name`},
		{"embedded pointer that cannot be made", reflect.TypeFor[struct {
			*hiddenBase
			B int
		}](), "hiddenBase", "is embedded by a pointer and not exported, so it cannot be allocated; embed it by value"},
		{"type of itself", reflect.TypeFor[struct{ A recursive }](), "A", "is nested too deeply to be a property"},
		{"struct of itself", reflect.TypeFor[struct{ A []Chain }](), "A", "[]schema_test.Chain"},
		{"duration of a number", reflect.TypeFor[struct {
			A int64 `neo4j:"a,duration"`
		}](), "A", `the option "duration" does not fit a field of type int64`},
		{"key on a relationship", reflect.TypeFor[struct {
			Friends []*Person `neo4j:"-[:KNOWS]->,key"`
		}](), "Friends", `the option "key" is for properties`},
		{"owned on a property", reflect.TypeFor[struct {
			A int `neo4j:"a,owned"`
		}](), "A", `the option "owned" is for relationships`},
		{"relationship end on a property", reflect.TypeFor[struct {
			A string `neo4j:"a,start"`
		}](), "A", `the option "start" is for the structs of relationships`},
		{"relationship end with a value", reflect.TypeFor[struct {
			A *Person `neo4j:",end=x"`
		}](), "A", `the option "end" takes no value`},
		{"relationship as a node", reflect.TypeFor[struct {
			schema.Relationship `neo4j:"KNOWS"`
			A                   int
		}](), "Relationship", "the struct is a relationship, and a node is needed here"},
		{"codec that is not there", reflect.TypeFor[struct {
			A int `neo4j:"a,codec=money"`
		}](), "A", `no codec is called "money"; ogm.WithNamedCodec adds one`},
		{"marshals and does not unmarshal", reflect.TypeFor[struct{ A oneWay }](), "A", "has MarshalText and no UnmarshalText"},
		{"inline of a number", reflect.TypeFor[struct {
			A int `neo4j:"a.,inline"`
		}](), "A", "inline is for a struct"},
		{"inline with another option", reflect.TypeFor[struct {
			A Address `neo4j:"a.,inline,index"`
		}](), "A", "inline has no options beside it"},
		{"inline map without a prefix", reflect.TypeFor[struct {
			A map[string]any `neo4j:",inline"`
		}](), "A", "an inline map needs a prefix"},
		{"inline map with numbers for keys", reflect.TypeFor[struct {
			A map[int]any `neo4j:"a.,inline"`
		}](), "A", "so they are strings, not int"},
		{"inline map over a property", reflect.TypeFor[struct {
			A map[string]any `neo4j:"a.,inline"`
			B int            `neo4j:"a.b"`
		}](), "A", `an entry of the inline map could be the property "a.b" of the field B`},
		{"two inline maps over each other", reflect.TypeFor[struct {
			A map[string]any `neo4j:"a.,inline"`
			B map[string]any `neo4j:"a.b.,inline"`
		}](), "B", `the prefix "a.b." and the prefix "a." of the field A overlap`},
		{"two inline structs over each other", reflect.TypeFor[struct {
			A Address `neo4j:"home.,inline"`
			B Address `neo4j:"home.,inline"`
		}](), "B.Street", `the property "home.street" is the field A.Street already`},
		{"inline of itself", reflect.TypeFor[Chain](), "Next", "contains itself here"},
		{"elementId of a number", reflect.TypeFor[struct {
			A int `neo4j:",elementId"`
		}](), "A", `the option "elementId" needs a field of type string`},
		{"labels with a name", reflect.TypeFor[struct {
			A []string `neo4j:"a,labels"`
		}](), "A", "the field is no property"},
		{"value where none may be", reflect.TypeFor[struct {
			A int `neo4j:"a,key=yes"`
		}](), "A", `the option "key" takes no value`},
		{"value missing", reflect.TypeFor[struct {
			A string `neo4j:"a,key,generate"`
		}](), "A", `the option "generate" needs a value`},
		{"unknown generator", reflect.TypeFor[struct {
			A string `neo4j:"a,key,generate=uiud"`
		}](), "A", `no generator is called "uiud"; there are ulid, uuid, and ogm.WithGenerator adds one (did you mean "uuid"?)`},
		{"generated but not a key", reflect.TypeFor[struct {
			A string `neo4j:"a,generate=uuid"`
		}](), "A", "only a key is generated"},
		{"float key", reflect.TypeFor[struct {
			A float64 `neo4j:"a,key"`
		}](), "A", `the option "key" does not fit a field of type float64`},
		{"key that may be left out", reflect.TypeFor[struct {
			A int `neo4j:"a,key,omitempty"`
		}](), "A", "a key is always written; remove omitempty"},
		{"two versions", reflect.TypeFor[struct {
			A int `neo4j:"a,version"`
			B int `neo4j:"b,version"`
		}](), "B", `the field A has the option "version" already`},
		{"version of text", reflect.TypeFor[struct {
			A string `neo4j:"a,version"`
		}](), "A", `the option "version" does not fit a field of type string`},
		{"created of a number", reflect.TypeFor[struct {
			A int `neo4j:"a,created"`
		}](), "A", `the option "created" does not fit a field of type int`},
		{"created and updated", reflect.TypeFor[struct {
			A time.Time `neo4j:"a,created,updated"`
		}](), "A", "created is set once and updated at every save; use two fields"},
		{"vector without similarity", reflect.TypeFor[struct {
			A []float32 `neo4j:"a,vector=384"`
		}](), "A", "vector takes dimensions and similarity"},
		{"vector of text", reflect.TypeFor[struct {
			A []string `neo4j:"a,vector=384:cosine"`
		}](), "A", "use []float32 or []float64"},
		{"vector of other size", reflect.TypeFor[struct {
			A []float32 `neo4j:"a,vector=5000:cosine"`
		}](), "A", "a vector index has 1 to 4096 dimensions, not 5000"},
		{"point of a date", reflect.TypeFor[struct {
			A day `neo4j:"a,point"`
		}](), "A", `the option "point" does not fit a field of type schema_test.day; it is for points`},
		{"fulltext of numbers", reflect.TypeFor[struct {
			A []int `neo4j:"a,fulltext=f"`
		}](), "A", `the option "fulltext" does not fit a field of type []int; it is for texts and lists of texts`},
		{"typed bytes", reflect.TypeFor[struct {
			A []byte `neo4j:"a,typed"`
		}](), "A", "is stored as bytes, for which property type constraints have no word; remove typed"},
		{"typed by a codec", reflect.TypeFor[struct {
			A money `neo4j:"a,typed"`
		}](), "A", "how schema_test.money is stored is said by its own code, not by its type; remove typed"},
		{"required and left out", reflect.TypeFor[struct {
			A int `neo4j:"a,required,omitempty"`
		}](), "A", "a required property is always written; remove omitempty"},
		{"key and unique", reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			A           string `neo4j:"a,key,unique"`
		}](), "A", "a is unique already, by the key or another unique; remove unique"},
		{"composite key and unique", reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			A           string `neo4j:"a,key,unique=both"`
			B           string `neo4j:"b,key,unique=both"`
		}](), "B", "a, b is unique already"},
		{"key and index", reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			A           string `neo4j:"a,key,index"`
		}](), "A", "a key or a unique property has an index already, that of its constraint; remove index"},
		{"unique and index", reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			A           string `neo4j:"a,unique,index=fast"`
		}](), "A", "remove index"},
		{"one name for two things", reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			A           string `neo4j:"a,unique=name"`
			B           string `neo4j:"b,index=name"`
		}](), "B", `the name "name" is that of a uniqueness constraint already, and constraints and indexes share their names; give one of them another`},
		{"one full-text index twice", reflect.TypeFor[struct {
			schema.Node `neo4j:"A"`
			A           string `neo4j:"a,fulltext=f"`
			Inlined     struct {
				A string `neo4j:"a,fulltext=g"`
			} `neo4j:"x.,inline"`
			B string `neo4j:"b,index=f"`
		}](), "B", `the name "f" is that of a full-text index already`},
		{"name that is none", reflect.TypeFor[struct {
			A string "neo4j:\"a,unique=x\\x00y\""
		}](), "A", "contains NUL, which Neo4j does not accept"},
		{"channel", reflect.TypeFor[struct {
			A chan int `neo4j:"a"`
		}](), "A", "chan int cannot be a property"},
		{"nodes without an arrow", reflect.TypeFor[struct{ A []*struct{ schema.Node } }](), "A", "stands for a node or a relationship and cannot be a property; an arrow as in `neo4j:\"-[:HAS]->\"` leads to it"},
		{"map", reflect.TypeFor[struct{ A map[string]any }](), "A", "map[string]interface {} cannot be a property"},
		{"list of lists", reflect.TypeFor[struct{ A [][]byte }](), "A", "is a list of lists"},
		{"unexported with a tag", reflect.TypeFor[struct {
			a int `neo4j:"a"`
			B int
		}](), "a", "the field is not exported"},
		{"no quotes", withTag(`neo4j:a,key`), "A", "with quotes, without a space behind the colon"},
		{"a space behind the colon", withTag(`json:"a" neo4j: ",version"`), "A", "with quotes, without a space behind the colon"},
		{"label that does not parse", reflect.TypeFor[struct {
			schema.Node `neo4j:"Person::Actor"`
			A           int
		}](), "Node", "a label is empty"},
		{"no name", reflect.TypeFor[struct{ A int }](), "", "the type has no name to make one of in the graph"},
		{"nothing to map", reflect.TypeFor[Empty](), "", "no exported field to map"},
		{"not a struct", reflect.TypeFor[int](), "", "a int (int) cannot be a node"},
		{"a time", reflect.TypeFor[time.Time](), "", "cannot be a node"},
	} {
		t.Run(test.name, func(t *testing.T) {
			reg := schema.NewRegistry(schema.Options{Generators: []string{"uuid", "ulid"}, Types: schema.Types{
				Native: []reflect.Type{reflect.TypeFor[day]()},
				Codecs: map[reflect.Type]*schema.Codec{reflect.TypeFor[money](): {Type: reflect.TypeFor[money]()}},
			}})
			_, err := reg.Node(test.typ)
			var tagError *schema.TagError
			require.ErrorAs(t, err, &tagError)
			assert.Equal(t, test.field, tagError.Field)
			assert.ErrorContains(t, err, test.want)
			assert.ErrorContains(t, err, "ogm: ")
		})
	}
}

func TestAllMistakesOfATypeAreReportedTogether(t *testing.T) {
	type Broken struct {
		A int `neo4j:"a,kye"`
		B chan int
		C int `neo4j:"c,uniqe"`
	}
	_, err := registry().Node(reflect.TypeFor[Broken]())
	require.ErrorContains(t, err, `ogm: Broken.A: tag "a,kye": unknown option "kye" (did you mean "key"?)`)
	require.ErrorContains(t, err, "ogm: Broken.B: chan int")
	require.ErrorContains(t, err, `ogm: Broken.C: tag "c,uniqe": unknown option "uniqe" (did you mean "unique"?)`)
}

func TestRacingFirstUsesShareOneDescriptor(t *testing.T) {
	reg := registry()
	nodes := make([]*schema.NodeType, 32)
	var group sync.WaitGroup
	for i := range nodes {
		group.Go(func() {
			node, err := reg.Node(reflect.TypeFor[Person]())
			assert.NoError(t, err)
			nodes[i] = node
		})
	}
	group.Wait()
	for _, node := range nodes {
		assert.Same(t, nodes[0], node)
	}
	assert.Equal(t, []*schema.NodeType{nodes[0]}, reg.NodeTypes())
}

func TestIsNode(t *testing.T) {
	assert.True(t, schema.IsNode(reflect.TypeFor[Person]()))
	assert.False(t, schema.IsNode(reflect.TypeFor[HTTPServer]()))
	assert.False(t, schema.IsNode(reflect.TypeFor[int]()))
}
