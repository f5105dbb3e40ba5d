package unitofwork

import (
	"slices"

	"github.com/go-ogm/ogm/query"
)

// goes tells a node that this commit deletes, as far as the walk knows. It has nothing to say.
func (w *walk) goes(e *entry) bool { return e.operation == query.Delete || w.going[e] }

// owners finds the nodes that go because somebody who owned them has dropped them or goes.
// It tells whether this walk has listened to any of them; the next is to go without.
func (w *walk) owners() (again bool) {
	w.lost = w.findLost()
	going, left := w.goAlong()
	for e := range going {
		again = again || !w.goes(e)
	}
	if w.going = going; again {
		return true
	}
	for _, r := range w.removals {
		if w.lost[r.owned] {
			w.enqueue(r.owned)
		}
	}
	w.removals = append(w.removals, left...)
	return false
}

// findLost gives the nodes whose owner has dropped them, where no other has taken them up.
func (w *walk) findLost() map[*entry]bool {
	var lost map[*entry]bool
	for _, r := range w.removals {
		if e := r.owned; e != nil && !w.claimed[e] && e.operation != query.Delete && e.stored != nil {
			if lost == nil {
				lost = map[*entry]bool{}
			}
			lost[e] = true
		}
	}
	return lost
}

// goAlong gives the nodes that go, with those that an owner takes along, and the removals
// that leave behind what another owner has taken up.
func (w *walk) goAlong() (going map[*entry]bool, left []removal) {
	todo := slices.Clone(w.deletes)
	for _, entries := range []map[*entry]bool{w.lost, w.going} { // the latter by what an earlier walk has found
		for e := range entries {
			todo = append(todo, e)
		}
	}
	if len(todo) == 0 {
		return nil, nil
	}
	going = map[*entry]bool{}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if going[next] {
			continue
		}
		going[next] = true
		w.owned(next, func(child *entry, r removal) {
			if w.claimed[child] {
				left = append(left, r)
			} else {
				todo = append(todo, child)
			}
		})
	}
	return going, left
}

// owned visits the nodes that a node owns yet, as far as the unit knows, and gives the removal
// that would leave them behind.
func (w *walk) owned(e *entry, visit func(*entry, removal)) {
	for _, edge := range e.node.Edges {
		known := e.field(edge)
		if known == nil || !edge.Owned {
			continue
		}
		for i, h := range known.held {
			if h.link == nil || w.unit.links[h.link.id] == nil {
				continue
			}
			if _, dropped := w.dropped[h.link.id]; dropped {
				continue
			}
			child := h.link.id.end
			if child == e {
				child = h.link.id.start
			}
			visit(child, removal{stem: h.link, place: place{e.node, edge, i}})
		}
	}
}
