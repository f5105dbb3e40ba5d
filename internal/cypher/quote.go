package cypher

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// AppendName writes a label, relationship type, property or index name the way
// it may stand in a statement. It is the only function of the module that turns
// a name into query text.
//
// Neo4j decodes \uXXXX escapes before it reads tokens, also between backticks,
// so doubling backticks alone can be escaped from: a backslash is written as its
// own escape first. Empty names, NUL and invalid UTF-8 are refused.
func AppendName(text []byte, name string) ([]byte, error) {
	if isBare(name) {
		return append(text, name...), nil
	}
	return appendQuoted(text, name)
}

// appendQuoted writes a name between backticks, whatever it is.
func appendQuoted(text []byte, name string) ([]byte, error) {
	if err := checkName(name); err != nil {
		return text, err
	}
	text = append(text, '`')
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '\\':
			text = append(text, `\u005C`...)
		case '`':
			text = append(text, "``"...)
		default:
			text = append(text, name[i])
		}
	}
	return append(text, '`'), nil
}

// Name is AppendName for places that want a string.
func Name(name string) (string, error) {
	text, err := AppendName(nil, name)
	return string(text), err
}

func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("a name in the graph cannot be empty")
	case strings.ContainsRune(name, 0):
		return fmt.Errorf("the name %q contains NUL, which Neo4j does not accept", name)
	case !utf8.ValidString(name):
		return fmt.Errorf("the name %q is not valid UTF-8", name)
	}
	return nil
}

// isBare tells whether a name needs no quotes: ^[A-Za-z_][A-Za-z0-9_]*$. A
// keyword is no trouble where labels, types and properties stand.
func isBare(name string) bool {
	for i := 0; i < len(name); i++ {
		c := name[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
