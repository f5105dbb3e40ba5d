package cypher

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Literal appends a value as text, for the one place where a parameter would not do: the
// options in the definition of an index, which must also stand in a file. It takes booleans,
// numbers, texts and lists of them. Values of the graph never come here.
func (w *Writer) Literal(value any) {
	text, err := appendLiteral(w.text, value)
	if err != nil {
		w.Fail(err)
		return
	}
	w.text = text
}

func appendLiteral(text []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case bool:
		return strconv.AppendBool(text, v), nil
	case int:
		return strconv.AppendInt(text, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(text, v, 10), nil
	case float64:
		return appendFloat(text, v)
	case string:
		return appendString(text, v)
	case []string:
		return appendList(text, v)
	case []int64:
		return appendList(text, v)
	case []float64:
		return appendList(text, v)
	case []any:
		return appendList(text, v)
	}
	return text, fmt.Errorf("ogm: an option of an index is a boolean, a number, a text or a list of them, not a %T", value)
}

func appendList[T any](text []byte, list []T) ([]byte, error) {
	text = append(text, '[')
	for i, element := range list {
		if i > 0 {
			text = append(text, ", "...)
		}
		var err error
		if text, err = appendLiteral(text, element); err != nil {
			return text, err
		}
	}
	return append(text, ']'), nil
}

// appendFloat writes a number that is a float for the server, too: with a point.
func appendFloat(text []byte, value float64) ([]byte, error) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return text, fmt.Errorf("ogm: %v is no option of an index", value)
	}
	digits := strconv.FormatFloat(value, 'f', -1, 64)
	if !strings.Contains(digits, ".") {
		digits += ".0"
	}
	return append(text, digits...), nil
}

// appendString writes a text between single quotes. A doubled backslash begins no escape, also
// none of those that are read before tokens are.
func appendString(text []byte, value string) ([]byte, error) {
	if strings.ContainsRune(value, 0) || !utf8.ValidString(value) {
		return text, errors.New("ogm: an option of an index contains NUL or is not valid UTF-8")
	}
	text = append(text, '\'')
	for i := range len(value) {
		if value[i] == '\\' || value[i] == '\'' {
			text = append(text, '\\')
		}
		text = append(text, value[i])
	}
	return append(text, '\''), nil
}
