package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/internal/cypher"
)

// Server is what the first connection told of the other side.
type Server struct {
	Address  string // host and port of the member that answered
	Agent    string // such as Neo4j/5.26.30
	Version  string // such as 5.26.30; "" when the user may not ask
	Edition  string // community or enterprise; "" when the user may not ask
	Database string // the database that statements go to
	Dialect  cypher.Dialect
}

const components = "CALL dbms.components() YIELD name, versions, edition RETURN name, versions, edition"

// Server asks the server what it is, once: one round trip at the first call,
// none at later ones. It also settles the home database, so that later sessions
// name it and save the routing lookup that an empty name costs.
func (c *Client) Server(ctx context.Context) (Server, error) {
	if known := c.server.Load(); known != nil {
		return *known, c.ready(ctx)
	}
	if err := c.ready(ctx); err != nil {
		return Server{}, err
	}
	select {
	case c.learning <- struct{}{}:
		defer func() { <-c.learning }()
	case <-ctx.Done():
		return Server{}, c.ready(ctx)
	}
	if known := c.server.Load(); known != nil {
		return *known, nil
	}
	learned, err := c.learn(ctx, c.config.RetryTime)
	if err != nil {
		return Server{}, err
	}
	c.server.Store(&learned)
	return learned, nil
}

// Known implements Runner.
func (c *Client) Known() (Server, bool) {
	known := c.server.Load()
	if known == nil {
		return Server{}, false
	}
	return *known, true
}

func (c *Client) learn(ctx context.Context, patience time.Duration) (Server, error) {
	var answer *componentsReceiver
	begin := func() Receiver {
		answer = &componentsReceiver{}
		return answer
	}
	err := c.readFrom(ctx, patience, c.config.Database, cypher.Statement{Text: components}, begin)
	if mayNotAsk(err) {
		err = c.readFrom(ctx, patience, c.config.Database, cypher.Statement{Text: "RETURN 1"}, begin)
	}
	if err != nil {
		return Server{}, err
	}
	return answer.server(), nil
}

// mayNotAsk tells a user without the right to run procedures, or a server that
// does not have this one.
func mayNotAsk(err error) bool {
	var refused *neo4j.Neo4jError
	return errors.As(err, &refused) && slices.Contains([]string{
		"Neo.ClientError.Security.Forbidden",
		"Neo.ClientError.Procedure.ProcedureNotFound",
	}, refused.Code)
}

// componentsReceiver reads the rows of dbms.components; newer servers list their
// query languages beside the kernel.
type componentsReceiver struct {
	version, edition string
	summary          neo4j.ResultSummary
}

func (r *componentsReceiver) Columns([]string) error { return nil }

func (r *componentsReceiver) Record(values []any) error {
	if len(values) < 3 || values[0] != "Neo4j Kernel" {
		return nil
	}
	if versions, ok := values[1].([]any); ok && len(versions) > 0 {
		r.version, _ = versions[0].(string)
	}
	r.edition, _ = values[2].(string)
	return nil
}

func (r *componentsReceiver) Complete(summary neo4j.ResultSummary) error {
	r.summary = summary
	return nil
}

func (r *componentsReceiver) server() Server {
	server := Server{Version: r.version, Edition: r.edition}
	if info := r.summary.Server(); info != nil {
		server.Address, server.Agent = info.Address(), info.Agent()
	}
	if database := r.summary.Database(); database != nil {
		server.Database = database.Name()
	}
	server.Dialect = cypher.DialectOf(server.Agent)
	return server
}
