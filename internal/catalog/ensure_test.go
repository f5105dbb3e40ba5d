package catalog_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/schema"
)

// made gathers what Ensure tells.
type made struct {
	mu               sync.Mutex
	changes, leftOut []string
	filling          []string
}

func (m *made) options(options catalog.EnsureOptions) catalog.EnsureOptions {
	note := func(list *[]string, text string) {
		m.mu.Lock()
		defer m.mu.Unlock()
		*list = append(*list, text)
	}
	options.Changed = func(change schema.Change) { note(&m.changes, change.String()) }
	options.LeftOut = func(item schema.Unsupported) { note(&m.leftOut, item.String()) }
	options.Filling = func(index schema.Index) { note(&m.filling, index.Name) }
	return options
}

// ensure calls Ensure and gives what it told.
func (w *world) ensure(want schema.Catalog, options catalog.EnsureOptions) (*made, error) {
	told := &made{}
	return told, catalog.Ensure(w.ctx, w.client, want, told.options(options))
}

func TestEnsureCreatesEveryKindOnceAndTellsWhatIsLeftOut(t *testing.T) {
	w := setup(t)
	want := w.everything()
	_, left := w.limits.Fit(want)
	told, err := w.ensure(want, catalog.EnsureOptions{})
	require.NoError(t, err)
	assert.Len(t, told.changes, len(want.Constraints)+len(want.Indexes)-len(left))
	assert.Len(t, told.leftOut, len(left))
	w.equal(want)
	for _, index := range w.read().Indexes {
		assert.Equal(t, "ONLINE", index.State, index.String())
	}
	told, err = w.ensure(want, catalog.EnsureOptions{})
	require.NoError(t, err)
	assert.Empty(t, told.changes)
	assert.Len(t, told.leftOut, len(left))

	if w.limits.Community {
		_, err = w.ensure(want, catalog.EnsureOptions{CompareOptions: schema.CompareOptions{RefuseUnsupported: true}})
		var unsupported *schema.UnsupportedError
		require.ErrorAs(t, err, &unsupported)
		assert.Len(t, unsupported.Items, len(left))
	}
}

// What differs is named, and nothing is changed, unless that was chosen; what nobody declares stays
// unless that was chosen, too.
func TestEnsureDropsOnlyWhatItMay(t *testing.T) {
	w := setup(t)
	w.run(
		"CREATE FULLTEXT INDEX everything FOR (n:Other) ON EACH [n.x]",
		"CREATE INDEX in_the_way FOR (n:Person) ON (n.email)",
		"CREATE CONSTRAINT mine FOR (n:Other) REQUIRE n.y IS UNIQUE",
	)
	before := w.read()
	want := w.everything()
	told, err := w.ensure(want, catalog.EnsureOptions{})
	var drift *catalog.DriftError
	require.ErrorAs(t, err, &drift)
	assert.Len(t, drift.Drift, 2)
	assert.ErrorContains(t, err, "different: full-text index everything on (:Other {x}) (it is asked for on ")
	assert.ErrorContains(t, err, "undeclared: range index in_the_way on (:Person {email}) (the uniqueness constraint Person_email_unique on (:Person {email}) has an index of its own)")
	assert.Empty(t, told.changes)
	assert.Equal(t, before, w.read())

	_, err = w.ensure(want, catalog.EnsureOptions{Replace: true})
	require.NoError(t, err)
	assert.Empty(t, w.compare(want, schema.CompareOptions{}).Changes)
	left := w.compare(want, schema.CompareOptions{}).Undeclared
	require.Len(t, left.Constraints, 1)
	assert.Equal(t, "mine", left.Constraints[0].Name)

	told, err = w.ensure(want, catalog.EnsureOptions{CompareOptions: schema.CompareOptions{DropUndeclared: true}})
	require.NoError(t, err)
	assert.Equal(t, []string{"drop uniqueness constraint mine on (:Other {y}) (no type declares it)"}, told.changes)
	w.equal(want)
}

