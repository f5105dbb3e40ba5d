package catalog_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-ogm/ogm/internal/catalog"
	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Person, Film, Role and Sequel declare every kind of constraint and index, alone and together.
type Person struct {
	schema.Node `neo4j:"Person"`

	ID    string         `neo4j:"id,key"`
	Email *string        `neo4j:"email,unique"`
	First string         `neo4j:"first,unique=full_name,text,typed"`
	Last  string         `neo4j:"last,unique=full_name,index,required"`
	Born  int            `neo4j:"born,index=birthday"`
	Day   dbtype.Date    `neo4j:"day,index=birthday"`
	At    dbtype.Point2D `neo4j:"at,point"`
	Bio   string         `neo4j:"bio,fulltext=everything"`
	Tags  []string       `neo4j:"tags,fulltext=everything"`
	Plot  []float32      `neo4j:"plot,vector=3:cosine"`
}

type Film struct {
	schema.Node "neo4j:\"Fi`lm \\\\u0060:Thing\""

	Hall   string `neo4j:"hall,key"`
	Number int    `neo4j:"number,key"`
	Title  string `neo4j:"title,fulltext=everything"`
	Odd    string "neo4j:\"o`dd \\\\u0060,index=na me\""
}

type Role struct {
	schema.Relationship `neo4j:"ACTED_IN"`

	ID    string         `neo4j:"id,key"`
	Code  string         `neo4j:"code,unique,typed,required"`
	Names string         `neo4j:"names,fulltext=roles,text"`
	Fee   int            `neo4j:"fee,index"`
	At    dbtype.Point3D `neo4j:"at,point"`
	Plot  []float64      `neo4j:"plot,vector=4:euclidean"`
}

type world struct {
	*testing.T
	ctx      context.Context
	driver   neo4j.DriverWithContext
	database string
	client   *session.Client
	server   session.Server
	limits   schema.Limits
}

func setup(t *testing.T) *world {
	t.Helper()
	srv := neo4jtest.Start(t)
	w := &world{T: t, ctx: t.Context(), driver: srv.Driver(t), database: srv.Database()}
	w.client = session.New(session.Config{Driver: w.driver, Database: w.database})
	var err error
	w.server, err = w.client.Server(w.ctx)
	require.NoError(t, err)
	w.limits, err = catalog.Limits(w.ctx, w.client)
	require.NoError(t, err)
	return w
}

// declared gathers what types declare, registered as package ogm does.
func (w *world) declared(options schema.DeclareOptions, nodes, relationships []any) schema.Catalog {
	w.Helper()
	reg := schema.NewRegistry(schema.Options{Types: schema.Types{Native: mapping.Native()}})
	for _, value := range nodes {
		_, err := reg.Node(reflect.TypeOf(value))
		require.NoError(w, err)
	}
	for _, value := range relationships {
		_, err := reg.Relationship(reflect.TypeOf(value))
		require.NoError(w, err)
	}
	declared, err := reg.Catalog(options)
	require.NoError(w, err)
	return declared
}

func (w *world) read() schema.Catalog {
	w.Helper()
	have, err := catalog.Read(w.ctx, w.client)
	require.NoError(w, err)
	return have
}

func (w *world) compare(want schema.Catalog, options schema.CompareOptions) schema.Diff {
	w.Helper()
	options.Limits = w.limits
	diff, err := schema.Compare(w.read(), want, options)
	require.NoError(w, err)
	return diff
}

type nobody struct{}

func (nobody) Columns([]string) error         { return nil }
func (nobody) Record([]any) error             { return nil }
func (nobody) Complete(session.Summary) error { return nil }

func (w *world) try(text string) error {
	return w.client.Write(w.ctx, []cypher.Statement{{Text: text}}, func() session.Attempt {
		return func(int) session.Receiver { return nobody{} }
	})
}

func (w *world) run(texts ...string) {
	w.Helper()
	for _, text := range texts {
		require.NoError(w, w.try(text), text)
	}
}

// apply runs the changes of a diff, in their order, and waits for indexes.
func (w *world) apply(diff schema.Diff) {
	w.Helper()
	for _, change := range diff.Changes {
		text, err := query.SchemaChange(w.server.Dialect, change)
		require.NoError(w, err, change.String())
		require.NoError(w, w.try(text), "%s\n%s", change, text)
	}
	w.run("CALL db.awaitIndexes(120)")
}

