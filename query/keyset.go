package query

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/go-ogm/ogm/schema"
)

// Keyset is the total order in which the nodes of a selection come as pages: its sort keys,
// and the properties of the key that are not among them.
type Keyset struct {
	columns []sortColumn
	labels  []string
}

// sortColumn is one property of a Keyset.
type sortColumn struct {
	property   *schema.Property
	descending bool
	isKey      bool
	present    bool // no node that is selected lacks it
	entry      bool // of an inline map, whose values may be of any type
}

// Keyset gives the order of the pages, or says why there are none.
func (f Choice) Keyset(setting Setting) (Keyset, error) {
	node := setting.Node
	if len(node.Key) == 0 {
		return Keyset{}, fmt.Errorf("ogm: %s has no key, so nothing tells nodes apart that are sorted alike, and there are no pages; tag a field with key, or use All", node.Name)
	}
	k := Keyset{labels: node.Labels}
	s := newScope(setting)
	for _, sort := range f.order {
		if c, ok := f.sortColumn(s, sort); ok && !k.has(c) && !k.isTotal(node) {
			k.columns = append(k.columns, c)
		}
	}
	for _, property := range node.Key {
		if c := (sortColumn{property: property, isKey: true, present: true}); !k.has(c) {
			k.columns = append(k.columns, c)
		}
	}
	_, err := s.statement()
	return k, err
}

// sortColumn is the column of a sort key; ok is false after a mistake.
func (f Choice) sortColumn(s *scope, sort sortKey) (c sortColumn, ok bool) {
	if sort.value != nil {
		s.Fail(errors.New("ogm: pages are sorted by properties alone, and an order is by something else; leave it out, or use Limit and All"))
		return c, false
	}
	o, ok := s.find(sort.field)
	if !ok {
		return c, false
	}
	if remedy := unpageable(o.property); remedy != "" {
		s.Fail(fmt.Errorf("ogm: %s.%s is %s, by which pages cannot be sorted: %s", o.of.entity.Name, o.property.Field, o.property.Value.Base().Type, remedy))
		return c, false
	}
	isKey := slices.Contains(s.setting.Node.Key, o.property)
	return sortColumn{o.property, sort.descending, isKey, isKey || impliesPresence(f.conditions, sort.field), o.entry}, true
}

// unpageable says why the values of a property cannot be told to be before or behind that of
// a cursor; "" where they can.
func unpageable(property *schema.Property) string {
	if remedy := unordered(property); remedy != "" {
		return "Neo4j calls none greater than another; store a number to sort by"
	}
	if property.Value == nil {
		return ""
	}
	if kind := property.Value.Base().Kind; kind == schema.List || kind == schema.Bytes {
		return "a list may be of any length; sort by a property with one value"
	}
	return ""
}

// impliesPresence tells whether conditions that all hold leave nodes out that lack a property.
func impliesPresence(conditions []expression, of field) bool {
	return slices.ContainsFunc(conditions, func(condition expression) bool {
		switch e := condition.(type) {
		case comparison:
			return e.field.is(of)
		case membership:
			return e.field.is(of)
		case interval:
			return e.field.is(of)
		case nullTest:
			return e.field.is(of) && e.test == " IS NOT NULL"
		case junction:
			return e.operator == " AND " && impliesPresence(e.terms, of)
		}
		return false
	})
}

// is tells whether two handles are of one property.
func (f field) is(other field) bool {
	return f.owner == other.owner && f.isEntry == other.isEntry && f.entry == other.entry && slices.Equal(f.index, other.index)
}

func (k Keyset) has(c sortColumn) bool {
	return slices.ContainsFunc(k.columns, func(other sortColumn) bool { return other.property.Name == c.property.Name })
}

// isTotal tells whether the whole key is there: what follows decides nothing.
func (k Keyset) isTotal(node *schema.NodeType) bool {
	keys := 0
	for _, c := range k.columns {
		if c.isKey {
			keys++
		}
	}
	return keys == len(node.Key)
}

// Size is how many values a cursor has.
func (k Keyset) Size() int { return len(k.columns) }

