package query

import (
	"errors"
	"fmt"

	"github.com/go-ogm/ogm/schema"
)

// Origin is an index from which nodes of type T are taken, each with a score: see Search and
// Property.Nearest.
type Origin[T any] struct {
	origin origin
}

// origin is written as the clause that gives n and score; what follows may be a WHERE.
type origin = expression

// Search takes the nodes that a full-text index finds for a text in the query language of
// Lucene: "ann~" for what is like ann, "+ann -bob", "name:ann*". The text is data in any
// case; one that Lucene cannot read is an error of the server.
func Search[T any](index, text string) Origin[T] { return Origin[T]{fulltext{index, text}} }

// Nearest takes the k nodes whose vector is nearest to v, by the vector index that the tag of
// the property declares. The conditions of the selection are looked at afterwards, so
// that fewer than k may be left. It takes Neo4j 5.11 or later.
func (p Property[T, V]) Nearest(v V, k int) Origin[T] { return Origin[T]{nearest{p.field, v, k}} }

type fulltext struct {
	index, text string
}

func (o fulltext) write(s *scope) {
	if o.index == "" {
		s.Fail(errors.New("ogm: query.Search needs the name of a full-text index"))
	}
	s.Text("CALL db.index.fulltext.queryNodes(")
	s.Param(o.index)
	s.Text(", ")
	s.Param(o.text)
	s.Text(") YIELD node AS n, score")
}

type nearest struct {
	field  field
	vector any
	k      int
}

func (o nearest) write(s *scope) {
	found, ok := s.find(o.field)
	if !ok {
		return
	}
	index, ok := vectorIndex(s.setting.Node, found.property)
	switch {
	case !ok:
		s.Fail(fmt.Errorf(`ogm: %s has no vector index; declare one by a tag such as "plot,vector=384:cosine"`, o.field))
	case o.k < 1:
		s.Fail(fmt.Errorf("ogm: the %d nodes nearest to a vector were asked for; ask for one at least", o.k))
	case !s.Dialect().VectorIndexes():
		s.Fail(errors.New("ogm: Neo4j 4.4 has no vector indexes; they came with 5.11"))
	}
	if s.Dialect().VectorSearch() {
		s.Text("CYPHER 25 MATCH (n) SEARCH n IN (VECTOR INDEX ")
		s.Name(index)
		s.Text(" FOR ")
		s.value(found, o.vector)
		s.Text(" LIMIT ")
		s.Param(o.k)
		s.Text(") SCORE AS score")
		return
	}
	s.Text("CALL db.index.vector.queryNodes(")
	s.Param(index)
	s.Text(", ")
	s.Param(o.k)
	s.Text(", ")
	s.value(found, o.vector)
	s.Text(") YIELD node AS n, score")
}

// vectorIndex gives the name of the index over a property.
func vectorIndex(node *schema.NodeType, property *schema.Property) (string, bool) {
	for _, index := range node.Indexes {
		if index.Kind == schema.VectorIndex && index.Properties[0] == property.Name {
			return IndexName(index), true
		}
	}
	return "", false
}

// score is how well a node fits, in the scope of an origin.
type score struct{}

func (score) write(s *scope) { s.Text("score") }
