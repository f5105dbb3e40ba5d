package query_test

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
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
	list := []statement{
		{name: "ShowConstraints", text: query.ShowConstraints},
		{name: "InspectConstraints", text: query.InspectConstraints},
		{name: "InspectIndexes", text: query.InspectIndexes},
	}
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

// schemaChange is a change whose text is kept. Some need Enterprise Edition; some, a line after 4.4.
type schemaChange struct {
	schema.Change
	enterprise bool
	notOn44    string // what the error says there
}

func createConstraint(constraint schema.Constraint) schemaChange {
	return schemaChange{Change: schema.Change{Action: schema.Create, Constraint: &constraint}}
}

func createIndex(index schema.Index) schemaChange {
	return schemaChange{Change: schema.Change{Action: schema.Create, Index: &index}}
}

func (c schemaChange) onEnterprise() schemaChange { c.enterprise = true; return c }

func (c schemaChange) after44(problem string) schemaChange { c.notOn44 = problem; return c }

func schemaChanges() []schemaChange {
	const hostile = `x\u0060) DETACH DELETE n //`
	onRelationship, person := schema.RelationshipEntity, []string{"Person"}
	return []schemaChange{
		createConstraint(schema.Constraint{Kind: schema.UniqueConstraint, Label: "Person", Properties: []string{"email"}}),
		createConstraint(schema.Constraint{Kind: schema.UniqueConstraint, Name: "full_name", Label: "Person", Properties: []string{"first", "last"}}),
		createConstraint(schema.Constraint{Kind: schema.UniqueConstraint, EntityType: onRelationship, Label: "ACTED_IN", Properties: []string{"id", "part"}}).after44("has no uniqueness of relationships"),
		createConstraint(schema.Constraint{Kind: schema.KeyConstraint, Label: "Person", Properties: []string{"a", "b"}}).onEnterprise(),
		createConstraint(schema.Constraint{Kind: schema.KeyConstraint, EntityType: onRelationship, Label: "ACTED_IN", Properties: []string{"key"}}).onEnterprise().after44("has no uniqueness of relationships"),
		createConstraint(schema.Constraint{Kind: schema.RequiredConstraint, Label: "Person", Properties: []string{"first"}}).onEnterprise(),
		createConstraint(schema.Constraint{Kind: schema.RequiredConstraint, EntityType: onRelationship, Label: "ACTED_IN", Properties: []string{"role"}}).onEnterprise(),
		createConstraint(schema.Constraint{Kind: schema.TypedConstraint, Label: "Person", Properties: []string{"first"}, PropertyType: "STRING"}).onEnterprise().after44("has no property type constraints"),
		createConstraint(schema.Constraint{Kind: schema.TypedConstraint, EntityType: onRelationship, Label: "ACTED_IN", Properties: []string{"times"}, PropertyType: "LIST<ZONED DATETIME NOT NULL>"}).onEnterprise().after44("has no property type constraints"),
		createIndex(schema.Index{Kind: schema.RangeIndex, Labels: person, Properties: []string{"born"}}),
		createIndex(schema.Index{Kind: schema.RangeIndex, Name: "birthday", Labels: person, Properties: []string{"born", "day"}}),
		createIndex(schema.Index{Kind: schema.RangeIndex, EntityType: onRelationship, Labels: []string{"ACTED_IN"}, Properties: []string{"fee"}}),
		createIndex(schema.Index{Kind: schema.TextIndex, Labels: person, Properties: []string{"bio"}}),
		createIndex(schema.Index{Kind: schema.TextIndex, EntityType: onRelationship, Labels: []string{"ACTED_IN"}, Properties: []string{"role"}}),
		createIndex(schema.Index{Kind: schema.PointIndex, Labels: person, Properties: []string{"at"}, Options: map[string]any{"spatial.cartesian.min": []any{-100.0, -50.5}, "spatial.cartesian.max": []float64{100, 50.5}}}),
		createIndex(schema.Index{Kind: schema.PointIndex, EntityType: onRelationship, Labels: []string{"ACTED_IN"}, Properties: []string{"at"}}),
		createIndex(schema.Index{Kind: schema.FulltextIndex, Name: "everything", Labels: []string{"Person", "Film"}, Properties: []string{"bio", "title"}, Options: map[string]any{"fulltext.eventually_consistent": true, "fulltext.analyzer": "english"}}),
		createIndex(schema.Index{Kind: schema.FulltextIndex, Name: "roles", EntityType: onRelationship, Labels: []string{"ACTED_IN", "DIRECTED"}, Properties: []string{"role"}}),
		createIndex(schema.Index{Kind: schema.VectorIndex, Labels: person, Properties: []string{"plot"}, Dimensions: 384, Similarity: "cosine"}).after44("has no vector indexes"),
		createIndex(schema.Index{Kind: schema.VectorIndex, EntityType: onRelationship, Labels: []string{"ACTED_IN"}, Properties: []string{"plot"}, Dimensions: 2, Similarity: "euclidean", Options: map[string]any{"vector.hnsw.m": 8}}).after44("has no vector indexes"),
		createIndex(schema.Index{Kind: schema.FulltextIndex, Name: hostile, Labels: []string{"a`b", hostile}, Properties: []string{`\u0060`, hostile}}),
		{Change: schema.Change{Action: schema.Drop, Constraint: &schema.Constraint{Kind: schema.UniqueConstraint, Name: "full_name"}}},
		{Change: schema.Change{Action: schema.Drop, Index: &schema.Index{Kind: schema.FulltextIndex, Name: hostile}}},
	}
}

