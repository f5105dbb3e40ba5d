package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

// migration is what all commands of `ogm migrate` have in common.
type migration struct {
	*console
	conn *connection
	dir  string

	legacy       bool
	outOfOrder   bool
	placeholders map[string]string
	lockTimeout  time.Duration
	lease        time.Duration
}

// migrations is the command `ogm migrate`. A new command below it is a function of the migration and a line here.
func migrations(c *console) *cobra.Command {
	cmd := group("migrate", "bring a database from one version to the next", migrateHelp)
	m := &migration{console: c, conn: c.connectionFlags(cmd)}
	c.outputFlag(cmd)
	flags := cmd.PersistentFlags()
	flags.StringVar(&m.dir, "dir", "migrations", "`FOLDER` of the migrations")
	pathSetting(flags, "dir", "OGM_MIGRATE_DIR", "migrate.dir")
	_ = cmd.MarkPersistentFlagDirname("dir") // the flag is there
	flags.BoolVar(&m.legacy, "legacy", false, "keep the history in the chain of neo4j-migrations")
	setting(flags, "legacy", "OGM_MIGRATE_LEGACY", "migrate.legacy")
	flags.BoolVar(&m.outOfOrder, "out-of-order", false, "run a migration also when one of a later version ran before")
	setting(flags, "out-of-order", "OGM_MIGRATE_OUT_OF_ORDER", "migrate.out-of-order")
	flags.StringToStringVar(&m.placeholders, "placeholder", nil, "the value of ${NAME} as `NAME=VALUE`; more in migrate.placeholders of ogm.yaml, where secrets are referred to")
	flags.DurationVar(&m.lockTimeout, "lock-timeout", 5*time.Minute, "wait for `DURATION` while another process migrates")
	setting(flags, "lock-timeout", "OGM_MIGRATE_LOCK_TIMEOUT", "migrate.lock-timeout")
	flags.DurationVar(&m.lease, "lease", 30*time.Second, "how long the lock stays behind a process that was killed, a `DURATION`")
	setting(flags, "lease", "OGM_MIGRATE_LEASE", "migrate.lease")
	cmd.AddCommand(
		migrateBaseline(m),
		migrateDiff(m),
		migrateDown(m),
		migrateImport(m),
		migrateLint(m),
		migrateMark(m),
		migrateNew(m),
		migratePlan(m),
		migrateRefactor(m),
		migrateRepair(m),
		migrateStatus(m),
		migrateSum(m),
		migrateUnlock(m),
		migrateUp(m),
		migrateValidate(m),
	)
	return cmd
}

const migrateHelp = `Migrate brings a database from one version to the next by files of Cypher.

The files of a folder are called V1__name.cypher and run once, in the order of their versions; R1__name.cypher, and
run again when they change; U1__name.cypher, and take back what the file with V did. Several processes may migrate one
database at once, and one that was killed is gone on with where it was.

Migrations that are Go functions are part of your program, which calls package migrate itself: see
examples/migrations.
`

// read reads the folder.
func (m *migration) read() (*migrate.Source, error) {
	values := map[string]string{}
	for name, ref := range m.config.placeholders {
		value, err := ref.get(m.getenv)
		if err != nil {
			return nil, err
		}
		values[name] = value
	}
	maps.Copy(values, m.placeholders)
	switch about, err := os.Stat(m.dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, misuse("--dir: there is no folder %s; `ogm migrate new` makes it with the first migration", m.dir)
	case err != nil:
		return nil, misuse("--dir: %s", err)
	case !about.IsDir():
		return nil, misuse("--dir: %s is no folder", m.dir)
	}
	return migrate.Read(os.DirFS(m.dir), &migrate.Options{Placeholders: values})
}

// migrator is one of package migrate, with the connection that it uses.
type migrator struct {
	*migrate.Migrator
	server *server
	source *migrate.Source
}

func (m *migrator) close() { m.server.close() }

// open reads the folder and connects, in this order: mistakes in files need no server. Who calls it closes the migrator.
func (m *migration) open(ctx context.Context, opts ...migrate.Option) (*migrator, error) {
	source, err := m.read()
	if err != nil {
		return nil, err
	}
	return m.connect(ctx, source, opts...)
}

// watched opens for a verb that may have to wait for the lock. What shows that is gone when it returns, so the answer comes behind it.
func (m *migration) watched(ctx context.Context, verb func(*migrator) error) error {
	watch := newWatch(m.console)
	migrator, err := m.open(ctx, migrate.WithProgress(watch.tell))
	if err != nil {
		return err
	}
	defer migrator.close()
	defer watch.end()
	return verb(migrator)
}

// openAgreed is open for a folder that must be what its ogm.sum says, if it has one.
func (m *migration) openAgreed(ctx context.Context, opts ...migrate.Option) (*migrator, error) {
	source, err := m.read()
	if err != nil {
		return nil, err
	}
	if err := m.agreesWithSum(source); err != nil {
		return nil, err
	}
	return m.connect(ctx, source, opts...)
}

func (m *migration) connect(ctx context.Context, source *migrate.Source, opts ...migrate.Option) (*migrator, error) {
	if err := m.checkTimes(); err != nil {
		return nil, err
	}
	srv, err := m.conn.open(ctx)
	if err != nil {
		return nil, err
	}
	inner, err := migrate.New(srv.driver, source, m.options(srv, opts...)...)
	if err != nil {
		srv.close()
		return nil, err
	}
	return &migrator{inner, srv, source}, nil
}

// checkTimes looks at what package migrate would refuse in words of its own.
func (m *migration) checkTimes() error {
	switch {
	case m.lease < time.Second:
		return misuse("--lease %s: it is at least 1s", m.lease)
	case m.lockTimeout < 0:
		return misuse("--lock-timeout %s: it is no time to wait; 0 is for not at all", m.lockTimeout)
	}
	return nil
}

// options are those of the flags, behind others.
func (m *migration) options(srv *server, opts ...migrate.Option) []migrate.Option {
	opts = append(opts, migrate.WithLockTimeout(m.lockTimeout), migrate.WithLease(m.lease))
	if srv.database != "" {
		opts = append(opts, migrate.WithDatabase(srv.database))
	}
	if m.outOfOrder {
		opts = append(opts, migrate.WithOutOfOrder())
	}
	if m.legacy {
		opts = append(opts, migrate.WithLegacyHistory())
	}
	return opts
}
