package query_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

var operations = []query.Operation{query.Delete, query.Save, query.Create}

// part is one group of a commit, with what its rows carry and what comes back.
type part struct {
	node      func(testing.TB) *schema.NodeType
	operation query.Operation
	columns   []string
	echo      []string // behind the row's number; nil where only a count comes back
	labels    []string // beyond the type's own
}

var commits = []struct {
	name  string
	parts []part
}{
	{"Save, only a key", []part{{node[Tag], query.Save, []string{"name"}, nil, nil}}},
	{"Create, only a key", []part{{node[Tag], query.Create, []string{"name"}, nil, nil}}},
	{"Delete, only a key", []part{{node[Tag], query.Delete, []string{"name"}, []string{}, nil}}},

	{"Save, all options", []part{{node[Account], query.Save, []string{"id", "created", "name", "born", "updated"}, []string{"created", "version"}, nil}}},
	{"Create, all options", []part{{node[Account], query.Create, []string{"id", "name", "born", "created", "updated"}, nil, nil}}},
	{"Delete, all options", []part{{node[Account], query.Delete, []string{"id"}, []string{"version"}, nil}}},

	{"Save, composite key", []part{{node[Seat], query.Save, []string{"row", "number", "taken"}, nil, nil}}},
	{"Create, composite key", []part{{node[Seat], query.Create, []string{"row", "number", "taken"}, nil, nil}}},
	{"Delete, composite key", []part{{node[Seat], query.Delete, []string{"row", "number"}, []string{}, nil}}},

	{"Save, map and labels", []part{{node[Crate], query.Save, []string{"id"}, nil, []string{"Cold", "x\\u0060"}}}},
	{"Create, map and labels", []part{{node[Crate], query.Create, []string{"id"}, nil, []string{"Cold", "x\\u0060"}}}},

	{"Create, no key", []part{{node[Event], query.Create, []string{"at", "kind"}, nil, nil}}},

	{"Save, hostile names", []part{{node[Hostile], query.Save, hostileNames, nil, nil}}},
	{"Create, hostile names", []part{{node[Hostile], query.Create, hostileNames, nil, nil}}},
	{"Delete, hostile names", []part{{node[Hostile], query.Delete, hostileNames[:1], []string{}, nil}}},

	{"several groups", []part{
		{node[Account], query.Delete, []string{"id"}, []string{"version"}, nil},
		{node[Seat], query.Save, []string{"row", "number", "taken"}, nil, nil},
		{node[Tag], query.Save, []string{"name"}, nil, nil},
		{node[Event], query.Create, []string{"at", "kind"}, nil, nil},
	}},
}

var hostileNames = []string{`\u0060`, `x\uu0060) DETACH DELETE n //`, `\\u0060`, `x\u00zz`, "a AS b MATCH (n) DETACH DELETE n //", "match", "a, b: c"}

func commitStatements(t *testing.T, dialect cypher.Dialect) []statement {
	var list []statement
	for _, test := range commits {
		var groups []*query.Group
		rows := map[string]any{}
		for i, part := range test.parts {
			group, err := query.NewGroup(part.node(t), part.operation, part.labels)
			require.NoError(t, err, test.name)
			assert.Equal(t, part.columns, names(group.Columns), "%s: columns", test.name)
			assert.Equal(t, part.echo != nil, group.Echoes, "%s: whether rows come back", test.name)
			if part.echo != nil {
				assert.Equal(t, part.echo, names(group.Echo), "%s: echo", test.name)
			}
			groups = append(groups, group)
			rows[query.GroupName(i)] = []any{sampleRow(group)}
		}
		list = append(list, statement{test.name, query.Text(groups, dialect), query.Params{"b": rows}})
	}
	return list
}

func TestCommits(t *testing.T) {
	golden(t, "commit", commitStatements(t, cypher.Newest))
	golden(t, "commit.4.4", commitStatements(t, cypher.Four))
	golden(t, "commit.4.4", commitStatements(t, cypher.Five))
}

func names(properties []*schema.Property) []string {
	list := []string{}
	for _, property := range properties {
		list = append(list, property.Name)
	}
	return list
}

// sampleRow has a value of the right kind for each column.
func sampleRow(group *query.Group) []any {
	var row []any
	for _, property := range group.Columns {
		switch property.Value.Base().Kind {
		case schema.Int:
			row = append(row, int64(1))
		case schema.Bool:
			row = append(row, true)
		case schema.Time:
			row = append(row, time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC))
		default:
			row = append(row, "x")
		}
	}
	for _, field := range group.Maps {
		row = append(row, map[string]any{field.Prefix + "a": 1}, field.Prefix)
	}
	if group.Echoes {
		row = append(row, 0)
	}
	return row
}
