package ogm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/oklog/ulid/v2"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

// Option is a setting of Open and New. An option that is given a value it cannot
// take makes them fail, with an error that names it.
type Option func(*settings) error

// Naming derives the names that tags leave out; see schema.Naming.
type Naming = schema.Naming

type settings struct {
	database   string
	logger     *slog.Logger
	slow       time.Duration
	parameters bool
	batchSize  int
	clock      func() time.Time
	naming     Naming
	generators map[string]unitofwork.Generator
	keyCheck   KeyCheck
	retryTime  time.Duration
	driver     []func(*config.Config)
	types      schema.Types
	structs    []any
	strictRows bool
	registry   *schema.Registry // made of the others at the end
}

func newSettings(opts []Option) (*settings, error) {
	s := &settings{
		batchSize: 10_000,
		clock:     func() time.Time { return time.Now().UTC() },
		retryTime: 30 * time.Second,
		generators: map[string]unitofwork.Generator{
			"uuid": func() (any, error) {
				id, err := uuid.NewRandom()
				return id.String(), err
			},
			"ulid": func() (any, error) { return ulid.Make().String(), nil },
		},
		types: schema.Types{
			Native: mapping.Native(),
			Codecs: map[reflect.Type]*schema.Codec{reflect.TypeFor[url.URL](): urlCodec()},
			Named:  map[string]*schema.Codec{},
		},
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("ogm: an option is nil")
		}
		if err := opt(s); err != nil {
			return nil, err
		}
	}
	return s, s.register()
}

// register compiles the types that are known beforehand.
func (s *settings) register() error {
	s.registry = schema.NewRegistry(schema.Options{
		Naming:     s.naming,
		Generators: slices.Sorted(maps.Keys(s.generators)),
		Types:      s.types,
	})
	for _, value := range s.structs {
		if err := s.registerType(reflect.TypeOf(value)); err != nil {
			return err
		}
	}
	return nil
}

func (s *settings) registerType(t reflect.Type) error {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && schema.IsRelationship(t) {
		_, err := s.registry.Relationship(t)
		return err
	}
	_, err := s.registry.Node(t)
	return err
}

// WithDatabase chooses the database; left out, it is the user's home database,
// whose name is asked for once.
func WithDatabase(name string) Option {
	return func(s *settings) error {
		if name == "" {
			return errors.New("ogm: WithDatabase: the name is empty; leave the option out for the home database")
		}
		s.database = name
		return nil
	}
}

// WithLogger writes to a logger; left out, nothing is written. Statements are
// written at level debug with their rows, attempts, round trips and time; failed
// ones and the server's notifications as warnings. Parameters are not written; see
// WithLoggedParameters.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		if logger == nil {
			return errors.New("ogm: WithLogger: the logger is nil; leave the option out for none")
		}
		s.logger = logger
		return nil
	}
}

// WithLoggedParameters makes the logger write parameters too. They hold whatever
// the program stores.
func WithLoggedParameters() Option {
	return func(s *settings) error {
		s.parameters = true
		return nil
	}
}

// WithSlowQuery makes the logger warn of statements that take at least d; left
// out, it warns of none.
func WithSlowQuery(d time.Duration) Option {
	return func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("ogm: WithSlowQuery: %s is not positive", d)
		}
		s.slow = d
		return nil
	}
}

// WithBatchSize sets how many rows a statement of a commit carries, 10,000 when
// left out. A larger commit goes in several statements, still in one transaction.
func WithBatchSize(rows int) Option {
	return func(s *settings) error {
		if rows < 1 {
			return fmt.Errorf("ogm: WithBatchSize: %d is less than one row", rows)
		}
		s.batchSize = rows
		return nil
	}
}

// WithClock sets where created and updated fields take their time from, the
// system's clock in UTC when left out. It is called once per commit.
func WithClock(now func() time.Time) Option {
	return func(s *settings) error {
		if now == nil {
			return errors.New("ogm: WithClock: the clock is nil")
		}
		s.clock = now
		return nil
	}
}

// WithNaming derives the names that tags leave out; left out, labels are
// PascalCase and properties lowerCamelCase.
func WithNaming(naming Naming) Option {
	return func(s *settings) error {
		s.naming = naming
		return nil
	}
}

// WithGenerator adds a maker of keys for the tag option generate=name. It is
// called once for each object that is saved with a zero key, from any goroutine;
// the value must fit the field. uuid (version 4) and ulid are there already.
func WithGenerator(name string, generate func() (any, error)) Option {
	return func(s *settings) error {
		if name == "" || generate == nil {
			return errors.New("ogm: WithGenerator: needs a name and a function")
		}
		s.generators[name] = generate
		return nil
	}
}

// WithKeyCheck says what happens at the first write of a type whose key has no
// uniqueness constraint: KeyCheckWarn, the default, KeyCheckError or KeyCheckOff. The
// look costs one read per type and DB.
func WithKeyCheck(check KeyCheck) Option {
	return func(s *settings) error {
		s.keyCheck = check
		return nil
	}
}

// WithStrictRows refuses, in Query, a result with a column that no field of the row's
// struct takes; left out, such columns are passed over.
func WithStrictRows() Option {
	return func(s *settings) error {
		s.strictRows = true
		return nil
	}
}

// WithTypes registers the types of nodes and relationships, by values of them or
// pointers: Schema.Ensure creates their constraints, and a column or list of an
// interface type becomes the registered type that implements it and fits a node's
// labels best, or is a relationship's. NewRepository registers its type too. A mistake in a tag fails Open or New.
func WithTypes(structs ...any) Option {
	return func(s *settings) error {
		s.structs = append(s.structs, structs...)
		return nil
	}
}

// WithRetryTime sets for how long statements are retried after errors that may
// pass, 30 s when left out. With New it is for reads only; commits follow the
// configuration of the driver that was given.
func WithRetryTime(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return fmt.Errorf("ogm: WithRetryTime: %s is negative", d)
		}
		s.retryTime = d
		return nil
	}
}

// WithDriverConfig changes the configuration of the driver that Open makes: pool,
// timeouts, TLS, resolver. Change the fields of the value given; do not replace it.
func WithDriverConfig(configure func(*config.Config)) Option {
	return func(s *settings) error {
		if configure == nil {
			return errors.New("ogm: WithDriverConfig: the function is nil")
		}
		s.driver = append(s.driver, configure)
		return nil
	}
}

func (s *settings) observer() func(context.Context, cypher.Statement) (context.Context, func(session.Outcome)) {
	if s.logger == nil {
		return nil
	}
	return session.Log(session.LogOptions{Logger: s.logger, Slow: s.slow, Parameters: s.parameters, Now: time.Now})
}

func (s *settings) warn() func(string, ...any) {
	if s.logger == nil {
		return nil
	}
	return s.logger.Warn
}

// events is where what is no statement is written.
func (s *settings) events() *slog.Logger {
	if s.logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.logger
}
