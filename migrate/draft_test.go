package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
	"github.com/go-ogm/ogm/schema"
)

// A draft is a file that runs, leads to what is wanted, and is taken back by its other half, whatever names
// are like: those of a placeholder, of a comment, with a line's end.
func TestADraftLeadsThereAndBack(t *testing.T) {
	w := setup(t)
	const odd = "a `${x}` // ;\r\n \\u0060 ñ"
	w.run("CREATE FULLTEXT INDEX words FOR (n:Old) ON EACH [n.x] OPTIONS {indexConfig: {`fulltext.analyzer`: 'english'}}")
	w.run("CREATE INDEX FOR (n:Stray) ON (n.x)")
	w.run("CALL db.awaitIndexes(60)") // a catalog says how far an index is, and two are compared
	want := schema.Catalog{
		Constraints: []schema.Constraint{{Kind: schema.UniqueConstraint, Label: odd, Properties: []string{odd}}},
		Indexes: []schema.Index{
			{Kind: schema.FulltextIndex, Name: "words", Labels: []string{"New"}, Properties: []string{"x", odd}},
			{Kind: schema.RangeIndex, EntityType: schema.RelationshipEntity, Labels: []string{"R"}, Properties: []string{"x", "y"}},
		},
	}
	first, err := w.migrator(nil).Diff(w.ctx, want, schema.CompareOptions{})
	require.NoError(t, err)
	again, err := w.migrator(nil).Diff(w.ctx, want, schema.CompareOptions{})
	require.NoError(t, err)
	assert.Equal(t, first, again)
	assert.Contains(t, first.Up, "// No type declares, and it stays:\n//   range index ")

	source := w.read("V1__made.cypher:"+first.Up, "U1__made.cypher:"+first.Down)
	for _, finding := range source.Lint() {
		assert.Equal(t, migrate.RuleDestructive, finding.Rule, finding.String())
	}
	m := w.migrator(source)
	_, err = m.Diff(w.ctx, want, schema.CompareOptions{})
	var unapplied *migrate.UnappliedError
	require.ErrorAs(t, err, &unapplied)
	w.up(m)
	done, err := m.Diff(w.ctx, want, schema.CompareOptions{})
	require.NoError(t, err)
	assert.True(t, done.Diff.Empty(), "%v", done.Diff.Changes)
	assert.Empty(t, done.Up)

	_, err = m.Down(w.ctx)
	require.NoError(t, err)
	back, err := w.migrator(nil).Diff(w.ctx, want, schema.CompareOptions{})
	require.NoError(t, err)
	assert.Equal(t, first.Up, back.Up)
	assert.Equal(t, first.Down, back.Down)
}
