package schema

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
		c.found = append(c.found, &found{thing: thing{constraint: constraint}, fixed: constraint.Kind == 0 || constraint.ToolOwned()})
	}
	for i := range have.Indexes {
		index := &have.Indexes[i]
		fixed := index.Kind == 0 || index.Kind == LookupIndex || index.Owner != "" || index.ToolOwned()
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
		bestReasons = []string{fmt.Sprintf("it is called %s, and %s is asked for", best.name(), a.name())}
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
	if i.Kind == before.Kind && len(before.Options) > 0 {
		changed.Options = maps.Clone(before.Options)
		maps.Copy(changed.Options, i.Options)
	}
	return &changed
}

// settle makes way for what is created: no two things have one name, and no constraint
// meets an index on its properties.
func (c *comparison) settle() error {
	if c.options.DropUndeclared {
		for _, f := range c.found {
			if !f.fixed && !f.dropped && len(f.claims) == 0 {
				f.dropped, f.undeclared, f.reason = true, true, "no type declares it"
			}
		}
	}
	for { // making way for one thing may move another
		a := c.next()
		if a == nil {
			return nil
		}
		if err := c.claimName(a); err != nil {
			return err
		}
		if a.constraint != nil && a.constraint.unique() {
			c.clear(a)
		}
	}
}

// next gives a thing that is to be created and has no name yet; those whose names matter
// come first. Range indexes that a constraint has are not created.
func (c *comparison) next() *asked {
	var derived *asked
	for _, a := range c.asked {
		switch {
		case !a.create || a.named != "" || a.index != nil && a.index.Kind == RangeIndex && c.isCovered(a.index):
		case a.given:
			return a
		case derived == nil:
			derived = a
		}
	}
	return derived
}

// claimName gives a new thing its name, or one with a number where the name was derived
// and is taken.
func (c *comparison) claimName(a *asked) error {
	name := a.name()
	if !a.given {
		for n := 2; c.isTaken(name); n++ {
			name = a.name() + "_" + strconv.Itoa(n)
		}
		a.named, c.names[name] = name, true
		return nil
	}
	if c.names[name] {
		at := slices.IndexFunc(c.asked, func(other *asked) bool { return other.named == name })
		return &NameError{Name: name, For: a.String(), Taken: c.asked[at].String()}
	}
	for _, f := range c.found {
		if f.isGoing() || f.isOwned() || f.name() != name {
			continue
		}
		if f.fixed {
			return &NameError{Name: name, For: a.String(), Taken: f.String()}
		}
		reason := "its name is needed for the " + a.String()
		if len(f.claims) > 0 {
			c.recreate(f, reason)
			continue
		}
		f.drop(reason)
		if c.redefines(f, a) {
			f.recreate, f.reason = true, "it is asked for on "+a.on()
			a.recreate, a.reason = true, "it was on "+f.on()
			if a.index != nil {
				a.index = a.index.withOptionsOf(f.index)
			}
		}
	}
	a.named, c.names[name] = name, true
	return nil
}

func (f *found) drop(reason string) { f.dropped, f.undeclared, f.reason = true, false, reason }

// isGoing tells what is dropped for a reason of more weight than that nobody declares it.
func (f *found) isGoing() bool { return f.dropped && !f.undeclared }

// redefines tells whether a thing has the name and the kind that are asked for, and is on
// something else.
func (c *comparison) redefines(f *found, a *asked) bool {
	if f.constraint != nil {
		return a.constraint != nil && f.constraint.Kind == a.constraint.Kind
	}
	return a.index != nil && f.index.Kind == c.kind(a.index.Kind)
}

func (t thing) on() string {
	if t.constraint != nil {
		return pattern(t.constraint.EntityType, []string{t.constraint.Label}, t.constraint.Properties)
	}
	return pattern(t.index.EntityType, t.index.Labels, t.index.Properties)
}

// isOwned tells an index whose constraint stands for it.
func (f *found) isOwned() bool { return f.index != nil && f.index.Owner != "" }

func (c *comparison) isTaken(name string) bool {
	return c.names[name] || slices.ContainsFunc(c.found, func(f *found) bool { return !f.dropped && f.name() == name })
}

// clear drops what a new constraint with an index of its own cannot stand beside.
func (c *comparison) clear(a *asked) {
	for _, f := range c.found {
		switch {
		case f.fixed || f.isGoing():
		case f.index != nil && f.index.Kind == c.kind(RangeIndex) && f.index.on(*a.constraint):
			f.drop("the " + a.String() + " has an index of its own")
			f.replaced = true
		case f.constraint != nil && f.constraint.unique() && a.constraint.implies(*f.constraint) && f.properties() == a.properties():
			f.drop("the " + a.String() + " takes its place")
			f.recreate = true
			a.recreate, a.reason = true, "it takes the place of the "+f.String()
		}
	}
}

// isCovered tells whether a constraint that stays, or comes, has the index.
func (c *comparison) isCovered(index *Index) bool {
	return slices.ContainsFunc(c.found, func(f *found) bool {
		return f.constraint != nil && f.constraint.unique() && !f.dropped && index.on(*f.constraint)
	})
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
		case f.fixed || len(f.claims) > 0:
		case f.constraint != nil:
			diff.Undeclared.Constraints = append(diff.Undeclared.Constraints, *f.constraint)
		default:
			diff.Undeclared.Indexes = append(diff.Undeclared.Indexes, *f.index)
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
