package query

import (
	"errors"
	"sync"
)

// chunk is how many nodes travel in one record. A record has a fixed price at
// both ends, and a list of nodes pays it once.
const chunk = 1000

// Find describes which nodes of type T are wanted, in which order and how many.
// It is a value: each step gives a changed copy, so that one stem can carry two
// branches. Mistakes wait until a statement is made, and are reported together.
type Find[T any] struct {
	choice Choice
}

// From takes the nodes from an index, the best first behind the other sort keys.
func (f Find[T]) From(from Origin[T]) Find[T] { return Find[T]{f.choice.From(OriginOf(from))} }

// Where adds conditions; all must hold.
func (f Find[T]) Where(conditions ...Condition[T]) Find[T] {
	return Find[T]{f.choice.Where(ConditionsOf(conditions))}
}

// OrderBy adds sort keys behind those that are there.
func (f Find[T]) OrderBy(orders ...Order[T]) Find[T] {
	return Find[T]{f.choice.OrderBy(OrdersOf(orders))}
}

// Limit keeps the first n; the last call counts.
func (f Find[T]) Limit(n int) Find[T] { return Find[T]{f.choice.Limit(n)} }

// Untyped gives the choice without its type, which makes the statements.
func (f Find[T]) Untyped() Choice { return f.choice }

// Choice is a Find without its type. That what it does is not generic spares the compiler
// a copy of it for each type of a program.
type Choice struct {
	conditions []expression
	order      []sortKey
	limit      limit
	origin     origin // nil: all nodes of the type
}

// Conditions are conditions without their type.
type Conditions []expression

// ConditionsOf takes the type off conditions.
func ConditionsOf[T any](conditions []Condition[T]) Conditions { return expressions(conditions) }

// Where adds conditions; all must hold.
func (f Choice) Where(conditions Conditions) Choice {
	f.conditions = append(f.conditions[:len(f.conditions):len(f.conditions)], conditions...)
	return f
}

// OrderBy adds sort keys behind those that are there.
func (f Choice) OrderBy(orders Orders) Choice {
	f.order = append(f.order[:len(f.order):len(f.order)], orders...)
	return f
}

// UntypedOrigin is an Origin without its type.
type UntypedOrigin struct{ origin origin }

// OriginOf takes the type off an origin.
func OriginOf[T any](from Origin[T]) UntypedOrigin { return UntypedOrigin(from) }

// From takes the nodes from an index, the best first behind the other sort keys.
func (f Choice) From(from UntypedOrigin) Choice {
	f.origin = from.origin
	if from.origin == nil {
		f.origin = mistake{errors.New("ogm: the origin of a selection is empty; make it by query.Search or Property.Nearest")}
	}
	return f
}

// Limit keeps the first n; the last call counts.
func (f Choice) Limit(n int) Choice {
	f.limit = limitOf(n)
	return f
}

// First keeps the first node, if there is any.
func (f Choice) First() Choice {
	if f.limit.isGiven() && f.limit.number() < 1 {
		return f
	}
	return f.Limit(1)
}

// All gives the statement that returns the nodes in order, as lists in one column:
// of nodes, or of lists with their properties' values where these are all there is
// to know.
func (f Choice) All(setting Setting) (Statement, error) {
	s := f.match(setting)
	f.shorten(s)
	s.returnChunks()
	return s.statement()
}

// inChunks makes a list of the nodes that were matched and goes through it, a thousand at a
// time. The server keeps a reference to each node; values are read when their chunk is sent.
var inChunks = sync.OnceValue(func() clause { //nolint:gochecknoglobals // a constant, written when it is needed
	return fixed(clause{word: "WITH", of: allNodes()}, stepsThrough("ns"))
})

// allNodes is the list of the nodes that were matched.
func allNodes() item {
	return item{function{name: "collect", of: word(variable)}, word("ns")}
}

// stepsThrough goes through a list in steps i of a chunk.
func stepsThrough(list word) clause {
	last := operation{function{name: "size", of: list}, " - ", number(1)}
	return clause{word: "UNWIND", of: item{function{name: "range", of: number(0), more: []expression{last, number(chunk)}}, word("i")}}
}

// chunkOf is the part of a list that begins at step i.
func chunkOf(list word) slice {
	return slice{list, word("i"), operation{word("i"), " + ", number(chunk)}}
}

// chunkAsLevel makes a chunk of nodes level 0 of a fetch plan.
var chunkAsLevel = sync.OnceValue(func() clause { //nolint:gochecknoglobals // a constant, written when it is needed
	return fixed(clause{word: "WITH", of: item{chunkOf("ns"), levelNodes(0)}})
})

// returnChunks ends a statement that has matched n: a record for each thousand.
func (s *scope) returnChunks() {
	ending := clause{word: "RETURN", of: item{s.sent(chunkOf("ns")), word("ns")}}
	if s.setting.Flat {
		ending.more = []item{{goneNodes{chunkOf("ns"), s.setting.Node}, gone}}
	}
	s.put(inChunks(), ending)
}

// sent is a list of nodes in the form in which they travel: as they are, or as lists of their
// properties' values.
func (s *scope) sent(nodes expression) expression {
	if !s.setting.Flat {
		return nodes
	}
	return comprehension{variable, nodes, attributes{variable, s.setting.Node.Properties}}
}

