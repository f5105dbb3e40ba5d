package handles

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/go-ogm/ogm/schema"
)

// model is a mapped struct and what it has handles of.
type model struct {
	of      *types.TypeName
	name    string // of the variable
	entries []entry
}

// entry is a field that has a handle, or one that holds others. It stands where the field
// stands in Go: gen.Person.Home.Street is the handle of person.Home.Street.
type entry struct {
	name  string
	index []int // of the field, from the struct in whose group the entry stands
	maker *maker
	inner []entry // where maker is nil
}

// maker is the function of package query that makes a handle.
type maker struct {
	function string
	handle   string       // the type of what it makes
	params   []types.Type // of the handle's type, behind the owner
	explicit bool         // they must be said to the function, too
	field    types.Type
}

func count(entries []entry) int {
	n := 0
	for _, e := range entries {
		if e.maker != nil {
			n++
		}
		n += count(e.inner)
	}
	return n
}

// reader reads the mapped structs of a package.
type reader struct {
	pkg      *packages.Package
	to       target
	mistakes []mistake
	notes    []string
}

// mistake is what is wrong at a place of a source, written as compilers do.
type mistake struct {
	at   token.Position
	text string
}

func (m mistake) Error() string { return here(m.at.String()) + ": " + m.text }

func (r *reader) fail(at token.Pos, format string, args ...any) {
	r.mistakes = append(r.mistakes, mistake{r.pkg.Fset.Position(at), fmt.Sprintf(format, args...)})
}

// err gives all mistakes in the order of the source.
func (r *reader) err() error {
	slices.SortStableFunc(r.mistakes, func(a, b mistake) int {
		return cmp.Or(strings.Compare(a.at.Filename, b.at.Filename), cmp.Compare(a.at.Offset, b.at.Offset))
	})
	all := make([]error, len(r.mistakes))
	for i, m := range r.mistakes {
		all[i] = m
	}
	return errors.Join(all...)
}

func (r *reader) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// hasModels tells whether a package has a struct that is mapped.
func hasModels(pkg *types.Package) bool {
	scope := pkg.Scope()
	return slices.ContainsFunc(scope.Names(), func(name string) bool { return isModel(scope.Lookup(name)) })
}

func isModel(object types.Object) bool {
	name, ok := object.(*types.TypeName)
	return ok && !name.IsAlias() && (marks(name.Type(), "Node") || marks(name.Type(), "Relationship"))
}

// models reads the mapped structs in the order of their names. An unexported one has handles
// only where they can name it.
func (r *reader) models() []model {
	var models []model
	scope := r.pkg.Types.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if !isModel(object) {
			continue
		}
		if !object.Exported() && !r.to.inside {
			r.note("%s has no handles: it is not exported, so package %s cannot name it; write them beside the struct: --out %s", name, r.to.pkg, here(filepath.Join(r.to.home, FileName)))
			continue
		}
		m := model{of: object.(*types.TypeName), name: name}
		if r.to.inside {
			m.name += "Fields"
		}
		if r.refused(m) {
			continue
		}
		w := walker{reader: r, root: object.Type().(*types.Named)}
		m.entries = w.walk(place{}, w.root, []types.Type{w.root})
		if len(m.entries) > 0 {
			models = append(models, m)
		}
	}
	return models
}

// refused tells structs that no handles can be made of.
func (r *reader) refused(m model) bool {
	before := len(r.mistakes)
	named := m.of.Type().(*types.Named)
	if named.TypeParams().Len() > 0 {
		r.fail(m.of.Pos(), "%s is generic, and a handle is of one type; make handles of its instances by query.Prop, and keep it in a package of its own", m.of.Name())
	}
	if at, taken := r.to.names[m.name]; taken {
		r.fail(m.of.Pos(), "the handles of %s would be called %s, which is declared at %s; rename one of them, or write the handles elsewhere by --out or --package", m.of.Name(), m.name, here(at.String()))
	}
	if marks(named, "Node") && marks(named, "Relationship") {
		r.fail(m.of.Pos(), "%s is a node or a relationship, not both; remove one of the markers", m.of.Name())
	}
	return len(r.mistakes) > before
}

// schemaPath is where the markers are declared; package ogm has aliases of them.
const schemaPath = "github.com/go-ogm/ogm/schema"

// marks tells a struct that embeds the marker, by whatever alias.
func marks(t types.Type, marker string) bool {
	fields, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range fields.Fields() {
		if field.Embedded() && isMarker(field.Type(), marker) {
			return true
		}
	}
	return false
}

func isMarker(t types.Type, marker string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == marker && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == schemaPath
}

// markerMistakes looks at the tag of a marker.
func (w *walker) markerMistakes(field *types.Var, tag string) {
	if _, err := schema.ReadMarker(tag, isMarker(field.Type(), "Relationship")); err != nil {
		w.tagMistake(field, field.Name(), err)
	}
}
