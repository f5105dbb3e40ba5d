package migrate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/go-ogm/ogm/migrate"
)

// childVariable makes the test binary be a process that migrates. Its value is a task.
const childVariable = "OGM_MIGRATE_CHILD"

// task is what such a process does: Up by the set of crash tests, or by a refactoring, or an import.
type task struct {
	URI, User, Password string
	Lease               time.Duration
	Signal              string // to itself: KILL, STOP or none
	At                  moment
	Refactoring         string // the name of a case; "" for the set of crash tests
	Line                string // of the server, for the case as a file; "" for a Go migration
	Report              int    // of how much is changed, which is the moment; 0 for At
	Import              bool   // the history of golang-migrate, and no Up
}

// moment is when a process is signalled: before a statement is sent, or when its answer is there.
type moment struct {
	Text  string // of the statement
	Nth   int    // occurrence of the text, from 1
	After bool
}

func (m moment) String() string {
	when := "before"
	if m.After {
		when = "after"
	}
	text, _, _ := strings.Cut(m.Text, "\n")
	return fmt.Sprintf("%s %d. %.60s", when, m.Nth, text)
}

// watcher calls back at a moment. Statements may come from several goroutines: the lease is
// renewed by one of its own.
type watcher struct {
	mu   sync.Mutex
	seen map[string]int
	met  func(moment)
}

func (w *watcher) observe(text string) func(error) {
	w.mu.Lock()
	if w.seen == nil {
		w.seen = map[string]int{}
	}
	w.seen[text]++
	at := moment{Text: text, Nth: w.seen[text]}
	w.mu.Unlock()
	w.met(at)
	return func(error) {
		at.After = true
		w.met(at)
	}
}

// beChild prints the versions that ran, one a line, and gives the exit code.
func beChild(value string) int {
	var do task
	err := json.Unmarshal([]byte(value), &do)
	if err == nil {
		err = do.up(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func (t task) migrations() (*migrate.Source, []migrate.GoMigration, error) {
	if t.Line != "" {
		source, err := refactorings[t.Refactoring].source(t.Line)
		return source, nil, err
	}
	if t.Refactoring != "" {
		return nil, []migrate.GoMigration{refactorings[t.Refactoring].migration()}, nil
	}
	if t.Import {
		source, err := convertedSource()
		return source, nil, err
	}
	source, err := crashSource()
	return source, crashGo(), err
}

func (t task) up(ctx context.Context) error {
	auth := neo4j.NoAuth()
	if t.User != "" {
		auth = neo4j.BasicAuth(t.User, t.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(t.URI, auth)
	if err != nil {
		return err
	}
	defer driver.Close(ctx)
	source, code, err := t.migrations()
	if err != nil {
		return err
	}
	w := &watcher{met: func(at moment) {
		if at == t.At {
			signalSelf(t.Signal)
		}
	}}
	reports := 0
	tell := func(p migrate.Progress) {
		if p.ToChange > 0 {
			if reports++; reports == t.Report {
				signalSelf(t.Signal)
			}
		}
	}
	m, err := migrate.New(driver, source, migrate.WithGo(code...), migrate.WithLease(t.Lease), migrate.WithObserver(w.observe), migrate.WithProgress(tell))
	if err != nil {
		return err
	}
	if t.Import {
		_, err := m.ImportGolangMigrate(ctx, nil)
		return err
	}
	results, err := m.Up(ctx)
	for _, r := range results {
		fmt.Println(r.Version)
	}
	return err
}
