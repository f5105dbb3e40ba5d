// Package diagram draws what nodes there are and how relationships lead between them, as
// text for Mermaid and Graphviz and as a finished SVG. It is pure: one model, one drawing.
//
// Names come from a database, where they may be anything. Each form writes them so that they
// stay text.
package diagram

import (
	"strings"
	"unicode"
)

// Model is what is drawn, in the order in which it is drawn.
type Model struct {
	Nodes  []Node
	Arrows []Arrow
}

// Node is a kind of nodes.
type Node struct {
	Labels     []string // the first stands out
	Properties []Property
}

// Property is a property that is shown with its node.
type Property struct {
	Name string
	Type string // "" where it is not known
	Note string // what is special about it, such as key
}

// Arrow is a type of relationships between two kinds of nodes, by their places in the model.
type Arrow struct {
	From, To   int
	Type       string
	Starts     Count // how many begin at different nodes and lead to one
	Ends       Count // how many begin at one
	Properties []Property
	Undirected bool // it is drawn as a line
}

// Count is how many there may be. The zero value is unknown.
type Count int

// The two that are known.
const (
	One Count = iota + 1
	Many
)

func (c Count) String() string { return [...]string{"", "1", "*"}[c] }

// title is what stands above a node.
func (n Node) title() string { return strings.Join(n.Labels, " : ") }

func (p Property) line() string {
	text := p.Name
	if p.Type != "" {
		text += ": " + p.Type
	}
	if p.Note != "" {
		text += " (" + p.Note + ")"
	}
	return text
}

// title is what stands at an arrow: the type, with how many where that is known.
func (a Arrow) title() string {
	to := " → "
	if a.Undirected {
		to = " – "
	}
	if a.Starts == 0 && a.Ends == 0 {
		return a.Type
	}
	return strings.TrimRight(strings.Join([]string{a.Type, strings.TrimLeft(a.Starts.String()+to, " ") + a.Ends.String()}, " "), " ")
}

// lines are the title and, below it, the properties.
func (a Arrow) lines() []string { return lines(a.title(), a.Properties) }

func (n Node) lines() []string { return lines(n.title(), n.Properties) }

func lines(title string, properties []Property) []string {
	all := []string{clean(title)}
	for _, p := range properties {
		all = append(all, clean(p.line()))
	}
	return all
}

// longest is how much of a name is drawn.
const longest = 60

// clean takes from a name what is not to be seen, or would turn the line about, and cuts
// what is too long to be drawn.
func clean(text string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return '·'
		}
		return r
	}, text))
	if len(runes) == 0 {
		return "·"
	}
	if len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return string(runes)
}
