package session_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	deadlock = "Neo.TransientError.Transaction.DeadlockDetected"
	syntax   = "Neo.ClientError.Statement.SyntaxError"
)

// soon bounds the waits of the tests; none of them comes near it.
const soon = 30 * time.Second

var one = bolttest.Rows([]string{"n"}, []any{1})

// kernel answers what a client asks first.
func kernel(agentVersion, edition string) bolttest.Responder {
	return bolttest.On("CALL dbms.components()", bolttest.Rows(
		[]string{"name", "versions", "edition"},
		[]any{"Neo4j Kernel", []any{agentVersion}, edition},
		[]any{"Cypher", []any{"5"}, ""},
	))
}

// world is a client of a scripted server, without patience for sleeping.
type world struct {
	*session.Client
	server *bolttest.Server
	pauses *pauses
}

// pauses records what a client would have slept.
type pauses struct {
	mu  sync.Mutex
	all []time.Duration
}

func (p *pauses) sleep(ctx context.Context, d time.Duration) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, d)
	return ctx.Err()
}

func (p *pauses) taken() []time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all
}

// cold makes a client that has not said a word yet.
func cold(t *testing.T, server *bolttest.Server, change ...func(*session.Config)) *world {
	t.Helper()
	p := &pauses{}
	settings := session.Config{Driver: open(t, server.URI("bolt"), soon), Sleep: p.sleep, RetryTime: soon}
	for _, f := range change {
		f(&settings)
	}
	return &world{Client: session.New(settings), server: server, pauses: p}
}

// open makes a driver that is closed before the server is.
func open(t *testing.T, uri string, retryTime time.Duration) neo4j.DriverWithContext {
	t.Helper()
	driver, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth(), func(c *config.Config) {
		c.MaxTransactionRetryTime = retryTime
	})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, driver.Close(context.Background())) })
	return driver
}

// warm makes a client that knows its server and has a connection.
func warm(t *testing.T, server *bolttest.Server, change ...func(*session.Config)) *world {
	t.Helper()
	w := cold(t, server, change...)
	_, err := w.Server(t.Context())
	require.NoError(t, err)
	return w
}

// answer is a receiver that remembers, and that may refuse.
type answer struct {
	names   []string
	records [][]any
	summary neo4j.ResultSummary
	refuse  error
}

func (a *answer) Columns(names []string) error {
	a.names = names
	return nil
}

func (a *answer) Record(values []any) error {
	a.records = append(a.records, values)
	return a.refuse
}

func (a *answer) Complete(summary neo4j.ResultSummary) error {
	a.summary = summary
	return nil
}

// read runs a statement and gives the last attempt's answer.
func (w *world) read(ctx context.Context, text string) (*answer, error) {
	var last *answer
	err := w.Read(ctx, cypher.Statement{Text: text}, func() session.Receiver {
		last = &answer{}
		return last
	})
	return last, err
}

// write runs statements and gives the answers of the last attempt, and how many
// attempts there were.
func (w *world) write(ctx context.Context, texts ...string) (last []*answer, attempts int, err error) {
	stmts := make([]cypher.Statement, len(texts))
	for i, text := range texts {
		stmts[i].Text = text
	}
	err = w.Write(ctx, stmts, func() session.Attempt {
		attempts++
		last = make([]*answer, len(texts))
		return func(n int) session.Receiver {
			last[n] = &answer{}
			return last[n]
		}
	})
	return last, attempts, err
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

// commits gives the statements of each committed explicit transaction.
func commits(server *bolttest.Server) [][]string {
	var all [][]string
	for _, tx := range server.Committed() {
		if !tx.Explicit {
			continue
		}
		var texts []string
		for _, run := range tx.Runs {
			texts = append(texts, run.Text)
		}
		all = append(all, texts)
	}
	return all
}

// cancelAt gives a context that is cancelled once a stall is reached.
func cancelAt(t *testing.T, stall *bolttest.Stall) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-stall.Reached():
		case <-ctx.Done():
		}
		cancel()
	}()
	t.Cleanup(func() {
		cancel()
		<-stopped
	})
	return ctx
}
