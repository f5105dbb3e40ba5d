package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/schema"
)

func uniqueOn(name string, properties ...string) schema.Constraint {
	return schema.Constraint{Kind: schema.UniqueConstraint, Name: name, Label: "A", Properties: properties}
}

func keyOn(name string, properties ...string) schema.Constraint {
	return schema.Constraint{Kind: schema.KeyConstraint, Name: name, Label: "A", Properties: properties}
}

func rangeOn(name string, properties ...string) schema.Index {
	return schema.Index{Kind: schema.RangeIndex, Name: name, Labels: []string{"A"}, Properties: properties}
}

func ownedBy(constraint string, properties ...string) schema.Index {
	index := rangeOn(constraint, properties...)
	index.Owner = constraint
	return index
}

func vector(name string, dimensions int, similarity string) schema.Index {
	return schema.Index{Kind: schema.VectorIndex, Name: name, Labels: []string{"A"}, Properties: []string{"v"}, Dimensions: dimensions, Similarity: similarity}
}

func fulltext(name string, labels []string, properties ...string) schema.Index {
	return schema.Index{Kind: schema.FulltextIndex, Name: name, Labels: labels, Properties: properties}
}

// all makes a catalog of constraints and indexes in any order.
func all(things ...any) schema.Catalog {
	var catalog schema.Catalog
	for _, thing := range things {
		switch thing := thing.(type) {
		case schema.Constraint:
			catalog.Constraints = append(catalog.Constraints, thing)
		case schema.Index:
			catalog.Indexes = append(catalog.Indexes, thing)
		}
	}
	return catalog
}

