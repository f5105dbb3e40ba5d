package mapping

import (
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// encodeCustom runs a codec; what it gives is checked, since the driver must not meet a
// value it cannot send, nor the server one it cannot store.
func encodeCustom(codec *schema.Codec) encoder {
	return func(v reflect.Value) (any, *EncodeError) {
		value, err := codec.Encode(v.Interface())
		if err != nil {
			return nil, refused(v.Type(), "the codec refuses the value", err)
		}
		return property(value, byMethods)
	}
}

func decodeCustom(codec *schema.Codec) decoder {
	return func(value any, into reflect.Value) *DecodeError {
		decoded, err := codec.Decode(value)
		if err != nil {
			return rejected(value, into.Type(), "the codec refuses the value", err)
		}
		if decoded == nil {
			into.SetZero()
			return nil
		}
		into.Set(reflect.ValueOf(decoded))
		return nil
	}
}
