package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/schema"
)

// question looks for something that is in the way.
type question struct {
	count    string // its text gives n, how much is in the way; "" if it is in any case
	samples  string // gives some values as v; "" for none
	obstacle ObstacleError
}

// ask is an error for the first question that finds something.
func (r *refactorRun) ask(ctx context.Context, s situation) error {
	questions, err := r.work.questions(r.setting, s)
	if err != nil {
		return err
	}
	for _, q := range questions {
		found := q.obstacle
		found.Refactoring = r.String()
		if q.count != "" {
			if found.Count, err = r.count(ctx, q.count); err != nil {
				return err
			}
			if found.Count == 0 {
				continue
			}
			found.Obstacle = fmt.Sprintf(found.Obstacle, found.Count)
		}
		if q.samples != "" {
			some, err := r.door.place().read(ctx, q.samples, nil)
			if err != nil {
				return err
			}
			for _, sample := range some {
				found.Values = append(found.Values, sample["v"])
			}
		}
		return &found
	}
	return nil
}

// change is what a refactoring does, as far as a constraint can see it.
type change struct {
	of        Elements
	into      string // the label or type that they get; "" where that stays
	condition string // of those that change, n
	property  string // that changes; "" for none
	value     string // what it is then, of n
}

// concerns tells whether a constraint may be broken.
func (c change) concerns(constraint schema.Constraint) bool {
	if (constraint.EntityType == schema.RelationshipEntity) != c.of.relationship {
		return false
	}
	if c.into != "" {
		return constraint.Label == c.into
	}
	return slices.Contains(constraint.Properties, c.property) && (!c.of.relationship || constraint.Label == c.of.name)
}

// changing finds those that change and are under a constraint then.
func (c change) changing(q *quoter, constraint schema.Constraint) string {
	if c.into != "" {
		return c.of.match(q, "n") + " WHERE " + c.condition
	}
	return c.of.match(q, "n", constraint.Label) + " WHERE " + c.condition
}

// questions are about all constraints that the change may break. What kinds of values they demand is left to the server.
func (c change) questions(q *quoter, have schema.Catalog) []question {
	var all []question
	for _, constraint := range have.Constraints {
		if !c.concerns(constraint) {
			continue
		}
		switch constraint.Kind {
		case schema.UniqueConstraint:
			all = append(all, c.unique(q, constraint)...)
		case schema.KeyConstraint:
			all = append(all, c.unique(q, constraint)...)
			all = append(all, c.present(q, constraint)...)
		case schema.RequiredConstraint:
			all = append(all, c.present(q, constraint)...)
		}
	}
	return all
}

func (c change) obstacle(constraint schema.Constraint) ObstacleError {
	return ObstacleError{
		Obstacle:   "%d " + c.of.words() + " would break the constraint " + constraint.Name + " on " + c.of.describe(constraint),
		Remedy:     "change or merge them first, or drop the constraint",
		Constraint: constraint.Name,
	}
}

// unique asks for two that change, and for one that changes and another that is there, with the same values.
func (c change) unique(q *quoter, constraint schema.Constraint) []question {
	with := []string{"n"}
	var values, present, equal []string
	for i, property := range constraint.Properties {
		v := fmt.Sprintf("v%d", i)
		with = append(with, c.after(q, property)+" AS "+v)
		values = append(values, v)
		present = append(present, v+" IS NOT NULL")
		equal = append(equal, "other."+q.name(property)+" = "+v)
	}
	found := c.changing(q, constraint) + " WITH " + strings.Join(with, ", ") + " WHERE " + strings.Join(present, " AND ") + " "
	others := Elements{constraint.Label, c.of.relationship}.match(q, "other") + " WHERE " + strings.Join(equal, " AND ") + " AND other <> n"
	return []question{
		{count: found + "WITH [" + strings.Join(values, ", ") + "] AS v, count(*) AS times WHERE times > 1 RETURN coalesce(sum(times), 0) AS n", obstacle: c.obstacle(constraint)},
		{count: found + others + " RETURN count(DISTINCT n) AS n", obstacle: c.obstacle(constraint)},
	}
}

// present asks for those that get under a constraint without what it demands.
func (c change) present(q *quoter, constraint schema.Constraint) []question {
	if c.into == "" {
		return nil
	}
	var missing []string
	for _, property := range constraint.Properties {
		missing = append(missing, "n."+q.name(property)+" IS NULL")
	}
	return []question{{count: c.changing(q, constraint) + " AND (" + strings.Join(missing, " OR ") + ") RETURN count(n) AS n", obstacle: c.obstacle(constraint)}}
}

func (c change) after(q *quoter, property string) string {
	if property == c.property {
		return c.value
	}
	return "n." + q.name(property)
}

func (e Elements) words() string {
	if e.relationship {
		return "relationships"
	}
	return "nodes"
}

// describe says what a constraint is on.
func (e Elements) describe(c schema.Constraint) string {
	properties := " {" + strings.Join(c.Properties, ", ") + "}"
	if e.relationship {
		return "[:" + c.Label + properties + "]"
	}
	return "(:" + c.Label + properties + ")"
}
