package cypher

import (
	"strconv"
	"strings"
)

// Dialect says which text a server understands. The zero value is the newest
// line; text that is the same everywhere never asks it.
type Dialect int

// The dialects, newest first. Golden files are kept for those whose text differs.
const (
	Newest Dialect = iota // 2026.x
	Scoped                // 5.23 and later, 2025.x: subqueries with a scope clause
	Five                  // 5.0 to 5.22
	Four                  // 4.4
)

// DialectOf reads a server's agent string, such as "Neo4j/5.26.30". An agent it
// does not know counts as the newest.
func DialectOf(agent string) Dialect {
	version, ok := strings.CutPrefix(agent, "Neo4j/")
	if !ok {
		return Newest
	}
	majorText, rest, _ := strings.Cut(version, ".")
	minorText, _, _ := strings.Cut(rest, ".")
	major, err := strconv.Atoi(majorText)
	if err != nil {
		return Newest
	}
	minor, err := strconv.Atoi(minorText)
	switch {
	case major <= 4:
		return Four
	case major == 5 && err == nil && minor < 23:
		return Five
	case major < 2026:
		return Scoped
	}
	return Newest
}

// ScopeClauses tells whether a subquery has what it imports before its braces; else, its first
// clause is a WITH.
func (d Dialect) ScopeClauses() bool { return d <= Scoped }

// UnitSubquery opens a subquery that imports nothing. The form without a scope
// clause is deprecated from 5.23 on, the one with it is unknown before.
func (d Dialect) UnitSubquery() string {
	if d.ScopeClauses() {
		return "CALL () { "
	}
	return "CALL { "
}

// Subquery opens a subquery that imports one variable.
func (d Dialect) Subquery(imported string) string {
	if d.ScopeClauses() {
		return "CALL (" + imported + ") { "
	}
	return "CALL { WITH " + imported + " "
}

// DynamicProperties tells whether a statement may compute the name of a property
// that it sets: SET n[k] = null. It came with 5.24, one step after the newest dialect
// begins; 5.23 itself is no line in support.
func (d Dialect) DynamicProperties() bool { return d <= Scoped }

// DynamicNames tells whether a statement may compute the labels that it sets and the type of
// a relationship that it creates. The second came with 5.26.
func (d Dialect) DynamicNames() bool { return d <= Scoped }

// CountSubqueries tells whether COUNT { … } is known. The longer form for those who do not
// know it is the size of a list.
func (d Dialect) CountSubqueries() bool { return d < Four }

// PredicatesEverywhere tells whether EXISTS { … } may stand within a function.
func (d Dialect) PredicatesEverywhere() bool { return d < Four }

// ElementIDs tells whether nodes have element ids, or numbers in their place.
func (d Dialect) ElementIDs() bool { return d < Four }

// RelationshipUniqueness tells whether relationships have uniqueness constraints and keys. They
// came with 5.7, PropertyTypes with 5.9 and VectorIndexes with 5.11; 5.0 to 5.6 are no line in
// support.
func (d Dialect) RelationshipUniqueness() bool { return d < Four }

// PropertyTypes tells whether there are property type constraints.
func (d Dialect) PropertyTypes() bool { return d < Four }

// BtreeIndexes tells whether indexes for comparisons are of the kind BTREE. The planner of such
// a server uses none of the kind RANGE.
func (d Dialect) BtreeIndexes() bool { return d == Four }

// VectorIndexes tells whether there are any.
func (d Dialect) VectorIndexes() bool { return d < Four }

// VectorSearch tells whether MATCH … SEARCH is known. Where it is, the procedure that came
// before is deprecated.
func (d Dialect) VectorSearch() bool { return d == Newest }

// String names the dialect for golden files and messages.
func (d Dialect) String() string {
	switch d {
	case Four:
		return "4.4"
	case Five:
		return "5"
	case Scoped:
		return "5.23"
	}
	return "2026"
}
