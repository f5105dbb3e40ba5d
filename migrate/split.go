package migrate

import (
	"strings"
)

// splitter goes through a file once and fills its script.
type splitter struct {
	scanner
	script   *Script
	options  *Options
	mistakes mistakes
	sum      *tokenSum

	line    int // of the place in the text up to which lines were counted
	counted int

	open     bool // within a statement
	start    int  // of it
	last     int  // end of its last token
	began    int  // the line where it begins
	database string

	mode   transactionMode // of the file
	repeat bool            // all of its statements may run again after an interruption
	next   *directive      // for the statement that follows; nil without
}

// maxMistakes is how many of one file are told: finding a line takes a look at the text
// before it, and nobody reads more.
const maxMistakes = 25

func (s *splitter) run() {
	for {
		if len(s.mistakes) >= maxMistakes {
			s.failAt(s.lineAt(s.pos), "there may be more mistakes from here on", "mend those before it first")
			return
		}
		t, err := s.scanner.next()
		if err != nil {
			s.mistakes.add(err.in(s.script.File, s.text))
			return
		}
		switch {
		case t.kind == tokenEnd:
			s.finish()
			return
		case t.isComment():
			s.comment(t)
		case t.kind == tokenSymbol && s.text[t.start] == ';':
			s.endStatement()
		case t.kind == tokenSymbol && s.text[t.start] == ':' && !s.open:
			s.command(t)
		default:
			if t.kind == tokenSymbol && s.text[t.start] == ':' {
				s.checkUse(t)
			}
			s.take(t)
		}
	}
}

// take adds a token to the statement, or begins one with it.
func (s *splitter) take(t token) {
	if !s.open {
		s.open, s.start, s.began = true, t.start, s.lineAt(t.start)
	} else if t.start > s.last {
		s.sum.space()
	}
	s.last = t.end
	s.sum.token(s.text[t.start:t.end])
}

func (s *splitter) endStatement() {
	if !s.open {
		return
	}
	s.open = false
	s.sum.end()
	stmt := Statement{Text: s.text[s.start:s.last], Line: s.began, Database: s.database}
	resolved, err := s.options.resolve(stmt.Text)
	if err != nil {
		err.offset += s.start
		s.fail(err)
	}
	stmt.resolved = resolved
	found := outlineOf(stmt.Resolved())
	stmt.Class, stmt.own = found.class(), found.use
	s.next.apply(&stmt)
	s.next = nil
	stmt.repeat = stmt.repeat || s.repeat
	s.script.Statements = append(s.script.Statements, stmt)
}

func (s *splitter) finish() {
	s.endStatement()
	if s.next != nil {
		s.failAt(s.next.line, "ogm:next speaks about the statement that follows, and none does", "move it before one, or delete it")
	}
	if len(s.script.Statements) == 0 {
		s.mistakes.add(&FileError{File: s.script.File, Line: 1, Problem: "there is no statement in the file", Remedy: "write one, or delete the file; RETURN 1; does nothing"})
	}
	s.script.Checksum = s.sum.checksum()
	s.script.group(s.mode, &s.mistakes)
}

// comment reads those that say something to us. Within a statement they would be taken for
// granted and do nothing, so that is a mistake.
func (s *splitter) comment(t token) {
	text := s.text[t.start:t.end]
	if t.kind == tokenBlock {
		if isDirective(text[2 : len(text)-2]) {
			s.fail(&scanError{t.start, "ogm: is read in comments of the form // only", "write // ogm: …"})
		}
		return
	}
	text = strings.TrimSpace(text[2:])
	if isDirective(text) {
		s.directive(t, text)
		return
	}
	condition, problem := parsePrecondition(text)
	switch {
	case condition == nil && problem == "":
	case s.open && problem != "": // prose within a statement
	case problem != "":
		s.fail(&scanError{t.start, problem, preconditionRemedy})
	case s.open:
		s.fail(&scanError{t.start, "a precondition stands within a statement, where neo4j-migrations does not see it", "move it before the statement"})
	default:
		condition.Line = s.lineAt(t.start)
		s.script.Preconditions = append(s.script.Preconditions, *condition)
	}
}

