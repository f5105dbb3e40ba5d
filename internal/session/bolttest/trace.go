package bolttest

import (
	"fmt"
	"strings"
)

// event is one line of the trace.
type event struct {
	conn    int
	message string // the request, or the answer
	name    string // the request's name; empty for answers
	ignored bool   // the connection was in the failed state
}

// received traces and counts a request and tells how its batch counts.
func (s *Server) received(conn int, msg message, ignored bool, batch trip) trip {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, event{conn: conn, message: msg.String(), name: msg.name, ignored: ignored})
	return s.counts.count(msg, batch)
}

func (s *Server) answered(conn int, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, event{conn: conn, message: answer})
}

// Messages lists what clients asked for, in the order of arrival: BEGIN,
// "RUN " with the statement, PULL, DISCARD, COMMIT and ROLLBACK. What opens,
// cleans or closes connections is left out; see [Server.Log].
func (s *Server) Messages() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, e := range s.events {
		if isQuery(e.name) {
			out = append(out, e.message)
		}
	}
	return out
}

// Points names every message of [Server.Messages] that was not ignored. After a
// run without faults, these are the points at which to fault the same run on a
// fresh server, one after the other.
func (s *Server) Points() []Point {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Point
	seen := map[string]int{}
	for _, e := range s.events {
		if isQuery(e.name) && !e.ignored {
			seen[e.name]++
			out = append(out, At(e.name, seen[e.name]))
		}
	}
	return out
}

// Log lists everything that passed between the server and its clients, one
// message a line, with the number of the connection. It is printed when the
// test fails.
func (s *Server) Log() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, len(s.events))
	for i, e := range s.events {
		side := "C:"
		if e.name == "" {
			side = "S:"
		}
		out[i] = fmt.Sprintf("%d %s %s", e.conn, side, strings.Join(strings.Fields(e.message), " "))
	}
	return out
}
