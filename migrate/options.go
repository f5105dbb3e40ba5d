package migrate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
)

// Option is a setting of New. One that is given a value it cannot take makes New fail, with an
// error that names it.
type Option func(*settings) error

type settings struct {
	database    string
	lockTimeout time.Duration
	lease       time.Duration
	outOfOrder  bool
	legacy      bool
	logger      *slog.Logger
	report      func(Progress)
	code        []GoMigration
	by          string

	observe func(context.Context, cypher.Statement) (context.Context, func(session.Outcome)) // for tests
}

func newSettings(opts []Option) (*settings, error) {
	s := &settings{
		lockTimeout: 5 * time.Minute,
		lease:       30 * time.Second,
		logger:      slog.New(slog.DiscardHandler),
		report:      func(Progress) {},
		by:          "unknown",
	}
	if current, err := user.Current(); err == nil {
		s.by = current.Username
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("ogm: migrate: an option is nil")
		}
		if err := opt(s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// owner is who holds a lock, for those who wait for it.
func (s *settings) owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s@%s, process %d", s.by, host, os.Getpid())
}

// WithDatabase names the database that is migrated, where the history is kept, too. By default it is the
// user's home database.
func WithDatabase(name string) Option {
	return func(s *settings) error {
		if !isDatabase(strings.ToLower(name)) || strings.EqualFold(name, systemDatabase) {
			return fmt.Errorf("ogm: migrate: WithDatabase: %q is no name of a database that can be migrated", name)
		}
		s.database = strings.ToLower(name)
		return nil
	}
}

// WithLockTimeout is how long a call waits while another process migrates; by default five minutes. Then
// it gives ErrLocked, and has changed nothing.
func WithLockTimeout(d time.Duration) Option {
	return func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("ogm: migrate: WithLockTimeout: %s is no time to wait", d)
		}
		s.lockTimeout = d
		return nil
	}
}

// shortestLease leaves time for three round trips to a database far away.
const shortestLease = time.Second

// WithLease is how long the lock stays behind a process that was killed or cut off; by default 30 seconds. A living
// one renews it three times in that time. A process that is stopped for longer loses the
// lock, and its run ends with ErrLockLost. A second is the least.
func WithLease(d time.Duration) Option {
	return func(s *settings) error {
		if d < shortestLease {
			return fmt.Errorf("ogm: migrate: WithLease: %s is less than %s", d, shortestLease)
		}
		s.lease = d
		return nil
	}
}

// WithOutOfOrder runs a migration also when one of a later version ran before, as happens where branches
// are merged. By default that is an error, since the two may build on each other.
func WithOutOfOrder() Option {
	return func(s *settings) error {
		s.outOfOrder = true
		return nil
	}
}

// WithLogger is told what is done: a line at level info for each migration and for indexes that are waited
// for. By default nothing is written.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		if logger == nil {
			return errors.New("ogm: migrate: WithLogger: the logger is nil")
		}
		s.logger = logger
		return nil
	}
}

// WithGo adds migrations that are functions. By default there are none but those of files. Each call adds to
// those before it.
func WithGo(migrations ...GoMigration) Option {
	return func(s *settings) error {
		for _, m := range migrations {
			if err := m.check(); err != nil {
				return fmt.Errorf("ogm: migrate: WithGo: %w", err)
			}
		}
		s.code = append(s.code, migrations...)
		return nil
	}
}
