package inspect

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms are written in capitals in Go names.
const initialisms = " API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON LHS QPS RAM RHS RPC SKU SLA SMTP SQL SSH TCP TLS TTL UDP UI UID URI URL UTF8 UUID VM XML "

// exported makes a Go name of one in the graph: ACTED_IN becomes ActedIn, userId UserID,
// "home street" HomeStreet. Where Go could not export it, an X stands before it: 1st, 姓名.
func exported(name string) string {
	var made strings.Builder
	for _, word := range words(name) {
		made.WriteString(capitalized(word))
	}
	text := made.String()
	if first, _ := utf8.DecodeRuneInString(text); unicode.IsUpper(first) {
		return text
	}
	return "X" + text
}

// words splits a name where no letter or digit stands, and where a capital follows a small
// letter. A name in capitals alone is taken for one that has underscores between its words.
func words(name string) []string {
	shouted := strings.ToUpper(name) == name
	var list []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			list = append(list, string(word))
		}
		word = nil
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end()
			continue
		}
		switch {
		case len(word) == 0:
		case shouted:
			r = unicode.ToLower(r)
		case unicode.IsUpper(r) && unicode.IsLower(word[len(word)-1]):
			end()
		}
		word = append(word, r)
	}
	end()
	return list
}

func capitalized(word string) string {
	if upper := strings.ToUpper(word); strings.Contains(initialisms, " "+upper+" ") {
		return upper
	}
	runes := []rune(word)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

// taken are names of one scope: of a package, or of a struct's fields.
type taken map[string]bool

// take gives the first of some names that is free, or the last with a number behind it.
func (t taken) take(names ...string) string {
	name := names[len(names)-1]
	for _, candidate := range names {
		if !t[candidate] {
			t[candidate] = true
			return candidate
		}
	}
	for i := 2; ; i++ {
		if numbered := name + strconv.Itoa(i); !t[numbered] {
			t[numbered] = true
			return numbered
		}
	}
}

// shown writes a name for readers, in quotes where it would break its line or not be seen.
func shown(name string) string {
	if name == "" || strings.TrimSpace(name) != name || strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

// listed joins names for readers.
func listed(names []string, separator string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = shown(name)
	}
	return strings.Join(list, separator)
}
