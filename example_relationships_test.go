package ogm_test

import (
	"fmt"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Dancer and Ballet are nodes, Performance is a relationship with properties.
type Dancer struct {
	ogm.Node `neo4j:"Dancer"`

	Name         string         `neo4j:"name,key"`
	Performances []*Performance `neo4j:"-[:DANCES_IN]->"` // with properties
	Friends      []*Dancer      `neo4j:"-[:FRIEND]-"`     // straight to the other node
	Teacher      *Dancer        `neo4j:"<-[:TEACHES]-"`
}

type Ballet struct {
	ogm.Node `neo4j:"Ballet"`

	Title string         `neo4j:"title,key"`
	Cast  []*Performance `neo4j:"<-[:DANCES_IN]-"` // the other side; either may be left out
}

type Performance struct {
	ogm.Relationship `neo4j:"DANCES_IN"`

	As     []string `neo4j:"as"`
	Dancer *Dancer  `neo4j:",start"`
	Ballet *Ballet  `neo4j:",end"`
}

// A save stores what the objects reach, in the same statement.
func ExampleRepository_Save_relationships() {
	ctx, db, _, done := library()
	defer done()
	dancers, err := ogm.NewRepository[Dancer](db)
	must(err)
	must(db.Schema().Ensure(ctx))

	giselle := &Ballet{Title: "Giselle"}
	ida := &Dancer{Name: "Ida", Performances: []*Performance{{As: []string{"Myrtha"}, Ballet: giselle}}}
	joe := &Dancer{Name: "Joe", Friends: []*Dancer{ida, {Name: "Kim"}}, Teacher: ida}
	err = dancers.Save(ctx, joe) // four nodes and four relationships, one statement
	must(err)

	type row struct{ A, Type, B string }
	result, err := ogm.Query[row](ctx, db, query.Raw(
		"MATCH (a)-[r:DANCES_IN|FRIEND|TEACHES]->(b) RETURN a.name AS a, type(r) AS type, coalesce(b.name, b.title) AS b ORDER BY type, a, b", nil))
	must(err)
	for _, r := range result.Records {
		fmt.Println(r.A, r.Type, r.B)
	}
	_, err = ogm.Exec(ctx, db, query.Raw("MATCH (n) WHERE n:Dancer OR n:Ballet DETACH DELETE n", nil))
	must(err)
	// Output:
	// Ida DANCES_IN Giselle
	// Ida FRIEND Joe
	// Joe FRIEND Kim
	// Ida TEACHES Joe
}
