package modeltest_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// link adds an element to a field.
func (m *model) link(t *rapid.T) {
	switch choose(t, 10, "field") {
	case 0, 1:
		k, ok := pick(t, of[*Knight](m), "knight")
		if other, found := target(m, t, m.newKnight); ok && found {
			k.Allies = append(k.Allies, other)
			if other.Allies != nil && rapid.Bool().Draw(t, "both sides") {
				other.Allies = append(other.Allies, k)
			}
		}
	case 2:
		k, ok := pick(t, of[*Knight](m), "knight")
		if c, found := target(m, t, m.newCastle); ok && found {
			k.Visits = append(k.Visits, c)
		}
	case 3:
		k, ok := pick(t, of[*Knight](m), "knight")
		if pupil, found := target(m, t, m.newKnight); ok && found && !m.isTaken("TEACHES", m.ids[pupil]) {
			k.Pupils = append(k.Pupils, pupil)
		}
	case 4:
		c, ok := pick(t, of[*Castle](m), "castle")
		if k, found := target(m, t, m.newKnight); ok && found && !m.isTaken("LIVES_IN", m.ids[k]) {
			c.Residents = append(c.Residents, k)
		}
	case 5, 6:
		k, ok := pick(t, of[*Knight](m), "knight")
		if g, found := target(m, t, m.newGuild); ok && found && !m.worksFor(k, g) {
			post := &Post{Knight: k, Guild: g, Pay: pointer(m.fresh())}
			inGuild := choose(t, 3, "side")
			if inGuild != 1 {
				k.Posts = append(k.Posts, post)
			}
			if inGuild != 0 && !slices.Contains(m.stubs, piece(g)) {
				g.Staff = append(g.Staff, post)
			}
		}
	case 7:
		k, ok := pick(t, of[*Knight](m), "knight")
		if other, found := target(m, t, m.newKnight); ok && found {
			oath := &Oath{To: other, Sum: int(m.fresh())}
			if rapid.Bool().Draw(t, "own key") {
				oath.ID = fmt.Sprint("o", m.fresh())
			}
			k.Oaths = append(k.Oaths, oath)
		}
	case 8:
		g, ok := pick(t, of[*Guild](m), "guild")
		if v, found := m.looseVault(t, 0); ok && found {
			g.Vaults = append(g.Vaults, v)
		}
	default:
		outer := slices.DeleteFunc(of[*Vault](m), func(v *Vault) bool { return v.Size%2 == 1 })
		o, ok := pick(t, outer, "outer")
		if v, found := m.looseVault(t, 1); ok && found && !slices.Contains(m.stubs, piece(o)) {
			o.Inner = append(o.Inner, v)
		}
	}
}

// target is what a new relationship leads to: a struct that is there, a new one, or one
// with no more than the key of a node.
func target[P nodePointer](m *model, t *rapid.T, made func(*rapid.T) P) (P, bool) {
	switch choose(t, 6, "target") {
	case 4:
		return made(t), true
	case 5:
		var none P
		return stub(m, t, none)
	}
	return pick(t, of[P](m), "there")
}

// stub makes a struct that has the key of a node and nothing else.
func stub[P nodePointer](m *model, t *rapid.T, none P) (P, bool) {
	label := none.label()
	serial, ok := pick(t, m.want.serials(label), "serial")
	if !ok || m.detached[serial] {
		return none, false
	}
	for p, id := range m.ids {
		if id == serial && (m.mem.deleted[p] || m.isRekeyed(p)) { // its key is free for another
			return none, false
		}
	}
	unknown := func(p piece) bool {
		_, passed := m.mem.saved[p]
		return m.ids[p] == serial && m.mem.tracked[p] == nil && !passed
	}
	if slices.ContainsFunc(m.pool, unknown) {
		return none, false // it may say other things by now
	}
	stored := m.want.nodes[serial].props
	var p piece
	switch label {
	case "Knight":
		p = &Knight{ID: stored["id"].(string)}
	case "Castle":
		p = &Castle{ID: stored["id"].(string)}
	case "Guild":
		p = &Guild{Name: stored["name"].(string), Year: int(stored["year"].(int64))}
	default:
		p = &Vault{ID: stored["id"].(string)}
	}
	m.ids[p] = serial
	m.stubs = append(m.stubs, p)
	return p.(P), true
}

