package bolttest

import (
	"fmt"
	"strings"
)

// On answers every RUN whose text contains fragment, and passes on the others.
func On(fragment string, response Response) Responder {
	return func(req Run) Response {
		if strings.Contains(req.Text, fragment) {
			return response
		}
		return Pass()
	}
}

// Respond replaces the responders given to Start. They are asked in order until
// one does not [Pass]; a RUN that all pass on succeeds without columns.
func (s *Server) Respond(responders ...Responder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.responders = responders
}

func (s *Server) respond(req Run) (Response, error) {
	s.mu.Lock()
	responders := s.responders
	s.mu.Unlock()
	for _, responder := range responders {
		response := responder(req)
		if response.pass {
			continue
		}
		for i, record := range response.Records {
			if len(record) != len(response.Keys) {
				return Response{}, fmt.Errorf("response to %q: record %d has %d values for %d keys",
					req.Text, i, len(record), len(response.Keys))
			}
		}
		return response, nil
	}
	return Response{}, nil
}