// Violating data of all constraints are told at once, before anything is changed.
func TestEnsureTellsOfViolatingData(t *testing.T) {
	w := setup(t)
	w.run(
		"UNWIND range(1, 7) AS i CREATE (:Person {id: 'p' + i, email: 'secret' + (i % 3), first: 'Ann', last: 'Lee' + i})",
		"MATCH (n:Person) WHERE n.email = 'secret0' SET n.email = null",
		"CREATE (:Person {id: 'p1'}), (:`Fi``lm \\u005Cu0060` {hall: 'A', number: 1}), (:`Fi``lm \\u005Cu0060` {hall: 'A', number: 1.0}), (:`Fi``lm \\u005Cu0060` {hall: 'A'})",
		"MATCH (a:Person {id: 'p2'}), (b:Person {id: 'p3'}) CREATE (a)-[:ACTED_IN {code: 'c'}]->(b)-[:ACTED_IN {code: 'c'}]->(a)",
	)
	want := w.everything()
	keys := map[string][]string{"Person": {"id"}}
	told, err := w.ensure(want, catalog.EnsureOptions{Keys: keys})
	assert.Empty(t, told.changes)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
	assert.NotContains(t, err.Error(), "p1")
	found := map[string]*catalog.ViolationError{}
	for _, each := range err.(interface{ Unwrap() []error }).Unwrap() {
		var violation *catalog.ViolationError
		require.ErrorAs(t, each, &violation)
		found[violation.Constraint.Name] = violation
	}
	email := found["Person_email_unique"]
	require.NotNil(t, email, err)
	assert.Equal(t, []int64{2, 5, 8, 8}, []int64{email.Cases, email.Members, email.LookedAt, email.Total})
	require.Len(t, email.Examples, 2)
	for _, example := range email.Examples {
		members := map[any]int{"secret1": 3, "secret2": 2}[example.Values[0]]
		assert.Len(t, example.Members, members, "%v", example.Values)
		for _, member := range example.Members {
			assert.NotEmpty(t, member.ElementID)
			assert.Contains(t, err.Error(), member.ElementID)
			assert.Len(t, member.Key, 1)
		}
	}
	assert.ErrorContains(t, email, "5 nodes share 2 values, such as ")
	assert.ErrorContains(t, email, "; all are found by: MATCH (n:Person) WHERE n.email IS NOT NULL")
	w.run(email.Statement)
	assert.Equal(t, []any{int64(1), int64(2)}, []any{found["Person_id_unique"].Cases, found["Person_id_unique"].Members})
	assert.EqualValues(t, 2, found["Fi`lm \\u0060_hall_number_unique"].Members, "1 and 1.0 are one value: %v", err)
	wanted := 4
	if w.limits.NoRelationshipUniqueness {
		wanted = 3
	}
	assert.Len(t, found, wanted, "%v", err)
	assert.Empty(t, w.read().Constraints)

	// the server agrees, one by one, and what it finds is told in the same way
	for name := range found {
		assert.Error(t, w.try(fmt.Sprint("CREATE CONSTRAINT FOR ", map[string]string{
			"Person_email_unique":              "(n:Person) REQUIRE n.email IS UNIQUE",
			"Person_id_unique":                 "(n:Person) REQUIRE n.id IS UNIQUE",
			"Fi`lm \\u0060_hall_number_unique": "(n:`Fi``lm \\u005Cu0060`) REQUIRE (n.hall, n.number) IS UNIQUE",
			"ACTED_IN_code_unique":             "()-[r:ACTED_IN]-() REQUIRE r.code IS UNIQUE",
		}[name])), name)
	}
	w.run("MATCH (n) DETACH DELETE n")
	_, err = w.ensure(want, catalog.EnsureOptions{Keys: keys})
	require.NoError(t, err)
	w.equal(want)
}

// Beyond the first look the server finds violations, and they are told all the same.
func TestTheServerFindsWhatALookDoesNot(t *testing.T) {
	w := setup(t)
	w.run("UNWIND range(1, 50) AS i CREATE (:Page {id: i})", "MATCH (n:Page {id: 50}) CREATE (:Page {id: 50})")
	type Page struct {
		schema.Node `neo4j:"Page"`

		ID int `neo4j:"id,key"`
	}
	want := w.declared(schema.DeclareOptions{}, []any{Page{}}, nil)
	err := catalog.Ensure(w.ctx, w.client, want, catalog.EnsureOptions{}.Looking(1))
	var violation *catalog.ViolationError
	require.ErrorAs(t, err, &violation)
	assert.Equal(t, []int64{1, 2, 51, 51}, []int64{violation.Cases, violation.Members, violation.LookedAt, violation.Total})
	assert.ErrorContains(t, violation.Unwrap(), "ConstraintCreationFailed")
	assert.NotContains(t, err.Error(), "50 ")
}

