package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Options are a Registry's settings; the zero value is the default of each.
type Options struct {
	Naming     Naming
	Generators []string // the names that generate=NAME may give
	Types      Types
}

// Registry compiles struct types into descriptors, each once. It is safe for
// concurrent use: racing first uses of a type all get the same descriptor.
type Registry struct {
	options Options
	nodes   sync.Map // reflect.Type -> nodeEntry
}

type nodeEntry struct {
	node *NodeType
	err  error
}

// NewRegistry makes an empty registry.
func NewRegistry(options Options) *Registry {
	options.Naming = options.Naming.withDefaults()
	options.Generators = slices.Sorted(slices.Values(options.Generators))
	return &Registry{options: options}
}

// Node gives the descriptor of a struct type, or of the struct a pointer leads
// to. The error is one or more *TagError, the same at every call.
func (r *Registry) Node(t reflect.Type) (*NodeType, error) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct || isTime(t) {
		return nil, &TagError{Type: t, Problem: fmt.Sprintf("%s cannot be a node; use a struct type", describe(t))}
	}
	if found, ok := r.nodes.Load(t); ok {
		entry := found.(nodeEntry)
		return entry.node, entry.err
	}
	node, err := compileNode(t, r.options)
	stored, _ := r.nodes.LoadOrStore(t, nodeEntry{node, err})
	entry := stored.(nodeEntry)
	return entry.node, entry.err
}

// NodeTypes lists the types compiled so far without error, by label and name.
func (r *Registry) NodeTypes() []*NodeType {
	var nodes []*NodeType
	r.nodes.Range(func(_, found any) bool {
		if entry := found.(nodeEntry); entry.err == nil {
			nodes = append(nodes, entry.node)
		}
		return true
	})
	slices.SortFunc(nodes, func(a, b *NodeType) int {
		if byLabel := slices.Compare(a.Labels, b.Labels); byLabel != 0 {
			return byLabel
		}
		return strings.Compare(a.Type.String(), b.Type.String())
	})
	return nodes
}

// IsNode tells whether a struct type embeds the Node marker.
func IsNode(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if field := t.Field(i); field.Anonymous && field.Type == nodeMarker {
			return true
		}
	}
	return false
}

func describe(t reflect.Type) string {
	if t == nil {
		return "an untyped nil"
	}
	return fmt.Sprintf("a %s (%s)", t.Kind(), t)
}

// ValueOf classifies a Go type as a property; see Types.
func (r *Registry) ValueOf(t reflect.Type) (*Value, error) { return r.options.Types.ValueOf(t) }
