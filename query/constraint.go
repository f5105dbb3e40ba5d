package query

import (
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// ShowConstraints gives the text that lists the constraints of a database, with
// columns that every server line has.
const ShowConstraints = "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties RETURN name, type, entityType, labelsOrTypes, properties"

// CreateUniqueness gives the text that creates a uniqueness constraint unless it
// is there. The name is derived where the constraint has none.
func CreateUniqueness(constraint schema.Constraint) (string, error) {
	name := constraint.Name
	if name == "" {
		name = constraint.Label + "_" + strings.Join(constraint.Properties, "_") + "_unique"
	}
	w := cypher.NewWriter(cypher.Newest)
	w.Text("CREATE CONSTRAINT ")
	w.Name(name)
	w.Text(" IF NOT EXISTS FOR (n")
	w.Labels([]string{constraint.Label})
	w.Text(") REQUIRE (")
	for i, property := range constraint.Properties {
		if i > 0 {
			w.Text(", ")
		}
		w.Property("n", property)
	}
	w.Text(") IS UNIQUE")
	stmt, err := w.Statement()
	return stmt.Text, err
}
