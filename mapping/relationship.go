package mapping

import (
	"github.com/go-ogm/ogm/schema"
)

// RelationshipPlan moves one relationship type's values. It is immutable.
type RelationshipPlan struct {
	EntityPlan
	Relationship *schema.RelationshipType
}

func compileRelationship(relationship *schema.RelationshipType, registry *schema.Registry) *RelationshipPlan {
	return &RelationshipPlan{EntityPlan: compileEntity(&relationship.Entity, registry), Relationship: relationship}
}
