package query

import (
	"encoding/binary"
	"slices"
	"sync"
)

// shape is all that the text of a query depends on, as bytes, and beside it the values that it does not
// depend on. Two queries whose shapes are equal have one text.
type shape struct {
	key     []byte
	values  []any
	opening bool // what is gone through is given back with slots in place of its values
	unknown bool // there is something that has no shape: the text is written each time
}

// slot is a value of a shape, by its number. It stands in a query in place of the value, so that the
// text can be written which serves all values.
type slot int

// shapes are used again, since their lists have grown to what is usual.
var shapes = sync.Pool{New: func() any { return new(shape) }} //nolint:gochecknoglobals // memory that is used again has no state

func (k *shape) reset() {
	k.key, k.values, k.opening, k.unknown = k.key[:0], k.values[:0], false, false
}

// release gives a shape back, and keeps no value of the program.
func (k *shape) release() {
	clear(k.values)
	k.reset()
	shapes.Put(k)
}

// query adds all that there is of one, and gives it back.
func (k *shape) query(verb string, setting Setting, choice Choice, branches Branches) (Choice, Branches) {
	k.text(verb)
	k.number(int(setting.Dialect))
	k.unknown = k.unknown || choice.origin != nil
	choice.conditions = each(k, choice.conditions, (*shape).expression)
	choice.order = each(k, choice.order, (*shape).sortKey)
	choice.limit = k.limit(choice.limit)
	return choice, Branches{each(k, branches.fetches, (*shape).fetch)}
}

// The kinds of expressions, which tell one from another in a key.
const (
	none = iota
	ofComparison
	ofMembership
	ofInterval
	ofNullTest
	ofJunction
	ofNegation
	ofLink
	ofExists
	ofEvery
	ofCount
	ofOperation
	ofParameter
	ofDistance
	ofBox
	ofLabelTest
)

func (k *shape) expression(of expression) expression {
	switch e := of.(type) {
	case comparison:
		k.number(ofComparison)
		k.field(e.field)
		k.text(e.operator)
		k.flag(e.fold)
		e.value = k.value(e.value)
		if k.opening {
			return e
		}
	case membership:
		k.number(ofMembership)
		k.field(e.field)
		k.unknown = k.unknown || e.later != nil
		if held := k.value(e.values); k.opening {
			return membership{field: e.field, later: held}
		}
	case interval:
		k.number(ofInterval)
		k.field(e.field)
		e.low, e.high = k.value(e.low), k.value(e.high)
		if k.opening {
			return e
		}
	case nullTest:
		k.number(ofNullTest)
		k.field(e.field)
		k.text(e.test)
	case junction:
		k.number(ofJunction)
		k.text(e.name)
		e.terms = each(k, e.terms, (*shape).expression)
		if k.opening {
			return e
		}
	case negation:
		k.number(ofNegation)
		if term := k.expression(e.term); k.opening {
			return negation{term}
		}
	case onLink:
		k.number(ofLink)
		if term := k.expression(e.term); k.opening {
			return onLink{term}
		}
	case exists:
		k.number(ofExists)
		if path := k.path(e.path); k.opening {
			return exists{path}
		}
	case every:
		k.number(ofEvery)
		e.path = k.path(e.path)
		e.conditions = each(k, e.conditions, (*shape).expression)
		if k.opening {
			return e
		}
	case count:
		k.number(ofCount)
		if path := k.path(e.path); k.opening {
			return count{path}
		}
	case operation:
		k.number(ofOperation)
		k.text(e.operator)
		e.left, e.right = k.expression(e.left), k.expression(e.right)
		if k.opening {
			return e
		}
	case parameter:
		k.number(ofParameter)
		if value := k.value(e.value); k.opening {
			return parameter{value}
		}
	case distance:
		k.number(ofDistance)
		k.field(e.field)
		e.from = k.value(e.from)
		if k.opening {
			return e
		}
	case box:
		k.number(ofBox)
		k.field(e.field)
		e.lower, e.upper = k.value(e.lower), k.value(e.upper)
		if k.opening {
			return e
		}
	case labelTest:
		k.number(ofLabelTest)
		k.number(len(e.labels))
		for _, label := range e.labels {
			k.text(label)
		}
	default:
		k.unknown = true
	}
	return of
}

func (k *shape) sortKey(key sortKey) sortKey {
	if key.value == nil {
		k.number(none)
		k.field(key.field)
	} else {
		key.value = k.expression(key.value)
	}
	k.flag(key.descending)
	k.flag(key.onLink)
	return key
}

// path is where a condition looks along.
func (k *shape) path(p path) path {
	k.field(p.edge.field)
	k.unknown = k.unknown || p.edge.into != nil
	p.where = each(k, p.where, (*shape).expression)
	return p
}

func (k *shape) fetch(f fetch) fetch {
	k.field(f.field)
	k.unknown = k.unknown || f.into != nil
	f.conditions = each(k, f.conditions, (*shape).expression)
	f.order = each(k, f.order, (*shape).sortKey)
	f.limit = k.limit(f.limit)
	f.nested = each(k, f.nested, (*shape).fetch)
	k.flag(f.deep)
	if f.deep {
		k.number(f.from)
		k.number(f.to)
	}
	return f
}

func (k *shape) limit(l limit) limit {
	k.flag(l.isGiven())
	if l.isGiven() {
		k.unknown = k.unknown || l.mistake() != nil
		l.n = k.value(l.n)
	}
	return l
}

// each goes through a list, and gives it back.
func each[E any](k *shape, list []E, of func(*shape, E) E) []E {
	k.number(len(list))
	if !k.opening {
		for _, e := range list {
			of(k, e)
		}
		return list
	}
	opened := slices.Clone(list)
	for i, e := range list {
		opened[i] = of(k, e)
	}
	return opened
}

// value adds a value, and gives it or its slot.
func (k *shape) value(value any) any {
	if _, isPlaceholder := value.(placeholder); isPlaceholder {
		k.unknown = true
	}
	k.values = append(k.values, value)
	if k.opening {
		return slot(len(k.values) - 1)
	}
	return value
}

// field adds a handle. One that has no number was not made by the program for keeps.
func (k *shape) field(f *field) {
	if f == nil || f.number == 0 {
		k.unknown = true
		return
	}
	k.key = binary.AppendUvarint(k.key, f.number)
}

func (k *shape) text(text string) {
	k.number(len(text))
	k.key = append(k.key, text...)
}

func (k *shape) number(n int) { k.key = binary.AppendUvarint(k.key, uint64(n)) }

func (k *shape) flag(is bool) { k.key = append(k.key, byte(rankOf(is))) }
