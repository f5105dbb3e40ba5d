package query

import (
	"fmt"
	"reflect"

	"github.com/go-ogm/ogm/schema"
)

// EdgeField is a relationship field of the node struct T that leads to nodes of type N: the
// typed handle from which fetch plans are made. It is a value: each step gives a changed
// copy. It is safe for concurrent use.
type EdgeField[T, N any] struct {
	fetch fetch
}

// fetch is one edge of a fetch plan, with those behind it.
type fetch struct {
	field      *field
	target     reflect.Type
	conditions []expression
	order      []sortKey
	limit      limit
	nested     []fetch
	into       *destination // another field that it fills; nil for its own
	deep       bool         // it is followed again from the nodes that it leads to
	from, to   int          // of deep: how many steps, from where on conditions, order and limit count
}

// destination is the field that an edge fills in place of its own.
type destination struct {
	field *field
	err   error // that the handle's maker was told nothing of
}

// Edge makes an EdgeField from a function that gives the address of a slice of pointers to
// the other nodes:
//
//	var Friends = query.Edge(func(p *Person) *[]*Person { return &p.Friends })
//
// Like Prop it is meant for package-level variables, and panics when the function gives
// no address of an exported field.
func Edge[T, N any](address func(*T) *[]*N) EdgeField[T, N] {
	return EdgeField[T, N]{fetch{field: fieldAt("query.Edge", address), target: reflect.TypeFor[N]()}}
}

// EdgeTo is Edge for a relationship field of any other form: one pointer, a slice of
// structs, or structs of relationships, beyond which the nodes of type N stand. F, the
// type of the field, is found by the compiler.
//
//	var Movies = query.EdgeTo[Movie](func(p *Person) *[]*Role { return &p.Roles })
//
// Where the field holds an interface, N is that interface, or a node struct whose labels types
// that implement it have: its properties are what conditions and orders are about, and its
// relationships go on from there. What is loaded is of the type that fits each node best, as
// without it. Other nodes are left out; the field is loaded in part then, where one of the
// registered types that implement the interface lacks a label of N.
//
//	var Animals = query.EdgeTo[Animal](func(z *Zoo) *[]Creature { return &z.Creatures })
func EdgeTo[N, T, F any](address func(*T) *F) EdgeField[T, N] {
	return EdgeField[T, N]{fetch{field: fieldAt("query.EdgeTo", address), target: reflect.TypeFor[N]()}}
}

// Where loads only those nodes for which all conditions hold. What is loaded in part can be
// added to in a unit of work; nothing is taken away then.
func (e EdgeField[T, N]) Where(conditions ...Condition[N]) EdgeField[T, N] {
	return e.where(expressions(conditions))
}

func (e EdgeField[T, N]) where(conditions []expression) EdgeField[T, N] {
	e.fetch.conditions = append(e.fetch.conditions[:len(e.fetch.conditions):len(e.fetch.conditions)], conditions...)
	return e
}

// OrderBy adds sort keys for the nodes within each list.
func (e EdgeField[T, N]) OrderBy(orders ...Order[N]) EdgeField[T, N] {
	return e.orderBy(sortKeys(orders, false))
}

func (e EdgeField[T, N]) orderBy(keys []sortKey) EdgeField[T, N] {
	e.fetch.order = append(e.fetch.order[:len(e.fetch.order):len(e.fetch.order)], keys...)
	return e
}

// Limit loads the first n nodes of each list, which is then loaded in part, as with Where.
func (e EdgeField[T, N]) Limit(n int) EdgeField[T, N] {
	e.fetch.limit = limitOf(n)
	return e
}

// With goes on from the nodes that the edge leads to.
func (e EdgeField[T, N]) With(edges ...Fetch[N]) EdgeField[T, N] {
	e.fetch.nested = append(e.fetch.nested[:len(e.fetch.nested):len(e.fetch.nested)], fetches(edges)...)
	return e
}

// Into fills another field of the struct, whose tag is "-", so that one edge can be loaded
// twice, in two different parts. A unit of work does not look at that field.
//
//	Friends.Where(Born.Gt(2000)).Into(func(p *Person) *[]*Person { return &p.Young })
func (e EdgeField[T, N]) Into(address func(*T) *[]*N) EdgeField[T, N] {
	e.fetch.into = intoField(address)
	return e
}

func intoField[T, F any](address func(*T) *F) *destination {
	found, err := findField("ogm: Into", address)
	return &destination{found, err}
}

// maxDepth is how many steps a plan takes of one edge: each is a subquery, which costs the
// server some 25 ms when it plans the statement for the first time.
const maxDepth = 32

// Depth follows an edge between nodes of one type again from the nodes that it leads to: up to
// step last, 32 at the most. Conditions and limit hold from step first on, and what lies before
// is loaded whole; each list has the order. A node met twice is one pointer, and rings are
// closed; the fields of the nodes at the last step are not loaded.
//
//	people.Get(ctx, "ann", query.With(Friends.Depth(1, 3)))
func (e EdgeField[T, N]) Depth(first, last int) EdgeField[T, N] {
	e.fetch.deep, e.fetch.from, e.fetch.to = true, first, last
	return e
}

