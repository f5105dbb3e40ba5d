package neo4jtest

import (
	"context"
	"os"
)

// Run gives a server to a program: an example, a development command. Without options it is a server of the same pool that
// [Start] uses, empty, and warm for the next program afterwards. The caller has it until [Server.Close] or the end of
// the process. Each call gives another server.
//
// The context limits how long Run may take, which on first use includes a download. Where no server can be had the error is
// [ErrUnavailable]; a server that does not start is another error, with the last lines of its log.
func Run(ctx context.Context, opts ...Option) (*Server, error) {
	c, err := configure(os.Getenv, opts)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, c)
	if err == nil {
		thisProcess.keep(s.lease)
	}
	return s, err
}
