package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// ConnectError says at which step a connection could not be made, and what to try.
type ConnectError struct {
	Address string // host and port as in the URI
	Step    string // one of the Step constants
	Remedy  string
	err     error
}

// The steps of making a connection, in order.
const (
	StepURI       = "uri"       // the URI does not parse, or its scheme is unknown
	StepResolve   = "resolve"   // the host name has no address
	StepConnect   = "connect"   // nobody accepts TCP connections there, or not in time
	StepTLS       = "tls"       // encryption could not be agreed on
	StepHandshake = "handshake" // something answers, but it does not speak Bolt
	StepLogin     = "login"     // the credentials are refused
	StepRouting   = "routing"   // the server gives no routing table
	StepDatabase  = "database"  // the server has no such database
	StepQuery     = "query"     // the first statement failed
)

func (e *ConnectError) Error() string {
	cause := strings.TrimPrefix(e.err.Error(), "ogm: ")
	return fmt.Sprintf("ogm: no connection to %s: step %s: %s; %s", e.Address, e.Step, cause, e.Remedy)
}

// Unwrap gives the driver's error.
func (e *ConnectError) Unwrap() error { return e.err }

// remedies say what to try when a step fails.
var remedies = map[string]string{
	StepURI:       "use neo4j, neo4j+s, neo4j+ssc, bolt, bolt+s or bolt+ssc, then ://host:port",
	StepResolve:   "check the host name, and the DNS of this machine",
	StepConnect:   "is the server up, the port right (Bolt is 7687, HTTP 7474) and open in the firewall?",
	StepTLS:       "use neo4j:// for a server without TLS, neo4j+s:// for one with a certificate of a known authority, neo4j+ssc:// for a self-signed one",
	StepHandshake: "is this the Bolt port (7687, not 7474)? A server that demands TLS wants neo4j+s://",
	StepLogin:     "check the user, the password and the kind of credentials",
	StepRouting:   "use bolt:// for a single server, or check that its advertised address can be reached from here",
	StepDatabase:  "check the name given by ogm.WithDatabase; SHOW DATABASES lists those there are",
	StepQuery:     "the error says what the server refused",
}

// Verify makes the first connection and learns what the server is, without the
// patience of Read: a server that is not there is reported at once. Errors are
// *ConnectError, but for those of the context.
func (c *Client) Verify(ctx context.Context, uri string) (Server, error) {
	if err := c.ready(ctx); err != nil {
		return Server{}, err
	}
	learned, err := c.learn(ctx, 0)
	if err != nil {
		return Server{}, NewConnectError(uri, err)
	}
	c.server.Store(&learned)
	return learned, nil
}

// NewConnectError finds out at which step the driver gave up.
func NewConnectError(uri string, err error) *ConnectError {
	step := stepOf(err)
	return &ConnectError{Address: addressOf(uri), Step: step, Remedy: remedies[step], err: err}
}

// NewURIError is the error of a URI that the driver does not take. What the parser
// quotes of the URI may be a part of a password, so its error is left out where
// there may be one.
func NewURIError(uri string, err error) *ConnectError {
	var quoting *url.Error
	switch {
	case strings.Contains(uri, "@"):
		err = errors.New("the URI holds a user or does not parse; the credentials are an argument of their own")
	case errors.As(err, &quoting):
		err = quoting.Err
	}
	return &ConnectError{Address: addressOf(uri), Step: StepURI, Remedy: remedies[StepURI], err: err}
}

// addressOf leaves out what a URI may hold of a user and password, also where it
// does not parse because of a character in them.
func addressOf(uri string) string {
	rest := uri[strings.LastIndexByte(uri, '@')+1:]
	if _, behind, ok := strings.Cut(rest, "://"); ok {
		rest = behind
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

// stepOf asks the types first. The driver hides the causes of some errors in types
// of its own that cannot be unwrapped; their text has to do.
func stepOf(err error) string {
	var refused *neo4j.Neo4jError
	if errors.As(err, &refused) {
		switch {
		case strings.HasPrefix(refused.Code, "Neo.ClientError.Database."):
			return StepDatabase
		case strings.HasPrefix(refused.Code, "Neo.ClientError.Security."):
			return StepLogin
		case refused.Code == "Neo.ClientError.Procedure.ProcedureNotFound":
			return StepRouting // that of RETURN 1, where nothing else calls one
		}
		return StepQuery
	}
	var expired *neo4j.TokenExpiredError
	if errors.As(err, &expired) {
		return StepLogin
	}
	text := err.Error()
	var lost *neo4j.ConnectivityError
	if errors.As(err, &lost) {
		var lookup *net.DNSError
		if errors.As(lost.Inner, &lookup) {
			return StepResolve
		}
	}
	for _, sign := range signs {
		if strings.Contains(text, sign.text) {
			return sign.step
		}
	}
	return StepHandshake
}

// signs are looked for in this order: the address of a failed lookup also says "dial tcp".
var signs = []struct{ text, step string }{
	{"missing address", StepURI},
	{"no such host", StepResolve},
	{"lookup ", StepResolve},
	{"tls: ", StepTLS},
	{"x509: ", StepTLS},
	{"check that TLS is enabled", StepTLS},
	{"dial tcp", StepConnect},
	{"HTTP", StepHandshake},
	{"Bolt version", StepHandshake},
	{"EOF", StepHandshake},
	{"routing table", StepRouting},
}
