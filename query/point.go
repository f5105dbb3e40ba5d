package query

import "fmt"

// Distance measures how far a point property is from a point: in metres between points on
// the earth, in their own unit else.
//
//	people.Match(query.Distance(Home, here).Lt(5_000)).OrderBy(query.Distance(Home, here).Asc())
//
// Points of two coordinate systems have no distance, and are left out. A point index serves
// Lt and Le.
func Distance[T, V any](property Property[T, V], from V) Measured[T] {
	return Measured[T]{distance{property.field, from}}
}

// Measured is a number that is computed of a node of type T.
type Measured[T any] struct {
	of expression
}

// Lt holds where the number is less than n.
func (m Measured[T]) Lt(n float64) Condition[T] { return Condition[T]{measured(m.of, " < ", n)} }

// Le holds where the number is n or less.
func (m Measured[T]) Le(n float64) Condition[T] { return Condition[T]{measured(m.of, " <= ", n)} }

// Gt holds where the number is greater than n.
func (m Measured[T]) Gt(n float64) Condition[T] { return Condition[T]{measured(m.of, " > ", n)} }

// Ge holds where the number is n or greater.
func (m Measured[T]) Ge(n float64) Condition[T] { return Condition[T]{measured(m.of, " >= ", n)} }

// Asc sorts by the number, smallest first.
func (m Measured[T]) Asc() Order[T] { return Order[T]{sortKey{value: m.of}} }

// Desc sorts by the number, greatest first.
func (m Measured[T]) Desc() Order[T] { return Order[T]{sortKey{value: m.of, descending: true}} }

type distance struct {
	field *field
	from  any
}

func (e distance) write(s *scope) {
	s.Text("point.distance(")
	if o, ok := s.operand(e.field); ok {
		s.point(o)
		s.Text(", ")
		s.value(o, e.from)
	}
	s.Text(")")
}

// InBox holds where a point property lies in the box between two corners, the edges
// included: of points on the earth, the lower left one in the south-west. A point index serves it.
func InBox[T, V any](property Property[T, V], lowerLeft, upperRight V) Condition[T] {
	return Condition[T]{box{property.field, lowerLeft, upperRight}}
}

type box struct {
	field        *field
	lower, upper any
}

func (e box) write(s *scope) {
	s.Text("point.withinBBox(")
	if o, ok := s.operand(e.field); ok {
		s.point(o)
		s.Text(", ")
		s.value(o, e.lower)
		s.Text(", ")
		s.value(o, e.upper)
	}
	s.Text(")")
}

// point refuses what is no point.
func (s *scope) point(o operand) {
	if o.entry || isPoint(o.property) {
		return
	}
	s.Fail(fmt.Errorf("ogm: %s.%s is %s, and is asked for as a point", o.of.entity.Name, o.property.Field, o.property.Value.Base().Type))
}
