package schema

import (
	"slices"
	"strconv"
)

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
		more, err := c.pass(true)
		if !more && err == nil {
			more, err = c.pass(false)
		}
		if !more || err != nil {
			return err
		}
	}
}

// pass gives room and a name to what is to be created and has none yet: things whose names
// matter, which come first, or the others. Range indexes that a constraint has are not
// created. It tells whether there were any.
func (c *comparison) pass(given bool) (more bool, err error) {
	for _, a := range c.asked {
		if !a.create || a.named != "" || a.given != given || a.index != nil && a.index.Kind == RangeIndex && c.isCovered(a.index) {
			continue
		}
		more = true
		if a.constraint != nil && a.constraint.unique() {
			c.clear(a) // which may free the name
		}
		if err := c.claimName(a); err != nil {
			return false, err
		}
	}
	return more, nil
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
	return c.names[name] || slices.ContainsFunc(c.found, func(f *found) bool { return !f.dropped && !f.isOwned() && f.name() == name })
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
