package unitofwork_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/schema"
	"github.com/go-ogm/ogm/unitofwork"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	deadlock = "Neo.TransientError.Transaction.DeadlockDetected"
	syntax   = "Neo.ClientError.Statement.SyntaxError"
)

// Three types, one for each way in which a commit's answer is read.
type (
	// Genre comes back as a count.
	Genre struct {
		schema.Node
		Name string `neo4j:"name,key"`
	}
	// Movie has a key that is made.
	Movie struct {
		schema.Node
		ID    string `neo4j:"id,key,generate=number"`
		Title string `neo4j:"title"`
	}
	// Person has what the server gives back.
	Person struct {
		schema.Node
		ID      string    `neo4j:"id,key"`
		Version int64     `neo4j:"version,version"`
		Created time.Time `neo4j:"created,created"`
		Updated time.Time `neo4j:"updated,updated"`
	}
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// world is an engine on a scripted server.
type world struct {
	*unitofwork.Engine
	ctx      context.Context
	server   *bolttest.Server
	registry *schema.Registry
	mu       sync.Mutex
	sent     []bolttest.Run // of transactions, whatever became of them
}

func setup(t *testing.T, change ...func(*unitofwork.Config)) *world {
	t.Helper()
	w := &world{ctx: t.Context()}
	w.server = bolttest.Start(t, w.answer)
	driver, err := neo4j.NewDriverWithContext(w.server.URI("bolt"), neo4j.NoAuth())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, driver.Close(context.Background())) })
	client := session.New(session.Config{Driver: driver, Database: "neo4j"})
	_, err = client.Server(w.ctx)
	require.NoError(t, err)

	w.registry = schema.NewRegistry(schema.Options{Generators: []string{"number"}})
	made := 0
	config := unitofwork.Config{
		Runner:   client,
		Registry: w.registry,
		Mapper:   mapping.New(w.registry),
		Clock:    func() time.Time { return noon },
		Generators: map[string]unitofwork.Generator{"number": func() (any, error) {
			made++
			return fmt.Sprintf("m%d", made), nil
		}},
		BatchSize: 10_000,
		KeyCheck:  unitofwork.KeyCheckOff,
	}
	for _, f := range change {
		f(&config)
	}
	w.Engine = unitofwork.NewEngine(config)
	return w
}

// answer does what the server would with objects that are new: a group whose text
// collects is answered by [number, created, 1] for each row, others by a count.
func (w *world) answer(run bolttest.Run) bolttest.Response {
	if !run.InTx {
		return bolttest.Response{}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, run)
	var names []string
	var record []any
	lists := run.Params["b"].(map[string]any)
	for i, text := range strings.Split(run.Text, "UNWIND $b.")[1:] {
		name := fmt.Sprintf("r%d", i)
		rows := lists[strings.Fields(text)[0]].([]any)
		names = append(names, name)
		if !strings.Contains(text, "collect(") {
			record = append(record, len(rows))
			continue
		}
		var echoes []any
		for _, row := range rows {
			values := row.([]any)
			echoes = append(echoes, []any{values[len(values)-1], values[1], 1})
		}
		record = append(record, echoes)
	}
	return bolttest.Rows(names, record)
}

// save records objects of any types in a unit.
func (w *world) save(t *testing.T, objects ...any) *unitofwork.Unit {
	t.Helper()
	unit := w.Once()
	for _, object := range objects {
		node, err := w.registry.Node(reflect.TypeOf(object))
		require.NoError(t, err)
		unit.Save(node, reflect.ValueOf(object))
	}
	return unit
}

// cost is what the server counted of what a test does.
func (w *world) cost(do func()) bolttest.Counts {
	before := w.server.Counts()
	do()
	return w.server.Counts().Sub(before)
}

// commit is what a test does most.
func (w *world) commit(unit *unitofwork.Unit) error {
	_, err := unit.Commit(w.ctx)
	return err
}

// commits gives the explicit transactions that were committed.
func (w *world) commits() []bolttest.Transaction {
	var all []bolttest.Transaction
	for _, tx := range w.server.Committed() {
		if tx.Explicit {
			all = append(all, tx)
		}
	}
	return all
}

// atOnce runs all cases together. The driver waits for two seconds before it repeats
// a transaction, and of parallel tests only as many run as there are cores.
func atOnce[C any](cases []C, run func(C)) {
	var running sync.WaitGroup
	for _, c := range cases {
		running.Go(func() { run(c) })
	}
	running.Wait()
}
