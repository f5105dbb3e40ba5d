package schema

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// comparison is the state of one Compare.
type comparison struct {
	options CompareOptions
	found   []*found
	asked   []*asked
	names   map[string]bool // that new things get
}

// thing is a constraint or an index: one of its two fields is set.
type thing struct {
	constraint *Constraint
	index      *Index
}

func (t thing) name() string {
	if t.constraint != nil {
		return t.constraint.EffectiveName()
	}
	return t.index.EffectiveName()
}

func (t thing) String() string { return described(t.constraint, t.index) }

// described is the String of whichever of the two there is.
func described(constraint *Constraint, index *Index) string {
	if constraint != nil {
		return constraint.String()
	}
	return index.String()
}

// found is what the database has.
type found struct {
	thing
	fixed      bool // not ours to touch
	claims     []*asked
	dropped    bool
	undeclared bool // dropped for nothing else than that
	replaced   bool // by something that does its work
	recreate   bool
	reason     string
}

// asked is what is wanted.
type asked struct {
	thing
	given    bool   // the name matters
	named    string // the name that it will have
	create   bool
	recreate bool
	reason   string
}

func newComparison(have, want Catalog, options CompareOptions) *comparison {
	c := &comparison{options: options, names: map[string]bool{}}
	for i := range have.Constraints {
		constraint := &have.Constraints[i]
		c.found = append(c.found, &found{thing: thing{constraint: constraint}, fixed: constraint.Kind == 0 || constraint.ToolOwned() || c.ignores([]string{constraint.Label})})
	}
	for i := range have.Indexes {
		index := &have.Indexes[i]
		fixed := index.Kind == 0 || index.Kind == LookupIndex || index.Owner != "" || index.ToolOwned() || c.ignores(index.Labels)
		c.found = append(c.found, &found{thing: thing{index: index}, fixed: fixed})
	}
	for i := range want.Constraints {
		constraint := &want.Constraints[i]
		c.asked = append(c.asked, &asked{thing: thing{constraint: constraint}, given: constraint.Name != ""})
	}
	for i := range want.Indexes {
		index := &want.Indexes[i]
		c.asked = append(c.asked, &asked{thing: thing{index: index}, given: index.Name != "" || index.Kind == VectorIndex})
	}
	return c
}

func (c *comparison) ignores(labels []string) bool {
	return slices.ContainsFunc(labels, func(label string) bool {
		return slices.ContainsFunc(c.options.Ignore, func(beginning string) bool { return strings.HasPrefix(label, beginning) })
	})
}

// match finds what is asked for among what there is.
func (c *comparison) match(a *asked) {
	const none = 4
	best, bestRank, bestReasons := (*found)(nil), none, []string(nil)
	for _, f := range c.found {
		same, reasons := c.compare(f, a)
		rank := none
		switch {
		case f.fixed || !same:
		case len(reasons) > 0:
			rank = 3
		case f.name() == a.name():
			rank = 0
		case f.properties() == a.properties():
			rank = 1
		default:
			rank = 2
		}
		if rank < bestRank {
			best, bestRank, bestReasons = f, rank, reasons
		}
	}
	if best == nil {
		a.create = true
		return
	}
	if len(bestReasons) == 0 && a.given && !c.options.AnyName && best.name() != a.name() && !best.stronger(a) {
		bestReasons = []string{fmt.Sprintf("it is called %s, and %s is asked for", shown(best.name()), shown(a.name()))}
	}
	best.claims = append(best.claims, a)
	if len(bestReasons) > 0 {
		c.recreate(best, strings.Join(bestReasons, ", "))
	}
}

// compare tells whether a thing of the database is what is asked for, and where it
// differs.
func (c *comparison) compare(f *found, a *asked) (same bool, differences []string) {
	switch {
	case f.constraint != nil && a.constraint != nil:
		if !f.constraint.implies(*a.constraint) {
			return false, nil
		}
		if a.constraint.Kind == TypedConstraint && !sameType(f.constraint.PropertyType, a.constraint.PropertyType) {
			return true, []string{fmt.Sprintf("its type is %s, not %s", f.constraint.PropertyType, a.constraint.PropertyType)}
		}
		return true, nil
	case f.index != nil && a.index != nil:
		if f.index.Kind != c.kind(a.index.Kind) || !f.index.sameThing(*a.index) {
			return false, nil
		}
		return true, f.index.differences(*a.index)
	}
	return false, nil
}

// kind is what an index is called on the server.
func (c *comparison) kind(asked IndexKind) IndexKind {
	if asked == RangeIndex && c.options.Limits.BtreeIndexes {
		return BtreeIndex
	}
	return asked
}

func (t thing) properties() string {
	if t.constraint != nil {
		return strings.Join(t.constraint.Properties, "\x00")
	}
	return strings.Join(t.index.Properties, "\x00")
}

// stronger tells a constraint that is more than what is asked for: to give it the name
// would make it less.
func (f *found) stronger(a *asked) bool {
	return f.constraint != nil && f.constraint.Kind != a.constraint.Kind
}

// recreate drops a thing and creates anew what it was for.
func (c *comparison) recreate(f *found, reason string) {
	f.dropped, f.recreate, f.reason = true, true, reason
	for _, a := range f.claims {
		a.create, a.recreate, a.reason = true, true, reason
		if a.index != nil && f.index != nil {
			a.index = a.index.withOptionsOf(f.index)
		}
	}
}

// withOptionsOf gives an index the settings of the one in whose place it comes, where
// nothing else is asked for.
func (i *Index) withOptionsOf(before *Index) *Index {
	changed := *i
	changed.Dimensions = cmp.Or(i.Dimensions, before.Dimensions)
	changed.Similarity = cmp.Or(i.Similarity, before.Similarity)
	alike := i.Kind == before.Kind || i.Kind == RangeIndex && before.Kind == BtreeIndex
	if alike && len(before.Options) > 0 {
		changed.Options = maps.Clone(before.Options)
		maps.Copy(changed.Options, i.Options)
	}
	return &changed
}

// diff writes down what was settled.
func (c *comparison) diff() Diff {
	var diff Diff
	var drops, creations []Change
	for _, f := range c.found {
		switch {
		case f.dropped:
			destructive := f.constraint != nil || !f.recreate && !f.replaced
			drops = append(drops, Change{Action: Drop, Constraint: f.constraint, Index: f.index, Recreate: f.recreate, Reason: f.reason, Destructive: destructive})
		case len(f.claims) > 0:
			diff.Kept.add(f.thing)
		case !f.fixed:
			diff.Undeclared.add(f.thing)
		}
	}
	for _, a := range c.asked {
		if !a.create || a.named == "" { // the second: a constraint has the index
			continue
		}
		change := Change{Action: Create, Recreate: a.recreate, Reason: a.reason}
		if a.constraint != nil {
			created := *a.constraint
			created.Name = a.named
			change.Constraint = &created
		} else {
			created := *a.index
			created.Name = a.named
			change.Index = &created
		}
		creations = append(creations, change)
	}
	diff.Changes = slices.Concat(drops, creations)
	return diff
}

func (c *Catalog) add(t thing) {
	if t.constraint != nil {
		c.Constraints = append(c.Constraints, *t.constraint)
	} else {
		c.Indexes = append(c.Indexes, *t.index)
	}
}
