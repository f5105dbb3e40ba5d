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

	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
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

func (m mistake) Error() string { return source.Here(m.at.String()) + ": " + m.text }

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

// models reads the mapped structs in the order of their names. An unexported one has handles
// only where they can name it.
func (r *reader) models() []model {
	var models []model
	scope := r.pkg.Types.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if !source.IsModel(object) {
			continue
		}
		if !object.Exported() && !r.to.inside {
			r.note("%s has no handles: it is not exported, so package %s cannot name it; write them beside the struct: --out %s", name, r.to.pkg, source.Here(filepath.Join(r.to.home, FileName)))
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
		r.fail(m.of.Pos(), "the handles of %s would be called %s, which is declared at %s; rename one of them, or write the handles elsewhere by --out or --package", m.of.Name(), m.name, source.Here(at.String()))
	}
	if source.Marks(named, "Node") && source.Marks(named, "Relationship") {
		r.fail(m.of.Pos(), "%s is a node or a relationship, not both; remove one of the markers", m.of.Name())
	}
	return len(r.mistakes) > before
}

// markerMistakes looks at the tag of a marker.
func (w *walker) markerMistakes(field *types.Var, tag string) {
	if _, err := schema.ReadMarker(tag, source.IsMarker(field.Type(), "Relationship")); err != nil {
		w.tagMistake(field, field.Name(), err)
	}
}
