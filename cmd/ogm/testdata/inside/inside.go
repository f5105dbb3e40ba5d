// Package inside has its handles in itself.
package inside

import "github.com/go-ogm/ogm"

//go:generate go run github.com/go-ogm/ogm/cmd/ogm generate . --out ogm_generated.go

// Account is seen by all.
type Account struct {
	ogm.Node `neo4j:"Account"`

	ID     string   `neo4j:"id,key"`
	Status status   `neo4j:"status"`
	Log    []*entry `neo4j:"-[:LOGGED]->,owned"`
}

type status string

// entry is seen by this package alone.
type entry struct {
	ogm.Node `neo4j:"Entry"`

	ID   string `neo4j:"id,key"`
	Text string `neo4j:"text"`
}

// query is the name of a package that the handles need.
func query() []any { return []any{AccountFields, entryFields} }

var _ = query
