package ogm_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

// Plain has properties that are called what a node has besides properties.
type Plain struct {
	ogm.Node `neo4j:"Plain"`

	ID        string `neo4j:"id,key"`
	Labels    string `neo4j:"labels,unique"`
	Type      string `neo4j:"type"`
	Start     int    `neo4j:"start"`
	End       int    `neo4j:"end"`
	ElementID string `neo4j:"elementId"`
	Key       string `neo4j:"key"`
	Version   string `neo4j:"version"`
	Match     bool   `neo4j:"match"`
	Null      *int   `neo4j:"null"`
	Row       string `neo4j:"r"`
	Node2     string `neo4j:"n"`
}

func TestOrdinaryNames(t *testing.T) {
	w := setup(t)
	repo := repository[Plain](w)
	plain := &Plain{
		ID: "a", Labels: "b", Type: "c", Start: 1, End: 2, ElementID: "d", Key: "e", Version: "f", Match: true, Null: pointer(3), Row: "g", Node2: "h",
	}
	require.NoError(t, repo.Create(w.ctx, plain))
	plain.Type = "C"
	require.NoError(t, repo.Save(w.ctx, plain))
	assert.Equal(t, map[string]any{
		"id": "a", "labels": "b", "type": "C", "start": int64(1), "end": int64(2), "elementId": "d", "key": "e", "version": "f", "match": true, "null": int64(3), "r": "g", "n": "h",
	}, w.stored("Plain", "a"))

	elementID := query.Prop(func(p *Plain) *string { return &p.ElementID })
	end := query.Prop(func(p *Plain) *int { return &p.End })
	null := query.Nullable(func(p *Plain) **int { return &p.Null })
	read, err := repo.Match(elementID.Eq("d"), end.Gt(1), null.IsNotNull()).OrderBy(end.Desc(), null.Asc()).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, plain, read)
	require.NoError(t, repo.Delete(w.ctx, plain))
}

var hostileNames = []string{
	"a`b", `\u0060`, `x\u0060) DETACH DELETE n //`, `x\uu0060) DETACH DELETE n //`, `\\u0060`, `x\u00zz`, "a AS b MATCH (n) DETACH DELETE n //",
}

// Hostile has each of these names as a label and as a property; one is its key,
// one its version.
type Hostile struct {
	ogm.Node "neo4j:\"a`b:\\\\u0060:x\\\\u0060) DETACH DELETE n //:x\\\\uu0060) DETACH DELETE n //:\\\\\\\\u0060:x\\\\u00zz:a AS b MATCH (n) DETACH DELETE n //\""

	Backtick string "neo4j:\"a`b,key\""
	Escape   string `neo4j:"\\u0060,unique"`
	Injected string `neo4j:"x\\u0060) DETACH DELETE n //"`
	Older    int64  `neo4j:"x\\uu0060) DETACH DELETE n //,version"`
	Twice    string `neo4j:"\\\\u0060,omitempty"`
	Broken   string `neo4j:"x\\u00zz"`
	Clause   string `neo4j:"a AS b MATCH (n) DETACH DELETE n //"`
}

func TestHostileNames(t *testing.T) {
	w := setup(t)
	w.rows("CREATE (:Bystander)", nil)
	repo := repository[Hostile](w)
	values := func() map[string]any {
		rows := w.rows("MATCH (n) WHERE NOT n:Bystander RETURN properties(n), labels(n)", nil)
		require.Len(t, rows, 1)
		var labels []string
		for _, label := range rows[0][1].([]any) {
			labels = append(labels, label.(string))
		}
		assert.ElementsMatch(t, hostileNames, labels)
		return rows[0][0].(map[string]any)
	}

	hostile := &Hostile{Backtick: "1", Escape: "2", Injected: "3", Twice: "5", Broken: "6", Clause: "7"}
	require.NoError(t, repo.Create(w.ctx, hostile))
	assert.Equal(t, map[string]any{
		hostileNames[0]: "1", hostileNames[1]: "2", hostileNames[2]: "3", hostileNames[3]: int64(1), hostileNames[4]: "5", hostileNames[5]: "6", hostileNames[6]: "7",
	}, values())

	hostile.Injected = "changed"
	require.NoError(t, repo.Save(w.ctx, hostile))
	assert.Equal(t, "changed", values()[hostileNames[2]])

	got, err := repo.Get(w.ctx, "1")
	require.NoError(t, err)
	assert.Equal(t, hostile, got)
	many, err := repo.GetMany(w.ctx, "1")
	require.NoError(t, err)
	assert.Equal(t, []*Hostile{hostile}, many)
	injected := query.Prop(func(h *Hostile) *string { return &h.Injected })
	clause := query.Prop(func(h *Hostile) *string { return &h.Clause })
	one, err := repo.Match(injected.Eq("changed"), clause.In("7")).OrderBy(clause.Desc(), injected.Asc()).One(w.ctx)
	require.NoError(t, err)
	assert.Equal(t, hostile, one)

	require.NoError(t, repo.Delete(w.ctx, hostile))
	assert.Equal(t, [][]any{{int64(1)}}, w.rows("MATCH (n) RETURN count(n)", nil), "nothing but the bystander is left")
}

