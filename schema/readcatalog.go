package schema

import (
	"cmp"
	"fmt"
	"strings"
)

// ReadCatalog makes a catalog of what a database answers: the rows of SHOW CONSTRAINTS
// YIELD * and of SHOW INDEXES YIELD *, by the names of their columns, in the types that the
// driver decodes to. It knows the columns and words of Neo4j 4.4, 5 and 2026, in both
// versions of Cypher, and passes over columns that it does not know.
//
// The catalog is all that the database has: also indexes that belong to a constraint, which
// have an Owner, indexes of labels and types, and kinds that are newer than this library,
// whose Kind is 0. Compare leaves them out. The error names a row without the columns that
// every server has.
func ReadCatalog(constraints, indexes []map[string]any) (Catalog, error) {
	var catalog Catalog
	owners := map[any]string{} // by the id of an index, which 4.4 tells, or its name
	for _, row := range constraints {
		constraint, err := readConstraint(row)
		if err != nil {
			return Catalog{}, err
		}
		if constraint.unique() { // one in the making does not tell its index yet, which has its name
			owners[constraint.Name] = constraint.Name
		}
		for _, column := range []string{"ownedIndexId", "ownedIndex"} {
			if owned := row[column]; owned != nil {
				owners[owned] = constraint.Name
			}
		}
		catalog.Constraints = append(catalog.Constraints, constraint)
	}
	for _, row := range indexes {
		index, err := readIndex(row)
		if err != nil {
			return Catalog{}, err
		}
		if index.Owner == "" {
			index.Owner = cmp.Or(owners[row["id"]], owners[index.Name])
		}
		catalog.Indexes = append(catalog.Indexes, index)
	}
	catalog.sort()
	return catalog, nil
}

// constraintKinds are the words of SHOW CONSTRAINTS for node and relationship, Cypher 5
// and 25.
var constraintKinds = map[string]ConstraintKind{
	"UNIQUENESS":                       UniqueConstraint,
	"NODE_PROPERTY_UNIQUENESS":         UniqueConstraint,
	"RELATIONSHIP_UNIQUENESS":          UniqueConstraint,
	"RELATIONSHIP_PROPERTY_UNIQUENESS": UniqueConstraint,
	"NODE_KEY":                         KeyConstraint,
	"RELATIONSHIP_KEY":                 KeyConstraint,
	"NODE_PROPERTY_EXISTENCE":          RequiredConstraint,
	"RELATIONSHIP_PROPERTY_EXISTENCE":  RequiredConstraint,
	"NODE_PROPERTY_TYPE":               TypedConstraint,
	"RELATIONSHIP_PROPERTY_TYPE":       TypedConstraint,
}

func readConstraint(row map[string]any) (Constraint, error) {
	constraint := Constraint{Properties: texts(row["properties"])}
	var kind, entity string
	if err := required("SHOW CONSTRAINTS", row, map[string]*string{"name": &constraint.Name, "type": &kind, "entityType": &entity}); err != nil {
		return Constraint{}, err
	}
	labels := texts(row["labelsOrTypes"])
	if len(labels) > 0 {
		constraint.Label = labels[0]
	}
	constraint.EntityType = entityTypeOf(entity)
	if len(labels) == 1 && len(constraint.Properties) > 0 {
		constraint.Kind = constraintKinds[kind]
	}
	constraint.PropertyType, _ = row["propertyType"].(string)
	return constraint, nil
}

var indexKinds = map[string]IndexKind{
	"RANGE":    RangeIndex,
	"BTREE":    BtreeIndex,
	"TEXT":     TextIndex,
	"POINT":    PointIndex,
	"FULLTEXT": FulltextIndex,
	"VECTOR":   VectorIndex,
	"LOOKUP":   LookupIndex,
}

const (
	dimensionsOption = "vector.dimensions"
	similarityOption = "vector.similarity_function"
)

func readIndex(row map[string]any) (Index, error) {
	index := Index{Labels: texts(row["labelsOrTypes"]), Properties: texts(row["properties"])}
	var kind, entity string
	if err := required("SHOW INDEXES", row, map[string]*string{"name": &index.Name, "type": &kind, "entityType": &entity, "state": &index.State}); err != nil {
		return Index{}, err
	}
	index.Kind, index.EntityType = indexKinds[kind], entityTypeOf(entity)
	if index.Kind != LookupIndex && (len(index.Labels) == 0 || len(index.Properties) == 0) {
		index.Kind = 0
	}
	index.Owner, _ = row["owningConstraint"].(string)
	index.Failure, _ = row["failureMessage"].(string)
	index.Populated, _ = number(row["populationPercent"])
	index.readOptions(row["options"])
	return index, nil
}

// readOptions keeps the settings of an index; those that have fields of their own go there.
// The provider is left out: it is the server's choice, and newer versions take none.
func (i *Index) readOptions(value any) {
	options, _ := value.(map[string]any)
	config, _ := options["indexConfig"].(map[string]any)
	for name, setting := range config {
		switch name {
		case dimensionsOption:
			dimensions, _ := number(setting)
			i.Dimensions = int(dimensions)
		case similarityOption:
			similarity, _ := setting.(string)
			i.Similarity = strings.ToLower(similarity)
		default:
			if i.Options == nil {
				i.Options = map[string]any{}
			}
			i.Options[name] = setting
		}
	}
}

func entityTypeOf(word string) EntityType {
	if word == "RELATIONSHIP" {
		return RelationshipEntity
	}
	return NodeEntity
}

// required reads the texts of columns that every server has.
func required(command string, row map[string]any, columns map[string]*string) error {
	for _, name := range sortedKeys(columns) {
		text, ok := row[name].(string)
		if !ok {
			return fmt.Errorf("ogm: a row of %s has no text in the column %s, but %v; ask for all columns by YIELD *", command, name, row[name])
		}
		*columns[name] = text
	}
	return nil
}

// texts reads a list of texts; null is an empty one.
func texts(value any) []string {
	list, _ := value.([]any)
	var all []string
	for _, element := range list {
		if text, ok := element.(string); ok {
			all = append(all, text)
		}
	}
	return all
}
