package migrate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is what a piece of Cypher is, as far as its borders need it.
type tokenKind uint8

const (
	tokenEnd    tokenKind = iota
	tokenWord             // keywords, names, numbers
	tokenString           // '…' or "…"
	tokenName             // `…`
	tokenLine             // // to the end of the line, which is no part of it
	tokenBlock            // /* … */
	tokenSymbol           // any other character
)

// token is a piece of a text by its place.
type token struct {
	kind       tokenKind
	start, end int
}

func (t token) isComment() bool { return t.kind == tokenLine || t.kind == tokenBlock }

// scanner cuts Cypher into tokens. It reads each character once, whatever the text is, and
// knows no more of the language than where strings, quoted names and comments end.
type scanner struct {
	text string
	pos  int
}

// next gives the next token that is not white space, comments included.
func (s *scanner) next() (token, *scanError) {
	s.skipSpace()
	start := s.pos
	if start == len(s.text) {
		return token{tokenEnd, start, start}, nil
	}
	c := s.text[start]
	switch {
	case c == '\'':
		return s.quoted(tokenString, c, "string")
	case c == '"':
		return s.quoted(tokenString, c, "string")
	case c == '`':
		return s.quoted(tokenName, c, "name in backticks")
	case c == '/' && strings.HasPrefix(s.text[start:], "//"):
		return s.lineComment()
	case c == '/' && strings.HasPrefix(s.text[start:], "/*"):
		return s.blockComment()
	case c == '\\':
		if err := s.escape(start, "'\"`/*;\\\n\r"); err != nil {
			return token{}, err
		}
	}
	r, size := s.rune()
	s.pos += size
	if !inWord(r) {
		return token{tokenSymbol, start, s.pos}, nil
	}
	for s.pos < len(s.text) {
		if c := s.text[s.pos]; c < utf8.RuneSelf && asciiWord[c] {
			s.pos++
			continue
		}
		if r, size = s.rune(); !inWord(r) {
			break
		}
		s.pos += size
	}
	return token{tokenWord, start, s.pos}, nil
}

func (s *scanner) rune() (rune, int) {
	if c := s.text[s.pos]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s.text[s.pos:])
}

// asciiWord has the letters, digits and the underscore.
var asciiWord = [utf8.RuneSelf]bool{
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true, 'K': true, 'L': true, 'M': true,
	'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true, 'k': true, 'l': true, 'm': true,
	'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
	'_': true,
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && asciiWord[r]
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || unicode.Is(unicode.Pc, r)
}

// skipSpace passes over what Cypher takes for white space: Unicode's, the controls 0x1C to 0x1F
// and U+180E.
func (s *scanner) skipSpace() {
	for s.pos < len(s.text) {
		if c := s.text[s.pos]; c > ' ' && c < utf8.RuneSelf {
			return
		}
		r, size := s.rune()
		if !unicode.IsSpace(r) && (r < 0x1c || r > 0x1f) && r != 0x180e {
			return
		}
		s.pos += size
	}
}

// quoted reads a string, in which a backslash takes the next character with it, or a
// name, in which a doubled backtick is one and a backslash nothing special.
func (s *scanner) quoted(kind tokenKind, quote byte, what string) (token, *scanError) {
	start := s.pos
	for i := start + 1; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '\\':
			if err := s.escapeWithin(i, kind, quote); err != nil {
				return token{}, err
			}
			if kind == tokenString {
				i++
				if i < len(s.text) && s.text[i] == '\\' { // an escape may begin at the second one, too
					if err := s.escapeWithin(i, kind, quote); err != nil {
						return token{}, err
					}
				}
			}
		case c != quote:
		case kind == tokenName && i+1 < len(s.text) && s.text[i+1] == quote:
			i++
		default:
			s.pos = i + 1
			return token{kind, start, i + 1}, nil
		}
	}
	return token{}, &scanError{start, "a " + what + " begins here and is not closed", "close it with " + string(quote)}
}

// escapeWithin looks at a backslash within quotes.
func (s *scanner) escapeWithin(at int, kind tokenKind, quote byte) *scanError {
	if at+1 == len(s.text) || s.text[at+1] != 'u' {
		return nil
	}
	hostile := string(quote)
	if kind == tokenString {
		hostile += `\`
	}
	return s.escape(at, hostile)
}

func (s *scanner) lineComment() (token, *scanError) {
	start := s.pos
	end := len(s.text)
	if n := strings.IndexAny(s.text[start:], "\r\n"); n >= 0 {
		end = start + n
	}
	if err := s.escapes(start, end, "\n\r"); err != nil {
		return token{}, err
	}
	s.pos = end
	return token{tokenLine, start, end}, nil
}

func (s *scanner) blockComment() (token, *scanError) {
	start := s.pos
	n := strings.Index(s.text[start+2:], "*/")
	if n < 0 {
		return token{}, &scanError{start, "a comment begins here and is not closed", "close it with */"}
	}
	end := start + 2 + n + 2
	if err := s.escapes(start, end, "*/"); err != nil {
		return token{}, err
	}
	s.pos = end
	return token{tokenBlock, start, end}, nil
}

func (s *scanner) escapes(start, end int, hostile string) *scanError {
	for i := start; ; i++ {
		n := strings.IndexByte(s.text[i:end], '\\')
		if n < 0 {
			return nil
		}
		i += n
		if err := s.escape(i, hostile); err != nil {
			return err
		}
	}
}

// escape looks at a backslash. Neo4j turns \uXXXX into its character before it looks for the ends
// of strings, names and comments (seen on 5.26 and 2026, in both languages), so one that stands
// for such an end would be read in one way here and in another there.
func (s *scanner) escape(at int, hostile string) *scanError {
	i := at + 1
	for i < len(s.text) && s.text[i] == 'u' {
		i++
	}
	if i == at+1 || i+4 > len(s.text) {
		return nil
	}
	code, err := strconv.ParseUint(s.text[i:i+4], 16, 32)
	if err != nil || !strings.ContainsRune(hostile, rune(code)) {
		return nil
	}
	return &scanError{at, s.text[at:i+4] + " is read by Neo4j as the character itself, which ends or begins something here", `write the character, with a backslash before it within a string`}
}
