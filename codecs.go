package ogm

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// WithCodec stores every field of type T in a form of its own: encode gives a value
// that a parameter may have (nil for no property), decode takes what the driver
// gives back. It comes before whatever the type would be stored as otherwise.
// Conditions on such a field encode their values in the same way. Both functions
// are called from any goroutine. url.URL has one already: its text.
func WithCodec[T any](encode func(T) (any, error), decode func(any) (T, error)) Option {
	return func(s *settings) error {
		if encode == nil || decode == nil {
			return errors.New("ogm: WithCodec: needs both functions")
		}
		codec := newCodec(encode, decode)
		s.types.Codecs[codec.Type] = codec
		return nil
	}
}

// WithNamedCodec is WithCodec for the fields whose tag asks for it by codec=name.
func WithNamedCodec[T any](name string, encode func(T) (any, error), decode func(any) (T, error)) Option {
	return func(s *settings) error {
		if name == "" || encode == nil || decode == nil {
			return errors.New("ogm: WithNamedCodec: needs a name and both functions")
		}
		s.types.Named[name] = newCodec(encode, decode)
		return nil
	}
}

func newCodec[T any](encode func(T) (any, error), decode func(any) (T, error)) *schema.Codec {
	return &schema.Codec{
		Type: reflect.TypeFor[T](),
		Encode: func(value any) (any, error) {
			typed, _ := value.(T) // of an interface type T, nil has lost its type
			return encode(typed)
		},
		Decode: func(stored any) (any, error) { return decode(stored) },
	}
}

// urlCodec stores a URL as its text; the type itself only marshals to bytes.
func urlCodec() *schema.Codec {
	return newCodec(
		func(u url.URL) (any, error) { return u.String(), nil },
		func(stored any) (url.URL, error) {
			text, ok := stored.(string)
			if !ok {
				return url.URL{}, fmt.Errorf("want STRING, met %T", stored)
			}
			parsed, err := url.Parse(text)
			if err != nil {
				return url.URL{}, err
			}
			return *parsed, nil
		},
	)
}
