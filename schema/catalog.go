package schema

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Catalog is a set of constraints and indexes: those that types declare, by Declared, or
// those that a database has, by ReadCatalog. Both are in one order, that of what they are
// on, so that equal catalogs look alike.
type Catalog struct {
	Constraints []Constraint `json:"constraints"`
	Indexes     []Index      `json:"indexes"`
}

// DeclareOptions says how types become a catalog.
type DeclareOptions struct {
	// KeyConstraints makes key constraints of the keys of nodes (NODE KEY), which only
	// Enterprise Edition has. The default is a uniqueness constraint, which every edition has.
	KeyConstraints bool
}

// Declared gathers the constraints and indexes of types. What several types declare alike
// stands there once. Full-text indexes of one name become one index over the labels and
// properties of all of them, which is how a search finds nodes of several types. A range
// index over what a key or a unique has an index for is left out.
//
// The error names, joined, all declarations that cannot be true together: one property
// with two types, one vector with two sizes, one name for two things, two names for one.
func Declared(nodes []*NodeType, relationships []*RelationshipType, options DeclareOptions) (Catalog, error) {
	d := declaration{options: options}
	for _, node := range nodes {
		d.add(&node.Entity)
	}
	for _, relationship := range relationships {
		if relationship.Label != "" { // else it reads relationships of any type
			d.add(&relationship.Entity)
		}
	}
	d.names()
	if len(d.mistakes) > 0 {
		return Catalog{}, errors.Join(d.mistakes...)
	}
	d.catalog.Indexes = withoutCovered(d.catalog)
	d.catalog.sort()
	return d.catalog, nil
}

// Catalog is Declared of all types that the registry has compiled without error.
func (r *Registry) Catalog(options DeclareOptions) (Catalog, error) {
	return Declared(r.NodeTypes(), r.RelationshipTypes(), options)
}

// declaration is the state of one call of Declared.
type declaration struct {
	options  DeclareOptions
	catalog  Catalog
	mistakes []error
}

func (d *declaration) fail(format string, values ...any) {
	d.mistakes = append(d.mistakes, fmt.Errorf("ogm: "+format, values...))
}

func (d *declaration) add(entity *Entity) {
	for _, declared := range entity.Constraints {
		declared.Properties = slices.Clone(declared.Properties)
		if declared.Kind == KeyConstraint && !d.options.KeyConstraints {
			declared.Kind = UniqueConstraint
		}
		d.constraint(entity, declared)
	}
	for _, declared := range entity.Indexes {
		declared.Labels, declared.Properties = slices.Clone(declared.Labels), slices.Clone(declared.Properties)
		d.index(entity, declared)
	}
}

func (d *declaration) constraint(entity *Entity, declared Constraint) {
	at := slices.IndexFunc(d.catalog.Constraints, func(met Constraint) bool {
		return met.implies(declared) || declared.implies(met)
	})
	if at < 0 {
		d.catalog.Constraints = append(d.catalog.Constraints, declared)
		return
	}
	met := &d.catalog.Constraints[at]
	if met.Kind == TypedConstraint && !sameType(met.PropertyType, declared.PropertyType) {
		d.fail("%s declares the type %s of %s, and another type declares %s; give both fields one type, or remove typed",
			entity.Name, declared.PropertyType, pattern(declared.EntityType, []string{declared.Label}, declared.Properties), met.PropertyType)
	}
	name := d.oneName(met.Name, declared.Name, declared.String())
	if !met.implies(declared) {
		*met = declared
	}
	met.Name = name
}

func (d *declaration) index(entity *Entity, declared Index) {
	at := slices.IndexFunc(d.catalog.Indexes, func(met Index) bool {
		if met.Kind == FulltextIndex && declared.Kind == FulltextIndex {
			return met.Name == declared.Name && met.EntityType == declared.EntityType
		}
		return met.Kind == declared.Kind && met.sameThing(declared)
	})
	if at < 0 {
		d.catalog.Indexes = append(d.catalog.Indexes, declared)
		return
	}
	met := &d.catalog.Indexes[at]
	if met.Kind == FulltextIndex {
		met.Labels, met.Properties = union(met.Labels, declared.Labels), union(met.Properties, declared.Properties)
	}
	if differences := met.differences(declared); len(differences) > 0 {
		d.fail("%s declares the %s, and another type differs: %s; give both fields one option", entity.Name, declared, strings.Join(differences, ", "))
	}
	met.Name = d.oneName(met.Name, declared.Name, declared.String())
}

// oneName decides between the names that two types give to one thing.
func (d *declaration) oneName(a, b, what string) string {
	if a != "" && b != "" && a != b {
		d.fail("the %s is called %s by another type; give it one name", what, a)
	}
	return cmp.Or(a, b)
}

// names finds given names that two things have. Derived ones give way when it is known what
// the database has.
func (d *declaration) names() {
	given := map[string]string{}
	claim := func(name, what string) {
		if name == "" {
			return
		}
		if first, taken := given[name]; taken {
			d.fail("the name %s is given to two things, and constraints and indexes share their names: %s, and %s", name, first, what)
			return
		}
		given[name] = what
	}
	for _, constraint := range d.catalog.Constraints {
		claim(constraint.Name, constraint.String())
	}
	for i, index := range d.catalog.Indexes {
		claim(index.Name, index.String())
		for _, other := range d.catalog.Indexes[:i] {
			if index.Kind == FulltextIndex && other.Kind == FulltextIndex && other.sameThing(index) {
				d.fail("%s and %s are full-text indexes on the same, and a database has one; give both one name", other.Name, index.Name)
			}
		}
	}
}

func union(list, more []string) []string {
	for _, text := range more {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// implies tells whether what c demands holds wherever other holds, but for types of
// properties: two of one property are the same rule, differently.
func (c Constraint) implies(other Constraint) bool {
	alike := c.Kind == other.Kind || c.Kind == KeyConstraint && other.Kind == UniqueConstraint
	return alike && c.EntityType == other.EntityType && c.Label == other.Label && sameSet(c.Properties, other.Properties)
}

// withoutCovered leaves out the range indexes for which a constraint has one.
func withoutCovered(catalog Catalog) []Index {
	return slices.DeleteFunc(slices.Clone(catalog.Indexes), func(index Index) bool {
		return index.Kind == RangeIndex && slices.ContainsFunc(catalog.Constraints, func(constraint Constraint) bool {
			return constraint.unique() && index.on(constraint)
		})
	})
}

func (c *Catalog) sort() {
	slices.SortStableFunc(c.Constraints, compareConstraints)
	slices.SortStableFunc(c.Indexes, compareIndexes)
}

func compareConstraints(a, b Constraint) int {
	return cmp.Or(cmp.Compare(a.EntityType, b.EntityType), cmp.Compare(a.Label, b.Label), slices.Compare(a.Properties, b.Properties), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.EffectiveName(), b.EffectiveName()))
}

func compareIndexes(a, b Index) int {
	return cmp.Or(cmp.Compare(a.EntityType, b.EntityType), slices.Compare(a.Labels, b.Labels), slices.Compare(a.Properties, b.Properties), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.EffectiveName(), b.EffectiveName()))
}
