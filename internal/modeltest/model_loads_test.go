package modeltest_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-ogm/ogm"
	"github.com/go-ogm/ogm/query"
)

var (
	knightAllies    = query.Edge(func(k *Knight) *[]*Knight { return &k.Allies })
	knightMentor    = query.EdgeTo[Knight](func(k *Knight) **Knight { return &k.Mentor })
	knightPupils    = query.Edge(func(k *Knight) *[]*Knight { return &k.Pupils })
	knightVisits    = query.Edge(func(k *Knight) *[]*Castle { return &k.Visits })
	knightHome      = query.EdgeTo[Castle](func(k *Knight) **Castle { return &k.Home })
	knightPosts     = query.EdgeTo[Guild](func(k *Knight) *[]*Post { return &k.Posts })
	knightOaths     = query.EdgeTo[Knight](func(k *Knight) *[]*Oath { return &k.Oaths })
	castleResidents = query.Edge(func(c *Castle) *[]*Knight { return &c.Residents })
	guildStaff      = query.EdgeTo[Knight](func(g *Guild) *[]*Post { return &g.Staff })
	guildVaults     = query.Edge(func(g *Guild) *[]*Vault { return &g.Vaults })
	vaultKeeper     = query.EdgeTo[Knight](func(v *Vault) **Knight { return &v.Keeper })
	vaultInner      = query.Edge(func(v *Vault) *[]*Vault { return &v.Inner })
	knightSerial    = query.Prop(func(k *Knight) *int64 { return &k.Serial })
	castleSerial    = query.Prop(func(c *Castle) *int64 { return &c.Serial })
)

// branch is one edge of a fetch plan, as the model follows it.
type branch struct {
	field   string
	partial bool // only nodes with an even serial, as far as this sequence goes
	next    []branch
}

// someSerial parts the nodes that a filter lets through from those that it does not.
const someSerial = 6

type planOf[T any] struct {
	plan     query.Plan[T]
	branches []branch
}

func knightPlans() []planOf[Knight] {
	return []planOf[Knight]{
		{},
		{query.With(knightAllies), []branch{{field: "Allies"}}},
		{query.With(knightAllies.With(knightAllies)), []branch{{field: "Allies", next: []branch{{field: "Allies"}}}}},
		{query.With(knightAllies.Where(knightSerial.Le(someSerial))), []branch{{field: "Allies", partial: true}}},
		{query.With(knightPosts), []branch{{field: "Posts"}}},
		{query.With(knightPosts.With(guildStaff)), []branch{{field: "Posts", next: []branch{{field: "Staff"}}}}},
		{query.With(knightMentor, knightPupils.With(knightMentor)), []branch{{field: "Mentor"}, {field: "Pupils", next: []branch{{field: "Mentor"}}}}},
		{query.With(knightHome.With(castleResidents), knightVisits), []branch{{field: "Home", next: []branch{{field: "Residents"}}}, {field: "Visits"}}},
		{query.With(knightVisits.Where(castleSerial.Le(someSerial)), knightOaths), []branch{{field: "Visits", partial: true}, {field: "Oaths"}}},
		{query.With(knightOaths.With(knightOaths)), []branch{{field: "Oaths", next: []branch{{field: "Oaths"}}}}},
	}
}

func castlePlans() []planOf[Castle] {
	return []planOf[Castle]{
		{},
		{query.With(castleResidents), []branch{{field: "Residents"}}},
		{query.With(castleResidents.With(knightHome)), []branch{{field: "Residents", next: []branch{{field: "Home"}}}}},
	}
}

func guildPlans() []planOf[Guild] {
	return []planOf[Guild]{
		{},
		{query.With(guildStaff), []branch{{field: "Staff"}}},
		{query.With(guildVaults), []branch{{field: "Vaults"}}},
		{query.With(guildVaults.With(vaultInner, vaultKeeper), guildStaff.With(knightPosts)), []branch{
			{field: "Vaults", next: []branch{{field: "Inner"}, {field: "Keeper"}}}, {field: "Staff", next: []branch{{field: "Posts"}}},
		}},
	}
}

func vaultPlans() []planOf[Vault] {
	return []planOf[Vault]{{}, {query.With(vaultInner, vaultKeeper), []branch{{field: "Inner"}, {field: "Keeper"}}}}
}

