package query

import (
	"fmt"
	"math"

	"github.com/go-ogm/ogm/schema"
)

// Aggregate is a value of many nodes of type T, which is a column of rows, and what they
// may be sorted by. Without As it is called like its function: count, sum, avg.
type Aggregate[T any] struct {
	aggregate aggregate
}

// aggregate is a function of all nodes of a group.
type aggregate struct {
	function string // in Cypher
	maker    string // in this package
	distinct bool
	of       expression // nil: of the nodes themselves
	domain   domain
	portion  *float64 // of a percentile
}

// domain says of which values a function can be taken.
type domain int

const (
	everything domain = iota
	numbers
	amounts // numbers, and durations
)

// CountAll is how many nodes a group has.
func CountAll[T any]() Aggregate[T] {
	return Aggregate[T]{aggregate{function: "count", maker: "CountAll"}}
}

// Count is how many nodes of a group have the property.
func Count[T any](of Value[T]) Aggregate[T] { return aggregateOf("count", "Count", of, everything) }

// CountDistinct is how many different values a group has.
func CountDistinct[T any](of Value[T]) Aggregate[T] {
	return aggregateOf("count", "CountDistinct", of, everything).unique()
}

// Sum is the sum of a group's values, 0 where there are none. Like Avg it is for numbers
// and durations; on others the query fails before it is sent.
func Sum[T any](of Value[T]) Aggregate[T] { return aggregateOf("sum", "Sum", of, amounts) }

// Avg is the average of a group's values, null where there are none: what it is read into
// must have room for that, such as a *float64.
func Avg[T any](of Value[T]) Aggregate[T] { return aggregateOf("avg", "Avg", of, amounts) }

// Min is the smallest of a group's values, null where there are none.
func Min[T any](of Value[T]) Aggregate[T] { return aggregateOf("min", "Min", of, everything) }

// Max is the greatest of a group's values, null where there are none.
func Max[T any](of Value[T]) Aggregate[T] { return aggregateOf("max", "Max", of, everything) }

// Collect is the list of a group's values, in the order in which the nodes were asked for.
// Missing ones are left out.
func Collect[T any](of Value[T]) Aggregate[T] {
	return aggregateOf("collect", "Collect", of, everything)
}

// CollectDistinct is Collect with each value once.
func CollectDistinct[T any](of Value[T]) Aggregate[T] {
	return aggregateOf("collect", "CollectDistinct", of, everything).unique()
}

// Percentile is the number below which a portion of a group's values lies, between two of
// them where it must: 0.5 gives the median. Null where there are none.
func Percentile[T any](of Value[T], portion float64) Aggregate[T] {
	a := aggregateOf("percentileCont", "Percentile", of, numbers)
	a.aggregate.portion = &portion
	return a
}

// PercentileDisc is Percentile that gives the nearest of the values.
func PercentileDisc[T any](of Value[T], portion float64) Aggregate[T] {
	a := aggregateOf("percentileDisc", "PercentileDisc", of, numbers)
	a.aggregate.portion = &portion
	return a
}

func aggregateOf[T any](function, maker string, of Value[T], domain domain) Aggregate[T] {
	a := aggregate{function: function, maker: maker, domain: domain}
	a.of = mistake{fmt.Errorf("ogm: query.%s needs a property, and was given nil", maker)}
	if of != nil {
		a.of = of.valueOf(nil)
	}
	return Aggregate[T]{a}
}

func (a Aggregate[T]) unique() Aggregate[T] {
	a.aggregate.distinct = true
	return a
}

// As names the column.
func (a Aggregate[T]) As(name string) Named[T] { return as[T](a.aggregate, name) }

// Asc sorts rows by the value, smallest first.
func (a Aggregate[T]) Asc() Order[T] { return Order[T]{sortKey{value: a.aggregate}} }

// Desc sorts rows by the value, greatest first.
func (a Aggregate[T]) Desc() Order[T] {
	return Order[T]{sortKey{value: a.aggregate, descending: true}}
}

func (a Aggregate[T]) columnOf(*T) column { return column{value: a.aggregate} } //nolint:unused // by Column, as that of Property

func (e aggregate) write(s *scope) {
	if !e.sumsDurations(s) {
		e.call(s)
		return
	}
	// Cypher's sum of none is the number 0.
	s.Text("CASE count(")
	e.of.write(s)
	s.Text(") WHEN 0 THEN duration({seconds: 0}) ELSE ")
	e.call(s)
	s.Text(" END")
}

func (e aggregate) sumsDurations(s *scope) bool {
	value, isProperty := e.of.(propertyValue)
	node := s.setting.Node
	if e.function != "sum" || !isProperty || node == nil || value.field == nil || value.field.owner != node.Type || value.field.isEntry {
		return false
	}
	property := node.ByIndex(value.field.index)
	return property != nil && property.Value != nil && isDuration(property.Value.Base())
}

func (e aggregate) call(s *scope) {
	s.Text(e.function, "(")
	switch {
	case e.function == "":
		s.Fail(fmt.Errorf("ogm: an aggregate of %s is empty; make it by a function such as query.CountAll", s.typeName()))
	case e.of == nil:
		s.Text("*")
	default:
		e.writeOf(s)
	}
	s.Text(")")
}

func (e aggregate) writeOf(s *scope) {
	if e.distinct {
		s.Text("DISTINCT ")
	}
	if value, isProperty := e.of.(propertyValue); isProperty {
		if o, ok := s.operand(value.field); ok && !e.domain.has(o.property.Value) {
			s.Fail(fmt.Errorf("ogm: query.%s is for %s, and %s.%s is %s", e.maker, e.domain, o.of.entity.Name, o.property.Field, o.property.Value.Base().Type))
		}
	} else {
		e.of.write(s)
	}
	if e.portion == nil {
		return
	}
	if p := *e.portion; math.IsNaN(p) || p < 0 || p > 1 {
		s.Fail(fmt.Errorf("ogm: query.%s of a portion of %v; it is between 0 and 1, and 0.5 is the median", e.maker, p))
	}
	s.Text(", ")
	s.Param(*e.portion)
}

// has tells whether a function can be taken of what a property holds. What a codec makes
// of a value, and what an entry of a map is, only the database knows.
func (d domain) has(value *schema.Value) bool {
	if value == nil || d == everything {
		return true
	}
	switch base := value.Base(); base.Kind {
	case schema.Custom, schema.SQL:
		return true
	default:
		return isNumber(base) || d == amounts && isDuration(base)
	}
}

func isDuration(base *schema.Value) bool {
	return base.Kind == schema.Duration || base.Kind == schema.Native && base.Type.Name() == "Duration"
}

func isNumber(base *schema.Value) bool {
	return base.Kind == schema.Int || base.Kind == schema.Uint || base.Kind == schema.Float
}

func (d domain) String() string {
	if d == amounts {
		return "numbers and durations"
	}
	return "numbers"
}