// One gives the statement that returns up to two nodes: the second one tells that
// the answer is not unique.
func (f Choice) One(setting Setting) (Statement, error) {
	s := f.match(setting)
	two := clause{word: "RETURN", of: item{value: word(variable)}, limit: number(2)}
	if f.limit.isGiven() {
		f.shorten(s)
	} else {
		two.order = f.sortKeys()
	}
	s.put(two)
	return s.statement()
}

// AllWith is All with what a fetch plan names; see Level for the columns. A record has a
// thousand of the nodes, with what belongs to them.
func (f Choice) AllWith(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	f.shorten(s)
	s.put(inChunks(), chunkAsLevel())
	return s.follow(branches)
}

// Scored is AllWith with one column more: the scores of the nodes in the first.
func (f Choice) Scored(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	if f.origin == nil {
		s.Fail(errors.New("ogm: nodes have a score where an index has found them; say by From which"))
	}
	f.shorten(s)
	scores := item{value: word("scores")}
	s.put(
		clause{word: "WITH", of: allNodes(), more: []item{{function{name: "collect", of: word("score")}, scores.value}}},
		stepsThrough("ns"),
		clause{word: "WITH", of: item{chunkOf("ns"), levelNodes(0)}, more: []item{{chunkOf("scores"), scores.value}}},
	)
	return s.follow(branches, item{pieceOf("scores"), scores.value})
}

// Stream gives the statement that returns the nodes one by one: as nodes, or as lists of
// their properties' values.
func (f Choice) Stream(setting Setting) (Statement, error) {
	s := f.match(setting)
	f.shorten(s)
	each := clause{word: "RETURN", of: item{value: word(variable)}}
	if setting.Flat {
		each.of = item{attributes{variable, setting.Node.Properties}, word(variable)}
		each.more = []item{{goneNode{setting.Node}, gone}}
	}
	s.put(each)
	return s.statement()
}

// StreamWith is Stream with what a fetch plan names: a record has one of the nodes, with
// what belongs to it.
func (f Choice) StreamWith(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	f.shorten(s)
	s.put(clause{word: "WITH", of: item{list{word(variable)}, levelNodes(0)}})
	return s.follow(branches)
}

// OneWith is One with what a fetch plan names.
func (f Choice) OneWith(setting Setting, branches Branches) (Statement, []Level, error) {
	s := f.match(setting)
	two := clause{word: "WITH", of: item{value: word(variable)}}
	if f.limit.isGiven() {
		f.shorten(s)
	} else {
		two = f.ordered()
	}
	two.limit = number(2)
	s.put(two, clause{word: "WITH", of: item{allNodes().value, levelNodes(0)}})
	return s.follow(branches)
}

// Count gives the statement that returns the number of nodes.
func (f Choice) Count(setting Setting) (Statement, error) {
	s := f.matchLimited(setting)
	s.put(returnCount(variable))
	return s.statement()
}

// returnCount ends a statement that tells how many of something there were.
func returnCount(of word) clause {
	return clause{word: "RETURN", of: item{function{name: "count", of: of}, word("count")}}
}

// Exists gives the statement that returns whether there is any such node.
func (f Choice) Exists(setting Setting) (Statement, error) {
	s := f.matchLimited(setting)
	s.put(
		clause{word: "WITH", of: item{value: word(variable)}, limit: number(1)},
		clause{word: "RETURN", of: item{operation{function{name: "count", of: word(variable)}, " > ", number(0)}, word("exists")}},
	)
	return s.statement()
}

// Delete gives the statement that deletes the nodes with their relationships and what they
// own, and returns how many they were, without the latter.
func (f Choice) Delete(setting Setting, owners []Owner) (Statement, error) {
	s := f.matchLimited(setting)
	deleteWith(s, owners, variable)
	s.put(clause{word: "DETACH DELETE", of: item{value: word(variable)}}, returnCount("*"))
	stmt, err := s.statement()
	return stmt.Writing(), err
}

// match begins a statement: it finds the nodes, from where they come to what must hold of them.
func (f Choice) match(setting Setting) *scope {
	s := newScope(setting)
	labels := setting.Node.Labels
	if f.origin != nil {
		found := f.origin.clauses(s)
		found[len(found)-1].where = append([]expression{labelTest{labels}}, f.conditions...)
		s.put(found...)
	} else if first, rest := s.setting.leadOf(f.conditions); first != nil {
		found := first.clauses(s)
		found[len(found)-1].where = rest
		s.put(found...)
	} else {
		s.put(clause{word: "MATCH", of: item{value: node{variable: variable, labels: labels}}, where: f.conditions})
	}
	return s
}

// matchLimited is match for what does not depend on an order, unless there is a limit.
func (f Choice) matchLimited(setting Setting) *scope {
	s := f.match(setting)
	if f.limit.isGiven() {
		f.shorten(s)
	}
	return s
}

// shorten orders and limits what follows.
func (f Choice) shorten(s *scope) {
	if len(f.order) == 0 && !f.limit.isGiven() && f.origin == nil {
		return
	}
	c := f.ordered()
	c.limit = f.limit.value()
	s.put(c)
}

// ordered hands on what was matched, in order.
func (f Choice) ordered() clause {
	c := clause{word: "WITH", of: item{value: word(variable)}, order: f.sortKeys()}
	if f.origin != nil {
		c.more = []item{{value: word("score")}}
	}
	return c
}

// sortKeys is the order: what an index has found is sorted by its score in the end.
func (f Choice) sortKeys() []sortKey {
	if f.origin == nil {
		return f.order
	}
	return append(f.order[:len(f.order):len(f.order)], sortKey{value: word("score"), descending: true})
}