// unrolled gives the steps of an edge that is followed again.
func (f *fetch) unrolled() (*fetch, error) {
	switch {
	case f.from < 1 || f.to < f.from || f.to > maxDepth:
		return f, fmt.Errorf("ogm: %s is followed from step %d to %d; steps begin at 1, and there are %d at the most", f.field, f.from, f.to, maxDepth)
	case f.target != f.field.owner:
		return f, fmt.Errorf("ogm: %s leads to a %s, from where it cannot be followed again", f.field, f.target.Name())
	}
	var below []fetch
	for step := f.to; ; step-- {
		this := *f
		this.deep = false
		this.nested = append(this.nested[:len(this.nested):len(this.nested)], below...)
		if step < f.from {
			this.conditions, this.limit = nil, limit{}
		}
		if step == 1 {
			return &this, nil
		}
		below = []fetch{this}
	}
}

// Fetch is an edge of a fetch plan for nodes of type T, wherever it leads to: an EdgeField.
type Fetch[T any] interface{ edgeOf(*T) fetch }

func (e EdgeField[T, N]) edgeOf(*T) fetch { return e.fetch } //nolint:unused // by Fetch, which the linter does not see through the type parameter

func fetches[T any](edges []Fetch[T]) []fetch {
	list := make([]fetch, 0, len(edges))
	for _, edge := range edges {
		if edge == nil {
			list = append(list, fetch{})
			continue
		}
		list = append(list, edge.edgeOf(nil))
	}
	return list
}

// Plan is a fetch plan: which relationships of nodes of type T are loaded with them.
type Plan[T any] struct {
	fetches []fetch
}

// With makes a fetch plan. Nothing is followed but what it names.
func With[T any](edges ...Fetch[T]) Plan[T] { return Plan[T]{fetches(edges)} }

// And adds what another plan has.
func (p Plan[T]) And(other Plan[T]) Plan[T] {
	return Plan[T](p.Untyped().And(other.Untyped()))
}

// Loaded makes a plan of edges by their descriptors, for who has no types at hand.
func Loaded(node *schema.NodeType, edges []*schema.Edge) Branches {
	var list []fetch
	for _, edge := range edges {
		list = append(list, fetch{field: &field{owner: node.Type, index: edge.Index, name: edge.Field}})
	}
	return Branches{list}
}

// Branches is a Plan without its type.
type Branches struct{ fetches []fetch }

// And adds what another plan has.
func (b Branches) And(other Branches) Branches {
	switch {
	case len(other.fetches) == 0:
		return b
	case len(b.fetches) == 0:
		return other
	}
	return Branches{append(b.fetches[:len(b.fetches):len(b.fetches)], other.fetches...)}
}

// IsEmpty tells a plan that follows nothing.
func (b Branches) IsEmpty() bool { return len(b.fetches) == 0 }

// Untyped gives the plan without its type.
func (p Plan[T]) Untyped() Branches { return Branches(p) }

// Edges gives the relationship fields of a type that handles are of.
func Edges[T any](node *schema.NodeType, edges []Fetch[T]) ([]*schema.Edge, error) {
	var list []*schema.Edge
	for _, f := range fetches(edges) {
		edge, err := f.edgeAt(node)
		if err != nil {
			return nil, err
		}
		list = append(list, edge)
	}
	return list, nil
}

// edgeAt finds the relationship field that a handle is of.
func (f *fetch) edgeAt(node *schema.NodeType) (*schema.Edge, error) {
	if f.field == nil {
		return nil, fmt.Errorf("ogm: an edge of %s is empty; make it by query.Edge or query.EdgeTo", node.Name)
	}
	edge := node.EdgeByIndex(f.field.index)
	if edge == nil || f.field.owner != node.Type {
		return nil, fmt.Errorf("ogm: %s.%s is not a relationship of the node %s; does its tag have an arrow such as -[:HAS]->?", f.field.owner.Name(), f.field.name, node.Name)
	}
	if f.into == nil {
		return edge, nil
	}
	return f.into.edge(node, edge)
}

// edge is an edge that fills the destination.
func (d *destination) edge(node *schema.NodeType, edge *schema.Edge) (*schema.Edge, error) {
	if d.err != nil {
		return nil, d.err
	}
	other := *edge
	other.Field, other.Index, other.Alias = d.field.name, d.field.index, node.Type
	switch {
	case node.EdgeByIndex(d.field.index) != nil:
		return nil, fmt.Errorf(`ogm: %s is a relationship itself; Into is for a field whose tag is "-"`, d.field)
	case !edge.Many || node.Type.FieldByIndex(d.field.index).Type.Elem() != edge.Elem:
		return nil, fmt.Errorf("ogm: %s cannot take what %s.%s holds, a list of %s", d.field, node.Name, edge.Field, edge.Elem)
	}
	return &other, nil
}
