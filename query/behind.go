package query

import (
	"math"
	"strings"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// behind holds of the nodes that come behind a cursor in the order of a keyset; without
// values, as before the first page, of all that have a key. It asks what ORDER BY does,
// from which Neo4j's operators differ:
//
//   - to ORDER BY a null is the greatest value, to the operators it is unknown;
//   - NaN is the greatest number; to the operators it is greater than none, and equal to none;
//   - -0.0 is less than 0, and the first of the two hours in which clocks are set back less
//     than the second, which the operators agree to, and yet call them equal;
//   - values of two types have an order; to the operators it is unknown;
//   - text is sorted by code points; since version 5 the operators compare a property with a
//     parameter by UTF-16 units, unless an index answers.
type behind struct {
	keyset Keyset
	values []any
}

func (e behind) write(s *scope) {
	points := make([]point, len(e.values))
	for i, value := range e.values {
		points[i] = point{scope: s, column: e.keyset.columns[i], value: value, isLast: i == len(e.values)-1}
		if value != nil {
			points[i].param = keep(s, value)
		}
	}
	var list []func()
	seeks := len(points) > 0 && points[0].seeks()
	if seeks {
		list = append(list, points[0].seek)
	}
	for i, c := range e.keyset.columns {
		if c.isKey && (i > 0 || !seeks) {
			list = append(list, func() { s.Property(variable, c.property.Name); s.Text(" IS NOT NULL") })
		}
	}
	isAll := seeks && points[0].isLast && points[0].isPlain() // what the look-up says
	if len(points) > 0 && !isAll {
		list = append(list, func() { decide(points) })
	}
	for i, write := range list {
		s.Text([]string{"", " AND "}[min(i, 1)])
		write()
	}
}

// decide writes the condition on columns, of nodes that are the cursor's equals in those
// before. It is a CASE and not a disjunction: of that, a planner makes two look-ups, and
// sorts all that they find.
func decide(points []point) {
	p := points[0]
	if p.isLast {
		p.after()
		return
	}
	p.Text("CASE")
	if p.value != nil || p.column.descending { // nothing comes after the nulls
		p.Text(" WHEN ")
		p.after()
		p.Text(" THEN true")
	}
	p.Text(" WHEN ")
	p.equal()
	p.Text(" THEN ")
	decide(points[1:])
	p.Text(" ELSE false END")
}

// point is a column's value in a cursor.
type point struct {
	*scope
	column sortColumn
	value  any
	param  string // of the value
	isLast bool
}

// keep makes a parameter of a value. 4.4 takes a moment in a named zone by what clocks show
// there, which is ambiguous in the hour in which they are set back, so it goes in two parts.
func keep(s *scope, value any) string {
	moment, ok := value.(time.Time)
	if !ok || s.Dialect() != cypher.Four || !isNamed(moment) {
		return s.Keep(value)
	}
	return "datetime({datetime: " + s.Keep(moment.In(time.FixedZone(offset, 0))) + ", timezone: " + s.Keep(moment.Location().String()) + "})"
}

// offset is the abbreviation of a zone without a name, as the driver has it.
const offset = "Offset"

func isNamed(moment time.Time) bool {
	abbreviation, _ := moment.Zone()
	return abbreviation != offset
}

// compare writes a comparison of the property with the value.
func (p point) compare(operator string) {
	p.Property(variable, p.column.property.Name)
	p.Text(operator, p.param)
}

// is writes another condition on the property.
func (p point) is(test string) {
	p.Property(variable, p.column.property.Name)
	p.Text(test)
}

// isNaN holds of what equals not even itself.
func (p point) isNaN() { p.self(notEqual) }

func (p point) self(operator string) {
	p.is(operator)
	p.is("")
}

// toward is the operator of what comes after, and from that of what comes before.
func (p point) toward() string { return []string{" > ", " < "}[rankOf(p.column.descending)] }
func (p point) from() string   { return []string{" < ", " > "}[rankOf(p.column.descending)] }

// after writes that the property is behind the value. Where the operators do not know, it
// is a null, which stands where the direction says, or a value of another type: that
// passes, so that whoever reads the answer notices, and nothing is lost in silence.
func (p point) after() {
	switch {
	case p.value == nil && p.column.descending:
		p.is(" IS NOT NULL")
	case p.value == nil:
		p.Text("false")
	case isNaN(p.value) && p.column.descending:
		p.self(" = ")
	case p.isPlain():
		p.compare(p.toward())
	default:
		p.Text("coalesce(")
		p.known()
		p.Text(", ")
		if p.column.descending {
			p.is(" IS NOT NULL")
		} else {
			p.Text("true")
		}
		p.Text(")")
	}
}

// known writes what the operators know of a value that is there.
func (p point) known() {
	switch {
	case isHighText(p.value) && p.column.descending:
		p.compare(notEqual)
		p.Text(" AND NOT (")
		p.greaterText()
		p.Text(")")
	case isHighText(p.value):
		p.greaterText()
	default:
		p.compare(p.toward())
		if p.isNumber() && !p.column.descending && !isNaN(p.value) {
			p.Text(" OR ")
			p.isNaN()
		}
	}
}

// equal writes that ORDER BY makes no difference between the property and the value.
func (p point) equal() {
	switch {
	case p.value == nil:
		p.is(" IS NULL")
	case isNaN(p.value):
		p.isNaN()
	default:
		p.compare(" = ")
		if _, isMoment := p.value.(time.Time); isMoment || p.isNumber() {
			p.Text(" AND NOT ")
			p.compare(p.from())
		}
	}
}

// isPlain tells whether < and > alone say what comes after the value.
func (p point) isPlain() bool {
	return p.value != nil && p.column.present && p.column.isClosed() && !p.isNumber() && !isHighText(p.value)
}

// isNumber tells whether NaN and -0.0 may be met.
func (p point) isNumber() bool {
	if p.column.isClosed() {
		return p.column.property.Value.Base().Kind == schema.Float
	}
	switch p.value.(type) {
	case int64, float64:
		return true
	}
	return false
}

// isClosed tells whether what can be read into the property is of one type.
func (c sortColumn) isClosed() bool {
	if c.entry {
		return false
	}
	kind := c.property.Value.Base().Kind
	return kind != schema.SQL && kind != schema.Custom
}

// seeks tells whether there is a condition that an index answers, in order, and that holds
// of all nodes behind the cursor and of few others.
func (p point) seeks() bool {
	switch {
	case p.value == nil || !p.column.present || !p.column.isClosed():
		return false
	case p.isNumber():
		return p.column.descending && !isNaN(p.value) // NaN stands behind, and is not found by >=
	}
	return !isHighText(p.value) || !p.column.descending
}

// seek writes that condition. Up to its first high character, text has one order.
func (p point) seek() {
	if isHighText(p.value) {
		text, _ := p.value.(string)
		p.is(" >= " + p.Keep(text[:strings.IndexFunc(text, isHigh)]))
		return
	}
	if operator := p.toward(); p.isLast {
		p.compare(operator)
	} else {
		p.compare(strings.TrimRight(operator, " ") + "= ")
	}
}

func isNaN(value any) bool {
	number, ok := value.(float64)
	return ok && math.IsNaN(number)
}
