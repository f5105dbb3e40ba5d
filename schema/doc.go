// Package schema says what a Go type means in the graph: it reads struct tags
// into descriptors of node types, their properties, keys, constraints and
// indexes. A descriptor is frozen once a Registry has given it out.
//
// It knows neither values nor Cypher: package mapping moves values in and out of
// structs, package query writes statements, and both start from a descriptor.
package schema

// Node marks a struct as a node of the graph when it is embedded; its tag holds
// the labels, divided by colons:
//
//	type Person struct {
//		ogm.Node `neo4j:"Person:Actor"`
//		...
//	}
//
// The first label is the one that identifies: it carries the key's constraint and
// anchors every statement. Without a tag the label is the type's name. The marker
// has no fields and costs no memory.
type Node struct{}

// Relationship marks a struct as a relationship when it is embedded; its tag holds the
// type. Fields with the options start and end hold its two nodes:
//
//	type Role struct {
//		ogm.Relationship `neo4j:"ACTED_IN"`
//
//		Names []string `neo4j:"roles"`
//		Actor *Person  `neo4j:",start"`
//		Movie *Movie   `neo4j:",end"`
//	}
//
// Without a tag the type is the struct's name: ActedIn is ACTED_IN.
type Relationship struct{}
