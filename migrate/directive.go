package migrate

import (
	"fmt"
	"slices"
	"strings"
)

// The keys of `ogm:` comments.
const (
	keyTransaction = "transaction"
	keyClass       = "class"
	keyIgnore      = "ignore"
	keyRepeat      = "repeat"
	keyProgress    = "progress"
)

// repeatSafe is the one value of repeat, progressRows that of progress.
const (
	repeatSafe   = "safe"
	progressRows = "rows"
)

// transactionMode is how the statements of a file are grouped.
type transactionMode int

const (
	modeByClass transactionMode = iota
	modeEach
	modeOne
	modeNone
)

var transactionModes = map[string]transactionMode{"each": modeEach, "one": modeOne, "none": modeNone}

// directive is what an `ogm:` comment says.
type directive struct {
	line    int
	next    bool // of the statement that follows, not of the file
	keys    []string
	mode    transactionMode
	class   Class
	ignored []string
}

func (d *directive) has(key string) bool { return slices.Contains(d.keys, key) }

// apply does what an `ogm:next` says to its statement.
func (d *directive) apply(stmt *Statement) {
	if d == nil {
		return
	}
	if d.has(keyClass) {
		stmt.Class = d.class
	}
	stmt.own = stmt.own || d.mode == modeEach
	stmt.auto = d.mode == modeNone
	stmt.repeat = d.has(keyRepeat)
	stmt.tells = d.has(keyProgress)
	stmt.said = d
}

// ignores tells whether a finding is meant.
func (d *directive) ignores(rule Rule) bool {
	return d != nil && slices.Contains(d.ignored, string(rule))
}

// isDirective tells whether a comment, without its slashes, speaks to us. One that forgot the
// colon does, too, if there is an assignment in it.
func isDirective(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) < 4 || !strings.EqualFold(text[:3], "ogm") {
		return false
	}
	return text[3] == ':' || (text[3] == ' ' || text[3] == '\t') && strings.Contains(text, "=")
}

type directiveProblem struct{ problem, remedy string }

// parseDirective reads `ogm: key=value …` or `ogm:next key=value …`.
func parseDirective(text string) (*directive, *directiveProblem) {
	d := &directive{}
	if text[3] != ':' {
		return d, &directiveProblem{"ogm without a colon is a comment like any other", "write ogm: or ogm:next before the settings"}
	}
	words := strings.Fields(text[4:])
	if len(words) > 0 && strings.EqualFold(words[0], "next") {
		d.next, words = true, words[1:]
	}
	if len(words) == 0 {
		return d, &directiveProblem{"ogm: says nothing", "settings are " + d.settings()}
	}
	for _, word := range words {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			return d, &directiveProblem{fmt.Sprintf("%q is no setting", word), "settings are " + d.settings() + ", without spaces around ="}
		}
		if d.has(key) {
			return d, &directiveProblem{key + " is given twice", "keep one"}
		}
		if problem := d.set(key, value); problem != nil {
			return d, problem
		}
		d.keys = append(d.keys, key)
	}
	return d, nil
}

func (d *directive) set(key, value string) *directiveProblem {
	switch {
	case key == keyTransaction:
		mode, known := transactionModes[value]
		if !known || d.next && mode == modeOne {
			return &directiveProblem{fmt.Sprintf("transaction=%s is not known", value), "settings are " + d.settings()}
		}
		d.mode = mode
	case key == keyClass && d.next:
		n := slices.Index(classNames[:], value)
		if n < 0 {
			return &directiveProblem{fmt.Sprintf("class=%s is not known", value), "classes are " + strings.Join(classNames[:], ", ")}
		}
		d.class = Class(n)
	case key == keyRepeat:
		if value != repeatSafe {
			return &directiveProblem{fmt.Sprintf("repeat=%s is not known", value), "write repeat=safe where the statement does no harm when it runs again after an interruption"}
		}
	case key == keyProgress && d.next:
		if value != progressRows {
			return &directiveProblem{fmt.Sprintf("progress=%s is not known", value), "write progress=rows where the rows of the statement have changed, how much was stored since the row before, and total"}
		}
	case key == keyIgnore:
		for rule := range strings.SplitSeq(value, ",") {
			if !slices.Contains(Rules(), Rule(rule)) {
				return &directiveProblem{fmt.Sprintf("the rule %q is not known", rule), "rules are " + ruleNames()}
			}
			d.ignored = append(d.ignored, rule)
		}
	default:
		return &directiveProblem{fmt.Sprintf("the setting %q is not known", key), "settings are " + d.settings()}
	}
	return nil
}

// settings lists what may be said, for a remedy.
func (d *directive) settings() string {
	if d.next {
		return "transaction=each|none, class=CLASS, repeat=safe, progress=rows and ignore=RULE,RULE"
	}
	return "transaction=each|one|none, repeat=safe and ignore=RULE,RULE"
}
