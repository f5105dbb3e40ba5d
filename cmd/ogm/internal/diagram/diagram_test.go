package diagram_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/cmd/ogm/internal/diagram"
)

var update = flag.Bool("update", false, "write the golden files anew")

// hostile are names that mean something in one of the forms, or to who looks at them.
var hostile = []string{
	`<script>alert(1)</script>`, `"]; end; n0["`, `"|click n0 "javascript:alert(1)"`, "a\nclick n0 href \"javascript:alert(1)\"", `</text><image href="x"/>`,
	`>]; n9 [URL="x"`, "a\\", "`**x**`", "%%{init: {}}%%", "&lt;b&gt;", "#quot;", "\u202ex", "\x1b[2J", "]]>", "<!--", "' onload='x", "姓名", strings.Repeat("long ", 100), "",
}

func movies() diagram.Model {
	return diagram.Model{
		Nodes: []diagram.Node{
			{Labels: []string{"Person"}, Properties: []diagram.Property{{Name: "id", Type: "STRING", Note: "key"}, {Name: "email", Type: "STRING", Note: "unique"}}},
			{Labels: []string{"Movie", "Work"}, Properties: []diagram.Property{{Name: "title", Type: "STRING", Note: "key"}}},
			{Labels: []string{"Genre"}},
			{Labels: []string{"Log"}},
			{Labels: []string{"Studio"}, Properties: []diagram.Property{{Name: "name", Note: "key"}}},
			{Labels: []string{"Setting"}},
		},
		Arrows: []diagram.Arrow{
			{From: 0, To: 1, Type: "ACTED_IN", Starts: diagram.Many, Ends: diagram.Many, Properties: []diagram.Property{{Name: "roles", Type: "LIST<STRING>"}}},
			{From: 0, To: 1, Type: "DIRECTED", Ends: diagram.Many},
			{From: 0, To: 0, Type: "KNOWS", Ends: diagram.Many, Undirected: true},
			{From: 0, To: 0, Type: "MARRIED_TO", Ends: diagram.One},
			{From: 1, To: 2, Type: "IN_GENRE"},
			{From: 4, To: 1, Type: "MADE", Starts: diagram.One},
			{From: 1, To: 4, Type: "REMADE_BY", Ends: diagram.One},
			{From: 0, To: 2, Type: "LIKES"},
		},
	}
}

func odd() diagram.Model {
	var m diagram.Model
	for i, name := range hostile {
		m.Nodes = append(m.Nodes, diagram.Node{Labels: []string{name, name}, Properties: []diagram.Property{{Name: name, Type: name, Note: name}}})
		m.Arrows = append(m.Arrows, diagram.Arrow{From: i, To: (i + 3) % len(hostile), Type: name, Properties: []diagram.Property{{Name: name}}})
	}
	return m
}

func TestDrawings(t *testing.T) {
	for name, draw := range map[string]func(diagram.Model) string{"mmd": diagram.Mermaid, "dot": diagram.DOT, "svg": diagram.SVG} {
		for of, m := range map[string]diagram.Model{"movies": movies(), "odd": odd(), "nothing": {}} {
			path := "testdata/" + of + "." + name
			got := draw(m)
			assert.Equal(t, got, draw(m), "not the same twice")
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), got, "go test ./cmd/ogm/internal/diagram -update renews it; look at the drawing first")
		}
	}
}

// TestAnSVGIsADrawingAndNothingElse: whatever names hold, there is well-formed XML of the
// few elements that are drawn, and no attribute that could load or run something.
func TestAnSVGIsADrawingAndNothingElse(t *testing.T) {
	decoder := xml.NewDecoder(strings.NewReader(diagram.SVG(odd())))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		switch element := token.(type) {
		case xml.StartElement:
			assert.Contains(t, []string{"svg", "title", "style", "defs", "marker", "path", "rect", "text"}, element.Name.Local)
			for _, attr := range element.Attr {
				assert.NotContains(t, strings.ToLower(attr.Name.Local), "href")
				assert.False(t, strings.HasPrefix(strings.ToLower(attr.Name.Local), "on"), attr.Name.Local)
			}
		case xml.Comment, xml.Directive, xml.ProcInst:
			t.Errorf("%T in a drawing", element)
		}
	}
}

// The statements that Mermaid and Graphviz are given, and no others.
var (
	mermaidLine = regexp.MustCompile(`^    n\d+(\["[^"]*"\]| --[->]\|"[^"]*"\| n\d+)$`)
	mermaidText = regexp.MustCompile(`^([\p{L}\p{Nd} _.:,()→–…·]|#\d+;|<br/>)*$`)
	dotLine     = regexp.MustCompile(`^    n\d+( -> n\d+)? \[(?:dir=none, )?label=<(.*)>\];$`)
)

func TestMermaidIsOfFewWords(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(diagram.Mermaid(odd()), "\n"), "\n")
	assert.Equal(t, "flowchart LR", lines[0])
	for _, line := range lines[1:] {
		require.Regexp(t, mermaidLine, line)
		_, quoted, _ := strings.Cut(line, `"`)
		text, _, _ := strings.Cut(quoted, `"`)
		assert.Regexp(t, mermaidText, text)
	}
}

func TestLabelsOfDOTAreMarkup(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(diagram.DOT(odd()), "\n}\n"), "\n")
	for _, line := range lines[4:] {
		parts := dotLine.FindStringSubmatch(line)
		require.NotNil(t, parts, line)
		decoder := xml.NewDecoder(strings.NewReader("<label>" + parts[2] + "</label>"))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, line)
			if element, ok := token.(xml.StartElement); ok {
				assert.Contains(t, []string{"label", "TABLE", "TR", "TD", "B", "BR"}, element.Name.Local)
			}
		}
	}
}