// get loads a node with a fetch plan.
func (m *model) get(t *rapid.T) {
	label := rapid.SampledFrom([]string{"Knight", "Knight", "Castle", "Guild", "Vault"}).Draw(t, "label")
	serial, ok := pick(t, m.want.serials(label), "serial")
	if !ok {
		return
	}
	switch label {
	case "Knight":
		load(m, t, m.repos.knights, serial, knightPlans())
	case "Castle":
		load(m, t, m.repos.castles, serial, castlePlans())
	case "Guild":
		load(m, t, m.repos.guilds, serial, guildPlans())
	default:
		load(m, t, m.repos.vaults, serial, vaultPlans())
	}
}

func load[T any](m *model, t *rapid.T, repo *ogm.Repository[T], serial int64, plans []planOf[T]) {
	chosen, _ := pick(t, plans, "plan")
	visit := m.visit([]int64{serial}, chosen.branches)
	if visit == nil {
		return
	}
	p, err := repo.In(m.unit).Get(m.ctx, m.keyOf(serial), chosen.plan)
	require.NoError(t, err)
	m.stat.loads++
	visit.finish(t, map[int64]piece{serial: any(p).(piece)})
}

func (m *model) keyOf(serial int64) any {
	stored := m.want.nodes[serial].props
	if m.want.nodes[serial].label == "Guild" {
		return ogm.Key{stored["name"], stored["year"]}
	}
	return stored["id"]
}

// getMany loads several knights.
func (m *model) getMany(t *rapid.T) {
	serials := m.want.serials("Knight")
	visit := m.visit(serials, nil)
	if visit == nil || len(serials) == 0 {
		return
	}
	keys := make([]any, len(serials))
	for i, serial := range serials {
		keys[i] = m.keyOf(serial)
	}
	slices.Reverse(keys)
	list, err := m.repos.knights.In(m.unit).GetMany(m.ctx, keys...)
	require.NoError(t, err)
	require.Len(t, list, len(keys))
	slices.Reverse(list)
	roots := map[int64]piece{}
	for i, k := range list {
		roots[serials[i]] = k
	}
	visit.finish(t, roots)
}

// visit is what a load does, by the rules: made before it, and compared behind it.
type visit struct {
	m      *model
	before map[int64]piece // that the unit has
	unread map[int64]bool  // of these, that are read now: they were linked, and did not change
	met    []int64
	fields []*filling
}

// filling is a field of a node that a load meets.
type filling struct {
	owner   int64
	field   string
	partial bool
	open    bool  // else it stays as it is
	was     []any // what it had
	arcs    []arc // that are stored
}

// visit follows a fetch plan through the database; nil where the rules do not say what
// comes out.
func (m *model) visit(roots []int64, branches []branch) *visit {
	v := m.newVisit()
	if !v.level(roots, branches) {
		return nil
	}
	return v
}

func (m *model) newVisit() *visit {
	v := &visit{m: m, before: map[int64]piece{}, unread: map[int64]bool{}}
	for p, b := range m.mem.tracked {
		v.before[m.ids[p]] = p
		now := p.look()
		v.unread[m.ids[p]] = b.unread && !m.mem.deleted[p] && reflect.DeepEqual(now.props, b.props) && slices.Equal(now.kinds, b.kinds)
	}
	return v
}

func (v *visit) level(owners []int64, branches []branch) bool {
	for _, serial := range owners {
		if v.m.isOut(serial) {
			return false
		}
		if !slices.Contains(v.met, serial) {
			v.met = append(v.met, serial)
		}
	}
	for _, b := range branches {
		var far []int64
		for _, owner := range owners {
			f := v.fill(owner, b)
			if f == nil {
				return false
			}
			for _, a := range f.arcs {
				if serial := a.far(owner); !slices.Contains(far, serial) {
					far = append(far, serial)
				}
			}
		}
		if !v.level(far, b.next) {
			return false
		}
	}
	return true
}

// isOut tells the nodes of which there is a struct that the unit does not know.
func (m *model) isOut(serial int64) bool {
	if m.detached[serial] {
		return true
	}
	out := func(p piece) bool { return m.ids[p] == serial && m.mem.tracked[p] == nil }
	return slices.ContainsFunc(m.pool, out) || slices.ContainsFunc(m.stubs, out)
}

