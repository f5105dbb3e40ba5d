package ogm_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Urgency is an enumeration; its two methods store it as text.
type Urgency int

const (
	Low Urgency = iota
	High
)

func (u Urgency) MarshalText() ([]byte, error) { return []byte([]string{"low", "high"}[u]), nil }

func (u *Urgency) UnmarshalText(text []byte) error {
	switch string(text) {
	case "low":
		*u = Low
	case "high":
		*u = High
	default:
		return errors.New("no such urgency")
	}
	return nil
}

// Price is stored by a codec, as a number of cents.
type Price struct{ Cents int64 }

// Postal is part of several nodes.
type Postal struct {
	Street string `neo4j:"street"`
	Zip    string `neo4j:"zip"`
}

type Parcel struct {
	ogm.Node `neo4j:"Parcel"`

	ID      string              `neo4j:"id,key"`
	Urgency Urgency             `neo4j:"urgency"`
	Price   Price               `neo4j:"price"`
	Took    time.Duration       `neo4j:"took"`
	From    Postal              `neo4j:"from.,inline"`  // properties from.street, from.zip
	Extra   map[string]any      `neo4j:"extra.,inline"` // a property for each entry
	Checks  []struct{ OK bool } `neo4j:"checks,json"`   // any value, as text
	Tags    []string            `neo4j:",labels"`       // labels beyond Parcel
}