// equal says that the database is as it is wanted, and that Verify says so, too.
func (w *world) equal(want schema.Catalog) {
	w.Helper()
	assert.Empty(w, changes(w.compare(want, schema.CompareOptions{DropUndeclared: true})))
	drift, err := schema.Verify(w.read(), want, schema.CompareOptions{Limits: w.limits})
	require.NoError(w, err)
	assert.Empty(w, drift)
}

func changes(diff schema.Diff) []string {
	var list []string
	for _, change := range diff.Changes {
		list = append(list, change.String())
	}
	return list
}

func (w *world) everything() schema.Catalog {
	return w.declared(schema.DeclareOptions{}, []any{Person{}, Film{}}, []any{Role{}})
}

// Of every kind but those that Community Edition and the line do not have.
func TestEveryKindIsCreatedComparedChangedAndDropped(t *testing.T) {
	w := setup(t)
	want := w.everything()
	diff := w.compare(want, schema.CompareOptions{})
	created := 17
	if w.server.Dialect == cypher.Four {
		created = 14 // without the uniqueness constraint of relationships and two vector indexes
	}
	assert.Len(t, diff.Changes, created, "%v", changes(diff))
	assert.False(t, diff.Destructive())
	w.apply(diff)
	w.equal(want)

	// what was read is as it was asked for, in all that was asked
	fit, _ := w.limits.Fit(want)
	have := w.read()
	for _, constraint := range fit.Constraints {
		constraint.Name = constraint.EffectiveName()
		assert.Contains(t, have.Constraints, constraint)
	}
	for _, index := range fit.Indexes {
		at := slices.IndexFunc(have.Indexes, func(met schema.Index) bool { return met.Name == index.EffectiveName() })
		require.GreaterOrEqual(t, at, 0, index.String())
		met := have.Indexes[at]
		assert.Equal(t, "ONLINE", met.State)
		assert.InDelta(t, 100, met.Populated, 0.1)
		assert.Equal(t, []any{index.EntityType, index.Dimensions, index.Similarity}, []any{met.EntityType, met.Dimensions, met.Similarity})
		assert.ElementsMatch(t, index.Labels, met.Labels)
		assert.ElementsMatch(t, index.Properties, met.Properties)
	}

	// changed: another type of each
	type NewPerson struct {
		schema.Node `neo4j:"Person"`

		ID    string         `neo4j:"id"`
		First string         `neo4j:"first,key"`
		Last  string         `neo4j:"last,key"`
		Email *string        `neo4j:"email,unique=mail"`
		Born  int            `neo4j:"born,index=birthday"`
		At    dbtype.Point2D `neo4j:"at,point"`
		Bio   string         `neo4j:"bio,fulltext=everything,text"`
		Plot  []float32      `neo4j:"plot,vector=5:euclidean"`
	}
	changed := w.declared(schema.DeclareOptions{}, []any{NewPerson{}}, nil)
	diff = w.compare(changed, schema.CompareOptions{DropUndeclared: true})
	assert.True(t, diff.Destructive())
	assert.Contains(t, changes(diff), "drop uniqueness constraint Person_email_unique on (:Person {email}) (it is called Person_email_unique, and mail is asked for)")
	assert.NotContains(t, strings.Join(changes(diff), "\n"), "full_name", "any name will do for the new key")
	w.apply(diff)
	w.equal(changed)

	// dropped
	w.apply(w.compare(schema.Catalog{}, schema.CompareOptions{DropUndeclared: true}))
	left := w.read()
	assert.Empty(t, left.Constraints)
	for _, index := range left.Indexes {
		assert.Equal(t, schema.LookupIndex, index.Kind, index.String())
	}
}

