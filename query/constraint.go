package query

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// ShowConstraints gives the text that lists the constraints of a database, with
// columns that every server line has.
const ShowConstraints = "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties RETURN name, type, entityType, labelsOrTypes, properties"

// InspectConstraints and InspectIndexes give all that a server tells of its constraints and
// indexes, in columns that differ between server lines: schema.ReadCatalog reads them by
// their names.
const (
	InspectConstraints = "SHOW CONSTRAINTS YIELD *"
	InspectIndexes     = "SHOW INDEXES YIELD *"
)

// CreateUniqueness gives the text that creates a uniqueness constraint unless it
// is there. The name is derived where the constraint has none.
func CreateUniqueness(constraint schema.Constraint) (string, error) {
	constraint.Kind = schema.UniqueConstraint
	return CreateConstraint(cypher.Newest, constraint)
}

// CreateConstraint gives the text that creates a constraint unless it is there, in the words
// of a server line. The server also does nothing where the name is that of another
// constraint, so who relies on it reads back. The error says what the line does not have.
func CreateConstraint(dialect cypher.Dialect, constraint schema.Constraint) (string, error) {
	w := cypher.NewWriter(dialect)
	w.Text("CREATE CONSTRAINT ")
	w.Name(constraint.EffectiveName())
	w.Text(" IF NOT EXISTS FOR ")
	variable := entityPattern(w, constraint.EntityType, []string{constraint.Label})
	w.Text(" REQUIRE (")
	properties(w, variable, constraint.Properties)
	w.Text(") IS ")
	demand(w, constraint)
	stmt, err := w.Statement()
	return stmt.Text, err
}

// DropConstraint gives the text that drops a constraint, and the index that it owns, if it
// is there.
func DropConstraint(name string) (string, error) { return drop("CONSTRAINT", name) }

func drop(what, name string) (string, error) {
	w := cypher.NewWriter(cypher.Newest)
	w.Text("DROP ", what, " ")
	w.Name(name)
	w.Text(" IF EXISTS")
	stmt, err := w.Statement()
	return stmt.Text, err
}

// demand writes what stands behind IS.
func demand(w *cypher.Writer, constraint schema.Constraint) {
	relationship := constraint.EntityType == schema.RelationshipEntity
	unique := constraint.Kind == schema.UniqueConstraint || constraint.Kind == schema.KeyConstraint
	if relationship && unique && !w.Dialect().RelationshipUniqueness() {
		w.Fail(fmt.Errorf("ogm: Neo4j %s has no uniqueness of relationships; it came with 5.7", w.Dialect()))
	}
	switch constraint.Kind {
	case schema.UniqueConstraint:
		w.Text("UNIQUE")
	case schema.KeyConstraint:
		w.Text([]string{"NODE KEY", "RELATIONSHIP KEY"}[rankOf(relationship)])
	case schema.RequiredConstraint:
		w.Text("NOT NULL")
	case schema.TypedConstraint:
		propertyType(w, constraint)
	default:
		w.Fail(fmt.Errorf("ogm: the constraint %s is of a kind that this version does not know", constraint.Name))
	}
}

func propertyType(w *cypher.Writer, constraint schema.Constraint) {
	if !w.Dialect().PropertyTypes() {
		w.Fail(fmt.Errorf("ogm: Neo4j %s has no property type constraints; they came with 5.9", w.Dialect()))
	}
	if !typePattern.MatchString(constraint.PropertyType) {
		w.Fail(fmt.Errorf("ogm: %q is no property type such as STRING or LIST<INTEGER NOT NULL>", constraint.PropertyType))
		return
	}
	w.Text(":: ", constraint.PropertyType)
}

// typePattern is what property types consist of: words, and signs that end nothing. They are
// the only part of a schema statement that is neither a name nor a literal.
var typePattern = regexp.MustCompile(`^(?:(?:BOOL|BOOLEAN|STRING|INT|INTEGER|SIGNED|FLOAT|DATE|LOCAL|ZONED|TIME|DATETIME|TIMESTAMP|WITH|WITHOUT|TIMEZONE|DURATION|POINT|VECTOR|LIST|ARRAY|ANY|PROPERTY|VALUE|NOT|NULL|(?:INTEGER|FLOAT|INT)[0-9]{1,2}|\([0-9]{1,5}\)|[<>|])\s*)+$`)

// entityPattern writes the pattern of a schema statement and gives its variable.
func entityPattern(w *cypher.Writer, entity schema.EntityType, labels []string) (variable string) {
	opening, variable, closing := "(", "n", ")"
	if entity == schema.RelationshipEntity {
		opening, variable, closing = "()-[", "r", "]-()"
	}
	w.Text(opening, variable)
	if len(labels) == 0 {
		w.Fail(errors.New("ogm: a constraint or index needs a label or a relationship type"))
	}
	for i, label := range labels {
		w.Text([]string{":", "|"}[rankOf(i > 0)])
		w.Name(label)
	}
	w.Text(closing)
	return variable
}

func properties(w *cypher.Writer, variable string, names []string) {
	if len(names) == 0 {
		w.Fail(errors.New("ogm: a constraint or index needs a property"))
	}
	for i, name := range names {
		if i > 0 {
			w.Text(", ")
		}
		w.Property(variable, name)
	}
}

// SchemaChange gives the text of one step of a schema.Diff, in the words of a server line. It
// may be run again: what is there is not created, what is not there is not dropped.
func SchemaChange(dialect cypher.Dialect, change schema.Change) (string, error) {
	switch {
	case change.Action == schema.Drop && change.Constraint != nil:
		return DropConstraint(change.Constraint.Name)
	case change.Action == schema.Drop && change.Index != nil:
		return DropIndex(change.Index.Name)
	case change.Action == schema.Create && change.Constraint != nil:
		return CreateConstraint(dialect, *change.Constraint)
	case change.Action == schema.Create && change.Index != nil:
		return CreateIndex(dialect, *change.Index)
	}
	return "", errors.New("ogm: a change of the schema says what it does, and to which constraint or index")
}

// SchemaLimits tells what a server cannot hold, by its line, edition and version as
// dbms.components gives them: "community", "5.26.30". An edition that is not known counts as one
// that can hold everything; the server refuses what it cannot.
func SchemaLimits(dialect cypher.Dialect, edition, version string) schema.Limits {
	limits := schema.Limits{
		Community:                edition == "community",
		NoRelationshipUniqueness: !dialect.RelationshipUniqueness(),
		NoPropertyTypes:          !dialect.PropertyTypes(),
		NoVectorIndexes:          !dialect.VectorIndexes(),
		BtreeIndexes:             dialect.BtreeIndexes(),
	}
	limits.Server = strings.TrimSpace("Neo4j " + version)
	if limits.Community {
		limits.Server += " Community Edition"
	}
	return limits
}
