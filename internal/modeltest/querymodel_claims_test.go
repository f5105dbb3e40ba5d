package modeltest_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ogm/ogm/query"
)

// truth is Cypher's: there is a third value where something is missing.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func truthOf(is bool) truth {
	if is {
		return yes
	}
	return no
}

func (t truth) not() truth { return yes - t }

// asking draws questions. With args, it may ask by placeholders, whose values stand there.
type asking struct {
	*rapid.T
	args  query.Args
	again []func() // draw other values for the placeholders
}

func (a *asking) below(n int, what string) int { return rapid.IntRange(0, n-1).Draw(a.T, what) }

// subject is what conditions are about: a node, or a relationship.
type subject interface{ fact(name string) any }

func (p *place) fact(name string) any { return p.facts[name] }
func (r *route) fact(name string) any { return r.facts[name] }

// claim is a condition, as it is asked for and as it is evaluated.
type claim[T any] struct {
	text  string
	asked query.Condition[T]
	holds func(subject) truth
}

func askedOf[T any](claims []claim[T]) []query.Condition[T] {
	list := make([]query.Condition[T], len(claims))
	for i, c := range claims {
		list[i] = c.asked
	}
	return list
}

func textOf[T any](claims []claim[T]) string {
	var texts []string
	for _, c := range claims {
		texts = append(texts, c.text)
	}
	return strings.Join(texts, ", ")
}

// allHold is AND.
func allHold[T any](claims []claim[T], of subject) truth {
	all := yes
	for _, c := range claims {
		all = min(all, c.holds(of))
	}
	return all
}

// trait is a property of T: what can be asked of it, and how it is sorted by.
type trait[T any] struct {
	name   string
	claims []func(*asking) claim[T]
	asc    query.Order[T]
	desc   query.Order[T]
}

func (t trait[T]) claim(a *asking) claim[T] {
	return t.claims[a.below(len(t.claims), t.name)](a)
}

func (t trait[T]) sorting(a *asking) sorting[T] {
	if rapid.Bool().Draw(a.T, "descending") {
		return sorting[T]{t.name + " desc", t.desc, sortKey{func(s subject) any { return s.fact(t.name) }, true}}
	}
	return t.ascending()
}

func (t trait[T]) ascending() sorting[T] {
	return sorting[T]{t.name, t.asc, sortKey{func(s subject) any { return s.fact(t.name) }, false}}
}

// comparison can be asked of every property that has an order.
type comparison[T, V any] struct {
	name  string
	ask   func(query.Property[T, V], V) query.Condition[T]
	given func(query.Placeholder[T, V]) query.Condition[T]
	test  func(order int) bool
}

func comparisons[T, V any]() []comparison[T, V] {
	type property = query.Property[T, V]
	type placeholder = query.Placeholder[T, V]
	return []comparison[T, V]{
		{"=", property.Eq, placeholder.Eq, func(order int) bool { return order == 0 }},
		{"<>", property.Ne, placeholder.Ne, func(order int) bool { return order != 0 }},
		{">", property.Gt, placeholder.Gt, func(order int) bool { return order > 0 }},
		{">=", property.Ge, placeholder.Ge, func(order int) bool { return order >= 0 }},
		{"<", property.Lt, placeholder.Lt, func(order int) bool { return order < 0 }},
		{"<=", property.Le, placeholder.Le, func(order int) bool { return order <= 0 }},
	}
}

// traitOf makes a property with what can be asked of it: some of the comparisons, and whether it is
// one of several values or missing.
func traitOf[T, V any](name string, p query.Property[T, V], values ...V) trait[T] {
	all := comparisons[T, V]()
	if _, isList := any(values).([][]string); isList {
		all = all[:2]
	}
	return trait[T]{name, []func(*asking) claim[T]{
		func(a *asking) claim[T] { return compared(a, name, p, all[a.below(len(all), "comparison")], values) },
		func(a *asking) claim[T] { return compared(a, name, p, all[a.below(len(all), "comparison")], values) },
		func(a *asking) claim[T] { return within(a, name, p, values) },
		func(*asking) claim[T] {
			return claim[T]{name + " is null", p.IsNull(), func(s subject) truth { return truthOf(s.fact(name) == nil) }}
		},
		func(*asking) claim[T] {
			return claim[T]{name + " is not null", p.IsNotNull(), func(s subject) truth { return truthOf(s.fact(name) != nil) }}
		},
	}, p.Asc(), p.Desc()}
}

// rangeOf is traitOf with Between.
func rangeOf[T, V any](name string, p query.Property[T, V], values ...V) trait[T] {
	t := traitOf(name, p, values...)
	t.claims = append(t.claims, func(a *asking) claim[T] {
		low, high := drawn(a.T, values...), drawn(a.T, values...)
		return claim[T]{fmt.Sprintf("%s between %v and %v", name, low, high), p.Between(low, high), func(s subject) truth {
			if s.fact(name) == nil {
				return unknown
			}
			return truthOf(compareValues(s.fact(name), low) >= 0 && compareValues(s.fact(name), high) <= 0)
		}}
	})
	return t
}

func compared[T, V any](a *asking, name string, p query.Property[T, V], by comparison[T, V], values []V) claim[T] {
	value := drawn(a.T, values...)
	c := claim[T]{text: fmt.Sprint(name, " ", by.name, " ", value), asked: by.ask(p, value)}
	current := func() any { return value }
	if a.args != nil && rapid.Bool().Draw(a.T, "placeholder") {
		given := fmt.Sprint("v", len(a.args))
		a.args[given] = value
		a.again = append(a.again, func() { a.args[given] = drawn(a.T, values...) })
		c.text += " as $" + given
		c.asked, current = by.given(p.Given(given)), func() any { return a.args[given] }
	}
	c.holds = func(s subject) truth {
		if s.fact(name) == nil {
			return unknown
		}
		return truthOf(by.test(compareValues(s.fact(name), current())))
	}
	return c
}