// Column names a property of the order, for messages.
func (k Keyset) Column(i int) string { return k.columns[i].property.Field }

// Fingerprint tells orders apart: by labels, properties and directions.
func (k Keyset) Fingerprint() uint64 {
	hash := fnv.New64a()
	write := func(part string) {
		_, _ = hash.Write([]byte(part))
		_, _ = hash.Write([]byte{0}) // which no name contains
	}
	for _, label := range k.labels {
		write(label)
	}
	for _, c := range k.columns {
		write([]string{"asc", "desc"}[rankOf(c.descending)])
		write(c.property.Name)
	}
	return hash.Sum64()
}

// PageOf is a page that is asked for.
type PageOf struct {
	Keyset   Keyset
	Values   []any // of the node behind, or before, which it lies; nil for none
	Backward bool
	Size     int
}

// Page gives the statement of a page, which answers one record: the nodes as in All, whether
// there are more in the same direction, and the lists of the first and the last node's
// values.
func (f Choice) Page(setting Setting, page PageOf) (Statement, error) {
	s := f.page(setting, page)
	s.Text(" RETURN ")
	if setting.Flat {
		s.Text("[n IN l0 | ")
		writeValues(&s.Writer, setting.Node)
		s.Text("] AS ")
	}
	s.Text("l0")
	page.end(s)
	return s.statement()
}

// PageWith is Page with what a fetch plan names; see Level for the columns, which come before
// the two of the page.
func (f Choice) PageWith(setting Setting, page PageOf, branches Branches) (Statement, []Level, error) {
	s := f.page(setting, page)
	list := writeLevels(s, branches.fetches)
	page.end(s)
	stmt, err := s.statement()
	return stmt, list, err
}

func (p PageOf) end(s *scope) { s.Text(", more, [head(ks), last(ks)] AS ends") }

// page matches one node more than the page has. The values that it was sorted by are kept as
// they were then: a cursor made of values that another transaction has changed since would
// pass over nodes that have not changed.
func (f Choice) page(setting Setting, page PageOf) *scope {
	if page.Backward {
		page.Keyset = page.Keyset.reversed()
	}
	f.conditions = append(f.conditions[:len(f.conditions):len(f.conditions)], behind{page.Keyset, page.Values})
	s := f.match(setting)
	switch {
	case page.Size < 1:
		s.Fail(fmt.Errorf("ogm: a page of %d nodes is none; ask for one at least", page.Size))
	case f.limited:
		s.Fail(errors.New("ogm: a selection with a limit has no pages; leave Limit out, the size of the page is one"))
	}
	size := s.Keep(page.Size)
	page.Keyset.sort(s)
	s.Text(" LIMIT ", size, " + 1 WITH collect(n) AS ns, ")
	page.Keyset.list(s)
	form := []string{"%s[..%s]", "reverse(%s[..%s])"}[rankOf(page.Backward)]
	s.Text(" WITH ", fmt.Sprintf(form, "ns", size), " AS l0, size(ns) > ", size, " AS more, ", fmt.Sprintf(form, "ks", size), " AS ks")
	return s
}

// reversed is the opposite order, nulls included.
func (k Keyset) reversed() Keyset {
	k.columns = slices.Clone(k.columns)
	for i := range k.columns {
		k.columns[i].descending = !k.columns[i].descending
	}
	return k
}

// sort writes the projection of the columns as k0, k1 …, and the order.
func (k Keyset) sort(s *scope) {
	s.Text(" WITH n")
	for i, c := range k.columns {
		s.Text(", ")
		s.Property(variable, c.property.Name)
		s.Text(" AS k")
		s.Int(i)
	}
	for i, c := range k.columns {
		s.Text([]string{" ORDER BY k", ", k"}[min(i, 1)])
		s.Int(i)
		if c.descending {
			s.Text(" DESC")
		}
	}
}

func (k Keyset) list(s *scope) {
	for i := range k.columns {
		s.Text([]string{"collect([k", ", k"}[min(i, 1)])
		s.Int(i)
	}
	s.Text("]) AS ks")
}
