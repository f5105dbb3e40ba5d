package diagram

import (
	"cmp"
	"slices"
)

// The measures of a drawing, in pixels.
const (
	lineHeight = 18.0
	runeWidth  = 7.3 // of the font, at its size
	inset      = 10.0
	gapX       = 36.0 // between columns
	gapY       = 24.0 // between what stands in one column
	margin     = 20.0
	loopWidth  = 34.0
	rowWidth   = 1000.0 // of nodes without relationships, which stand in rows
)

// box is a node, or the text at an arrow, or a place where a long arrow passes.
type box struct {
	node          int // -1 for the others
	lines         []string
	column        int
	x, y          float64 // of its upper left corner
	width, height float64
	loops         float64 // of its height, for arrows that lead back to it
	room          float64 // to its right, for the same
	before, after []*box
}

func (b *box) middle() float64 { return b.y + b.height/2 }

// route is the way of an arrow, from the left to the right.
type route struct {
	arrow    int
	reversed bool // the arrow points to the left
	boxes    []*box
}

// layout is where everything stands.
type layout struct {
	nodes         []*box
	routes        []*route
	loops         map[int][]int // arrows that lead back to their node
	width, height float64
}

// newLayout is a layered drawing: nodes in columns, such that most arrows point to the
// right; the texts of arrows in columns between them, so that nothing covers anything.
func newLayout(m Model) *layout {
	l := &layout{loops: map[int][]int{}}
	linked := map[int]bool{}
	for i, n := range m.Nodes {
		l.nodes = append(l.nodes, newBox(i, n.lines()))
	}
	for i, a := range m.Arrows {
		if a.From == a.To {
			l.loops[a.From] = append(l.loops[a.From], i)
		} else {
			linked[a.From], linked[a.To] = true, true
		}
	}
	for i := range l.nodes {
		l.makeRoom(m, i)
	}
	columns := l.columns(m, linked)
	l.order(columns)
	l.place(columns)
	l.rows(linked)
	return l
}

func newBox(node int, lines []string) *box {
	b := &box{node: node, lines: lines, height: float64(len(lines))*lineHeight + inset}
	for _, line := range lines {
		b.width = max(b.width, float64(columnsOf(line))*runeWidth+2*inset)
	}
	return b
}

