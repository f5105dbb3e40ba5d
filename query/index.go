package query

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-ogm/ogm/internal/cypher"
	"github.com/go-ogm/ogm/schema"
)

// IndexName gives the name of an index: that of its tag, or one derived from what it is on,
// such as Person_plot_vector.
func IndexName(index schema.Index) string { return index.EffectiveName() }

// CreateIndex gives the text that creates an index unless it is there, in the words of a
// server line. The server also does nothing where the name is that of another index, or
// where the index is there under another name, so who relies on it reads back. The error
// says what the line does not have.
//
// On 4.4 a range index is a BTREE index, since that line's planner uses no other. A point index
// can be made there, but no query uses it: schema.Limits puts a range index in its place.
func CreateIndex(dialect cypher.Dialect, index schema.Index) (string, error) {
	w := cypher.NewWriter(dialect)
	word, ok := indexWords[index.Kind]
	switch {
	case !ok:
		w.Fail(fmt.Errorf("ogm: the index %s is of a kind that is not created by its definition", index.Name))
	case index.Kind == schema.VectorIndex && !dialect.VectorIndexes():
		w.Fail(fmt.Errorf("ogm: Neo4j %s has no vector indexes; they came with 5.11", dialect))
	case index.Kind == schema.BtreeIndex && !dialect.BtreeIndexes():
		w.Fail(fmt.Errorf("ogm: Neo4j %s has no BTREE indexes; a range index does their work", dialect))
	}
	w.Text("CREATE ", word, "INDEX ")
	w.Name(index.EffectiveName())
	w.Text(" IF NOT EXISTS FOR ")
	variable := entityPattern(w, index.EntityType, index.Labels)
	opening, closing := " ON (", ")"
	if index.Kind == schema.FulltextIndex {
		opening, closing = " ON EACH [", "]"
	}
	w.Text(opening)
	properties(w, variable, index.Properties)
	w.Text(closing)
	indexOptions(w, index)
	stmt, err := w.Statement()
	return stmt.Text, err
}

// DropIndex gives the text that drops an index if it is there. The server refuses to drop one
// that belongs to a constraint.
func DropIndex(name string) (string, error) { return drop("INDEX", name) }

// indexWords stand before INDEX. A range index has none: each line then makes the kind
// that it uses for comparisons.
var indexWords = map[schema.IndexKind]string{
	schema.RangeIndex:    "",
	schema.BtreeIndex:    "BTREE ",
	schema.TextIndex:     "TEXT ",
	schema.PointIndex:    "POINT ",
	schema.FulltextIndex: "FULLTEXT ",
	schema.VectorIndex:   "VECTOR ",
}

// indexOptions writes the settings as literals: a parameter may stand there, but not in a
// file of statements. They are part of the definition, not data.
func indexOptions(w *cypher.Writer, index schema.Index) {
	config := maps.Clone(index.Options)
	if config == nil {
		config = map[string]any{}
	}
	if index.Dimensions > 0 {
		config["vector.dimensions"] = index.Dimensions
	}
	if index.Similarity != "" {
		config["vector.similarity_function"] = index.Similarity
	}
	if len(config) == 0 {
		return
	}
	w.Text(" OPTIONS {indexConfig: {")
	for i, name := range slices.Sorted(maps.Keys(config)) {
		if i > 0 {
			w.Text(", ")
		}
		w.Alias(name)
		w.Text(": ")
		w.Literal(config[name])
	}
	w.Text("}}")
}