// What Community Edition cannot create can be looked for all the same.
func TestMisfitsAreFound(t *testing.T) {
	w := setup(t)
	w.run("CREATE (:Person {id: 'a', first: 'x'}), (:Person {id: 'b', first: 1}), (:Person {first: 2}), (:Person {id: 'b'})")
	keys := []string{"id"}
	found, err := catalog.Violations(w.ctx, w.client, schema.Constraint{Kind: schema.RequiredConstraint, Label: "Person", Properties: []string{"id"}}, keys)
	require.NoError(t, err)
	assert.Equal(t, []int64{1, 1, 4}, []int64{found.Cases, found.Members, found.Total})
	assert.Nil(t, found.Examples[0].Values)
	assert.Equal(t, []any{nil}, found.Examples[0].Members[0].Key)
	assert.ErrorContains(t, found, "the existence constraint Person_id_required on (:Person {id}) cannot be created: 1 nodes do not fit, such as ")

	found, err = catalog.Violations(w.ctx, w.client, schema.Constraint{Kind: schema.KeyConstraint, Label: "Person", Properties: []string{"id"}}, keys)
	require.NoError(t, err)
	assert.Equal(t, []any{"b"}, found.Examples[0].Values)

	typed := schema.Constraint{Kind: schema.TypedConstraint, Label: "Person", Properties: []string{"first"}, PropertyType: "STRING"}
	found, err = catalog.Violations(w.ctx, w.client, typed, keys)
	if w.server.Dialect == cypher.Four {
		require.ErrorContains(t, err, "no property type constraints")
		return
	}
	require.NoError(t, err)
	assert.EqualValues(t, 2, found.Cases)
	w.run("MATCH (n:Person) SET n.first = toString(n.first)")
	found, err = catalog.Violations(w.ctx, w.client, typed, keys)
	require.NoError(t, err)
	assert.Nil(t, found)
}

func TestEnsureTellsOfAFailedIndex(t *testing.T) {
	type Page struct {
		schema.Node `neo4j:"Page"`

		Text string `neo4j:"text,index"`
	}
	w := setup(t)
	want := w.declared(schema.DeclareOptions{}, []any{Page{}}, nil)
	w.run("CREATE (:Page {text: reduce(text = 'x', i IN range(1, 5000) | text + i)})") // more than an index takes
	for _, replace := range []bool{false, false, true} {
		_, err := w.ensure(want, catalog.EnsureOptions{Replace: replace}) // that creates it, meets it, creates it anew
		var failed *catalog.IndexError
		require.ErrorAs(t, err, &failed)
		assert.Equal(t, "Page_text_range", failed.Name)
		assert.Contains(t, err.Error(), "too large to index")
	}
	w.run("MATCH (n:Page) DELETE n")
	_, err := w.ensure(want, catalog.EnsureOptions{Replace: true})
	require.NoError(t, err)
	w.equal(want)
}

// Ensure waits for what it creates and for what is being filled already; what is told has a name.
func TestEnsureWaitsForIndexes(t *testing.T) {
	type Page struct {
		schema.Node `neo4j:"Page"`

		Text string `neo4j:"text,fulltext=texts"`
		Code string `neo4j:"code,index"`
	}
	w := setup(t)
	w.run("UNWIND range(1, 20000) AS i CREATE (:Page {text: 'some words of page ' + i, code: 'c' + i})", "CREATE INDEX before FOR (n:Page) ON (n.code)")
	want := w.declared(schema.DeclareOptions{}, []any{Page{}}, nil)
	told, err := w.ensure(want, catalog.EnsureOptions{})
	require.NoError(t, err)
	for _, index := range w.read().Indexes {
		assert.Equal(t, "ONLINE", index.State, index.String())
	}
	assert.Subset(t, []string{"before", "texts"}, told.filling)
}

// A constraint that somebody else creates has an index that nothing owns, until it is done.
func TestEnsureWaitsForAConstraintInTheMaking(t *testing.T) {
	type Page struct {
		schema.Node `neo4j:"Page"`

		Code string `neo4j:"code,key"`
	}
	w := setup(t)
	want := w.declared(schema.DeclareOptions{}, []any{Page{}}, nil)
	other := w.driver.NewSession(w.ctx, neo4j.SessionConfig{DatabaseName: w.database})
	defer func() { assert.NoError(t, other.Close(w.ctx)) }()
	making, err := other.BeginTransaction(w.ctx)
	require.NoError(t, err)
	made, err := making.Run(w.ctx, "CREATE CONSTRAINT Page_code_unique FOR (n:Page) REQUIRE n.code IS UNIQUE", nil)
	require.NoError(t, err)
	_, err = made.Consume(w.ctx)
	require.NoError(t, err)

	done := make(chan error, 1)
	go func() { done <- catalog.Ensure(w.ctx, w.client, want, catalog.EnsureOptions{}) }()
	for blocked := int64(0); blocked == 0; {
		select {
		case err := <-done:
			require.FailNow(t, "it did not wait", "%v", err)
		default:
		}
		answer, err := neo4j.ExecuteQuery(w.ctx, w.driver, "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)", nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(w.database))
		require.NoError(t, err)
		blocked = answer.Records[0].Values[0].(int64)
	}
	require.NoError(t, making.Commit(w.ctx))
	require.NoError(t, <-done)
	w.equal(want)
}

