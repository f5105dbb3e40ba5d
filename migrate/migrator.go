package migrate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/query"
)

// Migrator brings a database to the versions of a source, and says how it stands. It may be used by several
// goroutines and by several processes at once: those that write wait for each other.
type Migrator struct {
	settings   *settings
	driver     neo4j.DriverWithContext
	source     *Source
	migrations [][]*Migration // by version, alternatives together
	history    history
	home       *place

	mu     sync.Mutex
	others map[string]*place

	firstUse sync.Mutex
	used     bool
}

// New makes a Migrator of a folder that was read and of the options. It does no I/O, and the driver stays the
// caller's to close. A nil source has no files. It is an error if a function has the version of a file.
func New(driver neo4j.DriverWithContext, source *Source, opts ...Option) (*Migrator, error) {
	if driver == nil {
		return nil, errors.New("ogm: migrate: the driver is nil")
	}
	s, err := newSettings(opts)
	if err != nil {
		return nil, err
	}
	if source == nil {
		source = &Source{}
	}
	m := &Migrator{settings: s, driver: driver, source: source, history: ownHistory{}, others: map[string]*place{}}
	if s.legacy {
		m.history = legacyHistory{}
	}
	m.home = m.newPlace("", s.database)
	return m, m.gather()
}

// gather puts files and functions into one order.
func (m *Migrator) gather() error {
	all := slices.Clone(m.source.Migrations)
	for i := range m.settings.code {
		code := &m.settings.code[i]
		all = append(all, &Migration{Version: code.Version, Description: code.Description, Repeatable: code.Repeatable, code: code})
	}
	slices.SortStableFunc(all, func(a, b *Migration) int { return a.Version.Compare(b.Version) })
	for i, migration := range all {
		if i == 0 || all[i-1].Version.Compare(migration.Version) != 0 {
			m.migrations = append(m.migrations, []*Migration{migration})
			continue
		}
		before := all[i-1]
		if before.code != nil || migration.code != nil {
			return fmt.Errorf("ogm: migrate: version %s is that of %s and of %s; give one of them the next version", migration.Version, before.name(), migration.name())
		}
		last := len(m.migrations) - 1
		m.migrations[last] = append(m.migrations[last], migration)
	}
	return nil
}

func (m *Migrator) newPlace(name, database string) *place {
	return &place{name, session.New(session.Config{
		Driver: m.driver, Database: database, Observe: m.settings.observe, Sleep: session.Pause, RetryTime: readRetries,
	})}
}

// readRetries is how long a read is tried again after errors that may pass.
const readRetries = 30 * time.Second

// place gives the database that a file names. The home database has one place, whether it is named or
// not.
func (m *Migrator) place(ctx context.Context, name string) (*place, error) {
	server, err := m.home.client.Server(ctx)
	if err != nil {
		return nil, err
	}
	if name == "" || name == server.Database {
		return m.home, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.others[name] == nil {
		m.others[name] = m.newPlace(name, name)
	}
	return m.others[name], nil
}

// placeOf gives the database of a transaction.
func (m *Migrator) placeOf(ctx context.Context, t Transaction) (*place, error) {
	if t.Statements[0].Class == ClassSystem {
		return m.place(ctx, systemDatabase)
	}
	return m.place(ctx, t.Database())
}

// placesOf gives those of scripts, the home database first and the others by name.
func (m *Migrator) placesOf(ctx context.Context, scripts ...*Script) ([]*place, error) {
	found := map[string]*place{}
	for _, script := range scripts {
		if script == nil {
			continue
		}
		for _, t := range script.Transactions {
			p, err := m.placeOf(ctx, t)
			if err != nil {
				return nil, err
			}
			found[p.name] = p
		}
	}
	all := []*place{m.home}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if name != "" {
			all = append(all, found[name])
		}
	}
	return all, nil
}

