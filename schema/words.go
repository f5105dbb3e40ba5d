package schema

import "fmt"

// The kinds of this package are words in text formats such as JSON, so that catalogs, diffs and
// drift can be printed for tools and read back. Other is what the library does not know.
const otherWord = "other"

var entityTypeWords = map[EntityType]string{NodeEntity: "node", RelationshipEntity: "relationship"}

var indexKindWords = map[IndexKind]string{
	RangeIndex:    "range",
	TextIndex:     "text",
	PointIndex:    "point",
	FulltextIndex: "fulltext",
	VectorIndex:   "vector",
	LookupIndex:   "lookup",
	BtreeIndex:    "btree",
}

var actionWords = map[Action]string{Drop: "drop", Create: "create"}

// MarshalText gives node or relationship.
func (e EntityType) MarshalText() ([]byte, error) { return wordOf(entityTypeWords, e) }

// UnmarshalText reads what MarshalText gives.
func (e *EntityType) UnmarshalText(text []byte) error { return readWord(entityTypeWords, e, text) }

// MarshalText gives key, unique, required or typed, and other for a kind that is not known.
func (k ConstraintKind) MarshalText() ([]byte, error) { return wordOf(constraintWords, k) }

// UnmarshalText reads what MarshalText gives.
func (k *ConstraintKind) UnmarshalText(text []byte) error { return readWord(constraintWords, k, text) }

// MarshalText gives range, text, point, fulltext, vector, lookup or btree, and other for a kind
// that is not known.
func (k IndexKind) MarshalText() ([]byte, error) { return wordOf(indexKindWords, k) }

// UnmarshalText reads what MarshalText gives.
func (k *IndexKind) UnmarshalText(text []byte) error { return readWord(indexKindWords, k, text) }

// MarshalText gives drop or create.
func (a Action) MarshalText() ([]byte, error) { return wordOf(actionWords, a) }

// UnmarshalText reads what MarshalText gives.
func (a *Action) UnmarshalText(text []byte) error { return readWord(actionWords, a, text) }

func wordOf[K comparable](words map[K]string, kind K) ([]byte, error) {
	if word, ok := words[kind]; ok {
		return []byte(word), nil
	}
	return []byte(otherWord), nil
}

func readWord[K comparable](words map[K]string, kind *K, text []byte) error {
	for known, word := range words {
		if word == string(text) {
			*kind = known
			return nil
		}
	}
	if string(text) != otherWord {
		return fmt.Errorf("ogm: %q is no %T", text, *kind)
	}
	var none K
	*kind = none
	return nil
}