// Many who want the same, and some who replace what differs, all succeed.
func TestManyEnsureAtOnce(t *testing.T) {
	w := setup(t)
	w.run(
		"CREATE FULLTEXT INDEX everything FOR (n:Other) ON EACH [n.x]",
		"CREATE CONSTRAINT mail FOR (n:Person) REQUIRE n.email IS UNIQUE",
		"CREATE INDEX in_the_way FOR (n:Person) ON (n.id)",
	)
	type Person2 struct {
		schema.Node `neo4j:"Person"`

		ID    string  `neo4j:"id,key"`
		Email *string `neo4j:"email,unique=address"`
		Bio   string  `neo4j:"bio,fulltext=everything"`
		Name  string  `neo4j:"name,index,text"`
	}
	want := w.declared(schema.DeclareOptions{}, []any{Person2{}}, nil)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			assert.NoError(t, catalog.Ensure(w.ctx, w.client, want, catalog.EnsureOptions{Replace: true}))
		})
	}
	group.Wait()
	w.equal(want)
}

// What was compared is gone, or another, when it is to be dropped.
func TestEnsureDropsNothingElse(t *testing.T) {
	w := setup(t)
	w.run("CREATE INDEX one FOR (n:Other) ON (n.a)", "CREATE INDEX two FOR (n:Other) ON (n.b)")
	type Page struct {
		schema.Node `neo4j:"Page"`

		ID int `neo4j:"id,key"`
	}
	want := w.declared(schema.DeclareOptions{}, []any{Page{}}, nil)
	var told []string
	err := catalog.Ensure(w.ctx, w.client, want, catalog.EnsureOptions{
		CompareOptions: schema.CompareOptions{DropUndeclared: true, Ignore: []string{"Others"}},
		Changed: func(change schema.Change) {
			if told = append(told, change.String()); len(told) == 1 { // somebody else gives the name of the next to something of his
				w.run("DROP INDEX two", "CREATE INDEX two FOR (n:Others) ON (n.c)")
			}
		},
	})
	require.NoError(t, err)
	have := w.read()
	assert.Len(t, have.Constraints, 1)
	assert.Contains(t, fmt.Sprint(have.Indexes), "(:Others {c})")
	assert.NotContains(t, fmt.Sprint(have.Indexes), "(:Other {")
}

func TestEnsureEndsWithItsContext(t *testing.T) {
	w := setup(t)
	want := w.everything()
	ctx, cancel := context.WithCancel(w.ctx)
	err := catalog.Ensure(ctx, w.client, want, catalog.EnsureOptions{Changed: func(schema.Change) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	_, err = w.ensure(want, catalog.EnsureOptions{})
	require.NoError(t, err)
	w.equal(want)
}

// The option point gives an index that the planner uses, whatever it is called on the line.
func TestPointsAreFoundByTheirIndex(t *testing.T) {
	type Place struct {
		schema.Node `neo4j:"Place"`

		At dbtype.Point2D `neo4j:"at,point"`
	}
	w := setup(t)
	w.run("UNWIND range(1, 500) AS i CREATE (:Place {at: point({x: i, y: i})})")
	_, err := w.ensure(w.declared(schema.DeclareOptions{}, []any{Place{}}, nil), catalog.EnsureOptions{})
	require.NoError(t, err)
	answer := &explained{}
	require.NoError(t, w.client.Read(w.ctx, cypher.Statement{
		Text: "EXPLAIN MATCH (n:Place) WHERE point.distance(n.at, point({x: 3, y: 3})) < 2 RETURN n",
	}, func() session.Receiver { return answer }))
	assert.Contains(t, answer.operators, "NodeIndexSeekByRange")
}

// explained keeps the names of a plan's operators.
type explained struct {
	nobody

	operators []string
}

func (e *explained) Complete(summary session.Summary) error {
	for todo := []neo4j.Plan{summary.Plan()}; len(todo) > 0; todo = todo[1:] {
		operator, _, _ := strings.Cut(todo[0].Operator(), "@")
		e.operators = append(e.operators, operator)
		todo = append(todo, todo[0].Children()...)
	}
	return nil
}
