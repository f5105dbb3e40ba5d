package inspect

import (
	"flag"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/survey"
	"github.com/go-ogm/ogm/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "go test ./cmd/ogm/internal/inspect -update renews it; read the difference as a reviewer would")
}

// label is one of a graph, all of whose nodes have all of its properties, unless told otherwise.
func label(name string, properties ...survey.Property) survey.Label {
	for i := range properties {
		if properties[i].Met == 0 {
			properties[i].Met = 10
		}
	}
	return survey.Label{Name: name, Count: 10, Sampled: 10, Sets: []survey.Set{{Labels: []string{name}, Met: 10}}, Properties: properties}
}

func property(name string, types ...string) survey.Property {
	return survey.Property{Name: name, Types: types}
}

func unique(label string, properties ...string) schema.Constraint {
	return schema.Constraint{Kind: schema.UniqueConstraint, Name: label + "_" + strings.Join(properties, "_"), Label: label, Properties: properties}
}

func index(kind schema.IndexKind, name, label string, properties ...string) schema.Index {
	return schema.Index{Kind: kind, Name: name, Labels: []string{label}, Properties: properties, State: "ONLINE"}
}

// hostile has names that mean something in Go, in tags and in comments, and rules that no
// tag can say.
func hostile() survey.Graph {
	evil := "X\nfunc init() { panic(1) }\n//"
	part := label("Part", property("id", "STRING"), property("maker", "STRING"), property("mass", "FLOAT"), property("note", "STRING"), property("tags", "LIST<STRING>"), property("vector", "LIST<FLOAT>"), property("at", "POINT 2D"))
	part.Count = 123456
	part.Properties[3].Met = 7
	return survey.Graph{
		Labels: []survey.Label{
			label("Mixed", property("a", "INTEGER", "STRING"), property("b", "UNREADABLE"), property("c", "LIST<>"), property("d", "LIST<>", "LIST<DATE>"), property("e", "LIST<>", "STRING")),
			label("Node", property("Node", "STRING"), property("node", "STRING"), property("NODE", "STRING"), property("key", "BOOLEAN")),
			part,
			label("string", property("type", "STRING"), property("func", "BYTES"), property("id", "DATE")),
			label(evil, property(evil, "STRING"), property("a`b\"c", "STRING"), property("*/ x", "STRING"), property("\u202eabc", "STRING"), property("no", "STRING")),
			label("ポケモン", property("名前", "STRING"), property("épée", "STRING"), property("ǆ", "STRING"), property("🙂", "STRING"), property("½", "STRING")),
		},
		Types: []survey.Type{
			{Name: evil, Count: 2, Sampled: 2, Patterns: []survey.Pattern{{Start: []string{"Part"}, End: []string{"Part"}, Met: 2, Starts: 2, Ends: 2, MaxOut: 1, MaxIn: 1}}},
			{Name: "x]->", Count: 1, Sampled: 1, Patterns: []survey.Pattern{{Start: []string{"Part"}, End: []string{"Part"}, Met: 1, Starts: 1, Ends: 1, MaxOut: 1, MaxIn: 1}}},
			{Name: "RELATIONSHIP", Count: 9, Sampled: 3, Patterns: []survey.Pattern{{
				Start: []string{"Part"}, End: []string{evil}, Met: 3, Starts: 2, Ends: 1, MaxOut: 2, MaxIn: 2, Parallel: true,
				Properties: []survey.Property{{Name: "start", Met: 3, Types: []string{"STRING"}}, {Name: "End", Met: 1, Types: []string{"INTEGER"}}, {Name: "Relationship", Met: 3, Types: []string{"ZONED TIME"}}},
			}}},
			{Name: "TO_NOTHING", Count: 1, Sampled: 1, Patterns: []survey.Pattern{{Start: []string{}, End: []string{"Part"}, Met: 1, Starts: 1, Ends: 1, MaxOut: 1, MaxIn: 1}}},
		},
		Catalog: schema.Catalog{
			Constraints: []schema.Constraint{
				unique("Part", "id"), unique("Part", "mass"),
				{Kind: schema.UniqueConstraint, Name: "a, b", Label: "Part", Properties: []string{"maker", "mass"}},
				{Kind: schema.KeyConstraint, Name: "own", Label: "Part", Properties: []string{"maker"}},
				{Kind: schema.RequiredConstraint, Name: "r", Label: "Part", Properties: []string{"mass"}},
				{Kind: schema.TypedConstraint, Name: "t", Label: "Part", Properties: []string{"tags"}, PropertyType: "LIST<STRING NOT NULL>"},
				{Kind: schema.TypedConstraint, Name: "t2", Label: "Part", Properties: []string{"mass"}, PropertyType: "FLOAT | INTEGER"},
				{Kind: 0, Name: "new", Label: "Part", Properties: []string{"mass"}},
				unique("Mixed", "a"), unique("string", "id"), unique(evil, "no"), unique("Gone", "id"),
				unique("__Neo4jMigration", "version"),
			},
			Indexes: []schema.Index{
				index(schema.RangeIndex, "two", "Part", "note", "at"), index(schema.BtreeIndex, "again", "Part", "note"), index(schema.TextIndex, "txt", "Part", "mass"),
				index(schema.PointIndex, "pt", "Part", "at"),
				{Kind: schema.VectorIndex, Name: "Part_vector_vector", Labels: []string{"Part"}, Properties: []string{"vector"}, Dimensions: 3, Similarity: "cosine"},
				index(schema.FulltextIndex, "search", "Part", "note", "tags"),
				{Kind: schema.FulltextIndex, Name: "half", Labels: []string{"Part", "string"}, Properties: []string{"type", "id"}},
				index(schema.IndexKind(0), "future", "Part", "mass"),
				{Kind: schema.RangeIndex, Name: "owned", Owner: "own", Labels: []string{"Part"}, Properties: []string{"maker"}},
				{Kind: schema.RangeIndex, EntityType: schema.RelationshipEntity, Name: "on\nnothing", Labels: []string{"TO_NOTHING"}, Properties: []string{"x"}},
				{Kind: schema.RangeIndex, EntityType: schema.RelationshipEntity, Name: "start", Labels: []string{"RELATIONSHIP"}, Properties: []string{"start"}},
			},
		},
	}
}

