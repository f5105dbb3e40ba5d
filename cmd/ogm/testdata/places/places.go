// Package places has structs that another package's lead to.
package places

import "github.com/go-ogm/ogm"

//go:generate go run github.com/go-ogm/ogm/cmd/ogm generate .

// Marker is the marker by another name.
type Marker = ogm.Node

// City is a node.
type City struct {
	Marker `neo4j:"City"`

	Name     string     `neo4j:"name,key"`
	Twins    []*City    `neo4j:"-[:TWIN]-"`
	Journeys []*Journey `neo4j:"-[:JOURNEY]->"`
}

// Journey leads from a city to another.
type Journey struct {
	ogm.Relationship `neo4j:"JOURNEY"`

	Hours float64 `neo4j:"hours"`
	From  *City   `neo4j:",start"`
	To    *City   `neo4j:",end"`
}

// Stay leads from anything to a city.
type Stay struct {
	ogm.Relationship `neo4j:"STAYED"`

	Nights int   `neo4j:"nights"`
	City   *City `neo4j:",end"`
}
