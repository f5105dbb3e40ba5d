package mapping

import (
	"reflect"
	"slices"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"github.com/go-ogm/ogm/schema"
)

// Native lists the driver's value types that a property may hold as they are. A
// schema.Registry is told of them, since it knows no driver.
func Native() []reflect.Type { return slices.Clone(native) }

var native = []reflect.Type{
	reflect.TypeFor[dbtype.Date](),
	reflect.TypeFor[dbtype.Time](),
	reflect.TypeFor[dbtype.LocalTime](),
	reflect.TypeFor[dbtype.LocalDateTime](),
	reflect.TypeFor[dbtype.Duration](),
	reflect.TypeFor[dbtype.Point2D](),
	reflect.TypeFor[dbtype.Point3D](),
}

// Mapper holds the compiled plans of one registry. It is safe for concurrent use.
type Mapper struct {
	// StrictRows refuses a column that no field of a row's struct takes. It is set
	// before the first use.
	StrictRows bool

	registry      *schema.Registry
	nodes         sync.Map // *schema.NodeType -> *NodePlan
	relationships sync.Map // *schema.RelationshipType -> *RelationshipPlan
}

// New makes a mapper for the types of a registry.
func New(registry *schema.Registry) *Mapper {
	return &Mapper{registry: registry}
}

// Node gives the plan of a node type, compiled at its first use.
func (m *Mapper) Node(node *schema.NodeType) *NodePlan {
	if found, ok := m.nodes.Load(node); ok {
		return found.(*NodePlan)
	}
	stored, _ := m.nodes.LoadOrStore(node, compileNode(node, m.registry))
	return stored.(*NodePlan)
}

// Relationship gives the plan of a relationship type, compiled at its first use.
func (m *Mapper) Relationship(relationship *schema.RelationshipType) *RelationshipPlan {
	if found, ok := m.relationships.Load(relationship); ok {
		return found.(*RelationshipPlan)
	}
	stored, _ := m.relationships.LoadOrStore(relationship, compileRelationship(relationship, m.registry))
	return stored.(*RelationshipPlan)
}
