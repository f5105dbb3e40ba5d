package handles

import (
	"bytes"
	"fmt"
	"go/format"
	"go/types"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/go-ogm/ogm/cmd/ogm/internal/source"
)

const queryPath = "github.com/go-ogm/ogm/query"

// writer writes the file of handles of one package.
type writer struct {
	text    bytes.Buffer
	to      target
	home    *types.Package    // of the structs
	imports map[string]string // path -> the name it has in the file
	models  []model
}

// write gives the text of the file, formatted. One text for one input: nothing in it
// depends on time, place or the order of a map.
func write(models []model, home *types.Package, to target) ([]byte, error) {
	w := &writer{to: to, home: home, imports: map[string]string{}, models: models}
	for _, m := range models {
		w.model(m)
	}
	body := w.text.String()
	w.text.Reset()
	w.head()
	w.text.WriteString(body)
	text, err := format.Source(w.text.Bytes())
	if err != nil {
		return nil, fmt.Errorf("ogm: %s: what was made is no Go, which is a bug in ogm generate: %w", source.Here(to.path), err)
	}
	return text, nil
}

func (w *writer) printf(form string, args ...any) { fmt.Fprintf(&w.text, form, args...) }

func (w *writer) head() {
	w.printf("%s\n\n", generated)
	if !w.to.inside {
		w.printf("// Package %s has the typed handles of package %s.\n", w.to.pkg, w.home.Name())
	}
	w.printf("package %s\n\nimport (\n", w.to.pkg)
	for _, standard := range []bool{true, false} {
		for _, at := range slices.Sorted(maps.Keys(w.imports)) {
			first, _, _ := strings.Cut(at, "/")
			if strings.Contains(first, ".") == standard {
				continue
			}
			if name := w.imports[at]; name != path.Base(at) {
				w.printf("%s ", name)
			}
			w.printf("%q\n", at)
		}
		w.printf("\n")
	}
	w.printf(")\n")
}

// model writes the variable of one struct.
func (w *writer) model(m model) {
	owner := w.typeText(m.of.Type())
	w.printf("\n// %s has the handles of %s.\nvar %s = ", m.name, owner, m.name)
	w.group(owner, "", m.entries)
	w.printf("\n")
}

// group writes a struct of handles: its type, then its value.
func (w *writer) group(owner, selector string, entries []entry) {
	w.groupType(owner, entries)
	w.printf("{\n")
	for _, e := range entries {
		w.printf("%s: ", e.name)
		if e.maker != nil {
			w.value(owner, selector+e.name, e.maker)
		} else {
			w.group(owner, selector+e.name+".", e.inner)
		}
		w.printf(",\n")
	}
	w.printf("}")
}

func (w *writer) groupType(owner string, entries []entry) {
	w.printf("struct {\n")
	for _, e := range entries {
		w.printf("%s ", e.name)
		if e.maker != nil {
			w.printf("%s.%s[%s, %s]", w.query(), e.maker.handle, owner, w.typeTexts(e.maker.params))
		} else {
			w.groupType(owner, e.inner)
		}
		w.printf("\n")
	}
	w.printf("}")
}

// value writes the call that makes a handle, as people write it by hand.
func (w *writer) value(owner, selector string, m *maker) {
	w.printf("%s.%s", w.query(), m.function)
	if m.explicit {
		w.printf("[%s]", w.typeTexts(m.params))
	}
	w.printf("(func(x *%s) *%s { return &x.%s })", owner, w.typeText(m.field), selector)
}

func (w *writer) query() string { return w.imported(queryPath, "query") }

func (w *writer) typeTexts(list []types.Type) string {
	texts := make([]string, len(list))
	for i, t := range list {
		texts[i] = w.typeText(t)
	}
	return strings.Join(texts, ", ")
}

func (w *writer) typeText(t types.Type) string {
	return types.TypeString(t, func(pkg *types.Package) string {
		if pkg == w.home && w.to.inside {
			return ""
		}
		return w.imported(pkg.Path(), pkg.Name())
	})
}

// imported gives the name of an import, which is one that nothing else in the file or its
// package has.
func (w *writer) imported(at, base string) string {
	if name, ok := w.imports[at]; ok {
		return name
	}
	name := base
	for i := 2; w.taken(name); i++ {
		name = base + strconv.Itoa(i)
	}
	w.imports[at] = name
	return name
}

func (w *writer) taken(name string) bool {
	_, declared := w.to.names[name]
	return declared || types.Universe.Lookup(name) != nil ||
		slices.Contains(slices.Collect(maps.Values(w.imports)), name) ||
		slices.ContainsFunc(w.models, func(m model) bool { return m.name == name })
}
