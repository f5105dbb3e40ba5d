package migrate

import (
	"fmt"
	"slices"
)

// Conversion is a type that a property is to have.
type Conversion string

// The conversions. Each takes the values that have a form of the type, and leaves no value another meaning: 3.0 becomes the integer 3, 3.5 does
// not become one.
const (
	ToInteger       Conversion = "integer"       // of whole numbers, texts of digits, and booleans (1 and 0)
	ToFloat         Conversion = "float"         // of integers up to 2^53, and texts of numbers, which become the nearest float
	ToString        Conversion = "string"        // of all but lists, points and bytes, as toString() writes them
	ToBoolean       Conversion = "boolean"       // of "true" and "false" in any case, 1 and 0
	ToDate          Conversion = "date"          // of texts such as 2026-11-28
	ToDateTime      Conversion = "datetime"      // of texts such as 2026-11-28T10:00:00Z, with an offset or Z
	ToLocalDateTime Conversion = "localdatetime" // of the same without an offset
	ToList          Conversion = "list"          // of single values: a list of one
)

// Conversions are all of them.
func Conversions() []Conversion {
	return []Conversion{ToInteger, ToFloat, ToString, ToBoolean, ToDate, ToDateTime, ToLocalDateTime, ToList}
}

// ConvertProperty changes the type of a property of nodes or relationships. Values that are of the type already are not touched. That
// others have no form of it is an ObstacleError, which counts them and has some; see Refactoring.LeaveOthers.
func ConvertProperty(of Elements, property string, to Conversion) Refactoring {
	return newRefactoring(convert{of, property, to, false})
}

// LeaveOthers lets ConvertProperty leave values that have no form of the type as they are, and count them in
// RefactorResult.Left. It changes nothing of the others.
func (r Refactoring) LeaveOthers() Refactoring {
	c, ok := r.work.(convert)
	if !ok {
		return r.not("LeaveOthers", "ConvertProperty")
	}
	c.leave = true
	r.work = c
	return r
}

type convert struct {
	of       Elements
	property string
	to       Conversion
	leave    bool
}

func (c convert) String() string {
	return fmt.Sprintf("convert property %s of %s to %s", c.property, c.of, c.to)
}

func (c convert) check() error {
	if !slices.Contains(Conversions(), c.to) {
		return fmt.Errorf("%q is no type to convert to; there are %v", string(c.to), Conversions())
	}
	return checkNames(c.of.name, c.property)
}

// The kind of a value v, as far as all server lines can tell it: none before 5.9 says what type a value has, and a function
// that meets another type than it wants is an error, but for those that end in OrNull.
const (
	isText    = "coalesce(toStringOrNull(v) = v, false)"
	isTruth   = "coalesce(v = true OR v = false, false)"
	isNumber  = "(NOT " + isText + " AND toFloatOrNull(v) IS NOT NULL)"
	isSingle  = "coalesce((v + [])[0] = v, false)" // a list with itself is no value of its own
	isWritten = "(NOT " + isText + " AND coalesce(toStringOrNull(v), '') =~ "

	wholePattern  = "'-?[0-9]+'"
	datePattern   = "[+-]?[0-9]{4,9}-[0-9]{2}-[0-9]{2}"
	timePattern   = "T[0-9:.]+"
	offsetPattern = "(Z|[+-][0-9:]+)(\\\\[.*\\\\])?"

	// What can be read as a day: the server fails at the 30th of February.
	dayPattern = "([0-9]{4}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|[0-9]{4}-(0[469]|11)-(0[1-9]|[12][0-9]|30)|[0-9]{4}-02-(0[1-9]|1[0-9]|2[0-8])|" +
		"([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
	hourPattern = "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?"
	zonePattern = "(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9]|[+-]18:00)"
)

// conversion is one in Cypher, about a value v.
type conversion struct {
	already  string // it is of the type
	possible string // it has a form of the type
	form     string // this one
}