func (v *visit) fill(owner int64, b branch) *filling {
	f := &filling{owner: owner, field: b.field, partial: b.partial, open: true}
	s := v.m.sideOf(owner, b.field)
	for _, a := range v.m.want.of(s, owner) {
		if !b.partial || a.far(owner) <= someSerial {
			f.arcs = append(f.arcs, a)
		}
	}
	if !s.many && len(f.arcs) > 1 {
		return nil
	}
	for _, other := range v.fields { // a plan may name a field twice, or come back to it
		if other.owner == owner && other.field == b.field && other.open {
			other.partial = other.partial && b.partial
			other.addArcs(f.arcs)
			return f
		}
	}
	if p := v.before[owner]; p != nil {
		now := v.m.sideIn(p, b.field)
		f.was = things(now)
		known := v.m.mem.tracked[p].fields[b.field]
		switch {
		case known == nil:
			f.open = now.absent
		case !known.whole && !b.partial:
			f.open = !now.absent && slices.Equal(things(now), known.things) && v.m.sameArcs(p, now, known)
		default:
			f.open = false
		}
	}
	v.fields = append(v.fields, f)
	return f
}

func (f *filling) addArcs(arcs []arc) {
	for _, a := range arcs {
		if !slices.Contains(f.arcs, a) {
			f.arcs = append(f.arcs, a)
		}
	}
	slices.SortFunc(f.arcs, compareArcs)
}

func (m *model) sameArcs(p piece, s side, known *content) bool {
	for i, h := range s.held {
		if arcOf(s, m.ids[p], m.ids[h.far], h) != known.arcs[i] {
			return false
		}
	}
	return true
}

// hasMoved tells a field with the struct of a relationship that leads elsewhere.
func (m *model) hasMoved(p piece, s side, known *content) bool {
	return slices.ContainsFunc(s.held, func(h held) bool {
		i := slices.Index(known.things, h.thing())
		return i >= 0 && known.arcs[i] != arcOf(s, m.ids[p], m.ids[h.far], h)
	})
}

func (m *model) sideIn(p piece, field string) side {
	for _, s := range p.look().sides {
		if s.name == field {
			return s
		}
	}
	return side{}
}

// sideOf gives a field's form, whoever has it.
func (m *model) sideOf(serial int64, field string) side {
	none := map[string]piece{"Knight": &Knight{}, "Castle": &Castle{}, "Guild": &Guild{}, "Vault": &Vault{}}
	return m.sideIn(none[m.want.nodes[serial].label], field)
}

// finish compares what a load has made of the structs, and takes it down.
func (v *visit) finish(t *rapid.T, roots map[int64]piece) {
	now := v.structs(t, roots)
	for _, serial := range v.met {
		if p := v.before[serial]; p == nil {
			v.m.learn(t, now[serial], serial)
		} else {
			require.Same(t, p, now[serial], "a node that the unit has")
			if v.unread[serial] {
				v.m.learn(t, p, serial)
			}
		}
	}
	for _, f := range v.fields {
		v.m.checkField(t, now[f.owner], f)
	}
}

// structs finds the struct of every node that was met: where fields do not lead to it, the
// unit is asked.
func (v *visit) structs(t *rapid.T, roots map[int64]piece) map[int64]piece {
	now := maps.Clone(v.before)
	maps.Copy(now, roots)
	for _, f := range v.fields {
		if owner := now[f.owner]; owner != nil && f.open {
			for _, h := range v.m.sideIn(owner, f.field).held {
				if serial, _ := h.far.look().props["serial"].(int64); v.m.ids[h.far] == 0 && now[serial] == nil {
					now[serial] = h.far
				}
			}
		}
	}
	for _, serial := range v.met {
		if now[serial] == nil {
			now[serial] = v.m.ask(t, serial)
		}
	}
	return now
}

