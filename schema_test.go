package ogm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/internal/session/bolttest"
	"github.com/go-ogm/ogm/neo4jtest"
	"github.com/go-ogm/ogm/schema"
)

// Library, Bookcase and Stands declare most kinds of constraints and indexes.
type Library struct {
	ogm.Node `neo4j:"Library"`

	Code  string      `neo4j:"code,key"`
	First string      `neo4j:"first,unique=full_name,required"`
	Last  string      `neo4j:"last,unique=full_name,text"`
	Built int         `neo4j:"built,index"`
	About string      `neo4j:"about,fulltext=texts"`
	Cases []*Bookcase `neo4j:"-[:HOLDS]->"`
	Stand []*Stands   `neo4j:"-[:STANDS]->"`
}

type Bookcase struct {
	ogm.Node `neo4j:"Bookcase"`

	Hall   string `neo4j:"hall,key"`
	Number int    `neo4j:"number,key"`
}

type Stands struct {
	ogm.Relationship `neo4j:"STANDS"`

	Since    int       `neo4j:"since,index"`
	Bookcase *Bookcase `neo4j:",end"`
}

// A repository registers what its type leads to, and all of it is ensured, once.
func TestEnsureCreatesWhatIsDeclaredAndReached(t *testing.T) {
	j := &journal{}
	w := setup(t, j.logger())
	_, err := ogm.NewRepository[Library](w.db)
	require.NoError(t, err)
	verbs := w.db.Schema()
	drift, err := verbs.Verify(w.ctx)
	require.NoError(t, err)
	assert.Len(t, drift, 7)
	for range 2 {
		require.NoError(t, verbs.Ensure(w.ctx))
		assert.Equal(t, [][]any{{"Bookcase_hall_number_unique"}, {"Library_code_unique"}, {"full_name"}}, w.rows("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name", nil))
		assert.Equal(t, [][]any{{"Library_built_range"}, {"Library_last_text"}, {"STANDS_since_range"}, {"texts"}},
			w.rows("SHOW INDEXES YIELD name, type, state, properties WHERE type <> 'LOOKUP' AND state = 'ONLINE' AND NOT name IN ['full_name', 'Library_code_unique', 'Bookcase_hall_number_unique'] RETURN name ORDER BY name", nil))
	}
	drift, err = verbs.Verify(w.ctx)
	require.NoError(t, err)
	assert.Empty(t, drift)
	assert.Equal(t, 7, strings.Count(j.String(), `msg="ogm: schema: changed"`))
	assert.Equal(t, 2, strings.Count(j.String(), "existence constraint Library_first_required"), "left out, and told at each call")
	_, err = verbs.With(ogm.SchemaOptions{RefuseUnsupported: true}).Verify(w.ctx)
	var unsupported *schema.UnsupportedError
	require.ErrorAs(t, err, &unsupported)
}

// Diff has the texts of its changes, and running them by hand is as good as Ensure.
func TestDiffIsWhatEnsureWouldDo(t *testing.T) {
	w := setup(t, ogm.WithTypes(Library{}, Bookcase{}, Stands{}))
	w.rows("CREATE FULLTEXT INDEX texts FOR (n:Library) ON EACH [n.first]", nil)
	w.rows("CREATE INDEX others FOR (n:Other) ON (n.x)", nil)
	w.rows("CALL db.awaitIndexes(60)", nil)
	verbs := w.db.Schema()
	before, err := verbs.Inspect(w.ctx)
	require.NoError(t, err)
	diff, err := verbs.Diff(w.ctx)
	require.NoError(t, err)
	require.Len(t, diff.Statements, len(diff.Changes))
	assert.Equal(t, []string{"DROP INDEX texts IF EXISTS", "CREATE CONSTRAINT Bookcase_hall_number_unique IF NOT EXISTS FOR (n:Bookcase) REQUIRE (n.hall, n.number) IS UNIQUE"}, diff.Statements[:2])
	require.Len(t, diff.Undeclared.Indexes, 1)
	assert.Equal(t, "others", diff.Undeclared.Indexes[0].Name)

	var drift *ogm.DriftError
	require.ErrorAs(t, verbs.Ensure(w.ctx), &drift)
	after, err := verbs.Inspect(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, before, after)

	for _, text := range diff.Statements {
		w.rows(text, nil)
	}
	diff, err = verbs.Diff(w.ctx)
	require.NoError(t, err)
	assert.True(t, diff.Empty())
	require.NoError(t, verbs.Ensure(w.ctx))
	strays, err := verbs.Verify(w.ctx)
	require.NoError(t, err)
	require.Len(t, strays, 1)
	assert.Equal(t, "undeclared: range index others on (:Other {x})", strays[0].String())
	strays, err = verbs.With(ogm.SchemaOptions{Ignore: []string{"Oth"}}).Verify(w.ctx)
	require.NoError(t, err)
	assert.Empty(t, strays)
	require.NoError(t, verbs.With(ogm.SchemaOptions{DropUndeclared: true}).Ensure(w.ctx))
	strays, err = verbs.Verify(w.ctx)
	require.NoError(t, err)
	assert.Empty(t, strays)
}

