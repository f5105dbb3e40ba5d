package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Limits is what a server cannot hold. The zero value can hold everything, as Enterprise
// Edition 5.18 and later can.
type Limits struct {
	Server                   string // how messages call it, such as Neo4j 5.26 Community Edition; "" is the server
	Community                bool   // no key, existence and property type constraints
	NoRelationshipUniqueness bool   // and no relationship keys: merged 5.7
	NoPropertyTypes          bool   // merged 5.9
	NoVectorIndexes          bool   // merged 5.11
	BtreeIndexes             bool   // 4.4: indexes for comparisons and of points are BTREE; those called RANGE and POINT are not used
}

// Unsupported is something that is declared and that a server cannot hold.
type Unsupported struct {
	Constraint *Constraint `json:"constraint,omitempty"` // one of these two
	Index      *Index      `json:"index,omitempty"`
	Reason     string      `json:"reason"`
	Instead    *Constraint `json:"instead,omitempty"` // what the server can hold of it; nil: it is left out
}

// String says in a sentence what will not be there, and why.
func (u Unsupported) String() string {
	text := described(u.Constraint, u.Index) + ": " + u.Reason
	if u.Instead != nil {
		return text + "; a " + constraintNames[u.Instead.Kind] + " stands in for it"
	}
	return text + "; it is left out"
}

// UnsupportedError says that a server cannot hold all that is declared. Nothing was sent:
// remove what it names from the tags, choose to leave it out, or use a server that has it.
type UnsupportedError struct {
	Server string
	Items  []Unsupported
}

func (e *UnsupportedError) Error() string {
	lines := make([]string, len(e.Items))
	for i, item := range e.Items {
		lines[i] = described(item.Constraint, item.Index) + ": " + item.Reason
	}
	return fmt.Sprintf("ogm: %s cannot hold %d of what is declared: %s", e.Server, len(e.Items), strings.Join(lines, "; "))
}

// Fit divides a catalog into what a server can hold and what it cannot. A key constraint
// becomes a uniqueness constraint where only that is possible. Where the planner uses no point
// index, a range index, which serves points there, comes in its place without a word: nothing is
// missing.
func (l Limits) Fit(catalog Catalog) (Catalog, []Unsupported) {
	var fit Catalog
	var left []Unsupported
	for _, constraint := range catalog.Constraints {
		reason := l.refuses(constraint)
		if reason == "" {
			fit.Constraints = append(fit.Constraints, constraint)
			continue
		}
		item := Unsupported{Constraint: &constraint, Reason: reason}
		if constraint.Kind == KeyConstraint {
			instead := constraint
			instead.Kind = UniqueConstraint
			if l.refuses(instead) == "" {
				item.Instead = &instead
				fit.Constraints = append(fit.Constraints, instead)
			}
		}
		left = append(left, item)
	}
	for _, index := range catalog.Indexes {
		if index.Kind == VectorIndex && l.NoVectorIndexes {
			left = append(left, Unsupported{Index: &index, Reason: l.server() + " has no vector indexes; they came with 5.11"})
			continue
		}
		fit.Indexes = l.addIndex(fit.Indexes, index)
	}
	return fit, left
}

// addIndex adds an index as the server has it.
func (l Limits) addIndex(list []Index, index Index) []Index {
	if !l.BtreeIndexes || index.Kind != PointIndex && index.Kind != RangeIndex {
		return append(list, index)
	}
	isRange := index.Kind == RangeIndex
	index.Kind = RangeIndex
	at := slices.IndexFunc(list, func(met Index) bool { return met.Kind == RangeIndex && met.sameThing(index) })
	if at < 0 {
		return append(list, index)
	}
	merged, other := list[at], index // index and point on one field: the name is that of the index
	if isRange {
		merged, other = other, merged
	}
	merged.Name = cmp.Or(merged.Name, other.Name)
	if merged.Options == nil {
		merged.Options = other.Options
	}
	list[at] = merged
	return list
}

// refuses says why a server cannot hold a constraint, "" when it can.
func (l Limits) refuses(constraint Constraint) string {
	switch {
	case constraint.Kind == TypedConstraint && l.NoPropertyTypes:
		return l.server() + " has no property type constraints; they came with 5.9"
	case constraint.unique() && constraint.EntityType == RelationshipEntity && l.NoRelationshipUniqueness:
		return l.server() + " has no uniqueness of relationships; it came with 5.7"
	case constraint.Kind != UniqueConstraint && l.Community:
		return l.server() + " has no " + constraintNames[constraint.Kind] + "s; they need Enterprise Edition"
	}
	return ""
}

func (l Limits) server() string {
	if l.Server == "" {
		return "the server"
	}
	return l.Server
}