// One text serves all lines: what an older one does not have is an error before anything is sent.
func TestSchemaChanges(t *testing.T) {
	var list []statement
	for _, change := range schemaChanges() {
		text, err := query.SchemaChange(cypher.Newest, change.Change)
		require.NoError(t, err)
		list = append(list, statement{name: name(change), text: text})
		for _, dialect := range []cypher.Dialect{cypher.Scoped, cypher.Five, cypher.Four} {
			other, err := query.SchemaChange(dialect, change.Change)
			if dialect == cypher.Four && change.notOn44 != "" {
				assert.ErrorContains(t, err, change.notOn44)
				continue
			}
			require.NoError(t, err)
			assert.Equal(t, text, other)
		}
	}
	golden(t, "schema", list)
}

func name(change schemaChange) string {
	if change.Action == schema.Drop {
		return "drop"
	}
	if change.enterprise {
		return change.String() + ", Enterprise Edition"
	}
	return change.String()
}

// Schema statements cannot be explained; they are run, twice, since they are to be repeatable.
// Community Edition refuses some for what it is, not for their text.
func TestServerAcceptsSchemaChanges(t *testing.T) {
	s := startServer(t)
	components, err := neo4j.ExecuteQuery(s.ctx, s.driver, "CALL dbms.components() YIELD edition RETURN edition", nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	edition, _ := components.Records[0].Values[0].(string)
	for range 2 {
		for _, change := range schemaChanges() {
			text, err := query.SchemaChange(s.dialect, change.Change)
			if err != nil {
				require.NotEmpty(t, change.notOn44, "%s: %s", change, err)
				continue
			}
			if change.enterprise && edition == "community" {
				_, err := neo4j.ExecuteQuery(s.ctx, s.driver, text, nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(s.name))
				require.ErrorContains(t, err, "Neo.DatabaseError.Schema.ConstraintCreationFailed", text)
				require.ErrorContains(t, err, "requires Neo4j Enterprise Edition", text)
				continue
			}
			s.noNotification(change.String(), s.run(text, nil))
		}
	}
}

func TestSchemaStatementsAreRefusedBeforeTheyAreSent(t *testing.T) {
	for _, test := range []struct {
		change  schema.Change
		problem string
	}{
		{schema.Change{Action: schema.Create, Constraint: &schema.Constraint{Kind: schema.TypedConstraint, Label: "A", Properties: []string{"x"}, PropertyType: "STRING) DETACH DELETE n //"}}, "is no property type"},
		{schema.Change{Action: schema.Create, Constraint: &schema.Constraint{Kind: schema.TypedConstraint, Label: "A", Properties: []string{"x"}}}, "is no property type"},
		{schema.Change{Action: schema.Create, Constraint: &schema.Constraint{Name: "odd", Label: "A", Properties: []string{"x"}}}, "the constraint odd is of a kind that this version does not know"},
		{schema.Change{Action: schema.Create, Constraint: &schema.Constraint{Kind: schema.UniqueConstraint, Properties: []string{"x"}}}, "a name in the graph cannot be empty"},
		{schema.Change{Action: schema.Create, Constraint: &schema.Constraint{Kind: schema.UniqueConstraint, Label: "A"}}, "needs a property"},
		{schema.Change{Action: schema.Create, Index: &schema.Index{Kind: schema.LookupIndex, Name: "look"}}, "the index look is of a kind that is not created by its definition"},
		{schema.Change{Action: schema.Create, Index: &schema.Index{Kind: schema.TextIndex, Properties: []string{"x"}}}, "needs a label"},
		{schema.Change{Action: schema.Create, Index: &schema.Index{Kind: schema.BtreeIndex, Labels: []string{"A"}, Properties: []string{"x"}}}, "a range index does their work"},
		{schema.Change{Action: schema.Create, Index: &schema.Index{Kind: schema.PointIndex, Labels: []string{"A"}, Properties: []string{"x"}, Options: map[string]any{"odd": map[string]any{}}}}, "an option of an index is"},
		{schema.Change{}, "a change of the schema says what it does"},
		{schema.Change{Action: schema.Drop}, "a change of the schema says what it does"},
		{schema.Change{Action: schema.Drop, Index: &schema.Index{}}, "a name in the graph cannot be empty"},
	} {
		_, err := query.SchemaChange(cypher.Newest, test.change)
		assert.ErrorContains(t, err, test.problem)
	}
	for _, text := range []string{"VECTOR<FLOAT32>(384)", "LIST<INTEGER NOT NULL> | STRING", "TIMESTAMP WITH TIMEZONE", "ZONED DATETIME"} {
		_, err := query.CreateConstraint(cypher.Newest, schema.Constraint{Kind: schema.TypedConstraint, Label: "A", Properties: []string{"x"}, PropertyType: text})
		assert.NoError(t, err)
	}
}

func TestSchemaLimits(t *testing.T) {
	assert.Equal(t, schema.Limits{Server: "Neo4j 4.4.48 Community Edition", Community: true, NoRelationshipUniqueness: true, NoPropertyTypes: true, NoVectorIndexes: true, BtreeIndexes: true}, query.SchemaLimits(cypher.Four, "community", "4.4.48"))
	assert.Equal(t, schema.Limits{Server: "Neo4j 5.26.30 Community Edition", Community: true}, query.SchemaLimits(cypher.Scoped, "community", "5.26.30"))
	assert.Equal(t, schema.Limits{Server: "Neo4j 2026.08.1"}, query.SchemaLimits(cypher.Newest, "enterprise", "2026.08.1"))
	assert.Equal(t, schema.Limits{Server: "Neo4j"}, query.SchemaLimits(cypher.Newest, "", ""), "who may not ask expects all")
}
