package query

import "fmt"

// limit is how many nodes or rows are kept; the zero value keeps all.
type limit struct {
	n any // an int, or the slot of one; nil for all
}

func limitOf(n int) limit { return limit{n} }

func (l limit) isGiven() bool { return l.n != nil }

// number is the limit, where it is given.
func (l limit) number() int {
	n, _ := l.n.(int)
	return n
}

// mistake says what is wrong with a limit; nil for nothing.
func (l limit) mistake() error {
	if n := l.number(); n < 0 {
		return fmt.Errorf("ogm: a limit of %d is negative", n)
	}
	return nil
}

// value is the limit in a clause; nil where it is not given.
func (l limit) value() expression {
	if err := l.mistake(); err != nil {
		return mistake{err}
	}
	if l.n == nil {
		return nil
	}
	return parameter{l.n}
}
