package mustnotcompile

import "github.com/go-ogm/ogm/query"

// Properties, orders and relationships of another type than the one that is asked for.
func _() {
	_ = people.Match(Title.Eq("x"))                      // want: query.Condition[Movie]
	_ = people.Match(As.Eq("Neo"))                       // want: query.Condition[Role]
	_ = people.Match(Cast.Any())                         // want: query.Condition[Movie]
	_ = people.Match().OrderBy(Title.Asc())              // want: query.Order[Movie]
	_ = people.Match().OrderBy(As.Asc())                 // want: query.Order[Role]
	_ = people.Match().OrderBy(Cast.Count().Desc())      // want: query.Order[Movie]
	_ = people.Match().OrderBy(Born)                     // want: query.Property[Person, int]
	_ = people.Match().With(Cast)                        // want: query.ViaField[Movie, Role, Person]
	_ = people.Match().With(Born)                        // want: query.Property[Person, int]
	_ = query.And(Name.Eq("x"), Title.Eq("x"))           // want: query.Condition[Movie]
	_ = query.Or(query.Not(Title.Eq("x")), Name.Eq("x")) // want: query.Condition[Person]
	_, _ = people.Get(ctx, "ann", query.With(Cast))      // want: query.Plan[Movie]
	_ = query.With(Friends).And(query.With(Cast))        // want: query.Plan[Movie]
}
