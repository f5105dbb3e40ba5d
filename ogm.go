// Package ogm maps Go structs to a Neo4j graph. Struct tags say which label,
// properties and key a type has; a Repository saves, loads and finds its nodes;
// Query and Exec run any Cypher and read the rows into Go values.
//
//	type Person struct {
//		ogm.Node `neo4j:"Person"`
//
//		ID   string `neo4j:"id,key,generate=uuid"`
//		Name string `neo4j:"name"`
//	}
//
//	db, err := ogm.Open(ctx, "neo4j://localhost:7687", ogm.BasicAuth("neo4j", password))
//	people, err := ogm.NewRepository[Person](db)
//	err = people.Save(ctx, &ann)
//
// A DB and its repositories are safe for concurrent use. Every value travels as a
// parameter; none becomes query text.
package ogm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// Node marks a struct as a node; see schema.Node.
type Node = schema.Node

// Relationship marks a struct as a relationship; see schema.Relationship.
type Relationship = schema.Relationship

// Path is a path of the graph as Go values, for a column of a result; see mapping.Path.
type Path[N, R any] = mapping.Path[N, R]

// The typed errors. All are found by errors.As; below them, the driver's own
// *neo4j.Neo4jError stays reachable.
type (
	// ConnectError says at which step Open got stuck: Address, Step, Remedy.
	ConnectError = session.ConnectError
	// StaleError is ErrStale with the objects that were changed by someone else.
	StaleError = unitofwork.StaleError
	// NotFoundError is ErrNotFound with the keys that are not there.
	NotFoundError = unitofwork.NotFoundError
	// NotUniqueError is ErrNotUnique with how many nodes were met.
	NotUniqueError = unitofwork.NotUniqueError
	// ConstraintError is a write that a constraint of the database refuses.
	ConstraintError = unitofwork.ConstraintError
	// CursorError is ErrCursor with what is the matter: Problem.
	CursorError = mapping.CursorError
)

// The facts that errors.Is asks for.
var (
	// ErrNotFound: there is no such node.
	ErrNotFound = unitofwork.ErrNotFound
	// ErrNotUnique: more than one node matches where one was meant.
	ErrNotUnique = unitofwork.ErrNotUnique
	// ErrStale: the object has changed in the database since it was read.
	ErrStale = unitofwork.ErrStale
	// ErrOutcomeUnknown: the connection was lost during a commit, which may have been
	// stored whole or not at all.
	ErrOutcomeUnknown = session.ErrOutcomeUnknown
	// ErrConcurrentUse: two goroutines used one unit of work at once.
	ErrConcurrentUse = unitofwork.ErrConcurrentUse
	// ErrCursor: a cursor of a page is damaged, or belongs to another order.
	ErrCursor = mapping.ErrCursor
	// ErrClosed: the DB was closed.
	ErrClosed = session.ErrClosed
)

// KeyCheck says what happens at the first write of a type whose key has no
// uniqueness constraint; see WithKeyCheck.
type KeyCheck = unitofwork.KeyCheck

// The ways to check keys.
const (
	KeyCheckWarn  = unitofwork.KeyCheckWarn  // the logger is told once per type
	KeyCheckError = unitofwork.KeyCheckError // the write fails
	KeyCheckOff   = unitofwork.KeyCheckOff   // nobody looks
)

// DB is a database with the types that are mapped to it. It is safe for
// concurrent use; a program needs one per database.
type DB struct {
	client   *session.Client
	registry *schema.Registry
	mapper   *mapping.Mapper
	targets  sync.Map // *schema.Edge -> *target
	texts    sync.Map // reads -> *query.Texts
	engine   *unitofwork.Engine
	logger   *slog.Logger            // never nil
	owned    neo4j.DriverWithContext // closed by Close; nil when New was given one
}

var errNoDB = errors.New("ogm: the DB is nil or empty; make one by ogm.Open or ogm.New, and look at the error they give")

// Server is what the other side said of itself at the first connection.
type Server struct {
	Address  string // host and port of the member that answered
	Agent    string // such as Neo4j/5.26.30
	Version  string // such as 5.26.30; "" when the user may not ask
	Edition  string // community or enterprise; "" when the user may not ask
	Database string // the database that statements go to
}