// columnsOf is how wide a text is: what is written in East Asia takes two columns.
func columnsOf(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

// makeRoom gives a node the place that its loops take, with their texts.
func (l *layout) makeRoom(m Model, node int) {
	b := l.nodes[node]
	for _, arrow := range l.loops[node] {
		text := newBox(-1, m.Arrows[arrow].lines())
		b.loops, b.room = b.loops+text.height, max(b.room, loopWidth+text.width)
	}
	b.height += b.loops
}

// columns decides in which column each node stands, and leads the arrows through the columns
// between theirs. Even columns have nodes, odd ones texts.
func (l *layout) columns(m Model, linked map[int]bool) [][]*box {
	edges := acyclic(m)
	rank := ranks(len(m.Nodes), edges)
	var columns [][]*box
	add := func(b *box, column int) {
		for len(columns) <= column {
			columns = append(columns, nil)
		}
		b.column = column
		columns[column] = append(columns[column], b)
	}
	for i, b := range l.nodes {
		if linked[i] {
			add(b, 2*rank[i])
		}
	}
	for _, e := range edges {
		r := &route{arrow: e.arrow, reversed: e.reversed, boxes: []*box{l.nodes[e.from]}}
		for column := 2*rank[e.from] + 1; column < 2*rank[e.to]; column++ {
			passing := &box{node: -1, height: lineHeight}
			if column == 2*rank[e.from]+1 {
				passing = newBox(-1, m.Arrows[e.arrow].lines())
			}
			add(passing, column)
			r.boxes = append(r.boxes, passing)
		}
		r.boxes = append(r.boxes, l.nodes[e.to])
		for i := 1; i < len(r.boxes); i++ {
			r.boxes[i-1].after = append(r.boxes[i-1].after, r.boxes[i])
			r.boxes[i].before = append(r.boxes[i].before, r.boxes[i-1])
		}
		l.routes = append(l.routes, r)
	}
	return columns
}

// link is an arrow as it is laid out, from the left to the right.
type link struct {
	arrow, from, to int
	reversed        bool
}

// acyclic turns about the arrows that would close a ring.
func acyclic(m Model) []link {
	out := make([][]int, len(m.Nodes))
	for i, a := range m.Arrows {
		if a.From != a.To {
			out[a.From] = append(out[a.From], i)
		}
	}
	const open, done = 1, 2
	state := make([]int, len(m.Nodes))
	reversed := map[int]bool{}
	var visit func(node int)
	visit = func(node int) {
		state[node] = open
		for _, arrow := range out[node] {
			switch to := m.Arrows[arrow].To; state[to] {
			case open:
				reversed[arrow] = true
			case 0:
				visit(to)
			}
		}
		state[node] = done
	}
	for node := range m.Nodes {
		if state[node] == 0 {
			visit(node)
		}
	}
	var links []link
	for i, a := range m.Arrows {
		switch {
		case a.From == a.To:
		case reversed[i]:
			links = append(links, link{i, a.To, a.From, true})
		default:
			links = append(links, link{i, a.From, a.To, false})
		}
	}
	return links
}

// ranks puts each node one behind the last of those that lead to it, and those that nothing
// leads to next to the first that they lead to.
func ranks(nodes int, links []link) []int {
	rank := make([]int, nodes)
	for range nodes {
		changed := false
		for _, l := range links {
			if rank[l.to] <= rank[l.from] {
				rank[l.to], changed = rank[l.from]+1, true
			}
		}
		if !changed {
			break
		}
	}
	for node := range rank {
		first, isRoot := -1, true
		for _, l := range links {
			isRoot = isRoot && l.to != node
			if l.from == node && (first < 0 || rank[l.to] < first) {
				first = rank[l.to]
			}
		}
		if isRoot && first > 0 {
			rank[node] = first - 1
		}
	}
	return rank
}

// sweeps is how often columns are ordered by their neighbours, to and fro.
const sweeps = 8

// order sorts each column by where its boxes lead, so that few arrows cross.
func (l *layout) order(columns [][]*box) {
	place := map[*box]float64{}
	number := func(column []*box) {
		for i, b := range column {
			place[b] = float64(i)
		}
	}
	for _, column := range columns {
		number(column)
	}
	for sweep := range sweeps {
		for i := range columns {
			column, side := columns[i], func(b *box) []*box { return b.before }
			if sweep%2 == 1 {
				column, side = columns[len(columns)-1-i], func(b *box) []*box { return b.after }
			}
			mean := map[*box]float64{}
			for _, b := range column {
				mean[b] = place[b]
				if near := side(b); len(near) > 0 {
					sum := 0.0
					for _, other := range near {
						sum += place[other]
					}
					mean[b] = sum / float64(len(near))
				}
			}
			slices.SortStableFunc(column, func(a, b *box) int { return cmp.Compare(mean[a], mean[b]) })
			number(column)
		}
	}
}

// place gives all boxes of columns their coordinates.
func (l *layout) place(columns [][]*box) {
	x := margin
	for _, column := range columns {
		width, y := 0.0, margin
		for _, b := range column {
			width = max(width, b.width+b.room)
			b.y = y
			y += b.height + gapY
		}
		for _, b := range column {
			b.x = x + (width-b.width)/2
			if b.node >= 0 {
				b.x = x
			}
		}
		x += width + gapX
	}
	for sweep := range sweeps {
		for i := range columns {
			if sweep%2 == 1 {
				i = len(columns) - 1 - i
			}
			straighten(columns[i])
		}
	}
	top := margin
	for _, column := range columns {
		for _, b := range column {
			top = min(top, b.y)
		}
	}
	for _, column := range columns {
		for _, b := range column {
			b.y += margin - top
			l.width, l.height = max(l.width, b.x+b.width+b.room+margin), max(l.height, b.y+b.height+margin)
		}
	}
}

// straighten moves the boxes of a column to the height of their neighbours, as far as they
// leave each other room.
func straighten(column []*box) {
	shift := 0.0
	for i, b := range column {
		wanted, near := 0.0, slices.Concat(b.before, b.after)
		for _, other := range near {
			wanted += other.middle()
		}
		if len(near) > 0 {
			wanted = wanted/float64(len(near)) - b.height/2
		} else {
			wanted = b.y
		}
		b.y = wanted
		if i > 0 {
			b.y = max(b.y, column[i-1].y+column[i-1].height+gapY)
		}
		shift += b.y - wanted
	}
	for _, b := range column {
		b.y -= shift / float64(len(column))
	}
}

// rows puts nodes without relationships below the rest.
func (l *layout) rows(linked map[int]bool) {
	x, y, tallest := margin, max(l.height, margin), 0.0
	for i, b := range l.nodes {
		if linked[i] {
			continue
		}
		if x > margin && x+b.width+b.room > max(rowWidth, l.width) {
			x, y, tallest = margin, y+tallest+gapY, 0
		}
		b.x, b.y = x, y
		x, tallest = x+b.width+b.room+gapX, max(tallest, b.height)
		l.width, l.height = max(l.width, b.x+b.width+b.room+margin), max(l.height, y+tallest+margin)
	}
}
