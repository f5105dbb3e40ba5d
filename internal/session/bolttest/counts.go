package bolttest

import "maps"

// Counts is a snapshot of what a server has seen since Start. Everything that
// an answer stands for is counted before the answer is sent; only the end of a
// connection (and GOODBYE) reaches the server without the client waiting for it.
type Counts struct {
	// RoundTrips is how often a client sent BEGIN, RUN, PULL, DISCARD, COMMIT
	// or ROLLBACK and waited. Messages sent together count once.
	RoundTrips int
	// Overhead is how often a client waited for anything else: the handshake,
	// HELLO with LOGON, RESET, ROUTE. A batch with any of the messages of
	// RoundTrips counts there and not here, so that TELEMETRY, which the driver
	// sends along with the first message of a transaction, is never seen here.
	Overhead int

	Connections int // opened

	Begun         int // explicit transactions
	Committed     int // explicit transactions
	RolledBack    int // explicit transactions, however they came to it
	AutoCommitted int

	// Messages counts by name every message received, with those that a failed
	// connection ignores. The handshake is the message "HANDSHAKE".
	Messages map[string]int
}

// Counts takes a snapshot.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	snapshot := s.counts
	snapshot.Messages = maps.Clone(s.counts.Messages)
	return snapshot
}

// Sub is what happened between the snapshot earlier and c.
func (c Counts) Sub(earlier Counts) Counts {
	d := Counts{
		RoundTrips:    c.RoundTrips - earlier.RoundTrips,
		Overhead:      c.Overhead - earlier.Overhead,
		Connections:   c.Connections - earlier.Connections,
		Begun:         c.Begun - earlier.Begun,
		Committed:     c.Committed - earlier.Committed,
		RolledBack:    c.RolledBack - earlier.RolledBack,
		AutoCommitted: c.AutoCommitted - earlier.AutoCommitted,
		Messages:      map[string]int{},
	}
	for name, n := range c.Messages {
		if n -= earlier.Messages[name]; n != 0 {
			d.Messages[name] = n
		}
	}
	return d
}

// trip says how the current batch of messages of a connection was counted.
type trip int

const (
	uncounted trip = iota
	overhead
	roundTrip
)

// count adds a message, and its batch where it decides how that counts.
func (c *Counts) count(msg message, batch trip) trip {
	c.Messages[msg.name]++
	if msg.fresh {
		batch = uncounted
	}
	switch {
	case isQuery(msg.name) && batch != roundTrip:
		if batch == overhead {
			c.Overhead--
		}
		c.RoundTrips++
		return roundTrip
	case batch == uncounted && msg.name != goodbye: // nobody waits after that
		c.Overhead++
		return overhead
	}
	return batch
}
