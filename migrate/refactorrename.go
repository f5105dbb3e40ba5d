package migrate

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-ogm/ogm/schema"
)

// RenameLabel gives nodes another label in place of the one that they have; they keep all others. Nodes that have both
// lose the old one. Constraints and indexes stay on the old label, see RefactorResult.Leftovers.
func RenameLabel(from, to string) Refactoring { return newRefactoring(rename{NodesOf(from), to}) }

// RenameType makes of each relationship of a type one of another, between the same nodes and with the same properties, and
// deletes the old one in the same transaction, since Neo4j cannot change the type of a relationship: they get other element ids.
func RenameType(from, to string) Refactoring {
	return newRefactoring(rename{RelationshipsOf(from), to})
}

// RenameProperty gives a property of nodes or relationships another name. That some have both, with different values, is
// an ObstacleError, and so is a constraint that demands the old one.
func RenameProperty(of Elements, from, to string) Refactoring {
	return newRefactoring(renameProperty{of, from, to})
}

var errSameName = errors.New("both names are the same")

// rename is that of a label or a type.
type rename struct {
	of Elements
	to string
}

func (r rename) String() string {
	what := "label"
	if r.of.relationship {
		what = "relationship type"
	}
	return fmt.Sprintf("rename %s %s to %s", what, r.of.name, r.to)
}

func (r rename) check() error {
	if r.of.name == r.to {
		return errSameName
	}
	return checkNames(r.of.name, r.to)
}

func (r rename) steps(refactorSetting) ([]step, error) {
	var q quoter
	from, to := q.name(r.of.name), q.name(r.to)
	if r.of.relationship {
		return []step{{
			find: "MATCH (a)-[old:" + from + "]->(b)", of: "old", link: true, rows: "a, old, b",
			change: "CREATE (a)-[new:" + to + "]->(b) SET new = properties(old) DELETE old", count: "count(new)",
		}}, q.err()
	}
	return []step{{find: "MATCH (n:" + from + ")", of: "n", rows: "n", change: "SET n:" + to + " REMOVE n:" + from, count: "count(n)"}}, q.err()
}

func (r rename) questions(_ refactorSetting, s situation) ([]question, error) {
	var q quoter
	c := change{of: r.of, into: r.to, condition: "true"}
	if !r.of.relationship {
		c.condition = "NOT n:" + q.name(r.to)
	}
	return c.questions(&q, s.catalog), q.err()
}

func (r rename) leftovers(relationship bool, name string, _ []string) bool {
	return relationship == r.of.relationship && name == r.of.name
}

type renameProperty struct {
	of       Elements
	from, to string
}

func (r renameProperty) String() string {
	return fmt.Sprintf("rename property %s of %s to %s", r.from, r.of, r.to)
}

func (r renameProperty) check() error {
	if r.from == r.to {
		return errSameName
	}
	return checkNames(r.of.name, r.from, r.to)
}

func (r renameProperty) steps(refactorSetting) ([]step, error) {
	var q quoter
	from, to := "n."+q.name(r.from), "n."+q.name(r.to)
	return []step{{
		find: r.of.match(&q, "n") + " WHERE " + from + " IS NOT NULL AND (" + to + " IS NULL OR " + to + " = " + from + ")", of: "n", link: r.of.relationship, rows: "n",
		change: "SET " + to + " = " + from + " REMOVE " + from, count: "count(n)",
	}}, q.err()
}

func (r renameProperty) questions(_ refactorSetting, s situation) ([]question, error) {
	var q quoter
	from, to := "n."+q.name(r.from), "n."+q.name(r.to)
	all := []question{{
		count: r.of.match(&q, "n") + " WHERE " + from + " IS NOT NULL AND " + to + " IS NOT NULL AND NOT coalesce(" + to + " = " + from + ", false) RETURN count(n) AS n",
		obstacle: ObstacleError{
			Obstacle: "%d " + r.of.words() + " have both properties, with different values",
			Remedy:   "decide for one of the two, and remove the other there",
		},
	}}
	for _, constraint := range s.catalog.Constraints {
		demands := slices.Contains([]schema.ConstraintKind{schema.KeyConstraint, schema.RequiredConstraint}, constraint.Kind)
		if demands && r.of.isOn(constraint.EntityType == schema.RelationshipEntity, constraint.Label, constraint.Properties, r.from) {
			all = append(all, question{obstacle: ObstacleError{
				Obstacle: "the constraint " + constraint.Name + " on " + r.of.describe(constraint) + " demands the old property", Remedy: "drop it first",
				Constraint: constraint.Name,
			}})
		}
	}
	c := change{of: r.of, condition: from + " IS NOT NULL AND " + to + " IS NULL", property: r.to, value: from}
	return append(all, c.questions(&q, s.catalog)...), q.err()
}

func (r renameProperty) leftovers(relationship bool, name string, properties []string) bool {
	return r.of.isOn(relationship, name, properties, r.from)
}
