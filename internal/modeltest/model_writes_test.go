package modeltest_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// write changes nodes: first those that the unit tracks, then those that were passed to it,
// then those that were only reached.
func (f *forecast) write() {
	for _, p := range f.live {
		if f.role[p] == tracked {
			f.update(p, f.m.mem.tracked[p])
		}
	}
	for _, r := range []role{saved, created, reached} {
		for _, p := range f.live {
			if f.role[p] == r {
				f.upsert(p, r)
			}
		}
	}
}

// update sends what differs from what the unit knows.
func (f *forecast) update(p piece, b *belief) {
	l := p.look()
	changes := differences(l.props, b.props)
	if len(changes) == 0 && slices.Equal(l.kinds, b.kinds) {
		return
	}
	f.sends = true
	stored := f.after.nodes[f.m.ids[p]]
	if stored == nil {
		if l.version != nil {
			f.checkNode(*l.version, nil)
		} else {
			f.wrong("the node to change is not there")
		}
		return
	}
	if l.version != nil {
		f.checkNode(*l.version, stored)
	}
	apply(stored.props, changes)
	stored.kinds = slices.DeleteFunc(stored.kinds, func(kind string) bool {
		return slices.Contains(b.kinds, kind) && !slices.Contains(l.kinds, kind)
	})
	stored.addKinds(l.kinds, b.kinds)
	f.stamp(l, stored)
}

// upsert stores a struct that the unit does not know to be stored.
func (f *forecast) upsert(p piece, r role) {
	f.sends = true
	l := p.look()
	serial := f.m.ids[p]
	if stored := f.after.nodes[serial]; stored != nil && l.key != "" {
		switch r {
		case created:
			f.wrong("the node to create is there")
		case saved:
			if l.version != nil {
				f.checkNode(*l.version, stored)
			}
			maps.DeleteFunc(stored.props, func(name string, _ any) bool { return strings.HasPrefix(name, "x.") || name == "nick" })
			whole := maps.Clone(l.props)
			delete(whole, "created")
			maps.Copy(stored.props, whole)
			stored.addKinds(l.kinds, nil)
			f.stamp(l, stored)
		}
		return
	}
	if l.version != nil && *l.version != 0 && r == saved {
		f.stale = "a node that is not there"
	}
	made := &vertex{label: l.label, kinds: l.kinds, props: maps.Clone(l.props)}
	if l.version != nil {
		made.props["version"] = int64(0)
	}
	if _, dated := l.props["created"]; dated {
		made.props["created"] = f.m.now.UnixNano()
	}
	if l.label == "Castle" && l.key == "" {
		made.props["id"] = pending{p}
	}
	f.after.nodes[serial] = made
	f.stamp(l, made)
}

// stamp is what the library writes by itself.
func (f *forecast) stamp(l look, stored *vertex) {
	if l.version == nil {
		return
	}
	version, _ := stored.props["version"].(int64)
	stored.props["version"] = version + 1
	stored.props["updated"] = f.m.now.UnixNano()
	f.versions[l.version] = version + 1
}

func (v *vertex) addKinds(kinds, before []string) {
	for _, kind := range kinds {
		if !slices.Contains(v.kinds, kind) && !slices.Contains(before, kind) {
			v.kinds = append(v.kinds, kind)
		}
	}
	if slices.Sort(v.kinds); len(v.kinds) == 0 {
		v.kinds = nil
	}
}

// written tells the properties that the library alone writes.
func written(name string) bool { return name == "version" || name == "updated" || name == "created" }

// differences gives what is to be set; nil takes a property away.
func differences(now, before props) props {
	changes := props{}
	for name, value := range now {
		if was, there := before[name]; !written(name) && (!there || !reflect.DeepEqual(was, value)) {
			changes[name] = value
		}
	}
	for name := range before {
		if _, there := now[name]; !there && !written(name) {
			changes[name] = nil
		}
	}
	return changes
}

