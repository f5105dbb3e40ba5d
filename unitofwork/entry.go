package unitofwork

import (
	"reflect"
	"slices"

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
	place     place           // where it was reached first, of one that was not recorded
	seen      *walk           // the last that met it
	byValue   bool            // it stands in a slice of structs, so that its address is none to keep
	deleted   bool            // by a commit
	stored    *stored         // nil: it is not known to be in the database
}

// stored is what a unit knows of a node in the database.
type stored struct {
	key      []any
	snapshot *mapping.Snapshot
	fields   []*field // by schema.Edge.Position; nil: not loaded
	unread   bool     // it was reached and there already: what it has is not what the struct says
}

// field is what a relationship field had when it was loaded or last committed.
type field struct {
	partial bool // it was loaded in part, so nothing is taken away
	whole   bool // there was no more in the database
	held    []held
	pins    []any // structs whose addresses stand in held and that nothing else keeps
}

// held is an element of a relationship field, as it was.
type held struct {
	element uintptr // the struct that the element leads to: of a node, or of a relationship
	far     uintptr // the node at the other end
	link    *stem
	kept    bool              // the unit has the structs at both addresses anyway
	copied  *mapping.Snapshot // what a struct in a slice said, where another struct stands for its node
}

// heldList is a list of elements that is made when it is needed.
type heldList []held

// orHeld gives the list, or one that begins with the first n elements of a field, with
// room for as many as it will have.
func (l heldList) orHeld(known *field, n, size int) heldList {
	if l != nil {
		return l
	}
	l = make(heldList, n, size)
	if n > 0 {
		copy(l, known.held)
	}
	return l
}

// before finds the elements that a field had. Its maps are made when elements have changed
// their places, or are new.
type before struct {
	field    *field
	elements map[uintptr]int // places in field.held
	links    map[stemID]*stem
}

// before gives a look-up of a field, nil for one that was not loaded.
func (f *field) before() *before {
	if f == nil {
		return nil
	}
	return &before{field: f}
}

// seek finds an element among those that were held: mostly it is the next one. It gives
// -1 for one that is new, or that stands in a slice of structs and has no address to keep.
func (b *before) seek(element reflect.Value, next int) int {
	if element.Kind() == reflect.Interface {
		element = element.Elem()
	}
	if b == nil || element.Kind() != reflect.Pointer {
		return -1
	}
	return b.place(element.Pointer(), next)
}

func (b *before) place(address uintptr, next int) int {
	list := b.field.held
	if next < len(list) && list[next].element == address {
		return next
	}
	if b.elements == nil {
		b.elements = make(map[uintptr]int, len(list))
		for i, h := range list {
			b.elements[h.element] = i
		}
	}
	if at, ok := b.elements[address]; ok {
		return at
	}
	return -1
}

// at finds the relationship that a struct stood for when the field was last looked at,
// as long as it is between the same nodes: its own key may have changed since.
func (b *before) at(element uintptr, made link) *stem {
	if b == nil || !made.object.IsValid() {
		return nil
	}
	at := b.place(element, 0)
	if at < 0 {
		return nil
	}
	if s := b.field.held[at].link; s != nil && s.id.start == made.start && s.id.end == made.end {
		return s
	}
	return nil
}

func (b *before) byID(id stemID) *stem {
	if b == nil {
		return nil
	}
	if b.links == nil {
		b.links = make(map[stemID]*stem, len(b.field.held))
		for _, h := range b.field.held {
			if h.link != nil {
				b.links[h.link.id] = h.link
			}
		}
	}
	return b.links[id]
}

// held gives what a struct was in the field, if it leads to where it led.
func (b *before) held(element, far uintptr) (held, bool) {
	if b == nil {
		return held{}, false
	}
	at := b.place(element, 0)
	if at < 0 || b.field.held[at].link == nil {
		return held{}, false
	}
	h := b.field.held[at]
	return h, h.far == far
}

// isCopy tells whether a struct in a slice says what it said when another struct of its node
// was there already.
func (b *before) isCopy(of *entry, object reflect.Value, plan *mapping.NodePlan) bool {
	if b == nil {
		return false
	}
	return slices.ContainsFunc(b.field.held, func(h held) bool {
		return h.copied != nil && h.link != nil && (h.link.id.start == of || h.link.id.end == of) && plan.IsSame(object, h.copied)
	})
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
	former   map[uintptr]former
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

// former is a struct that stood for a relationship until another took its place: a field
// at the other end may hold it yet.
type former struct {
	object   reflect.Value
	snapshot *mapping.Snapshot
}

// stemID says which relationship it is: its ends are entries, whose keys may change.
type stemID struct {
	label      string
	start, end *entry
	own        string
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
