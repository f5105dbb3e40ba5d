//go:build unix

package migrate_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

// crashFiles and crashGo are ten migrations of every kind. Each statement that changes data leaves one node when it
// is applied once, and two when it is applied twice.
var crashFiles = []string{
	"V1__schema.cypher:CREATE CONSTRAINT person FOR (p:Person) REQUIRE p.id IS UNIQUE;\nCREATE INDEX old FOR (p:Person) ON (p.old);",
	"V2__data.cypher:CREATE (:Applied {by: '2.1'});\nCREATE (:Applied {by: '2.2'});\nCREATE (:Applied {by: '2.3'});",
	"V3__mixed.cypher:CREATE (:Applied {by: '3.1'});\nCREATE INDEX born FOR (p:Person) ON (p.born);\nCREATE (:Applied {by: '3.3'});\nDROP INDEX old;\nCREATE (:Applied {by: '3.5'});",
	"R4__repeatable.cypher:CREATE (:Applied {by: '4.1'});\nMATCH (a:Applied) WITH count(a) AS n MERGE (t:Total) SET t.n = n;",
	"V6__each.cypher:// ogm: transaction=each\nCREATE (:Applied {by: '6.1'});\nCREATE (:Applied {by: '6.2'});",
	"V7__batches.cypher:// ogm:next repeat=safe\nUNWIND range(1, 4) AS i CALL { WITH i MERGE (:Batch {i: i}) } IN TRANSACTIONS OF 2 ROWS;\nCREATE (:Applied {by: '7.2'});",
	"V8__swap.cypher:DROP CONSTRAINT person;\nCREATE CONSTRAINT person FOR (p:Person) REQUIRE p.email IS UNIQUE;",
	"V10__last.cypher:MATCH (a:Applied) WITH count(a) AS n CREATE (:Applied {by: '10.1', n: n});",
}

func crashGo() []migrate.GoMigration {
	version := func(text string) migrate.Version {
		v, _ := migrate.ParseVersion(text)
		return v
	}
	return []migrate.GoMigration{
		{Version: version("5"), Description: "go", Up: func(ctx context.Context, tx *migrate.Tx) error {
			_, err := tx.Run(ctx, "CREATE (:Applied {by: $by})", map[string]any{"by": "5.1"})
			if err == nil {
				_, err = tx.Run(ctx, "CREATE (:Applied {by: '5.2'})", nil)
			}
			return err
		}},
		{Version: version("9"), Description: "go schema", Schema: true, Up: func(ctx context.Context, tx *migrate.Tx) error {
			_, err := tx.Run(ctx, "CREATE INDEX by IF NOT EXISTS FOR (a:Applied) ON (a.by)", nil)
			return err
		}},
	}
}

const crashMigrations = 10

func crashSource() (*migrate.Source, error) { return migrate.Read(folder(crashFiles...), nil) }

// signalSelf ends or stops the process. A process that is to be killed does nothing more until it is.
func signalSelf(name string) {
	switch name {
	case "KILL":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "STOP":
		fmt.Println("stopped")
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	}
}

// child prepares a process that does a task.
func (w *world) child(do task) *exec.Cmd {
	w.Helper()
	do.URI, do.User, do.Password = w.server.URI(), w.server.Username(), w.server.Password()
	value, err := json.Marshal(do)
	require.NoError(w, err)
	cmd := exec.CommandContext(w.ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+string(value))
	return cmd
}

// image is all that is in the database: nodes but those of the lock, lines of the history, constraints and indexes.
func (w *world) image() []string {
	w.Helper()
	var all []string
	for _, text := range []string{
		"MATCH (n) WHERE none(l IN labels(n) WHERE l STARTS WITH '__Ogm') RETURN labels(n), properties(n)",
		"MATCH (m:__OgmMigration) RETURN m.key, m.kind, m.checksum, m.file, m.position, m.runs",
		"MATCH (n) WHERE n:__OgmMigrationRun OR n:__OgmMigrationProgress RETURN labels(n)",
		"SHOW CONSTRAINTS YIELD name, labelsOrTypes, properties",
		"SHOW INDEXES YIELD name, labelsOrTypes, properties, state",
	} {
		for _, record := range w.run(text) {
			all = append(all, fmt.Sprint(record.Values))
		}
	}
	slices.Sort(all)
	return all
}

