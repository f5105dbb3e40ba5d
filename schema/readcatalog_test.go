package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

type row = map[string]any

func list(values ...any) []any { return values }

// The rows are as 4.4.48, 5.26.30 and 2026.08.1 gave them, cut to what is read.
func TestReadCatalog(t *testing.T) {
	fulltext := row{"fulltext.analyzer": "english", "fulltext.eventually_consistent": true}
	for _, test := range []struct {
		name                 string
		constraints, indexes []map[string]any
		want                 schema.Catalog
	}{
		{
			"4.4",
			[]map[string]any{{"id": int64(4), "name": "u", "type": "UNIQUENESS", "entityType": "NODE", "labelsOrTypes": list("A"), "properties": list("x", "y"), "ownedIndexId": int64(3), "options": row{"indexProvider": "native-btree-1.0"}}},
			[]map[string]any{
				{"id": int64(1), "name": "index_343aff4e", "type": "LOOKUP", "entityType": "NODE", "labelsOrTypes": nil, "properties": nil, "state": "ONLINE", "populationPercent": 100.0, "uniqueness": "NONUNIQUE"},
				{"id": int64(3), "name": "u", "type": "BTREE", "entityType": "NODE", "labelsOrTypes": list("A"), "properties": list("x", "y"), "state": "ONLINE", "populationPercent": 100.0, "uniqueness": "UNIQUE", "failureMessage": ""},
				{"id": int64(9), "name": "f", "type": "FULLTEXT", "entityType": "RELATIONSHIP", "labelsOrTypes": list("T", "S"), "properties": list("x"), "state": "POPULATING", "populationPercent": 12.5, "options": row{"indexConfig": fulltext, "indexProvider": "fulltext-1.0"}},
			},
			schema.Catalog{
				Constraints: []schema.Constraint{{Kind: schema.UniqueConstraint, Name: "u", Label: "A", Properties: []string{"x", "y"}}},
				Indexes: []schema.Index{
					{Kind: schema.LookupIndex, Name: "index_343aff4e", State: "ONLINE", Populated: 100},
					{Kind: schema.BtreeIndex, Name: "u", Labels: []string{"A"}, Properties: []string{"x", "y"}, Owner: "u", State: "ONLINE", Populated: 100},
					{Kind: schema.FulltextIndex, Name: "f", EntityType: schema.RelationshipEntity, Labels: []string{"T", "S"}, Properties: []string{"x"}, Options: fulltext, State: "POPULATING", Populated: 12.5},
				},
			},
		},
		{
			"5.26",
			[]map[string]any{
				{"id": int64(20), "name": "k", "type": "NODE_KEY", "entityType": "NODE", "labelsOrTypes": list("A"), "properties": list("x"), "ownedIndex": "k", "propertyType": nil},
				{"id": int64(21), "name": "r", "type": "RELATIONSHIP_UNIQUENESS", "entityType": "RELATIONSHIP", "labelsOrTypes": list("T"), "properties": list("x"), "ownedIndex": "r", "propertyType": nil},
				{"id": int64(22), "name": "t", "type": "NODE_PROPERTY_TYPE", "entityType": "NODE", "labelsOrTypes": list("B"), "properties": list("x"), "ownedIndex": nil, "propertyType": "LIST<STRING NOT NULL>"},
			},
			[]map[string]any{
				{"id": int64(19), "name": "k", "type": "RANGE", "entityType": "NODE", "labelsOrTypes": list("A"), "properties": list("x"), "state": "ONLINE", "populationPercent": 100.0, "owningConstraint": "k", "options": row{"indexConfig": row{}, "indexProvider": "range-1.0"}},
				{"id": int64(24), "name": "v", "type": "VECTOR", "entityType": "NODE", "labelsOrTypes": list("B"), "properties": list("v"), "state": "FAILED", "populationPercent": 0.0, "failureMessage": "too large", "owningConstraint": nil, "options": row{"indexConfig": row{"vector.dimensions": int64(3), "vector.hnsw.m": int64(16), "vector.similarity_function": "COSINE"}, "indexProvider": "vector-2.0"}},
			},
			schema.Catalog{
				Constraints: []schema.Constraint{
					{Kind: schema.KeyConstraint, Name: "k", Label: "A", Properties: []string{"x"}},
					{Kind: schema.TypedConstraint, Name: "t", Label: "B", Properties: []string{"x"}, PropertyType: "LIST<STRING NOT NULL>"},
					{Kind: schema.UniqueConstraint, Name: "r", EntityType: schema.RelationshipEntity, Label: "T", Properties: []string{"x"}},
				},
				Indexes: []schema.Index{
					{Kind: schema.RangeIndex, Name: "k", Labels: []string{"A"}, Properties: []string{"x"}, Owner: "k", State: "ONLINE", Populated: 100},
					{Kind: schema.VectorIndex, Name: "v", Labels: []string{"B"}, Properties: []string{"v"}, Dimensions: 3, Similarity: "cosine", Options: row{"vector.hnsw.m": int64(16)}, State: "FAILED", Failure: "too large"},
				},
			},
		},
		{
			"2026, Cypher 25, and what only newer servers know",
			[]map[string]any{
				{"id": int64(4), "name": "u", "type": "NODE_PROPERTY_UNIQUENESS", "entityType": "NODE", "labelsOrTypes": list("A"), "properties": list("x"), "ownedIndex": "u", "enforcedLabel": nil, "classification": "undesignated", "options": row{"indexConfig": row{}}},
				{"id": int64(5), "name": "e", "type": "RELATIONSHIP_PROPERTY_EXISTENCE", "entityType": "RELATIONSHIP", "labelsOrTypes": list("T"), "properties": list("x")},
				{"id": int64(6), "name": "l", "type": "NODE_LABEL_EXISTENCE", "entityType": "NODE", "labelsOrTypes": list("A"), "properties": nil, "enforcedLabel": "B"},
			},
			[]map[string]any{{"id": int64(7), "name": "n", "type": "NEWER", "entityType": "NODE", "labelsOrTypes": list("A"), "properties": list("x"), "state": "ONLINE"}},
			schema.Catalog{
				Constraints: []schema.Constraint{
					{Name: "l", Label: "A"},
					{Kind: schema.UniqueConstraint, Name: "u", Label: "A", Properties: []string{"x"}},
					{Kind: schema.RequiredConstraint, Name: "e", EntityType: schema.RelationshipEntity, Label: "T", Properties: []string{"x"}},
				},
				Indexes: []schema.Index{{Name: "n", Labels: []string{"A"}, Properties: []string{"x"}, State: "ONLINE"}},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			met, err := schema.ReadCatalog(test.constraints, test.indexes)
			require.NoError(t, err)
			assert.Equal(t, test.want, met)
		})
	}
}

func TestReadCatalogNeedsItsColumns(t *testing.T) {
	_, err := schema.ReadCatalog([]map[string]any{{"name": "u", "entityType": "NODE"}}, nil)
	require.EqualError(t, err, "ogm: a row of SHOW CONSTRAINTS has no text in the column type, but <nil>; ask for all columns by YIELD *")
	_, err = schema.ReadCatalog(nil, []map[string]any{{"name": 7}})
	require.ErrorContains(t, err, "a row of SHOW INDEXES has no text in the column entityType")
}