// The server refuses what the limits say that it cannot hold, and nothing else.
func TestLimitsAreThoseOfTheServer(t *testing.T) {
	w := setup(t)
	want := w.declared(schema.DeclareOptions{KeyConstraints: true}, []any{Person{}, Film{}}, []any{Role{}})
	_, left := w.limits.Fit(want)
	if w.limits.Community {
		four := w.server.Dialect == cypher.Four
		assert.Len(t, left, map[bool]int{true: 9, false: 6}[four], "%v", left)
	}
	for _, item := range left {
		var text string
		var err error
		if item.Constraint != nil {
			text, err = query.CreateConstraint(w.server.Dialect, *item.Constraint)
		} else {
			text, err = query.CreateIndex(w.server.Dialect, *item.Index)
		}
		if err == nil {
			err = w.try(text)
			code, message, _ := session.Refusal(err)
			assert.Equal(t, "Neo.DatabaseError.Schema.ConstraintCreationFailed", code, text)
			assert.Contains(t, message, "requires Neo4j Enterprise Edition")
		}
		assert.Error(t, err, item.String())
	}
	w.apply(w.compare(want, schema.CompareOptions{}))
	w.equal(want)
	if w.limits.Community {
		options := schema.CompareOptions{Limits: w.limits, RefuseUnsupported: true}
		_, err := schema.Compare(w.read(), want, options)
		var unsupported *schema.UnsupportedError
		require.ErrorAs(t, err, &unsupported)
		assert.Len(t, unsupported.Items, len(left))
		assert.ErrorContains(t, err, "Community Edition cannot hold")
	}
}

// What stands in the way of a constraint goes first; what others own stays.
func TestChangesMakeWay(t *testing.T) {
	w := setup(t)
	w.run(
		"CREATE INDEX born FOR (n:Person) ON (n.email)", // where a constraint is to be
		"CREATE INDEX also FOR (n:Person) ON (n.first, n.last)",
		"CREATE CONSTRAINT Person_last_range FOR (n:Other) REQUIRE n.x IS UNIQUE", // has a derived name
		"CREATE CONSTRAINT birthday FOR (n:Other) REQUIRE n.y IS UNIQUE",          // has a given one
		"CREATE CONSTRAINT named_otherwise FOR (n:Person) REQUIRE n.id IS UNIQUE",
		"CREATE CONSTRAINT unique_version___Neo4jMigration FOR (m:__Neo4jMigration) REQUIRE (m.version, m.migrationTarget) IS UNIQUE",
		"CREATE INDEX repeated_at__Neo4jMigration FOR ()-[r:REPEATED]-() ON (r.at)",
	)
	want := w.everything()
	diff := w.compare(want, schema.CompareOptions{})
	for range 2 {
		w.apply(diff) // and again: each step may be repeated
	}
	assert.Empty(t, changes(w.compare(want, schema.CompareOptions{})))
	names := func(have schema.Catalog) []string {
		var list []string
		for _, constraint := range have.Constraints {
			list = append(list, constraint.Name)
		}
		for _, index := range have.Indexes {
			list = append(list, index.Name)
		}
		return list
	}
	have := names(w.read())
	for _, name := range []string{"Person_last_range", "Person_last_range_2", "birthday", "named_otherwise", "unique_version___Neo4jMigration", "repeated_at__Neo4jMigration"} {
		assert.Contains(t, have, name)
	}
	assert.NotContains(t, have, "born")
	assert.NotContains(t, have, "also")
	assert.NotContains(t, have, "Person_id_unique")

	w.apply(w.compare(want, schema.CompareOptions{DropUndeclared: true}))
	w.equal(want)
	have = names(w.read())
	assert.NotContains(t, have, "Person_last_range")
	assert.Contains(t, have, "unique_version___Neo4jMigration")
	assert.Contains(t, have, "repeated_at__Neo4jMigration")
}

func TestAnIndexMakesWayForTheConstraintOfItsName(t *testing.T) {
	type Page struct {
		schema.Node `neo4j:"Page"`

		Code string `neo4j:"code,key"`
	}
	w := setup(t)
	w.run("CREATE INDEX Page_code_unique FOR (n:Page) ON (n.code)")
	want := w.declared(schema.DeclareOptions{}, []any{Page{}}, nil)
	w.apply(w.compare(want, schema.CompareOptions{}))
	have := w.read()
	require.Len(t, have.Constraints, 1)
	assert.Equal(t, "Page_code_unique", have.Constraints[0].Name)
	w.equal(want)
}

