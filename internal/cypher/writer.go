// Package cypher writes Cypher text: it quotes names, numbers parameters and
// knows the few places where one server line wants other words than the next.
// What a statement means is the business of package query.
package cypher

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// Statement is finished query text with its parameters. The text never contains
// a value.
type Statement struct {
	Text   string
	Params map[string]any
}

// Writer builds one statement from left to right. Mistakes are collected and
// reported together by Statement, so that callers write straight through.
type Writer struct {
	text    []byte
	scratch *[]byte // where it came from
	params  map[string]any
	named   int // of params, those that have names of their own
	mistake []error
	dialect Dialect
}

// NewWriter starts an empty statement.
func NewWriter(dialect Dialect) *Writer {
	w := &Writer{}
	w.Begin(dialect)
	return w
}

// Begin is NewWriter for one that is part of something else, and is not copied from then on.
func (w *Writer) Begin(dialect Dialect) {
	w.scratch = scratches.Get().(*[]byte)
	w.text, w.dialect = (*w.scratch)[:0], dialect
}

// scratches are where texts are written. A finished one is copied once, in its length.
var scratches = sync.Pool{New: func() any { return new([]byte) }} //nolint:gochecknoglobals // memory that is used again has no state

// Dialect is the server line the text is for.
func (w *Writer) Dialect() Dialect { return w.dialect }

// Text appends query text. It is for constants; names go through Name, values
// through Param.
func (w *Writer) Text(parts ...string) {
	for _, part := range parts {
		w.text = append(w.text, part...)
	}
}

// Space sets what follows apart from what there is.
func (w *Writer) Space() {
	if n := len(w.text); n > 0 && w.text[n-1] != ' ' {
		w.text = append(w.text, ' ')
	}
}

// Int appends a number that the program chose itself, such as the position of a column.
func (w *Writer) Int(n int) {
	w.text = strconv.AppendInt(w.text, int64(n), 10)
}

// Name appends a quoted name.
func (w *Writer) Name(name string) {
	text, err := AppendName(w.text, name)
	if err != nil {
		w.Fail(err)
		return
	}
	w.text = text
}

// Alias appends the name of a column, quoted in any case: without quotes some are no
// names, such as null.
func (w *Writer) Alias(name string) {
	text, err := appendQuoted(w.text, name)
	if err != nil {
		w.Fail(fmt.Errorf("ogm: %w", err))
		return
	}
	w.text = text
}

// Labels appends :A:B.
func (w *Writer) Labels(labels []string) {
	for _, label := range labels {
		w.text = append(w.text, ':')
		w.Name(label)
	}
}

// Property appends variable.name.
func (w *Writer) Property(variable, name string) {
	w.Text(variable, ".")
	w.Name(name)
}

// ElementID writes the id of a node or relationship as text, which 4.4 has as a number.
func (w *Writer) ElementID(variable string) {
	if w.dialect.ElementIDs() {
		w.Text("elementId(", variable, ")")
	} else {
		w.Text("toString(id(", variable, "))")
	}
}

// Param appends the next numbered parameter, $p0, $p1 …, and keeps its value.
func (w *Writer) Param(value any) { w.Text("$", w.keep(value)) }

// Reserve is Param for a value that comes later; it gives the parameter's name.
func (w *Writer) Reserve() string {
	name := w.keep(nil)
	w.Text("$", name)
	return name
}

// Keep is Param for a value that stands in several places: it appends nothing, and gives what
// to write there.
func (w *Writer) Keep(value any) string { return "$" + w.keep(value) }

func (w *Writer) keep(value any) (name string) {
	if w.params == nil {
		w.params = make(map[string]any, 4)
	}
	name = paramName(len(w.params) - w.named)
	w.params[name] = value
	return name
}

// Named keeps the value of a parameter whose name stands in text that was written by hand. One
// that was kept under the name before is given, too; it stays.
func (w *Writer) Named(name string, value any) (before any, taken bool, err error) {
	if reserved(name) {
		return nil, false, fmt.Errorf("the name is taken; choose another than %s", name)
	}
	if before, taken = w.params[name]; taken {
		return before, true, nil
	}
	if w.params == nil {
		w.params = make(map[string]any, 4)
	}
	w.named++
	w.params[name] = value
	return nil, false, nil
}

// reserved tells the names that are given by number, and that of rows.
func reserved(name string) bool {
	digits, isNumbered := strings.CutPrefix(name, "p")
	return name == "b" || isNumbered && digits != "" && strings.Trim(digits, "0123456789") == ""
}

func paramName(n int) string {
	const first = "p0p1p2p3p4p5p6p7p8p9" // the usual ones are not made anew
	if n < len(first)/2 {
		return first[2*n : 2*n+2]
	}
	return "p" + strconv.Itoa(n)
}

// Numbered names values as Param does, for a text that was written before they were known.
func Numbered(values []any) map[string]any {
	params := make(map[string]any, len(values))
	for i, value := range values {
		params[paramName(i)] = value
	}
	return params
}

// Fail records a mistake; the statement will not be built.
func (w *Writer) Fail(err error) {
	w.mistake = append(w.mistake, err)
}

// Statement gives what was written, or all mistakes at once.
func (w *Writer) Statement() (Statement, error) {
	stmt := Statement{Text: string(w.text), Params: w.params}
	if w.scratch != nil {
		*w.scratch = w.text
		scratches.Put(w.scratch)
	}
	w.text, w.scratch = nil, nil
	if len(w.mistake) > 0 {
		return Statement{}, errors.Join(w.mistake...)
	}
	return stmt, nil
}
