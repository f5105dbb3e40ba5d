package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ogm/ogm/schema"
)

func (e *entity) leave(format string, values ...any) {
	e.left = append(e.left, fmt.Sprintf(format, values...))
}

func (m *model) leave(format string, values ...any) {
	m.left = append(m.left, fmt.Sprintf(format, values...))
}

// rules gives fields the options that declare the constraints and indexes of the database.
// A tag declares for the first label of its struct; what no tag can say is told.
func (m *model) rules() {
	for _, constraint := range m.graph.Catalog.Constraints {
		if constraint.ToolOwned() {
			continue
		}
		m.rule(constraint.EntityType, []string{constraint.Label}, constraint.String(), func(e *entity) string { return e.constraint(constraint, m.keyOf(e)) })
	}
	for _, index := range m.graph.Catalog.Indexes {
		switch {
		case index.Owner != "" || index.Kind == schema.LookupIndex || index.ToolOwned():
			continue
		case index.Kind == schema.FulltextIndex:
			m.fulltext(index)
			continue
		}
		m.rule(index.EntityType, index.Labels, index.String(), func(e *entity) string { return e.index(index, m.keyOf(e)) })
	}
	for _, e := range m.entities() {
		m.arrange(e)
	}
}

// keyOf gives the key of a struct, where it is that of a node.
func (m *model) keyOf(e *entity) []string {
	for _, n := range m.nodes {
		if &n.entity == e {
			return n.key
		}
	}
	return nil
}

// rule puts something on all structs of a label; apply says why it cannot. Where one of them
// declares it, it is declared.
func (m *model) rule(kind schema.EntityType, labels []string, what string, apply func(e *entity) string) {
	declared := false
	var refused *entity
	var problem string
	for _, e := range m.entities() {
		if e.kind != kind || !slices.Contains(labels, e.label) {
			continue
		}
		switch met := apply(e); {
		case met == "":
			declared = true
		case refused == nil:
			refused, problem = e, met
		}
	}
	switch {
	case declared:
	case refused != nil:
		refused.leave("the %s: %s", what, problem)
	default:
		m.leave("the %s: %s", what, m.homeless(kind, labels))
	}
}

// homeless says why no struct declares for a label.
func (m *model) homeless(kind schema.EntityType, labels []string) string {
	if kind == schema.RelationshipEntity {
		return "no struct is of relationships of this type with properties"
	}
	for _, n := range m.nodes {
		for _, label := range labels {
			if slices.Contains(n.own, label) {
				return fmt.Sprintf("tags declare for the first label of a struct, which is %s in %s", shown(n.label), n.name)
			}
		}
	}
	return "no node has the label"
}

// constraint gives fields the option of a constraint, or says why there is none.
func (e *entity) constraint(c schema.Constraint, key []string) string {
	fields, problem := e.all(c.Properties)
	if problem != "" {
		return problem
	}
	single := len(fields) == 1
	switch c.Kind {
	case schema.UniqueConstraint, schema.KeyConstraint:
		switch {
		case sameSet(c.Properties, key):
			return ""
		case single:
			return give(fields, "unique")
		}
		return give(fields, "unique="+c.Name)
	case schema.RequiredConstraint:
		return give(fields, "required")
	case schema.TypedConstraint:
		if met := fields[0].one; met == "" || constraintType(met) != c.PropertyType {
			return fmt.Sprintf("the values that were looked at are %s", listed(fields[0].Types, " and "))
		}
		return give(fields, "typed")
	}
	return "ogm does not know its kind"
}

