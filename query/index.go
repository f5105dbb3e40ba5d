package query

import "github.com/go-ogm/ogm/schema"

// IndexName gives the name of an index: that of its tag, or one derived from what it is on,
// such as Person_plot_vector.
func IndexName(index schema.Index) string { return index.EffectiveName() }