// Open connects to a server and makes sure that it answers: one connection, one
// round trip, no retries. The URI's scheme is neo4j, bolt, or one of these with
// +s (TLS) or +ssc (TLS with a self-signed certificate). Errors are *ConnectError,
// which names the step and what to try, or those of an option or of the context.
func Open(ctx context.Context, uri string, auth neo4j.AuthToken, opts ...Option) (*DB, error) {
	s, err := newSettings(opts)
	if err != nil {
		return nil, err
	}
	driver, err := neo4j.NewDriverWithContext(uri, auth, func(c *config.Config) {
		c.UserAgent = "go-ogm"
		c.MaxTransactionRetryTime = s.retryTime
		for _, configure := range s.driver {
			configure(c)
		}
	})
	if err != nil {
		return nil, session.NewURIError(uri, err)
	}
	db := newDB(driver, s)
	db.owned = driver
	if _, err := db.client.Verify(ctx, uri); err != nil {
		_ = driver.Close(context.Background()) // of what failed before anyone could use it
		return nil, err
	}
	return db, nil
}

// New uses a driver that is open already, and does no I/O: the first statement
// asks the server what it is, at one more round trip. Close leaves the driver open.
func New(driver neo4j.DriverWithContext, opts ...Option) (*DB, error) {
	if driver == nil {
		return nil, errors.New("ogm: New needs a driver, and it is nil")
	}
	s, err := newSettings(opts)
	if err != nil {
		return nil, err
	}
	if len(s.driver) > 0 {
		return nil, errors.New("ogm: WithDriverConfig is for Open; configure the driver that is given to New where it is made")
	}
	return newDB(driver, s), nil
}

func newDB(driver neo4j.DriverWithContext, s *settings) *DB {
	client := session.New(session.Config{
		Driver:    driver,
		Database:  s.database,
		Observe:   s.observer(),
		Sleep:     sleep,
		RetryTime: s.retryTime,
	})
	mapper := mapping.New(s.registry)
	mapper.StrictRows = s.strictRows
	return &DB{
		client:   client,
		registry: s.registry,
		mapper:   mapper,
		logger:   s.events(),
		engine: unitofwork.NewEngine(unitofwork.Config{
			Runner:     client,
			Registry:   s.registry,
			Mapper:     mapper,
			Clock:      s.clock,
			Generators: s.generators,
			BatchSize:  s.batchSize,
			KeyCheck:   s.keyCheck,
			Warn:       s.warn(),
		}),
	}
}

// Server tells what is on the other side. It asks once; later calls do no I/O.
func (db *DB) Server(ctx context.Context) (Server, error) {
	s, err := db.client.Server(ctx)
	return Server{Address: s.Address, Agent: s.Agent, Version: s.Version, Edition: s.Edition, Database: s.Database}, err
}

// Close ends the connections that Open made; a driver given to New stays open.
// Calls after the first do nothing. Whatever else is called on a closed DB or its
// repositories fails with ErrClosed.
func (db *DB) Close(ctx context.Context) error {
	if ctx == nil {
		return session.ErrNilContext
	}
	first := db.client.Close()
	if !first || db.owned == nil {
		return nil
	}
	if err := db.owned.Close(ctx); err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	return nil
}

// BasicAuth is a user name and a password.
func BasicAuth(user, password string) neo4j.AuthToken { return neo4j.BasicAuth(user, password, "") }

// BearerAuth is a token of a single sign-on provider.
func BearerAuth(token string) neo4j.AuthToken { return neo4j.BearerAuth(token) }

// KerberosAuth is a Kerberos ticket in base64.
func KerberosAuth(ticket string) neo4j.AuthToken { return neo4j.KerberosAuth(ticket) }

// CustomAuth is for an authentication plug-in of the server.
func CustomAuth(scheme, user, credentials, realm string, parameters map[string]any) neo4j.AuthToken {
	return neo4j.CustomAuth(scheme, user, credentials, realm, parameters)
}

// NoAuth is for a server that asks for none.
func NoAuth() neo4j.AuthToken { return neo4j.NoAuth() }

// sleep waits for d, a fifth more or less by chance so that clients who failed
// together do not come back together.
func sleep(ctx context.Context, d time.Duration) error {
	return session.Pause(ctx, time.Duration(float64(d)*(0.8+0.4*rand.Float64())))
}