// parcels gives an example a repository of parcels whose prices have a codec.
func parcels(opts ...ogm.Option) (context.Context, *ogm.DB, *ogm.Repository[Parcel], func()) {
	ctx := context.Background()
	server, done := exampleServer()
	opts = append(opts, ogm.WithCodec(
		func(p Price) (any, error) { return p.Cents, nil },
		func(stored any) (Price, error) {
			cents, ok := stored.(int64)
			if !ok {
				return Price{}, errors.New("a price is a number of cents")
			}
			return Price{cents}, nil
		}))
	db, err := ogm.Open(ctx, server.URI(), server.Auth(), opts...)
	must(err)
	repo, err := ogm.NewRepository[Parcel](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	return ctx, db, repo, func() {
		_, err := repo.Match().Delete(ctx)
		must(err)
		must(db.Close(ctx))
		done()
	}
}

func ExampleWithCodec() {
	ctx, db, repo, done := parcels()
	defer done()

	err := repo.Save(ctx, &Parcel{ID: "a", Price: Price{Cents: 1250}})
	must(err)
	result, err := ogm.Query[int](ctx, db, query.Raw("MATCH (p:Parcel) RETURN p.price", nil))
	must(err)
	parcel, err := repo.Get(ctx, "a")
	must(err)
	fmt.Println(result.Records, parcel.Price.Cents)
	// Output: [1250] 1250
}

func ExampleRepository_Save_inline() {
	ctx, db, repo, done := parcels()
	defer done()

	must(repo.Save(ctx, &Parcel{
		ID:    "a",
		From:  Postal{Street: "Main Street", Zip: "10115"},
		Extra: map[string]any{"fragile": true, "weight": 2.5},
	}))
	result, err := ogm.Query[map[string]any](ctx, db, query.Raw(
		"MATCH (p:Parcel) RETURN p.`from.zip` AS zip, p.`extra.fragile` AS fragile, p.`extra.weight` AS weight", nil))
	must(err)
	fmt.Println(result.Records)
	// Output: [map[fragile:true weight:2.5 zip:10115]]
}

func ExampleRepository_Save_enumeration() {
	ctx, db, repo, done := parcels()
	defer done()

	must(repo.Save(ctx, &Parcel{ID: "a", Urgency: High, Took: 90 * time.Minute}))
	urgency := query.Prop(func(p *Parcel) *Urgency { return &p.Urgency })
	n, err := repo.Match(urgency.Eq(High)).Count(ctx)
	must(err)
	result, err := ogm.Query[map[string]any](ctx, db, query.Raw("MATCH (p:Parcel) RETURN p.urgency AS urgency, toString(p.took) AS took", nil))
	must(err)
	fmt.Println(n, result.Records)
	// Output: 1 [map[took:PT1H30M urgency:high]]
}

// Shape is read as the registered type that fits a node's labels best.
type Shape interface{ Area() float64 }

type Square struct {
	ogm.Node `neo4j:"Shape:Square"`
	Side     float64 `neo4j:"side"`
}

type Circle struct {
	ogm.Node `neo4j:"Shape:Circle"`
	Radius   float64 `neo4j:"radius"`
}

func (s *Square) Area() float64 { return s.Side * s.Side }
func (c *Circle) Area() float64 { return 3 * c.Radius * c.Radius }

func ExampleWithTypes() {
	ctx, db, _, done := parcels(ogm.WithTypes(Square{}, Circle{}))
	defer done()

	result, err := ogm.Query[[]Shape](ctx, db, query.Raw(
		"CREATE (a:Shape:Square {side: 2.0}), (b:Shape:Circle {radius: 1.0}) RETURN [a, b] AS shapes", nil).Writing())
	must(err)
	for _, shape := range result.Records[0] {
		fmt.Printf("%T %v\n", shape, shape.Area())
	}
	_, err = ogm.Exec(ctx, db, query.Raw("MATCH (s:Shape) DELETE s", nil))
	must(err)
	// Output:
	// *ogm_test.Square 4
	// *ogm_test.Circle 3
}

func ExampleQuery_optional() {
	ctx, db, repo, done := parcels()
	defer done()
	must(repo.Save(ctx, &Parcel{ID: "a"}))

	type Row struct {
		Parcel *Parcel
		Truck  *string // null where nothing matched
	}
	result, err := ogm.Query[Row](ctx, db, query.Raw(
		"MATCH (p:Parcel) OPTIONAL MATCH (p)<-[:CARRIES]-(t) RETURN p AS parcel, t.name AS truck", nil))
	must(err)
	fmt.Println(result.Records[0].Parcel.ID, result.Records[0].Truck == nil)
	// Output: a true
}

// Friend is a relationship with properties and its two ends.
type Friend struct {
	ogm.Relationship `neo4j:"FRIEND"`

	Since int     `neo4j:"since"`
	From  *Author `neo4j:",start"`
	To    *Author `neo4j:",end"`
}

func ExamplePath() {
	ctx, db, _, done := library()
	defer done()

	result, err := ogm.Query[ogm.Path[*Author, *Friend]](ctx, db, query.Raw(
		"MATCH (a:Author {id: 'ann'}), (b:Author {id: 'bob'}) CREATE p = (a)-[:FRIEND {since: 1999}]->(b) RETURN p", nil).Writing())
	must(err)
	path := result.Records[0]
	friend := path.Relationships[0]
	fmt.Println(path.Nodes[0].Name, friend.Since, friend.To.Name, friend.To == path.Nodes[1])
	// Output: Ann 1999 Bob true
}

// Vehicle is what Lorry and Bike implement; Fleet is what their nodes have in common.
type Vehicle interface{ Wheels() int }

type Fleet struct {
	ogm.Node `neo4j:"Vehicle"`

	Plate string `neo4j:"plate,key"`
	City  string `neo4j:"city"`
}

type Lorry struct {
	ogm.Node `neo4j:"Vehicle:Lorry"`
	Fleet

	Tons float64 `neo4j:"tons"`
}

type Bike struct {
	ogm.Node `neo4j:"Vehicle:Bike"`
	Fleet
}

var (
	FleetPlate = query.Prop(func(f *Fleet) *string { return &f.Plate })
	FleetCity  = query.Prop(func(f *Fleet) *string { return &f.City })
)

func (l *Lorry) Wheels() int { return 6 }
func (b *Bike) Wheels() int  { return 2 }

func ExamplePolymorphicRepository() {
	ctx, db, _, done := parcels(ogm.WithTypes(Lorry{}, Bike{}))
	defer done()

	vehicles, err := ogm.NewPolymorphicRepository[Vehicle, Fleet](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	err = vehicles.Save(ctx, &Lorry{Fleet: Fleet{Plate: "B 1", City: "Bonn"}}, &Bike{Fleet: Fleet{Plate: "B 2", City: "Bonn"}})
	must(err)
	list, err := vehicles.Match(FleetCity.Eq("Bonn")).OrderBy(FleetPlate.Asc()).All(ctx) // []Vehicle
	must(err)

	fmt.Printf("%T %d\n", list[0], list[0].Wheels())
	_, err = vehicles.Match().Delete(ctx)
	must(err)
	// Output: *ogm_test.Lorry 6
}
