// Package models has a field of each form that a mapped struct may have.
package models

import (
	"database/sql"
	"net/netip"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/cmd/ogm/testdata/places"
)

//go:generate go run github.com/go-ogm/ogm/cmd/ogm generate .

// Person has them all.
type Person struct {
	ogm.Node  `neo4j:"Person:Human"`
	Stamps                     // promoted, but for what Person hides
	*Origin                    // a pointer: its fields are promoted, too
	time.Time `neo4j:"moment"` // a value, though it is embedded

	ID       string  `neo4j:"id,key,generate=uuid"`
	Name     string  // the name in the graph is derived
	Email    *string `neo4j:"email,unique"`
	Born     int     `neo4j:"born,omitempty"`
	Nick     sql.Null[string]
	Nicks    []string   `neo4j:"nicks"`
	Photo    []byte     `neo4j:"photo"`
	Plot     [3]float32 `neo4j:"plot"`
	Birthday neo4j.Date `neo4j:"birthday"`
	Spot     *neo4j.Point2D
	Address  netip.Addr
	Mood     Mood
	Moods    []Mood
	Slept    time.Duration
	Checks   []struct{ OK bool } `neo4j:"checks,json"`
	Settings map[string]int      `neo4j:"settings,json"`
	Code     Code                `neo4j:"code,codec=code"`

	Home  Address                `neo4j:"home.,inline"`
	Work  *Address               `neo4j:"work.,inline"`
	Size  struct{ Feet float64 } `neo4j:",inline"`
	Extra map[string]any         `neo4j:"extra.,inline"` // entries are not known

	Friends  []*Person      `neo4j:"-[:KNOWS]-"`
	Idols    Crowd          `neo4j:"-[:ADMIRES]->"`
	Boss     *Person        `neo4j:"<-[:MANAGES]-"`
	Cities   []*places.City `neo4j:"-[:LIVED_IN]->"`
	Visited  []places.City  `neo4j:"-[:VISITED]->"`
	Likes    []Thing        `neo4j:"-[:LIKES]->"`
	Favorite Thing          `neo4j:"-[:FAVORITE]->"`
	Roles    []*Role        `neo4j:"-[:ACTED_IN]->"`
	Debut    *Role          `neo4j:"-[:ACTED_IN]->"`
	Stays    []places.Stay  `neo4j:"-[:STAYED]->"`
	Rivals   []*Rivalry     `neo4j:"-[:RIVAL]-"`
	Owns     []*Ownership   `neo4j:"-[:OWNS]->"`
	Links    []*Link        `neo4j:"-[:LINK]-"` // leads to more than one type

	Skipped string   `neo4j:"-"`
	Labels  []string `neo4j:",labels"`
	Element string   `neo4j:",elementId"`
	private string
}

// Private keeps the compiler's and the linter's peace.
func (p Person) Private() string { return p.private }

// Crowd is a named slice.
type Crowd []*Person

// Mood is a named text.
type Mood string

// Code is stored by a codec.
type Code struct{ Letters, Digits string }

// Address is a struct whose fields become properties of others.
type Address struct {
	Street string
	Zip    *string `neo4j:"zip"`
	Region Region  `neo4j:"region.,inline"`
}

// Region stands in an Address.
type Region struct{ Name string }

// Stamps is a base of others.
type Stamps struct {
	ogm.Node // says nothing of what embeds it

	Created time.Time `neo4j:",created"`
	Version int64     `neo4j:",version"`
	Name    string    `neo4j:"hidden"`
	audit
}

// audit is not exported, but its fields are promoted.
type audit struct {
	Auditor string `neo4j:"auditor"`
	secret  string
}

// Secret keeps the compiler's and the linter's peace.
func (a audit) Secret() string { return a.secret }

// Origin is a base of others.
type Origin struct {
	Country string
}
