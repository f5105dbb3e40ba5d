package modeltest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// estate is a unit with a guild that has two vaults, one of which has one inside.
func estate(t *testing.T) (w *world, unit *ogm.Unit, guild *Guild, plain, outer, inner *Vault) {
	t.Helper()
	w = setup(t, ogm.WithGenerator("counted", func() (any, error) { return "made", nil }))
	unit = w.db.NewUnit()
	inner = &Vault{ID: "inner"}
	plain, outer = &Vault{ID: "plain"}, &Vault{ID: "outer", Inner: []*Vault{inner}}
	guild = &Guild{Name: "g", Year: 1, Vaults: []*Vault{plain, outer}}
	repository[Guild](w).In(unit).Save(guild)
	w.commit(unit)
	return w, unit, guild, plain, outer, inner
}

const vaultsOf = "MATCH (v:Vault) OPTIONAL MATCH (o)-[:HAS_VAULT|INSIDE]->(v) RETURN v.id, coalesce(o.id, o.year) ORDER BY v.id"

// What goes with its owner has nothing to say any more.
func TestWhatIsOwnedGoesWithItsOwnerWhateverHasChangedInIt(t *testing.T) {
	w, unit, guild, plain, outer, inner := estate(t)
	plain.Size, inner.Size = 7, 8
	plain.Keeper = &Knight{ID: "never"}
	outer.Inner = append(outer.Inner, &Vault{ID: "never"})
	repository[Guild](w).In(unit).Delete(guild)
	assert.Equal(t, 4, w.commit(unit).NodesDeleted)
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))
	assert.False(t, unit.Contains(inner))
	assert.Zero(t, w.commit(unit))
}

func TestWhatAnOwnerDropsTakesWhatItOwnsAlong(t *testing.T) {
	w, unit, guild, plain, outer, inner := estate(t)
	inner.Size, outer.Inner = 8, append(outer.Inner, &Vault{ID: "never"})
	guild.Vaults = []*Vault{plain}
	w.commit(unit)
	assert.Equal(t, [][]any{{"plain", int64(1)}}, w.rows(vaultsOf, nil))
	assert.Zero(t, w.commit(unit))
}

func TestWhatIsMovedAwayBeforeItsOwnerIsDeletedStays(t *testing.T) {
	w, unit, guild, _, outer, inner := estate(t)
	other := &Guild{Name: "g", Year: 2, Vaults: []*Vault{outer}}
	guilds := repository[Guild](w).In(unit)
	guilds.Save(other)
	guild.Vaults = guild.Vaults[:1]
	guilds.Delete(guild)
	w.commit(unit)
	assert.Equal(t, [][]any{{"inner", "outer"}, {"outer", int64(2)}}, w.rows(vaultsOf, nil))
	assert.True(t, unit.Contains(inner))
	assert.Zero(t, w.commit(unit))
}

// An owner and what it owns may both be deleted, whether the unit knows that one owns the
// other or not.
func TestAnOwnerAndWhatItOwnsAreDeletedTogether(t *testing.T) {
	w, unit, guild, plain, outer, inner := estate(t)
	repository[Vault](w).In(unit).Delete(plain, outer, inner)
	repository[Guild](w).In(unit).Delete(guild)
	w.commit(unit)
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))

	w, unit, _, _, _, _ = estate(t)
	unit.Clear()
	guild, err := repository[Guild](w).In(unit).Get(w.ctx, ogm.Key{"g", 1})
	require.NoError(t, err)
	vaults, err := repository[Vault](w).In(unit).Match().All(w.ctx)
	require.NoError(t, err)
	repository[Guild](w).In(unit).Delete(guild)
	repository[Vault](w).In(unit).Delete(vaults...)
	w.commit(unit)
	assert.Empty(t, w.rows("MATCH (n) RETURN n", nil))
}

// A node that the unit has let go is the same node for the fields that hold it.
func TestWhatIsDetachedKeepsItsRelationships(t *testing.T) {
	w, unit, guild, plain, _, _ := estate(t)
	plain.Keeper = &Knight{ID: "k"}
	w.commit(unit)
	w.rows("MATCH (:Guild)-[e:HAS_VAULT]->() SET e.unknown = 7", nil)
	unit.Detach(plain)
	guild.Vaults = append(guild.Vaults, &Vault{ID: "new"})
	result := w.commit(unit)
	assert.Zero(t, result.NodesDeleted)
	assert.Zero(t, result.RelationshipsDeleted)
	assert.Equal(t, [][]any{{"k", int64(7)}}, w.rows("MATCH (:Guild)-[e:HAS_VAULT]->(:Vault {id: 'plain'})-->(k) RETURN k.id, e.unknown", nil))

	unit.Detach(plain)
	guild.Vaults = guild.Vaults[1:]
	assert.Equal(t, 1, w.commit(unit).NodesDeleted)
	guild, err := repository[Guild](w).Get(w.ctx, ogm.Key{"g", 1}, query.With(query.Edge(func(g *Guild) *[]*Vault { return &g.Vaults })))
	require.NoError(t, err)
	assert.Len(t, guild.Vaults, 2)
}
