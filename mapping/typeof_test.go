package mapping_test

import (
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"

	"github.com/go-ogm/ogm/mapping"
)

func TestTypeOf(t *testing.T) {
	for want, values := range map[string][]any{
		"BOOLEAN": {true}, "INTEGER": {int64(1)}, "FLOAT": {1.0}, "STRING": {""}, "BYTES": {[]byte{}}, "ZONED DATETIME": {time.Time{}}, "DATE": {dbtype.Date{}}, "ZONED TIME": {dbtype.Time{}},
		"LOCAL TIME": {dbtype.LocalTime{}}, "LOCAL DATETIME": {dbtype.LocalDateTime{}}, "DURATION": {dbtype.Duration{}}, "POINT 2D": {dbtype.Point2D{}}, "POINT 3D": {dbtype.Point3D{}},
		"LIST<INTEGER>": {[]any{int64(1), int64(2)}}, "LIST<POINT 3D>": {[]any{dbtype.Point3D{}}}, mapping.EmptyList: {[]any{}},
		mapping.Unreadable: {nil, &dbtype.InvalidValue{}, []any{&dbtype.InvalidValue{}}, []any{int64(1), 1.0}, map[string]any{}, dbtype.Node{}, int8(1)},
	} {
		for _, value := range values {
			assert.Equal(t, want, mapping.TypeOf(value), "%#v", value)
		}
	}
}
