package bolttest

import "fmt"

// handle deals with one message and reports whether the connection goes on.
func (c *conn) handle(msg message) (open bool) {
	ignored := c.failed && msg.name != reset && msg.name != goodbye
	c.batch = c.server.received(c.number, msg, ignored, c.batch)
	if ignored {
		_ = c.answer(tagIgnored, "IGNORED")
		return true
	}
	attempt := c.attempt(msg.name)
	action := c.server.due(msg.name, attempt)
	if action.kind != proceed {
		c.server.answered(c.number, "("+action.String()+")")
	}
	switch action.kind {
	case fail:
		return c.fail(msg.name, action.failure)
	case cut:
		return false
	case cutAfter:
		c.flush() // the answers to what came before
		c.muted = true
		c.apply(msg, attempt)
		return false
	case cutWithin:
		c.flush()
		c.muted = true
		c.apply(msg, attempt)
		c.muted = false
		c.write([]byte{0x00}) // half the length of a chunk
		return false
	case garbage:
		c.abandon()
		c.failed = true // what was pipelined behind the message is not for us any more
		c.write(garbageFor(msg.name))
		return true
	case stall:
		c.flush()
		if !action.stall.wait(c.gone) {
			return false
		}
	}
	return c.apply(msg, attempt)
}

// attempt is the number of the transaction that a message belongs to, or zero.
// Transactions are numbered when they are asked for, so that one whose BEGIN is
// faulted counts as well.
func (c *conn) attempt(name string) int {
	if c.tx != nil {
		return c.tx.record.Number
	}
	if name != begin && name != run {
		return 0
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.attempts++
	return c.server.attempts
}

func garbageFor(name string) []byte {
	if name == handshake {
		return []byte("HTTP/1.1 400 Bad Request\r\n\r\n")
	}
	// A whole chunk, or the client would rightly wait for the rest of it.
	return chunked([]byte{0xff, 0xff})
}

// apply does what a message asks for.
func (c *conn) apply(msg message, attempt int) (open bool) {
	if !c.authenticated {
		switch msg.name {
		case handshake, hello, logon, goodbye, reset:
		default:
			return c.violation(msg, "before LOGON")
		}
	}
	switch msg.name {
	case handshake:
		return c.negotiate(msg)
	case hello:
		return c.greet()
	case logon:
		c.server.loggedOn(msg.dict(0))
		c.authenticated = true
		return c.success(nil)
	case logoff:
		c.authenticated = false
		return c.success(nil)
	case goodbye:
		return false
	case reset:
		c.abandon()
		c.failed = false
		return c.success(nil)
	case telemetry:
		return c.success(nil)
	case route:
		return c.route(msg)
	case begin:
		return c.begin(msg, attempt)
	case run:
		return c.run(msg, attempt)
	case pull, discard:
		return c.stream(msg)
	}
	return c.end(msg) // commit, rollback
}

// success answers SUCCESS. What the maps of a test cannot say on the wire is
// the test's mistake.
func (c *conn) success(meta map[string]any) (open bool) {
	if meta == nil {
		meta = map[string]any{}
	}
	if err := c.answer(tagSuccess, "SUCCESS", meta); err != nil {
		return c.broken(err)
	}
	return true
}

// fail answers FAILURE and takes the consequences.
func (c *conn) fail(name string, f Failure) (open bool) {
	switch name {
	case goodbye:
		return false
	case handshake:
		c.write(make([]byte, 4)) // no version in common
		return false
	}
	c.abandon()
	c.failed = true
	_ = c.answer(tagFailure, "FAILURE "+f.Code, map[string]any{"code": f.Code, "message": f.Message})
	return name != hello && name != logon && name != reset
}

// violation answers a message that the protocol does not allow here. A real
// server gives up the connection as well.
func (c *conn) violation(msg message, where string) (open bool) {
	what := fmt.Sprintf("connection %d: %s %s", c.number, msg.name, where)
	c.server.violated(what)
	c.fail(msg.name, Failure{Code: "Neo.ClientError.Request.Invalid", Message: what})
	return false
}

// broken answers when a responder's own values cannot be sent.
func (c *conn) broken(err error) (open bool) {
	c.server.violated(err.Error())
	return c.fail(run, Failure{Code: "Neo.DatabaseError.General.UnknownError", Message: err.Error()})
}

// abandon rolls back what is under way, if anything.
func (c *conn) abandon() {
	if c.tx != nil {
		c.server.finish(c.tx, RolledBack)
	}
	c.tx, c.results = nil, nil
}
