package modeltest_test

import (
	"maps"
	"slices"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm"
)

// model is a sequence of the model test: a database, one unit at a time, and what the rules
// make of both.
type model struct {
	*world
	repos    *repos
	want     *graph         // what the database must hold
	known    map[int64]bool // serials that the database has held
	mem      *memory        // what the unit knows
	unit     *ogm.Unit      //
	pool     []piece        // structs that the program has, in the order in which they came
	ids      map[piece]int64
	stubs    []piece // structs that are no more than a key, until the commit
	detached map[int64]bool
	next     int64 // serials, and all that must be new
	now      time.Time
	stat     *statistics
}

// statistics count what the sequences did.
type statistics struct{ commits, sent, stale, refused, loads, refreshes int }

type repos struct {
	knights *ogm.Repository[Knight]
	castles *ogm.Repository[Castle]
	guilds  *ogm.Repository[Guild]
	vaults  *ogm.Repository[Vault]
}

func (m *model) fresh() int64 {
	m.next++
	return m.next
}

// begin opens a unit and forgets the structs of the one before.
func (m *model) begin() {
	m.unit, m.mem, m.ids, m.detached = m.db.NewUnit(), newMemory(), map[piece]int64{}, map[int64]bool{}
	m.pool, m.stubs = nil, nil
}

func (m *model) add(p piece, serial int64) {
	if _, known := m.ids[p]; !known {
		m.pool = append(m.pool, p)
	}
	m.ids[p] = serial
}

// commit commits, and compares what happened with what the rules say.
func (m *model) commit(t *rapid.T) {
	m.now = m.now.Add(time.Second)
	f := m.forecast()
	unit := m.unit
	before := m.versions()
	result, err := unit.Commit(m.ctx)
	m.stat.commits++
	if f.mistake != "" || f.stale != "" {
		require.Error(t, err, "%s %s", f.mistake, f.stale)
		if f.mistake == "" {
			m.stat.stale++
			require.ErrorIs(t, err, ogm.ErrStale, f.stale)
		} else {
			m.stat.refused++
		}
		require.Equal(t, before, m.versions(), "structs after a commit that failed")
		m.look(t, m.want)
		m.begin()
		return
	}
	require.NoError(t, err)
	f.settle(t)
	if !f.sends {
		require.Zero(t, result, "an unchanged commit")
	} else {
		m.stat.sent++
		wantMade, wantDeleted := f.counts()
		made, deleted := [2]int{result.NodesCreated, result.RelationshipsCreated}, [2]int{result.NodesDeleted, result.RelationshipsDeleted}
		require.Equal(t, wantMade, made, "nodes and relationships that were made")
		require.Equal(t, wantDeleted, deleted, "nodes and relationships that were deleted")
		m.look(t, f.after)
	}
	for version, want := range f.versions {
		require.Equal(t, want, *version, "a version in a struct")
	}
	m.want = f.after
	for serial := range m.want.nodes {
		m.known[serial] = true
	}
	f.adopt()
	require.Equal(t, "nothing to send", unit.Plan().WithParameters().String(), "a commit right after a commit")
	result, err = unit.Commit(m.ctx)
	require.NoError(t, err, "a commit right after a commit")
	require.Zero(t, result, "a commit right after a commit")
}

// look reads the database and compares it with what it must hold.
func (m *model) look(t *rapid.T, want *graph) {
	if got := m.graph(); !want.equals(got) {
		assert.Equal(t, want.text(), got.text())
		t.FailNow()
	}
}

// versions are those of all structs.
func (m *model) versions() []int64 {
	var all []int64
	for _, p := range m.pool {
		l := p.look()
		if l.version != nil {
			all = append(all, *l.version)
		}
		for _, s := range l.sides {
			for _, h := range s.held {
				if h.bond != nil && h.bond.version != nil {
					all = append(all, *h.bond.version)
				}
			}
		}
	}
	return all
}

// settle puts keys that the library has made into the forecast.
func (f *forecast) settle(t *rapid.T) {
	key := func(values props) string {
		made, isPending := values["id"].(pending)
		if !isPending {
			return ""
		}
		switch object := made.object.(type) {
		case *Castle:
			values["id"] = object.ID
		case *Oath:
			values["id"] = object.ID
		}
		require.NotEmpty(t, values["id"], "a key that was to be made")
		return values["id"].(string)
	}
	for _, v := range f.after.nodes {
		key(v.props)
	}
	for a, values := range maps.Clone(f.after.arcs) {
		if made := key(values); made != "" {
			b := f.ties[a]
			delete(f.after.arcs, a)
			delete(f.ties, a)
			a.own = made
			f.after.arcs[a], f.ties[a] = values, b
		}
	}
}

