package ogm_test

import (
	"context"
	"fmt"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Booklet is the model of these examples.
type Booklet struct {
	ogm.Node `neo4j:"Booklet"`

	Title  string `neo4j:"title,key"`
	Year   int    `neo4j:"year,omitempty"`
	Pages  int    `neo4j:"pages"`
	Loans  int    `neo4j:"loans,omitempty"`
	Remark string `neo4j:"remark,omitempty"`
}

var (
	BookletTitle = query.Prop(func(b *Booklet) *string { return &b.Title })
	BookletYear  = query.Prop(func(b *Booklet) *int { return &b.Year })
	BookletPages = query.Prop(func(b *Booklet) *int { return &b.Pages })
	BookletLoans = query.Prop(func(b *Booklet) *int { return &b.Loans })
)

// shelf gives an example a database with four booklets.
func shelf() (context.Context, *ogm.Repository[Booklet], func()) {
	ctx := context.Background()
	server, done := exampleServer()
	db, err := ogm.Open(ctx, server.URI(), server.Auth())
	must(err)
	booklets, err := ogm.NewRepository[Booklet](db)
	must(err)
	must(db.Schema().Ensure(ctx))
	must(booklets.Save(ctx,
		&Booklet{Title: "Ants", Year: 1990, Pages: 30}, &Booklet{Title: "Bees", Year: 1990, Pages: 50},
		&Booklet{Title: "Cats", Year: 2001, Pages: 20}, &Booklet{Title: "Dogs", Pages: 40},
	))
	return ctx, booklets, func() {
		_, err := booklets.Match().Delete(ctx)
		must(err)
		must(db.Close(ctx))
		done()
	}
}

func ExampleSelect() {
	ctx, booklets, done := shelf()
	defer done()

	type Card struct {
		Title string
		Year  *int // null where the property is missing
	}
	cards, err := ogm.Select[Card](ctx, booklets.Match(BookletPages.Gt(30)).OrderBy(BookletTitle.Asc()))
	must(err)
	for _, card := range cards {
		fmt.Println(card.Title, card.Year != nil)
	}

	titles, err := ogm.Select[string](ctx, booklets.Match().Select(BookletTitle).OrderBy(BookletTitle.Desc()).Limit(2))
	must(err)
	fmt.Println(titles)
	// Output:
	// Bees true
	// Dogs false
	// [Dogs Cats]
}

func ExampleSelection_GroupBy() {
	ctx, booklets, done := shelf()
	defer done()

	type Row struct {
		Year     int
		Booklets int64
		Thinnest int
	}
	rows, err := ogm.Select[Row](ctx, booklets.Match(BookletYear.IsNotNull()).
		GroupBy(BookletYear).
		Select(query.CountAll[Booklet]().As("Booklets"), query.Min(BookletPages).As("Thinnest")).
		OrderBy(query.CountAll[Booklet]().Desc()).
		Limit(10))
	must(err)
	fmt.Println(rows)

	pages, err := ogm.Select[float64](ctx, booklets.Match().Select(query.Percentile(BookletPages, 0.5)))
	must(err)
	fmt.Println("median:", pages[0])
	// Output:
	// [{1990 2 30} {2001 1 20}]
	// median: 35
}

func ExampleSelection_Keys() {
	ctx, booklets, done := shelf()
	defer done()

	keys, err := booklets.Match(BookletPages.Lt(40)).OrderBy(BookletTitle.Asc()).Keys(ctx)
	must(err)
	fmt.Println(keys)
	// Output: [[Ants] [Cats]]
}

func ExampleSelection_Update() {
	ctx, booklets, done := shelf()
	defer done()

	n, err := booklets.Match(BookletYear.Eq(1990)).Update(ctx, BookletLoans.Add(1), BookletYear.Remove())
	must(err)
	fmt.Println("updated:", n)

	lent, err := booklets.Match(BookletLoans.Gt(0)).Count(ctx)
	must(err)
	fmt.Println("lent:", lent)
	// Output:
	// updated: 2
	// lent: 2
}

func ExampleSelection_InTransactions() {
	ctx, booklets, done := shelf()
	defer done()

	n, err := booklets.Match(BookletPages.Gt(10)).
		InTransactions(3).
		OnProgress(func(done int64) { fmt.Println("so far:", done) }).
		Update(ctx, BookletLoans.Set(0))
	must(err)
	fmt.Println("updated:", n)
	// Output:
	// so far: 3
	// so far: 4
	// updated: 4
}
