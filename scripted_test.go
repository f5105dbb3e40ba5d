package ogm_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

const (
	deadlock  = "Neo.TransientError.Transaction.DeadlockDetected"
	violation = "Neo.ClientError.Schema.ConstraintValidationFailed"
	syntax    = "Neo.ClientError.Statement.SyntaxError"
	forbidden = "Neo.ClientError.Security.Forbidden"
)

// secret stands for what may appear in no log and no error.
const secret = "s3cr3t"

// soon bounds the waits of the tests; none of them comes near it.
const soon = 30 * time.Second

// components answers what a DB asks first.
var components = bolttest.On("CALL dbms.components()", bolttest.Rows(
	[]string{"name", "versions", "edition"}, []any{"Neo4j Kernel", []any{"5.26.0"}, "community"},
))

var constraintColumns = []string{"name", "type", "entityType", "labelsOrTypes", "properties"}

// protected answers that the key of Person has its constraint, unprotected that
// only something else has.
var (
	protected = bolttest.On("SHOW CONSTRAINTS", bolttest.Rows(constraintColumns,
		[]any{"person_id", "UNIQUENESS", "NODE", []any{"Person"}, []any{"id"}},
	))
	unprotected = bolttest.On("SHOW CONSTRAINTS", bolttest.Rows(constraintColumns,
		[]any{"person_name", "UNIQUENESS", "NODE", []any{"Person"}, []any{"name"}},
		[]any{"movie_id", "UNIQUENESS", "NODE", []any{"Movie"}, []any{"id"}},
	))
)

// saves answers Save of people who are new: for each row its number, when it was
// created, and the version 1.
func saves(run bolttest.Run) bolttest.Response {
	if !strings.Contains(run.Text, "MERGE (n:`Person`") && !strings.Contains(run.Text, "MERGE (n:Person") {
		return bolttest.Pass()
	}
	var echoes []any
	for _, row := range rowsOf(run) {
		values := row.([]any)
		echoes = append(echoes, []any{values[len(values)-1], values[1], 1})
	}
	return bolttest.Rows([]string{"r0"}, []any{echoes})
}

// rowsOf gives the rows of a commit's first group.
func rowsOf(run bolttest.Run) []any {
	return run.Params["b"].(map[string]any)["g0"].([]any)
}

// node is a person as the server stores one.
func node(id string) dbtype.Node {
	return dbtype.Node{ElementId: "4:" + id, Labels: []string{"Person"}, Props: map[string]any{"id": id, "name": "Ann", "version": 1}}
}

// sent gives people in the form in which a statement asks for them: whole, or as one piece with their
// ids and values.
func sent(text string, people []any) bolttest.Response {
	if !strings.Contains(text, "RETURN sizes,") {
		return bolttest.Rows([]string{"ns"}, []any{people})
	}
	ids, values := []any{}, []any{}
	for _, person := range people {
		found := person.(dbtype.Node)
		ids = append(ids, found.ElementId)
		row := []any{}
		for _, property := range []string{"id", "name", "email", "born", "tags", "version", "created", "updated", "score"} {
			row = append(row, found.Props[property])
		}
		values = append(values, row)
	}
	return bolttest.Rows([]string{"sizes", "last", "l0", "gone"}, []any{[]any{len(people)}, true, []any{ids, values}, []any{}})
}

// loads answers Get, All and One with one person, and Count.
func loads(run bolttest.Run) bolttest.Response {
	switch {
	case strings.HasPrefix(run.Text, "UNWIND $b.keys"):
		var found []any
		for _, key := range run.Params["b"].(map[string]any)["keys"].([]any) {
			found = append(found, node(key.([]any)[0].(string)))
		}
		return sent(run.Text, found)
	case strings.Contains(run.Text, "count(n)") && strings.HasPrefix(run.Text, "MATCH"):
		return bolttest.Rows([]string{"count"}, []any{7})
	case strings.HasPrefix(run.Text, "MATCH"):
		return bolttest.Rows([]string{"n"}, []any{node("ann")})
	}
	return bolttest.Pass()
}

// stage is a DB on a scripted server.
type stage struct {
	*testing.T
	ctx    context.Context
	server *bolttest.Server
	db     *ogm.DB
	people *ogm.Repository[Person]
}

// onStage opens a DB on a server that knows people, and has their constraint.
func onStage(t *testing.T, opts ...ogm.Option) *stage {
	t.Helper()
	return openOn(t, bolttest.Start(t, components, protected, saves, loads), opts...)
}

// openOn opens a DB on a server.
func openOn(t *testing.T, server *bolttest.Server, opts ...ogm.Option) *stage {
	t.Helper()
	db, err := ogm.Open(t.Context(), server.URI("bolt"), ogm.BasicAuth("neo4j", secret), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close(context.Background())) })
	people, err := ogm.NewRepository[Person](db)
	require.NoError(t, err)
	return &stage{T: t, ctx: t.Context(), server: server, db: db, people: people}
}

// cost is what the server counted of what a test does.
func (s *stage) cost(do func()) bolttest.Counts {
	s.Helper()
	before := s.server.Counts()
	do()
	return s.server.Counts().Sub(before)
}

// commits gives the explicit transactions that were committed.
func (s *stage) commits() []bolttest.Transaction {
	var all []bolttest.Transaction
	for _, tx := range s.server.Committed() {
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
