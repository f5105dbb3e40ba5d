package query

import "github.com/go-ogm/ogm/schema"

// The expressions of this file are what any Cypher is made of; those that handles make are in
// expression.go. Their fields are values and no lists where that will do: such a one is made
// by the compiler, and costs nothing when a statement is built.

// word is a variable, or another word that stands as it is, such as null.
type word string

func (e word) write(s *scope) { s.Text(string(e)) }

// alias is a name that the program has chosen.
type alias string

func (e alias) write(s *scope) { s.Alias(string(e)) }

// number is a number that stands in the text.
type number int

func (e number) write(s *scope) { s.Int(int(e)) }

// parameter is a value that travels beside the text, in the form in which it is sent.
type parameter struct {
	value any
}

func (e parameter) write(s *scope) {
	if isLater(e.value) {
		s.place(e.value, func(value any) (any, error) { return value, nil })
		return
	}
	s.Param(e.value)
}

// attribute is a property of a variable.
type attribute struct {
	variable string
	property *schema.Property
}

func (e attribute) write(s *scope) { s.Property(e.variable, e.property.Name) }

// attributes are properties of a variable as a list.
type attributes struct {
	variable   string
	properties []*schema.Property
}

func (e attributes) write(s *scope) {
	s.Text("[")
	for i, property := range e.properties {
		s.comma(i)
		s.Property(e.variable, property.Name)
	}
	s.Text("]")
}

// function is a call: of its first argument, and of more.
type function struct {
	name     string
	distinct bool
	of       expression
	more     []expression
}

func (e function) write(s *scope) {
	s.Text(e.name, "(")
	if e.distinct {
		s.Text("DISTINCT ")
	}
	s.term(e.of)
	for _, argument := range e.more {
		s.Text(", ")
		s.term(argument)
	}
	s.Text(")")
}

// operation is two values with an operator between them, which has its spaces.
type operation struct {
	left     expression
	operator string
	right    expression
}

func (e operation) write(s *scope) {
	s.term(e.left)
	s.Text(e.operator)
	s.term(e.right)
}

// slice is a part of a list. Where it has no beginning or end, it has the list's.
type slice struct {
	of, from, to expression
}

func (e slice) write(s *scope) {
	s.term(e.of)
	s.Text("[")
	if e.from != nil {
		e.from.write(s)
	}
	s.Text("..")
	if e.to != nil {
		e.to.write(s)
	}
	s.Text("]")
}

// element is one element of a list.
type element struct {
	of, at expression
}

func (e element) write(s *scope) {
	s.term(e.of)
	s.Text("[")
	s.term(e.at)
	s.Text("]")
}

// list is a list of values.
type list []expression

func (e list) write(s *scope) {
	s.Text("[")
	s.join(e, ", ")
	s.Text("]")
}

// comprehension makes a list of another.
type comprehension struct {
	variable string
	in, to   expression
}

func (e comprehension) write(s *scope) {
	s.Text("[", e.variable, " IN ")
	s.term(e.in)
	s.Text(" | ")
	s.term(e.to)
	s.Text("]")
}

// entries are a map, or the properties in a pattern.
type entries []entry

type entry struct {
	name  string
	value expression
}

func (e entries) write(s *scope) {
	s.Text("{")
	for i := range e {
		s.comma(i)
		s.Name(e[i].name)
		s.Text(": ")
		s.term(e[i].value)
	}
	s.Text("}")
}

// comma writes what stands before all but the first of a list.
func (s *scope) comma(i int) {
	if i > 0 {
		s.Text(", ")
	}
}
