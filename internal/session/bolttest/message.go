package bolttest

import "fmt"

// The names under which messages are counted, traced and faulted.
const (
	handshake = "HANDSHAKE"
	hello     = "HELLO"
	logon     = "LOGON"
	logoff    = "LOGOFF"
	goodbye   = "GOODBYE"
	reset     = "RESET"
	route     = "ROUTE"
	telemetry = "TELEMETRY"
	begin     = "BEGIN"
	run       = "RUN"
	pull      = "PULL"
	discard   = "DISCARD"
	commit    = "COMMIT"
	rollback  = "ROLLBACK"
)

// message is one request. The handshake, which precedes the protocol proper,
// passes as a message too: it can be counted and faulted like the others.
type message struct {
	name   string
	fields []any

	// fresh: nothing of this message had arrived when the one before it was
	// complete. The client sends pipelined messages in one write, so a fresh
	// message is one before which it waited.
	fresh bool
	// more: at least the beginning of the next message is here already.
	more bool
}

// parse reads the payload of a message.
func parse(payload []byte) (message, error) {
	value, err := unpack(payload)
	if err != nil {
		return message{}, err
	}
	s, ok := value.(Struct)
	if !ok {
		return message{}, fmt.Errorf("a message is a %T, want a structure", value)
	}
	name, arity := signature(s.Tag)
	if name == "" {
		return message{}, fmt.Errorf("unknown message %#x", s.Tag)
	}
	if len(s.Fields) != arity {
		return message{}, fmt.Errorf("%s has %d fields, want %d", name, len(s.Fields), arity)
	}
	return message{name: name, fields: s.Fields}, nil
}

// signature gives name and number of fields of a request; the name is empty for
// a tag that Bolt 5.4 does not know.
func signature(tag byte) (name string, arity int) {
	switch tag {
	case 0x01:
		return hello, 1
	case 0x02:
		return goodbye, 0
	case 0x0f:
		return reset, 0
	case 0x10:
		return run, 3
	case 0x11:
		return begin, 1
	case 0x12:
		return commit, 0
	case 0x13:
		return rollback, 0
	case 0x2f:
		return discard, 1
	case 0x3f:
		return pull, 1
	case 0x54:
		return telemetry, 1
	case 0x66:
		return route, 3
	case 0x6a:
		return logon, 1
	case 0x6b:
		return logoff, 0
	}
	return "", 0
}

// isQuery tells the messages that do the client's work from those that open,
// clean, re-authenticate, observe or close a connection.
func isQuery(name string) bool {
	switch name {
	case begin, run, pull, discard, commit, rollback:
		return true
	}
	return false
}

// isKnown reports whether name is one of the names above.
func isKnown(name string) bool {
	switch name {
	case handshake, hello, logon, logoff, goodbye, reset, route, telemetry:
		return true
	}
	return isQuery(name)
}

// text and dict read a field leniently: a field of another type counts as
// absent, and the test that cares sees it in the trace.
func (m message) text(field int) string {
	s, _ := m.fields[field].(string)
	return s
}

func (m message) dict(field int) map[string]any {
	d, _ := m.fields[field].(map[string]any)
	return d
}

// String is the form used in traces: the name and, for RUN, the statement.
func (m message) String() string {
	if m.name == run {
		return run + " " + m.text(0)
	}
	return m.name
}