// hasStub tells whether there is such a struct of a node.
func (m *model) hasStub(serial int64) bool {
	return slices.ContainsFunc(m.stubs, func(p piece) bool { return m.ids[p] == serial })
}

// each visits all elements of all fields that the program has.
func (m *model) each(visit func(owner piece, s side, h held)) {
	for _, p := range m.pool {
		for _, s := range p.look().sides {
			for _, h := range s.held {
				visit(p, s, h)
			}
		}
	}
}

// isTaken tells whether a node has a relationship already, of which it should have one.
func (m *model) isTaken(typ string, serial int64) bool {
	for a := range m.want.arcs {
		if a.isOnly(typ, serial) {
			return true
		}
	}
	found := false
	m.each(func(owner piece, s side, h held) {
		found = found || arcOf(s, m.ids[owner], m.ids[h.far], h).isOnly(typ, serial)
	})
	return found
}

// isOnly tells the relationship of a type of which a node should have one.
func (a arc) isOnly(typ string, serial int64) bool {
	return a.typ == typ && (typ == "LIVES_IN" && a.from == serial || typ != "LIVES_IN" && a.to == serial)
}

func (m *model) worksFor(k *Knight, g *Guild) bool {
	want := arc{typ: "WORKS_FOR", from: m.ids[k], to: m.ids[g]}
	found := m.want.arcs[want] != nil
	m.each(func(owner piece, s side, h held) {
		found = found || arcOf(s, m.ids[owner], m.ids[h.far], h) == want
	})
	return found
}

// looseVault gives a vault for a new owner: a new one, or one that is taken out of the
// field that has it.
func (m *model) looseVault(t *rapid.T, odd int) (*Vault, bool) {
	if rapid.Bool().Draw(t, "new") {
		v := m.newVault(t)
		v.Size = odd
		return v, true
	}
	v, ok := pick(t, of[*Vault](m), "vault")
	if !ok || v.Size%2 != odd || v.Serial == 0 {
		return nil, false
	}
	owned := 0
	for a := range m.want.arcs {
		if a.owned() && a.to == v.Serial {
			owned++
		}
	}
	for _, p := range m.pool {
		switch p := p.(type) {
		case *Guild:
			owned -= m.take(p, "Vaults", &p.Vaults, v)
		case *Vault:
			owned -= m.take(p, "Inner", &p.Inner, v)
		}
	}
	return v, owned <= 0
}

// take takes a vault out of a field, and tells whether that removes a relationship.
func (m *model) take(owner piece, name string, field *[]*Vault, v *Vault) int {
	if !slices.Contains(*field, v) || m.mem.deleted[owner] {
		return 0
	}
	*field = slices.DeleteFunc(*field, func(other *Vault) bool { return other == v })
	if b := m.mem.tracked[owner]; b != nil && b.fields[name] != nil && !b.fields[name].partial {
		return 1
	}
	return 0
}

// unlink takes an element out of a field, or puts another in its place.
func (m *model) unlink(t *rapid.T) {
	p, ok := pick(t, m.pool, "piece")
	if !ok {
		return
	}
	switch p := p.(type) {
	case *Knight:
		switch choose(t, 5, "field") {
		case 0:
			p.Allies = without(t, p.Allies)
		case 1:
			p.Pupils = without(t, p.Pupils)
		case 2:
			p.Visits = without(t, p.Visits)
			if c, ok := pick(t, of[*Castle](m), "instead"); ok && oneOf(t, 3, "replace") {
				p.Visits = append(p.Visits, c)
			}
		case 3:
			if len(p.Posts) > 0 {
				post := p.Posts[0]
				p.Posts = without(t, p.Posts)
				if rapid.Bool().Draw(t, "both sides") {
					post.Guild.Staff = slices.DeleteFunc(post.Guild.Staff, func(other *Post) bool { return other == post })
				}
			}
		default:
			p.Oaths = without(t, p.Oaths)
		}
	case *Castle:
		p.Residents = without(t, p.Residents)
	case *Guild:
		if rapid.Bool().Draw(t, "vaults") {
			p.Vaults = without(t, p.Vaults)
		} else {
			p.Staff = without(t, p.Staff)
		}
	case *Vault:
		p.Inner = without(t, p.Inner)
	}
}

