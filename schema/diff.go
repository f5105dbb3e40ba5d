package schema

import (
	"fmt"
	"slices"
)

// CompareOptions says what Compare may do. The zero value keeps what no type declares,
// leaves out what the server cannot hold, and expects a server that can hold everything.
type CompareOptions struct {
	Limits            Limits
	RefuseUnsupported bool // fail with an *UnsupportedError instead of leaving out
	DropUndeclared    bool // drop what the database has and no type declares
	AnyName           bool // a given name is for creation only: what is there under another name stays

	// Ignore are beginnings of labels and relationship types that are not those of the types,
	// such as the ones of another program in the same database: what is on them is neither
	// dropped nor told of.
	Ignore []string
}

// Diff is the way from one catalog to another.
type Diff struct {
	// Changes are to be made one by one, in this order, each in a transaction of its own
	// that holds no data statement: drops of constraints, drops of indexes, creations of
	// constraints, creations of indexes. After all of them, and when the new indexes are
	// online, another Compare finds no change.
	Changes []Change `json:"changes"`

	LeftOut    []Unsupported `json:"leftOut,omitempty"` // what is declared and the server cannot hold
	Kept       Catalog       `json:"kept"`              // what the database has of what is declared, and stays
	Undeclared Catalog       `json:"undeclared"`        // what the database has and no type declares, and stays
}

// Empty tells whether there is nothing to change.
func (d Diff) Empty() bool { return len(d.Changes) == 0 }

// Destructive tells whether a change is.
func (d Diff) Destructive() bool {
	return slices.ContainsFunc(d.Changes, func(change Change) bool { return change.Destructive })
}

// Action is what a change does.
type Action int

// The two things that can be done. There is no third: Neo4j cannot alter a constraint or an
// index, so one that is to be another is dropped and created.
const (
	Drop Action = iota + 1
	Create
)

// Change is one step of a Diff. What it is about has its name in the database, also where
// that was derived.
type Change struct {
	Action     Action      `json:"action"`
	Constraint *Constraint `json:"constraint,omitempty"` // one of these two
	Index      *Index      `json:"index,omitempty"`

	Recreate bool   `json:"recreate,omitempty"` // one half of a drop and a creation that belong together
	Reason   string `json:"reason,omitempty"`   // of a drop, and of both halves; "" of what is simply missing

	// Destructive marks a drop after which something is gone: a rule, be it for the moment
	// until it is created anew, in which data may come that break it; or an index in whose
	// place no other is created. No change touches data.
	Destructive bool `json:"destructive,omitempty"`
}

// String says what the change does, and why where that is not plain:
//
//	drop vector index Person_plot_vector on (:Person {plot}): 3 dimensions, cosine (it has 3 dimensions, not 384)
func (c Change) String() string {
	text := "create "
	if c.Action == Drop {
		text = "drop "
	}
	text += described(c.Constraint, c.Index)
	if c.Reason != "" {
		text += " (" + c.Reason + ")"
	}
	return text
}

// NameError says that a name that is asked for is that of something which must stay.
type NameError struct {
	Name  string
	For   string // what is declared
	Taken string // what has the name
}

func (e *NameError) Error() string {
	return fmt.Sprintf("ogm: the name %s is asked for the %s, and is that of the %s, which stays; give another name in the tag", e.Name, e.For, e.Taken)
}

// Compare finds the way from what a database has to what is wanted. It does no I/O and
// changes neither catalog.
//
// Two things are the same when they are of one kind, on the same labels and properties:
// in any order for constraints and full-text indexes, in the same order for others. A key
// constraint is as good as a uniqueness constraint. What
// is there is compared as far as it is asked for: options of an index that nobody mentions
// stay as they are, and go with the index when it is created anew.
//
// A name matters where it was given in a tag, and for vector indexes, which the library
// searches by their names: under another name the thing is dropped and created. Elsewhere
// any name will do, and a derived name that is taken gets a number.
//
// What the server makes itself is left alone (indexes of constraints, of labels and types),
// and so are kinds that the library does not know and what migration tools keep for
// themselves. An index that has failed is created anew. A range index on the properties of a
// new key or uniqueness constraint is dropped, whatever the options: the constraint comes
// with one, and Neo4j refuses two. While a constraint has such an index, none is created.
//
// The error is a *NameError, or an *UnsupportedError where that was chosen.
func Compare(have, want Catalog, options CompareOptions) (Diff, error) {
	fit, leftOut := options.Limits.Fit(want)
	if len(leftOut) > 0 && options.RefuseUnsupported {
		return Diff{}, &UnsupportedError{Server: options.Limits.server(), Items: leftOut}
	}
	fit.Indexes = withoutCovered(fit)
	fit.sort()
	have = Catalog{slices.Clone(have.Constraints), slices.Clone(have.Indexes)}
	have.sort()
	c := newComparison(have, fit, options)
	for _, asked := range c.asked {
		c.match(asked)
	}
	if err := c.settle(); err != nil {
		return Diff{}, err
	}
	diff := c.diff()
	diff.LeftOut = leftOut
	return diff, nil
}
