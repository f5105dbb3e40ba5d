package query

// Condition is something that is true or false of a node of type T, or of a relationship
// whose struct is T. Conditions are made by the methods of Property and of EdgeField, and
// joined by And, Or and Not.
type Condition[T any] struct {
	expression expression
}

// Eq holds where the property equals v. A missing property equals nothing; see IsNull.
// One moment in two time zones is two values for Neo4j, also in UTC and at the offset
// Z that Cypher's datetime() gives.
func (p Property[T, V]) Eq(v V) Condition[T] { return p.compare(" = ", v) }

// Ne holds where the property is there and differs from v.
func (p Property[T, V]) Ne(v V) Condition[T] { return p.compare(notEqual, v) }

// Gt holds where the property is greater than v, in the form in which it is stored:
// what is stored as text, such as an enumeration, an address or a big number, is
// compared as text. Durations and points have no order, and the query fails before
// it is sent. Ge, Lt, Le and Between are the same.
func (p Property[T, V]) Gt(v V) Condition[T] { return p.compare(" > ", v) }

// Ge holds where the property is greater than or equal to v.
func (p Property[T, V]) Ge(v V) Condition[T] { return p.compare(" >= ", v) }

// Lt holds where the property is less than v.
func (p Property[T, V]) Lt(v V) Condition[T] { return p.compare(" < ", v) }

// Le holds where the property is less than or equal to v.
func (p Property[T, V]) Le(v V) Condition[T] { return p.compare(" <= ", v) }

// In holds where the property equals one of the values; of none, it never holds.
func (p Property[T, V]) In(values ...V) Condition[T] {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return Condition[T]{membership{field: p.field, values: list}}
}

// Between holds where the property is at least low and at most high.
func (p Property[T, V]) Between(low, high V) Condition[T] {
	return Condition[T]{interval{p.field, low, high}}
}

// StartsWith holds where the text begins with prefix. Like the next three it is for
// properties of text; on others the query fails before it is sent.
func (p Property[T, V]) StartsWith(prefix string) Condition[T] {
	return p.text(" STARTS WITH ", "StartsWith", prefix)
}

// EndsWith holds where the text ends with suffix.
func (p Property[T, V]) EndsWith(suffix string) Condition[T] {
	return p.text(" ENDS WITH ", "EndsWith", suffix)
}

// Contains holds where the text contains part.
func (p Property[T, V]) Contains(part string) Condition[T] {
	return p.text(" CONTAINS ", "Contains", part)
}

// Matches holds where the whole text matches the regular expression, in Java's syntax.
func (p Property[T, V]) Matches(pattern string) Condition[T] {
	return p.text(" =~ ", "Matches", pattern)
}

// EqualFold is Eq without regard to upper and lower case. Like the next three it reads the
// property of every node that the other conditions leave: an index does not serve it.
func (p Property[T, V]) EqualFold(v string) Condition[T] { return p.fold(" = ", "EqualFold", v) }

// StartsWithFold is StartsWith without regard to case.
func (p Property[T, V]) StartsWithFold(prefix string) Condition[T] {
	return p.fold(" STARTS WITH ", "StartsWithFold", prefix)
}

// EndsWithFold is EndsWith without regard to case.
func (p Property[T, V]) EndsWithFold(suffix string) Condition[T] {
	return p.fold(" ENDS WITH ", "EndsWithFold", suffix)
}

// ContainsFold is Contains without regard to case.
func (p Property[T, V]) ContainsFold(part string) Condition[T] {
	return p.fold(" CONTAINS ", "ContainsFold", part)
}

// IsNull holds where the property is missing.
func (p Property[T, V]) IsNull() Condition[T] { return Condition[T]{nullTest{p.field, " IS NULL"}} }

// IsNotNull holds where the property is there.
func (p Property[T, V]) IsNotNull() Condition[T] {
	return Condition[T]{nullTest{p.field, " IS NOT NULL"}}
}

// And holds where all conditions do. It needs at least one.
func And[T any](conditions ...Condition[T]) Condition[T] {
	return Condition[T]{junction{" AND ", "And", expressions(conditions)}}
}

// Or holds where any of the conditions does. It needs at least one.
//
// Conditions are grouped as they are written. How deep And and Or may alternate is the server's
// to say: its planner multiplies them out, and gave no answer to 50 levels within 20 seconds.
func Or[T any](conditions ...Condition[T]) Condition[T] {
	return Condition[T]{junction{" OR ", "Or", expressions(conditions)}}
}

// Not holds where the condition does not; where it is unknown, because a property
// is missing, Not is unknown too and the node is left out.
func Not[T any](condition Condition[T]) Condition[T] {
	return Condition[T]{negation{condition.expression}}
}

func (p Property[T, V]) compare(operator string, v V) Condition[T] {
	return Condition[T]{comparison{field: p.field, operator: operator, value: v}}
}

func (p Property[T, V]) text(operator, method, v string) Condition[T] {
	return Condition[T]{textual[V](p.field, operator, method, v, false)}
}

func (p Property[T, V]) fold(operator, method, v string) Condition[T] {
	return Condition[T]{textual[V](p.field, operator, method, v, true)}
}
