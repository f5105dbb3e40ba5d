package models

import (
	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/schema"
)

// Thing is what several nodes are.
type Thing interface{ Title() string }

// Movie is a node without tag.
type Movie struct {
	ogm.Node

	Name string  `neo4j:"name,key"`
	Cast []*Role `neo4j:"<-[:ACTED_IN]-"`
	Left
	Right
}

// Title makes it a Thing.
func (m *Movie) Title() string { return m.Name }

// Left and Right hide each other's fields.
type Left struct {
	Side string `neo4j:"left"`
	Only string `neo4j:"only"`
}

// Right is the other.
type Right struct {
	Side string `neo4j:"right"`
}

// Film is a Movie by another name, which needs no handles of its own.
type Film = Movie

// Role is a relationship with properties.
type Role struct {
	schema.Relationship `neo4j:"ACTED_IN"`

	Names   []string `neo4j:"roles"`
	Pay     *float64 `neo4j:"pay"`
	Details Details  `neo4j:"details.,inline"`
	Actor   *Person  `neo4j:",start"`
	Movie   *Movie   `neo4j:",end"`
}

// Details stand in a Role.
type Details struct{ Minutes int }

// Rivalry is between people, with its ends in a base.
type Rivalry struct {
	ogm.Relationship `neo4j:"RIVAL"`
	Ends

	Since int `neo4j:"since"`
}

// Ends are a base of relationships.
type Ends struct {
	One   *Person `neo4j:",start"`
	Other *Person `neo4j:",end"`
}

// Ownership leads to anything.
type Ownership struct {
	ogm.Relationship `neo4j:"OWNS"`

	Share float64 `neo4j:"share"`
	Thing Thing   `neo4j:",end"`
}

// Link has no properties, and one direction for a person to be at either end.
type Link struct {
	ogm.Relationship `neo4j:"LINK"`

	From *Person `neo4j:",start"`
	To   any     `neo4j:",end"`
}

// Draft is no node.
type Draft struct {
	Name string `neo4j:"name"`
}
