package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

var constraints = []struct {
	name  string
	input schema.Constraint
}{
	{"derived name", schema.Constraint{Label: "Person", Properties: []string{"id"}}},
	{"name from the tag", schema.Constraint{Name: "full_name", Label: "Person", Properties: []string{"name", "surname"}}},
	{"composite, derived name", schema.Constraint{Label: "Seat", Properties: []string{"row", "number"}}},
	{"hostile names", schema.Constraint{Name: `x\u0060) DETACH DELETE n //`, Label: "a`b", Properties: []string{`\u0060`, "a AS b MATCH (n) DETACH DELETE n //"}}},
}

func constraintStatements(t *testing.T) []statement {
	list := []statement{{name: "ShowConstraints", text: query.ShowConstraints}}
	for _, test := range constraints {
		text, err := query.CreateUniqueness(test.input)
		require.NoError(t, err, test.name)
		list = append(list, statement{name: "CreateUniqueness, " + test.name, text: text})
	}
	return list
}

func TestConstraints(t *testing.T) {
	golden(t, "constraint", constraintStatements(t))
}
