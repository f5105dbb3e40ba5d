package unitofwork

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// compareKeys orders encoded keys of one type: property by property.
func compareKeys(a, b []any) int {
	for i := range a {
		if order := compareValues(a[i], b[i]); order != 0 {
			return order
		}
	}
	return 0
}

// compareValues orders the kinds of values that a key can have. Equal means equal
// for Neo4j: times are one value only in one zone, or at one offset where the zone
// has no name.
func compareValues(a, b any) int {
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return cmp.Compare(x, y)
		}
	case int64:
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y)
		}
	case bool:
		if y, ok := b.(bool); ok {
			return cmp.Compare(rank(x), rank(y))
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return cmp.Or(x.Compare(y), cmp.Compare(x.Location().String(), y.Location().String()), cmp.Compare(offset(x), offset(y)))
		}
	}
	return cmp.Compare(fmt.Sprintf("%T", a), fmt.Sprintf("%T", b))
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// KeyText gives a text that is the same for equal keys of one type and different
// for different ones, so that keys can be looked up.
func KeyText(key []any) string {
	if len(key) == 1 {
		if text, ok := key[0].(string); ok {
			return text
		}
	}
	var text []byte
	for _, value := range key {
		switch v := value.(type) {
		case string:
			text = strconv.AppendQuote(text, v)
		case time.Time:
			text = fmt.Appendf(text, "%d.%d@%s%d", v.Unix(), v.Nanosecond(), v.Location(), offset(v))
		default:
			text = fmt.Append(text, v)
		}
		text = append(text, ',')
	}
	return string(text)
}
