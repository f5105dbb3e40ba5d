package schema_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm/schema"
)

// database is the schema of a Neo4j in memory: it refuses what a real one refuses.
type database struct {
	schema.Catalog
	ranges schema.IndexKind // what CREATE INDEX makes: BTREE on 4.4
}

func (d *database) has(name string) bool {
	return slices.ContainsFunc(d.Constraints, func(c schema.Constraint) bool { return c.Name == name }) ||
		slices.ContainsFunc(d.Indexes, func(i schema.Index) bool { return i.Name == name })
}

func unique(c schema.Constraint) bool {
	return c.Kind == schema.UniqueConstraint || c.Kind == schema.KeyConstraint
}

func (d *database) createConstraint(c schema.Constraint) error {
	if d.has(c.Name) {
		return fmt.Errorf("there is something called %s", c.Name)
	}
	for _, other := range d.Constraints {
		same := other.EntityType == c.EntityType && other.Label == c.Label && slices.Equal(other.Properties, c.Properties)
		if same && (other.Kind == c.Kind || unique(other) && unique(c)) {
			return fmt.Errorf("there is the %s", other)
		}
	}
	if unique(c) {
		index := schema.Index{Kind: d.ranges, Name: c.Name, EntityType: c.EntityType, Labels: []string{c.Label}, Properties: c.Properties, Owner: c.Name, State: "ONLINE"}
		if err := d.clash(index); err != nil {
			return err
		}
		d.Indexes = append(d.Indexes, index)
	}
	d.Constraints = append(d.Constraints, c)
	return nil
}

func (d *database) clash(index schema.Index) error {
	for _, other := range d.Indexes {
		if other.Kind == index.Kind && other.EntityType == index.EntityType && slices.Equal(other.Labels, index.Labels) && slices.Equal(other.Properties, index.Properties) {
			return fmt.Errorf("there is the %s", other)
		}
	}
	return nil
}

func (d *database) createIndex(index schema.Index) error {
	if d.has(index.Name) {
		return fmt.Errorf("there is something called %s", index.Name)
	}
	if err := d.clash(index); err != nil {
		return err
	}
	index.State = "ONLINE"
	d.Indexes = append(d.Indexes, index)
	return nil
}

func (d *database) change(change schema.Change) error {
	switch {
	case change.Action == schema.Create && change.Constraint != nil:
		return d.createConstraint(*change.Constraint)
	case change.Action == schema.Create:
		index := *change.Index
		if index.Kind == schema.RangeIndex {
			index.Kind = d.ranges
		}
		return d.createIndex(index)
	case change.Constraint != nil:
		name := change.Constraint.Name
		before := len(d.Constraints)
		d.Constraints = slices.DeleteFunc(d.Constraints, func(c schema.Constraint) bool { return c.Name == name })
		d.Indexes = slices.DeleteFunc(d.Indexes, func(i schema.Index) bool { return i.Owner == name })
		if len(d.Constraints) == before {
			return fmt.Errorf("there is no constraint %s", name)
		}
		return nil
	}
	name := change.Index.Name
	at := slices.IndexFunc(d.Indexes, func(i schema.Index) bool { return i.Name == name && i.Owner == "" })
	if at < 0 {
		return fmt.Errorf("there is no index %s that could be dropped", name)
	}
	d.Indexes = slices.Delete(d.Indexes, at, at+1)
	return nil
}

