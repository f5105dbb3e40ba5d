package schema

// DriftKind is in which way a database is not as its types declare.
type DriftKind string

// The ways, in the words for tools that read them.
const (
	DriftMissing    DriftKind = "missing"    // declared, and the database does not have it
	DriftDifferent  DriftKind = "different"  // declared otherwise
	DriftUndeclared DriftKind = "undeclared" // the database has it, and no type declares it
)

// Drift is one difference between a database and what its types declare.
type Drift struct {
	Kind       DriftKind   `json:"kind"`
	Constraint *Constraint `json:"constraint,omitempty"` // as the database has it, or as it is missing; one of these two
	Index      *Index      `json:"index,omitempty"`
	Detail     string      `json:"detail,omitempty"` // of what is different, where
}

// String gives the difference as a line:
//
//	different: vector index Person_plot_vector on (:Person {plot}): 3 dimensions, cosine (it has 3 dimensions, not 384)
func (d Drift) String() string {
	text := string(d.Kind) + ": " + described(d.Constraint, d.Index)
	if d.Detail != "" {
		text += " (" + d.Detail + ")"
	}
	return text
}

// Verify lists how a database differs from what is wanted of it, nothing when it does not.
// It asks Compare, so the same options hold and the same errors come; DropUndeclared says
// nothing here, since what no type declares is always listed. What the server cannot hold by
// its limits is no difference: Limits.Fit tells it. An index that is being built counts as
// there, one that has failed is different.
func Verify(have, want Catalog, options CompareOptions) ([]Drift, error) {
	options.DropUndeclared = false
	diff, err := Compare(have, want, options)
	if err != nil {
		return nil, err
	}
	return diff.Drift(), nil
}

// Drift lists what a diff is about as differences of the database from what is wanted.
func (d Diff) Drift() []Drift {
	var list []Drift
	for _, change := range d.Changes {
		switch {
		case change.Action == Drop && change.Recreate:
			list = append(list, Drift{DriftDifferent, change.Constraint, change.Index, change.Reason})
		case change.Action == Drop:
			list = append(list, Drift{DriftUndeclared, change.Constraint, change.Index, change.Reason})
		case !change.Recreate:
			list = append(list, Drift{DriftMissing, change.Constraint, change.Index, ""})
		}
	}
	for _, constraint := range d.Undeclared.Constraints {
		list = append(list, Drift{Kind: DriftUndeclared, Constraint: &constraint})
	}
	for _, index := range d.Undeclared.Indexes {
		list = append(list, Drift{Kind: DriftUndeclared, Index: &index})
	}
	return list
}
