package query_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// server is an empty database and the dialect that it understands.
type server struct {
	*testing.T
	ctx     context.Context
	driver  neo4j.DriverWithContext
	name    string
	dialect cypher.Dialect
}

func startServer(t *testing.T) *server {
	t.Helper()
	srv := neo4jtest.Start(t)
	s := &server{T: t, ctx: t.Context(), driver: srv.Driver(t), name: srv.Database()}
	s.dialect = cypher.DialectOf(s.run("RETURN 1", nil).Server().Agent())
	return s
}

// run sends a statement and lets the test fail with its text.
func (s *server) run(text string, params map[string]any) neo4j.ResultSummary {
	s.Helper()
	result, err := neo4j.ExecuteQuery(s.ctx, s.driver, text, params, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(s.name))
	require.NoError(s, err, text)
	return result.Summary
}

// rehearse runs a statement and undoes what it did.
func (s *server) rehearse(stmt statement) neo4j.ResultSummary {
	s.Helper()
	session := s.driver.NewSession(s.ctx, neo4j.SessionConfig{DatabaseName: s.name})
	defer func() { require.NoError(s, session.Close(s.ctx)) }()
	tx, err := session.BeginTransaction(s.ctx)
	require.NoError(s, err)
	result, err := tx.Run(s.ctx, stmt.text, stmt.params)
	require.NoError(s, err, stmt.text)
	summary, err := result.Consume(s.ctx)
	require.NoError(s, err, stmt.text)
	require.NoError(s, tx.Rollback(s.ctx))
	return summary
}

// constrain creates the constraints that the models' keys declare.
func (s *server) constrain() {
	s.Helper()
	for _, node := range []*schema.NodeType{node[Person](s), node[Account](s), node[Seat](s), node[Tag](s), node[Crate](s), node[Stamped](s), node[Hostile](s), node[Order](s), node[Folder](s), node[Place](s)} {
		text, err := query.CreateUniqueness(node.Constraints[0])
		require.NoError(s, err)
		s.run(text, nil)
	}
	s.run("CALL db.awaitIndexes(60)", nil)
}

// harmless are notifications about what is in the database, not about a statement.
var harmless = []string{
	"Neo.ClientNotification.Schema.IndexOrConstraintAlreadyExists",
	"Neo.ClientNotification.Statement.UnknownLabelWarning",
	"Neo.ClientNotification.Statement.UnknownPropertyKeyWarning",
	"Neo.ClientNotification.Statement.UnknownRelationshipTypeWarning",
}

func (s *server) noNotification(name string, summary neo4j.ResultSummary) {
	s.Helper()
	for _, notification := range summary.Notifications() {
		if !slices.Contains(harmless, notification.Code()) {
			s.Errorf("%s: the server notifies of %s: %s", name, notification.Code(), notification.Description())
		}
	}
}

// Every statement of the golden files is understood as it is, with parameters of
// the kinds it is for, and runs.
func TestServerAcceptsGoldenStatements(t *testing.T) {
	s := startServer(t)
	s.constrain()
	s.run("CREATE FULLTEXT INDEX places FOR (n:Place) ON EACH [n.name]", nil)
	if s.dialect != cypher.Four {
		s.run("CREATE VECTOR INDEX Place_plot_vector FOR (n:Place) ON (n.plot) OPTIONS {indexConfig: {`vector.dimensions`: 3, `vector.similarity_function`: 'cosine'}}", nil)
	}
	s.run("CALL db.awaitIndexes(60)", nil)
	for _, stmt := range slices.Concat(conditionStatements(t), findStatements(t), wholeStatements(t), loadStatements(t), commitStatements(t, s.dialect), levelStatements(t, s.dialect), edgeStatements(t, s.dialect), placeStatements(t, s.dialect), pageStatements(t, s.dialect), projectionStatements(t, s.dialect), updateStatements(t), violationStatements(t, s.dialect)) {
		plan := s.run("EXPLAIN "+stmt.text, stmt.params)
		s.noNotification(stmt.name, plan)
		if !strings.Contains(stmt.text, "UNWIND $b.") { // a commit's rows name both ends by key: one node beside one node
			assert.NotContains(t, operators(plan), "CartesianProduct", "%s: %s", stmt.name, stmt.text)
		}
		s.noNotification(stmt.name, s.rehearse(stmt))
	}
}

// Schema statements cannot be explained; they are run, twice, since they are to be repeatable.
func TestServerAcceptsConstraints(t *testing.T) {
	s := startServer(t)
	for range 2 {
		for _, stmt := range constraintStatements(t) {
			s.noNotification(stmt.name, s.run(stmt.text, nil))
		}
	}
}

// anchors are the statements that start from a key, and must not look further than
// into its index, however many nodes there are.
func anchors(t *testing.T, dialect cypher.Dialect) []statement {
	list := slices.DeleteFunc(commitStatements(t, dialect), func(stmt statement) bool {
		return strings.HasPrefix(stmt.name, "Create") // matches nothing
	})
	list = append(list, loadStatements(t)...)
	for _, stmt := range levelStatements(t, dialect) {
		if strings.HasPrefix(stmt.name, "GetMany") {
			list = append(list, stmt)
		}
	}
	for _, stmt := range findStatements(t) {
		if strings.HasSuffix(stmt.name, "a key") || strings.HasSuffix(stmt.name, "keys") {
			list = append(list, stmt)
		}
	}
	return list
}

func TestKeysAreReadFromTheirIndex(t *testing.T) {
	s := startServer(t)
	s.constrain()
	check := func(size string) {
		for _, stmt := range anchors(t, s.dialect) {
			operators := operators(s.run("EXPLAIN "+stmt.text, stmt.params))
			assert.True(t, slices.ContainsFunc(operators, seeks), "%s, %s: no look-up in %v", size, stmt.name, operators)
			assert.False(t, slices.ContainsFunc(operators, scans), "%s, %s: a scan in %v", size, stmt.name, operators)
		}
	}
	check("empty")

	// a plan follows the statistics: with many nodes, and with labels much rarer than the key's
	s.run("UNWIND range(1, 5000) AS i CREATE (:Person {id: 'p' + i, name: 'x'}) CREATE (:Account {id: 'a' + i}) CREATE (:Seat {row: 'r' + i, number: i}) CREATE (:Tag {name: 't' + i})", nil)
	s.run("UNWIND range(1, 10) AS i CREATE (:Login), (:Bookable), (:Thing)", nil)
	s.run("CALL db.prepareForReplanning(60)", nil)
	check("full")
}

// seeks tells an operator that reads a uniqueness constraint's index; 2026 has an
// operator for MERGE on one.
func seeks(operator string) bool {
	return strings.HasPrefix(operator, "NodeUniqueIndexSeek") || strings.HasPrefix(operator, "MergeUniqueNode") || strings.HasPrefix(operator, "MultiNodeIndexSeek")
}

func scans(operator string) bool { return strings.Contains(operator, "Scan") }

// operators lists a plan's operators without the database's name that follows them.
// It reads the summary's fields because the driver's Plan.Children gives the last
// child in the place of each.
func operators(summary neo4j.ResultSummary) []string {
	return operatorsOf(reflect.ValueOf(summary).Elem().FieldByName("sum").Elem().FieldByName("Plan").Elem())
}

func operatorsOf(plan reflect.Value) []string {
	name, _, _ := strings.Cut(plan.FieldByName("Operator").String(), "@")
	list := []string{name}
	children := plan.FieldByName("Children")
	for i := range children.Len() {
		list = append(list, operatorsOf(children.Index(i))...)
	}
	return list
}
