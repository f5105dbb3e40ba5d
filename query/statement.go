package query

// Params are the parameters of a hand-written statement, by name without the dollar sign.
type Params = map[string]any

// Statement is Cypher that is ready to be sent, with its parameters.
type Statement struct {
	Text     string
	Params   Params
	write    bool
	bindings []binding // parameters that have no values yet
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

// statement gives what was written, or all mistakes at once.
func (s *scope) statement() (Statement, error) {
	stmt, err := s.Statement()
	return Statement{Text: stmt.Text, Params: stmt.Params, bindings: s.bindings}, err
}
