package unitofwork

import (
	"maps"
	"reflect"
	"slices"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
)

// adopt takes over what a commit has stored: from now on a change is what differs from it.
func (u *Unit) adopt(p *plan) {
	for _, s := range p.gone {
		s.gone = true
		u.drop(s)
	}
	deleted := false
	for _, b := range p.batches {
		if b.group.Node == nil || b.group.Operation == query.Clear || b.group.Operation == query.Rekey {
			continue
		}
		for i := range b.rows {
			u.adoptNode(b, &b.rows[i])
		}
		deleted = deleted || b.group.Operation == query.Delete
	}
	if deleted {
		u.adoptEnds()
	}
	for _, e := range slices.SortedFunc(maps.Keys(p.keys), func(a, b *entry) int { return a.number - b.number }) {
		u.adoptReached(p, e)
	}
	for _, update := range p.updates {
		u.adoptField(p, update)
	}
	var renamed []*stem
	for _, b := range p.batches {
		if b.group.Operation == query.Link || b.group.Operation == query.Relink {
			for i := range b.rows {
				if s := u.adoptLink(b, &b.rows[i]); s != nil {
					renamed = append(renamed, s)
				}
			}
		}
	}
	for _, s := range renamed { // once all have given up their own keys, which they may have swapped
		s.id.own = KeyText(s.own)
		u.keep(s)
	}
	u.made = nil
	u.sweep()
}

func (u *Unit) adoptNode(b *batch, r *row) {
	e := r.entry
	if b.group.Operation == query.Delete {
		u.adoptDeletion(e)
		return
	}
	snapshot, err := u.engine.config.Mapper.Node(e.node).Snapshot(r.object)
	if err != nil || len(e.node.Key) == 0 {
		u.forget(e) // it cannot be told apart from others, or its values will not be read a second time
		return
	}
	e.operation = query.Nothing
	if e.stored == nil {
		e.stored = &stored{}
		if u.byObject[identityOf(e.node, e.object)] != e {
			u.add(e)
		}
	} else {
		u.forgetKey(e)
	}
	e.stored.key, e.stored.snapshot = r.key, snapshot
	if b.group.Operation == query.Ensure {
		e.stored.unread = !r.fresh
	}
	u.byKey[keyed{e.node, KeyText(r.key)}] = e
}

// adoptDeletion lets a node go, with its relationships and with what it was known to own.
func (u *Unit) adoptDeletion(e *entry) {
	todo := []*entry{e}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if next.operation == gone {
			continue
		}
		for _, edge := range next.node.Edges {
			known := next.field(edge)
			if known == nil || !edge.Owned {
				continue
			}
			for _, h := range known.held {
				if h.link != nil && u.links[h.link.id] != nil {
					todo = append(todo, h.link.id.start, h.link.id.end)
				}
			}
		}
		next.deleted = true
		u.forget(next)
	}
}

// adoptEnds lets the relationships of deleted nodes go.
func (u *Unit) adoptEnds() {
	for id, s := range u.links {
		if id.start.deleted || id.end.deleted {
			s.gone = true
			u.drop(s)
		}
	}
}

// adoptReached is for a struct that was reached and whose node another struct has written.
// As another Go type it is an object of its own.
func (u *Unit) adoptReached(p *plan, e *entry) {
	if e.stored != nil || e.operation != query.Ensure || u.byKey[keyed{e.node, KeyText(p.keys[e])}] != nil {
		return
	}
	snapshot, err := u.engine.config.Mapper.Node(e.node).Snapshot(e.object)
	if err != nil {
		return
	}
	e.operation, e.stored = query.Nothing, &stored{key: p.keys[e], snapshot: snapshot, unread: true}
	u.add(e)
}

// adoptField remembers what a relationship field holds.
func (u *Unit) adoptField(p *plan, update fieldUpdate) {
	e := u.canonical(p, update.entry)
	if e.stored == nil || e.operation == gone {
		return
	}
	for i := update.fresh; i < len(update.field.held); i++ {
		h := update.field.held[i]
		if h.link == nil || h.link.gone || h.link.live {
			continue
		}
		id := h.link.id
		id.start, id.end = u.canonical(p, id.start), u.canonical(p, id.end)
		if h.link.pattern.Undirected {
			id.sort()
		}
		if known := u.links[id]; known != nil {
			update.field.held[i].link = known
			continue
		}
		h.link.id = id
		u.keep(h.link)
	}
	if e.address() != update.entry.address() {
		return // the field of another struct of the node says nothing of what this one's holds
	}
	update.field.pin(mapping.Field(update.entry.object, update.edge.Index), update.edge)
	e.setField(update.edge, update.field)
}

// canonical gives the entry that stands for a node: of two structs of one node, a commit
// has stored one.
func (u *Unit) canonical(p *plan, e *entry) *entry {
	if e.stored != nil {
		return e
	}
	if known := u.byKey[keyed{e.node, KeyText(p.keys[e])}]; known != nil {
		return known
	}
	return e
}

// adoptLink remembers the properties of a relationship that was written. It gives the one
// that is to be known by its own key, which may have been made for it.
func (u *Unit) adoptLink(b *batch, r *row) *stem {
	s := r.stem
	if b.mapper == nil {
		return nil
	}
	relationship := b.group.Pattern.Relationship
	snapshot, err := u.engine.config.Mapper.Relationship(relationship).Snapshot(r.object)
	if err != nil {
		return nil
	}
	if s.snapshot != nil && s.object.Addr().Pointer() != r.object.Addr().Pointer() && r.place.edge.Elem.Kind() != reflect.Struct {
		s.addTwin(s.object, s.snapshot)
	}
	delete(s.twins, r.object.Addr().Pointer())
	s.object, s.snapshot, s.pattern = r.object, snapshot, *b.group.Pattern
	s.own = make([]any, len(relationship.Key))
	for i, property := range relationship.Key {
		s.own[i] = snapshot.Value(property)
	}
	if len(s.own) == 0 || u.links[s.id] != s {
		return nil
	}
	u.drop(s)
	return s
}
