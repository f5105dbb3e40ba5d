package schema

import (
	"cmp"
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
	options       Options
	nodes         sync.Map // reflect.Type -> entry[*NodeType]
	relationships sync.Map // reflect.Type -> entry[*RelationshipType]
	reached       sync.Map // *NodeType -> struct{}: whose relationships were checked
}

type entry[D any] struct {
	descriptor D
	err        error
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
	return compiled(&r.nodes, t, "node", r.options, compileNode)
}

// Relationship is Node for the struct of a relationship.
func (r *Registry) Relationship(t reflect.Type) (*RelationshipType, error) {
	return compiled(&r.relationships, t, "relationship", r.options, compileRelationship)
}

func compiled[D any](cache *sync.Map, t reflect.Type, role string, options Options, compile func(reflect.Type, Options) (D, error)) (D, error) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct || isTime(t) {
		var none D
		return none, &TagError{Type: t, Problem: fmt.Sprintf("%s cannot be a %s; use a struct type", describe(t), role)}
	}
	found, ok := cache.Load(t)
	if !ok {
		made, err := compile(t, options)
		if err != nil {
			var none D
			made = none
		}
		found, _ = cache.LoadOrStore(t, entry[D]{made, err})
	}
	e := found.(entry[D])
	return e.descriptor, e.err
}

// NodeTypes lists the types compiled so far without error, by label and name.
func (r *Registry) NodeTypes() []*NodeType {
	nodes := known[*NodeType](&r.nodes)
	slices.SortFunc(nodes, func(a, b *NodeType) int {
		return cmp.Or(slices.Compare(a.Labels, b.Labels), strings.Compare(a.Type.String(), b.Type.String()))
	})
	return nodes
}

// RelationshipTypes lists those of relationships.
func (r *Registry) RelationshipTypes() []*RelationshipType {
	relationships := known[*RelationshipType](&r.relationships)
	slices.SortFunc(relationships, func(a, b *RelationshipType) int {
		return cmp.Or(strings.Compare(a.Label, b.Label), strings.Compare(a.Type.String(), b.Type.String()))
	})
	return relationships
}

func known[D any](cache *sync.Map) []D {
	var all []D
	cache.Range(func(_, found any) bool {
		if e := found.(entry[D]); e.err == nil {
			all = append(all, e.descriptor)
		}
		return true
	})
	return all
}

// IsNode tells whether a struct type embeds the Node marker.
func IsNode(t reflect.Type) bool { return embeds(t, nodeMarker) }

// IsRelationship tells whether a struct type embeds the Relationship marker.
func IsRelationship(t reflect.Type) bool { return embeds(t, relationshipMarker) }

func embeds(t, marker reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if field := t.Field(i); field.Anonymous && field.Type == marker {
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

// Own says how a type is stored for which a codec or its own methods say so; see Types.
func (r *Registry) Own(t reflect.Type) *Value { return r.options.Types.Own(t) }
