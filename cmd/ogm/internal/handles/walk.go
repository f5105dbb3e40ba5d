package handles

import (
	"errors"
	"fmt"
	"go/types"
	"path/filepath"
	"slices"

	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
	"github.com/go-ogm/ogm/schema"
)

// walker reads the fields of one mapped struct. Which of them are mapped, and how, are
// schema's rules, asked of sources in place of values.
type walker struct {
	*reader
	root *types.Named
}

// place is where a struct that is being read stands in the outermost one.
type place struct {
	index  []int
	path   string // of Go fields: "Home."
	prefix string // of properties: "home."
}

func (p place) field(i int, name string) place {
	return place{index: append(slices.Clone(p.index), i), path: p.path + name, prefix: p.prefix}
}

// walk reads the fields of one struct. within holds the structs being read, outermost first.
func (w *walker) walk(at place, t types.Type, within []types.Type) []entry {
	fields, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var entries []entry
	for i := range fields.NumFields() {
		field := fields.Field(i)
		here := at.field(i, field.Name())
		tag, err := schema.ReadTag(fields.Tag(i))
		switch {
		case field.Embedded() && (source.IsMarker(field.Type(), "Node") || source.IsMarker(field.Type(), "Relationship")):
			if len(at.index) == 0 {
				w.markerMistakes(field, fields.Tag(i))
			}
		case at.prefix == "" && isHidden(w.root, field, here.index):
		case field.Embedded() && !tag.Tagged && embeddable(field.Type()):
			entries = append(entries, w.embedded(here, t, i, field, within)...)
		case !field.Exported():
			if tag.Tagged && tag.Text != "-" {
				w.fail(field.Pos(), "%s.%s: tag %q: the field is not exported, so it cannot be mapped; export it or remove the tag", w.root.Obj().Name(), here.path, tag.Text)
			}
		case err != nil:
			w.tagMistake(field, here.path, err)
		default:
			entries = append(entries, w.field(here, i, field, tag, within)...)
		}
	}
	return entries
}

// tagMistake gives schema's mistakes the place that schema does not know.
func (w *walker) tagMistake(field *types.Var, path string, err error) {
	mistakes := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		mistakes = joined.Unwrap()
	}
	for _, err := range mistakes {
		var mistake *schema.TagError
		if !errors.As(err, &mistake) {
			w.fail(field.Pos(), "%s.%s: %s", w.root.Obj().Name(), path, err)
			continue
		}
		meant := ""
		if mistake.Meant != "" {
			meant = fmt.Sprintf(" (did you mean %q?)", mistake.Meant)
		}
		w.fail(field.Pos(), "%s.%s: tag %q: %s%s", w.root.Obj().Name(), path, mistake.Tag, mistake.Problem, meant)
	}
}

// isHidden tells whether Go itself hides a promoted field behind one nearer to the outside.
func isHidden(root types.Type, field *types.Var, index []int) bool {
	found, at, _ := types.LookupFieldOrMethod(root, true, field.Pkg(), field.Name())
	_, isField := found.(*types.Var)
	return isField && len(at) < len(index)
}

// embedded reads a struct that is part of the outer one. What Go promotes stands with the
// outer struct's own fields, the rest below the embedded struct's name.
func (w *walker) embedded(at place, outer types.Type, i int, field *types.Var, within []types.Type) []entry {
	if _, isPointer := types.Unalias(field.Type()).(*types.Pointer); isPointer && !field.Exported() {
		w.fail(field.Pos(), "%s.%s: %s is embedded by a pointer and not exported, so it cannot be allocated; embed it by value", w.root.Obj().Name(), at.path, short(pointee(field.Type())))
		return nil
	}
	var promoted, below []entry
	for _, e := range w.descend(at, field, within) {
		full := append([]int{i}, e.index...)
		found, index, _ := types.LookupFieldOrMethod(outer, true, field.Pkg(), e.name)
		if _, isField := found.(*types.Var); isField && slices.Equal(index, full) {
			e.index = full
			promoted = append(promoted, e)
			continue
		}
		below = append(below, e)
	}
	if len(below) == 0 {
		return promoted
	}
	if !field.Exported() && !w.to.inside {
		w.note("%s.%s has no handles: Go hides its fields, and its name is not exported", w.root.Obj().Name(), at.path)
		return promoted
	}
	return append(promoted, entry{name: field.Name(), index: []int{i}, inner: below})
}

// descend reads a struct, or the one a pointer leads to.
func (w *walker) descend(at place, field *types.Var, within []types.Type) []entry {
	t := pointee(field.Type())
	if slices.ContainsFunc(within, func(outer types.Type) bool { return types.Identical(outer, t) }) {
		w.fail(field.Pos(), "%s.%s: %s contains itself here, so its properties would never end; tag the field `neo4j:\"-\"`", w.root.Obj().Name(), at.path, short(t))
		return nil
	}
	at.path += "."
	return w.walk(at, t, append(slices.Clone(within), t))
}

// field reads one field: a handle, or several where it is inline.
func (w *walker) field(at place, i int, field *types.Var, tag schema.FieldTag, within []types.Type) []entry {
	e := entry{name: field.Name(), index: []int{i}}
	switch tag.Role {
	case schema.PropertyRole:
		e.maker = property(field.Type())
	case schema.EdgeRole:
		e.maker = w.edge(at, field, tag)
	case schema.InlineRole:
		at.prefix += tag.Name
		if embeddable(field.Type()) { // a map's entries are not known
			e.inner = w.descend(at, field, within)
		}
	}
	if e.maker != nil && !w.canName(at, field, e.maker) || e.maker == nil && len(e.inner) == 0 {
		return nil
	}
	return []entry{e}
}

// property is the handle of a property: of a pointer, conditions take the value.
func property(t types.Type) *maker {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		return &maker{function: "Nullable", handle: "Property", params: []types.Type{pointer.Elem()}, field: t}
	}
	return &maker{function: "Prop", handle: "Property", params: []types.Type{t}, field: t}
}

// canName tells whether the file of handles can write a handle's types.
func (w *walker) canName(at place, field *types.Var, m *maker) bool {
	for _, t := range append([]types.Type{m.field}, m.params...) {
		if unknown(t) {
			w.fail(field.Pos(), "%s.%s: the field's type is not known: %s", w.root.Obj().Name(), at.path, source.CompileErrors(w.pkg, w.pkg.Fset.Position(field.Pos())))
			return false
		}
		if name := w.unnameable(t); name != "" {
			w.fail(field.Pos(), "%s.%s: %s is not exported, so package %s cannot name it; export it, or write the handles beside the struct: --out %s",
				w.root.Obj().Name(), at.path, name, w.to.pkg, source.Here(filepath.Join(w.to.home, FileName)))
			return false
		}
	}
	return true
}
