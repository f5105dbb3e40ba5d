package query_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Person has a property of each kind that conditions treat in their own way.
type Person struct {
	schema.Node `neo4j:"Person"`

	ID    string      `neo4j:"id,key"`
	Name  string      `neo4j:"name"`
	Email *string     `neo4j:"email,unique"`
	Born  int         `neo4j:"born,omitempty"`
	Seen  time.Time   `neo4j:"seen"`
	Home  dbtype.Date `neo4j:"home"`
	Tags  []string    `neo4j:"tags"`
	Mood  Mood        `neo4j:"mood"`
}

// Mood is a named text.
type Mood string

var (
	ID    = query.Prop(func(p *Person) *string { return &p.ID })
	Name  = query.Prop(func(p *Person) *string { return &p.Name })
	Email = query.Nullable(func(p *Person) **string { return &p.Email })
	Born  = query.Prop(func(p *Person) *int { return &p.Born })
	Seen  = query.Prop(func(p *Person) *time.Time { return &p.Seen })
	Home  = query.Prop(func(p *Person) *dbtype.Date { return &p.Home })
	Tags  = query.Prop(func(p *Person) *[]string { return &p.Tags })
	Feels = query.Prop(func(p *Person) *Mood { return &p.Mood })
)

var people query.Find[Person]

// Account has every option of a flat node, and two labels.
type Account struct {
	schema.Node `neo4j:"Account:Login"`

	ID      string    `neo4j:"id,key,generate=uuid"`
	Name    string    `neo4j:"name"`
	Born    int       `neo4j:"born,omitempty"`
	Version int64     `neo4j:",version"`
	Created time.Time `neo4j:",created"`
	Updated time.Time `neo4j:",updated"`
	Score   float64   `neo4j:"score,readonly"`
}

// Seat is identified by two properties.
type Seat struct {
	schema.Node `neo4j:"Seat:Bookable:Thing"`

	Row    string `neo4j:"row,key"`
	Number int    `neo4j:"number,key"`
	Taken  bool   `neo4j:"taken"`
}

// Tag is nothing but its key.
type Tag struct {
	schema.Node `neo4j:"Tag"`

	Name string `neo4j:"name,key"`
}

// Crate spreads a map over properties and has labels of the program's own.
type Crate struct {
	schema.Node `neo4j:"Crate"`

	ID    string         `neo4j:"id,key"`
	Extra map[string]any `neo4j:"extra.,inline"`
	Marks []string       `neo4j:",labels"`
}

var CrateID = query.Prop(func(c *Crate) *string { return &c.ID })

// Event has no key: it can be created, not saved.
type Event struct {
	schema.Node `neo4j:"Event"`

	At   time.Time `neo4j:"at"`
	Kind string    `neo4j:"kind"`
}

// Stamped has a time and no version.
type Stamped struct {
	schema.Node `neo4j:"Stamped"`

	ID string    `neo4j:"id,key"`
	At time.Time `neo4j:"at,created"`
}

// Casting has every option of a relationship without a key.
type Casting struct {
	schema.Relationship `neo4j:"CAST"`

	Names   []string       `neo4j:"names"`
	Fee     int            `neo4j:"fee,omitempty"`
	Rank    int            `neo4j:"rank,readonly"`
	Version int64          `neo4j:",version"`
	Created time.Time      `neo4j:",created"`
	Updated time.Time      `neo4j:",updated"`
	Extra   map[string]any `neo4j:"extra.,inline"`
	To      *Tag           `neo4j:",end"`
}

// Deal has a key of its own, so there may be several between two nodes.
type Deal struct {
	schema.Relationship `neo4j:"DEAL"`

	ID  string `neo4j:"id,key"`
	Sum int    `neo4j:"sum"`
	To  *Tag   `neo4j:",end"`
}

// Order owns its lines, and what these own.
type Order struct {
	schema.Node `neo4j:"Order"`

	ID      string  `neo4j:"id,key"`
	Version int64   `neo4j:",version"`
	Lines   []*Line `neo4j:"-[:HAS]->,owned"`
	Buyer   *Tag    `neo4j:"-[:BOUGHT_BY]->"`
}

