package modeltest_test

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// modelStep is one thing that a program may do; it comes as often as its weight says.
type modelStep struct {
	name   string
	weight int
	do     func(*model, *rapid.T)
}

func modelSteps() (names []string, steps map[string]func(*model, *rapid.T)) {
	steps = map[string]func(*model, *rapid.T){}
	for _, step := range []modelStep{
		{"nothing", 1, func(*model, *rapid.T) {}},
		{"commit", 20, (*model).commit},
		{"get", 14, (*model).get},
		{"get many", 2, (*model).getMany},
		{"create", 10, (*model).create},
		{"link", 14, (*model).link},
		{"unlink", 8, (*model).unlink},
		{"change", 12, (*model).change},
		{"shape", 3, (*model).shape},
		{"lead", 5, (*model).lead},
		{"rekey", 3, (*model).rekey},
		{"nick", 3, (*model).nick},
		{"delete", 5, (*model).delete},
		{"refresh", 2, (*model).refresh},
		{"detach", 1, (*model).detach},
		{"restart", 2, (*model).restart},
		{"outsider", 2, (*model).outsider},
	} {
		for range step.weight {
			names = append(names, step.name)
		}
		steps[step.name] = step.do
	}
	return names, steps
}

// pick draws one of a list, if there is any.
func pick[E any](t *rapid.T, list []E, what string) (E, bool) {
	var none E
	if len(list) == 0 {
		return none, false
	}
	return list[choose(t, len(list), what)], true
}

// choose draws a number below n, all of them alike; rapid's own prefer the first.
func choose(t *rapid.T, n int, what string) int {
	return rapid.Custom(func(t *rapid.T) int {
		number := 0
		for limit := 1; limit < 4*n; limit *= 2 {
			if number *= 2; rapid.Bool().Draw(t, "bit") {
				number++
			}
		}
		return number % n
	}).Draw(t, what)
}

func oneOf(t *rapid.T, n int, what string) bool { return choose(t, n, what) == n-1 }

// of gives the structs of a type that the program has and has not deleted.
func of[P nodePointer](m *model) []P {
	var all []P
	for _, p := range m.pool {
		if typed, ok := p.(P); ok && !m.mem.deleted[p] {
			all = append(all, typed)
		}
	}
	return all
}

func word(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "a", "b", "é", "`"}).Draw(t, "word")
}

// create makes a node's struct and saves it, or leaves it to be reached.
func (m *model) create(t *rapid.T) {
	var p piece
	switch choose(t, 5, "type") {
	case 0, 1:
		p = m.newKnight(t)
	case 2:
		p = m.newCastle(t)
	case 3:
		p = m.newGuild(t)
	default:
		p = m.newVault(t)
	}
	switch choose(t, 3, "how") {
	case 0:
		m.save(p)
	case 1:
		m.mem.saved[p] = true
		switch p := p.(type) {
		case *Knight:
			m.repos.knights.In(m.unit).Create(p)
		case *Castle:
			m.repos.castles.In(m.unit).Create(p)
		case *Guild:
			m.repos.guilds.In(m.unit).Create(p)
		case *Vault:
			m.repos.vaults.In(m.unit).Create(p)
		}
	}
}

func (m *model) save(p piece) {
	if m.mem.tracked[p] == nil {
		m.mem.saved[p] = false
	}
	delete(m.mem.deleted, p)
	switch p := p.(type) {
	case *Knight:
		m.repos.knights.In(m.unit).Save(p)
	case *Castle:
		m.repos.castles.In(m.unit).Save(p)
	case *Guild:
		m.repos.guilds.In(m.unit).Save(p)
	case *Vault:
		m.repos.vaults.In(m.unit).Save(p)
	}
}

func (m *model) newKnight(t *rapid.T) *Knight {
	n := m.fresh()
	k := &Knight{ID: fmt.Sprint("k", n), Serial: n, Name: word(t)}
	if rapid.Bool().Draw(t, "nick") {
		k.Nick = pointer(fmt.Sprint("nick", n))
	}
	if rapid.Bool().Draw(t, "lists") {
		k.Allies, k.Pupils, k.Visits, k.Posts, k.Oaths = []*Knight{}, []*Knight{}, []*Castle{}, []*Post{}, []*Oath{}
	}
	m.add(k, n)
	return k
}

func (m *model) newCastle(t *rapid.T) *Castle {
	n := m.fresh()
	c := &Castle{Serial: n, Name: word(t), Extra: map[string]any{"a": n}}
	if rapid.Bool().Draw(t, "kind") {
		c.Kinds = []string{"KindA"}
	}
	if rapid.Bool().Draw(t, "lists") {
		c.Residents = []*Knight{}
	}
	m.add(c, n)
	return c
}

