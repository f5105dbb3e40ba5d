package query

// clause is one clause of a statement: a word, and what stands behind it, in the order in
// which Cypher has it. What a clause does not have is empty. One struct serves all words: what
// may follow them differs by little more than the word, and a list of structs is one piece of
// memory, where a list of interfaces would be one more for each clause.
//
// What Cypher calls a subclause is a clause here, too: YIELD, SEARCH, ON CREATE SET.
type clause struct {
	word  string // MATCH, RETURN DISTINCT, DETACH DELETE …; "" of a pattern in an expression
	of    item   // what it is about: a pattern, a list, a procedure, a column
	more  []item
	order []sortKey
	limit expression
	where []expression // all must hold
	block []clause     // of a CALL that is a subquery; it imports what the CALL is of
	about *topic       // of its expressions and its block; nil for that of the clauses around
}

// item is a value in a clause, and what it is called from there on: nil for what it is.
type item struct {
	value, as expression
}

func (i item) write(s *scope) {
	s.term(i.value)
	if i.as != nil {
		s.Text(" AS ")
		i.as.write(s)
	}
}

// put writes clauses, one behind another.
func (s *scope) put(clauses ...clause) {
	for i := range clauses {
		clauses[i].write(s)
	}
}

func (c *clause) write(s *scope) {
	if c.about == nil {
		c.inTopic(s)
		return
	}
	before := s.topic
	s.topic = *c.about
	c.inTopic(s)
	s.topic = before
}

func (c *clause) inTopic(s *scope) {
	if c.word != "" {
		s.Space()
		s.Text(c.word)
	}
	if c.word != "" && (c.of.value != nil || len(c.more) > 0 || c.block != nil) {
		s.Text(" ")
	}
	if c.block != nil {
		c.subquery(s)
	} else {
		c.items(s)
	}
	s.sort(c.order)
	if c.limit != nil {
		s.Text(" LIMIT ")
		c.limit.write(s)
	}
	if len(c.where) > 0 {
		s.Text(" WHERE ")
		s.join(c.where, " AND ")
	}
}

// fixed is a list of clauses that is the same in all statements, written once and taken as a word.
func fixed(clauses ...clause) clause {
	s := newScope(Setting{})
	s.put(clauses...)
	stmt, _ := s.statement() // nothing in it can fail
	return clause{word: stmt.Text}
}

func (c *clause) items(s *scope) {
	if c.of.value != nil {
		c.of.write(s)
	}
	for i := range c.more {
		if i > 0 || c.of.value != nil {
			s.Text(", ")
		}
		c.more[i].write(s)
	}
}

// subquery writes the block, with its imports where the server wants them: as the head of
// the subquery, or as its first clause.
func (c *clause) subquery(s *scope) {
	switch {
	case s.Dialect().ScopeClauses():
		s.Text("(")
		c.items(s)
		s.Text(") { ")
	case c.of.value == nil:
		s.Text("{ ")
	default:
		s.Text("{ WITH ")
		c.items(s)
	}
	s.put(c.block...)
	s.Text(" }")
}
