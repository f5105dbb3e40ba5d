package inspect

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"
	"unicode"
)

// writer writes the file of a model.
type writer struct {
	text    bytes.Buffer
	body    bytes.Buffer
	imports map[string]bool // paths
}

// write gives the text of the file, formatted.
func (m *model) write() ([]byte, error) {
	w := &writer{imports: map[string]bool{}}
	for _, n := range m.nodes {
		w.node(n)
	}
	for _, r := range m.relationships {
		w.relationship(r)
	}
	if m.mixed != "" {
		w.mixed(m.mixed)
	}
	w.head(m)
	text, err := format.Source(append(w.text.Bytes(), w.body.Bytes()...))
	if err != nil {
		return nil, fmt.Errorf("ogm: what was made is no Go, which is a bug in ogm inspect: %w", err)
	}
	return text, nil
}

func (w *writer) printf(form string, args ...any) { fmt.Fprintf(&w.body, form, args...) }

// comment writes lines of a comment, none of which ends where it should not.
func comment(to *bytes.Buffer, lines []string) {
	for _, line := range lines {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) {
				return '·'
			}
			return r
		}, line)
		fmt.Fprintln(to, strings.TrimRight("// "+line, " "))
	}
}

func (w *writer) head(m *model) {
	doc := []string{
		"Package " + m.options.Package + " has structs for the nodes and relationships of a database, as `ogm inspect` saw it.",
		"",
		"They were written once and are yours: rename fields, take away what you do not need, add the other side of a relationship.",
		"What no struct here knows stays as it is in the database.",
	}
	if len(m.left) > 0 {
		doc = append(doc, "", "Left out:")
		for _, line := range m.left {
			doc = append(doc, "  - "+line)
		}
	}
	comment(&w.text, doc)
	fmt.Fprintf(&w.text, "package %s\n\nimport (\n", m.options.Package)
	for _, path := range []string{driverPath, timePath} {
		w.imported(path)
	}
	w.text.WriteString("\n\"github.com/go-ogm/ogm\"\n")
	w.imported(dbtypePath)
	w.text.WriteString(")\n")
}

// imported writes an import where the body needs it.
func (w *writer) imported(path string) {
	if w.imports[path] {
		fmt.Fprintf(&w.text, "%q\n", path)
	}
}

func (w *writer) node(n *node) {
	w.begin(&n.entity, "Node", n.labels)
	if len(n.edges) > 0 {
		w.printf("\n")
	}
	for _, e := range n.edges {
		of := e.far.name
		if e.via != nil {
			of = e.via.name
		}
		form := "*"
		if e.many {
			form = "[]*"
		}
		text, _ := arrowTag(e.typ, e.incoming)
		w.printf("%s %s%s %s", e.name, form, of, structTag(text))
		w.remark(e.doc)
	}
	w.end(&n.entity)
}

func (w *writer) relationship(r *relationship) {
	w.begin(&r.entity, "Relationship", []string{r.label})
	w.printf("\n%s *%s %s\n", r.startName, r.start.name, structTag(",start"))
	w.printf("%s *%s %s\n", r.endName, r.end.name, structTag(",end"))
	w.end(&r.entity)
}

func (w *writer) begin(e *entity, marker string, labels []string) {
	w.printf("\n")
	comment(&w.body, e.doc)
	w.printf("type %s struct {\nogm.%s %s\n", e.name, marker, structTag(labelTag(labels)))
	if len(e.fields) > 0 {
		w.printf("\n")
	}
	for _, f := range e.fields {
		form := ""
		if f.pointer {
			form = "*"
		}
		text, _ := propertyTag(f.Property.Name, f.options)
		w.imports[pathOf(f.goType)] = true
		w.printf("%s %s%s %s", f.name, form, f.goType, structTag(text))
		w.remark(f.doc)
	}
}

// remark ends a line, with a comment where there is something to say.
func (w *writer) remark(doc string) {
	if doc == "" {
		w.printf("\n")
		return
	}
	w.printf(" ")
	comment(&w.body, []string{doc})
}

func (w *writer) end(e *entity) {
	if len(e.left) > 0 {
		w.printf("\n")
		lines := []string{"Left out:"}
		for _, line := range e.left {
			lines = append(lines, "  - "+line)
		}
		comment(&w.body, lines)
	}
	w.printf("}\n")
}

// mixed writes the type that holds any value. It goes through the interfaces of package sql,
// by which the library asks a type how it is stored.
func (w *writer) mixed(name string) {
	w.imports[driverPath] = true
	w.body.WriteString(strings.ReplaceAll(`
// Mixed is a property with values of several types. What Held is nil is no property; it may
// be whatever the driver reads: int64, float64, string, bool, []byte, []any, time.Time, and
// the types of package dbtype.
type Mixed struct{ Held any }

// Value gives what is stored.
func (m Mixed) Value() (driver.Value, error) { return m.Held, nil }

// Scan takes what was read.
func (m *Mixed) Scan(value any) error {
	m.Held = value
	return nil
}
`, "Mixed", name))
}
