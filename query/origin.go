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

// origin gives the clauses that find n and score; the last of them may have a WHERE.
type origin interface {
	clauses(s *scope) []clause
}

func (e mistake) clauses(*scope) []clause { return []clause{{of: item{value: e}}} }

// Search takes the nodes that a full-text index finds for a text in the query language of
// Lucene: "ann~" for what is like ann, "+ann -bob", "name:ann*". The text is data in any
// case; one that Lucene cannot read is an error of the server.
func Search[T any](index, text string) Origin[T] { return Origin[T]{fulltext{index, text}} }

// Nearest takes the k nodes whose vector is nearest to v, by the vector index that the tag of
// the property declares, whose name is Label_property_vector: the one that Schema().Ensure and
// migrations make of the tag. The conditions of the selection are looked at afterwards, so
// that fewer than k may be left. It takes Neo4j 5.11 or later.
func (p Property[T, V]) Nearest(v V, k int) Origin[T] { return Origin[T]{nearest{p.field, v, k}} }

type fulltext struct {
	index, text string
}

func (o fulltext) clauses(s *scope) []clause {
	if o.index == "" {
		s.Fail(errors.New("ogm: query.Search needs the name of a full-text index"))
	}
	return procedure(function{name: "db.index.fulltext.queryNodes", of: parameter{o.index}, more: []expression{parameter{o.text}}})
}

// procedure calls one that looks into an index.
func procedure(call function) []clause {
	return []clause{
		{word: "CALL", of: item{value: call}},
		{word: "YIELD", of: item{word("node"), word(variable)}, more: []item{{value: word("score")}}},
	}
}

type nearest struct {
	field  *field
	vector any
	k      int
}

func (o nearest) clauses(s *scope) []clause {
	found, ok := s.find(o.field)
	if !ok {
		return make([]clause, 1)
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
		return []clause{
			{word: "CYPHER 25 MATCH", of: item{value: node{variable: variable}}},
			{word: "SEARCH", of: item{value: search{index, compared{found, o.vector}, parameter{o.k}}}},
		}
	}
	return procedure(function{name: "db.index.vector.queryNodes", of: parameter{index}, more: []expression{parameter{o.k}, compared{found, o.vector}}})
}

// search is what a SEARCH asks of a vector index.
type search struct {
	index         string
	vector, limit expression
}

func (e search) write(s *scope) {
	s.Text(variable, " IN (VECTOR INDEX ")
	s.Name(e.index)
	s.Text(" FOR ")
	e.vector.write(s)
	s.Text(" LIMIT ")
	e.limit.write(s)
	s.Text(") SCORE AS score")
}

// compared is a value that a property is compared with.
type compared struct {
	with  operand
	value any
}

func (e compared) write(s *scope) { s.value(e.with, e.value) }

// vectorIndex gives the name of the index over a property.
func vectorIndex(node *schema.NodeType, property *schema.Property) (string, bool) {
	for _, index := range node.Indexes {
		if index.Kind == schema.VectorIndex && index.Properties[0] == property.Name {
			return IndexName(index), true
		}
	}
	return "", false
}
