package unitofwork

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/mapping"
	"github.com/go-ogm/ogm/query"
	"github.com/go-ogm/ogm/schema"
)

// Generator makes a new key. It is called once for each object that is saved with
// a zero key, from any goroutine.
type Generator func() (any, error)

// Config is what an Engine is made of; every field is needed but Warn.
type Config struct {
	Runner     session.Runner
	Registry   *schema.Registry
	Mapper     *mapping.Mapper
	Clock      func() time.Time
	Generators map[string]Generator
	BatchSize  int // rows a statement
	KeyCheck   KeyCheck
	Warn       func(text string, fields ...any) // told of keys without a constraint; nil for nobody
}

// Engine holds what the units of one database share: the groups' texts and which
// keys were found to be protected. It is safe for concurrent use.
type Engine struct {
	config Config
	groups sync.Map     // groupID or linkGroupID -> *query.Group
	known  sync.Map     // *query.Group -> struct{}: those of groups
	named  atomic.Int64 // of groups, those with labels of the program's own
	shapes shapes
	keys   keyChecks
}

type groupID struct {
	node      *schema.NodeType
	operation query.Operation
	property  *schema.Property
	labels    string
}

// mostNamed is how many groups with labels of the program's own are kept; there may be
// many sets of these.
const mostNamed = 32

type linkGroupID struct {
	pattern   query.Pattern
	operation query.Operation
	gathering query.Gathering
}

// NewEngine makes an engine; it does no I/O.
func NewEngine(config Config) *Engine {
	return &Engine{config: config, keys: keyChecks{look: make(chan struct{}, 1)}}
}

// group gives the text of an operation on a type, written at its first use and kept.
func (e *Engine) group(c change) (*query.Group, error) {
	id := groupID{node: c.entry.node, operation: c.operation, property: c.property}
	if len(c.labels)+len(c.removed) > 0 {
		id.labels = fmt.Sprintf("%q %q", c.labels, c.removed)
		if _, known := e.groups.Load(id); !known && e.named.Add(1) > mostNamed {
			return e.write(c)
		}
	}
	return e.kept(id, func() (*query.Group, error) { return e.write(c) })
}

func (e *Engine) write(c change) (*query.Group, error) {
	node := c.entry.node
	switch {
	case c.operation == query.Delete:
		return query.NewDeleteGroup(node, e.config.Registry.Owned(node))
	case c.operation == query.Clear:
		return query.NewClearGroup(node, c.property)
	case len(c.removed) > 0:
		return query.NewRelabelGroup(node, c.labels, c.removed)
	}
	return query.NewGroup(node, c.operation, c.labels)
}

// linkGroup is group for relationships.
func (e *Engine) linkGroup(pattern query.Pattern, operation query.Operation) (*query.Group, error) {
	return e.kept(linkGroupID{pattern, operation, query.OneByOne}, func() (*query.Group, error) { return query.NewLinkGroup(pattern, operation) })
}

// gatheredGroup is linkGroup for many relationships that are to be stored.
func (e *Engine) gatheredGroup(pattern query.Pattern, gathering query.Gathering) (*query.Group, error) {
	return e.kept(linkGroupID{pattern, query.Link, gathering}, func() (*query.Group, error) { return query.NewGatheredGroup(pattern, gathering) })
}

// siblings gives the groups of all common operations on what a group is about. What
// cannot be written is left out.
func (e *Engine) siblings(g *query.Group) []*query.Group {
	var all []*query.Group
	add := func(group *query.Group, err error) {
		if err == nil {
			all = append(all, group)
		}
	}
	switch {
	case g.Pattern != nil:
		add(e.linkGroup(*g.Pattern, query.Unlink))
		add(e.linkGroup(*g.Pattern, query.Link))
		if g.Pattern.Relationship != nil {
			add(e.linkGroup(*g.Pattern, query.Relink))
		}
	case len(g.Node.Key) > 0:
		for _, operation := range []query.Operation{query.Delete, query.Rekey, query.Update, query.Save, query.Create, query.Ensure} {
			add(e.group(change{entry: &entry{node: g.Node}, operation: operation}))
		}
	}
	return all
}

func (e *Engine) kept(id any, write func() (*query.Group, error)) (*query.Group, error) {
	if found, ok := e.groups.Load(id); ok {
		return found.(*query.Group), nil
	}
	group, err := write()
	if err != nil {
		return nil, err
	}
	stored, _ := e.groups.LoadOrStore(id, group)
	e.known.Store(stored, struct{}{})
	return stored.(*query.Group), nil
}

// BatchSize is how many rows one statement carries at the most.
func (e *Engine) BatchSize() int { return e.config.BatchSize }

// Now is what the clock says.
func (e *Engine) Now() time.Time { return e.config.Clock() }