// lacks says what of a wish a database does not fulfil, by other means than Compare.
func (d *database) lacks(want schema.Catalog, anyName bool) (missing []string) {
	for _, w := range want.Constraints {
		if !slices.ContainsFunc(d.Constraints, func(h schema.Constraint) bool {
			named := w.Name == "" || w.Name == h.Name || anyName || w.Kind != h.Kind
			fits := h.Kind == w.Kind || h.Kind == schema.KeyConstraint && w.Kind == schema.UniqueConstraint
			return fits && named && h.EntityType == w.EntityType && h.Label == w.Label && sameSet(h.Properties, w.Properties) && h.PropertyType == w.PropertyType
		}) {
			missing = append(missing, w.String())
		}
	}
	for _, w := range want.Indexes {
		if !slices.ContainsFunc(d.Indexes, func(h schema.Index) bool {
			kind, order := w.Kind, slices.Equal[[]string]
			point := kind == schema.PointIndex && d.ranges == schema.BtreeIndex // which a range index serves there
			if kind == schema.RangeIndex || point {
				kind = d.ranges
			}
			if kind == schema.FulltextIndex {
				order = sameSet
			}
			named := w.Name == "" && w.Kind != schema.VectorIndex || w.EffectiveName() == h.Name || anyName || h.Owner != "" || point
			return h.Kind == kind && named && h.EntityType == w.EntityType && sameSet(h.Labels, w.Labels) && order(h.Properties, w.Properties) &&
				h.Dimensions == w.Dimensions && h.State == "ONLINE" && (w.Options == nil || h.Options["fulltext.analyzer"] == w.Options["fulltext.analyzer"])
		}) {
			missing = append(missing, w.String())
		}
	}
	return missing
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// chance draws parts of schemas from so few names that they meet.
type chance struct{ *rapid.T }

func (c chance) name(derived string) string {
	return rapid.SampledFrom([]string{"n1", "n2", "n3", derived, derived, derived}).Draw(c.T, "name")
}

func (c chance) given() string {
	return rapid.SampledFrom([]string{"", "", "", "n1", "n2", "n3", "A_x_unique", "A_y_range"}).Draw(c.T, "given")
}

func (c chance) label() string { return rapid.SampledFrom([]string{"A", "B"}).Draw(c.T, "label") }

func (c chance) entity() schema.EntityType {
	return rapid.SampledFrom([]schema.EntityType{schema.NodeEntity, schema.NodeEntity, schema.RelationshipEntity}).Draw(c.T, "entity")
}

func (c chance) properties(most int) []string {
	all := rapid.Permutation([]string{"x", "y", "z"}).Draw(c.T, "properties")
	return all[:rapid.IntRange(1, most).Draw(c.T, "number")]
}

func (c chance) constraint() schema.Constraint {
	kind := rapid.SampledFrom([]schema.ConstraintKind{schema.UniqueConstraint, schema.UniqueConstraint, schema.KeyConstraint, schema.RequiredConstraint, schema.TypedConstraint}).Draw(c.T, "kind")
	constraint := schema.Constraint{Kind: kind, EntityType: c.entity(), Label: c.label(), Properties: c.properties(1)}
	switch kind {
	case schema.TypedConstraint:
		constraint.PropertyType = rapid.SampledFrom([]string{"STRING", "INTEGER"}).Draw(c.T, "type")
	case schema.UniqueConstraint, schema.KeyConstraint:
		constraint.Properties = c.properties(2)
	}
	return constraint
}

func (c chance) index() schema.Index {
	kind := rapid.SampledFrom([]schema.IndexKind{schema.RangeIndex, schema.RangeIndex, schema.TextIndex, schema.PointIndex, schema.FulltextIndex, schema.VectorIndex}).Draw(c.T, "kind")
	index := schema.Index{Kind: kind, EntityType: c.entity(), Labels: []string{c.label()}, Properties: c.properties(1)}
	switch kind {
	case schema.RangeIndex:
		index.Properties = c.properties(2)
	case schema.FulltextIndex:
		index.Properties = c.properties(3)
		index.Options = map[string]any{"fulltext.analyzer": rapid.SampledFrom([]string{"english", "german"}).Draw(c.T, "analyzer")}
	case schema.VectorIndex:
		index.Dimensions, index.Similarity = rapid.IntRange(1, 2).Draw(c.T, "dimensions"), "cosine"
	}
	return index
}

// Whatever a database has and whatever is wanted: the changes run in their order, nothing of
// others is touched, and then there is nothing left to change.
func TestChangesLeadWhereTheyShould(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := chance{r}
		have := &database{ranges: rapid.SampledFrom([]schema.IndexKind{schema.RangeIndex, schema.RangeIndex, schema.BtreeIndex}).Draw(r, "ranges")}
		limits := schema.Limits{BtreeIndexes: have.ranges == schema.BtreeIndex}
		require.NoError(r, have.createIndex(schema.Index{Kind: schema.LookupIndex, Name: "lookup"}))
		for range rapid.IntRange(0, 8).Draw(r, "constraints there") {
			constraint := c.constraint()
			constraint.Name = c.name(constraint.EffectiveName())
			_ = have.createConstraint(constraint) // what it refuses is not there
		}
		for range rapid.IntRange(0, 8).Draw(r, "indexes there") {
			index := c.index()
			index.Name = c.name(index.EffectiveName())
			if limits.BtreeIndexes && index.Kind == schema.RangeIndex && rapid.Bool().Draw(r, "btree") {
				index.Kind = schema.BtreeIndex
			}
			if have.createIndex(index) == nil && rapid.IntRange(0, 9).Draw(r, "fails") == 0 {
				have.Indexes[len(have.Indexes)-1].State = "FAILED"
			}
		}
		if rapid.Bool().Draw(r, "tool") {
			require.NoError(r, have.createConstraint(schema.Constraint{Kind: schema.UniqueConstraint, Name: "unique_version___Neo4jMigration", Label: "__Neo4jMigration", Properties: []string{"version"}}))
		}
		fixed := slices.Clone(have.Constraints[max(0, len(have.Constraints)-1):])

		nodes, relationships := &schema.NodeType{Labels: []string{"A"}}, &schema.RelationshipType{Label: "A"}
		for range rapid.IntRange(0, 6).Draw(r, "constraints wanted") {
			constraint := c.constraint()
			constraint.Name = c.given()
			nodes.Constraints = append(nodes.Constraints, constraint)
		}
		for range rapid.IntRange(0, 6).Draw(r, "indexes wanted") {
			index := c.index()
			if index.Name = c.given(); index.Kind == schema.FulltextIndex && index.Name == "" {
				index.Name = "n4"
			}
			relationships.Indexes = append(relationships.Indexes, index)
		}
		want, err := schema.Declared([]*schema.NodeType{nodes}, []*schema.RelationshipType{relationships}, schema.DeclareOptions{KeyConstraints: true})
		if err != nil {
			r.Skip("what is wanted contradicts itself")
		}

		options := schema.CompareOptions{Limits: limits, DropUndeclared: rapid.Bool().Draw(r, "drop"), AnyName: rapid.Bool().Draw(r, "any name")}
		diff, err := schema.Compare(have.Catalog, want, options)
		var taken *schema.NameError
		if errors.As(err, &taken) {
			r.Skip("a name is taken twice")
		}
		require.NoError(r, err)
		again, err := schema.Compare(have.Catalog, want, options)
		require.NoError(r, err)
		require.Equal(r, diff, again, "the same question has the same answer")
		for _, change := range diff.Changes {
			require.NoError(r, have.change(change), "%s\nof %v", change, diff.Changes)
			require.False(r, change.Action == schema.Create && change.Destructive)
		}
		after, err := schema.Compare(have.Catalog, want, options)
		require.NoError(r, err)
		require.Empty(r, after.Changes, "after %v", diff.Changes)
		require.Empty(r, have.lacks(want, options.AnyName), "after %v", diff.Changes)
		if options.DropUndeclared {
			require.Equal(r, schema.Catalog{}, after.Undeclared)
		}
		for _, constraint := range fixed {
			if constraint.ToolOwned() {
				require.Contains(r, have.Constraints, constraint)
			}
		}
		if !options.AnyName {
			drift, err := schema.Verify(have.Catalog, want, options)
			require.NoError(r, err)
			for _, line := range drift {
				require.Equal(r, schema.DriftUndeclared, line.Kind, line.String())
			}
		}
	})
}

