package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// key is a value for each property of a type's key.
var loads = []struct {
	name string
	node func(testing.TB) *schema.NodeType
	key  []any
}{
	{"one property", node[Person], []any{"ann"}},
	{"one property, two labels", node[Account], []any{"ann"}},
	{"two properties, three labels", node[Seat], []any{"A", int64(1)}},
	{"hostile names", node[Hostile], []any{"ann"}},
}

func loadStatements(t *testing.T) []statement {
	var list []statement
	for _, test := range loads {
		text, err := query.Get(test.node(t))
		require.NoError(t, err, test.name)
		params := query.Params{"p0": test.key[0]}
		if len(test.key) == 2 {
			params["p1"] = test.key[1]
		}
		list = append(list, statement{"Get, " + test.name, text, params})

		text, err = query.GetMany(test.node(t))
		require.NoError(t, err, test.name)
		params = query.Params{"b": map[string]any{"keys": []any{test.key, test.key}}}
		list = append(list, statement{"GetMany, " + test.name, text, params})
	}
	return list
}

func TestLoads(t *testing.T) {
	golden(t, "load", loadStatements(t))
}

// What cannot be quoted is refused, not sent.
func TestNamesThatCannotBeWritten(t *testing.T) {
	for name, want := range map[string]string{
		"":      "cannot be empty",
		"a\x00": "contains NUL",
		"\xff":  "not valid UTF-8",
	} {
		bad := node[Tag](t)
		bad.Labels = []string{name}
		_, err := query.Get(bad)
		assert.ErrorContains(t, err, want)
		_, err = query.GetMany(bad)
		assert.ErrorContains(t, err, want)
		for _, operation := range []query.Operation{query.Delete, query.Save, query.Create, query.Ensure} {
			_, err = query.NewGroup(bad, operation, nil)
			assert.ErrorContains(t, err, want)
		}
		_, err = query.CreateUniqueness(schema.Constraint{Label: name, Properties: []string{"id"}})
		assert.ErrorContains(t, err, want)
	}
}