func (m *model) newGuild(t *rapid.T) *Guild {
	n := m.fresh()
	g := &Guild{Name: "g", Year: int(n), Serial: n, Motto: word(t)}
	if rapid.Bool().Draw(t, "lists") {
		g.Staff, g.Vaults = []*Post{}, []*Vault{}
	}
	m.add(g, n)
	return g
}

// newVault makes one that belongs into a guild when its size is even, into another vault
// when it is odd.
func (m *model) newVault(t *rapid.T) *Vault {
	n := m.fresh()
	v := &Vault{ID: fmt.Sprint("v", n), Serial: n, Size: choose(t, 4, "size")}
	m.add(v, n)
	return v
}

// change gives a property another value.
func (m *model) change(t *rapid.T) {
	p, ok := pick(t, m.pool, "piece")
	if !ok {
		return
	}
	switch p := p.(type) {
	case *Knight:
		if b, ok := pick(t, p.Posts, "post"); ok && rapid.Bool().Draw(t, "of a post") {
			changePost(t, b)
		} else if o, ok := pick(t, p.Oaths, "oath"); ok && rapid.Bool().Draw(t, "of an oath") {
			o.Sum++
		} else {
			p.Name = word(t)
		}
	case *Castle:
		switch choose(t, 4, "what") {
		case 0:
			p.Name = word(t)
		case 1:
			if p.Extra == nil {
				p.Extra = map[string]any{}
			}
			p.Extra[rapid.SampledFrom([]string{"a", "b"}).Draw(t, "entry")] = m.fresh()
		case 2:
			delete(p.Extra, "a")
		default:
			p.Kinds = rapid.SampledFrom([][]string{nil, {"KindA"}, {"KindB"}, {"KindB", "KindA"}}).Draw(t, "kinds")
		}
	case *Guild:
		if b, ok := pick(t, p.Staff, "post"); ok && rapid.Bool().Draw(t, "of a post") {
			changePost(t, b)
		} else {
			p.Motto = word(t)
		}
	case *Vault:
		p.Size += 2
	}
}

func changePost(t *rapid.T, p *Post) {
	switch choose(t, 3, "what") {
	case 0:
		p.Pay = pointer(rapid.Int64Range(1, 3).Draw(t, "pay"))
	case 1:
		p.Pay = nil
	default:
		p.Ranks = append(p.Ranks, word(t))
	}
}

// rekey gives a new key, or swaps two.
func (m *model) rekey(t *rapid.T) {
	switch choose(t, 5, "what") {
	case 0:
		if k, ok := pick(t, of[*Knight](m), "knight"); ok && m.mayRekey(k) {
			k.ID = fmt.Sprint("k", m.fresh())
		}
	case 1:
		if g, ok := pick(t, of[*Guild](m), "guild"); ok && m.mayRekey(g) {
			g.Year = int(m.fresh())
		}
	case 2:
		a, ok := pick(t, of[*Knight](m), "one")
		if b, _ := pick(t, of[*Knight](m), "two"); ok && b != nil && m.mem.tracked[a] != nil && m.mem.tracked[b] != nil && m.mayRekey(a) && m.mayRekey(b) {
			a.ID, b.ID = b.ID, a.ID
		}
	case 3:
		if c, ok := pick(t, of[*Castle](m), "castle"); ok && m.mem.tracked[c] != nil && m.mayRekey(c) {
			c.ID = fmt.Sprint("c", m.fresh())
		}
	default:
		k, ok := pick(t, of[*Knight](m), "knight")
		if !ok || len(k.Oaths) == 0 {
			return
		}
		a, _ := pick(t, k.Oaths, "one")
		if b, _ := pick(t, k.Oaths, "two"); a != b && a.ID != "" && b.ID != "" && a.To == b.To {
			a.ID, b.ID = b.ID, a.ID
		} else if a.ID != "" {
			a.ID = fmt.Sprint("o", m.fresh())
		}
	}
}

// mayRekey tells the structs whose key says nothing of another node, and is not what
// others go by.
func (m *model) mayRekey(p piece) bool {
	return !m.hasStub(m.ids[p]) && (m.mem.tracked[p] != nil || !m.known[m.ids[p]])
}

// isRekeyed tells whether a struct has another key than its node.
func (m *model) isRekeyed(p piece) bool {
	b := m.mem.tracked[p]
	return b != nil && p.look().key != b.key
}

