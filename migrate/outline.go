package migrate

import (
	"slices"
	"strings"
)

// outline is what one look at a statement tells about it, for its class and for Lint. It is
// made from tokens: strings, comments and names in backticks say nothing, and no more is kept
// than this, however long the statement is.
type outline struct {
	head       []string // of a command: its first words and signs in capitals, behind EXPLAIN, CYPHER 25, USE x
	use        bool     // has a USE clause in front
	writes     bool
	autoCommit bool
	deletes    int // offset of the first DELETE, -1 without one
	removes    int // of the first REMOVE
	updates    int // of the first SET, REMOVE or DELETE behind a MATCH
	matched    bool
	labelled   bool // a MATCH names a label or type
	bounded    bool // something says which nodes, or how many
	procedures []string
}

// headLength is enough for every command's name.
const headLength = 16

func outlineOf(text string) outline {
	w := walker{scanner: scanner{text: text}, outline: outline{deletes: -1, removes: -1, updates: -1}}
	w.here, w.ahead = w.significant(), w.significant()
	w.prefixes()
	for w.here.kind != tokenEnd {
		w.look()
		w.advance()
	}
	return w.outline
}

// walker goes along a statement with one token behind and one ahead.
type walker struct {
	scanner
	outline

	before, here, ahead token

	depth    int       // of brackets
	brackets []bracket // those of CALL that are open
	called   callState
	inBody   bool // past what may be a command's name
	foreach  bool
	inMatch  bool
}

// bracket is one of CALL (x) { … } that is open, at a depth of brackets.
type bracket struct {
	depth    int
	subquery bool // the {, not the (
}

// callState is how far behind CALL we are.
type callState int

const (
	notCalled  callState = iota
	called               // CALL
	calledWith           // CALL (x)
	calledAll            // CALL … { … }
)

// significant gives the next token that is no comment. The text was scanned before, so it has no
// mistakes.
func (w *walker) significant() token {
	for {
		t, err := w.scanner.next()
		if err != nil {
			return token{kind: tokenEnd, start: len(w.text), end: len(w.text)}
		}
		if !t.isComment() {
			return t
		}
	}
}

func (w *walker) advance() {
	w.before, w.here, w.ahead = w.here, w.ahead, w.significant()
}

func (w *walker) is(t token, sign string) bool {
	return t.kind == tokenSymbol && w.text[t.start:t.end] == sign
}

func (w *walker) isWord(t token, word string) bool {
	return t.kind == tokenWord && strings.EqualFold(w.text[t.start:t.end], word)
}

// prefixes passes over what may stand before a statement.
func (w *walker) prefixes() {
	for {
		switch {
		case w.isWord(w.here, "EXPLAIN"), w.isWord(w.here, "PROFILE"):
			w.advance()
		case w.isWord(w.here, "CYPHER"):
			w.advance()
			w.settings()
		case w.isWord(w.here, "USE"):
			w.use = true
			w.advance()
			w.graph()
		default:
			return
		}
	}
}

// settings passes over `25 runtime=slotted`, and the 3.5 of old days.
func (w *walker) settings() {
	for w.here.kind == tokenWord {
		isNumber := w.text[w.here.start] >= '0' && w.text[w.here.start] <= '9'
		switch {
		case w.is(w.ahead, "="):
			w.advance()
			w.advance()
			w.advance()
		case isNumber:
			w.advance()
			if w.is(w.here, ".") {
				w.advance()
				w.advance()
			}
		default:
			return
		}
	}
}

// graph passes over a.`b`.c or graph.byName('x').
func (w *walker) graph() {
	w.advance()
	for w.is(w.here, ".") {
		w.advance()
		w.advance()
	}
	if !w.is(w.here, "(") {
		return
	}
	for depth := 0; w.here.kind != tokenEnd; {
		if w.is(w.here, "(") {
			depth++
		} else if w.is(w.here, ")") {
			depth--
		}
		w.advance()
		if depth == 0 {
			return
		}
	}
}

func (w *walker) look() {
	if w.isHead() {
		w.head = append(w.head, strings.ToUpper(w.headText()))
	}
	if w.called == calledAll {
		// Behind a subquery IN can only begin IN … TRANSACTIONS: the subquery is no value.
		w.autoCommit = w.autoCommit || w.isWord(w.here, "IN")
		w.called = notCalled
	}
	switch w.here.kind {
	case tokenSymbol:
		w.sign(w.text[w.here.start:w.here.end])
	case tokenWord:
		wasCalled := w.called
		w.called = notCalled
		if wasCalled == called {
			w.procedure()
		} else if w.inMatch && w.isWord(w.here, "IS") {
			w.labelled = true
		} else if w.isClause() {
			w.clause(strings.ToUpper(w.text[w.here.start:w.here.end]))
		}
	case tokenName:
		if w.called == called {
			w.procedure()
		}
		w.called = notCalled
	default:
		w.called = notCalled
	}
}