func TestCompare(t *testing.T) {
	a, dropAll := []string{"A"}, schema.CompareOptions{DropUndeclared: true}
	typed := func(name, propertyType string) schema.Constraint {
		return schema.Constraint{Kind: schema.TypedConstraint, Name: name, Label: "A", Properties: []string{"x"}, PropertyType: propertyType}
	}
	for _, test := range []struct {
		name       string
		have, want schema.Catalog
		options    schema.CompareOptions
		changes    []string // those with ! are destructive
	}{
		{"nothing", all(), all(), dropAll, nil},
		{"what is missing, constraints first", all(), all(rangeOn("", "y"), uniqueOn("", "x")), dropAll, []string{
			"create uniqueness constraint A_x_unique on (:A {x})",
			"create range index A_y_range on (:A {y})",
		}},
		{"what nobody declares", all(rangeOn("i", "y"), uniqueOn("u", "x"), ownedBy("u", "x")), all(), dropAll, []string{
			"!drop uniqueness constraint u on (:A {x}) (no type declares it)",
			"!drop range index i on (:A {y}) (no type declares it)",
		}},
		{"what nobody declares stays by default", all(rangeOn("i", "y")), all(), schema.CompareOptions{}, nil},
		{"any name and any order will do", all(uniqueOn("u", "y", "x"), ownedBy("u", "y", "x")), all(uniqueOn("", "x", "y")), dropAll, nil},
		{"a given name is meant", all(uniqueOn("u", "x")), all(uniqueOn("mine", "x")), dropAll, []string{
			"!drop uniqueness constraint u on (:A {x}) (it is called u, and mine is asked for)",
			"create uniqueness constraint mine on (:A {x}) (it is called u, and mine is asked for)",
		}},
		{"unless any will do", all(uniqueOn("u", "x")), all(uniqueOn("mine", "x")), schema.CompareOptions{AnyName: true, DropUndeclared: true}, nil},
		{"a vector index is searched by its name", all(vector("v", 3, "cosine")), all(vector("", 3, "cosine")), dropAll, []string{
			"drop vector index v on (:A {v}): 3 dimensions, cosine (it is called v, and A_v_vector is asked for)",
			"create vector index A_v_vector on (:A {v}): 3 dimensions, cosine (it is called v, and A_v_vector is asked for)",
		}},
		{"other dimensions", all(vector("A_v_vector", 3, "cosine")), all(vector("", 4, "cosine")), schema.CompareOptions{}, []string{
			"drop vector index A_v_vector on (:A {v}): 3 dimensions, cosine (it has 3 dimensions, not 4)",
			"create vector index A_v_vector on (:A {v}): 4 dimensions, cosine (it has 3 dimensions, not 4)",
		}},
		{"order matters for a range index", all(rangeOn("i", "x", "y")), all(rangeOn("", "y", "x")), dropAll, []string{
			"!drop range index i on (:A {x, y}) (no type declares it)",
			"create range index A_y_x_range on (:A {y, x})",
		}},
		{"and not for a full-text index", all(fulltext("f", []string{"B", "A"}, "y", "x")), all(fulltext("f", []string{"A", "B"}, "x", "y")), dropAll, nil},
		{"a full-text index on more", all(fulltext("f", a, "x")), all(fulltext("f", a, "x", "y")), schema.CompareOptions{}, []string{
			"drop full-text index f on (:A {x}) (it is asked for on (:A {x, y}))",
			"create full-text index f on (:A {x, y}) (it was on (:A {x}))",
		}},
		{"an index in the way of a constraint", all(rangeOn("i", "x")), all(uniqueOn("", "x")), schema.CompareOptions{}, []string{
			"drop range index i on (:A {x}) (the uniqueness constraint A_x_unique on (:A {x}) has an index of its own)",
			"create uniqueness constraint A_x_unique on (:A {x})",
		}},
		{"one that has the name of the constraint", all(rangeOn("A_x_unique", "x")), all(uniqueOn("", "x")), schema.CompareOptions{}, []string{
			"drop range index A_x_unique on (:A {x}) (the uniqueness constraint A_x_unique on (:A {x}) has an index of its own)",
			"create uniqueness constraint A_x_unique on (:A {x})",
		}},
		{"a constraint has the index already", all(uniqueOn("u", "x"), ownedBy("u", "x")), all(rangeOn("", "x")), schema.CompareOptions{}, nil},
		{"until it goes", all(uniqueOn("u", "x"), ownedBy("u", "x")), all(rangeOn("", "x")), dropAll, []string{
			"!drop uniqueness constraint u on (:A {x}) (no type declares it)",
			"create range index A_x_range on (:A {x})",
		}},
		{"a key is unique, whatever its name", all(keyOn("k", "x")), all(uniqueOn("mine", "x")), dropAll, nil},
		{"unique is no key", all(uniqueOn("u", "x")), all(keyOn("", "x")), schema.CompareOptions{}, []string{
			"!drop uniqueness constraint u on (:A {x}) (the key constraint A_x_key on (:A {x}) takes its place)",
			"create key constraint A_x_key on (:A {x}) (it takes the place of the uniqueness constraint u on (:A {x}))",
		}},
		{"a name that is taken, derived", all(uniqueOn("A_x_unique", "y")), all(uniqueOn("", "x")), schema.CompareOptions{}, []string{
			"create uniqueness constraint A_x_unique_2 on (:A {x})",
		}},
		{"a name that becomes free, with its index", all(uniqueOn("A_x_unique", "y"), ownedBy("A_x_unique", "y")), all(uniqueOn("", "x")), dropAll, []string{
			"!drop uniqueness constraint A_x_unique on (:A {y}) (no type declares it)",
			"create uniqueness constraint A_x_unique on (:A {x})",
		}},
		{"a name that is taken, given", all(rangeOn("mine", "y")), all(uniqueOn("mine", "x")), schema.CompareOptions{}, []string{
			"!drop range index mine on (:A {y}) (its name is needed for the uniqueness constraint mine on (:A {x}))",
			"create uniqueness constraint mine on (:A {x})",
		}},
		{"a name that is taken by what is wanted, too", all(uniqueOn("mine", "y")), all(uniqueOn("mine", "x"), uniqueOn("", "y")), schema.CompareOptions{}, []string{
			"!drop uniqueness constraint mine on (:A {y}) (its name is needed for the uniqueness constraint mine on (:A {x}))",
			"create uniqueness constraint mine on (:A {x})",
			"create uniqueness constraint A_y_unique on (:A {y}) (its name is needed for the uniqueness constraint mine on (:A {x}))",
		}},
		{"two derived names that are one", all(), all(
			schema.Index{Kind: schema.TextIndex, Labels: []string{"A"}, Properties: []string{"b_c"}},
			schema.Index{Kind: schema.TextIndex, Labels: []string{"A_b"}, Properties: []string{"c"}},
		), schema.CompareOptions{}, []string{
			"create text index A_b_c_text on (:A {b_c})",
			"create text index A_b_c_text_2 on (:A_b {c})",
		}},
		{"another type", all(typed("t", "STRING")), all(typed("", "INTEGER")), schema.CompareOptions{}, []string{
			"!drop property type constraint t on (:A {x}): STRING (its type is STRING, not INTEGER)",
			"create property type constraint A_x_typed on (:A {x}): INTEGER (its type is STRING, not INTEGER)",
		}},
		{"the same type in other words", all(typed("t", "STRING | INTEGER")), all(typed("", "integer|string")), dropAll, nil},
		{"a failed index", all(schema.Index{Kind: schema.TextIndex, Name: "t", Labels: a, Properties: []string{"x"}, State: "FAILED"}), all(schema.Index{Kind: schema.TextIndex, Labels: a, Properties: []string{"x"}}), schema.CompareOptions{}, []string{
			"drop text index t on (:A {x}) (it has failed)",
			"create text index A_x_text on (:A {x}) (it has failed)",
		}},
		{"what is not ours", all(
			schema.Index{Kind: schema.LookupIndex, Name: "lookup"},
			schema.Index{Name: "newer", Labels: a, Properties: []string{"x"}},
			schema.Constraint{Name: "newer, too", Label: "A"},
			schema.Constraint{Kind: schema.UniqueConstraint, Name: "unique_version___Neo4jMigration", Label: "__Neo4jMigration", Properties: []string{"version"}},
			schema.Index{Kind: schema.RangeIndex, Name: "repeated_at__Neo4jMigration", EntityType: schema.RelationshipEntity, Labels: []string{"REPEATED"}, Properties: []string{"at"}},
			schema.Constraint{Kind: schema.UniqueConstraint, Name: "u", Label: "__Neo4jMigrationsLock", Properties: []string{"id"}},
		), all(), dropAll, nil},
		{"what is another program's", all(
			schema.Constraint{Kind: schema.UniqueConstraint, Name: "u", Label: "Other_B", Properties: []string{"x"}},
			fulltext("f", []string{"Third", "Other_A"}, "x"),
			rangeOn("i", "x"),
		), all(), schema.CompareOptions{DropUndeclared: true, Ignore: []string{"No", "Other_"}}, []string{
			"!drop range index i on (:A {x}) (no type declares it)",
		}},
		{"4.4: BTREE is the index that is used", all(
			schema.Index{Kind: schema.BtreeIndex, Name: "b", Labels: a, Properties: []string{"x"}}, rangeOn("future", "y"),
		), all(rangeOn("", "x"), rangeOn("", "y")), schema.CompareOptions{Limits: schema.Limits{BtreeIndexes: true}}, []string{
			"create range index A_y_range on (:A {y})",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			diff, err := schema.Compare(test.have, test.want, test.options)
			require.NoError(t, err)
			var changes []string
			for _, change := range diff.Changes {
				text := change.String()
				if change.Destructive {
					text = "!" + text
				}
				changes = append(changes, text)
			}
			assert.Equal(t, test.changes, changes)
			assert.Equal(t, len(changes) == 0, diff.Empty())
		})
	}
}

