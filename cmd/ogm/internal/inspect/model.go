package inspect

import (
	"slices"

	"github.com/go-ogm/ogm/internal/survey"
	"github.com/go-ogm/ogm/schema"
)

// model is what a graph is in Go.
type model struct {
	nodes         []*node
	relationships []*relationship
	graph         survey.Graph
	options       Options
	types         taken  // names of the package
	mixed         string // the type of properties with values of several types; "" where there are none
	left          []string
}

// entity is what structs of nodes and of relationships have in common.
type entity struct {
	name   string
	label  string // the one that constraints and indexes are on; the type of a relationship
	kind   schema.EntityType
	doc    []string
	fields []*field
	names  taken
	left   []string // what the struct does not say, and why
	looked int      // nodes or relationships that were looked at
}

// node is the struct of the nodes that have some labels.
type node struct {
	entity
	labels []string // all that its nodes have, label first
	own    []string // those that only its nodes have; the struct is named by the first
	of     survey.Label
	key    []string // properties
	edges  []*edge
}

// relationship is the struct of relationships with properties.
type relationship struct {
	entity
	start, end         *node
	startName, endName string // of the fields
}

// edge is a field of a node's struct for relationships.
type edge struct {
	name     string
	typ      string
	incoming bool
	many     bool
	manyBack bool // seen from the other end
	far      *node
	via      *relationship // nil: they have no properties
	doc      string
}

// field is a property of a struct.
type field struct {
	survey.Property
	name     string
	one      string // the type of its values, "" for several
	goType   string
	pointer  bool
	optional bool
	options  []string
	doc      string
}

// newModel decides what becomes of a graph. It is pure: one graph, one model.
func newModel(graph survey.Graph, options Options) *model {
	m := &model{graph: graph, options: options, types: taken{}}
	m.structs()
	for _, n := range m.nodes {
		n.fields = m.fieldsOf(&n.entity, n.of.Properties, n.of.Sampled)
		for _, f := range n.fields {
			if slices.Contains(n.key, f.Property.Name) {
				f.options = []string{"key"}
				f.pointer = f.Zero // of which nothing is a key, as of a forgotten one
			}
		}
		slices.SortStableFunc(n.fields, func(a, b *field) int { return place(n.key, a) - place(n.key, b) })
	}
	if !options.keyless {
		m.bare()
	}
	m.links()
	m.rules()
	return m
}

// place puts the key before the rest.
func place(key []string, f *field) int {
	if at := slices.Index(key, f.Property.Name); at >= 0 {
		return at
	}
	return len(key)
}

// entities are the structs of all kinds.
func (m *model) entities() []*entity {
	var all []*entity
	for _, n := range m.nodes {
		all = append(all, &n.entity)
	}
	for _, r := range m.relationships {
		all = append(all, &r.entity)
	}
	return all
}

// fieldsOf gives the fields of properties, in the order of their names.
func (m *model) fieldsOf(e *entity, properties []survey.Property, looked int) []*field {
	e.looked = looked
	var fields []*field
	for _, property := range properties {
		f := &field{Property: property, one: one(property.Types), optional: property.Met < looked}
		if _, ok := propertyTag(property.Name, nil); !ok {
			e.leave("the property %s: a tag cannot say its name", shown(property.Name))
			continue
		}
		switch {
		case slices.ContainsFunc(property.Types, unreadable):
			e.leave("the property %s: it has values that the driver cannot read", shown(property.Name))
			continue
		case f.one == "":
			f.goType = m.mixedType()
			f.doc = listed(property.Types, ", ")
		default:
			f.goType = goType(f.one)
			f.pointer = f.optional && !nilable(f.goType)
		}
		if f.one == survey.EmptyList {
			f.doc = "all lists that were looked at are empty, so of what they are is not known"
		}
		f.name = e.names.take(exported(property.Name))
		fields = append(fields, f)
	}
	return fields
}

func unreadable(name string) bool { return name == survey.Unreadable }

// mixedType names the type that holds a value of any type.
func (m *model) mixedType() string {
	if m.mixed == "" {
		m.mixed = m.types.take("Mixed", "MixedValue")
	}
	return m.mixed
}

func (e *entity) field(property string) *field {
	for _, f := range e.fields {
		if f.Property.Name == property {
			return f
		}
	}
	return nil
}
