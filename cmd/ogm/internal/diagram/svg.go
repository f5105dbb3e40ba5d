package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const svgHead = `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" role="img">
<title>Nodes and relationships</title>
<style>
text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1b2733; white-space: pre }
.title { font-weight: bold }
.node { fill: #fff; stroke: #4a6785 }
.head { fill: #dbe7f5; stroke: #4a6785 }
.arrow { fill: none; stroke: #6b7c8d }
.type { fill: #fff; stroke: none }
</style>
<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#6b7c8d"/></marker></defs>
<rect width="100%%" height="100%%" fill="#fff"/>
`

// drawing is an SVG that is being written.
type drawing struct {
	strings.Builder
	model  Model
	layout *layout
	ports  map[*box]*sides
}

// sides are the arrows at a node, by where they touch it.
type sides struct{ left, right []*route }

// SVG draws the model as a picture that needs nothing else: no script, no style from
// elsewhere, no link.
func SVG(m Model) string {
	d := &drawing{model: m, layout: newLayout(m), ports: map[*box]*sides{}}
	fmt.Fprintf(d, svgHead, int(max(d.layout.width, 2*margin)), int(max(d.layout.height, 2*margin)))
	d.docks()
	for _, r := range d.layout.routes {
		d.route(r)
	}
	for i, b := range d.layout.nodes {
		d.loops(i, b)
		d.node(b)
	}
	for _, r := range d.layout.routes {
		if b := r.boxes[1]; len(b.lines) > 0 {
			d.label(b)
		}
	}
	d.WriteString("</svg>\n")
	return d.String()
}

// docks sorts the arrows at each side of a node by where they come from.
func (d *drawing) docks() {
	for _, b := range d.layout.nodes {
		d.ports[b] = &sides{}
	}
	for _, r := range d.layout.routes {
		first, last := d.ports[r.boxes[0]], d.ports[r.boxes[len(r.boxes)-1]]
		first.right, last.left = append(first.right, r), append(last.left, r)
	}
	for _, b := range d.layout.nodes {
		slices.SortStableFunc(d.ports[b].right, func(a, b *route) int { return cmp.Compare(a.boxes[1].middle(), b.boxes[1].middle()) })
		slices.SortStableFunc(d.ports[b].left, func(a, b *route) int {
			return cmp.Compare(a.boxes[len(a.boxes)-2].middle(), b.boxes[len(b.boxes)-2].middle())
		})
	}
}

// dock is the height at which an arrow touches a node, above its loops.
func dock(b *box, all []*route, r *route) float64 {
	return b.y + (b.height-b.loops)*float64(slices.Index(all, r)+1)/float64(len(all)+1)
}

// route draws an arrow: a curve from box to box, straight through texts.
func (d *drawing) route(r *route) {
	first, last := r.boxes[0], r.boxes[len(r.boxes)-1]
	x, y := first.x+first.width, dock(first, d.ports[first].right, r)
	var path strings.Builder
	fmt.Fprintf(&path, "M%.1f %.1f", x, y)
	if first.room > 0 { // above the texts of loops
		x += first.room
		fmt.Fprintf(&path, "H%.1f", x)
	}
	for _, b := range r.boxes[1:] {
		to := b.middle()
		if b == last {
			to = dock(last, d.ports[last].left, r)
		}
		half := (b.x - x) / 2
		fmt.Fprintf(&path, "C%.1f %.1f %.1f %.1f %.1f %.1f", x+half, y, b.x-half, to, b.x, to)
		if b != last {
			fmt.Fprintf(&path, "H%.1f", b.x+b.width)
		}
		x, y = b.x+b.width, to
	}
	d.curve(path.String(), r.reversed, d.model.Arrows[r.arrow].Undirected)
}

// curve draws a way with the tip of its arrow.
func (d *drawing) curve(way string, reversed, undirected bool) {
	tip := ` marker-end="url(#tip)"`
	switch {
	case undirected:
		tip = ""
	case reversed:
		tip = ` marker-start="url(#tip)"`
	}
	fmt.Fprintf(d, `<path class="arrow" d="%s"%s/>`+"\n", way, tip)
}

// loops draws the arrows that lead from a node to itself, at its right side.
func (d *drawing) loops(node int, b *box) {
	x, y := b.x+b.width, b.y+b.height-b.loops
	for _, arrow := range d.layout.loops[node] {
		text := newBox(-1, d.model.Arrows[arrow].lines())
		middle := y + text.height/2
		y += text.height
		d.curve(fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x, middle-5, x+loopWidth*1.2, middle-12, x+loopWidth*1.2, middle+12, x, middle+5),
			false, d.model.Arrows[arrow].Undirected)
		text.x, text.y = x+loopWidth-inset/2, middle-text.height/2
		d.lines(text, "")
	}
}

func (d *drawing) node(b *box) {
	head := lineHeight + inset/2
	fmt.Fprintf(d, `<rect class="node" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4"/>`+"\n", b.x, b.y, b.width, b.height)
	fmt.Fprintf(d, `<rect class="head" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4"/>`+"\n", b.x, b.y, b.width, min(head, b.height))
	d.lines(b, ` class="title"`)
}

func (d *drawing) label(b *box) {
	fmt.Fprintf(d, `<rect class="type" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`+"\n", b.x, b.y+inset/2, b.width, b.height-inset)
	d.lines(b, "")
}

// lines writes the text of a box; first is the class of its first line.
func (d *drawing) lines(b *box, first string) {
	for i, line := range b.lines {
		if i > 0 {
			first = ""
		}
		fmt.Fprintf(d, `<text%s x="%.1f" y="%.1f">%s</text>`+"\n", first, b.x+inset, b.y+inset/2+lineHeight*(float64(i)+0.75), markup(line))
	}
}
