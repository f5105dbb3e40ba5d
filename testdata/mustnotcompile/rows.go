package mustnotcompile

import "github.com/go-ogm/ogm/query"

// Columns, groups and updates of another type's properties.
func _() {
	_ = people.Match().Select(Title)                                    // want: does not implement query.Column[Person]
	_ = people.Match().Select(Title.As("x"))                            // want: does not implement query.Column[Person]
	_ = people.Match().Select(query.Min(Title))                         // want: does not implement query.Column[Person]
	_ = people.Match().Select(query.CountAll[Movie]())                  // want: does not implement query.Column[Person]
	_ = people.Match().Select("name")                                   // want: does not implement query.Column[Person]
	_ = people.Match().GroupBy(Title)                                   // want: does not implement query.Column[Person]
	_ = people.Match().Select(Name).OrderBy(Title.Asc())                // want: Order[Movie]
	_, _ = people.Match().Update(ctx, Title.Set("x"))                   // want: Assignment[Movie]
	_, _ = people.Match().Update(ctx, Born.Set("x"))                    // want: cannot use "x"
	_, _ = people.Match().InTransactions(1).Update(ctx, Title.Remove()) // want: Assignment[Movie]
}