func apply(stored, changes props) {
	for name, value := range changes {
		if stored[name] = value; value == nil {
			delete(stored, name)
		}
	}
}

// bind stores relationships, and what has changed in their structs.
func (f *forecast) bind() {
	carried := map[arc]props{}
	for from := range f.renamed { // all at once: keys may be swapped
		carried[from] = f.after.arcs[from]
		delete(f.after.arcs, from)
	}
	for from, to := range f.renamed {
		if carried[from] != nil {
			f.after.arcs[to] = carried[from]
		}
	}
	for a, h := range f.added {
		if f.gone[a.from] || f.gone[a.to] {
			continue
		}
		if f.m.mem.stored[a] == nil {
			f.addArc(a, h)
		}
	}
	done := map[any]bool{}
	for _, p := range f.live {
		for _, n := range f.fields[p] {
			for i, h := range n.held {
				if a := n.arcs[i]; h.bond != nil && !done[h.bond.object] && !f.gone[a.from] && !f.gone[a.to] {
					done[h.bond.object] = f.changeArc(p, n, a, h.bond)
				}
			}
		}
	}
}

func (f *forecast) addArc(a arc, h held) {
	f.sends = true
	if f.after.nodes[a.from] == nil || f.after.nodes[a.to] == nil {
		f.wrong("an end is not there")
		return
	}
	stored := f.after.arcs[a]
	if stored == nil {
		stored = props{}
		f.after.arcs[a] = stored
	}
	if h.bond == nil {
		return
	}
	before, _ := stored["version"].(int64)
	if version := h.bond.version; version != nil {
		if !f.hasMoved(h.bond) && *version != before {
			f.stale = "a relationship that is new"
		}
		f.versions[version] = before + 1
	}
	delete(stored, "pay")
	delete(stored, "ranks")
	f.setBond(a, h.bond, h.bond.props, before)
}

func (f *forecast) setBond(a arc, b *bond, changes props, before int64) {
	stored := f.after.arcs[a]
	apply(stored, changes)
	if b.version != nil {
		stored["version"] = before + 1
		f.versions[b.version] = before + 1
	}
	if a.typ == "SWORN_TO" && b.own == "" {
		stored["id"] = pending{b.object}
	}
	f.ties[a] = b
}

// hasMoved tells a struct that stood for a relationship which goes.
func (f *forecast) hasMoved(b *bond) bool {
	for a := range f.removed {
		if f.m.mem.stored[a].object == b.object {
			return true
		}
	}
	return false
}

// changeArc sends what has changed in the struct of a relationship that is known.
func (f *forecast) changeArc(p piece, n now, a arc, b *bond) bool {
	known := f.m.mem.stored[a]
	for from, to := range f.renamed {
		if to == a {
			known = f.m.mem.stored[from]
		}
	}
	if known == nil || f.removed[a] {
		return false
	}
	changes := differences(b.props, known.props)
	if len(changes) == 0 {
		return true
	}
	f.sends = true
	stored := f.after.arcs[a]
	if stored == nil {
		if b.version != nil {
			f.stale = "a relationship that is not there"
		} else {
			f.wrong("the relationship to change is not there")
		}
		return true
	}
	before, _ := stored["version"].(int64)
	if b.version != nil && *b.version != before {
		f.stale = "a relationship that has changed"
	}
	f.setBond(a, b, changes, before)
	return true
}

// unique looks at what must be unique.
func (f *forecast) unique() {
	seen := map[string]bool{}
	for _, v := range f.after.nodes {
		values := []string{v.label + "/key/" + v.key()}
		if nick, has := v.props["nick"].(string); has {
			values = append(values, "nick/"+nick)
		}
		if v.key() == "" {
			continue
		}
		for _, value := range values {
			if seen[value] {
				f.wrong("a constraint")
			}
			seen[value] = true
		}
	}
}
