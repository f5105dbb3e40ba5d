// Package models has the structs of the example. What stands in gen below it is written by
//
//	go generate ./examples/generated/models
package models

import "github.com/go-ogm/ogm"

//go:generate go run github.com/go-ogm/ogm/cmd/ogm generate .

// Sailor is a node.
type Sailor struct {
	ogm.Node `neo4j:"ExampleSailor"`

	Name    string    `neo4j:"name,key"`
	Born    int       `neo4j:"born"`
	Home    Address   `neo4j:"home.,inline"`
	Friends []*Sailor `neo4j:"-[:FRIEND]-"`
	Berths  []*Berth  `neo4j:"-[:SAILS_ON]->"`
}

// Address is a part of a sailor's node.
type Address struct {
	Town string `neo4j:"town"`
}

// Ship is a node, too.
type Ship struct {
	ogm.Node `neo4j:"ExampleShip"`

	Name string   `neo4j:"name,key"`
	Crew []*Berth `neo4j:"<-[:SAILS_ON]-"`
}

// Berth is the relationship between them.
type Berth struct {
	ogm.Relationship `neo4j:"SAILS_ON"`

	Rank   string  `neo4j:"rank"`
	Sailor *Sailor `neo4j:",start"`
	Ship   *Ship   `neo4j:",end"`
}