func (w *world) crashMigrator(opts ...migrate.Option) *migrate.Migrator {
	w.Helper()
	source, err := crashSource()
	require.NoError(w, err)
	return w.migrator(source, append(opts, migrate.WithGo(crashGo()...))...)
}

// peace is a run of the set that nobody disturbs: the statements that are sent, and what is there in the end. It is the same for all
// tests.
var peace struct {
	statements []moment
	image      []string
}

// undisturbed gives that run, and leaves an empty database.
func (w *world) undisturbed() (statements []moment, image []string) {
	w.Helper()
	if peace.image == nil {
		watch := &watcher{met: func(at moment) {
			if !at.After && !strings.HasPrefix(at.Text, "SHOW ") { // how often is asked about indexes depends on time
				statements = append(statements, at)
			}
		}}
		require.Len(w, w.up(w.crashMigrator(migrate.WithObserver(watch.observe), migrate.WithLease(crashLease))), crashMigrations)
		peace.statements, peace.image = statements, w.image()
		w.empty()
	}
	return peace.statements, peace.image
}

// isOfMigrations tells the statements of files and functions from those of the log.
func (m moment) isOfMigrations() bool {
	return !strings.Contains(m.Text, "__Ogm") && !strings.Contains(m.Text, "dbms.components") && !strings.HasPrefix(m.Text, "SHOW ")
}

// allVariable asks for the long form of the tests below, which takes minutes: OGM_MIGRATE_CRASHES=all.
const allVariable = "OGM_MIGRATE_CRASHES"

// killed runs a process until it kills itself at a moment.
func (w *world) killed(at moment) {
	w.Helper()
	w.killedAt(task{At: at})
}

func (w *world) killedAt(do task) {
	w.Helper()
	do.Lease, do.Signal = cmp.Or(do.Lease, crashLease), "KILL"
	out, err := w.child(do).CombinedOutput()
	var killed *exec.ExitError
	require.ErrorAs(w, err, &killed, "%s: it was not killed: %s", do.At, out)
	require.Equal(w, syscall.SIGKILL, killed.Sys().(syscall.WaitStatus).Signal(), "%s: %s", do.At, out)
}

// crashLease is one that no busy machine lets end by itself, nor renew, which would be further statements: a test says when it is over. shortLease is for the one that is
// waited for.
const (
	crashLease = time.Hour
	shortLease = 5 * time.Second
)

// eachOnce says that all statements that change data were applied, and none twice.
func (w *world) eachOnce(want []string, after string) int {
	w.Helper()
	require.Equal(w, want, w.image(), after)
	applied := w.run("MATCH (a:Applied) RETURN a.by, count(*)")
	for _, record := range applied {
		require.Equal(w, int64(1), record.Values[1], "%s: %s", after, record.Values[0])
	}
	w.nothingIsLeft()
	return len(applied)
}

// TestKilledBehindEachStatement kills one process after the other, each behind the next statement of the migrations: its answer is
// there, its transaction open. The last one ends in the same database as an undisturbed run.
func TestKilledBehindEachStatement(t *testing.T) {
	w := setup(t)
	statements, want := w.undisturbed()
	kills := 0
	for _, at := range statements {
		if !at.isOfMigrations() {
			continue
		}
		at.After = true
		kills++
		if kills == 10 { // then the lease ends by itself
			w.killedAt(task{At: at, Lease: shortLease})
			continue
		}
		w.killed(at)
		w.leaseIsOver()
	}
	w.up(w.crashMigrator())
	applied := w.eachOnce(want, "in the end")
	t.Logf("%d migrations; %d processes killed, each behind another statement; each of %d data statements applied exactly once", crashMigrations, kills, applied)
}

// TestKilledAtEachMoment kills a process before each statement that a run sends, those of lock, log and history
// included, and behind each of the migrations, each in a database of its own, and has another finish.
func TestKilledAtEachMoment(t *testing.T) {
	w := setup(t)
	statements, want := w.undisturbed()
	var moments []moment
	for _, at := range statements {
		moments = append(moments, at)
		if at.isOfMigrations() {
			at.After = true
			moments = append(moments, at)
		}
	}
	if os.Getenv(allVariable) == "" { // all take many minutes, and TestKilledBehindEachStatement meets each statement
		var some []moment
		for i := 0; i < len(moments); i += len(moments)/3 + 1 {
			some = append(some, moments[i])
		}
		moments = some
	}
	resumed, applied := 0, 0
	for _, at := range moments {
		w.empty()
		w.killed(at)
		w.leaseIsOver()
		results, err := w.crashMigrator().Up(w.ctx)
		require.NoError(t, err, at.String())
		if len(results) > 0 && results[0].Resumed {
			resumed++
		}
		applied = w.eachOnce(want, at.String())
	}
	t.Logf("%d migrations in %d statements; killed at %d moments, %d of them within a migration whose log was taken up; each of %d data statements applied exactly once each time",
		crashMigrations, len(statements), len(moments), resumed, applied)
}

