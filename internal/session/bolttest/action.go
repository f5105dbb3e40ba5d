package bolttest

import "sync"

// Action is what happens at a [Point].
type Action struct {
	kind    actionKind
	failure Failure
	stall   *Stall
}

type actionKind int

const (
	proceed actionKind = iota
	fail
	cut
	cutAfter
	cutWithin
	garbage
	stall
)

// Fail answers FAILURE instead of applying the message. As on a real server,
// the transaction is gone, and everything up to the next RESET is ignored. A
// failed HELLO, LOGON or RESET also ends the connection, a HANDSHAKE is
// answered by refusing every version.
func Fail(code, message string) Action {
	return Action{kind: fail, failure: Failure{Code: code, Message: message}}
}

// Cut closes the connection instead of applying the message. Answers to earlier
// messages of the same batch are sent.
func Cut() Action {
	return Action{kind: cut}
}

// CutAfter applies the message and closes the connection instead of answering.
// At COMMIT this is the outcome that the client cannot know: committed.
func CutAfter() Action {
	return Action{kind: cutAfter}
}

// CutWithin applies the message and closes the connection in the middle of the
// answer.
func CutWithin() Action {
	return Action{kind: cutWithin}
}

// Garbage sends bytes that are no Bolt message instead of applying the message.
// The connection stays open: it is for the client to leave it. A HANDSHAKE is
// answered as by a web server.
func Garbage() Action {
	return Action{kind: garbage}
}

// String names the action, for a subtest.
func (a Action) String() string {
	switch a.kind {
	case fail:
		return "fail with " + a.failure.Code
	case cut:
		return "cut before"
	case cutAfter:
		return "cut after"
	case cutWithin:
		return "cut within"
	case garbage:
		return "garbage"
	case stall:
		return "stall"
	}
	return "proceed"
}

// Stall holds a message back until the test releases it. It may be used at more
// than one message; all of them are released together.
type Stall struct {
	reached, released chan struct{}
	reach, release    sync.Once
}

// NewStall is a stall that nothing has reached.
func NewStall() *Stall {
	return &Stall{reached: make(chan struct{}), released: make(chan struct{})}
}

// Action holds the message until Release, then applies and answers it. If the
// connection ends first, the message is never applied.
func (s *Stall) Action() Action {
	return Action{kind: stall, stall: s}
}

// Reached is closed once a message is being held.
func (s *Stall) Reached() <-chan struct{} {
	return s.reached
}

// Release lets the held messages and all later ones pass. It may be called again.
func (s *Stall) Release() {
	s.release.Do(func() { close(s.released) })
}

// wait reports whether the stall was released before the connection was gone.
func (s *Stall) wait(gone <-chan struct{}) bool {
	s.reach.Do(func() { close(s.reached) })
	select {
	case <-s.released:
		return true
	case <-gone:
		return false
	}
}
