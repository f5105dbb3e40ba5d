package migrate

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// FileError is one mistake in a file of migrations. Several are joined, in the order of files
// and lines; errors.As finds the first.
type FileError struct {
	File    string // its path in the folder that was read
	Line    int    // from 1; 0 where the mistake is the file itself
	Column  int    // from 1, in characters; 0 where the whole line is meant
	Problem string // what was met
	Remedy  string // what to do about it
	Err     error  // the file system's error, if it is one
}

func (e *FileError) Error() string {
	var text strings.Builder
	text.WriteString("ogm: migrate: ")
	text.WriteString(e.File)
	for _, n := range []int{e.Line, e.Column} {
		if n > 0 {
			text.WriteString(":" + strconv.Itoa(n))
		}
	}
	text.WriteString(": " + e.Problem)
	if e.Err != nil {
		text.WriteString(": " + strings.TrimPrefix(e.Err.Error(), "ogm: "))
	}
	if e.Remedy != "" {
		text.WriteString("; " + e.Remedy)
	}
	return text.String()
}

func (e *FileError) Unwrap() error { return e.Err }

// ErrDrift is what Validate finds, and Up before it runs anything: files that are not what ran, are gone, or would run out of
// order. The error tells all of them, each a *FileError.
var ErrDrift = errors.New("ogm: migrate: the files are not what ran")

// driftError is ErrDrift, in the words of its mistakes.
type driftError struct{ error }

func (e driftError) Is(target error) bool { return target == ErrDrift }

func (e driftError) Unwrap() error { return e.error }

// mistakes collects what is wrong, so that a folder is told all of it at once.
type mistakes []*FileError

func (m *mistakes) add(e *FileError) { *m = append(*m, e) }

// joined is nil without mistakes.
func (m mistakes) joined() error {
	slices.SortStableFunc(m, func(a, b *FileError) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	all := make([]error, len(m))
	for i, e := range m {
		all[i] = e
	}
	return errors.Join(all...)
}

// scanError is a mistake by its place in a text; the line is found when it is told.
type scanError struct {
	offset  int
	problem string
	remedy  string
}

// in dresses the mistake with file, line and column.
func (e *scanError) in(file, text string) *FileError {
	line, column := position(text, e.offset)
	return &FileError{File: file, Line: line, Column: column, Problem: e.problem, Remedy: e.remedy}
}

// position counts lines and characters up to an offset; LF, CRLF and CR end lines.
func position(text string, offset int) (line, column int) {
	before := text[:offset]
	line = 1 + newlines(before)
	start := strings.LastIndexAny(before, "\r\n") + 1
	return line, 1 + utf8.RuneCountInString(before[start:])
}

// newlines counts the line ends of a text.
func newlines(text string) int {
	n := strings.Count(text, "\n")
	if cr := strings.Count(text, "\r"); cr > 0 {
		n += cr - strings.Count(text, "\r\n")
	}
	return n
}