// Of a thousand of each, all are changed.
func TestLargeSchemasAreCompared(t *testing.T) {
	have, want := largeSchemas()
	diff, err := schema.Compare(have, want, schema.CompareOptions{DropUndeclared: true})
	require.NoError(t, err)
	require.Len(t, diff.Changes, 4000)
}

func BenchmarkCompare(b *testing.B) {
	have, want := largeSchemas()
	b.ReportAllocs()
	for b.Loop() {
		_, err := schema.Compare(have, want, schema.CompareOptions{DropUndeclared: true})
		require.NoError(b, err)
	}
}

func largeSchemas() (have, want schema.Catalog) {
	for i := range 1000 {
		label := fmt.Sprintf("L%d", i)
		have.Constraints = append(have.Constraints, schema.Constraint{Kind: schema.UniqueConstraint, Name: "c" + label, Label: label, Properties: []string{"x"}})
		have.Indexes = append(have.Indexes, schema.Index{Kind: schema.RangeIndex, Name: "i" + label, Labels: []string{label}, Properties: []string{"y"}})
		want.Constraints = append(want.Constraints, schema.Constraint{Kind: schema.UniqueConstraint, Label: label, Properties: []string{"y"}})
		want.Indexes = append(want.Indexes, schema.Index{Kind: schema.RangeIndex, Labels: []string{label}, Properties: []string{"x"}})
	}
	return have, want
}
