package query

// Order is one sort key for nodes, or relationships, of type T.
type Order[T any] struct {
	sort sortKey
}

// sortKey is a property, or another expression, to sort by.
type sortKey struct {
	field      *field
	value      expression // in place of the field; nil
	descending bool
	onLink     bool // the field is one of the relationship
}

// Asc sorts by the property, smallest first, missing ones last.
func (p Property[T, V]) Asc() Order[T] { return Order[T]{sortKey{field: p.field}} }

// Desc sorts by the property, missing ones first, then greatest first.
func (p Property[T, V]) Desc() Order[T] { return Order[T]{sortKey{field: p.field, descending: true}} }

// Orders are sort keys without their type.
type Orders []sortKey

// OrdersOf takes the type off sort keys.
func OrdersOf[T any](orders []Order[T]) Orders { return sortKeys(orders, false) }

func sortKeys[T any](orders []Order[T], onLink bool) []sortKey {
	keys := make([]sortKey, len(orders))
	for i, order := range orders {
		keys[i] = order.sort
		keys[i].onLink = onLink
	}
	return keys
}

// sort writes ORDER BY, where there is an order.
func (s *scope) sort(order []sortKey) {
	for i, key := range order {
		if i == 0 {
			s.Text(" ORDER BY ")
		} else {
			s.Text(", ")
		}
		key.write(s)
		if key.descending {
			s.Text(" DESC")
		}
	}
}

func (k sortKey) write(s *scope) {
	before := s.onLink
	s.onLink = before || k.onLink
	if k.value != nil {
		k.value.write(s)
	} else {
		s.operand(k.field)
	}
	s.onLink = before
}
