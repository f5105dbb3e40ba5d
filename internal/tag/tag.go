// Package tag holds the grammar of the `neo4j` struct tag: it splits a tag into
// a name or an arrow and its options, and finds the word that a misspelt option
// was meant to be. What an option means, and on which fields it may stand, is
// the business of package schema.
package tag

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Key is the struct tag key, the one of the official driver's object mapping.
const Key = "neo4j"

// Tag is one parsed struct tag.
type Tag struct {
	Name    string   // the name before the first comma, unquoted; "" when left out
	Skip    bool     // the tag is exactly "-": the field is not mapped
	Arrow   *Arrow   // set when the tag is a Cypher arrow; Name is then empty
	Options []Option // in the order written
}

// Option is one word behind the name, with its value when it has one.
type Option struct {
	Name     string
	Value    string
	HasValue bool // tells "unique=" from "unique"
}

// Parse reads a property or relationship tag. The grammar is
//
//	tag    = "-" | ( name | arrow ) { "," option }
//	name   = any text without a comma | "'" any text, ' doubled "'"
//	arrow  = "-[:TYPE]->" | "<-[:TYPE]-" | "-[:TYPE]-"
//	option = word [ "=" value ]
//
// Errors describe the mistake without the type, field and tag, which the caller knows.
func Parse(text string) (Tag, error) {
	if text == "-" {
		return Tag{Skip: true}, nil
	}
	var (
		parsed Tag
		rest   string
		err    error
	)
	if looksLikeArrow(text) {
		parsed.Arrow, rest, err = parseArrow(text)
	} else {
		parsed.Name, rest, err = parseName(text)
	}
	if err != nil {
		return Tag{}, err
	}
	parsed.Options, err = parseOptions(rest)
	if err != nil {
		return Tag{}, err
	}
	return parsed, nil
}

// Labels reads the tag of an embedded node marker: labels divided by colons,
// each of them quoted with ' where it contains a colon or a comma.
func Labels(text string) ([]string, error) {
	var labels []string
	for rest := text; ; {
		label, after, err := cutQuoted(rest, ":,")
		if err != nil {
			return nil, err
		}
		if label == "" {
			return nil, errors.New("a label is empty")
		}
		if slices.Contains(labels, label) {
			return nil, fmt.Errorf("the label %q stands twice", label)
		}
		labels = append(labels, label)
		switch {
		case after == "":
			return labels, nil
		case after[0] == ',':
			return nil, fmt.Errorf("a label tag has no options, met %q; quote a label that contains a comma: 'a,b'", after)
		}
		rest = after[1:]
	}
}

func parseName(text string) (name, rest string, err error) {
	return cutQuoted(text, ",")
}

// cutQuoted takes a bare or a 'quoted' word from the front of text; rest starts
// at the separator that ended it.
func cutQuoted(text, separators string) (word, rest string, err error) {
	if !strings.HasPrefix(text, "'") {
		if end := strings.IndexAny(text, separators); end >= 0 {
			return text[:end], text[end:], nil
		}
		return text, "", nil
	}
	var unquoted strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '\'' {
			unquoted.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '\'' {
			unquoted.WriteByte('\'')
			i++
			continue
		}
		rest = text[i+1:]
		if rest != "" && !strings.ContainsRune(separators, rune(rest[0])) {
			return "", "", fmt.Errorf("unexpected %q behind the closing quote", rest)
		}
		if unquoted.Len() == 0 {
			return "", "", errors.New("the quoted name is empty")
		}
		return unquoted.String(), rest, nil
	}
	return "", "", errors.New("the opening quote ' is never closed")
}

// parseOptions reads ",a,b=c"; text is empty or starts with a comma.
func parseOptions(text string) ([]Option, error) {
	if text == "" {
		return nil, nil
	}
	var options []Option
	for word := range strings.SplitSeq(text[1:], ",") {
		name, value, hasValue := strings.Cut(word, "=")
		if name == "" {
			return nil, errors.New("an option is empty; remove the extra comma")
		}
		for _, seen := range options {
			if seen.Name == name {
				return nil, fmt.Errorf("the option %q stands twice", name)
			}
		}
		if hasValue && value == "" {
			return nil, fmt.Errorf("the option %q has an empty value", name)
		}
		options = append(options, Option{Name: name, Value: value, HasValue: hasValue})
	}
	return options, nil
}
