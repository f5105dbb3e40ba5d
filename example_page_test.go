package ogm_test

import (
	"fmt"

	"github.com/go-ogm/ogm/query"
)

func ExampleSelection_Page() {
	ctx, _, authors, done := library()
	defer done()

	byYear := authors.Match().OrderBy(AuthorBorn.Desc(), AuthorName.Asc())
	first, err := byYear.Page(ctx, query.FirstPage(), 2)
	must(err)
	second, err := byYear.Page(ctx, query.After(first.End), 2) // query.Before(second.Start) leads back
	must(err)

	fmt.Println(first.Items[0].Name, first.Items[1].Name, first.HasNext)
	fmt.Println(second.Items[0].Name, second.HasNext)
	// Output:
	// Cid Bob true
	// Ann false
}