func within[T, V any](a *asking, name string, p query.Property[T, V], values []V) claim[T] {
	choose := func() []V { return values[:a.below(min(len(values), 3)+1, "in")] }
	chosen := choose()
	text, asked := fmt.Sprint(name, " in ", chosen), p.In(chosen...)
	if a.args != nil && rapid.Bool().Draw(a.T, "placeholder") {
		given := fmt.Sprint("v", len(a.args))
		a.args[given] = chosen
		a.again = append(a.again, func() { chosen = choose(); a.args[given] = chosen })
		text, asked = text+" as $"+given, p.Given(given).In()
	}
	return claim[T]{text, asked, func(s subject) truth {
		value := s.fact(name)
		switch {
		case len(chosen) == 0: // nothing is in an empty list, whatever it is
			return no
		case value == nil:
			return unknown
		}
		return truthOf(slices.ContainsFunc(chosen, func(v V) bool { return compareValues(value, v) == 0 }))
	}}
}

// textTest is a condition on text.
type textTest[T, V any] struct {
	name  string
	ask   func(query.Property[T, V], string) query.Condition[T]
	given func(query.Placeholder[T, V]) query.Condition[T] // nil for none
	test  func(value, other string) bool
}

func textTests[T, V any]() []textTest[T, V] {
	type property = query.Property[T, V]
	type placeholder = query.Placeholder[T, V]
	lower := func(test func(string, string) bool) func(string, string) bool {
		return func(value, other string) bool { return test(strings.ToLower(value), strings.ToLower(other)) }
	}
	return []textTest[T, V]{
		{"starts with", property.StartsWith, placeholder.StartsWith, strings.HasPrefix},
		{"ends with", property.EndsWith, placeholder.EndsWith, strings.HasSuffix},
		{"contains", property.Contains, placeholder.Contains, strings.Contains},
		{"equals, any case,", property.EqualFold, nil, strings.EqualFold},
		{"starts with, any case,", property.StartsWithFold, nil, lower(strings.HasPrefix)},
		{"ends with, any case,", property.EndsWithFold, nil, lower(strings.HasSuffix)},
		{"contains, any case,", property.ContainsFold, nil, lower(strings.Contains)},
	}
}

var (
	someParts    = []string{"", "a", "B", "bb", "Abe", "o"}
	somePatterns = []string{"", "(?i)ab.*", "[Ab].*", ".*e", "b"}
)

// wordsOf is rangeOf with what can be asked of text.
func wordsOf[T, V any](name string, p query.Property[T, V], values ...V) trait[T] {
	t := rangeOf(name, p, values...)
	tests := textTests[T, V]()
	ask := func(a *asking) claim[T] { return tested(a, name, p, tests[a.below(len(tests), "text test")]) }
	t.claims = append(t.claims, ask, ask, ask, func(a *asking) claim[T] {
		pattern := drawn(a.T, somePatterns...)
		return claim[T]{name + " matches " + pattern, p.Matches(pattern), func(s subject) truth {
			value, there := s.fact(name).(string)
			if !there {
				return unknown
			}
			return truthOf(regexp.MustCompile("^(?:" + pattern + ")$").MatchString(value))
		}}
	})
	return t
}

func tested[T, V any](a *asking, name string, p query.Property[T, V], by textTest[T, V]) claim[T] {
	part := drawn(a.T, someParts...)
	c := claim[T]{text: fmt.Sprintf("%s %s %q", name, by.name, part), asked: by.ask(p, part)}
	current := func() string { return part }
	if a.args != nil && by.given != nil && rapid.Bool().Draw(a.T, "placeholder") {
		given := fmt.Sprint("v", len(a.args))
		a.args[given] = part
		a.again = append(a.again, func() { a.args[given] = drawn(a.T, someParts...) })
		c.text += " as $" + given
		c.asked, current = by.given(p.Given(given)), func() string { return a.args[given].(string) }
	}
	c.holds = func(s subject) truth {
		value, there := s.fact(name).(string)
		if !there {
			return unknown
		}
		return truthOf(by.test(value, current()))
	}
	return c
}

// compareValues orders two values of one property, as they are sorted.
func compareValues(a, b any) int {
	if number, ok := numberOf(a); ok {
		other, _ := numberOf(b)
		return cmp.Compare(number, other)
	}
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case bool:
		return cmp.Compare(truthOf(a), truthOf(b.(bool)))
	case time.Time:
		return a.Compare(b.(time.Time))
	case []string:
		return slices.Compare(a, b.([]string))
	}
	panic(fmt.Sprintf("%T has no order", a))
}

func numberOf(value any) (float64, bool) {
	switch value := value.(type) {
	case int:
		return float64(value), true
	case int64:
		return float64(value), true
	case float64:
		return value, true
	}
	return 0, false
}

// sorting is a sort key, as it is asked for and as it is evaluated.
type sorting[T any] struct {
	text  string
	asked query.Order[T]
	key   sortKey
}

type sortKey struct {
	of         func(subject) any // nil where it is missing
	descending bool
}

// compare puts what is missing last, and first where the order descends.
func (k sortKey) compare(a, b subject) int {
	if k.descending {
		a, b = b, a
	}
	left, right := k.of(a), k.of(b)
	if left == nil || right == nil {
		return cmp.Compare(truthOf(left == nil), truthOf(right == nil))
	}
	return compareValues(left, right)
}
