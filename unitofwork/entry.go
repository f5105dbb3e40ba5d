package unitofwork

import (
	"reflect"

	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// entry is an object that a unit knows.
type entry struct {
	node      *schema.NodeType
	object    reflect.Value   // the struct, addressable
	operation query.Operation // what is to be done with it; Nothing: what changed is sent
	replace   []*schema.Edge  // whose relationships are to be as the fields say; of a Prune
	number    int             // in the order of the unit
	listed    int             // where it stands in the unit's list, if it does
	place     place           // where it was reached first, of one that was not recorded
	seen      *walk           // the last that met it, if it is not one that the unit goes through by itself
	byValue   bool            // it stands in a slice of structs, so that its address is none to keep
	deleted   bool            // by a commit
	stored    *stored         // nil: it is not known to be in the database
}

// isListed tells whether the unit goes through the entry by itself.
func (u *Unit) isListed(e *entry) bool {
	return e.listed < len(u.entries) && u.entries[e.listed] == e
}

// stored is what a unit knows of a node in the database.
type stored struct {
	key      []any
	snapshot *mapping.Snapshot
	fields   []*field // by schema.Edge.Position; nil: not loaded
	unread   bool     // it was reached and there already: what it has is not what the struct says
}

// stem is a relationship that a unit knows in the database.
type stem struct {
	id       stemID
	pattern  query.Pattern
	own      []any             // its own key
	object   reflect.Value     // the relationship's struct; not valid where there is none
	snapshot *mapping.Snapshot // nil where there is no struct
	moved    bool              // its struct stood for a relationship between other nodes
	live     bool              // it is among the unit's links
	gone     bool              // it was taken away, though a field may hold it yet
	round    int               // of the last look at a field that has it
	compared *walk             // the commit that looked at its properties last
	met      link              // what it looked at first
	twins    map[uintptr]twin
	views    map[*schema.RelationshipType]*stem // as other Go types
}

// as gives what is known of a relationship as one Go type.
func (s *stem) as(relationship *schema.RelationshipType) *stem {
	if relationship == nil || s.pattern.Relationship == nil || s.pattern.Relationship == relationship {
		return s
	}
	view := s.views[relationship]
	if view == nil {
		view = &stem{id: s.id, pattern: s.pattern}
		view.pattern.Relationship = relationship
		if s.views == nil {
			s.views = map[*schema.RelationshipType]*stem{}
		}
		s.views[relationship] = view
	}
	return view
}

// twin is another struct of a relationship, which a field may hold: it stood for it until one took its
// place, or it was loaded when the one that stands for it led elsewhere already.
type twin struct {
	object   reflect.Value
	snapshot *mapping.Snapshot
}

func (s *stem) addTwin(object reflect.Value, snapshot *mapping.Snapshot) {
	if s.twins == nil {
		s.twins = map[uintptr]twin{}
	}
	s.twins[object.Addr().Pointer()] = twin{object, snapshot}
}

// stemID says which relationship it is: its ends are entries, whose keys may change.
type stemID struct {
	label      string
	start, end *entry
	own        string
}

// other gives the node at the other end.
func (s *stem) other(from *entry) *entry {
	if s.id.end == from {
		return s.id.start
	}
	return s.id.end
}

// sort puts the ends of a relationship without a direction in one order, whichever side it
// was met from.
func (id *stemID) sort() {
	if id.start.number > id.end.number {
		id.start, id.end = id.end, id.start
	}
}

// identity is one struct in memory. The type belongs to it because a struct and its
// first field begin at one address.
type identity struct {
	address uintptr
	node    *schema.NodeType
}

func identityOf(node *schema.NodeType, object reflect.Value) identity {
	return identity{object.Addr().Pointer(), node}
}

// keyed is a node of the database as one Go type.
type keyed struct {
	node *schema.NodeType
	key  string
}

// field gives what is known of a relationship field, nil when it was not loaded.
func (e *entry) field(edge *schema.Edge) *field {
	if e.stored == nil || e.stored.fields == nil {
		return nil
	}
	return e.stored.fields[edge.Position]
}

func (e *entry) setField(edge *schema.Edge, f *field) {
	if e.stored.fields == nil {
		e.stored.fields = make([]*field, len(e.node.Edges))
	}
	e.stored.fields[edge.Position] = f
}

func (e *entry) address() uintptr { return e.object.Addr().Pointer() }
