package migrate

import (
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
)

// Options are settings of Read and Parse; nil is the default of each.
type Options struct {
	// Placeholders are the values of ${name}, also written ${nm:name} as in neo4j-migrations.
	// By default there are none, and every placeholder is an error; \${ is ${ as text.
	//
	// Within a string or a name in backticks the value is data: it is escaped, so it cannot
	// end what it stands in. Elsewhere it becomes a part of the statement as it
	// is, a label or a number for instance, and is refused if it could end the statement or
	// begin a comment. Comments are left alone. Values are replaced statement by
	// statement, after the file was split, so that a file has the same statements whatever the
	// values; they appear in no error and no Statement.Text, but the name of a
	// database in `:use ${name}` is shown as any.
	Placeholders map[string]string
	// NoPlaceholders leaves ${name} as text. By default it is a placeholder.
	NoPlaceholders bool
}

const placeholderOpening = "${"

// resolve replaces the placeholders of a statement; nil where it has none. The error's offset is in
// the statement.
func (o *Options) resolve(text string) (*string, *scanError) {
	if o != nil && o.NoPlaceholders || !strings.Contains(text, placeholderOpening) {
		return nil, nil
	}
	var out strings.Builder
	s := scanner{text: text}
	copied := 0
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return nil, err
		case t.kind == tokenEnd:
			out.WriteString(text[copied:])
			result := out.String()
			if !isOneStatement(result) {
				return nil, &scanError{0, "with the values of its placeholders this is no longer one statement", "give other values"}
			}
			return &result, nil
		case t.isComment():
			continue
		}
		out.WriteString(text[copied:t.start])
		copied = t.start
		switch {
		case t.kind == tokenString, t.kind == tokenName:
			if err := o.within(&out, t, text); err != nil {
				return nil, err
			}
			copied = t.end
		case strings.HasPrefix(text[t.start:], `\${`):
			copied++ // without the backslash
			s.pos = t.start + len(`\${`)
		case strings.HasPrefix(text[t.start:], placeholderOpening):
			value, end, err := o.value(text, t.start, len(text))
			if err != nil {
				return nil, err
			}
			if problem := bareProblem(value); problem != "" {
				return nil, &scanError{t.start, "the value of " + text[t.start:end] + " " + problem, "give another value, or put the placeholder in quotes"}
			}
			out.WriteString(value)
			copied, s.pos = end, end
		}
	}
}

// within writes a string or name with the values of its placeholders.
func (o *Options) within(out *strings.Builder, t token, text string) *scanError {
	for i := t.start; i < t.end; {
		rest := text[i:t.end]
		switch {
		case strings.HasPrefix(rest, `\${`):
			out.WriteString(placeholderOpening)
			i += len(`\${`)
		case rest[0] == '\\' && t.kind == tokenString:
			out.WriteString(rest[:2])
			i += 2
		case strings.HasPrefix(rest, placeholderOpening):
			value, end, err := o.value(text, i, t.end)
			if err != nil {
				return err
			}
			if t.kind == tokenString {
				writeInString(out, value)
			} else if err := writeInName(out, value); err != nil {
				return &scanError{i, "the value of " + text[i:end] + " cannot be a part of a name", "give another value"}
			}
			i = end
		default:
			out.WriteByte(rest[0])
			i++
		}
	}
	return nil
}

// writeInString escapes what would end a string, whichever quotes it has, and what Neo4j reads
// as an escape.
func writeInString(out *strings.Builder, value string) {
	for i := range len(value) {
		switch c := value[i]; c {
		case '\\', '\'', '"':
			out.WriteByte('\\')
			out.WriteByte(c)
		default:
			out.WriteByte(c)
		}
	}
}

func writeInName(out *strings.Builder, value string) error {
	// A part of a name is quoted like a whole one; a letter before it makes sure that there are quotes.
	quoted, err := cypher.Name(" " + value)
	if err != nil {
		return err
	}
	out.WriteString(strings.TrimSuffix(strings.TrimPrefix(quoted, "` "), "`"))
	return nil
}

// value finds what the placeholder at an offset stands for, and where it ends.
func (o *Options) value(text string, at, limit int) (value string, end int, err *scanError) {
	name, _, closed := strings.Cut(text[at+len(placeholderOpening):limit], "}")
	end = at + len(placeholderOpening) + len(name) + 1
	name = strings.TrimPrefix(name, "nm:")
	if !closed || name == "" || strings.Trim(name, placeholderLetters) != "" {
		return "", 0, &scanError{at, "${ begins a placeholder, and no name with } behind it follows", `write ${name} with letters, digits, _, - and . in the name, or \${ for the text itself`}
	}
	if o != nil {
		if value, known := o.Placeholders[name]; known {
			return value, end, nil
		}
	}
	return "", 0, &scanError{at, "the placeholder " + text[at:end] + " has no value", `give it one, or write \${ for the text itself`}
}

const placeholderLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."

// bareProblem tells what hinders a value to be a part of a statement, without showing it.
func bareProblem(value string) string {
	s := scanner{text: value}
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return "opens a string, name or comment and does not close it"
		case t.kind == tokenEnd:
			return ""
		case t.isComment():
			return "has a comment"
		case t.kind == tokenSymbol && strings.ContainsAny(value[t.start:t.end], `;\/*`):
			return "has a character that may end the statement or begin a comment"
		}
	}
}

// isOneStatement is the last word: whatever the values are, they end nothing.
func isOneStatement(text string) bool {
	if _, err := normalise(text); err != nil {
		return false
	}
	s := scanner{text: text}
	for {
		t, err := s.next()
		switch {
		case err != nil, t.kind == tokenSymbol && text[t.start] == ';':
			return false
		case t.kind == tokenEnd:
			return true
		}
	}
}

// database reads the name behind `:use`.
func (o *Options) database(name string) (string, *scanError) {
	const remedy = "write :use and a name of 3 to 63 letters, digits, dots and dashes that begins with a letter"
	resolved, err := o.resolve(name)
	if err != nil {
		return "", err
	}
	if resolved != nil {
		name = *resolved
	}
	if unquoted, ok := strings.CutPrefix(name, "`"); ok {
		name = strings.TrimSuffix(unquoted, "`")
	}
	name = strings.ToLower(name)
	if !isDatabase(name) {
		return "", &scanError{problem: "no name of a database can be read behind :use", remedy: remedy}
	}
	return name, nil
}

// isDatabase tells what Neo4j lets a database be called, in small letters.
func isDatabase(name string) bool {
	return len(name) >= 3 && len(name) <= 63 && 'a' <= name[0] && name[0] <= 'z' &&
		strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}
