package tag

import (
	"strconv"
	"strings"
)

// IsCut tells a struct tag in which Key stands where package reflect does not find it: the value
// has no quotes, there is a space before it, or a comma before Key. reflect reads such a tag as if
// it ended there, and the field would be mapped as if it had none.
func IsCut(all string) bool {
	rest := strings.TrimLeft(all, " ")
	for rest != "" {
		colon := strings.IndexByte(rest, ':')
		if colon <= 0 || strings.ContainsAny(rest[:colon], " \"") || !strings.HasPrefix(rest[colon+1:], `"`) {
			return strings.Contains(rest, Key+":")
		}
		value, err := strconv.QuotedPrefix(rest[colon+1:])
		if err != nil {
			return strings.Contains(rest, Key+":")
		}
		if name := rest[:colon]; name != Key && strings.Trim(name, ",;") == Key {
			return true
		}
		rest = strings.TrimLeft(rest[colon+1+len(value):], " ")
	}
	return false
}