// Settings that nobody asks about are those of the index that was there.
func TestSettingsAreKept(t *testing.T) {
	w := setup(t)
	point := "POINT "
	if w.server.Dialect == cypher.Four {
		point = "" // an index for comparisons is what serves points there
	}
	w.run("CREATE FULLTEXT INDEX everything FOR (n:Person) ON EACH [n.bio] OPTIONS {indexConfig: {`fulltext.analyzer`: 'english', `fulltext.eventually_consistent`: true}}",
		"CREATE "+point+"INDEX places FOR (n:Person) ON (n.at) OPTIONS {indexConfig: {`spatial.cartesian.min`: [-100.0, -50.5], `spatial.cartesian.max`: [100.0, 50.5]}}")
	want := w.everything()
	for i := range want.Indexes {
		if want.Indexes[i].Kind == schema.PointIndex && want.Indexes[i].EntityType == schema.NodeEntity {
			want.Indexes[i].Name = "renamed"
			want.Indexes[i].Options = map[string]any{"spatial.cartesian.max": []float64{100, 60}}
		}
	}
	w.apply(w.compare(want, schema.CompareOptions{}))
	w.equal(want)
	met := 0
	for _, index := range w.read().Indexes {
		switch index.Name {
		case "everything":
			met++
			assert.Equal(t, map[string]any{"fulltext.analyzer": "english", "fulltext.eventually_consistent": true}, index.Options)
			assert.Len(t, index.Labels, 2)
		case "renamed":
			met++
			assert.Equal(t, []any{[]any{-100.0, -50.5}, []any{100.0, 60.0}}, []any{index.Options["spatial.cartesian.min"], index.Options["spatial.cartesian.max"]})
		}
	}
	assert.Equal(t, 2, met)
}

// An index that has failed is not what was asked for, until it is made anew.
func TestAFailedIndexIsCreatedAnew(t *testing.T) {
	type Page struct {
		schema.Node `neo4j:"Page"`

		Text string `neo4j:"text,index"`
	}
	w := setup(t)
	want := w.declared(schema.DeclareOptions{}, []any{Page{}}, nil)
	w.run("CREATE (:Page {text: reduce(text = 'secret', i IN range(1, 5000) | text + i)})") // more than an index takes
	diff := w.compare(want, schema.CompareOptions{})
	text, err := query.SchemaChange(w.server.Dialect, diff.Changes[0])
	require.NoError(t, err)
	w.run(text)
	require.Error(t, w.try("CALL db.awaitIndexes(120)"))
	drift, err := schema.Verify(w.read(), want, schema.CompareOptions{Limits: w.limits})
	require.NoError(t, err)
	require.Len(t, drift, 1)
	assert.Equal(t, "different: range index Page_text_range on (:Page {text}) (it has failed)", drift[0].String(), "without the value, which the server of 4.4 quotes")
	assert.Contains(t, drift[0].Index.Failure, "too large to index")
	w.run("MATCH (n:Page) DELETE n")
	w.apply(w.compare(want, schema.CompareOptions{}))
	w.equal(want)
}

// A server of before 2026 has one version of Cypher, which is read without a word for it.
func TestEveryVersionOfCypherIsRead(t *testing.T) {
	w := setup(t)
	versions := []string{""}
	if w.server.Dialect == cypher.Newest {
		versions = []string{"CYPHER 5 ", "CYPHER 25 "}
	}
	w.apply(w.compare(w.everything(), schema.CompareOptions{}))
	have := w.read()
	for _, version := range versions {
		var lists [2][]map[string]any
		for i, text := range []string{query.InspectConstraints, query.InspectIndexes} {
			require.NoError(t, w.client.Read(w.ctx, cypher.Statement{Text: version + text}, func() session.Receiver {
				lists[i] = nil
				return &table{&lists[i], nil}
			}))
		}
		met, err := schema.ReadCatalog(lists[0], lists[1])
		require.NoError(t, err)
		assert.Equal(t, have, met, version)
	}
}

type table struct {
	list  *[]map[string]any
	names []string
}

func (r *table) Columns(names []string) error { r.names = names; return nil }

func (r *table) Record(values []any) error {
	row := map[string]any{}
	for i, name := range r.names {
		row[name] = values[i]
	}
	*r.list = append(*r.list, row)
	return nil
}

func (r *table) Complete(session.Summary) error { return nil }
