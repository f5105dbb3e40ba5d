package unitofwork

import (
	"fmt"

	"github.com/go-ogm/ogm/schema"
)

// take decides what a relationship in memory asks for.
func (w *walk) take(made link, other *entry, element, far uintptr, was *before) (held, error) {
	if !w.unit.tracking {
		w.links = append(w.links, made)
		return held{}, nil
	}
	if w.goes(other) {
		if made.stem = w.unit.links[w.unit.idOf(made)]; made.stem == nil {
			return held{}, fmt.Errorf("ogm: %s leads to a %s that this commit deletes; remove it from the field", made.place, other.node.Name)
		}
		return held{element: element, far: far, link: made.stem}, nil // it goes with the node
	}
	before := was.at(element, made)
	if before == nil {
		before = was.byID(w.unit.idOf(made))
	}
	if before != nil && before.gone && w.unit.links[before.id] == nil {
		return held{element: element, far: far, link: before}, nil // the other side took it away: what this one says is old
	}
	if made.stem = before; before == nil || before.gone {
		made.stem = w.unit.links[w.unit.idOf(made)]
	}
	if made.stem == nil {
		w.addLink(&made)
		return held{element: element, far: far, link: made.stem}, nil
	}
	if before == nil {
		if w.newly == nil {
			w.newly = map[stemID]place{}
		}
		w.newly[made.stem.id] = made.place
	}
	return held{element: element, far: far, link: made.stem}, w.compare(made)
}

// addLink notes a relationship that is not stored, once, however many fields hold it.
func (w *walk) addLink(made *link) {
	id := w.unit.idOf(*made)
	if w.added == nil {
		w.added = map[stemID]*stem{}
	}
	w.claim(*made)
	if made.stem = w.added[id]; made.stem == nil {
		made.stem = &stem{id: id, pattern: made.pattern}
		w.added[id] = made.stem
	} else if !made.object.IsValid() || made.stem.object.IsValid() && made.stem.object.Addr().Pointer() == made.object.Addr().Pointer() {
		return // both sides hold it
	}
	if made.object.IsValid() {
		made.stem.object, made.stem.pattern = made.object, made.pattern
	}
	w.links = append(w.links, *made)
}

// claim notes what a new relationship lets somebody own, whichever side it was met from.
func (w *walk) claim(made link) {
	for _, end := range []struct {
		owner, owned *entry
		direction    schema.Direction
	}{{made.start, made.end, schema.Outgoing}, {made.end, made.start, schema.Incoming}} {
		for _, edge := range end.owner.node.Edges {
			if !edge.Owned || edge.Label != made.pattern.Label || edge.Direction != end.direction {
				continue
			}
			if w.claimed == nil {
				w.claimed = map[*entry]bool{}
			}
			w.claimed[end.owned] = true
		}
	}
}

// compare looks at the properties of a relationship that is stored.
func (w *walk) compare(made link) error {
	if !made.object.IsValid() {
		return nil
	}
	s := made.stem.as(made.pattern.Relationship)
	made.stem = s
	if s.snapshot == nil { // it was known from a side without its struct
		if s.compared != w {
			s.compared = w
			w.links = append(w.links, made)
		}
		return nil
	}
	address := made.object.Addr().Pointer()
	plan := w.unit.engine.config.Mapper.Relationship(made.pattern.Relationship)
	if before, ok := s.twins[address]; ok && plan.IsSame(made.object, before.snapshot) {
		return nil // another struct stands for the relationship, and this one did not change
	}
	again := s.compared == w
	if !again {
		s.compared, s.met = w, made
	}
	switch same := again && s.met.object.Addr().Pointer() == address; {
	case same:
		return nil
	case again && s.met.owner == made.owner && s.met.place.edge == made.place.edge:
		return s.met.isTwice(made)
	case plan.IsSame(made.object, s.snapshot):
		return nil
	case again && !plan.IsSame(s.met.object, s.snapshot):
		return s.met.isTwice(made)
	}
	w.relinks = append(w.relinks, made)
	if again {
		s.met = made
	}
	return nil
}

// isTwice is the error of two structs of one relationship that say different things.
func (l link) isTwice(other link) error {
	return twice(l.place, other.place, l.pattern.Relationship)
}

// twice is the error of two structs of relationships between the same two nodes.
func twice(a, b place, relationship *schema.RelationshipType) error {
	if len(relationship.Key) > 0 {
		return fmt.Errorf("ogm: %s and %s are two %s between the same two nodes and have one key; keep one of them, or change the key of one", a, b, relationship.Name)
	}
	return fmt.Errorf("ogm: %s and %s are two %s between the same two nodes; keep one of them, or give %s a key, which tells them apart", a, b, relationship.Name, relationship.Name)
}

// idOf says which relationship it is; one whose own key is not made yet is known by its struct.
func (u *Unit) idOf(made link) stemID {
	id := stemID{label: made.pattern.Label, start: made.start, end: made.end}
	if made.pattern.Undirected {
		id.sort()
	}
	if !made.object.IsValid() || len(made.pattern.Relationship.Key) == 0 {
		return id
	}
	plan := u.engine.config.Mapper.Relationship(made.pattern.Relationship)
	key, err := plan.Key(made.object)
	if err != nil || plan.KeyIsZero(made.object) {
		id.own = fmt.Sprintf("@%x", made.object.Addr().Pointer())
	} else {
		id.own = KeyText(key)
	}
	return id
}