func TestTwentyProcessesAtOnce(t *testing.T) {
	w := setup(t)
	const processes = 20
	outputs := make([]bytes.Buffer, processes)
	errs := make([]bytes.Buffer, processes)
	var children []*exec.Cmd
	for i := range processes {
		cmd := w.child(task{Lease: 20 * time.Second})
		cmd.Stdout, cmd.Stderr = &outputs[i], &errs[i]
		require.NoError(t, cmd.Start())
		children = append(children, cmd)
	}
	applied := 0
	for i, cmd := range children {
		assert.NoError(t, cmd.Wait(), errs[i].String())
		if n := strings.Count(outputs[i].String(), "\n"); n > 0 {
			assert.Equal(t, crashMigrations, n)
			applied++
		}
	}
	assert.Equal(t, 1, applied)
	taken := w.run("MATCH (l:__OgmMigrationLock) RETURN l.token")[0].Values[0]
	image := w.image()
	w.empty()
	_, want := w.undisturbed()
	assert.Equal(t, want, image)
	t.Logf("%d processes ran Up at once, %d applied %d migrations, all succeeded, %d took the lock", processes, applied, crashMigrations, taken)
}

// TestAHolderThatWasStopped stops a process for longer than its lease, has another finish, and continues it: it
// writes nothing more, whatever it was about to do.
func TestAHolderThatWasStopped(t *testing.T) {
	w := setup(t)
	statements, want := w.undisturbed()
	var checks, touches []moment // of the lock, within transactions, in their order
	for _, at := range statements {
		switch {
		case strings.Contains(at.Text, "__OgmMigrationFence") && strings.Contains(at.Text, "RETURN") && !strings.Contains(at.Text, "SET"):
			at.After = true
			checks = append(checks, at)
		case strings.Contains(at.Text, "__OgmMigrationFence") && strings.Contains(at.Text, "touched"):
			touches = append(touches, at)
		}
	}
	moments := map[string]moment{
		"within a transaction that changes data":   {"CREATE (:Applied {by: '2.2'})", 1, true},
		"before its first statement":               {"CREATE (:Applied {by: '3.1'})", 1, false},
		"within one that changes the schema":       {"CREATE INDEX born FOR (p:Person) ON (p.born)", 1, true},
		"before COMMIT of the schema":              checks[3], // of V1: what begins, what starts, and before and behind what changes
		"before COMMIT of data":                    checks[7], // of V2, behind what ends V1 and what begins V2
		"at the beginning of a transaction":        touches[6],
		"within the transaction of a Go migration": {"CREATE (:Applied {by: $by})", 1, true},
	}
	if os.Getenv(allVariable) == "" {
		maps.DeleteFunc(moments, func(name string, _ moment) bool { return !strings.HasPrefix(name, "before COMMIT") })
	}
	for name, at := range moments {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			cmd := w.child(task{Lease: crashLease, Signal: "STOP", At: at})
			var complaint bytes.Buffer
			cmd.Stderr = &complaint
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			t.Cleanup(func() { _ = cmd.Process.Kill() })
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				_ = cmd.Wait() // until then it may be complaining
				require.NoError(t, err, complaint.String())
			}
			require.Equal(t, "stopped\n", line)

			w.leaseIsOver()
			assert.NotEmpty(t, w.up(w.crashMigrator()), "another takes over")
			assert.Equal(t, want, w.image())
			require.NoError(t, cmd.Process.Signal(syscall.SIGCONT))
			require.Error(t, cmd.Wait(), "it has lost the lock")
			assert.Contains(t, complaint.String(), migrate.ErrLockLost.Error())
			assert.Equal(t, want, w.image())
			w.nothingIsLeft()
		})
	}
}
