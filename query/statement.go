package query

import "github.com/go-ogm/ogm/internal/cypher"

// Params are the parameters of a hand-written statement, by name without the dollar sign.
type Params = map[string]any

// Statement is Cypher that is ready to be sent, with its parameters.
type Statement struct {
	Text   string
	Params Params
	write  bool
}

// Raw wraps hand-written Cypher. The text is sent as it is: values belong into
// params, never into the text. It counts as a read until Writing says otherwise.
func Raw(text string, params Params) Statement {
	return Statement{Text: text, Params: params}
}

// Writing gives a copy that is sent to a server that accepts writes, in a
// transaction that the driver retries.
func (s Statement) Writing() Statement {
	s.write = true
	return s
}

// Writes tells whether the statement was marked by Writing.
func (s Statement) Writes() bool { return s.write }

func read(stmt cypher.Statement) Statement {
	return Statement{Text: stmt.Text, Params: stmt.Params}
}
