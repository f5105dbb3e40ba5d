package query

import (
	"strings"

	"github.com/go-ogm/ogm/schema"
)

// IndexName gives the name of an index: that of its tag, or one derived from what it is on,
// such as Person_plot_vector.
func IndexName(index schema.Index) string {
	if index.Name != "" {
		return index.Name
	}
	return index.Label + "_" + strings.Join(index.Properties, "_") + "_" + indexWords[index.Kind]
}

var indexWords = map[schema.IndexKind]string{
	schema.RangeIndex:    "range",
	schema.TextIndex:     "text",
	schema.PointIndex:    "point",
	schema.FulltextIndex: "fulltext",
	schema.VectorIndex:   "vector",
}