func TestCompareKeepsSettings(t *testing.T) {
	before := fulltext("f", []string{"A"}, "x")
	before.Options = map[string]any{"fulltext.analyzer": "english", "fulltext.eventually_consistent": true}
	wanted := fulltext("f", []string{"A", "B"}, "x")
	wanted.Options = map[string]any{"fulltext.analyzer": "german"}
	diff, err := schema.Compare(all(before), all(wanted), schema.CompareOptions{})
	require.NoError(t, err)
	require.Len(t, diff.Changes, 2)
	assert.Equal(t, map[string]any{"fulltext.analyzer": "german", "fulltext.eventually_consistent": true}, diff.Changes[1].Index.Options)
	assert.Equal(t, map[string]any{"fulltext.analyzer": "german"}, wanted.Options, "and what was asked for is as it was")
	assert.True(t, diff.Changes[0].Recreate && diff.Changes[1].Recreate)
	assert.False(t, diff.Destructive())

	same := before
	same.Options = map[string]any{"fulltext.analyzer": "English"}
	diff, err = schema.Compare(all(before), all(same), schema.CompareOptions{})
	require.NoError(t, err)
	assert.True(t, diff.Empty())
	point := schema.Index{Kind: schema.PointIndex, Labels: []string{"A"}, Properties: []string{"x"}, Options: map[string]any{"max": []any{100.0, int64(50)}, "on": true}}
	asked := point
	asked.Options = map[string]any{"max": []float64{100, 50}, "on": true}
	diff, err = schema.Compare(all(point), all(asked), schema.CompareOptions{})
	require.NoError(t, err)
	assert.True(t, diff.Empty(), "numbers are compared by value")
	for _, other := range []any{[]float64{100}, []float64{100, 51}, 100, "100", nil} {
		asked.Options = map[string]any{"max": other}
		diff, err = schema.Compare(all(point), all(asked), schema.CompareOptions{})
		require.NoError(t, err)
		assert.Len(t, diff.Changes, 2, "%v", other)
	}
}