// counts gives how many nodes and relationships are made and deleted.
func (f *forecast) counts() (made, deleted [2]int) {
	for serial := range f.after.nodes {
		made[0] += missing(f.m.want.nodes, serial)
	}
	for serial := range f.m.want.nodes {
		deleted[0] += missing(f.after.nodes, serial)
	}
	for serial := range f.cutOff {
		if f.m.want.nodes[serial] != nil && f.after.nodes[serial] != nil { // it went with a node that owns it, and was saved again
			made[0]++
			deleted[0]++
		}
	}
	back := map[arc]bool{}
	for from, to := range f.renamed {
		back[from], back[to] = true, true
	}
	for a := range f.after.arcs {
		if !back[a] {
			made[1] += missing(f.m.want.arcs, a)
		}
	}
	for a := range f.m.want.arcs {
		if !back[a] {
			deleted[1] += missing(f.after.arcs, a)
		}
	}
	return made, deleted
}

func missing[K comparable, V any](m map[K]V, key K) int {
	if _, there := m[key]; there {
		return 0
	}
	return 1
}

// adopt is what the unit knows after the commit.
func (f *forecast) adopt() {
	m := f.m
	before := m.mem
	m.mem = newMemory()
	for _, p := range f.live {
		if m.unit.Contains(p) && !f.gone[m.ids[p]] {
			m.mem.tracked[p] = &belief{look: p.look(), fields: map[string]*content{}}
			m.mem.tracked[p].unread = f.role[p] == reached && f.was.nodes[m.ids[p]] != nil
			if b := before.tracked[p]; b != nil {
				m.mem.tracked[p].fields, m.mem.tracked[p].unread = b.fields, b.unread
			}
		}
	}
	m.keep(before, f)
	m.tidy() // the commit right after this one knows the fields as they are then
	for p, b := range m.mem.tracked {
		for _, s := range p.look().sides {
			known := b.fields[s.name]
			if s.absent && (s.many || known == nil) {
				continue
			}
			now := &content{
				partial: known != nil && known.partial,
				whole:   known != nil && known.whole || f.role[p] == created,
				things:  things(s),
			}
			for _, h := range s.held {
				now.arcs = append(now.arcs, arcOf(s, m.ids[p], m.ids[h.far], h))
			}
			b.fields[s.name] = now
		}
	}
}

// keep takes over which relationships are known.
func (m *model) keep(before *memory, f *forecast) {
	for a, known := range before.stored {
		if to, renamed := f.renamed[a]; renamed {
			a = to
		}
		if !f.removed[a] && !f.gone[a.from] && !f.gone[a.to] {
			m.mem.stored[a] = known
		}
	}
	for a := range f.added {
		if !f.gone[a.from] && !f.gone[a.to] && a.own == "" {
			if m.mem.stored[a] == nil {
				m.mem.stored[a] = &strand{}
			}
		}
	}
	for a, b := range f.ties {
		m.mem.stored[a] = &strand{b.object, bondOf(b.object).props}
	}
}

func bondOf(object any) *bond {
	switch b := object.(type) {
	case *Post:
		return b.bond()
	case *Oath:
		return b.bond()
	}
	return nil
}

// tidy puts the structs that the unit tracks in the place of others for the same nodes, or one of
// several that it does not track, and takes out of the fields what is not there any more.
func (m *model) tidy() {
	chosen := map[int64]piece{}
	for p := range m.mem.tracked {
		chosen[m.ids[p]] = p
	}
	m.pool, m.stubs = append(m.pool, m.stubs...), nil
	for _, p := range m.pool {
		if chosen[m.ids[p]] == nil && m.want.nodes[m.ids[p]] != nil {
			chosen[m.ids[p]] = p
		}
	}
	m.pool = slices.DeleteFunc(m.pool, func(p piece) bool {
		switch other := chosen[m.ids[p]]; {
		case other == p:
			return false
		case other != nil:
			m.swap(p, other)
			return true
		case m.known[m.ids[p]] && m.want.nodes[m.ids[p]] == nil:
			m.swap(p, nil)
			return true
		}
		return false
	})
}

// swap puts another struct into all fields, or takes one out.
func (m *model) swap(from, to piece) {
	for _, owner := range m.pool {
		owner.swap(from, to)
	}
}
