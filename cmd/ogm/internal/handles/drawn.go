package handles

import (
	"context"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/go-ogm/ogm/cmd/ogm/internal/diagram"
	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
	"github.com/go-ogm/ogm/internal/tag"
	"github.com/go-ogm/ogm/schema"
)

// Draw reads the structs of packages as Make does and gives what they say of the graph, for
// a diagram: nodes with the properties that are keys or unique, or with all of them, and the
// relationships of their fields. Nodes of other packages that these lead to are there, too.
func Draw(ctx context.Context, patterns []string, all bool) (diagram.Model, error) {
	loaded, err := load(ctx, Options{Patterns: patterns})
	if err != nil {
		return diagram.Model{}, err
	}
	p := &picture{all: all, places: map[string]int{}, arrows: map[string]int{}}
	for _, pkg := range loaded {
		scope := pkg.Types.Scope()
		for _, name := range scope.Names() {
			if object := scope.Lookup(name); source.IsModel(object) && source.Marks(object.Type(), "Node") {
				p.node(object.Type())
			}
		}
		if err := p.mistakes(pkg); err != nil {
			return diagram.Model{}, err
		}
	}
	if len(p.drawn.Nodes) == 0 {
		return diagram.Model{}, fmt.Errorf("ogm: no struct of %s embeds ogm.Node", source.List(patterns))
	}
	for i := 0; i < len(p.structs); i++ { // nodes that are led to are added meanwhile
		p.edges(i)
	}
	return p.drawn, nil
}

// picture is a diagram that is being made of structs.
type picture struct {
	all     bool
	drawn   diagram.Model
	structs []types.Type
	places  map[string]int // of nodes, by their types
	arrows  map[string]int // by their ends and types
}

// mistakes reads a package as ogm generate does, for what is wrong with its tags.
func (p *picture) mistakes(pkg *packages.Package) error {
	r := &reader{pkg: pkg, to: target{inside: true, home: "."}}
	r.models()
	return r.err()
}

// node gives the place of a node's struct, or of an interface that stands for some.
func (p *picture) node(t types.Type) int {
	t = pointee(t)
	name := types.TypeString(t, nil)
	if at, ok := p.places[name]; ok {
		return at
	}
	at := len(p.structs)
	p.places[name] = at
	p.structs = append(p.structs, t)
	drawn := diagram.Node{Labels: []string{"interface " + short(t)}}
	if !types.IsInterface(t) {
		drawn.Labels = names(t, "Node", schema.DefaultNaming().Label)
		drawn.Properties = p.properties(t)
	}
	p.drawn.Nodes = append(p.drawn.Nodes, drawn)
	return at
}

// names gives what the marker of a struct says, or the name that is derived for it.
func names(t types.Type, marker string, derive func(string) string) []string {
	fields := t.Underlying().(*types.Struct)
	for i := range fields.NumFields() {
		if field := fields.Field(i); field.Embedded() && source.IsMarker(field.Type(), marker) {
			if names, err := schema.ReadMarker(fields.Tag(i), marker == "Relationship"); err == nil && len(names) > 0 {
				return names
			}
		}
	}
	bare, _, _ := strings.Cut(short(t), "[")
	return []string{derive(bare)}
}

// each calls see with the fields of a struct that are mapped, those of structs within it too.
func each(root types.Type, t types.Type, at place, within []types.Type, see func(field *types.Var, parsed tag.Tag, at place)) {
	fields, ok := t.Underlying().(*types.Struct)
	if !ok || slices.ContainsFunc(within, func(outer types.Type) bool { return types.Identical(outer, t) }) {
		return
	}
	within = append(slices.Clone(within), t)
	for i := range fields.NumFields() {
		field := fields.Field(i)
		read, _ := schema.ReadTag(fields.Tag(i))
		parsed, err := tag.Parse(read.Text)
		here := at.field(i, field.Name())
		inline := slices.ContainsFunc(parsed.Options, func(o tag.Option) bool { return o.Name == "inline" })
		switch {
		case err != nil || parsed.Skip || source.IsMarker(field.Type(), "Node") || source.IsMarker(field.Type(), "Relationship"):
		case at.prefix == "" && isHidden(root, field, here.index):
		case field.Embedded() && !read.Tagged && embeddable(field.Type()):
			each(root, pointee(field.Type()), here, within, see)
		case !field.Exported():
		case inline && embeddable(field.Type()):
			here.prefix += parsed.Name
			each(root, pointee(field.Type()), here, within, see)
		case !inline:
			see(field, parsed, here)
		}
	}
}

func (p *picture) properties(t types.Type) []diagram.Property {
	var list []diagram.Property
	each(t, t, place{}, nil, func(field *types.Var, parsed tag.Tag, at place) {
		if parsed.Arrow != nil {
			return
		}
		drawn := diagram.Property{Name: at.prefix + parsed.Name, Type: short(field.Type())}
		if parsed.Name == "" {
			drawn.Name = at.prefix + schema.DefaultNaming().Property(field.Name())
		}
		for _, option := range parsed.Options {
			switch option.Name {
			case "key", "unique":
				drawn.Note = option.Name
			case "start", "end", "labels", "elementId":
				return // what a node is, not what it has
			}
		}
		if p.all || drawn.Note != "" {
			list = append(list, drawn)
		}
	})
	return list
}

// edges draws the arrows of a struct's fields. Where both sides declare one, it is drawn once.
func (p *picture) edges(at int) {
	owner := p.structs[at]
	each(owner, owner, place{}, nil, func(field *types.Var, parsed tag.Tag, _ place) {
		if parsed.Arrow == nil || unknown(field.Type()) {
			return
		}
		elem, count := field.Type(), diagram.One
		if slice, ok := elem.Underlying().(*types.Slice); ok {
			elem, count = slice.Elem(), diagram.Many
		}
		far, via := []types.Type{pointee(elem)}, types.Type(nil)
		if source.Marks(far[0], "Relationship") {
			via = far[0]
			far, _ = farEnds(owner, via, parsed.Arrow.Direction) // of a mistake, ogm generate tells
		}
		for _, end := range far {
			p.arrow(at, p.node(end), parsed.Arrow, count, via)
		}
	})
}

func (p *picture) arrow(near, far int, arrow *tag.Arrow, count diagram.Count, via types.Type) {
	drawn := diagram.Arrow{From: near, To: far, Type: arrow.Type, Ends: count, Undirected: arrow.Direction == tag.Undirected}
	if arrow.Direction == tag.Incoming {
		drawn.From, drawn.To, drawn.Ends, drawn.Starts = far, near, 0, count
	}
	if drawn.Undirected {
		drawn.From, drawn.To = min(near, far), max(near, far)
		if near > far {
			drawn.Starts, drawn.Ends = drawn.Ends, drawn.Starts
		}
	}
	if via != nil && p.all {
		drawn.Properties = p.properties(via)
	}
	key := fmt.Sprint(drawn.From, " ", drawn.To, " ", drawn.Undirected, " ", drawn.Type)
	if known, ok := p.arrows[key]; ok {
		same := &p.drawn.Arrows[known]
		same.Starts, same.Ends = max(same.Starts, drawn.Starts), max(same.Ends, drawn.Ends)
		return
	}
	p.arrows[key] = len(p.drawn.Arrows)
	p.drawn.Arrows = append(p.drawn.Arrows, drawn)
}
