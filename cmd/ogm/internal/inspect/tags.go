package inspect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-ogm/ogm/internal/tag"
)

// propertyTag gives the text of a property's tag; ok is false for what the grammar has no
// words for.
func propertyTag(name string, options []string) (text string, ok bool) {
	for _, written := range []string{name, quoted(name)} {
		text = strings.Join(append([]string{written}, options...), ",")
		parsed, err := tag.Parse(text)
		if err == nil && !parsed.Skip && parsed.Arrow == nil && parsed.Name == name && sameOptions(parsed.Options, options) {
			return text, true
		}
	}
	return "", false
}

func sameOptions(parsed []tag.Option, wanted []string) bool {
	return slices.EqualFunc(parsed, wanted, func(o tag.Option, text string) bool {
		name, value, hasValue := strings.Cut(text, "=")
		return o == tag.Option{Name: name, Value: value, HasValue: hasValue}
	})
}

// arrowTag is propertyTag for a relationship.
func arrowTag(name string, incoming bool) (text string, ok bool) {
	wanted := tag.Arrow{Type: name, Direction: tag.Outgoing}
	text = "-[:" + name + "]->"
	if incoming {
		wanted.Direction = tag.Incoming
		text = "<-[:" + name + "]-"
	}
	parsed, err := tag.Parse(text)
	return text, err == nil && parsed.Arrow != nil && *parsed.Arrow == wanted && len(parsed.Options) == 0
}

// labelTag is the text of a marker's tag, which can say any names.
func labelTag(names []string) string {
	written := make([]string, len(names))
	for i, name := range names {
		written[i] = name
		if parsed, err := tag.Labels(name); err != nil || !slices.Equal(parsed, []string{name}) {
			written[i] = quoted(name)
		}
	}
	return strings.Join(written, ":")
}

func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// structTag writes a tag as Go source.
func structTag(text string) string {
	whole := tag.Key + ":" + strconv.Quote(text)
	if strings.Contains(whole, "`") {
		return strconv.Quote(whole)
	}
	return "`" + whole + "`"
}
