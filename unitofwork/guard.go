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

// enter reports whether the caller is alone; who is, calls leave, and who is not gives ErrConcurrentUse.
func (g *guard) enter() bool { return g.busy.CompareAndSwap(false, true) }

// enterUntold is enter for who can give no error: the next commit does, and all until the unit
// is cleared, since it lacks what was asked for.
func (g *guard) enterUntold() bool {
	if g.enter() {
		return true
	}
	g.misused.Store(true)
	return false
}

func (g *guard) leave() { g.busy.Store(false) }

// misuse gives the error of a use at once that nobody could be told of.
func (g *guard) misuse() error {
	if g.misused.Load() {
		return ErrConcurrentUse
	}
	return nil
}
