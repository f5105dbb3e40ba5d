package query

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// HasLabel holds where the node has a label, besides those of its type.
func HasLabel[T any](label string) Condition[T] { return Condition[T]{labelTest{[]string{label}}} }

type labelTest struct {
	labels []string
}

func (e labelTest) write(s *scope) {
	if s.onLink {
		s.Fail(errors.New("ogm: a relationship has no labels, and query.HasLabel is for nodes"))
	}
	s.Text(s.variable)
	s.Labels(e.labels)
}

// ElementID holds where the node has one of the element ids. Neo4j promises nothing about
// these beyond a transaction: a key is what to keep.
func ElementID[T any](ids ...string) Condition[T] { return Condition[T]{identified{ids}} }

type identified struct {
	ids []string
}

// write asks by the id that 4.4 has in place of element ids, which are those in digits there.
func (e identified) write(s *scope) {
	if s.Dialect().ElementIDs() {
		s.Text("elementId(", s.this(), ") IN ")
		s.Param(slices.Clone(e.ids))
		return
	}
	numbers := make([]int64, 0, len(e.ids))
	for _, id := range e.ids {
		if number, err := strconv.ParseInt(id, 10, 64); err == nil {
			numbers = append(numbers, number)
		}
	}
	s.Text("id(", s.this(), ") IN ")
	s.Param(numbers)
}

// RawCondition is a condition in Cypher. In its text, {n} stands for the node or relationship
// that it is about, which has another name behind a relationship, and parameters have names of their own, but for
// p0, p1 … and b, which are taken. The statement has variables of one letter, and of one with a number: name yours by
// words. It is the way out for what no handle can say. Values belong into
// params, never into the text.
//
//	query.RawCondition[Person]("{n}.born % $m = 0", query.Params{"m": 4})
func RawCondition[T any](text string, params Params) Condition[T] {
	return Condition[T]{raw{text, params}}
}

type raw struct {
	text   string
	params Params
}

func (e raw) write(s *scope) {
	if e.text == "" {
		s.Fail(errEmptyCondition)
		return
	}
	params, err := s.setting.Around.Params(e.params)
	if err != nil {
		s.Fail(err)
		return
	}
	for _, name := range sortedNames(params) {
		before, taken, err := s.Named(name, params[name])
		if taken && !reflect.DeepEqual(before, params[name]) {
			err = errors.New("the name stands for two values; choose two names")
		}
		if err != nil {
			s.Fail(fmt.Errorf("ogm: the parameter $%s of a raw condition: %w", name, err))
		}
	}
	s.Text("(", strings.ReplaceAll(e.text, "{n}", s.this()))
	if strings.Contains(e.text, "//") {
		s.Text("\n") // where a comment ends, which would go on to the end of the statement
	}
	s.Text(")")
}

func sortedNames(params Params) []string {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