func TestEnsureGivesAWayToATakenName(t *testing.T) {
	w := setup(t, ogm.WithTypes(Seat{}))
	w.rows("CREATE CONSTRAINT Seat_hall_number_unique FOR (n:Other) REQUIRE n.x IS UNIQUE", nil)
	require.NoError(t, w.db.Schema().Ensure(w.ctx))
	assert.Equal(t, [][]any{{"Seat_hall_number_unique"}, {"Seat_hall_number_unique_2"}}, w.rows("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name", nil))
}

// A user who may read and not change is told by the server's own words, and needs no right where nothing is missing.
func TestEnsureByAUserWhoMayNot(t *testing.T) {
	t.Parallel()
	refuse := func(run bolttest.Run) bolttest.Response {
		if !strings.HasPrefix(run.Text, "CREATE") {
			return bolttest.Pass()
		}
		return bolttest.Response{Failure: &bolttest.Failure{Code: forbidden, Message: "Schema operations are not allowed for user 'reader'"}}
	}
	s := openOn(t, bolttest.Start(t, components, refuse))
	err := s.db.Schema().Ensure(s.ctx)
	require.ErrorContains(t, err, "Schema operations are not allowed for user 'reader'")
	require.ErrorContains(t, err, "create uniqueness constraint Person_email_unique on (:Person {email})")

	both := bolttest.On("SHOW CONSTRAINTS", bolttest.Rows(constraintColumns,
		[]any{"person_id", "UNIQUENESS", "NODE", []any{"Person"}, []any{"id"}},
		[]any{"person_email", "UNIQUENESS", "NODE", []any{"Person"}, []any{"email"}},
	))
	s = openOn(t, bolttest.Start(t, components, refuse, both))
	require.NoError(t, s.db.Schema().Ensure(s.ctx))
}

// A server whose edition is not known is asked, and what it refuses for its edition is left out like the rest.
func TestEnsureOnAServerThatDoesNotTellItsEdition(t *testing.T) {
	t.Parallel()
	type Guest struct {
		ogm.Node `neo4j:"Guest"`

		Name string `neo4j:"name,required,typed"`
	}
	secretive := bolttest.On("CALL dbms.components()", bolttest.Rows([]string{"name", "versions", "edition"}))
	refuse := func(run bolttest.Run) bolttest.Response {
		if !strings.Contains(run.Text, "NOT NULL") && !strings.Contains(run.Text, "::") || !strings.HasPrefix(run.Text, "CREATE") {
			return bolttest.Pass()
		}
		return bolttest.Response{Failure: &bolttest.Failure{Code: "Neo.DatabaseError.Schema.ConstraintCreationFailed", Message: "Unable to create constraint: Property existence constraint requires Neo4j Enterprise Edition"}}
	}
	for _, strict := range []bool{false, true} {
		db, err := ogm.Open(t.Context(), bolttest.Start(t, secretive, refuse).URI("bolt"), ogm.NoAuth(), ogm.WithTypes(Guest{}))
		require.NoError(t, err)
		defer db.Close(context.Background())
		err = db.Schema().With(ogm.SchemaOptions{RefuseUnsupported: strict}).Ensure(t.Context())
		if !strict {
			require.NoError(t, err)
			continue
		}
		var unsupported *schema.UnsupportedError
		require.ErrorAs(t, err, &unsupported)
		assert.Len(t, unsupported.Items, 2)
	}
}

func TestDeclaredNeedsNoDatabase(t *testing.T) {
	t.Parallel()
	declared, err := ogm.Declared(ogm.WithTypes(Library{}, &Stands{}))
	require.NoError(t, err)
	assert.Len(t, declared.Constraints, 3)
	assert.Len(t, declared.Indexes, 4)
	_, err = ogm.Declared(ogm.WithTypes(7))
	var tagError *schema.TagError
	require.ErrorAs(t, err, &tagError)
	_, err = ogm.Schema{}.Verify(t.Context())
	require.ErrorContains(t, err, "the DB is nil or empty")
}

func TestWithTypesReportsTags(t *testing.T) {
	driver := neo4jtest.Start(t).Driver(t)
	for _, value := range []any{7, nil} {
		_, err := ogm.New(driver, ogm.WithTypes(value))
		var tagError *schema.TagError
		require.ErrorAs(t, err, &tagError)
	}
}

func ExampleSchema_Ensure() {
	ctx, db, _, done := library()
	defer done()
	verbs := db.Schema().With(ogm.SchemaOptions{DropUndeclared: true}) // this database is ours alone; by default nothing is dropped
	must(verbs.Ensure(ctx))                                            // creates what is missing and waits for indexes

	drift, err := verbs.Verify(ctx) // how the database differs, as lines
	must(err)
	diff, err := verbs.Diff(ctx) // the same as changes, with their Cypher
	must(err)
	fmt.Println(len(drift), "differences,", len(diff.Statements), "statements")
	// Output: 0 differences, 0 statements
}

func ExampleDeclared() {
	declared, err := ogm.Declared(ogm.WithTypes(Author{}))
	must(err)
	for _, constraint := range declared.Constraints {
		fmt.Println(constraint)
	}
	for _, index := range declared.Indexes {
		fmt.Println(index)
	}
	// Output:
	// uniqueness constraint Author_email_unique on (:Author {email})
	// uniqueness constraint Author_id_unique on (:Author {id})
	// range index Author_name_range on (:Author {name})
}