// without takes one or all elements out of a list.
func without[E any](t *rapid.T, list []E) []E {
	if len(list) == 0 {
		return list
	}
	if oneOf(t, 6, "all") {
		return list[:0]
	}
	i := choose(t, len(list), "element")
	return slices.Delete(list, i, i+1)
}

// shape turns a list around, takes it away or makes it empty.
func (m *model) shape(t *rapid.T) {
	k, ok := pick(t, of[*Knight](m), "knight")
	if !ok {
		return
	}
	switch choose(t, 6, "what") {
	case 0:
		slices.Reverse(k.Allies)
	case 1:
		slices.Reverse(k.Posts)
	case 2:
		k.Allies, k.Visits = nil, nil
	case 3:
		k.Posts = nil
	case 4:
		if k.Visits == nil {
			k.Visits = []*Castle{}
		}
	default:
		if k.Oaths == nil {
			k.Oaths = []*Oath{}
		}
	}
}

// lead sets or clears what has one place: pointers, and the ends of a post.
func (m *model) lead(t *rapid.T) {
	k, ok := pick(t, of[*Knight](m), "knight")
	if !ok {
		return
	}
	switch choose(t, 4, "what") {
	case 0:
		m.leadHome(t, k)
	case 1:
		if !m.maySet(k, "Mentor", "TEACHES") {
			return
		}
		old := k.Mentor
		k.Mentor = nil
		if !oneOf(t, 3, "clear") {
			k.Mentor, _ = target(m, t, m.newKnight)
		}
		if old != nil && old != k.Mentor && rapid.Bool().Draw(t, "both sides") {
			old.Pupils = slices.DeleteFunc(old.Pupils, func(other *Knight) bool { return other == k })
		}
	case 2:
		m.movePost(t, k)
	default:
		if v, ok := pick(t, of[*Vault](m), "vault"); ok {
			if v.Keeper = k; oneOf(t, 3, "clear") {
				v.Keeper = nil
			}
		}
	}
}

func (m *model) leadHome(t *rapid.T, k *Knight) {
	if !m.maySet(k, "Home", "LIVES_IN") {
		return
	}
	old := k.Home
	k.Home = nil
	if !oneOf(t, 3, "clear") {
		k.Home, _ = target(m, t, m.newCastle)
	}
	if rapid.Bool().Draw(t, "both sides") {
		if old != nil && old != k.Home {
			old.Residents = slices.DeleteFunc(old.Residents, func(other *Knight) bool { return other == k })
		}
		if k.Home != nil && k.Home.Residents != nil && !slices.Contains(k.Home.Residents, k) {
			k.Home.Residents = append(k.Home.Residents, k)
		}
	}
}

// maySet tells whether a pointer's node has no other relationship that the unit does not
// know, and none that another field has just given it.
func (m *model) maySet(k *Knight, field, typ string) bool {
	b := m.mem.tracked[k]
	if b == nil || b.fields[field] == nil {
		return !m.isTaken(typ, m.ids[k])
	}
	promised := false
	m.each(func(owner piece, s side, h held) {
		a := arcOf(s, m.ids[owner], m.ids[h.far], h)
		promised = promised || owner != piece(k) && a.isOnly(typ, m.ids[k]) && m.mem.stored[a] == nil
	})
	return !promised
}

// movePost lets a post lead to another guild.
func (m *model) movePost(t *rapid.T, k *Knight) {
	post, ok := pick(t, k.Posts, "post")
	g, found := pick(t, of[*Guild](m), "guild")
	if !ok || !found || m.worksFor(k, g) {
		return
	}
	for _, other := range of[*Guild](m) {
		other.Staff = slices.DeleteFunc(other.Staff, func(p *Post) bool { return p == post })
	}
	post.Guild = g
	if g.Staff != nil && rapid.Bool().Draw(t, "both sides") {
		g.Staff = append(g.Staff, post)
	}
}