func (s *splitter) directive(t token, text string) {
	line := s.lineAt(t.start)
	if s.open {
		s.failAt(line, "ogm: stands within a statement", "move it before the statement")
		return
	}
	d, problem := parseDirective(text)
	switch {
	case problem != nil:
		s.failAt(line, problem.problem, problem.remedy)
	case d.next:
		if s.next != nil {
			s.failAt(line, "the statement that follows has an ogm:next already", "say it all in one line")
			return
		}
		d.line, s.next = line, d
	case len(s.script.Statements) > 0:
		s.failAt(line, "ogm: speaks about the whole file and stands behind its first statement", "move it to the top, or write ogm:next for the statement that follows")
	default:
		if d.has(keyTransaction) {
			if s.mode != modeByClass {
				s.failAt(line, "transaction is given twice", "keep one")
			}
			s.mode = d.mode
		}
		s.repeat = s.repeat || d.has(keyRepeat)
		s.script.ignored = append(s.script.ignored, d.ignored...)
	}
}

// command reads a line that begins with a colon.
func (s *splitter) command(t token) {
	end := len(s.text)
	if n := strings.IndexAny(s.text[t.start:], ";\n"); n >= 0 {
		end = t.start + n
	}
	s.pos = end
	text := strings.TrimSpace(s.text[t.start:end])
	s.sum.command(text)
	name, rest := cutWord(text[1:])
	if !strings.EqualFold(name, "use") {
		s.fail(unknownCommand(t.start, name))
		return
	}
	database, err := s.options.database(rest)
	if err != nil {
		err.offset = t.start
		s.fail(err)
		return
	}
	s.database = database
}

func unknownCommand(offset int, name string) *scanError {
	remedy := ":use DATABASE is the only command; delete the line"
	switch strings.ToLower(name) {
	case "auto":
		remedy = "leave :auto out, what needs auto-commit gets it"
	case "begin", "commit", "rollback":
		remedy = "leave it out; // ogm: transaction=one puts the statements of a file into one transaction"
	case "param", "params":
		remedy = "write a placeholder, ${name}, and give its value when migrating"
	}
	return &scanError{offset, "the command :" + name + " is not known", remedy}
}

// checkUse finds a line `:use name` within a statement, where only a forgotten semicolon
// can have put it: no Cypher has a label, use, with a name behind it.
func (s *splitter) checkUse(t token) {
	lineStart := strings.LastIndexByte(s.text[s.last:t.start], '\n')
	if lineStart < 0 {
		return
	}
	line, _, _ := strings.Cut(s.text[t.start:], "\n")
	line = strings.TrimRight(line, "; \t")
	name, rest := cutWord(line[1:])
	if strings.EqualFold(name, "use") && isDatabase(strings.ToLower(rest)) {
		s.fail(&scanError{t.start, ":use stands within a statement", "end the statement before it with ;"})
	}
}

// cutWord takes the first word of a text.
func cutWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if n := strings.IndexAny(text, " \t"); n >= 0 {
		return text[:n], strings.TrimSpace(text[n:])
	}
	return text, ""
}

// lineAt counts on from the last place that was asked for.
func (s *splitter) lineAt(offset int) int {
	if offset > s.counted {
		s.line += strings.Count(s.text[s.counted:offset], "\n")
		s.counted = offset
	}
	return s.line
}

func (s *splitter) fail(err *scanError) { s.mistakes.add(err.in(s.script.File, s.text)) }

func (s *splitter) failAt(line int, problem, remedy string) {
	s.mistakes.add(&FileError{File: s.script.File, Line: line, Problem: problem, Remedy: remedy})
}
