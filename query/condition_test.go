package query_test

import (
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"

	"github.com/go-ogm/ogm/query"
)

var (
	noon = time.Date(2024, 7, 1, 12, 0, 0, 0, time.FixedZone("Offset", 0))
	day  = dbtype.Date(time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC))
)

// conditions are counted, which is the shortest statement that has them.
var conditions = []struct {
	name   string
	input  query.Condition[Person]
	params query.Params
}{
	{"Eq", Name.Eq("Ann"), query.Params{"p0": "Ann"}},
	{"Ne", Name.Ne("Ann"), query.Params{"p0": "Ann"}},
	{"Gt", Born.Gt(1960), query.Params{"p0": int64(1960)}},
	{"Ge", Born.Ge(1960), query.Params{"p0": int64(1960)}},
	{"Lt", Seen.Lt(noon), query.Params{"p0": noon}},
	{"Le", Home.Le(day), query.Params{"p0": day}},
	{"Eq of a list", Tags.Eq([]string{"a", "b"}), query.Params{"p0": []string{"a", "b"}}},
	{"Eq of a named type", Feels.Eq("glad"), query.Params{"p0": "glad"}},
	{"Eq of a nullable property", Email.Eq("ann@example.org"), query.Params{"p0": "ann@example.org"}},
	{"In", Born.In(1960, 1970), query.Params{"p0": []any{int64(1960), int64(1970)}}},
	{"In one", Born.In(1960), query.Params{"p0": []any{int64(1960)}}},
	{"In none", Born.In(), query.Params{"p0": []any{}}},
	{"In of a nullable property", Email.In("a", "b"), query.Params{"p0": []any{"a", "b"}}},
	{"Between", Born.Between(1960, 1970), query.Params{"p0": int64(1960), "p1": int64(1970)}},
	{"StartsWith", Name.StartsWith("A"), query.Params{"p0": "A"}},
	{"EndsWith", Name.EndsWith("n"), query.Params{"p0": "n"}},
	{"Contains of a nullable property", Email.Contains("@"), query.Params{"p0": "@"}},
	{"Matches of a named type", Feels.Matches("g.*"), query.Params{"p0": "g.*"}},
	{"IsNull", Email.IsNull(), nil},
	{"IsNotNull", Born.IsNotNull(), nil},
	{"And", query.And(Born.Gt(1960), Name.Eq("Ann")), query.Params{"p0": int64(1960), "p1": "Ann"}},
	{"Or", query.Or(Born.Gt(1960), Name.Eq("Ann"), Email.IsNull()), query.Params{"p0": int64(1960), "p1": "Ann"}},
	{"Not", query.Not(Name.Eq("Ann")), query.Params{"p0": "Ann"}},
	{"And of one", query.And(Name.Eq("Ann")), query.Params{"p0": "Ann"}},
	{"Or within And", query.And(query.Or(Born.Lt(1), Born.Gt(2)), Name.Eq("Ann")), query.Params{"p0": int64(1), "p1": int64(2), "p2": "Ann"}},
	{"And within Or", query.Or(query.And(Born.Gt(1), Born.Lt(2)), Name.Eq("Ann")), query.Params{"p0": int64(1), "p1": int64(2), "p2": "Ann"}},
	{"And within And", query.And(Name.Eq("Ann"), query.And(Born.Gt(1), Born.Lt(2))), query.Params{"p0": "Ann", "p1": int64(1), "p2": int64(2)}},
	{"Between within Or", query.Or(Name.Eq("Ann"), Born.Between(1, 2)), query.Params{"p0": "Ann", "p1": int64(1), "p2": int64(2)}},
	{"Not of Or", query.Not(query.Or(Name.Eq("Ann"), Born.Between(1, 2))), query.Params{"p0": "Ann", "p1": int64(1), "p2": int64(2)}},
	{"Not of Not", query.Not(query.Not(Email.IsNull())), nil},
	{"Or of Nots", query.Or(query.Not(Name.Eq("Ann")), query.Not(Born.Eq(0))), query.Params{"p0": "Ann", "p1": int64(0)}},
	{"a value that looks like Cypher", Name.Eq("' OR 1=1 //`"), query.Params{"p0": "' OR 1=1 //`"}},
}

func conditionStatements(t *testing.T) []statement {
	var list []statement
	for _, test := range conditions {
		stmt := build[Person](t, test.name, people.Where(test.input).Untyped().Count)
		assert.Equal(t, test.params, stmt.Params, test.name)
		list = append(list, statement{test.name, stmt.Text, stmt.Params})
	}
	return list
}

func TestConditions(t *testing.T) {
	golden(t, "condition", conditionStatements(t))
}
