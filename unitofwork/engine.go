package unitofwork

import (
	"sync"
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
	groups sync.Map // groupID or linkGroupID -> *query.Group
	known  sync.Map // *query.Group -> struct{}: those of groups
	shapes shapes
	keys   keyChecks
}

type groupID struct {
	node      *schema.NodeType
	operation query.Operation
	property  *schema.Property
}

type linkGroupID struct {
	pattern   query.Pattern
	operation query.Operation
	gathering query.Gathering
}

// NewEngine makes an engine; it does no I/O.
func NewEngine(config Config) *Engine {
	return &Engine{config: config, keys: keyChecks{look: make(chan struct{}, 1)}}
}

// group gives the text of an operation on a type, written at its first use. With
// labels of the program's own, of which there may be many sets, it is not kept.
func (e *Engine) group(c change) (*query.Group, error) {
	node := c.entry.node
	switch {
	case len(c.removed) > 0:
		return query.NewRelabelGroup(node, c.labels, c.removed)
	case len(c.labels) > 0:
		return query.NewGroup(node, c.operation, c.labels)
	}
	return e.kept(groupID{node, c.operation, c.property}, func() (*query.Group, error) {
		switch c.operation {
		case query.Delete:
			return query.NewDeleteGroup(node, e.config.Registry.Owned(node))
		case query.Clear:
			return query.NewClearGroup(node, c.property)
		}
		return query.NewGroup(node, c.operation, nil)
	})
}

// linkGroup is group for relationships.
func (e *Engine) linkGroup(pattern query.Pattern, operation query.Operation) (*query.Group, error) {
	return e.kept(linkGroupID{pattern, operation, query.OneByOne}, func() (*query.Group, error) { return query.NewLinkGroup(pattern, operation) })
}

// gatheredGroup is linkGroup for many relationships that are to be stored.
func (e *Engine) gatheredGroup(pattern query.Pattern, gathering query.Gathering) (*query.Group, error) {
	return e.kept(linkGroupID{pattern, query.Link, gathering}, func() (*query.Group, error) { return query.NewGatheredGroup(pattern, gathering) })
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
