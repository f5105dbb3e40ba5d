package mapping

import "github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

// What TypeOf says beside the words of Cypher.
const (
	Unreadable = "UNREADABLE" // the driver cannot read the value, or it is none of a property
	EmptyList  = "LIST<>"     // of what, the database does not say
)

// TypeOf names the type of a property's value, as the driver decoded it, in the words of
// property type constraints: STRING, ZONED DATETIME, LIST<INTEGER>. But points are POINT 2D
// and POINT 3D, which are two types in Go.
func TypeOf(value any) string {
	switch kind := kindOf(value); kind {
	case "BOOLEAN", "INTEGER", "FLOAT", "STRING", "BYTES", "ZONED DATETIME", "DATE", "ZONED TIME", "LOCAL TIME", "LOCAL DATETIME", "DURATION":
		return kind
	case "POINT":
		if _, flat := value.(dbtype.Point2D); flat {
			return "POINT 2D"
		}
		return "POINT 3D"
	case "LIST":
		return typeOfList(value.([]any))
	}
	return Unreadable
}

// typeOfList is that of the elements, which have one type in a database. A list with an
// element that cannot be read cannot be read.
func typeOfList(list []any) string {
	if len(list) == 0 {
		return EmptyList
	}
	first := TypeOf(list[0])
	for _, element := range list {
		if kind := TypeOf(element); kind != first || kind == Unreadable {
			return Unreadable
		}
	}
	return "LIST<" + first + ">"
}
