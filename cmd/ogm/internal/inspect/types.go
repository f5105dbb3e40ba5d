package inspect

import (
	"slices"
	"strings"

	"github.com/go-ogm/ogm/internal/survey"
)

const (
	timePath   = "time"
	dbtypePath = "github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	driverPath = "database/sql/driver"
)

// scalar is the Go type of a value, such that what is read is written back the same.
func scalar(name string) string {
	switch name {
	case "BOOLEAN":
		return "bool"
	case "INTEGER":
		return "int64"
	case "FLOAT":
		return "float64"
	case "STRING":
		return "string"
	case "BYTES":
		return "[]byte"
	case "ZONED DATETIME":
		return "time.Time"
	case "DATE":
		return "dbtype.Date"
	case "ZONED TIME":
		return "dbtype.Time"
	case "LOCAL TIME":
		return "dbtype.LocalTime"
	case "LOCAL DATETIME":
		return "dbtype.LocalDateTime"
	case "DURATION":
		return "dbtype.Duration"
	case "POINT 2D":
		return "dbtype.Point2D"
	}
	return "dbtype.Point3D"
}

// canBeKey tells the types that the option key accepts.
func canBeKey(name string) bool {
	return slices.Contains([]string{"BOOLEAN", "INTEGER", "STRING", "ZONED DATETIME"}, name)
}

// pathOf is the import that a Go type needs, "" for none.
func pathOf(goType string) string {
	switch name, _, _ := strings.Cut(strings.TrimLeft(goType, "[]"), "."); name {
	case "time":
		return timePath
	case "dbtype":
		return dbtypePath
	}
	return ""
}

// one gives the type that all values of a property have; an empty list is of any type of
// lists. It is "" for several types, and for values that cannot be read.
func one(types []string) string {
	some := slices.DeleteFunc(slices.Clone(types), func(name string) bool { return name == survey.EmptyList })
	switch {
	case len(some) == 1 && (len(types) == 1 || survey.ElementType(some[0]) != "") && some[0] != survey.Unreadable:
		return some[0]
	case len(some) == 0 && len(types) == 1:
		return survey.EmptyList
	}
	return ""
}

// goType is the type of a field for values of one type.
func goType(name string) string {
	switch inner := survey.ElementType(name); {
	case name == survey.EmptyList:
		return "[]string" // as which an empty list is written, like any other
	case inner != "":
		return "[]" + scalar(inner)
	}
	return scalar(name)
}

// constraintType is the type in the words of property type constraints.
func constraintType(name string) string {
	if inner := survey.ElementType(name); inner != "" {
		return "LIST<" + constraintType(inner) + " NOT NULL>"
	}
	if strings.HasPrefix(name, "POINT") {
		return "POINT"
	}
	return name
}

// nilable tells Go types that say by nil that there is no property.
func nilable(goType string) bool { return strings.HasPrefix(goType, "[]") }
