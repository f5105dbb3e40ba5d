package migrate

import (
	"slices"
	"strings"
)

// LegacyDifferences finds where neo4j-migrations would cut the file into other statements
// than we do, which matters to a folder that is used with both. An empty list means that both run
// the same.
func (s *Script) LegacyDifferences() []Finding {
	if slices.Contains(s.ignored, string(RuleLegacySplit)) {
		return nil
	}
	d := legacyDiff{scanner: scanner{text: s.raw}, file: s.File, line: 1, ended: -1, broken: -1}
	if strings.HasPrefix(s.raw, "\ufeff") {
		d.pos = len("\ufeff")
		d.report(0, "neo4j-migrations sends the byte order mark to the server, which refuses it", "save the file without one")
	}
	if _, err := legacySplit(s.raw, false); err != nil {
		d.report(0, "neo4j-migrations finds :use within a statement and refuses the file", "end each statement and each :use with a semicolon at the end of its line")
	}
	d.run()
	return d.found
}

// legacyDiff compares the two ways of splitting in one pass.
type legacyDiff struct {
	scanner
	file  string
	found []Finding

	line    int
	counted int

	open   bool // within a statement of ours
	ended  int  // a semicolon that ended one, and not theirs; -1 without
	broken int  // one in a comment that ended one of theirs, and not ours; -1 without
}

// within names what a token is that may have semicolons.
var within = map[tokenKind]string{tokenBlock: "a comment", tokenString: "a string", tokenName: "a name in backticks"}

func (d *legacyDiff) run() {
	for {
		t, err := d.next()
		if err != nil || t.kind == tokenEnd {
			return
		}
		switch {
		case t.kind == tokenLine:
			d.lineComment(t)
		case t.kind == tokenBlock:
			d.within(t, within[t.kind])
		case d.text[t.start] == ';' && t.kind == tokenSymbol:
			d.open, d.broken, d.ended = false, -1, -1
			if at, _ := legacyBreak(d.text[t.start:min(t.end+2, len(d.text))], 0); at < 0 {
				d.ended = t.start
			}
		case d.text[t.start] == ':' && t.kind == tokenSymbol && !d.open:
			d.begin()
			d.open = false
			if n := strings.IndexAny(d.text[t.start:], ";\r\n"); n >= 0 {
				d.pos = t.start + n + 1
			} else {
				d.pos = len(d.text)
			}
		default:
			d.begin()
			d.within(t, within[t.kind])
			if legacyUseAt(d.text, t.start) > 0 {
				d.report(t.start, "neo4j-migrations changes the database at this :use", "put something between :use and the name")
			}
		}
	}
}

// begin meets a token that is a part of a statement.
func (d *legacyDiff) begin() {
	if !d.open && d.ended >= 0 {
		d.report(d.ended, "neo4j-migrations takes the statements before and behind this semicolon for one", "end the line behind the semicolon")
	}
	if d.open && d.broken >= 0 {
		d.report(d.broken, "neo4j-migrations ends the statement at the semicolon of this comment", "take the semicolon out of the comment")
	}
	d.open, d.ended, d.broken = true, -1, -1
}

func (d *legacyDiff) lineComment(t token) {
	d.uses(t, "a comment")
	if d.text[t.end-1] != ';' || t.end == len(d.text) {
		return
	}
	if d.open {
		d.broken = t.end - 1
	}
	d.ended = -1
}

func (d *legacyDiff) within(t token, what string) {
	if what == "" {
		return
	}
	if at, _ := legacyBreak(d.text[t.start:t.end], 0); at >= 0 {
		d.report(t.start+at, "neo4j-migrations ends the statement at this semicolon, which stands in "+what, "put something behind it in its line")
	}
	d.uses(t, what)
}

func (d *legacyDiff) uses(t token, what string) {
	if at, _ := legacyUse(d.text[t.start:t.end], 0); at >= 0 {
		d.report(t.start+at, "neo4j-migrations changes the database at this :use, which stands in "+what, "put something between :use and the name")
	}
}

func (d *legacyDiff) report(offset int, message, remedy string) {
	if offset > d.counted {
		d.line += newlines(d.text[d.counted:offset])
		d.counted = offset
	}
	d.found = append(d.found, Finding{d.file, d.line, RuleLegacySplit, message, remedy})
}
