package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// PropertyType gives the Cypher type of a property, in the words of a property type
// constraint: STRING, ZONED DATETIME, LIST<INTEGER NOT NULL>. The error says why there is
// none: what a codec or a Valuer stores only the database knows, and constraints know no
// type of bytes.
func (v *Value) PropertyType() (string, error) {
	v = v.Base()
	switch v.Kind {
	case Bool:
		return "BOOLEAN", nil
	case Int, Uint:
		return "INTEGER", nil
	case Float:
		return "FLOAT", nil
	case String, Text, JSON:
		return "STRING", nil
	case Time:
		return "ZONED DATETIME", nil
	case Duration:
		return "DURATION", nil
	case List:
		elem, err := v.Elem.PropertyType()
		if err != nil {
			return "", err
		}
		return "LIST<" + elem + " NOT NULL>", nil
	case Native:
		if name := nativeTypes[v.Type.Name()]; name != "" {
			return name, nil
		}
	case Bytes:
		return "", fmt.Errorf("%s is stored as bytes, for which property type constraints have no word", v.Type)
	}
	return "", fmt.Errorf("how %s is stored is said by its own code, not by its type", v.Type)
}

// nativeTypes are those of the driver, by their names in Go.
var nativeTypes = map[string]string{
	"Date":          "DATE",
	"Time":          "ZONED TIME",
	"LocalTime":     "LOCAL TIME",
	"LocalDateTime": "LOCAL DATETIME",
	"Duration":      "DURATION",
	"Point2D":       "POINT",
	"Point3D":       "POINT",
}

var (
	typeSpace = regexp.MustCompile(`\s+`)
	typeUnion = regexp.MustCompile(`\s*\|\s*`)
)

// sameType compares property types as texts: case, space and the order of alternatives
// mean nothing.
func sameType(a, b string) bool { return canonicalType(a) == canonicalType(b) }

func canonicalType(text string) string {
	text = typeSpace.ReplaceAllString(strings.ToUpper(strings.TrimSpace(text)), " ")
	if strings.ContainsAny(text, "<") { // alternatives within a list are not sorted
		return text
	}
	parts := typeUnion.Split(text, -1)
	slices.Sort(parts)
	return strings.Join(parts, " | ")
}