func (c convert) conversion() conversion {
	texts := func(pattern string) string {
		return "CASE WHEN " + isText + " THEN trim(v) =~ '" + pattern + "' ELSE false END"
	}
	switch c.to {
	case ToInteger:
		return conversion{
			"(" + isNumber + " AND toStringOrNull(v) =~ " + wholePattern + ")",
			"CASE WHEN " + isText + " THEN trim(v) =~ '[+-]?[0-9]+' AND toIntegerOrNull(trim(v)) IS NOT NULL WHEN " + isTruth + " THEN true " +
				"WHEN toFloatOrNull(v) IS NULL THEN false ELSE v > -9.2e18 AND v < 9.2e18 AND coalesce(toFloat(toInteger(v)) = v, false) END",
			"CASE WHEN " + isText + " THEN toInteger(trim(v)) WHEN " + isTruth + " THEN CASE WHEN v THEN 1 ELSE 0 END ELSE toInteger(v) END",
		}
	case ToFloat:
		return conversion{
			"(" + isNumber + " AND NOT toStringOrNull(v) =~ " + wholePattern + ")",
			"CASE WHEN " + isText + " THEN trim(v) =~ '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?' AND abs(toFloatOrNull(trim(v))) < 1.7976931348623157e308 " +
				"WHEN toFloatOrNull(v) IS NULL THEN false ELSE v >= -9007199254740992 AND v <= 9007199254740992 END",
			"CASE WHEN " + isText + " THEN toFloat(trim(v)) ELSE toFloat(v) END",
		}
	case ToString:
		return conversion{isText, "coalesce(NOT toStringOrNull(v) STARTS WITH 'point(', false)", "toString(v)"}
	case ToBoolean:
		return conversion{
			isTruth,
			"CASE WHEN " + isText + " THEN toLower(trim(v)) IN ['true', 'false'] ELSE coalesce(v = 0 OR v = 1, false) END",
			"CASE WHEN " + isText + " THEN toLower(trim(v)) = 'true' ELSE v = 1 END",
		}
	case ToDate:
		return conversion{isWritten + "'" + datePattern + "')", texts(dayPattern), "date(trim(v))"}
	case ToDateTime:
		return conversion{isWritten + "'" + datePattern + timePattern + offsetPattern + "')", texts(dayPattern + hourPattern + zonePattern), "datetime(trim(v))"}
	case ToLocalDateTime:
		return conversion{isWritten + "'" + datePattern + timePattern + "')", texts(dayPattern + hourPattern), "localdatetime(trim(v))"}
	}
	return conversion{"NOT " + isSingle, isSingle, "[v]"}
}

func (c convert) steps(refactorSetting) ([]step, error) {
	var q quoter
	how, value := c.conversion(), "n."+q.name(c.property)
	return []step{{
		find: c.of.match(&q, "n") + " WHERE " + value + " IS NOT NULL WITH n, " + value + " AS v WHERE NOT " + how.already + " AND " + how.possible,
		of:   "n", link: c.of.relationship, rows: "n, v", change: "SET " + value + " = " + how.form, count: "count(n)",
	}}, q.err()
}

// others finds the values that have no form of the type.
func (c convert) others(q *quoter) string {
	how, value := c.conversion(), "n."+q.name(c.property)
	return c.of.match(q, "n") + " WHERE " + value + " IS NOT NULL WITH n, " + value + " AS v WHERE NOT " + how.already + " AND NOT " + how.possible
}

const samples = 5

func (c convert) questions(_ refactorSetting, s situation) ([]question, error) {
	var q quoter
	var all []question
	if !c.leave {
		all = append(all, question{
			count:   c.others(&q) + " RETURN count(n) AS n", // as left does
			samples: fmt.Sprintf("%s RETURN v LIMIT %d", c.others(&q), samples),
			obstacle: ObstacleError{
				Obstacle: "%d values have no form of the type",
				Remedy:   "mend them, or let them be left as they are (LeaveOthers)",
			},
		})
	}
	how, value := c.conversion(), "n."+q.name(c.property)
	ch := change{
		of: c.of, property: c.property,
		condition: value + " IS NOT NULL WITH n, " + value + " AS v WHERE NOT " + how.already + " AND " + how.possible,
		value:     how.form,
	}
	return append(all, ch.questions(&q, s.catalog)...), q.err()
}

// left counts what LeaveOthers has left.
func (c convert) left() (string, error) {
	var q quoter
	return c.others(&q) + " RETURN count(n) AS n", q.err()
}

func (c convert) leftovers(bool, string, []string) bool { return false }
