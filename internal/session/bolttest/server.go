package bolttest

import (
	"net"
	"strings"
	"sync"
	"testing"
)

// Server is a Bolt server under the control of a test. All methods may be
// called at any time, from any goroutine.
type Server struct {
	tb       testing.TB
	listener net.Listener
	address  string
	running  sync.WaitGroup // the accept loop and the connections

	mu           sync.Mutex
	left         *sync.Cond // a connection has ended
	closed       bool
	agent        string
	hints        map[string]any
	responders   []Responder
	router       Router
	faults       []*fault
	sockets      map[int]net.Conn // by number of the connection
	attempts     int              // transactions tried, successfully or not
	runs         map[runKey]int
	transactions []*Transaction
	committed    []*Transaction
	logins       []map[string]any
	counts       Counts
	events       []event
	violations   []string
}

// runKey identifies the same statement in several attempts of a transaction.
type runKey struct {
	text      string
	statement int
}

// Start listens on a loopback port until the end of the test. The responders
// answer RUN; see [Server.Respond]. When the test has failed, the server's
// [Server.Log] is printed.
func Start(tb testing.TB, responders ...Responder) *Server {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("bolttest: %v", err)
	}
	s := &Server{
		tb:         tb,
		listener:   listener,
		address:    listener.Addr().String(),
		agent:      "Neo4j/5.26.0",
		hints:      map[string]any{},
		responders: responders,
		sockets:    map[int]net.Conn{},
		runs:       map[runKey]int{},
		counts:     Counts{Messages: map[string]int{}},
	}
	s.left = sync.NewCond(&s.mu)
	s.running.Go(s.accept)
	tb.Cleanup(s.cleanUp)
	return s
}

// Address is the host and port, as in routing tables.
func (s *Server) Address() string {
	return s.address
}

// URI is the address to give to the driver; the scheme is "bolt" or "neo4j".
func (s *Server) URI(scheme string) string {
	return scheme + "://" + s.address
}

// SetAgent replaces the agent string of HELLO, by default "Neo4j/5.26.0". The
// protocol remains Bolt 5.4, whatever the agent would really speak.
func (s *Server) SetAgent(agent string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.agent = agent
}

// SetHints replaces the configuration hints of HELLO, by default none. The
// driver sends TELEMETRY only with "telemetry.enabled": true, and limits its
// waiting with "connection.recv_timeout_seconds".
func (s *Server) SetHints(hints map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hints = hints
}

// Violations returns what clients sent against the protocol, and responders
// against the rules of [Response], and forgets it. What nobody asked for by the
// end of the test fails the test.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.violations
	s.violations = nil
	return taken
}

func (s *Server) violated(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, what)
}

// Disconnect cuts all open connections, idle ones in a pool included. New ones
// are accepted.
func (s *Server) Disconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, socket := range s.sockets {
		_ = socket.Close() // the loop that owns it reports nothing either
	}
}

// Drain waits until the clients have closed all connections. After the driver is
// closed, it makes sure that all it said has been heard: GOODBYE and the end of
// a connection are not answered, so nothing else tells when they have arrived.
func (s *Server) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.sockets) > 0 {
		s.left.Wait()
	}
}

// Close cuts all connections, refuses new ones, and returns when nothing of the
// server runs any more: counts and transactions are final then. Closing twice
// is harmless.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_ = s.listener.Close()
	s.Disconnect()
	s.running.Wait()
}

func (s *Server) cleanUp() {
	s.tb.Helper()
	s.Close()
	for _, what := range s.Violations() {
		s.tb.Errorf("bolttest: %s", what)
	}
	if s.tb.Failed() {
		s.tb.Logf("bolttest: messages of %s\n%s", s.address, strings.Join(s.Log(), "\n"))
	}
}

func (s *Server) accept() {
	for {
		socket, err := s.listener.Accept()
		if err != nil {
			return
		}
		number, ok := s.admit(socket)
		if !ok {
			_ = socket.Close()
			return
		}
		s.running.Go(func() {
			defer s.leave(number)
			serve(s, number, socket)
		})
	}
}

// admit registers a socket, so that Close finds it.
func (s *Server) admit(socket net.Conn) (number int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, false
	}
	s.counts.Connections++
	s.sockets[s.counts.Connections] = socket
	return s.counts.Connections, true
}

func (s *Server) leave(number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sockets, number)
	s.left.Broadcast()
}