func TestStructsOfHostileNames(t *testing.T) {
	file, err := Make(hostile(), Options{Package: "hostile", BothSides: true})
	require.NoError(t, err)
	golden(t, "testdata/hostile.golden", string(file.Text))

	// Nothing but types and the methods of one of them came of it.
	parsed, err := parser.ParseFile(token.NewFileSet(), "hostile.go", file.Text, parser.ParseComments)
	require.NoError(t, err)
	functions := 0
	for _, object := range parsed.Decls {
		if strings.Contains(string(file.Text[object.Pos()-1:object.Pos()+4]), "func") {
			functions++
		}
	}
	assert.Equal(t, 2, functions, "the methods of the type for values of several types")
}

func TestNamesInGo(t *testing.T) {
	for name, want := range map[string]string{
		"id": "ID", "userId": "UserID", "ACTED_IN": "ActedIn", "home street": "HomeStreet", "homeStreet": "HomeStreet", "1st": "X1st", "姓名": "X姓名", "type": "Type",
		"HTTPServer": "HTTPServer", "url": "URL", "IS-A": "IsA", "": "X", "__x__": "X", "a.b": "AB", "K": "K", "KNOWS": "Knows", "ID": "ID", "ß": "Xß", "éa": "Éa", "x2Y": "X2Y",
	} {
		got := exported(name)
		assert.True(t, token.IsIdentifier(got) && token.IsExported(got), got)
		assert.Equal(t, want, got, name)
	}
}

func TestNothingToInspect(t *testing.T) {
	_, err := Make(survey.Graph{}, Options{Package: "models"})
	assert.ErrorIs(t, err, ErrEmpty)
	_, err = Diagram(survey.Graph{}, false)
	assert.ErrorIs(t, err, ErrEmpty)
}

// TestKeysThatNobodyDeclared: they are told of, and taken where that is asked for.
func TestKeysThatNobodyDeclared(t *testing.T) {
	graph := survey.Graph{
		Labels: []survey.Label{label("Car", property("plate", "STRING"), property("owner", "STRING"), property("carId", "INTEGER"))},
		Types:  []survey.Type{{Name: "TOWS", Count: 1, Sampled: 1, Patterns: []survey.Pattern{{Start: []string{"Car"}, End: []string{"Car"}, Met: 1, Starts: 1, Ends: 1, MaxOut: 1, MaxIn: 1}}}},
	}
	graph.Labels[0].Properties[1].Repeats = true
	graph.Catalog.Indexes = []schema.Index{index(schema.RangeIndex, "c", "Car", "carId")}

	file, err := Make(graph, Options{Package: "models"})
	require.NoError(t, err)
	assert.Contains(t, string(file.Text), "The property carId could be its key")
	assert.NotContains(t, string(file.Text), "`neo4j:\"-[:TOWS]->\"`")
	file, err = Make(graph, Options{Package: "models", GuessKeys: true})
	require.NoError(t, err)
	assert.Contains(t, string(file.Text), "`neo4j:\"carId,key\"`")
	assert.Contains(t, string(file.Text), "`neo4j:\"-[:TOWS]->\"`")
}
