package diagram

import (
	"fmt"
	"strings"
	"unicode"
)

// Mermaid writes a flowchart, which GitHub and GitLab draw where it stands in a block of
// Markdown. Nodes are known by numbers; names stand in quotes, with all that could mean
// something written as its number.
func Mermaid(m Model) string {
	var text strings.Builder
	text.WriteString("flowchart LR\n")
	for i, n := range m.Nodes {
		fmt.Fprintf(&text, "    n%d[\"%s\"]\n", i, mermaidLines(n.lines()))
	}
	for _, a := range m.Arrows {
		arrow := "-->"
		if a.Undirected {
			arrow = "---"
		}
		fmt.Fprintf(&text, "    n%d %s|\"%s\"| n%d\n", a.From, arrow, mermaidLines(a.lines()), a.To)
	}
	return text.String()
}

func mermaidLines(list []string) string {
	written := make([]string, len(list))
	for i, line := range list {
		written[i] = mermaidText(line)
	}
	return strings.Join(written, "<br/>")
}

// mermaidText writes all but letters, digits and what never means anything as entity codes,
// such as #34; for a quotation mark.
func mermaidText(text string) string {
	var written strings.Builder
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" _.:,()→–…·", r) {
			written.WriteRune(r)
			continue
		}
		fmt.Fprintf(&written, "#%d;", r)
	}
	return written.String()
}

// DOT writes the graph for Graphviz: dot -Tpng model.dot > model.png.
func DOT(m Model) string {
	var text strings.Builder
	text.WriteString(`digraph model {
    rankdir=LR;
    node [shape=plain, fontname="sans-serif"];
    edge [fontname="sans-serif", fontsize=11];
`)
	for i, n := range m.Nodes {
		list := n.lines()
		fmt.Fprintf(&text, "    n%d [label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"6\"><TR><TD BGCOLOR=\"#dbe7f5\"><B>%s</B></TD></TR>", i, markup(list[0]))
		if len(list) > 1 {
			fmt.Fprintf(&text, "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">%s</TD></TR>", markupLines(list[1:]))
		}
		text.WriteString("</TABLE>>];\n")
	}
	for _, a := range m.Arrows {
		line := ""
		if a.Undirected {
			line = "dir=none, "
		}
		fmt.Fprintf(&text, "    n%d -> n%d [%slabel=<%s>];\n", a.From, a.To, line, markupLines(a.lines()))
	}
	text.WriteString("}\n")
	return text.String()
}

func markupLines(list []string) string {
	written := make([]string, len(list))
	for i, line := range list {
		written[i] = markup(line)
	}
	return strings.Join(written, "<BR/>")
}

// markup writes text as it may stand in HTML-like labels of Graphviz and in XML.
func markup(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(text)
}
