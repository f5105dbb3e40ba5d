package mapping

import (
	"database/sql"
	"database/sql/driver"
	"reflect"
)

// encodeSQL stores what Value gives: nil is no property.
func encodeSQL(v reflect.Value) (any, *EncodeError) {
	value, err := methodsOf(v).(driver.Valuer).Value()
	if err != nil {
		return nil, refused(v.Type(), "Value refuses", err)
	}
	return param(value, 0)
}

func decodeSQL(value any, into reflect.Value) *DecodeError {
	if err := into.Addr().Interface().(sql.Scanner).Scan(value); err != nil {
		return rejected(value, into.Type(), "Scan refuses the value", err)
	}
	return nil
}
