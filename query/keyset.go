package query

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"

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
	if f.origin != nil && len(f.order) == 0 {
		return Keyset{}, errors.New("ogm: pages are sorted by properties, and what an index finds by its score; add OrderBy, or use Limit and All, or Stream")
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
func impliesPresence(conditions []expression, of *field) bool {
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
func (f *field) is(other *field) bool {
	return f == other || f != nil && other != nil && f.owner == other.owner && f.isEntry == other.isEntry && f.entry == other.entry && slices.Equal(f.index, other.index)
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
	nodes, more := item{value: levelNodes(0)}, endsOfPage()
	if setting.Flat {
		nodes = item{s.sent(nodes.value), nodes.value}
		more = append([]item{{goneNodes{levelNodes(0), setting.Node}, gone}}, more...)
	}
	s.put(clause{word: "RETURN", of: nodes, more: more})
	return s.statement()
}

// PageWith is Page with what a fetch plan names; see Level for the columns, which come before
// the two of the page.
func (f Choice) PageWith(setting Setting, page PageOf, branches Branches) (Statement, []Level, error) {
	return f.page(setting, page).follow(branches, endsOfPage()...)
}

// endsOfPage are the last two columns of a page.
func endsOfPage() []item {
	ends := list{function{name: "head", of: word("ks")}, function{name: "last", of: word("ks")}}
	return []item{{value: word("more")}, {ends, word("ends")}}
}

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
	case page.Size > math.MaxInt32:
		s.Fail(fmt.Errorf("ogm: a page of %d nodes is none; Stream gives all", page.Size))
	case f.limit.isGiven():
		s.Fail(errors.New("ogm: a selection with a limit has no pages; leave Limit out, the size of the page is one"))
	}
	size := word(s.Keep(page.Size))
	part := func(of word) expression {
		if page.Backward {
			return function{name: "reverse", of: slice{of: of, to: size}}
		}
		return slice{of: of, to: size}
	}
	sorted, keys := page.Keyset.sorted()
	sorted.limit = operation{size, " + ", number(1)}
	s.put(
		sorted,
		clause{word: "WITH", of: allNodes(), more: []item{{function{name: "collect", of: keys}, word("ks")}}},
		clause{word: "WITH", of: item{part("ns"), levelNodes(0)}, more: []item{
			{operation{function{name: "size", of: word("ns")}, " > ", size}, word("more")},
			{part("ks"), word("ks")},
		}},
	)
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

// sorted hands on the nodes with the columns as k0, k1 …, in order, and gives the list of these.
func (k Keyset) sorted() (c clause, keys list) {
	c = clause{word: "WITH", of: item{value: word(variable)}}
	for i, column := range k.columns {
		key := word("k" + strconv.Itoa(i))
		c.more = append(c.more, item{attribute{variable, column.property}, key})
		c.order = append(c.order, sortKey{value: key, descending: column.descending})
		keys = append(keys, key)
	}
	return c, keys
}