// locked runs work with the locks of the databases of some scripts.
func (m *Migrator) locked(ctx context.Context, scripts []*Script, work func(context.Context, *holder) error) error {
	return m.lockedUnless(ctx, nil, scripts, work)
}

// lockedUnless does nothing if, when the lock that it had to wait for is free, there is nothing left to do: of twenty processes that start at once
// those that did not come first need not take it one after the other.
func (m *Migrator) lockedUnless(ctx context.Context, idle func(context.Context) (bool, error), scripts []*Script, work func(context.Context, *holder) error) error {
	if err := m.firstCallbacks(ctx); err != nil {
		return err
	}
	places, err := m.placesOf(ctx, scripts...)
	if err != nil {
		return err
	}
	for _, p := range places {
		if err := m.prepare(ctx, p); err != nil {
			return err
		}
	}
	if m.settings.legacy {
		own := work
		work = func(ctx context.Context, h *holder) error { return m.withLegacyLock(ctx, h, own) }
	}
	terms := leaseTerms{m.settings.owner(), m.settings.lease, func(held *LockedError) { m.settings.report(Progress{Waiting: held}) }, idle}
	if err := underLocks(ctx, places, terms, m.settings.lockTimeout, work); !errors.Is(err, errIdle) {
		return err
	}
	return nil
}

// prepare creates the constraints by which two processes cannot make the same node.
func (m *Migrator) prepare(ctx context.Context, p *place) error {
	if p.name == systemDatabase {
		return nil
	}
	wanted := map[string]string{"__OgmMigrationLock_name": lockConstraint, "__OgmMigrationFence_name": fenceConstraint}
	if p == m.home {
		maps.Copy(wanted, m.history.constraints())
	}
	// On 4.4 the next statement waits for whoever changes the schema, and one who was stopped while it did never ends.
	seen, err := p.read(ctx, seeLease, nil)
	if err != nil {
		return err
	}
	if err := endOfEnded(ctx, p, seen); err != nil {
		return err
	}
	have, err := p.read(ctx, query.ShowConstraints, nil)
	if err != nil {
		return err
	}
	for _, constraint := range have {
		delete(wanted, constraint.text("name"))
	}
	var missing []cypher.Statement
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		missing = append(missing, cypher.Statement{Text: wanted[name]})
	}
	if len(missing) == 0 {
		return nil
	}
	err = p.create(ctx, missing...)
	if err == nil || !session.IsThereAlready(err) {
		return err
	}
	for _, stmt := range missing { // another process makes them, too: each by itself
		if err := p.create(ctx, stmt); err != nil && !session.IsThereAlready(err) {
			return err
		}
	}
	return nil
}

// Unlock takes the lock from whoever holds it, who can write nothing more from then on, and tells whether there was
// anybody. It is for one that hangs: a process that was killed is out of the way when its lease ends. If the
// holder lives, its run ends with ErrLockLost, and the next goes on where it was. With WithLegacyHistory the lock that it held against neo4j-migrations goes,
// too; one of that tool itself is left alone.
func (m *Migrator) Unlock(ctx context.Context) (bool, error) {
	places, err := m.placesOf(ctx, m.source.scripts...)
	if err != nil {
		return false, err
	}
	held := false
	for _, p := range places {
		if p.name == systemDatabase {
			continue
		}
		seen, err := p.read(ctx, seeLease, nil)
		if err != nil {
			return held, err
		}
		if len(seen) == 0 || seen[0].number("left") <= 0 {
			continue
		}
		held = true
		broken, err := (&lease{place: p}).onLease(ctx, breakLease, nil)
		if err != nil {
			return held, err
		}
		if err := (&lease{p, broken[0].number("token")}).endOlder(ctx); err != nil {
			return held, err
		}
	}
	left, err := m.hasLegacyLock(ctx)
	if err != nil || !left {
		return held, err
	}
	// Whoever holds ours by now takes it again, and then gives it back.
	return true, m.locked(ctx, nil, func(context.Context, *holder) error { return nil })
}
