package query

import "reflect"

// ViaField is an EdgeField whose relationships have properties, in the struct R.
type ViaField[T, R, N any] struct {
	EdgeField[T, N]
}

// EdgeVia makes a ViaField from a function that gives the address of a field of
// relationships' structs R, beyond which the nodes of type N stand:
//
//	var Roles = query.EdgeVia[Role, Movie](func(p *Person) *[]*Role { return &p.Roles })
//
// F, the type of the field, is found by the compiler. It panics as Edge does.
func EdgeVia[R, N, T any, F ~[]*R | ~[]R | ~*R](address func(*T) *F) ViaField[T, R, N] {
	return ViaField[T, R, N]{EdgeField[T, N]{fetch{field: fieldAt("query.EdgeVia", address), target: reflect.TypeFor[N]()}}}
}

// Where is EdgeField.Where.
func (e ViaField[T, R, N]) Where(conditions ...Condition[N]) ViaField[T, R, N] {
	e.EdgeField = e.EdgeField.Where(conditions...)
	return e
}

// WhereRelationship follows only those relationships for which all conditions hold, in a
// fetch plan as in a condition.
func (e ViaField[T, R, N]) WhereRelationship(conditions ...Condition[R]) ViaField[T, R, N] {
	e.EdgeField = e.where(onLinks(conditions))
	return e
}

// OrderBy is EdgeField.OrderBy.
func (e ViaField[T, R, N]) OrderBy(orders ...Order[N]) ViaField[T, R, N] {
	e.EdgeField = e.EdgeField.OrderBy(orders...)
	return e
}

// OrderByRelationship adds sort keys by the properties of the relationships, behind the
// keys that are there.
func (e ViaField[T, R, N]) OrderByRelationship(orders ...Order[R]) ViaField[T, R, N] {
	e.EdgeField = e.orderBy(sortKeys(orders, true))
	return e
}

// Limit is EdgeField.Limit.
func (e ViaField[T, R, N]) Limit(n int) ViaField[T, R, N] {
	e.EdgeField = e.EdgeField.Limit(n)
	return e
}

// With is EdgeField.With.
func (e ViaField[T, R, N]) With(edges ...Fetch[N]) ViaField[T, R, N] {
	e.EdgeField = e.EdgeField.With(edges...)
	return e
}

// Into is EdgeField.Into.
func (e ViaField[T, R, N]) Into(address func(*T) *[]*R) ViaField[T, R, N] {
	e.fetch.into = intoField(address)
	return e
}
