package query

import (
	"errors"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// Look says how far the search for violations of a constraint goes.
type Look struct {
	Key      []string // properties that tell which node or relationship it is
	Limit    int64    // how many nodes or relationships are looked at
	Examples int64    // how many cases are told, and how many members of each
}

// Repeated gives the statement that looks for nodes or relationships with the same values in the
// properties of a uniqueness or key constraint. It gives no row when there are none, else one:
// how many there are of the label in all, in how many cases values repeat, how many are concerned, and a
// list of cases, each with its values and its members, each of these with element id and key.
func Repeated(dialect cypher.Dialect, constraint schema.Constraint, look Look) (cypher.Statement, error) {
	w := cypher.NewWriter(dialect)
	variable := lookedAt(w, constraint, look)
	repeated(w, variable, "total, ", constraint)
	examples := w.Keep(look.Examples)
	w.Text(" WITH total, count(*) AS cases, sum(size(same)) AS members, collect([[")
	for i := range constraint.Properties {
		separate(w, i)
		w.Text("v")
		w.Int(i)
	}
	w.Text("], [m IN same[..", examples, "] | ")
	identity(w, "m", look.Key)
	w.Text("]])[..", examples, "] AS examples RETURN total, cases, members, examples")
	return w.Statement()
}

// Misfits is Repeated for what lacks a property of an existence or key constraint, or has a value
// of another type than a property type constraint demands: a case each, without values.
func Misfits(dialect cypher.Dialect, constraint schema.Constraint, look Look) (cypher.Statement, error) {
	w := cypher.NewWriter(dialect)
	variable := lookedAt(w, constraint, look)
	misfit(w, variable, constraint)
	w.Text(" WITH total, count(", variable, ") AS cases, collect([[], [")
	identity(w, variable, look.Key)
	w.Text("]])[..", w.Keep(look.Examples), "] AS examples RETURN total, cases, cases AS members, examples")
	return w.Statement()
}

// FindRepeated and FindMisfits are the same for a person who wants to see all of them.
func FindRepeated(dialect cypher.Dialect, constraint schema.Constraint) (string, error) {
	w := cypher.NewWriter(dialect)
	w.Text("MATCH ")
	repeated(w, matchPattern(w, constraint), "", constraint)
	w.Text(" RETURN same")
	stmt, err := w.Statement()
	return stmt.Text, err
}

// FindMisfits see FindRepeated.
func FindMisfits(dialect cypher.Dialect, constraint schema.Constraint) (string, error) {
	w := cypher.NewWriter(dialect)
	w.Text("MATCH ")
	variable := matchPattern(w, constraint)
	misfit(w, variable, constraint)
	w.Text(" RETURN ", variable)
	stmt, err := w.Statement()
	return stmt.Text, err
}

// CountEntities gives the statement that tells how many nodes or relationships there are in all.
func CountEntities(entity schema.EntityType) string {
	if entity == schema.RelationshipEntity {
		return "MATCH ()-[r]->() RETURN count(r) AS total"
	}
	return "MATCH (n) RETURN count(n) AS total"
}

// lookedAt begins with the number of all, which the database keeps, and those that are looked at.
func lookedAt(w *cypher.Writer, constraint schema.Constraint, look Look) (variable string) {
	w.Text("MATCH ")
	variable = matchPattern(w, constraint)
	w.Text(" WITH count(", variable, ") AS total MATCH ")
	matchPattern(w, constraint)
	w.Text(" WITH total, ", variable, " LIMIT ")
	w.Param(look.Limit)
	return variable
}

// matchPattern writes what a constraint is about. A relationship has a direction, by which each is met once.
func matchPattern(w *cypher.Writer, constraint schema.Constraint) (variable string) {
	opening, variable, closing := "(", "n", ")"
	if constraint.EntityType == schema.RelationshipEntity {
		opening, variable, closing = "()-[", "r", "]->()"
	}
	w.Text(opening, variable, ":")
	w.Name(constraint.Label)
	w.Text(closing)
	return variable
}

// repeated gathers in lists what has the same values. Null is no value.
func repeated(w *cypher.Writer, variable, carried string, constraint schema.Constraint) {
	for i, property := range constraint.Properties {
		w.Text([]string{" WHERE ", " AND "}[rankOf(i > 0)])
		w.Property(variable, property)
		w.Text(" IS NOT NULL")
	}
	w.Text(" WITH ", carried)
	for i, property := range constraint.Properties {
		w.Property(variable, property)
		w.Text(" AS v")
		w.Int(i)
		w.Text(", ")
	}
	hasProperties(w, constraint)
	w.Text("collect(", variable, ") AS same WHERE size(same) > 1")
}

func misfit(w *cypher.Writer, variable string, constraint schema.Constraint) {
	hasProperties(w, constraint)
	for i, property := range constraint.Properties {
		w.Text([]string{" WHERE ", " OR "}[rankOf(i > 0)])
		w.Property(variable, property)
		if constraint.Kind == schema.TypedConstraint {
			w.Text(" IS NOT ")
			propertyType(w, constraint)
		} else {
			w.Text(" IS NULL")
		}
	}
}

func hasProperties(w *cypher.Writer, constraint schema.Constraint) {
	if len(constraint.Properties) == 0 {
		w.Fail(errors.New("ogm: a constraint needs a property"))
	}
}

// identity writes the element id, or what 4.4 has in its place, and the key.
func identity(w *cypher.Writer, variable string, key []string) {
	w.Text("[")
	w.ElementID(variable)
	w.Text(", [")
	for i, property := range key {
		separate(w, i)
		w.Property(variable, property)
	}
	w.Text("]]")
}

func separate(w *cypher.Writer, i int) {
	if i > 0 {
		w.Text(", ")
	}
}
