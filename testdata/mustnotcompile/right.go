package mustnotcompile

import "github.com/go-ogm/ogm/query"

// What the other files do wrongly, done rightly.
func _() {
	_, _ = people.Match(Born.Gt(1960), Email.Eq("x"), Name.In("a", "b"), Feels.Eq("glad")).All(ctx)
	_, _ = people.Match(query.And(Born.Between(1, 2), query.Not(Name.Eq("x")))).OrderBy(Born.Asc(), Friends.Count().Desc()).Limit(1).All(ctx)
	_, _ = people.Match(Friends.Any(Born.Lt(1950)), Roles.Any(Title.Eq("x")), Owns.Count(Year.Gt(2000)).Gt(3)).Count(ctx)
	_, _ = people.Match().With(Friends.Where(Born.Lt(1950)).OrderBy(Name.Asc()).Limit(3).With(Boss), Roles.With(Cast.With(Owns))).All(ctx)
	_, _ = people.Match().With(Roles.WhereRelationship(As.Eq("Neo")).OrderByRelationship(As.Asc()).Where(Title.Eq("x"))).All(ctx)
	_, _ = people.Get(ctx, "ann", query.With(Friends.Into(func(p *Person) *[]*Person { return &p.Young })))
	_ = people.Match().GroupBy(Born).Select(query.CountAll[Person]().As("n"), query.Min(Name), query.Sum(Friends.Count())).OrderBy(Born.Asc(), query.Min(Name).Desc())
	_, _ = people.Match().Select(Name, Email.As("mail"), Friends.Count().As("friends")), people.Match().InTransactions(3)
	_, _ = people.Match().Update(ctx, Born.Add(1), Name.Remove())
}
