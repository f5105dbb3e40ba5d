package bolttest

import "fmt"

// Point names the message at which something goes wrong. Messages are counted
// from the moment the fault is injected; those that a failed connection ignores
// do not count.
type Point struct {
	// Message is the name: BEGIN, RUN, PULL, DISCARD, COMMIT, ROLLBACK, ROUTE,
	// RESET, HELLO, LOGON, LOGOFF, TELEMETRY, GOODBYE, or HANDSHAKE for the
	// connection as such. Empty means any of the first six.
	Message string
	// N is the number of the message among those that Message and Transaction
	// admit, from 1; zero counts as 1.
	N int
	// Transaction, if not zero, admits only messages of the n-th transaction
	// that is opened from now on, auto-commit included: the n-th attempt, for a
	// test that runs one transaction.
	Transaction int
	// Every repeats the fault at each admitted message from the N-th on.
	// Otherwise it happens once.
	Every bool
}

// At is the n-th message of a name from now on.
func At(name string, n int) Point {
	return Point{Message: name, N: n}
}

// String is a name for a subtest: "COMMIT#2".
func (p Point) String() string {
	name := p.Message
	if name == "" {
		name = "any"
	}
	out := fmt.Sprintf("%s#%d", name, max(p.N, 1))
	if p.Transaction > 0 {
		out += fmt.Sprintf(" of transaction %d", p.Transaction)
	}
	if p.Every {
		out += " and on"
	}
	return out
}

func (p Point) admits(name string, attempt int) bool {
	if p.Transaction != 0 && p.Transaction != attempt {
		return false
	}
	return p.Message == name || p.Message == "" && isQuery(name)
}

// fault is an injected fault.
type fault struct {
	at     Point
	do     Action
	before int // the transactions tried when it was injected
	seen   int
	spent  bool
}

// Inject arranges for faults at a point, one action each time the point is due:
// with two actions at At("COMMIT", 1), the first COMMIT meets the first action
// and the second COMMIT the other.
func (s *Server) Inject(at Point, actions ...Action) {
	s.tb.Helper()
	if at.Message != "" && !isKnown(at.Message) {
		s.tb.Errorf("bolttest: no message is called %q", at.Message)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, do := range actions {
		s.faults = append(s.faults, &fault{at: at, do: do, before: s.attempts})
	}
}

// due shows a message to every fault and gives the action to take, if any. The
// first injected wins; another that is due as well waits for the next message.
func (s *Server) due(name string, attempt int) Action {
	s.mu.Lock()
	defer s.mu.Unlock()
	action := Action{}
	for _, f := range s.faults {
		if f.spent || !f.at.admits(name, attempt-f.before) {
			continue
		}
		f.seen++
		if f.seen >= max(f.at.N, 1) && action.kind == proceed {
			action = f.do
			f.spent = !f.at.Every
		}
	}
	return action
}