type Line struct {
	schema.Node `neo4j:"Line"`

	Number int    `neo4j:"number,key"`
	Notes  []*Tag `neo4j:"-[:NOTED]->,owned"`
}

// Folder owns folders, which lead to it.
type Folder struct {
	schema.Node `neo4j:"Folder"`

	Name    string    `neo4j:"name,key"`
	Folders []*Folder `neo4j:"<-[:IN]-,owned"`
	Seats   []*Seat   `neo4j:"-[:BESIDE]-"`
	Deals   []*Deal   `neo4j:"-[:DEAL]->"`
	Likes   []*Folder `neo4j:"-[:LIKES]->"`
	Hates   []*Folder `neo4j:"-[:HATES]->"`
	Things  []thing   `neo4j:"-[:HAS]->"`
	Liked   []*Folder `neo4j:"-"`
}

type thing interface{ thing() }

// Ticket is nothing but its key.
type Ticket struct {
	schema.Relationship `neo4j:"TICKET"`

	ID string `neo4j:"id,key"`
	To *Tag   `neo4j:",end"`
}

// HostileLink breaks out of quotes where quoting is done wrong.
type HostileLink struct {
	schema.Relationship "neo4j:\"'a`b:x\\\\u0060]->() DETACH DELETE n //'\""

	Key    string `neo4j:"\\u0060,key"`
	Escape string `neo4j:"x\\uu0060) DETACH DELETE n //"`
	To     *Tag   `neo4j:",end"`
}

// Hostile has names that break out of quotes where quoting is done wrong.
type Hostile struct {
	schema.Node "neo4j:\"a`b:x\\\\u0060) DETACH DELETE n //\""

	Key     string `neo4j:"\\u0060,key"`
	Escape  string `neo4j:"x\\uu0060) DETACH DELETE n //"`
	Twice   string `neo4j:"\\\\u0060"`
	Broken  string `neo4j:"x\\u00zz"`
	Clause  string `neo4j:"a AS b MATCH (n) DETACH DELETE n //"`
	Keyword string `neo4j:"match"`
	Comma   string `neo4j:"'a, b: c'"`
}

var Clause = query.Prop(func(h *Hostile) *string { return &h.Clause })

// node compiles a type as package ogm does.
func node[T any](t testing.TB) *schema.NodeType {
	t.Helper()
	node, err := registry().Node(reflect.TypeFor[T]())
	require.NoError(t, err)
	return node
}

func relationship[T any](t testing.TB) *schema.RelationshipType {
	t.Helper()
	relationship, err := registry().Relationship(reflect.TypeFor[T]())
	require.NoError(t, err)
	return relationship
}

func registry() *schema.Registry {
	return schema.NewRegistry(schema.Options{Generators: []string{"uuid"}, Types: schema.Types{Native: mapping.Native()}})
}

// setting is what package ogm hands to a query of type T.
func setting[T any](t testing.TB, dialect cypher.Dialect) query.Setting {
	t.Helper()
	return settingOf(t, registry(), reflect.TypeFor[T](), dialect)
}

func settingOf(t testing.TB, reg *schema.Registry, of reflect.Type, dialect cypher.Dialect) query.Setting {
	t.Helper()
	node, err := reg.Node(of)
	require.NoError(t, err)
	mapper := mapping.New(reg)
	plan := mapper.Node(node)
	return query.Setting{
		Dialect: dialect,
		Node:    node,
		Type:    of,
		Flat:    plan.IsFlat(),
		Values:  plan,
		Around:  around{t, mapper, reg},
	}
}

// around is what package ogm says of all types.
type around struct {
	testing.TB
	*mapping.Mapper
	reg *schema.Registry
}

func (a around) Target(_ *schema.NodeType, edge *schema.Edge, asked reflect.Type) (query.Setting, error) {
	var between query.Between
	if edge.Props {
		relationship, err := a.reg.Relationship(edge.Target)
		require.NoError(a, err)
		between = query.Between{Relationship: relationship, Values: a.Relationship(relationship)}
	}
	if asked.Kind() == reflect.Interface {
		return query.Setting{Type: asked, Between: between}, nil
	}
	setting := settingOf(a, a.reg, asked, cypher.Newest)
	setting.Between = between
	return setting, nil
}
