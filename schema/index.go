package schema

import (
	"fmt"
	"slices"
	"strings"
)

// IndexKind is the form of an index.
type IndexKind int

// The kinds of indexes. The zero value is one that the library does not know: it is read
// from a database, and left alone.
const (
	RangeIndex IndexKind = iota + 1 // declared by index; what comparisons, ranges and orders need
	TextIndex                       // CONTAINS and ENDS WITH
	PointIndex                      // distances and boxes; on 4.4 a range index, which its planner uses for them
	FulltextIndex
	VectorIndex
	LookupIndex // of labels and types, which the server makes itself; never declared
	BtreeIndex  // what a range index is on 4.4; never declared
)

// Index is one index: of a type's tags, or of a database.
type Index struct {
	Kind       IndexKind  `json:"kind"`
	Name       string     `json:"name"` // as given in the tag, "" for a derived one; always there when it comes from a database
	EntityType EntityType `json:"entity"`
	Labels     []string   `json:"labels"` // the label, or the relationship's type; several of a full-text index
	Properties []string   `json:"properties"`
	Dimensions int        `json:"dimensions,omitempty"` // of a vector index; 0: not said
	Similarity string     `json:"similarity,omitempty"` // of a vector index: cosine or euclidean; "": not said

	// Options are further settings, by the names that indexConfig has for them, such as
	// fulltext.analyzer; values are booleans, numbers, texts and lists of numbers. A declared
	// index is compared by those that it has, an index of a database has them all.
	Options map[string]any `json:"options,omitempty"`

	// Owner is the constraint whose index this is, "" for none. State, Failure and
	// Populated are how it is: ONLINE, POPULATING or FAILED, the server's message about a
	// failure, which may quote a stored value, and how much of the data it has, in percent.
	// Only what comes from a database has them.
	Owner     string  `json:"owner,omitempty"`
	State     string  `json:"state,omitempty"`
	Failure   string  `json:"-"`
	Populated float64 `json:"populated,omitempty"`
}

var indexWords = map[IndexKind]string{
	RangeIndex:    "range",
	TextIndex:     "text",
	PointIndex:    "point",
	FulltextIndex: "fulltext",
	VectorIndex:   "vector",
	LookupIndex:   "lookup",
	BtreeIndex:    "range",
}

// EffectiveName gives the name in the database: that of the tag, or one derived from what
// the index is on, such as Person_plot_vector. It is the same for the same index, whatever
// other types there are.
func (i Index) EffectiveName() string {
	if i.Name != "" {
		return i.Name
	}
	return derivedName(i.Labels, i.Properties, indexWords[i.Kind])
}

// String describes the index for messages:
//
//	vector index Person_plot_vector on (:Person {plot}): 384 dimensions, cosine
func (i Index) String() string {
	if i.Kind == LookupIndex {
		return "lookup index " + shown(i.Name)
	}
	text := indexNames[i.Kind] + " " + shown(i.EffectiveName()) + " on " + pattern(i.EntityType, i.Labels, i.Properties)
	if i.Kind == VectorIndex && i.Dimensions > 0 {
		text += fmt.Sprintf(": %d dimensions, %s", i.Dimensions, i.Similarity)
	}
	return text
}

var indexNames = map[IndexKind]string{
	0:             "index",
	RangeIndex:    "range index",
	TextIndex:     "text index",
	PointIndex:    "point index",
	FulltextIndex: "full-text index",
	VectorIndex:   "vector index",
	BtreeIndex:    "range index",
}

// ToolOwned tells what a migration tool keeps for itself. It is never compared with what
// types declare.
func (i Index) ToolOwned() bool { return toolOwned(i.Name, i.Labels) }

// on tells whether an index is over the very properties of a constraint, in their order.
func (i Index) on(c Constraint) bool {
	return i.EntityType == c.EntityType && slices.Equal(i.Labels, []string{c.Label}) && slices.Equal(i.Properties, c.Properties)
}

// sameThing tells whether two indexes are over the same properties. Order matters but for
// full-text indexes.
func (i Index) sameThing(other Index) bool {
	if i.EntityType != other.EntityType || !sameSet(i.Labels, other.Labels) {
		return false
	}
	if i.Kind == FulltextIndex {
		return sameSet(i.Properties, other.Properties)
	}
	return slices.Equal(i.Properties, other.Properties)
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) || len(a) == 1 {
		return slices.Equal(a, b)
	}
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// differences says where an index of a database is not as it was asked for, as far as it
// was asked.
func (i Index) differences(asked Index) []string {
	var list []string
	if asked.Dimensions != 0 && asked.Dimensions != i.Dimensions {
		list = append(list, fmt.Sprintf("it has %d dimensions, not %d", i.Dimensions, asked.Dimensions))
	}
	if asked.Similarity != "" && !strings.EqualFold(asked.Similarity, i.Similarity) {
		list = append(list, fmt.Sprintf("its similarity is %s, not %s", i.Similarity, asked.Similarity))
	}
	for _, name := range sortedKeys(asked.Options) {
		if met, ok := i.Options[name]; !ok || !sameOption(met, asked.Options[name]) {
			list = append(list, fmt.Sprintf("its option %s is %v, not %v", name, met, asked.Options[name]))
		}
	}
	if i.State == "FAILED" {
		list = append(list, "it has failed") // Failure may quote a value, so it stays where it is
	}
	return list
}
