package handles

import (
	"fmt"
	"go/types"

	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
	"github.com/go-ogm/ogm/schema"
)

// edge is the handle of a relationship field; nil where there can be none.
func (w *walker) edge(at place, field *types.Var, tag schema.FieldTag) *maker {
	mistake := func(problem string) *maker {
		w.fail(field.Pos(), "%s.%s: tag %q: %s", w.root.Obj().Name(), at.path, tag.Text, problem)
		return nil
	}
	elem, many := field.Type(), false
	if slice, ok := elem.Underlying().(*types.Slice); ok {
		elem, many = slice.Elem(), true
	}
	end := pointee(elem)
	_, isPointer := types.Unalias(elem).(*types.Pointer)
	_, isStruct := end.Underlying().(*types.Struct)
	switch {
	case unknown(elem):
		return &maker{field: field.Type()} // canName says what is wrong
	case source.Marks(w.root, "Relationship"):
		return mistake("a relationship has no relationships; name its nodes by the options start and end")
	case at.prefix != "":
		return mistake("a relationship belongs to the node; move the field out of the inline struct")
	case types.IsInterface(elem):
		return &maker{function: "EdgeTo", handle: "EdgeField", params: []types.Type{elem}, explicit: true, field: field.Type()}
	case !isStruct, !many && !isPointer:
		return mistake(fmt.Sprintf("a relationship leads to a pointer, a slice of pointers or a slice of structs, or to an interface, not to %s", short(field.Type())))
	case source.Marks(end, "Relationship"):
		return w.via(at, field, tag, end)
	}
	if _, named := types.Unalias(field.Type()).(*types.Slice); named && isPointer {
		return &maker{function: "Edge", handle: "EdgeField", params: []types.Type{end}, field: field.Type()}
	}
	return &maker{function: "EdgeTo", handle: "EdgeField", params: []types.Type{end}, explicit: true, field: field.Type()}
}

// via is the handle of a field of relationships' structs: what stands at their far end must
// be one type.
func (w *walker) via(at place, field *types.Var, tag schema.FieldTag, between types.Type) *maker {
	far, err := farEnds(w.root, between, tag.Direction)
	if err != nil {
		w.fail(field.Pos(), "%s.%s: tag %q: %s", w.root.Obj().Name(), at.path, tag.Text, err)
		return nil
	}
	if len(far) > 1 {
		w.note("%s.%s has no handle: it leads to %s and to %s; write query.EdgeVia of the one that is meant by hand", w.root.Obj().Name(), at.path, short(far[0]), short(far[1]))
		return nil
	}
	return &maker{function: "EdgeVia", handle: "ViaField", params: []types.Type{between, far[0]}, explicit: true, field: field.Type()}
}

// farEnds gives the types of the nodes beyond a relationship, seen from a node and along
// the arrow: schema's RelationshipType.FarEnds, on sources.
func farEnds(owner, relationship types.Type, direction schema.Direction) ([]types.Type, error) {
	start, end := ends(relationship, []types.Type{relationship})
	var far []types.Type
	for _, side := range []struct {
		word      string
		near, far types.Type
		meant     bool
	}{
		{"end", start, end, direction != schema.Incoming},
		{"start", end, start, direction != schema.Outgoing},
	} {
		if !side.meant {
			continue
		}
		if side.far == nil {
			return nil, fmt.Errorf("%s has no field with the option %s, so it does not say which node it leads to", short(relationship), side.word)
		}
		fits := side.near == nil || types.AssignableTo(types.NewPointer(owner), side.near)
		if t := pointee(side.far); fits && (len(far) == 0 || !types.Identical(far[0], t)) {
			far = append(far, t)
		}
	}
	if len(far) == 0 {
		return nil, fmt.Errorf("%s has no end that holds a *%s", short(relationship), short(owner))
	}
	return far, nil
}

// ends finds the fields of a relationship's struct that hold its nodes; nil where there is none.
func ends(t types.Type, within []types.Type) (start, end types.Type) {
	fields, ok := t.Underlying().(*types.Struct)
	if !ok || len(within) > maxNesting {
		return nil, nil
	}
	for i := range fields.NumFields() {
		field := fields.Field(i)
		tag, err := schema.ReadTag(fields.Tag(i))
		switch {
		case err != nil: // told where the struct itself is read
		case tag.Role == schema.StartRole && field.Exported():
			start = field.Type()
		case tag.Role == schema.EndRole && field.Exported():
			end = field.Type()
		case field.Embedded() && !tag.Tagged && embeddable(field.Type()):
			innerStart, innerEnd := ends(pointee(field.Type()), append(within, t))
			if start == nil {
				start = innerStart
			}
			if end == nil {
				end = innerEnd
			}
		}
	}
	return start, end
}