func (m *model) ask(t *rapid.T, serial int64) (p piece) {
	var err error
	switch key := m.keyOf(serial); m.want.nodes[serial].label {
	case "Knight":
		p, err = m.repos.knights.In(m.unit).Get(m.ctx, key)
	case "Castle":
		p, err = m.repos.castles.In(m.unit).Get(m.ctx, key)
	case "Guild":
		p, err = m.repos.guilds.In(m.unit).Get(m.ctx, key)
	default:
		p, err = m.repos.vaults.In(m.unit).Get(m.ctx, key)
	}
	require.NoError(t, err)
	return p
}

// learn takes down a node that the unit tracks from now on.
func (m *model) learn(t *rapid.T, p piece, serial int64) {
	stored := m.want.nodes[serial]
	m.add(p, serial)
	l := p.look()
	for name, value := range stored.props {
		if name != "foreign" {
			require.Equal(t, value, l.props[name], "a node that was loaded")
		}
	}
	require.Equal(t, stored.kinds, l.kinds)
	fields := map[string]*content{}
	if b := m.mem.tracked[p]; b != nil {
		fields = b.fields
	}
	m.mem.tracked[p] = &belief{look: l, fields: fields}
}

// checkField compares a field with the relationships that are stored, or with what it had.
func (m *model) checkField(t *rapid.T, p piece, f *filling) {
	s := m.sideIn(p, f.field)
	place := fmt.Sprintf("%s of %d", f.field, f.owner)
	if !f.open {
		require.Len(t, s.held, len(f.was), place)
		require.True(t, slices.Equal(f.was, things(s)), "%s stays as it was", place)
		return
	}
	known := &content{partial: f.partial, whole: !f.partial, things: things(s)}
	for _, h := range s.held {
		require.Contains(t, m.ids, h.far, place)
		a := arcOf(s, f.owner, m.ids[h.far], h)
		known.arcs = append(known.arcs, a)
		m.learnArc(t, a, h)
	}
	got := slices.Clone(known.arcs)
	slices.SortFunc(got, compareArcs)
	require.True(t, reflect.DeepEqual(f.arcs, got), "%s holds %v, and %v are stored", place, got, f.arcs)
	require.True(t, !s.absent || !s.many, "%s was loaded", place)
	m.mem.tracked[p].fields[f.field] = known
}

// learnArc takes down a relationship that the unit knows from now on.
func (m *model) learnArc(t *rapid.T, a arc, h held) {
	known := m.mem.stored[a]
	switch {
	case known == nil:
		m.mem.stored[a] = &strand{}
	case known.object != nil && h.bond != nil && known.object == h.bond.object:
		return // with what the program has changed in it
	}
	if h.bond != nil {
		stored := maps.Clone(m.want.arcs[a])
		delete(stored, "foreign")
		require.Equal(t, stored, h.bond.props, "a relationship that was loaded")
		if known != nil && m.leadsElsewhere(known.object, a) {
			return // its version stays the one to be compared
		}
		m.mem.stored[a] = &strand{h.bond.object, h.bond.props}
	}
}

// leadsElsewhere tells the struct of a relationship that the program has let lead to other nodes.
func (m *model) leadsElsewhere(object any, a arc) bool {
	post, ok := object.(*Post)
	return ok && (m.ids[post.Knight] != a.from || m.ids[post.Guild] != a.to)
}

// refresh reads an object again.
func (m *model) refresh(t *rapid.T) {
	p, ok := pick(t, m.pool, "piece")
	if !ok || m.mem.tracked[p] == nil || m.want.nodes[m.ids[p]] == nil {
		return
	}
	visit := m.newVisit()
	var branches []branch
	for _, s := range p.look().sides {
		if known := m.mem.tracked[p].fields[s.name]; known != nil {
			branches = append(branches, branch{field: s.name})
			if m.hasMoved(p, s, known) {
				return // a post that leads elsewhere would come back, and other fields hold it
			}
		}
	}
	if !visit.level([]int64{m.ids[p]}, branches) {
		return
	}
	require.NoError(t, m.unit.Refresh(m.ctx, p))
	m.stat.refreshes++
	delete(m.mem.deleted, p)
	m.learn(t, p, m.ids[p])
	for _, f := range visit.fields {
		f.open = f.owner == m.ids[p]
		for _, a := range f.arcs {
			delete(m.mem.stored, a) // its struct is as it is in the database
		}
	}
	visit.before[m.ids[p]] = p
	visit.finish(t, map[int64]piece{m.ids[p]: p})
}