// nick takes, swaps or frees a value that is unique.
func (m *model) nick(t *rapid.T) {
	a, ok := pick(t, of[*Knight](m), "one")
	if !ok {
		return
	}
	b, _ := pick(t, of[*Knight](m), "two")
	switch choose(t, 5, "what") {
	case 0:
		a.Nick = nil
	case 1:
		a.Nick = pointer(fmt.Sprint("nick", m.fresh()))
	case 2, 3:
		if m.mem.tracked[a] != nil && m.mem.tracked[b] != nil {
			a.Nick, b.Nick = b.Nick, a.Nick
		}
	default:
		if m.mem.tracked[b] != nil && a != b {
			a.Nick, b.Nick = b.Nick, nil
		}
	}
}

// delete deletes a node, mostly taking it out of the fields that lead to it.
func (m *model) delete(t *rapid.T) {
	p, ok := pick(t, m.pool, "piece")
	if !ok || m.hasStub(m.ids[p]) {
		return
	}
	create, passed := m.mem.saved[p]
	if m.mem.tracked[p] == nil && !passed {
		return
	}
	switch p := p.(type) {
	case *Knight:
		m.repos.knights.In(m.unit).Delete(p)
	case *Castle:
		m.repos.castles.In(m.unit).Delete(p)
	case *Guild:
		m.repos.guilds.In(m.unit).Delete(p)
	case *Vault:
		m.repos.vaults.In(m.unit).Delete(p)
	}
	delete(m.mem.saved, p)
	switch {
	case passed && create: // it is as if nothing had been
		m.pool = slices.DeleteFunc(m.pool, func(other piece) bool { return other == p })
		m.swap(p, nil)
		return
	case !oneOf(t, 4, "left in fields"):
		m.swap(p, nil)
	}
	m.mem.deleted[p] = true
}

// detach lets an object go, which is not touched any more.
func (m *model) detach(t *rapid.T) {
	p, ok := pick(t, m.pool, "piece")
	if !ok || m.mem.tracked[p] == nil || m.want.nodes[m.ids[p]] == nil || m.isChanged(p) {
		return
	}
	m.unit.Detach(p)
	require.False(t, m.unit.Contains(p))
	delete(m.mem.tracked, p)
	delete(m.mem.deleted, p)
	m.pool = slices.DeleteFunc(m.pool, func(other piece) bool { return other == p })
	m.detached[m.ids[p]] = true
	switch p := p.(type) {
	case *Knight:
		p.Allies, p.Mentor, p.Pupils, p.Visits, p.Home, p.Posts, p.Oaths = nil, nil, nil, nil, nil, nil, nil
	case *Castle:
		p.Residents = nil
	case *Guild:
		p.Staff, p.Vaults = nil, nil
	case *Vault:
		p.Keeper, p.Inner = nil, nil
	}
}

// isChanged tells whether anything of a struct's own differs from what the unit knows.
func (m *model) isChanged(p piece) bool {
	l, b := p.look(), m.mem.tracked[p]
	return len(differences(l.props, b.props)) > 0 || !slices.Equal(l.kinds, b.kinds)
}

// restart begins a new unit. An object of the old one may be saved in it, whole, with what
// it leads to.
func (m *model) restart(t *rapid.T) {
	if !rapid.Bool().Draw(t, "carry") {
		m.begin()
		return
	}
	unit := m.unit
	m.commit(t)
	p, ok := pick(t, m.pool, "piece")
	if !ok || m.unit != unit || m.mem.tracked[p] == nil || len(m.detached) > 0 {
		return
	}
	taken := []piece{p}
	for i := 0; i < len(taken); i++ {
		if l := taken[i].look(); l.props["serial"] != m.ids[taken[i]] {
			return // no more than a key
		}
		for _, s := range taken[i].look().sides {
			for _, h := range s.held {
				if !slices.Contains(taken, h.far) {
					taken = append(taken, h.far)
				}
			}
		}
	}
	ids := m.ids
	m.begin()
	for _, other := range taken {
		m.add(other, ids[other])
	}
	m.save(p)
}

// outsider is another program, which changes what the unit may know.
func (m *model) outsider(t *rapid.T) {
	serial, ok := pick(t, m.want.serials(rapid.SampledFrom([]string{"Knight", "Castle", "Guild", "Vault"}).Draw(t, "label")), "serial")
	if !ok {
		return
	}
	stored := m.want.nodes[serial]
	stored.props["foreign"] = m.fresh()
	if stored.label == "Knight" && !oneOf(t, 3, "version") {
		stored.props["version"] = stored.props["version"].(int64) + 1
	}
	m.rows("MATCH (n {serial: $serial}) SET n.foreign = $foreign, n.version = $version", map[string]any{
		"serial": serial, "foreign": stored.props["foreign"], "version": stored.props["version"],
	})
}
