package query

import "strings"

// High characters are those of which UTF-16 units have another order than code points: beyond
// U+FFFF, which are two units from U+D800 on, and from U+E000 on.
const (
	high       = '\uE000'
	firstLong  = "\U00010000"
	lastLong   = "\U0010FFFF"
	beginsHere = " STARTS WITH "
)

func isHigh(r rune) bool { return r >= high }

func isHighText(value any) bool {
	text, ok := value.(string)
	return ok && strings.ContainsFunc(text, isHigh)
}

// greaterText writes that a property is greater than a text by code points, whichever of the
// two orders the server compares by. They disagree where one text has a long character and the
// other a short high one, behind a beginning that they share: there the long one is greater.
func (p point) greaterText() {
	text, _ := p.value.(string)
	long, short := []string{}, []string{} // what stands before such characters
	for i, r := range text {
		switch {
		case r > '\uFFFF':
			long = append(long, text[:i])
		case isHigh(r):
			short = append(short, text[:i])
		}
	}
	first, last := p.Keep(firstLong), p.Keep(lastLong)
	p.compare(" > ")
	p.Text(" AND all(p IN ", p.Keep(long), " WHERE NOT ")
	p.is(beginsHere + "p OR ")
	p.goesOnLong(first, last)
	p.Text(") OR any(p IN ", p.Keep(short), " WHERE ")
	p.goesOnLong(first, last)
	p.Text(")")
}

// goesOnLong writes that the property begins with p, and that a long character follows. Among
// themselves these have one order, and no other character stands between them.
func (p point) goesOnLong(first, last string) {
	p.is(" >= p + " + first + " AND ")
	p.is(" < p + " + last + " OR ")
	p.is(beginsHere + "p + " + last)
}
