package unitofwork_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/session"
	"github.com/go-ogm/ogm/internal/session/bolttest"
)

// A key that was made for a struct is remembered by its address, from a commit that failed
// to the next. Until then the struct stays where it is, though the program may have dropped
// it: another one at its address would take over a key that may be stored.
func TestAStructThatAKeyWasMadeForKeepsItsAddress(t *testing.T) {
	t.Parallel()
	s := newShelf(t, 100)
	s.server.Inject(bolttest.At("COMMIT", 1), bolttest.CutAfter())
	node, link := s.failing(t)
	s.unit.Plan() // another look at the objects, without the two
	for range 3 {
		runtime.GC()
	}
	assert.NotNil(t, node.Value())
	assert.NotNil(t, link.Value())

	require.NoError(t, s.commit(s.unit))
	runtime.GC()
	assert.Nil(t, node.Value())
	assert.Nil(t, link.Value())
	runtime.KeepAlive(s.unit)
}

// failing commits two structs with made keys, which it drops.
func (s *shelf) failing(t *testing.T) (weak.Pointer[Writer], weak.Pointer[Wrote]) {
	t.Helper()
	dan := &Writer{Wrote: []*Wrote{{Volume: s.first}}}
	s.recorder(t, s.unit.Create, dan)()
	require.ErrorIs(t, s.commit(s.unit), session.ErrOutcomeUnknown)
	s.recorder(t, s.unit.Detach, dan)()
	return weak.Make(dan), weak.Make(dan.Wrote[0])
}

// A field is compared with what it held by the addresses of its structs. One that merely
// stands for a node of the unit stays where it is, though the program may have dropped it:
// another node's struct at its address would be taken for it, and nothing would be sent.
func TestAStructThatAFieldHeldKeepsItsAddress(t *testing.T) {
	t.Parallel()
	s := newShelf(t, 100)
	stub, far := s.standingFor(t)
	s.unit.Plan()
	runtime.GC()
	assert.NotNil(t, stub.Value())
	assert.NotNil(t, far.Value())

	s.bob.Likes, s.bob.Wrote = []*Subject{}, []*Wrote{}
	require.NoError(t, s.commit(s.unit))
	s.unit.Plan()
	runtime.GC()
	assert.Nil(t, stub.Value())
	assert.Nil(t, far.Value())
	runtime.KeepAlive(s.unit)
}

// standingFor commits structs that have no more than the keys of nodes, and drops them.
func (s *shelf) standingFor(t *testing.T) (weak.Pointer[Subject], weak.Pointer[Volume]) {
	t.Helper()
	s.bob.Likes = []*Subject{{Name: "folk"}}
	s.bob.Wrote = append(s.bob.Wrote, &Wrote{Volume: &Volume{Title: "first"}})
	require.NoError(t, s.commit(s.unit))
	stub, far := weak.Make(s.bob.Likes[0]), weak.Make(s.bob.Wrote[1].Volume)
	s.bob.Likes, s.bob.Wrote[1].Volume = nil, s.first
	return stub, far
}
