// Package mustnotcompile is what users of the library must not be able to write. A line
// that ends in a comment of what is wanted must be refused, with these words of the
// compiler's; all others are right.
package mustnotcompile

import (
	"context"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

type Person struct {
	ogm.Node

	Name    string    `neo4j:"name,key"`
	Born    int       `neo4j:"born"`
	Email   *string   `neo4j:"email"`
	Mood    Mood      `neo4j:"mood"`
	Friends []*Person `neo4j:"-[:KNOWS]-"`
	Young   []*Person `neo4j:"-"`
	Boss    *Person   `neo4j:"<-[:MANAGES]-"`
	Roles   []*Role   `neo4j:"-[:ACTED_IN]->"`
	Owns    []*Movie  `neo4j:"-[:OWNS]->"`
}

type Movie struct {
	ogm.Node

	Title string  `neo4j:"title,key"`
	Year  int     `neo4j:"year"`
	Cast  []*Role `neo4j:"<-[:ACTED_IN]-"`
}

type Role struct {
	ogm.Relationship `neo4j:"ACTED_IN"`

	As    string  `neo4j:"as"`
	Actor *Person `neo4j:",start"`
	Movie *Movie  `neo4j:",end"`
}

type Mood string

var (
	Name    = query.Prop(func(p *Person) *string { return &p.Name })
	Born    = query.Prop(func(p *Person) *int { return &p.Born })
	Email   = query.Nullable(func(p *Person) **string { return &p.Email })
	Feels   = query.Prop(func(p *Person) *Mood { return &p.Mood })
	Friends = query.Edge(func(p *Person) *[]*Person { return &p.Friends })
	Boss    = query.EdgeTo[Person](func(p *Person) **Person { return &p.Boss })
	Roles   = query.EdgeVia[Role, Movie](func(p *Person) *[]*Role { return &p.Roles })
	Owns    = query.Edge(func(p *Person) *[]*Movie { return &p.Owns })

	Title = query.Prop(func(m *Movie) *string { return &m.Title })
	Year  = query.Prop(func(m *Movie) *int { return &m.Year })
	Cast  = query.EdgeVia[Role, Person](func(m *Movie) *[]*Role { return &m.Cast })

	As = query.Prop(func(r *Role) *string { return &r.As })
)

var (
	ctx    context.Context
	people *ogm.Repository[Person]
)
