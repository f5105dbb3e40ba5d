package survey_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/ogmtest"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/survey"
	"github.com/go-ogm/ogm/neo4jtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// look makes an empty database of some statements and looks at it.
func look(t *testing.T, sample int, texts ...string) survey.Graph {
	t.Helper()
	server := neo4jtest.Start(t)
	driver := server.Driver(t)
	for _, text := range texts {
		ogmtest.Rows(t.Context(), t, driver, text, nil)
	}
	client := session.New(session.Config{Driver: driver, Database: server.Database(), Observe: func(ctx context.Context, stmt cypher.Statement) (context.Context, func(session.Outcome)) {
		return ctx, func(o session.Outcome) {
			for _, said := range o.Summary.Notifications() {
				assert.Failf(t, "the server notifies", "%s: %s", stmt.Text, said.Description())
			}
		}
	}})
	graph, err := survey.Read(t.Context(), client, survey.Options{Sample: sample})
	require.NoError(t, err)
	return graph
}

// zoo numbers its keepers in the order in which the server meets them. That is not the order
// they were created in: the room of deleted nodes is used anew, in any order.
var zoo = []string{
	"CREATE CONSTRAINT keeper IF NOT EXISTS FOR (n:Keeper) REQUIRE n.id IS UNIQUE",
	"UNWIND range(1, 300) AS i CREATE (:Gone)",
	"MATCH (n:Gone) WITH n ORDER BY rand() LIMIT 200 DELETE n",
	"UNWIND range(1, 60) AS i CREATE (:Keeper)",
	"MATCH (k:Keeper) WITH collect(k) AS all UNWIND range(1, 60) AS i WITH i, all[i - 1] AS k SET k.id = i, k.name = 'k' + i, k.since = CASE WHEN i < 31 THEN 1 ELSE 1.5 END, k.late = CASE WHEN i = 60 THEN true END",
	"MATCH (k:Keeper {id: 30}) SET k.id = 0",
	"MATCH (k:Keeper) CREATE (k)-[:FEEDS {often: k.id}]->(:Animal:Tame {name: 'a'})",
	"MATCH (k:Keeper {id: 58}) CREATE (k)-[:FEEDS]->(:Animal:Wild {name: 'w'}), (k)-[:FEEDS]->(k)",
	"MATCH (k:Keeper {id: 1}), (a:Wild) CREATE (k)-[:FEARS]->(a), (k)-[:FEARS]->(a), (a)-[:FEARS {odd: []}]->({none: 1})",
	"CREATE (:__Neo4jMigration {version: 'BASELINE'})-[:MIGRATED_TO]->(:__Neo4jMigration:`__Neo4jMigration2` {version: '1'}), (:Gone)",
	"MATCH (n:Gone) DELETE n",
}

func TestAll(t *testing.T) {
	graph := look(t, 0, zoo...)
	require.Len(t, graph.Labels, 4)
	keeper := graph.Labels[1]
	assert.Equal(t, survey.Label{Name: "Keeper", Count: 60, Sampled: 60, Sets: []survey.Set{{Labels: []string{"Keeper"}, Met: 60}}, Properties: []survey.Property{
		{Name: "id", Met: 60, Types: []string{"INTEGER"}, Zero: true},
		{Name: "late", Met: 1, Types: []string{"BOOLEAN"}},
		{Name: "name", Met: 60, Types: []string{"STRING"}},
		{Name: "since", Met: 60, Types: []string{"FLOAT", "INTEGER"}, Repeats: true},
	}}, keeper)
	assert.Equal(t, []survey.Set{{Labels: []string{"Animal", "Tame"}, Met: 60}, {Labels: []string{"Animal", "Wild"}, Met: 1}}, graph.Labels[0].Sets)
	assert.Equal(t, []survey.Type{
		{Name: "FEARS", Count: 3, Sampled: 3, Patterns: []survey.Pattern{
			{Start: []string{"Animal", "Wild"}, End: []string{}, Met: 1, Starts: 1, Ends: 1, MaxOut: 1, MaxIn: 1, Properties: []survey.Property{{Name: "odd", Met: 1, Types: []string{survey.EmptyList}, Repeats: true}}},
			{Start: []string{"Keeper"}, End: []string{"Animal", "Wild"}, Met: 2, Starts: 1, Ends: 1, MaxOut: 2, MaxIn: 2, Parallel: true, Properties: []survey.Property{}},
		}},
		{Name: "FEEDS", Count: 62, Sampled: 62, Patterns: []survey.Pattern{
			{Start: []string{"Keeper"}, End: []string{"Animal", "Tame"}, Met: 60, Starts: 60, Ends: 60, MaxOut: 2, MaxIn: 1, Properties: []survey.Property{{Name: "often", Met: 60, Types: []string{"INTEGER"}, Zero: true}}},
			{Start: []string{"Keeper"}, End: []string{"Animal", "Wild"}, Met: 1, Starts: 1, Ends: 1, MaxOut: 2, MaxIn: 1, Properties: []survey.Property{}},
			{Start: []string{"Keeper"}, End: []string{"Keeper"}, Met: 1, Starts: 1, Ends: 1, MaxOut: 2, MaxIn: 1, Properties: []survey.Property{}},
		}},
	}, graph.Types)
}

// TestASample sees the beginning, the middle and the end, keys that are zero wherever they
// are, and relationships at labels that are rare.
func TestASample(t *testing.T) {
	graph := look(t, 9, zoo...)
	keeper := graph.Labels[1]
	assert.Equal(t, int64(60), keeper.Count)
	assert.Equal(t, 9, keeper.Sampled)
	assert.Equal(t, survey.Property{Name: "id", Met: 9, Types: []string{"INTEGER"}, Zero: true}, keeper.Properties[0])
	require.Len(t, keeper.Properties, 4)
	assert.Equal(t, "late", keeper.Properties[1].Name, "the last is not among the sample")
	assert.Equal(t, []string{"FLOAT", "INTEGER"}, keeper.Properties[3].Types)
	var ends [][]string
	for _, pattern := range graph.Types[1].Patterns {
		ends = append(ends, pattern.End)
	}
	assert.Equal(t, [][]string{{"Animal", "Tame"}, {"Animal", "Wild"}, {"Keeper"}}, ends)
}

func TestAnEmptyDatabase(t *testing.T) {
	graph := look(t, survey.DefaultSample)
	assert.Empty(t, graph.Labels)
	assert.Empty(t, graph.Types)
}
