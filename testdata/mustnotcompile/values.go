package mustnotcompile

import "github.com/go-ogm/ogm/query"

// Values of another type than the property's.
func _() {
	_ = Born.Gt("x")                                            // want: cannot use "x"
	_ = Born.Eq(1.5)                                            // want: truncated
	_ = Born.Eq(nil)                                            // want: cannot use nil as int
	_ = Born.Eq(int64(1))                                       // want: cannot use int64(1)
	_ = Born.Between(1, "x")                                    // want: cannot use "x"
	_ = Born.In(1, "x")                                         // want: cannot use "x"
	_ = Born.In([]int{1, 2})                                    // want: cannot use []int{…}
	_ = Name.In("a", 2)                                         // want: cannot use 2
	_ = Name.StartsWith(1)                                      // want: cannot use 1
	_ = Email.Eq(nil)                                           // want: cannot use nil as string
	_ = Email.Eq(new(string))                                   // want: cannot use new(string)
	_ = Feels.Eq(string("glad"))                                // want: as Mood value
	_ = Friends.Count().Gt("3")                                 // want: cannot use "3"
	_ = Friends.Limit("3")                                      // want: cannot use "3"
	_ = people.Match().Limit("1")                               // want: cannot use "1"
	_ = people.Match("n.name = 'x'")                            // want: cannot use "n.name = 'x'"
	_ = query.Prop(func(p Person) *int { return &p.Born })      // want: does not match
	_ = query.Prop(func(p *Person) *string { return &p.Born })  // want: cannot use &p.Born
	_ = query.Nullable(func(p *Person) *int { return &p.Born }) // want: does not match
}
