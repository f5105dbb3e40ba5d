package bolttest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

const (
	handshakeSize = 20 // a magic number and four proposals of four bytes
	boltMajor     = 5
	boltMinor     = 4
)

// negotiate accepts Bolt 5.4 if the client proposes it. A proposal is a version
// and the number of minor versions below it that would do as well.
func (c *conn) negotiate(msg message) (open bool) {
	opening, _ := msg.fields[0].([]byte)
	if !bytes.HasPrefix(opening, []byte{0x60, 0x60, 0xb0, 0x17}) {
		c.server.violated(fmt.Sprintf("connection %d: not a bolt client", c.number))
		return false
	}
	for p := opening[4:]; len(p) > 0; p = p[4:] {
		back, minor, major := p[1], p[2], p[3]
		if major == boltMajor && minor >= boltMinor && minor-back <= boltMinor {
			c.write([]byte{0, 0, boltMinor, boltMajor})
			return true
		}
	}
	c.write(make([]byte, 4))
	return false
}

func (c *conn) greet() (open bool) {
	c.server.mu.Lock()
	meta := map[string]any{
		"server":        c.server.agent,
		"connection_id": fmt.Sprintf("bolt-%d", c.number),
		"hints":         maps.Clone(c.server.hints),
	}
	c.server.mu.Unlock()
	return c.success(meta)
}

func (s *Server) loggedOn(token map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logins = append(s.logins, token)
}

// Logins lists the credentials of each LOGON that succeeded, as they were sent:
// scheme, principal, credentials and so on.
func (s *Server) Logins() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.logins)
}

func (c *conn) route(msg message) (open bool) {
	if c.tx != nil {
		return c.violation(msg, "in a transaction")
	}
	req := Route{Context: msg.dict(0)}
	req.Database, _ = msg.dict(2)["db"].(string)
	req.User, _ = msg.dict(2)["imp_user"].(string)
	return c.success(c.server.routingTable(req))
}
