package unitofwork

import (
	"errors"
	"sync/atomic"
)

// ErrConcurrentUse says that a unit was used by two goroutines at once. What the second
// one asked for was not done.
var ErrConcurrentUse = errors.New("ogm: a unit of work is for one goroutine, and two used it at once; give each a unit of its own")

// guard notices a second goroutine. It does not wait for the first: that would hide
// the mistake until the two meet in another order.
type guard struct {
	busy    atomic.Bool
	misused atomic.Bool
}

// enter reports whether the caller is alone; who is, calls leave.
func (g *guard) enter() bool {
	if g.busy.CompareAndSwap(false, true) {
		return true
	}
	g.misused.Store(true)
	return false
}

func (g *guard) leave() { g.busy.Store(false) }

// misuse gives the error of a use at once that nobody could be told of, once.
func (g *guard) misuse() error {
	if g.misused.Swap(false) {
		return ErrConcurrentUse
	}
	return nil
}
