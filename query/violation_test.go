package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// violationStatements are those for one server line, as far as it has the constraints.
func violationStatements(t *testing.T, dialect cypher.Dialect) []statement {
	const hostile = `x\u0060) DETACH DELETE n //`
	look := query.Look{Key: []string{"id", hostile}, Limit: 1000, Examples: 5}
	list := []statement{
		{name: "CountEntities, nodes", text: query.CountEntities(schema.NodeEntity)},
		{name: "CountEntities, relationships", text: query.CountEntities(schema.RelationshipEntity)},
	}
	for _, test := range []struct {
		name       string
		constraint schema.Constraint
		statement  func(cypher.Dialect, schema.Constraint, query.Look) (cypher.Statement, error)
		text       func(cypher.Dialect, schema.Constraint) (string, error)
	}{
		{"Repeated", schema.Constraint{Label: "Person", Properties: []string{"email"}}, query.Repeated, query.FindRepeated},
		{"Repeated, together", schema.Constraint{Label: hostile, Properties: []string{"row", hostile}}, query.Repeated, query.FindRepeated},
		{"Repeated, of relationships", schema.Constraint{EntityType: schema.RelationshipEntity, Label: "ACTED_IN", Properties: []string{"id"}}, query.Repeated, query.FindRepeated},
		{"Misfits, missing", schema.Constraint{Kind: schema.RequiredConstraint, Label: "Person", Properties: []string{"name"}}, query.Misfits, query.FindMisfits},
		{"Misfits, missing of a key", schema.Constraint{Kind: schema.KeyConstraint, EntityType: schema.RelationshipEntity, Label: "ACTED_IN", Properties: []string{"a", "b"}}, query.Misfits, query.FindMisfits},
		{"Misfits, type", schema.Constraint{Kind: schema.TypedConstraint, Label: "Person", Properties: []string{"tags"}, PropertyType: "LIST<STRING NOT NULL>"}, query.Misfits, query.FindMisfits},
	} {
		if test.constraint.Kind == schema.TypedConstraint && !dialect.PropertyTypes() {
			_, err := test.statement(dialect, test.constraint, look)
			require.ErrorContains(t, err, "has no property type constraints")
			continue
		}
		stmt, err := test.statement(dialect, test.constraint, look)
		require.NoError(t, err)
		text, err := test.text(dialect, test.constraint)
		require.NoError(t, err)
		list = append(list, statement{name: test.name, text: stmt.Text, params: stmt.Params}, statement{name: "Find" + test.name, text: text})
	}
	return list
}

func TestViolations(t *testing.T) {
	golden(t, "violation", violationStatements(t, cypher.Newest))
	golden(t, "violation.4.4", violationStatements(t, cypher.Four))
	assert.Equal(t, violationStatements(t, cypher.Newest), violationStatements(t, cypher.Five))
	for _, constraint := range []schema.Constraint{{Label: "A"}, {Properties: []string{"x"}}} {
		_, err := query.Repeated(cypher.Newest, constraint, query.Look{})
		require.Error(t, err)
		_, err = query.Misfits(cypher.Newest, constraint, query.Look{})
		require.Error(t, err)
	}
}