func TestNamesThatMustStay(t *testing.T) {
	tool := schema.Constraint{Kind: schema.UniqueConstraint, Name: "mine", Label: "__Neo4jMigration", Properties: []string{"version"}}
	_, err := schema.Compare(all(tool), all(uniqueOn("mine", "x")), schema.CompareOptions{DropUndeclared: true})
	var taken *schema.NameError
	require.ErrorAs(t, err, &taken)
	require.EqualError(t, err, "ogm: the name mine is asked for the uniqueness constraint mine on (:A {x}), and is that of the uniqueness constraint mine on (:__Neo4jMigration {version}), which stays; give another name in the tag")
	_, err = schema.Verify(all(tool), all(uniqueOn("mine", "x")), schema.CompareOptions{})
	require.ErrorAs(t, err, &taken)
	_, err = schema.Compare(all(), all(uniqueOn("mine", "x"), rangeOn("mine", "y")), schema.CompareOptions{})
	require.ErrorAs(t, err, &taken)
}

// A message is one line, whatever names there are.
func TestNamesThatCannotBeShown(t *testing.T) {
	assert.Equal(t, `uniqueness constraint "a\nb" on (:Größe {"\x1b[31m"})`,
		schema.Constraint{Kind: schema.UniqueConstraint, Name: "a\nb", Label: "Größe", Properties: []string{"\x1b[31m"}}.String())
	assert.Equal(t, `lookup index "\u200b"`, schema.Index{Kind: schema.LookupIndex, Name: "\u200b"}.String())
}

func TestVerify(t *testing.T) {
	drift, err := schema.Verify(
		all(vector("A_v_vector", 3, "cosine"), rangeOn("left", "z"), rangeOn("way", "x"), uniqueOn("odd", "w"), schema.Index{Kind: schema.TextIndex, Name: "t", Labels: []string{"A"}, Properties: []string{"x"}, State: "POPULATING"}),
		all(vector("", 4, "cosine"), uniqueOn("", "x"), schema.Index{Kind: schema.TextIndex, Labels: []string{"A"}, Properties: []string{"x"}}, schema.Constraint{Kind: schema.RequiredConstraint, Label: "A", Properties: []string{"x"}}),
		schema.CompareOptions{Limits: schema.Limits{Community: true}, DropUndeclared: true})
	require.NoError(t, err)
	var lines []string
	for _, line := range drift {
		lines = append(lines, line.String())
	}
	assert.Equal(t, []string{
		"different: vector index A_v_vector on (:A {v}): 3 dimensions, cosine (it has 3 dimensions, not 4)",
		"undeclared: range index way on (:A {x}) (the uniqueness constraint A_x_unique on (:A {x}) has an index of its own)",
		"missing: uniqueness constraint A_x_unique on (:A {x})",
		"undeclared: uniqueness constraint odd on (:A {w})",
		"undeclared: range index left on (:A {z})",
	}, lines)
}