// index gives fields the option of an index, or says why there is none.
func (e *entity) index(index schema.Index, key []string) string {
	fields, problem := e.all(index.Properties)
	if problem != "" {
		return problem
	}
	single := len(fields) == 1
	switch {
	case index.State == "FAILED":
		return "it has failed"
	case index.Kind == schema.RangeIndex || index.Kind == schema.BtreeIndex:
		switch {
		case slices.Equal(index.Properties, key):
			return "a key has an index, that of its constraint, which is to be made in its place"
		case single:
			return give(fields, "index")
		}
		return give(fields, "index="+index.Name)
	case index.Kind == schema.TextIndex && single:
		if fields[0].one != "STRING" {
			return "the option text is for texts"
		}
		return give(fields, "text")
	case index.Kind == schema.PointIndex && single:
		if !strings.HasPrefix(fields[0].one, "POINT") {
			return "the option point is for points"
		}
		return give(fields, "point")
	case index.Kind == schema.VectorIndex && single:
		return vector(index, fields)
	}
	return "tags have no word for it"
}

// vector: the settings stand in the tag, the name is derived from what the index is on.
func vector(index schema.Index, fields []*field) string {
	derived := index
	derived.Name = ""
	switch {
	case fields[0].one != "LIST<FLOAT>":
		return "the option vector is for lists of FLOAT"
	case index.Name != derived.EffectiveName():
		return "the option vector is for an index that is called " + shown(derived.EffectiveName())
	case index.Dimensions < 1 || index.Similarity != "cosine" && index.Similarity != "euclidean":
		return "the option vector needs dimensions, and cosine or euclidean"
	}
	return give(fields, fmt.Sprintf("vector=%d:%s", index.Dimensions, index.Similarity))
}

// fulltext is declared by all fields that share its name, in all structs: their labels and
// properties together are the index, so it takes all of them or none.
func (m *model) fulltext(index schema.Index) {
	var fields []*field
	labels, properties := map[string]bool{}, map[string]bool{}
	option := "fulltext=" + index.Name
	for _, e := range m.entities() {
		if e.kind != index.EntityType || !slices.Contains(index.Labels, e.label) {
			continue
		}
		for _, name := range index.Properties {
			f := e.field(name)
			if f != nil && (f.one == "STRING" || f.one == "LIST<STRING>") && f.takes(option) {
				fields = append(fields, f)
				labels[e.label], properties[name] = true, true
			}
		}
	}
	if len(labels) < len(index.Labels) || len(properties) < len(index.Properties) || index.State == "FAILED" {
		m.leave("the %s: no fields of texts together are on all of its labels and properties", index)
		return
	}
	give(fields, option)
}

// all gives the fields of properties, or says which there is none of.
func (e *entity) all(properties []string) ([]*field, string) {
	var fields []*field
	for _, name := range properties {
		f := e.field(name)
		if f == nil {
			return nil, "there is no field of " + shown(name)
		}
		fields = append(fields, f)
	}
	return fields, ""
}

// give adds an option to fields, or says why a tag cannot have it.
func give(fields []*field, option string) string {
	for _, f := range fields {
		if !f.takes(option) {
			return "the tag has an option of this kind already, or cannot say its name"
		}
	}
	for _, f := range fields {
		f.options = append(f.options, option)
	}
	return ""
}

func (f *field) takes(option string) bool {
	_, ok := propertyTag(f.Property.Name, append(slices.Clone(f.options), option))
	return ok
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// arrange puts the fields of indexes over several properties into the order of these, which
// for a range index matters and which tags say by the order of fields.
func (m *model) arrange(e *entity) {
	for _, index := range m.graph.Catalog.Indexes {
		if len(index.Properties) < 2 || index.Kind != schema.RangeIndex && index.Kind != schema.BtreeIndex || index.EntityType != e.kind || !slices.Contains(index.Labels, e.label) {
			continue
		}
		var together []*field
		for _, name := range index.Properties {
			if f := e.field(name); f != nil && slices.Contains(f.options, "index="+index.Name) {
				together = append(together, f)
			}
		}
		if len(together) > 0 {
			first := slices.IndexFunc(e.fields, func(f *field) bool { return slices.Contains(together, f) })
			others := slices.DeleteFunc(slices.Clone(e.fields), func(f *field) bool { return slices.Contains(together, f) })
			e.fields = slices.Insert(others, first, together...)
		}
	}
}
