package mustnotcompile

import "github.com/go-ogm/ogm/query"

// What stands behind a relationship, and in it.
func _() {
	_ = Friends.Where(Title.Eq("x"))                                               // want: query.Condition[Movie]
	_ = Friends.Any(Title.Eq("x"))                                                 // want: query.Condition[Movie]
	_ = Friends.Count(As.Eq("Neo"))                                                // want: query.Condition[Role]
	_ = Friends.OrderBy(Title.Asc())                                               // want: query.Order[Movie]
	_ = Friends.With(Cast)                                                         // want: query.ViaField[Movie, Role, Person]
	_ = Friends.WhereRelationship(As.Eq("Neo"))                                    // want: WhereRelationship undefined
	_ = Friends.Into(func(p *Person) *[]*Movie { return &p.Owns })                 // want: cannot use (func(p *Person) *[]*Movie
	_ = Owns.With(Owns)                                                            // want: query.EdgeField[Person, Movie]
	_ = Roles.Where(Name.Eq("x"))                                                  // want: query.Condition[Person]
	_ = Roles.Where(As.Eq("Neo"))                                                  // want: query.Condition[Role]
	_ = Roles.WhereRelationship(Title.Eq("x"))                                     // want: query.Condition[Movie]
	_ = Roles.OrderByRelationship(Title.Asc())                                     // want: query.Order[Movie]
	_ = Roles.With(Roles)                                                          // want: query.ViaField[Person, Role, Movie]
	_ = Roles.Any(Name.Eq("x"))                                                    // want: query.Condition[Person]
	_ = people.Match().With(Friends.With(Roles.With(Friends)))                     // want: query.EdgeField[Person, Person]
	_ = query.Edge(func(p *Person) **Person { return &p.Boss })                    // want: does not match
	_ = query.EdgeVia[Movie, Person](func(p *Person) *[]*Role { return &p.Roles }) // want: does not satisfy
}