// isHead tells whether the token may be a part of a command's name: what follows CREATE ( is not.
func (w *walker) isHead() bool {
	switch n := len(w.head); n {
	case 0:
		if w.inBody || w.here.kind != tokenWord || !slices.ContainsFunc(commandWords, func(word string) bool { return w.isWord(w.here, word) }) {
			w.inBody = true
		}
		return !w.inBody
	case 1:
		w.inBody = w.inBody || w.here.kind != tokenWord
		return !w.inBody
	default:
		return n < headLength && !w.inBody
	}
}

// headText is the token, cut where no keyword is as long.
func (w *walker) headText() string {
	if w.here.kind == tokenString || w.here.kind == tokenName {
		return "`"
	}
	return w.text[w.here.start:min(w.here.end, w.here.start+32)]
}

func (w *walker) sign(sign string) {
	was := w.called
	w.called = notCalled
	switch sign {
	case "(", "[":
		w.depth++
		if sign == "(" && was == called {
			w.brackets = append(w.brackets, bracket{w.depth, false})
		}
	case "{":
		w.depth++
		w.bounded = w.bounded || w.inMatch
		if was == called || was == calledWith {
			w.brackets = append(w.brackets, bracket{w.depth, true})
		}
	case ")", "]", "}":
		w.close()
	case ":":
		w.labelled = w.labelled || w.inMatch
	}
}

func (w *walker) close() {
	if n := len(w.brackets); n > 0 && w.brackets[n-1].depth == w.depth {
		w.called = calledWith
		if w.brackets[n-1].subquery {
			w.called = calledAll
		}
		w.brackets = w.brackets[:n-1]
	}
	w.depth--
}

// isClause tells whether a word may begin a clause: it is no label, property, parameter, key of a
// map or variable, as far as its neighbours say.
func (w *walker) isClause() bool {
	if w.before.kind == tokenSymbol {
		switch sign := w.text[w.before.start:w.before.end]; {
		case strings.ContainsAny(sign, ".:$&!%"), sign == "|" && !w.foreach:
			return false
		}
	}
	if w.isWord(w.before, "AS") {
		return false
	}
	switch w.ahead.kind {
	case tokenSymbol:
		return !strings.ContainsAny(w.text[w.ahead.start:w.ahead.end], ":.,)]=")
	case tokenEnd:
		return false
	}
	return true
}

func (w *walker) clause(word string) {
	switch word {
	case "MATCH":
		w.inMatch, w.matched = true, true
		return
	case "WHERE", "LIMIT", "FILTER":
		w.bounded = true
	case "CREATE", "MERGE", "INSERT":
		w.writes = true
		if !w.matched {
			w.bounded = true // a match behind it begins at what was found or made
		}
	case "FOREACH":
		w.writes, w.foreach = true, true
	case "SET", "REMOVE", "DELETE":
		w.change(word)
	case "CALL":
		w.called = called
	case "OPTIONAL", "WITH", "RETURN", "DETACH", "NODETACH", "UNWIND", "ORDER", "SKIP", "UNION", "YIELD", "LET", "LOAD":
	default:
		return
	}
	w.inMatch = false
}

func (w *walker) change(word string) {
	w.writes = true
	at := w.here.start
	if word == "DELETE" && w.deletes < 0 {
		w.deletes = at
	}
	if word == "REMOVE" && w.removes < 0 {
		w.removes = at
	}
	if w.matched && w.updates < 0 {
		w.updates = at
	}
}

// procedure reads the name behind CALL, up to the token before its end.
func (w *walker) procedure() {
	var name strings.Builder
	w.procedurePart(&name)
	for w.is(w.ahead, ".") {
		w.advance()
		w.advance()
		name.WriteByte('.')
		w.procedurePart(&name)
	}
	w.writes = true
	if !slices.Contains(w.procedures, name.String()) {
		w.procedures = append(w.procedures, name.String())
	}
}

func (w *walker) procedurePart(name *strings.Builder) {
	part := strings.Trim(w.text[w.here.start:w.here.end], "`")
	name.WriteString(strings.ToLower(part[:min(len(part), 64)]))
}