func TestLimits(t *testing.T) {
	onRelationship := func(constraint schema.Constraint) schema.Constraint {
		constraint.EntityType = schema.RelationshipEntity
		return constraint
	}
	want := all(
		keyOn("", "k"), onRelationship(keyOn("", "k")), uniqueOn("", "u"), onRelationship(uniqueOn("", "u")),
		schema.Constraint{Kind: schema.RequiredConstraint, Label: "A", Properties: []string{"x"}},
		schema.Constraint{Kind: schema.TypedConstraint, Label: "A", Properties: []string{"x"}, PropertyType: "STRING"},
		vector("", 3, "cosine"), rangeOn("", "r"),
	)
	fit, left := schema.Limits{}.Fit(want)
	assert.Equal(t, want, fit)
	assert.Empty(t, left)

	community := schema.Limits{Server: "Neo4j 5.26.30 Community Edition", Community: true}
	fit, left = community.Fit(want)
	assert.Equal(t, []string{
		"key constraint A_k_key on (:A {k}): Neo4j 5.26.30 Community Edition has no key constraints; they need Enterprise Edition; a uniqueness constraint stands in for it",
		"key constraint A_k_key on ()-[:A {k}]-(): Neo4j 5.26.30 Community Edition has no key constraints; they need Enterprise Edition; a uniqueness constraint stands in for it",
		"existence constraint A_x_required on (:A {x}): Neo4j 5.26.30 Community Edition has no existence constraints; they need Enterprise Edition; it is left out",
		"property type constraint A_x_typed on (:A {x}): STRING: Neo4j 5.26.30 Community Edition has no property type constraints; they need Enterprise Edition; it is left out",
	}, strings(left))
	assert.Equal(t, all(uniqueOn("", "k"), onRelationship(uniqueOn("", "k")), uniqueOn("", "u"), onRelationship(uniqueOn("", "u")), vector("", 3, "cosine"), rangeOn("", "r")), fit)

	fit, left = schema.Limits{Server: "Neo4j 4.4", NoRelationshipUniqueness: true, NoPropertyTypes: true, NoVectorIndexes: true}.Fit(want)
	assert.Equal(t, []string{
		"key constraint A_k_key on ()-[:A {k}]-(): Neo4j 4.4 has no uniqueness of relationships; it came with 5.7; it is left out",
		"uniqueness constraint A_u_unique on ()-[:A {u}]-(): Neo4j 4.4 has no uniqueness of relationships; it came with 5.7; it is left out",
		"property type constraint A_x_typed on (:A {x}): STRING: Neo4j 4.4 has no property type constraints; they came with 5.9; it is left out",
		"vector index A_v_vector on (:A {v}): 3 dimensions, cosine: Neo4j 4.4 has no vector indexes; they came with 5.11; it is left out",
	}, strings(left))
	assert.Len(t, fit.Constraints, 3)

	diff, err := schema.Compare(all(), want, schema.CompareOptions{Limits: community})
	require.NoError(t, err)
	assert.Len(t, diff.LeftOut, 4)
	assert.Len(t, diff.Changes, 6)
	_, err = schema.Compare(all(), want, schema.CompareOptions{Limits: community, RefuseUnsupported: true})
	var unsupported *schema.UnsupportedError
	require.ErrorAs(t, err, &unsupported)
	assert.Len(t, unsupported.Items, 4)
	assert.ErrorContains(t, err, "ogm: Neo4j 5.26.30 Community Edition cannot hold 4 of what is declared: key constraint A_k_key on (:A {k}): ")
}

func strings(items []schema.Unsupported) []string {
	var list []string
	for _, item := range items {
		list = append(list, item.String())
	}
	return list
}