// A name that cannot be written is found when the repository is made.
func TestNamesThatAreRefused(t *testing.T) {
	w := setup(t)
	type zeroByte struct {
		ID string `neo4j:"id,key"`
		V  string "neo4j:\"a\\x00b\""
	}
	type notUTF8 struct {
		ogm.Node "neo4j:\"\\xff\""

		ID string `neo4j:"id,key"`
	}
	_, err := ogm.NewRepository[zeroByte](w.db)
	assert.ErrorContains(t, err, "zeroByte.V: ")
	assert.ErrorContains(t, err, "contains NUL")
	_, err = ogm.NewRepository[notUTF8](w.db)
	assert.ErrorContains(t, err, "not valid UTF-8")
}

// Notes has the names that a program makes up while it runs.
type Notes struct {
	ogm.Node `neo4j:"Notes"`

	ID    string            `neo4j:"id,key"`
	Any   map[string]any    `neo4j:"any.,inline"`
	Texts map[string]string "neo4j:\"x\\\\u0060) DETACH DELETE n //.,inline\""
	Kinds []string          `neo4j:",labels"`
	Links []*Notes          "neo4j:\"-[:a`b \\\\u0060]->\""
}

func TestHostileMapKeysAndRuntimeLabels(t *testing.T) {
	w := setup(t)
	w.rows("CREATE (:Bystander)", nil)
	repo := repository[Notes](w)
	notes := &Notes{ID: "a", Any: map[string]any{"": true, "größe": int64(1)}, Texts: map[string]string{}, Kinds: []string{"zwei Wörter"}, Links: []*Notes{{ID: "b"}}}
	for i, name := range hostileNames {
		notes.Any[name], notes.Texts[name] = int64(i), name
		notes.Kinds = append(notes.Kinds, name)
	}
	slices.Sort(notes.Kinds)
	require.NoError(t, repo.Save(w.ctx, notes))
	read := func() *Notes {
		got, err := repo.Get(w.ctx, "a")
		require.NoError(t, err)
		got.Links = notes.Links
		return got
	}
	assert.Equal(t, notes, read())
	assert.Equal(t, [][]any{{"a`b \\u0060"}}, w.rows("MATCH (:Notes {id: 'a'})-[r]->(:Notes {id: 'b'}) RETURN type(r)", nil))
	for _, name := range hostileNames {
		assert.Equal(t, [][]any{{name}}, w.rows("MATCH (n:Notes {id: 'a'}) WHERE $label IN labels(n) RETURN n[$property]",
			map[string]any{"label": name, "property": hostileNames[2] + "." + name}))
	}

	for _, name := range hostileNames { // each leaves alone
		delete(notes.Any, name)
		delete(notes.Texts, name)
		require.NoError(t, repo.Save(w.ctx, notes))
		if len(notes.Texts) == 0 {
			notes.Texts = nil
		}
		assert.Equal(t, notes, read())
	}
	assert.Equal(t, [][]any{{int64(3)}}, w.rows("MATCH (n) RETURN count(n)", nil), "nothing was deleted")

	for _, name := range []string{"a\x00b", "\xff"} {
		assert.ErrorContains(t, repo.Save(w.ctx, &Notes{ID: "a", Any: map[string]any{name: 1}}), "Notes.Any["+name+"]: string: a key becomes the name of a property, so it must be UTF-8 without NUL")
		assert.ErrorContains(t, repo.Save(w.ctx, &Notes{ID: "a", Kinds: []string{name}}), "ogm: Notes.Kinds: ")
	}
	assert.ErrorContains(t, repo.Save(w.ctx, &Notes{ID: "a", Kinds: []string{""}}), "ogm: Notes.Kinds: a name in the graph cannot be empty")
}
