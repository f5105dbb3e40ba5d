package migrate

import (
	"path"
	"strings"
	"unicode/utf8"
)

// Script is a file, taken apart. It is not changed once it is made.
type Script struct {
	// File is its path in the folder.
	File string
	// Statements are what it does, in order. There is at least one.
	Statements []Statement
	// Transactions are the same statements in the groups that commit together.
	Transactions []Transaction
	// Preconditions must hold before any of it runs, assertions and assumptions as the file
	// has them.
	Preconditions []Precondition
	// Checksum changes when what the file does changes: s1: and the base64 of a SHA-256 over the
	// tokens of its statements. Comments, line endings, white space between tokens, a byte
	// order mark and the values of placeholders do not count, so that a file may be laid
	// out anew, and explained, after it ran. White space within strings does.
	Checksum string

	raw     string // as it was read
	undoes  bool   // takes another file back
	ignored []string
}

// Name is the last part of its path.
func (s *Script) Name() string { return path.Base(s.File) }

// Parse takes the text of a file apart. All mistakes that can be known without a database
// come back at once, each a *FileError with the line, under the name in file. Time and memory are
// linear in the text, of which statements are parts and no copies.
func Parse(file, text string, options *Options) (*Script, error) {
	script, mistakes := parse(file, text, options)
	if err := mistakes.joined(); err != nil {
		return nil, err
	}
	return script, nil
}

func parse(file, raw string, options *Options) (*Script, mistakes) {
	text, problem := normalise(raw)
	if problem != nil {
		return nil, mistakes{problem.in(file, raw)}
	}
	s := splitter{scanner: scanner{text: text}, script: &Script{File: file, raw: raw}, options: options, line: 1, sum: newTokenSum()}
	s.run()
	return s.script, s.mistakes
}

// normalise takes the byte order mark away and makes all line endings LF. Text without any of
// this is given back as it is.
func normalise(raw string) (string, *scanError) {
	if strings.HasPrefix(raw, "\xff\xfe") || strings.HasPrefix(raw, "\xfe\xff") {
		return "", &scanError{0, "the file is UTF-16", "save it as UTF-8"}
	}
	if !utf8.ValidString(raw) {
		return "", &scanError{invalidAt(raw), "the text is not valid UTF-8 here", "save the file as UTF-8"}
	}
	if nul := strings.IndexByte(raw, 0); nul >= 0 {
		return "", &scanError{nul, "there is a zero byte here, as in no text", `write \u0000 if a string is to have it`}
	}
	text := strings.TrimPrefix(raw, "\ufeff")
	if strings.Contains(text, "\r") {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	return text, nil
}

func invalidAt(text string) int {
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") {
			return i
		}
	}
	return 0
}
