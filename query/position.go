package query

// Position says where a page begins: at one end of all that is selected, or at a cursor that
// an earlier page gave.
type Position struct {
	cursor   string
	backward bool
}

// FirstPage is the position of the first page.
func FirstPage() Position { return Position{} }

// After is the position behind a page, whose End it takes. An empty cursor stands before the
// first page.
func After(cursor string) Position { return Position{cursor: cursor} }

// Before is the position before a page, whose Start it takes. An empty cursor stands behind
// the last page.
func Before(cursor string) Position { return Position{cursor: cursor, backward: true} }

// Cursor gives the cursor; "" for none.
func (p Position) Cursor() string { return p.cursor }

// IsBackward tells whether the page ends at the position, and does not begin there.
func (p Position) IsBackward() bool { return p.backward }
