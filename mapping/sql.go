package mapping

import (
	"database/sql"
	"database/sql/driver"
	"reflect"
	"time"

	"github.com/go-ogm/ogm/schema"
)

// encodeSQL stores what Value gives: nil is no property.
func encodeSQL(v reflect.Value) (any, *EncodeError) {
	value, err := methodsOf(v).(driver.Valuer).Value()
	if err != nil {
		return nil, refused(v.Type(), "Value refuses", err)
	}
	return property(value, byMethods)
}

func decodeSQL(value any, into reflect.Value) *DecodeError {
	if moment, ok := value.(time.Time); ok {
		value = arrived(moment)
	}
	if err := into.Addr().Interface().(sql.Scanner).Scan(value); err != nil {
		return rejected(value, into.Type(), "Scan refuses the value", err)
	}
	return nil
}

// The fields of a sql.Null, as the package documents them.
const (
	nullValue = iota
	nullValid
)

// encodeOptional stores what a sql.Null holds as if it stood alone, since its own
// methods know the types of SQL databases only.
func encodeOptional(v *schema.Value) encoder {
	inner := encoderOf(v.Elem)
	return func(v reflect.Value) (any, *EncodeError) {
		if !v.Field(nullValid).Bool() {
			return nil, nil
		}
		return inner(v.Field(nullValue))
	}
}

func decodeOptional(v *schema.Value) decoder {
	inner := decoderOf(v.Elem)
	return func(value any, into reflect.Value) *DecodeError {
		held := reflect.New(into.Type()).Elem()
		if err := inner(value, held.Field(nullValue)); err != nil {
			return err
		}
		held.Field(nullValid).SetBool(true)
		into.Set(held)
		return nil
	}
}
